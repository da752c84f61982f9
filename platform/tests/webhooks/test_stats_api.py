"""What became of attempts, over the API."""

from __future__ import annotations

import pytest

from ghxstship_platform.clock import DAY, HOUR, MINUTE, to_text
from ghxstship_platform.webhooks.stats import MAX_POINTS, percentile
from ghxstship_platform.webhooks.tables import LATENCY_BUCKETS

from ..api.service import Service
from .ledger import ENDPOINT, fields_of, make_endpoint, on, put, put_stats

NOTHING = {"succeeded": 0, "failed": 0, "average_ms": None, "p50_ms": None, "p95_ms": None, "p99_ms": None}


def test_steps_and_totals(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint, other = await make_endpoint(tenant), await make_endpoint(tenant)
        now = service.clock.now()
        hour = now - now % HOUR
        await put_stats(tenant, endpoint, hour, [5, 15], worker="a")
        await put_stats(tenant, endpoint, hour, [25, 4_000], failed=1, worker="b")
        await put_stats(tenant, endpoint, hour - HOUR + 59 * MINUTE, [200])
        await put_stats(tenant, endpoint, hour - 3 * HOUR, [1])
        await put_stats(tenant, other, hour, [7])
        query = f"from={to_text(hour - 2 * HOUR)}&to={to_text(hour + 1)}&step=hour"
        answer = await tenant.get(f"{ENDPOINT}/{endpoint}/stats?{query}")
        assert answer.status_code == 200, answer.text
        shown = answer.json()
        assert (shown["from"], shown["to"]) == (to_text(hour - 2 * HOUR), to_text(hour + HOUR))
        assert [step["at"] for step in shown["data"]] == [
            to_text(hour + shift * HOUR) for shift in (-2, -1, 0)
        ]
        assert shown["data"][0] == {"at": to_text(hour - 2 * HOUR), **NOTHING}
        assert shown["data"][1]["succeeded"] == 1
        last = shown["data"][2]
        assert (last["succeeded"], last["failed"], last["average_ms"]) == (3, 1, 1011.2)
        assert (last["p50_ms"], last["p99_ms"]) == (20.0, 14_520.0)
        assert (shown["totals"]["succeeded"], shown["totals"]["failed"]) == (4, 1)
        by_minute = (await tenant.get(f"{ENDPOINT}/{endpoint}/stats?{query[:-4]}minute")).json()
        assert len(by_minute["data"]) == 121
        assert by_minute["totals"] == shown["totals"]

    on(engine_url, scenario)


def test_what_waits_now(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint, other = await make_endpoint(tenant), await make_endpoint(tenant)
        now = service.clock.now()
        empty = (await tenant.get(f"{ENDPOINT}/{endpoint}/stats")).json()
        assert empty["totals"] == {**NOTHING, "pending": 0, "held": 0, "dead": 0, "oldest_due_at": None}
        assert len(empty["data"]) in (24, 25)
        for due in (3, 1, 2):
            await put(tenant, endpoint, due_at=now + due * MINUTE)
        await put(tenant, endpoint, status="held")
        for status in ("failed", "failed", "succeeded"):
            await put(tenant, endpoint, status=status)
        await put(tenant, other, due_at=now - DAY)
        totals = (await tenant.get(f"{ENDPOINT}/{endpoint}/stats")).json()["totals"]
        waits = {"pending": 3, "held": 1, "dead": 2, "oldest_due_at": to_text(now + MINUTE)}
        assert totals == {**NOTHING, **waits}

    on(engine_url, scenario)


def test_what_is_refused(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant, stranger = await service.workspace(), await service.workspace()
        endpoint = await make_endpoint(tenant)
        path = f"{ENDPOINT}/{endpoint}/stats"
        now = service.clock.now()
        most = f"from={to_text(now - (MAX_POINTS - 2) * MINUTE)}&to={to_text(now)}"
        assert len((await tenant.get(f"{path}?{most}&step=minute")).json()["data"]) <= MAX_POINTS
        for query, field in (
            ("step=second", "step"),
            ("from=yesterday", "from"),
            (f"from={to_text(now)}&to={to_text(now)}", "from"),
            (f"from={to_text(now - MAX_POINTS * MINUTE)}&step=minute", "step"),
            ("step=hour&step=hour", "step"),
            ("width=hour", "width"),
        ):
            answer = await tenant.get(f"{path}?{query}")
            assert (answer.status_code, fields_of(answer)) == (400, [field]), query
        assert (await stranger.get(path)).status_code == 404
        assert (await tenant.get(f"{ENDPOINT}/whe_NONE/stats")).status_code == 404

    on(engine_url, scenario)


@pytest.mark.parametrize(
    ("share", "latencies", "expected"),
    [
        (50, [], None),
        (50, [5] * 10, 5.0),
        (99, [5] * 10, 9.9),
        (50, [5] * 50 + [500] * 50, 10.0),
        (95, [5] * 50 + [500] * 50, 930.0),
        (100, [60_000], 15_000.0),
    ],
)
def test_percentiles_are_read_from_the_buckets(
    share: int, latencies: list[int], expected: float | None
) -> None:
    under = [sum(took < bound for took in latencies) for bound in LATENCY_BUCKETS]
    assert percentile(share, len(latencies), under) == expected
