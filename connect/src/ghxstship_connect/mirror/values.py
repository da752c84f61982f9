"""Values: what counts as the same on both sides, whatever each of them writes it like."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

TYPES = ("text", "email", "domain", "phone", "number", "date", "time", "boolean", "ref")

_NOT_DIALLED = re.compile(r"[^0-9+]")


def canonical(kind: str, value: Any) -> Any:
    """A side's value as GHXSTSHIP writes it; an empty one is None.

    Raises ValueError when it is none of its type.
    """
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if kind == "number":
        return _number(value)
    if kind in ("date", "time"):
        try:
            return _date(value) if kind == "date" else _time(value)
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"{value!r} is no {kind}") from None
    if kind == "boolean":
        return _boolean(value)
    return str(value)


def compared(kind: str, value: Any) -> Any:
    """What two values that mean the same have in common: e-mail in any case, a telephone number with any gaps."""
    if value is None:
        return None
    if kind in ("email", "domain"):
        return value.lower()
    if kind == "phone":
        digits = _NOT_DIALLED.sub("", value)
        return ("+" + digits[2:] if digits.startswith("00") else digits) or value
    if kind == "text":
        return value.replace("\r\n", "\n")
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is no number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is no number")
    return int(number) if number == number.to_integral_value() else float(number)


def _date(value: Any) -> str:
    return _day(value) if _is_day(value) else _moment(value).date().isoformat()


def _time(value: Any) -> str:
    moment = _moment(value).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_day(value: Any) -> bool:
    return (isinstance(value, date) and not isinstance(value, datetime)) or (
        isinstance(value, str) and len(value) == 10
    )


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()


def _moment(value: Any) -> datetime:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _boolean(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    found = words.get(str(value).lower())
    if found is None:
        raise ValueError(f"{value!r} is neither true nor false")
    return found
