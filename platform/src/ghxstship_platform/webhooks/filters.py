"""Conditions on an event's payload: which of the events that an endpoint subscribes to it gets.

``{"data.value": {"$gte": 1000}, "$or": [{"data.currency": "USD"}, {"data.currency": "EUR"}]}``: all entries hold at
once; a path is dotted; a plain value means ``$eq``. What is missing equals null and is neither less nor greater than
anything. Values of different types are never equal and never ordered.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..errors import detail

Condition = Callable[[dict[str, Any]], bool]
_Test = Callable[[Any], bool]

MAX_DEPTH = 10
MAX_CONDITIONS = 100
_MAX_PATH = 200
_MAX_TEXT = 1_000

_MISSING = object()
_NUMBERS = (int, float, Decimal)


def _rank(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, _NUMBERS):
        return "number"
    return type(value).__name__


def _equal(value: Any, wanted: Any) -> bool:
    if value is _MISSING:
        value = None
    return _rank(value) == _rank(wanted) and bool(value == wanted)


def _ordered(value: Any, wanted: Any) -> bool:
    return _rank(value) == _rank(wanted) and isinstance(value, (*_NUMBERS, str))


_COMPARISONS: dict[str, Callable[[Any], _Test]] = {
    "$eq": lambda wanted: lambda value: _equal(value, wanted),
    "$ne": lambda wanted: lambda value: not _equal(value, wanted),
    "$gt": lambda wanted: lambda value: _ordered(value, wanted) and value > wanted,
    "$gte": lambda wanted: lambda value: _ordered(value, wanted) and value >= wanted,
    "$lt": lambda wanted: lambda value: _ordered(value, wanted) and value < wanted,
    "$lte": lambda wanted: lambda value: _ordered(value, wanted) and value <= wanted,
    "$in": lambda wanted: lambda value: any(_equal(value, one) for one in wanted),
    "$nin": lambda wanted: lambda value: not any(_equal(value, one) for one in wanted),
    "$exists": lambda wanted: lambda value: (value is not _MISSING) is wanted,
}
OPERATORS = (*_COMPARISONS, "$not", "$and", "$or")


def compile_filter(spec: dict[str, Any]) -> Condition:
    """A function that tells whether a payload meets the conditions; it never raises.

    `spec` is one that `filter_errors` finds nothing wrong with.
    """
    parts = [_part(name, value) for name, value in spec.items()]
    if len(parts) == 1:
        return parts[0]
    return lambda payload: all(part(payload) for part in parts)


def _part(name: str, value: Any) -> Condition:
    if name in ("$and", "$or"):
        branches = [compile_filter(branch) for branch in value]
        combine = all if name == "$and" else any
        return lambda payload: combine(branch(payload) for branch in branches)
    if name == "$not":
        inner = compile_filter(value)
        return lambda payload: not inner(payload)
    keys = name.split(".")
    test = _test(value)
    return lambda payload: test(_find(payload, keys))


def _test(value: Any) -> _Test:
    if not isinstance(value, dict):
        return _COMPARISONS["$eq"](value)
    tests = [
        _not(_test(wanted)) if operator == "$not" else _COMPARISONS[operator](wanted)
        for operator, wanted in value.items()
    ]
    return lambda found: all(test(found) for test in tests)


def _not(test: _Test) -> _Test:
    return lambda found: not test(found)


def _find(payload: Any, keys: list[str]) -> Any:
    for key in keys:
        if isinstance(payload, dict):
            payload = payload.get(key, _MISSING)
        elif isinstance(payload, list) and key.isascii() and key.isdigit() and len(key) < 10:
            payload = payload[int(key)] if int(key) < len(payload) else _MISSING
        else:
            return _MISSING
    return payload


class _Faults:
    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.conditions = 0

    def add(self, path: str, message: str) -> None:
        self.found.append(detail(path[:200], message))


def filter_errors(spec: Any, path: str = "filter") -> list[dict[str, Any]]:
    """Everything that is wrong with a filter, as entries of an error's `details`."""
    faults = _Faults()
    _check(spec, path, 1, faults)
    if faults.conditions > MAX_CONDITIONS:
        return [detail(path, f"Must have at most {MAX_CONDITIONS} conditions")]
    return faults.found[:20]


def _check(spec: Any, path: str, depth: int, faults: _Faults) -> None:
    if depth > MAX_DEPTH:
        return faults.add(path, f"Must be nested at most {MAX_DEPTH} deep")
    if not isinstance(spec, dict) or not spec:
        return faults.add(path, "Must be an object with at least one condition")
    for name, value in spec.items():
        here = f"{path}.{name}"
        faults.conditions += 1
        if name in ("$and", "$or"):
            if not isinstance(value, list) or not value:
                faults.add(here, "Must be a list with at least one object of conditions")
                continue
            for index, branch in enumerate(value):
                _check(branch, f"{here}.{index}", depth + 1, faults)
        elif name == "$not":
            _check(value, here, depth + 1, faults)
        elif name.startswith("$"):
            faults.add(here, f"Is no operator; use one of {', '.join(OPERATORS)}")
        elif not 0 < len(name) <= _MAX_PATH or not all(name.split(".")) or "\0" in name:
            faults.add(here, "Must be a dotted path such as data.value")
        else:
            _check_test(value, here, depth + 1, faults)
    return None


def _check_test(value: Any, path: str, depth: int, faults: _Faults) -> None:
    if not isinstance(value, dict):
        return _check_value(value, path, faults)
    if depth > MAX_DEPTH:
        return faults.add(path, f"Must be nested at most {MAX_DEPTH} deep")
    if not value:
        return faults.add(path, "Must have at least one operator")
    for operator, wanted in value.items():
        here = f"{path}.{operator}"
        faults.conditions += 1
        if operator != "$not":
            _check_operator(operator, wanted, here, faults)
        elif isinstance(wanted, dict):
            _check_test(wanted, here, depth + 1, faults)
        else:
            faults.add(here, "Must be an object of operators")
    return None


def _check_operator(operator: str, wanted: Any, path: str, faults: _Faults) -> None:
    if operator in ("$in", "$nin"):
        if not isinstance(wanted, list) or not 0 < len(wanted) <= MAX_CONDITIONS:
            return faults.add(path, f"Must be a list of 1 to {MAX_CONDITIONS} values")
        for one in wanted:
            _check_value(one, path, faults)
    elif operator == "$exists":
        if not isinstance(wanted, bool):
            faults.add(path, "Must be true or false")
    elif operator in ("$eq", "$ne"):
        _check_value(wanted, path, faults)
    elif operator not in _COMPARISONS:
        faults.add(path, f"Is no operator; use one of {', '.join(_COMPARISONS)}, $not")
    elif isinstance(wanted, bool) or not isinstance(wanted, (*_NUMBERS, str)):
        faults.add(path, "Must be a number or a string")
    else:
        _check_value(wanted, path, faults)
    return None


def _check_value(value: Any, path: str, faults: _Faults) -> None:
    if value is not None and not isinstance(value, (bool, *_NUMBERS, str)):
        return faults.add(path, "Must be a string, a number, true, false or null")
    if isinstance(value, str) and (len(value) > _MAX_TEXT or "\0" in value):
        return faults.add(path, f"Must have at most {_MAX_TEXT} characters and no NUL")
    return None
