"""The inbox: events that arrived, and how far each handler has come with them.

A run is one handler's work on one event. Runs of a handler on the same record go one after the other in the order of
the workspace's log: only the first of them is `waiting`, those behind it are `queued`.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from . import steps
from .attempts import DAY, ENDED, SECOND, retry_of_lost
from .engine import Cursor, Engine, driver_of

# How long a run belongs to a process that is not heard of again. A living one renews it.
LEASE = 60 * SECOND

# For how many days an event is kept that every handler has completed. The platform can send it again for as long as it
# is in its log, 30 days unless it was told otherwise.
KEEP_DAYS = 35

WAITING, QUEUED, RUNNING, DONE, DEAD = "waiting", "queued", "running", "done", "dead"

_TABLES = (
    """CREATE TABLE IF NOT EXISTS inbox_events (
        id TEXT PRIMARY KEY, sequence BIGINT NOT NULL, type TEXT NOT NULL, record TEXT NOT NULL, body TEXT NOT NULL,
        arrived_at BIGINT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS inbox_events_by_sequence ON inbox_events (sequence)",
    "CREATE INDEX IF NOT EXISTS inbox_events_by_age ON inbox_events (arrived_at)",
    """CREATE TABLE IF NOT EXISTS inbox_runs (
        event_id TEXT NOT NULL, handler TEXT NOT NULL, record TEXT NOT NULL, sequence BIGINT NOT NULL,
        state TEXT NOT NULL, attempts BIGINT NOT NULL, due BIGINT NOT NULL, put_off_since BIGINT, owner TEXT,
        error TEXT, ended_at BIGINT, PRIMARY KEY (event_id, handler))""",
    """CREATE INDEX IF NOT EXISTS inbox_runs_due ON inbox_runs (due, sequence)
        WHERE state IN ('waiting', 'running')""",
    """CREATE INDEX IF NOT EXISTS inbox_runs_in_order ON inbox_runs (handler, record, sequence)
        WHERE state IN ('waiting', 'queued', 'running')""",
    # Of each record no more than one run has its turn.
    """CREATE UNIQUE INDEX IF NOT EXISTS inbox_runs_current ON inbox_runs (handler, record)
        WHERE state IN ('waiting', 'running')""",
    "CREATE INDEX IF NOT EXISTS inbox_runs_dead ON inbox_runs (sequence) WHERE state = 'dead'",
    """CREATE TABLE IF NOT EXISTS inbox_position (
        one BIGINT PRIMARY KEY, sequence BIGINT NOT NULL, gaps BIGINT NOT NULL, forgotten BIGINT NOT NULL DEFAULT 0)""",
    *steps.TABLES,
)
# Columns that an inbox of an earlier version lacks.
_ADDED = {
    "inbox_runs": {"put_off_since": "BIGINT"},
    "inbox_position": {"forgotten": "BIGINT NOT NULL DEFAULT 0"},
}
_ACTIVE = "state IN ('waiting', 'queued', 'running')"
_CURRENT = "state IN ('waiting', 'running')"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event as it is kept.

    Parameters
    ----------
    sequence: its number in the workspace's log; 0 for a test, which is part of no log.
    record: the id of what it is about; events of the same record keep their order.
    body: the envelope as JSON.
    """

    id: str
    sequence: int
    type: str
    record: str
    body: str

    @classmethod
    def of(cls, envelope: dict[str, Any], body: str | None = None) -> Arrival:
        """The arrival of an envelope.

        Raises ValueError when it lacks what every event has.
        """
        try:
            event_id, kind, sequence = envelope["id"], envelope["event"], envelope["sequence"]
        except KeyError as error:
            raise ValueError(f"the event has no field {error.args[0]!r}") from None
        if not (isinstance(event_id, str) and isinstance(kind, str) and isinstance(sequence, int)):
            raise ValueError("the event's id and event must be texts, and its sequence a number")
        data = envelope.get("data")
        record = data.get("id") if isinstance(data, dict) else None
        text = json.dumps(envelope, ensure_ascii=False) if body is None else body
        return cls(event_id, sequence, kind, record if isinstance(record, str) else event_id, text)


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that belongs to this process for a while.

    Parameters
    ----------
    put_off_since: when it was put off and has not been tried in earnest since, Unix milliseconds.
    """

    event_id: str
    handler: str
    attempt: int
    sequence: int
    record: str
    body: str
    owner: str
    put_off_since: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is shown."""

    event_id: str
    handler: str
    sequence: int
    type: str
    record: str
    state: str
    attempts: int
    due: int
    error: str | None


def now() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Inbox:
    """The inbox in a database.

    Parameters
    ----------
    url: `sqlite:///PATH` or `postgresql://…`; several processes may share one.
    clock: Unix milliseconds.
    """

    def __init__(self, url: str, clock: Callable[[], int] = now) -> None:
        self.engine = Engine(driver_of(url))
        self.clock = clock
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._host = f"{socket.gethostname()}:"

    def open(self) -> None:
        """Make the tables that are missing, and take back what a process of this machine held when it died."""
        self.engine.run(_make_tables)
        self.engine.run(self._take_back)

    def close(self) -> None:
        """Finish what is under way."""
        self.engine.close()

    # --- arrivals

    async def add(self, arrivals: Sequence[Arrival], handlers_of: Callable[[str], Iterable[str]]) -> int:
        """Keep events that are not known yet; how many were new. They are durable when this returns.

        Parameters
        ----------
        handlers_of: the handlers that want a type of event.
        """
        adding = _Adding(arrivals, handlers_of, self.clock())
        return await self.engine.arun_alike(_add, adding)

    def add_now(self, arrivals: Sequence[Arrival], handlers_of: Callable[[str], Iterable[str]]) -> int:
        """As `add`, for code that blocks."""
        return self.engine.run_alike(_add, _Adding(arrivals, handlers_of, self.clock()))

    # --- the position: up to it nothing is missing

    async def position(self) -> int | None:
        """Up to which number every wanted event is here; None before the first time."""
        return await self.engine.arun(_position)

    async def start_at(self, sequence: int) -> None:
        """Begin behind this number, unless a position is known."""
        await self.engine.arun(lambda cursor: _start_at(cursor, sequence))

    async def complete_to(self, sequence: int) -> None:
        """Everything up to this number is here."""
        await self.engine.arun(lambda cursor: _complete_to(cursor, sequence))

    async def lost_to(self, sequence: int) -> None:
        """The platform has dropped what is missing up to this number: go on behind it, and count the loss."""

        def run(cursor: Cursor) -> None:
            lost = sequence - (_position(cursor) or 0)
            cursor.execute("UPDATE inbox_position SET gaps = gaps + ? WHERE sequence < ?", (lost, sequence))
            _complete_to(cursor, sequence)

        await self.engine.arun(run)

    async def has_hole(self) -> bool:
        """Whether an event is here that another one before it may be missing of."""

        def run(cursor: Cursor) -> bool:
            cursor.execute("SELECT 1 FROM inbox_events WHERE sequence > ? LIMIT 1", (_advance(cursor),))
            return cursor.fetchone() is not None

        return await self.engine.arun(run)

    # --- runs

    async def claim(self, most: int, *, in_order: bool) -> list[Claim]:
        """Take runs whose time has come, the earliest events first; they are this process's until their lease ends.

        Parameters
        ----------
        in_order: only up to the position; what may have an earlier event missing stays.
        """
        at, owner = self.clock(), self.owner

        def run(cursor: Cursor) -> list[Claim]:
            limit = _advance(cursor) if in_order else None
            return _claim(cursor, at, owner, most, limit)

        return await self.engine.arun(run)

    async def renew(self, claims: Iterable[Claim]) -> None:
        """Go on holding runs that are still under way."""
        rows = [(self.clock() + LEASE, *_key(claim)) for claim in claims]
        sql = f"UPDATE inbox_runs SET due = ? WHERE {_OURS}"
        await self.engine.arun(lambda cursor: cursor.executemany(sql, rows) if rows else None)

    async def done(self, claim: Claim) -> None:
        """A handler has completed an event."""
        await self.engine.arun_alike(_end, _Ending(claim, DONE, None, self.clock()))

    async def put_off(self, claim: Claim, reason: str, until: int) -> None:
        """A handler wants to be called later: that was no attempt."""
        at = self.clock()
        await self.engine.arun(lambda cursor: _put_off(cursor, claim, reason, until, since=at))

    async def failed(self, claim: Claim, error: str, retry_at: int | None) -> None:
        """A handler has failed: it comes again at `retry_at` (Unix milliseconds), or is a dead letter."""
        if retry_at is None:
            await self.engine.arun_alike(_end, _Ending(claim, DEAD, error, self.clock()))
        else:
            await self.engine.arun(lambda cursor: _put_off(cursor, claim, error, retry_at))

    # --- what people look at

    def counts(self) -> dict[str, int]:
        """How many runs are in each state."""

        def run(cursor: Cursor) -> dict[str, int]:
            cursor.execute("SELECT state, COUNT(*) FROM inbox_runs GROUP BY state")
            found = {str(state): int(count) for state, count in cursor.fetchall()}
            return {state: found.get(state, 0) for state in (WAITING, QUEUED, RUNNING, DONE, DEAD)}

        return self.engine.run(run)

    def gaps(self) -> int:
        """How many numbers of the log the platform had dropped before they could be fetched."""

        def run(cursor: Cursor) -> int:
            cursor.execute("SELECT gaps FROM inbox_position")
            row = cursor.fetchone()
            return int(row[0]) if row else 0

        return self.engine.run(run)

    def runs(self, state: str, most: int = 100, handler: str | None = None) -> list[Run]:
        """The runs in a state, oldest event first."""

        def run(cursor: Cursor) -> list[Run]:
            only = "AND r.handler = ?" if handler is not None else ""
            values = (state, handler, most) if handler is not None else (state, most)
            cursor.execute(
                "SELECT r.event_id, r.handler, r.sequence, e.type, r.record, r.state, r.attempts, r.due, r.error"
                " FROM inbox_runs r JOIN inbox_events e ON e.id = r.event_id"
                f" WHERE r.state = ? {only} ORDER BY r.sequence LIMIT ?",
                values,
            )
            return [Run(*row) for row in cursor.fetchall()]

        return self.engine.run(run)

    def event(self, event_id: str) -> dict[str, Any] | None:
        """The envelope of an event; None if it is not here."""

        def run(cursor: Cursor) -> dict[str, Any] | None:
            cursor.execute("SELECT body FROM inbox_events WHERE id = ?", (event_id,))
            row = cursor.fetchone()
            envelope: dict[str, Any] | None = json.loads(row[0]) if row else None
            return envelope

        return self.engine.run(run)

    def replay(self, event_id: str | None = None, handler: str | None = None) -> int:
        """Let dead letters run again: all, or those of an event or a handler; how many."""
        return self.engine.run(lambda cursor: _replay(cursor, event_id, handler))

    async def drop_old(self, days: int, portion: int = 1_000) -> int:
        """Forget events that arrived more than so many days ago and that every handler has completed; how many.

        Where a feed has filled the inbox, what is forgotten is known by its number, and is not taken for a new event.
        """
        before, dropped = self.clock() - days * DAY, 0
        while found := await self.engine.arun(lambda cursor: _drop(cursor, before, portion)):
            dropped += found
        await self.engine.arun(lambda cursor: steps.drop_effects(cursor, before))
        return dropped

    def gone(self, owner: str) -> bool:
        """Whether this holder of a run or an effect is a process of this machine that has ended."""
        return owner.startswith(self._host) and not _lives(int(owner.split(":")[-2]))

    def _take_back(self, cursor: Cursor) -> None:
        cursor.execute("SELECT DISTINCT owner FROM inbox_runs WHERE state = 'running' AND owner IS NOT NULL")
        for (owner,) in cursor.fetchall():
            if self.gone(owner):
                cursor.execute(
                    "UPDATE inbox_runs SET due = 0 WHERE state = 'running' AND owner = ?", (owner,)
                )


# The attempt and the owner are the fence: whoever has lost the lease no longer knows them.
_OURS = "event_id = ? AND handler = ? AND attempts = ? AND owner = ? AND state = 'running'"


def _key(claim: Claim) -> tuple[str, str, int, str]:
    return claim.event_id, claim.handler, claim.attempt, claim.owner


def _make_tables(cursor: Cursor) -> None:
    for table in _TABLES:
        cursor.execute(table)
    for name, columns in _ADDED.items():
        cursor.execute(cursor.columns_of, (name,))
        present = {row[0] for row in cursor.fetchall()}
        for column, kind in columns.items():
            if column not in present:
                cursor.execute(f"ALTER TABLE {name} ADD COLUMN {column} {kind}")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Adding(NamedTuple):
    """Arrivals that are to be kept, as somebody waits for it."""

    arrivals: Sequence[Arrival]
    handlers_of: Callable[[str], Iterable[str]]
    at: int


def _add(cursor: Cursor, given: Sequence[_Adding]) -> list[int]:
    """How many were new, of each of what is given."""
    found: dict[str, tuple[Arrival, int]] = {}
    forgotten = _forgotten(cursor)
    for place, adding in enumerate(given):
        for arrival in adding.arrivals:
            if not 0 < arrival.sequence <= forgotten:
                found.setdefault(arrival.id, (arrival, place))
    ordered = sorted(found.values(), key=lambda one: (one[0].sequence, one[0].id))
    cursor.given(
        "id TEXT, sequence BIGINT, type TEXT, record TEXT, body TEXT, arrived_at BIGINT",
        [(one.id, one.sequence, one.type, one.record, one.body, given[place].at) for one, place in ordered],
        "INSERT INTO inbox_events (id, sequence, type, record, body, arrived_at)"
        " SELECT id, sequence, type, record, body, arrived_at FROM given WHERE TRUE"
        " ON CONFLICT (id) DO NOTHING RETURNING id",
    )
    new = {row[0] for row in cursor.fetchall()}
    counts = [0] * len(given)
    runs = []
    for arrival, place in ordered:
        if arrival.id in new:
            counts[place] += 1
            runs += [(arrival, handler) for handler in given[place].handlers_of(arrival.type)]
    if runs:
        _enrol(cursor, runs)
    return counts


def _enrol(cursor: Cursor, runs: Sequence[tuple[Arrival, str]]) -> None:
    """New runs, the earliest first: each at once if nothing of its record is active, else in its place among that."""
    first: dict[tuple[str, str], Arrival] = {}
    for arrival, handler in runs:
        first.setdefault((handler, arrival.record), arrival)
    cursor.given(
        "event_id TEXT, handler TEXT, record TEXT, sequence BIGINT, is_first BIGINT",
        [
            (one.id, handler, one.record, one.sequence, int(first[handler, one.record] is one))
            for one, handler in runs
        ],
        "INSERT INTO inbox_runs (event_id, handler, record, sequence, state, attempts, due)"
        " SELECT event_id, handler, record, sequence, CASE WHEN is_first = 1 AND (SELECT 1 FROM inbox_runs r"
        f" WHERE r.handler = given.handler AND r.record = given.record AND r.{_ACTIVE} LIMIT 1) IS NULL"
        " THEN 'waiting' ELSE 'queued' END, 0, 0 FROM given RETURNING event_id, handler, record, state",
    )
    behind = {
        (handler, record): first[handler, record].sequence
        for event_id, handler, record, state in cursor.fetchall()
        if state == QUEUED and first[handler, record].id == event_id
    }
    if behind:
        _put_in_order(cursor, behind)


def _put_in_order(cursor: Cursor, queued: Mapping[tuple[str, str], int]) -> None:
    """Of a record's active runs the earliest has its turn, unless one is running.

    Parameters
    ----------
    queued: handler and record, and the earliest sequence that may have to go before what has its turn.
    """
    cursor.given(
        "handler TEXT, record TEXT",
        sorted(queued),
        "SELECT r.event_id, r.handler, r.record, r.sequence, r.state FROM (SELECT given.handler AS handler,"
        " (SELECT c.event_id FROM inbox_runs c WHERE c.handler = given.handler AND c.record = given.record"
        f" AND c.{_CURRENT} LIMIT 1) AS event_id FROM given) AS turn"
        " JOIN inbox_runs r ON r.event_id = turn.event_id AND r.handler = turn.handler",
    )
    free, overtaken = set(queued), []
    for event_id, handler, record, sequence, state in cursor.fetchall():
        if state == RUNNING or sequence <= queued[handler, record]:
            free.remove((handler, record))
        else:
            overtaken.append((event_id, handler))
    if overtaken:
        cursor.given(
            "event_id TEXT, handler TEXT",
            overtaken,
            "UPDATE inbox_runs SET state = 'queued', due = 0 FROM given"
            " WHERE inbox_runs.event_id = given.event_id AND inbox_runs.handler = given.handler",
        )
    _give_turn(cursor, free)


def _give_turn(cursor: Cursor, records: Iterable[tuple[str, str]]) -> None:
    """The earliest that is queued of each handler and record has its turn, where none has."""
    rows = sorted(set(records))
    if rows:
        cursor.given(
            "handler TEXT, record TEXT",
            rows,
            "UPDATE inbox_runs SET state = 'waiting', due = 0 FROM (SELECT given.handler AS handler,"
            " (SELECT q.event_id FROM inbox_runs q WHERE q.handler = given.handler AND q.record = given.record"
            f" AND q.{_ACTIVE} AND q.state = 'queued' ORDER BY q.sequence LIMIT 1) AS event_id FROM given"
            " WHERE (SELECT 1 FROM inbox_runs c WHERE c.handler = given.handler AND c.record = given.record"
            f" AND c.{_CURRENT} LIMIT 1) IS NULL) AS following"
            " WHERE inbox_runs.event_id = following.event_id AND inbox_runs.handler = following.handler",
        )


def _position(cursor: Cursor) -> int | None:
    cursor.execute("SELECT sequence FROM inbox_position")
    row = cursor.fetchone()
    return None if row is None else int(row[0])


def _forgotten(cursor: Cursor) -> int:
    """Up to which number everything was here once."""
    cursor.execute("SELECT forgotten FROM inbox_position")
    row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def _start_at(cursor: Cursor, sequence: int) -> None:
    cursor.execute(
        "INSERT INTO inbox_position (one, sequence, gaps) VALUES (1, ?, 0) ON CONFLICT (one) DO NOTHING",
        (sequence,),
    )


def _complete_to(cursor: Cursor, sequence: int) -> None:
    cursor.execute("UPDATE inbox_position SET sequence = ? WHERE sequence < ?", (sequence, sequence))


def _advance(cursor: Cursor, window: int = 1_000) -> int:
    """Move the position over what follows it without a gap; where it is then."""
    start = _position(cursor)
    if start is None:
        return 0  # nobody knows yet where the log begins for us
    position = start
    while True:
        cursor.execute(
            "SELECT sequence FROM inbox_events WHERE sequence > ? ORDER BY sequence LIMIT ?",
            (position, window),
        )
        found = [int(row[0]) for row in cursor.fetchall()]
        before = position
        for sequence in found:
            if sequence != position + 1:
                break
            position = sequence
        if position - before < window:
            break
    if position > start:
        _complete_to(cursor, position)
    return position


def _claim(cursor: Cursor, at: int, owner: str, most: int, limit: int | None) -> list[Claim]:
    upto = "AND r.sequence <= ?" if limit is not None else ""
    values = (at, limit, most) if limit is not None else (at, most)
    cursor.execute(
        "SELECT c.due, c.sequence, c.event_id, c.handler, c.attempts, c.record, e.body, c.owner,"
        " c.put_off_since, c.state"
        f" FROM (SELECT * FROM inbox_runs r WHERE r.{_CURRENT} AND r.due <= ? {upto}"
        f" ORDER BY r.due, r.sequence LIMIT ?) AS c JOIN inbox_events e ON e.id = c.event_id",
        values,
    )
    found = []
    for _, sequence, event_id, handler, attempts, *rest, state in sorted(cursor.fetchall()):
        claim = Claim(event_id, handler, attempts, sequence, *rest)
        if state != RUNNING or _take_over(cursor, claim, at):
            found.append(replace(claim, attempt=claim.attempt + 1, owner=owner))
    if found:
        cursor.given(
            "event_id TEXT, handler TEXT, attempts BIGINT",
            [(claim.event_id, claim.handler, claim.attempt) for claim in found],
            "UPDATE inbox_runs SET state = 'running', owner = ?, attempts = given.attempts, due = ? FROM given"
            " WHERE inbox_runs.event_id = given.event_id AND inbox_runs.handler = given.handler",
            (owner, at + LEASE),
        )
    return found


def _take_over(cursor: Cursor, lost: Claim, at: int) -> bool:
    """Whether a run whose process has ended goes on at once; else it waits, or is a dead letter."""
    again = retry_of_lost(lost.attempt, at)
    if again is None:
        _end(cursor, [_Ending(lost, DEAD, ENDED, at)])
    elif again > at:
        _put_off(cursor, lost, ENDED, again)
    return again == at


def _put_off(cursor: Cursor, claim: Claim, error: str, until: int, *, since: int | None = None) -> None:
    """Have a run wait; with `since` this was no attempt, and it is put off since then or since before."""
    attempts = claim.attempt if since is None else claim.attempt - 1
    put_off = None if since is None else claim.put_off_since or since
    cursor.execute(
        "UPDATE inbox_runs SET state = 'waiting', owner = NULL, due = ?, error = ?, attempts = ?, put_off_since = ?"
        f" WHERE {_OURS}",
        (until, error, attempts, put_off, *_key(claim)),
    )


class _Ending(NamedTuple):
    """A run that is over."""

    claim: Claim
    state: str
    error: str | None
    at: int


def _end(cursor: Cursor, given: Sequence[_Ending]) -> list[None]:
    """Each goes, unless it was lost meanwhile, and the next of its record has its turn."""
    cursor.given(
        "event_id TEXT, handler TEXT, attempts BIGINT, owner TEXT, state TEXT, error TEXT, ended_at BIGINT",
        [(*_key(one.claim), one.state, one.error, one.at) for one in given],
        "UPDATE inbox_runs SET state = given.state, error = given.error, ended_at = given.ended_at, owner = NULL"
        " FROM given WHERE inbox_runs.event_id = given.event_id AND inbox_runs.handler = given.handler"
        " AND inbox_runs.attempts = given.attempts AND inbox_runs.owner = given.owner"  # only what runs has one
        " RETURNING inbox_runs.handler, inbox_runs.record",
    )
    _give_turn(cursor, cursor.fetchall())
    return [None] * len(given)


def _replay(cursor: Cursor, event_id: str | None, handler: str | None) -> int:
    wanted = "state = 'dead'"
    values: list[Any] = []
    for column, value in (("event_id", event_id), ("handler", handler)):
        if value is not None:
            wanted += f" AND {column} = ?"
            values.append(value)
    cursor.execute(
        "UPDATE inbox_runs SET state = 'queued', attempts = 0, due = 0, put_off_since = NULL, ended_at = NULL"
        f" WHERE {wanted}"
        " RETURNING handler, record, sequence",
        tuple(values),
    )
    found = cursor.fetchall()
    earliest: dict[tuple[str, str], int] = {}
    for dead_handler, record, sequence in found:
        earliest[dead_handler, record] = min(sequence, earliest.get((dead_handler, record), sequence))
    _put_in_order(cursor, earliest)
    return len(found)


def _drop(cursor: Cursor, before: int, portion: int) -> int:
    cursor.execute(
        "SELECT e.id, e.sequence FROM inbox_events e WHERE e.arrived_at < ? AND NOT EXISTS"
        " (SELECT 1 FROM inbox_runs r WHERE r.event_id = e.id AND r.state <> 'done') ORDER BY e.arrived_at LIMIT ?",
        (before, portion),
    )
    found = cursor.fetchall()
    ids, last = [(row[0],) for row in found], max((row[1] for row in found), default=0)
    for table in ("inbox_steps", "inbox_runs"):
        cursor.executemany(f"DELETE FROM {table} WHERE event_id = ?", ids)
    cursor.executemany("DELETE FROM inbox_events WHERE id = ?", ids)
    # Behind the position an event may still be missing.
    cursor.execute(
        "UPDATE inbox_position SET forgotten = CASE WHEN sequence < ? THEN sequence ELSE ? END"
        " WHERE forgotten < ? AND forgotten < sequence",
        (last, last, last),
    )
    return len(found)
