"""The blocks of code in the guides, as they stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

DOCS = Path(__file__).resolve().parents[4] / "docs"

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>[^\n]+?) -->\n)?^```(?P<language>\w*) ?(?P<file>[\w.-]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
RUN = ("bash", "python", "typescript")
SHOWN = ("", "http", "ini", "json", "text", "sql", "toml", "yaml")
"""What is read, not run: answers, settings, drawings."""


@dataclass(frozen=True)
class Block:
    """One block.

    Attributes
    ----------
    line: of the file, where its text begins.
    why_not: why it cannot be run; None for one that is.
    file: the name under which the reader saves it; empty for none.
    error: the code of the error that the answer shown behind it has; None where it is no error.
    """

    page: str
    line: int
    language: str
    text: str
    why_not: str | None
    file: str
    error: str | None


def blocks(page: str) -> list[Block]:
    """Every block of a guide, in order."""
    whole = (DOCS / page).read_text()
    matches: list[re.Match[str] | None] = list(_BLOCK.finditer(whole))
    found = []
    for match, following in pairwise([*matches, None]):
        assert match is not None
        answer = following["text"] if following is not None and following["language"] == "json" else ""
        error = re.search(r'"error": \{\s*"code": "([A-Z_]+)"', answer)
        line = whole.count("\n", 0, match.start("text")) + 1
        found.append(
            Block(
                page,
                line,
                match["language"],
                match["text"],
                match["why"],
                match["file"],
                error[1] if error else None,
            )
        )
    return found


PAGES = sorted(
    file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md") if "decisions" not in file.parts
)
