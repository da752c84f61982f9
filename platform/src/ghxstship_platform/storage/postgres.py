"""PostgreSQL: any number of processes; each groups a workspace's waiting writes and takes turns by its row's lock."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool

from ..clock import Clock
from ..errors import PlatformError
from ..ids import Randomness
from .database import Database, Reader, stopping, store_failure, unreachable
from .news import News
from .pulse import Pulse
from .silence import allow_pauses, be_noticed, noticed
from .statements import Statement
from .transaction import Group, Job, Origin, Outcome, Row, Spoiled

T = TypeVar("T")

Connection = psycopg.Connection[Row]

# A table that has been written to as often as it had rows when it was last analyzed, and more than a little.
_OUTGROWN = """
SELECT pg_class.relname FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid
WHERE schemaname = current_schema() AND pg_has_role(relowner, 'USAGE')
    AND n_mod_since_analyze >= greatest(500, reltuples)
"""

# PostgreSQL keeps 64 subtransactions of a transaction in shared memory; more would slow down every other session.
_GROUP = 50
_WRITERS = 8
_READERS = 8
# How long a lost connection is tried again, at growing distances, before the next one who needs it begins anew.
_RECONNECT_SECONDS = 2.0


def _nothing(_: object) -> None:
    """What is run in place of a write that was given up."""


class _Session:
    """A writer's connection."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = connection.cursor()
        self.changes = 0

    def rows(self, statement: Statement, parameters: dict[str, Any]) -> list[Row]:
        sql, literals = statement.compiled("postgresql")
        try:
            return self._cursor.execute(sql, {**literals, **parameters}).fetchall()
        except psycopg.Error:
            self.changes += (
                1  # the whole transaction can only be undone now, even if the rule thinks nothing of it
            )
            raise

    def run(self, statement: Statement, parameters: dict[str, Any]) -> int:
        self.changes += 1
        sql, literals = statement.compiled("postgresql")
        return self._cursor.execute(sql, {**literals, **parameters}).rowcount

    def run_many(self, statement: Statement, parameters: Sequence[dict[str, Any]]) -> None:
        self.changes += 1
        sql, literals = statement.compiled("postgresql")
        self._cursor.executemany(sql, [{**literals, **p} for p in parameters])

    def savepoint(self) -> None:
        self._cursor.execute("SAVEPOINT part")

    def release(self) -> None:
        self._cursor.execute("RELEASE part")

    def undo(self) -> None:
        self._cursor.execute("ROLLBACK TO part; RELEASE part")


class _Reader(Reader):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: Statement, **parameters: object) -> list[Row]:
        sql, literals = statement.compiled("postgresql")
        # As text bytes come in hexadecimal, which takes twice as long.
        binary = statement.answers_bytes
        return self._connection.execute(sql, {**literals, **parameters}, binary=binary).fetchall()


