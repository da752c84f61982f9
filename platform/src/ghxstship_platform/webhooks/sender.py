"""One attempt of a delivery over HTTP: what a receiver does, good or bad, becomes a `Result`.

A receiver is a stranger. It chooses the address behind its name, answers when it likes and as much as it likes, so
each of these is bounded here: where a socket may connect (`guard`), the time of the whole attempt, what is read and
what it may grow to when it is decompressed. Nothing a receiver does is raised.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import ssl as tls
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Final

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver
from aiohttp.http import HttpProcessingError
from yarl import URL

from .connections import BadAnswerError, Dial, Resolver, connector, watch_dial
from .exchange import Address, Answer, exchange, head

ERROR_CLASSES: Final = frozenset(
    {
        "invalid_request",  # the address or a header cannot be sent
        "dns",  # the host has no address
        "refused",  # the host's address is not one that webhooks may reach
        "connect",  # nobody accepts the connection
        "connect_timeout",
        "tls",  # the certificate or the handshake
        "timeout",  # the whole attempt, the body of the answer included
        "reset",  # the connection ended before the answer did
        "invalid_http",  # the answer is not HTTP, or its head is too large
        "redirect",  # 3xx, never followed
        "gone",  # 410
        "rate_limited",  # 429
        "client_error",  # any other 4xx
        "server_error",  # 5xx
        "local",  # the platform's own machine could not send; says nothing about the receiver
    }
)

READ_LIMIT = 64 * 1024
"""Bytes of an answer that are read, as they come and as they are decompressed. A longer one is cut off."""

KEPT = 16 * 1024
"""Bytes of an answer's body that are kept, decompressed."""

_DETAIL = 300
_HEADERS = 16 * 1024

_ENCODINGS = frozenset({"identity", "gzip", "x-gzip", "deflate"})
_ANY_ZLIB = zlib.MAX_WBITS | 32

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9a-fA-F:.]+")
_PRINTABLE = re.compile(r"[!-~]+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ENDED = frozenset({errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE})
_OUT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it is sent: `headers` complete, signatures included, and the `body` they sign."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Result:
    """What came of an attempt.

    `seconds` is how long it took, `status` the answer's, None without one. `error` is one of `ERROR_CLASSES`, None for
    a 2xx whose answer arrived; `detail` says it in a sentence. `body` is what was kept of the answer, `retry_after` its
    header as it came.
    """

    seconds: float
    status: int | None = None
    error: str | None = None
    detail: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    retry_after: str | None = None


_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _MalformedError(Exception):
    """The request cannot be sent as it is."""


class Sender:
    """Sends attempts; one for a process, on one event loop. Connections are kept and shared.

    Parameters
    ----------
    allow_local
        Whether loopback may be reached and, there only, plain http.
    ssl
        The TLS context; without one, the system's authorities are trusted.
    resolver
        Turns names into addresses; without one, the system does. Whatever it answers is checked.
    total
        Seconds of a whole attempt, from the name's look-up to the end of the answer's body.
    connect
        Seconds for name, connection and TLS together.
    """

    def __init__(
        self,
        *,
        allow_local: bool,
        ssl: tls.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        total: float = 15.0,
        connect: float = 5.0,
    ) -> None:
        self._allow_local = allow_local
        self._ssl = ssl or tls.create_default_context()
        self._resolver = resolver or Resolver()
        self._total = total
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect, ceil_threshold=float("inf"))
        self._connectors: dict[str, aiohttp.TCPConnector] = {}
        self._address = lru_cache(maxsize=4096)(_address)

    async def send(self, outgoing: Outgoing) -> Result:
        """Make one attempt. Whatever goes wrong is in the result; nothing but CancelledError is raised."""
        began = monotonic()
        result = Result(0.0)
        dial = watch_dial()
        try:
            async with asyncio.timeout(self._total):
                await self._attempt(outgoing, dial, result)
        except Exception as error:  # noqa: BLE001 the attempt is recorded, whatever it was
            result.error, result.detail = _name(error, dial)
        result.seconds = monotonic() - began
        return result

    async def close(self) -> None:
        """Close every connection."""
        for each in self._connectors.values():
            await each.close()
        self._connectors.clear()
        await self._resolver.close()

    async def _attempt(self, outgoing: Outgoing, dial: Dial, result: Result) -> None:
        address = self._address(outgoing.url)
        if address.url.scheme != "https" and not self._allow_local:
            raise _MalformedError("The URL must begin with https://.")
        try:
            await self._exchange(address, outgoing, result)
        except (aiohttp.ServerDisconnectedError, OSError) as error:
            # A kept connection that the receiver closes at the moment it is used again is no failure of the receiver.
            if dial.sockets or result.status is not None or not _has_ended(error):
                raise
            await self._exchange(address, outgoing, result)

    async def _exchange(self, address: Address, outgoing: Outgoing, result: Result) -> None:
        body = outgoing.body
        request = head(address, outgoing.headers, len(body))
        async with exchange(
            self._connector(address.url.scheme), self._timeout, address, request, body
        ) as answer:
            result.status = answer.status
            result.headers = _headers(answer)
            retry_after = answer.headers.get("Retry-After")
            result.retry_after = None if retry_after is None else _storable(retry_after, _DETAIL)
            error, detail = _judge(answer.status)
            if error != "invalid_http":
                result.body, undecoded = await _read(answer)
                detail = detail or undecoded
            result.error, result.detail = error, detail

    def _connector(self, scheme: str) -> aiohttp.TCPConnector:
        if scheme not in self._connectors:
            self._connectors[scheme] = connector(
                scheme, allow_local=self._allow_local, ssl=self._ssl, resolver=self._resolver
            )
        return self._connectors[scheme]


