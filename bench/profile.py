"""Where a request spends its time: the platform under load in this process, with a profiler on its threads.

    python -m bench.profile list | retrieve | create [--postgres] [--lines 30]

The profiler makes small calls look dearer than they are, and a call that lets go of the interpreter's lock (a
statement, an `urandom`) is charged with the wait for it. Read the order, not the microseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import cProfile
import os
import pstats
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from ghxstship_platform import logs, server
from ghxstship_platform.app import Platform
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.storage.postgres import PostgreSQL
from ghxstship_platform.storage.sqlite import SQLite

from .benchmarks.creates import creates
from .benchmarks.reads import READ_CLIENTS, READ_ROWS
from .data import Workspace, fill
from .load import Load, Result, generate, request
from .servers import TIERS, postgres
from .setup import DEALS_PATH

SECONDS = 5.0
# Since 3.12 there is one profiler for all threads; before, each thread has its own.
_BY_THREAD = sys.version_info < (3, 12)


def _load(name: str, workspace: Workspace, port: int) -> Load:
    if name == "create":
        return creates(port, workspace, SECONDS, 0)
    target = f"{DEALS_PATH}?limit=50" if name == "list" else f"{DEALS_PATH}/{workspace.last_id}"
    text = request("GET", target, workspace.headers)
    return Load("127.0.0.1", port, text, READ_CLIENTS, SECONDS)


def _profile_writers(profile: cProfile.Profile) -> Callable[[], None]:
    """Let the profiler see the writing threads; returns what undoes it."""
    classes = (SQLite, PostgreSQL)
    originals = [owner._run for owner in classes]

    def profiled(original: Callable[..., None]) -> Callable[..., None]:
        def run(self: Any, jobs: Any) -> None:
            profile.enable()
            try:
                original(self, jobs)
            finally:
                profile.disable()

        return run

    for owner, original in zip(classes, originals, strict=True):
        cast(Any, owner)._run = profiled(original)

    def undo() -> None:
        for owner, original in zip(classes, originals, strict=True):
            cast(Any, owner)._run = original

    return undo


async def _serve(url: str, make: Callable[[int], Load], profile: cProfile.Profile) -> Result:
    """Serve a database while a load runs against it; what the load has measured."""
    listener = server.bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    database = open_database(url)
    await database.open_secret(None)
    running: list[asyncio.Future[Result]] = []

    def over(task: asyncio.Future[Result]) -> None:
        profile.disable()
        os.kill(os.getpid(), signal.SIGTERM)

    def ready() -> None:
        profile.enable()
        loop = asyncio.get_running_loop()
        task = loop.run_in_executor(None, generate, make(port))
        task.add_done_callback(over)
        running.append(task)

    settings = Settings(port=port, database=url, tiers=TIERS)
    await server.serve(
        Platform(settings, database), listener, on_ready=ready, on_abort=lambda: None, grace_seconds=5
    )
    return running[0].result()


def _print(title: str, profile: cProfile.Profile, requests: int, lines: int) -> None:
    """The functions with the most time of their own, by request."""
    found = cast(Any, pstats.Stats(profile)).stats
    print(f"\n{title}\n  {'calls':>7} {'own µs':>8} {'in all µs':>10}")
    rows = sorted(found.items(), key=lambda item: -item[1][2])
    for (file, line, name), (_, calls, own, whole, _) in rows[:lines]:
        where = name if file == "~" else f"{Path(file).stem}.{name}:{line}"
        print(
            f"  {calls / requests:>7.2f} {own / requests * 1e6:>8.1f} {whole / requests * 1e6:>10.1f}  {where}"
        )


@contextlib.contextmanager
def _database(folder: Path, on_postgres: bool) -> Iterator[str]:
    if on_postgres:
        with postgres() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'platform.db'}"


def main() -> None:
    """Profile one kind of request."""
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=("list", "retrieve", "create"), nargs="?", default="list")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--lines", type=int, default=30, help="how many functions to show")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    loop, writer = cProfile.Profile(), cProfile.Profile()
    undo = _profile_writers(writer) if _BY_THREAD else lambda: None
    try:
        with _database(folder, given.postgres) as url, (folder / "log").open("w") as log:
            logs.configure("info", log)
            (workspace,) = fill(url, READ_ROWS)
            writer.clear()
            result = asyncio.run(_serve(url, lambda port: _load(given.name, workspace, port), loop))
            logs.flush()
            logs.configure("error")
    finally:
        undo()
        shutil.rmtree(folder, ignore_errors=True)
    requests = sum(result.statuses.values())
    print(
        f"{given.name}: {requests:,} requests {result.statuses}, {result.per_second:,.0f}/s with the profiler on"
    )
    _print("event loop, by request" if _BY_THREAD else "all threads, by request", loop, requests, given.lines)
    if _BY_THREAD and given.name == "create":
        _print("writing thread, by request", writer, requests, given.lines)


if __name__ == "__main__":
    main()
