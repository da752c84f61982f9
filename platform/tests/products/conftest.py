"""A workspace on either engine, for the tests of the product rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.products import registry  # noqa: F401 - a reference is checked in a table that has to be known
from ghxstship_platform.storage.database import open_database

from .bench import Bench


@pytest.fixture
def bench(engine_url: str) -> Iterator[Bench]:
    """An empty workspace whose clock the test moves."""
    clock = ManualClock()
    database = open_database(engine_url, clock)
    try:
        yield Bench(database, clock)
    finally:
        database.close()
