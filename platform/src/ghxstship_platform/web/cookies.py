"""Cookies: read, made, and signed where they come back as something that we said."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

SESSION, FORM, FLASH, THEME = "ghx_session", "ghx_form", "ghx_flash", "ghx_theme"
WORKSPACE, FIRST_KEY = "ghx_workspace", "ghx_first_key"
LANGUAGE = "ghx_language"
YEAR = 365 * 24 * 3600

_SAFE = re.compile(r"[!#-+\--:<-\[\]-~]*")


def parse(header: bytes | None) -> dict[str, str]:
    """The cookies of a request; of two with one name the first, which is the one with the closer path."""
    found: dict[str, str] = {}
    for part in (header or b"").decode("latin-1").split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            found.setdefault(name, value)
    return found


def make(
    name: str, value: str, *, secure: bool, seconds: int | None = None, readable: bool = False
) -> tuple[bytes, bytes]:
    """A `Set-Cookie` header.

    Parameters
    ----------
    secure: for HTTPS only; its name gets the prefix ``__Host-``, which binds it to the host.
    seconds: how long it is kept, 0 to drop it; None: as long as the browser runs.
    readable: whether scripts may read it.
    """
    assert _SAFE.fullmatch(value), "a cookie's value is ASCII without quotes, commas and semicolons"
    parts = [f"{wire_name(name, secure)}={value}", "Path=/", "SameSite=Lax"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if not readable:
        parts.append("HttpOnly")
    if secure:
        parts.append("Secure")
    return b"set-cookie", "; ".join(parts).encode("ascii")


def wire_name(name: str, secure: bool) -> str:
    """A cookie's name as browsers know it."""
    return f"__Host-{name}" if secure else name


def _mark(secret: bytes, purpose: str, value: str) -> str:
    digest = hmac.digest(secret, f"{purpose}:{value}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()


def token(secret: bytes, purpose: str, value: str) -> str:
    """What only we could have made of a value."""
    return _mark(secret, purpose, value)


def matches(secret: bytes, purpose: str, value: str, given: str) -> bool:
    """Whether a token is the one of that value."""
    return hmac.compare_digest(_mark(secret, purpose, value).encode(), given.encode(errors="replace"))


def sign(secret: bytes, purpose: str, text: str) -> str:
    """A text as a cookie's value, with our mark."""
    value = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{value}.{_mark(secret, purpose, value)}"


def unsign(secret: bytes, purpose: str, signed: str) -> str | None:
    """The text that was signed; None when it was not by us, or for something else."""
    value, _, mark = signed.rpartition(".")
    if not value or not matches(secret, purpose, value, mark):
        return None
    return base64.urlsafe_b64decode(value).decode()


def chosen_theme(cookies: Mapping[str, str]) -> str:
    """What the reader has chosen: ``light``, ``dark``, or nothing, which follows the system."""
    theme = cookies.get(THEME, "")
    return theme if theme in ("light", "dark") else ""
