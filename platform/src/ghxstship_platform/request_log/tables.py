"""What the request log keeps: each request of a workspace, and how many there were a minute."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ..storage.daily import DayTable
from ..storage.schema import KEY
from ..storage.statements import Statement

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


encode_block = msgspec.msgpack.Encoder().encode
decode_block = msgspec.msgpack.Decoder(list[Entry]).decode

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
COUNT_KEY = ("workspace_id", "minute", "credential_id", "method", "operation", "status", "error")


def _row(table: sa.Table) -> dict[str, sa.BindParameter[object]]:
    return {column.name: sa.bindparam(column.name) for column in table.c}


def _add_up() -> Statement:
    # PostgreSQL's form, which SQLite takes as it is.
    insert = postgresql.insert(COUNTS).values(_row(COUNTS))
    sums = {name: COUNTS.c[name] + insert.excluded[name] for name in ("requests", "microseconds")}
    return Statement(insert.on_conflict_do_update(index_elements=list(COUNT_KEY), set_=sums))


BLOCKS_BY_DAY = DayTable(BLOCKS, Statement(sa.insert(BLOCKS).values(_row(BLOCKS))))
COUNTS_BY_DAY = DayTable(COUNTS, _add_up())
TABLES = (BLOCKS_BY_DAY, COUNTS_BY_DAY)
