"""Assignments: steps, events, and nobody in two places at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.compvss.assignments import ASSIGNMENTS, LIFECYCLE
from ghxstship_platform.products.compvss.crew import CREW
from ghxstship_platform.products.compvss.projects import PROJECTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench

Make = Callable[..., Record]
Body = Callable[..., dict[str, Any]]

PATHS = {
    "invited": (),
    "confirmed": ("confirmed",),
    "declined": ("declined",),
    "cancelled": ("cancelled",),
    "no_show": ("confirmed", "no_show"),
    "checked_in": ("confirmed", "checked_in"),
    "checked_out": ("confirmed", "checked_in", "checked_out"),
}
WAYS = {
    ("invited", "confirmed"), ("invited", "declined"), ("invited", "cancelled"),
    ("confirmed", "checked_in"), ("confirmed", "cancelled"), ("confirmed", "no_show"),
    ("checked_in", "checked_out"),
}  # fmt: skip
BLOCKING = {"invited", "confirmed", "checked_in"}
ACTIONS = {
    "confirmed": "confirm",
    "declined": "decline",
    "checked_in": "check-in",
    "checked_out": "check-out",
    "cancelled": "cancel",
}


def walk(bench: Bench, assignment: Record, status: str) -> Record:
    for step in PATHS[status]:
        assignment = bench.update(ASSIGNMENTS, assignment["id"], status=step)
    return assignment


def double_booked(run: Callable[[], Any]) -> list[dict[str, Any]]:
    with pytest.raises(PlatformError) as error:
        run()
    assert (error.value.code, error.value.status) == ("CREW_DOUBLE_BOOKED", 409)
    return error.value.details


def test_defaults_and_what_is_announced(bench: Bench, assign: Make, project: Record, imani: Record) -> None:
    assignment = assign()
    assert assignment["id"].startswith("assign_")
    assert (assignment["status"], assignment["rate_type"], assignment["confirmed_at"]) == (
        "invited",
        "daily",
        None,
    )
    assert assignment["start_at"] == "2026-12-01T08:00:00.000Z"
    created, assigned = bench.events()[-2:]
    assert (created["event"], assigned["event"]) == ("assignment.created", "crew.assigned")
    data = assigned["data"]
    assert data["id"] == data["assignment"]["id"] == assignment["id"]
    assert (data["project"]["id"], data["project"]["name"]) == (project["id"], "Aurora Drift")
    assert (data["crew_member"]["id"], data["crew_member"]["first_name"]) == (imani["id"], "Imani")


def test_who_is_booked_directly_is_confirmed(bench: Bench, assign: Make) -> None:
    assert assign(status="confirmed")["confirmed_at"] is not None
    assert [e["event"] for e in bench.events()[-3:]] == [
        "assignment.created",
        "crew.assigned",
        "crew.confirmed",
    ]


def test_what_is_required(bench: Bench) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(ASSIGNMENTS)
    fields = [entry["field"] for entry in error.value.details]
    assert fields == ["project_id", "crew_member_id", "role", "start_at", "end_at"]


@pytest.mark.parametrize("before", LIFECYCLE.ways)
def test_ways(bench: Bench, assign: Make, before: str) -> None:
    for after in LIFECYCLE.ways:
        for by_action in {False, after in ACTIONS}:
            member = bench.create(CREW, first_name="Rowan", last_name="Castellane", role="Rigger")
            assignment = walk(bench, assign(crew_member_id=member["id"]), before)
            go(bench, assignment, after, by_action)


def go(bench: Bench, assignment: Record, after: str, by_action: bool) -> None:
    """Try one way and look at all that comes of it."""
    before, start = assignment["status"], len(bench.events())

    def step() -> Record:
        if by_action:
            return bench.act(ASSIGNMENTS, assignment["id"], ACTIONS[after])
        return bench.update(ASSIGNMENTS, assignment["id"], status=after)

    if before == after:
        assert step() == assignment
        assert len(bench.events()) == start
    elif (before, after) in WAYS:
        changed = step()
        assert changed["status"] == after
        named = [] if after == "no_show" else [f"crew.{after}"]
        assert [e["event"] for e in bench.events()[start:]] == ["assignment.updated", *named]
        if f"{after}_at" in changed:
            assert changed[f"{after}_at"] == changed["updated_at"]
        if named:
            data = bench.events()[-1]["data"]
            assert (data["project"]["name"], data["crew_member"]["last_name"]) == (
                "Aurora Drift",
                "Castellane",
            )
    else:
        with pytest.raises(PlatformError) as error:
            step()
        (entry,) = error.value.details
        assert (error.value.code, entry["from"], entry["to"]) == ("INVALID_TRANSITION", before, after)
        assert set(entry["allowed"]) == {to for origin, to in WAYS if origin == before}
        assert len(bench.events()) == start


@pytest.mark.parametrize("status", ["checked_in", "checked_out", "declined", "cancelled", "no_show"])
def test_an_assignment_begins_at_the_beginning(assign: Make, status: str) -> None:
    with pytest.raises(PlatformError) as error:
        assign(status=status)
    assert error.value.details[0]["field"] == "status"


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (6, 8, False),
        (18, 20, False),
        (6, 9, True),
        (17, 20, True),
        (10, 12, True),
        (6, 20, True),
        (8, 18, True),
    ],
)
def test_time_is_half_open(bench: Bench, assign: Make, start: int, end: int, overlaps: bool) -> None:
    first = assign(8, 18)
    log = len(bench.events())
    if not overlaps:
        assign(start, end)
        return
    (entry,) = double_booked(lambda: assign(start, end))
    assert {k: v for k, v in entry.items() if k not in ("field", "message")} == {
        "assignment_id": first["id"],
        "project_id": first["project_id"],
        "start_at": "2026-12-01T08:00:00.000Z",
        "end_at": "2026-12-01T18:00:00.000Z",
    }
    assert len(bench.events()) == log


def test_all_conflicts_are_listed_in_order_of_time(bench: Bench, assign: Make) -> None:
    late, early = assign(14, 16), assign(8, 10)
    other = bench.create(PROJECTS, name="Other", start_date="2026-12-01", end_date="2026-12-01")
    middle = assign(11, 13, project_id=other["id"])
    assign(18, 20)
    details = double_booked(lambda: assign(9, 15))
    assert [entry["assignment_id"] for entry in details] == [early["id"], middle["id"], late["id"]]
    assert details[1]["project_id"] == other["id"]


@pytest.mark.parametrize("status", PATHS)
def test_which_states_take_up_time(bench: Bench, assign: Make, status: str) -> None:
    walk(bench, assign(), status)
    if status in BLOCKING:
        double_booked(assign)
    else:
        assign()


def test_another_person_is_free(bench: Bench, assign: Make) -> None:
    assign()
    other = bench.create(CREW, first_name="Rowan", last_name="Castellane", role="Rigger")
    assign(crew_member_id=other["id"])


def test_a_deleted_assignment_frees_its_time(bench: Bench, assign: Make) -> None:
    bench.delete(ASSIGNMENTS, assign()["id"])
    assign()


def test_moving_an_assignment(bench: Bench, assign: Make) -> None:
    first, second = assign(8, 12), assign(12, 16)
    (entry,) = double_booked(
        lambda: bench.update(ASSIGNMENTS, second["id"], start_at="2026-12-01T11:59:59.999Z")
    )
    assert entry["assignment_id"] == first["id"]
    # Onto its own time, and to the last free moment.
    assert bench.update(ASSIGNMENTS, second["id"], end_at="2026-12-01T15:00:00Z")["version"] == 2
    assert bench.update(ASSIGNMENTS, first["id"], start_at="2026-12-01T07:00:00Z")["version"] == 2


def test_giving_an_assignment_to_somebody_who_is_busy(bench: Bench, assign: Make, imani: Record) -> None:
    first = assign()
    other = bench.create(CREW, first_name="Rowan", last_name="Castellane", role="Rigger")
    second = assign(crew_member_id=other["id"])
    (entry,) = double_booked(lambda: bench.update(ASSIGNMENTS, second["id"], crew_member_id=imani["id"]))
    assert entry["assignment_id"] == first["id"]


def test_a_final_assignment_can_be_corrected_without_taking_time(bench: Bench, assign: Make) -> None:
    declined = walk(bench, assign(), "declined")
    assign()
    assert bench.update(ASSIGNMENTS, declined["id"], start_at="2026-12-01T09:00:00Z")["version"] == 3


def test_fifty_parallel_overlapping_assignments_make_one(bench: Bench, booking: Body) -> None:
    # Every one of them covers the hour from 11 to 12.
    runs = [bench.creating(ASSIGNMENTS, **booking(2 + n % 10, 12 + n % 10)) for n in range(50)]
    results = bench.parallel(runs)
    outcomes = Counter(r.code if isinstance(r, PlatformError) else "made" for r in results)
    assert outcomes == {"made": 1, "CREW_DOUBLE_BOOKED": 49}
    (made,) = [r for r in results if not isinstance(r, PlatformError)]
    refused = [r.details for r in results if isinstance(r, PlatformError)]
    assert {entry["assignment_id"] for details in refused for entry in details} == {made["id"]}
    assert len(bench.events("crew.assigned")) == 1


def test_times_inactive_crew_and_cancelled_projects_are_named_at_once(bench: Bench, assign: Make) -> None:
    gone = bench.create(CREW, first_name="Rowan", last_name="Castellane", role="Rigger", status="inactive")
    off = bench.create(PROJECTS, name="Off", start_date="2026-12-01", end_date="2026-12-01")
    bench.update(PROJECTS, off["id"], status="cancelled")
    wrong = {"crew_member_id": gone["id"], "project_id": off["id"]}
    with pytest.raises(PlatformError) as error:
        assign(12, 12, **wrong)
    assert error.value.code == "VALIDATION_ERROR"
    assert [entry["field"] for entry in error.value.details] == ["end_at", "crew_member_id", "project_id"]
    assignment = assign()
    with pytest.raises(PlatformError) as error:
        bench.update(ASSIGNMENTS, assignment["id"], **wrong, end_at="2026-12-01T07:00:00Z")
    assert [entry["field"] for entry in error.value.details] == ["end_at", "crew_member_id", "project_id"]


@pytest.mark.parametrize("status", ["pending", "active", "on_leave"])
def test_who_is_not_inactive_can_be_assigned(bench: Bench, assign: Make, status: str) -> None:
    member = bench.create(CREW, first_name="Rowan", last_name="Castellane", role="Rigger", status=status)
    assign(crew_member_id=member["id"])


def test_who_became_inactive_can_still_check_out(bench: Bench, assign: Make, imani: Record) -> None:
    assignment = walk(bench, assign(), "checked_in")
    bench.update(CREW, imani["id"], status="inactive")
    assert bench.act(ASSIGNMENTS, assignment["id"], "check-out")["status"] == "checked_out"


def test_crew_and_projects_with_assignments_stay(
    bench: Bench, assign: Make, imani: Record, project: Record
) -> None:
    assign()
    for resource, record in ((CREW, imani), (PROJECTS, project)):
        with pytest.raises(PlatformError) as error:
            bench.delete(resource, record["id"])
        assert error.value.code == "RESOURCE_IN_USE"
