"""The integrator's side: loading a warehouse beside dlt, loads that are killed, a durable receiver, a mirror.

python -m bench.connect [--quick] [warehouse] [kills] [receiver] [mirror]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..report import Report, machine
from ..setup import Setup
from .kills import kills
from .mirror import mirror
from .receiver import receiver
from .warehouse import warehouse

BENCHMARKS: dict[str, Callable[[Setup], Report]] = {
    "warehouse": warehouse,
    "kills": kills,
    "receiver": receiver,
    "mirror": mirror,
}


def main() -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.connect", description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; without: all"
    )
    parser.add_argument("--quick", action="store_true", help="fewer records and rounds")
    given = parser.parse_args()
    unknown = set(given.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name, value in machine().items():
        print(f"{name:<10} {value}")
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    missed = []
    try:
        for name in given.names or BENCHMARKS:
            report = BENCHMARKS[name](Setup(folder, given.quick))
            missed += [f"{report.title}: {f.what}" for f in report.figures if f.met is False]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in missed:
        print(f"MISSED  {line}")
    print("All goals are met." if not missed else f"Goals that are missed: {len(missed)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
