"""The database as the rest of the platform sees it: `write` and `read`, whatever the engine."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar

import sqlalchemy as sa

from ..clock import Clock, SystemClock
from ..errors import PlatformError
from ..ids import Randomness, SystemRandomness
from .schema import PLATFORM
from .statements import Statement
from .transaction import NO_ORIGIN, Job, Origin, Row, Session, Transaction

T = TypeVar("T")

CommitListener = Callable[[Mapping[str, int]], None]
NewsListener = Callable[[Collection[str]], None]


class Reader(ABC):
    """Reads outside of a transaction; every statement sees the last commit."""

    @abstractmethod
    def rows(self, statement: Statement, **parameters: object) -> list[Row]:
        """All rows of a query."""

    def row(self, statement: Statement, **parameters: object) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(statement, **parameters)
        return found[0] if found else None


class Database(ABC):
    """One store with one of the two engines.

    Writes of a workspace are serial, in the order in which they are committed; each is a plain function over a
    `Transaction`. Reads are plain functions over a `Reader`.
    """

    dialect: str
    url: str
    _long: Executor

    def __init__(self, clock: Clock, random: Randomness) -> None:
        self.clock = clock
        self.random = random
        self._listeners: list[CommitListener] = []
        self._news_listeners: list[NewsListener] = []
        self.on_group: Callable[[int], None] = lambda size: None
        self.secret = b""
        self.local_webhooks = False

    async def write(
        self, workspace_id: str, run: Callable[[Transaction], T], origin: Origin = NO_ORIGIN
    ) -> T:
        """Run a rule in its workspace; return when it is durable.

        A rule must come from its transaction alone: it may be run a second time, from the beginning, when something of
        its group has to be undone.

        Raises what the rule raises (then nothing of it is kept), or PlatformError `SERVICE_UNAVAILABLE` when the
        database cannot be reached or does not answer: then it may have been kept, or may be yet, when the database
        answers again. A rule that looks first whether it has been run (an idempotency key) may be run again at once.
        """
        return await self._submit(workspace_id, run, origin)

    @abstractmethod
    async def read(self, run: Callable[[Reader], T]) -> T:
        """Run a short read.

        Raises PlatformError `SERVICE_UNAVAILABLE` when the database does not answer.
        """

    @abstractmethod
    async def read_long(self, run: Callable[[Reader], T]) -> T:
        """Run a read that may take long, without holding up the others."""

    async def check(self) -> None:
        """Return when the database answers; raises as `read` does, or whatever its driver says."""
        await self.read(lambda reader: reader.row(_ANYTHING))

    async def administer(self, run: Callable[[Session], T], queue: str = "") -> T:
        """Run a change that belongs to no workspace's log (creating one, the sweeps of retention) on a session.

        Those of one `queue` run one behind the other, those of different queues may run beside each other.
        """
        return await self._submit(None, run, NO_ORIGIN, queue)

    @abstractmethod
    async def _submit(
        self, workspace_id: str | None, run: Callable[[Any], T], origin: Origin, queue: str = ""
    ) -> T:
        """Queue a write, of a workspace or of none, and wait for its outcome."""

    async def refresh_statistics(self) -> list[str]:
        """Let the planner know of tables that have outgrown what it was told of them; their names.

        To be called often. A connection plans a statement once and keeps to that plan until the table is analyzed: one
        that was planned when the table was small enters any index of the workspace and walks all of its rows. What
        PostgreSQL does by itself comes once a minute, and a busy minute is long.
        """
        return []

    async def open_secret(self, configured: str | None) -> None:
        """Set `secret`, which signs cursors and hashes credentials: the configured one, else the one that the database
        has kept since its first migration.
        """
        if configured:
            self.secret = hashlib.sha256(configured.encode()).digest()
        else:
            row = await self.read(lambda reader: reader.row(_SECRET))
            assert row is not None
            self.secret = bytes.fromhex(row[0])

    def stream(
        self, statement: Statement, size: int, **parameters: object
    ) -> AsyncGenerator[list[Row], None]:
        """The rows of a query in chunks of `size`, from one snapshot, in constant memory and beside other work."""
        return self._streaming(self._open_stream(statement, size, parameters))

    async def _streaming(self, chunks: Generator[list[Row], None, None]) -> AsyncGenerator[list[Row], None]:
        loop = asyncio.get_running_loop()
        step: asyncio.Future[list[Row] | None] | None = None
        try:
            while True:
                step = loop.run_in_executor(self._long, next, chunks, None)
                # A step runs on in its thread when its reader leaves; only then may the generator be closed.
                chunk = await asyncio.shield(step)
                if chunk is None:
                    return
                yield chunk
        finally:
            if step is not None:
                await asyncio.wait({step})
            await loop.run_in_executor(self._long, chunks.close)

    @abstractmethod
    def _open_stream(
        self, statement: Statement, size: int, parameters: dict[str, object]
    ) -> Generator[list[Row], None, None]:
        """A generator of chunks; every step of it may run in another thread."""

    @abstractmethod
    def migrate(self) -> list[str]:
        """Bring the schema up to date; the names of the steps that were taken."""

    @abstractmethod
    def is_current(self) -> bool:
        """Whether the schema is the one that this code works with."""

    @abstractmethod
    def close(self) -> None:
        """Finish what waits and let go of every connection."""

    def on_commit(self, listener: CommitListener) -> None:
        """Call `listener` in the event loop after commits with the last sequence of each workspace that grew."""
        self._listeners.append(listener)

    def on_news(self, listener: NewsListener) -> None:
        """Call `listener` in the event loop with the ids of workspaces that grew, by commits of this process and, while
        `follow_others` runs, of others. What others did may be heard late or never.
        """
        self._news_listeners.append(listener)

    @abstractmethod
    async def follow_others(self) -> None:
        """Hear of what other processes commit, and let them hear of this one's, until cancelled."""

    def _tell_news(self, workspaces: Collection[str]) -> None:
        for listener in self._news_listeners:
            listener(workspaces)

    def _finish(self, jobs: list[Job], commits: Mapping[str, int]) -> None:
        """Give every job's outcome to its event loop, once a loop; called in the writing thread."""
        self.on_group(len(jobs))
        for loop in {job.outcome.loop for job in jobs}:
            mine = [job for job in jobs if job.outcome.loop is loop]
            # A loop that has been closed has nobody waiting any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._deliver, mine, commits)

    def _deliver(self, jobs: list[Job], commits: Mapping[str, int]) -> None:
        for job in jobs:
            job.outcome.resolve(job.result, job.error)
        if commits:
            for listener in self._listeners:
                listener(commits)
            self._tell_news(commits.keys())


