"""Following a log as it grows: who waits for news of a workspace, and the feed's pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection
from functools import partial

import sqlalchemy as sa

from ..storage.database import Database, Reader
from ..storage.schema import EVENTS, WORKSPACES
from ..storage.statements import WORKSPACE, Statement

_PAGE = 200
KEEPALIVE_SECONDS = 15.0
# How often a stream looks for what other processes have committed without its being heard.
POLL_SECONDS = 1.0

_BOUNDS = Statement(
    sa.select(WORKSPACES.c.first_sequence, WORKSPACES.c.sequence).where(WORKSPACES.c.id == WORKSPACE)
)
BY_ID = Statement(
    sa.select(EVENTS.c.envelope, EVENTS.c.sequence).where(
        EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.id == sa.bindparam("event_id")
    )
)

_pages: dict[int, tuple[Statement, Statement]] = {}


def _statements(types: int) -> tuple[Statement, Statement]:
    """The page and the count for so many types (0: all)."""
    if types not in _pages:
        conditions = [EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence > sa.bindparam("after")]
        if types:
            conditions.append(EVENTS.c.type.in_([sa.bindparam(f"type_{index}") for index in range(types)]))
        page = (
            sa.select(EVENTS.c.sequence, EVENTS.c.type, EVENTS.c.envelope)
            .where(*conditions)
            .order_by(EVENTS.c.sequence)
            .limit(sa.bindparam("size", type_=sa.Integer()))
        )
        _pages[types] = (
            Statement(page),
            Statement(sa.select(sa.func.count()).select_from(EVENTS).where(*conditions)),
        )
    return _pages[types]


def bounds(reader: Reader, workspace_id: str) -> tuple[int, int]:
    """The first number that is kept and the last that was given."""
    row = reader.row(_BOUNDS, workspace_id=workspace_id)
    return (row[0], row[1]) if row else (1, 0)


def read_page(
    reader: Reader, workspace_id: str, after: int, types: tuple[str, ...], size: int
) -> list[tuple[int, str, str]]:
    """Up to `size` events behind number `after`: sequence, type, envelope. No types means all."""
    statement, _ = _statements(len(types))
    named = {f"type_{index}": name for index, name in enumerate(types)}
    rows = reader.rows(statement, workspace_id=workspace_id, after=after, size=size, **named)
    return [(row[0], row[1], row[2]) for row in rows]


def count(reader: Reader, workspace_id: str, after: int, types: tuple[str, ...]) -> int:
    """How many events there are behind number `after`."""
    if not types:
        first, last = bounds(reader, workspace_id)
        return max(0, last - max(after, first - 1))
    _, statement = _statements(len(types))
    named = {f"type_{index}": name for index, name in enumerate(types)}
    row = reader.row(statement, workspace_id=workspace_id, after=after, **named)
    return int(row[0]) if row else 0


def _next_events(
    workspace_id: str, after: int, types: tuple[str, ...], reader: Reader
) -> list[tuple[int, str, str]]:
    return read_page(reader, workspace_id, after, types, _PAGE)


class Tail:
    """Wakes those who follow a workspace's log."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[str, asyncio.Event] = {}
        self._ending = asyncio.Event()
        self._told: set[str] = set()
        self.open_streams = 0
        db.on_news(self._news)

    def _news(self, workspaces: Collection[str]) -> None:
        for workspace_id in workspaces:
            waiting = self._waiting.pop(workspace_id, None)
            if waiting is not None:
                waiting.set()

    def end(self) -> None:
        """Let every stream come to its end (the process is stopping)."""
        self._ending.set()
        for waiting in self._waiting.values():
            waiting.set()

    def has_told(self, workspace_id: str) -> bool:
        """Whether a program has been told of an event of the workspace, as far as this process knows."""
        return workspace_id in self._told

    async def follow(
        self, workspace_id: str, after: int, types: tuple[str, ...], *, program: bool = True
    ) -> AsyncGenerator[bytes, None]:
        """The events behind number `after` as server-sent events, for as long as somebody listens.

        Parameters
        ----------
        program: whether a program listens, and not a page of ours.
        """
        self.open_streams += 1
        try:
            yield b": connected\nretry: 1000\n\n"
            quiet = 0.0
            while not self._ending.is_set():
                news = self._waiting.setdefault(workspace_id, asyncio.Event())
                rows = await self._db.read(partial(_next_events, workspace_id, after, types))
                if rows:
                    after, quiet = rows[-1][0], 0.0
                    if program:
                        self._told.add(workspace_id)
                    yield "".join(
                        f"id: {n}\nevent: {kind}\ndata: {text}\n\n" for n, kind, text in rows
                    ).encode()
                    continue
                try:
                    # Not `wait_for`: before Python 3.12 it may swallow the cancellation that ends a stream.
                    async with asyncio.timeout(POLL_SECONDS):
                        await news.wait()
                except TimeoutError:
                    quiet += POLL_SECONDS
                    if quiet >= KEEPALIVE_SECONDS:
                        quiet = 0.0
                        yield b": keep-alive\n\n"
        finally:
            self.open_streams -= 1
