"""Webhook deliveries, replays and stats, under /workspace/v1."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..clock import from_text
from ..errors import detail, not_found, validation_error
from ..products import records
from ..products.catalogue import event_types
from ..products.fields import Field, decode_fields
from ..products.resource import Record
from ..storage.database import Reader
from ..storage.transaction import Transaction
from ..webhooks import deliveries, replays, stats
from ..webhooks.endpoints import WEBHOOK_ENDPOINTS
from . import webhook_schemas as schemas
from .context import Context
from .lists import CREATED, filter_parameter, id_parameter, list_page, read_window, window_parameters
from .operations import NO_BODY, Operation
from .pagination import Errors
from .request import Request
from .resources import no_parameters, write
from .responses import Response, encode
from .webhook_schemas import SINCE, UNTIL

_EVENT_TYPE = schemas.event_type_field(tuple(event_types()))


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
    now = context.db.clock.now()
    start, end, step = read_window(request, operation, now, stats.STEPS, stats.MAX_POINTS)
    workspace_id = request.principal.workspace_id
    endpoint = WEBHOOK_ENDPOINTS.retrieve_statement

    def read(reader: Reader) -> Record:
        if reader.row(endpoint, workspace_id=workspace_id, record_id=record_id) is None:
            raise not_found(WEBHOOK_ENDPOINTS.noun, record_id)
        return stats.read(reader, workspace_id, record_id, start, end, step)

    return Response(200, encode(await context.db.read_long(read)))


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
        handler=endpoint_stats, parameters=(_ENDPOINT_ID, *window_parameters(stats.STEPS)), answer=schemas.STATS_SCHEMA,
        description=f"Up to {stats.MAX_POINTS} steps. Latencies are estimates from counts per range; kept for 90 days.",
    ),
    Operation(
        "POST", "/workspace/v1/events/{id}/erase", "workspace.events.erase", "Erase an event's data", "write", "admin",
        erase_event, body=NO_BODY, answer=schemas.ERASED_SCHEMA,
        description="Takes `data` out of the event and out of its deliveries; those still to be sent fail. Cannot be "
        "undone.",
    ),
)  # fmt: skip
