"""Two methods between the client and the network: `send` for a whole answer, `open` for a stream.

The default runs on pyreqwest. Anything with the same two methods can take its place, as the failure injection of
`ghxstship.testing` does.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from . import ending
from .errors import APIConnectionError, APITimeoutError, ConfigurationError, ResponseParseError
from .signals import aside, giving_up

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


# Bytes of a stream that are read before anybody asks: none, or what came before a break would be lost with it.
READ_AHEAD = 0

# Seconds without a byte after which a stream counts as broken; the platform sends a comment more often.
SILENCE = 60.0


class Headers(dict[str, str]):
    """The headers of a request; printed, they hide what is secret."""

    def __repr__(self) -> str:
        from .redaction import header

        return repr({name: header(name, value) for name, value in self.items()})


class Request:
    """What is sent. Printed, it hides what is secret.

    Attributes
    ----------
    method: such as `GET`.
    url: absolute, with the query.
    headers: as they are sent.
    body: its bytes; None for none.
    stream: whether the answer is read piece by piece.
    """

    __slots__ = ("body", "headers", "method", "stream", "url")

    def __init__(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, *, stream: bool = False
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers if type(headers) is Headers else Headers(headers)
        self.body = body
        self.stream = stream

    def __repr__(self) -> str:
        from .redaction import text

        return f"Request({self.method} {text(self.url.partition('?')[0])})"


class Response:
    """A whole answer.

    >>> answer = client.request("GET", "/atlvs/v1/deals", query={"limit": 1})
    >>> answer.status, answer.headers["content-type"], len(answer.json()["data"])
    (200, 'application/json', 1)

    Attributes
    ----------
    status: of HTTP.
    headers: their names in any case.
    body: its bytes.
    request: what was sent.
    attempts: how often it was tried.
    """

    __slots__ = ("attempts", "body", "headers", "request", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes, request: Request) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.request = request
        self.attempts = 1

    @property
    def request_id(self) -> str | None:
        """The platform's id of the request."""
        return self.headers.get("x-request-id")

    def json(self) -> Any:
        """The parsed body; `ResponseParseError` if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise instead_of("JSON", self) from None


def instead_of(expected: str, answer: Response) -> ResponseParseError:
    """The error of a success that is not what was asked for."""
    kind = answer.headers.get("content-type") or "no content type"
    return ResponseParseError(
        f"the server answered {answer.status} with {kind} instead of {expected}; is the base URL right, and is"
        " there a proxy between?",
        request=answer.request,
        response=answer,
        attempts=answer.attempts,
    )


class Stream(Protocol):
    """An answer whose body is read piece by piece."""

    status: int
    """Of HTTP."""
    headers: Mapping[str, str]
    """Their names in any case."""

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        ...

    def close(self) -> None:
        """Give the connection up."""
        ...


class AsyncStream(Protocol):
    """As `Stream`."""

    status: int
    """Of HTTP."""
    headers: Mapping[str, str]
    """Their names in any case."""

    async def read(self) -> bytes:
        """The next piece; empty at the end."""
        ...

    async def close(self) -> None:
        """Give the connection up."""
        ...


class Transport(Protocol):
    """How a client reaches the network. `timeout` is in seconds, the body included."""

    def send(self, request: Request, timeout: float) -> Response:
        """The whole answer."""
        ...

    def open(self, request: Request) -> Stream:
        """The answer's beginning."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncTransport(Protocol):
    """As `Transport`, for `AsyncClient`."""

    async def send(self, request: Request, timeout: float) -> Response:
        """The whole answer."""
        ...

    async def open(self, request: Request) -> AsyncStream:
        """The answer's beginning."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=max(seconds, 0.001))


def _lost() -> type[Exception]:
    """What pyreqwest raises; looked up when something is raised, so that an import costs nothing."""
    from pyreqwest.exceptions import PyreqwestError

    return PyreqwestError


def _failure(error: Exception, request: Request) -> APIConnectionError:
    """Our error for one of pyreqwest's, whose own text holds the URL with its query: it is not told as the cause."""
    from pyreqwest.exceptions import RequestTimeoutError

    from .redaction import text

    if isinstance(error, RequestTimeoutError):
        return APITimeoutError("the deadline passed before the whole answer had arrived", request=request)
    causes = (getattr(error, "details", None) or {}).get("causes") or ()
    told = [str(cause.get("message")) for cause in causes]
    # What pyreqwest says of every request, with its whole address once more.
    reason = "; ".join(one for one in told if not one.startswith("error sending request")) or str(error)
    reason = re.sub(r"\?[^)\s]*", "", reason)
    return APIConnectionError(
        text(f"no answer from {request.url.partition('?')[0]}: {reason}"), request=request
    )


