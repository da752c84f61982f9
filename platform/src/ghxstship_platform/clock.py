"""Time comes in from outside, so that a test can move it.

Every moment inside the platform is an integer of milliseconds since the Unix epoch (UTC).
"""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# `datetime.fromisoformat` reads much more: weeks, days without a time, commas, seconds in the offset.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> int:
        """Milliseconds since the Unix epoch."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that stands still until it is moved (tests, simulations)."""

    def __init__(self, now: int = 1_795_000_000_000) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def advance(self, milliseconds: int) -> None:
        """Move the clock forward (or, with a negative number, back)."""
        self._now += milliseconds


@lru_cache(maxsize=4096)
def _second_text(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")


def to_text(moment: int) -> str:
    """RFC 3339 in UTC with milliseconds, as every time on the wire: ``2026-11-23T07:21:00.000Z``."""
    second, milli = divmod(moment, 1000)
    return f"{_second_text(second)}.{milli:03d}Z"


def from_text(text: str) -> int:
    """Milliseconds of an RFC 3339 time.

    Raises ValueError for anything else, a time without an offset and a leap second included.
    """
    if len(text) > 40 or not _RFC_3339.fullmatch(text):
        raise ValueError("not an RFC 3339 time with an offset")
    moment = datetime.fromisoformat(text.upper())
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def day_of(moment: int) -> str:
    """The UTC day of a moment, ``YYYY-MM-DD``."""
    return _second_text(moment // 1000)[:10]


def start_of_day(day: str) -> int:
    """The first millisecond of a UTC day given as ``YYYY-MM-DD``."""
    return (datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) - _EPOCH) // timedelta(
        milliseconds=1
    )
