"""The benchmarks of the API, each with a table and a plot; peers run side by side with the platform.

    python -m bench.api [--quick] [read] [create] [paging] [export] [start] [limiter]

Ratios are medians over rounds that take turns (A B A B), because a shared machine changes its speed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .benchmarks.creates import create
from .benchmarks.exports import export
from .benchmarks.limits import limits
from .benchmarks.pages import paging
from .benchmarks.reads import read
from .benchmarks.starts import start
from .report import Report, machine
from .setup import Setup

_SETTINGS = "a tier without refusals, request log into a file, no gzip, SQLite with synchronous=FULL"

BENCHMARKS: dict[str, Callable[[Setup], Report]] = {
    "read": read,
    "create": create,
    "paging": paging,
    "export": export,
    "start": start,
    "limiter": limits,
}


def main() -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; without: all"
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds and rows: under two minutes in all"
    )
    given = parser.parse_args()
    unknown = set(given.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name, value in machine().items():
        print(f"{name:<10} {value}")
    # As with Ctrl-C: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    busy = os.getloadavg()[0] > 0.5
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    missed = []
    try:
        setup = Setup(folder, given.quick)
        print(f"{'settings':<10} {setup.rounds} rounds of {setup.seconds:g} s, {_SETTINGS}")
        for name in given.names or BENCHMARKS:
            report = BENCHMARKS[name](setup)
            missed += [f"{report.title}: {f.what}" for f in report.figures if f.met is False]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print()
    for line in missed:
        print(f"MISSED  {line}")
    if missed and busy:
        print("The machine was busy before this began; what is not a ratio may be missed for that alone.")
    print("All goals are met." if not missed else f"Goals that are missed: {len(missed)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
