"""The receiver: real-time sync by webhook (playbook "Integration Patterns", 1).

    from ghxstship_connect import Receiver

    receiver = Receiver(secret="whsec_…", inbox="sqlite:///inbox.db")

    @receiver.on("deal.won")
    async def announce(event):
        print(event.data.name, event.idempotency_key)

`receiver` is an ASGI application. A webhook is verified, stored, and answered; then the handlers run, each once per
event, in the order of each record's changes. With an API key it also reads the workspace's log, so that an event whose
webhook never came is fetched, after a minute or after a week.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from ghxstship import AsyncClient
from ghxstship.errors import ConfigurationError
from ghxstship.webhooks import SignatureError, verify

from .inbox.engine import InboxUnavailableError
from .inbox.feed import Feed
from .inbox.handlers import Handlers
from .inbox.runner import Runner
from .inbox.store import KEEP_DAYS, Arrival, Inbox

_log = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Any])

# Seconds between two looks for what is old enough to be forgotten.
FORGET_EVERY = 3_600.0

# An envelope holds one record with its related ones; the platform's own limit for a body is 1 MiB.
LARGEST_BODY = 4 * 1024 * 1024
CHUNK = 64 * 1024

_SECRET = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Answer(NamedTuple):
    """What the platform is told: 2xx is success, anything else is sent again."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()


ACCEPTED = Answer(200, "ok")
_UNAVAILABLE = Answer(503, "the inbox does not answer", (("retry-after", "30"),))


