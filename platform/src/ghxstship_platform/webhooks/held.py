"""Deliveries that wait because their endpoint was disabled: due again once it is enabled."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from ..storage.database import Database
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Session
from .endpoints import WEBHOOK_ENDPOINTS
from .tables import DELIVERIES, LANES

_PORTION = 1_000

_ENDPOINTS = WEBHOOK_ENDPOINTS.table
_OF_LANE = (DELIVERIES.c.workspace_id == LANES.c.workspace_id) & (
    DELIVERIES.c.endpoint_id == LANES.c.endpoint_id
)
_ENABLED_AGAIN = Statement(
    sa.select(LANES.c.workspace_id, LANES.c.endpoint_id)
    .join_from(
        LANES,
        _ENDPOINTS,
        (_ENDPOINTS.c.workspace_id == LANES.c.workspace_id) & (_ENDPOINTS.c.id == LANES.c.endpoint_id),
    )
    .where(
        _ENDPOINTS.c.status == "enabled",
        sa.exists().where(_OF_LANE, DELIVERIES.c.status == sa.literal_column("'held'")),
    ),
    across_workspaces="workers serve every workspace",
)
_SOME = (
    sa.select(DELIVERIES.c.id)
    .where(
        DELIVERIES.c.workspace_id == WORKSPACE,
        DELIVERIES.c.endpoint_id == sa.bindparam("endpoint_id"),
        DELIVERIES.c.status == sa.literal_column("'held'"),
    )
    .order_by(DELIVERIES.c.id)
    .limit(_PORTION)
    .scalar_subquery()
)
RELEASE = Statement(
    sa.update(DELIVERIES)
    .where(DELIVERIES.c.workspace_id == WORKSPACE, DELIVERIES.c.id.in_(_SOME))
    .values(status="pending", due_at=sa.bindparam("now", type_=sa.BigInteger()))
)


async def release_held(db: Database) -> int:
    """Make what was held due for every endpoint that is enabled again, in portions; how many deliveries."""
    total = 0
    for workspace_id, endpoint_id in await db.read_long(lambda reader: reader.rows(_ENABLED_AGAIN)):
        released = _PORTION
        while released == _PORTION:
            released = await db.administer(partial(_release, workspace_id, endpoint_id, db.clock.now()))
            total += released
    return total


def _release(workspace_id: str, endpoint_id: str, now: int, session: Session) -> int:
    return session.run(RELEASE, {"workspace_id": workspace_id, "endpoint_id": endpoint_id, "now": now})
