"""The table of the audit log."""

from __future__ import annotations

import sqlalchemy as sa

from ..storage.schema import KEY, METADATA

AUDIT = sa.Table(
    "audit_log",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("id", KEY, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    # A person, a key, a token, or `operator` for the command line; None for the platform itself.
    sa.Column("actor", sa.Text),
    sa.Column("target", sa.Text),
    # What the target was called at the time.
    sa.Column("target_name", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("user_agent", sa.Text),
    sa.Column("request_id", sa.Text),
    # JSON: what changed, as {field: {from, to}}, or whatever else tells more.
    sa.Column("detail", sa.Text),
    sa.Index("audit_log_by_action", "workspace_id", "action", "id"),
    sa.Index("audit_log_by_actor", "workspace_id", "actor", "id"),
    sqlite_with_rowid=False,
)
