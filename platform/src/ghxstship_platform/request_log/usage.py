"""How much a workspace asks for, against what its tier allows."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from ..clock import DAY, HOUR, MINUTE, to_text
from ..products.resource import Record
from ..storage.daily import Span
from ..storage.statements import WORKSPACE, Statement
from .tables import COUNTS

STEPS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY}
MAX_POINTS = 1_500

_C = COUNTS.c
_BIG = sa.BigInteger()


def _sum(condition: sa.ColumnElement[bool] | None = None, column: Any = _C.requests) -> Any:
    counted = column if condition is None else sa.case((condition, column), else_=0)
    return sa.cast(sa.func.sum(counted), _BIG)


def _text(value: int) -> Any:
    return sa.literal_column(str(value), _BIG)


_SUMS = (
    _sum(),
    _sum(_C.status == _text(429)),
    _sum(_C.status >= _text(500)),
    _sum(_C.status.between(_text(400), _text(499)) & (_C.status != _text(429))),
    _sum(column=_C.microseconds),
)
_NOTHING = (0,) * len(_SUMS)
_WITHIN = (
    _C.workspace_id == WORKSPACE,
    _C.minute >= sa.bindparam("start", type_=_BIG),
    _C.minute < sa.bindparam("end", type_=_BIG),
)
_BY_MINUTE = Statement(sa.select(_C.minute, *_SUMS).where(*_WITHIN).group_by(_C.minute))
_BY_KEY = Statement(sa.select(_C.credential_id, *_SUMS).where(*_WITHIN).group_by(_C.credential_id))


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
        for minute, *sums in segment.reader.rows(_BY_MINUTE, **bounds):
            at = minute - minute % width
            steps[at] = _add(steps.get(at, _NOTHING), sums)
            peaks[at] = max(peaks.get(at, 0), sums[0])
        for key, *sums in segment.reader.rows(_BY_KEY, **bounds):
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
