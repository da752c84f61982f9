"""What a worker remembers of a workspace's endpoints: who wants which events, and where they are to be sent.

It is good for one revision of the workspace's endpoints, and until a secret that was rotated ends. A new revision costs
what has changed, however many endpoints there are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from ..events.log import is_erased
from ..products.catalogue import matching
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session
from .endpoints import Target, changes, target
from .filters import compile_filter
from .tables import SUBSCRIPTIONS

_INTERVALS = (
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
_SUBSCRIPTIONS = Statement(_INTERVALS)
_OF_ENDPOINT = Statement(_INTERVALS.where(SUBSCRIPTIONS.c.endpoint_id == sa.bindparam("endpoint_id")))


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
    """A workspace's endpoints at one revision.

    Attributes
    ----------
    until: the moment of the last change that is known (epoch ms).
    targets: the endpoints by id.
    wanted: their subscriptions, each with the types that it stands for.
    """

    revision: int = -1
    until: int = -1
    targets: dict[str, Target] = field(default_factory=dict)
    wanted: dict[str, list[tuple[Subscription, frozenset[str]]]] = field(default_factory=dict)
    _by_type: dict[str, list[Subscription]] = field(default_factory=dict)

    @property
    def subscriptions(self) -> int:
        """How many endpoints want something, or wanted it of events that have not been dispatched yet."""
        return len(self.wanted)

    def good_until(self) -> int | None:
        """When the first secret ends that was rotated (epoch ms)."""
        return min((t.good_until for t in self.targets.values() if t.good_until is not None), default=None)

    def put(self, endpoint_id: str, wanted: list[tuple[Subscription, frozenset[str]]]) -> None:
        """Have an endpoint want this and nothing else."""
        self._by_type.clear()
        if wanted:
            self.wanted[endpoint_id] = wanted
        else:
            self.wanted.pop(endpoint_id, None)

    def wanting(self, sequence: int, event_type: str, envelope: str) -> Iterator[Subscription]:
        """The subscriptions that an event goes to; of an erased one, all that name its type."""
        payload: dict[str, Any] | None = None
        for subscription in self._of_type(event_type):
            if sequence <= subscription.after:
                continue
            if subscription.until is not None and sequence > subscription.until:
                continue
            if subscription.wants is not None and not is_erased(envelope):
                if payload is None:
                    payload = msgspec.json.decode(envelope)
                if not subscription.wants(payload):
                    continue
            yield subscription

    def _of_type(self, event_type: str) -> list[Subscription]:
        found = self._by_type.get(event_type)
        if found is None:
            found = [one for wanted in self.wanted.values() for one, types in wanted if event_type in types]
            self._by_type[event_type] = found
        return found


class Directory:
    """The workspaces that one worker has met."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, Known] = {}
        self._good_until: dict[str, int | None] = {}

    def read(self, session: Session, workspace_id: str, revision: int, reached: int, now: int) -> Known:
        """The endpoints of a workspace, for events behind number `reached`."""
        known = self._known.get(workspace_id)
        if known is None or known.revision != revision:
            # Only kept once it is whole: what fails on the way is read again.
            known = known or Known()
            self._catch_up(session, workspace_id, known, reached, now)
            known.revision = revision
            self._known[workspace_id] = known
            self._good_until[workspace_id] = known.good_until()
        good_until = self._good_until[workspace_id]
        if good_until is not None and now >= good_until:
            self._sign_anew(session, workspace_id, known, now)
            self._good_until[workspace_id] = known.good_until()
        return known

    def _catch_up(self, session: Session, workspace_id: str, known: Known, reached: int, now: int) -> None:
        """Read what has changed: one endpoint of ten thousand, as a rule."""
        first = known.until < 0
        found = changes(session, workspace_id, self._secret, now, known.until)
        scope = {"workspace_id": workspace_id, "reached": reached}
        rows: dict[str, list[Row]] = defaultdict(list)
        changed = [*found.targets, *found.gone]
        if first:
            for row in session.rows(_SUBSCRIPTIONS, scope):
                rows[row[0]].append(row)
        else:
            for endpoint_id in changed:
                rows[endpoint_id] = session.rows(_OF_ENDPOINT, {**scope, "endpoint_id": endpoint_id})
        for endpoint_id in found.gone:
            known.targets.pop(endpoint_id, None)
        known.targets.update(found.targets)
        for endpoint_id in dict.fromkeys([*changed, *rows]):
            known.put(endpoint_id, [_compile(row) for row in rows[endpoint_id]])
        known.until = found.until

    def _sign_anew(self, session: Session, workspace_id: str, known: Known, now: int) -> None:
        """Leave out the secrets that have ended."""
        for endpoint_id, old in list(known.targets.items()):
            if old.good_until is not None and now >= old.good_until:
                new = target(session, workspace_id, self._secret, now, endpoint_id)
                if new is not None:
                    known.targets[endpoint_id] = new


@lru_cache(maxsize=4096)
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
