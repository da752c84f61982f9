"""Sending again: every event of a time (replay), or what has failed since then (recover), as jobs in portions.

A portion is one transaction that makes its deliveries and moves the job on, under the lock of the job's row: a worker
that dies in between leaves the job where it was, and two workers never do the same portion.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from ..clock import to_text
from ..errors import not_found
from ..events.log import ERASED
from ..ids import Randomness, tail, time_bound
from ..products.resource import Record, invalid_transition
from ..storage.database import Database, Reader
from ..storage.listing import Listing
from ..storage.schema import EVENTS, WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session, Transaction
from .deliveries import require_enabled
from .directory import compile_wants
from .dispatch import DELIVERY_PREFIX, STORE
from .tables import DELIVERIES, JOBS, SUBSCRIPTIONS

_log = logging.getLogger(__name__)

KINDS: Final = ("recover", "replay")
STATUSES: Final = ("running", "done", "failed", "cancelled")
JOB_PREFIX = "job_"
NOUN = "webhook job"
PORTION = 500

_J, _D = JOBS.c, DELIVERIES.c
_BIG = sa.BigInteger()
_COLUMNS = (
    _J.id, _J.kind, _J.endpoint_id, _J.status, _J.since, _J.until, _J.done, _J.total, _J.deliveries, _J.error,
    _J.created_at, _J.finished_at,
)  # fmt: skip
_ONE = (_J.workspace_id == WORKSPACE) & (_J.id == sa.bindparam("job_id"))
_RUNNING = _J.status == sa.literal_column("'running'")
GET = Statement(sa.select(*_COLUMNS).where(_ONE))
_START = Statement(
    sa.insert(JOBS).values(
        {"workspace_id": WORKSPACE, **{c.name: sa.bindparam(c.name) for c in _J if c.name != "workspace_id"}}
    )
)
_CANCEL = Statement(
    sa.update(JOBS).where(_ONE, _RUNNING).values(status="cancelled", finished_at=sa.bindparam("now"))
)
_RUNNING_JOBS = Statement(
    sa.select(_J.workspace_id, _J.id, _J.total, _J.endpoint_id, _J.since, _J.created_at)
    .where(_RUNNING)
    .order_by(_J.id),
    across_workspaces="workers serve every workspace",
)
_LOCK = Statement(
    sa.select(
        _J.kind, _J.endpoint_id, _J.since, _J.position, _J.last_sequence, _J.done, _J.total, _J.deliveries,
        _J.created_at,
    )
    .where(_ONE, _RUNNING)
    # Of several workers one does the next portion; the others pass on.
    .with_for_update(skip_locked=True)
)  # fmt: skip
_MOVE = Statement(
    sa.update(JOBS)
    .where(_ONE)
    .values(
        {name: sa.bindparam(f"new_{name}", type_=_J[name].type)
         for name in ("position", "status", "done", "total", "deliveries", "error", "finished_at")}
    )
)  # fmt: skip
_WANTS = Statement(
    sa.select(SUBSCRIPTIONS.c.events, SUBSCRIPTIONS.c.filter).where(
        SUBSCRIPTIONS.c.workspace_id == WORKSPACE,
        SUBSCRIPTIONS.c.endpoint_id == sa.bindparam("endpoint_id"),
        SUBSCRIPTIONS.c.until_sequence.is_(None),
    )
)
_FIRST_BEHIND = Statement(
    sa.select(EVENTS.c.sequence)
    .where(EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.id >= sa.bindparam("bound", type_=sa.Text()))
    .order_by(EVENTS.c.id)
    .limit(1)
)
_LAST = Statement(sa.select(WORKSPACES.c.sequence).where(WORKSPACES.c.id == WORKSPACE))
_EVENTS = Statement(
    sa.select(EVENTS.c.sequence, EVENTS.c.id, EVENTS.c.type, EVENTS.c.envelope)
    .where(
        EVENTS.c.workspace_id == WORKSPACE,
        EVENTS.c.sequence > sa.bindparam("reached", type_=_BIG),
        EVENTS.c.sequence <= sa.bindparam("last", type_=_BIG),
    )
    .order_by(EVENTS.c.sequence)
    .limit(sa.bindparam("size", type_=sa.Integer()))
)

# The dead letters of an endpoint that had failed before the job began: what it sends again may fail again.
_DEAD = (
    (_D.workspace_id == WORKSPACE)
    & (_D.endpoint_id == sa.bindparam("endpoint_id"))
    & (_D.status == sa.literal_column("'failed'"))
)
_LOST = (
    _DEAD
    & _D.event_sequence.is_not(None)
    & (_D.event_id >= sa.bindparam("first_event_id", type_=sa.Text()))
    & (_D.finished_at <= sa.bindparam("began", type_=_BIG))
    & (_D.error.is_(None) | (_D.error != "erased"))
)
_BEHIND = _D.id > sa.bindparam("position", type_=sa.Text())
_COUNT_LOST = Statement(sa.select(sa.func.count()).select_from(DELIVERIES).where(_LOST))
_DEAD_IDS = Statement(
    sa.select(_D.id).where(_DEAD, _BEHIND).order_by(_D.id).limit(sa.bindparam("size", type_=sa.Integer()))
)
_UP_TO = _D.id <= sa.bindparam("end", type_=sa.Text())
_COUNT_PORTION = Statement(sa.select(sa.func.count()).select_from(DELIVERIES).where(_LOST, _BEHIND, _UP_TO))
_KEPT = sa.exists().where(EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence == _D.event_sequence)
_SEND_AGAIN = Statement(
    sa.update(DELIVERIES)
    .where(_LOST, _BEHIND, _UP_TO, _D.payload.is_not(None) | _KEPT)
    .values(
        status="pending",
        tries=0,
        due_at=sa.bindparam("now", type_=_BIG),
        claim=sa.null(),
        finished_at=sa.null(),
    )
)


def show(row: Row, now: int) -> Record:
    """A job on the wire."""
    (job_id, kind, endpoint_id, status, since, until, done, total, made, error, created_at, finished_at) = row
    return {
        "id": job_id,
        "kind": kind,
        "endpoint_id": endpoint_id,
        "status": status,
        "since": to_text(since),
        "until": None if until is None else to_text(until),
        "done": done,
        "total": total,
        "deliveries": made,
        "error": error,
        "created_at": to_text(created_at),
        "finished_at": None if finished_at is None else to_text(finished_at),
    }


LIST = Listing(JOBS, _COLUMNS, JOB_PREFIX, show, {"endpoint_id": None, "kind": KINDS, "status": STATUSES})


def start_recovery(tx: Transaction, endpoint_id: str, since: int) -> Record:
    """Send again what has failed of the events since a moment (epoch ms); the job.

    Raises `NOT_FOUND` and `INVALID_TRANSITION` as `require_enabled`.
    """
    require_enabled(tx, endpoint_id)
    # Counting may take long, so a worker does it.
    return _start(tx, "recover", endpoint_id, since, None, "", 0, None)


def start_replay(tx: Transaction, endpoint_id: str, since: int, until: int | None) -> Record:
    """Send every event from `since` to before `until` (epoch ms; None: until now) that the endpoint wants; the job.

    Raises as `start_recovery`.
    """
    require_enabled(tx, endpoint_id)
    last = int((tx.row(_LAST) or (0,))[0])
    if until is not None:
        end = tx.row(_FIRST_BEHIND, bound=_event_bound(until))
        last = end[0] - 1 if end else last
    first = tx.row(_FIRST_BEHIND, bound=_event_bound(since))
    reached = min(first[0] - 1, last) if first else last
    return _start(tx, "replay", endpoint_id, since, until, str(reached), last, last - reached)


def _event_bound(moment: int) -> str:
    """The least id of an event of a moment or later: ids of events begin with their time."""
    return "msg_" + time_bound(moment)


def _start(
    tx: Transaction, kind: str, endpoint_id: str, since: int, until: int | None, position: str, last: int,
    total: int | None,
) -> Record:  # fmt: skip
    job_id = tx.new_id(JOB_PREFIX, 0)
    tx.run(
        _START, id=job_id, kind=kind, endpoint_id=endpoint_id, status="running", since=since, until=until,
        position=position, last_sequence=last, done=0, total=total, deliveries=0, error=None, created_at=tx.now,
        finished_at=None,
    )  # fmt: skip
    return get(tx, job_id)


def get(tx: Transaction, job_id: str) -> Record:
    """A job; raises `NOT_FOUND`."""
    row = tx.row(GET, job_id=job_id)
    if row is None:
        raise not_found(NOUN, job_id)
    return show(row, tx.now)


def cancel(tx: Transaction, job_id: str) -> Record:
    """End a job where it is; what it has sent stays sent. Cancelling it again changes nothing.

    Raises `NOT_FOUND`, and `INVALID_TRANSITION` for one that is over.
    """
    tx.run(_CANCEL, job_id=job_id, now=tx.now)
    job = get(tx, job_id)
    if job["status"] != "cancelled":
        raise invalid_transition(job["status"], "cancelled", ())
    return job


async def run_jobs(db: Database) -> bool:
    """Do one portion of every running job; whether there is more to do at once.

    A portion that fails is logged, and the job goes on from where it was with the next call.
    """
    more = False
    for workspace_id, job_id, counted, *lost in await db.read_long(lambda reader: reader.rows(_RUNNING_JOBS)):
        try:
            total = counted
            if total is None:
                total = await db.read_long(partial(_count_lost, workspace_id, *lost))
            portion = partial(_portion, workspace_id, job_id, total, db.random, db.clock.now())
            goes_on = await db.administer(portion)
        except Exception:  # noqa: BLE001 - one job that fails must not hold up the others
            _log.exception("webhook job failed", extra={"workspace_id": workspace_id, "job": job_id})
            continue
        more = more or goes_on
    return more


def _count_lost(workspace_id: str, endpoint_id: str, since: int, began: int, reader: Reader) -> int:
    """How many dead letters a recovery is about."""
    lost = {"endpoint_id": endpoint_id, "first_event_id": _event_bound(since), "began": began}
    row = reader.row(_COUNT_LOST, workspace_id=workspace_id, **lost)
    return int(row[0]) if row else 0


class _Job:
    """A job while a portion of it is done."""

    def __init__(self, scope: dict[str, Any], row: Row) -> None:
        self.scope = scope
        (
            self.kind, self.endpoint_id, self.since, self.position, self.last, self.done, self.total, self.deliveries,
            self.began,
        ) = row  # fmt: skip


def _portion(
    workspace_id: str, job_id: str, total: int, random: Randomness, now: int, session: Session
) -> bool:
    """Do a portion; whether the job goes on."""
    scope = {"workspace_id": workspace_id}
    found = session.rows(_LOCK, {**scope, "job_id": job_id})
    if not found:
        return False
    job = _Job(scope, found[0])
    wants = session.rows(_WANTS, {**scope, "endpoint_id": job.endpoint_id})
    status, error = "running", None
    if not wants:
        status, error = "failed", "The endpoint was disabled or deleted."
    elif not (
        _replay(session, job, wants[0], random, now) if job.kind == "replay" else _recover(session, job, now)
    ):
        status = "done"
    session.run(
        _MOVE,
        {
            **scope, "job_id": job_id, "new_position": job.position, "new_status": status, "new_done": job.done,
            "new_total": max(total, job.done), "new_deliveries": job.deliveries, "new_error": error,
            "new_finished_at": None if status == "running" else now,
        },
    )  # fmt: skip
    return status == "running"


def _replay(session: Session, job: _Job, wants: Row, random: Randomness, now: int) -> bool:
    """Make deliveries of the next events; whether there are more."""
    reached = int(job.position)
    events = session.rows(_EVENTS, {**job.scope, "reached": reached, "last": job.last, "size": PORTION})
    is_wanted = _matcher(wants)
    rows = [
        {
            **job.scope, "id": DELIVERY_PREFIX + tail(now, sequence, random), "endpoint_id": job.endpoint_id,
            "event_id": event_id, "event_type": event_type, "event_sequence": sequence, "position": None,
            "origin": "replay", "due_at": now, "claim": None, "created_at": now, "payload": None,
        }
        for sequence, event_id, event_type, envelope in events
        if is_wanted(event_type, envelope)
    ]  # fmt: skip
    if rows:
        session.run_many(STORE, rows)
    more = len(events) == PORTION
    # What retention has dropped meanwhile counts as done.
    end = events[-1][0] if more else job.last
    job.done += end - reached
    job.deliveries += len(rows)
    job.position = str(end)
    return more


def _matcher(wants: Row) -> Callable[[str, str], bool]:
    """Whether an event of a type, with an envelope, is one that the endpoint wants now."""
    types, holds = compile_wants(*wants)

    def is_wanted(event_type: str, envelope: str) -> bool:
        if event_type not in types:
            return False
        payload = msgspec.json.decode(envelope)
        return payload["data"] != ERASED and (holds is None or holds(payload))

    return is_wanted


def _recover(session: Session, job: _Job, now: int) -> bool:
    """Send the next dead letters again; whether there are more."""
    scope = {**job.scope, "endpoint_id": job.endpoint_id, "position": job.position}
    ids = session.rows(_DEAD_IDS, {**scope, "size": PORTION})
    if not ids:
        return False
    lost = {**scope, "first_event_id": _event_bound(job.since), "began": job.began, "end": ids[-1][0]}
    job.done += int(session.rows(_COUNT_PORTION, lost)[0][0])
    job.deliveries += session.run(_SEND_AGAIN, {**lost, "now": now})
    job.position = ids[-1][0]
    return len(ids) == PORTION
