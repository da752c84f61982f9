"""What the delivery engine counts, for Prometheus."""

from __future__ import annotations

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from ..metrics import REGISTRY, SECONDS
from .sender import Result

_attempts = Counter(
    "ghxstship_webhook_attempts",
    "Attempts by outcome: ok or a class of error.",
    ["outcome"],
    registry=REGISTRY,
)
# Looking a label up costs as much as counting.
_of_outcome = cache(_attempts.labels)
_durations = Histogram(
    "ghxstship_webhook_attempt_seconds", "Duration of attempts.", buckets=(*SECONDS, 15.0), registry=REGISTRY
)
_lag = Gauge(
    "ghxstship_webhook_events_undispatched", "Events that are not yet deliveries.", registry=REGISTRY
)
_due = Gauge("ghxstship_webhook_endpoints_due", "Endpoints that have a delivery due.", registry=REGISTRY)
_oldest = Gauge(
    "ghxstship_webhook_oldest_due_seconds",
    "For how long the oldest due delivery has been due.",
    registry=REGISTRY,
)


def observe_attempt(result: Result, seconds: float) -> None:
    """Count an attempt that took so many seconds."""
    _of_outcome(result.error or "ok").inc()
    _durations.observe(seconds)


def set_lag(events: int) -> None:
    """How many events wait to become deliveries."""
    _lag.set(events)


def set_due(endpoints: int, milliseconds: int) -> None:
    """How many endpoints have something due, and since when."""
    _due.set(endpoints)
    _oldest.set(milliseconds / 1000)
