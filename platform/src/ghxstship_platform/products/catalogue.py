"""The event catalogue: every type, its description, schema and example, from the resource declarations."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from .examples import example_record
from .fields import object_schema
from .registry import BY_KEY, RESOURCES
from .resource import Resource


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event."""

    name: str
    product: str
    description: str
    schema: dict[str, Any]
    example: dict[str, Any]


def record_schema(resource: Resource) -> dict[str, Any]:
    """The JSON schema of a record as on the wire."""
    schema = object_schema(resource.record_fields, creating=False)
    schema["required"] = [field.name for field in resource.record_fields]
    return schema


def _resolved(related: Any) -> Any:
    """A resource that was given by its key, where naming it otherwise would be an import cycle."""
    return BY_KEY[related] if isinstance(related, str) else related


def _related_schema(related: Any) -> dict[str, Any]:
    if isinstance(related, list):
        return {"type": "array", "items": record_schema(related[0])}
    if isinstance(related, Resource):
        return {"anyOf": [record_schema(related), {"type": "null"}]}
    return dict(related)


def _related_example(related: Any) -> Any:
    if isinstance(related, list):
        return [example_record(related[0])]
    if isinstance(related, Resource):
        return example_record(related)
    return related.get("examples", [None])[0]


_CHANGES = {
    "type": "object",
    "description": "Each field that changed, with its value before and after.",
    "additionalProperties": {
        "type": "object", "properties": {"from": {}, "to": {}}, "required": ["from", "to"],
    },
}  # fmt: skip


def _generic(resource: Resource) -> list[EventType]:
    noun = resource.noun.replace("_", " ")
    article = "An" if noun[0] in "aeiou" else "A"
    schema, example = record_schema(resource), example_record(resource)
    open_schema = {**schema, "additionalProperties": True}
    changed = {**open_schema, "properties": {**schema["properties"], "changes": _CHANGES}}
    changes = {"metadata": {"from": {}, "to": example["metadata"]}}
    types = [
        EventType(
            f"{resource.noun}.created",
            resource.product,
            f"{article} {noun} was created",
            open_schema,
            example,
        )
    ]
    types.append(
        EventType(
            f"{resource.noun}.updated",
            resource.product,
            f"{article} {noun} was changed",
            changed,
            {**example, "changes": changes},
        )
    )
    if "delete" in resource.operations:
        deleted = {**example, "deleted_at": example["updated_at"]}
        types.append(
            EventType(
                f"{resource.noun}.deleted",
                resource.product,
                f"{article} {noun} was deleted",
                open_schema,
                deleted,
            )
        )
    return types


def _domain(resource: Resource) -> list[EventType]:
    types = []
    schema, example = record_schema(resource), example_record(resource)
    for event in resource.events:
        related = {
            resource.noun: resource,
            **{name: _resolved(value) for name, value in event.related.items()},
        }
        properties = {
            **schema["properties"],
            **{name: _related_schema(value) for name, value in related.items()},
        }
        shown = {**example, **{name: _related_example(value) for name, value in related.items()}}
        types.append(
            EventType(
                event.name, resource.product, event.doc,
                {**schema, "additionalProperties": True, "properties": properties}, shown,
            )
        )  # fmt: skip
    return types


@cache
def event_types() -> dict[str, EventType]:
    """Every event type by name, in alphabetical order."""
    found = [entry for resource in RESOURCES for entry in (*_generic(resource), *_domain(resource))]
    return {entry.name: entry for entry in sorted(found, key=lambda e: e.name)}


def matching(pattern: str) -> tuple[str, ...]:
    """The names that a name or a glob (``deal.*``, ``*``) stands for; none when it matches nothing."""
    if "*" not in pattern:
        return (pattern,) if pattern in event_types() else ()
    if any(mark in pattern for mark in "?["):
        return ()
    return tuple(name for name in event_types() if fnmatchcase(name, pattern))
