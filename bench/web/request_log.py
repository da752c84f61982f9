"""What the request log costs the API, and how fast it is read when it is full."""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from ghxstship_platform.api.gateway import Call
from ghxstship_platform.app import Platform
from ghxstship_platform.clock import DAY, MINUTE, SystemClock
from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.products.records import dumps
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
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.daily import DailyLog, open_daily_log
from ghxstship_platform.storage.database import open_database

from ..benchmarks.creates import creates
from ..caller import Caller
from ..data import Workspace, deal, fill
from ..load import Load, generate
from ..report import Report
from ..servers import TIERS, Running, postgres
from ..setup import DEALS_PATH, Setup, get
from ..switched import Slice, Switch, switched
from ..turns import interval

CLIENTS = 16
NAMES = ("retrieve", "list of 25", "create")
SLICE_SECONDS = 0.25
"""How long the log is on or off: short, because the machine's speed changes from one second to the next; and not so
short that it counts that the log is written at the end of each, four times as often as by itself.
"""
PART_REQUESTS = 400
LOG_ROWS = 1_000_000
MOST_COST = 0.05
MOST_MS = 50.0


@dataclass
class _Pairs:
    """One kind of request, with the log and without it in turns."""

    with_log: list[Slice] = field(default_factory=list)
    without: list[Slice] = field(default_factory=list)

    def ratios(self) -> list[float]:
        """Throughput with ÷ without, by pair."""
        return [
            one.per_second / other.per_second for one, other in zip(self.with_log, self.without, strict=True)
        ]

    def more_cpu(self) -> list[float]:
        """Microseconds of CPU that the log adds to a request, by pair."""
        return [one.cpu_us - other.cpu_us for one, other in zip(self.with_log, self.without, strict=True)]


def cost(setup: Setup) -> Report:
    """The API's throughput with the log against that without it, in turns."""
    report = Report("web-request-log", "The request log's cost, one worker, switched on and off in turns")
    found: dict[str, _Pairs] = {}
    with postgres() as url:
        for engine in ("SQLite", "PostgreSQL"):
            # A process may be lucky in how its memory lies: several.
            for number in range(setup.rounds):
                folder = setup.empty(f"request-log-{engine}-{number}")
                database = f"sqlite:///{folder / 'platform.db'}"
                if engine == "PostgreSQL":
                    database = _create_database(url, f"bench_{number}")
                (workspace,) = fill(database, 1_000)
                with switched(folder, database) as switch:
                    for name in NAMES:
                        _progress(f"{engine}, {name}: server {number + 1} of {setup.rounds}")
                        pairs = found.setdefault(f"{engine}: {name}", _Pairs())
                        _take_turns(setup, pairs, switch, _load(setup, name, switch.server, workspace))
        _progress("")
        for name, pairs in found.items():
            _tell(report, name, pairs)
        _parts(setup, report, "SQLite", f"sqlite:///{setup.empty('request-log-parts') / 'platform.db'}")
        _parts(setup, report, "PostgreSQL", _create_database(url, "bench_parts"))
    report.notes.append(
        "a line's interval: where the median of endless pairs lies, 95 times in 100; in µs of the server's CPU a "
        f"request; {_pairs(setup)} pairs of twice {SLICE_SECONDS:g} s on each of {setup.rounds} servers"
    )
    report.show()
    report.plot(lambda canvas: _draw(canvas, found))
    return report


def _create_database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.replace("/postgres?", f"/{name}?")


def _pairs(setup: Setup) -> int:
    """How often the log is on and off on one server, for each kind of request."""
    return 4 if setup.quick else 16


def _take_turns(setup: Setup, pairs: _Pairs, switch: Switch, load: Load) -> None:
    """Switch the log on and off under one load, for as long as that lasts."""
    end = time.perf_counter() + load.warmup + load.seconds
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(generate, load)
        time.sleep(load.warmup)
        for number in range(_pairs(setup)):
            # Which comes first changes, because what ran before leaves its traces.
            found = {}
            for on in (True, False) if number % 2 else (False, True):
                switch.turn(on=on)
                time.sleep(SLICE_SECONDS)
                found[on] = switch.turn(on=on)
            if time.perf_counter() > end or not (found[True].requests and found[False].requests):
                break  # a slow machine: part of what was measured last had no load
            pairs.with_log.append(found[True])
            pairs.without.append(found[False])
        under_way.result().require(201 if load.request.startswith("POST") else 200)


