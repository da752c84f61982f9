"""The feed beside the webhooks: what they did not bring is fetched from the workspace's log.

Webhooks come quickly and at any time, in any order, or not at all while the receiver is down. The log has every event
in the order of the commits, so reading on behind a position misses nothing, however long the outage was.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from ghxstship import AsyncClient
from ghxstship.errors import GhxstshipError

from .engine import InboxUnavailableError
from .handlers import Handlers
from .store import Arrival, Inbox

_log = logging.getLogger(__name__)

PAGE = 100

# Seconds before a broken connection is opened again.
AGAIN = 1.0


class Feed:
    """Keeps an inbox complete.

    Parameters
    ----------
    every: seconds between two looks at the log when no webhook asks for one.
    settle: seconds that a webhook may be late before a hole in the numbers is looked up.
    live: follow the log over a connection that stays open, where no webhooks come.
    arrived: called when something new is in the inbox, or the position has moved.
    """

    def __init__(
        self,
        inbox: Inbox,
        client: AsyncClient,
        handlers: Handlers,
        *,
        every: float,
        settle: float,
        live: bool,
        arrived: Callable[[], None],
    ) -> None:
        self._inbox = inbox
        self._client = client
        self._handlers = handlers
        self._every = every
        self._settle = settle
        self._live = live
        self._arrived = arrived
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """A webhook has come: look whether one before it is missing."""
        self._asked.set()

    async def run(self) -> None:
        """Fill until cancelled. A platform that does not answer is asked again; nothing is lost by it."""
        while True:
            try:
                await self.fill()
                if self._live:
                    await self._follow()
            except (GhxstshipError, InboxUnavailableError) as error:
                _log.warning(
                    "the log was not read, and is tried again; what may have an earlier event missing waits: %s",
                    error,
                )
            except Exception:  # noqa: BLE001 - the feed must go on; whoever reads the log sees what is wrong
                _log.exception("the log was not read, and is tried again")
            await (asyncio.sleep(AGAIN) if self._live else self._wait())

    async def _follow(self) -> None:
        """Take events as they are committed: in order and without a gap, so each one moves the position."""
        types = self._handlers.types()
        after = str(await self._inbox.position() or 0)
        query: dict[str, Any] = {"after": after, "types": types} if types else {"after": after}
        async for event in self._client.workspace.events.stream(**query):
            await self._inbox.add((Arrival.of(event.to_dict()),), self._handlers.wanting)
            await self._inbox.complete_to(event.sequence)
            self._arrived()

    async def _wait(self) -> None:
        """Until a hole is old enough to be none that a webhook on its way will close, or it is time anyway."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._every):
                while True:
                    await self._asked.wait()
                    self._asked.clear()
                    await asyncio.sleep(self._settle)
                    if await self._has_hole():
                        return

    async def _has_hole(self) -> bool:
        try:
            return await self._inbox.has_hole()
        except InboxUnavailableError:
            return True

    async def fill(self) -> int:
        """Fetch what is missing up to the end of the log; how many events were."""
        # What the end is, is asked first: everything up to it has been seen when the walk is over.
        workspace = await self._client.workspace.workspace.retrieve()
        position = await self._inbox.position()
        if position is None:
            await self._inbox.start_at(workspace.sequence)
            self._arrived()
            return 0
        if position >= workspace.sequence:
            return 0
        await self._notice_loss(position, workspace.first_sequence)
        new = await self._walk(position)
        await self._inbox.complete_to(workspace.sequence)
        self._arrived()
        return new

    async def _notice_loss(self, position: int, first: int) -> None:
        """The log is kept for so many days: what was dropped before it was fetched is gone, and that is said."""
        if first > position + 1:
            _log.error(
                "events %d to %d are no longer kept by the platform and were never received: compare your records"
                " with it, for instance with `ghxstship sync`", position + 1, first - 1,
            )  # fmt: skip
            await self._inbox.lost_to(first - 1)

    async def _walk(self, position: int) -> int:
        types = self._handlers.types()
        query: dict[str, Any] = {"after": str(position), "limit": PAGE, "total": False}
        if types:
            query["types"] = types
        new = 0
        listed = self._client.workspace.events.list(**query)
        async for page in listed.pages():
            arrivals = [Arrival.of(event.to_dict()) for event in page.data]
            new += await self._inbox.add(arrivals, self._handlers.wanting)
            if arrivals:
                await self._inbox.complete_to(arrivals[-1].sequence)
                self._arrived()
        return new
