"""`python -m sdk.emit` writes the resources of both SDKs; `--check` only says which of them are out of date."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from .document import Document, Unsupported

HALVES = ("python", "typescript", "commands")


def formatted(path: str, text: str) -> str:
    """Python as ruff leaves it, so that the format check and the drift check agree."""
    if not path.endswith(".py"):
        return text
    for command in (["check", "--fix-only"], ["format"]):
        line = [sys.executable, "-m", "ruff", *command, "--quiet", "--stdin-filename", path, "-"]
        text = subprocess.run(line, input=text, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return text


def main() -> int:
    """Write or check; the exit code is 1 on drift or on something that cannot be expressed."""
    parser = argparse.ArgumentParser(prog="python -m sdk.emit", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    parser.add_argument("--document", type=Path, default=Path("openapi/openapi.json"))
    parser.add_argument("--root", type=Path, default=Path())
    options = parser.parse_args()
    try:
        document = Document(options.document)
        made: dict[str, str] = {}
        for half in HALVES:
            if importlib.util.find_spec(f"{__package__}.{half}") is not None:
                made |= import_module(f".{half}", __package__).files(document)
    except Unsupported as problem:
        print(f"sdk.emit: {problem}", file=sys.stderr)
        return 1
    drifted = []
    for path, text in made.items():
        target, new = options.root / path, formatted(path, text)
        if not target.exists() or target.read_text() != new:
            drifted.append(path)
            if not options.check:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(new)
    for path in drifted:
        print(f"{'out of date' if options.check else 'wrote'}: {path}")
    return 1 if options.check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
