"""What OAuth answers where it says no: the codes of RFC 6749, 7009 and 8628, told to the client and to the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Refusal(Exception):  # noqa: N818 - it is an answer
    """One no.

    Parameters
    ----------
    error: the code of the RFC, such as ``invalid_grant``.
    description: one sentence for the developer; ASCII without quotes (RFC 6749 §5.2).
    suspicious: whether it looks like an attack; then the log tells it as a warning.
    headers: of the answer.
    ended: whether a grant has ended with it.
    """

    error: str
    description: str
    suspicious: bool = False
    status: int = 400
    headers: tuple[tuple[bytes, bytes], ...] = ()
    ended: bool = False


def invalid_request(description: str) -> Refusal:
    """The request is malformed: a parameter is missing, stands twice, or cannot be read."""
    return Refusal("invalid_request", description)


def invalid_grant(description: str, *, suspicious: bool = True, ended: bool = False) -> Refusal:
    """The code, refresh token or device code is not good."""
    return Refusal("invalid_grant", description, suspicious, ended=ended)


def invalid_scope(description: str) -> Refusal:
    """A scope is unknown, or more than may be had."""
    return Refusal("invalid_scope", description, suspicious=True)


def invalid_client(description: str, *, basic: bool) -> Refusal:
    """The client is unknown or has not proved who it is: 401, with a challenge where it tried by header."""
    challenge = ((b"www-authenticate", b'Basic realm="ghxstship"'),) if basic else ()
    return Refusal("invalid_client", description, suspicious=True, status=401, headers=challenge)


def log_refusal(refusal: Refusal, where: str, **about: Any) -> None:
    """Tell the log; `about` holds ids and addresses, never a credential."""
    level = logging.WARNING if refusal.suspicious else logging.INFO
    told = {"where": where, "error": refusal.error, "reason": refusal.description, **about}
    _log.log(level, "oauth refused", extra=told)
