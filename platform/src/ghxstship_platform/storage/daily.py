"""Logs that grow, kept by the day: retention is the deleting of a file (SQLite) or of a partition (PostgreSQL).

They lie beside the database and are written over a connection of their own, so that a log never holds up a write. A
log is not the truth: its last second may be lost in a crash.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ..clock import DAY, day_of, start_of_day
from .database import Database, Reader
from .silence import noticed
from .sqlite import Reading, connect
from .statements import Statement

T = TypeVar("T")

# Rows in one statement: one round trip, and the interpreter's lock is given away once for all of them. Few sizes, so
# that each statement is prepared once. PostgreSQL takes 65,535 parameters and SQLite 32,766.
_SIZES = (256, 64, 16, 4, 1)
_LOCK = 4_770_002  # any constant: hosts that make a partition at once take turns


@dataclass(frozen=True, eq=False, slots=True)
class DayTable:
    """A table of a log.

    Parameters
    ----------
    table: what is kept; partitioned by the range of a column that holds moments (epoch ms).
    insert: adds a row, a parameter for each column.
    """

    table: sa.Table
    insert: Statement

    @lru_cache(maxsize=64)  # noqa: B019 - a handful of tables that live as long as the process
    def insert_many(self, dialect: str, rows: int) -> str:
        """The SQL that adds so many rows, with positional parameters in the order of the columns."""
        sql, _ = self.insert.compiled(dialect)
        place = r":\w+" if dialect == "sqlite" else r"%\(\w+\)s"
        found = re.fullmatch(r"(.*? VALUES )(\(.*?\))( ON CONFLICT .*)?", sql, re.DOTALL)
        assert found is not None, sql
        one = re.sub(place, "?" if dialect == "sqlite" else "%s", found[2])
        return f"{found[1]}{', '.join([one] * rows)}{found[3] or ''}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a log that one query can read: what lies from `start` to before `end` (epoch ms)."""

    reader: Reader
    start: int
    end: int


class Span(ABC):
    """A log as one reading function sees it."""

    @abstractmethod
    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """What there is between two moments, newest first; each is good until the next one is asked for."""


Rows = dict[DayTable, list[tuple[Any, ...]]]


class DailyLog(ABC):
    """One log: some tables, kept by the day."""

    def __init__(self, tables: tuple[DayTable, ...]) -> None:
        self.tables = tables

    @abstractmethod
    def write(self, day: int, rows: Rows) -> None:
        """Add rows of the day that begins at `day` (epoch ms), all or none; from one thread at a time.

        Raises what the driver raises.
        """

    @abstractmethod
    async def read(self, run: Callable[[Span], T]) -> T:
        """Run a read beside other work."""

    @abstractmethod
    def drop_before(self, moment: int) -> list[str]:
        """Drop every day that has ended by `moment`; the days that went, ``YYYY-MM-DD``."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every connection."""


def open_daily_log(database: Database, tables: tuple[DayTable, ...], name: str) -> DailyLog:
    """A log beside a database.

    Parameters
    ----------
    name: goes into the name of its folder (``ghxstship-requests`` beside ``ghxstship.db``).
    """
    if database.dialect == "sqlite":
        path = Path(database.url.removeprefix("sqlite:///"))
        return _Files(path.with_name(f"{path.stem}-{name}"), tables)
    return _Partitions(database, tables)


