"""A load that is killed at random moments and run again: what is there, and what was read twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb

from ghxstship_connect.warehouse.destinations import open_destination

from ..data import fill
from ..report import Report
from ..servers import platform
from ..setup import Setup

_SCRIPT = Path(__file__).parents[2] / "connect" / "tests" / "killed_sync.py"
_BATCH = 5_000
_SEED = 20261125


def _start(environment: dict[str, str], file: Path, log: Path) -> subprocess.Popen[bytes]:
    log.unlink(missing_ok=True)
    command = [sys.executable, str(_SCRIPT), "0", f"duckdb:///{file}", str(_BATCH), str(log)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _standing(file: Path) -> tuple[int, dict[str, Any]]:
    destination = open_destination(f"duckdb:///{file}")
    try:
        state = destination.state("deals")
        return (destination.count("deals", mark=False) if state else 0), state or {}
    finally:
        destination.close()


def _differences(one: Path, other: Path) -> int:
    with duckdb.connect(str(one), read_only=True) as connection:
        connection.execute(f"ATTACH '{other}' AS other (READ_ONLY)")
        both = "(FROM deals EXCEPT ALL FROM other.deals) UNION ALL (FROM other.deals EXCEPT ALL FROM deals)"
        row = connection.execute(f"SELECT COUNT(*) FROM ({both})").fetchone()
        assert row is not None
        return int(row[0])


def kills(setup: Setup) -> Report:
    """SIGKILL from outside at random moments of a load into DuckDB; any loss or doubling ends the run."""
    rows, times = (20_000, 5) if setup.quick else (100_000, 20)
    report = Report(
        "connect-kills", f"A load of {rows:,} deals into DuckDB, killed {times} times, and run again"
    )
    folder = setup.empty("kills")
    (workspace,) = fill(f"sqlite:///{folder / 'platform.db'}", rows)
    chance = random.Random(_SEED)
    log, whole = folder / "log", folder / "whole.db"
    repeated, during, kept = [], 0, []
    with platform(folder, f"sqlite:///{folder / 'platform.db'}") as server:
        environment = {
            **os.environ,
            "GHXSTSHIP_API_KEY": workspace.key,
            "GHXSTSHIP_BASE_URL": f"http://127.0.0.1:{server.port}",
        }
        began = time.perf_counter()
        if _start(environment, whole, log).wait():
            raise RuntimeError("the load failed")
        took = time.perf_counter() - began
        for number in range(times):
            file = folder / f"{number}.db"
            process = _start(environment, file, log)
            time.sleep(took * chance.random())
            process.kill()
            during += process.wait() == -signal.SIGKILL
            pulled = log.read_text().count("record\n") if log.exists() else 0
            committed, state = _standing(file)
            repeated.append(pulled - committed)
            kept.append(committed)
            if _start(environment, file, log).wait():
                raise RuntimeError("the second run failed")
            _audit(log.read_text(), committed, state, rows)
            if _differences(whole, file):
                raise RuntimeError(
                    f"after kill {number} the table differs in {_differences(whole, file)} rows"
                )
            file.unlink()
            print(f"\r  {number + 1} of {times} kills ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    report.add("killed while it ran", f"{during} of {times}")
    report.add("records that were committed at the kill", f"{min(kept):,} to {max(kept):,}")
    report.at_most("tables that differ", 0, 0)
    report.at_most("read again: at most", max(repeated), _BATCH, " records")
    report.at_most("read again from before the checkpoint", 0, 0, " records")
    report.notes.append(f"A batch is {_BATCH:,} records. Any loss, doubling or difference ends the run.")
    report.show()
    return report


def _audit(log: str, committed: int, state: dict[str, Any], rows: int) -> None:
    """The second run has read what was not committed, and nothing else."""
    pulled = log.count("record\n")
    exports = [line for line in log.splitlines() if "/export" in line]
    after = [parse_qs(urlsplit(line.split()[1]).query).get("after") for line in exports]
    if pulled != rows - committed:
        raise RuntimeError(f"{committed} records were there, and {pulled} of {rows} were read")
    if committed and not state["exported"] and after != [[state["after"]]]:
        raise RuntimeError(f"it went on at {after} instead of behind {state['after']}")
