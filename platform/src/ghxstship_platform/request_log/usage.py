"""How much a workspace asks for, against what its tier allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from ..clock import DAY, HOUR, MINUTE, to_text
from ..products.resource import Record
from ..storage.daily import Span
from ..storage.statements import WORKSPACE, Statement
from .tables import COUNTS, HOURS, MINUTES

STEPS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY}
MAX_POINTS = 1_500

_BIG = sa.BigInteger()
_SUMS = ("requests", "rate_limited", "server_errors", "client_errors", "microseconds")
_NOTHING = (0,) * len(_SUMS)
_WIDTH = sa.bindparam("width", type_=_BIG)


def _within(workspace_id: Any, moment: Any) -> tuple[Any, ...]:
    start, end = sa.bindparam("start", type_=_BIG), sa.bindparam("end", type_=_BIG)
    return workspace_id == WORKSPACE, moment >= start, moment < end


def _sum(value: Any) -> Any:
    return sa.cast(sa.func.sum(value), _BIG)


def _of_status(condition: Any) -> Any:
    return _sum(sa.case((condition, COUNTS.c.requests), else_=0))


def _number(value: int) -> Any:
    return sa.literal_column(str(value), _BIG)


_M, _H, _C = MINUTES.c, HOURS.c, COUNTS.c
_STEP = (_M.minute - _M.minute % _WIDTH).label("step")
_BY_STEP = Statement(
    sa.select(_STEP, sa.func.max(_M.requests), *(_sum(_M[name]) for name in _SUMS))
    .where(*_within(_M.workspace_id, _M.minute))
    .group_by(sa.literal_column("step"))
)
_BY_KEY = Statement(
    sa.select(_H.credential_id, *(_sum(_H[name]) for name in _SUMS))
    .where(*_within(_H.workspace_id, _H.hour))
    .group_by(_H.credential_id)
)
# Of an hour that is not whole, the counts of its minutes tell.
_BY_KEY_TO_THE_MINUTE = Statement(
    sa.select(
        _C.credential_id,
        _sum(_C.requests),
        _of_status(_C.status == _number(429)),
        _of_status(_C.status >= _number(500)),
        _of_status(_C.status.between(_number(400), _number(499)) & (_C.status != _number(429))),
        _sum(_C.microseconds),
    )
    .where(*_within(_C.workspace_id, _C.minute))
    .group_by(_C.credential_id)
)


def read(span: Span, workspace_id: str, start: int, end: int, step: str) -> Record:
    """A workspace's requests from `start` to before `end` (epoch ms), by time and by who asked.

    Both moments are widened to whole steps (`minute`, `hour` or `day`, in UTC); a step without a request is there too.
    """
    width = STEPS[step]
    first, last = start - start % width, -(-end // width) * width
    steps: dict[int, tuple[int, ...]] = {}
    peaks: dict[int, int] = {}
    keys: dict[str, tuple[int, ...]] = {}
    for segment in span.segments(first, last):
        bounds = {"workspace_id": workspace_id, "start": segment.start, "end": segment.end}
        for at, peak, *sums in segment.reader.rows(_BY_STEP, **bounds, width=width):
            steps[at] = _add(steps.get(at, _NOTHING), sums)
            peaks[at] = max(peaks.get(at, 0), peak)
        for statement, part in _whole_hours(segment.start, segment.end):
            for key, *sums in segment.reader.rows(statement, **{**bounds, **part}):
                keys[key] = _add(keys.get(key, _NOTHING), sums)
    total = _NOTHING
    for each in steps.values():
        total = _add(total, each)
    return {
        "from": to_text(first),
        "to": to_text(last),
        "step": step,
        "data": [
            {"at": to_text(at), **_summary(steps.get(at, _NOTHING)), "busiest_minute": peaks.get(at, 0)}
            for at in range(first, last, width)
        ],
        "totals": {**_summary(total), "busiest_minute": max(peaks.values(), default=0)},
        "credentials": [
            {"credential_id": key, **_summary(sums)}
            for key, sums in sorted(keys.items(), key=lambda item: (-item[1][0], item[0]))
        ],
    }


def _whole_hours(start: int, end: int) -> Iterator[tuple[Statement, dict[str, int]]]:
    """The hours between two moments and what sticks out at either end, each with the statement that sums it up by key.

    By the minute a day has so many counts that to add them up would take longer than everything else.
    """
    first = min(-(-start // HOUR) * HOUR, end)
    last = max(end // HOUR * HOUR, first)
    for statement, low, high in (
        (_BY_KEY_TO_THE_MINUTE, start, first),
        (_BY_KEY, first, last),
        (_BY_KEY_TO_THE_MINUTE, last, end),
    ):
        if low < high:
            yield statement, {"start": low, "end": high}


def _add(one: tuple[int, ...], other: Any) -> tuple[int, ...]:
    return tuple(a + int(b) for a, b in zip(one, other, strict=True))


def _summary(sums: tuple[int, ...]) -> Record:
    requests, limited, failed, refused, microseconds = sums
    return {
        "requests": requests,
        "rate_limited": limited,
        "client_errors": refused,
        "server_errors": failed,
        "average_ms": round(microseconds / requests / 1000, 1) if requests else None,
    }
