"""Deliveries narrowed to a type, to those that wait, and to those that no event has made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("webhook_deliveries_by_type", "webhook_deliveries", ["workspace_id", "event_type", "id"])
    waits = sa.text("status = 'pending'")
    op.create_index(
        "webhook_deliveries_pending",
        "webhook_deliveries",
        ["workspace_id", "endpoint_id", "id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    for name, condition in (
        ("waiting", "status = 'pending'"),
        ("replayed", "origin = 'replay'"),
        ("tests", "origin = 'test'"),
    ):
        op.create_index(
            f"webhook_deliveries_{name}",
            "webhook_deliveries",
            ["workspace_id", "id"],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
