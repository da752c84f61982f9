"""The request log read: pages newest first, one request, what went wrong most.

The counts tell the minutes in which there is something to be found, and only their blocks are looked into; so a rare
error is found among a million requests without an index that every request would have to be entered into.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from ..clock import MINUTE, to_text
from ..ids import time_bound
from ..products.resource import Record
from ..storage.daily import Segment, Span
from ..storage.statements import WORKSPACE, Statement
from .tables import BLOCKS, COUNTS, FAILURES, MINUTES, PREFIX, Entry, size_of_block, some_of_block

CLASSES = ("2xx", "3xx", "4xx", "5xx")
METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS")
MOST_LOOKED_AT = 12_000
"""Requests that are looked at for one page; a page that has not been filled by then is shorter."""
_MINUTES_AT_ONCE = 30
_by_id = attrgetter("id")
# Later than anything that a clock will say.
FOREVER = 1 << 46

_B = BLOCKS.c
_BIG = sa.BigInteger()
_FROM, _UNTIL = (sa.bindparam(name, type_=_BIG) for name in ("start", "end"))
_FIRST_ID, _END_ID = (sa.bindparam(name, type_=sa.Text()) for name in ("first_id", "end_id"))
_OVERLAPPING = (
    _B.workspace_id == WORKSPACE,
    _B.minute >= _FROM,
    _B.minute < _UNTIL,
    _B.last_id >= _FIRST_ID,
    _B.first_id < _END_ID,
)
# The blocks of some minutes in the order of their newest requests; those of a minute may overlap, because several
# processes write and because a request is entered when it is over.
_BLOCKS = Statement(
    sa.select(_B.last_id, _B.block)
    .where(*_OVERLAPPING)
    .order_by(_B.minute.desc(), _B.last_id.desc())
    .limit(sa.bindparam("size", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
# How many are read at once, and then again: a page of a busy minute needs one, a quiet one has a block each second.
_BLOCKS_AT_ONCE = (1, 8, 64)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; of several values a request has one.

    Parameters
    ----------
    counted: columns that the counts know too (method, operation, error, credential_id), in the order of their names.
    classes: of statuses, such as ``4xx``.
    paths: whole paths.
    after, before: exclusive bounds of the time, epoch ms.
    """

    counted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    classes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None

    @property
    def shape(self) -> tuple[Any, ...]:
        """What decides the statements."""
        return tuple((name, len(values)) for name, values in self.counted), self.classes

    @property
    def narrow(self) -> bool:
        """Whether there may be requests in between that do not match."""
        return bool(self.counted or self.classes or self.paths)

    @property
    def start(self) -> int:
        """The first moment that is looked at (epoch ms)."""
        return 0 if self.after is None else self.after + 1

    @property
    def end(self) -> int:
        """The moment before which it is looked (epoch ms)."""
        return FOREVER if self.before is None else self.before

    def parameters(self) -> dict[str, Any]:
        """The values of the statements."""
        return {
            f"{name}_{index}": value for name, values in self.counted for index, value in enumerate(values)
        }

    @property
    def signs(self) -> tuple[bytes, ...]:
        """Bytes of which a request that matches has one; none where there is no telling."""
        counted = dict(self.counted)
        for values in (
            self.paths,
            *(counted.get(name, ()) for name in ("error", "credential_id", "operation")),
        ):
            if values:
                return tuple(value.encode(errors="replace") for value in values)
        return ()

    def match(self, entry: Entry) -> bool:
        """Whether a request is one of them, its time left aside."""
        # A loop: thousands are looked at for a page, and `all` over a generator takes twice as long.
        for name, values in self.counted:
            if getattr(entry, name) not in values:
                return False
        return (not self.classes or f"{entry.status // 100}xx" in self.classes) and (
            not self.paths or entry.path in self.paths
        )


_statements: dict[tuple[Any, ...], Statement] = {}


def _statement(kind: str, shape: tuple[Any, ...]) -> Statement:
    """A statement on the counts for a shape of filters, compiled once."""
    found = _statements.get((kind, shape))
    if found is None:
        table = _table(kind, *shape).c
        conditions = [table.workspace_id == WORKSPACE, table.minute >= _FROM, table.minute < _UNTIL]
        query: sa.Select[Any]
        match kind:
            case "minutes":
                query = sa.select(table.minute).distinct().order_by(table.minute.desc())
                query = query.limit(sa.bindparam("size", type_=sa.Integer()))
            case "total":
                query = sa.select(sa.cast(sa.func.sum(table.requests), _BIG))
            case _:
                key = table.error, table.method, table.operation, table.status
                sums = sa.cast(sa.func.sum(table.requests), _BIG), sa.func.max(table.minute)
                query = sa.select(*key, *sums).group_by(*key)
        found = _statements[kind, shape] = Statement(query.where(*conditions, *_chosen(table, *shape)))
    return found


