"""The workspace itself and its event log, under /workspace/v1."""

from __future__ import annotations

import re
from typing import Any

from ..auth import workspaces
from ..auth.workspaces import MODES
from ..errors import PlatformError, add_unknown, detail, not_found, validation_error
from ..events import stream
from ..products.catalogue import event_types, matching
from ..products.fields import Field, Text, decode_fields
from ..storage.database import Reader
from ..storage.transaction import Transaction
from .context import Context
from .operations import Operation, Parameter
from .pagination import read_limit, seal, unseal
from .request import Request, bad_request
from .resources import expected_version, no_parameters, require_version, write
from .responses import Response, Stream, encode, etag

EVENT_STREAM = b"text/event-stream"

_NAME = Field("name", Text(200, 1), "Name.", required=True, example="Harbor Lights Touring")
_TIER = Field("tier", Text(50, 1), "Rate limit tier.", required=True, example="pro")


def _show(context: Context, workspace: dict[str, Any]) -> Response:
    tier = context.tiers.get(workspace["tier"])
    limits = None
    if tier is not None:
        limits = {
            "requests_per_minute": tier.per_minute,
            "burst": tier.burst,
            "retry_after": tier.retry_after,
        }
    return Response(200, encode({**workspace, "limits": limits}), [etag(workspace["version"])])


