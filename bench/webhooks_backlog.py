"""Webhooks beside a million deliveries that wait for a retry and ten million finished ones, against an empty log.

The rows are written by SQL in bulk. Both databases are measured in turn: how much gets through when more is written
than can be sent, and how long an event takes at 200/s.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ghxstship_platform.clock import DAY, HOUR
from ghxstship_platform.ids import time_bound

from .data import Workspace, fill
from .report import Report
from .servers import Running, platform
from .webhooks import Client, Receiver, keep_curve, load, receiving, sqlite, subscribe

_ENDPOINTS = 10
_CALM, _TOO_MUCH = 200, 4_000
_CHUNK = 250_000
# Made a day ago; each endpoint has every tenth.
_FILL = """
INSERT INTO webhook_deliveries (
    workspace_id, id, endpoint_id, event_id, event_type, event_sequence, origin, status, attempts, tries, due_at,
    created_at, last_attempt_at, finished_at, response_status, error
)
WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
SELECT
    :workspace, printf('dlv_%s%016d', :time, n), endpoint.id, printf('msg_%s%016d', :time, n), 'deal.created', n,
    'event', :status, 1, 1,
    iif(:status = 'pending', :due + n, NULL), :due - 86400000, :due - 86400000,
    iif(:status = 'pending', NULL, :due - 86400000), iif(:status = 'pending', 503, 200),
    iif(:status = 'pending', 'server_error', NULL)
FROM numbers JOIN endpoints endpoint ON endpoint.number = n % 10
"""


@dataclass
class _Side:
    """One of the two databases, with its server."""

    server: Running
    client: Client
    receiver: Receiver


def _bury(file: Path, workspace: str, endpoints: list[str], waiting: int, finished: int) -> None:
    """Write what waits, due in an hour, and what has finished."""
    connection = sqlite3.connect(file)
    began, done, all_of_them = time.perf_counter(), 0, waiting + finished
    with contextlib.closing(connection):
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("CREATE TEMP TABLE endpoints (number INTEGER PRIMARY KEY, id TEXT)")
        connection.executemany("INSERT INTO endpoints VALUES (?, ?)", list(enumerate(endpoints)))
        now = int(time.time() * 1000)
        due, made = now + HOUR, time_bound(now - DAY)[:10]
        for first in range(1, all_of_them + 1, _CHUNK):
            # What waits is the newer part, as it would be.
            for status, low, high in (("succeeded", 1, finished), ("pending", finished + 1, all_of_them)):
                piece = {"first": max(first, low), "last": min(first + _CHUNK - 1, high)}
                if piece["first"] <= piece["last"]:
                    values = {**piece, "workspace": workspace, "status": status, "due": due, "time": made}
                    with connection:
                        connection.execute(_FILL, values)
            done = min(first + _CHUNK - 1, all_of_them)
            rate = done / (time.perf_counter() - began)
            print(
                f"\r  backlog: {done:,} of {all_of_them:,} rows, {rate:,.0f}/s ",
                end="",
                file=sys.stderr,
                flush=True,
            )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # On the disk before anything is measured: its writing would be in the way of every commit.
    with file.open("rb") as written:
        os.fsync(written.fileno())
    print(file=sys.stderr)


@contextlib.contextmanager
def _side(root: Path, label: str, waiting: int, finished: int) -> Iterator[_Side]:
    folder, url = sqlite(root, label)
    workspace: Workspace
    (workspace,) = fill(url, 1)
    with receiving() as receiver:
        with platform(folder, url, "--allow-local-webhooks") as server:
            client = Client(server, workspace.headers)
            ids = [subscribe(client, receiver, "/0")]
            ids += [subscribe(client, receiver, f"/{n}", "order.created") for n in range(1, _ENDPOINTS)]
        if waiting:
            _bury(folder / "platform.db", workspace.id, ids, waiting, finished)
        with platform(folder, url, "--allow-local-webhooks") as server:
            yield _Side(server, Client(server, workspace.headers), receiver)


def measure(report: Report, root: Path, seconds: float) -> None:
    """Add its rows; a run of less than ten seconds is a quick one."""
    quick = seconds < 10
    waiting, finished = (20_000, 200_000) if quick else (1_000_000, 10_000_000)
    rounds, each = (1, 3.0) if quick else (3, 10.0)
    rates: dict[str, list[float]] = {"empty": [], "full": []}
    slowest: dict[str, list[float]] = {"empty": [], "full": []}
    delays: dict[str, list[float]] = {"empty": [], "full": []}
    lost = 0
    with _side(root, "backlog-empty", 0, 0) as empty, _side(root, "backlog-full", waiting, finished) as full:
        for _ in range(rounds):
            for name, side in (("empty", empty), ("full", full)):
                calm = load(side.server, side.client, side.receiver, _CALM, each)
                flood = load(side.server, side.client, side.receiver, _TOO_MUCH, each)
                slowest[name].append(calm.quantile(0.95))
                delays[name] += calm.delays
                rates[name].append(flood.rate)
                lost += sum(run.written - run.arrived for run in (calm, flood))
        size = (root / "backlog-full" / "platform.db").stat().st_size / 2**30
    title = f"{waiting:,} waiting, {finished:,} finished"
    report.add(f"{title}: file", f"{size:.1f} GiB")
    for name in ("empty", "full"):
        told = f"{statistics.median(rates[name]):,.0f}/s, {statistics.median(slowest[name]):.1f} ms"
        report.add(f"{title}: {name} log, throughput and p95 at {_CALM}/s", told)
        keep_curve(report, f"SQLite, {_CALM}/s, {name} log", delays[name])
    report.at_most(f"{title}: lost", lost, 0)
    report.at_least(f"{title}: throughput ÷ empty log", _ratio(rates), 0.8)
    report.at_most(f"{title}: p95 ÷ empty log", _ratio(slowest), 1.5)


def _ratio(values: dict[str, list[float]]) -> float:
    pairs = zip(values["full"], values["empty"], strict=True)
    return statistics.median(full / empty for full, empty in pairs)
