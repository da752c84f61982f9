"""Incidents: what went wrong on a project or at an event, from the report to the close."""

from __future__ import annotations

from typing import Any

from ...clock import to_text
from ...errors import detail, validation_error
from ...storage.transaction import Transaction
from .. import records
from ..fields import Choice, Errors, Field, Reference, Text, Timestamp
from ..resource import DomainEvent, Lifecycle, Record, Resource, status_field

SEVERITIES = ("low", "medium", "high", "critical")
SETTLED = ("resolved", "closed")

# What is resolved or closed can be reopened.
LIFECYCLE = Lifecycle(
    start=("open", "in_progress"),
    ways={
        "open": ("in_progress", "resolved"),
        "in_progress": ("open", "resolved"),
        "resolved": ("closed", "in_progress", "open"),
        "closed": ("in_progress", "open"),
    },
)


def _errors(incident: Record) -> Errors:
    errors: Errors = []
    if not incident["project_id"] and not incident["event_id"]:
        errors.append(detail("project_id", "Is required, unless event_id is given"))
    if incident["status"] in SETTLED and not (incident["resolution"] or "").strip():
        errors.append(detail("resolution", "Is required to resolve an incident"))
    return errors


def check_incident(tx: Transaction, incident: Record) -> None:
    """An incident belongs somewhere and happened some time."""
    if errors := _errors(incident):
        raise validation_error(*errors)
    incident["occurred_at"] = incident["occurred_at"] or to_text(tx.now)


def change_incident(tx: Transaction, before: Record, after: Record) -> None:
    """Keep the moments in step with the status; a reopened incident needs a new resolution."""
    reopened = before["status"] in SETTLED and after["status"] not in SETTLED
    if reopened and after["resolution"] == before["resolution"]:
        after["resolution"] = None
    check_incident(tx, after)
    if after["status"] != before["status"]:
        if after["status"] == "closed":
            after["closed_at"] = to_text(tx.now)
        else:
            after["closed_at"] = None
            after["resolved_at"] = to_text(tx.now) if after["status"] == "resolved" else None


def _announce(tx: Transaction, event: str, incident: Record, **more: Any) -> None:
    records.emit(
        tx, INCIDENTS, event, incident, **more,
        project=records.linked(tx, "compvss.projects", incident["project_id"]),
        event=records.linked(tx, "gvteway.events", incident["event_id"]),
    )  # fmt: skip


def announce_report(tx: Transaction, incident: Record) -> None:
    """Emit `incident.reported`."""
    _announce(tx, "incident.reported", incident)


def incident_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Announce a higher severity, and a resolution."""
    if SEVERITIES.index(after["severity"]) > SEVERITIES.index(before["severity"]):
        _announce(tx, "incident.escalated", after, **{"from": before["severity"], "to": after["severity"]})
    # Reopening goes by way of open or in_progress, so coming back from closed is no second resolution.
    if after["status"] == "resolved" and before["status"] not in SETTLED:
        _announce(tx, "incident.resolved", after)


_WITH = {"project": "compvss.projects", "event": "gvteway.events"}
_SEVERITY = {"type": "string", "enum": list(SEVERITIES)}

INCIDENTS = Resource(
    product="compvss",
    name="incidents",
    noun="incident",
    prefix="inc_",
    doc="What went wrong, on a project or at an event. Raising the severity escalates it.",
    lifecycle=LIFECYCLE,
    prepare=check_incident,
    created=announce_report,
    change=change_incident,
    changed=incident_changed,
    events=(
        DomainEvent("incident.reported", "Incident reported", _WITH),
        DomainEvent("incident.escalated", "Severity of an incident raised", {
            "from": {**_SEVERITY, "description": "The severity before.", "examples": ["medium"]},
            "to": {**_SEVERITY, "description": "The severity now.", "examples": ["high"]},
            **_WITH,
        }),
        DomainEvent("incident.resolved", "Incident resolved", _WITH),
    ),
    fields=(
        # Of the two one is needed, so the example has one.
        Field("project_id", Reference("compvss.projects", "proj_"), "Project it belongs to; or event_id.", filter=True,
              example="proj_01KAQ7R5M0000G4XWZ9YV8T2NB"),
        Field("event_id", Reference("gvteway.events", "evt_"), "Event it belongs to; or project_id.", filter=True),
        Field("title", Text(200, 1), "What happened, in short.", required=True, search=True,
              example="Truss motor stuck at trim"),
        Field("description", Text(10_000, 1), "What happened, in full.", required=True,
              example="Motor 4 of the upstage truss stopped 40 cm below trim; area cleared."),
        Field("severity", Choice(SEVERITIES), "How bad it is; raising it escalates the incident.", required=True,
              filter=True, facet=True, example="high"),
        Field("category", Text(60), "Kind, such as medical, security, technical, weather or crowd.", filter=True,
              example="technical"),
        Field("location", Text(200), "Where.", example="Upstage left"),
        Field("reported_by", Text(200), "Who reported it.", example="Imani Okonkwo"),
        Field("assigned_to", Text(200), "Who takes care of it.", filter=True, example="Rowan Castellane"),
        status_field(LIFECYCLE, "Resolving needs a resolution; a resolved or closed incident can be reopened."),
        Field("resolution", Text(10_000), "How it was resolved.", example="Chain guide replaced, motor tested twice."),
        Field("occurred_at", Timestamp(), "When it happened; now, if left out.", example="2026-11-23T07:21:00.000Z"),
        Field("resolved_at", Timestamp(), "When it was resolved.", writable="never"),
        Field("closed_at", Timestamp(), "When it was closed.", writable="never"),
    ),
)  # fmt: skip
