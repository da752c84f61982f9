"""The JSON schemas of deliveries, jobs and stats, with an example each."""

from __future__ import annotations

from typing import Any

from ..products.fields import Choice, Field, Timestamp
from ..webhooks import deliveries, replays, stats

Schema = dict[str, Any]

_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_TIME = "2026-11-23T07:21:00.000Z"
_LATER = "2026-11-23T07:22:00.000Z"


def _text(doc: str, *, null: bool = False) -> Schema:
    return {"type": ["string", "null"] if null else "string", "description": doc}


def _id(prefix: str, doc: str) -> Schema:
    return {"type": "string", "pattern": f"^{prefix}", "description": doc, "examples": [prefix + _TAIL]}


def _moment(doc: str, *, null: bool = False) -> Schema:
    return {"type": ["string", "null"] if null else "string", "format": "date-time", "description": doc}


def _count(doc: str, *, null: bool = False) -> Schema:
    return {"type": ["integer", "null"] if null else "integer", "minimum": 0, "description": doc}


def _choice(values: tuple[str, ...], doc: str) -> Schema:
    return {"type": "string", "enum": list(values), "description": doc}


def _object(doc: str, properties: dict[str, Schema], example: dict[str, Any] | None = None) -> Schema:
    schema: Schema = {
        "type": "object",
        "description": doc,
        "required": list(properties),
        "properties": properties,
    }
    return schema if example is None else {**schema, "examples": [example]}


_ERROR = (
    "Why the last attempt or all of it failed: an error class, `erased`, `expired` or `endpoint_deleted`."
)
_DELIVERY = {
    "id": _id("dlv_", "Identifier; the same in every attempt (`X-GHXSTSHIP-Delivery`)."),
    "endpoint_id": _id("whe_", "Where it goes."),
    "event_id": _id("msg_", "What it carries (`webhook-id`)."),
    "event_type": _text("The event's type."),
    "event_sequence": _count("The event's number in the log; null for a test.", null=True),
    "origin": _choice(deliveries.ORIGINS, "What made it: the event itself, a replay or a test."),
    "status": _choice(
        deliveries.STATUSES, "`held` while its endpoint is disabled; `failed` once it is not tried again by itself."
    ),
    "attempts": _count("Attempts made."),
    "next_attempt_at": _moment("When it is tried next; null while it is being sent and once it is over.", null=True),
    "in_flight": {"type": "boolean", "description": "Whether it is being sent right now."},
    "created_at": _moment("When it was made."),
    "last_attempt_at": _moment("When the last attempt began.", null=True),
    "finished_at": _moment("When it succeeded or failed for good.", null=True),
    "response_status": _count("The last answer's HTTP status.", null=True),
    "error": _text(_ERROR, null=True),
}  # fmt: skip
_DELIVERY_EXAMPLE = {
    "id": f"dlv_{_TAIL}",
    "endpoint_id": f"whe_{_TAIL}",
    "event_id": f"msg_{_TAIL}",
    "event_type": "deal.won",
    "event_sequence": 4711,
    "origin": "event",
    "status": "pending",
    "attempts": 1,
    "next_attempt_at": _LATER,
    "in_flight": False,
    "created_at": _TIME,
    "last_attempt_at": _TIME,
    "finished_at": None,
    "response_status": 503,
    "error": "server_error",
}
DELIVERY_SCHEMA = _object("An event on its way to an endpoint.", _DELIVERY, _DELIVERY_EXAMPLE)

_REQUEST = _object(
    "What is sent.",
    {
        "method": _choice(("POST",), "The method."),
        "url": _text("Where the last attempt went, or the first one goes; null when that is not known.", null=True),
        "body": _text("The body, byte for byte as it is signed and sent; null when it is kept no longer.", null=True),
    },
)  # fmt: skip
_ATTEMPT = _object(
    "One attempt; never changed later.",
    {
        "number": _count("Counts from 1."),
        "at": _moment("When it began."),
        "milliseconds": _count("How long it took, the answer's body included."),
        "url": _text("Where it went."),
        "status": _count("The answer's HTTP status; null without an answer.", null=True),
        "error": _text("The class of what went wrong; null for a success.", null=True),
        "detail": _text("What went wrong, in a sentence.", null=True),
        "headers": {"type": ["object", "null"], "additionalProperties": {"type": "string"},
                    "description": "The answer's headers."},
        "body": _text("The first 16 KiB of the answer's body.", null=True),
    },
)  # fmt: skip
DELIVERY_DETAILS_SCHEMA = _object(
    "A delivery with what is sent, and its attempts in place of their number.",
    {
        **_DELIVERY,
        "request": _REQUEST,
        "attempts": {"type": "array", "items": _ATTEMPT, "description": "Its attempts, oldest first."},
    },
    {
        **_DELIVERY_EXAMPLE,
        "request": {"method": "POST", "url": "https://hooks.example.org/ghxstship", "body": '{"id":"msg_…"}'},
        "attempts": [
            {
                "number": 1, "at": _TIME, "milliseconds": 112, "url": "https://hooks.example.org/ghxstship",
                "status": 503, "error": "server_error", "detail": "The receiver answered 503.",
                "headers": {"Content-Type": "text/plain"}, "body": "busy",
            }
        ],
    },
)  # fmt: skip

