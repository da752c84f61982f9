"""What the request log counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from ..metrics import REGISTRY

written = Counter("ghxstship_request_log_rows", "Requests written to the request log.", registry=REGISTRY)
dropped = Counter(
    "ghxstship_request_log_dropped",
    "Requests that the request log has lost: its buffer was full, or they could not be written.",
    registry=REGISTRY,
)
failures = Counter(
    "ghxstship_request_log_failures", "Attempts to write the request log that failed.", registry=REGISTRY
)
waiting = Gauge(
    "ghxstship_request_log_waiting", "Requests that wait to be written to the request log.", registry=REGISTRY
)
