"""Deliveries as the API shows them: found, looked into, tried once more, made for a test, erased."""

from __future__ import annotations

import json
from typing import Final

import sqlalchemy as sa

from ..clock import to_text
from ..errors import PlatformError, not_found
from ..events.log import ENVELOPE_VERSION, ERASED, is_erased
from ..events.stream import BY_ID
from ..products import records
from ..products.catalogue import event_types
from ..products.resource import Record, invalid_transition
from ..storage.database import Reader
from ..storage.listing import Listing
from ..storage.schema import EVENTS
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Transaction
from .dispatch import DELIVERY_PREFIX, STORE
from .endpoints import WEBHOOK_ENDPOINTS
from .tables import ATTEMPTS, DELIVERIES

ORIGINS: Final = ("event", "replay", "test")
STATUSES: Final = ("pending", "held", "succeeded", "failed")
NOUN = "webhook delivery"

_C = DELIVERIES.c
_COLUMNS = (
    _C.id, _C.endpoint_id, _C.event_id, _C.event_type, _C.event_sequence, _C.origin, _C.status, _C.attempts, _C.due_at,
    _C.claim, _C.created_at, _C.last_attempt_at, _C.finished_at, _C.response_status, _C.error,
)  # fmt: skip
_ONE = (_C.workspace_id == WORKSPACE) & (_C.id == sa.bindparam("delivery_id"))
_GET = Statement(sa.select(*_COLUMNS, _C.payload).where(_ONE))
_ATTEMPTS = Statement(
    sa.select(
        ATTEMPTS.c.number, ATTEMPTS.c.at, ATTEMPTS.c.milliseconds, ATTEMPTS.c.url, ATTEMPTS.c.status,
        ATTEMPTS.c.error, ATTEMPTS.c.detail, ATTEMPTS.c.headers, ATTEMPTS.c.body,
    )
    .where(ATTEMPTS.c.workspace_id == WORKSPACE, ATTEMPTS.c.delivery_id == sa.bindparam("delivery_id"))
    .order_by(ATTEMPTS.c.number)
)  # fmt: skip
_ENDPOINT_URL = Statement(
    sa.select(WEBHOOK_ENDPOINTS.table.c.doc).where(
        WEBHOOK_ENDPOINTS.table.c.workspace_id == WORKSPACE,
        WEBHOOK_ENDPOINTS.table.c.id == sa.bindparam("endpoint_id"),
        WEBHOOK_ENDPOINTS.table.c.deleted_at.is_(None),
    )
)
# A worker may take it at this very moment: only what nobody has, or what a dead worker left, is begun anew.
_BEGIN_ANEW = Statement(
    sa.update(DELIVERIES)
    .where(_ONE, _C.claim.is_(None) | (_C.due_at <= sa.bindparam("now", type_=sa.BigInteger())))
    .values(
        status="pending", tries=0, due_at=sa.bindparam("now", type_=sa.BigInteger()), claim=sa.null(),
        finished_at=sa.null(),
    )
)  # fmt: skip

_OF_EVENT = (_C.workspace_id == WORKSPACE) & (_C.event_id == sa.bindparam("event_id"))
_DELIVERIES_OF_EVENT = Statement(sa.select(_C.id, _C.status).where(_OF_EVENT))
_ERASE_ENVELOPE = Statement(
    sa.update(EVENTS)
    .where(EVENTS.c.workspace_id == WORKSPACE, EVENTS.c.id == sa.bindparam("event_id"))
    .values(envelope=sa.bindparam("new_envelope"))
)
_ERASE_PAYLOADS = Statement(sa.update(DELIVERIES).where(_OF_EVENT).values(payload=sa.null()))
_END_ERASED = Statement(
    sa.update(DELIVERIES)
    .where(_OF_EVENT, _C.status != "succeeded")
    .values(
        status="failed", error="erased", due_at=sa.null(), claim=sa.null(),
        finished_at=sa.func.coalesce(_C.finished_at, sa.bindparam("now", type_=sa.BigInteger())),
    )
)  # fmt: skip
_ERASE_ATTEMPTS = Statement(
    sa.update(ATTEMPTS)
    .where(
        ATTEMPTS.c.workspace_id == WORKSPACE,
        ATTEMPTS.c.delivery_id.in_(sa.select(_C.id).where(_OF_EVENT)),
    )
    .values(body=sa.null())
)


def _moment(moment: int | None) -> str | None:
    return None if moment is None else to_text(moment)


def show(row: Row, now: int) -> Record:
    """A delivery on the wire."""
    (
        delivery_id, endpoint_id, event_id, event_type, sequence, origin, status, attempts, due_at, claim, created_at,
        last_attempt_at, finished_at, response_status, error,
    ) = row[: len(_COLUMNS)]  # fmt: skip
    # The end of a lease that has passed is no worker's any more: the delivery is due.
    in_flight = claim is not None and due_at > now
    return {
        "id": delivery_id,
        "endpoint_id": endpoint_id,
        "event_id": event_id,
        "event_type": event_type,
        "event_sequence": sequence,
        "origin": origin,
        "status": status,
        "attempts": attempts,
        "next_attempt_at": None if in_flight else _moment(due_at),
        "in_flight": in_flight,
        "created_at": to_text(created_at),
        "last_attempt_at": _moment(last_attempt_at),
        "finished_at": _moment(finished_at),
        "response_status": response_status,
        "error": error,
    }


LIST = Listing(
    DELIVERIES,
    _COLUMNS,
    DELIVERY_PREFIX,
    show,
    {"endpoint_id": None, "event_id": None, "event_type": None, "origin": ORIGINS, "status": STATUSES},
)


