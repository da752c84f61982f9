"""What the tests of connect share: a clock that they move, a database on each engine, a real platform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship import Client
from ghxstship.testing import Platform, platform
from manual_clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database; the test runs once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'connect.db'}"
        return
    server: Any = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def running() -> Iterator[Platform]:
    """A real platform with demo data."""
    with platform() as server:
        yield server


@pytest.fixture
def client(running: Platform) -> Iterator[Client]:
    with Client(running.api_key, running.workspace_id, running.url) as one:
        yield one


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of the asynchronous tests."""
    return "asyncio"
