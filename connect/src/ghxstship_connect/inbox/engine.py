"""Where the inbox is kept: a SQLite file or a PostgreSQL, behind one thread that groups what waits into a transaction.

The group is what makes it quick: an arrival costs a share of a commit, and of a statement over all that arrived,
rather than one of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from ghxstship.errors import ConfigurationError

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - an item

FORMS = "an inbox is sqlite:///PATH or postgresql://USER@HOST/DATABASE"

# How many waiting jobs share a transaction.
LARGEST_GROUP = 512


class InboxUnavailableError(Exception):
    """The inbox's database cannot be used; nothing has been changed."""


class Cursor(Protocol):
    """What a job gets: statements with `?` for each value. `columns_of` finds the names of a table's columns."""

    columns_of: str

    def given(self, columns: str, rows: Sequence[Sequence[Any]], sql: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement that reads rows from a table `given`, whose columns are named such as `id TEXT, due BIGINT`.

        However many they are, it is one statement and one way to the database and back.
        """
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

    `begin` are the statements from which on nobody else changes the inbox until the transaction ends, `refused` the
    errors that one job has by what it writes, `broken` those that every job would have.
    """

    begin: tuple[str, ...]
    refused: tuple[type[Exception], ...]
    broken: tuple[type[Exception], ...]

    def connect(self) -> Any:
        """A connection whose transactions are begun and ended by us."""
        ...

    def pipeline(self, connection: Any) -> AbstractContextManager[object]:
        """In it a statement whose result nobody fetches need not be waited for; errors are raised at its end."""
        ...

    def cursor(self, connection: Any) -> Cursor:
        """A cursor that takes `?`."""
        ...


class SqliteDriver:
    """A file; readers and one writer at a time, of any number of processes."""

    begin: tuple[str, ...] = ("BEGIN IMMEDIATE",)
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

    def pipeline(self, connection: sqlite3.Connection) -> AbstractContextManager[object]:
        """Nothing to wait for."""
        return nullcontext()

    def cursor(self, connection: sqlite3.Connection) -> Cursor:
        """Its own cursor."""
        return connection.cursor(_SqliteCursor)


class _SqliteCursor(sqlite3.Cursor):
    """SQLite's cursor."""

    columns_of = "SELECT name FROM pragma_table_info(?)"

    def given(self, columns: str, rows: Sequence[Sequence[Any]], sql: str, values: Sequence[Any] = ()) -> Any:
        return self.execute(
            _given(columns, "json_extract(value, '$[{}]')", "json_each(?)") + sql, (_json(rows), *values)
        )


@lru_cache
def _given(columns: str, element: str, rows: str) -> str:
    """The beginning of a statement: what turns a parameter that is JSON into a table."""
    named = (column.split() for column in columns.split(","))
    listed = ", ".join(
        f"CAST({element.format(at)} AS {kind}) AS {name}" for at, (name, kind) in enumerate(named)
    )
    return f"WITH given AS (SELECT {listed} FROM {rows}) "  # noqa: S608 - written here, not given by anybody


def _json(rows: Sequence[Sequence[Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


# Plans are kept, also those of tables that were empty then: each look-up is to go by its index from the start. And a
# process that stands still in a transaction does not hold up the others for longer.
_SESSION = {
    **dict.fromkeys(
        ("enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_sort"), "off"
    ),
    "jit": "off",
    "idle_in_transaction_session_timeout": "'30s'",
}


class PostgresDriver:
    """The integrator's PostgreSQL; any number of processes."""

    # One process after the other, as with SQLite: whoever ends a record's run sees what another one has queued behind
    # it, and nobody waits in a circle. The number is ours in the database; a group makes the wait a short one.
    begin: tuple[str, ...] = (
        "BEGIN ISOLATION LEVEL READ COMMITTED",
        "SELECT pg_advisory_xact_lock(7235419027746128091)",
    )

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
        connection = self._psycopg.connect(self._url, autocommit=True, application_name="ghxstship-inbox")
        for name, value in _SESSION.items():
            connection.execute(f"SET {name} = {value}")
        return connection

    def pipeline(self, connection: Any) -> AbstractContextManager[object]:
        """The way to the server and back is gone once for several statements."""
        pipeline: AbstractContextManager[object] = connection.pipeline()
        return pipeline

    def cursor(self, connection: Any) -> Cursor:
        """A cursor that takes `?` as SQLite does."""
        return _Translated(connection)


class _Translated:
    """psycopg's cursors with SQLite's placeholders: one for each statement, as several may be under way."""

    columns_of = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = ?"
    )

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._cursor: Any = None

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        self._cursor = self._connection.cursor()
        return self._cursor.execute(sql.replace("?", "%s"), values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any:
        self._cursor = self._connection.cursor()
        return self._cursor.executemany(sql.replace("?", "%s"), rows)

    def given(self, columns: str, rows: Sequence[Sequence[Any]], sql: str, values: Sequence[Any] = ()) -> Any:
        table = _given(columns, "value ->> {}", "jsonb_array_elements(CAST(? AS JSONB))")
        return self.execute(table + sql, (_json(rows), *values))

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


class _Job(Generic[I, T]):
    """A function over a cursor and the items of all jobs of its kind, one such item, and who waits for its result.

    That is a thread, or a task of an event loop.
    """

    __slots__ = ("error", "future", "item", "loop", "result", "run")

    def __init__(
        self,
        run: Callable[[Cursor, Sequence[I]], Sequence[T]],
        item: I,
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.run = run
        self.item = item
        self.loop = loop
        self.future: Future[T] | asyncio.Future[T] = Future() if loop is None else loop.create_future()
        self.result: T | None = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Tell who waits, if they still do."""
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(cast(T, self.result))


def _tell(jobs: Iterable[_Job[Any, Any]]) -> None:
    """Wake each event loop once, however many of its tasks wait."""
    waiting: dict[asyncio.AbstractEventLoop, list[_Job[Any, Any]]] = {}
    for job in jobs:
        if job.loop is None:
            job.settle()
        else:
            waiting.setdefault(job.loop, []).append(job)
    for loop, theirs in waiting.items():
        with contextlib.suppress(RuntimeError):  # it was closed meanwhile, and nobody waits any more
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(jobs: Sequence[_Job[Any, Any]]) -> None:
    for job in jobs:
        job.settle()


class Engine:
    """Runs jobs on a thread of its own; those that wait together are committed together."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._jobs: queue.SimpleQueue[_Job[Any, Any] | None] = queue.SimpleQueue()
        self._connection: Any = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def run_alike(self, run: Callable[[Cursor, Sequence[I]], Sequence[T]], item: I) -> T:
        """Run a job, together with what waits for the same function; its result when the transaction is durable.

        The function gets the items of all of them in one call, and returns a result for each. It may be called again
        after a failure of another job, so it must do nothing but use its cursor.
        """
        job = _Job(run, item, None)
        self._submit(job)
        return cast("Future[T]", job.future).result()

    async def arun_alike(self, run: Callable[[Cursor, Sequence[I]], Sequence[T]], item: I) -> T:
        """As `run_alike`, without holding up the event loop."""
        job = _Job(run, item, asyncio.get_running_loop())
        self._submit(job)
        return await cast("asyncio.Future[T]", job.future)

    def run(self, run: Callable[[Cursor], T]) -> T:
        """Run a job of its own and wait for it."""
        return self.run_alike(lambda cursor, _: (run(cursor),), None)

    async def arun(self, run: Callable[[Cursor], T]) -> T:
        """As `run`, without holding up the event loop."""
        return await self.arun_alike(lambda cursor, _: (run(cursor),), None)

    def _submit(self, job: _Job[Any, Any]) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="ghxstship-inbox", daemon=True)
                self._thread.start()
        self._jobs.put(job)

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
                    _tell((job,))
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self) -> tuple[list[_Job[Any, Any]], bool]:
        group: list[_Job[Any, Any]] = []
        job = self._jobs.get()
        while job is not None:
            if not job.future.cancelled():
                group.append(job)
            if len(group) == LARGEST_GROUP:
                return group, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _together(self, group: list[_Job[Any, Any]]) -> bool:
        """All of a group in one transaction; False if one failed, and then none has happened."""
        kinds: dict[Any, list[_Job[Any, Any]]] = {}
        for job in group:
            kinds.setdefault(job.run, []).append(job)
        try:
            results = self._transaction(
                lambda cursor: [run(cursor, [job.item for job in jobs]) for run, jobs in kinds.items()]
            )
        except Exception:  # noqa: BLE001 - each is tried alone, which tells whose failure it is
            return False
        for jobs, found in zip(kinds.values(), results, strict=True):
            for job, result in zip(jobs, found, strict=True):
                job.result = result
        _tell(group)
        return True

    def _alone(self, job: _Job[Any, Any]) -> None:
        try:
            [job.result] = self._transaction(lambda cursor: job.run(cursor, [job.item]))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the job
            job.error = error

    def _transaction(self, run: Callable[[Cursor], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self.driver.connect()
            with self.driver.pipeline(self._connection):
                cursor = self.driver.cursor(self._connection)
                for statement in self.driver.begin:
                    cursor.execute(statement)
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
