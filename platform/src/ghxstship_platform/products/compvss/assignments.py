"""Assignments: who works on which project, as what and when; nobody in two places at once."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from ... import clock
from ...errors import PlatformError, detail, validation_error
from ...storage.statements import WORKSPACE, Statement
from ...storage.transaction import Transaction
from .. import records
from ..fields import Choice, Currency, Errors, Field, Money, Reference, Text, Timestamp
from ..resource import Action, DomainEvent, Lifecycle, Record, Resource, status_field
from .crew import CREW
from .projects import PROJECTS

RATE_TYPES = ("hourly", "daily", "flat")

# Who is booked directly begins as confirmed. The last four are final.
LIFECYCLE = Lifecycle(
    start=("invited", "confirmed"),
    ways={
        "invited": ("confirmed", "declined", "cancelled"),
        "confirmed": ("checked_in", "cancelled", "no_show"),
        "checked_in": ("checked_out",),
        "checked_out": (),
        "declined": (),
        "cancelled": (),
        "no_show": (),
    },
)

# The states in which the time is taken.
BLOCKING = ("invited", "confirmed", "checked_in")

_EVENTS = {
    "confirmed": "crew.confirmed",
    "declined": "crew.declined",
    "checked_in": "crew.checked_in",
    "checked_out": "crew.checked_out",
    "cancelled": "crew.cancelled",
}
# The fields that keep the moment of a step.
_MOMENTS = {"confirmed": "confirmed_at", "checked_in": "checked_in_at", "checked_out": "checked_out_at"}
# A change of any of these can take time that is taken already.
_BOOKING = ("crew_member_id", "start_at", "end_at", "status")


def _period_errors(assignment: Record) -> Errors:
    # Times on the wire are all UTC with milliseconds, so they compare as text.
    if assignment["end_at"] <= assignment["start_at"]:
        return [detail("end_at", f"Must be after start_at ({assignment['start_at']})")]
    return []


def _crew_errors(tx: Transaction, assignment: Record) -> Errors:
    if records.get(tx, CREW, assignment["crew_member_id"])["status"] == "inactive":
        return [detail("crew_member_id", "Is inactive and cannot be assigned")]
    return []


def _project_errors(tx: Transaction, assignment: Record) -> Errors:
    if records.get(tx, PROJECTS, assignment["project_id"])["status"] == "cancelled":
        return [detail("project_id", "Is cancelled and takes no assignments")]
    return []


def require_free(tx: Transaction, assignment: Record) -> None:
    """Raise `CREW_DOUBLE_BOOKED` with every assignment of the person that overlaps on half-open [start, end)."""
    conflicts = records.find(
        tx,
        _OVERLAPPING,
        crew_member_id=assignment["crew_member_id"],
        start_at=clock.from_text(assignment["start_at"]),
        end_at=clock.from_text(assignment["end_at"]),
        own_id=assignment.get("id", ""),
    )
    if conflicts:
        details = [
            detail(
                "start_at", f"Overlaps {other['id']}, {other['start_at']} to {other['end_at']}",
                assignment_id=other["id"], project_id=other["project_id"],
                start_at=other["start_at"], end_at=other["end_at"],
            )
            for other in conflicts
        ]  # fmt: skip
        raise PlatformError("CREW_DOUBLE_BOOKED", "The crew member already works at that time.", details)


def _keep_moment(tx: Transaction, assignment: Record) -> None:
    moment = _MOMENTS.get(assignment["status"])
    if moment:
        assignment[moment] = clock.to_text(tx.now)


def book(tx: Transaction, assignment: Record) -> None:
    """A new assignment: of an active person to a project that goes on, at a time that is free."""
    errors = _period_errors(assignment) + _crew_errors(tx, assignment) + _project_errors(tx, assignment)
    if errors:
        raise validation_error(*errors)
    require_free(tx, assignment)
    _keep_moment(tx, assignment)


def change_assignment(tx: Transaction, before: Record, after: Record) -> None:
    """Hold a change to the rules of a new assignment as far as it touches them."""
    errors = _period_errors(after)
    if after["crew_member_id"] != before["crew_member_id"]:
        errors += _crew_errors(tx, after)
    if after["project_id"] != before["project_id"]:
        errors += _project_errors(tx, after)
    if errors:
        raise validation_error(*errors)
    if after["status"] in BLOCKING and any(after[name] != before[name] for name in _BOOKING):
        require_free(tx, after)
    if after["status"] != before["status"]:
        _keep_moment(tx, after)


def _announce(tx: Transaction, event: str, assignment: Record) -> None:
    records.emit(
        tx, ASSIGNMENTS, event, assignment,
        project=records.get(tx, PROJECTS, assignment["project_id"]),
        crew_member=records.get(tx, CREW, assignment["crew_member_id"]),
    )  # fmt: skip


def announce_assigned(tx: Transaction, assignment: Record) -> None:
    """Emit `crew.assigned`, and the confirmation of who was booked directly."""
    _announce(tx, "crew.assigned", assignment)
    if assignment["status"] in _EVENTS:
        _announce(tx, _EVENTS[assignment["status"]], assignment)


def assignment_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Announce the step that was taken."""
    if after["status"] != before["status"] and after["status"] in _EVENTS:
        _announce(tx, _EVENTS[after["status"]], after)


