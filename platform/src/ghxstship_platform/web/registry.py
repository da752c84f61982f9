"""Every page, gathered from the modules that declare them: one line each."""

from __future__ import annotations

from . import icon, theme
from .docs import pages as docs
from .oauth import consent, endpoints, metadata
from .portal import (
    account,
    apps,
    audit,
    data,
    deliveries,
    entry,
    events,
    home,
    keys,
    requests,
    settings,
    team,
    usage,
)  # fmt: skip
from .portal import endpoints as webhook_endpoints
from .routes import Route
from .status import pages as status
from .status import telling

ROUTES: tuple[Route, ...] = (
    *theme.PAGES,
    *icon.PAGES,
    *docs.PAGES,
    *status.PAGES,
    *telling.PAGES,
    *entry.PAGES,
    *home.PAGES,
    *metadata.PAGES,
    *endpoints.PAGES,
    *consent.PAGES,
    *webhook_endpoints.PAGES,
    *deliveries.PAGES,
    *events.PAGES,
    *requests.PAGES,
    *usage.PAGES,
    *data.PAGES,
    *account.PAGES,
    *keys.PAGES,
    *apps.PAGES,
    *team.PAGES,
    *audit.PAGES,
    *settings.PAGES,
)
