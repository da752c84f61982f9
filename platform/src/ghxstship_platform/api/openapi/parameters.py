"""The parameters and request headers of the document."""

from __future__ import annotations

from typing import Any

from ...products.listing import SORTS
from ...products.resource import Resource
from ..operations import Operation, Parameter
from ..pagination import DEFAULT_LIMIT, MAX_LIMIT, MAX_VALUES, filters_of
from ..router import OPERATIONS
from .schemas import Schema, pascal, record_name, ref, resources

_TIME = "2026-11-23T07:21:00.000Z"
_MOMENT = {"type": "string", "format": "date-time"}
_SWITCH = {"type": "boolean"}
_NO_NUL = "^[^\\u0000]*$"

WRITES = ("create", "update", "delete", "batch", "action", "write")
"""The kinds of operation that take an Idempotency-Key."""


def _query(name: str, doc: str, schema: Schema, example: Any) -> Schema:
    return {"name": name, "in": "query", "description": doc, "schema": schema, "example": example}


def _header(name: str, doc: str, schema: Schema, example: str) -> Schema:
    return {
        "name": name,
        "in": "header",
        "description": doc,
        "schema": {"type": "string", **schema},
        "example": example,
    }


_CURSOR = "eyJsYXN0SWQiOiJkZWFsXzAxS0FRN1I1TTAwMDBHNFhXWjlZVjhUMk5CIn0"
_COMMON: dict[str, Schema] = {
    "Limit": _query(
        "limit",
        "How many records a page has at most.",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        50,
    ),
    "Cursor": _query(
        "cursor",
        "`pagination.cursor` of the page before, with the same filters and sort order.",
        {"type": "string", "pattern": _NO_NUL},
        _CURSOR,
    ),
    "Sort": _query(
        "sort",
        "The order; a minus turns it round.",
        {"type": "string", "enum": list(SORTS), "default": "-created_at"},
        "-created_at",
    ),
    "ExportSort": _query(
        "sort",
        "The order; a minus turns it round.",
        {"type": "string", "enum": list(SORTS), "default": "created_at"},
        "created_at",
    ),
    "UpdatedAfter": _query("updated_after", "Only records that changed later than this.", _MOMENT, _TIME),
    "CreatedAfter": _query(
        "created_after", "Only records that were created later than this.", _MOMENT, _TIME
    ),
    "CreatedBefore": _query(
        "created_before", "Only records that were created earlier than this.", _MOMENT, _TIME
    ),
    "Q": _query(
        "q",
        "Only records whose names contain this text, in any case.",
        {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _NO_NUL},
        "aurora",
    ),
    "IncludeDeleted": _query(
        "include_deleted",
        "Whether deleted records are listed too, with `deleted_at`.",
        {**_SWITCH, "default": False},
        True,
    ),
    "Total": _query("total", "Whether `pagination.total` is worked out.", {**_SWITCH, "default": True}, True),
    "WorkspaceId": _header(
        "X-Workspace-ID",
        "Optional, because a credential belongs to one workspace; when it names another, the answer is 403.",
        {"format": "workspace-id", "pattern": "^ws_[0-9A-Z]{26}$"},
        "ws_01KAQ7R5M0000G4XWZ9YV8T2NB",
    ),
    "CorrelationId": _header(
        "X-Correlation-ID",
        "Your own id of what this is part of; it goes into the events' metadata. "
        "Up to 128 printable characters, anything else is ignored.",
        {},
        "import-2026-11-23",
    ),
    "IdempotencyKey": _header(
        "Idempotency-Key",
        "A unique text of your choice. The same request with the same key is "
        "carried out once; for 24 hours its first answer is given again.",
        {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]{0,253}[!-~])?$"},
        "7c1b0c8e-3f1e-4a57-9d53-0e6f4f6f3c11",
    ),
    "IfMatch": _header(
        "If-Match",
        "Only if the record is at this version (its ETag), else 409 `VERSION_CONFLICT`.",
        {"format": "version-tag", "pattern": '^(\\*|(W/)?"[0-9]{1,18}")$'},
        '"3"',
    ),
    "IfNoneMatch": _header(
        "If-None-Match",
        "The ETag that you have; 304 without a body if it is the current one. "
        "A 304 costs nothing of the rate limit.",
        {},
        '"3"',
    ),
    "LastEventId": _header(
        "Last-Event-ID",
        "The id of the last event that arrived; the stream goes on behind it. "
        "Browsers send it when they reconnect.",
        {"pattern": "^([0-9]{1,18}|msg_[0-9A-Z]{26})?$"},
        "4711",
    ),
}