class PostgreSQL(Database):
    """The engine to grow with: the workspace's row is locked first, so its writes are serial across hosts."""

    dialect = "postgresql"

    def __init__(self, url: str, clock: Clock, random: Randomness) -> None:
        super().__init__(clock, random)
        self.url = url
        options = {"autocommit": True, "application_name": "ghxstship", **noticed(url)}
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            min_size=2,
            max_size=_WRITERS + _READERS,
            kwargs=options,
            configure=be_noticed,
            timeout=10,
            reconnect_timeout=_RECONNECT_SECONDS,
            open=True,
        )
        self._pulse = Pulse(url)
        self._writers = ThreadPoolExecutor(_WRITERS, "write")
        self._long = ThreadPoolExecutor(_READERS, "read")
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Job]] = {}
        self._closing = False

    async def _submit(
        self, workspace_id: str | None, run: Callable[[Any], T], origin: Origin, queue: str = ""
    ) -> T:
        outcome = Outcome(asyncio.get_running_loop())
        job = Job(workspace_id, run, origin, outcome)
        # What belongs to no workspace is serial within its queue only.
        line = workspace_id or f"none {queue}"
        with self._lock:
            if self._closing:
                raise stopping()
            waiting = self._waiting.get(line)
            if waiting is not None:
                waiting.append(job)
            else:
                self._waiting[line] = deque([job])
                self._writers.submit(self._drain, line)

        def given_up() -> PlatformError:
            job.run = _nothing  # which matters only if it has not begun
            return store_failure()

        result: T = await self._answer(outcome.future, given_up)
        return result

    async def read(self, run: Callable[[Reader], T]) -> T:
        return await self.read_long(run)

    async def read_long(self, run: Callable[[Reader], T]) -> T:
        reading = asyncio.get_running_loop().run_in_executor(self._long, self._with_reader, run)
        return await self._answer(reading, unreachable)

    async def _answer(self, waiting: asyncio.Future[T], given_up: Callable[[], PlatformError]) -> T:
        """What a future brings; raises what `given_up` makes once the database does not answer at all."""
        doubt = self._pulse.watch(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise given_up() from None
        finally:
            doubt.cancel()

    async def refresh_statistics(self) -> list[str]:
        return await asyncio.get_running_loop().run_in_executor(self._long, self._analyze)

    async def follow_others(self) -> None:
        news = News(self.url, self._tell_news)
        self.on_commit(news.tell)
        await news.run()

    def migrate(self) -> list[str]:
        from .migrate import upgrade

        return upgrade(self.url)

    def is_current(self) -> bool:
        from .migrate import HEAD

        with self._pool.connection() as connection:
            try:
                return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
            except psycopg.errors.UndefinedTable:
                return False

    def close(self) -> None:
        with self._lock:
            self._closing = True
        self._writers.shutdown()
        self._long.shutdown()
        self._pool.close()

    def _open_stream(
        self, statement: Statement, size: int, parameters: dict[str, object]
    ) -> Generator[list[Row], None, None]:
        sql, literals = statement.compiled("postgresql")
        # A server-side cursor lives in a transaction: one snapshot, and the rows stay with the server.
        with (
            self._pool.connection() as connection,
            connection.transaction(),
            connection.cursor("stream") as cursor,
        ):
            allow_pauses(connection)
            cursor.itersize = size
            cursor.execute(sql, {**literals, **parameters})
            while chunk := cursor.fetchmany(size):
                yield chunk

    def _analyze(self) -> list[str]:
        with self._pool.connection() as connection:
            tables = [str(row[0]) for row in connection.execute(_OUTGROWN).fetchall()]
            for table in tables:
                # Another host is at it, then: that is as good.
                connection.execute(SQL("ANALYZE (SKIP_LOCKED) {}").format(Identifier(table)))
        return tables

    def _with_reader(self, run: Callable[[Reader], T]) -> T:
        try:
            with self._pool.connection() as connection:
                return run(_Reader(connection))
        except psycopg.OperationalError as error:
            raise unreachable() from error

    def _drain(self, line: str) -> None:
        """Run what waits in a line, group after group, until nothing does."""
        while True:
            with self._lock:
                waiting = self._waiting[line]
                jobs = [waiting.popleft() for _ in range(min(len(waiting), _GROUP))]
                if not jobs:
                    del self._waiting[line]
                    return
            self._run(jobs)

    def _run(self, jobs: list[Job]) -> None:
        commits: dict[str, int] = {}
        try:
            with self._pool.connection() as connection:
                try:
                    commits = self._run_group(connection, jobs, savepoints=False)
                except Spoiled:
                    commits = self._run_group(connection, jobs, savepoints=True)
        except Exception as error:  # noqa: BLE001 - every job of the group gets an answer
            failure = store_failure(error)
            for job in jobs:
                job.error = failure
        self._finish(jobs, commits)

    def _run_group(self, connection: Connection, jobs: list[Job], *, savepoints: bool) -> dict[str, int]:
        with connection.transaction():
            group = Group(
                _Session(connection), self.clock, self.random, self.secret, self.local_webhooks, savepoints=savepoints
            )  # fmt: skip
            group.run(jobs)
        return group.commits()
