"""Where the inbox is kept: a SQLite file or a PostgreSQL, behind one thread that groups what waits into a transaction.

The group is what makes it quick: an arrival costs a share of a commit rather than one of its own.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from ghxstship.errors import ConfigurationError

T = TypeVar("T")

FORMS = "an inbox is sqlite:///PATH or postgresql://USER@HOST/DATABASE"

# How many waiting jobs share a transaction.
LARGEST_GROUP = 512


class InboxUnavailableError(Exception):
    """The inbox's database cannot be used; nothing has been changed."""


class Cursor(Protocol):
    """What a job gets: statements with `?` for each value."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        ...

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Run a statement."""
        ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any:
        """Run it for each row."""
        ...

    def fetchall(self) -> list[Any]:
        """What it found."""
        ...

    def fetchone(self) -> Any:
        """The first or next of what it found."""
        ...


class Driver(Protocol):
    """One database: how to connect, and what differs in its SQL.

    `refused` are the errors that one job has by what it writes, `broken` those that every job would have.
    """

    begin: str
    skip_locked: str
    refused: tuple[type[Exception], ...]
    broken: tuple[type[Exception], ...]

    def connect(self) -> Any:
        """A connection whose transactions are begun and ended by us."""
        ...

    def cursor(self, connection: Any) -> Cursor:
        """A cursor that takes `?`."""
        ...


class SqliteDriver:
    """A file; readers and one writer at a time, of any number of processes."""

    begin = "BEGIN IMMEDIATE"
    skip_locked = ""
    refused: tuple[type[Exception], ...] = (sqlite3.IntegrityError, sqlite3.DataError)
    broken: tuple[type[Exception], ...] = (sqlite3.Error, OSError)

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def connect(self) -> sqlite3.Connection:
        """The file, made if it is not there, for its owner only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=30.0, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was answered with 200 survives a power cut
        return connection

    def cursor(self, connection: sqlite3.Connection) -> Cursor:
        """Its own cursor."""
        return connection.cursor()


class PostgresDriver:
    """The integrator's PostgreSQL; any number of processes."""

    begin = "BEGIN"
    skip_locked = "FOR UPDATE OF r SKIP LOCKED"  # `r` is the table of the runs

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ModuleNotFoundError:
            raise ConfigurationError(
                'an inbox on PostgreSQL needs the extra: pip install "ghxstship-connect[postgres]"'
            ) from None
        try:
            psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise ConfigurationError(
                f"{FORMS}; characters such as @ and / in a password are written %40 and %2F"
            ) from None
        self._url = url
        self._psycopg = psycopg
        self.refused: tuple[type[Exception], ...] = (psycopg.IntegrityError, psycopg.DataError)
        self.broken: tuple[type[Exception], ...] = (psycopg.Error,)

    def connect(self) -> Any:
        """A connection of its own."""
        return self._psycopg.connect(self._url, autocommit=True, application_name="ghxstship-inbox")

    def cursor(self, connection: Any) -> Cursor:
        """A cursor that takes `?` as SQLite does."""
        return _Translated(connection.cursor())


class _Translated:
    """psycopg's cursor with SQLite's placeholders."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        count: int = self._cursor.rowcount
        return count

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        return self._cursor.execute(sql.replace("?", "%s"), values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any:
        return self._cursor.executemany(sql.replace("?", "%s"), rows)

    def fetchall(self) -> list[Any]:
        found: list[Any] = self._cursor.fetchall()
        return found

    def fetchone(self) -> Any:
        return self._cursor.fetchone()


def driver_of(url: str) -> Driver:
    """The driver of `sqlite:///PATH` or `postgresql://…`; raises `ConfigurationError` for anything else."""
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return SqliteDriver(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresDriver(url)
    # The address may hold a password, so the message does not repeat it.
    raise ConfigurationError(FORMS)


class _Job(Generic[T]):
    """A function over a cursor, and who waits for its result."""

    __slots__ = ("future", "run")

    def __init__(self, run: Callable[[Cursor], T]) -> None:
        self.run = run
        self.future: Future[T] = Future()


class Engine:
    """Runs jobs on a thread of its own; those that wait together are committed together."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._connection: Any = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def submit(self, run: Callable[[Cursor], T]) -> Future[T]:
        """Queue a job; the future ends when its transaction is durable.

        A job may be run again after a failure of another one in its group, so it must do nothing but use its cursor.
        """
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="ghxstship-inbox", daemon=True)
                self._thread.start()
        job = _Job(run)
        self._jobs.put(job)
        return job.future

    def run(self, run: Callable[[Cursor], T]) -> T:
        """Run a job and wait for it."""
        return self.submit(run).result()

    async def arun(self, run: Callable[[Cursor], T]) -> T:
        """Run a job without holding up the event loop."""
        return await asyncio.wrap_future(self.submit(run))

    def close(self) -> None:
        """Let what is queued finish, then end the thread."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None and thread.is_alive():
            self._jobs.put(None)
            thread.join()

    def _work(self) -> None:
        end = False
        while not end:
            group, end = self._take()
            if group and not self._together(group):
                for job in group:
                    self._alone(job)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self) -> tuple[list[_Job[Any]], bool]:
        group: list[_Job[Any]] = []
        job = self._jobs.get()
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                group.append(job)
            if len(group) == LARGEST_GROUP:
                return group, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _together(self, group: list[_Job[Any]]) -> bool:
        """All of a group in one transaction; False if one failed, and then none has happened."""
        try:
            results = self._transaction(lambda cursor: [job.run(cursor) for job in group])
        except Exception:  # noqa: BLE001 - each is tried alone, which tells whose failure it is
            return False
        for job, result in zip(group, results, strict=True):
            job.future.set_result(result)
        return True

    def _alone(self, job: _Job[Any]) -> None:
        try:
            result = self._transaction(job.run)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the job
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    def _transaction(self, run: Callable[[Cursor], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self.driver.connect()
            cursor = self.driver.cursor(self._connection)
            cursor.execute(self.driver.begin)
            result = run(cursor)
            cursor.execute("COMMIT")
        except self.driver.refused:
            self._undo(lost=False)
            raise
        except self.driver.broken as error:
            self._undo(lost=True)
            reason = str(error).partition("\nLINE")[0]  # behind it PostgreSQL repeats the statement
            raise InboxUnavailableError(f"the inbox cannot be used: {reason}") from error
        except BaseException:
            self._undo(lost=False)
            raise
        return result

    def _undo(self, *, lost: bool) -> None:
        """Roll back; a connection that may be lost is opened anew for the next job."""
        if self._connection is None:
            return
        try:
            self._connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - there was no transaction, or there is no connection
            lost = True
        if lost:
            self._connection.close()
            self._connection = None
