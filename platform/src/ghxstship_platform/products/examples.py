"""Example records for the documentation, made from the examples of the fields."""

from __future__ import annotations

from typing import Any

from . import fields as kinds
from .resource import Record, Resource

_ID_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_MOMENT = "2026-11-23T07:21:00.000Z"


def example_of(field: kinds.Field) -> Any:
    """A value of a field."""
    if field.example is not None:
        return field.example
    if field.default is not None:
        return field.default
    kind = field.kind
    if isinstance(kind, kinds.Reference):
        return kind.prefix + _ID_TAIL
    if not field.required:
        return None
    return _example_of_kind(kind)


def _example_of_kind(kind: kinds.Kind) -> Any:
    match kind:
        case kinds.Boolean():
            return False
        case kinds.Timestamp():
            return _MOMENT
        case kinds.Date():
            return _MOMENT[:10]
        case kinds.Integer() | kinds.Number():
            return max(kind.minimum, 1)
        case kinds.Money():
            return 100
        case kinds.Choice():
            return kind.values[0]
        case kinds.Email():
            return "rowan@example.org"
        case kinds.Currency():
            return "USD"
        case kinds.Listing():
            return [_example_of_kind(kind.item)]
        case kinds.Object():
            return {field.name: example_of(field) for field in kind.fields}
        case kinds.OneOf():
            return _example_of_kind(kind.other)
        case kinds.Metadata():
            return {}
        case kinds.Reference():
            return kind.prefix + _ID_TAIL
        case _:
            return "text"


def example_record(resource: Resource) -> Record:
    """A record as the API would answer with."""
    return {field.name: example_of(field) for field in resource.record_fields}


def example_input(resource: Resource) -> Record:
    """A body that create accepts: what is required, and what has an example worth showing."""
    shown = [f for f in resource.fields if f.writable != "never" and (f.required or f.example is not None)]
    return {
        field.name: _without_computed(field.kind, example_of(field))
        for field in shown
        if not isinstance(field.kind, kinds.Reference) or field.required
    }


def _without_computed(kind: kinds.Kind, value: Any) -> Any:
    """What a body may carry of a record's value: not what the platform works out (the amount of an invoice's line)."""
    match kind, value:
        case kinds.Listing(), list():
            return [_without_computed(kind.item, entry) for entry in value]
        case kinds.Object(), dict():
            computed = {field.name for field in kind.fields if field.writable == "never"}
            return {name: entry for name, entry in value.items() if name not in computed}
        case _:
            return value
