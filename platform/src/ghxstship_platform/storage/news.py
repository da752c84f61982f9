"""What other processes have committed, heard through PostgreSQL's LISTEN and NOTIFY before the next poll would see it.

A hint and no more: whoever hears nothing, because a connection is lost or a pooler swallows it, still polls. It is told
behind the commit and over a connection of its own, because a NOTIFY within the commit would make all of a database's
commits wait for each other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

import psycopg

from .silence import noticed
from .transaction import Row

_log = logging.getLogger(__name__)

_CHANNEL = "ghxstship_news"
# Ids in one notice: PostgreSQL takes less than 8,000 bytes.
_MOST = 200
# Between two notices: news that come meanwhile go together.
_PAUSE_SECONDS = 0.01
_AGAIN_SECONDS = 1.0

Connection = psycopg.AsyncConnection[Row]


class News:
    """Tells the other processes of a database which workspaces have grown, and hears it from them.

    Parameters
    ----------
    url: of the database.
    hear: called with the ids of the workspaces that grew elsewhere.
    """

    def __init__(self, url: str, hear: Callable[[Collection[str]], None]) -> None:
        self._url = url
        self._hear = hear
        self._untold: set[str] = set()
        self._to_tell = asyncio.Event()
        self._teller = 0

    def tell(self, workspaces: Collection[str]) -> None:
        """Tell of these as soon as may be."""
        self._untold.update(workspaces)
        self._to_tell.set()

    async def run(self) -> None:
        """Tell and hear until cancelled, over new connections where one is lost."""
        await asyncio.gather(self._stay(self._tell), self._stay(self._listen))

    async def _stay(self, work: Callable[[Connection], Awaitable[None]]) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name="ghxstship news", **noticed(self._url)
                ) as connection:
                    await work(connection)
            except psycopg.Error as error:
                _log.info("news of other processes are left to the poll: %s", error)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _tell(self, connection: Connection) -> None:
        self._teller = connection.info.backend_pid
        # Nobody has to wait for the disk: nothing is written.
        await connection.execute("SET synchronous_commit TO off")
        while True:
            await self._to_tell.wait()
            self._to_tell.clear()
            workspaces, self._untold = list(self._untold), set()
            for at in range(0, len(workspaces), _MOST):
                notice = " ".join(workspaces[at : at + _MOST])
                await connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, notice))
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen(self, connection: Connection) -> None:
        await connection.execute(f"LISTEN {_CHANNEL}")
        async for notice in connection.notifies():
            if notice.pid != self._teller:
                self._hear(notice.payload.split())
