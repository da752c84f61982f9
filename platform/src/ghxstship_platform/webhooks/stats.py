"""What became of an endpoint's attempts over time, and what waits for it now."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from ..clock import DAY, HOUR, MINUTE, to_text
from ..products.resource import Record
from ..storage.database import Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row
from .tables import COUNTED, DELIVERIES, LATENCY_BUCKETS, STAT_HOURS, STATS

STEPS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY}
MAX_POINTS = 1_500

# No attempt takes longer: what is in no bucket lies between the last bound and this.
_LONGEST = 15_000

_D = DELIVERIES.c
_BIG = sa.BigInteger()
_STEP, _FROM, _UNTIL = (sa.bindparam(name, type_=_BIG) for name in ("step", "start", "end"))


def _of_endpoint(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.workspace_id == WORKSPACE) & (table.c.endpoint_id == sa.bindparam("endpoint_id"))


def _sums(table: Any) -> list[Any]:
    # Integers, also where the sum of BIGINTs is a NUMERIC.
    return [sa.cast(sa.func.sum(table.c[name]), _BIG) for name in COUNTED]


def _series(table: sa.Table, moment: sa.Column[int]) -> Statement:
    return Statement(
        sa.select((moment - moment % _STEP).label("start"), *_sums(table))
        .where(_of_endpoint(table), moment >= _FROM, moment < _UNTIL)
        .group_by(sa.literal_column("start"))
    )


_BY_MINUTE = _series(STATS, STATS.c.minute)
_BY_HOUR = _series(STAT_HOURS, STAT_HOURS.c.hour)
# Hours, and the minutes before the first of them.
_FIRST_HOUR = sa.bindparam("first_hour", type_=_BIG)
_SINCE = Statement(
    sa.select(
        *_sums(
            sa.union_all(
                sa.select(*(STAT_HOURS.c[name] for name in COUNTED)).where(
                    _of_endpoint(STAT_HOURS), STAT_HOURS.c.hour >= _FIRST_HOUR
                ),
                sa.select(*(STATS.c[name] for name in COUNTED)).where(
                    _of_endpoint(STATS), STATS.c.minute >= _FROM, STATS.c.minute < _FIRST_HOUR
                ),
            ).subquery()
        )
    )
)
_OWN = (_D.workspace_id == WORKSPACE) & (_D.endpoint_id == sa.bindparam("endpoint_id"))
WAITING = Statement(sa.select(sa.func.count(), sa.func.min(_D.due_at)).where(_OWN, _D.due_at.is_not(None)))


def _of_status(status: str) -> Statement:
    return Statement(
        sa.select(sa.func.count())
        .select_from(DELIVERIES)
        .where(_OWN, _D.status == sa.literal_column(f"'{status}'"))
    )


HELD, DEAD = _of_status("held"), _of_status("failed")


def read(reader: Reader, workspace_id: str, endpoint_id: str, start: int, end: int, step: str) -> Record:
    """An endpoint's attempts from `start` to before `end` (epoch ms), and its deliveries as they are now.

    Both moments are widened to whole steps (`minute`, `hour` or `day`, in UTC); a step without an attempt is there too.
    """
    width = STEPS[step]
    first, last = start - start % width, -(-end // width) * width
    scope = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
    series = _BY_MINUTE if width < HOUR else _BY_HOUR
    rows = {row[0]: row[1:] for row in reader.rows(series, **scope, start=first, end=last, step=width)}
    nothing = (0,) * len(COUNTED)
    all_of = tuple(map(sum, zip(nothing, *rows.values(), strict=True)))
    return {
        "endpoint_id": endpoint_id,
        "from": to_text(first),
        "to": to_text(last),
        "step": step,
        "data": [{"at": to_text(at), **summary(rows.get(at, nothing))} for at in range(first, last, width)],
        "totals": {**summary(all_of), **_now(reader, scope)},
    }


def since(reader: Reader, workspace_id: str, endpoint_id: str, start: int) -> Record:
    """An endpoint's attempts since `start` (epoch ms), all together."""
    scope = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
    row = reader.row(_SINCE, **scope, start=start, first_hour=-(-start // HOUR) * HOUR)
    return summary(tuple(value or 0 for value in row or (0,) * len(COUNTED)))


def _now(reader: Reader, scope: dict[str, Any]) -> Record:
    waiting, held, dead = (reader.row(statement, **scope) or (0, None) for statement in (WAITING, HELD, DEAD))
    return {
        "pending": waiting[0],
        "held": held[0],
        "dead": dead[0],
        "oldest_due_at": None if waiting[1] is None else to_text(waiting[1]),
    }


def summary(sums: Row) -> Record:
    """Numbers of attempts and their latencies in ms, from sums in the order of the table's columns."""
    succeeded, failed, milliseconds, *under = map(int, sums)
    attempts = succeeded + failed
    return {
        "succeeded": succeeded,
        "failed": failed,
        "average_ms": round(milliseconds / attempts, 1) if attempts else None,
        **{f"p{share}_ms": percentile(share, attempts, under) for share in (50, 95, 99)},
    }


def percentile(share: int, attempts: int, under: list[int]) -> float | None:
    """The latency in ms that `share` percent of the attempts stay below, as far as the buckets tell; None of none.

    Parameters
    ----------
    attempts: how many there are.
    under: how many of them stay below each of `LATENCY_BUCKETS`.

    Within a bucket they count as evenly spread.
    """
    if not attempts:
        return None
    rank = attempts * share / 100
    below, low = 0, 0
    for bound, count in zip((*LATENCY_BUCKETS, _LONGEST), (*under, attempts), strict=True):
        if count >= rank:
            return round(low + (bound - low) * (rank - below) / (count - below), 1)
        below, low = count, bound
    raise AssertionError("the last bucket holds every attempt")
