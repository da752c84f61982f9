"""DuckDB: `duckdb:///warehouse.db`. A batch and its checkpoint are one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ghxstship.errors import ConfigurationError

from ..catalogue import DELETED_AT, Column, Kind
from ..errors import DestinationError
from ..locks import FileLock
from .base import STATES, State, grown, listed, of_somebody_else, quoted, widenings_of_money

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.MONEY: "DECIMAL(20,4)",
    Kind.DATE: "DATE",
    Kind.MOMENT: "TIMESTAMP WITH TIME ZONE",
    Kind.JSON: "JSON",
}
_WIDENINGS = {
    "SMALLINT": frozenset(("BIGINT", "DOUBLE", "DECIMAL(20,4)")),
    "INTEGER": frozenset(("BIGINT", "DOUBLE", "DECIMAL(20,4)")),
    "BIGINT": frozenset(("DOUBLE", "DECIMAL(20,4)", "HUGEINT")),
    "FLOAT": frozenset(("DOUBLE",)),
    **widenings_of_money("DECIMAL({},{})", 20, 4),
    "JSON": frozenset(("VARCHAR",)),
}

# What DuckDB may hold in memory; more goes to its file. A load needs little of it.
MEMORY = "96MB"


class DuckdbDestination:
    """A DuckDB file.

    Tables have no primary key: its index would have to fit into memory, and a replaced row would be checked against
    itself. A record is there once, because it is removed in the transaction that inserts it again.
    """

    def __init__(self, path: str) -> None:
        try:
            import duckdb
        except ModuleNotFoundError:
            raise ConfigurationError(
                'DuckDB needs the extra: pip install "ghxstship-connect[duckdb]"'
            ) from None
        self._duckdb = duckdb
        self._path = Path(path)
        self.name = f"duckdb:///{path}"
        if not self._path.parent.is_dir():
            raise ConfigurationError(f"there is no folder {self._path.parent} for {self.name}; make it first")
        self._lock = FileLock(self._path.with_name(self._path.name + ".lock"), self.name)
        self._open: Any = None
        try:
            self._connection()
        except BaseException:
            self._lock.release()
            raise

    def _connection(self) -> Any:
        if self._open is None:
            try:
                self._open = self._duckdb.connect(str(self._path), config={"memory_limit": MEMORY})
            except self._duckdb.Error as error:
                reason = str(error).partition("See also")[0].strip()
                remedy = "name another file"
                if "lock" in reason:
                    remedy = f"close the program that has it open, or {remedy}"
                told = f"{reason.rstrip('.!')}; {remedy}"
                raise DestinationError(f"{self.name} cannot be opened: {told}") from None
            self._open.execute(f"CREATE TABLE IF NOT EXISTS {STATES} (table_name VARCHAR, state JSON)")
        return self._open

    @contextmanager
    def _explained(self, doing: str) -> Iterator[Any]:
        """The connection; what DuckDB refuses is told with what was being done."""
        try:
            yield self._connection()
        except self._duckdb.Error as error:
            raise DestinationError(f"{self.name}: {doing}: {error}") from None

    @contextmanager
    def _transaction(self, doing: str) -> Iterator[Any]:
        with self._explained(doing) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(self._duckdb.Error):  # a COMMIT that failed, on a full disk, has rolled back
                    connection.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._explained("reading") as connection:
            found: list[tuple[Any, ...]] = connection.execute(sql, list(values)).fetchall()
        return found

    def _columns(self, table: str) -> dict[str, str]:
        return dict(
            self._rows(
                "SELECT column_name, data_type FROM duckdb_columns()"
                " WHERE database_name = current_database() AND schema_name = current_schema() AND table_name = ?",
                [table],
            )
        )

    def state(self, table: str) -> State | None:
        """Where the load of a table stands."""
        found = self._rows(f"SELECT state FROM {STATES} WHERE table_name = ?", [table])
        state: State | None = json.loads(found[0][0]) if found and self._columns(table) else None
        return state

    def begin(self, table: str, columns: Sequence[Column], state: State) -> None:
        """Make the table and keep where its load begins."""
        if self._columns(table):
            raise of_somebody_else(self.name, table, "file")
        spelt = ", ".join(f"{quoted(column.name)} {TYPES[column.kind]}" for column in columns)
        with self._transaction(f"making the table {table}") as connection:
            connection.execute(f"CREATE TABLE {quoted(table)} ({spelt})")
            _keep(connection, table, state)

    def grow(self, table: str, columns: Sequence[Column]) -> None:
        """Make room in a table."""
        missing, wider = grown(self.name, table, self._columns(table), columns, TYPES, _WIDENINGS)
        alter = f"ALTER TABLE {quoted(table)}"
        changes = [f"{alter} ADD COLUMN {quoted(c.name)} {TYPES[c.kind]}" for c in missing]
        changes += [f"{alter} ALTER COLUMN {quoted(c.name)} SET DATA TYPE {TYPES[c.kind]}" for c in wider]
        with self._explained(f"changing the table {table}") as connection:
            for change in changes:
                connection.execute(change)

    def stored(self, table: str, ids: Sequence[str]) -> dict[str, int]:
        """The versions of those of the records that are there."""
        with self._explained("reading") as connection, _shown(connection, "asked", _ids(ids)):
            sql = f"SELECT t.id, t.version FROM {quoted(table)} t SEMI JOIN asked USING (id)"
            return dict(connection.execute(sql).fetchall())

    def write(self, table: str, rows: Any, removed: Sequence[str], state: State, *, fresh: bool) -> None:
        """Insert or replace rows, remove others, and keep the state, in one transaction."""
        with self._transaction(f"writing the table {table}") as connection:
            if not fresh:
                with _shown(connection, "gone", _ids([*rows.column("id").to_pylist(), *removed])):
                    connection.execute(f"DELETE FROM {quoted(table)} WHERE id IN (SELECT id FROM gone)")
            if rows.num_rows:
                names = listed(rows.column_names)
                with _shown(connection, "batch", rows):
                    connection.execute(f"INSERT INTO {quoted(table)} ({names}) SELECT {names} FROM batch")
            _keep(connection, table, state)

    def count(self, table: str, *, mark: bool) -> int:
        """How many records are there that are not deleted."""
        live = f" WHERE {quoted(DELETED_AT)} IS NULL" if mark else ""
        return int(self._rows(f"SELECT COUNT(*) FROM {quoted(table)}{live}")[0][0])

    def pause(self) -> None:
        """Close the file, so that others can read it; it stays locked for loads."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def close(self) -> None:
        """Close the file."""
        self.pause()
        self._lock.release()


def _keep(connection: Any, table: str, state: State) -> None:
    connection.execute(f"DELETE FROM {STATES} WHERE table_name = ?", [table])
    connection.execute(f"INSERT INTO {STATES} VALUES (?, ?)", [table, json.dumps(state)])


def _ids(ids: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.table({"id": pa.array(ids, pa.string())})


@contextmanager
def _shown(connection: Any, name: str, rows: Any) -> Iterator[None]:
    """Let SQL read Arrow rows under a name.

    After a failure it stays: to take it back would fail too, in a transaction that is aborted, and hide the reason.
    """
    connection.register(name, rows)
    yield
    connection.unregister(name)
