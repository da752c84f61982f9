"""Published contracts, field by field: a small language for the shapes of JSON, and what of a value does not fit.

A shape is a kind (`string`, `integer`, `number`, `boolean`, `date-time`, `uuid`, `uri`, `digits`, `any`), a word that
the value must be, several of these with `|`, the name of fields, `[X]` for a list, `{X}` for an object of any names;
`X?` may be null. Fields are by name, with `!` where one must be there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

Fields = Mapping[str, str]


def faults(value: Any, shape: str, place: str, shapes: Mapping[str, Fields]) -> list[str]:
    """What of a value does not fit."""
    if shape.endswith("?"):
        return [] if value is None else faults(value, shape[:-1], place, shapes)
    if shape.startswith("["):
        if not isinstance(value, list):
            return [f"{place}: is no list"]
        return [fault for one in value for fault in faults(one, shape[1:-1], f"{place}[]", shapes)]
    if shape.startswith("{"):
        if not isinstance(value, dict):
            return [f"{place}: is no object"]
        return [
            fault
            for name, one in value.items()
            for fault in faults(one, shape[1:-1], f"{place}.{name}", shapes)
        ]
    if shape in shapes:
        return _of_fields(value, shape, place, shapes)
    return [] if any(_is(value, kind) for kind in shape.split("|")) else [f"{place}: {value!r} is no {shape}"]


def faults_of_answer(
    answers: Mapping[int, str | None], path: str, status: int, body: Any, shapes: Mapping[str, Fields]
) -> list[str]:
    """What of an answer is not among those that are published by their status; None is one without a body."""
    if status not in answers:
        return [f"{path}: is not answered with {status}"]
    shape = answers[status]
    if shape is None:
        return [] if body is None else [f"{path}: {status} has no body"]
    return faults(body, shape, shape, shapes)


def _of_fields(value: Any, shape: str, place: str, shapes: Mapping[str, Fields]) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: is no object"]
    known, needed = _parted(tuple(shapes[shape].items()))
    found = [f"{place}.{name}: is unknown" for name in value if name not in known]
    found += [f"{place}.{name}: is missing" for name in needed if name not in value]
    for name, one in value.items():
        found += faults(one, known[name], f"{place}.{name}", shapes) if name in known else []
    return found


@cache
def _parted(fields: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], list[str]]:
    """The shape of each field, and those that must be there."""
    known = {name.rstrip("!"): shape for name, shape in fields}
    return known, [name[:-1] for name, _ in fields if name.endswith("!")]


def _is(value: Any, kind: str) -> bool:
    if kind == "any":
        return True
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        kinds = (int,) if kind == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    try:
        if kind == "date-time":
            return datetime.fromisoformat(value).tzinfo is not None
        if kind == "uuid":
            return str(UUID(value)) == value
    except ValueError:
        return False
    if kind == "uri":
        return value.startswith(("https://", "http://"))
    return kind == "string" or (value.isdigit() if kind == "digits" else value == kind)
