"""The event log: appended to in the transaction of the change, read by everybody else (contract §9)."""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa

from ..clock import to_text
from ..storage.schema import EVENTS
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction

APPEND = Statement(
    sa.insert(EVENTS).values(
        {
            "workspace_id": WORKSPACE,
            **{
                name: sa.bindparam(name) for name in ("sequence", "id", "type", "at", "record_id", "envelope")
            },
        }
    )
)

ENVELOPE_VERSION = "1.0"
ERASED: Final = {"erased": True}
"""What stands in the place of an event's data once that has been erased."""

_ERASED_TEXT = '"data":{"erased":true}'


def is_erased(envelope: str) -> bool:
    """Whether an event's data has been erased."""
    # Only what may be is decoded.
    return _ERASED_TEXT in envelope and bool(msgspec.json.decode(envelope)["data"] == ERASED)


def append(tx: Transaction, event: str, record_id: str, data: str, sequence: int | None = None) -> int:
    """Append an event; its envelope is frozen here and never built again.

    Parameters
    ----------
    event: its type, such as ``deal.won``.
    record_id: the record that it is about.
    data: the payload as JSON text.
    sequence: its number, when the change has taken one already; else the next.

    Returns the event's sequence number.
    """
    if sequence is None:
        sequence = tx.next_sequence()
    message_id = tx.new_id("msg_", sequence)
    origin = tx.origin
    metadata = msgspec.json.encode(
        {
            "correlation_id": origin.correlation_id or origin.request_id,
            "request_id": origin.request_id,
            "actor": origin.actor,
        }
    ).decode()
    envelope = (
        f'{{"id":"{message_id}","event":"{event}","version":"{ENVELOPE_VERSION}","timestamp":"{to_text(tx.now)}",'
        f'"sequence":{sequence},"workspace_id":"{tx.workspace.id}","data":{data},"metadata":{metadata}}}'
    )
    tx.defer(
        APPEND,
        sequence=sequence,
        id=message_id,
        type=event,
        at=tx.now,
        record_id=record_id,
        envelope=envelope,
    )
    return sequence