async def retrieve_workspace(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """The workspace of the credential."""
    no_parameters(request)
    return _show(context, await workspaces.get(context.db, request.principal.workspace_id))


async def update_workspace(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """Another name or tier."""
    no_parameters(request)
    body, raw = await request.json_object()
    expected = expected_version(request, body)
    errors: list[dict[str, Any]] = []
    values = decode_fields((_NAME, _TIER), body, errors, "USD", creating=False)
    if isinstance(values.get("tier"), str) and values["tier"] not in context.tiers:
        errors.append(detail("tier", f"Must be one of {', '.join(context.tiers)}"))
    if errors:
        raise validation_error(*errors)

    def run(tx: Transaction) -> Response:
        before = workspaces.current(tx)
        require_version(before, expected)
        return _show(context, workspaces.update(tx, before, values.get("name"), values.get("tier")))

    response = await write(context, request, raw, run)
    context.credentials.forget()
    return response


WORKSPACE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A tenant: one live-events company.",
    "additionalProperties": False,
    "required": [
        "id", "name", "mode", "tier", "sequence", "first_sequence", "version", "created_at", "updated_at", "limits",
    ],
    "properties": {
        "id": {
            "type": "string", "pattern": "^ws_", "description": "Identifier.",
            "examples": ["ws_01KAQ7R5M0000G4XWZ9YV8T2NB"],
        },
        "name": _NAME.schema(),
        "mode": {"type": "string", "enum": list(MODES), "description": "Live, or a sandbox to try things in."},
        "tier": _TIER.schema(),
        "sequence": {"type": "integer", "description": "The last number of its event log.", "examples": [4711]},
        "first_sequence": {
            "type": "integer", "description": "The number of the oldest event that is still kept, or will be the next.",
            "examples": [1],
        },
        "version": {"type": "integer", "description": "Counts the changes."},
        "created_at": {"type": "string", "format": "date-time", "description": "When it was created."},
        "updated_at": {"type": "string", "format": "date-time", "description": "When it last changed."},
        "limits": {
            "type": ["object", "null"],
            "description": "What the tier allows.",
            "properties": {
                "requests_per_minute": {"type": "integer", "description": "Requests in a minute."},
                "burst": {"type": "integer", "description": "Requests at once."},
                "retry_after": {"type": "integer", "description": "Seconds that a refused client waits."},
            },
        },
    },
}  # fmt: skip
WORKSPACE_CHANGE: dict[str, Any] = {
    "type": "object",
    "description": "Changes to the workspace; what is left out stays as it is.",
    "examples": [{"name": "Harbor Lights Touring"}],
    "additionalProperties": False,
    "properties": {
        "name": _NAME.schema(),
        "tier": _TIER.schema(),
        "version": {
            "type": "integer", "minimum": 1, "maximum": 2**53 - 1, "examples": [3],
            "description": "The version that you have read; a 409 if it is not the current one. As `If-Match`.",
        },
    },
}  # fmt: skip

AFTER = Parameter(
    "after", "query", "Only events behind this sequence number or this event id.",
    {"type": "string", "pattern": "^([0-9]{1,18}|msg_[0-9A-Z]{26})$", "examples": ["4711"]},
)  # fmt: skip
TYPES = Parameter(
    "types", "query", "Only these types: names or globs such as deal.*, repeated or separated by commas.",
    {"type": "string", "minLength": 1, "maxLength": 2000, "examples": ["deal.*"]}, repeated=True,
)  # fmt: skip


def _event_parameters(request: Request, allowed: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parameters of the feed, and the types it is narrowed to (none: all)."""
    errors: list[dict[str, Any]] = []
    once: dict[str, str] = {}
    patterns: list[str] = []
    for name, text in request.query():
        if name == "types":
            patterns += text.split(",")
        elif name not in allowed:
            add_unknown(errors, "parameter", name, ("types", *allowed))
        elif name in once:
            errors.append(detail(name, "Stands twice; send it once"))
        else:
            once[name] = text
    types: dict[str, None] = {}
    for pattern in patterns:
        found = matching(pattern.strip())
        if not found:
            errors.append(
                detail("types", f"No event type matches {pattern[:100]!r}; see GET /workspace/v1/event-types")
            )
        types.update(dict.fromkeys(found))
    if once.get("total") not in (None, "true", "false"):
        errors.append(detail("total", "Must be true or false"))
    read_limit(once.get("limit"), errors)
    if errors:
        raise PlatformError("BAD_REQUEST", f"{errors[0]['field']}: {errors[0]['message']}", errors)
    return once, tuple(types) if patterns else ()


async def _position(context: Context, workspace_id: str, after: str | None, name: str) -> int | None:
    """The sequence number that `after` (a number or an event's id) stands for."""
    if after is None:
        return None
    if re.fullmatch("[0-9]{1,18}", after, re.ASCII):
        return int(after)
    row = await context.db.read(lambda r: r.row(stream.BY_ID, workspace_id=workspace_id, event_id=after))
    if row is None:
        raise bad_request(name, "Must be a sequence number or the id of an event that is kept")
    return int(row[1])


async def list_events(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of the log, oldest first."""
    once, types = _event_parameters(request, ("after", "cursor", "limit", "total"))
    workspace_id = request.principal.workspace_id
    limit = read_limit(once.get("limit"), [])
    after = await _position(context, workspace_id, once.get("after"), "after") or 0
    scope = f"{workspace_id} events {types} {after}"
    start, total = after, None
    if "cursor" in once:
        cursor = unseal(context.db.secret, scope, once["cursor"])
        start, total = (cursor.at or (0, 0))[1], cursor.total
    wants_total = once.get("total") != "false"

    def read(reader: Reader) -> tuple[list[tuple[int, str, str]], int | None]:
        rows = stream.read_page(reader, workspace_id, start, types, limit + 1)
        counted = stream.count(reader, workspace_id, after, types) if wants_total and total is None else total
        return rows, counted

    rows, total = await (context.db.read_long(read) if types else context.db.read(read))
    more, rows = len(rows) > limit, rows[:limit]
    pagination: dict[str, Any] = {"cursor": None, "hasMore": more}
    if more:
        pagination["cursor"] = seal(context.db.secret, scope, str(rows[-1][0]), (0, rows[-1][0]), total)
    if wants_total:
        pagination["total"] = total
    data = ",".join(row[2] for row in rows)
    return Response(200, b'{"data":[' + data.encode() + b'],"pagination":' + encode(pagination) + b"}")


async def retrieve_event(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """One event, as it was committed."""
    no_parameters(request)
    workspace_id = request.principal.workspace_id
    row = await context.db.read(lambda r: r.row(stream.BY_ID, workspace_id=workspace_id, event_id=record_id))
    if row is None:
        raise not_found("event", record_id[:100])
    return Response(200, row[0].encode())


async def stream_events(context: Context, operation: Operation, request: Request, record_id: str) -> Stream:
    """The log as server-sent events; resumes behind `Last-Event-ID`."""
    once, types = _event_parameters(request, ("after",))
    workspace_id = request.principal.workspace_id
    last = request.header(b"last-event-id") or None
    # Both are looked at, so that neither may be nonsense; where a reconnecting client has come to counts.
    start = await _position(context, workspace_id, once.get("after"), "after")
    reached = await _position(context, workspace_id, last, "Last-Event-ID")
    after = start if reached is None else reached
    if after is None:
        after = (await context.db.read(lambda reader: stream.bounds(reader, workspace_id)))[1]
    return Stream(context.tail.follow(workspace_id, after, types), EVENT_STREAM)


async def list_event_types(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """The catalogue: every type with its schema and an example."""
    no_parameters(request)
    data = [
        {
            "name": e.name,
            "product": e.product,
            "description": e.description,
            "schema": e.schema,
            "example": e.example,
        }
        for e in event_types().values()
    ]
    return Response(200, encode({"data": data}))


EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "The envelope of every event, frozen when its change was committed.",
    "required": ["id", "event", "version", "timestamp", "sequence", "workspace_id", "data", "metadata"],
    "properties": {
        "id": {"type": "string", "pattern": "^msg_", "description": "Identifier; the same in every delivery."},
        "event": {"type": "string", "description": "Its type.", "examples": ["deal.won"]},
        "version": {"type": "string", "const": "1.0", "description": "Of this envelope."},
        "timestamp": {"type": "string", "format": "date-time", "description": "When the change was made."},
        "sequence": {"type": "integer", "description": "Its number in the workspace's log; gap-free, in commit order."},
        "workspace_id": {"type": "string", "description": "The workspace that it happened in."},
        "data": {"type": "object", "description": "The record, with its related records; see the catalogue."},
        "metadata": {
            "type": "object",
            "description": "What caused it.",
            "properties": {
                "correlation_id": {"type": ["string", "null"], "description": "What it is part of (X-Correlation-ID)."},
                "request_id": {"type": ["string", "null"], "description": "The request that caused it."},
                "actor": {"type": ["string", "null"], "description": "The credential that caused it."},
            },
        },
    },
}  # fmt: skip
EVENT_TYPES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Every type of event.",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "array",
            "description": "The types in alphabetical order.",
            "items": {
                "type": "object",
                "required": ["name", "product", "description", "schema", "example"],
                "properties": {
                    "name": {"type": "string", "description": "As in the envelope's `event`."},
                    "product": {"type": "string", "description": "The product that emits it."},
                    "description": {"type": "string", "description": "When it is emitted."},
                    "schema": {"type": "object", "description": "JSON schema of `data`."},
                    "example": {"type": "object", "description": "An example of `data`."},
                },
            },
        }
    },
}
