"""People, their sessions, members, invitations, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("target_name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("audit_log_by_action", "audit_log", ["workspace_id", "action", "id"], unique=False)
    op.create_index("audit_log_by_actor", "audit_log", ["workspace_id", "actor", "id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("password_changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("people_one_email", "people", ["email"], unique=True)
    op.create_table(
        "people_sessions",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("people_sessions_by_end", "people_sessions", ["expires_at"], unique=False)
    op.create_index("people_sessions_by_person", "people_sessions", ["person_id", "id"], unique=False)
    op.create_index("people_sessions_one_token", "people_sessions", ["token_hash"], unique=True)
    op.create_table(
        "workspace_invitations",
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
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "invitation"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_invitations_by_change",
        "workspace_invitations",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "workspace_invitations_by_email",
        "workspace_invitations",
        ["workspace_id", "email", "id"],
        unique=False,
    )
    op.create_index(
        "workspace_invitations_by_status",
        "workspace_invitations",
        ["workspace_id", "status", "id"],
        unique=False,
    )
    op.create_index("workspace_invitations_by_token", "workspace_invitations", ["token_hash"], unique=False)
    op.create_index(
        "workspace_invitations_one_external_id",
        "workspace_invitations",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "workspace_members",
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
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "member"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_members_by_change", "workspace_members", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "workspace_members_by_email", "workspace_members", ["workspace_id", "email", "id"], unique=False
    )
    op.create_index("workspace_members_by_person", "workspace_members", ["person_id"], unique=False)
    op.create_index(
        "workspace_members_by_role", "workspace_members", ["workspace_id", "role", "id"], unique=False
    )
    op.create_index(
        "workspace_members_one_external_id",
        "workspace_members",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_index(
        "workspace_members_one_person_id",
        "workspace_members",
        ["workspace_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND person_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND person_id IS NOT NULL"),
    )
