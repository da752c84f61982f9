"""The command `ghxstship`. Importing this package costs nothing; the commands are loaded when they run."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line; without its extra, say how to get it."""
    # A stream that was closed is one that nobody reads; what a terminal has no letters for is told in others.
    sys.stdout, sys.stderr = sys.stdout or open(os.devnull, "w"), sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> None:
    try:
        from .root import root
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit('ghxstship: the command line needs its extra. Run: pip install "ghxstship[cli]"')
    root()
