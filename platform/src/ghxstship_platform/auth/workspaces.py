"""Workspaces: the tenants. Made and moved between tiers by the operator (command line) or an admin key."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..audit import log as audit
from ..clock import to_text
from ..errors import detail, not_found, validation_error
from ..ids import tail
from ..storage.database import Database
from ..storage.schema import WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Origin, Session, Transaction

MODES = ("live", "sandbox")
OPERATORS = Origin(actor=audit.OPERATOR)

_C = WORKSPACES.c
_SHOWN = (
    _C.id, _C.name, _C.mode, _C.tier, _C.sequence, _C.first_sequence, _C.version, _C.created_at, _C.updated_at,
)  # fmt: skip
_NEW = Statement(sa.insert(WORKSPACES).values({c.name: sa.bindparam(c.name) for c in _C}))
_ONE = Statement(sa.select(*_SHOWN).where(_C.id == WORKSPACE))
_ALL = Statement(sa.select(*_SHOWN).order_by(_C.id), across_workspaces="the operator's list of workspaces")
_FIRST = Statement(
    sa.select(_C.id).order_by(_C.id).limit(1), across_workspaces="whose owners operate the platform"
)
_CHANGE = Statement(
    sa.update(WORKSPACES)
    .where(_C.id == WORKSPACE)
    .values(
        name=sa.func.coalesce(sa.bindparam("new_name"), _C.name),
        tier=sa.func.coalesce(sa.bindparam("new_tier"), _C.tier),
        version=_C.version + 1,
        updated_at=sa.bindparam("moment"),
    )
)


def show(row: tuple[Any, ...]) -> dict[str, Any]:
    """A workspace as on the wire."""
    workspace_id, name, mode, tier, sequence, first_sequence, version, created_at, updated_at = row
    return {
        "id": workspace_id,
        "name": name,
        "mode": mode,
        "tier": tier,
        "sequence": sequence,
        "first_sequence": first_sequence,
        "version": version,
        "created_at": to_text(created_at),
        "updated_at": to_text(updated_at),
    }


async def first(db: Database) -> str | None:
    """The id of the platform's first workspace, whose owners operate it; None while there is none."""
    row = await db.read_long(lambda reader: reader.row(_FIRST))
    return row[0] if row else None


async def create(
    db: Database, *, name: str, tier: str = "free", mode: str = "live", origin: Origin = OPERATORS
) -> dict[str, Any]:
    """Make a workspace.

    Parameters
    ----------
    origin: who makes it, for the audit log.

    Raises `VALIDATION_ERROR` for an empty name or a mode other than live and sandbox. The tier must be one of the
    platform's; the caller checks it against the settings.
    """
    if mode not in MODES:
        raise validation_error(detail("mode", "Must be live or sandbox"))
    if not name.strip() or len(name) > 200:
        raise validation_error(detail("name", "Must have 1 to 200 characters"))
    now = db.clock.now()
    workspace_id = "ws_" + tail(now, 0, db.random)
    row = {"id": workspace_id, "name": name, "mode": mode, "tier": tier, "version": 1, "created_at": now,
           "updated_at": now, "sequence": 0, "clock": 0, "first_sequence": 1}  # fmt: skip

    def run(session: Session) -> None:
        session.run(_NEW, row)
        made = audit.created({"name": name, "mode": mode, "tier": tier})
        audit.append(
            session, workspace_id, now, db.random, origin, "workspace.created", workspace_id, name, made
        )

    await db.administer(run)
    return await get(db, workspace_id)


async def get(db: Database, workspace_id: str) -> dict[str, Any]:
    """A workspace; raises `NOT_FOUND`."""
    row = await db.read(lambda reader: reader.row(_ONE, workspace_id=workspace_id))
    if row is None:
        raise not_found("workspace", workspace_id)
    return show(row)


async def list_all(db: Database) -> list[dict[str, Any]]:
    """Every workspace, oldest first."""
    return [show(row) for row in await db.read(lambda reader: reader.rows(_ALL))]


def update(tx: Transaction, before: dict[str, Any], name: str | None, tier: str | None) -> dict[str, Any]:
    """Rename the workspace or move it to another tier; how it is now. What stays the same is no change.

    Parameters
    ----------
    before: as `current` tells it.
    """
    wanted = {"name": name, "tier": tier}
    changes = {
        field: {"from": before[field], "to": value}
        for field, value in wanted.items()
        if value is not None and value != before[field]
    }
    if not changes:
        return before
    tx.run(_CHANGE, new_name=name, new_tier=tier, moment=tx.now)
    audit.record(tx, "workspace.updated", tx.workspace.id, name or before["name"], changes)
    return current(tx)


def current(tx: Transaction) -> dict[str, Any]:
    """The workspace of a transaction, as it stands within it."""
    (row,) = tx.rows(_ONE)
    return {**show(row), "sequence": tx.sequence}


async def change(
    db: Database,
    workspace_id: str,
    *,
    name: str | None = None,
    tier: str | None = None,
    origin: Origin = OPERATORS,
) -> dict[str, Any]:
    """Rename a workspace or move it to another tier; raises `NOT_FOUND`."""
    return await db.write(workspace_id, lambda tx: update(tx, current(tx), name, tier), origin)


async def set_tier(db: Database, workspace_id: str, tier: str) -> dict[str, Any]:
    """Move a workspace to another tier."""
    return await change(db, workspace_id, tier=tier)
