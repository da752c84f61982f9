"""The command `ghxstship`. Importing this package costs nothing; the commands are loaded when they run."""

from __future__ import annotations

import os
import sys
import threading
from io import TextIOWrapper

ASIDE = "ghxstship-aside"
"""The name of the threads in which the commands wait for the network."""


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
    except SystemExit as ending:
        if any(thread.name == ASIDE for thread in threading.enumerate()):
            # Ctrl-C has left a call behind, whose library would abort the process when the interpreter ends.
            sys.stdout.flush()
            os._exit(ending.code if isinstance(ending.code, int) else 1)
        raise


def _run() -> None:
    try:
        from .root import root
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit('ghxstship: the command line needs its extra. Run: pip install "ghxstship[cli]"')
    root()