def open_database(url: str, clock: Clock | None = None, random: Randomness | None = None) -> Database:
    """Open the database at `sqlite:///PATH` or `postgresql://…`; nothing is created or migrated yet.

    Raises ValueError for any other address.
    """
    clock = clock or SystemClock()
    random = random or SystemRandomness()
    if url.startswith("sqlite:///"):
        from .sqlite import SQLite

        return SQLite(url, clock, random)
    if url.startswith(("postgresql://", "postgres://")):
        from .postgres import PostgreSQL

        return PostgreSQL(url, clock, random)
    raise ValueError(f"database: {url!r} is neither sqlite:///PATH nor postgresql://USER@HOST/NAME")


_ANYTHING = Statement(sa.select(sa.literal_column("1")))
_SECRET = Statement(sa.select(PLATFORM.c.value).where(PLATFORM.c.name == "secret"))


def stopping() -> PlatformError:
    """What a caller gets once the database is being closed."""
    return PlatformError("SERVICE_UNAVAILABLE", "The platform is stopping.", headers={"Retry-After": "5"})


def unreachable() -> PlatformError:
    """What a reader gets when the database does not answer."""
    return PlatformError(
        "SERVICE_UNAVAILABLE", "The database does not answer; try again soon.", headers={"Retry-After": "5"}
    )


def store_failure(cause: BaseException | None = None) -> PlatformError:
    """What a caller gets when its group could not be stored; nothing was kept, or it is not known whether."""
    failure = PlatformError(
        "SERVICE_UNAVAILABLE", "The write could not be confirmed; retry it.", headers={"Retry-After": "5"}
    )
    failure.__cause__ = cause
    return failure
