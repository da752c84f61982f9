"""The connections that attempts are sent over: where they may lead, and how much an answer may cost to take in.

Every socket is made here, with the very address it is about to connect to, so that a name that answers differently
the second time gets nowhere. The address is checked again for each of several that race.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl as tls
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

from .guard import is_loopback, why_refused

WIRE_LIMIT = 1024 * 1024
"""Bytes of one answer that are parsed, head, framing and body. An honest one is cut off by its body long before."""

INTERIM_LIMIT = 16
"""Answers of 1xx that may come before the real one."""

_SLICE = 8 * 1024

# What one turn of the event loop takes in of one answer: a body in chunks of a byte is slow to parse.
_RECEIVE_BUFFER = 16 * 1024
_UNSENT_MILLISECONDS = 20_000
_DNS_THREADS = 64
_DNS_CACHE_SECONDS = 10

# Shorter than the five seconds after which common servers close an idle connection.
_KEEP_ALIVE = 4.0


class BadAnswerError(aiohttp.ClientPayloadError):
    """An answer that is not HTTP, or that keeps the parser busy without getting anywhere; says how."""


class _RefusedError(OSError):
    """No socket is made for this address."""


@dataclass(slots=True)
class Dial:
    """What the connecting of one attempt came to. `sockets` is 0 when a kept connection was used."""

    sockets: int = 0
    refused: str | None = None


_current: ContextVar[Dial] = ContextVar("webhook_dial")


def watch_dial() -> Dial:
    """What the connecting that begins in this task from now on comes to, in the tasks in which addresses race too."""
    dial = Dial()
    _current.set(dial)
    return dial


class Resolver(AbstractResolver):
    """The system's resolver on threads of its own: names that hang must not hold up anything but themselves."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_DNS_THREADS, thread_name_prefix="webhook-dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises OSError when it has none."""
        loop = asyncio.get_running_loop()
        look_up = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, protocol, _, address in await loop.run_in_executor(self._threads, look_up)
        ]  # fmt: skip

    async def close(self) -> None:
        """Give up the look-ups that have not begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def connector(
    scheme: str, *, allow_local: bool, ssl: tls.SSLContext, resolver: AbstractResolver
) -> aiohttp.TCPConnector:
    """The connections of a scheme: of `https` to public addresses (and loopback, if allowed), of `http` to loopback."""

    def open_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        address = info[4][0]
        refusal = why_refused(address, allow_local=allow_local)
        if scheme == "http" and not is_loopback(address):
            refusal = refusal or "not on this machine, and http:// is for this machine only"
        return _socket(info, refusal)

    return _Connector(
        limit=0,
        ssl=ssl,
        resolver=resolver,
        ttl_dns_cache=_DNS_CACHE_SECONDS,
        keepalive_timeout=_KEEP_ALIVE,
        socket_factory=open_socket,
    )


def _socket(info: aiohttp.AddrInfoType, refusal: str | None) -> socket.socket:
    dial = _current.get()
    if refusal is not None:
        dial.refused = refusal
        raise _RefusedError(errno.EACCES, refusal)
    dial.sockets += 1
    made = socket.socket(info[0], info[1], info[2])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A receiver that takes no bytes must not keep a socket of ours once the attempt is over.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNSENT_MILLISECONDS)
    return made


class _Connector(aiohttp.TCPConnector):
    """Connections whose answers are bounded."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        make = partial(_BoundedAnswers, loop=asyncio.get_running_loop())
        self._factory = cast("partial[ResponseHandler]", make)


class _BoundedAnswers(ResponseHandler):
    """Gives up on an answer that is all 1xx, blank lines or framing, none of which the parser limits.

    What has arrived is parsed in slices, because the parser returns only after the last message in what it was given.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._room = WIRE_LIMIT
        self._interim = INTERIM_LIMIT

    def set_response_params(self, **settings: Any) -> None:
        self._room = WIRE_LIMIT
        self._interim = INTERIM_LIMIT
        super().set_response_params(**settings)

    def data_received(self, data: bytes) -> None:
        if len(data) <= _SLICE:
            self._take(data)
            return
        for start in range(0, len(data), _SLICE):
            self._take(data[start : start + _SLICE])

    def _take(self, data: bytes) -> None:
        if self._room < 0:
            return
        self._room -= len(data)
        if self._room >= 0:
            super().data_received(data)
        if self._room < 0:
            self._give_up("it does not come to its end, and little of it is body")
        elif self.exception() is not None:
            # The parser tells who waits for the head, but not who reads the body.
            self._fail_body("its body is malformed")

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        if data[0].code < 200:
            self._interim -= 1
            if self._interim < 0:
                self._room = -1
        if self._room >= 0:
            super().feed_data(data, size)

    def _give_up(self, reason: str) -> None:
        # The attempt that waits for the answer closes the connection.
        self._fail_body(reason)
        self.set_exception(BadAnswerError(reason))

    def _fail_body(self, reason: str) -> None:
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(BadAnswerError(reason))
