"""Example records for the documentation, made from the examples of the fields."""

from __future__ import annotations

from typing import Any

from . import fields as kinds
from .resource import Record, Resource

_ID_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"


def example_of(field: kinds.Field) -> Any:
    """A value of a field; a required one without an example of its own must be made of fields that have one."""
    if field.example is not None:
        return field.example
    if field.default is not None:
        return field.default
    if field.required or isinstance(field.kind, kinds.Reference):
        return _example_of_kind(field.kind)
    return None


def _example_of_kind(kind: kinds.Kind) -> Any:
    match kind:
        case kinds.Reference():
            return kind.prefix + _ID_TAIL
        case kinds.Listing():
            return [_example_of_kind(kind.item)]
        case kinds.Object():
            return {field.name: example_of(field) for field in kind.fields}
        case kinds.OneOf():
            return _example_of_kind(kind.other)
    raise LookupError(f"{kind} says nothing by itself; give its field an example")


def example_record(resource: Resource) -> Record:
    """A record as the API would answer with."""
    return {field.name: example_of(field) for field in resource.record_fields}


def example_input(resource: Resource) -> Record:
    """A body that create accepts: what is required, and what has an example worth showing."""
    shown = [f for f in resource.fields if f.writable != "never" and (f.required or f.example is not None)]
    return {
        field.name: _without_computed(field.kind, example_of(field))
        for field in shown
        if not isinstance(field.kind, kinds.Reference) or field.required or field.example is not None
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
