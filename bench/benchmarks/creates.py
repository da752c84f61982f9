"""Durable creates: fsync before the answer, event written, idempotency key stored."""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..data import Workspace, deal, fill
from ..load import NUMBER, Load, Result, generate, request
from ..report import Report
from ..servers import Running, platform, postgres
from ..setup import DEALS_PATH, Setup, fetch

WRITE_CLIENTS = 64


@dataclass
class Writes:
    """What came of durable creates on one engine."""

    rates: list[float]
    latencies: list[float]
    moments: list[int]
    group: float
    cpu: float

    def percentile(self, share: float) -> float:
        """Milliseconds that `share` of the answers stayed within."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def create(setup: Setup) -> Report:
    """Durable creates with 64 clients, on both engines."""
    report = Report("api-create", f"Durable creates, {WRITE_CLIENTS} clients, one workspace, one worker")
    folder = setup.empty("create")
    report.add("the disk alone: write 4 KiB and fsync", f"{_fsync_ms(folder):.2f} ms")
    found = {"SQLite": _writes(setup, folder, f"sqlite:///{folder / 'platform.db'}")}
    with postgres() as url:
        found["PostgreSQL"] = _writes(setup, setup.empty("create-postgres"), url)
    for (engine, writes), goal in zip(found.items(), (2_500, 1_500), strict=True):
        report.at_least(f"{engine}: creates", statistics.median(writes.rates), goal, "/s")
        report.add(f"{engine}: p50", f"{writes.percentile(0.5):.1f} ms")
        if engine == "SQLite":
            report.at_most(f"{engine}: p99", writes.percentile(0.99), 60, " ms")
        else:
            report.add(f"{engine}: p99", f"{writes.percentile(0.99):.1f} ms")
        report.add(f"{engine}: writes in a transaction", f"{writes.group:.1f}")
        report.notes.append(
            f"{engine}: {min(writes.rates):,.0f} to {max(writes.rates):,.0f}/s, "
            f"{writes.cpu:.0f} µs of the server's CPU a create"
        )
        report.data[engine] = {"per_second": writes.rates, "by_tenth": writes.moments}
    report.notes.append(
        "Each with its own Idempotency-Key; afterwards every answered create is found, with its event."
    )

    def draw(canvas: Any) -> None:
        latency, rate = canvas.subplots(1, 2)
        for engine, writes in found.items():
            shares = [index / 1000 for index in range(1000)]
            latency.plot([writes.percentile(share) for share in shares], shares, label=engine)
            rate.plot(
                [n / 10 for n in range(len(writes.moments))], [n * 10 for n in writes.moments], label=engine
            )
        latency.axvline(60, color="grey", linestyle=":", linewidth=1)
        latency.axhline(0.99, color="grey", linestyle=":", linewidth=1)
        latency.set(xlabel="ms", ylabel="share of the answers", xlim=(0, None))
        rate.set(xlabel="s", ylabel="creates/s", ylim=(0, None))
        latency.legend(loc="lower right")

    report.show()
    report.plot(draw)
    return report


def _writes(setup: Setup, folder: Path, url: str) -> Writes:
    (workspace,) = fill(url, 1_000)
    results: list[Result] = []
    with platform(folder, url) as server:
        cpu, number = server.cpu(), 0
        for _ in range(max(3, setup.rounds - 2)):
            print("\r  creating …", end="", file=sys.stderr, flush=True)
            result = generate(creates(server.port, workspace, setup.seconds + 1, number)).require(201)
            number = result.last
            results.append(result)
        print("\r" + " " * 20 + "\r", end="", file=sys.stderr)
        cpu = (server.cpu() - cpu) / number
        _require_kept(server, workspace, workspace.rows + number)
        group = _group_size(fetch(server, workspace, "/metrics").decode())
    latencies = sorted(ms for result in results for ms in result.latencies)
    moments = [count for result in results for count in result.moments]
    return Writes([result.per_second for result in results], latencies, moments, group, cpu * 1e6)


def creates(port: int, workspace: Workspace, seconds: float, first: int) -> Load:
    """A load of creates, numbered from `first`."""
    body = deal(1)
    body["probability"] = 0.6
    del body["external_id"]
    headers = {**workspace.headers, "Idempotency-Key": f"bench-{NUMBER}"}
    text = request("POST", DEALS_PATH, headers, json.dumps(body))
    return Load("127.0.0.1", port, text, WRITE_CLIENTS, seconds, 1.0, first)


def _require_kept(server: Running, workspace: Workspace, expected: int) -> None:
    """Raise RuntimeError unless exactly so many deals and as many events are there."""
    for target in (f"{DEALS_PATH}?limit=1", "/workspace/v1/events?limit=1&types=deal.created"):
        found = re.search(rb'"total":([0-9]+)', fetch(server, workspace, target))
        if found is None or int(found[1]) != expected:
            raise RuntimeError(f"{target} counts {found and found[1]!r}, {expected} were made")


def _group_size(metrics: str) -> float:
    found = dict(re.findall(r"^ghxstship_write_group_size_(sum|count) ([0-9.e+]+)$", metrics, re.MULTILINE))
    return float(found["sum"]) / float(found["count"])


def _fsync_ms(folder: Path) -> float:
    took = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(100):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
