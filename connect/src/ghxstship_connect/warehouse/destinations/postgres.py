"""PostgreSQL: `postgresql://user@host/database`. A batch and its checkpoint are one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ghxstship.errors import ConfigurationError

from ..catalogue import DELETED_AT, Column, Kind
from ..errors import DestinationError
from .base import STATES, State, grown, listed, of_somebody_else, quoted, widenings_of_money

TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.BOOLEAN: "boolean",
    Kind.MONEY: "numeric(20,4)",
    Kind.DATE: "date",
    Kind.MOMENT: "timestamp with time zone",
    Kind.JSON: "jsonb",
}
_DECIMALS = widenings_of_money("numeric({},{})", 20, 4)
_WIDENINGS = {
    "smallint": frozenset(("bigint", "double precision", "numeric(20,4)", "numeric")),
    "integer": frozenset(("bigint", "double precision", "numeric(20,4)", "numeric")),
    "bigint": frozenset(("double precision", "numeric(20,4)", "numeric")),
    "real": frozenset(("double precision",)),
    **_DECIMALS,
    "numeric(20,4)": _DECIMALS["numeric(20,4)"] | {"numeric"},
    "character varying": frozenset(("text",)),
    "jsonb": frozenset(("json",)),
}
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
WHERE a.attrelid = to_regclass(quote_ident(current_schema()) || '.' || %s) AND a.attnum > 0 AND NOT a.attisdropped
"""
# Two numbers name the lock: this program, and the schema that it loads into. The server may take a moment to notice
# that the session of a killed process has ended.
_LOCK = "SELECT pg_advisory_lock(1195920211, hashtext(current_schema()))"
_PATIENCE = "SET lock_timeout = '2s'"


class PostgresDestination:
    """A PostgreSQL database; tables are made in the first schema of its `search_path`."""

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ModuleNotFoundError:
            raise ConfigurationError(
                'PostgreSQL needs the extra: pip install "ghxstship-connect[postgres]"'
            ) from None
        self._psycopg = psycopg
        self.name = _name_of(url)
        try:
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
        except psycopg.Error as error:
            reason = f"{str(error).strip()}\nStart it, or correct --to."
            raise DestinationError(f"{self.name} cannot be reached: {reason}") from None
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        with self._explained("opening"):
            self._execute("SET TIME ZONE 'UTC'")
            self._execute(_PATIENCE)
            try:
                self._execute(_LOCK)
            except self._psycopg.errors.LockNotAvailable:
                raise DestinationError(
                    f"another `ghxstship sync` is loading into {self.name}; wait until it has ended, or end it"
                ) from None
            self._execute("SET lock_timeout = 0")
            self._execute(
                f"CREATE TABLE IF NOT EXISTS {STATES} (table_name text PRIMARY KEY, state jsonb NOT NULL)"
            )

    def _execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(sql.encode(), values or None)

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        """What PostgreSQL refuses is told with what was being done; its details would show rows."""
        try:
            yield
        except self._psycopg.Error as error:
            reason = error.diag.message_primary or str(error).strip()
            raise DestinationError(f"{self.name}: {doing}: {reason}") from None

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._explained("reading"):
            found: list[tuple[Any, ...]] = self._execute(sql, values).fetchall()
        return found

    def _columns(self, table: str) -> dict[str, str]:
        return {
            name: "character varying" if kind.startswith("character varying") else kind
            for name, kind in self._rows(_COLUMNS, [quoted(table)])
        }

    def state(self, table: str) -> State | None:
        """Where the load of a table stands."""
        found = self._rows(f"SELECT state FROM {STATES} WHERE table_name = %s", [table])
        state: State | None = found[0][0] if found and self._columns(table) else None
        return state

    def begin(self, table: str, columns: Sequence[Column], state: State) -> None:
        """Make the table and keep where its load begins."""
        if self._columns(table):
            raise of_somebody_else(self.name, table, "database or schema")
        spelt = ", ".join(f"{quoted(column.name)} {TYPES[column.kind]}" for column in columns)
        with self._explained(f"making the table {table}"), self._connection.transaction():
            self._execute(f"CREATE TABLE {quoted(table)} ({spelt}, PRIMARY KEY (id))")
            self._keep(table, state)

    def grow(self, table: str, columns: Sequence[Column]) -> None:
        """Make room in a table."""
        missing, wider = grown(self.name, table, self._columns(table), columns, TYPES, _WIDENINGS)
        alter = f"ALTER TABLE {quoted(table)}"
        changes = [f"{alter} ADD COLUMN {quoted(c.name)} {TYPES[c.kind]}" for c in missing]
        changes += [f"{alter} ALTER COLUMN {quoted(c.name)} TYPE {TYPES[c.kind]}" for c in wider]
        with self._explained(f"changing the table {table}"):
            for change in changes:
                self._execute(change)

    def stored(self, table: str, ids: Sequence[str]) -> dict[str, int]:
        """The versions of those of the records that are there."""
        return dict(self._rows(f"SELECT id, version FROM {quoted(table)} WHERE id = ANY(%s)", [list(ids)]))

    def write(self, table: str, rows: Any, removed: Sequence[str], state: State, *, fresh: bool) -> None:
        """Insert or replace rows, remove others, and keep the state, in one transaction."""
        with self._explained(f"writing the table {table}"), self._connection.transaction():
            if removed:
                self._execute(f"DELETE FROM {quoted(table)} WHERE id = ANY(%s)", [list(removed)])
            if rows.num_rows and fresh:
                self._copy(table, rows)
            elif rows.num_rows:
                self._upsert(table, rows)
            self._keep(table, state)

    def _keep(self, table: str, state: State) -> None:
        self._execute(
            f"INSERT INTO {STATES} VALUES (%s, %s)"
            " ON CONFLICT (table_name) DO UPDATE SET state = excluded.state",
            [table, json.dumps(state)],
        )

    def _copy(self, table: str, rows: Any) -> None:
        names = rows.column_names
        copying = f"COPY {quoted(table)} ({listed(names)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(copying.encode()) as copy:
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                copy.write_row(row)

    def _upsert(self, table: str, rows: Any) -> None:
        names = rows.column_names
        self._execute(
            f"CREATE TEMPORARY TABLE batch ON COMMIT DROP AS SELECT {listed(names)} FROM {quoted(table)} LIMIT 0"
        )
        self._copy("batch", rows)
        changed = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names)
        self._execute(
            f"INSERT INTO {quoted(table)} ({listed(names)}) SELECT {listed(names)} FROM batch"
            f" ON CONFLICT (id) DO UPDATE SET {changed}"
        )

    def count(self, table: str, *, mark: bool) -> int:
        """How many records are there that are not deleted."""
        live = f" WHERE {quoted(DELETED_AT)} IS NULL" if mark else ""
        return int(self._rows(f"SELECT COUNT(*) FROM {quoted(table)}{live}")[0][0])

    def pause(self) -> None:
        """Others can read at any time; the connection holds the lock."""

    def close(self) -> None:
        """Close the connection, and with it give the lock back."""
        self._connection.close()


def _name_of(url: str) -> str:
    """How messages call a database, without a password."""
    import psycopg

    try:
        known = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(f"--to is no PostgreSQL address: {str(error).strip()}") from None
    host = str(known.get("host", ""))
    if "@" in host:
        raise ConfigurationError("--to has more than one @; one in the user or the password is written %40")
    return "postgresql://{}/{}".format(host, known.get("dbname", ""))
