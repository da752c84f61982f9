"""The request log and usage, under /workspace/v1."""

from __future__ import annotations

from typing import Any

from ..clock import DAY
from ..errors import detail, not_found
from ..products.resource import Record
from ..request_log import listing, usage
from ..request_log.listing import Filters
from ..request_log.tables import PREFIX, Entry
from ..storage.daily import Span
from . import request_log_schemas as schemas
from .context import Context
from .operations import Operation, Parameter
from .pagination import MAX_VALUES, Errors, read_limit, read_moment, read_truth, seal, unseal
from .request import Request
from .resources import no_parameters
from .responses import Response, encode
from .webhooks import filter_parameter, id_parameter, moment_parameter, read_parameters, refuse

_CHOICES: dict[str, tuple[str, ...] | None] = {
    "credential_id": None,
    "error": None,
    "method": listing.METHODS,
    "operation": None,
    "path": None,
    "status": listing.CLASSES,
}
_BOUNDS = ("created_after", "created_before")
_LONGEST = 2_000


def read_filters(once: dict[str, str], several: dict[str, list[str]], errors: Errors) -> Filters:
    """What a list is narrowed to; what is wrong with it goes into `errors`."""
    for name, values in several.items():
        allowed = _CHOICES[name]
        if allowed is not None and not set(values) <= set(allowed):
            errors.append(detail(name, f"Must be one of {', '.join(allowed)}"))
        if not all(1 <= len(value) <= _LONGEST for value in values):
            errors.append(detail(name, f"Must have 1 to {_LONGEST} characters"))
        if len(values) > MAX_VALUES:
            errors.append(detail(name, f"Must stand at most {MAX_VALUES} times"))
    chosen = {name: tuple(sorted(set(values))) for name, values in several.items()}
    classes, paths = chosen.pop("status", ()), chosen.pop("path", ())
    return Filters(
        tuple(sorted(chosen.items())),
        classes,
        paths,
        read_moment(once, "created_after", errors),
        read_moment(once, "created_before", errors),
    )


async def list_requests(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of the log, newest first."""
    errors: Errors = []
    allowed = ("cursor", "limit", "total", *_BOUNDS)
    once, several = read_parameters(request, allowed, tuple(_CHOICES), errors)
    filters = read_filters(once, several, errors)
    limit = read_limit(once.get("limit"), errors)
    with_total = read_truth(once, "total", True, errors)
    refuse(errors)
    workspace_id, secret = request.principal.workspace_id, context.db.secret
    scope = f"{workspace_id} {operation.id} {filters}"
    last_id, total = None, None
    if "cursor" in once:
        cursor = unseal(secret, scope, once["cursor"])
        last_id, total = cursor.lastId, cursor.total
    counting = with_total and total is None

    def read(span: Span) -> tuple[list[Entry], str | None, int | None]:
        entries, behind = listing.page(span, workspace_id, filters, last_id, limit)
        return entries, behind, listing.count(span, workspace_id, filters) if counting else total

    entries, behind, total = await context.request_log.read(read)
    pagination: dict[str, Any] = {"cursor": None, "hasMore": behind is not None}
    if behind is not None:
        pagination["cursor"] = seal(secret, scope, behind, None, total)
    if total is not None:
        pagination["total"] = total
    return Response(
        200, encode({"data": [listing.show(entry) for entry in entries], "pagination": pagination})
    )


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
    names = tuple(name for name in _CHOICES if name != "path")
    once, several = read_parameters(request, _BOUNDS, names, errors)
    filters = read_filters(once, several, errors)
    refuse(errors)
    workspace_id = request.principal.workspace_id
    found = await context.request_log.read(lambda span: listing.errors(span, workspace_id, filters))
    return Response(200, encode({"data": found}))


async def show_usage(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """Requests over time, and by who asked."""
    errors: Errors = []
    once, _ = read_parameters(request, ("from", "to", "step"), (), errors)
    end = read_moment(once, "to", errors)
    end = context.db.clock.now() if end is None else end
    start = read_moment(once, "from", errors)
    start = end - DAY if start is None else start
    step = once.get("step", "hour")
    if step not in usage.STEPS:
        errors.append(detail("step", f"Must be one of {', '.join(usage.STEPS)}"))
    elif start >= end:
        errors.append(detail("from", "Must be earlier than to"))
    elif (end - start) // usage.STEPS[step] >= usage.MAX_POINTS - 1:
        message = f"Would give more than {usage.MAX_POINTS} steps; ask for less or a wider step"
        errors.append(detail("step", message))
    refuse(errors)
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
_PATH = filter_parameter("path", "Only to this path, as a whole.", f"/atlvs/v1/deals/deal_{schemas.TAIL}")
_CREATED = (
    moment_parameter("created_after", "Only what came later than this."),
    moment_parameter("created_before", "Only what came earlier than this."),
)
_STEPS = (
    moment_parameter("from", "Where the first step begins; without it, a day before the end."),
    moment_parameter("to", "Where the last step ends; without it, now."),
    Parameter("step", "query", "The width of a step.",
              {"type": "string", "enum": list(usage.STEPS), "default": "hour", "examples": ["hour"]}),
)  # fmt: skip
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
        show_usage, parameters=_STEPS, answer=schemas.USAGE_SCHEMA,
        description=f"Up to {usage.MAX_POINTS} steps, as far back as the request log is kept.",
    ),
)  # fmt: skip
