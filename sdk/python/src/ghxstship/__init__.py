"""The Python client of GHXSTSHIP, the integration platform for live events.

>>> from ghxstship import Client
>>> client = Client(api_key="ghx_test_…")  # doctest: +SKIP
>>> deals = client.atlvs.deals.list(status="open")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from . import webhooks
    from .call import Hooks, Options
    from .client import AsyncClient, Client
    from .errors import (
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        GhxstshipError,
        NotFoundError,
        PaginationLoopError,
        PermissionDeniedError,
        RateLimitError,
        ResponseParseError,
        ServerError,
        ValidationError,
    )
    from .oauth import AsyncOAuth, OAuth
    from .pages import AsyncPage, Page
    from .records import Record
    from .transport import Response

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClient",
    "AsyncOAuth",
    "AsyncPage",
    "AuthenticationError",
    "BadRequestError",
    "Client",
    "ConfigurationError",
    "ConflictError",
    "GhxstshipError",
    "Hooks",
    "NotFoundError",
    "OAuth",
    "Options",
    "Page",
    "PaginationLoopError",
    "PermissionDeniedError",
    "RateLimitError",
    "Record",
    "Response",
    "ResponseParseError",
    "ServerError",
    "ValidationError",
    "__version__",
    "webhooks",
]

_HOMES = {
    "AsyncClient": "client",
    "Client": "client",
    "Hooks": "call",
    "Options": "call",
    "AsyncOAuth": "oauth",
    "OAuth": "oauth",
    "AsyncPage": "pages",
    "Page": "pages",
    "Record": "records",
    "Response": "transport",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for, so that an import costs what is used."""
    if name not in __all__:
        raise AttributeError(f"module 'ghxstship' has no attribute {name!r}")
    from importlib import import_module

    if name == "webhooks":
        return import_module(".webhooks", __name__)
    value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
    globals()[name] = value
    return value
