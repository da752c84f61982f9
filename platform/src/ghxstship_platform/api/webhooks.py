"""Webhook deliveries, replays and stats, under /workspace/v1."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..clock import DAY, from_text
from ..errors import PlatformError, add_unknown, detail, not_found, validation_error
from ..products import records
from ..products.catalogue import event_types
from ..products.fields import Field, decode_fields
from ..products.resource import Record
from ..storage.database import Reader
from ..storage.listing import Filters, Listing
from ..storage.transaction import Row, Transaction
from ..webhooks import deliveries, replays, stats
from ..webhooks.endpoints import WEBHOOK_ENDPOINTS
from . import webhook_schemas as schemas
from .context import Context
from .operations import NO_BODY, Operation, Parameter
from .pagination import MAX_VALUES, Errors, read_limit, read_moment, read_truth, seal, unseal
from .request import Request
from .resources import no_parameters, write
from .responses import Response, encode
from .webhook_schemas import SINCE, UNTIL

_EVENT_TYPE = schemas.event_type_field(tuple(event_types()))
_FIRST_WINDOW = DAY


def refuse(errors: Errors) -> None:
    """Raise `BAD_REQUEST` when there are any."""
    if errors:
        raise PlatformError("BAD_REQUEST", f"{errors[0]['field']}: {errors[0]['message']}", errors)


def read_parameters(
    request: Request, allowed: tuple[str, ...], repeated: tuple[str, ...], errors: Errors
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The parameters that stand at most once, and those that may stand several times."""
    once: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for name, text in request.query():
        if name in repeated:
            several.setdefault(name, []).append(text)
        elif name not in allowed:
            add_unknown(errors, "parameter", name, (*allowed, *repeated))
        elif name in once:
            errors.append(detail(name, "Stands twice; send it once"))
        else:
            once[name] = text
    return once, several


_PAGING = ("cursor", "limit", "total", "created_after", "created_before")


def _filters(
    listing: Listing, once: dict[str, str], several: dict[str, list[str]], errors: Errors
) -> Filters:
    for name, values in several.items():
        allowed = listing.filters[name]
        if allowed is not None and not set(values) <= set(allowed):
            errors.append(detail(name, f"Must be one of {', '.join(allowed)}"))
        if not all(1 <= len(value) <= 100 for value in values):
            errors.append(detail(name, "Must have 1 to 100 characters"))
        if len(values) > MAX_VALUES:
            errors.append(detail(name, f"Must stand at most {MAX_VALUES} times"))
    return Filters(
        tuple(sorted((name, tuple(sorted(set(values)))) for name, values in several.items())),
        read_moment(once, "created_after", errors),
        read_moment(once, "created_before", errors),
    )


async def list_page(listing: Listing, context: Context, operation: Operation, request: Request) -> Response:
    """A page of what is no resource."""
    errors: Errors = []
    once, several = read_parameters(request, _PAGING, tuple(listing.filters), errors)
    filters = _filters(listing, once, several, errors)
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

    def read(reader: Reader) -> tuple[list[Row], int | None]:
        rows = listing.page(reader, workspace_id, filters, last_id, limit + 1)
        return rows, listing.count(reader, workspace_id, filters) if counting else total

    # Counting looks at every row that matches.
    rows, total = await (context.db.read_long(read) if counting else context.db.read(read))
    more, rows = len(rows) > limit, rows[:limit]
    pagination: dict[str, Any] = {"cursor": None, "hasMore": more}
    if more:
        pagination["cursor"] = seal(secret, scope, rows[-1][0], None, total)
    if with_total:
        pagination["total"] = total
    now = context.db.clock.now()
    return Response(200, encode({"data": [listing.show(row, now) for row in rows], "pagination": pagination}))


