"""What the request log keeps: each request of a workspace, and how many there were a minute."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ..ids import time_bound
from ..storage.daily import DayTable
from ..storage.schema import KEY
from ..storage.statements import Statement

# Not among the tables of the database: files and partitions of a day are made when the day comes.
_METADATA = sa.MetaData()

PREFIX = "req_"

REQUESTS = sa.Table(
    "request_log",
    _METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    # Begins with the moment of the request's arrival, so that the key is the order of the list.
    sa.Column("id", KEY, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("status", sa.BigInteger, nullable=False),
    # The error's code; empty for a success.
    sa.Column("error", sa.Text, nullable=False),
    # Who asked: a key, a token or a person.
    sa.Column("credential_id", sa.Text, nullable=False),
    sa.Column("microseconds", sa.BigInteger, nullable=False),
    sa.Column("request_bytes", sa.BigInteger, nullable=False),
    # Before compression; null for a stream.
    sa.Column("response_bytes", sa.BigInteger),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("user_agent", sa.Text, nullable=False),
    sa.Column("idempotency_key", sa.Text),
    # The numbers of the events that it has caused.
    sa.Column("first_event", sa.BigInteger),
    sa.Column("last_event", sa.BigInteger),
    # Redacted and cut.
    sa.Column("request_body", sa.Text),
    sa.Column("response_body", sa.Text),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (id)",
)

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


REQUESTS_BY_DAY = DayTable(
    REQUESTS,
    lambda moment: PREFIX + time_bound(moment),
    Statement(sa.insert(REQUESTS).values(_row(REQUESTS))),
)
COUNTS_BY_DAY = DayTable(COUNTS, lambda moment: moment, _add_up())
TABLES = (REQUESTS_BY_DAY, COUNTS_BY_DAY)
