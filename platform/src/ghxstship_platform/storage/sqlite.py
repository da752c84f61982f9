"""SQLite: one file, one process, one writer thread with group commit; reads on the spot (WAL)."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from ..clock import Clock
from ..ids import Randomness
from .database import Database, Reader, stopping, store_failure
from .statements import Statement
from .transaction import Group, Job, Origin, Outcome, Row

T = TypeVar("T")

# What one transaction may hold: enough to share an fsync, few enough that nobody waits long for it.
_GROUP = 200


def connect(path: Path, *, writer: bool) -> sqlite3.Connection:
    """A connection to a file, which is made by the first writer."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=10
    )
    connection.execute("PRAGMA busy_timeout = 10000")
    if writer:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
    else:
        connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -8000")
    return connection


class _Session:
    """The writer's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.changes = 0  # of no use here, where a savepoint costs two microseconds

    def rows(self, statement: Statement, parameters: dict[str, Any]) -> list[Row]:
        sql, literals = statement.compiled("sqlite")
        return self._connection.execute(
            sql, {**literals, **parameters} if literals else parameters
        ).fetchall()

    def run(self, statement: Statement, parameters: dict[str, Any]) -> int:
        sql, literals = statement.compiled("sqlite")
        return self._connection.execute(sql, {**literals, **parameters} if literals else parameters).rowcount

    def run_many(self, statement: Statement, parameters: Sequence[dict[str, Any]]) -> None:
        sql, literals = statement.compiled("sqlite")
        self._connection.executemany(sql, [{**literals, **p} for p in parameters] if literals else parameters)

    def savepoint(self) -> None:
        self._connection.execute("SAVEPOINT part")

    def release(self) -> None:
        self._connection.execute("RELEASE part")

    def undo(self) -> None:
        self._connection.execute("ROLLBACK TO part")
        self._connection.execute("RELEASE part")


class Reading(Reader):
    """Reads over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: Statement, **parameters: object) -> list[Row]:
        sql, literals = statement.compiled("sqlite")
        return self._connection.execute(
            sql, {**literals, **parameters} if literals else parameters
        ).fetchall()


class SQLite(Database):
    """The default engine: a file that one process owns."""

    dialect = "sqlite"

    def __init__(self, url: str, clock: Clock, random: Randomness) -> None:
        super().__init__(clock, random)
        self.url = url
        self.path = Path(url.removeprefix("sqlite:///"))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Everybody's data and the platform's secret: for the owner's eyes only. The log beside it inherits that.
        self.path.touch(mode=0o600)
        self._writer = connect(self.path, writer=True)
        self._jobs: deque[Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._long = ThreadPoolExecutor(4, "read")
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def _submit(
        self, workspace_id: str | None, run: Callable[[Any], T], origin: Origin, queue: str = ""
    ) -> T:
        outcome = Outcome(asyncio.get_running_loop())
        with self._wake:
            if self._closing:
                raise stopping()
            self._jobs.append(Job(workspace_id, run, origin, outcome))
            self._wake.notify()
        result: T = await outcome.future
        return result

    async def read(self, run: Callable[[Reader], T]) -> T:
        return run(self._reader())

    async def read_long(self, run: Callable[[Reader], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._long, lambda: run(self._reader()))

    async def follow_others(self) -> None:
        """There are none: the file belongs to one process."""

    def migrate(self) -> list[str]:
        from .migrate import upgrade

        return upgrade(self.url)

    def is_current(self) -> bool:
        from .migrate import HEAD

        try:
            return self._writer.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        except sqlite3.OperationalError:  # no such table: a new file
            return False

    def close(self) -> None:
        with self._wake:
            if self._closing:
                return
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._long.shutdown()
        for connection in self._readers:
            connection.close()
        self._writer.close()

    def _open_stream(
        self, statement: Statement, size: int, parameters: dict[str, object]
    ) -> Generator[list[Row], None, None]:
        sql, literals = statement.compiled("sqlite")
        # A connection of its own: an open cursor is the snapshot, and other reads must not ride on it.
        connection = connect(self.path, writer=False)
        try:
            cursor = connection.execute(sql, {**literals, **parameters})
            while chunk := cursor.fetchmany(size):
                yield chunk
        finally:
            connection.close()

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            connection = connect(self.path, writer=False)
            self._readers.append(connection)
            reader = self._local.reader = Reading(connection)
        return reader

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._closing:
                    self._wake.wait()
                if not self._jobs:
                    return
                jobs = [self._jobs.popleft() for _ in range(min(len(self._jobs), _GROUP))]
            self._run(jobs)

    def _run(self, jobs: list[Job]) -> None:
        group = Group(_Session(self._writer), self.clock, self.random, self.secret, self.local_webhooks)
        commits: dict[str, int] = {}
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            group.run(jobs)
            self._writer.execute("COMMIT")
            commits = group.commits()
        except Exception as error:  # noqa: BLE001 - every job of the group gets an answer
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            failure = store_failure(error)
            for job in jobs:
                job.error = failure
        self._finish(jobs, commits)
