"""A healthy endpoint beside one that misbehaves: its deliveries go on while the other's are still under way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from ghxstship_platform.clock import HOUR, MINUTE, SECOND
from ghxstship_platform.webhooks.sender import Sender
from ghxstship_platform.webhooks.worker import Worker

from . import receivers
from .conftest import Sail
from .harbor import Harbor

EVENTS = 150
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"

# What ends by the deadline only: while these hold on, the healthy endpoint must get everything.
ENDLESS = {
    "says nothing": receivers.says_nothing,
    "a byte at a time": receivers.drips(b"x", after=_HEAD),
    "interim answers": receivers.drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
}
# What ends by itself, badly or not.
QUICK = {
    "500": receivers.status(500),
    "redirect": receivers.status(302, "Location: http://127.0.0.1:1/"),
    "not HTTP": receivers.answers(b"\x00\x01 hello\r\n\r\n", close=True),
    "reset": receivers.resets(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "a huge body": receivers.forever(b"x" * 65_536, after=_HEAD),
    "a gzip bomb": receivers.bomb(50_000_000),
}


async def _beside(harbor: Harbor, behaviour: receivers.Behaviour) -> None:
    async with receivers.receiver(behaviour) as bad:
        await harbor.endpoint("/", events=["deal.created"])
        await harbor.endpoint(events=["deal.created"], url=f"http://127.0.0.1:{bad.port}/")
        enough = asyncio.Event()

        def answer(path: str, event: dict[str, Any]) -> web.Response:
            if len(harbor.receiver.seen) == EVENTS:
                enough.set()
            return web.Response(status=200)

        harbor.receiver.answer = answer
        running = asyncio.create_task(harbor.worker.run())
        try:
            await asyncio.gather(*(harbor.deal(str(number)) for number in range(EVENTS)))
            await asyncio.wait_for(enough.wait(), 60)
            assert bad.calls
        finally:
            running.cancel()
            await asyncio.wait({running})
    assert len({event["id"] for _, event, _ in harbor.receiver.seen}) == EVENTS


@pytest.mark.parametrize("name", ENDLESS)
def test_beside_one_that_holds_on(sail: Sail, name: str) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.sender.close()
        # Long enough for the healthy one on a machine that is busy with other tests.
        harbor.sender = Sender(allow_local=True, total=10.0)
        harbor.worker = Worker(harbor.db, harbor.sender)
        await _beside(harbor, ENDLESS[name])

    sail(voyage)


@pytest.mark.parametrize("name", QUICK)
def test_beside_one_that_fails(sail: Sail, name: str) -> None:
    async def voyage(harbor: Harbor) -> None:
        await _beside(harbor, QUICK[name])

    sail(voyage)


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("600", 600 * SECOND), ("5", MINUTE), ("-5", MINUTE), ("soon", MINUTE), ("9" * 15, 24 * HOUR)],
)
def test_a_receiver_may_put_the_next_attempt_off(sail: Sail, retry_after: str, pause: int) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = lambda path, event: web.Response(
            status=429, headers={"Retry-After": retry_after}
        )
        await harbor.deal()
        await harbor.worker.drain()
        harbor.clock.advance(pause - 1)
        await harbor.worker.drain()
        assert len(harbor.receiver.seen) == 1
        harbor.clock.advance(1)
        await harbor.worker.drain()
        assert len(harbor.receiver.seen) == 2

    sail(voyage)
