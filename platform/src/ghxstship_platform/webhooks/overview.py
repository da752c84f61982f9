"""The deliveries of a whole workspace at a glance: attempts by day, what waits, what nobody tries any more."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..clock import DAY, HOUR
from ..ids import time_bound
from ..storage.database import Reader
from ..storage.statements import WORKSPACE, Statement
from .dispatch import DELIVERY_PREFIX
from .endpoints import WEBHOOK_ENDPOINTS
from .tables import DELIVERIES, LANES, STAT_HOURS

MOST_COUNTED = 1_000
"""Dead letters that are looked at; of more it is only said that there are more."""

_BIG = sa.BigInteger()
_S, _D, _L, _E = STAT_HOURS.c, DELIVERIES.c, LANES.c, WEBHOOK_ENDPOINTS.table.c
_STEP = sa.bindparam("step", type_=_BIG)
_MINE = sa.select(_E.id).where(_E.workspace_id == WORKSPACE, _E.deleted_at.is_(None))
_ATTEMPTS = Statement(
    sa.select(
        (_S.hour - _S.hour % _STEP).label("start"),
        sa.cast(sa.func.sum(_S.succeeded), _BIG),
        sa.cast(sa.func.sum(_S.failed), _BIG),
    )
    # Endpoint by endpoint, so that each is a range of the primary key.
    .where(
        _S.workspace_id == WORKSPACE,
        _S.endpoint_id.in_(_MINE),
        _S.hour >= sa.bindparam("start", type_=_BIG),
    )
    .group_by(sa.literal_column("start"))
)
_OPEN = (_D.workspace_id == WORKSPACE) & _D.due_at.is_not(None)
_WAITING = Statement(sa.select(sa.func.count(), sa.func.min(_D.id)).where(_OPEN))
_MADE_AT = Statement(
    sa.select(_D.created_at).where(_D.workspace_id == WORKSPACE, _D.id == sa.bindparam("delivery_id"))
)
# Six attempts take a little more than a day, so what waited on a day was made on it or on the day before.
_MADE_BEFORE = DAY + 3 * HOUR
_END = sa.bindparam("end", type_=_BIG)
_LONGEST = Statement(
    sa.select(
        sa.func.max(sa.func.coalesce(sa.case((_D.finished_at < _END, _D.finished_at)), _END) - _D.created_at)
    ).where(
        _D.workspace_id == WORKSPACE,
        _D.id >= sa.bindparam("first_id", type_=sa.Text()),
        _D.id < sa.bindparam("end_id", type_=sa.Text()),
        _D.finished_at.is_(None) | (_D.finished_at >= sa.bindparam("start", type_=_BIG)),
    )
)
_LATEST_DEAD = (
    sa.select(_D.endpoint_id)
    .where(
        _D.workspace_id == WORKSPACE,
        _D.status == sa.literal_column("'failed'"),
        _D.id >= sa.bindparam("first_id", type_=sa.Text()),
    )
    .order_by(_D.id.desc())
    .limit(MOST_COUNTED)
    .subquery()
)
_DEAD = Statement(
    sa.select(_LATEST_DEAD.c.endpoint_id, sa.func.count())
    .group_by(_LATEST_DEAD.c.endpoint_id)
    .order_by(sa.func.count().desc(), _LATEST_DEAD.c.endpoint_id)
)
_FAILING = Statement(
    sa.select(_L.endpoint_id, _L.failing_since).where(
        _L.workspace_id == WORKSPACE, _L.failing_since.is_not(None)
    )
)
_ANY_SUCCESS = Statement(
    sa.select(_D.id).where(_D.workspace_id == WORKSPACE, _D.status == "succeeded").limit(1)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries that are still to be made: how many, and when the oldest was made (epoch ms)."""

    count: int
    oldest_at: int | None


def attempts(
    reader: Reader, workspace_id: str, start: int, end: int, step: int
) -> list[tuple[int, int, int]]:
    """Each step from `start` to before `end` (epoch ms, whole steps): when, how many succeeded, how many failed.

    Parameters
    ----------
    step: whole hours.
    """
    rows = reader.rows(_ATTEMPTS, workspace_id=workspace_id, start=start, step=step)
    found = {int(at): (int(succeeded), int(failed)) for at, succeeded, failed in rows}
    return [(at, *found.get(at, (0, 0))) for at in range(start, end, step)]


def waiting(reader: Reader, workspace_id: str) -> Waiting:
    """What is still to be delivered."""
    count, oldest = reader.row(_WAITING, workspace_id=workspace_id) or (0, None)
    made = oldest and reader.row(_MADE_AT, workspace_id=workspace_id, delivery_id=oldest)
    return Waiting(int(count), int(made[0]) if made else None)


def longest_waits(reader: Reader, workspace_id: str, start: int, end: int) -> list[int]:
    """Of each day from `start` to before `end` (epoch ms, whole days) how long (ms) a delivery had waited at most."""
    found = []
    for day in range(start, end, DAY):
        bounds = {
            name: DELIVERY_PREFIX + time_bound(at)
            for name, at in (("first_id", day - _MADE_BEFORE), ("end_id", day + DAY))
        }
        row = reader.row(_LONGEST, workspace_id=workspace_id, start=day, end=day + DAY, **bounds)
        found.append(int(row[0]) if row is not None and row[0] is not None else 0)
    return found


def dead(reader: Reader, workspace_id: str, since: int) -> list[tuple[str, int]]:
    """Endpoints with the deliveries made since then (epoch ms) that have failed for the last time, the most first."""
    bound = DELIVERY_PREFIX + time_bound(since)
    rows = reader.rows(_DEAD, workspace_id=workspace_id, first_id=bound)
    return [(str(endpoint_id), int(count)) for endpoint_id, count in rows]


def failing(reader: Reader, workspace_id: str) -> dict[str, int]:
    """Endpoints that have only failed, and since when (epoch ms)."""
    return {str(each): int(since) for each, since in reader.rows(_FAILING, workspace_id=workspace_id)}


def has_delivered(reader: Reader, workspace_id: str) -> bool:
    """Whether a delivery has ever succeeded, as far back as they are kept."""
    return reader.row(_ANY_SUCCESS, workspace_id=workspace_id) is not None
