"""`ghxstship serve` in a process that ends itself, as by SIGKILL, when the engine comes to a step for the n-th time.

    python crash_server.py STEP NUMBER LEASE NAMES serve …

STEP is one of `webhooks.steps.STEPS`, or `-` for a server that lives. The name of its worker goes into the file NAMES.
Pauses between attempts are short, so that a test can wait for their ends, and so is a LEASE (ms) below production's.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from ghxstship_platform import cli
from ghxstship_platform.clock import SECOND
from ghxstship_platform.webhooks import schedule, steps, worker

LEASE = 6 * SECOND
_PAUSE = 1 * SECOND


def _die_at(step: str, number: int) -> None:
    count = 0

    def reached(name: str) -> None:
        nonlocal count
        if name == step:
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

    steps.reached = reached


def _hasten(lease: int) -> None:
    """Short pauses, and short leases unless it is to be production's; what is sent here has a fast receiver."""
    schedule.DELAYS = (_PAUSE, _PAUSE, _PAUSE, _PAUSE, _PAUSE)
    if lease == worker.LEASE:
        return
    defaults = worker.Worker.__init__.__kwdefaults__
    assert defaults is not None
    defaults["lease"] = lease
    worker._ATTEMPT = lease // 2


def _tell_name(names: Path) -> None:
    make = worker.Worker.__init__

    def told(self: worker.Worker, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        names.write_text(self.name)

    worker.Worker.__init__ = told  # type: ignore[method-assign]


def main() -> None:
    """Run what the arguments say."""
    step, number, lease, names, *command = sys.argv[1:]
    _hasten(int(lease))
    _tell_name(Path(names))
    if step != "-":
        assert step in steps.STEPS, step
        _die_at(step, int(number))
    cli.main(command)


if __name__ == "__main__":
    main()
