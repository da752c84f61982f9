"""Reading the audit log, newest first, and dropping what is old."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from ..clock import DAY, to_text
from ..ids import time_bound
from ..storage.database import Database, Reader
from ..storage.listing import Listing
from ..storage.schema import WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row
from .log import PREFIX
from .tables import AUDIT

_A = AUDIT.c
_WORKSPACES = Statement(sa.select(WORKSPACES.c.id))
_NEXT_ACTION = Statement(
    sa.select(sa.func.min(_A.action)).where(
        _A.workspace_id == WORKSPACE, _A.action > sa.bindparam("last_action", type_=sa.Text())
    )
)
_DROP = Statement(
    sa.delete(AUDIT).where(_A.workspace_id == WORKSPACE, _A.id < sa.bindparam("bound", type_=sa.Text()))
)


def _show(row: Row, now: int) -> dict[str, Any]:
    key, at, action, actor, target, name, address, user_agent, request_id, detail = row
    return {
        "id": key,
        "at": to_text(at),
        "action": action,
        "actor": actor,
        "target": target,
        "target_name": name,
        "address": address,
        "user_agent": user_agent,
        "request_id": request_id,
        "changes": None if detail is None else msgspec.json.decode(detail),
    }


LIST = Listing(
    AUDIT,
    (_A.id, _A.at, _A.action, _A.actor, _A.target, _A.target_name, _A.address, _A.user_agent, _A.request_id, _A.detail),
    PREFIX,
    _show,
    {"action": None, "actor": None, "target": None},
)  # fmt: skip


def actions(reader: Reader, workspace_id: str) -> list[str]:
    """Every action that the log of a workspace holds, in alphabetical order: one look into the index for each."""
    found = [""]
    while (row := reader.row(_NEXT_ACTION, workspace_id=workspace_id, last_action=found[-1])) and row[0]:
        found.append(str(row[0]))
    return found[1:]


async def drop_old(db: Database, retention_days: int) -> None:
    """Drop entries beyond the retention, one workspace after the other."""
    bound = PREFIX + time_bound(db.clock.now() - retention_days * DAY)
    for (workspace_id,) in await db.read_long(lambda reader: reader.rows(_WORKSPACES)):
        values = {"workspace_id": workspace_id, "bound": bound}
        await db.administer(lambda session, values=values: session.run(_DROP, values))  # type: ignore[misc]
