"""One process that serves an ASGI application on Granian: from the port that is bound to the last byte that is sent.

Granian runs inside our event loop (its embedded server). What it lacks is added here: the port is bound first, by us,
so that a taken port is an error (its own listener would share it, `SO_REUSEPORT`) and a free one is known; a start
counts once a request has been answered; and a stop has an end.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol, cast

from granian import net
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from .settings import REACHED_AT

_log = logging.getLogger(__name__)

BACKLOG = 2048
# Granian holds a permit as long as a connection lives, so this bounds connections, idle ones and streams included.
MOST_CONNECTIONS = 16_384
OTHER_FILES = 256
# It is also how long a connection may idle between two requests: longer than the pools of clients and load balancers
# keep one (60 s at most, usually), so that it is they who close it.
HEADER_SECONDS = 75
MAX_HEAD = 64 * 1024
# What a client that has its whole answer in the pipe gets to read it, once nothing is under way any more.
FLUSH_SECONDS = 5.0
# What a stop may take once nobody is waited for any more. A thread that asks a database which does not answer has no
# end of its own, and Python would wait for it.
LAST_SECONDS = 30.0
PROBE_SECONDS = 0.01

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Application(Protocol):
    """What is served."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    async def start(self) -> None:
        """Begin the background work."""

    def begin_shutdown(self) -> None:
        """Let streams come to their end; other requests go on."""

    async def close(self) -> None:
        """End the background work; no request is under way any more."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to an address, which does not listen yet; port 0 picks a free one.

    Raises OSError, whose text is for people, when the address is taken, unknown or not allowed.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise OSError(f"{host!r} is no address of this machine ({error.strerror})") from error
    # A name such as localhost may have both kinds; IPv4 first, as in the addresses that we print.
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted connections inherit it
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise OSError(
            error.errno, f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}"
        ) from error
    return listener


async def serve(
    application: Application,
    listener: socket.socket,
    *,
    on_ready: Callable[[], None],
    on_abort: Callable[[], None],
    grace_seconds: float,
) -> int:
    """Serve until SIGTERM or SIGINT, then stop in order.

    A stop: no new connection is accepted, streams are told to end, requests under way finish, the application closes.
    Once nobody is waited for any more it has `LAST_SECONDS`; then the process ends with 1, whatever it still does. A
    second signal ends it at once.

    Parameters
    ----------
    application: what answers the requests.
    listener: from `bind`; belongs to the server from now on.
    on_ready: called once when a request has been answered through the port.
    on_abort: called before the process ends on a second signal or too late a stop; must be quick.
    grace_seconds: how long requests under way may take after the signal.

    Returns the exit code: 0, or 1 when the server failed or requests had to be cut off.
    """
    stop = asyncio.Event()
    requests = _Requests(application)
    address = listener.getsockname()
    with _signals(stop, on_abort):
        try:
            await application.start()
            server = _Granian(requests, listener)
            serving = asyncio.create_task(server.serve())
            if await _first_of(_answers(address), serving, stop):
                gc.collect()
                gc.freeze()  # what the start has made stays; the collector need not walk it again and again
                on_ready()
                await _first_of(stop.wait(), serving, stop)
            failed = serving.done()
            application.begin_shutdown()
            server.stop()  # type: ignore[no-untyped-call]
            await requests.finish(grace_seconds)
            _end_by(LAST_SECONDS, on_abort)
            cut = await requests.cut_off(grace_seconds)
            # Connections that owe nobody an answer, such as one with half a request, are not waited for.
            await asyncio.wait({serving}, timeout=FLUSH_SECONDS)
        finally:
            listener.close()
            await application.close()
    if failed:
        _log.error("the server ended by itself", exc_info=serving.exception())
    return 1 if failed or cut else 0


@contextlib.contextmanager
def _signals(stop: asyncio.Event, on_abort: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def first(number: signal.Signals) -> None:
        _log.info("stopping", extra={"signal": number.name})
        stop.set()
        for each in before:
            loop.remove_signal_handler(each)
            # Not through the event loop, which may be what hangs.
            signal.signal(each, second)

    def second(number: int, frame: object) -> None:
        on_abort()
        os._exit(128 + number)

    for number in before:
        loop.add_signal_handler(number, first, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _end_by(seconds: float, on_abort: Callable[[], None]) -> None:
    """End the process in `seconds`, unless it has ended by then."""

    def end() -> None:
        stuck = [each.name for each in threading.enumerate() if not each.daemon]
        _log.error("the stop did not come to its end", extra={"after_seconds": seconds, "threads": stuck})
        try:
            on_abort()
        finally:
            os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True  # for the rest of the process, beyond the event loop, and not in its way
    timer.start()


async def _first_of(goal: Awaitable[object], serving: asyncio.Task[None], stop: asyncio.Event) -> bool:
    """Wait for a goal, the end of the server or a stop; whether the goal was reached."""
    wanted = asyncio.ensure_future(goal)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({wanted, serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if wanted.done():
        wanted.result()
    for task in (wanted, stopped):
        task.cancel()
    return wanted.done()


async def _answers(address: tuple[Any, ...]) -> None:
    """Return when a request has been answered."""
    host = REACHED_AT.get(address[0], address[0])
    request = (
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ghxstship-start\r\nConnection: close\r\n\r\n"
    )
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, address[1])
        except ConnectionRefusedError:
            await asyncio.sleep(PROBE_SECONDS)
            continue
        try:
            writer.write(request)
            if (await reader.readline()).startswith(b"HTTP/1.1 "):
                return
        except ConnectionError:
            continue
        finally:
            writer.close()


class _Requests:
    """The application, with its requests under way known."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._running: set[asyncio.Task[Any] | None] = set()
        self._idle = asyncio.Event()
        self._draining = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        self._running.add(task)
        try:
            await self._application(scope, receive, self._last(send) if self._draining else send)
        finally:
            self._running.discard(task)
            if self._draining and not self._running:
                self._idle.set()

    @staticmethod
    def _last(send: Send) -> Send:
        """Tell the client that the connection ends; Granian may have missed one that was being accepted."""

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        return sending

    async def finish(self, seconds: float) -> None:
        """Wait until nothing is under way, for `seconds` at most."""
        self._draining = True
        if self._running:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), seconds)

    async def cut_off(self, seconds: float) -> int:
        """Cancel what is still under way after `seconds`; how many were cancelled."""
        cut = [task for task in self._running if task is not None]
        if cut:
            _log.warning("requests cut off", extra={"requests": len(cut), "after_seconds": seconds})
            for task in cut:
                task.cancel()
            await asyncio.wait(cut)
        return len(cut)


class _Granian(Server):
    """Granian's embedded server on a socket of ours."""

    def __init__(self, application: _Requests, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(
            application,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            backpressure=_most_connections(),
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MAX_HEAD),
            log_level=LogLevels.error,
            # Without handlers of its own, so that its lines go where ours do.
            log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": []}}},
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        # The descriptor is Granian's from here on: it closes it when it stops to accept.
        descriptor = self._listener.detach()
        # Granian 2.8: only its builds for Linux and FreeBSD take the backlog.
        takes_backlog = sys.platform.startswith(("linux", "freebsd"))
        arguments = (descriptor, False, self.backlog) if takes_backlog else (descriptor, False)
        self._shd = cast(Any, net).SocketHolder(*arguments)


def _most_connections() -> int:
    """As many connections as there may be open files, less those that the process needs for itself.

    Granian would spin on an accept that fails for lack of them.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(128, min(MOST_CONNECTIONS, soft - OTHER_FILES))
