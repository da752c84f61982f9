"""The answers of the document: headers, errors by code, and successes with their examples."""

from __future__ import annotations

import json
from typing import Any

from ...errors import CATALOGUE
from ...products.catalogue import event_types
from ...products.examples import example_input, example_of, example_record
from ...products.resource import Resource
from ..operations import Operation
from ..router import OPERATIONS
from .parameters import WRITES
from .schemas import Schema, answer_schema, pascal, ref, schema_ref

DOCS_URL = "https://docs.ghxstship.com"
_REQUEST_ID = "req_01KAQ7R5M0000G4XWZ9YV8T2NB"
_MOMENT = "2026-11-23T07:21:00.000Z"


def _header(doc: str, schema: Schema, example: Any, *, required: bool = False) -> Schema:
    return {"description": doc, "schema": schema, "example": example} | (
        {"required": True} if required else {}
    )


_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
HEADERS: dict[str, Schema] = {
    "XRequestId": _header(
        "The request's id, as in the platform's log and `error.request_id`.",
        {"type": "string", "pattern": "^req_[0-9A-Z]{26}$"},
        _REQUEST_ID,
        required=True,
    ),
    "XRateLimitLimit": _header("Requests that the workspace's tier allows in a minute.", _COUNT, 1000),
    "XRateLimitRemaining": _header("Requests that are left in this minute.", _COUNT, 999),
    "XRateLimitReset": _header("When this minute ends, in Unix seconds.", _COUNT, 1795418520),
    "RateLimitPolicy": _header(
        "The limits in the form of the IETF: requests `q` in a window of `w` seconds.",
        _TEXT,
        '"minute";q=1000;w=60, "burst";q=100;w=6',
    ),
    "RateLimit": _header(
        "What is left: `r` requests at once, more in `t` seconds.", _TEXT, '"burst";r=99;t=1'
    ),
    "RetryAfter": _header("Seconds to wait before the next attempt.", _COUNT, 30),
    "ETag": _header(
        "The record's version, for `If-Match` and `If-None-Match`.",
        {"type": "string", "pattern": '^"[0-9]+"$'},
        '"3"',
        required=True,
    ),
    "Location": _header(
        "The path of the new record.",
        {"type": "string", "format": "uri-reference"},
        "/atlvs/v1/deals/deal_01KAQ7R5M0000G4XWZ9YV8T2NB",
        required=True,
    ),
    "IdempotentReplayed": _header(
        "`true` when this is the first answer given again.", {"type": "string", "enum": ["true"]}, "true"
    ),
    "WWWAuthenticate": _header(
        "How to authenticate (RFC 6750).",
        _TEXT,
        'Bearer realm="ghxstship", error="invalid_token"',
        required=True,
    ),
    "Allow": _header("The methods that the path answers to.", _TEXT, "GET, HEAD, OPTIONS, POST"),
}
_WIRE = {
    "XRequestId": "X-Request-Id",
    "XRateLimitLimit": "X-RateLimit-Limit",
    "XRateLimitRemaining": "X-RateLimit-Remaining",
    "XRateLimitReset": "X-RateLimit-Reset",
    "RateLimitPolicy": "RateLimit-Policy",
    "RateLimit": "RateLimit",
    "RetryAfter": "Retry-After",
    "ETag": "ETag",
    "Location": "Location",
    "IdempotentReplayed": "Idempotent-Replayed",
    "WWWAuthenticate": "WWW-Authenticate",
    "Allow": "Allow",
}
_LIMITS = ("XRateLimitLimit", "XRateLimitRemaining", "XRateLimitReset", "RateLimitPolicy", "RateLimit")
_ALWAYS = ("XRequestId", *_LIMITS)


def _headers(*names: str) -> dict[str, Schema]:
    return {_WIRE[name]: ref("headers", name) for name in names}


