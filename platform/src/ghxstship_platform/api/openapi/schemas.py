"""The schemas of the document: what a body may carry, what an answer looks like.

Inputs are closed and exactly as strict as the server, apart from what a schema cannot say: the decimals and the
ceiling of an amount depend on the currency beside it (`x-decimals`), a reference must exist (`x-resource`), and a
resource may have rules across fields. Records are open, because a later version may add fields to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ... import money
from ...errors import CATALOGUE
from ...products.catalogue import EventType, event_types, record_schema
from ...products.fields import Field, object_schema
from ...products.resource import Action, Resource
from .. import webhook_schemas, workspace
from ..operations import NO_BODY, Operation
from ..resources import MAX_BATCH
from ..router import OPERATIONS

Schema = dict[str, Any]

_NAMED = {
    "Workspace": workspace.WORKSPACE_SCHEMA,
    "WorkspaceUpdate": workspace.WORKSPACE_CHANGE,
    "EventEnvelope": workspace.EVENT_SCHEMA,
    "EventTypeList": workspace.EVENT_TYPES_SCHEMA,
    "Empty": NO_BODY,
    "WebhookDelivery": webhook_schemas.DELIVERY_SCHEMA,
    "WebhookDeliveryDetails": webhook_schemas.DELIVERY_DETAILS_SCHEMA,
    "WebhookJob": webhook_schemas.JOB_SCHEMA,
    "WebhookEndpointStats": webhook_schemas.STATS_SCHEMA,
    "EventErasure": webhook_schemas.ERASED_SCHEMA,
}


def pascal(name: str) -> str:
    """``crew_member`` and ``check-in`` as ``CrewMember`` and ``CheckIn``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split("[^A-Za-z0-9]", name))


