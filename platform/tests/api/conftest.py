"""The API over either engine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from .service import Service, with_service

Scenario = Callable[[Service], Coroutine[Any, Any, None]]


@pytest.fixture
def on_service(engine_url: str) -> Callable[[Scenario], None]:
    """Runs a scenario against the API over an empty database of each engine."""
    return lambda scenario: with_service(engine_url, scenario)
