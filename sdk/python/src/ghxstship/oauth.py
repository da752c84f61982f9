"""OAuth access tokens that renew themselves (playbook "OAuth 2.0 Flow", RFC 6749).

A token is renewed shortly before it ends and after a 401, by one request however many calls wait for it: the
platform rotates refresh tokens and revokes the whole family when an old one is used twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import threading
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

from .errors import APIStatusError, AuthenticationError, ConfigurationError, ResponseParseError, status_error
from .transport import AsyncPyreqwestTransport, PyreqwestTransport, Request, Response

# Seconds before its end at which a token is renewed.
EARLY = 60.0
TIMEOUT = 30.0

Token = dict[str, Any]


class TokenStore(Protocol):
    """Where tokens live between runs: `access_token`, `refresh_token`, `expires_at` and `renew_at` in Unix seconds."""

    def load(self) -> Token | None:
        """What was saved last."""
        ...

    def save(self, token: Token) -> None:
        """Keep it before it is used."""
        ...


class MemoryStore:
    """Tokens of this process only.

    Parameters
    ----------
    token: to begin with.
    """

    def __init__(self, token: Token | None = None) -> None:
        self._token = token

    def load(self) -> Token | None:
        """What was saved last."""
        return self._token

    def save(self, token: Token) -> None:
        """Keep it."""
        self._token = token


class FileStore:
    """Tokens in a file that only its owner can read.

    Parameters
    ----------
    path: of the file; it need not exist.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def load(self) -> Token | None:
        """What was saved last."""
        try:
            found = json.loads(self._path.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            # json's error keeps the whole text.
            raise ConfigurationError(f"{self._path} holds no tokens; delete it and log in again") from None
        return found if isinstance(found, dict) else None

    def save(self, token: Token) -> None:
        """Replace the file as one."""
        draft = self._path.with_name(f"{self._path.name}.new")
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w") as file:  # noqa: PTH123 - the mode has to hold from the beginning
            json.dump(token, file)
        draft.replace(self._path)


class _OAuth:
    """What both helpers know.

    Parameters
    ----------
    client_id, client_secret: of the application; a public client has no secret.
    token_url: such as `https://auth.ghxstship.com/oauth/token`.
    store: where the tokens are kept; without it only in memory.
    transport: how to reach the network, instead of the built-in one.
    clock: Unix seconds.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | None = None,
        *,
        token_url: str = "https://auth.ghxstship.com/oauth/token",  # noqa: S107 - an address
        store: TokenStore | None = None,
        transport: Any = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.client_id = client_id
        self._secret = client_secret
        self.token_url = token_url
        self.store: TokenStore = store if store is not None else MemoryStore()
        self._clock = clock
        self._transport = transport

    @property
    def identity(self) -> str:
        """Whose rate limit it is, as far as the client can tell."""
        return f"oauth:{self.client_id}"

    def _usable(self, refused: str | None) -> str | None:
        token = self.store.load()
        if token is None:
            return None
        access = str(token.get("access_token", ""))
        renew_at = float(token.get("renew_at") or float(token.get("expires_at", 0)) - EARLY)
        return access if access and renew_at > self._clock() and access != refused else None

    def _refresh_form(self) -> dict[str, str]:
        token = self.store.load() or {}
        refresh = token.get("refresh_token")
        if refresh:
            return {"grant_type": "refresh_token", "refresh_token": str(refresh)}
        if self._secret is None:
            raise ConfigurationError(
                "there is no refresh token; send the person through authorize_url() again"
            )
        return {"grant_type": "client_credentials"}

    def _request(self, form: dict[str, str]) -> Request:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._secret is None:
            form = {**form, "client_id": self.client_id}
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self._secret)}".encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
        return Request("POST", self.token_url, headers, urlencode(form).encode())

    def _keep(self, answer: Response) -> str:
        if answer.status != 200:
            raise _refusal(answer)
        document = answer.json()
        if not isinstance(document, dict) or not isinstance(document.get("access_token"), str):
            raise ResponseParseError("the token endpoint gave no access token", response=answer)
        before = self.store.load() or {}
        now, lifetime = self._clock(), float(document.get("expires_in", 3600))
        self.store.save(
            {
                "access_token": document["access_token"],
                "refresh_token": document.get("refresh_token", before.get("refresh_token")),
                "expires_at": now + lifetime,
                # A token of a minute or less would else be renewed at each call.
                "renew_at": now + lifetime - min(EARLY, lifetime / 2),
                "scope": document.get("scope", before.get("scope")),
            }
        )
        return str(document["access_token"])

    def authorize_url(
        self,
        authorize_endpoint: str,
        *,
        redirect_uri: str,
        scope: str,
        state: str,
        code_verifier: str | None = None,
    ) -> str:
        """Where to send a person who shall consent.

        Parameters
        ----------
        authorize_endpoint: such as `https://auth.ghxstship.com/oauth/authorize`.
        redirect_uri: where the person comes back to; one of the application's.
        scope: such as `read write`.
        state: random; compare it when the person comes back.
        code_verifier: of `new_verifier()`; the flow uses PKCE.
        """
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
        }
        if code_verifier is not None:
            digest = hashlib.sha256(code_verifier.encode()).digest()
            query["code_challenge"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
            query["code_challenge_method"] = "S256"
        return f"{authorize_endpoint}?{urlencode(query)}"


def new_verifier() -> str:
    """A random PKCE verifier: keep it with the person's session until the code is exchanged."""
    return urlsafe_b64encode(os.urandom(48)).decode()


def _code_form(code: str, redirect_uri: str, code_verifier: str | None) -> dict[str, str]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return form if code_verifier is None else {**form, "code_verifier": code_verifier}


def _refusal(answer: Response) -> APIStatusError:
    """RFC 6749's error of one field, as one of ours."""
    try:
        document = json.loads(answer.body)
        code, text = str(document["error"]), str(document.get("error_description", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return status_error(answer)
    body = json.dumps({"error": {"code": code, "message": text or "the token was refused"}}).encode()
    return AuthenticationError(Response(answer.status, answer.headers, body, answer.request))


class OAuth(_OAuth):
    """Tokens for `Client(auth=…)`; threads may share one.

    >>> from ghxstship.oauth import OAuth, new_verifier
    >>> oauth = OAuth("app_123")
    >>> verifier = new_verifier()
    >>> place = oauth.authorize_url(
    ...     "https://auth.example.com/oauth/authorize",
    ...     redirect_uri="https://example.org/callback",
    ...     scope="read",
    ...     state="random",
    ...     code_verifier=verifier,
    ... )
    >>> place.partition("?")[0]
    'https://auth.example.com/oauth/authorize'
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock = threading.Lock()
        self._pool = self._transport or PyreqwestTransport()

    def token(self, *, refused: str | None = None) -> str:
        """An access token that is good now; `refused` is one that is not."""
        access = self._usable(refused)
        if access is not None:
            return access
        with self._lock:
            access = self._usable(refused)
            if access is not None:
                return access
            return self._keep(self._pool.send(self._request(self._refresh_form()), TIMEOUT))

    def exchange(self, code: str, *, redirect_uri: str, code_verifier: str | None = None) -> str:
        """The tokens of an authorization code; they are kept in the store, and the access token is given.

        Parameters
        ----------
        code: that the person came back with.
        redirect_uri: the same as before.
        code_verifier: the same as before.
        """
        with self._lock:
            request = self._request(_code_form(code, redirect_uri, code_verifier))
            return self._keep(self._pool.send(request, TIMEOUT))


class AsyncOAuth(_OAuth):
    """Tokens for `AsyncClient(auth=…)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        self._renewals: set[asyncio.Task[str]] = set()
        self._pool = self._transport or AsyncPyreqwestTransport()

    async def token(self, *, refused: str | None = None) -> str:
        """An access token that is good now; `refused` is one that is not."""
        access = self._usable(refused)
        if access is not None:
            return access
        # It goes on when the caller is cancelled: the platform has used the refresh token up by then.
        renewal = asyncio.create_task(self._renewed(refused))
        self._renewals.add(renewal)
        renewal.add_done_callback(self._renewals.discard)
        return await asyncio.shield(renewal)

    @property
    def _lock(self) -> asyncio.Lock:
        """Of the running loop: a lock that tasks of another one have waited for is no good here."""
        return self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def _renewed(self, refused: str | None) -> str:
        async with self._lock:
            access = self._usable(refused)
            if access is not None:
                return access
            return self._keep(await self._pool.send(self._request(self._refresh_form()), TIMEOUT))

    async def exchange(self, code: str, *, redirect_uri: str, code_verifier: str | None = None) -> str:
        """The tokens of an authorization code; they are kept in the store, and the access token is given.

        Parameters
        ----------
        code: that the person came back with.
        redirect_uri: the same as before.
        code_verifier: the same as before.
        """
        async with self._lock:
            request = self._request(_code_form(code, redirect_uri, code_verifier))
            return self._keep(await self._pool.send(request, TIMEOUT))
