"""What a page of the documentation is made of. Each block is shown as HTML and written as Markdown, so that both say
the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

# Languages that stand side by side as tabs; the name of the tab, as the portal's samples have it.
TABS = {"bash": "curl", "python": "Python", "typescript": "TypeScript"}
# How other languages are called above a sample.
LANGUAGES = {"bash": "Shell", "console": "Shell", "json": "JSON", "toml": "TOML", "ini": "INI", "python": "Python",
             "typescript": "TypeScript", "sql": "SQL", "yaml": "YAML"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its anchor; the title of the page is level 1."""

    kind: ClassVar[str] = "heading"

    level: int
    text: str
    anchor: str

    def markdown(self) -> str:
        """As Markdown."""
        return f"{'#' * self.level} {self.text}"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text, lists and tables, as Markdown."""

    kind: ClassVar[str] = "prose"

    text: str

    def markdown(self) -> str:
        """As Markdown."""
        return self.text


@dataclass(frozen=True, slots=True)
class Sample:
    """Code in one language."""

    language: str
    text: str

    def markdown(self) -> str:
        """As Markdown."""
        return f"```{self.language}\n{self.text}\n```"


@dataclass(frozen=True, slots=True)
class Code:
    """One sample, or the same in several languages."""

    kind: ClassVar[str] = "code"

    samples: tuple[Sample, ...]
    title: str = ""

    def markdown(self) -> str:
        """As Markdown, one language behind the other."""
        head = [f"{self.title}:"] if self.title else []
        return "\n\n".join([*head, *(sample.markdown() for sample in self.samples)])


@dataclass(frozen=True, slots=True)
class Row:
    """A field, a parameter or a header.

    Parameters
    ----------
    notes: what holds for its values, each a short phrase of Markdown.
    values: of an enumeration.
    rows: the fields of an object, or of the objects of a list.
    """

    name: str
    type: str
    required: bool = False
    description: str = ""
    notes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """A list of fields."""

    kind: ClassVar[str] = "fields"

    rows: tuple[Row, ...]

    def markdown(self) -> str:
        """As a nested list."""
        return "\n".join(_lines(self.rows, 0))


def _lines(rows: tuple[Row, ...], depth: int) -> list[str]:
    lines = []
    for row in rows:
        about = f"{row.type}, required" if row.required else row.type
        notes = "; ".join(row.notes)
        text = " ".join(filter(None, [row.description, f"{notes[:1].upper()}{notes[1:]}." if notes else ""]))
        if row.values:
            text += f" One of {', '.join(f'`{value}`' for value in row.values)}."
        lines.append(f"{'  ' * depth}- `{row.name}` ({about}){': ' if text.strip() else ''}{text.strip()}")
        lines += _lines(row.rows, depth + 1)
    return lines


@dataclass(frozen=True, slots=True)
class Call:
    """Method and path of an operation, and what a reader needs to try it in the page.

    Parameters
    ----------
    body: whether one is sent; the example stands in the samples.
    """

    kind: ClassVar[str] = "call"

    method: str
    path: str
    scope: str
    query: tuple[str, ...] = ()
    body: bool = False
    streams: bool = False

    def markdown(self) -> str:
        """As Markdown."""
        return f"`{self.method} {self.path}` · scope `{self.scope}`"


Block = Heading | Prose | Code | Fields | Call


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a page: what is read, and the code that stands beside it where there is room."""

    prose: tuple[Block, ...]
    code: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Parameters
    ----------
    path: from the root of the site, ``/docs/rate-limits``.
    summary: one sentence, for lists of pages and for search.
    source: the Markdown that the page was made of; empty for one that is made of declarations.
    also: words that people look for it by, beside those on it.
    """

    path: str
    title: str
    summary: str
    blocks: tuple[Block, ...]
    source: str = field(default="", repr=False)
    also: str = ""

    def markdown(self) -> str:
        """The whole page as Markdown, title included."""
        if self.source:
            return self.source
        parts = [f"# {self.title}", *(block.markdown() for block in self.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def headings(self) -> list[Heading]:
        """The headings of the first level below the title, which the navigation shows."""
        return [one for one in self.blocks if isinstance(one, Heading) and one.level == 2]

    def bands(self) -> list[Band]:
        """The page from top to bottom; a heading or text behind code begins a new band."""
        found: list[tuple[list[Block], list[Code]]] = [([], [])]
        for block in self.blocks:
            prose, code = found[-1]
            if isinstance(block, Code):
                code.append(block)
            elif code or (prose and isinstance(block, Heading) and block.level <= 3):
                found.append(([block], []))
            else:
                prose.append(block)
        return [Band(tuple(prose), tuple(code)) for prose, code in found]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of pages in the navigation."""

    title: str
    pages: tuple[Page, ...]
