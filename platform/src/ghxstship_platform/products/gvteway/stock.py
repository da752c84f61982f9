"""The places of an event: how many are sold, held and left, over all of its ticket types.

Whoever moves places loads them, changes the counts in memory, and stores what changed. The writes of a workspace are
serial, so nobody else moves them in between: sold + held never exceeds a type's quantity nor the event's capacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ...storage.transaction import Transaction
from .. import records
from ..resource import Record

# The three modules need one another: an event's rules its types, a type's rules its event. Names are looked up late.
from . import events, ticket_types


@dataclass(slots=True)
class Stock:
    """The ticket types of one event as a rule changes them.

    Attributes
    ----------
    event: the event as it was loaded.
    types: its live ticket types by id, in the order of their creation; `sold` and `held` are there to be changed.
    """

    event: Record
    types: dict[str, Record]
    _loaded: dict[str, Record]

    @property
    def sold(self) -> int:
        """Places sold over all types."""
        return sum(t["sold"] for t in self.types.values())

    @property
    def taken(self) -> int:
        """Places sold or held over all types."""
        return sum(t["sold"] + t["held"] for t in self.types.values())

    def left(self, ticket_type: Record) -> int:
        """How many of a type can be ordered."""
        return available(self.event, ticket_type, self.taken)

    @property
    def status(self) -> str:
        """The event's status with these counts: sold out when the last place is sold, not when it is only held."""
        current: str = self.event["status"]
        if current not in ("on_sale", "sold_out"):
            return current
        capacity = self.event["capacity"]
        full = capacity is not None and self.sold >= capacity
        gone = bool(self.types) and all(t["sold"] >= t["quantity"] for t in self.types.values())
        return "sold_out" if full or gone else "on_sale"

    def store(self, tx: Transaction) -> None:
        """Save the types that changed, and the event when it crossed the line between `on_sale` and `sold_out`."""
        taken = self.taken
        for key, ticket_type in self.types.items():
            ticket_type["available"] = available(self.event, ticket_type, taken)
            records.save(tx, ticket_types.TICKET_TYPES, self._loaded[key], ticket_type)
        if self.event["status"] != self.status:
            after = records.save(tx, events.EVENTS, self.event, {**self.event, "status": self.status})
            if after["status"] == "sold_out":
                events.announce_sold_out(tx, after, self.sold)


class _Places(msgspec.Struct):
    """What of a ticket type's `doc` counts as taken."""

    sold: int
    held: int


_places = msgspec.json.Decoder(_Places)


def available(event: Record, ticket_type: Record, taken: int) -> int:
    """How many of a type can be ordered: what its quantity and the event's capacity leave.

    Parameters
    ----------
    taken: places sold or held over all types of the event.
    """
    own: int = ticket_type["quantity"] - ticket_type["sold"] - ticket_type["held"]
    capacity = event["capacity"]
    return own if capacity is None else min(own, capacity - taken)


def open_to(tx: Transaction, event: Record, ticket_type: Record) -> int:
    """How many of a type can be ordered, without loading its siblings: a batch asks this for each of its items."""
    rows = [] if event["capacity"] is None else tx.rows(ticket_types.OF_EVENT, event_id=event["id"])
    places = [_places.decode(doc) for (doc,) in rows]
    return available(event, ticket_type, sum(p.sold + p.held for p in places))


def load(tx: Transaction, event: Record) -> Stock:
    """The places of an event."""
    loaded = {t["id"]: t for t in records.find(tx, ticket_types.OF_EVENT, event_id=event["id"])}
    return Stock(event, {key: dict(t) for key, t in loaded.items()}, loaded)
