"""All pages of the documentation: where each is, what comes before and after it, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ...api.openapi import document
from . import catalogue_pages, error_pages, guides
from .blocks import Chapter, Page
from .reference import ROOT as REFERENCE
from .reference import Reference
from .search import Index

SEARCH = "/docs/search"
ERRORS = "Errors"


@dataclass(frozen=True, slots=True)
class Place:
    """A page and where it stands."""

    page: Page
    chapter: str
    before: Page | None
    after: Page | None


class Documentation:
    """The documentation of one version of the platform; made once, then only read.

    Parameters
    ----------
    document: the OpenAPI document that reference, catalogue and error pages are made of.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        reference = Reference(document).chapters()
        events = catalogue_pages.pages(document)
        errors = error_pages.pages(document)
        self.chapters: tuple[Chapter, ...] = (
            *_with_catalogue(guides.chapters(), events[0]),
            *reference,
            Chapter(ERRORS, errors),
        )
        self._places: dict[str, Place] = {}
        walk = [(chapter.title, page) for chapter in self.chapters for page in chapter.pages]
        for number, (title, page) in enumerate(walk):
            before = walk[number - 1][1] if number else None
            after = walk[number + 1][1] if number + 1 < len(walk) else None
            self._places[page.path] = Place(page, title, before, after)
        for number, page in enumerate(events[1:], 1):
            after = events[number + 1] if number + 1 < len(events) else None
            self._places[page.path] = Place(page, "Webhooks", events[number - 1], after)
        self.index = Index(self._places.values())

    def find(self, path: str) -> Place | None:
        """The page at a path; None when there is none."""
        return self._places.get(path)

    def pages(self) -> list[Page]:
        """Every page, in the order of the navigation; the types of events at the end."""
        return [place.page for place in self._places.values()]

    def navigation(self, path: str) -> list[tuple[Chapter, bool]]:
        """What the left column shows beside a page, and whether a chapter is open.

        Guides and reference are open when a page of theirs is read. Codes and types of events are found on their lists.
        """
        reference = path.startswith(REFERENCE)
        return [
            (
                Chapter(chapter.title, chapter.pages[:1] if chapter.title == ERRORS else chapter.pages),
                chapter.title == ERRORS or reference == chapter.pages[0].path.startswith(REFERENCE),
            )
            for chapter in self.chapters
        ]

    def llms(self, origin: str) -> str:
        """``/llms.txt``: what there is, with the addresses of the Markdown twins."""
        lines = [
            "# GHXSTSHIP",
            "",
            (
                "> The integration platform for live events: ATLVS (deals and invoices), COMPVSS (projects and "
                "crew) and GVTEWAY (events and tickets). An HTTP API, signed webhooks, "
                "clients for Python and TypeScript."
            ),
            "",
            (
                f"Every page of the documentation is also there as Markdown. All of them in one file: "
                f"{origin}/llms-full.txt. The API as OpenAPI 3.1: {origin}/openapi.json."
            ),
        ]
        for chapter in self.chapters:
            lines += ["", f"## {chapter.title}", ""]
            lines += [f"- [{one.title}]({origin}{twin(one.path)}): {one.summary}" for one in chapter.pages]
        return "\n".join(lines) + "\n"

    def llms_full(self, origin: str) -> str:
        """``/llms-full.txt``: every page as Markdown."""
        return "\n".join(f"<!-- {origin}{page.path} -->\n\n{page.markdown()}" for page in self.pages())


@cache
def documentation() -> Documentation:
    """The documentation of this version; takes some tenths of a second the first time."""
    return Documentation(document())


def twin(path: str) -> str:
    """Where a page is as Markdown."""
    return "/docs/index.md" if path == "/docs" else f"{path}.md"


def _with_catalogue(chapters: list[Chapter], index: Page) -> list[Chapter]:
    """The guides with the catalogue's list behind those about webhooks."""
    return [
        Chapter(chapter.title, (*chapter.pages, index)) if chapter.title == "Webhooks" else chapter
        for chapter in chapters
    ]
