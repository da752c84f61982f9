"""Sides in memory for the tests of the mirror: as strict as a real one, and broken as a test wants."""

from __future__ import annotations

import copy
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ghxstship_connect.mirror.adapters.sql import SqlSide
from ghxstship_connect.mirror.mapping import KindMap
from ghxstship_connect.mirror.side import (
    EXISTS,
    GONE,
    STALE,
    Item,
    Operation,
    Outcome,
    Refusal,
    Side,
    UnreachableError,
    Write,
)
from ghxstship_connect.mirror.work import MOST

BETWEEN = "between"


class CrashError(BaseException):
    """The process dies here."""


@dataclass
class Row:
    version: int
    values: dict[str, Any]
    at: int
    sequence: int
    key: str | None = None
    deleted: bool = False


@dataclass
class MemorySide(Side):
    """Records of each kind; every change has a number, by which `changes` goes on.

    Parameters
    ----------
    tombstones: whether it tells of deletions, or must be asked for all ids.
    overlap: how many changes before the cursor come once more.
    asked: called before each answer.
    before, after: called around each write that is carried out, and may raise.
    stepwise: fields that a write takes from one value to another by way of BETWEEN; `between` is called then.
    wrote: whether the mirror is said to have changed its records last.
    delays: whether the next creation is answered by nothing, and done only after it was looked for.
    """

    prefix: str
    tombstones: bool = True
    most: Mapping[Operation, int] = field(default_factory=lambda: {"create": 3, "update": 1, "delete": 1})
    rows: dict[str, dict[str, Row]] = field(
        default_factory=lambda: {"companies": {}, "contacts": {}, "deals": {}}
    )
    clock: Callable[[], int] = lambda: 0
    asked: Callable[[], None] = lambda: None
    before: Callable[[str, Write], None] = lambda kind, write: None
    after: Callable[[str, Write], None] = lambda kind, write: None
    refuse: Callable[[str, Write], str | None] = lambda kind, write: None
    adjust: Callable[[str, dict[str, Any]], None] = lambda kind, values: None
    between: Callable[[str, Write], None] = lambda kind, write: None
    stepwise: Collection[tuple[str, str]] = ()
    wrote: bool | None = None
    delays: bool = False
    delayed: list[tuple[str, Write]] = field(default_factory=list)
    ways: dict[tuple[str, Any, Any], Collection[Any]] = field(default_factory=dict)
    down: bool = False
    writes: list[tuple[str, Write]] = field(default_factory=list)
    reads: int = 0
    portion: int = 4
    overlap: int = 0
    _sequence: int = 0

    # --- what people do

    def add(self, kind: str, **values: Any) -> str:
        one = f"{self.prefix}{self.numbered():04d}"
        self.rows[kind][one] = Row(1, values, self.clock(), self._sequence)
        return one

    def numbered(self) -> int:
        """The number of a change that is made now."""
        self._sequence += 1
        return self._sequence

    def edit(self, kind: str, one: str, **values: Any) -> None:
        row = self.rows[kind][one]
        assert not row.deleted
        row.values.update(values)
        self._touch(row)

    def remove(self, kind: str, one: str) -> None:
        row = self.rows[kind][one]
        row.deleted = True
        self._touch(row)

    def living(self, kind: str) -> dict[str, dict[str, Any]]:
        return {one: row.values for one, row in self.rows[kind].items() if not row.deleted}

    def _touch(self, row: Row) -> None:
        row.version, row.sequence, row.at = row.version + 1, self.numbered(), self.clock()

    def keys(self, kind: str) -> list[str]:
        """The keys of the living."""
        return [row.key for row in self.rows[kind].values() if row.key and not row.deleted]

    # --- what the mirror asks

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        return ()

    def way(self, kind: str, name: str, before: Any, after: Any) -> Collection[Any]:
        return (BETWEEN,) if (kind, name) in self.stepwise else self.ways.get((name, before, after), ())

    def wrote_last(self, item: Item) -> bool | None:
        return self.wrote

    def _reachable(self) -> None:
        self.reads += 1
        self.asked()
        if self.down:
            raise UnreachableError(f"{self.prefix}: is down")

    def _item(self, one: str, row: Row) -> Item:
        if row.deleted:
            return Item(one, str(row.version), None, row.at, row.key)
        return Item(one, str(row.version), copy.deepcopy(row.values), row.at, row.key)

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        self._reachable()
        after = cursor["after"] if cursor else 0
        found = sorted(
            (
                (row.sequence, one, row)
                for one, row in self.rows[kind].items()
                if row.sequence > after - self.overlap
            ),
            key=lambda part: part[0],
        )
        if not self.tombstones:
            found = [part for part in found if not part[2].deleted]
        for at in range(0, len(found), self.portion):
            part = found[at : at + self.portion]
            yield [self._item(one, row) for _, one, row in part], {"after": part[-1][0]}

    def ids(self, kind: str) -> list[str] | None:
        self._reachable()
        return None if self.tombstones else list(self.living(kind))

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        self._reachable()
        assert 0 < len(ids) <= MOST
        rows = self.rows[kind]
        return [self._item(one, rows[one]) for one in ids if one in rows and not rows[one].deleted]

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        self._reachable()
        found = [
            self._item(one, row)
            for one, row in self.rows[kind].items()
            if row.key is not None and row.key in keys and (self.tombstones or not row.deleted)
        ]
        while self.delayed:
            late, write = self.delayed.pop()
            self._carried_out(late, write)
        return found

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        self._reachable()
        assert 0 < len(writes) <= self.most[writes[0].operation]
        return [self._write(kind, write) for write in writes]

    def _write(self, kind: str, write: Write) -> Outcome:
        self.before(kind, write)
        if self.delays and write.operation == "create":
            self.delays = False
            self.delayed.append((kind, write))
            raise UnreachableError(f"{self.prefix}: does not answer")
        outcome = self._carried_out(kind, write)
        if isinstance(outcome, Item):
            self.writes.append((kind, write))
        self.after(kind, write)
        return outcome

    def _carried_out(self, kind: str, write: Write) -> Outcome:
        reason = self.refuse(kind, write)
        if reason is not None:
            return Refusal("refused", reason)
        if write.operation == "create":
            if any(not item.deleted for item in self.find(kind, [write.key])):
                return EXISTS
            one = self.add(kind, **write.values)
            self.rows[kind][one].key = write.key
            self.adjust(kind, self.rows[kind][one].values)
            return self._item(one, self.rows[kind][one])
        row = self.rows[kind].get(str(write.id))
        if row is None or row.deleted:
            return GONE
        if str(row.version) != write.version:
            return STALE
        if write.operation == "delete":
            self.remove(kind, str(write.id))
            return Item(str(write.id))
        for name in write.values:
            if (kind, name) in self.stepwise:
                self.edit(kind, str(write.id), **{name: BETWEEN})
                self.between(kind, write)
        self.edit(kind, str(write.id), **write.values)
        self.adjust(kind, row.values)
        return self._item(str(write.id), row)


