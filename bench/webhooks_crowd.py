"""Webhooks to a thousand endpoints, one of which is dead and one slow: the others must not notice.

Every event goes to all of them, one event a second. The two bad ones are enabled and disabled in turn.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from .data import fill
from .report import Report
from .servers import platform
from .webhooks import Client, Receiver, keep_curve, receiving, sqlite, subscribe

ENDPOINTS = 1_000
_EVERY = 1.0
_PATIENCE = 30.0
# Nobody listens there.
_DEAD = "http://127.0.0.1:9/"


def _turn(client: Client, receiver: Receiver, seconds: float) -> tuple[list[float], int]:
    """The delays at the good endpoints while events are written, in ms; and how many did not arrive."""
    before = receiver.tell()["events"]
    began, written = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        client.post("/atlvs/v1/deals", {"name": "Tour", "value": 100})
        written += 1
        time.sleep(max(0.0, written * _EVERY - (time.perf_counter() - began)))
    delays: list[float] = []
    expected, end = written * (ENDPOINTS - 2), time.perf_counter() + _PATIENCE
    while True:
        told: dict[str, Any] = receiver.tell()
        delays += told["delays"]
        missing = expected - (told["events"] - before)
        if missing <= 0 or time.perf_counter() > end:
            return delays, missing
        time.sleep(0.05)


def measure(report: Report, root: Path, seconds: float) -> None:
    """Add its rows; a run of less than ten seconds is a quick one."""
    quick = seconds < 10
    rounds, each = (1, 6.0) if quick else (3, 15.0)
    with_them: list[float] = []
    without: list[float] = []
    ratios, missing = [], 0
    folder, url = sqlite(root, "crowd")
    (workspace,) = fill(url, 1)
    with receiving() as receiver, platform(folder, url, "--allow-local-webhooks") as server:
        client = Client(server, workspace.headers)
        for number in range(ENDPOINTS - 2):
            subscribe(client, receiver, f"/{number}")
        bad = [subscribe(client, receiver, "/slow")]
        dead = {"url": _DEAD, "events": ["deal.created"]}
        bad.append(client.post("/workspace/v1/webhook-endpoints", dead)["id"])
        _turn(client, receiver, 3.0)
        for _ in range(rounds):
            figures = []
            for status, kept in (("disabled", without), ("enabled", with_them)):
                for endpoint_id in bad:
                    client.post(f"/workspace/v1/webhook-endpoints/{endpoint_id}", {"status": status}, "PATCH")
                delays, short = _turn(client, receiver, each)
                kept.extend(delays)
                missing += short
                figures.append(statistics.quantiles(delays, n=100)[98])
            ratios.append(figures[1] / figures[0])
    title = f"{ENDPOINTS:,} endpoints, an event a second to each"
    for name, delays in (("without", without), ("with", with_them)):
        cuts = statistics.quantiles(delays, n=100)
        report.add(f"{title}: p50, p99 {name} a dead and a slow one", f"{cuts[49]:.0f}, {cuts[98]:.0f} ms")
        keep_curve(report, f"SQLite, {ENDPOINTS:,} endpoints, {name} two bad ones", delays)
    report.at_most(f"{title}: lost by the others", missing, 0)
    report.at_most(f"{title}: p99 of the others ÷ without", statistics.median(ratios), 1.2)
