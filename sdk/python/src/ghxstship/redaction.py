"""What must not be told: credentials in headers, bodies, addresses and texts.

What is known to be harmless is shown; of the rest, a header's or a form's value is hidden, and a JSON value by the
name of its field. A credential of the platform is hidden wherever it stands: all of them begin in a known way.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from .transport import Request

HIDDEN = "REDACTED"
KEY_VARIABLE = "$GHXSTSHIP_API_KEY"

SHOWN_HEADERS = frozenset(
    {
        "accept",
        "content-type",
        "idempotency-key",
        "if-match",
        "last-event-id",
        "user-agent",
        "x-correlation-id",
        "x-workspace-id",
    }
)
SHOWN_OF_FORMS = frozenset({"client_id", "grant_type", "redirect_uri", "response_type", "scope"})
SECRET_FIELDS = frozenset({"code", "device_code", "headers", "key", "user_code"})
SECRET_WORDS = re.compile(
    r"secret|password|passwd|token|authorization|cookie|verifier|assertion|api[_-]?key", re.IGNORECASE
)

# `ghx_live_…`, the kinds of OAuth tokens, webhook secrets; and a password in an address.
CREDENTIALS = re.compile(r"\b(?:ghx_[a-z]+|whsec)_[A-Za-z0-9+/=_-]+|(?<=://)[^/\s\"'@]+(?=@)")


def text(value: str) -> str:
    """A text without the platform's credentials and without passwords of addresses."""
    return CREDENTIALS.sub(HIDDEN, value)


def header(name: str, value: str) -> str:
    """A header's value as it may be told."""
    if name.lower() in SHOWN_HEADERS:
        return text(value)
    scheme, _, rest = value.partition(" ")
    if name.lower() != "authorization" or not rest:
        return HIDDEN
    return f"Bearer {KEY_VARIABLE}" if scheme == "Bearer" else f"{scheme} {HIDDEN}"


def url(value: str) -> str:
    """An address without its password and without the secrets of its query."""
    parts = urlsplit(value)
    pairs = [
        (name, HIDDEN if secret(name) else one)
        for name, one in parse_qsl(parts.query, keep_blank_values=True)
    ]
    if any(one == HIDDEN for _, one in pairs):
        value = urlunsplit(parts._replace(query=urlencode(pairs)))
    return text(value)


def body(request: Request) -> str:
    """A body as it may be told."""
    assert request.body is not None
    content = request.body.decode("utf-8", "replace")
    kind = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "")
    if kind.startswith("application/x-www-form-urlencoded"):
        pairs = parse_qsl(content, keep_blank_values=True)
        shown = [(name, one if name in SHOWN_OF_FORMS else HIDDEN) for name, one in pairs]
        return text(urlencode(shown))
    try:
        document = json.loads(content)
    except ValueError:
        return HIDDEN
    safe = _without(document)
    return text(content if safe == document else json.dumps(safe, ensure_ascii=False))


def secret(name: str) -> bool:
    """Whether a field of this name holds what must not be told."""
    return name.lower() in SECRET_FIELDS or SECRET_WORDS.search(name) is not None


def _without(value: Any, *, hide: bool = False) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, hide=hide or secret(name)) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, hide=hide) for one in value]
    return HIDDEN if hide and value is not None else value