class TableSide(SqlSide):
    """SQL tables on which people work as on a `MemorySide`."""

    def __init__(self, kinds: Mapping[str, KindMap], file: Path) -> None:
        super().__init__(kinds, f"sqlite:///{file}")
        self.asked: Callable[[], None] = lambda: None
        self.before: Callable[[str, Write], None] = lambda kind, write: None
        self.after: Callable[[str, Write], None] = lambda kind, write: None
        self.down = self.delays = False
        self.writes: list[tuple[str, Write]] = []
        self._people = sqlite3.connect(file, isolation_level=None)
        self._people.row_factory = sqlite3.Row
        self._people.execute("PRAGMA journal_mode = WAL")
        self._people.execute("PRAGMA synchronous = OFF")
        for kind, mapping in kinds.items():
            names = ", ".join(f'"{one.there}"' for one in mapping.fields)
            self._people.execute(
                f"CREATE TABLE {self._table(kind)} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,"
                f" updated_at INTEGER NOT NULL, deleted_at INTEGER, ghxstship_id TEXT UNIQUE, {names})"
            )

    def add(self, kind: str, **values: Any) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        sql = f"INSERT INTO {self._table(kind)} (updated_at, {names}) VALUES ({now()}{', ?' * len(values)})"
        self._people.execute(sql, [*values.values()])

    def edit(self, kind: str, one: str, **values: Any) -> None:
        sets = "".join(f', "{name}" = ?' for name in values)
        sql = f"UPDATE {self._table(kind)} SET version = version + 1, updated_at = {now()}{sets} WHERE id = ?"
        self._people.execute(sql, [*values.values(), one])

    def remove(self, kind: str, one: str) -> None:
        self.edit(kind, one, deleted_at=now())

    def living(self, kind: str) -> dict[str, dict[str, Any]]:
        rows = self._people.execute(f"SELECT * FROM {self._table(kind)} WHERE deleted_at IS NULL ORDER BY id")
        names = [one.there for one in self.kinds[kind].fields]
        return {str(row["id"]): {name: row[name] for name in names} for row in rows.fetchall()}

    def keys(self, kind: str) -> list[str]:
        sql = f"SELECT ghxstship_id FROM {self._table(kind)} WHERE deleted_at IS NULL AND ghxstship_id > ''"
        return [row[0] for row in self._people.execute(sql).fetchall()]

    def send(self, kind: str, write: Write) -> Item | None:
        self.before(kind, write)
        item = super().send(kind, write)
        if item is not None:
            self.writes.append((kind, write))
        self.after(kind, write)
        return item

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        self.asked()
        if self.down:
            raise UnreachableError("the tables are away")
        return super()._run(sql, values)

    def close(self) -> None:
        self._people.close()


def now() -> int:
    return time.time_ns() // 1_000_000