def cancel_upcoming(tx: Transaction, project_id: str) -> None:
    """Cancel what is invited or confirmed for a project and not over yet."""
    for assignment in records.find(tx, _UPCOMING, project_id=project_id, now=tx.now):
        records.update(tx, ASSIGNMENTS, assignment, {"status": "cancelled"})


def _step(status: str) -> Callable[[Transaction, Record, Record], Record]:
    """An action that is the PATCH of the status, so that the rules are one; again is nothing."""

    def run(tx: Transaction, assignment: Record, arguments: Record) -> Record:
        return records.update(tx, ASSIGNMENTS, assignment, {"status": status})

    return run


_WITH = {"project": PROJECTS, "crew_member": CREW}
_REFUSALS = ("INVALID_TRANSITION", "CREW_DOUBLE_BOOKED")

ASSIGNMENTS = Resource(
    product="compvss",
    name="assignments",
    noun="assignment",
    prefix="assign_",
    doc="Crew members at work: on a project, in a role, from start_at until just before end_at. "
        "Nobody is booked twice at a time.",
    lifecycle=LIFECYCLE,
    prepare=book,
    created=announce_assigned,
    change=change_assignment,
    changed=assignment_changed,
    # Most of a person's assignments are over: those that could overlap are a short range of this.
    indexes=(("crew_member_id", "end_at"),),
    errors=_REFUSALS,
    events=(
        DomainEvent("crew.assigned", "Crew member assigned to project", _WITH),
        DomainEvent("crew.confirmed", "Crew member confirmed an assignment", _WITH),
        DomainEvent("crew.declined", "Crew member declined an assignment", _WITH),
        DomainEvent("crew.checked_in", "Crew member checked in", _WITH),
        DomainEvent("crew.checked_out", "Crew member checked out", _WITH),
        DomainEvent("crew.cancelled", "Assignment of a crew member cancelled", _WITH),
    ),
    actions=(
        Action("confirm", "Confirm an invitation", _step("confirmed"), errors=_REFUSALS),
        Action("decline", "Decline an invitation", _step("declined"), errors=_REFUSALS),
        Action("check-in", "Check the crew member in", _step("checked_in"), errors=_REFUSALS),
        Action("check-out", "Check the crew member out", _step("checked_out"), errors=_REFUSALS),
        Action("cancel", "Cancel the assignment", _step("cancelled"), errors=_REFUSALS),
    ),
    fields=(
        Field("project_id", Reference("compvss.projects", "proj_"), "The project.", required=True, filter=True),
        Field("crew_member_id", Reference("compvss.crew", "crew_"), "Who works.", required=True, filter=True),
        Field("role", Text(100, 1), "As what.", required=True, filter=True, example="FOH engineer"),
        Field("start_at", Timestamp(), "When the work begins.", required=True, column=True,
              example="2026-12-01T14:00:00.000Z"),
        Field("end_at", Timestamp(), "When it is over; another assignment can begin at this moment.", required=True,
              column=True, example="2026-12-02T02:00:00.000Z"),
        Field("location", Text(200), "Where.", example="Northgate Arena, dock 2"),
        Field("rate", Money(), "What is paid.", example=650),
        Field("rate_type", Choice(RATE_TYPES), "What the rate is for.", default="daily", example="daily"),
        Field("currency", Currency(), "Currency of the rate.", default="USD", example="USD"),
        status_field(LIFECYCLE, "Invited, confirmed and checked in take up the person's time."),
        Field("confirmed_at", Timestamp(), "When it was confirmed.", writable="never"),
        Field("checked_in_at", Timestamp(), "When the person checked in.", writable="never"),
        Field("checked_out_at", Timestamp(), "When the person checked out.", writable="never"),
    ),
)  # fmt: skip

_TABLE = ASSIGNMENTS.table
_OVERLAPPING = Statement(
    sa.select(_TABLE.c.doc)
    .where(
        _TABLE.c.workspace_id == WORKSPACE,
        _TABLE.c.crew_member_id == sa.bindparam("crew_member_id"),
        _TABLE.c.end_at > sa.bindparam("start_at"),
        _TABLE.c.start_at < sa.bindparam("end_at"),
        _TABLE.c.status.in_(BLOCKING),
        _TABLE.c.id != sa.bindparam("own_id"),
        _TABLE.c.deleted_at.is_(None),
    )
    .order_by(_TABLE.c.start_at, _TABLE.c.id)
)
_UPCOMING = Statement(
    sa.select(_TABLE.c.doc)
    .where(
        _TABLE.c.workspace_id == WORKSPACE,
        _TABLE.c.project_id == sa.bindparam("project_id"),
        _TABLE.c.end_at > sa.bindparam("now"),
        _TABLE.c.status.in_(("invited", "confirmed")),
        _TABLE.c.deleted_at.is_(None),
    )
    .order_by(_TABLE.c.id)
)
