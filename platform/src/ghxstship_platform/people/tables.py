"""The people and their sessions. Neither belongs to a workspace: a person may be a member of several."""

from __future__ import annotations

import sqlalchemy as sa

from ..storage.schema import KEY, METADATA

PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    # In lower case: who signs in need not remember how it was typed.
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("password_changed_at", sa.BigInteger, nullable=False),
    sa.Index("people_one_email", "email", unique=True),
    sqlite_with_rowid=False,
)

SESSIONS = sa.Table(
    "people_sessions",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("person_id", KEY, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("last_seen_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("user_agent", sa.Text, nullable=False),
    sa.Index("people_sessions_one_token", "token_hash", unique=True),
    sa.Index("people_sessions_by_person", "person_id", "id"),
    sa.Index("people_sessions_by_end", "expires_at"),
    sqlite_with_rowid=False,
)
