"""Taking due deliveries: a claim moves `due_at` to the end of a lease, so that what a dead worker held comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from ..clock import SECOND
from ..storage.schema import EVENTS
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session
from . import steps
from .directory import Directory
from .dispatch import Delivery
from .endpoints import Target
from .held import RELEASE
from .tables import DELIVERIES, LANES, POSITIONS

# How many of an ordered endpoint's deliveries are taken at once, to be sent one behind the other.
RUN = 20
# A rate limit may be caught up with for so long.
_BURST = 1 * SECOND

_NOW = sa.bindparam("now", type_=sa.BigInteger())
_OWN = (DELIVERIES.c.workspace_id == WORKSPACE) & (DELIVERIES.c.endpoint_id == sa.bindparam("endpoint_id"))
_SIZE = sa.bindparam("size", type_=sa.Integer())

DUE_LANES = Statement(
    sa.select(LANES.c.workspace_id, LANES.c.endpoint_id, sa.func.min(DELIVERIES.c.due_at))
    .join_from(
        LANES,
        DELIVERIES,
        (DELIVERIES.c.workspace_id == LANES.c.workspace_id)
        & (DELIVERIES.c.endpoint_id == LANES.c.endpoint_id)
        & DELIVERIES.c.due_at.is_not(None),
    )
    .where(DELIVERIES.c.due_at <= _NOW)
    .group_by(LANES.c.workspace_id, LANES.c.endpoint_id),
    across_workspaces="workers serve every workspace",
)
_COLUMNS = (
    DELIVERIES.c.id,
    DELIVERIES.c.event_id,
    DELIVERIES.c.event_type,
    DELIVERIES.c.attempts,
    DELIVERIES.c.tries,
    DELIVERIES.c.payload,
    EVENTS.c.envelope,
    DELIVERIES.c.due_at,
)
_WITH_EVENT = (EVENTS.c.workspace_id == DELIVERIES.c.workspace_id) & (
    EVENTS.c.sequence == DELIVERIES.c.event_sequence
)
_BY_TIME = (
    sa.select(*_COLUMNS)
    .join_from(DELIVERIES, EVENTS, _WITH_EVENT, isouter=True)
    .where(
        _OWN,
        EVENTS.c.workspace_id.is_(None) | (EVENTS.c.workspace_id == WORKSPACE),
        DELIVERIES.c.due_at <= _NOW,
    )
    .order_by(DELIVERIES.c.due_at)
    .limit(_SIZE)
    .with_for_update(skip_locked=True, of=DELIVERIES)
)
_DUE = Statement(_BY_TIME)
# What stands in no queue (a replay, a test, what came before the endpoint was ordered) goes as it comes.
_UNQUEUED = Statement(_BY_TIME.where(DELIVERIES.c.position.is_(None)))
_QUEUED = (DELIVERIES.c.position.is_not(None), DELIVERIES.c.due_at.is_not(None))
_EARLIER = DELIVERIES.alias("earlier")
# The position right before a row's in its queue, null for the head.
_BEHIND = (
    sa.select(sa.func.max(_EARLIER.c.position))
    .where(
        _EARLIER.c.workspace_id == WORKSPACE,
        _EARLIER.c.endpoint_id == sa.bindparam("endpoint_id"),
        _EARLIER.c.position < DELIVERIES.c.position,
        _EARLIER.c.due_at.is_not(None),
    )
    .scalar_subquery()
)
# Rows that somebody has are skipped, because waiting for them could become waiting for each other; `_next_in` sees
# where.
_IN_ORDER = Statement(
    sa.select(*_COLUMNS, DELIVERIES.c.position, _BEHIND)
    .join_from(DELIVERIES, EVENTS, _WITH_EVENT, isouter=True)
    .where(
        _OWN,
        EVENTS.c.workspace_id.is_(None) | (EVENTS.c.workspace_id == WORKSPACE),
        *_QUEUED,
    )
    .order_by(DELIVERIES.c.position)
    .limit(_SIZE)
    .with_for_update(skip_locked=True, of=DELIVERIES)
)
_ONE = (DELIVERIES.c.workspace_id == WORKSPACE) & (DELIVERIES.c.id == sa.bindparam("delivery_id"))
_CLAIM = Statement(
    sa.update(DELIVERIES)
    .where(_ONE)
    .values(claim=sa.bindparam("worker"), due_at=sa.bindparam("lease_end", type_=sa.BigInteger()))
)
HOLD = Statement(sa.update(DELIVERIES).where(_ONE).values(status="held", claim=sa.null(), due_at=sa.null()))
GIVE_UP = Statement(
    sa.update(DELIVERIES)
    .where(_ONE)
    .values(status="failed", claim=sa.null(), due_at=sa.null(), error=sa.bindparam("why"), finished_at=_NOW)
)
_REVISION = Statement(
    sa.select(POSITIONS.c.revision, POSITIONS.c.sequence).where(POSITIONS.c.workspace_id == WORKSPACE)
)
_LANE = (LANES.c.workspace_id == WORKSPACE) & (LANES.c.endpoint_id == sa.bindparam("endpoint_id"))
_SLOT = Statement(sa.select(LANES.c.slot_at).where(_LANE).with_for_update())
_MOVE_SLOT = Statement(
    sa.update(LANES).where(_LANE).values(slot_at=sa.bindparam("next_slot", type_=sa.BigInteger()))
)


@dataclass(frozen=True, slots=True)
class Want:
    """How many deliveries a worker would take for an endpoint."""

    workspace_id: str
    endpoint_id: str
    room: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a worker got.

    Attributes
    ----------
    more: whether there may be more at once.
    in_order: whether they are to be sent one behind the other.
    slot_at: when the rate limit has room again (epoch ms), if it was what ended the taking.
    """

    deliveries: list[Delivery]
    more: bool
    in_order: bool = False
    slot_at: int | None = None


