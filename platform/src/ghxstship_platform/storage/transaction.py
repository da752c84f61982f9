"""What a rule works with: one transaction over one workspace.

Waiting writes are run as a group: one database transaction, a savepoint for each, one commit for all. A group takes
the lock of each workspace that it touches once, counts its sequence in memory, and writes what can wait (events,
idempotency keys, counters) in bulk just before the commit.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from ..clock import Clock
from ..errors import PlatformError
from ..ids import Randomness, random_tail, tail
from .schema import COUNTS, WORKSPACES
from .statements import WORKSPACE, Statement

Row = tuple[Any, ...]


class Session(Protocol):
    """One connection in a transaction, either engine's.

    Attributes
    ----------
    changes: how many statements have changed something, or may have, or have failed.
    """

    changes: int

    def rows(self, statement: Statement, parameters: dict[str, Any]) -> list[Row]:
        """All rows of a query."""

    def run(self, statement: Statement, parameters: dict[str, Any]) -> int:
        """Run a change; how many rows it touched."""

    def run_many(self, statement: Statement, parameters: Sequence[dict[str, Any]]) -> None:
        """Run a change for each of many parameter sets."""

    def savepoint(self) -> None:
        """Begin a part that can be undone alone."""

    def release(self) -> None:
        """Keep what came since the savepoint."""

    def undo(self) -> None:
        """Undo what came since the savepoint."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The tenant that a transaction belongs to."""

    id: str
    name: str
    mode: str
    tier: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who and what caused a write; goes into the metadata of its events, and whole into the audit log."""

    request_id: str | None = None
    correlation_id: str | None = None
    actor: str | None = None
    address: str | None = None
    user_agent: str | None = None


NO_ORIGIN = Origin()

LOCK_WORKSPACE = Statement(
    sa.select(
        WORKSPACES.c.id, WORKSPACES.c.name, WORKSPACES.c.mode, WORKSPACES.c.tier,
        WORKSPACES.c.sequence, WORKSPACES.c.clock,
    )
    .where(WORKSPACES.c.id == WORKSPACE)
    .with_for_update()
)  # fmt: skip
ADVANCE_WORKSPACE = Statement(
    sa.update(WORKSPACES)
    .where(WORKSPACES.c.id == WORKSPACE)
    .values(sequence=sa.bindparam("new_sequence"), clock=sa.bindparam("new_clock"))
)
_COUNTER = (
    (COUNTS.c.workspace_id == WORKSPACE)
    & (COUNTS.c.resource == sa.bindparam("in_resource"))
    & (COUNTS.c.facet == sa.bindparam("in_facet"))
    & (COUNTS.c.value == sa.bindparam("in_value"))
)
ADD_TO_COUNT = Statement(sa.update(COUNTS).where(_COUNTER).values(live=COUNTS.c.live + sa.bindparam("delta")))
LIVE = Statement(sa.select(COUNTS.c.live).where(_COUNTER))
START_COUNT = Statement(
    sa.insert(COUNTS).values(
        workspace_id=WORKSPACE,
        resource=sa.bindparam("in_resource"),
        facet=sa.bindparam("in_facet"),
        value=sa.bindparam("in_value"),
        live=sa.bindparam("delta"),
    )
)

CountKey = tuple[str, str, str]


class _Log:
    """A workspace's place in its log while a group runs."""

    def __init__(self, workspace: Workspace, sequence: int, clock: int, now: int) -> None:
        self.workspace = workspace
        self.sequence = sequence
        self.committed = sequence
        # At least a millisecond after the last commit: updated_at orders commits, also when the clock jumps back.
        self.now = max(now, clock + 1)
        self.counts: dict[CountKey, int] = defaultdict(int)


class Spoiled(Exception):  # noqa: N818 - the group is begun again, and nobody sees it
    """Without savepoints something was to be undone alone that has changed something."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part of a write began: how far the log, what was deferred, the counts and the changes were."""

    sequence: int
    lengths: dict[Statement, int]
    counts: dict[CountKey, int]
    changes: int


