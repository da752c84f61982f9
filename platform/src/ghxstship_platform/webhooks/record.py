"""Writing down what came of attempts: one transaction for all that have ended meanwhile."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from ..clock import HOUR, MINUTE
from ..storage.statements import WORKSPACE, Statement, add_up
from ..storage.transaction import Session
from . import steps
from .dispatch import Delivery
from .schedule import FAILING_FOR, next_attempt
from .sender import Result
from .tables import ATTEMPTS, COUNTED, DELIVERIES, LANES, LATENCY_BUCKETS, STAT_HOURS, STATS

_log = logging.getLogger(__name__)

_MINE = (
    (DELIVERIES.c.workspace_id == WORKSPACE)
    & (DELIVERIES.c.id == sa.bindparam("delivery_id"))
    & (DELIVERIES.c.claim == sa.bindparam("worker"))
)
_SETTLE = Statement(
    sa.update(DELIVERIES)
    .where(_MINE)
    .values(
        claim=sa.null(),
        **{
            name: sa.bindparam(f"new_{name}", type_=DELIVERIES.c[name].type)
            for name in (
                "status", "attempts", "tries", "due_at", "last_attempt_at", "finished_at", "response_status", "error",
            )
        },
    )
)  # fmt: skip
_RELEASE = Statement(
    sa.update(DELIVERIES)
    .where(_MINE)
    .values(claim=sa.null(), due_at=sa.bindparam("due", type_=sa.BigInteger()))
)
_ADD_ATTEMPT = Statement(
    sa.insert(ATTEMPTS).values(
        {
            "workspace_id": WORKSPACE,
            **{c.name: sa.bindparam(c.name) for c in ATTEMPTS.c if c.name != "workspace_id"},
        }
    )
)
_ADD_MINUTES, _ADD_HOURS = add_up(STATS), add_up(STAT_HOURS)
_LANE = (LANES.c.workspace_id == WORKSPACE) & (LANES.c.endpoint_id == sa.bindparam("endpoint_id"))
_WELL = Statement(
    sa.update(LANES).where(_LANE, LANES.c.failing_since.is_not(None)).values(failing_since=sa.null())
)
_FAILS = Statement(
    sa.update(LANES)
    .where(_LANE, LANES.c.failing_since.is_(None))
    .values(failing_since=sa.bindparam("now", type_=sa.BigInteger()))
)
_FAILING_SINCE = Statement(sa.select(LANES.c.failing_since).where(_LANE))


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt that is over; without a result it was not made, and the delivery is due again at `ended_at`."""

    delivery: Delivery
    started_at: int
    ended_at: int
    result: Result | None

    @property
    def milliseconds(self) -> int:
        """How long it took."""
        return round(self.result.seconds * 1000) if self.result else 0


@dataclass(frozen=True, slots=True)
class Disable:
    """An endpoint that is to be disabled, and why."""

    workspace_id: str
    endpoint_id: str
    reason: str
    detail: str


def settlement(ended: Ended) -> dict[str, Any]:
    """What an attempt makes of its delivery."""
    delivery, result = ended.delivery, ended.result
    assert result is not None
    tries = delivery.tries + 1
    due = None
    if result.error is not None and result.status != 410:
        due = next_attempt(tries, ended.started_at, ended.ended_at, result.status, result.retry_after)
    status = "succeeded" if result.error is None else "failed" if due is None else "pending"
    return {
        "new_status": status,
        "new_attempts": delivery.attempts + 1,
        "new_tries": tries,
        "new_due_at": due,
        "new_last_attempt_at": ended.started_at,
        "new_finished_at": ended.ended_at if due is None else None,
        "new_response_status": result.status,
        "new_error": result.error,
    }


