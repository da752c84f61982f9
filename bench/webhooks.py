"""Webhooks end to end: a change is written over the API, its event arrives at a receiver, signed.

    python -m bench.webhooks [--quick]

Load, platform and receiver share the machine. A rate is kept by twenty batches a second; nothing may be lost.
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

from .data import fill
from .report import Report
from .servers import Running, Watch, platform, postgres

# One client writes twenty batches a second.
_BATCHES = 20
_PATIENCE = 60.0


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

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST; RuntimeError unless it is a 2xx."""
        self._connection.request("POST", path, json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"POST {path}: {answer.status} {text[:300]!r}")
        document: dict[str, Any] = json.loads(text)
        return document


def measure(folder: Path, database: str, rate: float, seconds: float, endpoints: int = 1) -> Run:
    """Write at a rate for some seconds, with so many endpoints that get everything."""
    (workspace,) = fill(database, 1)
    with receiving() as receiver, platform(folder, database, "--allow-local-webhooks") as server:
        client = Client(server, workspace.headers)
        for number in range(endpoints):
            url = f"http://127.0.0.1:{receiver.port}/{number}"
            body = {"url": url, "events": ["deal.created"]}
            secret = client.post("/workspace/v1/webhook-endpoints", body)["secret"]
            receiver.tell(f"/{number} {secret}")
        watch = Watch(server, every=0.5)
        with watch.running():
            return _write_and_wait(client, receiver, rate, seconds, endpoints, watch)


def _write_and_wait(
    client: Client, receiver: Receiver, rate: float, seconds: float, endpoints: int, watch: Watch
) -> Run:
    size = round(rate / _BATCHES)
    batch = {"mode": "create", "items": [{"name": "Tour", "value": 100}] * size}
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
        took = time.perf_counter() - began
        if told["events"] >= written * endpoints or took > wrote + _PATIENCE:
            break
        time.sleep(0.05)
    half = len(watch.samples) // 2
    grown = watch.samples[-1][1] - watch.samples[half][1]
    return Run(rate, written, wrote, told["events"], took, delays, told["forged"], grown)


def _tell(report: Report, name: str, run: Run, endpoints: int, goal: float) -> None:
    report.at_least(f"{name}: deliveries/s", run.rate, goal * endpoints * 0.98)
    report.at_most(f"{name}: lost", run.written * endpoints - run.arrived, 0)
    report.at_most(f"{name}: with a wrong signature", run.forged, 0)
    report.add(f"{name}: p50, p99 from commit", f"{run.quantile(0.5):.1f}, {run.quantile(0.99):.1f} ms")
    report.add(f"{name}: memory, second half", f"{run.grown:+.1f} MiB")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="five seconds each instead of sixty")
    seconds = 5.0 if parser.parse_args().quick else 60.0
    report = Report("webhooks", "Webhooks: from a committed change to its receiver")
    with tempfile.TemporaryDirectory(prefix="ghx-webhooks-") as name:
        root = Path(name)

        def sqlite(label: str) -> tuple[Path, str]:
            folder = root / label
            folder.mkdir()
            return folder, f"sqlite:///{folder}/platform.db"

        calm = measure(*sqlite("calm"), 200, seconds)
        report.at_most("SQLite, 200/s: p95", calm.quantile(0.95), 30, " ms")
        report.at_most("SQLite, 200/s: p99", calm.quantile(0.99), 80, " ms")
        _tell(report, "SQLite, 1 endpoint", measure(*sqlite("one"), 2_000, seconds), 1, 2_000)
        _tell(report, "SQLite, 5 endpoints", measure(*sqlite("five"), 500, seconds, 5), 5, 500)
        with postgres() as url:
            folder, _ = sqlite("postgresql")
            _tell(report, "PostgreSQL, 1 endpoint", measure(folder, url, 1_000, seconds), 1, 1_000)
    report.notes.append(
        f"Changes are written in {_BATCHES} batches a second; the load and the receiver run beside it."
    )
    report.notes.append("A delay is from the event's time, which lies before its commit, to its arrival.")
    report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
