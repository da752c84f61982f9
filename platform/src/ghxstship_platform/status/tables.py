"""What is kept of how the platform works: by the hour, as it is now, and the incidents that people have told of.

No table belongs to a workspace: they tell of the platform as a whole.
"""

from __future__ import annotations

import sqlalchemy as sa

from ..storage.schema import KEY, METADATA

LEVELS = ("operational", "degraded_performance", "partial_outage", "major_outage")
"""From good to bad, in the words of Statuspage."""

SUMS = (*LEVELS, "requests", "failures", "microseconds")
"""The columns of `HOURS` that are sums: minutes at each level, and the requests measured."""

# Each host measures for itself, so that no two write the same row.
HOURS = sa.Table(
    "status_hours",
    METADATA,
    sa.Column("component", KEY, primary_key=True),
    sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("host", KEY, primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in SUMS),
    sqlite_with_rowid=False,
)

NOW = sa.Table(
    "status_now",
    METADATA,
    sa.Column("component", KEY, primary_key=True),
    sa.Column("host", KEY, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("level", sa.BigInteger, nullable=False),
    # Why it is not operational, in a sentence.
    sa.Column("reason", sa.Text),
    sqlite_with_rowid=False,
)

INCIDENTS = sa.Table(
    "status_incidents",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("impact", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    # Ids of components, separated by commas.
    sa.Column("components", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Column("resolved_at", sa.BigInteger),
    sqlite_with_rowid=False,
)

UPDATES = sa.Table(
    "status_updates",
    METADATA,
    sa.Column("incident_id", KEY, primary_key=True),
    sa.Column("id", KEY, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    # A person's id, or null for the command line.
    sa.Column("author", sa.Text),
    sqlite_with_rowid=False,
)