# Codes whose example says more than what happened.
_DETAILS: dict[str, list[dict[str, Any]]] = {
    "BAD_REQUEST": [{"field": "statsu", "message": "Unknown parameter; did you mean status?"}],
    "INVALID_CURSOR": [{"field": "cursor", "message": "The cursor is damaged or belongs to another list."}],
    "FORBIDDEN": [{"field": "scope", "message": "This needs the scope 'write'.", "required": "write"}],
    "ALREADY_EXISTS": [
        {
            "field": "external_id",
            "message": "Is taken by deal_01KAQ7R5M0000G4XWZ9YV8T2NB",
            "id": "deal_01KAQ7R5M0000G4XWZ9YV8T2NB",
        }
    ],
    "VERSION_CONFLICT": [
        {"field": "version", "message": "The record is at version 4, not 3.", "current_version": 4}
    ],
    "INVALID_TRANSITION": [
        {
            "field": "status",
            "message": "Cannot go from won to lost; allowed from here: open.",
            "from": "won",
            "to": "lost",
            "allowed": ["open"],
        }
    ],
    "SOLD_OUT": [{"field": "items.0.quantity", "message": "Only 2 are left", "available": 2}],
    "CREW_DOUBLE_BOOKED": [
        {
            "field": "crew_member_id",
            "message": "Works at that time",
            "id": "assign_01KAQ7R5M0000G4XWZ9YV8T2NB",
        }
    ],
    "RESOURCE_IN_USE": [
        {
            "field": "company_id",
            "message": "Is used by the deal deal_01KAQ7R5M0000G4XWZ9YV8T2NB",
            "id": "deal_01KAQ7R5M0000G4XWZ9YV8T2NB",
        }
    ],
    "VALIDATION_ERROR": [{"field": "email", "message": "Must be a valid email address"}],
    "IDEMPOTENCY_KEY_REUSED": [{"field": "Idempotency-Key", "message": "Was used with another request"}],
    "OVERPAYMENT": [{"field": "amount", "message": "Is more than the balance due", "balance_due": 1200}],
}


def examples() -> dict[str, Schema]:
    """``components/examples``: each error code in both forms."""
    found: dict[str, Schema] = {}
    for code, entry in CATALOGUE.items():
        details, url = _DETAILS.get(code, []), f"{DOCS_URL}/errors/{code}"
        envelope = {
            "code": code,
            "message": entry.happened,
            "details": details,
            "request_id": _REQUEST_ID,
            "documentation_url": url,
        }
        problem = {
            "type": url,
            "title": entry.title,
            "status": entry.status,
            "detail": entry.happened,
            "code": code,
            "errors": details,
            "request_id": _REQUEST_ID,
        }
        text = {"summary": entry.title, "description": f"{entry.why} {entry.remedy}"}
        found[f"{code}"] = {**text, "value": {"error": envelope}}
        found[f"{code}_PROBLEM"] = {**text, "value": problem}
    return dict(sorted(found.items()))