def ref(kind: str, name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schema_ref(name: str) -> Schema:
    """A reference to a schema."""
    return ref("schemas", name)


def record_name(resource: Resource) -> str:
    """The schema of a record."""
    return pascal(resource.noun)


def revealing_name(resource: Resource) -> str:
    """The schema of a record in the one answer that shows what is kept from all others."""
    return f"{record_name(resource)}WithSecret" if resource.reveals else record_name(resource)


def action_name(resource: Resource, action: Action) -> str:
    """The schema of an action's body."""
    return f"{record_name(resource)}{pascal(action.name)}"


def own_name(operation: Operation, schema: Schema) -> str:
    """The schema of an operation that no resource describes."""
    names = [name for name, known in _NAMED.items() if known is schema]
    return (
        names[0] if names else pascal(operation.id) + ("Request" if schema is operation.body else "Response")
    )


def request_schema(operation: Operation) -> Schema | None:
    """The body of an operation; None where it takes none."""
    resource = operation.resource
    if resource is None:
        return schema_ref(own_name(operation, operation.body)) if operation.body else None
    match operation.kind:
        case "create":
            return schema_ref(f"{record_name(resource)}Create")
        case "update":
            return schema_ref(f"{record_name(resource)}Update")
        case "batch":
            return schema_ref(f"{record_name(resource)}Batch")
        case "action":
            assert operation.action is not None
            return schema_ref(action_name(resource, operation.action) if operation.action.fields else "Empty")
    return None


def answer_schema(operation: Operation) -> Schema | None:
    """The JSON answer of an operation; None where there is none."""
    resource = operation.resource
    if resource is None:
        if operation.answer is None:
            return None
        name = own_name(operation, operation.answer)
        return schema_ref(f"{name}List" if operation.kind == "page" else name)
    match operation.kind:
        case "list":
            return schema_ref(f"{record_name(resource)}List")
        case "batch":
            return schema_ref(f"{record_name(resource)}BatchResult")
        case "retrieve" | "update":
            return schema_ref(record_name(resource))
        case "create":
            return schema_ref(revealing_name(resource))
        case "action":
            assert operation.action is not None
            answers = operation.action.returns or resource
            reveals = operation.status == 201
            return schema_ref(revealing_name(answers) if reveals else record_name(answers))
    return None


def resources() -> list[Resource]:
    """Every resource that an operation is about or answers with."""
    found: dict[str, Resource] = {}
    for operation in OPERATIONS:
        answers = operation.action.returns if operation.action else None
        for resource in filter(None, (operation.resource, answers)):
            found.setdefault(resource.key, resource)
    return list(found.values())


def schemas() -> dict[str, Schema]:
    """``components/schemas``."""
    found: dict[str, Schema] = {}

    def add(name: str, schema: Schema) -> None:
        if found.setdefault(name, schema) != schema:
            raise ValueError(f"two different schemas are called {name}")

    for name, schema in _COMMON.items():
        add(name, schema)
    for resource in resources():
        add(record_name(resource), _record(resource))
        if resource.reveals:
            add(revealing_name(resource), _revealing(resource))
    for operation in OPERATIONS:
        for name, schema in _schemas_of(operation):
            add(name, schema)
    for event in event_types().values():
        add(event_schema_name(event.name), _event(event))
    return {name: _share_currency(schema) for name, schema in sorted(found.items())} | {"Currency": _CURRENCY}


_CURRENCY = {
    "type": "string",
    "enum": sorted(money.CURRENCIES),
    "description": "An ISO 4217 code, upper case.",
}


def _share_currency(schema: Any) -> Any:
    """The same with one list of currencies for all."""
    if isinstance(schema, list):
        return [_share_currency(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("enum") == _CURRENCY["enum"]:
        return {**schema_ref("Currency"), **{k: v for k, v in schema.items() if k not in ("type", "enum")}}
    return {key: _share_currency(value) for key, value in schema.items()}


def _schemas_of(operation: Operation) -> Iterable[tuple[str, Schema]]:
    resource = operation.resource
    if resource is None:
        for schema in filter(None, (operation.body, operation.answer)):
            yield own_name(operation, schema), schema
        if operation.kind == "page" and operation.answer:
            name, plural = own_name(operation, operation.answer), operation.id.split(".")[1].replace("_", " ")
            yield f"{name}List", _list_of(name, plural)
        return
    name, plural = record_name(resource), resource.name.replace("-", " ")
    if operation.kind == "create":
        yield f"{name}Create", _input(resource, creating=True)
    elif operation.kind == "update":
        yield f"{name}Update", _input(resource, creating=False)
    elif operation.kind == "list":
        yield f"{name}List", _list_of(name, plural)
    elif operation.kind == "batch":
        yield f"{name}Batch", _batch(name)
        yield f"{name}BatchResult", _batch_result(name)
    elif operation.action is not None and operation.action.fields:
        schema = _writable(operation.action.fields, creating=True)
        yield (
            action_name(resource, operation.action),
            {**schema, "description": f"{operation.action.summary}."},
        )


def _record(resource: Resource) -> Schema:
    schema = {**record_schema(resource), "description": resource.doc}
    del schema["additionalProperties"]
    deleted = {
        "type": "string",
        "format": "date-time",
        "readOnly": True,
        "description": "When it was deleted; only on records that were (`include_deleted`).",
    }
    schema["properties"] = {**schema["properties"], "deleted_at": deleted}
    return schema


def _revealing(resource: Resource) -> Schema:
    shown = {field.name: field.schema() for field in resource.reveals}
    return {
        "description": f"{resource.doc} With what is shown in this one answer, not even in an idempotent replay of it.",
        "allOf": [schema_ref(record_name(resource)), {"type": "object", "properties": shown}],
    }


def _input(resource: Resource, *, creating: bool) -> Schema:
    schema = _writable(resource.input_fields, creating=creating)
    properties: dict[str, Schema] = schema["properties"]
    noun = resource.noun.replace("_", " ")
    if creating:
        schema["description"] = f"A new {noun}."
        if resource.lifecycle and "status" in properties:
            properties["status"]["enum"] = list(resource.lifecycle.start)
    else:
        schema["description"] = f"Changes to the {noun}; what is left out stays as it is."
        for field in properties.values():
            field.pop("default", None)
        properties["version"] = {
            "type": "integer",
            "minimum": 1,
            "maximum": 2**53 - 1,
            "examples": [3],
            "description": "The version that you have read; a 409 if it is not the current one. As `If-Match`.",
        }
    return schema


def _writable(fields: Iterable[Field], *, creating: bool) -> Schema:
    """The schema of an input: what the platform sets is not part of it, at any depth."""
    allowed = ("always", "create") if creating else ("always",)
    schema: Schema = _without_read_only(
        object_schema([f for f in fields if f.writable in allowed], creating=creating)
    )
    return schema


def _without_read_only(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_read_only(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: _without_read_only(value) for key, value in schema.items() if key not in ("examples", "default")
    }
    result |= {key: schema[key] for key in ("examples", "default") if key in schema}
    properties = schema.get("properties")
    if isinstance(properties, dict):
        hidden = [name for name, entry in properties.items() if entry.get("readOnly")]
        result["properties"] = {n: entry for n, entry in result["properties"].items() if n not in hidden}
        if "required" in result:
            result["required"] = [name for name in result["required"] if name not in hidden]
    return result


def _list_of(name: str, plural: str) -> Schema:
    return {
        "type": "object",
        "description": f"A page of {plural}.",
        "required": ["data", "pagination"],
        "properties": {
            "data": {
                "type": "array",
                "maxItems": 100,
                "items": schema_ref(name),
                "description": f"The {plural}.",
            },
            "pagination": schema_ref("Pagination"),
        },
    }


def _batch(name: str) -> Schema:
    item = {
        "description": f"A {name}Create. What is not one fails by itself, with a result of its own.",
        "anyOf": [schema_ref(f"{name}Create"), {"type": "object"}],
    }
    named = {"type": "object", "required": ["external_id"], "properties": {"external_id": {"type": "string"}}}
    many = {"type": "array", "minItems": 1, "maxItems": MAX_BATCH}
    mode = "Whether an item whose `external_id` exists fails (`create`) or changes that record (`upsert`)."
    return {
        "description": "Records to create, or to create or change by `external_id`.",
        "oneOf": [
            {
                "type": "object",
                "title": "Create",
                "additionalProperties": False,
                "required": ["items"],
                "properties": {
                    "mode": {"type": "string", "enum": ["create"], "default": "create", "description": mode},
                    "items": {**many, "items": item, "description": "The new records."},
                },
            },
            {
                "type": "object",
                "title": "Upsert",
                "additionalProperties": False,
                "required": ["mode", "items"],
                "properties": {
                    "mode": {"type": "string", "enum": ["upsert"], "description": mode},
                    "items": {
                        **many,
                        "items": {**item, "allOf": [named]},
                        "description": "The records, each with its `external_id`.",
                    },
                },
            },
        ],
    }


def _batch_result(name: str) -> Schema:
    index = {"type": "integer", "minimum": 0, "description": "The item's place in the request, from 0."}
    return {
        "type": "object",
        "description": "What became of each item, in the order of the request.",
        "required": ["data", "summary"],
        "properties": {
            "data": {
                "type": "array",
                "maxItems": MAX_BATCH,
                "description": "A result for each item.",
                "items": {
                    "oneOf": [
                        {
                            "type": "object",
                            "title": "Done",
                            "required": ["index", "status", "record"],
                            "properties": {
                                "index": index,
                                "status": {
                                    "type": "integer",
                                    "enum": [200, 201],
                                    "description": "201 if it was created.",
                                },
                                "record": schema_ref(name),
                            },
                        },
                        {
                            "type": "object",
                            "title": "Failed",
                            "required": ["index", "status", "error"],
                            "properties": {
                                "index": index,
                                "status": {
                                    "type": "integer",
                                    "minimum": 400,
                                    "maximum": 499,
                                    "description": "The status.",
                                },
                                "error": schema_ref("BatchError"),
                            },
                        },
                    ]
                },
            },
            "summary": schema_ref("BatchSummary"),
        },
    }


def event_schema_name(event: str) -> str:
    """The schema of an event's envelope, ``DealWonEvent``."""
    return f"{pascal(event)}Event"


def _event(event: EventType) -> Schema:
    """The envelope of one type: the general one, with this type's data."""
    own = {"event": {"type": "string", "const": event.name}, "data": _event_data(event.schema)}
    return {
        "description": f"{event.description}.",
        "allOf": [schema_ref("EventEnvelope"), {"type": "object", "properties": own}],
    }


@cache
def _records_by_properties() -> list[tuple[str, Schema]]:
    return [(record_name(resource), record_schema(resource)) for resource in resources()]


def _event_data(schema: Schema) -> Schema:
    """An event's data with references in place of the records it spells out."""
    for name, record in _records_by_properties():
        properties = schema.get("properties", {})
        if all(properties.get(key) == value for key, value in record["properties"].items()):
            more = {
                key: _refer(value) for key, value in properties.items() if key not in record["properties"]
            }
            if not more:
                return schema_ref(name)
            return {"allOf": [schema_ref(name), {"type": "object", "properties": more}]}
    return dict(_refer(schema))


def _refer(schema: Any) -> Any:
    for name, record in _records_by_properties():
        if schema == record:
            return schema_ref(name)
    if isinstance(schema, dict):
        return {key: _refer(value) for key, value in schema.items()}
    return [_refer(entry) for entry in schema] if isinstance(schema, list) else schema


_DETAIL = {
    "type": "object",
    "description": "One thing that is wrong. Some carry more: `available`, `allowed`, `current_version` …",
    "required": ["field", "message"],
    "properties": {
        "field": {"type": "string", "description": "The field, parameter or header.", "examples": ["email"]},
        "message": {
            "type": "string",
            "description": "What it must be.",
            "examples": ["Must be a valid email address"],
        },
    },
}
_COMMON: dict[str, Schema] = {
    "Empty": NO_BODY,
    "Pagination": {
        "type": "object",
        "description": "Where this page stands.",
        "required": ["cursor", "hasMore"],
        "properties": {
            "cursor": {
                "type": ["string", "null"],
                "description": "Of the next page; null on the last.",
                "examples": ["eyJsYXN0SWQiOiJkZWFsXzAxS0FRN1I1TTAwMDBHNFhXWjlZVjhUMk5CIn0"],
            },
            "hasMore": {
                "type": "boolean",
                "description": "Whether there is a next page.",
                "examples": [True],
            },
            "total": {
                "type": "integer",
                "minimum": 0,
                "examples": [150],
                "description": "How many matched when the first page was served; left out with `total=false`.",
            },
        },
    },
    "ErrorCode": {"type": "string", "enum": list(CATALOGUE), "description": "What went wrong, for programs."},
    "ErrorDetail": _DETAIL,
    "Error": {
        "type": "object",
        "description": "What every request that fails is answered with.",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "description": "What went wrong.",
                "required": ["code", "message", "details", "request_id", "documentation_url"],
                "properties": {
                    "code": schema_ref("ErrorCode"),
                    "message": {"type": "string", "description": "One sentence for the one who has to act."},
                    "details": {
                        "type": "array",
                        "items": schema_ref("ErrorDetail"),
                        "description": "Everything that is wrong, at once.",
                    },
                    "request_id": {
                        "type": "string",
                        "description": "As in `X-Request-Id`; quote it to support.",
                    },
                    "documentation_url": {
                        "type": "string",
                        "format": "uri",
                        "description": "The page of the code.",
                    },
                },
            }
        },
    },
    "Problem": {
        "type": "object",
        "description": "The same as `Error` in the form of RFC 9457, for `Accept: application/problem+json`.",
        "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "The page of the code."},
            "title": {"type": "string", "description": "The code in words."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": {"type": "string", "description": "One sentence for the one who has to act."},
            "code": schema_ref("ErrorCode"),
            "errors": {
                "type": "array",
                "items": schema_ref("ErrorDetail"),
                "description": "Everything that is wrong, at once.",
            },
            "request_id": {"type": "string", "description": "As in `X-Request-Id`; quote it to support."},
        },
    },
    "BatchError": {
        "type": "object",
        "description": "Why an item failed.",
        "required": ["code", "message", "details"],
        "properties": {
            "code": schema_ref("ErrorCode"),
            "message": {"type": "string", "description": "One sentence for the one who has to act."},
            "details": {
                "type": "array",
                "items": schema_ref("ErrorDetail"),
                "description": "Everything that is wrong, at once.",
            },
        },
    },
    "BatchSummary": {
        "type": "object",
        "description": "How many items ended in which way.",
        "required": ["created", "updated", "unchanged", "failed"],
        "properties": {
            name: {"type": "integer", "minimum": 0, "description": f"Items {name}."}
            for name in ("created", "updated", "unchanged", "failed")
        },
    },
}
