"""Whether a PostgreSQL that keeps readers and writers waiting is there at all.

What takes long is let be; one that nobody will answer is given up, long before a connection would notice: a host
that hangs keeps its connections, and one that is gone is waited for by the pool. So whoever has waited has the database
asked over a connection of its own, and all who wait share the answer.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg

from .silence import noticed

_log = logging.getLogger(__name__)

# How long a read or a write waits before the database is asked, and how long that may take.
DOUBT_SECONDS = 0.5
ANSWER_SECONDS = 4.5
# What a server says that is there, and has no room for one more.
_CROWDED = ("too many clients", "too many connections", "connection slots")

Waiting = asyncio.Future[Any]


class Pulse:
    """Gives up what waits for a database that does not answer, by cancelling it.

    Parameters
    ----------
    url: of the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: set[Waiting] = set()
        self._asking: asyncio.Task[None] | None = None

    def watch(self, waiting: Waiting) -> asyncio.TimerHandle:
        """Begin to doubt when something takes long; the handle ends that."""
        return asyncio.get_running_loop().call_later(DOUBT_SECONDS, self._doubt, waiting)

    def _doubt(self, waiting: Waiting) -> None:
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        while self._waiting:
            if await self._answers():
                await asyncio.sleep(DOUBT_SECONDS)
                continue
            for waiting in tuple(self._waiting):
                waiting.cancel()
            self._waiting.clear()

    async def _answers(self) -> bool:
        try:
            async with (
                asyncio.timeout(ANSWER_SECONDS),
                await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name="ghxstship pulse", **noticed(self._url)
                ) as connection,
            ):
                await connection.execute("SELECT 1")
        except (psycopg.Error, TimeoutError) as error:
            said = str(error)
            if any(words in said for words in _CROWDED):
                return True
            _log.warning("database does not answer: %s", said or "in time")
            return False
        return True
