"""The platform measures itself: traffic, probes, hours, hosts; also without its database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.auth import workspaces
from ghxstship_platform.clock import DAY, HOUR, MINUTE, SECOND
from ghxstship_platform.products import records
from ghxstship_platform.products.registry import BY_KEY
from ghxstship_platform.status.board import DAYS
from ghxstship_platform.status.components import DEGRADED, IDS, MAJOR, OPERATIONAL, PARTIAL
from ghxstship_platform.status.incidents import open_incident
from ghxstship_platform.status.monitor import Monitor
from ghxstship_platform.storage.schema import WORKSPACES
from ghxstship_platform.storage.statements import Statement
from ghxstship_platform.webhooks.tables import POSITIONS

from .conftest import Bench, Scenario

Run = Callable[[Scenario], None]


def levels(monitor: Monitor) -> dict[str, int]:
    """Each component's level."""
    return {line.component.id: line.level for line in monitor.view().lines}


def test_everything_works(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        before = monitor.view()
        assert (before.measured_at, before.lines[0].uptime) == (None, None)
        await monitor.measure()
        view = monitor.view()
        assert view.sentence == "All systems work."
        assert view.measured_at == bench.clock.now()
        for line in view.lines:
            assert (line.level, line.reason, line.uptime) == (OPERATIONAL, None, 1.0)
            assert len(line.days) == DAYS
            assert [day.level for day in line.days[-2:]] == [None, OPERATIONAL]
            # No traffic: the probe's own time is what there is.
            assert [latency is not None for _, latency in line.latencies[-2:]] == [False, True]

    on_bench(scenario)


def test_every_product_operation_counts_for_its_component() -> None:
    monitor = Monitor(None, "a", None)  # type: ignore[arg-type]
    for operation in OPERATIONS:
        monitor.count_operation(operation.id, 200, 0.001)
    counted = {name: minute.requests for name, minute in monitor._traffic.items()}
    assert all(counted[name] > 10 for name in ("atlvs", "compvss", "gvteway", "webhooks"))
    monitor.count_operation("unknown", 500, 0.001)
    assert counted == {name: minute.requests for name, minute in monitor._traffic.items()}


def test_failing_traffic_is_an_outage_until_it_is_over(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        for number in range(100):
            monitor.count_operation("atlvs.deals.list", 500 if number < 80 else 200, 0.01)
            monitor.count_operation("gvteway.orders.create", 422, 0.01)
            monitor.count("portal", 503 if number < 7 else 200, 0.01)
        await monitor.measure()
        assert levels(monitor) == {**dict.fromkeys(IDS, OPERATIONAL), "atlvs": MAJOR, "portal": PARTIAL}
        atlvs = monitor.view().lines[0]
        assert (atlvs.reason, atlvs.uptime) == ("80% of the requests of a minute failed.", 0.0)
        assert atlvs.latencies[-1][1] == 10.0
        bench.clock.advance(MINUTE)
        await monitor.measure()
        view = monitor.view()
        assert view.sentence == "All systems work."
        assert (view.lines[0].uptime, view.lines[0].days[-1].level) == (0.5, PARTIAL)
        assert view.lines[-1].uptime == pytest.approx(1 - 0.3 / 2)
        for _ in range(10):
            for _ in range(5):
                monitor.count("atlvs", 500, 0.01)
            bench.clock.advance(MINUTE)
            await monitor.measure()
        assert monitor.view().lines[0].days[-1].level == MAJOR

    on_bench(scenario)


def test_a_page_that_fails(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        bench.answers["/developers/sign-in"] = 500
        bench.answers["/.well-known/oauth-authorization-server"] = 404  # an answer, if not a good one
        await monitor.measure()
        assert levels(monitor) == {**dict.fromkeys(IDS, OPERATIONAL), "portal": MAJOR}
        assert monitor.view().lines[-1].reason == "Its page answers 500."

    on_bench(scenario)


BACKLOGS = [(59 * SECOND, OPERATIONAL), (61 * SECOND, DEGRADED), (6 * MINUTE, PARTIAL), (16 * MINUTE, MAJOR)]


def test_webhooks_that_are_behind(on_bench: Run) -> None:
    """An event that nobody has turned into deliveries grows old."""

    async def scenario(bench: Bench) -> None:
        workspace = await workspaces.create(bench.db, name="x", tier="pro")
        companies = BY_KEY["atlvs.companies"]
        position = Statement(
            POSITIONS.insert().values(
                workspace_id=workspace["id"],
                sequence=WORKSPACES.select().with_only_columns(WORKSPACES.c.sequence).scalar_subquery(),
                revision=1,
            )
        )
        await bench.db.administer(lambda session: session.run(position, {}))
        monitor = bench.monitor()
        await monitor.measure()
        assert levels(monitor)["webhooks"] == OPERATIONAL
        await bench.db.write(workspace["id"], lambda tx: records.create(tx, companies, {"name": "x"}))
        start = bench.clock.now()
        for waited, level in BACKLOGS:
            bench.clock.advance(start + waited - bench.clock.now())
            await monitor.measure()
            assert levels(monitor)["webhooks"] == level, waited
        assert monitor.view().lines[4].reason == "The oldest event has waited for 960 s to be sent."

    on_bench(scenario)


def test_hosts_are_combined_and_forgotten(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        one, other = bench.monitor("a:8000"), bench.monitor("b:8000")
        for _ in range(5):
            one.count("atlvs", 500, 0.01)
        await one.measure()
        await other.measure()
        # The other host sees nothing wrong: only a part of the platform fails.
        assert levels(one)["atlvs"] == MAJOR
        assert levels(other)["atlvs"] == PARTIAL
        await one.refresh()
        assert levels(one)["atlvs"] == PARTIAL
        assert other.view().lines[0].uptime == 0.5
        # The first host is gone: what it measured last counts for three minutes.
        bench.clock.advance(4 * MINUTE)
        await other.measure()
        assert levels(other)["atlvs"] == OPERATIONAL

    on_bench(scenario)


def test_a_restart_goes_on_where_it_was(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        first = bench.monitor()
        for _ in range(3):
            await first.measure()
            bench.clock.advance(MINUTE)
        for _ in range(5):
            first.count("atlvs", 500, 0.01)
        await first.measure()
        again = bench.monitor()
        await again.refresh()
        assert (again.view().lines[0].uptime, again.view().measured_at) == (0.75, None)

    on_bench(scenario)


def test_ninety_days(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        for day in range(DAYS + 3):
            if day == 50:
                for _ in range(5):
                    monitor.count("atlvs", 500, 0.01)
            await monitor.measure()
            bench.clock.advance(DAY if day < DAYS + 2 else 0)
        view = monitor.view()
        atlvs = view.lines[0]
        starts = [day.start for day in atlvs.days]
        assert starts == [starts[0] + DAY * index for index in range(DAYS)]
        assert [day.level for day in atlvs.days].count(PARTIAL) == 1
        assert atlvs.days[50 - 3].level == PARTIAL
        assert atlvs.uptime == pytest.approx(1 - 1 / DAYS)

    on_bench(scenario)


def test_without_the_database_the_page_knows_what_it_knew(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        await monitor.measure()
        await open_incident(bench.db, title="Slow", impact="minor", body="We look.", components=["portal"])
        await monitor.refresh()
        await asyncio.to_thread(bench.db.close)
        bench.clock.advance(HOUR)
        for _ in range(2):
            await monitor.measure()
        view = monitor.view()
        assert view.sentence == "Nothing works right now."
        assert {line.reason for line in view.lines} == {"The database does not answer."}
        # What it could not write down it shows all the same: an hour well, two minutes not.
        assert view.lines[0].uptime == pytest.approx(1 / 3)
        assert [incident.title for incident in view.incidents] == ["Slow"]

    on_bench(scenario)


def test_what_could_not_be_written_is_told_and_written_later(
    on_bench: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()

        async def refuse(run: object) -> None:
            assert monitor.view().lines[0].uptime == 1.0, "it is shown also while it is being written"
            raise OSError("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(bench.db, "administer", refuse)
            for _ in range(3):
                await monitor.measure()
        assert monitor.view().lines[0].uptime == 1.0
        told = [record for record in caplog.records if record.name.endswith("status.monitor")]
        assert [record.levelname for record in told] == ["WARNING"] * 3
        assert told[0].reason == "OSError('the disk is full')"  # type: ignore[attr-defined]
        await monitor.measure()
        assert len([record for record in caplog.records if record.name.endswith("status.monitor")]) == 3
        again = bench.monitor("b:8000")
        await again.refresh()
        assert sum(again._board.known.days["atlvs", bench.clock.now() - bench.clock.now() % DAY][:4]) == 4

    on_bench(scenario)


def test_it_goes_on_when_a_minute_fails(on_bench: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        measured = asyncio.Event()
        naps: list[float] = []

        async def measure() -> None:
            if naps:
                measured.set()
                await asyncio.Event().wait()
            raise RuntimeError("a defect")

        async def sleep(seconds: float) -> None:
            naps.append(seconds)

        monkeypatch.setattr(monitor, "measure", measure)
        monkeypatch.setattr("ghxstship_platform.status.monitor.asyncio.sleep", sleep)
        task = asyncio.create_task(monitor.run())
        await measured.wait()
        task.cancel()
        # To the next full minute.
        assert naps == [60.0 - bench.clock.now() % MINUTE / 1000]

    on_bench(scenario)
