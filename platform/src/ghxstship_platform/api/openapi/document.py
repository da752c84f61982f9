"""The whole document: paths, webhooks and what they share."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ... import __version__
from ...auth.scopes import SCOPES
from ...products.catalogue import EventType, event_types
from ..operations import Operation
from ..router import OPERATIONS
from .parameters import parameters, parameters_of
from .responses import (
    DOCS_URL,
    HEADERS,
    example_body,
    example_event,
    examples,
    operation_id,
    responses,
    responses_of,
)
from .schemas import Schema, event_schema_name, ref, request_schema, schema_ref, schemas

_TAGS = {
    "atlvs": ("ATLVS", "Companies, contacts, deals and invoices."),
    "compvss": ("COMPVSS", "Projects, crew, assignments and incidents."),
    "gvteway": ("GVTEWAY", "Venues, events, tickets and orders."),
    "workspace": ("Workspace", "The workspace itself: its tier, keys and event log."),
}
_INFO = f"""The API of GHXSTSHIP, the integration platform for live events: ATLVS (deals and invoices), COMPVSS \
(projects and crew) and GVTEWAY (events and tickets).

Every request carries `Authorization: Bearer <key>`. Every answer carries `X-Request-Id`, and once the workspace is \
known, what is left of its rate limit. Everything that fails is answered with one error format, whose codes are \
explained at {DOCS_URL}/errors/{{CODE}}. Lists are read page by page with `pagination.cursor` until it is null. \
Unknown query parameters are a 400 and unknown fields of a body a 422; a path answers other methods with a 405 and \
`Allow`. Bodies are JSON of up to 1 MiB; times are RFC 3339 from 1900 to 2199, and amounts are numbers in major units \
with at most the decimals of their currency."""

_EXTRA = {
    "list": 'Filters may be combined; a repeated one means "or".',
    "create": "Sets every field that is left out to its default.",
    "update": "Changes the fields that are sent. A change of nothing emits no event.",
    "delete": "The record stays as a tombstone for `include_deleted`. Refused while other records point to it.",
    "batch": "Each item succeeds or fails by itself; the answer says what became of each.",
    "export": "Streams everything that matches from one snapshot, with as many lines as there are records.",
    "retrieve": "With `If-None-Match`, 304 when it has not changed.",
    "stream": "Server-sent events that go on until the client leaves; without a position, from now on.",
}


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the platform; the same code always makes the same document."""
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "GHXSTSHIP",
            "version": __version__,
            "summary": "The integration platform for live events.",
            "description": _INFO,
            "contact": {"name": "GHXSTSHIP developers", "url": "https://developers.ghxstship.com"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "externalDocs": {"description": "Guides and reference", "url": f"{DOCS_URL}/api"},
        "servers": [
            {"url": "/", "description": "The platform that serves this document."},
            {"url": "https://api.ghxstship.com", "description": "Production."},
        ],
        "tags": [{"name": name, "description": doc} for name, doc in _TAGS.values()],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "webhooks": {event.name: {"post": _webhook(event)} for event in event_types().values()},
        "components": {
            "schemas": schemas(),
            "parameters": {**parameters(), **_WEBHOOK_HEADERS},
            "headers": HEADERS,
            "responses": responses(),
            "examples": examples(),
            "securitySchemes": {"bearer": _BEARER},
        },
    }
    return dict(_plain(found))


def document_text() -> str:
    """The document as it is checked in."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "ghx_live_…, ghx_test_… or ghx_at_…",
    "description": "An API key of the workspace, or an OAuth access token for it. What it may do, its scopes say:\n\n"
    + "\n".join(f"- `{scope}`: {doc}" for scope, doc in SCOPES.items()),
    "x-scopes": SCOPES,
}


def _paths() -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return found


def _operation(operation: Operation) -> Schema:
    product, resource, method = operation.id.split(".")
    described: Schema = {
        "operationId": operation_id(operation),
        "summary": operation.summary,
        "description": _description(operation),
        "tags": [_TAGS[product][0]],
        "security": [{"bearer": []}],
        "x-required-scope": operation.scope,
        "x-sdk": {"product": product, "resource": resource, "method": method},
        "parameters": parameters_of(operation),
        "responses": responses_of(operation),
    }
    schema = request_schema(operation)
    if schema is not None:
        required = _is_required(operation)
        example = {"summary": operation.summary, "value": example_body(operation)}
        described["requestBody"] = {
            "required": required,
            "content": {"application/json": {"schema": schema, "examples": {"example": example}}},
        }
    return described


def _is_required(operation: Operation) -> bool:
    """Whether a body must be there."""
    if operation.kind == "write":
        return operation.method == "PATCH" or bool((operation.body or {}).get("required"))
    return operation.action is None or any(field.required for field in operation.action.fields)


def _description(operation: Operation) -> str:
    own = operation.description or _EXTRA.get(operation.kind, "")
    about = operation.resource.doc if operation.resource else ""
    scope = f"Needs the scope `{operation.scope}`."
    return " ".join(filter(None, [f"{operation.summary}.", own, about, scope]))


def _webhook_header(name: str, doc: str, example: str) -> Schema:
    return {
        "name": name,
        "in": "header",
        "description": doc,
        "schema": {"type": "string"},
        "example": example,
    }


_WEBHOOK_HEADERS = {
    "Signature": _webhook_header(
        "X-GHXSTSHIP-Signature",
        "HMAC-SHA256 over `{t}.{body}` with the endpoint's secret; two `v1` during a rotation.",
        "t=1795418460,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
    ),
    "SignatureEvent": _webhook_header("X-GHXSTSHIP-Event", "The type of the event.", "deal.won"),
    "SignatureDelivery": _webhook_header(
        "X-GHXSTSHIP-Delivery",
        "The id of the delivery, the same in every attempt.",
        "dlv_01KAQ7R5M0000G4XWZ9YV8T2NB",
    ),
    "SignatureAttempt": _webhook_header("X-GHXSTSHIP-Attempt", "Which attempt this is, from 1.", "1"),
    "StandardId": _webhook_header(
        "webhook-id", "The id of the event (Standard Webhooks).", "msg_01KAQ7R5M0000G4XWZ9YV8T2NB"
    ),
    "StandardTimestamp": _webhook_header(
        "webhook-timestamp", "Unix seconds of the attempt (Standard Webhooks).", "1795418460"
    ),
    "StandardSignature": _webhook_header(
        "webhook-signature",
        "The signature in the form of Standard Webhooks.",
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}


def _webhook(event: EventType) -> Schema:
    content = {
        "schema": schema_ref(event_schema_name(event.name)),
        "examples": {"example": {"summary": event.description, "value": example_event(event.name)}},
    }
    return {
        "operationId": "webhook_" + event.name.replace(".", "_"),
        "summary": event.description,
        "description": f"{event.description}. Sent to every webhook endpoint that wants `{event.name}`; answer "
        "with any 2xx within 15 seconds. It may arrive more than once: `id` is the same each time.",
        "tags": [_TAGS[event.product][0]],
        "security": [],
        "parameters": [ref("parameters", name) for name in _WEBHOOK_HEADERS],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {
            "2XX": {"description": "Received."},
            "410": {"description": "Send nothing more; disables the endpoint."},
        },
    }


def _plain(value: Any) -> Any:
    """The same without Decimals and shared objects, so that every encoder takes it."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
