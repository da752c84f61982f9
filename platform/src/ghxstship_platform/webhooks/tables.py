"""What the delivery engine keeps: where it stands in each log, who wants what, deliveries, attempts, counts, jobs.

Deliveries derive from the event log. A workspace's row in `POSITIONS` says up to which number that has been done; it
moves in the transaction that stores the deliveries, so a crash loses none and doubles none.
"""

from __future__ import annotations

import sqlalchemy as sa

from ..storage.schema import KEY, METADATA

# From the first endpoint of a workspace on. `revision` grows with every change of an endpoint: what a worker remembers
# of them is good for one revision.
POSITIONS = sa.Table(
    "webhook_positions",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What an endpoint wanted, and between which numbers of the log: an event is matched with what held when it was
# committed, however late the engine comes to it. `until_sequence` is null for what holds now.
SUBSCRIPTIONS = sa.Table(
    "webhook_subscriptions",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("endpoint_id", KEY, primary_key=True),
    sa.Column("after_sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("until_sequence", sa.BigInteger),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("filter", sa.Text),
    sa.Column("ordered", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# An endpoint as the engine sees it: how long it has only failed, and when its rate limit next has room.
LANES = sa.Table(
    "webhook_lanes",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("endpoint_id", KEY, primary_key=True),
    sa.Column("failing_since", sa.BigInteger),
    sa.Column("slot_at", sa.BigInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

DELIVERIES = sa.Table(
    "webhook_deliveries",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("id", KEY, primary_key=True),
    sa.Column("endpoint_id", KEY, nullable=False),
    sa.Column("event_id", KEY, nullable=False),
    sa.Column("event_type", sa.Text, nullable=False),
    # Of the event in its log; null for a test, which is in no log.
    sa.Column("event_sequence", sa.BigInteger),
    # Its place in an ordered endpoint's queue; null where order does not matter.
    sa.Column("position", sa.BigInteger),
    # event, replay or test
    sa.Column("origin", sa.Text, nullable=False),
    # pending, held (its endpoint is disabled), succeeded or failed
    sa.Column("status", sa.Text, nullable=False),
    # Attempts made, ever; and those made on the present schedule, which a retry by hand begins anew.
    sa.Column("attempts", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.BigInteger, nullable=False),
    # When it may be claimed: its next attempt or, while a worker has it, the end of that worker's lease.
    sa.Column("due_at", sa.BigInteger),
    # The worker that has it.
    sa.Column("claim", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("last_attempt_at", sa.BigInteger),
    sa.Column("finished_at", sa.BigInteger),
    sa.Column("response_status", sa.BigInteger),
    sa.Column("error", sa.Text),
    # The body where it is not the envelope of an event in the log.
    sa.Column("payload", sa.Text),
    sa.Index("webhook_deliveries_by_endpoint", "workspace_id", "endpoint_id", "id"),
    sa.Index("webhook_deliveries_by_event", "workspace_id", "event_id"),
    sa.Index("webhook_deliveries_by_type", "workspace_id", "event_type", "id"),
    sqlite_with_rowid=False,
)
_open = DELIVERIES.c.due_at.is_not(None)
_of_endpoint = (DELIVERIES.c.workspace_id, DELIVERIES.c.endpoint_id)
sa.Index(
    "webhook_deliveries_due", *_of_endpoint, DELIVERIES.c.due_at, sqlite_where=_open, postgresql_where=_open
)
_queued = DELIVERIES.c.position.is_not(None) & _open
sa.Index(
    "webhook_deliveries_in_order",
    *_of_endpoint,
    DELIVERIES.c.position,
    sqlite_where=_queued,
    postgresql_where=_queued,
)
for _status in ("failed", "held", "pending"):
    _is = DELIVERIES.c.status == sa.literal_column(f"'{_status}'")
    sa.Index(
        f"webhook_deliveries_{_status}",
        *_of_endpoint,
        DELIVERIES.c.id,
        sqlite_where=_is,
        postgresql_where=_is,
    )

# Of a whole workspace, newest first: dead letters, what waits, and what no event has made.
for _name, _column, _value in (
    ("dead", "status", "failed"),
    ("waiting", "status", "pending"),
    ("replayed", "origin", "replay"),
    ("tests", "origin", "test"),
):
    _is = DELIVERIES.c[_column] == sa.literal_column(f"'{_value}'")
    sa.Index(
        f"webhook_deliveries_{_name}",
        DELIVERIES.c.workspace_id,
        DELIVERIES.c.id,
        sqlite_where=_is,
        postgresql_where=_is,
    )

# Never changed once written, but for the bodies that an erasure takes out. `number` counts the attempts of a delivery
# from 1.
ATTEMPTS = sa.Table(
    "webhook_attempts",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("delivery_id", KEY, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("milliseconds", sa.BigInteger, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("status", sa.BigInteger),
    # Error class, null for a success; and what happened, in a sentence.
    sa.Column("error", sa.Text),
    sa.Column("detail", sa.Text),
    # JSON object, and the first 16 KiB of the body; null without a response.
    sa.Column("headers", sa.Text),
    sa.Column("body", sa.Text),
    sqlite_with_rowid=False,
)

LATENCY_BUCKETS = (10, 30, 100, 300, 1_000, 3_000)
"""Upper bounds in milliseconds of the columns `under_…` of the counts; slower ones are in none."""

COUNTED = ("succeeded", "failed", "milliseconds", *(f"under_{bound}" for bound in LATENCY_BUCKETS))
"""The columns of `STATS` and `STAT_HOURS` that are sums."""


def _stats(name: str, step: str) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        sa.Column("workspace_id", KEY, primary_key=True),
        sa.Column("endpoint_id", KEY, primary_key=True),
        sa.Column(step, sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("worker", KEY, primary_key=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTED),
        sqlite_with_rowid=False,
    )


# Counted by each worker for itself, so that no two write the same row: per minute, and the same per hour, because a
# month of minutes is forty thousand rows.
STATS = _stats("webhook_stats", "minute")
STAT_HOURS = _stats("webhook_stat_hours", "hour")

# A replay or a recovery: a walk over a piece of the log or over dead letters, in portions. `position` is how far it has
# come (a sequence number, or the id of a delivery) and moves in the transaction of each portion.
JOBS = sa.Table(
    "webhook_jobs",
    METADATA,
    sa.Column("workspace_id", KEY, primary_key=True),
    sa.Column("id", KEY, primary_key=True),
    sa.Column("endpoint_id", KEY, nullable=False),
    # replay or recover
    sa.Column("kind", sa.Text, nullable=False),
    # running, done, failed or cancelled
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger),
    sa.Column("position", KEY, nullable=False),
    # The last number of the log that a replay comes to.
    sa.Column("last_sequence", sa.BigInteger, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    # Null until a worker has counted.
    sa.Column("total", sa.BigInteger),
    sa.Column("deliveries", sa.BigInteger, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("finished_at", sa.BigInteger),
    sqlite_with_rowid=False,
)
_running = JOBS.c.status == sa.literal_column("'running'")
sa.Index(
    "webhook_jobs_running",
    JOBS.c.workspace_id,
    JOBS.c.id,
    sqlite_where=_running,
    postgresql_where=_running,
)
