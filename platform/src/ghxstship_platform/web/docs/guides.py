"""The guides: the files of `docs/`, in the one list that gives their order and their place in the navigation."""

from __future__ import annotations

from pathlib import Path

from .blocks import Chapter, Page
from .includes import INCLUDES
from .markdown import page, page_path

# In a checkout this is a link to `docs/`; the wheel holds the files.
FOLDER = Path(__file__).with_name("guides")

CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", ("index.md", "getting-started.md", "authentication.md", "sandbox.md", "going-live.md")),
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
    (
        "Integrations",
        (
            "integration-patterns.md",
            "integrations/slack.md",
            "integrations/mailchimp.md",
            "integrations/jira.md",
        ),
    ),
    ("Clients", ("sdks/python.md", "sdks/typescript.md", "cli.md")),
    (
        "Operating",
        (
            "operating/install.md",
            "operating/settings.md",
            "operating/storage.md",
            "operating/backups.md",
            "operating/upgrades.md",
            "operating/metrics.md",
        ),
    ),
)


def chapters() -> list[Chapter]:
    """Every guide, read from its file."""
    return [Chapter(title, tuple(_read(name) for name in names)) for title, names in CHAPTERS]


def _read(name: str) -> Page:
    return page((FOLDER / name).read_text(encoding="utf-8"), page_path(name), name, INCLUDES)