JOB_SCHEMA = _object(
    "A replay or a recovery, done in portions. It survives restarts.",
    {
        "id": _id(replays.JOB_PREFIX, "Identifier."),
        "kind": _choice(replays.KINDS, "`recover` sends failed deliveries again, `replay` every wanted event."),
        "endpoint_id": _id("whe_", "Where it sends to."),
        "status": _choice(replays.STATUSES, "What has become of it."),
        "since": _moment("The events it goes back to."),
        "until": _moment("The events it ends before; null for those until its start.", null=True),
        "done": _count("Events (of a replay) or dead letters (of a recovery) that it has worked through."),
        "total": _count("How many there are; null until they have been counted.", null=True),
        "deliveries": _count("Deliveries that it has set going."),
        "error": _text("Why it failed.", null=True),
        "created_at": _moment("When it began."),
        "finished_at": _moment("When it was over.", null=True),
    },
    {
        "id": f"{replays.JOB_PREFIX}{_TAIL}", "kind": "replay", "endpoint_id": f"whe_{_TAIL}", "status": "running",
        "since": _TIME, "until": None, "done": 500, "total": 1200, "deliveries": 84, "error": None,
        "created_at": _LATER, "finished_at": None,
    },
)  # fmt: skip

_MS = {"type": ["number", "null"], "minimum": 0}
_ATTEMPTS = {
    "succeeded": _count("Attempts that succeeded."),
    "failed": _count("Attempts that failed."),
    "average_ms": {**_MS, "description": "How long an attempt took on average; null without one."},
    **{
        f"p{share}_ms": {**_MS, "description": f"What {share} % of the attempts stay below, about."}
        for share in (50, 95, 99)
    },
}
_ATTEMPTS_EXAMPLE = {
    "succeeded": 118, "failed": 2, "average_ms": 41.5, "p50_ms": 24.4, "p95_ms": 93.1, "p99_ms": 260.0,
}  # fmt: skip
STATS_SCHEMA = _object(
    "An endpoint's attempts over time, and its deliveries as they are now.",
    {
        "endpoint_id": _id("whe_", "The endpoint."),
        "from": _moment("The beginning of the first step."),
        "to": _moment("The end of the last step."),
        "step": _choice(tuple(stats.STEPS), "The width of a step."),
        "data": {
            "type": "array",
            "maxItems": stats.MAX_POINTS,
            "description": "Every step, oldest first, also those without an attempt.",
            "items": _object("One step.", {"at": _moment("When it begins."), **_ATTEMPTS}),
        },
        "totals": _object(
            "All steps together, and what waits now.",
            {
                **_ATTEMPTS,
                "pending": _count("Deliveries that wait for an attempt or are being sent."),
                "held": _count("Deliveries that wait for the endpoint to be enabled."),
                "dead": _count("Deliveries that failed for good and are kept."),
                "oldest_due_at": _moment("When the most urgent one is or was due; null when none waits.", null=True),
            },
        ),
    },
    {
        "endpoint_id": f"whe_{_TAIL}", "from": "2026-11-23T07:00:00.000Z", "to": "2026-11-23T08:00:00.000Z",
        "step": "hour", "data": [{"at": "2026-11-23T07:00:00.000Z", **_ATTEMPTS_EXAMPLE}],
        "totals": {**_ATTEMPTS_EXAMPLE, "pending": 3, "held": 0, "dead": 1, "oldest_due_at": _LATER},
    },
)  # fmt: skip

ERASED_SCHEMA = _object(
    "What an erasure has done.",
    {
        "id": _id("msg_", "The event."),
        "erased": {"type": "boolean", "const": True, "description": "Its data is gone."},
        "deliveries": _count("Deliveries of it."),
        "ended": _count("Deliveries of it that were still to be sent and will not be."),
    },
    {"id": f"msg_{_TAIL}", "erased": True, "deliveries": 2, "ended": 1},
)

EVENT_TYPE = "event_type"
SINCE = Field("since", Timestamp(), "Events from this moment on.", required=True, example=_TIME)
UNTIL = Field("until", Timestamp(), "Events before this moment; without it, until now.", example=_LATER)


def event_type_field(types: tuple[str, ...]) -> Field:
    """What a test sends: the example of one of these types."""
    return Field(EVENT_TYPE, Choice(types), "Whose example is sent.", default="deal.won", example="deal.won")


def body_of(doc: str, *fields: Field) -> Schema:
    """The schema of a body with these fields."""
    return {
        "type": "object",
        "description": doc,
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: field.schema() for field in fields},
        "examples": [{field.name: field.example for field in fields}],
    }
