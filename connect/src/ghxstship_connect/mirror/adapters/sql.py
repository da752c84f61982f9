"""A CRM in plain SQL tables: the pattern for an adapter of your own. A copy of this file works as it stands.

A mapped table has, beside its own columns: `id`; `version`, which grows with every change; `updated_at` in Unix
milliseconds; `deleted_at`, NULL on what lives; `ghxstship_id`, NULL or unique.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from ghxstship_connect.mirror.mapping import KindMap
from ghxstship_connect.mirror.side import Item, RefusedError, Side, UnreachableError, Write


class SqlSide(Side):
    """Tables of a SQLite file."""

    OPTIONS: Mapping[str, bool] = {"url": True}
    OWN: Sequence[str] = ("id", "version", "updated_at", "deleted_at", "ghxstship_id")
    OVERLAP = 5_000  # what somebody else's transaction may take between its `updated_at` and its commit

    def __init__(self, kinds: Mapping[str, KindMap], url: str) -> None:
        super().__init__(kinds)
        if not url.startswith("sqlite:///"):
            raise ValueError("crm.url must be sqlite:///PATH")
        self._file = url.removeprefix("sqlite:///")

    def fields(self, kind: str) -> list[str]:
        """The columns of the table."""
        return [row["name"] for row in self._run(f"PRAGMA table_info({self._table(kind)})")]

    def page(self, kind: str, at: int, after: str | None) -> list[Item]:
        """In the order of `updated_at`."""
        where = "(updated_at, id) > (?, ?) ORDER BY updated_at, id LIMIT 1000"
        return self._items(kind, where, (at, after))

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """By `id`."""
        return self._items(kind, f"id IN ({_marks(ids)}) AND deleted_at IS NULL", ids)

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By `ghxstship_id`."""
        return self._items(kind, f"ghxstship_id IN ({_marks(keys)})", keys)

    def send(self, kind: str, write: Write) -> Item | None:
        """As one statement; a deleted record leaves its key to one that is created in its place."""
        now, table = time.time_ns() // 1_000_000, self._table(kind)
        values = {**write.values, "updated_at": now}
        if write.operation == "create":
            values |= {"version": 1, "ghxstship_id": write.key}
            free = f"UPDATE {table} SET ghxstship_id = NULL WHERE ghxstship_id = ? AND deleted_at > 0"
            self._run(free, [write.key])
            names = ", ".join(f'"{name}"' for name in values)
            sql = f"INSERT INTO {table} ({names}) VALUES ({_marks(values)}) RETURNING *"
            return _item(self._run(sql, [*values.values()])[0])
        values |= {"deleted_at": now} if write.operation == "delete" else {}
        sets = ", ".join(f'"{name}" = ?' for name in values)
        where = "id = ? AND version = ? AND deleted_at IS NULL"
        sql = f"UPDATE {table} SET {sets}, version = version + 1 WHERE {where} RETURNING *"
        return next(map(_item, self._run(sql, [*values.values(), write.id, write.version])), None)

    def _items(self, kind: str, where: str, values: Sequence[Any]) -> list[Item]:
        return [_item(row) for row in self._run(f"SELECT * FROM {self._table(kind)} WHERE {where}", values)]

    def _table(self, kind: str) -> str:
        return f'"{self.kinds[kind].there}"'

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        try:
            with closing(sqlite3.connect(f"file:{self._file}?mode=rw", timeout=30.0, uri=True)) as crm, crm:
                crm.row_factory = sqlite3.Row
                return crm.execute(sql, values).fetchall()
        except sqlite3.IntegrityError as error:
            raise RefusedError(str(error)) from error
        except sqlite3.OperationalError as error:
            remedy = "; make it, or correct crm.url" if error.sqlite_errorname == "SQLITE_CANTOPEN" else ""
            raise UnreachableError(f"{self._file}: {error}{remedy}") from error


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))


def _item(row: sqlite3.Row) -> Item:
    values = dict(row) if row["deleted_at"] is None else None
    return Item(str(row["id"]), str(row["version"]), values, row["updated_at"], row["ghxstship_id"])
