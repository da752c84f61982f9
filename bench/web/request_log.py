"""What the request log costs the API, and how fast it is read when it is full."""

from __future__ import annotations

import contextlib
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ghxstship_platform.clock import DAY, MINUTE, SystemClock
from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.request_log import listing, usage
from ghxstship_platform.request_log.listing import Filters
from ghxstship_platform.request_log.tables import (
    BLOCKS_BY_DAY,
    TABLES,
    Entry,
    encode_entry,
    make_block,
    sums_of,
)
from ghxstship_platform.storage.daily import DailyLog, open_daily_log
from ghxstship_platform.storage.database import open_database

from ..benchmarks.creates import creates
from ..data import Workspace, fill
from ..load import Load, generate
from ..report import Report
from ..servers import Running, platform, postgres
from ..setup import DEALS_PATH, Setup, get

CLIENTS = 16
LOG_ROWS = 1_000_000
MOST_COST = 0.05
MOST_MS = 50.0


@dataclass
class _Side:
    """The platform with the log or without."""

    server: Running
    workspace: Workspace
    number: int = 0
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, load: Load, status: int) -> None:
        """One round."""
        before = self.server.cpu()
        result = generate(load).require(status)
        self.number = result.last
        self.rates.append(result.per_second)
        self.cpu.append((self.server.cpu() - before) / sum(result.statuses.values()) * 1e6)


@contextlib.contextmanager
def _both(setup: Setup, engine: str, urls: tuple[str, str]) -> Iterator[tuple[_Side, _Side]]:
    """The platform without and with the log, side by side on databases of their own."""
    with contextlib.ExitStack() as stack:
        sides = []
        for days, url in zip(("0", "30"), urls, strict=True):
            folder = setup.empty(f"request-log-{engine}-{days}")
            (workspace,) = fill(url.replace("FOLDER", str(folder)), 1_000)
            started = platform(
                folder, url.replace("FOLDER", str(folder)), "--request-log-retention-days", days
            )
            sides.append(_Side(stack.enter_context(started), workspace))
        yield sides[0], sides[1]


def cost(setup: Setup) -> Report:
    """The API's throughput with the log against that without it, in turns."""
    report = Report("web-request-log", "The request log's cost, one worker, with and without it in turns")
    found: dict[str, list[float]] = {}
    with postgres() as url:
        base = url.replace("/postgres?", "/{}?")
        databases = base.format("bench_without"), base.format("bench_with")
        _create_databases(url, "bench_without", "bench_with")
        for engine, urls in (
            ("SQLite", ("sqlite:///FOLDER/platform.db", "sqlite:///FOLDER/platform.db")),
            ("PostgreSQL", databases),
        ):
            with _both(setup, engine, urls) as (without, with_log):
                for name in ("retrieve", "list of 25", "create"):
                    found[f"{engine}: {name}"] = _measure(setup, report, engine, name, without, with_log)

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        for name, ratios in found.items():
            axes.plot(range(1, len(ratios) + 1), ratios, marker="o", label=name)
        axes.axhline(1 - MOST_COST, color="grey", linestyle=":", linewidth=1)
        axes.set(xlabel="round", ylabel="throughput with ÷ without", ylim=(0, None))
        axes.legend(loc="lower left")

    report.show()
    report.plot(draw)
    return report


def _create_databases(url: str, *names: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())


def _measure(
    setup: Setup, report: Report, engine: str, name: str, without: _Side, with_log: _Side
) -> list[float]:
    for side in (without, with_log):
        side.rates.clear()
        side.cpu.clear()
    # Many short rounds: the difference is smaller than what a shared machine changes by from one to the next.
    for number in range(setup.rounds * 3):
        print(
            f"\r  {engine}, {name}: round {number + 1} of {setup.rounds * 3}",
            end="",
            file=sys.stderr,
            flush=True,
        )
        # Who goes first changes, because what ran before leaves its traces (a checkpoint, a warm cache).
        for side in (without, with_log) if number % 2 else (with_log, without):
            side.run(_load(setup, name, side), 201 if name == "create" else 200)
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    ratios = [one / other for one, other in zip(with_log.rates, without.rates, strict=True)]
    rate, cpu = (statistics.median(values) for values in (without.rates, without.cpu))
    more = statistics.median(with_log.cpu) - cpu
    report.at_least(f"{engine}: {name} with ÷ without", statistics.median(ratios), 1 - MOST_COST)
    report.notes.append(
        f"{engine}, {name}: {rate:,.0f}/s without, ratios {min(ratios):.2f} to {max(ratios):.2f}, "
        f"{cpu:.0f} µs of the server's CPU a request without and {more:+.0f} µs with"
    )
    report.data[f"{engine} {name}"] = {"with": with_log.rates[:], "without": without.rates[:]}
    return ratios


