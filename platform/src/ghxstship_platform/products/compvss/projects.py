"""Projects: what is being produced, from planning to wrap."""

from __future__ import annotations

from ...errors import detail, validation_error
from ...storage.transaction import Transaction
from .. import records
from ..fields import Currency, Date, Field, Money, Reference, Text
from ..resource import DomainEvent, Lifecycle, Record, Resource, status_field

# One step forward or back; a project that is not wrapped up can be cancelled, and that is final. Create may give any
# stage, so that running and past projects can be brought in.
LIFECYCLE = Lifecycle(
    start=("planning", "pre_production", "load_in", "show", "load_out", "wrap"),
    ways={
        "planning": ("pre_production", "cancelled"),
        "pre_production": ("load_in", "planning", "cancelled"),
        "load_in": ("show", "pre_production", "cancelled"),
        "show": ("load_out", "load_in", "cancelled"),
        "load_out": ("wrap", "show", "cancelled"),
        "wrap": ("load_out",),
        "cancelled": (),
    },
)


def check_project(tx: Transaction, project: Record) -> None:
    """A project does not end before it starts."""
    if project["end_date"] < project["start_date"]:
        raise validation_error(
            detail("end_date", f"Must not be before the start date {project['start_date']}")
        )


def change_project(tx: Transaction, before: Record, after: Record) -> None:
    """The rules of a new project hold for a changed one."""
    check_project(tx, after)


def project_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Announce a new status; a cancelled project sets its crew free."""
    if after["status"] == before["status"]:
        return
    records.emit(
        tx, PROJECTS, "project.status_changed", after, **{"from": before["status"], "to": after["status"]},
        company=records.linked(tx, "atlvs.companies", after["company_id"]),
        deal=records.linked(tx, "atlvs.deals", after["deal_id"]),
    )  # fmt: skip
    if after["status"] == "cancelled":
        # Assignments are made of projects: their module imports this one.
        from .assignments import cancel_upcoming

        cancel_upcoming(tx, after["id"])


_STATUS = {"type": "string", "enum": list(LIFECYCLE.ways)}

PROJECTS = Resource(
    product="compvss",
    name="projects",
    noun="project",
    prefix="proj_",
    doc="Shows, tours and other productions, from planning to wrap. A deal becomes at most one project.",
    lifecycle=LIFECYCLE,
    prepare=check_project,
    change=change_project,
    changed=project_changed,
    events=(
        DomainEvent("project.status_changed", "Project status updated", {
            "from": {**_STATUS, "description": "The status before.", "examples": ["load_in"]},
            "to": {**_STATUS, "description": "The status now.", "examples": ["show"]},
            "company": "atlvs.companies",
            "deal": "atlvs.deals",
        }),
    ),
    fields=(
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="Aurora Drift at Northgate Arena"),
        Field("company_id", Reference("atlvs.companies", "company_"), "The client.", filter=True),
        Field("deal_id", Reference("atlvs.deals", "deal_"), "The deal that it comes from; one project a deal.",
              unique=True, filter=True),
        Field("venue", Text(200), "Where it takes place.", example="Northgate Arena"),
        Field("project_type", Text(60), "What it is, such as concert, festival, corporate or broadcast.",
              filter=True, example="concert"),
        Field("start_date", Date(), "First day.", required=True, example="2026-12-01"),
        Field("end_date", Date(), "Last day, the same as the first or later.", required=True, example="2026-12-03"),
        Field("budget", Money(), "What it may cost.", example=240000),
        Field("currency", Currency(), "Currency of the budget.", default="USD", example="USD"),
        status_field(LIFECYCLE, "How far it has come; one step forward or back at a time, or cancelled."),
    ),
)  # fmt: skip