def _load(setup: Setup, name: str, server: Running, workspace: Workspace) -> Load:
    if name == "create":
        load = creates(server.port, workspace, setup.seconds, 0)
    else:
        target = f"{DEALS_PATH}?limit=25" if name == "list of 25" else f"{DEALS_PATH}/{workspace.last_id}"
        load = get(server, workspace, target, CLIENTS, setup)
    # It goes on for as long as the turns take, and a little longer.
    return replace(load, seconds=2 * _pairs(setup) * SLICE_SECONDS + 1.0, warmup=1.0)


def _progress(text: str) -> None:
    print(f"\r  {text:<60}", end="" if text else "\r", file=sys.stderr, flush=True)


def _tell(report: Report, name: str, pairs: _Pairs) -> None:
    ratios, more = pairs.ratios(), pairs.more_cpu()
    low, high = interval(ratios)
    report.at_least(f"{name} with ÷ without", statistics.median(ratios), 1 - MOST_COST)
    open_still = ", too wide to tell" if low < 1 - MOST_COST < high else ""
    report.add("  its interval", f"{low:.3f} to {high:.3f}{open_still}")
    cpu = statistics.median(each.cpu_us for each in pairs.without)
    less, most = interval(more)
    report.add(
        "  CPU, µs a request", f"{cpu:.0f} {statistics.median(more):+.1f} ({less:+.1f} to {most:+.1f})"
    )
    rate = statistics.median(each.per_second for each in pairs.without)
    report.notes.append(
        f"{name}: {rate:,.0f}/s without, {len(ratios)} pairs from {min(ratios):.2f} to {max(ratios):.2f}"
    )
    report.data[name] = {
        "with": [asdict(each) for each in pairs.with_log],
        "without": [asdict(each) for each in pairs.without],
    }


def _draw(canvas: Any, found: dict[str, _Pairs]) -> None:
    axes = canvas.subplots()
    axes.boxplot([pairs.ratios() for pairs in found.values()], orientation="horizontal")
    axes.set_yticks(range(1, len(found) + 1), list(found))
    axes.axvline(1 - MOST_COST, color="grey", linestyle=":", linewidth=1)
    axes.set(xlabel="throughput with ÷ without, by pair")


def _parts(setup: Setup, report: Report, engine: str, url: str) -> None:
    """What recording a request and writing it take by themselves: CPU of a thread that does nothing else."""
    (workspace,) = fill(url, 1_000)
    database = open_database(url)
    settings = Settings.read({"log_level": "error", "database": url, "tiers": TIERS}, {})

    async def run() -> None:
        await database.open_secret(None)
        platform = Platform(settings, database)
        recorder, calls = platform.request_log, list[Call]()
        record = recorder.add
        recorder.add = lambda call, _seconds: calls.append(call)  # type: ignore[method-assign, assignment]
        one = f"{DEALS_PATH}/{workspace.last_id}"
        numbers = count(1_000)
        for name, target, status in (
            ("retrieve", one, 200),
            ("list of 25", f"{DEALS_PATH}?limit=25", 200),
            ("create", DEALS_PATH, 201),
            ("refusal", f"{one[:-1]}_", 404),
        ):
            caller = Caller(platform, workspace.key, target, status=status)
            took = []
            for _ in range(setup.rounds):
                for _ in range(PART_REQUESTS):
                    body = dumps(deal(next(numbers))).encode() if name == "create" else b""
                    await caller.microseconds(body)
                began = time.thread_time_ns()
                for call in calls:
                    record(call, 0.001)
                recorded = time.thread_time_ns()
                calls.clear()
                kept = time.thread_time_ns()
                recorder.flush()
                took.append((recorded - began, time.thread_time_ns() - kept))
            add, write = (statistics.median(each) / PART_REQUESTS / 1_000 for each in zip(*took, strict=True))
            report.add(f"{engine}: to record a {name}, to write it", f"{add:.1f} µs, {write:.1f} µs")
        await platform.close()

    asyncio.run(run())


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
