"""Crew members."""

from __future__ import annotations

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.compvss.crew import CREW, LIFECYCLE

from ..bench import Bench

BODY = {"first_name": "Imani", "last_name": "Okonkwo", "role": "FOH engineer"}

WAYS = {
    ("pending", "active"), ("pending", "inactive"), ("active", "on_leave"), ("active", "inactive"),
    ("on_leave", "active"), ("on_leave", "inactive"), ("inactive", "active"),
}  # fmt: skip


def test_defaults_and_events(bench: Bench) -> None:
    member = bench.create(CREW, **BODY)
    assert member["id"].startswith("crew_")
    assert (member["status"], member["skills"], member["currency"]) == ("pending", [], "USD")
    bench.update(CREW, member["id"], skills=["RF", "line array"], day_rate=650, hourly_rate=72.5)
    bench.delete(CREW, member["id"])
    assert [e["event"] for e in bench.events()] == [
        "crew_member.created", "crew_member.updated", "crew_member.deleted",
    ]  # fmt: skip


def test_what_is_required_and_wrong(bench: Bench) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(CREW, email="nobody", skills=["", 5], day_rate=-1)
    fields = [entry["field"] for entry in error.value.details]
    assert fields == ["first_name", "last_name", "email", "role", "skills.0", "skills.1", "day_rate"]


def test_an_address_belongs_to_one(bench: Bench) -> None:
    first = bench.create(CREW, **BODY, email="imani@example.org")
    with pytest.raises(PlatformError) as error:
        bench.create(CREW, **BODY, email="Imani@Example.org")
    assert (error.value.code, error.value.details[0]["id"]) == ("ALREADY_EXISTS", first["id"])


@pytest.mark.parametrize("before", LIFECYCLE.ways)
def test_ways(bench: Bench, before: str) -> None:
    for after in LIFECYCLE.ways:
        member = bench.create(CREW, **BODY, status=before)
        if before == after or (before, after) in WAYS:
            assert bench.update(CREW, member["id"], status=after)["status"] == after
        else:
            with pytest.raises(PlatformError) as error:
                bench.update(CREW, member["id"], status=after)
            assert error.value.code == "INVALID_TRANSITION"
