"""The way in: sign in."""

from __future__ import annotations

from ...api.responses import Response
from ..routes import ANYONE, Route
from ..visit import Visit


async def sign_in_page(visit: Visit) -> Response:
    """The form."""
    return visit.page("portal/sign_in.html", errors={}, email="", next=visit.query.get("next"))


PAGES = (Route("GET", "/developers/sign-in", sign_in_page, ANYONE),)
