"""Conditions: `"when": {"deal.value": {"gte": 1000}}`; all of them must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..configuration import Document, Place, kind_of, named, nearest
from .template import MISSING, look_up

Condition = Callable[[dict[str, Any]], bool]


def _same_kind(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return isinstance(value, bool) and isinstance(wanted, bool)
    numbers = (int, float)
    if isinstance(value, numbers) and isinstance(wanted, numbers):
        return True
    return isinstance(value, str) and isinstance(wanted, str)


def _equal(value: Any, wanted: Any) -> bool:
    if value is MISSING:
        value = None
    return (value is None and wanted is None) or (_same_kind(value, wanted) and bool(value == wanted))


def _one_of(value: Any, wanted: list[Any]) -> bool:
    return any(_equal(value, one) for one in wanted)


# Values of different kinds are never equal and never ordered: 1 is not "1".
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _equal,
    "ne": lambda value, wanted: not _equal(value, wanted),
    "gt": lambda value, wanted: _same_kind(value, wanted) and value > wanted,
    "gte": lambda value, wanted: _same_kind(value, wanted) and value >= wanted,
    "lt": lambda value, wanted: _same_kind(value, wanted) and value < wanted,
    "lte": lambda value, wanted: _same_kind(value, wanted) and value <= wanted,
    "in": _one_of,
    "nin": lambda value, wanted: not _one_of(value, wanted),
    "exists": lambda value, wanted: (value is not MISSING) is wanted,
}


def compile_conditions(document: Document, value: Any, place: Place) -> Condition:
    """A function that tells whether an event's context meets the conditions; what is wrong is noted in the document."""
    if not isinstance(value, dict) or not value:
        document.complain(
            place, f'{named(place)} must be an object such as {{"deal.value": {{"gte": 1000}}}}'
        )
        return lambda context: False
    tests = [
        test for path, wanted in value.items() for test in _tests(document, path, wanted, (*place, path))
    ]
    return lambda context: all(test(context) for test in tests)


def _tests(document: Document, path: str, wanted: Any, place: Place) -> list[Condition]:
    if not isinstance(wanted, dict):
        wanted = {"eq": wanted}
    found = []
    for operator, operand in wanted.items():
        if operator not in OPERATORS:
            hint = nearest(operator, OPERATORS)
            document.complain(
                (*place, operator), f"{operator!r} is no operator{hint}; use {', '.join(OPERATORS)}"
            )
        elif not _fits(operator, operand):
            document.complain(
                (*place, operator), f"{named(place)}: {operator} cannot take {kind_of(operand)}"
            )
        else:
            found.append(_test(path, operator, operand))
    return found


def _fits(operator: str, operand: Any) -> bool:
    if operator in ("in", "nin"):
        return isinstance(operand, list) and bool(operand) and all(_fits("eq", one) for one in operand)
    if operator == "exists":
        return isinstance(operand, bool)
    if operator in ("eq", "ne"):
        return operand is None or isinstance(operand, (bool, int, float, str))
    return isinstance(operand, (int, float, str)) and not isinstance(operand, bool)


def _test(path: str, operator: str, operand: Any) -> Condition:
    compare = OPERATORS[operator]
    return lambda context: compare(look_up(path, context), operand)