def _next_in(queue: list[Row], now: int) -> list[Row]:
    """A queue from its head up to the first delivery that waits or that somebody has: all behind that one wait too."""
    taken: list[Row] = []
    before = None
    for *row, position, behind in queue:
        if behind != before or row[-1] > now:
            break
        taken.append(tuple(row))
        before = position
    return taken


class Claims:
    """Takes deliveries for one worker."""

    def __init__(self, worker: str, lease: int, directory: Directory) -> None:
        self._worker = worker
        self._lease = lease
        self._directory = directory

    def run(self, session: Session, wants: Iterable[Want], now: int) -> dict[str, Claimed]:
        """What is due for each of these endpoints."""
        result = {want.endpoint_id: self._of_endpoint(session, want, now) for want in wants}
        steps.reached("claim.stored")
        return result

    def _of_endpoint(self, session: Session, want: Want, now: int) -> Claimed:
        scope = {"workspace_id": want.workspace_id, "endpoint_id": want.endpoint_id}
        found = session.rows(_REVISION, {"workspace_id": want.workspace_id})
        if not found:
            return Claimed([], more=False)
        revision, reached = found[0]
        target = self._directory.read(session, want.workspace_id, revision, reached, now).targets.get(
            want.endpoint_id
        )
        if target is None or target.status != "enabled":
            return self._put_away(session, scope, target, now)
        room, rate_ends_it = want.room, False
        slot = 0
        if target.rate_limit:
            slot = max(session.rows(_SLOT, scope)[0][0], now - _BURST)
            allowed = (now - slot) * target.rate_limit // SECOND
            rate_ends_it = allowed < room
            room = min(room, allowed)
        rows = self._choose(session, scope, target, room, now)
        if rows is None:
            return Claimed([], more=True)
        if target.rate_limit and rows:
            slot += -(-len(rows) * SECOND // target.rate_limit)
            session.run(_MOVE_SLOT, {**scope, "next_slot": slot})
        full = len(rows) == room
        slot_at = (
            slot + -(-SECOND // target.rate_limit) if target.rate_limit and rate_ends_it and full else None
        )
        deliveries = self._take(session, scope, target, rows, now)
        return Claimed(deliveries, full and slot_at is None and room > 0, target.ordered, slot_at)

    def _choose(
        self, session: Session, scope: dict[str, str], target: Target, room: int, now: int
    ) -> list[Row] | None:
        """What is taken; None when what was held comes first, which is due from here on."""
        if room <= 0:
            return []
        if not target.ordered:
            return session.rows(_DUE, {**scope, "now": now, "size": room})
        queue = session.rows(_IN_ORDER, {**scope, "size": min(room, RUN)})
        # Looked at after the queue: what another worker puts away meanwhile is either still in that or found here.
        if session.run(RELEASE, {**scope, "now": now}):
            return None
        return _next_in(queue, now) or session.rows(_UNQUEUED, {**scope, "now": now, "size": room})

    def _take(
        self, session: Session, scope: dict[str, str], target: Target, rows: list[Row], now: int
    ) -> list[Delivery]:
        lease_end = now + self._lease
        deliveries: list[Delivery] = []
        own = {"workspace_id": scope["workspace_id"]}
        for delivery_id, event_id, event_type, attempts, tries, payload, envelope, _ in rows:
            body = payload if payload is not None else envelope
            if body is None:
                session.run(GIVE_UP, {**own, "delivery_id": delivery_id, "why": "expired", "now": now})
                continue
            deliveries.append(
                Delivery(
                    own["workspace_id"], delivery_id, target.id, event_id, event_type, attempts, tries, body, target,
                    lease_end,
                )
            )  # fmt: skip
        if deliveries:
            claim = {**own, "worker": self._worker, "lease_end": lease_end}
            session.run_many(_CLAIM, [{**claim, "delivery_id": delivery.id} for delivery in deliveries])
        return deliveries

    def _put_away(self, session: Session, scope: dict[str, str], target: Target | None, now: int) -> Claimed:
        """Nothing goes to an endpoint that is disabled (it is held) or deleted (it has failed)."""
        rows = session.rows(_DUE, {**scope, "now": now, "size": 500})
        own = {"workspace_id": scope["workspace_id"]}
        if target is None:
            gone = {**own, "why": "endpoint_deleted", "now": now}
            session.run_many(GIVE_UP, [{**gone, "delivery_id": row[0]} for row in rows])
        else:
            session.run_many(HOLD, [{**own, "delivery_id": row[0]} for row in rows])
        return Claimed([], more=len(rows) == 500)