async def list_deliveries(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """A page of deliveries."""
    return await list_page(deliveries.LIST, context, operation, request)


async def list_jobs(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of jobs."""
    return await list_page(replays.LIST, context, operation, request)


async def retrieve_delivery(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """A delivery with its request and attempts."""
    no_parameters(request)
    workspace_id, now = request.principal.workspace_id, context.db.clock.now()
    found = await context.db.read(lambda r: deliveries.look_into(r, workspace_id, record_id, now))
    return Response(200, encode(found))


async def retrieve_job(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A job."""
    no_parameters(request)
    workspace_id = request.principal.workspace_id
    row = await context.db.read(lambda r: r.row(replays.GET, workspace_id=workspace_id, job_id=record_id))
    if row is None:
        raise not_found(replays.NOUN, record_id)
    return Response(200, encode(replays.show(row, context.db.clock.now())))


async def _write(
    context: Context,
    operation: Operation,
    request: Request,
    rule: Callable[[Transaction, Record], Record],
    fields: tuple[Field, ...] = (),
    endpoint_id: str | None = None,
) -> Response:
    """Run a rule over the body's fields; of an endpoint, once it is known to exist."""
    no_parameters(request)
    body, raw = await request.json_object(optional=not any(field.required for field in fields))

    def run(tx: Transaction) -> Response:
        if endpoint_id is not None:
            records.get(tx, WEBHOOK_ENDPOINTS, endpoint_id)
        errors: Errors = []
        values = decode_fields(fields, body, errors, "USD", creating=True)
        if errors:
            raise validation_error(*errors)
        return Response(operation.status, encode(rule(tx, values)))

    return await write(context, request, raw, run)


async def retry_delivery(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """A delivery's schedule from its beginning."""
    return await _write(context, operation, request, lambda tx, _: deliveries.retry(tx, record_id))


async def cancel_job(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """The end of a job."""
    return await _write(context, operation, request, lambda tx, _: replays.cancel(tx, record_id))


async def erase_event(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """The end of an event's data."""
    return await _write(context, operation, request, lambda tx, _: deliveries.erase(tx, record_id))


async def test_endpoint(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A delivery of an example."""

    def rule(tx: Transaction, values: Record) -> Record:
        return deliveries.send_test(tx, record_id, values[schemas.EVENT_TYPE])

    return await _write(context, operation, request, rule, (_EVENT_TYPE,), record_id)


async def recover_endpoint(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """A job that sends failed deliveries again."""

    def rule(tx: Transaction, values: Record) -> Record:
        return replays.start_recovery(tx, record_id, from_text(values["since"]))

    return await _write(context, operation, request, rule, (SINCE,), record_id)


async def replay_endpoint(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """A job that sends every event of a time."""

    def rule(tx: Transaction, values: Record) -> Record:
        since = from_text(values["since"])
        until = None if values["until"] is None else from_text(values["until"])
        if until is not None and until <= since:
            raise validation_error(detail("until", "Must be later than since"))
        return replays.start_replay(tx, record_id, since, until)

    return await _write(context, operation, request, rule, (SINCE, UNTIL), record_id)


async def endpoint_stats(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """What became of an endpoint's attempts."""
    errors: Errors = []
    once, _ = read_parameters(request, ("from", "to", "step"), (), errors)
    end = read_moment(once, "to", errors) or context.db.clock.now()
    start = read_moment(once, "from", errors)
    start = end - _FIRST_WINDOW if start is None else start
    step = once.get("step", "hour")
    if step not in stats.STEPS:
        errors.append(detail("step", f"Must be one of {', '.join(stats.STEPS)}"))
    elif start >= end:
        errors.append(detail("from", "Must be earlier than to"))
    elif (end - start) // stats.STEPS[step] >= stats.MAX_POINTS - 1:
        errors.append(
            detail("step", f"Would give more than {stats.MAX_POINTS} steps; ask for less or a wider step")
        )
    refuse(errors)
    workspace_id = request.principal.workspace_id
    endpoint = WEBHOOK_ENDPOINTS.retrieve_statement

    def read(reader: Reader) -> Record:
        if reader.row(endpoint, workspace_id=workspace_id, record_id=record_id) is None:
            raise not_found(WEBHOOK_ENDPOINTS.noun, record_id)
        return stats.read(reader, workspace_id, record_id, start, end, step)

    return Response(200, encode(await context.db.read_long(read)))


def id_parameter(prefix: str, doc: str) -> Parameter:
    """The id in a path."""
    schema = {"type": "string", "pattern": f"^{prefix}[0-9A-Z]{{26}}$", "examples": [f"{prefix}{'0' * 26}"]}
    return Parameter("id", "path", doc, schema, required=True)


def filter_parameter(name: str, doc: str, example: str, values: tuple[str, ...] | None = None) -> Parameter:
    """A parameter that a list is narrowed by: any text, or one of these values."""
    schema = (
        {"type": "string", "enum": list(values)}
        if values
        else {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\u0000]*$"}
    )
    return Parameter(
        name,
        "query",
        f"{doc} Repeat it to allow several values.",
        {**schema, "examples": [example]},
        repeated=True,
    )


def moment_parameter(name: str, doc: str) -> Parameter:
    """A parameter that is a time."""
    return Parameter(
        name,
        "query",
        doc,
        {"type": "string", "format": "date-time", "examples": ["2026-11-23T07:21:00.000Z"]},
    )


CREATED = (
    moment_parameter("created_after", "Only what was made later than this."),
    moment_parameter("created_before", "Only what was made earlier than this."),
)
_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_OF_ENDPOINT = filter_parameter("endpoint_id", "Only of this endpoint.", f"whe_{_TAIL}")
_DELIVERY_FILTERS = (
    _OF_ENDPOINT,
    filter_parameter("event_id", "Only of this event.", f"msg_{_TAIL}"),
    filter_parameter("event_type", "Only of this type of event.", "deal.won"),
    filter_parameter("status", "Only with this status.", "failed", deliveries.STATUSES),
    filter_parameter("origin", "Only of this origin.", "replay", deliveries.ORIGINS),
    *CREATED,
)
_JOB_FILTERS = (
    _OF_ENDPOINT,
    filter_parameter("kind", "Only of this kind.", "replay", replays.KINDS),
    filter_parameter("status", "Only with this status.", "running", replays.STATUSES),
    *CREATED,
)
_STATS_PARAMETERS = (
    moment_parameter("from", "Where the first step begins; without it, a day before the end."),
    moment_parameter("to", "Where the last step ends; without it, now."),
    Parameter("step", "query", "The width of a step.",
              {"type": "string", "enum": list(stats.STEPS), "default": "hour", "examples": ["hour"]}),
)  # fmt: skip

_DELIVERY = "/workspace/v1/webhook-deliveries"
_JOB = "/workspace/v1/webhook-jobs"
_ENDPOINT = f"{WEBHOOK_ENDPOINTS.path}/{{id}}"
_DELIVERY_ID = id_parameter("dlv_", "The id of the delivery.")
_JOB_ID = id_parameter(replays.JOB_PREFIX, "The id of the job.")
_ENDPOINT_ID = id_parameter(WEBHOOK_ENDPOINTS.prefix, "The id of the endpoint.")

_operation = partial(Operation, scope="webhooks")
_REFUSES = ("INVALID_TRANSITION",)

WEBHOOK_OPERATIONS: tuple[Operation, ...] = (
    _operation(
        "GET", _DELIVERY, "workspace.webhook_deliveries.list", "List deliveries, newest first", "page",
        handler=list_deliveries, parameters=_DELIVERY_FILTERS, answer=schemas.DELIVERY_SCHEMA,
        description="A dead letter is a delivery with the status `failed`.",
    ),
    _operation(
        "GET", f"{_DELIVERY}/{{id}}", "workspace.webhook_deliveries.retrieve", "Retrieve a delivery", "other",
        handler=retrieve_delivery, parameters=(_DELIVERY_ID,), answer=schemas.DELIVERY_DETAILS_SCHEMA,
    ),
    _operation(
        "POST", f"{_DELIVERY}/{{id}}/retry", "workspace.webhook_deliveries.retry", "Send a delivery again", "write",
        handler=retry_delivery, parameters=(_DELIVERY_ID,), body=NO_BODY, answer=schemas.DELIVERY_SCHEMA, status=202,
        errors=_REFUSES,
        description="Whatever became of it, its six attempts begin anew, the first one at once.",
    ),
    _operation(
        "GET", _JOB, "workspace.webhook_jobs.list", "List replays and recoveries, newest first", "page",
        handler=list_jobs, parameters=_JOB_FILTERS, answer=schemas.JOB_SCHEMA,
    ),
    _operation(
        "GET", f"{_JOB}/{{id}}", "workspace.webhook_jobs.retrieve", "Retrieve a replay or a recovery", "other",
        handler=retrieve_job, parameters=(_JOB_ID,), answer=schemas.JOB_SCHEMA,
    ),
    _operation(
        "POST", f"{_JOB}/{{id}}/cancel", "workspace.webhook_jobs.cancel", "Cancel a replay or a recovery", "write",
        handler=cancel_job, parameters=(_JOB_ID,), body=NO_BODY, answer=schemas.JOB_SCHEMA, errors=_REFUSES,
        description="It ends where it is; the deliveries that it has made go on.",
    ),
    _operation(
        "POST", f"{_ENDPOINT}/test", "workspace.webhook_endpoints.test", "Send a test to a webhook endpoint", "write",
        handler=test_endpoint, parameters=(_ENDPOINT_ID,), answer=schemas.DELIVERY_SCHEMA, status=202, errors=_REFUSES,
        body=schemas.body_of("What to send.", _EVENT_TYPE),
        description="An event with the example of its type as data, `sequence` 0 and a new id. It is in no log.",
    ),
    _operation(
        "POST", f"{_ENDPOINT}/recover", "workspace.webhook_endpoints.recover", "Send failed deliveries again", "write",
        handler=recover_endpoint, parameters=(_ENDPOINT_ID,), answer=schemas.JOB_SCHEMA, status=202, errors=_REFUSES,
        body=schemas.body_of("How far to go back.", SINCE),
        description="The endpoint's dead letters of the events since then, as a job.",
    ),
    _operation(
        "POST", f"{_ENDPOINT}/replay", "workspace.webhook_endpoints.replay", "Send all events of a time", "write",
        handler=replay_endpoint, parameters=(_ENDPOINT_ID,), answer=schemas.JOB_SCHEMA, status=202, errors=_REFUSES,
        body=schemas.body_of("Which events to send.", SINCE, UNTIL),
        description="Every event that the endpoint wants now, whether or not it was sent before, as a job.",
    ),
    _operation(
        "GET", f"{_ENDPOINT}/stats", "workspace.webhook_endpoints.stats", "Show what became of attempts", "other",
        handler=endpoint_stats, parameters=(_ENDPOINT_ID, *_STATS_PARAMETERS), answer=schemas.STATS_SCHEMA,
        description=f"Up to {stats.MAX_POINTS} steps. Latencies are estimates from counts per range; kept for 90 days.",
    ),
    Operation(
        "POST", "/workspace/v1/events/{id}/erase", "workspace.events.erase", "Erase an event's data", "write", "admin",
        erase_event, body=NO_BODY, answer=schemas.ERASED_SCHEMA,
        description="Takes `data` out of the event and out of its deliveries; those still to be sent fail. Cannot be "
        "undone.",
    ),
)  # fmt: skip