_LIST = (
    "Limit",
    "Cursor",
    "Sort",
    "UpdatedAfter",
    "CreatedAfter",
    "CreatedBefore",
    "Q",
    "IncludeDeleted",
    "Total",
)
_EXPORT = ("Cursor", "ExportSort", "UpdatedAfter", "CreatedAfter", "CreatedBefore", "Q", "IncludeDeleted")
_PAGE = ("Limit", "Cursor", "Total")


def _filter_name(resource: Resource, field: str) -> str:
    return f"{record_name(resource)}{pascal(field)}Filter"


def _filters(resource: Resource) -> dict[str, Schema]:
    found = {}
    for name, field in filters_of(resource).items():
        found[_filter_name(resource, name)] = {
            "name": name,
            "in": "query",
            "description": f"Only records with this value. {field.doc} Repeat it to allow several values.",
            "style": "form",
            "explode": True,
            "schema": {"type": "array", "items": field.kind.schema(), "maxItems": MAX_VALUES},
            "example": [_filter_example(field.schema())],
        }
    return found


def _filter_example(schema: Schema) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "pattern" in schema and schema["pattern"].startswith("^") and "_[0-9A-Za-z]" in schema["pattern"]:
        return schema["pattern"][1:].split("[")[0] + "01KAQ7R5M0000G4XWZ9YV8T2NB"
    return {"boolean": True, "integer": 1}.get(
        str(_first(schema["type"])), _TIME if schema.get("format") else "text"
    )


def _first(kind: Any) -> Any:
    return kind[0] if isinstance(kind, list) else kind


def _id(resource: Resource) -> Schema:
    noun = resource.noun.replace("_", " ")
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": f"The id of the {noun}.",
        "schema": {"type": "string", "pattern": f"^{resource.prefix}[0-9A-Z]{{26}}$"},
        "example": f"{resource.prefix}01KAQ7R5M0000G4XWZ9YV8T2NB",
    }


def _after(resource: Resource) -> Schema:
    schema = {"type": "string", "pattern": f"^{resource.prefix}[0-9A-Z]{{26}}$"}
    doc = "The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`."
    return _query("after", doc, schema, f"{resource.prefix}01KAQ7R5M0000G4XWZ9YV8T2NB")


def _own(operation: Operation, parameter: Parameter) -> Schema:
    schema = parameter.schema
    if parameter.repeated:
        schema = {"type": "array", "items": schema, "maxItems": MAX_VALUES}
    found = {"name": parameter.name, "in": parameter.where, "description": parameter.doc, "schema": schema}
    example = parameter.schema.get("examples", [None])[0]
    if example is not None:
        found["example"] = [example] if parameter.repeated else example
    return {**found, "required": True} if parameter.required else found


def _own_name(operation: Operation, parameter: Parameter) -> str:
    group = operation.id.split(".")[1]
    return f"{pascal(group)}{pascal(parameter.name)}"


def parameters() -> dict[str, Schema]:
    """``components/parameters``."""
    found = dict(_COMMON)
    for resource in resources():
        found[f"{record_name(resource)}Id"] = _id(resource)
        if "export" in resource.operations:
            found[f"{record_name(resource)}After"] = _after(resource)
        found |= _filters(resource)
    # Not EventId: that is the one of a GVTEWAY event.
    found["EventEnvelopeId"] = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The id of the event, as in its envelope.",
        "schema": {"type": "string", "pattern": "^msg_[0-9A-Z]{26}$"},
        "example": "msg_01KAQ7R5M0000G4XWZ9YV8T2NB",
    }
    for operation in OPERATIONS:
        for parameter in operation.parameters:
            found[_own_name(operation, parameter)] = _own(operation, parameter)
    return dict(sorted(found.items()))


def parameters_of(operation: Operation) -> list[Schema]:
    """The parameters of one operation, as references."""
    names = []
    resource, kind = operation.resource, operation.kind
    if "{id}" in operation.path and not any(own.where == "path" for own in operation.parameters):
        names.append(f"{record_name(resource)}Id" if resource else "EventEnvelopeId")
    if resource is not None and kind in ("list", "export"):
        names += _LIST if kind == "list" else (f"{record_name(resource)}After", *_EXPORT)
        names += _filters(resource)
    elif kind == "page":
        names += _PAGE
    names += [_own_name(operation, parameter) for parameter in operation.parameters]
    if kind == "stream":
        names.append("LastEventId")
    if kind == "retrieve":
        names.append("IfNoneMatch")
    if kind in WRITES:
        names.append("IdempotencyKey")
        conditional = kind in ("update", "delete", "action") or "VERSION_CONFLICT" in operation.errors
        names += ["IfMatch"] if conditional else []
        names.append("CorrelationId")
    return [ref("parameters", name) for name in (*names, "WorkspaceId")]
