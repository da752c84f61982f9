"""Loading deals into a warehouse, beside dlt: records a second, memory, and how much faster."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from ..data import Workspace, fill
from ..report import Report
from ..servers import platform, postgres
from ..setup import Setup
from .processes import GHXSTSHIP, Measured, measured

_PEER = Path(__file__).with_name("dlt_peer.py")


def _environment(workspace: Workspace, url: str, folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GHXSTSHIP_")}
    return {
        **inherited,
        "GHXSTSHIP_API_KEY": workspace.key,
        "GHXSTSHIP_BASE_URL": url,
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "DLT_DATA_DIR": str(folder / "dlt"),
    }


def _count(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute("SELECT COUNT(DISTINCT id) FROM deals").fetchone()
        assert row is not None
        return int(row[0])


def warehouse(setup: Setup) -> Report:
    """Whole programs, import and start included, in turns."""
    rows, rounds = (50_000, 1) if setup.quick else (100_000, 3)
    report = Report("connect-warehouse", f"{rows:,} deals from the platform on this machine into a warehouse")
    folder = setup.empty("warehouse")
    (workspace,) = fill(f"sqlite:///{folder / 'platform.db'}", rows)
    found: dict[str, list[Measured]] = {}
    with platform(folder, f"sqlite:///{folder / 'platform.db'}") as server, postgres() as database:
        url = f"http://127.0.0.1:{server.port}"
        for number in range(rounds):
            place = folder / str(number)
            place.mkdir()
            environment = _environment(workspace, url, place)

            def sync(to: str, where: Path = place, used: dict[str, str] = environment) -> Measured:
                return measured([*GHXSTSHIP, "sync", "--to", to, "--resources", "deals"], used, where)

            def peer(where: Path = place, used: dict[str, str] = environment) -> Measured:
                command = [sys.executable, str(_PEER), url, workspace.key, str(where / "dlt.duckdb")]
                return measured(command, used, where)

            turns: dict[str, Callable[[], Measured]] = {
                "sync into DuckDB": lambda: sync("duckdb:///sync.db"),
                "dlt rest_api, Parquet loader, into DuckDB": peer,
                "sync into DuckDB, nothing changed": lambda: sync("duckdb:///sync.db"),
                "sync into Parquet": lambda: sync("parquet:lake"),
            }
            if number == 0:
                turns["sync into PostgreSQL"] = lambda: sync(database)
            for name, turn in turns.items():
                found.setdefault(name, []).append(turn())
            for file in ("sync.db", "dlt.duckdb"):
                if _count(place / file) != rows:
                    raise RuntimeError(f"{file} has {_count(place / file)} of {rows} records")
    _tell(report, found, rows)
    return report


def _tell(report: Report, found: dict[str, list[Measured]], rows: int) -> None:
    ours, peer = found["sync into DuckDB"], found["dlt rest_api, Parquet loader, into DuckDB"]
    rate = rows / statistics.median(one.seconds for one in ours)
    ratio = statistics.median(b.seconds / a.seconds for a, b in zip(ours, peer, strict=True))
    report.at_least("sync into DuckDB: records", rate, 20_000, "/s")
    report.at_most("sync into DuckDB: memory", max(one.peak for one in ours), 250, " MiB")
    report.at_least("times as fast as dlt (rest_api, Parquet loader)", ratio, 3)
    for name, runs in found.items():
        seconds = statistics.median(one.seconds for one in runs)
        report.add(name, f"{seconds:.2f} s, {rows / seconds:,.0f}/s, {max(one.peak for one in runs):.0f} MiB")
    report.notes.append("Whole processes, from start to end; memory is resident, of all their processes.")
    report.notes.append("dlt appends, and reads pages of 100; sync reads the export and compares the counts.")
    report.data = {name: [(one.seconds, one.peak) for one in runs] for name, runs in found.items()}
    report.show()
