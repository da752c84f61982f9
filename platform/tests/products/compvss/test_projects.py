"""Projects: stages, dates, and one for a deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.atlvs.companies import COMPANIES
from ghxstship_platform.products.atlvs.deals import DEALS
from ghxstship_platform.products.compvss.assignments import ASSIGNMENTS
from ghxstship_platform.products.compvss.projects import LIFECYCLE, PROJECTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench

BODY = {"name": "Harborfest", "start_date": "2026-12-01", "end_date": "2026-12-03"}

STAGES = ("planning", "pre_production", "load_in", "show", "load_out", "wrap")
WAYS = {
    *pairwise(STAGES),
    *pairwise(reversed(STAGES)),
    *((stage, "cancelled") for stage in STAGES if stage != "wrap"),
}


def at(bench: Bench, status: str) -> Record:
    if status != "cancelled":
        return bench.create(PROJECTS, **BODY, status=status)
    return bench.update(PROJECTS, bench.create(PROJECTS, **BODY)["id"], status="cancelled")


def test_defaults(bench: Bench) -> None:
    project = bench.create(PROJECTS, **BODY)
    assert (project["status"], project["currency"], project["budget"]) == ("planning", "USD", None)
    assert project["id"].startswith("proj_")
    assert [e["event"] for e in bench.events()] == ["project.created"]


def test_what_is_required(bench: Bench) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(PROJECTS)
    assert [entry["field"] for entry in error.value.details] == ["name", "start_date", "end_date"]


@pytest.mark.parametrize("before", LIFECYCLE.ways)
def test_ways(bench: Bench, before: str) -> None:
    for after in LIFECYCLE.ways:
        go(bench, before, after)


def go(bench: Bench, before: str, after: str) -> None:
    """Try one way and look at all that comes of it."""
    project = at(bench, before)
    start = len(bench.events())
    if before != after and (before, after) not in WAYS:
        with pytest.raises(PlatformError) as error:
            bench.update(PROJECTS, project["id"], status=after)
        assert error.value.code == "INVALID_TRANSITION"
        (entry,) = error.value.details
        assert (entry["from"], entry["to"]) == (before, after)
        assert set(entry["allowed"]) == {to for origin, to in WAYS if origin == before}
        assert len(bench.events()) == start
        return
    assert bench.update(PROJECTS, project["id"], status=after)["status"] == after
    expected = [] if before == after else ["project.updated", "project.status_changed"]
    assert [e["event"] for e in bench.events()[start:]] == expected
    if expected:
        data = bench.events()[-1]["data"]
        assert (data["from"], data["to"], data["status"], data["project"]["status"]) == (
            before,
            after,
            after,
            after,
        )


def test_a_project_cannot_begin_cancelled(bench: Bench) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(PROJECTS, **BODY, status="cancelled")
    assert [entry["field"] for entry in error.value.details] == ["status"]


def test_status_changes_carry_client_and_deal(bench: Bench) -> None:
    company = bench.create(COMPANIES, name="Northgate Arena")
    deal = bench.create(DEALS, name="Spring run", value=5)
    project = bench.create(PROJECTS, **BODY, company_id=company["id"], deal_id=deal["id"])
    bench.update(PROJECTS, project["id"], status="pre_production", venue="Northgate Arena")
    bench.update(PROJECTS, project["id"], venue="Pier 4")
    (event,) = bench.events("project.status_changed")
    assert (event["data"]["company"]["id"], event["data"]["deal"]["id"]) == (company["id"], deal["id"])


def test_a_project_ends_on_its_first_day_or_later(bench: Bench) -> None:
    project = bench.create(PROJECTS, **{**BODY, "end_date": BODY["start_date"]})
    runs: tuple[Callable[[], Record], ...] = (
        lambda: bench.update(PROJECTS, project["id"], start_date="2026-12-02"),
        lambda: bench.create(PROJECTS, **{**BODY, "end_date": "2026-11-30"}),
    )
    for run in runs:
        with pytest.raises(PlatformError) as error:
            run()
        assert (error.value.code, error.value.details[0]["field"]) == ("VALIDATION_ERROR", "end_date")


def test_a_deal_becomes_one_project(bench: Bench) -> None:
    deal = bench.create(DEALS, name="Spring run", value=5)
    results = bench.parallel([bench.creating(PROJECTS, **BODY, deal_id=deal["id"])] * 20)
    made = [r for r in results if not isinstance(r, PlatformError)]
    assert Counter(r.code for r in results if isinstance(r, PlatformError)) == {"ALREADY_EXISTS": 19}
    refused = next(r for r in results if isinstance(r, PlatformError))
    assert (refused.details[0]["field"], refused.details[0]["id"]) == ("deal_id", made[0]["id"])
    other = bench.create(PROJECTS, **BODY)
    with pytest.raises(PlatformError) as error:
        bench.update(PROJECTS, other["id"], deal_id=deal["id"])
    assert error.value.code == "ALREADY_EXISTS"
    bench.delete(PROJECTS, made[0]["id"])
    assert bench.update(PROJECTS, other["id"], deal_id=deal["id"])["deal_id"] == deal["id"]


def test_a_cancelled_project_sets_free_who_has_not_worked(
    bench: Bench, project: Record, booking: Callable[..., dict[str, Any]]
) -> None:
    past = {"start_at": "2026-11-01T08:00:00Z", "end_at": "2026-11-01T18:00:00Z"}
    over = bench.create(ASSIGNMENTS, **{**booking(), **past, "status": "confirmed"})
    invited = bench.create(ASSIGNMENTS, **booking(8, 10))
    confirmed = bench.create(ASSIGNMENTS, **booking(10, 12), status="confirmed")
    working = bench.create(ASSIGNMENTS, **booking(12, 14), status="confirmed")
    declined = bench.create(ASSIGNMENTS, **booking(14, 16))
    bench.act(ASSIGNMENTS, working["id"], "check-in")
    bench.act(ASSIGNMENTS, declined["id"], "decline")
    bench.update(PROJECTS, project["id"], status="cancelled")
    records = (over, invited, confirmed, working, declined)
    assert [bench.get(ASSIGNMENTS, record["id"])["status"] for record in records] == [
        "confirmed", "cancelled", "cancelled", "checked_in", "declined",
    ]  # fmt: skip
    released = bench.events("crew.cancelled")
    assert [e["data"]["id"] for e in released] == [invited["id"], confirmed["id"]]
    assert released[0]["data"]["project"]["status"] == "cancelled"
    with pytest.raises(PlatformError) as error:
        bench.create(ASSIGNMENTS, **booking(20, 22))
    assert (error.value.code, error.value.details[0]["field"]) == ("VALIDATION_ERROR", "project_id")
