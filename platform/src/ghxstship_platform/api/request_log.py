"""The request log and usage, under /workspace/v1."""

from __future__ import annotations

from ..errors import not_found
from ..products.resource import Record
from ..request_log import listing, usage
from ..request_log.listing import Filters
from ..request_log.tables import PREFIX, Entry
from ..storage.daily import Span
from . import request_log_schemas as schemas
from .context import Context
from .lists import (
    Asked,
    Fetched,
    answer_page,
    filter_parameter,
    id_parameter,
    moment_parameter,
    read,
    read_window,
    refuse,
    window_parameters,
)  # fmt: skip
from .operations import Operation
from .pagination import Errors
from .request import Request
from .resources import no_parameters
from .responses import Response, encode

_LONGEST_PATH = 2_000


def _filters(asked: Asked) -> Filters:
    counted = {name: values for name, values in asked.values.items() if name not in ("status", "path")}
    classes, paths = asked.values.get("status", ()), asked.values.get("path", ())
    return Filters(tuple(counted.items()), classes, paths, asked.after, asked.before)


async def list_requests(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of the log, newest first."""
    workspace_id = request.principal.workspace_id

    async def fetch(asked: Asked, last_id: str | None, limit: int, counting: bool) -> Fetched:
        filters = _filters(asked)

        def entries_of(span: Span) -> tuple[list[Entry], str | None, int | None]:
            entries, behind = listing.page(span, workspace_id, filters, last_id, limit)
            return entries, behind, listing.count(span, workspace_id, filters) if counting else None

        entries, behind, total = await context.request_log.read(entries_of)
        return [listing.show(entry) for entry in entries], behind, total

    return await answer_page(context, operation, request, fetch)


async def retrieve_request(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """One request with its bodies."""
    no_parameters(request)
    workspace_id = request.principal.workspace_id
    found = await context.request_log.read(lambda span: listing.get(span, workspace_id, record_id))
    if found is None:
        raise not_found("request", record_id)
    return Response(200, encode(found))


async def list_errors(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """What went wrong, by error and operation."""
    errors: Errors = []
    filters = _filters(read(request, operation, errors))
    refuse(errors)
    workspace_id = request.principal.workspace_id
    found = await context.request_log.read(lambda span: listing.errors(span, workspace_id, filters))
    return Response(200, encode({"data": found}))


async def show_usage(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """Requests over time, and by who asked."""
    now = context.db.clock.now()
    start, end, step = read_window(request, operation, now, usage.STEPS, usage.MAX_POINTS)
    principal = request.principal
    found = await context.request_log.read(
        lambda span: usage.read(span, principal.workspace_id, start, end, step)
    )
    return Response(200, encode({**found, **_tier(context, principal.tier)}))


def _tier(context: Context, name: str) -> Record:
    tier = context.tiers.get(name)
    return {"tier": name, "requests_per_minute": None if tier is None else tier.per_minute}


_FILTERS = (
    filter_parameter("credential_id", "Only of this key, token or person.", f"key_{schemas.TAIL}"),
    filter_parameter("error", "Only with this error code.", "VALIDATION_ERROR"),
    filter_parameter("method", "Only with this method.", "POST", listing.METHODS),
    filter_parameter("operation", "Only of this operation.", "atlvs.deals.create"),
    filter_parameter("status", "Only with a status of this class.", "4xx", listing.CLASSES),
)
_PATH = filter_parameter(
    "path", "Only to this path, as a whole.", f"/atlvs/v1/deals/deal_{schemas.TAIL}", longest=_LONGEST_PATH
)
_CREATED = (
    moment_parameter("created_after", "Only what came later than this."),
    moment_parameter("created_before", "Only what came earlier than this."),
)
_LOG = "/workspace/v1/request-log"

REQUEST_LOG_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET", _LOG, "workspace.request_log.list", "List requests, newest first", "page", "admin", list_requests,
        parameters=(*_FILTERS, _PATH, *_CREATED), answer=schemas.REQUEST_SCHEMA,
        description="Every request of the workspace, about a second after it was answered, as far back as the log is "
        "kept (30 days unless the operator says otherwise). Where few requests match, a page may be short or empty "
        "and yet not be the last one. Narrowed by path there is no total.",
    ),
    Operation(
        "GET", f"{_LOG}/errors", "workspace.request_log.errors", "Show what went wrong most", "other", "admin",
        list_errors, parameters=(*_FILTERS, *_CREATED), answer=schemas.ERRORS_SCHEMA,
        description="Requests that were answered with an error, by error and operation, the most frequent first. "
        "Times are taken to whole minutes.",
    ),
    Operation(
        "GET", f"{_LOG}/{{id}}", "workspace.request_log.retrieve", "Retrieve a request", "other", "admin",
        retrieve_request, parameters=(id_parameter(PREFIX, "The request's id (`X-Request-Id`)."),),
        answer=schemas.REQUEST_DETAILS_SCHEMA,
        description="With the bodies, as far as they are kept: those of writes, and those of errors; without secrets, "
        "and cut to 8 KiB.",
    ),
    Operation(
        "GET", "/workspace/v1/usage", "workspace.usage.retrieve", "Show how much is asked for", "other", "read",
        show_usage, parameters=window_parameters(usage.STEPS), answer=schemas.USAGE_SCHEMA,
        description=f"Up to {usage.MAX_POINTS} steps, as far back as the request log is kept.",
    ),
)  # fmt: skip
