"""Every page, gathered from the modules that declare them: one line each."""

from __future__ import annotations

from . import theme
from .portal import entry, home
from .routes import Route

ROUTES: tuple[Route, ...] = (
    *theme.PAGES,
    *entry.PAGES,
    *home.PAGES,
)
