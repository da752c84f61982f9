"""Webhooks as hints: that something has changed is told at once; what it is now, the mirror reads itself.

An event that never comes costs time, not correctness: every run also reads what has changed since the last one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ghxstship import AsyncClient
from ghxstship.cli.session import Access

from ..inbox.handlers import Delivered
from ..receiver import Receiver
from .mapping import MirrorMap

NOUNS = {"companies": "company", "contacts": "contact", "deals": "deal"}


def attach(receiver: Receiver, mapping: MirrorMap, wake: threading.Event) -> None:
    """Have a receiver wake a mirror when a record that it maps has changed."""

    async def hint(event: Delivered) -> None:
        wake.set()

    receiver.handlers.add(hint, tuple(f"{NOUNS[kind]}.*" for kind in mapping.kinds), f"mirror:{mapping.name}")


@contextmanager
def listening(used: Access, mapping: MirrorMap, wake: threading.Event) -> Iterator[None]:
    """Take hints over a connection that is opened from here, so that no public address is needed."""
    inbox = mapping.state.with_name(mapping.state.name + ".inbox")
    began, end = threading.Event(), threading.Event()

    async def listen() -> None:
        client = AsyncClient(used.key, used.workspace_id, used.base_url)
        receiver = Receiver(inbox=f"sqlite:///{inbox}", client=client, webhooks=False)
        attach(receiver, mapping, wake)
        async with receiver.running():
            began.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=lambda: asyncio.run(listen()), name="ghxstship-mirror-hints")
    thread.start()
    began.wait(10)
    try:
        yield
    finally:
        end.set()
        thread.join()