def _configure(builder: Any, verify: bool | str, proxy: str | None) -> Any:
    builder = builder.follow_redirects(False).referer(False)
    if verify is False:
        builder = builder.danger_accept_invalid_certs(True)
    elif isinstance(verify, str):
        from pathlib import Path

        builder = builder.add_root_certificate_pem(Path(verify).read_bytes())
    if proxy is not None:
        from pyreqwest.proxy import ProxyBuilder

        builder = builder.proxy(ProxyBuilder.all(proxy))
    return builder


def _load() -> None:
    """Load pyreqwest in a thread that lasts as long as the process.

    Its allocator (mimalloc) keeps its own state in the thread that loads it: once that one has ended, the next thread
    would read freed memory.
    """
    if "pyreqwest.client" in sys.modules or threading.current_thread() is threading.main_thread():
        return
    tried = threading.Event()

    def keep() -> None:
        try:
            import pyreqwest.client  # noqa: F401
        finally:
            tried.set()
        threading.Event().wait()

    threading.Thread(target=keep, name="ghxstship-pyreqwest", daemon=True).start()
    tried.wait()


class _Lazy:
    """Makes a pool with its first call, once per process: importing and constructing cost nothing.

    Streams have a pool of their own: they have no deadline, but a limit on silence.
    """

    def __init__(self, *, verify: bool | str = True, proxy: str | None = None) -> None:
        self._verify = verify
        self._proxy = proxy
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._pools: dict[bool, Any] = {}
        self._closed = False
        ending.transports.add(self)

    def _ready(self, builder: str, *, stream: bool = False) -> Any:
        if self._pid != os.getpid():
            # A forked child must use neither its parent's sockets nor a lock that a thread there holds.
            self._pid, self._pools, self._lock = os.getpid(), {}, threading.Lock()
        pool = self._pools.get(stream)
        if pool is not None:
            return pool
        if ending.over():
            ending.stay()
        if self._closed:
            raise ConfigurationError("this client was closed; make a new one")
        with self._lock:
            if stream not in self._pools:
                _load()
                # Its exceptions too: it would import them to raise one, and abort the process when Ctrl-C came before.
                import pyreqwest.client
                import pyreqwest.exceptions

                made = _configure(getattr(pyreqwest.client, builder)(), self._verify, self._proxy)
                try:
                    self._pools[stream] = (made.read_timeout(_span(SILENCE)) if stream else made).build()
                except RuntimeError as problem:
                    raise ConfigurationError(
                        "the process that this one was forked from had used a client already; let each process make"
                        " its first call after the fork, or start workers with multiprocessing's 'spawn'"
                    ) from problem
            return self._pools[stream]

    def give_up(self) -> None:
        """Make no call any more: the process ends."""
        self._drain()

    def _drain(self) -> list[Any]:
        """The pools to close, for good."""
        pools = list(self._pools.values()) if self._pid == os.getpid() else []
        self._pools, self._closed = {}, True
        return pools


def _build(pool: Any, request: Request) -> Any:
    try:
        builder = pool.request(request.method, request.url).headers(request.headers)
    except ValueError:
        broken = [name for name, value in request.headers.items() if not value.isprintable()]
        # pyreqwest's text has the value.
        raise ConfigurationError(
            f"the header {broken[0]!r} has characters that no header may have; is there a line break?"
            if broken
            else "the address or a header cannot be sent"
        ) from None
    return builder if request.body is None else builder.body_bytes(request.body)


