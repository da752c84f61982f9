"""Short ways to set up a show, order tickets for it and count its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from ghxstship_platform.clock import from_text
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products import records
from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.gvteway.orders import ORDERS
from ghxstship_platform.products.gvteway.ticket_types import OF_EVENT, TICKET_TYPES
from ghxstship_platform.products.gvteway.tickets import TICKETS
from ghxstship_platform.products.resource import Record
from ghxstship_platform.storage.statements import WORKSPACE, Statement

from ..bench import Bench

START = "2027-03-01T20:00:00.000Z"


def every(bench: Bench, resource: Any) -> list[Record]:
    """All live records of a resource, in the order of their creation."""
    table = resource.table.c
    statement = Statement(
        sa.select(table.doc).where(table.workspace_id == WORKSPACE, table.deleted_at.is_(None))
    )
    return sorted(bench.write(lambda tx: records.find(tx, statement)), key=lambda r: r["id"])


def refused(code: str, run: Callable[[], Any]) -> PlatformError:
    """The error that `run` is refused with."""
    with pytest.raises(PlatformError) as caught:
        run()
    assert caught.value.code == code, caught.value.details
    return caught.value


def move_to(bench: Bench, moment: str, offset: int = 0) -> None:
    """Let the next write be at this moment, or `offset` ms from it."""
    # The clock stands still in between, but each write is a millisecond later than the last.
    bench.clock.advance(from_text(moment) + offset - bench.clock.now())


class Show:
    """An event on sale with a ticket type of each of some quantities."""

    def __init__(
        self, bench: Bench, *quantities: int, event: dict[str, Any] | None = None, **kind: Any
    ) -> None:
        self.bench = bench
        fields = {
            "name": "Aurora Drift",
            "genre": "ambient",
            "starts_at": START,
            "status": "on_sale",
            **(event or {}),
        }
        self.id = bench.create(EVENTS, **fields)["id"]
        self.types = [self.add(quantity, **kind)["id"] for quantity in quantities]

    def add(self, quantity: int, **kind: Any) -> Record:
        """One more ticket type."""
        fields = {"name": "General admission", "price": 45, **kind}
        return self.bench.create(TICKET_TYPES, event_id=self.id, quantity=quantity, **fields)

    def body(self, *quantities: int, **more: Any) -> dict[str, Any]:
        """An order of some of each type, in the order of the types; none of those with 0."""
        wanted = zip(self.types, quantities, strict=False)
        items = [{"ticket_type_id": key, "quantity": quantity} for key, quantity in wanted if quantity]
        return {"event_id": self.id, "customer": {"email": "marlo@example.org"}, "items": items, **more}

    def order(self, *quantities: int, **more: Any) -> Record:
        """A pending order."""
        return self.bench.create(ORDERS, **self.body(*quantities, **more))

    def buy(self, *quantities: int, **more: Any) -> Record:
        """An order completed in one step."""
        return self.order(*quantities, complete=True, **more)

    @property
    def event(self) -> Record:
        return self.bench.get(EVENTS, self.id)

    @property
    def counts(self) -> list[tuple[int, int, int]]:
        """sold, held and available of each type."""
        found = self.bench.write(lambda tx: records.find(tx, OF_EVENT, event_id=self.id))
        return [(t["sold"], t["held"], t["available"]) for t in found]

    def tickets(self, order: Record | None = None) -> list[Record]:
        """The tickets of the event, or of one order."""
        found = every(self.bench, TICKETS)
        return [
            t for t in found if t["event_id"] == self.id and (order is None or t["order_id"] == order["id"])
        ]

    def check(self) -> None:
        """Every counter is what the orders and tickets add up to, and no limit is passed."""
        event, taken = self.event, 0
        valid = Counter(t["ticket_type_id"] for t in self.tickets() if t["status"] in ("valid", "checked_in"))
        held: Counter[str] = Counter()
        for order in every(self.bench, ORDERS):
            if order["event_id"] == self.id and order["status"] == "pending":
                for item in order["items"]:
                    held[item["ticket_type_id"]] += item["quantity"]
        found = self.bench.write(lambda tx: records.find(tx, OF_EVENT, event_id=self.id))
        for kind in found:
            assert (kind["sold"], kind["held"]) == (valid[kind["id"]], held[kind["id"]])
            assert kind["sold"] + kind["held"] <= kind["quantity"]
            taken += kind["sold"] + kind["held"]
        assert event["capacity"] is None or taken <= event["capacity"]
        room = 10**9 if event["capacity"] is None else event["capacity"] - taken
        for kind in found:
            assert kind["available"] == min(kind["quantity"] - kind["sold"] - kind["held"], room)
        sold = sum(kind["sold"] for kind in found)
        gone = all(kind["sold"] == kind["quantity"] for kind in found) or sold == event["capacity"]
        if event["status"] in ("on_sale", "sold_out"):
            assert event["status"] == ("sold_out" if found and gone else "on_sale")
