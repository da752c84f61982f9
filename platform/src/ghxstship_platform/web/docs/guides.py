"""The guides: the files of `docs/`, in the one list that gives their order and their place in the navigation."""

from __future__ import annotations

from pathlib import Path

from .blocks import Chapter, Page
from .includes import INCLUDES
from .markdown import page, page_path

# In a checkout this is a link to `docs/`; the wheel holds the files.
FOLDER = Path(__file__).with_name("guides")

CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Start",
        ("index.md", "getting-started.md", "authentication.md", "oauth.md", "sandbox.md", "going-live.md"),
    ),
    (
        "The API",
        (
            "rate-limits.md",
            "errors-and-retries.md",
            "pagination.md",
            "bulk-sync.md",
            "idempotency.md",
            "conditional-requests.md",
            "money-and-times.md",
            "api-notes.md",
            "versioning.md",
        ),
    ),
    (
        "Webhooks",
        (
            "webhooks/receiving.md",
            "webhooks/endpoints.md",
            "webhooks/deliveries.md",
            "webhooks/reliability.md",
        ),
    ),
    ("Integrations", ("integration-patterns.md", "connect/*.md")),
    (
        "Clients",
        (
            "sdks/python.md",
            "sdks/python-reference.md",
            "sdks/python-helpers.md",
            "sdks/python-resources.md",
            "sdks/typescript.md",
            "sdks/typescript-reference.md",
            "sdks/typescript-resources.md",
            "cli.md",
        ),
    ),
    (
        "Operating",
        (
            "operating/install.md",
            "operating/people.md",
            "operating/settings.md",
            "operating/growing.md",
            "operating/backup.md",
        ),
    ),
)


def chapters() -> list[Chapter]:
    """Every guide, read from its file; one whose file is missing is left out (the tests find it)."""
    found = [Chapter(title, tuple(map(_read, present(names)))) for title, names in CHAPTERS]
    return [chapter for chapter in found if chapter.pages]


def present(patterns: tuple[str, ...]) -> list[str]:
    """The files below the guides that the names, or patterns of names, stand for."""
    return [
        file.relative_to(FOLDER).as_posix() for pattern in patterns for file in sorted(FOLDER.glob(pattern))
    ]


def _read(name: str) -> Page:
    return page((FOLDER / name).read_text(encoding="utf-8"), page_path(name), name, INCLUDES)
