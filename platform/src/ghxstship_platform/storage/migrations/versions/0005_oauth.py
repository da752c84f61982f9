"""OAuth: applications, grants, codes, tokens, devices; keys are found by their hash alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "oauth_codes",
        sa.Column("code_hash", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("app_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("person_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("redirect_named", sa.BigInteger(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("grant_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("oauth_codes_by_end", "oauth_codes", ["expires_at"], unique=False)
    op.create_table(
        "oauth_devices",
        sa.Column(
            "device_hash", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("user_hash", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("app_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("pause", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("person_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True),
        sa.Column("grant_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("device_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("oauth_devices_by_end", "oauth_devices", ["expires_at"], unique=False)
    op.create_index("oauth_devices_one_user_hash", "oauth_devices", ["user_hash"], unique=True)
    op.create_table(
        "oauth_tokens",
        sa.Column("token_hash", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("grant_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("oauth_tokens_by_end", "oauth_tokens", ["expires_at"], unique=False)
    op.create_index("oauth_tokens_by_grant", "oauth_tokens", ["workspace_id", "grant_id"], unique=False)
    op.create_table(
        "workspace_oauth_apps",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("secrets", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "oauth_app"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_oauth_apps_by_change",
        "workspace_oauth_apps",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "workspace_oauth_apps_by_type", "workspace_oauth_apps", ["workspace_id", "type", "id"], unique=False
    )
    op.create_index("workspace_oauth_apps_lookup_id", "workspace_oauth_apps", ["id"], unique=True)
    op.create_index(
        "workspace_oauth_apps_one_external_id",
        "workspace_oauth_apps",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "workspace_oauth_grants",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("app_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("last_used", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "oauth_grant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_oauth_grants_by_app_id",
        "workspace_oauth_grants",
        ["workspace_id", "app_id", "id"],
        unique=False,
    )
    op.create_index(
        "workspace_oauth_grants_by_change",
        "workspace_oauth_grants",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "workspace_oauth_grants_by_person_id",
        "workspace_oauth_grants",
        ["workspace_id", "person_id", "id"],
        unique=False,
    )
    op.create_index(
        "workspace_oauth_grants_by_status",
        "workspace_oauth_grants",
        ["workspace_id", "status", "id"],
        unique=False,
    )
    op.create_index(
        "workspace_oauth_grants_one_external_id",
        "workspace_oauth_grants",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.drop_index("workspace_keys_by_secret_hash", table_name="workspace_keys")
    op.create_index("workspace_keys_lookup_secret_hash", "workspace_keys", ["secret_hash"], unique=True)
