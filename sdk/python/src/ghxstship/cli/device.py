"""Logging in with a browser: the device flow (RFC 8628), and the tokens that it gives, kept and renewed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from ..errors import APIConnectionError, GhxstshipError
from ..oauth import TIMEOUT, AsyncOAuth, OAuth, Token
from ..transport import PyreqwestTransport, Request, Response
from .failures import Failure
from .profiles import Profile, Profiles

CLIENT_ID = "ghxstship-cli"
"""The command line's own name: it comes with every platform."""

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_METADATA = "/.well-known/oauth-authorization-server"


def log_in(
    base_url: str, say: Callable[[str, str], None], wait: Callable[[float], None] = time.sleep
) -> tuple[Token, str]:
    """Have a person let this device in; the tokens and the address that renews them.

    Parameters
    ----------
    say: is given the address to open and the code to compare.
    wait: sleeps for so many seconds.

    Raises Failure when the person says no, nobody decides in time, or the platform does not do this.
    """
    pool = PyreqwestTransport()

    def ask(url: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        body = None if form is None else urlencode(form).encode()
        return _read(pool.send(Request("GET" if form is None else "POST", url, headers, body), TIMEOUT))

    status, server = ask(base_url + _METADATA)
    if status != 200 or "device_authorization_endpoint" not in server:
        raise Failure(f"{base_url} cannot log you in with a browser. Use a key: ghxstship login --key")
    status, codes = ask(server["device_authorization_endpoint"], {"client_id": CLIENT_ID})
    if status != 200:
        raise Failure(f"the platform refused: {codes.get('error_description', codes)}")
    say(codes["verification_uri_complete"], codes["user_code"])
    pause, left = float(codes.get("interval", 5)), float(codes.get("expires_in", 600))
    form = {"grant_type": _GRANT, "device_code": codes["device_code"], "client_id": CLIENT_ID}
    while True:
        wait(pause)
        left -= pause
        try:
            status, answer = ask(server["token_endpoint"], form)
        except APIConnectionError:
            # RFC 8628: a platform that is away is asked less often, for as long as the code is good.
            pause *= 2
            if left <= 0:
                raise
            continue
        if status == 200:
            return _token(answer), server["token_endpoint"]
        error = answer.get("error")
        if error == "slow_down":
            pause += 5
        elif error != "authorization_pending":
            raise Failure(f"you are not logged in: {answer.get('error_description', error)}")


def _read(answer: Response) -> tuple[int, dict[str, Any]]:
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = None
    return answer.status, document if isinstance(document, dict) else {}


def _token(answer: dict[str, Any]) -> Token:
    lifetime = float(answer.get("expires_in", 3600))
    return {
        "access_token": answer["access_token"],
        "refresh_token": answer.get("refresh_token"),
        "expires_at": time.time() + lifetime,
        "scope": answer.get("scope"),
    }


def end(profile: Profile, kept: str) -> None:
    """End what the tokens of a profile allow, on the platform; that it cannot be reached is no reason to keep them."""
    form = {"token": json.loads(kept).get("refresh_token") or "", "client_id": CLIENT_ID}
    url = profile.token_url.removesuffix("/token") + "/revoke"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        PyreqwestTransport().send(Request("POST", url, headers, urlencode(form).encode()), TIMEOUT)
    except GhxstshipError:
        return


class _Store:
    """The tokens of a profile, kept where its key would be."""

    def __init__(self, profile: Profile, kept: str) -> None:
        self._name = profile.name
        self._token: Token = json.loads(kept)

    def load(self) -> Token:
        """What was read last."""
        return self._token

    def read_again(self) -> None:
        """What another process may have kept since."""
        profiles = Profiles()
        found = profiles.find(self._name)
        if found is not None and found.token_url:
            self._token = json.loads(profiles.key_of(found))

    def save(self, token: Token) -> None:
        """Keep it."""
        self._token = token
        Profiles().replace_key(self._name, json.dumps(token))


@contextmanager
def _alone() -> Iterator[None]:
    """One process renews at a time: a refresh token that two use ends them both. Without such locks (Windows) the
    second one has to log in again.
    """
    path = Profiles().path.with_name(".renewing")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as lock:
        try:
            import fcntl
        except ModuleNotFoundError:
            yield
            return
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Renewing(OAuth):
    """Tokens that are renewed by one process at a time."""

    store: _Store

    def token(self, *, refused: str | None = None) -> str:
        """An access token that is good now."""
        access = self._usable(refused)
        if access is not None:
            return access
        with _alone():
            self.store.read_again()
            return super().token(refused=refused)


def tokens_of(profile: Profile, kept: str) -> OAuth:
    """What a client signs in with."""
    store = _Store(profile, kept)
    return _Renewing(CLIENT_ID, token_url=profile.token_url, store=store, transport=PyreqwestTransport())


class _AsyncRenewing(AsyncOAuth):
    """The same for an asynchronous client: renewed in a thread, so that the lock holds up nobody."""

    def __init__(self, renewing: OAuth) -> None:
        super().__init__(CLIENT_ID, token_url=renewing.token_url, store=renewing.store)
        self._renewing = renewing

    async def token(self, *, refused: str | None = None) -> str:
        """An access token that is good now."""
        access = self._usable(refused)
        return (
            access if access is not None else await asyncio.to_thread(self._renewing.token, refused=refused)
        )


def async_tokens_of(profile: Profile, kept: str) -> AsyncOAuth:
    """What an asynchronous client signs in with."""
    return _AsyncRenewing(tokens_of(profile, kept))
