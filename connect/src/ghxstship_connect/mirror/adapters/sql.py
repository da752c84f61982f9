"""A CRM in plain SQL tables: the pattern for an adapter of your own.

A mapped table has, beside its own columns: `id`; `version`, which grows with every change; `updated_at` in Unix
milliseconds; `deleted_at`, NULL on what lives; `ghxstship_id`, NULL or unique.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..mapping import KindMap
from ..side import GONE, STALE, Item, Operation, Outcome, Refusal, UnreachableError, Write

PAGE = 1_000
OWN = ("id", "version", "updated_at", "deleted_at", "ghxstship_id")

# Milliseconds that somebody else's transaction may take between its `updated_at` and its commit.
OVERLAP = 5_000


class SqlSide:
    """Tables of a SQLite file."""

    OPTIONS: Mapping[str, bool] = {"url": True}
    most: Mapping[Operation, int] = {"create": 100, "update": 1, "delete": 1}

    def __init__(self, kinds: Mapping[str, KindMap], url: str) -> None:
        if not url.startswith("sqlite:///"):
            raise ValueError("crm.url must be sqlite:///PATH")
        self._tables = {kind: mapping.there for kind, mapping in kinds.items()}
        self._columns = {kind: [one.there for one in mapping.fields] for kind, mapping in kinds.items()}
        self._file = url.removeprefix("sqlite:///")

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """Tables and columns that are missing."""
        for kind, table in self._tables.items():
            found = [row["name"] for row in self._run(f'PRAGMA table_info("{table}")')]
            if not found:
                yield kind, None, f"{self._file} has no table {table!r}; make it, or name another one"
            for column in (*OWN, *self._columns[kind]) if found else ():
                if column not in found:
                    yield kind, column, f"the table {table!r} has no column {column!r}; add it"

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        """In the order of `updated_at`; what is younger than `OVERLAP` comes again."""
        settled = int(time.time() * 1000) - OVERLAP
        behind = cursor or {"at": -1, "id": None}
        rows: list[sqlite3.Row] = []
        while not rows or len(rows) == PAGE:
            where = "updated_at >= :at" if behind["id"] is None else "(updated_at, id) > (:at, :id)"
            rows = self._select(kind, f"{where} ORDER BY updated_at, id LIMIT {PAGE}", behind)
            behind = {"at": rows[-1]["updated_at"], "id": rows[-1]["id"]} if rows else behind
            late = behind["at"] > settled
            yield [_item(row) for row in rows], {"at": settled, "id": None} if late else behind
            if not rows:
                return

    def ids(self, kind: str) -> None:
        """`deleted_at` tells of deletions."""

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """By `id`."""
        return self._living(kind, "id", ids)

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By `ghxstship_id`."""
        return self._living(kind, "ghxstship_id", keys)

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Each in a transaction of its own."""
        return [self._write(kind, write) for write in writes]

    def close(self) -> None:
        """Nothing is held."""

    def _write(self, kind: str, write: Write) -> Outcome:
        table, values = self._tables[kind], {**write.values, "updated_at": int(time.time() * 1000)}
        if write.operation == "create":
            values |= {"version": 1, "ghxstship_id": write.key}
            columns, marks = ", ".join(map(_quoted, values)), ", ".join(f":{name}" for name in values)
            sql = f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) RETURNING *'
        else:
            if write.operation == "delete":
                values |= {"deleted_at": values["updated_at"], "ghxstship_id": None}
            columns = ", ".join(f"{_quoted(name)} = :{name}" for name in values)
            sql = (
                f'UPDATE "{table}" SET {columns}, version = version + 1'
                " WHERE id = :own_id AND version = :own_version AND deleted_at IS NULL RETURNING *"
            )
        try:
            rows = self._run(sql, {**values, "own_id": write.id, "own_version": write.version})
        except sqlite3.IntegrityError as error:
            return next(iter(self.find(kind, [write.key])), Refusal("refused", str(error)))
        if rows:
            return _item(rows[0])
        return STALE if self.fetch(kind, [str(write.id)]) else GONE

    def _living(self, kind: str, column: str, values: Sequence[str]) -> list[Item]:
        marks = ", ".join("?" * len(values))
        return [
            _item(row) for row in self._select(kind, f"deleted_at IS NULL AND {column} IN ({marks})", values)
        ]

    def _select(self, kind: str, where: str, values: Any) -> list[sqlite3.Row]:
        return self._run(f'SELECT * FROM "{self._tables[kind]}" WHERE {where}', values)

    def _run(self, sql: str, values: Any = ()) -> list[sqlite3.Row]:
        try:
            connection = sqlite3.connect(f"file:{self._file}?mode=rw", uri=True, timeout=30.0)
        except sqlite3.OperationalError as error:
            raise UnreachableError(f"{self._file}: {error}; does the file exist?") from error
        try:
            connection.row_factory = sqlite3.Row
            with connection:
                return connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            raise UnreachableError(f"{self._file}: {error}") from error
        finally:
            connection.close()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _item(row: sqlite3.Row) -> Item:
    if row["deleted_at"] is not None:
        return Item(str(row["id"]))
    return Item(str(row["id"]), str(row["version"]), dict(row), row["updated_at"], row["ghxstship_id"])
