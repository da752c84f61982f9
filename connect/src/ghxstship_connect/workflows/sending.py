"""Requests to other services: what would be sent, the sending, and what an answer means for the next attempt."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ghxstship.errors import APIConnectionError
from ghxstship.retry import retry_after
from ghxstship.transport import AsyncPyreqwestTransport, AsyncTransport, Request, Response

from ..inbox.attempts import Reject, RetryLater

TIMEOUT = 30.0

# What is shorter is no credential, and stands in many texts by chance.
SHORTEST_SECRET = 6

# Seconds to wait when a service says that it is too much, and not for how long.
UNSAID = 30.0


class LimitedError(RetryLater):
    """A service was asked too often; `seconds` later it may be asked again."""


@dataclass(frozen=True)
class Outgoing:
    """A request as it is about to be sent.

    Parameters
    ----------
    body: JSON; None for none.
    secrets: headers that are never shown.
    hidden: other texts that no message repeats, such as a key within the address.
    """

    method: str
    url: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    def shown(self) -> str:
        """For people: everything but the secrets."""
        lines = [f"{self.method} {self.url}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"{name}: (hidden)" for name in self.secrets]
        if self.body is not None:
            lines += ["", json.dumps(self.body, indent=2, ensure_ascii=False)]
        return "\n".join(lines)


class Sender:
    """Sends to other services. Redirects are not followed: they would carry the credentials somewhere else."""

    def __init__(self, transport: AsyncTransport | None = None) -> None:
        self._transport = transport or AsyncPyreqwestTransport()

    async def send(self, outgoing: Outgoing, accepted: tuple[int, ...] = ()) -> Response:
        """The answer of a request that went well, or one with a status in `accepted`.

        Raises `LimitedError` when the service asks to wait; `Reject` when no other attempt will help; the connection's
        own error when there was no answer.
        """
        body = None if outgoing.body is None else json.dumps(outgoing.body, ensure_ascii=False).encode()
        headers = {
            "Accept": "application/json",
            "User-Agent": "ghxstship-connect",
            **outgoing.headers,
            **outgoing.secrets,
        }
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        address = urlsplit(outgoing.url)
        if any(part in (".", "..") for part in address.path.lower().replace("%2e", ".").split("/")):
            # On its way it would become another path than the file says.
            raise Reject(f"a value that is '.' or '..' cannot stand in the address of {address.hostname}")
        try:
            answer = await self._transport.send(
                Request(outgoing.method, outgoing.url, headers, body), TIMEOUT
            )
        except APIConnectionError as error:
            # The address may hold a secret, as that of an incoming webhook does.
            reason = str(error).replace(outgoing.url.partition("?")[0], f"{address.hostname}")
            raise type(error)(reason) from None
        if 200 <= answer.status < 300 or answer.status in accepted:
            return answer
        reason = _without_secrets(
            f"{address.hostname} answered {answer.status}: {_explained(answer)}", outgoing
        )
        if answer.status in (408, 425, 429) or answer.status >= 500:
            wait = retry_after(answer.headers)
            if answer.status == 429 or wait is not None:
                raise LimitedError(wait if wait is not None else UNSAID, reason)
            raise APIConnectionError(reason)
        raise Reject(reason)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.close()


def _without_secrets(text: str, outgoing: Outgoing) -> str:
    """A text without credentials, which an answer may repeat."""
    secrets = list(outgoing.hidden)
    for value in outgoing.secrets.values():
        scheme, _, token = value.partition(" ")
        secrets += [value, token]
        if scheme == "Basic":
            secrets.append(b64decode(token).decode("utf-8", "replace").partition(":")[2])
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "(hidden)")
    return text


def _explained(answer: Response, longest: int = 500) -> str:
    text = " ".join(answer.body[: 4 * longest].decode("utf-8", "replace").split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
