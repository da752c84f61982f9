"""Figures by day: those of days that are over are asked for once, so that a week costs what today costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..clock import DAY, HOUR

# What is counted is written down some seconds later; after this nothing is added to a day any more.
_SETTLED = HOUR
_MOST = 50_000

Load = Callable[[int, int], Awaitable[list[Any]]]


class PastDays:
    """The figures of days that are over, by workspace and kind; the oldest asked for are forgotten first."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], Any] = {}

    async def read(
        self, workspace_id: str, kind: str, start: int, end: int, now: int, load: Load
    ) -> list[Any]:
        """The figures of each day from `start` to before `end` (epoch ms, whole days).

        Parameters
        ----------
        kind: what the figures tell.
        now: epoch ms.
        load: ``load(start, end)`` asks for the figures of each day in between.
        """
        days = range(start, end, DAY)
        first = next((day for day in days if (workspace_id, kind, day) not in self._known), end)
        fresh = dict(zip(range(first, end, DAY), await load(first, end), strict=True)) if first < end else {}
        found = [fresh[day] if day in fresh else self._known[workspace_id, kind, day] for day in days]
        for day, value in fresh.items():
            if day + DAY + _SETTLED <= now:
                self._known[workspace_id, kind, day] = value
        while len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return found
