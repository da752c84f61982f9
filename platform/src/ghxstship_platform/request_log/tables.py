"""What the request log keeps: each request of a workspace, and how many there were a minute."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import msgspec
import sqlalchemy as sa

from ..clock import HOUR
from ..storage.daily import DayTable
from ..storage.schema import KEY
from ..storage.statements import Statement, add_up, values_of

# Not among the tables of the database: files and partitions of a day are made when the day comes.
_METADATA = sa.MetaData()

PREFIX = "req_"

# Some requests of one workspace and one minute, as one value: a row for each of them would cost the API four times as
# much. A block is written once and never changed.
BLOCKS = sa.Table(
    "request_blocks",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    # Of the requests' arrival.
    sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
    # The ids of its newest and its oldest request; they begin with the moment of its arrival.
    sa.Column("last_id", KEY, primary_key=True),
    sa.Column("first_id", KEY, nullable=False),
    # The requests, oldest first, as MessagePack.
    sa.Column("block", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (minute)",
)


class Entry(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A request in a block. Later fields are only ever added at the end, with a default.

    Parameters
    ----------
    at: when it came, epoch ms.
    query: the query string, redacted.
    operation: the operation's id, `unknown` where there is none.
    error: the error's code; empty for a success.
    credential_id: who asked: a key, a token or a person.
    response_bytes: before compression; None for a stream.
    first_event, last_event: the numbers of the events that it has caused.
    request_body, response_body: redacted and cut; None where they are not kept.
    """

    id: str
    at: int
    method: str
    path: str
    query: str
    operation: str
    status: int
    error: str
    credential_id: str
    microseconds: int
    request_bytes: int
    response_bytes: int | None
    address: str
    user_agent: str
    idempotency_key: str | None
    first_event: int | None
    last_event: int | None
    request_body: str | None
    response_body: str | None


encode_entry = msgspec.msgpack.Encoder().encode
decode_entry = msgspec.msgpack.Decoder(Entry).decode
_decode_block = msgspec.msgpack.Decoder(list[Entry]).decode
_entries_of = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
_HEAD = 3
"""Bytes of a block before its first request."""
_FEW = 4
"""Of so many requests one is worth to be looked for by itself."""


def make_block(entries: Sequence[bytes]) -> tuple[str, str, bytes]:
    """A block of encoded requests, oldest first, which sorted as bytes they are: each begins with its id.

    Returns the ids of the newest and of the oldest, and the block.
    """
    # MessagePack's array, whose head tells its length.
    block = b"".join((b"\xdc", len(entries).to_bytes(2), *entries))
    return decode_entry(entries[-1]).id, decode_entry(entries[0]).id, block


def some_of_block(block: bytes, signs: Sequence[bytes]) -> list[Entry]:
    """The requests of a block in which one of the signs stands, or all where there are none.

    Where these are few only they are decoded; some others may be among them.
    """
    if not signs:
        return _decode_block(block)
    most = size_of_block(block) // _FEW
    hits: list[int] = []
    for sign in signs:
        at = block.find(sign)
        while at >= 0:
            hits.append(at)
            if len(hits) > most:
                return _decode_block(block)
            at = block.find(sign, at + len(sign))
    if not hits:
        return []
    entries = _entries_of(block)
    starts = list(accumulate(map(len, entries), initial=_HEAD))
    found = {bisect_right(starts, at) - 1 for at in hits}
    return [decode_entry(entries[index]) for index in sorted(found)]


def size_of_block(block: bytes) -> int:
    """How many requests it holds."""
    return int.from_bytes(block[1:3])


# How many requests there were, by everything that the list can be narrowed to: totals and charts are sums of it, and
# it tells in which minutes there is something to be found.
COUNTS = sa.Table(
    "request_counts",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("credential_id", KEY, primary_key=True),
    sa.Column("method", KEY, primary_key=True),
    sa.Column("operation", KEY, primary_key=True),
    sa.Column("status", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("error", KEY, primary_key=True),
    sa.Column("requests", sa.BigInteger, nullable=False),
    sa.Column("microseconds", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (minute)",
)
CountKey = tuple[Any, ...]
"""The primary key of a row of `COUNTS`."""


# Those of the counts that are errors, which are few: what went wrong, and when, is found without the others.
FAILURES = sa.Table(
    "request_failures",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("error", KEY, primary_key=True),
    sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("credential_id", KEY, primary_key=True),
    sa.Column("method", KEY, primary_key=True),
    sa.Column("operation", KEY, primary_key=True),
    sa.Column("status", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("requests", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (minute)",
)

_SUMS = ("requests", "rate_limited", "server_errors", "client_errors", "microseconds")

# What the counts come to, for charts of a month: a minute of a workspace, and an hour of one of its keys.
MINUTES = sa.Table(
    "request_minutes",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in _SUMS),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (minute)",
)
HOURS = sa.Table(
    "request_hours",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("credential_id", KEY, primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in _SUMS),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (hour)",
)


def sums_of(counts: Mapping[CountKey, Sequence[int]]) -> dict[DayTable, list[tuple[Any, ...]]]:
    """The rows of every table of sums, from requests and their microseconds by the key of `COUNTS`."""
    minutes: dict[tuple[Any, ...], list[int]] = {}
    hours: dict[tuple[Any, ...], list[int]] = {}
    for (workspace_id, minute, credential_id, _, _, status, _), (requests, microseconds) in counts.items():
        more = (
            requests,
            requests if status == 429 else 0,
            requests if status >= 500 else 0,
            requests if 400 <= status < 500 and status != 429 else 0,
            microseconds,
        )
        for sums, key in (
            (minutes, (workspace_id, minute)),
            (hours, (workspace_id, minute - minute % HOUR, credential_id)),
        ):
            found = sums.setdefault(key, [0] * len(more))
            for index, value in enumerate(more):
                found[index] += value
    failures = [
        (workspace_id, error, minute, credential_id, method, operation, status, sums[0])
        for (workspace_id, minute, credential_id, method, operation, status, error), sums in counts.items()
        if status >= 400
    ]
    return {
        COUNTS_BY_DAY: [(*key, *sums) for key, sums in counts.items()],
        FAILURES_BY_DAY: failures,
        MINUTES_BY_DAY: [(*key, *sums) for key, sums in minutes.items()],
        HOURS_BY_DAY: [(*key, *sums) for key, sums in hours.items()],
    }


BLOCKS_BY_DAY = DayTable(BLOCKS, Statement(sa.insert(BLOCKS).values(values_of(BLOCKS))))
COUNTS_BY_DAY, FAILURES_BY_DAY, MINUTES_BY_DAY, HOURS_BY_DAY = (
    DayTable(table, add_up(table)) for table in (COUNTS, FAILURES, MINUTES, HOURS)
)
TABLES = (BLOCKS_BY_DAY, COUNTS_BY_DAY, FAILURES_BY_DAY, MINUTES_BY_DAY, HOURS_BY_DAY)
