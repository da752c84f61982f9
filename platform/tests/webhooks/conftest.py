"""A database on either engine whose clock the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.storage.database import open_database

from .harbor import Harbor, sailing

Sail = Callable[[Callable[[Harbor], Any]], Any]


@pytest.fixture
def sail(engine_url: str) -> Iterator[Sail]:
    """Runs a coroutine with an open harbor on the engine."""
    clock = ManualClock()
    database = open_database(engine_url, clock)
    database.secret = b"x" * 32
    database.local_webhooks = True
    try:
        yield lambda voyage: sailing(database, clock, voyage)
    finally:
        database.close()
