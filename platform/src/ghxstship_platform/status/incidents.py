"""Incidents: what people tell of trouble, from "we are looking into it" to "it is over"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..clock import DAY
from ..errors import PlatformError, detail, validation_error
from ..ids import tail
from ..storage.database import Database, Reader
from ..storage.statements import Statement
from ..storage.transaction import Session
from .components import DEGRADED, IDS, MAJOR, OPERATIONAL, PARTIAL
from .tables import INCIDENTS, UPDATES

STATUSES = ("investigating", "identified", "monitoring", "resolved")
IMPACTS = {"none": OPERATIONAL, "minor": DEGRADED, "major": PARTIAL, "critical": MAJOR}
"""How bad it is, and the level that it puts its components at while it lasts."""
SHOWN_FOR = 90 * DAY

_I, _U = INCIDENTS.c, UPDATES.c
_BY_ID = _I.id == sa.bindparam("incident_id", type_=sa.Text())


def _insert(table: sa.Table) -> Statement:
    return Statement(sa.insert(table).values({column.name: sa.bindparam(column.name) for column in table.c}))


_OPEN, _ADD = _insert(INCIDENTS), _insert(UPDATES)
_FIND = Statement(sa.select(INCIDENTS).where(_BY_ID))
_CHANGE = Statement(
    sa.update(INCIDENTS)
    .where(_BY_ID)
    .values(
        {
            name: sa.bindparam(f"new_{name}")
            for name in ("impact", "status", "components", "updated_at", "resolved_at")
        }
    )
)
_COUNT_UPDATES = Statement(
    sa.select(sa.func.count()).where(_U.incident_id == sa.bindparam("incident_id", type_=sa.Text()))
)
_RECENT = _I.resolved_at.is_(None) | (_I.created_at >= sa.bindparam("since", type_=sa.BigInteger()))
_LIST = Statement(sa.select(INCIDENTS).where(_RECENT).order_by(_I.id.desc()))
_LIST_UPDATES = Statement(
    sa.select(UPDATES).where(_U.incident_id.in_(sa.select(_I.id).where(_RECENT))).order_by(_U.id)
)


@dataclass(frozen=True, slots=True)
class Update:
    """What was told of an incident at a moment; `author` is a person's id, None for the command line."""

    id: str
    status: str
    body: str
    at: int
    author: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident with what was told of it, oldest first."""

    id: str
    title: str
    impact: str
    status: str
    components: tuple[str, ...]
    created_at: int
    updated_at: int
    resolved_at: int | None
    updates: tuple[Update, ...] = ()


def list_all(reader: Reader, now: int) -> list[Incident]:
    """What is not resolved and what began in the last 90 days, newest first."""
    bound = {"since": now - SHOWN_FOR}
    told: dict[str, list[Update]] = {}
    for incident_id, *update in reader.rows(_LIST_UPDATES, **bound):
        told.setdefault(incident_id, []).append(Update(*update))
    return [_incident(row, tuple(told.get(row[0], ()))) for row in reader.rows(_LIST, **bound)]


def _incident(row: Sequence[Any], updates: tuple[Update, ...] = ()) -> Incident:
    incident_id, title, impact, status, components, created_at, updated_at, resolved_at = row
    affected = tuple(filter(None, components.split(",")))
    return Incident(
        incident_id, title, impact, status, affected, created_at, updated_at, resolved_at, updates
    )


async def open_incident(
    db: Database,
    *,
    title: str,
    impact: str,
    body: str,
    components: Sequence[str] = (),
    status: str = "investigating",
    author: str | None = None,
) -> str:
    """Tell of an incident.

    Parameters
    ----------
    impact: one of `IMPACTS`.
    body: what is known, for the readers of the status page.
    components: ids of those that are affected.
    author: the person who tells, None for the command line.

    Returns its id; raises `VALIDATION_ERROR` for everything that is wrong at once.
    """
    _check(title=title, body=body, impact=impact, status=status, components=components)

    def run(session: Session) -> str:
        now = db.clock.now()
        incident_id = "sinc_" + tail(now, 0, db.random)
        session.run(
            _OPEN,
            {
                "id": incident_id,
                "title": title.strip(),
                "impact": impact,
                "status": status,
                "components": _joined(components),
                "created_at": now,
                "updated_at": now,
                "resolved_at": now if status == "resolved" else None,
            },
        )
        _tell(session, db, incident_id, status, body, now, author)
        return incident_id

    return await db.administer(run)


async def update_incident(
    db: Database,
    incident_id: str,
    *,
    status: str,
    body: str,
    impact: str | None = None,
    components: Sequence[str] | None = None,
    author: str | None = None,
) -> None:
    """Tell more of an incident; what is None stays as it is.

    Raises `NOT_FOUND`, `VALIDATION_ERROR`, or `INVALID_TRANSITION` for one that is resolved.
    """
    _check(body=body, impact=impact, status=status, components=components)

    def run(session: Session) -> None:
        rows = session.rows(_FIND, {"incident_id": incident_id})
        if not rows:
            message = f"There is no incident {incident_id!r}."
            raise PlatformError("NOT_FOUND", message, [detail("id", message)])
        found = _incident(rows[0])
        if found.resolved_at is not None:
            message = "It is resolved; open a new incident."
            raise PlatformError("INVALID_TRANSITION", message, [detail("status", message)])
        now = db.clock.now()
        session.run(
            _CHANGE,
            {
                "incident_id": incident_id,
                "new_impact": impact or found.impact,
                "new_status": status,
                "new_components": _joined(found.components if components is None else components),
                "new_updated_at": now,
                "new_resolved_at": now if status == "resolved" else None,
            },
        )
        _tell(session, db, incident_id, status, body, now, author)

    await db.administer(run)


def _tell(
    session: Session, db: Database, incident_id: str, status: str, body: str, now: int, author: str | None
) -> None:
    # Two of the same moment keep their order.
    number = session.rows(_COUNT_UPDATES, {"incident_id": incident_id})[0][0]
    update = {
        "incident_id": incident_id,
        "id": "supd_" + tail(now, number, db.random),
        "status": status,
        "body": body.strip(),
        "at": now,
        "author": author,
    }
    session.run(_ADD, update)


def _joined(components: Sequence[str]) -> str:
    return ",".join(name for name in IDS if name in components)


def _check(
    *,
    body: str,
    status: str,
    impact: str | None,
    components: Sequence[str] | None,
    title: str | None = None,
) -> None:
    """Raise `VALIDATION_ERROR` that names everything that is wrong."""
    errors = []
    for name, text, most in (("title", title, 200), ("body", body, 5_000)):
        if text is not None and not (1 <= len(text.strip()) <= most and "\0" not in text):
            errors.append(detail(name, f"Must have 1 to {most} characters"))
    for name, value, allowed in (("impact", impact, tuple(IMPACTS)), ("status", status, STATUSES)):
        if value is not None and value not in allowed:
            errors.append(detail(name, f"Must be one of {', '.join(allowed)}"))
    if not set(components or ()) <= set(IDS):
        errors.append(detail("components", f"Must be some of {', '.join(IDS)}"))
    if errors:
        raise validation_error(*errors)