def error_codes(operation: Operation) -> list[str]:
    """The codes that an operation can answer with, in the order of the catalogue."""
    kind = operation.kind
    codes = {
        "BAD_REQUEST",
        "UNAUTHORIZED",
        "FORBIDDEN",
        "METHOD_NOT_ALLOWED",
        "RATE_LIMITED",
        "INTERNAL_ERROR",
        "SERVICE_UNAVAILABLE",
        *operation.errors,
    }
    if kind in ("list", "export", "page"):
        codes.add("INVALID_CURSOR")
    if "{id}" in operation.path:
        codes.add("NOT_FOUND")
    if kind in ("create", "update", "batch", "action") or operation.body:
        codes |= {"VALIDATION_ERROR", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"}
    if kind in WRITES:
        codes |= {"IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"}
    if kind in ("update", "delete", "action"):
        codes.add("VERSION_CONFLICT")
    if kind in ("create", "update"):
        codes.add("ALREADY_EXISTS")
    if (
        operation.resource is not None
        and operation.resource.lifecycle is not None
        and kind in ("update", "action")
    ):
        codes.add("INVALID_TRANSITION")
    if kind == "delete":
        codes.add("RESOURCE_IN_USE")
    return [code for code in CATALOGUE if code in codes]


def _errors_by_status(operation: Operation) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for code in error_codes(operation):
        found.setdefault(CATALOGUE[code].status, []).append(code)
    return found


def _component(codes: list[str]) -> str:
    return "Or".join(pascal(code.lower()) for code in codes)


def _error_response(codes: list[str]) -> Schema:
    status = CATALOGUE[codes[0]].status
    special = {401: ("WWWAuthenticate",), 405: ("Allow",), 429: ("RetryAfter",), 503: ("RetryAfter",)}.get(
        status, ()
    )
    if "IDEMPOTENCY_IN_PROGRESS" in codes:
        special = (*special, "RetryAfter")
    return {
        "description": " ".join(f"`{code}`: {CATALOGUE[code].happened}" for code in codes),
        "headers": _headers(*(("XRequestId",) if status == 401 else _ALWAYS), *special),
        "content": {
            "application/json": {
                "schema": schema_ref("Error"),
                "examples": {code: ref("examples", code) for code in codes},
            },
            "application/problem+json": {
                "schema": schema_ref("Problem"),
                "examples": {code: ref("examples", f"{code}_PROBLEM") for code in codes},
            },
        },
    }


def responses() -> dict[str, Schema]:
    """``components/responses``: each set of codes that some operation can answer with at one status."""
    found = {}
    for operation in OPERATIONS:
        for codes in _errors_by_status(operation).values():
            found[_component(codes)] = _error_response(codes)
    return dict(sorted(found.items()))


def responses_of(operation: Operation) -> dict[str, Schema]:
    """Every answer of an operation, by status."""
    found = {str(operation.status): _success(operation)}
    if operation.kind == "retrieve":
        found["304"] = {
            "description": "You have this version already.",
            "headers": _headers(*_ALWAYS, "ETag"),
        }
    for status, codes in _errors_by_status(operation).items():
        found[str(status)] = ref("responses", _component(codes))
    return dict(sorted(found.items()))


def _success(operation: Operation) -> Schema:
    kind, status = operation.kind, operation.status
    names = list(_ALWAYS)
    if kind in ("create", "retrieve", "update", "action") or operation.id.startswith("workspace.workspace."):
        names.append("ETag")
    if status == 201:
        names.append("Location")
    if kind in WRITES:
        names.append("IdempotentReplayed")
    answer: Schema = {"description": _told(operation), "headers": _headers(*names)}
    if status != 204:
        answer["content"] = {operation.media_type: _content(operation)}
    links = _links(operation)
    return {**answer, "links": links} if links else answer


def _told(operation: Operation) -> str:
    noun = operation.resource.noun.replace("_", " ") if operation.resource else ""
    match operation.kind:
        case "list" | "page":
            return "A page."
        case "create":
            return f"The new {noun}."
        case "retrieve":
            return f"The {noun}."
        case "update":
            return f"The {noun} as it is now."
        case "delete":
            return f"The {noun} is deleted."
        case "batch":
            return "What became of each item, also where some or all of them failed."
        case "export":
            return "One record a line, from one snapshot."
        case "stream":
            return "Events as they are committed: `id` is the sequence number, `event` the type, `data` the envelope."
    return "Done." if operation.method != "GET" else "What was asked for."


def _links(operation: Operation) -> dict[str, Schema]:
    if operation.resource is None:
        return {}
    if operation.kind == "list":
        more = {"cursor": "$response.body#/pagination/cursor"}
        doc = "The next page, with the same filters and sort order."
        return {"Next": {"operationId": operation_id(operation), "parameters": more, "description": doc}}
    if operation.kind != "create":
        return {}
    return {
        pascal(other.id.split(".")[2]): {
            "operationId": operation_id(other),
            "parameters": {"id": "$response.body#/id"},
            "description": other.summary + ".",
        }
        for other in OPERATIONS
        if other.resource is operation.resource and "{id}" in other.path
    }


def operation_id(operation: Operation) -> str:
    """The id without dots, as generators and linters want it."""
    return operation.id.replace(".", "_")


def _content(operation: Operation) -> Schema:
    schema, example = answer_schema(operation), example_answer(operation)
    if operation.kind == "export":
        line = json.dumps(example, ensure_ascii=False, separators=(",", ":"))
        assert operation.resource is not None
        text = {"type": "string", "description": "Records as newline-delimited JSON."}
        item = schema_ref(pascal(operation.resource.noun))
        return {
            "schema": text,
            "x-item-schema": item,
            "examples": {"line": {"summary": "A line", "value": line + "\n"}},
        }
    if operation.kind == "stream":
        event = example_event("deal.won")
        line = f"id: {event['sequence']}\nevent: {event['event']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
        text = {"type": "string", "description": "Server-sent events."}
        return {
            "schema": text,
            "x-item-schema": schema_ref("EventEnvelope"),
            "examples": {"event": {"summary": "An event", "value": line}},
        }
    return {"schema": schema or {}, "examples": {"example": {"summary": operation.summary, "value": example}}}


_PAGINATION = {
    "cursor": "eyJsYXN0SWQiOiJkZWFsXzAxS0FRN1I1TTAwMDBHNFhXWjlZVjhUMk5CIn0",
    "hasMore": True,
    "total": 150,
}


def example_answer(operation: Operation) -> Any:
    """What an operation answers with, as an example."""
    resource = operation.resource
    if resource is None:
        return _example_of_workspace(operation)
    match operation.kind:
        case "list":
            return {"data": [example_record(resource)], "pagination": _PAGINATION}
        case "batch":
            return _example_of_batch(resource)
        case "create":
            return example_record(resource) | _revealed(resource)
        case "action":
            assert operation.action is not None
            answers = operation.action.returns or resource
            return example_record(answers) | (_revealed(answers) if operation.status == 201 else {})
    return example_record(resource)


def example_body(operation: Operation) -> Any:
    """What an operation takes, as an example; None where it takes nothing."""
    resource = operation.resource
    if resource is None:
        if operation.kind == "write":
            return (operation.body or {}).get("examples", [{}])[0]
        return None
    body = example_input(resource)
    match operation.kind:
        case "create":
            return body
        case "update":
            return {"metadata": {"source": "crm"}}
        case "batch":
            return {"mode": "upsert", "items": [{**body, "external_id": "crm-4711"}]}
        case "action":
            assert operation.action is not None
            shown = [f for f in operation.action.fields if f.required or f.example is not None]
            return {field.name: example_of(field) for field in shown}
    return None


def _revealed(resource: Resource) -> dict[str, str]:
    return {field.name: example_of(field) for field in resource.reveals}


def _example_of_batch(resource: Resource) -> Schema:
    failed = {
        "code": "VALIDATION_ERROR",
        "message": "external_id: Must not be empty",
        "details": [{"field": "external_id", "message": "Must not be empty"}],
    }
    return {
        "data": [
            {"index": 0, "status": 201, "record": example_record(resource)},
            {"index": 1, "status": 422, "error": failed},
        ],
        "summary": {"created": 1, "updated": 0, "unchanged": 0, "failed": 1},
    }


def example_event(name: str) -> Schema:
    """An envelope of a type."""
    event = event_types()[name]
    return {
        "id": "msg_01KAQ7R5M0000G4XWZ9YV8T2NB",
        "event": name,
        "version": "1.0",
        "timestamp": _MOMENT,
        "sequence": 4711,
        "workspace_id": "ws_01KAQ7R5M0000G4XWZ9YV8T2NB",
        "data": event.example,
        "metadata": {
            "correlation_id": _REQUEST_ID,
            "request_id": _REQUEST_ID,
            "actor": "key_01KAQ7R5M0000G4XWZ9YV8T2NB",
        },
    }


def _example_of_workspace(operation: Operation) -> Any:
    group = operation.id.split(".")[1]
    for example in (operation.answer or {}).get("examples", ()):
        return {"data": [example], "pagination": _PAGINATION} if operation.kind == "page" else example
    if group == "events":
        envelope = example_event("deal.won")
        return {"data": [envelope], "pagination": _PAGINATION} if operation.kind == "page" else envelope
    if group == "event_types":
        event = event_types()["deal.won"]
        shown = {"name": event.name, "product": event.product, "description": event.description}
        return {"data": [{**shown, "schema": {"type": "object"}, "example": event.example}]}
    return {
        "id": "ws_01KAQ7R5M0000G4XWZ9YV8T2NB",
        "name": "Harbor Lights Touring",
        "mode": "live",
        "tier": "pro",
        "sequence": 4711,
        "first_sequence": 1,
        "version": 3,
        "created_at": _MOMENT,
        "updated_at": _MOMENT,
        "limits": {"requests_per_minute": 1000, "burst": 100, "retry_after": 30},
    }
