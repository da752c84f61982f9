"""What OAuth keeps beside the records of applications and grants: codes, tokens and devices.

Each is found by the keyed hash of what its bearer shows; the text itself is nowhere.
"""

from __future__ import annotations

import sqlalchemy as sa

from ..storage.schema import KEY, METADATA

# A code that was used stays until it would have expired, so that a second use of it is seen for what it is.
CODES = sa.Table(
    "oauth_codes",
    METADATA,
    sa.Column("code_hash", KEY, primary_key=True),
    sa.Column("workspace_id", KEY, nullable=False),
    sa.Column("app_id", KEY, nullable=False),
    sa.Column("person_id", KEY, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    # Whether the request named the address: only then the exchange must name it again.
    sa.Column("redirect_named", sa.BigInteger, nullable=False),
    sa.Column("challenge", sa.Text),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Column("grant_id", KEY),
    sa.Index("oauth_codes_by_end", "expires_at"),
    sqlite_with_rowid=False,
)

# `kind` is access or refresh. A refresh token that was used stays until it would have expired: see CODES.
TOKENS = sa.Table(
    "oauth_tokens",
    METADATA,
    sa.Column("token_hash", KEY, primary_key=True),
    sa.Column("workspace_id", KEY, nullable=False),
    sa.Column("grant_id", KEY, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("issued_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Index("oauth_tokens_by_grant", "workspace_id", "grant_id"),
    sa.Index("oauth_tokens_by_end", "expires_at"),
    sqlite_with_rowid=False,
)

# A device belongs to no workspace before a person has let it into one. `status` is pending, approved, denied or used.
DEVICES = sa.Table(
    "oauth_devices",
    METADATA,
    sa.Column("device_hash", KEY, primary_key=True),
    sa.Column("user_hash", KEY, nullable=False),
    sa.Column("app_id", KEY, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    # Milliseconds that must lie between two questions, and when the last one came.
    sa.Column("pause", sa.BigInteger, nullable=False),
    sa.Column("asked_at", sa.BigInteger, nullable=False),
    sa.Column("workspace_id", KEY),
    sa.Column("person_id", KEY),
    sa.Column("grant_id", KEY),
    sa.Index("oauth_devices_one_user_hash", "user_hash", unique=True),
    sa.Index("oauth_devices_by_end", "expires_at"),
    sqlite_with_rowid=False,
)
