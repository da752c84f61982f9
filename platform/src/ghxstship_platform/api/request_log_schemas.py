"""The JSON schemas of the request log and of usage, with an example each."""

from __future__ import annotations

from typing import Any

from ..request_log import listing, usage

Schema = dict[str, Any]

TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_TIME = "2026-11-23T07:21:00.000Z"


def _text(doc: str, *, null: bool = False) -> Schema:
    return {"type": ["string", "null"] if null else "string", "description": doc}


def _moment(doc: str) -> Schema:
    return {"type": "string", "format": "date-time", "description": doc}


def _count(doc: str, *, null: bool = False) -> Schema:
    return {"type": ["integer", "null"] if null else "integer", "minimum": 0, "description": doc}


def _object(doc: str, properties: dict[str, Schema], example: dict[str, Any] | None = None) -> Schema:
    schema: Schema = {
        "type": "object",
        "description": doc,
        "required": list(properties),
        "properties": properties,
    }
    return schema if example is None else {**schema, "examples": [example]}


_EVENTS: Schema = {
    "type": ["object", "null"],
    "description": "The numbers of the first and the last event that it has caused; null when it has caused none.",
    "required": ["first", "last"],
    "properties": {"first": _count("The first one's `sequence`."), "last": _count("The last one's.")},
}
_REQUEST = {
    "id": {
        "type": "string", "pattern": "^req_", "description": "Identifier (`X-Request-Id`).",
        "examples": [f"req_{TAIL}"],
    },
    "at": _moment("When it came."),
    "method": {"type": "string", "enum": list(listing.METHODS), "description": "The method."},
    "path": _text("The path."),
    "query": _text("The query string, without secrets.", null=True),
    "operation": _text("The operation; `unknown` when the path has none."),
    "status": _count("The answer's HTTP status."),
    "error": _text("The error's code; null for a success.", null=True),
    "credential_id": _text("The key, token or person that asked."),
    "duration_ms": {"type": "number", "minimum": 0, "description": "From its arrival to the answer's last byte."},
    "request_bytes": _count("Size of its body."),
    "response_bytes": _count("Size of the answer's body before compression; null for a stream.", null=True),
    "address": _text("The address that it came from."),
    "user_agent": _text("The client, as it calls itself.", null=True),
    "idempotency_key": _text("The Idempotency-Key that was sent.", null=True),
    "events": _EVENTS,
}  # fmt: skip
_EXAMPLE = {
    "id": f"req_{TAIL}",
    "at": _TIME,
    "method": "POST",
    "path": "/atlvs/v1/deals",
    "query": None,
    "operation": "atlvs.deals.create",
    "status": 422,
    "error": "VALIDATION_ERROR",
    "credential_id": f"key_{TAIL}",
    "duration_ms": 4.2,
    "request_bytes": 31,
    "response_bytes": 312,
    "address": "203.0.113.7",
    "user_agent": "ghxstship-python/1.0.0",
    "idempotency_key": None,
    "events": None,
}
REQUEST_SCHEMA = _object("A request that was answered.", _REQUEST, _EXAMPLE)
REQUEST_DETAILS_SCHEMA = _object(
    "A request with its bodies.",
    {
        **_REQUEST,
        "request_body": _text("What was sent, without secrets and cut to 8 KiB; null for none.", null=True),
        "response_body": _text(
            "The answer, kept only of errors; without secrets and cut to 8 KiB.", null=True
        ),
    },
    {
        **_EXAMPLE,
        "request_body": '{"name":"Spring run","value":-1}',
        "response_body": '{"error":{"code":"VALIDATION_ERROR","message":"value: Must be at least 0","details":[]}}',
    },
)
_ERROR = {
    "error": _text("The error's code.", null=True),
    "method": _text("The method."),
    "operation": _text("The operation."),
    "status": _count("The HTTP status."),
    "requests": _count("How many requests were answered so."),
    "last_seen_at": _moment("The minute of the last one."),
}
ERRORS_SCHEMA = _object(
    "What went wrong.",
    {
        "data": {
            "type": "array",
            "description": "The most frequent first.",
            "items": _object("One error of one operation.", _ERROR),
        }
    },
    {
        "data": [
            {
                "error": "VALIDATION_ERROR", "method": "POST", "operation": "atlvs.deals.create", "status": 422,
                "requests": 17, "last_seen_at": _TIME,
            }
        ]
    },
)  # fmt: skip
_SUMS = {
    "requests": _count("Requests, whatever they were answered with."),
    "rate_limited": _count("Requests that were refused with 429."),
    "client_errors": _count("Requests with another error of the client's."),
    "server_errors": _count("Requests with an error of the platform's."),
    "average_ms": {
        "type": ["number", "null"], "minimum": 0, "description": "How long one took on average; null of none.",
    },
}  # fmt: skip
_BUSIEST = {"busiest_minute": _count("Requests in its busiest minute, to be held against the tier's limit.")}
_SUMS_EXAMPLE = {
    "requests": 1840,
    "rate_limited": 12,
    "client_errors": 9,
    "server_errors": 0,
    "average_ms": 3.1,
}
USAGE_SCHEMA = _object(
    "How much a workspace asks for.",
    {
        "from": _moment("The beginning of the first step."),
        "to": _moment("The end of the last step."),
        "step": {"type": "string", "enum": list(usage.STEPS), "description": "The width of a step."},
        "tier": _text("The workspace's tier."),
        "requests_per_minute": _count("What the tier allows; null for a tier that is gone.", null=True),
        "data": {
            "type": "array",
            "maxItems": usage.MAX_POINTS,
            "description": "Every step, oldest first, also those without a request.",
            "items": _object("One step.", {"at": _moment("When it begins."), **_SUMS, **_BUSIEST}),
        },
        "totals": _object("All steps together.", {**_SUMS, **_BUSIEST}),
        "credentials": {
            "type": "array",
            "description": "By who asked, the busiest first.",
            "items": _object("One of them.", {"credential_id": _text("The key, token or person."), **_SUMS}),
        },
    },
    {
        "from": "2026-11-23T07:00:00.000Z", "to": "2026-11-23T08:00:00.000Z", "step": "hour", "tier": "pro",
        "requests_per_minute": 1000,
        "data": [{"at": "2026-11-23T07:00:00.000Z", **_SUMS_EXAMPLE, "busiest_minute": 240}],
        "totals": {**_SUMS_EXAMPLE, "busiest_minute": 240},
        "credentials": [{"credential_id": f"key_{TAIL}", **_SUMS_EXAMPLE}],
    },
)  # fmt: skip