def _address(text: str) -> Address:
    """The URL as it goes on the wire: one that is in its final spelling already is not spelled anew."""
    try:
        url = URL(text, encoded=_PRINTABLE.fullmatch(text) is not None)
        host, port = url.raw_host, url.port
    except ValueError as error:
        raise _MalformedError("The URL cannot be read.") from error
    if url.scheme not in {"https", "http"}:
        raise _MalformedError("The URL must begin with https://.")
    if host is None or not _HOST.fullmatch(host) or not port:
        raise _MalformedError("The URL has no valid host and port.")
    if url.raw_user is not None or url.raw_password is not None:
        raise _MalformedError("The URL must not contain a user or a password.")
    return Address(url)


# --- the answer


def _judge(status: int) -> tuple[str | None, str | None]:
    """Error class and sentence of a status."""
    if 200 <= status <= 299:
        return None, None
    if status < 200 or status > 599:
        return "invalid_http", f"The receiver answered with the status {status}, which ends no request."
    if status <= 399:
        return "redirect", f"The receiver answered {status}; redirects are not followed."
    name = {410: "gone", 429: "rate_limited"}.get(status) or (
        "client_error" if status < 500 else "server_error"
    )
    return name, f"The receiver answered {status}."


def _storable(text: str, limit: int) -> str:
    """Text of a stranger for logs and databases: without control characters and what is no Unicode, and short."""
    text = text[:limit]
    return text if text.isprintable() else _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _headers(answer: Answer) -> dict[str, str]:
    """The answer's headers, repeated ones joined, as many as fit."""
    kept: dict[str, str] = {}
    room = _HEADERS
    for name, value in answer.headers.items():
        room -= len(name) + len(value)
        if room < 0:
            break
        text = _storable(value, _HEADERS)
        kept[name] = f"{kept[name]}, {text}" if name in kept else text
    return kept