class Transaction:
    """One write of one workspace: run alone, numbered, and kept or undone as a whole.

    Attributes
    ----------
    workspace: the tenant.
    now: the moment of the write (epoch ms); strictly later than that of any earlier group of the workspace.
    origin: who caused it.
    secret: the platform's own key, which credentials are hashed with.
    local_webhooks: whether webhooks may go to this machine.
    """

    def __init__(
        self,
        session: Session,
        log: _Log,
        origin: Origin,
        random: Randomness,
        secret: bytes,
        local_webhooks: bool = False,
        *,
        savepoints: bool = True,
    ) -> None:
        self._session = session
        self._savepoints = savepoints
        self._log = log
        self._random = random
        self.secret = secret
        self.local_webhooks = local_webhooks
        self.workspace = log.workspace
        self.now = log.now
        self.origin = origin
        self.deferred: dict[Statement, list[dict[str, Any]]] = defaultdict(list)
        self.counts: dict[CountKey, int] = defaultdict(int)

    def rows(self, statement: Statement, **parameters: Any) -> list[Row]:
        """All rows of a query of this workspace."""
        parameters["workspace_id"] = self.workspace.id
        return self._session.rows(statement, parameters)

    def row(self, statement: Statement, **parameters: Any) -> Row | None:
        """The first row of a query of this workspace, or None."""
        found = self.rows(statement, **parameters)
        return found[0] if found else None

    def run(self, statement: Statement, **parameters: Any) -> int:
        """Run a change in this workspace; how many rows it touched."""
        parameters["workspace_id"] = self.workspace.id
        return self._session.run(statement, parameters)

    def defer(self, statement: Statement, **parameters: Any) -> None:
        """Run a change in bulk before the commit; for what no rule of this group reads back."""
        parameters["workspace_id"] = self.workspace.id
        self.deferred[statement].append(parameters)

    @property
    def sequence(self) -> int:
        """The last number of the workspace's log so far."""
        return self._log.sequence

    def next_sequence(self) -> int:
        """The next number of the workspace's log."""
        self._log.sequence += 1
        return self._log.sequence

    def new_id(self, prefix: str, sequence: int) -> str:
        """The id of what is created as number `sequence`."""
        return prefix + tail(self.now, sequence, self._random)

    def move_to(self, moment: int) -> None:
        """Let time pass within this write, for what writes down a history: what follows carries `moment` (epoch ms),
        or the present one where that is later.
        """
        self.now = self._log.now = max(self.now, moment)

    def random_bits(self, count: int) -> int:
        """Unguessable bits, for codes and secrets."""
        return self._random.bits(count)

    def new_code(self) -> str:
        """A code that nobody can guess: 26 characters, 130 random bits."""
        return random_tail(self._random)

    def count(self, resource: str, facet: str, value: str, delta: int) -> None:
        """Move the count of live records of a resource (facet and value empty: of all)."""
        self.counts[resource, facet, value] += delta

    def live(self, resource: str) -> int:
        """How many live records of a resource there are by now, without counting them."""
        rows = self.rows(LIVE, in_resource=resource, in_facet="", in_value="")
        key = (resource, "", "")
        return sum(int(row[0]) for row in rows) + self._log.counts[key] + self.counts[key]

    def mark(self) -> Mark:
        """Begin a part of this write that can be undone alone (one item of a batch)."""
        if self._savepoints:
            self._session.savepoint()
        lengths = {statement: len(parameters) for statement, parameters in self.deferred.items()}
        return Mark(self._log.sequence, lengths, dict(self.counts), self._session.changes)

    def keep(self) -> None:
        """Keep what came since `mark`."""
        if self._savepoints:
            self._session.release()

    def undo(self, mark: Mark) -> None:
        """Undo what came since `mark`."""
        if self._savepoints:
            self._session.undo()
        elif self._session.changes != mark.changes:
            raise Spoiled
        self._log.sequence = mark.sequence
        for statement, parameters in self.deferred.items():
            del parameters[mark.lengths.get(statement, 0) :]
        self.counts = defaultdict(int, mark.counts)


