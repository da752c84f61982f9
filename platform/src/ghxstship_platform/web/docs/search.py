"""Search over all pages: an index of their sections, made once, asked on every letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .blocks import Block, Call, Code, Fields, Heading, Page, Prose, Row
from .markdown import plain

if TYPE_CHECKING:
    from .site import Place

_WORD = re.compile(r"[a-z0-9_]+")
# What people put around the words that they look for.
_NOISE = frozenset(
    _WORD.findall(
        "a an and are as at be by can do does for from how i if in is it me my of on or our should the there this to "
        "use using was we what when where which who why will with you your"
    )
)
# A word is looked for without its ending where nothing begins with all of it: `paginate` finds `pagination`.
_ENDING = 3
_SHORTEST = 4
# What explains comes before what lists.
_WEIGHTS = (
    ("/docs/webhooks/events/", 0.6), ("/docs/api", 0.75), ("/docs/sdks/python-", 0.6), ("/docs/sdks/typescript-", 0.6),
)  # fmt: skip
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


class _Term(NamedTuple):
    """A word of a query, and the beginning that stands for it."""

    typed: str
    beginning: str


class Index:
    """Finds sections by the beginnings of words: those that have the most words of a query, half of them at least."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._sections = [section for place in places for section in _sections(place)]
        self._by_word: dict[str, set[int]] = {}
        for number, section in enumerate(self._sections):
            for word in (*section.words, *section.titles):
                self._by_word.setdefault(word, set()).add(number)
        self._vocabulary = sorted(self._by_word)

    def find(self, query: str) -> list[Hit]:
        """The best sections for a query, best first; none for a query without a word."""
        terms = self._terms(query)
        having = Counter(number for term in terms for number in self._with_prefix(term.beginning))
        most = max(having.values(), default=0)
        if not most or 2 * most < len(terms):
            return []
        candidates = [number for number, count in having.items() if count == most]
        ranked = sorted(candidates, key=lambda number: (-self._score(number, terms), number))
        return [self._hit(number, terms) for number in islice(self._few_of_a_page(ranked), _MOST)]

    def _terms(self, query: str) -> list[_Term]:
        typed = dict.fromkeys(_WORD.findall(query.lower()[:200]))
        words = [word for word in typed if word not in _NOISE] or list(typed)
        return [_Term(word, self._beginning(word)) for word in words]

    def _beginning(self, word: str) -> str:
        """The word without its plural, or as much of it as some word begins with."""
        whole = len(word) - (word.endswith("s") and not word.endswith("ss") and len(word) >= _SHORTEST)
        shortest = min(whole, max(_SHORTEST, len(word) - _ENDING))
        beginnings = (word[:end] for end in range(whole, shortest - 1, -1))
        return next((each for each in beginnings if self._with_prefix(each)), word)

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

    def _score(self, number: int, terms: list[_Term]) -> float:
        section = self._sections[number]
        score = 20.0 if section.title.lower() == " ".join(term.typed for term in terms) else 0.0
        for typed, beginning in terms:
            if not section.titles.isdisjoint((typed, beginning, f"{beginning}s")):
                score += 12
            elif any(title.startswith(beginning) for title in section.titles):
                score += 7
            said = section.words.get(typed) or section.words.get(beginning)
            if said:
                score += 2 + min(said, 5) * 0.4
        return score * section.weight

    def _hit(self, number: int, terms: list[_Term]) -> Hit:
        section = self._sections[number]
        at = section.text.lower().find(terms[0].beginning)
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
    titles = frozenset(_WORD.findall(f"{title} {page.title if head else page.also}".lower()))
    return _Section(
        url, title, page.title, chapter, text or page.summary, titles, words,
        (1.0 if head else 1.5) * next((each for start, each in _WEIGHTS if page.path.startswith(start)), 1.0),
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
