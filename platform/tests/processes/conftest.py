"""One PostgreSQL database for a module's servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def postgres_module_url(postgres: Any, postgres_template: str) -> Iterator[str]:
    """A database with the newest schema, for all tests of a module."""
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)
