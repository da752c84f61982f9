"""What the tests of the client share: a server that misbehaves, a real platform, and no waiting."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fault_server import FaultServer, fault_server
from ghxstship import Client
from ghxstship.testing import Platform, platform

sys.path.insert(0, str(Path(__file__).parents[3]))  # for `sdk.emit`


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with fault_server() as server:
        yield server


@pytest.fixture
def make(faults: FaultServer) -> Iterator[Callable[..., Client]]:
    """Clients of the server that misbehaves; their waits are noted and cost nothing."""
    made: list[Client] = []

    def new(**options: Any) -> Client:
        client = Client("ghx_test_secret", base_url=faults.url, **{"pacing": False, **options})
        made.append(client)
        return client

    yield new
    for client in made:
        client.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a blocking client would have waited."""
    noted: list[float] = []
    monkeypatch.setattr("ghxstship.client.time", SimpleNamespace(sleep=noted.append))
    return noted


@pytest.fixture(scope="session")
def running() -> Iterator[Platform]:
    with platform() as server:
        yield server


@pytest.fixture
def client(running: Platform) -> Iterator[Client]:
    with Client(running.api_key, running.workspace_id, running.url) as one:
        yield one
