"""What programs find out by themselves: the server's metadata (RFC 8414) and the API's (RFC 9728)."""

from __future__ import annotations

from ...api.responses import Response, encode
from ...auth.scopes import SCOPES
from ...oauth.exchange import GRANT_TYPES
from ..routes import MACHINE, Route
from ..visit import Visit
from .issuer import issuer, resource

AUTHORIZE, TOKEN, REVOKE, INTROSPECT = (
    "/oauth/authorize",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
)
DEVICE, DEVICE_AUTHORIZATION = "/oauth/device", "/oauth/device_authorization"
SERVER, API = "/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"

_BY_SECRET = ["client_secret_basic", "client_secret_post"]
OPEN = (b"access-control-allow-origin", b"*")
_KEPT = (b"cache-control", b"public, max-age=300")


async def server(visit: Visit) -> Response:
    """The authorization server's metadata."""
    origin = issuer(visit)
    return _document(
        visit,
        {
            "issuer": origin,
            "authorization_endpoint": origin + AUTHORIZE,
            "token_endpoint": origin + TOKEN,
            "revocation_endpoint": origin + REVOKE,
            "introspection_endpoint": origin + INTROSPECT,
            "device_authorization_endpoint": origin + DEVICE_AUTHORIZATION,
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANT_TYPES),
            "token_endpoint_auth_methods_supported": [*_BY_SECRET, "none"],
            "revocation_endpoint_auth_methods_supported": [*_BY_SECRET, "none"],
            "introspection_endpoint_auth_methods_supported": _BY_SECRET,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "protected_resources": [resource(visit)],
            "service_documentation": f"{visit.context.docs_url}/oauth",
        },
    )


async def api(visit: Visit) -> Response:
    """The API's metadata: who issues its tokens, and how they are sent."""
    return _document(
        visit,
        {
            "resource": resource(visit),
            "authorization_servers": [issuer(visit)],
            "scopes_supported": list(SCOPES),
            "bearer_methods_supported": ["header"],
            "resource_name": "GHXSTSHIP API",
            "resource_documentation": f"{visit.context.docs_url}/api",
        },
    )


def _document(visit: Visit, document: dict[str, object]) -> Response:
    visit.headers += [OPEN, _KEPT]
    return Response(200, encode(document))


PAGES = (Route("GET", SERVER, server, MACHINE), Route("GET", API, api, MACHINE))
