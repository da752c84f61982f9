"""Fixtures for an integrator's tests: `pytest_plugins = ["ghxstship.pytest_plugin"]` in a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .client import Client
from .testing import Platform, platform


@pytest.fixture(scope="session")
def ghxstship_platform_server() -> Iterator[Platform]:
    """A real platform with demo data, for all tests of the run."""
    with platform() as running:
        yield running


@pytest.fixture
def ghxstship_client(ghxstship_platform_server: Platform) -> Iterator[Client]:
    """A client of that platform."""
    running = ghxstship_platform_server
    with Client(running.api_key, running.workspace_id, running.url) as client:
        yield client
