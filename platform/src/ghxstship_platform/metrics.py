"""What the process counts, for Prometheus at `/metrics`."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
GROUP_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

# When a series began would double their number and tells nothing that the process's start does not.
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

_requests = Counter(
    "ghxstship_requests",
    "Requests answered, by first digit of the status.",
    ["operation", "status"],
    registry=REGISTRY,
)
_durations = Histogram(
    "ghxstship_request_seconds", "Duration of requests.", ["operation"], buckets=SECONDS, registry=REGISTRY
)
_limited = Counter("ghxstship_rate_limited", "Requests refused with 429.", registry=REGISTRY)
_groups = Histogram(
    "ghxstship_write_group_size", "Writes in one transaction.", buckets=GROUP_SIZES, registry=REGISTRY
)
_commits = Counter(
    "ghxstship_workspace_commits",
    "Commits that moved a workspace's log on, one a workspace.",
    registry=REGISTRY,
)
_streams = Gauge("ghxstship_sse_streams_open", "Event streams that are open.", registry=REGISTRY)
_degraded = Gauge(
    "ghxstship_limiter_degraded",
    "1 while Redis is away and every process limits for itself.",
    registry=REGISTRY,
)

# Looking a child up by its labels costs as much as counting, so it is done once.
_request_children: dict[tuple[str, int], Counter] = {}
_duration_children: dict[str, Histogram] = {}


def observe_request(operation: str, status: int, seconds: float) -> None:
    """Count a request that is over.

    Parameters
    ----------
    operation: the id of the operation, never a path (the number of series must stay bounded).
    status: the HTTP status of the answer.
    seconds: from its arrival to the last byte handed over.
    """
    digit = status // 100
    count = _request_children.get((operation, digit))
    if count is None:
        count = _request_children[operation, digit] = _requests.labels(operation, f"{digit}xx")
        _duration_children[operation] = _durations.labels(operation)
    count.inc()
    _duration_children[operation].observe(seconds)
    if status == 429:
        _limited.inc()


def observe_group(size: int) -> None:
    """Count a transaction of `size` writes; may be called in any thread."""
    _groups.observe(size)


def observe_commit(commits: Mapping[str, int]) -> None:
    """Count the workspaces whose log a commit has moved on, given with their last sequence."""
    _commits.inc(len(commits))


def set_gauges(open_streams: int, limiter_degraded: bool) -> None:
    """What is read off when the page is asked for."""
    _streams.set(open_streams)
    _degraded.set(limiter_degraded)


def render() -> bytes:
    """The page in Prometheus' text format 0.0.4."""
    return generate_latest(REGISTRY)
