"""The feed: what webhooks did not bring is fetched, what was dropped is said, what breaks is taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ghxstship import AsyncClient
from ghxstship.errors import GhxstshipError
from ghxstship.webhooks import Event
from ghxstship_connect import Delivered, Receiver
from ghxstship_connect.inbox import feed as feeding
from ghxstship_connect.inbox.feed import Feed
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.store import Inbox
from manual_clock import ManualClock

PATIENCE = 60


def event(sequence: int, kind: str = "deal.updated") -> Event:
    return Event(
        {"id": f"msg_{sequence}", "event": kind, "sequence": sequence, "data": {"id": f"deal_{sequence % 3}"}}
    )


class Log:
    """A workspace's log as the client shows it.

    With each stream it grows by three events; `failing` says behind how many of them a stream breaks, and how.
    """

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.asked: list[dict[str, Any]] = []
        self.streams: list[dict[str, Any]] = []
        self.failing: list[tuple[int, Exception]] = []
        self.workspace = SimpleNamespace(
            workspace=SimpleNamespace(retrieve=self._retrieve),
            events=SimpleNamespace(list=self._list, stream=self._stream),
        )

    async def _retrieve(self) -> Any:
        return SimpleNamespace(sequence=self.last, first_sequence=self.first)

    def _behind(self, after: str) -> list[Event]:
        return [event(number) for number in range(max(self.first, int(after) + 1), self.last + 1)]

    def _list(self, **query: Any) -> Any:
        self.asked.append(query)
        found, size = self._behind(query["after"]), query["limit"]

        async def pages() -> AsyncIterator[Any]:
            for start in range(0, len(found), size):
                yield SimpleNamespace(data=found[start : start + size])

        return SimpleNamespace(pages=pages)

    async def _stream(self, **query: Any) -> AsyncIterator[Event]:
        self.streams.append(query)
        self.last += 3
        behind, error = self.failing.pop(0) if self.failing else (3, None)
        for one in self._behind(query["after"])[:behind]:
            yield one
        if error is not None:
            raise error
        await asyncio.Event().wait()


@pytest.fixture
def inbox(database_url: str, clock: ManualClock) -> Iterator[Inbox]:
    one = Inbox(database_url, clock)
    one.open()
    yield one
    one.close()


def feed(
    inbox: Inbox, log: Log, handlers: Handlers, *, live: bool = False, arrived: Callable[[], None]
) -> Feed:
    client: Any = log
    return Feed(inbox, client, handlers, every=PATIENCE, settle=0.0, live=live, arrived=arrived)


def handlers_for(*types: str) -> Handlers:
    handlers = Handlers()
    handlers.add(lambda event: None, types, "one")
    return handlers


async def test_what_the_platform_has_dropped_is_said_and_counted(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Down for longer than the log is kept."""
    await inbox.start_at(10)
    told: list[int] = []
    log = Log(first=501, last=750)
    assert await feed(inbox, log, handlers_for("deal.*"), arrived=lambda: told.append(1)).fill() == 250
    assert (await inbox.position(), inbox.gaps(), inbox.counts()["queued"]) == (750, 490, 247)
    assert "events 11 to 500 are no longer kept by the platform and were never received" in caplog.text
    assert log.asked == [{"after": "10", "limit": 100, "total": False, "types": ["deal.*"]}]
    assert told
    assert await feed(inbox, log, handlers_for("*"), arrived=lambda: None).fill() == 0
    assert inbox.gaps() == 490


async def test_a_stream_that_breaks_is_taken_up_behind_the_last_event(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeding, "AGAIN", 0.0)
    await inbox.start_at(0)
    log = Log(first=1, last=0)
    log.failing = [(2, GhxstshipError("the connection broke")), (1, RuntimeError("what nobody thought of"))]
    seen: list[None] = []
    complete = asyncio.Event()

    def arrived() -> None:
        # Two from the first stream, the rest by a fill, one from the second, the rest by a fill, three from the third.
        seen.append(None)
        if len(seen) == 2 + 2 + 1 + 2 + 3:
            complete.set()

    running = asyncio.create_task(feed(inbox, log, handlers_for("*"), live=True, arrived=arrived).run())
    await asyncio.wait_for(complete.wait(), PATIENCE)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [query["after"] for query in log.streams] == ["0", "3", "6"]
    assert (await inbox.position(), sum(inbox.counts().values())) == (9, 9)
    assert (
        "the log was not read, and is tried again; what may have an earlier event missing waits"
        in caplog.text
    )
    assert "what nobody thought of" in caplog.text


async def test_without_webhooks_events_come_over_a_connection(running: Any, tmp_path: Path) -> None:
    """Also those of the time in which nobody listened."""
    async with AsyncClient(running.api_key, running.workspace_id, running.url) as client:
        names: asyncio.Queue[str] = asyncio.Queue()
        receiver = Receiver(inbox=f"sqlite:///{tmp_path}/inbox.db", client=client, webhooks=False)

        @receiver.on("venue.created", name="names")
        async def note(event: Delivered) -> None:
            await names.put(event.data.name)

        async def next_name() -> str:
            return await asyncio.wait_for(names.get(), PATIENCE)

        async with receiver.running():
            while await receiver.inbox.position() is None:  # noqa: ASYNC110 - the feed sets it
                await asyncio.sleep(0)
            await client.gvteway.venues.create(name="while it listens")
            assert await next_name() == "while it listens"
        await client.gvteway.venues.create(name="while nobody does")
        async with receiver.running():
            assert await next_name() == "while nobody does"
            await client.gvteway.venues.create(name="once more")
            assert await next_name() == "once more"
        assert (await receiver.accept(b"{}", {})).status == 404
