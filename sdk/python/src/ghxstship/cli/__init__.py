"""The command `ghxstship`. Importing this package costs nothing; the commands are loaded when they run."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; without its extra, say how to get it."""
    try:
        from .root import root
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit('ghxstship: the command line needs its extra. Run: pip install "ghxstship[cli]"')
    root()
