"""The kinds of field that only a webhook endpoint has: its address, event patterns, headers and filter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..errors import detail
from ..products import records
from ..products.fields import INVALID, Errors
from .filters import filter_errors
from .guard import is_loopback, why_refused

_MAX_URL = 2_048
_MAX_HEADERS = 20
_MAX_HEADER = 1_000
_MAX_FILTER = 16_384

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]+)(?P<rest>[^#]*)(?P<fragment>#.*)?", re.IGNORECASE
)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.%]+\]|[^\[\]:]+)(:(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_BAD_ESCAPE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_HOST = re.compile(r"(?!.*\.\.)(?!(.*\.)?[^.]{64})[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?\.?", re.IGNORECASE)
# A last label of digits only is an address in one of its older spellings (decimal, octal, hex), never a name.
_OLD_ADDRESS = re.compile(r"(.*\.)?(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
# Set by the platform, or by the connection (RFC 9110, 7.6.1).
_RESERVED = frozenset(
    (
        "host", "user-agent", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect",
        "accept-encoding", "date", "cookie",
    )
)  # fmt: skip
_RESERVED_PREFIXES = ("content-", "x-ghxstship-", "webhook-", "proxy-", "sec-", ":")


def _fail(errors: Errors, path: str, message: str) -> Any:
    errors.append(detail(path, message))
    return INVALID


def problem_of_url(text: str, *, local: bool) -> str | None:
    """What is wrong with the address of an endpoint; None when nothing is.

    `local`: whether loopback addresses, and plain http to them, are open.
    """
    if len(text) > _MAX_URL:
        return f"Must have at most {_MAX_URL} characters"
    if not text.isascii() or not text.isprintable() or any(mark in text for mark in ' \\<>"{}|^`'):
        return "Must be an address of printable ASCII characters; encode others as %XX, a name in Punycode"
    parts = _URL.fullmatch(text)
    if parts is None:
        return "Must begin with https:// and a host name"
    if "@" in parts["authority"]:
        return "Must not hold a user or a password; use headers"
    if parts["fragment"] is not None:
        return "Must not have a fragment (#…)"
    if _BAD_ESCAPE.search(parts["rest"]):
        return "Must not have a % without two hexadecimal digits behind it; encode % itself as %25"
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        return "Must be an address such as https://example.com/hooks"
    if authority["port"] is not None and not 0 < int(authority["port"]) < 65_536:
        return "Must have a port from 1 to 65535"
    return _problem_of_host(authority["host"], secure=parts["scheme"].lower() == "https", local=local)


def canonical_url(text: str) -> str:
    """An address that `problem_of_url` accepts, in one spelling: small letters, no default port, a path."""
    parts = _URL.fullmatch(text)
    authority = _AUTHORITY.fullmatch(parts["authority"]) if parts else None
    assert parts is not None
    assert authority is not None
    scheme, rest = parts["scheme"].lower(), parts["rest"]
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    shown = "" if port == _DEFAULT_PORTS[scheme] else f":{port}"
    return f"{scheme}://{authority['host'].lower()}{shown}{'' if rest.startswith('/') else '/'}{rest}"


def _problem_of_host(host: str, *, secure: bool, local: bool) -> str | None:
    literal = host.startswith("[") or re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", host) is not None
    host = host.strip("[]")
    loopback = host.lower().rstrip(".") == "localhost" or host.lower().rstrip(".").endswith(".localhost")
    if literal:
        why = why_refused(host, allow_local=local)
        if why is not None:
            return f"Must not point to {host}: {why}"
        loopback = is_loopback(host)
    elif _OLD_ADDRESS.fullmatch(host) or not _HOST.fullmatch(host):
        return "Must name a host, or an address in its usual spelling"
    if loopback and not local:
        return "Must not point to this machine"
    if not secure and not (loopback and local):
        return "Must begin with https://"
    return None


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where to send to; whether loopback is open is decided by the rule, which knows the setting."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, str):
            return _fail(errors, path, "Must be a string")
        problem = problem_of_url(value, local=True)
        return canonical_url(value) if problem is None else _fail(errors, path, problem)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "uri",
            "maxLength": _MAX_URL,
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
        }

    def to_column(self, value: Any, currency: str) -> Any:
        return value


@dataclass(frozen=True, slots=True)
class EventPattern:
    """The name of an event type, or a glob."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        # The catalogue lists the events of every resource, the endpoint itself among them.
        from ..products.catalogue import matching

        if not isinstance(value, str) or not 0 < len(value) <= 100:
            return _fail(
                errors, path, "Must be the name of an event type, such as deal.won, or a glob, such as deal.*"
            )
        if not matching(value):
            return _fail(errors, path, f"No event type matches {value!r}; see GET /workspace/v1/event-types")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": 100}

    def to_column(self, value: Any, currency: str) -> Any:
        return value


@dataclass(frozen=True, slots=True)
class Headers:
    """Headers of the integrator's own."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        if not isinstance(value, dict):
            return _fail(errors, path, "Must be an object of strings")
        if len(value) > _MAX_HEADERS:
            return _fail(errors, path, f"Must have at most {_MAX_HEADERS} headers")
        before = len(errors)
        seen: set[str] = set()
        for name, text in value.items():
            self._check(name, text, f"{path}.{name[:100]}", errors)
            if name.lower() in seen:
                _fail(errors, f"{path}.{name[:100]}", "Stands twice, in another case")
            seen.add(name.lower())
        return value if len(errors) == before else INVALID

    def _check(self, name: str, text: Any, path: str, errors: Errors) -> None:
        if not _TOKEN.fullmatch(name):
            _fail(errors, path, "Must be a header name: letters, digits and hyphens")
        elif name.lower() in _RESERVED or name.lower().startswith(_RESERVED_PREFIXES):
            _fail(errors, path, "Is set by the platform or the connection")
        if not isinstance(text, str) or len(text) > _MAX_HEADER or not _VALUE.fullmatch(text):
            _fail(errors, path, f"Must be 1 to {_MAX_HEADER} printable ASCII characters without a line break")

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "maxProperties": _MAX_HEADERS,
            "propertyNames": {"pattern": f"^{_TOKEN.pattern}$"},
            "additionalProperties": {
                "type": "string",
                "minLength": 1,
                "maxLength": _MAX_HEADER,
                "pattern": r"^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$",
            },
        }

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("headers have no column")


class Conditions(dict[str, Any]):
    """A filter that is told from another as JSON tells them apart: 1 and true are different conditions."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and records.dumps(self) == records.dumps(other)

    def __ne__(self, other: object) -> bool:
        return not self == other


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on the payload (`filters`)."""

    column: str | None = None

    def decode(self, value: Any, path: str, errors: Errors, currency: str) -> Any:
        found = filter_errors(value, path)
        if not found and len(records.dumps(value).encode()) > _MAX_FILTER:
            found = [detail(path, f"Must have at most {_MAX_FILTER} bytes")]
        errors += found
        return INVALID if found else Conditions(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "minProperties": 1}

    def to_column(self, value: Any, currency: str) -> Any:
        raise TypeError("a filter has no column")
