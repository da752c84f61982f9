"""A run of the mirror that ends itself as a power failure would, at a step of the mirror's code.

    python killed_mirror.py STEP FILE

A step is a call that the package makes or gets, so also one between an answer and what notes it. STEP 0 is never; the
number of steps is printed behind what the command prints.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

import ghxstship_connect.mirror
from ghxstship_connect.mirror.cli import mirror

PACKAGE = os.path.dirname(ghxstship_connect.mirror.__file__)  # noqa: PTH120 - compared with the names in frames


def main(step: int, file: str) -> None:
    passed = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal passed
        if frame.f_code.co_filename.startswith(PACKAGE):
            passed += 1
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    mirror(["run", file, "--apply", "--mass-change"], standalone_mode=False)
    sys.setprofile(None)
    print(passed)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