def _attempt(row: Row) -> Record:
    number, at, milliseconds, url, status, error, detail, headers, body = row
    return {
        "number": number,
        "at": to_text(at),
        "milliseconds": milliseconds,
        "url": url,
        "status": status,
        "error": error,
        "detail": detail,
        "headers": None if headers is None else json.loads(headers),
        "body": body,
    }


def look_into(reader: Reader, workspace_id: str, delivery_id: str, now: int) -> Record:
    """A delivery with its request, and its attempts in place of their number; raises `NOT_FOUND`.

    The request's `url` is where the last attempt went or the next one goes, None for a deleted endpoint's delivery that
    was never attempted; its `body` the text as it is signed and sent, None when it is kept no longer.
    """
    scope = {"workspace_id": workspace_id, "delivery_id": delivery_id}
    row = reader.row(_GET, **scope)
    if row is None:
        raise not_found(NOUN, delivery_id)
    shown = show(row, now)
    attempts = [_attempt(attempt) for attempt in reader.rows(_ATTEMPTS, **scope)]
    event = reader.row(BY_ID, workspace_id=workspace_id, event_id=shown["event_id"])
    body = row[-1] if row[-1] is not None else event[0] if event else None
    if attempts:
        url = attempts[-1]["url"]
    else:
        endpoint = reader.row(_ENDPOINT_URL, workspace_id=workspace_id, endpoint_id=shown["endpoint_id"])
        url = json.loads(endpoint[0])["url"] if endpoint else None
    return {**shown, "request": {"method": "POST", "url": url, "body": body}, "attempts": attempts}


def require_enabled(tx: Transaction, endpoint_id: str) -> Record:
    """An endpoint that takes deliveries; raises `NOT_FOUND`, and `INVALID_TRANSITION` when it is disabled."""
    endpoint = records.get(tx, WEBHOOK_ENDPOINTS, endpoint_id)
    if endpoint["status"] != "enabled":
        raise invalid_transition(
            endpoint["status"], "enabled", (), f"The endpoint {endpoint_id} is disabled; enable it first."
        )
    return endpoint


def _get(tx: Transaction, delivery_id: str) -> Row:
    row = tx.row(_GET, delivery_id=delivery_id)
    if row is None:
        raise not_found(NOUN, delivery_id)
    return row


def retry(tx: Transaction, delivery_id: str) -> Record:
    """Begin a delivery's schedule anew, with an attempt at once, whatever has come of it.

    Raises `NOT_FOUND`, and `INVALID_TRANSITION` while it is being sent, when its endpoint is disabled or deleted, or
    when its body is kept no longer.
    """
    row = _get(tx, delivery_id)
    shown = show(row, tx.now)

    def refuse(why: str) -> PlatformError:
        return invalid_transition(shown["status"], "pending", (), why)

    try:
        require_enabled(tx, shown["endpoint_id"])
    except PlatformError as error:
        if error.code != "NOT_FOUND":
            raise
        raise refuse(f"The endpoint {shown['endpoint_id']} has been deleted.") from error
    event = tx.row(BY_ID, event_id=shown["event_id"])
    body = row[-1] if row[-1] is not None else event[0] if event else None
    if body is None or is_erased(body):
        raise refuse("What it carried is kept no longer, so it cannot be sent again.")
    if not tx.run(_BEGIN_ANEW, delivery_id=delivery_id, now=tx.now):
        raise refuse("It is being sent right now; wait for what comes of it.")
    return show(_get(tx, delivery_id), tx.now)


def send_test(tx: Transaction, endpoint_id: str, event_type: str) -> Record:
    """A delivery of an event type's example to an enabled endpoint; it is in no log.

    Raises `NOT_FOUND`, and `INVALID_TRANSITION` for an endpoint that is disabled.
    """
    require_enabled(tx, endpoint_id)
    event_id, delivery_id = tx.new_id("msg_", 0), tx.new_id(DELIVERY_PREFIX, 0)
    origin = tx.origin
    envelope = {
        "id": event_id,
        "event": event_type,
        "version": ENVELOPE_VERSION,
        "timestamp": to_text(tx.now),
        "sequence": 0,
        "workspace_id": tx.workspace.id,
        "data": event_types()[event_type].example,
        "metadata": {
            "correlation_id": origin.correlation_id or origin.request_id,
            "request_id": origin.request_id,
            "actor": origin.actor,
        },
    }
    tx.run(
        STORE, id=delivery_id, endpoint_id=endpoint_id, event_id=event_id, event_type=event_type, event_sequence=None,
        position=None, origin="test", due_at=tx.now, claim=None, created_at=tx.now, payload=records.dumps(envelope),
    )  # fmt: skip
    return show(_get(tx, delivery_id), tx.now)


def erase(tx: Transaction, event_id: str) -> Record:
    """Take an event's data out of the log, out of its deliveries and out of the answers to them.

    The event keeps its id, type, number and times; deliveries that have not succeeded end with the error ``erased``.
    Erasing again changes nothing. Raises `NOT_FOUND` for an event of which nothing is kept.
    """
    event = tx.row(BY_ID, event_id=event_id)
    found = tx.rows(_DELIVERIES_OF_EVENT, event_id=event_id)
    if event is None and not found:
        raise not_found("event", event_id)
    if event is not None:
        envelope = {**records.loads(event[0]), "data": ERASED}
        tx.run(_ERASE_ENVELOPE, event_id=event_id, new_envelope=records.dumps(envelope))
    tx.run(_ERASE_PAYLOADS, event_id=event_id)
    tx.run(_END_ERASED, event_id=event_id, now=tx.now)
    tx.run(_ERASE_ATTEMPTS, event_id=event_id)
    open_ones = sum(status in ("pending", "held") for _, status in found)
    return {"id": event_id, "erased": True, "deliveries": len(found), "ended": open_ones}
