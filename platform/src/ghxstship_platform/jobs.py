"""What time does by itself: holds that expire, invoices that become overdue, logs that are old enough to drop.

Every sweep may run in any number of processes at once: it only finds candidates, and the rule that changes them looks
again inside the workspace's transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa

from .api.idempotency import EXPIRE, KEPT
from .audit import listing as audit_log
from .auth.credentials import Credentials
from .clock import DAY
from .oauth import grants
from .products.atlvs.invoices import OVERDUE_WORKSPACES, announce_overdue
from .products.gvteway.orders import WORKSPACES_WITH_DUE_HOLDS, expire_holds
from .storage.database import Database
from .storage.schema import EVENTS, WORKSPACES
from .storage.statements import WORKSPACE, Statement
from .storage.transaction import Session, Transaction
from .webhooks import retention
from .webhooks.tables import POSITIONS

_log = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
RETENTION_EVERY = 600  # sweeps
DROP_SIZE = 5_000  # events that are dropped in one transaction
LAST_USED_SECONDS = 60.0

# The old end of each log, no further than one transaction may drop: it never looks at what is to stay.
_OLD_EVENTS = Statement(
    sa.select(WORKSPACES.c.id, sa.func.max(EVENTS.c.sequence))
    .join_from(
        WORKSPACES,
        EVENTS,
        (EVENTS.c.workspace_id == WORKSPACES.c.id)
        & (EVENTS.c.sequence < WORKSPACES.c.first_sequence + sa.bindparam("size", type_=sa.BigInteger())),
    )
    # What webhooks have not come to yet stays, however old.
    .join(POSITIONS, POSITIONS.c.workspace_id == WORKSPACES.c.id, isouter=True)
    .where(
        EVENTS.c.at < sa.bindparam("before"),
        POSITIONS.c.sequence.is_(None) | (EVENTS.c.sequence <= POSITIONS.c.sequence),
    )
    .group_by(WORKSPACES.c.id),
    across_workspaces="retention sweeps every workspace",
)
_DROP_EVENTS = Statement(
    sa.delete(EVENTS).where(EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence <= sa.bindparam("last"))
)
_MOVE_START = Statement(
    sa.update(WORKSPACES)
    # Of several sweeps at once the slower one must not take the start back.
    .where(WORKSPACES.c.id == WORKSPACE, WORKSPACES.c.first_sequence <= sa.bindparam("last"))
    .values(first_sequence=sa.bindparam("last") + 1)
)


async def keep_last_used(credentials: Credentials) -> None:
    """Store once a minute when each key was last used."""
    while True:
        await asyncio.sleep(LAST_USED_SECONDS)
        await _guarded("last used", credentials.write_last_used)


async def sweep(
    db: Database, retention_days: int, webhook_retention_days: int, audit_retention_days: int
) -> None:
    """Run every sweep for as long as the process lives.

    Parameters
    ----------
    retention_days: for how many days events are kept.
    webhook_retention_days: for how many days finished webhook deliveries are kept.
    audit_retention_days: for how many days the audit log is kept.
    """
    turn = 0
    while True:
        await _guarded("holds", lambda: sweep_holds(db))
        await _guarded("overdue", lambda: sweep_overdue(db))
        await _guarded("statistics", db.refresh_statistics)
        if turn % RETENTION_EVERY == 0:
            # First the deliveries, so that few are left that an event's envelope must be kept for.
            await _guarded("webhook retention", lambda: retention.drop_old(db, webhook_retention_days))
            await _guarded("retention", lambda: drop_old(db, retention_days))
            await _guarded("audit retention", lambda: audit_log.drop_old(db, audit_retention_days))
            await _guarded("oauth", lambda: grants.sweep(db))
        turn += 1
        await asyncio.sleep(SWEEP_SECONDS)


async def _guarded(name: str, run: Callable[[], Any]) -> None:
    """A sweep that fails is logged and comes again; it must not end the others."""
    try:
        await run()
    except Exception:  # noqa: BLE001 - see above
        _log.exception("sweep failed", extra={"sweep": name})


async def _in_each(
    db: Database, find: Statement, run: Callable[[Transaction], object], **values: object
) -> None:
    rows = await db.read_long(lambda reader: reader.rows(find, **values))
    for (workspace_id,) in rows:
        await db.write(workspace_id, run)


async def sweep_holds(db: Database) -> None:
    """Expire the holds whose time is over."""
    await _in_each(db, WORKSPACES_WITH_DUE_HOLDS, expire_holds, now=db.clock.now())


async def sweep_overdue(db: Database) -> None:
    """Announce the invoices that have become overdue."""
    from .clock import day_of

    await _in_each(db, OVERDUE_WORKSPACES, announce_overdue, today=day_of(db.clock.now()))


async def drop_old(db: Database, retention_days: int) -> None:
    """Drop events beyond the retention and idempotency keys beyond a day, in portions that hold up no write."""
    now = db.clock.now()
    await db.administer(lambda session: session.run(EXPIRE, {"before": now - KEPT}))
    bound = {"before": now - retention_days * DAY, "size": DROP_SIZE}
    while rows := await db.read_long(lambda reader: reader.rows(_OLD_EVENTS, **bound)):
        for workspace_id, last in rows:
            await db.administer(partial(_drop_events, workspace_id, last))


def _drop_events(workspace_id: str, last: int, session: Session) -> None:
    scope = {"workspace_id": workspace_id, "last": last}
    session.run(retention.KEEP_ENVELOPES, scope)
    session.run(_DROP_EVENTS, scope)
    session.run(_MOVE_START, scope)
