"""A run of the mirror that dies at a step of the mirror's code.

    python killed_mirror.py STEP FILE

STEP 0 is never; the number of steps is printed behind what the command prints.
"""

from __future__ import annotations

import sys

import ghxstship_connect.mirror
from dying import dying_at
from ghxstship_connect.mirror.cli import mirror


def main(step: int, file: str) -> None:
    with dying_at(step, ghxstship_connect.mirror) as steps:
        mirror(["run", file, "--apply", "--mass-change"], standalone_mode=False)
    print(steps.passed)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
