"""The authorization request (RFC 6749 §4.1.1, RFC 7636, RFC 9700): what an application asks of a person, checked.

Until the application and its address are known to belong together, nothing may be sent to that address: what is wrong
before is shown to the person (`Unsafe`), what is wrong after goes back to the application (`Misasked`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..storage.database import Reader
from . import codes
from .apps import App, find_app
from .exchange import asked_scopes
from .redirects import match, with_parameters
from .refusals import Refusal, invalid_request

# Single characters of a template that was pasted over several lines; `state` is the application's own.
_SPACE = " \t\r\n"


class Unsafe(Exception):  # noqa: N818 - it is an answer
    """A request that cannot be answered at its own address: the person is told instead.

    Parameters
    ----------
    reason: one sentence for the person, who can only go back.
    suspicious: whether it looks like an attack.
    """

    def __init__(self, reason: str, *, suspicious: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.suspicious = suspicious


@dataclass(frozen=True, slots=True)
class Way:
    """The way back to an application that may be gone: its own address, and its own `state`.

    Attributes
    ----------
    named: whether the request named the address; then the exchange must name it too.
    issuer: who answers (RFC 9207), so that an application of several servers knows.
    """

    app: App
    redirect_uri: str
    named: bool
    state: str | None
    issuer: str

    def back(self, **answer: str) -> str:
        """The address with an answer."""
        state = {} if self.state is None else {"state": self.state}
        return with_parameters(self.redirect_uri, {**answer, **state, "iss": self.issuer})

    def refused(self, refusal: Refusal) -> str:
        """The address with a no."""
        return self.back(error=refusal.error, error_description=refusal.description.replace('"', "'"))


class Misasked(Exception):  # noqa: N818 - it is an answer
    """A request that an application has made wrongly; it is told at its own address."""

    def __init__(self, way: Way, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.way = way
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks for.

    Attributes
    ----------
    challenge: SHA-256 of the verifier that will come with the code; None for a confidential one that sends none.
    """

    way: Way
    scopes: list[str]
    challenge: str | None


def read_request(reader: Reader, pairs: Sequence[tuple[str, str]], issuer: str) -> Asked:
    """The request as it stands in an address; raises `Unsafe` or `Misasked`.

    Space around names and values is left out of account, so that an address that was written over several lines works.
    """
    given: dict[str, str] = {}
    twice = ""
    for raw, value in pairs:
        name = raw.strip(_SPACE)
        twice = name if name in given else twice
        given.setdefault(name, value if name == "state" else value.strip(_SPACE))
    if twice in ("client_id", "redirect_uri"):
        raise Unsafe(f"The request names its {twice} twice.", suspicious=True)
    way = _way(reader, given, issuer)
    try:
        if twice:
            raise invalid_request(f"The parameter {twice[:40]!a} stands twice.")
        return Asked(way, *_demands(way.app, given))
    except Refusal as refusal:
        raise Misasked(way, refusal) from None


def _way(reader: Reader, given: dict[str, str], issuer: str) -> Way:
    client_id = given.get("client_id", "")
    app = find_app(reader, client_id) if client_id.isprintable() else None
    if not client_id or app is None:
        raise Unsafe(
            f"There is no application {client_id[:64]!r}." if client_id else "It names no application."
        )
    asked = given.get("redirect_uri")
    if asked is None:
        if len(app.redirect_uris) != 1:
            raise Unsafe(f"{app.name} has to say where you are to be sent back to (redirect_uri).")
        return Way(app, app.redirect_uris[0], False, given.get("state"), issuer)
    if not match(app.redirect_uris, asked):
        raise Unsafe(
            f"{app.name} wants you sent to an address that is not registered for it.", suspicious=True
        )
    return Way(app, asked, True, given.get("state"), issuer)


def _demands(app: App, given: dict[str, str]) -> tuple[list[str], str | None]:
    """The scopes and the challenge; raises `Refusal`."""
    if "response_type" not in given:
        raise invalid_request("The parameter response_type is missing.")
    if given["response_type"] != "code":
        raise Refusal("unsupported_response_type", "Use response_type=code.")
    if given.get("response_mode", "query") != "query":
        raise invalid_request("Use response_mode=query, or leave it out.")
    for name in ("request", "request_uri"):
        if name in given:
            raise Refusal(f"{name}_not_supported", "Send the parameters themselves.")
    return asked_scopes(app, given.get("scope", "")), _challenge(app, given)


def _downgrade(description: str) -> Refusal:
    return Refusal("invalid_request", description, suspicious=True)


def _challenge(app: App, given: dict[str, str]) -> str | None:
    challenge, method = given.get("code_challenge"), given.get("code_challenge_method")
    if challenge is None:
        if app.is_public or method is not None:
            raise _downgrade("Send a code_challenge with code_challenge_method=S256 (PKCE).")
        return None
    # Without a method RFC 7636 means plain, which protects nothing from who can read the request.
    if method != "S256":
        raise _downgrade("Use code_challenge_method=S256.")
    if not codes.is_challenge(challenge):
        raise invalid_request(
            "The code_challenge must be the SHA-256 of the verifier, in 43 base64url characters."
        )
    return challenge
