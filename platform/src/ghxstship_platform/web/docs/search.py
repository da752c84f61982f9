"""Search over all pages: an index of their sections, made once, asked on every letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from .blocks import Block, Call, Code, Fields, Heading, Page, Prose, Row
from .markdown import plain

if TYPE_CHECKING:
    from .site import Place

_WORD = re.compile(r"[a-z0-9_]+")
_MOST = 12
_MOST_OF_A_PAGE = 3
_SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that a search has found."""

    url: str
    title: str
    page: str
    chapter: str
    snippet: str


@dataclass(frozen=True, slots=True)
class _Section:
    url: str
    title: str
    page: str
    chapter: str
    text: str
    titles: frozenset[str]
    words: dict[str, int]
    # Of a page's beginning: found before its sections.
    weight: float


class Index:
    """Finds sections by the beginnings of words; all words of a query must be in a section."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._sections = [section for place in places for section in _sections(place)]
        self._by_word: dict[str, set[int]] = {}
        for number, section in enumerate(self._sections):
            for word in (*section.words, *section.titles):
                self._by_word.setdefault(word, set()).add(number)
        self._vocabulary = sorted(self._by_word)

    def find(self, query: str) -> list[Hit]:
        """The best sections for a query, best first; none for a query without a word."""
        words = _WORD.findall(query.lower()[:200])
        if not words:
            return []
        candidates = set.intersection(*(self._with_prefix(word) for word in words))
        ranked = sorted(candidates, key=lambda number: (-self._score(number, words), number))
        return [self._hit(number, words) for number in islice(self._few_of_a_page(ranked), _MOST)]

    def _few_of_a_page(self, ranked: Iterable[int]) -> Iterator[int]:
        seen: Counter[str] = Counter()
        for number in ranked:
            page = self._sections[number].url.partition("#")[0]
            seen[page] += 1
            if seen[page] <= _MOST_OF_A_PAGE:
                yield number

    def _with_prefix(self, prefix: str) -> set[int]:
        found: set[int] = set()
        for word in self._vocabulary:
            if word.startswith(prefix) or f"_{prefix}" in word:
                found |= self._by_word[word]
        return found

    def _score(self, number: int, words: list[str]) -> float:
        section = self._sections[number]
        score = 20.0 if section.title.lower() == " ".join(words) else 0.0
        for word in words:
            if word in section.titles:
                score += 12
            elif any(title.startswith(word) for title in section.titles):
                score += 7
            if word in section.words:
                score += 2 + min(section.words[word], 5) * 0.4
        return score * section.weight

    def _hit(self, number: int, words: list[str]) -> Hit:
        section = self._sections[number]
        at = section.text.lower().find(words[0])
        start = max(0, section.text.rfind(" ", 0, max(0, at - 40)) + 1) if at > 40 else 0
        snippet = section.text[start : start + _SNIPPET]
        return Hit(
            section.url, section.title, section.page, section.chapter,
            ("… " if start else "") + snippet + ("…" if start + _SNIPPET < len(section.text) else ""),
        )  # fmt: skip


def _sections(place: Place) -> Iterable[_Section]:
    page = place.page
    head: Heading | None = None
    blocks: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Heading) and block.level <= 3:
            yield _section(page, place.chapter, head, blocks)
            head, blocks = block, []
        else:
            blocks.append(block)
    yield _section(page, place.chapter, head, blocks)


def _section(page: Page, chapter: str, head: Heading | None, blocks: list[Block]) -> _Section:
    title = plain(head.text) if head else page.title
    text = " ".join(_text(block) for block in blocks)
    words: dict[str, int] = {}
    for word in _WORD.findall(text.lower()):
        words[word] = words.get(word, 0) + 1
    url = f"{page.path}#{head.anchor}" if head else page.path
    titles = frozenset(_WORD.findall(f"{title} {page.title}".lower() if head else title.lower()))
    is_list = page.path.startswith("/docs/webhooks/events/")
    return _Section(
        url, title, page.title, chapter, text or page.summary, titles, words,
        (1.0 if head else 1.5) * (0.6 if is_list and head else 1.0),
    )  # fmt: skip


def _text(block: Block) -> str:
    match block:
        case Prose():
            return plain(block.text)
        case Fields():
            return " ".join(_row_text(row) for row in block.rows)
        case Code():
            return " ".join(sample.text for sample in block.samples if sample.language in {"bash", "sh"})
        case Call():
            return f"{block.method} {block.path}"
    return block.text


def _row_text(row: Row) -> str:
    return " ".join([row.name, plain(row.description), *(_row_text(one) for one in row.rows)])
