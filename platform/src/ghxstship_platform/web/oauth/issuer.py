"""Where the authorization server and the API are, as the one who asks reaches them."""

from __future__ import annotations

from ..visit import Visit


def issuer(visit: Visit) -> str:
    """The authorization server's name: its public host, or where it was asked."""
    host = visit.settings.auth_host
    return f"https://{host}" if host else visit.origin


def resource(visit: Visit) -> str:
    """The API's name: its public host, or where it was asked."""
    host = visit.settings.api_host
    return f"https://{host}" if host else visit.origin
