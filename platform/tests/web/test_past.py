"""Figures by day: asked for once when the day is over."""

from __future__ import annotations

import asyncio

import pytest

from ghxstship_platform.clock import DAY, HOUR
from ghxstship_platform.web import past
from ghxstship_platform.web.past import PastDays

START = 100 * DAY


def test_days_that_are_over_are_asked_for_once() -> None:
    asked: list[tuple[int, int]] = []

    async def load(start: int, end: int) -> list[int]:
        asked.append(((start - START) // DAY, (end - START) // DAY))
        return [day // DAY + len(asked) * 1000 for day in range(start, end, DAY)]

    async def story() -> None:
        days = PastDays()

        async def read(now: int, workspace: str = "ws_1", kind: str = "requests") -> list[int]:
            return await days.read(workspace, kind, START, START + 3 * DAY, now, load)

        noon = START + 2 * DAY + 12 * HOUR
        assert await read(noon) == [1100, 1101, 1102]
        assert await read(noon + HOUR) == [1100, 1101, 2102], "today is asked for again"
        await read(noon, "ws_2")
        await read(noon, kind="attempts")
        assert asked == [(0, 3), (2, 3), (0, 3), (0, 3)]
        # Just after midnight something may still be counted into yesterday.
        asked.clear()
        await read(START + 3 * DAY + HOUR - 1)
        await read(START + 3 * DAY + HOUR)
        assert asked == [(2, 3), (2, 3)]
        assert await read(START + 4 * DAY) == [1100, 1101, 2102]
        assert asked == [(2, 3), (2, 3)]

    asyncio.run(story())


def test_what_was_asked_for_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async def load(start: int, end: int) -> list[int]:
        return [0 for _ in range(start, end, DAY)]

    async def story() -> None:
        days = PastDays()
        for number in range(10):
            await days.read(f"ws_{number}", "x", START, START + 7 * DAY, START + 30 * DAY, load)
        assert len(days._known) == 20
        assert {key[0] for key in days._known} == {"ws_7", "ws_8", "ws_9"}

    monkeypatch.setattr(past, "_MOST", 20)
    asyncio.run(story())
