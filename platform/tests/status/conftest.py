"""A monitor over either engine, with a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.ids import SystemRandomness
from ghxstship_platform.status.monitor import Monitor
from ghxstship_platform.storage.database import Database, open_database

# Noon, so that a test has hours of the same day on both sides.
NOON = 1_795_003_200_000 - 1_795_003_200_000 % 86_400_000 + 43_200_000


@dataclass
class Bench:
    """What a test of the status page works with."""

    db: Database
    clock: ManualClock
    answers: dict[str, int]

    def monitor(self, host: str = "a:8000") -> Monitor:
        """One host."""

        async def ask(path: str) -> int:
            return self.answers.get(path, 200)

        return Monitor(self.db, host, ask)


Scenario = Callable[[Bench], Coroutine[Any, Any, None]]


@pytest.fixture
def on_bench(engine_url: str) -> Callable[[Scenario], None]:
    """Runs a scenario over an empty database of each engine."""

    def run(scenario: Scenario) -> None:
        clock = ManualClock(NOON)
        database = open_database(engine_url, clock, SystemRandomness())
        try:
            asyncio.run(scenario(Bench(database, clock, {})))
        finally:
            database.close()

    return run
