"""`python -m sdk.reference` writes the reference of both SDKs; `--check` only says which pages are out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import python, typescript

ROOT = Path(__file__).parents[2]
FOLDER = Path("docs/sdks")


def pages() -> dict[Path, str]:
    """Every page by its path; without Node.js those of TypeScript are left out, by name."""
    made = python.pages(ROOT / "sdk/python/src/ghxstship")
    said = typescript.declarations(ROOT)
    if said is None:
        print("skipped: the reference of TypeScript (no Node.js)")
    else:
        made |= typescript.pages(said)
    return {FOLDER / name: text for name, text in made.items()}


def main(arguments: list[str] | None = None) -> int:
    """Write or check; the exit code is 1 on drift or on something public that is not described."""
    parser = argparse.ArgumentParser(prog="python -m sdk.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    parser.add_argument("--root", type=Path, default=ROOT, help="where docs/sdks is")
    options = parser.parse_args(arguments)
    drifted = False
    for path, text in pages().items():
        file = options.root / path
        if file.exists() and file.read_text() == text:
            continue
        drifted = True
        print(f"{'out of date' if options.check else 'wrote'}: {path}")
        if not options.check:
            file.write_text(text)
    return int(options.check and drifted)


if __name__ == "__main__":
    sys.exit(main())
