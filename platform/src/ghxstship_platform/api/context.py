"""What every handler works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..auth.credentials import Credentials
from ..errors import PlatformError
from ..events.stream import Tail
from ..limits.tiers import Tier
from ..storage.daily import DailyLog
from ..storage.database import Database
from ..storage.transaction import Origin
from .idempotency import InFlight
from .request import Request
from .responses import Response, error_response


@dataclass(slots=True)
class Context:
    """The platform as the API sees it."""

    db: Database
    credentials: Credentials
    tail: Tail
    tiers: dict[str, Tier]
    docs_url: str
    request_log: DailyLog
    in_flight: InFlight = field(default_factory=InFlight)

    def render(self, error: PlatformError, request: Request) -> Response:
        """An error in the form that the request asks for."""
        return error_response(error, request.request_id, self.docs_url, request.header(b"accept") or "")

    def origin(self, request: Request) -> Origin:
        """Who and what causes a write."""
        correlation = request.header(b"x-correlation-id")
        if correlation is not None and (len(correlation) > 128 or not correlation.isprintable()):
            correlation = None
        return Origin(
            request.request_id,
            correlation,
            request.principal.credential_id,
            request.address,
            request.header(b"user-agent"),
        )
