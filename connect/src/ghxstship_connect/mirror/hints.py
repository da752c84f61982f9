"""Events as hints: that something has changed is told at once; what it is now, the mirror reads itself.

A hint that never comes costs time, not correctness: every run also reads what has changed since the last one. So
nothing of them is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from ghxstship import AsyncClient
from ghxstship.retry import backoff

_log = logging.getLogger(__name__)

NOUNS = {"companies": "company", "contacts": "contact", "deals": "deal"}


@contextmanager
def listening(
    client: AsyncClient, kinds: Iterable[str], after: int, wake: Callable[[], None]
) -> Iterator[None]:
    """Take hints over a connection that is opened from here, so that no public address is needed.

    Parameters
    ----------
    client: reads the events; it is closed at the end.
    kinds: what is mirrored.
    after: the number of the last event that is no hint. Whoever asked for it before looking misses none.
    wake: called in another thread for each event behind it.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(_follow(client, [f"{NOUNS[kind]}.*" for kind in kinds], after, wake))

    def work() -> None:
        with contextlib.closing(loop), contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=work, name="ghxstship-mirror-hints", daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


async def _follow(client: AsyncClient, types: list[str], after: int, wake: Callable[[], None]) -> None:
    async with client:
        failed = 0
        while True:
            try:
                async for event in client.workspace.events.stream(after=str(after), types=types):
                    after, failed = event.sequence, 0
                    wake()
            except Exception as error:  # noqa: BLE001 - whatever becomes of the hints, the runs go on
                _log.warning("no hints at this moment, the platform is asked again: %s", error)
            await asyncio.sleep(backoff(failed))
            failed += 1
