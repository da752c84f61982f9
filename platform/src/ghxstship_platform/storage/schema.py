"""The tables: the platform's own here, and the shape that every resource's table has.

Moments are BIGINT milliseconds, days and JSON are TEXT, truth is 0 or 1, so that both engines hold the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

METADATA = sa.MetaData()

_KINDS = {"text": sa.Text, "integer": sa.BigInteger}

# Ids sort by their bytes, whatever the locale of the database.
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

WORKSPACES = sa.Table(
    "workspaces",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    # The log's last number and last moment: every write of the workspace begins by locking this row.
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("clock", sa.BigInteger, nullable=False),
    # Events up to this number have been dropped by retention.
    sa.Column("first_sequence", sa.BigInteger, nullable=False, server_default="1"),
    sqlite_with_rowid=False,
)

EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", KEY, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("envelope", sa.Text, nullable=False),
    sa.Index("events_by_id", "workspace_id", "id", unique=True),
    # For who looks back: the newest of a type, and what has become of a record.
    sa.Index("events_by_type", "workspace_id", "type", "sequence"),
    sa.Index("events_by_record", "workspace_id", "record_id", "sequence"),
    sqlite_with_rowid=False,
)

IDEMPOTENCY = sa.Table(
    "idempotency_keys",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("status", sa.BigInteger, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("idempotency_keys_by_age", "at"),
    sqlite_with_rowid=False,
)

COUNTS = sa.Table(
    "counts",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("resource", sa.Text, primary_key=True),
    sa.Column("facet", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("live", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

SEQUENCES = sa.Table(
    "number_series",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

PLATFORM = sa.Table(
    "platform",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)


def table_name(key: str) -> str:
    """The table of a resource given as ``product.name``."""
    return key.replace(".", "_").replace("-", "_")


def record_table(
    name: str,
    columns: Mapping[str, str],
    unique: Iterable[str],
    indexed: Iterable[tuple[str, ...]],
    references: Mapping[str, str],
    noun: str,
    lookups: Iterable[str] = (),
) -> sa.Table:
    """The table of a resource: the record as JSON in `doc`, beside the columns that are looked up by.

    Parameters
    ----------
    columns: name to ``text`` or ``integer``, beyond those that every resource has.
    unique: columns whose values no two live records of a workspace share.
    indexed: groups of columns that lists are filtered by; the id is appended to each.
    references: column to the table that its ids are of; both kept in the table's `info` with the noun.
    lookups: columns that are unique on the whole platform and find a row without its workspace.
    """
    table = sa.Table(
        name,
        METADATA,
        sa.Column("workspace_id", KEY, primary_key=True),
        sa.Column("id", KEY, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
        sa.Column("external_id", sa.Text),
        sa.Column("search", sa.Text),
        *(sa.Column(column, _KINDS[kind]) for column, kind in columns.items()),
        sa.Column("doc", sa.Text, nullable=False),
        sqlite_with_rowid=False,
        info={"references": dict(references), "noun": noun},
    )
    # Both grow together within a workspace: the order of commits, entered by time.
    sa.Index(f"{name}_by_change", table.c.workspace_id, table.c.updated_at, table.c.seq, unique=True)
    live = table.c.deleted_at.is_(None)
    for column in ("external_id", *unique):
        sa.Index(
            f"{name}_one_{column}",
            table.c.workspace_id,
            table.c[column],
            unique=True,
            sqlite_where=live & table.c[column].is_not(None),
            postgresql_where=live & table.c[column].is_not(None),
        )
    for column in lookups:
        sa.Index(f"{name}_lookup_{column}", table.c[column], unique=True)
    for group in dict.fromkeys(indexed):
        if group[0] not in (*unique, "external_id"):
            sa.Index(
                f"{name}_by_{'_'.join(group)}", table.c.workspace_id, *(table.c[c] for c in group), table.c.id
            )
    return table