class Outcome:
    """Carries the outcome of a write from the writing thread to the coroutine that waits for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()

    def resolve(self, result: Any, error: BaseException | None) -> None:
        """Give the outcome; runs in the event loop."""
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(error)


class Undone(Exception):  # noqa: N818 - not an error but a way to answer
    """Raised by a rule to undo all that it did and yet give an answer.

    Parameters
    ----------
    then: runs after the undo; what it returns is the outcome of the write.
    """

    def __init__(self, then: Callable[[Transaction], Any]) -> None:
        super().__init__()
        self.then = then


@dataclass(slots=True)
class Job:
    """One write that waits.

    `run` gets a Transaction of the workspace; where `workspace_id` is None it gets the bare Session.
    """

    workspace_id: str | None
    run: Callable[[Any], Any]
    origin: Origin
    outcome: Outcome
    result: Any = None
    error: BaseException | None = None


class Group:
    """Jobs run in one database transaction that the caller begins and commits.

    Parameters
    ----------
    savepoints: whether each job can be undone alone. Without them, which spares two round trips a job, one that fails
        after it has changed something raises `Spoiled`; the caller rolls back and runs all of them again, with.
    """

    def __init__(
        self,
        session: Session,
        clock: Clock,
        random: Randomness,
        secret: bytes,
        local_webhooks: bool = False,
        *,
        savepoints: bool = True,
    ) -> None:
        self._session = session
        self._savepoints = savepoints
        self._now = clock.now()
        self._random = random
        self._secret = secret
        self._local_webhooks = local_webhooks
        self._logs: dict[str, _Log] = {}
        self._deferred: dict[Statement, list[dict[str, Any]]] = defaultdict(list)

    def run(self, jobs: Iterable[Job]) -> None:
        """Run each job, keep outcomes in the jobs, and write what was deferred."""
        for job in jobs:
            job.result = job.error = None
            if job.workspace_id is None:
                self._attempt(job, self._session)
                continue
            log = self._log(job.workspace_id)
            if log is None:
                job.error = PlatformError("NOT_FOUND", f"No workspace with the id {job.workspace_id!r}.")
            else:
                self._run_one(job, log)
        self._flush()

    def commits(self) -> dict[str, int]:
        """The last number of each log that grew."""
        return {
            log.workspace.id: log.sequence for log in self._logs.values() if log.sequence != log.committed
        }

    def _log(self, workspace_id: str) -> _Log | None:
        log = self._logs.get(workspace_id)
        if log is None:
            found = self._session.rows(LOCK_WORKSPACE, {"workspace_id": workspace_id})
            if not found:
                return None
            *fields, sequence, clock = found[0]
            log = self._logs[workspace_id] = _Log(Workspace(*fields), sequence, clock, self._now)
        return log

    def _run_one(self, job: Job, log: _Log) -> None:
        before = log.sequence
        tx = self._transaction(log, job.origin)
        if not self._attempt(job, tx):
            log.sequence = before
            if not isinstance(job.error, Undone):
                return
            tx = self._transaction(log, job.origin)
            job.result, job.error = job.error.then(tx), None
        for statement, parameters in tx.deferred.items():
            self._deferred[statement] += parameters
        for key, delta in tx.counts.items():
            log.counts[key] += delta

    def _transaction(self, log: _Log, origin: Origin) -> Transaction:
        return Transaction(
            self._session, log, origin, self._random, self._secret, self._local_webhooks, savepoints=self._savepoints
        )  # fmt: skip

    def _attempt(self, job: Job, target: Transaction | Session) -> bool:
        if self._savepoints:
            self._session.savepoint()
        before = self._session.changes
        try:
            job.result = job.run(target)
        except Exception as error:
            if self._savepoints:
                self._session.undo()
            elif self._session.changes != before:
                raise Spoiled from error
            job.error = error
            return False
        if self._savepoints:
            self._session.release()
        return True

    def _flush(self) -> None:
        for statement, parameters in self._deferred.items():
            if parameters:
                self._session.run_many(statement, parameters)
        for log in self._logs.values():
            if log.sequence == log.committed and not log.counts:
                continue
            scope = {"workspace_id": log.workspace.id}
            self._session.run(
                ADVANCE_WORKSPACE, {**scope, "new_sequence": log.sequence, "new_clock": log.now}
            )
            for (resource, facet, value), delta in log.counts.items():
                if delta:
                    change = {
                        **scope,
                        "in_resource": resource,
                        "in_facet": facet,
                        "in_value": value,
                        "delta": delta,
                    }
                    if not self._session.run(ADD_TO_COUNT, change):
                        self._session.run(START_COUNT, change)
