"""Writes the document to a file, or checks that a file still is the document."""

from __future__ import annotations

import argparse
import difflib
import itertools
import sys
from pathlib import Path

from .document import document_text

_MOST_LINES = 40


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m ghxstship_platform.api.openapi", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="FILE", help="write the document to FILE")
    what.add_argument("--check", type=Path, metavar="FILE", help="fail unless FILE is the document")
    options = parser.parse_args(arguments)
    text = document_text()
    if options.write:
        options.write.write_text(text, encoding="utf-8")
        return 0
    return _check(options.check, text)


def _check(path: Path, text: str) -> int:
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    if found == text:
        return 0
    changes = difflib.unified_diff(
        found.splitlines(), text.splitlines(), str(path), "the code", n=1, lineterm=""
    )
    print(*itertools.islice(changes, _MOST_LINES), sep="\n", file=sys.stderr)
    command = f"python -m ghxstship_platform.api.openapi --write {path}"
    print(f"{path} is not what the code declares; run: {command}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