class Receiver:
    """Receives events and runs handlers on them.

    Parameters
    ----------
    secret: the endpoint's `whsec_…`, or several during a rotation; else the environment's `GHXSTSHIP_WEBHOOK_SECRET`.
        Without one, events come from the log only.
    inbox: `sqlite:///PATH` or `postgresql://…`; several processes may share one.
    client: reads the log for what did not arrive; made from the environment when `GHXSTSHIP_API_KEY` is set.
        Without one, an event that was lost on its way stays lost, and an event may overtake another of its record.
    concurrency: how many handlers may run at once.
    poll: seconds between two looks at the log.
    settle: seconds that a webhook may be late before a hole in the numbers is looked up.
    webhooks: False to take events from the log only, over a connection that stays open.
    keep_days: for how long an event is kept that every handler has completed. Without a client one that is sent again
        later is a new one, so give more days than the platform keeps its log (30, unless it was told otherwise).
    """

    def __init__(
        self,
        secret: str | Sequence[str] | None = None,
        *,
        inbox: str = "sqlite:///inbox.db",
        client: AsyncClient | None = None,
        concurrency: int = 32,
        poll: float = 60.0,
        settle: float = 1.0,
        webhooks: bool = True,
        keep_days: int = KEEP_DAYS,
    ) -> None:
        given = secret or os.environ.get("GHXSTSHIP_WEBHOOK_SECRET") or ()
        self.secret = _checked([given] if isinstance(given, str) else given) if webhooks else []
        self.handlers = Handlers()
        self.inbox = Inbox(inbox)
        self.client = client or (AsyncClient() if os.environ.get("GHXSTSHIP_API_KEY") else None)
        if not self.secret and self.client is None:
            raise ConfigurationError(
                "give the endpoint's secret=…, or a client=… to read the feed, or set GHXSTSHIP_WEBHOOK_SECRET"
            )
        if concurrency < 1:
            raise ConfigurationError(f"concurrency must be 1 or more, not {concurrency}")
        if keep_days < 2:
            raise ConfigurationError(
                f"keep_days must be 2 or more, not {keep_days}: a webhook that failed is sent again for 27 hours"
            )
        self._keep_days = keep_days
        self._concurrency = concurrency
        self._poll = poll
        self._settle = settle
        self._runner: Runner | None = None
        self._feed: Feed | None = None
        self._open = False

    def on(self, *types: str, name: str | None = None) -> Callable[[F], F]:
        """Register a handler for events: names or globs such as `deal.*`.

        Parameters
        ----------
        name: under which its runs are kept, `module.function` if left out. Renaming a function without it makes it a
            new handler, which knows nothing of the runs of the old one.
        """

        def register(function: F) -> F:
            self.handlers.add(function, types, name)
            return function

        return register

    # --- accepting

    async def accept(self, body: bytes, headers: Mapping[str, Any]) -> Answer:
        """Verify and store a webhook; what to answer. The event is durable when this returns a 200."""
        read = self._read(body, headers)
        if isinstance(read, Answer):
            return read
        try:
            if not self._open:
                await asyncio.to_thread(self._ensure_open)
            await self.inbox.add((read,), self.handlers.wanting)
        except InboxUnavailableError as error:
            return self._unavailable(error)
        self._tell()
        return ACCEPTED

    def accept_now(self, body: bytes, headers: Mapping[str, Any]) -> Answer:
        """As `accept`, for code that blocks (Flask, Django)."""
        read = self._read(body, headers)
        if isinstance(read, Answer):
            return read
        try:
            self._ensure_open()
            self.inbox.add_now((read,), self.handlers.wanting)
        except InboxUnavailableError as error:
            return self._unavailable(error)
        return ACCEPTED

    def _read(self, body: bytes, headers: Mapping[str, Any]) -> Arrival | Answer:
        if not self.secret:
            return Answer(404, "this receiver takes no webhooks: it has no secret")
        if len(body) > LARGEST_BODY:
            return Answer(413, f"the body is larger than {LARGEST_BODY} bytes")
        try:
            event = verify(body, headers, self.secret)
            return Arrival.of(event.to_dict(), body.decode())
        except (SignatureError, ValueError) as error:
            _log.warning("a webhook was refused: %s", error)
            return Answer(400, str(error))

    def _unavailable(self, error: InboxUnavailableError) -> Answer:
        _log.error("a webhook was not stored, the platform will send it again: %s", error)
        return _UNAVAILABLE

    def _tell(self) -> None:
        if self._runner is not None:
            self._runner.wake()
        if self._feed is not None:
            self._feed.ask()

    # --- working

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run handlers, and fill the inbox from the feed, for as long as the block lasts.

        At its end handlers that are under way finish.
        """
        await asyncio.to_thread(self._ensure_open)
        self._runner = Runner(
            self.inbox, self.handlers, concurrency=self._concurrency, in_order=self.client is not None
        )
        work = [asyncio.create_task(self._runner.run()), asyncio.create_task(self._forget())]
        if self.client is not None:
            self._feed = Feed(
                self.inbox, self.client, self.handlers, every=self._poll, settle=self._settle,
                live=not self.secret, arrived=self._runner.wake,
            )  # fmt: skip
            work.append(asyncio.create_task(self._feed.run()))
        try:
            yield
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            self._runner = self._feed = None
            await asyncio.to_thread(self.close)

    async def work(self) -> None:
        """Run handlers until cancelled: the process beside one that only accepts, such as a WSGI server."""
        async with self.running():
            await asyncio.Event().wait()

    async def _forget(self) -> None:
        while True:
            try:
                await self.inbox.drop_old(self._keep_days)
            except InboxUnavailableError as error:
                _log.error("what is old was not forgotten, and is tried again: %s", error)
            await asyncio.sleep(FORGET_EVERY)

    def _ensure_open(self) -> None:
        if not self._open:
            self.inbox.open()
            self._open = True

    def close(self) -> None:
        """Let go of the inbox."""
        self.inbox.close()
        self._open = False

    # --- ASGI

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """An ASGI application: POST a webhook to any path. Mounted in another one, run it with `running()`."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            answer = await self._respond(scope, receive)
            if answer is not None:
                await _send(send, answer)

    async def _lifespan(
        self,
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except InboxUnavailableError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.shutdown.complete"})

    async def _respond(
        self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]]
    ) -> Answer | None:
        if scope["method"] != "POST":
            return Answer(405, "POST a webhook here", (("allow", "POST"),))
        try:
            body = await whole(_chunks(receive))
        except ConnectionError:
            return None
        headers = {name.decode("latin-1"): value for name, value in scope["headers"]}
        return await self.accept(body, headers)


def _checked(secrets: Sequence[str]) -> Sequence[str]:
    """Told at the start, not with the first webhook; the message does not repeat the secret."""
    if all(_SECRET.fullmatch(one) for one in secrets):
        return secrets
    raise ConfigurationError(
        "the endpoint's secret is whsec_ and base64, as the endpoint showed it when it was created: copy it whole,"
        " without spaces, quotes or line breaks"
    )


async def _chunks(receive: Callable[[], Awaitable[dict[str, Any]]]) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def whole(chunks: AsyncIterable[bytes]) -> bytes:
    """A body, no more of it than shows that it is too large."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_BODY:
            break
    return bytes(body)


class Stream(Protocol):
    """A body that is read by and by."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def whole_now(stream: Stream) -> bytes:
    """As `whole`, for code that blocks."""
    body = bytearray()
    while len(body) <= LARGEST_BODY and (chunk := stream.read(CHUNK)):
        body += chunk
    return bytes(body)


async def _send(send: Callable[[dict[str, Any]], Awaitable[None]], answer: Answer) -> None:
    body = answer.text.encode()
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
