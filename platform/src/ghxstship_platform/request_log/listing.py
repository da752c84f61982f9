"""The request log read: pages newest first, one request, what went wrong most.

A page is narrowed in two steps. The counts tell the minutes in which there is something to be found, and only their
requests are looked at; so a rare error is found among a million requests without an index that every request would
have to be entered into.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..clock import MINUTE, to_text
from ..ids import time_bound
from ..products.resource import Record
from ..storage.daily import Segment, Span
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row
from .tables import COUNTS, PREFIX, REQUESTS

CLASSES = ("2xx", "3xx", "4xx", "5xx")
METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS")
MOST_MINUTES = 600
"""Minutes that are looked into for one page; a page that has not been filled by then is shorter."""
_MINUTES_AT_ONCE = 30
# Later than anything that a clock will say.
FOREVER = 1 << 46

_R, _C = REQUESTS.c, COUNTS.c
_BIG = sa.BigInteger()
_SHOWN = (
    _R.id, _R.at, _R.method, _R.path, _R.query, _R.operation, _R.status, _R.error, _R.credential_id, _R.microseconds,
    _R.request_bytes, _R.response_bytes, _R.address, _R.user_agent, _R.idempotency_key, _R.first_event, _R.last_event,
)  # fmt: skip
_GET = Statement(
    sa.select(*_SHOWN, _R.request_body, _R.response_body).where(
        _R.workspace_id == WORKSPACE, _R.id == sa.bindparam("request_id", type_=sa.Text())
    )
)


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
        """What decides the statement."""
        return tuple((name, len(values)) for name, values in self.counted), self.classes, len(self.paths)

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
        chosen = (*self.counted, ("path", self.paths))
        return {f"{name}_{index}": value for name, values in chosen for index, value in enumerate(values)}


def _matching(table: sa.Table, shape: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    counted, classes, paths = shape
    chosen = [*counted, ("path", paths)] if table is REQUESTS else counted
    found: list[sa.ColumnElement[bool]] = [table.c.workspace_id == WORKSPACE]
    for name, count in chosen:
        if count:
            found.append(
                table.c[name].in_([sa.bindparam(f"{name}_{i}", type_=sa.Text()) for i in range(count)])
            )
    if classes:
        status = table.c.status
        hundreds = [int(text[0]) * 100 for text in classes]
        found.append(sa.or_(*(status.between(_number(n), _number(n + 99)) for n in hundreds)))
    return found


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(value), _BIG)


_FIRST_ID, _END_ID = (sa.bindparam(name, type_=sa.Text()) for name in ("first_id", "end_id"))
_FROM, _UNTIL = (sa.bindparam(name, type_=_BIG) for name in ("start", "end"))
_SIZE = sa.bindparam("size", type_=sa.Integer())
_statements: dict[tuple[Any, ...], Statement] = {}


def _statement(kind: str, shape: tuple[Any, ...]) -> Statement:
    """A statement of a shape of filters, compiled once."""
    found = _statements.get((kind, shape))
    if found is None:
        of_requests = [*_matching(REQUESTS, shape), _R.id >= _FIRST_ID, _R.id < _END_ID]
        of_counts = [*_matching(COUNTS, shape), _C.minute >= _FROM, _C.minute < _UNTIL]
        query: sa.Select[Any]
        match kind:
            case "page":
                query = sa.select(*_SHOWN).where(*of_requests).order_by(_R.id.desc()).limit(_SIZE)
            case "minutes":
                query = (
                    sa.select(_C.minute).where(*of_counts).distinct().order_by(_C.minute.desc()).limit(_SIZE)
                )
            case "counted":
                query = sa.select(sa.cast(sa.func.sum(_C.requests), _BIG)).where(*of_counts)
            case "found":
                query = sa.select(sa.func.count()).select_from(REQUESTS).where(*of_requests)
            case "errors":
                query = (
                    sa.select(
                        _C.error, _C.method, _C.operation, _C.status,
                        sa.cast(sa.func.sum(_C.requests), _BIG), sa.func.max(_C.minute),
                    )
                    .where(*of_counts, _C.status >= _number(400))
                    .group_by(_C.error, _C.method, _C.operation, _C.status)
                )  # fmt: skip
        found = _statements[kind, shape] = Statement(query)
    return found


def id_bound(moment: int) -> str:
    """The lowest id of a request that came at `moment` (epoch ms) or later."""
    return PREFIX + time_bound(moment)


def page(
    span: Span, workspace_id: str, filters: Filters, last_id: str | None, size: int
) -> tuple[list[Row], str | None]:
    """Up to `size` requests behind `last_id`, newest first, and where to go on; None at the end.

    Where few of the requests match, a page may be short and yet not the last one.
    """
    values = {"workspace_id": workspace_id, **filters.parameters()}
    statement = _statement("page", filters.shape)
    end_id = id_bound(filters.end) if last_id is None else last_id
    first_id = id_bound(filters.start)
    end = filters.end if last_id is None else _end_of(last_id)
    rows: list[Row] = []
    visited = 0
    for start, stop, segment in _places(span, filters, values, end):
        if visited >= MOST_MINUTES:
            return rows, id_bound(stop)
        visited += filters.narrow
        rows += segment.reader.rows(
            statement,
            **values,
            first_id=max(first_id, id_bound(start)),
            end_id=min(end_id, id_bound(stop)),
            size=size + 1 - len(rows),
        )
        if len(rows) > size:
            return rows[:size], rows[size - 1][0]
    return rows, None


def _end_of(last_id: str) -> int:
    """The moment before which there is what lies behind an id; many share the moment of a request."""
    moment = moment_of(last_id)
    return moment + (last_id > id_bound(moment))


def _places(
    span: Span, filters: Filters, values: dict[str, Any], end: int
) -> Iterator[tuple[int, int, Segment]]:
    """From where to where there is something to be found, newest first."""
    for segment in span.segments(filters.start, end):
        if not filters.narrow:
            yield segment.start, segment.end, segment
            continue
        statement, until = _statement("minutes", filters.shape), segment.end
        first = segment.start - segment.start % MINUTE
        while minutes := segment.reader.rows(
            statement, **values, start=first, end=until, size=_MINUTES_AT_ONCE
        ):
            for (minute,) in minutes:
                yield minute, minute + MINUTE, segment
            until = minutes[-1][0]


def count(span: Span, workspace_id: str, filters: Filters) -> int:
    """How many requests match now."""
    values = {"workspace_id": workspace_id, **filters.parameters()}
    total = 0
    for segment in span.segments(filters.start, filters.end):
        # Whole minutes are counted already; what sticks out at either end, and what only a path tells, is not.
        first, last = -(-segment.start // MINUTE) * MINUTE, segment.end // MINUTE * MINUTE
        if filters.paths or first > last:
            total += _found(segment, filters, values, segment.start, segment.end)
            continue
        total += _found(segment, filters, values, segment.start, first)
        row = segment.reader.row(_statement("counted", filters.shape), **values, start=first, end=last)
        total += (row[0] or 0) if row else 0
        total += _found(segment, filters, values, last, segment.end)
    return total


def _found(segment: Segment, filters: Filters, values: dict[str, Any], start: int, end: int) -> int:
    if start >= end:
        return 0
    bounds = {"first_id": id_bound(start), "end_id": id_bound(end)}
    row = segment.reader.row(_statement("found", filters.shape), **values, **bounds)
    return int(row[0]) if row else 0


def get(span: Span, workspace_id: str, request_id: str) -> Record | None:
    """One request with its bodies; None when there is none, or when it is kept no longer."""
    moment = moment_of(request_id)
    for segment in span.segments(moment, moment + 1):
        row = segment.reader.row(_GET, workspace_id=workspace_id, request_id=request_id)
        if row is not None:
            return {**show(row), "request_body": row[-2], "response_body": row[-1]}
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


def show(row: Row) -> Record:
    """A request on the wire, without its bodies."""
    (
        request_id, at, method, path, query, operation, status, error, credential_id, microseconds,
        request_bytes, response_bytes, address, user_agent, idempotency_key, first_event, last_event,
    ) = row[:17]  # fmt: skip
    return {
        "id": request_id,
        "at": to_text(at),
        "method": method,
        "path": path,
        "query": query or None,
        "operation": operation,
        "status": status,
        "error": error or None,
        "credential_id": credential_id,
        "duration_ms": round(microseconds / 1000, 3),
        "request_bytes": request_bytes,
        "response_bytes": response_bytes,
        "address": address,
        "user_agent": user_agent or None,
        "idempotency_key": idempotency_key,
        "events": None if first_event is None else {"first": first_event, "last": last_event},
    }
