"""Home: how the workspace is, what needs attention, and for a new one the first three steps."""

from __future__ import annotations

from ...api.responses import Response
from .. import cookies
from ..routes import Route
from ..visit import PORTAL, Visit


async def home(visit: Visit) -> Response:
    """The page."""
    visit.set_cookie(cookies.WORKSPACE, visit.workspace_id, seconds=cookies.YEAR)
    return visit.page("portal/home.html")


PAGES = (Route("GET", f"{PORTAL}/{{workspace_id}}", home),)