class PyreqwestTransport(_Lazy):
    """The transport of `Client`."""

    def send(self, request: Request, timeout: float) -> Response:
        """The whole answer, within `timeout` seconds."""
        pool = self._ready("SyncClientBuilder")
        return giving_up(lambda: _sent(pool, request, timeout), self._give_up_calls)

    def _give_up_calls(self) -> None:
        """Those of other threads are lost too, and tried again with another pool."""
        pool = self._pools.pop(False, None)
        if pool is not None:
            pool.close()

    def open(self, request: Request) -> Stream:
        """The answer's beginning."""
        pool = self._ready("SyncClientBuilder", stream=True)
        return aside(lambda: _SyncStream(pool, request))

    def close(self) -> None:
        """Close the connections."""
        for pool in self._drain():
            pool.close()

    give_up = close


class AsyncPyreqwestTransport(_Lazy):
    """The transport of `AsyncClient`."""

    _loop: AbstractEventLoop | None = None

    def _pool(self, *, stream: bool = False) -> Any:
        import asyncio

        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop = loop
            ending.awaited(loop)
        return self._ready("ClientBuilder", stream=stream)

    async def send(self, request: Request, timeout: float) -> Response:
        """The whole answer, within `timeout` seconds."""
        builder = _build(self._pool(), request)
        try:
            answer = await _heeding(builder.timeout(_span(timeout)).build().send())
            return Response(answer.status, answer.headers, bytes(await answer.bytes()), request)
        except _lost() as error:
            raise _failure(error, request) from None

    async def open(self, request: Request) -> AsyncStream:
        """The answer's beginning."""
        stream = _AsyncStream(_build(self._pool(stream=True), request), request)
        await stream.start()
        return stream

    async def close(self) -> None:
        """Close the connections."""
        for pool in self._drain():
            await pool.close()


async def _heeding(answer: Awaitable[Any]) -> Any:
    """What is awaited, unless the task is cancelled: pyreqwest forgets that when it comes together with the answer, or
    with the news that there is none.
    """
    import asyncio

    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    try:
        return await answer
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError


def _sent(pool: Any, request: Request, timeout: float) -> Response:
    ending.enter()
    try:
        answer = _build(pool, request).timeout(_span(timeout)).build().send()
        return Response(answer.status, answer.headers, bytes(answer.bytes()), request)
    except _lost() as error:
        raise _failure(error, request) from None
    finally:
        ending.leave()


class _SyncStream:
    def __init__(self, pool: Any, request: Request) -> None:
        self._request = request
        self._reading = self._given_up = False
        ending.enter()
        try:
            builder = _build(pool, request).streamed_read_buffer_limit(READ_AHEAD)
            self._context = builder.build_streamed()
            answer = self._context.__enter__()
        except _lost() as error:
            raise _failure(error, request) from None
        finally:
            ending.leave()
        self.status: int = answer.status
        self.headers: Mapping[str, str] = answer.headers
        self._reader = answer.body_reader

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        return aside(self._read)

    def _read(self) -> bytes:
        self._reading = True
        ending.enter(reading=True)
        try:
            return bytes(self._reader.read_chunk() or b"")
        except _lost() as error:
            raise _failure(error, self._request) from None
        finally:
            ending.leave()
            self._reading = False
            if self._given_up:
                self.close()

    def close(self) -> None:
        """Give the connection up; after an interrupted read, once that has ended."""
        if ending.over():
            return
        self._given_up = True
        if self._reading:
            return
        ending.enter(reading=True)
        try:
            self._context.__exit__(None, None, None)
        finally:
            ending.leave()


class _AsyncStream:
    def __init__(self, builder: Any, request: Request) -> None:
        self._request = request
        self._context = builder.streamed_read_buffer_limit(READ_AHEAD).build_streamed()
        self.status = 0
        self.headers: Mapping[str, str] = {}

    async def start(self) -> None:
        """Send, and wait for the headers."""
        try:
            answer = await _heeding(self._context.__aenter__())
        except _lost() as error:
            raise _failure(error, self._request) from None
        self.status = answer.status
        self.headers = answer.headers
        self._reader = answer.body_reader

    async def read(self) -> bytes:
        """The next piece; empty at the end."""
        try:
            return bytes(await _heeding(self._reader.read_chunk()) or b"")
        except _lost() as error:
            raise _failure(error, self._request) from None

    async def close(self) -> None:
        """Give the connection up."""
        if ending.over():
            return
        await self._context.__aexit__(None, None, None)
