"""The counts of webhook attempts by the hour, of those that were counted by the minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_HOUR = 3_600_000
_SUMS = (
    "succeeded", "failed", "milliseconds", "under_10", "under_30", "under_100", "under_300", "under_1000", "under_3000",
)  # fmt: skip


def upgrade() -> None:
    text = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    hours = op.create_table(
        "webhook_stat_hours",
        sa.Column("workspace_id", text, nullable=False),
        sa.Column("endpoint_id", text, nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker", text, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMS),
        sa.PrimaryKeyConstraint("workspace_id", "endpoint_id", "hour", "worker"),
        sqlite_with_rowid=False,
    )
    minutes = sa.table(
        "webhook_stats", *map(sa.column, ("workspace_id", "endpoint_id", "minute", "worker", *_SUMS))
    )
    moment: sa.ColumnElement[int] = minutes.c.minute
    hour = moment - moment % sa.literal_column(str(_HOUR))
    key = minutes.c.workspace_id, minutes.c.endpoint_id, hour, minutes.c.worker
    counted = sa.select(*key, *(sa.func.sum(minutes.c[name]) for name in _SUMS)).group_by(*key)
    op.execute(sa.insert(hours).from_select(list(hours.c.keys()), counted))
