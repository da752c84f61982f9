"""Writing the audit log: an entry is part of the very transaction that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from ..ids import Randomness, tail
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Origin, Session, Transaction
from .tables import AUDIT

PREFIX = "audit_"
OPERATOR = "operator"
"""The actor of what is done at the command line."""

_LONGEST_AGENT = 300
# Beyond it only the names of what changed are kept.
_LONGEST_DETAIL = 16 * 1024

_ADD = Statement(
    sa.insert(AUDIT).values(
        {"workspace_id": WORKSPACE, **{c.name: sa.bindparam(c.name) for c in AUDIT.c if c.name != "workspace_id"}}
    )
)  # fmt: skip
_encode = msgspec.json.Encoder(decimal_format="number").encode

Changes = Mapping[str, Mapping[str, Any]]
"""What changed by field, each with `from` and `to`."""


def record(
    tx: Transaction,
    action: str,
    target: str | None = None,
    name: str | None = None,
    changes: Changes | None = None,
) -> None:
    """Note what the write does.

    Parameters
    ----------
    action: ``noun.verb`` in the past, as events are called.
    target: the id of what it was done to.
    name: what that is called.
    """
    key = PREFIX + tail(tx.now, tx.sequence, _Bits(tx))
    tx.defer(_ADD, **_row(key, tx.now, tx.origin, action, target, name, changes))


def append(
    session: Session,
    workspace_id: str,
    now: int,
    random: Randomness,
    origin: Origin,
    action: str,
    target: str | None = None,
    name: str | None = None,
    changes: Changes | None = None,
) -> None:
    """Note what is no write of the workspace's log: a sign-in, another name of the workspace."""
    row = _row(PREFIX + tail(now, 0, random), now, origin, action, target, name, changes)
    session.run(_ADD, {**row, "workspace_id": workspace_id})


def created(values: Mapping[str, Any]) -> Changes:
    """What a new thing has, as changes from nothing."""
    return {
        name: {"from": None, "to": value} for name, value in values.items() if value not in (None, "", [], {})
    }


class _Bits:
    """A transaction's randomness as ids take it."""

    def __init__(self, tx: Transaction) -> None:
        self.bits = tx.random_bits


def _row(
    key: str, now: int, origin: Origin, action: str, target: str | None, name: str | None, changes: Changes | None
) -> dict[str, Any]:  # fmt: skip
    detail = None if not changes else _encode(changes).decode()
    if detail is not None and len(detail) > _LONGEST_DETAIL:
        detail = _encode({field: {"from": None, "to": None} for field in changes or ()}).decode()
    return {
        "id": key,
        "at": now,
        "action": action,
        "actor": origin.actor,
        "target": target,
        "target_name": name,
        "address": origin.address,
        "user_agent": None if origin.user_agent is None else origin.user_agent[:_LONGEST_AGENT],
        "request_id": origin.request_id,
        "detail": detail,
    }
