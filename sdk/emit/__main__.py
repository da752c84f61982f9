"""`python -m sdk.emit` writes the resources of both SDKs; `--check` only says which of them are out of date."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from . import commands, python, typescript
from .document import Document


def _formatted(path: str, text: str) -> str:
    """Python as ruff leaves it, so that the format check and the drift check agree."""
    for command in (["check", "--fix-only"], ["format"]) if path.endswith(".py") else ():
        line = [sys.executable, "-m", "ruff", *command, "--quiet", "--stdin-filename", path, "-"]
        text = subprocess.run(line, input=text, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return text


def main() -> int:
    """Write or check; the exit code is 1 on drift or on something that cannot be expressed."""
    parser = argparse.ArgumentParser(prog="python -m sdk.emit", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    parser.add_argument("--document", type=Path, default=Path("openapi/openapi.json"))
    options = parser.parse_args()
    document = Document(json.loads(options.document.read_text()))
    made = python.files(document) | typescript.files(document) | commands.files(document)
    made = {path: _formatted(path, text) for path, text in made.items()}
    drifted = [one for one in made if not Path(one).exists() or Path(one).read_text() != made[one]]
    for path in drifted:
        print(f"{'out of date' if options.check else 'wrote'}: {path}")
        if not options.check:
            Path(path).write_text(made[path])
    return int(options.check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
