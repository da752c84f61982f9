"""Webhooks: endpoints, subscriptions, deliveries, attempts, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "webhook_attempts",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "delivery_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "endpoint_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("event_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("event_sequence", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_attempt_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("response_status", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "webhook_deliveries_by_endpoint",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "id"],
        unique=False,
    )
    op.create_index(
        "webhook_deliveries_by_event", "webhook_deliveries", ["workspace_id", "event_id"], unique=False
    )
    op.create_index(
        "webhook_deliveries_dead",
        "webhook_deliveries",
        ["workspace_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'failed'"),
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_index(
        "webhook_deliveries_due",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "webhook_deliveries_failed",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'failed'"),
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_index(
        "webhook_deliveries_held",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'held'"),
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index(
        "webhook_deliveries_in_order",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "position"],
        unique=False,
        sqlite_where=sa.text("position IS NOT NULL AND due_at IS NOT NULL"),
        postgresql_where=sa.text("position IS NOT NULL AND due_at IS NOT NULL"),
    )
    op.create_table(
        "webhook_jobs",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "endpoint_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("deliveries", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "webhook_jobs_running",
        "webhook_jobs",
        ["workspace_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "webhook_lanes",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "endpoint_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("slot_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "endpoint_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_positions",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_stats",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "endpoint_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("succeeded", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("under_10", sa.BigInteger(), nullable=False),
        sa.Column("under_30", sa.BigInteger(), nullable=False),
        sa.Column("under_100", sa.BigInteger(), nullable=False),
        sa.Column("under_300", sa.BigInteger(), nullable=False),
        sa.Column("under_1000", sa.BigInteger(), nullable=False),
        sa.Column("under_3000", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "endpoint_id", "minute", "worker"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_subscriptions",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "endpoint_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("after_sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=True),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "endpoint_id", "after_sequence"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workspace_webhook_endpoints",
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
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "webhook_endpoint"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_webhook_endpoints_by_change",
        "workspace_webhook_endpoints",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "workspace_webhook_endpoints_by_status",
        "workspace_webhook_endpoints",
        ["workspace_id", "status", "id"],
        unique=False,
    )
    op.create_index(
        "workspace_webhook_endpoints_one_external_id",
        "workspace_webhook_endpoints",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
