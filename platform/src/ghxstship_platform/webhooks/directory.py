"""What a worker remembers of a workspace's endpoints: who wants which events, and where they are to be sent.

It is good for one revision of the workspace's endpoints, and until a secret that was rotated ends.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from ..products.catalogue import matching
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session
from .endpoints import Target, targets
from .filters import compile_filter
from .tables import SUBSCRIPTIONS

_SUBSCRIPTIONS = Statement(
    sa.select(
        SUBSCRIPTIONS.c.endpoint_id,
        SUBSCRIPTIONS.c.after_sequence,
        SUBSCRIPTIONS.c.until_sequence,
        SUBSCRIPTIONS.c.events,
        SUBSCRIPTIONS.c.filter,
        SUBSCRIPTIONS.c.ordered,
    )
    .where(
        SUBSCRIPTIONS.c.workspace_id == WORKSPACE,
        SUBSCRIPTIONS.c.until_sequence.is_(None)
        | (SUBSCRIPTIONS.c.until_sequence > sa.bindparam("reached", type_=sa.BigInteger())),
    )
    .order_by(SUBSCRIPTIONS.c.endpoint_id, SUBSCRIPTIONS.c.after_sequence)
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an endpoint wants of the events numbered from `after` (exclusive) to `until` (inclusive; None: for now)."""

    endpoint_id: str
    after: int
    until: int | None
    ordered: bool
    wants: Callable[[dict[str, Any]], bool] | None


@dataclass(slots=True)
class Known:
    """A workspace's endpoints at one revision."""

    revision: int
    good_until: int | None
    targets: dict[str, Target]
    subscriptions: int = 0
    by_type: dict[str, list[Subscription]] = field(default_factory=lambda: defaultdict(list))

    def wanting(self, sequence: int, event_type: str, envelope: str) -> Iterator[Subscription]:
        """The subscriptions that an event goes to."""
        payload: dict[str, Any] | None = None
        for subscription in self.by_type.get(event_type, ()):
            if sequence <= subscription.after:
                continue
            if subscription.until is not None and sequence > subscription.until:
                continue
            if subscription.wants is not None:
                if payload is None:
                    payload = msgspec.json.decode(envelope)
                if not subscription.wants(payload):
                    continue
            yield subscription


class Directory:
    """The workspaces that one worker has met."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, Known] = {}

    def read(self, session: Session, workspace_id: str, revision: int, reached: int, now: int) -> Known:
        """The endpoints of a workspace, for events behind number `reached`."""
        known = self._known.get(workspace_id)
        if (
            known is None
            or known.revision != revision
            or (known.good_until is not None and now >= known.good_until)
        ):
            known = self._load(session, workspace_id, revision, reached, now)
            self._known[workspace_id] = known
        return known

    def _load(self, session: Session, workspace_id: str, revision: int, reached: int, now: int) -> Known:
        rows = session.rows(_SUBSCRIPTIONS, {"workspace_id": workspace_id, "reached": reached})
        found = targets(session, workspace_id, self._secret, now)
        good_until = min((t.good_until for t in found.values() if t.good_until is not None), default=None)
        known = Known(revision, good_until, found, len(rows))
        for row in rows:
            subscription, types = _compile(row)
            for event_type in types:
                known.by_type[event_type].append(subscription)
        return known


def compile_wants(
    events: str, condition: str | None
) -> tuple[frozenset[str], Callable[[dict[str, Any]], bool] | None]:
    """The types that a subscription's patterns stand for, and its filter; both as they lie in the table (JSON)."""
    types = frozenset(name for pattern in json.loads(events) for name in matching(pattern))
    return types, compile_filter(json.loads(condition)) if condition else None


def _compile(row: Row) -> tuple[Subscription, frozenset[str]]:
    endpoint_id, after, until, events, condition, ordered = row
    types, wants = compile_wants(events, condition)
    return Subscription(endpoint_id, after, until, bool(ordered), wants), types
