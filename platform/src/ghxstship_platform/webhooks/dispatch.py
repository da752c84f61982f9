"""From the log to deliveries: one transaction reads on from the durable position, stores what follows, moves on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from ..events.log import is_erased
from ..ids import Randomness, tail
from ..storage.schema import EVENTS, WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session
from . import steps
from .directory import Directory, Known
from .endpoints import Target
from .tables import DELIVERIES, POSITIONS

DELIVERY_PREFIX = "dlv_"

# How many deliveries one transaction makes, about: it must stay short.
_PORTION = 1_000
# How many events it reads at least: most of them are wanted by few of many endpoints.
_EVENTS = 50

LAGGING = Statement(
    sa.select(POSITIONS.c.workspace_id, WORKSPACES.c.sequence - POSITIONS.c.sequence)
    .join_from(POSITIONS, WORKSPACES, WORKSPACES.c.id == POSITIONS.c.workspace_id)
    .where(WORKSPACES.c.sequence > POSITIONS.c.sequence),
    across_workspaces="the dispatcher serves every workspace",
)
_POSITION = Statement(
    sa.select(POSITIONS.c.sequence, POSITIONS.c.revision)
    .where(POSITIONS.c.workspace_id == WORKSPACE)
    # Of several workers one goes on; the others find nothing to do.
    .with_for_update(skip_locked=True)
)
_SERVED = Statement(sa.select(POSITIONS.c.revision).where(POSITIONS.c.workspace_id == WORKSPACE))
_MOVE = Statement(
    sa.update(POSITIONS)
    .where(POSITIONS.c.workspace_id == WORKSPACE)
    .values(sequence=sa.bindparam("reached", type_=sa.BigInteger()))
)
_LAST = Statement(sa.select(WORKSPACES.c.sequence).where(WORKSPACES.c.id == WORKSPACE))
_NEXT = Statement(
    sa.select(EVENTS.c.sequence, EVENTS.c.id, EVENTS.c.type, EVENTS.c.envelope)
    .where(
        EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.sequence > sa.bindparam("reached", type_=sa.BigInteger())
    )
    .order_by(EVENTS.c.sequence)
    .limit(sa.bindparam("size", type_=sa.Integer()))
)
STORE = Statement(
    sa.insert(DELIVERIES).values(
        {
            "workspace_id": WORKSPACE,
            "attempts": 0,
            "tries": 0,
            "status": "pending",
            **{
                name: sa.bindparam(name)
                for name in (
                    "id", "endpoint_id", "event_id", "event_type", "event_sequence", "position", "origin", "due_at",
                    "claim", "created_at", "payload",
                )
            },
        }
    )
)  # fmt: skip

# Of an event whose data was erased before this: there is nothing to send, and it is not silent about that.
_STORE_ERASED = Statement(
    sa.insert(DELIVERIES).values(
        {
            "workspace_id": WORKSPACE,
            "attempts": 0,
            "tries": 0,
            "status": "failed",
            "error": "erased",
            "origin": "event",
            "finished_at": sa.bindparam("created_at"),
            **{
                name: sa.bindparam(name)
                for name in ("id", "endpoint_id", "event_id", "event_type", "event_sequence", "created_at")
            },
        }
    )
)


@dataclass(slots=True)
class Delivery:
    """A delivery that this worker has claimed and is to attempt."""

    workspace_id: str
    id: str
    endpoint_id: str
    event_id: str
    event_type: str
    attempts: int
    tries: int
    body: str
    target: Target
    lease_end: int


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What one transaction has done.

    Attributes
    ----------
    claimed: the deliveries that this worker attempts at once.
    waiting: the endpoints that others have been stored for.
    more: whether the log goes on.
    idle: whether no endpoint of the workspace wants anything at present.
    """

    claimed: list[Delivery]
    waiting: set[str]
    more: bool
    idle: bool = False


_NOTHING = Dispatched([], set(), more=False)
_IDLE = Dispatched([], set(), more=False, idle=True)


class Dispatcher:
    """Turns events into deliveries for one worker.

    Parameters
    ----------
    worker: the name that its claims bear.
    lease: how long a claim holds, in ms.
    room: ``room(endpoint_id) -> int``: how many deliveries to this endpoint the worker could attempt at once; called in
        the writing thread.
    """

    def __init__(
        self, worker: str, lease: int, random: Randomness, directory: Directory, room: Callable[[str], int]
    ) -> None:
        self._worker = worker
        self._lease = lease
        self._random = random
        self._directory = directory
        self._room = room

    def run(self, session: Session, workspace_id: str, now: int) -> Dispatched:
        """Go on behind the workspace's position; nothing if another worker is at it."""
        scope = {"workspace_id": workspace_id}
        found = session.rows(_POSITION, scope)
        if not found:
            return _NOTHING if session.rows(_SERVED, scope) else _IDLE
        reached, revision = found[0]
        known = self._directory.read(session, workspace_id, revision, reached, now)
        if not known.subscriptions:
            session.run(_MOVE, {**scope, "reached": session.rows(_LAST, scope)[0][0]})
            return _IDLE
        size = max(_EVENTS, _PORTION // known.subscriptions)
        events = session.rows(_NEXT, {**scope, "reached": reached, "size": size})
        if not events:
            return _NOTHING
        steps.reached("dispatch.read")
        result = Dispatched([], set(), len(events) == size)
        rows, erased, done = self._match(workspace_id, known, events, now, result)
        if rows:
            session.run_many(STORE, rows)
        if erased:
            session.run_many(_STORE_ERASED, erased)
        session.run(_MOVE, {**scope, "reached": done})
        steps.reached("dispatch.stored")
        return replace(result, more=result.more or done < events[-1][0])

    def _match(
        self,
        workspace_id: str,
        known: Known,
        events: list[Row],
        now: int,
        result: Dispatched,
    ) -> tuple[list[dict[str, object]], list[dict[str, object]], int]:
        """The deliveries of events, those of events that were erased, and the number of the last event that is done."""
        rows: list[dict[str, object]] = []
        erased: list[dict[str, object]] = []
        taken: dict[str, int] = defaultdict(int)
        lease_end = now + self._lease
        done = 0
        for sequence, event_id, event_type, envelope in events:
            if len(rows) + len(erased) >= _PORTION:
                break
            done = sequence
            for subscription in known.wanting(sequence, event_type, envelope):
                endpoint_id = subscription.endpoint_id
                delivery_id = DELIVERY_PREFIX + tail(now, len(rows) + len(erased), self._random)
                named = {
                    "workspace_id": workspace_id,
                    "id": delivery_id,
                    "endpoint_id": endpoint_id,
                    "event_id": event_id,
                    "event_type": event_type,
                    "event_sequence": sequence,
                    "created_at": now,
                }
                if is_erased(envelope):
                    erased.append(named)
                    continue
                target = known.targets.get(endpoint_id)
                at_once = (
                    target is not None
                    and not subscription.ordered
                    and target.may_be_sent_at_once
                    and taken[endpoint_id] < self._room(endpoint_id)
                )
                if at_once:
                    assert target is not None
                    taken[endpoint_id] += 1
                    result.claimed.append(
                        Delivery(
                            workspace_id, delivery_id, endpoint_id, event_id, event_type, 0, 0, envelope, target,
                            lease_end,
                        )
                    )  # fmt: skip
                else:
                    result.waiting.add(endpoint_id)
                rows.append(
                    {
                        **named,
                        "position": sequence if subscription.ordered else None,
                        "origin": "event",
                        "due_at": lease_end if at_once else now,
                        "claim": self._worker if at_once else None,
                        "payload": None,
                    }
                )
        return rows, erased, done
