"""Looking back into a log: newest first, all of it, some types, one record, or a piece between two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest

import sqlalchemy as sa

from ..clock import to_text
from ..ids import time_bound
from ..storage.database import Reader
from ..storage.schema import EVENTS
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row
from .stream import bounds

_BIG = sa.BigInteger()
_E = EVENTS.c
_WITHIN = (
    (_E.workspace_id == WORKSPACE)
    & (_E.sequence >= sa.bindparam("first", type_=_BIG))
    & (_E.sequence <= sa.bindparam("last", type_=_BIG))
)
_SIZE = sa.bindparam("size", type_=sa.Integer())
_COLUMNS = (_E.sequence, _E.id, _E.type, _E.at, _E.record_id)


def _newest(*conditions: sa.ColumnElement[bool], envelope: bool = False) -> Statement:
    columns = (*_COLUMNS, _E.envelope) if envelope else _COLUMNS
    return Statement(
        sa.select(*columns).where(_WITHIN, *conditions).order_by(_E.sequence.desc()).limit(_SIZE)
    )


_ALL = _newest()
_OF_TYPE = _newest(_E.type == sa.bindparam("type"))
_OF_RECORD = _newest(_E.record_id == sa.bindparam("record_id"))
_HISTORY = _newest(_E.record_id == sa.bindparam("record_id"), envelope=True)
_FIRST_BEHIND = Statement(
    sa.select(_E.sequence)
    .where(_E.workspace_id == WORKSPACE, _E.id >= sa.bindparam("bound", type_=sa.Text()))
    .order_by(_E.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it stands in a list.

    Attributes
    ----------
    at: when it was committed, as on the wire.
    record_id: the record that it is about.
    """

    sequence: int
    id: str
    type: str
    at: str
    record_id: str


def entry(row: Row) -> Entry:
    """An event from a row."""
    return Entry(row[0], row[1], row[2], to_text(row[3]), row[4])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events.

    Parameters
    ----------
    types: names of types; none means all.
    record_id: only of this record; empty means of all.
    first, last: the lowest and the highest number, both included; None for no bound.
    since, until: not before and before this moment (epoch ms).
    """

    types: tuple[str, ...] = ()
    record_id: str = ""
    first: int | None = None
    last: int | None = None
    since: int | None = None
    until: int | None = None


def newest(reader: Reader, workspace_id: str, wanted: Wanted, size: int) -> list[Entry]:
    """Up to `size` events, newest first."""
    first, last = _piece(reader, workspace_id, wanted)
    scope = {"workspace_id": workspace_id, "first": first, "last": last, "size": size}
    if wanted.record_id:
        rows = reader.rows(_OF_RECORD, **scope, record_id=wanted.record_id)
        return [entry(row) for row in rows if not wanted.types or row[2] in wanted.types]
    if not wanted.types:
        return [entry(row) for row in reader.rows(_ALL, **scope)]
    # One walk along the index for each type: together they are in no index's order.
    rows = [row for name in wanted.types for row in reader.rows(_OF_TYPE, **scope, type=name)]
    return [entry(row) for row in nlargest(size, rows)]


def history(reader: Reader, workspace_id: str, record_id: str, size: int) -> list[tuple[Entry, str]]:
    """A record's newest events with their envelopes, newest first."""
    scope = {"workspace_id": workspace_id, "first": 0, "last": bounds(reader, workspace_id)[1], "size": size}
    return [(entry(row), row[5]) for row in reader.rows(_HISTORY, **scope, record_id=record_id)]


def _piece(reader: Reader, workspace_id: str, wanted: Wanted) -> tuple[int, int]:
    """The lowest and the highest number that are looked at."""
    first, last = bounds(reader, workspace_id)
    if wanted.since is not None:
        first = max(first, _at(reader, workspace_id, wanted.since, last + 1))
    if wanted.until is not None:
        last = min(last, _at(reader, workspace_id, wanted.until, last + 1) - 1)
    return max(first, wanted.first or 0), last if wanted.last is None else min(last, wanted.last)


def _at(reader: Reader, workspace_id: str, moment: int, otherwise: int) -> int:
    """The number of the first event at a moment or later."""
    row = reader.row(_FIRST_BEHIND, workspace_id=workspace_id, bound=f"msg_{time_bound(moment)}")
    return row[0] if row else otherwise
