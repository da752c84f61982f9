"""The event log looked back at, by type and by record."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("events_by_type", "events", ["workspace_id", "type", "sequence"])
    op.create_index("events_by_record", "events", ["workspace_id", "record_id", "sequence"])
