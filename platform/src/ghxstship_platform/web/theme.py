"""The theme: follows the system until the reader chooses. A script does it in place; without one, a link does."""

from __future__ import annotations

from ..api.responses import Response
from ..errors import PlatformError
from . import cookies
from .routes import ANYONE, Route
from .visit import Visit


async def choose(visit: Visit) -> Response:
    """Remember a theme and go back; `system` forgets the choice."""
    theme = visit.path["theme"]
    if theme not in ("light", "dark", "system"):
        raise PlatformError("NOT_FOUND", "The themes are light, dark and system.")
    forget = theme == "system"
    visit.set_cookie(
        cookies.THEME, "" if forget else theme, seconds=0 if forget else cookies.YEAR, readable=True
    )
    return visit.redirect(visit.ours(visit.query.get("back")))


PAGES = (Route("GET", "/theme/{theme}", choose, ANYONE),)