def _chunks(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    at = 0
    for size in _SIZES:
        while len(rows) - at >= size:
            yield rows[at : at + size]
            at += size


# --- SQLite


class _FileSpan(Span):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        for day, path in reversed(_days_in(self._folder)):
            if day < end and start < day + DAY:
                try:
                    connection = connect(path, writer=False)
                except sqlite3.OperationalError:  # retention was quicker
                    continue
                with closing(connection):
                    yield Segment(Reading(connection), max(start, day), min(end, day + DAY))


def _days_in(folder: Path) -> list[tuple[int, Path]]:
    """The files of a folder with the beginnings of their days, oldest first."""
    return sorted((start_of_day(path.stem), path) for path in folder.glob("????-??-??.db"))


class _Files(DailyLog):
    """A file a day."""

    def __init__(self, folder: Path, tables: tuple[DayTable, ...]) -> None:
        super().__init__(tables)
        self._folder = folder
        self._writers: dict[int, sqlite3.Connection] = {}
        self._readers = ThreadPoolExecutor(2, "log-read")

    def write(self, day: int, rows: Rows) -> None:
        connection = self._writer(day)
        connection.execute("BEGIN")
        try:
            for table, values in rows.items():
                for chunk in _chunks(values):
                    flat = [value for row in chunk for value in row]
                    connection.execute(table.insert_many("sqlite", len(chunk)), flat)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    async def read(self, run: Callable[[Span], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, run, _FileSpan(self._folder))

    def drop_before(self, moment: int) -> list[str]:
        dropped = []
        for day, path in _days_in(self._folder):
            if day + DAY <= moment:
                if day in self._writers:
                    self._writers.pop(day).close()
                for suffix in ("-wal", "-shm", ""):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                dropped.append(path.stem)
        return dropped

    def close(self) -> None:
        self._readers.shutdown()
        for connection in self._writers.values():
            connection.close()
        self._writers.clear()

    def _writer(self, day: int) -> sqlite3.Connection:
        connection = self._writers.get(day)
        if connection is None:
            # The day before stays open for what began in it; what is older is done.
            for old in [other for other in self._writers if other < day - DAY]:
                self._writers.pop(old).close()
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{day_of(day)}.db"
            path.touch(mode=0o600)
            connection = connect(path, writer=True)
            # A crash of the process loses nothing that was written; one of the machine may lose some seconds.
            connection.execute("PRAGMA synchronous = NORMAL")
            for table in self.tables:
                connection.execute(_create(table.table, "sqlite"))
            self._writers[day] = connection
        return connection


# --- PostgreSQL


class _TableSpan(Span):
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        yield Segment(self._reader, start, end)


class _Partitions(DailyLog):
    """A partition a day; the parents are made on first use."""

    def __init__(self, database: Database, tables: tuple[DayTable, ...]) -> None:
        super().__init__(tables)
        self._db = database
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._made: set[int] = set()

    def write(self, day: int, rows: Rows) -> None:
        try:
            connection = self._writer()
            if day not in self._made:
                self._make(connection, day)
            with connection.transaction(), connection.cursor() as cursor:
                for table, values in rows.items():
                    for chunk in _chunks(values):
                        sql = table.insert_many("postgresql", len(chunk))
                        cursor.execute(sql.encode(), [value for row in chunk for value in row])
        except psycopg.Error:
            self._let_go()
            raise

    async def read(self, run: Callable[[Span], T]) -> T:
        try:
            return await self._db.read_long(lambda reader: run(_TableSpan(reader)))
        except psycopg.errors.UndefinedTable:  # nothing was ever written
            return run(_NoSpan())

    def drop_before(self, moment: int) -> list[str]:
        connection = self._writer()
        dropped = set()
        for table in self.tables:
            pattern = f"{table.table.name}_________"
            rows = connection.execute(_PARTITIONS, {"parent": table.table.name, "pattern": pattern})
            for (name,) in rows.fetchall():
                tail = name[-8:]
                day = f"{tail[:4]}-{tail[4:6]}-{tail[6:]}"
                if start_of_day(day) + DAY <= moment:
                    connection.execute(f"DROP TABLE IF EXISTS {name}".encode())
                    self._made.discard(start_of_day(day))
                    dropped.add(day)
        return sorted(dropped)

    def close(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        self._made.clear()
        if connection is not None:
            connection.close()

    def _writer(self) -> psycopg.Connection[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._db.url,
                autocommit=True,
                application_name="ghxstship-log",
                # As with SQLite: a log need not wait for the disk.
                options="-c synchronous_commit=off",
                **noticed(self._db.url),
            )
        return self._connection

    def _make(self, connection: psycopg.Connection[tuple[Any, ...]], day: int) -> None:
        with connection.transaction():
            connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})".encode())
            for table in self.tables:
                parent = table.table.name
                if connection.execute(_IS_THERE, {"name": parent}).fetchone() is None:
                    self._make_parent(connection, table.table)
                name = f"{parent}_{day_of(day).replace('-', '')}"
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {parent} "
                    f"FOR VALUES FROM ({day}) TO ({day + DAY})".encode()
                )
        self._made.add(day)

    def _make_parent(self, connection: psycopg.Connection[tuple[Any, ...]], table: sa.Table) -> None:
        connection.execute(_create(table, "postgresql").encode())
        for column in table.c:
            if isinstance(column.type, sa.LargeBinary):
                # As with SQLite it is kept as it is: to compress it takes longer than everything else of the log.
                connection.execute(
                    f"ALTER TABLE {table.name} ALTER {column.name} SET STORAGE EXTERNAL".encode()
                )


class _NoSpan(Span):
    def segments(self, start: int, end: int) -> Iterator[Segment]:
        return iter(())


_IS_THERE = (
    b"SELECT 1 FROM pg_class WHERE relname = %(name)s AND relnamespace = current_schema()::regnamespace"
)
_PARTITIONS = b"""
SELECT child.relname FROM pg_inherits
JOIN pg_class parent ON parent.oid = inhparent JOIN pg_class child ON child.oid = inhrelid
WHERE parent.relname = %(parent)s AND parent.relnamespace = current_schema()::regnamespace
AND child.relname LIKE %(pattern)s
"""


def _create(table: sa.Table, dialect: str) -> str:
    compiler: Any = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=compiler))