async def _read(answer: Answer) -> tuple[bytes, str | None]:
    """What is kept of a body, and a sentence if it could not be decompressed.

    Reads until the end, or until `READ_LIMIT` as sent or as decompressed: then the connection is not used again.
    """
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in _ENCODINGS:
        return b"", "The answer's body is in an encoding that was not asked for."
    body = _Body(zlib.decompressobj(_ANY_ZLIB) if encoding != "identity" else None)
    try:
        while body.wants_more() and not answer.content.at_eof():
            body.feed(await answer.content.readany())
    except zlib.error:
        return bytes(body.kept), "The answer's body could not be decompressed."
    return bytes(body.kept), None


class _Body:
    """A body as it arrives: counted as sent and as decompressed, its beginning kept."""

    def __init__(self, decompressor: zlib._Decompress | None) -> None:
        self.kept = bytearray()
        self._decompressor = decompressor
        self._sent = 0
        self._plain = 0

    def wants_more(self) -> bool:
        return self._sent < READ_LIMIT and self._plain < READ_LIMIT

    def feed(self, chunk: bytes) -> None:
        chunk = chunk[: READ_LIMIT - self._sent]
        self._sent += len(chunk)
        if self._decompressor is not None:
            # Stops at the limit, however much more a bomb holds.
            chunk = self._decompressor.decompress(chunk, READ_LIMIT - self._plain)
        self._plain += len(chunk)
        self.kept += chunk[: KEPT - len(self.kept)]


# --- what went wrong


def _name(error: Exception, dial: Dial) -> tuple[str, str]:
    """Error class and sentence of an exception."""
    if isinstance(error, (_MalformedError, aiohttp.InvalidURL)):
        return "invalid_request", _sentence(error)
    if isinstance(error, (aiohttp.ConnectionTimeoutError, TimeoutError)):
        return _name_timeout(error)
    if isinstance(error, (aiohttp.ClientSSLError, tls.SSLError)):
        return "tls", f"TLS failed: {_sentence(error)}"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns", "The host's name has no address."
    if isinstance(error, OSError) and error.errno in _OUT_OF:
        return "local", "The platform could not open a connection."
    if isinstance(error, aiohttp.ClientConnectorError):
        return _name_unconnected(error, dial)
    if isinstance(error, HttpProcessingError):
        return "invalid_http", f"The answer is not valid HTTP: {_first_line(error.message)}"
    if isinstance(error, BadAnswerError):
        return "invalid_http", f"The answer is not valid HTTP: {error}."
    if isinstance(error, (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, ConnectionError)):
        return "reset", "The receiver closed the connection before it had answered."
    if isinstance(error, ValueError):
        return "invalid_request", f"The request cannot be sent: {_sentence(error)}"
    _log.error("webhook.attempt_failed_here", exc_info=error)
    return "local", "The platform could not send the request."


def _has_ended(error: Exception) -> bool:
    """Whether the connection was closed by the other side."""
    return isinstance(error, aiohttp.ServerDisconnectedError) or (
        isinstance(error, OSError) and error.errno in _ENDED
    )


def _name_timeout(error: Exception) -> tuple[str, str]:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return "connect_timeout", "The connection was not ready in time."
    return "timeout", "The answer was not complete in time."


def _name_unconnected(error: aiohttp.ClientConnectorError, dial: Dial) -> tuple[str, str]:
    if dial.refused is not None and not dial.sockets:
        return "refused", f"The host is {dial.refused}; webhooks go to public addresses only."
    if error.os_error.errno in _ENDED or (
        isinstance(error.os_error, ConnectionError) and not error.os_error.errno
    ):
        return "reset", "The receiver closed the connection before it was ready."
    reason = os.strerror(error.os_error.errno) if error.os_error.errno else "no address answered"
    return "connect", f"No connection: {reason}."


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return _storable(error.strerror, _DETAIL)
    return _storable(" ".join(str(error).split()), _DETAIL)


def _first_line(text: str) -> str:
    return _storable(text.partition("\n")[0].rstrip(":"), _DETAIL)
