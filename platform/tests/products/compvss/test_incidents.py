"""Incidents: from the report to the close, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.compvss.incidents import INCIDENTS, LIFECYCLE
from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench

BODY = {"title": "Motor stuck", "description": "Motor 4 stopped below trim.", "severity": "medium"}

Make = Callable[..., Record]

PATHS: dict[str, tuple[dict[str, Any], ...]] = {
    "open": (),
    "in_progress": ({"status": "in_progress"},),
    "resolved": ({"status": "resolved", "resolution": "Replaced"},),
    "closed": ({"status": "resolved", "resolution": "Replaced"}, {"status": "closed"}),
}
WAYS = {
    ("open", "in_progress"), ("open", "resolved"), ("in_progress", "open"), ("in_progress", "resolved"),
    ("resolved", "closed"), ("resolved", "in_progress"), ("resolved", "open"),
    ("closed", "in_progress"), ("closed", "open"),
}  # fmt: skip


@pytest.fixture
def report(bench: Bench, project: Record) -> Make:
    """Makes an incident of the project."""
    return lambda **body: bench.create(INCIDENTS, **{**BODY, "project_id": project["id"], **body})


def walk(bench: Bench, incident: Record, status: str) -> Record:
    for step in PATHS[status]:
        incident = bench.update(INCIDENTS, incident["id"], **step)
    return incident


def test_a_report(bench: Bench, report: Make, project: Record) -> None:
    incident = report()
    assert incident["id"].startswith("inc_")
    assert (incident["status"], incident["occurred_at"]) == ("open", incident["created_at"])
    created, reported = bench.events()[-2:]
    assert (created["event"], reported["event"]) == ("incident.created", "incident.reported")
    data = reported["data"]
    assert (data["incident"]["id"], data["project"]["id"], data["event"]) == (
        incident["id"],
        project["id"],
        None,
    )


def test_a_report_at_an_event(bench: Bench, report: Make) -> None:
    event = bench.create(
        EVENTS, name="Night one", starts_at="2026-12-01T20:00:00Z", ends_at="2026-12-01T23:00:00Z"
    )
    incident = report(project_id=None, event_id=event["id"], occurred_at="2026-12-01T21:00:00Z")
    assert incident["occurred_at"] == "2026-12-01T21:00:00.000Z"
    data = bench.events("incident.reported")[0]["data"]
    assert (data["project"], data["event"]["id"], data["event"]["name"]) == (None, event["id"], "Night one")


def test_what_is_required(bench: Bench, report: Make) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(INCIDENTS)
    assert [entry["field"] for entry in error.value.details] == ["title", "description", "severity"]
    with pytest.raises(PlatformError) as error:
        bench.create(INCIDENTS, **BODY)
    assert (error.value.code, error.value.details[0]["field"]) == ("VALIDATION_ERROR", "project_id")
    incident = report()
    with pytest.raises(PlatformError) as error:
        bench.update(INCIDENTS, incident["id"], project_id=None, status="resolved")
    assert [entry["field"] for entry in error.value.details] == ["project_id", "resolution"]
    with pytest.raises(PlatformError) as error:
        report(event_id="evt_0")
    assert [entry["field"] for entry in error.value.details] == ["event_id"]


@pytest.mark.parametrize("before", LIFECYCLE.ways)
def test_ways(bench: Bench, report: Make, before: str) -> None:
    for after in LIFECYCLE.ways:
        go(bench, walk(bench, report(), before), after)


def go(bench: Bench, incident: Record, after: str) -> None:
    """Try one way and look at all that comes of it."""
    before, start = incident["status"], len(bench.events())
    body = {"status": after} | ({"resolution": "Replaced"} if after == "resolved" else {})
    if before == after:
        assert bench.update(INCIDENTS, incident["id"], **body) == incident
        assert len(bench.events()) == start
    elif (before, after) in WAYS:
        changed = bench.update(INCIDENTS, incident["id"], **body)
        assert changed["status"] == after
        named = ["incident.resolved"] if after == "resolved" else []
        assert [e["event"] for e in bench.events()[start:]] == ["incident.updated", *named]
        assert (changed["resolved_at"] is not None) == (after in ("resolved", "closed"))
        assert (changed["closed_at"] is not None) == (after == "closed")
    else:
        with pytest.raises(PlatformError) as error:
            bench.update(INCIDENTS, incident["id"], **body)
        (entry,) = error.value.details
        assert (error.value.code, entry["from"], entry["to"]) == ("INVALID_TRANSITION", before, after)
        assert set(entry["allowed"]) == {to for origin, to in WAYS if origin == before}
        assert len(bench.events()) == start


@pytest.mark.parametrize("resolution", [None, "", "  "])
@pytest.mark.parametrize("before", ["open", "in_progress"])
def test_resolving_needs_a_resolution(
    bench: Bench, report: Make, before: str, resolution: str | None
) -> None:
    incident = walk(bench, report(), before)
    with pytest.raises(PlatformError) as error:
        bench.update(INCIDENTS, incident["id"], status="resolved", resolution=resolution)
    assert (error.value.status, error.value.details[0]["field"]) == (422, "resolution")
    assert bench.get(INCIDENTS, incident["id"])["status"] == before


def test_a_resolution_cannot_be_taken_away(bench: Bench, report: Make) -> None:
    incident = walk(bench, report(), "closed")
    with pytest.raises(PlatformError) as error:
        bench.update(INCIDENTS, incident["id"], resolution=None)
    assert error.value.details[0]["field"] == "resolution"


def test_a_resolution_can_be_written_beforehand(bench: Bench, report: Make) -> None:
    incident = report(resolution="Will replace the chain guide")
    after = bench.update(INCIDENTS, incident["id"], status="resolved")
    assert after["resolution"] == "Will replace the chain guide"


@pytest.mark.parametrize("before", ["resolved", "closed"])
def test_a_reopened_incident_needs_a_new_resolution(bench: Bench, report: Make, before: str) -> None:
    incident = walk(bench, report(), before)
    again = bench.update(INCIDENTS, incident["id"], status="in_progress")
    assert (again["resolution"], again["resolved_at"], again["closed_at"]) == (None, None, None)
    with pytest.raises(PlatformError) as error:
        bench.update(INCIDENTS, incident["id"], status="resolved")
    assert error.value.details[0]["field"] == "resolution"
    bench.update(INCIDENTS, incident["id"], status="resolved", resolution="Replaced again")
    assert len(bench.events("incident.resolved")) == 2


def test_closing_keeps_the_moment_of_the_resolution(bench: Bench, report: Make) -> None:
    resolved = walk(bench, report(), "resolved")
    closed = bench.update(INCIDENTS, resolved["id"], status="closed")
    assert closed["resolved_at"] == resolved["resolved_at"]
    assert closed["closed_at"] > closed["resolved_at"]


@pytest.mark.parametrize(
    ("before", "after", "escalates"),
    [
        ("low", "medium", True),
        ("medium", "critical", True),
        ("high", "medium", False),
        ("high", "high", False),
    ],
)
def test_a_higher_severity_escalates(
    bench: Bench, report: Make, project: Record, before: str, after: str, escalates: bool
) -> None:
    incident = report(severity=before)
    bench.update(INCIDENTS, incident["id"], severity=after, location="Upstage left")
    events = bench.events("incident.escalated")
    assert len(events) == escalates
    for event in events:
        assert (event["data"]["from"], event["data"]["to"]) == (before, after)
        assert event["data"]["project"]["id"] == project["id"]


def test_escalated_and_resolved_at_once(bench: Bench, report: Make) -> None:
    incident = report()
    bench.update(INCIDENTS, incident["id"], severity="high", status="resolved", resolution="Replaced")
    assert [e["event"] for e in bench.events()[-3:]] == [
        "incident.updated", "incident.escalated", "incident.resolved",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_an_incident_begins_unresolved(report: Make, status: str) -> None:
    with pytest.raises(PlatformError) as error:
        report(status=status, resolution="Done")
    assert error.value.details[0]["field"] == "status"
