"""What `/metrics` shows of what was observed."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from ghxstship_platform import metrics


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.render().decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    return name, tuple(sorted(labels.items()))


def test_requests_count_by_operation_and_class() -> None:
    metrics.observe_request("test.first", 200, 0.003)
    metrics.observe_request("test.first", 201, 0.3)
    before = samples()[key("ghxstship_rate_limited_total")]
    metrics.observe_request("test.first", 429, 20.0)
    after = samples()
    assert after[key("ghxstship_requests_total", operation="test.first", status="2xx")] == 2
    assert after[key("ghxstship_requests_total", operation="test.first", status="4xx")] == 1
    assert after[key("ghxstship_rate_limited_total")] == before + 1


def test_durations_fall_into_buckets() -> None:
    for seconds in (0.001, 0.0011, 99.0):
        metrics.observe_request("test.second", 200, seconds)
    found = samples()
    name = "ghxstship_request_seconds_bucket"
    assert found[key(name, operation="test.second", le="0.001")] == 1
    assert found[key(name, operation="test.second", le="0.0025")] == 2
    assert found[key(name, operation="test.second", le="10.0")] == 2
    assert found[key(name, operation="test.second", le="+Inf")] == 3


def test_writes_streams_limiter_and_process() -> None:
    before = samples()
    metrics.observe_group(3)
    metrics.observe_commit({"ws_1": 7, "ws_2": 1})
    metrics.set_gauges(4, True)
    after = samples()

    def grown(name: str) -> float:
        return after[key(name)] - before[key(name)]

    assert grown("ghxstship_write_group_size_count") == 1
    assert grown("ghxstship_write_group_size_sum") == 3
    assert grown("ghxstship_workspace_commits_total") == 2
    assert after[key("ghxstship_sse_streams_open")] == 4
    assert after[key("ghxstship_limiter_degraded")] == 1
    assert after[key("process_resident_memory_bytes")] > 0
