"""What the mirror remembers, in one SQLite file: links with their bases, what was pulled and not yet decided, writes
under way, conflicts, and a line for every decision.

Whoever loses the file loses the bases and the queue, not the links: records that the mirror made carry its key.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ghxstship.errors import ConfigurationError

from .rows import (
    CHOSEN,
    CONFLICT_COLUMNS,
    INTENT_COLUMNS,
    LINE_COLUMNS,
    LINK_COLUMNS,
    LINKED,
    OPEN,
    SETTLED,
    Conflict,
    Intent,
    Line,
    Link,
    Pulled,
    conflict_of,
    line_of,
    link_of,
    packed,
    pulled_of,
)
from .side import HERE, THERE, Item, Write

_TABLES = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS cursors (
        side TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (side, kind))""",
    """CREATE TABLE IF NOT EXISTS links (
        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, here_id TEXT, there_id TEXT,
        here_version TEXT NOT NULL DEFAULT '', there_version TEXT NOT NULL DEFAULT '',
        here_base TEXT NOT NULL DEFAULT '{}', there_base TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS links_by_here ON links (kind, here_id) WHERE here_id IS NOT NULL",
    "CREATE UNIQUE INDEX IF NOT EXISTS links_by_there ON links (kind, there_id) WHERE there_id IS NOT NULL",
    # Ids of the CRM that records had before they were made again; what refers to them still means those records.
    """CREATE TABLE IF NOT EXISTS former (
        kind TEXT NOT NULL, id TEXT NOT NULL, link INTEGER NOT NULL, PRIMARY KEY (kind, id))""",
    # An item of NULL must be fetched. `held` is why a row waits for the next run.
    """CREATE TABLE IF NOT EXISTS pulled (
        side TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, item TEXT, match TEXT, key TEXT,
        held TEXT,
        PRIMARY KEY (side, kind, id))""",
    "CREATE INDEX IF NOT EXISTS pulled_by_match ON pulled (kind, match) WHERE match IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS pulled_by_key ON pulled (kind, key) WHERE key IS NOT NULL",
    """CREATE TABLE IF NOT EXISTS intents (
        number INTEGER PRIMARY KEY, run INTEGER NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
        link INTEGER NOT NULL, operation TEXT NOT NULL, write TEXT NOT NULL, sent TEXT NOT NULL,
        before TEXT NOT NULL, why TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS conflicts (
        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, link INTEGER NOT NULL, field TEXT NOT NULL,
        base TEXT NOT NULL, here TEXT NOT NULL, there TEXT NOT NULL, here_at INTEGER NOT NULL,
        there_at INTEGER NOT NULL, policy TEXT NOT NULL, state TEXT NOT NULL, choice TEXT,
        here_done INTEGER NOT NULL DEFAULT 0, there_done INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT '', opened_at INTEGER NOT NULL, closed_at INTEGER)""",
    """CREATE UNIQUE INDEX IF NOT EXISTS conflicts_pending ON conflicts (link, field)
        WHERE state IN ('open', 'chosen')""",
    "CREATE INDEX IF NOT EXISTS conflicts_by_link ON conflicts (link, field)",
    """CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER, outcome TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE IF NOT EXISTS audit (
        number INTEGER PRIMARY KEY, run INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, link INTEGER,
        here_id TEXT, there_id TEXT, side TEXT, action TEXT NOT NULL, changes TEXT NOT NULL, why TEXT NOT NULL,
        undone INTEGER)""",
    "CREATE INDEX IF NOT EXISTS audit_by_run ON audit (run)",
    "CREATE INDEX IF NOT EXISTS audit_by_link ON audit (link)",
)


def _opened(path: Path, patience: float) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: Exception) -> ConfigurationError:
    return ConfigurationError(f'{path} cannot be written: {error}; allow it, or name another "state"')


def now() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


class State:
    """The file.

    Parameters
    ----------
    clock: Unix milliseconds.
    """

    def __init__(self, path: Path, clock: Callable[[], int] = now) -> None:
        self.path = path
        self.clock = clock
        self.run = 0
        self._connection = _opened(path, 30.0)
        self._depth = 0
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            for table in _TABLES:
                self._connection.execute(table)
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise _unwritable(path, error) from None
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise ConfigurationError(f"{path} is not the state of a mirror: {error}") from None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All or nothing of a block; nothing at all without `keep`. Inside of another one it is a part of it."""
        if self._depth:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            self._commit() if keep else self._connection.execute("ROLLBACK")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        finally:
            self._depth -= 1

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(sql, values).fetchone()

    # --- facts and cursors

    def fact(self, name: str) -> str | None:
        """Something that was noted."""
        row = self._one("SELECT value FROM facts WHERE name = ?", (name,))
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        """Note something."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def cursor(self, side: str, kind: str) -> dict[str, Any] | None:
        """Up to where a side was read."""
        row = self._one("SELECT value FROM cursors WHERE side = ? AND kind = ?", (side, kind))
        return json.loads(row[0]) if row else None

    def keep_cursor(self, side: str, kind: str, value: dict[str, Any]) -> None:
        """Keep up to where a side was read."""
        self._connection.execute(
            "INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)", (side, kind, json.dumps(value))
        )

    def forget_cursors(self) -> None:
        """Read everything again."""
        self._connection.execute("DELETE FROM cursors")

    # --- what was pulled

    def pull(self, side: str, kind: str, items: Iterable[tuple[Item, str | None]]) -> None:
        """Keep items to decide about, each with what it is recognised by."""
        items = list(items)
        if side == THERE:
            living = [(kind, item.id) for item, _ in items if not item.deleted]
            self._connection.executemany("DELETE FROM former WHERE kind = ? AND id = ?", living)
        self._connection.executemany(
            "INSERT OR REPLACE INTO pulled (side, kind, id, item, match, key) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (side, kind, item.id, packed(item), match, None if item.deleted else item.key)
                for item, match in items
            ],
        )

    def look_at(self, side: str, kind: str, ids: Iterable[str], held: str | None = None) -> None:
        """Have records fetched and decided about; with `held` only in the next run."""
        self._connection.executemany(
            "INSERT INTO pulled (side, kind, id, held) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET item = NULL, held = excluded.held",
            [(side, kind, one, held) for one in ids],
        )

    def look_at_both(self, link: Link, held: str | None = None) -> None:
        """As `look_at`, for both sides of a link."""
        for side, one in ((HERE, link.here_id), ("crm", link.there_id)):
            if one is not None:
                self.look_at(side, link.kind, [one], held)

    def is_asked_for(self, side: str, kind: str, one: str) -> bool:
        """Whether a record shall be looked at, whether or not it has changed."""
        sql = "SELECT 1 FROM pulled WHERE side = ? AND kind = ? AND id = ? AND item IS NULL"
        return self._one(sql, (side, kind, one)) is not None

    def hold(self, rows: Iterable[Pulled], why: str) -> None:
        """Let rows wait for the next run."""
        self._connection.executemany(
            "UPDATE pulled SET held = ? WHERE side = ? AND kind = ? AND id = ?",
            [(why, row.side, row.kind, row.id) for row in rows],
        )

    def hold_rest(self, kind: str, why: str) -> None:
        """Let what is left of a kind wait for the next run."""
        self._connection.execute("UPDATE pulled SET held = ? WHERE kind = ? AND held IS NULL", (why, kind))

    def release(self) -> None:
        """What was held is decided about again."""
        self._connection.execute("UPDATE pulled SET held = NULL WHERE held IS NOT NULL")

    def release_held(self, why: str) -> None:
        """What was held for a reason is decided about again."""
        self._connection.execute("UPDATE pulled SET held = NULL WHERE held = ?", (why,))

    def decided(self, rows: Iterable[Pulled]) -> None:
        """Nothing is left to decide about these."""
        self._connection.executemany(
            "DELETE FROM pulled WHERE side = ? AND kind = ? AND id = ?",
            [(row.side, row.kind, row.id) for row in rows],
        )

    def unfetched(self, side: str, kind: str, most: int) -> list[str]:
        """Records that must be fetched before anything is decided about them."""
        sql = "SELECT id FROM pulled WHERE side = ? AND kind = ? AND item IS NULL AND held IS NULL LIMIT ?"
        return [row[0] for row in self._all(sql, (side, kind, most))]

    def held(self) -> list[Pulled]:
        """What waits, and why."""
        sql = "SELECT side, kind, id, item, held FROM pulled WHERE held IS NOT NULL ORDER BY kind, side, id"
        return [pulled_of(row) for row in self._all(sql)]

    def waiting(self, kind: str, after: tuple[str, str], most: int) -> list[Pulled]:
        """Rows of a kind to decide about, behind (side, id); GHXSTSHIP's last, so that a pair is met once."""
        sql = (
            "SELECT side, kind, id, item, held FROM pulled WHERE kind = ? AND held IS NULL AND item IS NOT NULL"
            " AND (side, id) > (?, ?) ORDER BY side, id LIMIT ?"
        )
        return [pulled_of(row) for row in self._all(sql, (kind, *after, most))]

    def pulled(self, side: str, kind: str, one: str) -> Pulled | None:
        """A record, if it was pulled."""
        sql = "SELECT side, kind, id, item, held FROM pulled WHERE side = ? AND kind = ? AND id = ?"
        row = self._one(sql, (side, kind, one))
        return pulled_of(row) if row else None

    def keyed(self, side: str, kind: str, key: str) -> str | None:
        """The id of the pulled record that carries a key."""
        row = self._one("SELECT id FROM pulled WHERE kind = ? AND key = ? AND side = ?", (kind, key, side))
        return row[0] if row else None

    def unlinked(self, kind: str, match: str) -> list[tuple[str, str]]:
        """Side and id of the pulled records without a link that are recognised by the same values."""
        sql = (
            "SELECT side, id FROM pulled p WHERE kind = ? AND match = ? AND NOT EXISTS (SELECT 1 FROM links l WHERE"
            " l.kind = p.kind AND CASE p.side WHEN 'crm' THEN l.there_id ELSE l.here_id END = p.id)"
        )
        return [(row[0], row[1]) for row in self._all(sql, (kind, match))]

    # --- links

    def link_of(self, side: str, kind: str, one: str) -> Link | None:
        """The link of a record."""
        column = "here_id" if side == HERE else "there_id"
        row = self._one(f"SELECT {LINK_COLUMNS} FROM links WHERE kind = ? AND {column} = ?", (kind, one))
        return link_of(row) if row else None

    def link(self, number: int) -> Link:
        """A link by its number."""
        return link_of(self._one(f"SELECT {LINK_COLUMNS} FROM links WHERE number = ?", (number,)))

    def add_link(self, kind: str, here_id: str | None, there_id: str | None) -> int:
        """A new link that nothing was agreed on yet; its number."""
        cursor = self._connection.execute(
            "INSERT INTO links (kind, here_id, there_id, state) VALUES (?, ?, ?, ?)",
            (kind, here_id, there_id, LINKED),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def set_link(self, number: int, **values: Any) -> None:
        """Change columns of a link."""
        columns = ", ".join(f"{name} = ?" for name in values)
        packed = [json.dumps(value) if isinstance(value, dict) else value for value in values.values()]
        self._connection.execute(f"UPDATE links SET {columns} WHERE number = ?", (*packed, number))

    def drop_link(self, number: int) -> None:
        """A link that is over lets go of its records; what was decided about them still names it."""
        self._connection.execute(
            "UPDATE links SET here_id = NULL, there_id = NULL WHERE number = ?", (number,)
        )

    def keep_former(self, link: Link) -> None:
        """The record of the CRM is made again, with another id."""
        self._connection.execute(
            "INSERT OR REPLACE INTO former VALUES (?, ?, ?)", (link.kind, link.there_id, link.number)
        )

    def former(self, kind: str, one: str) -> Link | None:
        """The link whose record had an id of the CRM before it was made again."""
        row = self._one("SELECT link FROM former WHERE kind = ? AND id = ?", (kind, one))
        return self.link(row[0]) if row else None

    def referring(self, kind: str, field: str, here_id: str) -> list[str]:
        """The CRM's ids of the records of a kind that refer to a record there, as far as is known."""
        sql = (
            "SELECT there_id FROM links WHERE kind = ? AND state = ? AND there_id IS NOT NULL"
            " AND (json_extract(there_base, '$.' || ?) = ? OR number IN (SELECT link FROM conflicts"
            " WHERE field = ? AND there = ? AND state IN ('open', 'chosen')))"
        )
        values = (kind, LINKED, field, here_id, field, json.dumps(here_id))
        return [row[0] for row in self._all(sql, values)]

    def live_ids(self, side: str, kind: str) -> Iterator[str]:
        """The ids that a side should have: those in links, and those that were read and not decided about."""
        column = "here_id" if side == HERE else "there_id"
        sql = (
            f"SELECT {column} FROM links WHERE kind = ? AND state = ? AND {column} IS NOT NULL"
            " UNION SELECT id FROM pulled WHERE kind = ? AND side = ? ORDER BY 1"
        )
        return (row[0] for row in self._all(sql, (kind, LINKED, kind, side)))

    def count_links(self, kind: str) -> int:
        """How many records are linked."""
        row = self._one("SELECT COUNT(*) FROM links WHERE kind = ? AND state = ?", (kind, LINKED))
        return int(row[0])

    # --- writes under way

    def intend(
        self, side: str, link: Link, write: Write, sent: dict[str, Any], before: dict[str, Any], why: str
    ) -> Intent:
        """Keep a write before it is sent."""
        cursor = self._connection.execute(
            "INSERT INTO intents (run, side, kind, link, operation, write, sent, before, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.run, side, link.kind, link.number, write.operation,
                json.dumps([dict(write.values), write.id, write.version, write.key]), json.dumps(sent),
                json.dumps(before), why,
            ),
        )  # fmt: skip
        assert cursor.lastrowid is not None
        return Intent(cursor.lastrowid, self.run, side, link.kind, link.number, write, sent, before, why)

    def intents(self) -> list[Intent]:
        """Writes whose outcome is not known, in order."""
        found = []
        for number, run, side, kind, link, operation, write, *rest in self._all(
            f"SELECT {INTENT_COLUMNS} FROM intents ORDER BY number"
        ):
            values, one, version, key = json.loads(write)
            sent, before, why = json.loads(rest[0]), json.loads(rest[1]), rest[2]
            parts = Write(operation, values, one, version, key)
            found.append(Intent(number, run, side, kind, link, parts, sent, before, why))
        return found

    def intends(self, link: int) -> bool:
        """Whether a write on a link is under way."""
        return self._one("SELECT 1 FROM intents WHERE link = ? LIMIT 1", (link,)) is not None

    def carried_out(self, intent: Intent) -> None:
        """The outcome of a write is known."""
        self._connection.execute("DELETE FROM intents WHERE number = ?", (intent.number,))

    # --- conflicts

    def pending(self, link: int) -> dict[str, Conflict]:
        """The conflicts of a link that wait for a person or for what a person chose, by field."""
        sql = f"SELECT {CONFLICT_COLUMNS} FROM conflicts WHERE link = ? AND state IN ('open', 'chosen')"
        return {one.field: one for one in map(conflict_of, self._all(sql, (link,)))}

    def conflicts(self, *states: str) -> list[Conflict]:
        """The conflicts in some states, oldest first."""
        marks = ", ".join("?" * len(states))
        sql = f"SELECT {CONFLICT_COLUMNS} FROM conflicts WHERE state IN ({marks}) ORDER BY number"
        return [conflict_of(row) for row in self._all(sql, states)]

    def conflict(self, number: int) -> Conflict | None:
        """A conflict by its number."""
        row = self._one(f"SELECT {CONFLICT_COLUMNS} FROM conflicts WHERE number = ?", (number,))
        return conflict_of(row) if row else None

    def open_conflict(
        self, link: Link, field: str, *, base: Any, here: Any, there: Any, here_at: int = 0, there_at: int = 0,
        policy: str = "manual", outcome: str = "", settled: bool = False,
    ) -> bool:  # fmt: skip
        """Queue a conflict; one that is settled at once keeps the value that lost. The same one is not kept twice.

        Whether it is another one than those that are kept.
        """
        packed = [json.dumps(value) for value in (base, here, there)]
        if settled and self._one(
            "SELECT 1 FROM conflicts WHERE link = ? AND field = ? AND here = ? AND there = ? AND outcome = ?",
            (link.number, field, *packed[1:], outcome),
        ):
            return False
        at = self.clock()
        self._connection.execute(
            "INSERT INTO conflicts (kind, link, field, base, here, there, here_at, there_at, policy, state, outcome,"
            " opened_at, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                link.kind, link.number, field, *packed, here_at, there_at, policy, SETTLED if settled else OPEN,
                outcome, at, at if settled else None,
            ),
        )  # fmt: skip
        return True

    def set_conflict(self, number: int, **values: Any) -> None:
        """Change columns of a conflict; values of the sides and the choice are packed."""
        columns = ", ".join(f"{name} = ?" for name in values)
        packed = [
            json.dumps(value) if name in ("here", "there", "choice", "base") else value
            for name, value in values.items()
        ]
        self._connection.execute(f"UPDATE conflicts SET {columns} WHERE number = ?", (*packed, number))

    def choose(self, conflict: Conflict, choice: Any) -> None:
        """A person has chosen; what the sides had then is kept."""
        here, there = conflict.seen or (conflict.here, conflict.there)
        kept = {"choice": choice, "here": here, "there": there}
        self.set_conflict(conflict.number, state=CHOSEN, choice=kept, here_done=0, there_done=0)

    def settle(self, number: int, outcome: str) -> None:
        """A conflict is over; it keeps what a choice has overwritten."""
        conflict = self.conflict(number)
        if conflict is not None and conflict.seen is not None:
            self.set_conflict(number, here=conflict.seen[0], there=conflict.seen[1])
        self.set_conflict(number, state=SETTLED, outcome=outcome, closed_at=self.clock())

    # --- runs and the audit

    def begin_run(self) -> int:
        """A new run; its number."""
        # A watch looks every few seconds, for years: a run that has decided nothing gives its number to the next one.
        self._connection.execute(
            "DELETE FROM runs WHERE number = (SELECT MAX(number) FROM runs)"
            " AND NOT EXISTS (SELECT 1 FROM audit WHERE run = runs.number)"
        )
        cursor = self._connection.execute("INSERT INTO runs (began) VALUES (?)", (self.clock(),))
        assert cursor.lastrowid is not None
        self.run = cursor.lastrowid
        return self.run

    def end_run(self, outcome: str) -> None:
        """How the run ended."""
        self._connection.execute(
            "UPDATE runs SET ended = ?, outcome = ? WHERE number = ?", (self.clock(), outcome, self.run)
        )

    def last_run(self) -> tuple[int, int, int | None, str] | None:
        """Number, begin, end and outcome of the last run."""
        row = self._one("SELECT number, began, ended, outcome FROM runs ORDER BY number DESC LIMIT 1")
        return tuple(row) if row else None

    def audit(
        self, action: str, why: str, *, kind: str, link: Link | None = None, side: str | None = None,
        changes: dict[str, Any] | None = None, here_id: str | None = None, there_id: str | None = None,
    ) -> None:  # fmt: skip
        """A line about a decision."""
        if link is not None:
            here_id, there_id = here_id or link.here_id, there_id or link.there_id
        self._connection.execute(
            "INSERT INTO audit (run, at, kind, link, here_id, there_id, side, action, changes, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.run, self.clock(), kind, link.number if link else None, here_id, there_id, side, action,
                json.dumps(changes or {}), why,
            ),
        )  # fmt: skip

    def has_done(self, action: str, link: int, side: str) -> bool:
        """Whether the audit has an action on a side of a link."""
        sql = "SELECT 1 FROM audit WHERE action = ? AND link = ? AND side = ? LIMIT 1"
        return self._one(sql, (action, link, side)) is not None

    def is_being_lost(self, link: Link, field: str, changes: dict[str, Any]) -> bool:
        """Whether the audit has a loss already, and the field was not written since."""
        sql = (
            "SELECT action, changes FROM audit WHERE link = ? AND action IN ('lose', 'update', 'undo update')"
            " ORDER BY number DESC"
        )
        for action, kept in self._connection.execute(sql, (link.number,)):
            found = json.loads(kept)
            if field in found:
                return bool(action == "lose" and found == changes)
        return False

    def is_still_refused(self, link: Link, side: str, why: str, sent: dict[str, Any]) -> bool:
        """Whether the newest line about a side of a link says already that it refused these values, or a deletion."""
        sql = (
            "SELECT action, changes, why FROM audit WHERE link = ? AND side = ? ORDER BY number DESC LIMIT 1"
        )
        action, changes, reason = self._one(sql, (link.number, side)) or (None, "{}", "")
        return action == "refused" and json.loads(changes) == sent and (bool(sent) or reason == why)

    def lines(self, run: int | None = None, most: int | None = None) -> list[Line]:
        """Decisions, the newest first: of a run, or the last ones."""
        only, values = ("WHERE run = ?", [run]) if run is not None else ("", [])
        sql = f"SELECT {LINE_COLUMNS} FROM audit {only} ORDER BY number DESC LIMIT ?"
        return [line_of(row) for row in self._all(sql, (*values, -1 if most is None else most))]

    def line(self, number: int) -> Line | None:
        """A decision by its number."""
        row = self._one(f"SELECT {LINE_COLUMNS} FROM audit WHERE number = ?", (number,))
        return line_of(row) if row else None

    def undone(self, line: Line) -> None:
        """A decision was taken back, by the run that is under way."""
        self._connection.execute("UPDATE audit SET undone = ? WHERE number = ?", (self.run, line.number))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One run at a time works with a state; raises `ConfigurationError` when another one does."""
    # SQLite lets go of the lock of a process that dies, on every system.
    beside = path.with_name(path.name + ".lock")
    lock = _opened(beside, 0.0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorname != "SQLITE_BUSY":
            raise _unwritable(beside, error) from None
        raise ConfigurationError(
            f"another run works with {path} at this moment; wait for it, or end it if it watches"
        ) from None
    try:
        yield
    finally:
        lock.close()