def _table(kind: str, counted: tuple[tuple[str, int], ...], classes: tuple[str, ...]) -> sa.Table:
    """The smallest table of sums that knows the filters."""
    wrong = bool(classes) and set(classes) <= {"4xx", "5xx"}
    if kind == "errors" or wrong or any(name == "error" for name, _ in counted):
        return FAILURES
    return COUNTS if counted or classes else MINUTES


def _chosen(
    table: Any, counted: tuple[tuple[str, int], ...], classes: tuple[str, ...]
) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        table[name].in_([sa.bindparam(f"{name}_{index}", type_=sa.Text()) for index in range(count)])
        for name, count in counted
    ]
    if classes:
        hundreds = [int(text[0]) * 100 for text in classes]
        found.append(sa.or_(*(table.status.between(_number(n), _number(n + 99)) for n in hundreds)))
    return found


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(value), _BIG)


def id_bound(moment: int) -> str:
    """The lowest id of a request that came at `moment` (epoch ms) or later."""
    return PREFIX + time_bound(moment)


def page(
    span: Span, workspace_id: str, filters: Filters, last_id: str | None, size: int
) -> tuple[list[Entry], str | None]:
    """Up to `size` requests behind `last_id`, newest first, and where to go on; None at the end.

    Where few of the requests match, a page may be short and yet not the last one.
    """
    end_id = id_bound(filters.end) if last_id is None else last_id
    first_id = id_bound(filters.start)
    end = filters.end if last_id is None else _end_of(last_id)
    found: list[Entry] = []
    looked_at = 0
    for start, stop, segment in _places(span, workspace_id, filters, end):
        if looked_at >= MOST_LOOKED_AT:
            return found, id_bound(stop)
        bounds = max(first_id, id_bound(start)), min(end_id, id_bound(stop))
        for number, entries in _between(segment, workspace_id, *bounds, filters.signs):
            looked_at += number
            for entry in entries:
                if filters.match(entry):
                    found.append(entry)
                    if len(found) > size:
                        return found[:size], found[size - 1].id
    return found, None


def _between(
    segment: Segment, workspace_id: str, first_id: str, end_id: str, signs: tuple[bytes, ...]
) -> Iterator[tuple[int, list[Entry]]]:
    """The requests from one id to before another, newest first, in pieces: how many were looked at, and those that have
    one of the signs, or all where there are none.
    """
    start = moment_of(first_id)
    values = {
        "workspace_id": workspace_id,
        "first_id": first_id,
        "end_id": end_id,
        "start": start - start % MINUTE,
        "end": _end_of(end_id),
    }
    # The newest of those that are not given out yet is at the end.
    waiting: list[Entry] = []
    for last_id, block in _blocks(segment, values):
        ready = []
        # No later block has a newer one than this block's newest.
        while waiting and waiting[-1].id > last_id:
            ready.append(waiting.pop())
        entries = some_of_block(block, signs)
        waiting += [entry for entry in entries if first_id <= entry.id < end_id]
        waiting.sort(key=_by_id)
        yield size_of_block(block), ready
    yield 0, waiting[::-1]


