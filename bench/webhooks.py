"""Webhooks end to end: a change is written over the API, its event arrives at a receiver, signed.

    python -m bench.webhooks [--quick] [--only calm|sustained|postgresql|apart|backlog|crowd|hell]

Load, platform and receiver share the machine. A rate is kept by some twenty batches a second; nothing may be lost.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ghxstship_platform.storage.migrate import upgrade

from .data import fill
from .report import Report, machine
from .servers import Running, Watch, platform, postgres

# One client writes so many batches a second, of a hundred at most.
_BATCHES = 21
# How far above its goal a rate is asked: what the clock loses between two batches is not to decide.
_AHEAD = 1.05
# p95 in ms of the best that is published for a queue on PostgreSQL at 200 events/s (Convoy, pull request 2795).
_PUBLISHED = 124
_PATIENCE = 60.0
# How much the memory of a server may grow in the second half of a run.
_FLAT = 20.0
_SHARES = (*range(10, 1000, 10), 995, 999)


class Receiver:
    """The receiver in its own process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def tell(self, line: str = "") -> dict[str, Any]:
        """Ask for what has come, or hand over a secret as `PATH SECRET`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for as long as the block lasts."""
    command = [sys.executable, "-m", "bench.receiver"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Receiver(process)
    finally:
        process.kill()
        process.communicate()


@dataclass
class Run:
    """What came of writing at a rate."""

    asked: float
    written: int
    write_seconds: float
    arrived: int
    all_seconds: float
    delays: list[float]
    forged: int
    grown: float

    @property
    def rate(self) -> float:
        """Events a second from the first write to the last arrival."""
        return self.arrived / self.all_seconds

    def quantile(self, share: float) -> float:
        """Milliseconds from an event's time to its arrival."""
        return statistics.quantiles(self.delays, n=1000)[round(share * 1000) - 1]


class Client:
    """The API over one connection."""

    def __init__(self, server: Running, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._headers = {**headers, "Content-Type": "application/json"}

    def post(self, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        """POST (or PATCH); RuntimeError unless it is a 2xx."""
        self._connection.request(method, path, json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        document: dict[str, Any] = json.loads(text)
        return document


def measure(
    folder: Path, database: str, rate: float, seconds: float, endpoints: int = 1, roles: str = "api,worker"
) -> Run:
    """Write at a rate for some seconds, with so many endpoints that get everything."""
    (workspace,) = fill(database, 1)
    options = ("--allow-local-webhooks", "--roles", roles)
    with receiving() as receiver, platform(folder, database, *options) as server:
        client = Client(server, workspace.headers)
        for number in range(endpoints):
            subscribe(client, receiver, f"/{number}")
        return load(server, client, receiver, rate, seconds, endpoints)


def subscribe(client: Client, receiver: Receiver, path: str, event: str = "deal.created") -> str:
    """Make an endpoint at a path of the receiver, which will verify what it gets; its id."""
    body = {"url": f"http://127.0.0.1:{receiver.port}{path}", "events": [event]}
    endpoint = client.post("/workspace/v1/webhook-endpoints", body)
    receiver.tell(f"{path} {endpoint['secret']}")
    return str(endpoint["id"])


def load(
    server: Running, client: Client, receiver: Receiver, rate: float, seconds: float, endpoints: int = 1
) -> Run:
    """Write at a rate for some seconds, and wait until all has arrived at each of the endpoints."""
    watch = Watch(server, every=0.5)
    with watch.running():
        return _write_and_wait(client, receiver, rate, seconds, endpoints, watch)


def _write_and_wait(
    client: Client, receiver: Receiver, rate: float, seconds: float, endpoints: int, watch: Watch
) -> Run:
    size = round(rate / _BATCHES)
    batch = {"mode": "create", "items": [{"name": "Tour", "value": 100}] * size}
    before = receiver.tell()
    began, written = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        client.post("/atlvs/v1/deals/batch", batch)
        written += size
        ahead = written / rate - (time.perf_counter() - began)
        if ahead > 0:
            time.sleep(ahead)
    wrote = time.perf_counter() - began
    delays: list[float] = []
    while True:
        told = receiver.tell()
        delays += told["delays"]
        arrived = told["events"] - before["events"]
        took = time.perf_counter() - began
        if arrived >= written * endpoints or took > wrote + _PATIENCE:
            break
        time.sleep(0.05)
    half = len(watch.samples) // 2
    grown = watch.samples[-1][1] - watch.samples[half][1]
    return Run(rate, written, wrote, arrived, took, delays, told["forged"] - before["forged"], grown)


def hold(
    report: Report, name: str, where: tuple[Path, str], goal: float, seconds: float, endpoints: int = 1
) -> None:
    """Measure whether a rate to each of the endpoints is kept, and add the rows."""
    run = measure(*where, goal * _AHEAD, seconds, endpoints)
    report.at_least(f"{name}: deliveries/s", run.rate, goal * endpoints)
    report.at_most(f"{name}: lost", run.written * endpoints - run.arrived, 0)
    report.at_most(f"{name}: with a wrong signature", run.forged, 0)
    report.add(f"{name}: p50, p99 from commit", f"{run.quantile(0.5):.1f}, {run.quantile(0.99):.1f} ms")
    report.at_most(f"{name}: memory, second half", run.grown, _FLAT, " MiB")
    keep_curve(report, name, run.delays)


def keep_curve(report: Report, name: str, delays: list[float]) -> None:
    """Keep the quantiles of delays (ms) for the plot."""
    report.data[name] = [statistics.quantiles(delays, n=1000)[at - 1] for at in _SHARES]


def draw_curves(canvas: Any, report: Report) -> None:
    """Delay over the share of deliveries, a line for each run."""
    axes = canvas.add_subplot()
    for name, quantiles in report.data.items():
        axes.plot([share / 10 for share in _SHARES], quantiles, label=name)
    axes.set(yscale="log", xlabel="share of deliveries, %", ylabel="from commit to receiver, ms")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8)


def _calm(report: Report, root: Path, seconds: float) -> None:
    run = measure(*sqlite(root, "calm"), 200, seconds)
    report.at_most("SQLite, 200/s: p95", run.quantile(0.95), 30, " ms")
    report.at_most("SQLite, 200/s: p99", run.quantile(0.99), 80, " ms")
    keep_curve(report, "SQLite, 200/s", run.delays)


def _sustained(report: Report, root: Path, seconds: float) -> None:
    hold(report, "SQLite, 1 endpoint", sqlite(root, "one"), 2_000, seconds)
    hold(report, "SQLite, 5 endpoints", sqlite(root, "five"), 500, seconds, endpoints=5)


def _postgresql(report: Report, root: Path, seconds: float) -> None:
    folder, _ = sqlite(root, "postgresql")
    with postgres() as url:
        hold(report, "PostgreSQL, 1 endpoint", (folder, url), 1_000, seconds)


def _apart(report: Report, root: Path, seconds: float) -> None:
    """A worker that has to hear of what another process commits."""
    worker, api = root / "worker", root / "api"
    worker.mkdir()
    api.mkdir()
    with postgres() as url:
        upgrade(url)
        with platform(worker, url, "--allow-local-webhooks", "--roles", "worker"):
            run = measure(api, url, 200, seconds, roles="api")
    report.at_most("PostgreSQL, api and worker apart, 200/s: lost", run.written - run.arrived, 0)
    report.at_most("PostgreSQL, api and worker apart, 200/s: p95", run.quantile(0.95), _PUBLISHED, " ms")
    keep_curve(report, "PostgreSQL, apart, 200/s", run.delays)


def sqlite(root: Path, label: str) -> tuple[Path, str]:
    """A folder, and the address of a database in it."""
    folder = root / label
    folder.mkdir()
    return folder, f"sqlite:///{folder}/platform.db"


def main() -> int:
    """Measure and print."""
    from . import webhooks_backlog, webhooks_crowd, webhooks_hell

    parts = {
        "calm": _calm, "sustained": _sustained, "postgresql": _postgresql, "apart": _apart,
        "backlog": webhooks_backlog.measure, "crowd": webhooks_crowd.measure, "hell": webhooks_hell.measure,
    }  # fmt: skip
    parser = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="five seconds each instead of sixty, small backlogs"
    )
    parser.add_argument("--only", choices=parts, action="append", help="this part (may be repeated)")
    options = parser.parse_args()
    seconds = 5.0 if options.quick else 60.0
    report = Report("webhooks", "Webhooks: from a committed change to its receiver")
    with tempfile.TemporaryDirectory(prefix="ghx-webhooks-") as name:
        for part in options.only or parts:
            parts[part](report, Path(name), seconds)
    report.notes.append(
        f"Changes are written in some {_BATCHES} batches a second; a rate to be held is asked 5 % above its goal."
    )
    report.notes.append("A delay is from the event's time, which lies before its commit, to its arrival.")
    report.notes.append(
        "Defaults: SQLite in WAL with synchronous=FULL, PostgreSQL with fsync, log and metrics on."
    )
    report.notes += [f"{what}: {value}" for what, value in machine().items()]
    report.show()
    if report.data:
        report.plot(lambda canvas: draw_curves(canvas, report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