def _load(setup: Setup, name: str, side: _Side) -> Load:
    if name == "create":
        return replace(creates(side.server.port, side.workspace, setup.seconds / 2, side.number), warmup=0.2)
    target = f"{DEALS_PATH}?limit=25" if name == "list of 25" else f"{DEALS_PATH}/{side.workspace.last_id}"
    load = get(side.server, side.workspace, target, CLIENTS, setup)
    return replace(load, seconds=setup.seconds / 2, warmup=0.2)


# --- reading


def reading(setup: Setup) -> Report:
    """A page of the log and its groups in a workspace with a million requests, on both engines."""
    rows = 50_000 if setup.quick else LOG_ROWS
    report = Report("web-request-log-read", f"The request log read, {rows:,} requests in a day and a half")
    folder = setup.empty("request-log-read")
    _read_on(report, "SQLite", f"sqlite:///{folder / 'platform.db'}", rows)
    with postgres() as url:
        _read_on(report, "PostgreSQL", url, rows)
    report.show()
    return report


def _read_on(report: Report, engine: str, url: str, rows: int) -> None:
    import asyncio

    database = open_database(url)
    log = open_daily_log(database, TABLES, "requests")
    try:
        now = SystemClock().now()
        fill_log(log, rows, now)
        rare = Filters(counted=(("error", ("SOLD_OUT",)),))
        bounds = Filters(after=now - 2 * DAY)
        cases = {
            "newest page": lambda span: listing.page(span, "ws_bench", Filters(), None, 50),
            "page 10,000": lambda span: listing.page(span, "ws_bench", Filters(), _deep(rows, now), 50),
            "a page of a rare error": lambda span: listing.page(span, "ws_bench", rare, None, 50),
            "total": lambda span: listing.count(span, "ws_bench", Filters()),
            "grouped by error": lambda span: listing.errors(span, "ws_bench", bounds),
            "usage of a day by the minute": lambda span: usage.read(
                span, "ws_bench", now - DAY, now, "minute"
            ),
        }

        async def run() -> None:
            for name, case in cases.items():
                report.at_most(f"{engine}: {name}", await _median_ms(log, case), MOST_MS, " ms")

        asyncio.run(run())
    finally:
        log.close()
        database.close()


async def _median_ms(log: DailyLog, case: Any) -> float:
    took = []
    for _ in range(9):
        began = time.perf_counter()
        await log.read(case)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _deep(rows: int, now: int) -> str:
    return listing.id_bound(now - DAY * 3 // 4 * rows // max(rows, 1))


_OPERATIONS = tuple(
    (method, f"/{product.replace('.', '/v1/')}", f"{product}.{kind}")
    for product in ("atlvs.deals", "atlvs.contacts", "compvss.crew", "gvteway.orders")
    for method, kind in (("GET", "list"), ("GET", "retrieve"), ("POST", "create"), ("PATCH", "update"))
)


def fill_log(log: DailyLog, rows: int, now: int, workspace_id: str = "ws_bench") -> None:
    """Requests of a workspace over a day and a half: one in fifty failed, one in twenty thousand was sold out."""
    chance, ids = random.Random(4), SystemRandomness()
    span = DAY * 3 // 2
    days: dict[int, tuple[dict[int, list[Entry]], dict[Any, list[int]]]] = {}
    for number in range(rows):
        at = now - span + span * number // rows
        method, path, operation = _OPERATIONS[chance.randrange(len(_OPERATIONS))]
        status, error = (200, "") if chance.random() > 0.02 else (422, "VALIDATION_ERROR")
        if number % 20_000 == 7:
            status, error = 409, "SOLD_OUT"
        key = f"key_{chance.randrange(5)}"
        body = '{"name":"Aurora Drift: 12-date spring run","value":150000,"currency":"USD"}'
        entry = Entry(
            "req_" + tail(at, number, ids), at, method, path, "limit=25", operation, status, error, key,
            chance.randrange(900, 9_000), len(body), 812, "203.0.113.7", "ghxstship-python/1.0.0", None, None, None,
            body if method != "GET" else None, None,
        )  # fmt: skip
        entries, counts = days.setdefault(at - at % DAY, ({}, {}))
        entries.setdefault(at - at % MINUTE, []).append(entry)
        counted = (workspace_id, at - at % MINUTE, key, method, operation, status, error)
        sums = counts.setdefault(counted, [0, 0])
        sums[0] += 1
        sums[1] += entry.microseconds
    for day, (entries, counts) in days.items():
        blocks = [
            (workspace_id, minute, *make_block([encode_entry(entry) for entry in some]))
            for minute, some in entries.items()
        ]
        log.write(day, {BLOCKS_BY_DAY: blocks, **sums_of(counts)})


def main() -> int:
    """Run both; with `--quick` in about a minute."""
    import argparse
    import shutil
    import tempfile

    parser = argparse.ArgumentParser(prog="python -m bench.web.request_log", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows")
    parser.add_argument("names", nargs="*", choices=[[], "cost", "reading"], help="without: both")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    try:
        setup = Setup(folder, given.quick)
        for name, run in (("cost", cost), ("reading", reading)):
            if not given.names or name in given.names:
                run(setup)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
