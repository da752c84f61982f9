"""Which workspaces a person belongs to, with what the role allows there."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..products.records import loads
from ..storage.database import Database
from ..storage.schema import WORKSPACES
from ..storage.statements import Statement
from .members import MEMBERS
from .roles import ROLES

_M, _W = MEMBERS.table.c, WORKSPACES.c
_MEMBERSHIPS = Statement(
    sa.select(_W.id, _W.name, _W.mode, _W.tier, _M.role)
    .join_from(MEMBERS.table, WORKSPACES, _W.id == _M.workspace_id)
    .where(_M.person_id == sa.bindparam("person_id"), _M.deleted_at.is_(None))
    .order_by(_W.id),
    across_workspaces="a person is asked for, and the answer is which workspaces it belongs to",
)


_COPIES = Statement(
    sa.select(_M.workspace_id, _M.doc).where(
        _M.person_id == sa.bindparam("person_id"), _M.deleted_at.is_(None)
    ),
    across_workspaces="what a person is called is copied to every workspace that it belongs to",
)


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace that a person belongs to."""

    id: str
    name: str
    mode: str
    tier: str
    role: str
    scopes: frozenset[str]


async def of_person(db: Database, person_id: str) -> tuple[Membership, ...]:
    """The workspaces of a person, the oldest first."""
    rows = await db.read(lambda reader: reader.rows(_MEMBERSHIPS, person_id=person_id))
    return tuple(
        Membership(workspace_id, name, mode, tier, role, ROLES[role].scopes)
        for workspace_id, name, mode, tier, role in rows
    )


async def that_differ(db: Database, person_id: str, shown: dict[str, str]) -> list[str]:
    """The workspaces that show something of a person otherwise."""
    rows = await db.read(lambda reader: reader.rows(_COPIES, person_id=person_id))
    return [workspace_id for workspace_id, doc in rows if not shown.items() <= loads(doc).items()]
