"""A project and its crew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ghxstship_platform.products.compvss.assignments import ASSIGNMENTS
from ghxstship_platform.products.compvss.crew import CREW
from ghxstship_platform.products.compvss.projects import PROJECTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench


@pytest.fixture
def project(bench: Bench) -> Record:
    """What the crew works on."""
    return bench.create(PROJECTS, name="Aurora Drift", start_date="2026-12-01", end_date="2026-12-03")


@pytest.fixture
def imani(bench: Bench) -> Record:
    """Who works."""
    return bench.create(CREW, first_name="Imani", last_name="Okonkwo", role="FOH engineer", status="active")


@pytest.fixture
def booking(project: Record, imani: Record) -> Callable[..., dict[str, Any]]:
    """The body of an assignment from one hour to another of 2026-12-01."""

    def body(start: int = 8, end: int = 18, **more: Any) -> dict[str, Any]:
        times = {
            name: f"2026-12-01T{hour:02d}:00:00Z" for name, hour in (("start_at", start), ("end_at", end))
        }
        who = {"project_id": project["id"], "crew_member_id": imani["id"], "role": "FOH engineer"}
        return {**who, **times, **more}

    return body


@pytest.fixture
def assign(bench: Bench, booking: Callable[..., dict[str, Any]]) -> Callable[..., Record]:
    """Makes an assignment, as `booking`."""
    return lambda *hours, **more: bench.create(ASSIGNMENTS, **booking(*hours, **more))
