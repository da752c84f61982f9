"""What every handler works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..auth.credentials import Credentials
from ..errors import PlatformError
from ..events.stream import Tail
from ..limits.throttle import Throttles
from ..limits.tiers import Tier
from ..storage.daily import DailyLog
from ..storage.database import Database
from ..storage.transaction import Origin
from .idempotency import InFlight
from .request import Request
from .responses import Response, error_response


@dataclass(slots=True)
class Context:
    """The platform as the API sees it.

    Attributes
    ----------
    resource_metadata: where a program finds out who issues tokens for the API (RFC 9728).
    throttles: ration what fails when somebody guesses.
    """

    db: Database
    credentials: Credentials
    tail: Tail
    tiers: dict[str, Tier]
    docs_url: str
    request_log: DailyLog
    resource_metadata: str = ""
    in_flight: InFlight = field(default_factory=InFlight)
    throttles: Throttles = field(default_factory=Throttles)

    def render(self, error: PlatformError, request: Request) -> Response:
        """An error in the form that the request asks for."""
        challenge = error.headers.get("WWW-Authenticate")
        if challenge and self.resource_metadata:
            told = f'{challenge}, resource_metadata="{self.resource_metadata}"'
            error.headers = {**error.headers, "WWW-Authenticate": told}
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
