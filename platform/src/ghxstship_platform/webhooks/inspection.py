"""What a delivery looks like from the inside: what an attempt was sent with, and when the next ones are made."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..clock import SECOND, from_text, to_text
from ..products.resource import Record
from ..storage.database import Reader
from ..storage.statements import WORKSPACE, Statement
from .endpoints import secrets_at
from .schedule import DELAYS
from .signatures import sign
from .tables import DELIVERIES
from .worker import USER_AGENT

_C = DELIVERIES.c
_STATE = Statement(
    sa.select(_C.status, _C.tries, _C.due_at, _C.claim).where(
        _C.workspace_id == WORKSPACE, _C.id == sa.bindparam("delivery_id")
    )
)
ATTEMPTS = len(DELAYS) + 1
"""How often a delivery is tried on one schedule."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What an attempt was sent with.

    Attributes
    ----------
    headers: as they were sent, but for those of the endpoint's own, whose values are not shown.
    signed: whether the signatures are among them; they are not where the secret has been replaced since, or is gone.
    timestamp: of the signature, seconds since the epoch.
    """

    headers: dict[str, str]
    signed: bool
    timestamp: int


def coming(reader: Reader, workspace_id: str, delivery_id: str, now: int) -> list[str]:
    """When the attempts that are left are made if each of them fails; none once it is over or while it is held.

    The first may be under way: then it is left out, and those behind it count from now.
    """
    row = reader.row(_STATE, workspace_id=workspace_id, delivery_id=delivery_id)
    if row is None or row[0] != "pending":
        return []
    _, tries, due_at, claim = row
    under_way = claim is not None and due_at > now
    at = now if under_way else max(due_at, now)
    moments = [] if under_way else [at]
    for delay in DELAYS[tries:]:
        at += delay
        moments.append(at)
    return [to_text(moment) for moment in moments]


def sent_with(
    reader: Reader, workspace_id: str, secret: bytes, delivery: Record, attempt: Record, own: list[str]
) -> Sent:
    """What an attempt was sent with.

    Parameters
    ----------
    secret: the platform's, which unseals the endpoint's.
    delivery, attempt: as the API shows them.
    own: the names of the headers that the endpoint sends along.
    """
    moment = from_text(attempt["at"])
    signing = secrets_at(reader, workspace_id, delivery["endpoint_id"], secret, moment)
    body = delivery["request"]["body"]
    timestamp = moment // SECOND
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "X-GHXSTSHIP-Event": delivery["event_type"],
        "X-GHXSTSHIP-Delivery": delivery["id"],
        "X-GHXSTSHIP-Attempt": str(attempt["number"]),
        "webhook-id": delivery["event_id"],
        "webhook-timestamp": str(timestamp),
        **dict.fromkeys(own, "(not shown)"),
    }
    signed = bool(signing) and body is not None
    if signed:
        headers |= sign(signing, delivery["event_id"], timestamp, body.encode())
    return Sent(headers, signed, timestamp)