def _blocks(segment: Segment, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    skip = 0
    # What is looked for in a minute may be anywhere in it.
    sizes = _BLOCKS_AT_ONCE[1:] if values["end"] - values["start"] <= MINUTE else _BLOCKS_AT_ONCE
    for size in chain(sizes, repeat(sizes[-1])):
        blocks = segment.reader.rows(_BLOCKS, **values, size=size, skip=skip)
        yield from blocks
        if len(blocks) < size:
            return
        skip += size


def _end_of(last_id: str) -> int:
    """The moment before which there is what lies behind an id; many share the moment of a request."""
    moment = moment_of(last_id)
    return moment + (last_id > id_bound(moment))


def _places(span: Span, workspace_id: str, filters: Filters, end: int) -> Iterator[tuple[int, int, Segment]]:
    """From where to where there is something to be found, newest first."""
    values = {"workspace_id": workspace_id, **filters.parameters()}
    for segment in span.segments(filters.start, end):
        if not filters.narrow:
            yield segment.start, segment.end, segment
            continue
        statement, until = _statement("minutes", filters.shape), segment.end
        first = segment.start - segment.start % MINUTE
        while True:
            bounds = {"start": first, "end": until, "size": _MINUTES_AT_ONCE}
            minutes = segment.reader.rows(statement, **values, **bounds)
            for (minute,) in minutes:
                yield minute, minute + MINUTE, segment
            if len(minutes) < _MINUTES_AT_ONCE:
                break
            until = minutes[-1][0]


def count(span: Span, workspace_id: str, filters: Filters) -> int | None:
    """How many requests match now; None where only looking at each would tell (of a path)."""
    if filters.paths:
        return None
    values = {"workspace_id": workspace_id, **filters.parameters()}
    total = 0
    for segment in span.segments(filters.start, filters.end):
        # Whole minutes are counted already; what sticks out at either end is not.
        first, last = -(-segment.start // MINUTE) * MINUTE, segment.end // MINUTE * MINUTE
        if first > last:
            total += _found(segment, workspace_id, filters, segment.start, segment.end)
            continue
        total += _found(segment, workspace_id, filters, segment.start, first)
        row = segment.reader.row(_statement("total", filters.shape), **values, start=first, end=last)
        total += (row[0] or 0) if row else 0
        total += _found(segment, workspace_id, filters, last, segment.end)
    return total


def _found(segment: Segment, workspace_id: str, filters: Filters, start: int, end: int) -> int:
    if start >= end:
        return 0
    pieces = _between(segment, workspace_id, id_bound(start), id_bound(end), filters.signs)
    return sum(filters.match(entry) for _, entries in pieces for entry in entries)


def get(span: Span, workspace_id: str, request_id: str) -> Record | None:
    """One request with its bodies; None when there is none, or when it is kept no longer."""
    moment = moment_of(request_id)
    for segment in span.segments(moment, moment + 1):
        for _, entries in _between(
            segment, workspace_id, request_id, request_id + "0", (request_id.encode(),)
        ):
            for entry in entries:
                return {
                    **show(entry),
                    "request_body": entry.request_body,
                    "response_body": entry.response_body,
                }
    return None


def errors(span: Span, workspace_id: str, filters: Filters) -> list[Record]:
    """What went wrong, by error and operation, the most frequent first; whole minutes."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    values = {"workspace_id": workspace_id, **filters.parameters()}
    start = filters.start - filters.start % MINUTE
    for segment in span.segments(start, filters.end):
        rows = segment.reader.rows(
            _statement("errors", filters.shape), **values, start=segment.start, end=segment.end
        )
        for *key, requests, minute in rows:
            found = sums.setdefault(tuple(key), [0, 0])
            found[0] += requests
            found[1] = max(found[1], minute)
    shown = [
        {
            "error": error or None,
            "method": method,
            "operation": operation,
            "status": status,
            "requests": requests,
            "last_seen_at": to_text(minute),
        }
        for (error, method, operation, status), (requests, minute) in sums.items()
    ]
    return sorted(shown, key=lambda entry: (-entry["requests"], entry["error"] or "", entry["operation"]))


_DIGITS = {character: value for value, character in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}


def moment_of(request_id: str) -> int:
    """When a request came (epoch ms), as its id says; 0 for what is no id of a request."""
    head = request_id.removeprefix(PREFIX)[:10]
    if len(head) < 10 or not set(head) <= _DIGITS.keys():
        return 0
    value = 0
    for character in head:
        value = value << 5 | _DIGITS[character]
    # Ten characters are 50 bits: two before the 48 of the time.
    return value


def show(entry: Entry) -> Record:
    """A request on the wire, without its bodies."""
    first, last = entry.first_event, entry.last_event
    return {
        "id": entry.id,
        "at": to_text(entry.at),
        "method": entry.method,
        "path": entry.path,
        "query": entry.query or None,
        "operation": entry.operation,
        "status": entry.status,
        "error": entry.error or None,
        "credential_id": entry.credential_id,
        "duration_ms": round(entry.microseconds / 1000, 3),
        "request_bytes": entry.request_bytes,
        "response_bytes": entry.response_bytes,
        "address": entry.address,
        "user_agent": entry.user_agent or None,
        "idempotency_key": entry.idempotency_key,
        "events": None if first is None else {"first": first, "last": last},
    }
