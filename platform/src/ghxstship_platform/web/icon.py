"""The mark where browsers look for it by themselves: a text, a document of JSON or a picture cannot name one."""

from __future__ import annotations

from ..api.responses import Response
from .routes import MACHINE, Route
from .visit import Visit

# The address is always the same, whatever the mark looks like.
_KEPT = (b"cache-control", b"public, max-age=86400")


async def icon(visit: Visit) -> Response:
    """The mark; browsers go by its type, not by the ending that they ask for."""
    mark = visit.site.assets.named("mark.svg")
    visit.headers.append(_KEPT)
    return Response(200, mark.body, [], mark.media_type)


PAGES = (Route("GET", "/favicon.ico", icon, MACHINE),)
