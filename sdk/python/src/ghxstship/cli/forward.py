"""Sends an event to a local address as the platform sends a webhook."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from .. import webhooks
from ..version import __version__
from .failures import USAGE, Failure
from .feed import Message

# The limits of a delivery: seconds to connect, seconds in all with the body, bytes of the answer that are read.
CONNECT_SECONDS = 5.0
ATTEMPT_SECONDS = 15.0
ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt. Without an answer `status` is None and `problem` says why."""

    status: int | None
    problem: str
    milliseconds: float

    @property
    def accepted(self) -> bool:
        """Whether the receiver answered 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Receiver:
    """A local address that takes webhooks. Redirects are not followed, proxies not used.

    Parameters
    ----------
    url: `http://localhost:3000/hook`; `localhost:3000/hook` means the same.
    secret: the `whsec_…` to sign with.
    verify: False to take any certificate.
    """

    def __init__(self, url: str, secret: str, *, verify: bool = True) -> None:
        self.url = url if "://" in url else f"http://{url}"
        try:
            parts = urlsplit(self.url)
        except ValueError:
            raise self._wrong("it is not a URL") from None
        try:
            port = parts.port
        except ValueError:
            raise self._wrong("its port is none from 1 to 65535") from None
        if port == 0:
            raise self._wrong("its port is none from 1 to 65535")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise self._wrong("it must be http:// or https:// and a host")
        if parts.hostname.isdecimal():
            raise self._wrong(
                f"{parts.hostname} is no host. A port stands behind one: localhost:{parts.hostname}"
            )
        if parts.username is not None or parts.fragment:
            raise self._wrong("it may have neither a user nor a fragment")
        if not self.url.isascii() or not self.url.isprintable() or " " in self.url:
            raise self._wrong("it contains characters that no URL has")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, port
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._secret = secret
        self._verify = verify

    def _wrong(self, why: str) -> Failure:
        return Failure(f"--forward-to {self.url}: {why}. Give one such as http://localhost:3000/hook", USAGE)

    def deliver(self, message: Message, attempt: int) -> Outcome:
        """One attempt, at most 15 seconds with the body of the answer."""
        started = time.monotonic()
        try:
            status, problem = (
                self._exchange(message, self._headers(message, attempt), started + ATTEMPT_SECONDS),
                "",
            )
        except (OSError, http.client.HTTPException) as error:
            status, problem = None, _described(error)
        return Outcome(status, problem, (time.monotonic() - started) * 1000)

    def _headers(self, message: Message, attempt: int) -> dict[str, str]:
        event_id = message.id
        return {
            **webhooks.sign(message.body, self._secret, message_id=event_id),
            "Content-Type": "application/json",
            "User-Agent": f"GHXSTSHIP-Webhooks/{__version__}",
            "X-GHXSTSHIP-Event": message.event,
            "X-GHXSTSHIP-Delivery": "dlv_" + event_id.partition("_")[2],
            "X-GHXSTSHIP-Attempt": str(attempt),
        }

    def _exchange(self, message: Message, headers: dict[str, str], deadline: float) -> int:
        connection = self._connection()
        try:
            connection.connect()
            connection.sock.settimeout(_left(deadline))
            connection.request("POST", self._target, body=message.body, headers=headers)
            answer = connection.getresponse()
            room = ANSWER_BYTES
            while room > 0:
                if connection.sock is not None:
                    connection.sock.settimeout(_left(deadline))
                piece = answer.read1(room)
                if not piece:
                    if answer.length:
                        raise http.client.IncompleteRead(b"", answer.length)
                    break
                room -= len(piece)
            return answer.status
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if not self._secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
        context = ssl.create_default_context()
        if not self._verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(self._host, self._port, timeout=CONNECT_SECONDS, context=context)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _described(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no whole answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused; is the receiver running?"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}; --skip-verify takes it"
    if isinstance(error, ssl.SSLError):
        return "what is there does not speak https; is it http://?"
    if isinstance(error, http.client.BadStatusLine) and not isinstance(error, http.client.RemoteDisconnected):
        return "what is there does not speak http; is it https://?"
    if isinstance(error, socket.gaierror):
        return "the host has no address"
    return str(error) or type(error).__name__