def record(session: Session, worker: str, batch: Sequence[Ended], *, careful: bool = False) -> list[Disable]:
    """Store attempts and what becomes of their deliveries; the endpoints that are to be disabled.

    `careful` looks at each whether its claim still holds, as it may not after a long pause; what another worker has
    taken over is left to it.
    """
    own = {"worker": worker}
    made = [ended for ended in batch if ended.result is not None]
    for ended in batch:
        if ended.result is None:
            scope = {"workspace_id": ended.delivery.workspace_id, "delivery_id": ended.delivery.id}
            session.run(_RELEASE, {**own, **scope, "due": ended.ended_at})
    changes = [
        {**own, "workspace_id": e.delivery.workspace_id, "delivery_id": e.delivery.id, **settlement(e)}
        for e in made
    ]
    if careful:
        kept = [bool(session.run(_SETTLE, change)) for change in changes]
        _tell_of_late([ended for ended, mine in zip(made, kept, strict=True) if not mine])
        made = [ended for ended, mine in zip(made, kept, strict=True) if mine]
    elif changes:
        session.run_many(_SETTLE, changes)
    if any(change["new_due_at"] is not None for change in changes):
        steps.reached("reschedule.stored")
    if made:
        session.run_many(_ADD_ATTEMPT, [_attempt(ended) for ended in made])
        _count(session, worker, made)
    disable = _judge(session, made)
    steps.reached("record.stored")
    return disable


def _tell_of_late(attempts: Sequence[Ended]) -> None:
    for ended in attempts:
        delivery = ended.delivery
        _log.warning(
            "webhook attempt ended after its lease, and may be made twice",
            extra={
                "workspace_id": delivery.workspace_id, "endpoint_id": delivery.endpoint_id,
                "delivery_id": delivery.id, "event_id": delivery.event_id,
            },
        )  # fmt: skip


def _attempt(ended: Ended) -> dict[str, Any]:
    delivery, result = ended.delivery, ended.result
    assert result is not None
    answered = result.status is not None
    return {
        "workspace_id": delivery.workspace_id,
        "delivery_id": delivery.id,
        "number": delivery.attempts + 1,
        "at": ended.started_at,
        "milliseconds": ended.milliseconds,
        "url": delivery.target.url,
        "status": result.status,
        "error": result.error,
        "detail": result.detail,
        "headers": msgspec.json.encode(dict(result.headers)).decode() if answered else None,
        # PostgreSQL's text holds everything but NUL.
        "body": result.body.decode("utf-8", "replace").replace("\0", "\ufffd") if answered else None,
    }


def _count(session: Session, worker: str, made: Sequence[Ended]) -> None:
    for statement, step, width in ((_ADD_MINUTES, "minute", MINUTE), (_ADD_HOURS, "hour", HOUR)):
        session.run_many(statement, _sums(worker, made, step, width))


def _sums(worker: str, made: Sequence[Ended], step: str, width: int) -> list[dict[str, Any]]:
    """The rows of the counts, by endpoint and step, in one order."""
    sums: dict[tuple[str, str, int], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for ended in made:
        assert ended.result is not None
        delivery, took = ended.delivery, ended.milliseconds
        row = sums[delivery.workspace_id, delivery.endpoint_id, ended.started_at - ended.started_at % width]
        row["succeeded" if ended.result.error is None else "failed"] += 1
        row["milliseconds"] += took
        for bound in LATENCY_BUCKETS:
            if took < bound:
                row[f"under_{bound}"] += 1
    return [
        {"workspace_id": workspace_id, "endpoint_id": endpoint_id, step: moment, "worker": worker, **row}
        for (workspace_id, endpoint_id, moment), row in sorted(sums.items())
    ]


def _judge(session: Session, made: Sequence[Ended]) -> list[Disable]:
    """Keep how long each endpoint has only failed."""
    by_endpoint: dict[tuple[str, str], list[Ended]] = defaultdict(list)
    for ended in made:
        by_endpoint[ended.delivery.workspace_id, ended.delivery.endpoint_id].append(ended)
    disable = []
    for (workspace_id, endpoint_id), attempts in sorted(by_endpoint.items()):
        scope = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
        results = [ended.result for ended in attempts if ended.result is not None]
        if any(result.error is None for result in results):
            session.run(_WELL, scope)
            continue
        if any(result.status == 410 for result in results):
            disable.append(Disable(workspace_id, endpoint_id, "gone", "It answered 410 Gone."))
            continue
        last = max(ended.ended_at for ended in attempts)
        session.run(_FAILS, {**scope, "now": min(ended.started_at for ended in attempts)})
        found = session.rows(_FAILING_SINCE, scope)
        if found and found[0][0] is not None and last - found[0][0] >= FAILING_FOR:
            detail = f"Every attempt of five days has failed, the last one with {results[-1].error}."
            disable.append(Disable(workspace_id, endpoint_id, "failing", detail))
    return disable
