"""The status page at /status: what is known of the platform, also while its database does not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ...api.responses import Response, encode
from ...status.feed import documents, rss
from ...status.monitor import Monitor

Page = Callable[[], Awaitable[Response]]

_API = "/status/api/v2/"


class StatusPages:
    """Everything below /status.

    Parameters
    ----------
    url: where the page is reached, for links.
    """

    def __init__(self, monitor: Monitor, url: str) -> None:
        self._monitor = monitor
        self._url = url

    def find(self, path: str) -> Page | None:
        """The page at a path; None where there is none."""
        if path == "/status/history.rss":
            return self._rss
        if path.startswith(_API):
            name = path.removeprefix(_API)
            found = documents(self._monitor.view(), self._url).get(name)
            if found is None:
                return None
            response = Response(200, encode(found))

            async def document() -> Response:
                return response

            return document
        return None

    async def _rss(self) -> Response:
        text = rss(self._monitor.view(), self._url)
        return Response(200, text.encode(), [], b"application/rss+xml; charset=utf-8")
