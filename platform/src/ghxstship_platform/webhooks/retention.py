"""What is dropped when it is old enough: finished deliveries with their attempts, counts, jobs that are
over; and what is left of endpoints.

Deliveries that are not finished stay, however old, and with them what they carry: before an event leaves the log, its
envelope moves into those of its deliveries that are still to be sent.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from ..clock import DAY
from ..ids import time_bound
from ..storage.database import Database
from ..storage.schema import EVENTS
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Session
from .dispatch import DELIVERY_PREFIX
from .endpoints import WEBHOOK_ENDPOINTS
from .tables import ATTEMPTS, DELIVERIES, JOBS, LANES, POSITIONS, STAT_HOURS, STATS, SUBSCRIPTIONS

STATS_KEPT = 90 * DAY
PORTION = 500
"""Deliveries that one transaction looks at."""

_D = DELIVERIES.c
_ENDPOINTS = WEBHOOK_ENDPOINTS.table
_BIG = sa.BigInteger()
_BEFORE = sa.bindparam("before", type_=_BIG)
_BEHIND = _D.id > sa.bindparam("position", type_=sa.Text())
_SERVED = Statement(sa.select(POSITIONS.c.workspace_id), across_workspaces="retention sweeps every workspace")
# Ids begin with the time of their making: what was made after `before` cannot have finished before it.
_OLD = Statement(
    sa.select(_D.id)
    .where(_D.workspace_id == WORKSPACE, _BEHIND, _D.id < sa.bindparam("end", type_=sa.Text()))
    .order_by(_D.id)
    .limit(sa.bindparam("size", type_=sa.Integer()))
)
_DROPPED = (
    (_D.workspace_id == WORKSPACE)
    & _BEHIND
    & (_D.id <= sa.bindparam("last", type_=sa.Text()))
    & _D.status.in_([sa.literal_column("'succeeded'"), sa.literal_column("'failed'")])
    & (_D.finished_at < _BEFORE)
)
_DROP_ATTEMPTS = Statement(
    sa.delete(ATTEMPTS).where(
        ATTEMPTS.c.workspace_id == WORKSPACE, ATTEMPTS.c.delivery_id.in_(sa.select(_D.id).where(_DROPPED))
    )
)
_DROP_DELIVERIES = Statement(sa.delete(DELIVERIES).where(_DROPPED))


def _of_stats(moment: sa.Column[int]) -> tuple[Statement, Statement]:
    """For one of the tables of counts: which endpoints have old ones, and the end of those of an endpoint."""
    table = moment.table.c
    old = Statement(
        sa.select(table.workspace_id, table.endpoint_id, sa.func.min(moment))
        .where(moment < _BEFORE)
        .group_by(table.workspace_id, table.endpoint_id),
        across_workspaces="retention sweeps every workspace",
    )
    drop = sa.delete(moment.table).where(
        table.workspace_id == WORKSPACE, table.endpoint_id == sa.bindparam("endpoint_id"), moment < _BEFORE
    )
    return old, Statement(drop)


_STATS = _of_stats(STATS.c.minute), _of_stats(STAT_HOURS.c.hour)
_DROP_JOBS = Statement(
    sa.delete(JOBS).where(JOBS.c.finished_at < _BEFORE),
    across_workspaces="retention sweeps every workspace",
)
# An interval of the log in which every event has become deliveries is asked for no more.
_DROP_ENDED = Statement(
    sa.delete(SUBSCRIPTIONS).where(
        SUBSCRIPTIONS.c.workspace_id == WORKSPACE,
        SUBSCRIPTIONS.c.until_sequence
        <= sa.select(POSITIONS.c.sequence).where(POSITIONS.c.workspace_id == WORKSPACE).scalar_subquery(),
    )
)
_DELETED = sa.select(_ENDPOINTS.c.id).where(
    _ENDPOINTS.c.workspace_id == WORKSPACE, _ENDPOINTS.c.deleted_at.is_not(None)
)
_IS_HELD = _D.status == sa.literal_column("'held'")
_END_HELD = Statement(
    sa.update(DELIVERIES)
    .where(_D.workspace_id == WORKSPACE, _IS_HELD, _D.endpoint_id.in_(_DELETED))
    .values(status="failed", error="endpoint_deleted", finished_at=sa.bindparam("now", type_=_BIG))
)
_OF_LANE = (_D.workspace_id == WORKSPACE) & (_D.endpoint_id == LANES.c.endpoint_id)
# A lane is where due deliveries are looked for, so it stays for as long as there are any, or may yet be.
_DROP_LANES = Statement(
    sa.delete(LANES).where(
        LANES.c.workspace_id == WORKSPACE,
        LANES.c.endpoint_id.in_(_DELETED),
        ~sa.exists().where(_OF_LANE, _D.due_at.is_not(None)),
        ~sa.exists().where(_OF_LANE, _IS_HELD),
        ~sa.exists().where(
            SUBSCRIPTIONS.c.workspace_id == WORKSPACE, SUBSCRIPTIONS.c.endpoint_id == LANES.c.endpoint_id
        ),
    )
)
KEEP_ENVELOPES = Statement(
    sa.update(DELIVERIES)
    .where(
        _D.workspace_id == WORKSPACE,
        _D.event_id.in_(
            sa.select(EVENTS.c.id).where(
                EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence <= sa.bindparam("last", type_=_BIG)
            )
        ),
        _D.status.in_([sa.literal_column("'pending'"), sa.literal_column("'held'")]),
        _D.payload.is_(None),
    )
    .values(
        payload=sa.select(EVENTS.c.envelope)
        .where(EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence == _D.event_sequence)
        .scalar_subquery()
    )
)
"""Parameter `last`: the number up to which events are about to be dropped."""


async def drop_old(db: Database, retention_days: int) -> None:
    """Drop what is beyond the retention, in portions that hold up no write.

    Parameters
    ----------
    retention_days: for how many days a delivery is kept after it has finished, and a job.
    """
    now = db.clock.now()
    before = now - retention_days * DAY
    for (workspace_id,) in await db.read_long(lambda reader: reader.rows(_SERVED)):
        await _drop_deliveries(db, workspace_id, before)
        await db.administer(partial(_tidy, workspace_id, now))
    await _drop_stats(db, now - STATS_KEPT)
    await db.administer(lambda session: session.run(_DROP_JOBS, {"before": before}))


def _tidy(workspace_id: str, now: int, session: Session) -> None:
    """Drop what nothing needs any more of endpoints that were changed or deleted."""
    scope = {"workspace_id": workspace_id}
    session.run(_DROP_ENDED, scope)
    session.run(_END_HELD, {**scope, "now": now})
    session.run(_DROP_LANES, scope)


async def _drop_deliveries(db: Database, workspace_id: str, before: int) -> None:
    end = DELIVERY_PREFIX + time_bound(before)
    bound = {"workspace_id": workspace_id, "end": end, "size": PORTION}
    position = ""
    while True:
        here = {**bound, "position": position}
        rows = await db.read_long(lambda reader, here=here: reader.rows(_OLD, **here))  # type: ignore[misc]
        if not rows:
            return
        last = rows[-1][0]
        await db.administer(partial(_drop_portion, workspace_id, position, last, before))
        position = last


def _drop_portion(workspace_id: str, position: str, last: str, before: int, session: Session) -> None:
    scope = {"workspace_id": workspace_id, "position": position, "last": last, "before": before}
    session.run(_DROP_ATTEMPTS, scope)
    session.run(_DROP_DELIVERIES, scope)


async def _drop_stats(db: Database, before: int) -> None:
    for old, drop in _STATS:
        while rows := await db.read_long(lambda reader, old=old: reader.rows(old, before=before)):  # type: ignore[misc]
            for workspace_id, endpoint_id, oldest in rows:
                portion = {
                    "workspace_id": workspace_id,
                    "endpoint_id": endpoint_id,
                    "before": min(before, oldest + DAY),
                }
                await db.administer(partial(_run, drop, portion))


def _run(statement: Statement, parameters: dict[str, object], session: Session) -> int:
    return session.run(statement, parameters)
