"""Where an application may send people back to: registered whole, compared whole (RFC 9700 §2.1, RFC 8252)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ..errors import detail
from ..products.fields import INVALID, Errors

MOST_CHARACTERS = 1_000

# What may stand behind the host: printable ASCII without what URIs must encode, wildcards and fragments.
_REST = r"[!$-)+-;=?-\[\]_a-z~]"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_LOCAL = r"(?:127\.0\.0\.1|\[::1\]|localhost)"
_WEB = rf"(https)://({_HOST})({_PORT})([/?]{_REST}*)?"
_LOOPBACK = rf"(http)://({_LOCAL})({_PORT})([/?]{_REST}*)?"
# A name that somebody owns, turned round, as RFC 8252 §7.1 wants it: no scheme that browsers act on has a dot.
_PRIVATE = rf"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:/{_REST}+"
_KINDS = tuple(re.compile(kind) for kind in (_WEB, _LOOPBACK, _PRIVATE))


def problem_of(text: str) -> str | None:
    """What is wrong with an address that somebody wants to register; None when nothing is."""
    if len(text) > MOST_CHARACTERS:
        return f"Must have at most {MOST_CHARACTERS} characters"
    if "#" in text:
        return "Must have no fragment"
    if "*" in text:
        return "Must be written out: there are no wildcards"
    if any(kind.fullmatch(text) for kind in _KINDS):
        return None
    if "@" in re.split("[/?]", text.partition("://")[2])[0]:
        return "Must not hold a user or a password"
    if text.lower().startswith("http://"):
        return "Must begin with https://; plain http is for 127.0.0.1, [::1] and localhost"
    return "Must be a whole address in printable ASCII characters, such as https://app.example.com/callback"


def match(registered: Iterable[str], asked: str) -> bool:
    """Whether an address is one of the registered ones, character by character; of loopback the port may differ."""
    return any(asked == one or _without_port(asked) == _without_port(one) for one in registered)


def _without_port(text: str) -> object:
    """A loopback address without its port; what is none equals nothing."""
    parts = re.fullmatch(_LOOPBACK, text)
    return (parts[2], parts[4] or "") if parts else object()


def origin_of(redirect_uri: str) -> str:
    """What a content security policy knows a registered address by: its origin, or its own scheme."""
    web = re.fullmatch(_WEB, redirect_uri) or re.fullmatch(_LOOPBACK, redirect_uri)
    return f"{web[1]}://{web[2].lower()}{web[3]}" if web else redirect_uri.partition(":")[0] + ":"


def host_of(redirect_uri: str) -> str:
    """The host that a person is sent to; of an address with a scheme of its own that scheme."""
    return origin_of(redirect_uri).removeprefix("https://").removeprefix("http://")


def with_parameters(redirect_uri: str, parameters: dict[str, str]) -> str:
    """The address with an answer in its query, which may have something in it already."""
    mark = "" if redirect_uri.endswith(("?", "&")) else "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{mark}{urlencode(parameters)}"


@dataclass(frozen=True, slots=True)
class RedirectAddress:
    """A field that holds such an address."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        """See `fields.Kind`."""
        problem = problem_of(value) if isinstance(value, str) else "Must be a string"
        if problem is not None:
            errors.append(detail(path, problem))
            return INVALID
        return value

    def schema(self) -> dict[str, Any]:
        """See `fields.Kind`."""
        return {
            "type": "string",
            "maxLength": MOST_CHARACTERS,
            "pattern": f"^(?:{_WEB}|{_LOOPBACK}|{_PRIVATE})$",
        }

    def to_column(self, value: Any, currency: str) -> Any:
        """See `fields.Kind`."""
        raise TypeError("it lies in no column")
