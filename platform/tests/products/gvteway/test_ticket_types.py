"""Ticket types: counts that only the platform sets, quantities that stay above them, capacity that types share."""

from __future__ import annotations

import pytest

from ghxstship_platform.products import records
from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.gvteway.orders import ORDERS
from ghxstship_platform.products.gvteway.ticket_types import TICKET_TYPES
from ghxstship_platform.storage.statements import Statement
from ghxstship_platform.storage.transaction import Row, Transaction

from ..bench import Bench
from .box_office import START, Show, refused


def test_a_new_type_is_all_available(bench: Bench) -> None:
    show = Show(bench)
    kind = show.add(500, price=49.5)
    assert (kind["sold"], kind["held"], kind["available"]) == (0, 0, 500)
    assert float(kind["price"]) == 49.5
    assert kind["currency"] == "USD"
    assert kind["id"].startswith("tt_")
    assert bench.events("ticket_type.created")[0]["data"]["available"] == 500


def test_what_is_required(bench: Bench) -> None:
    error = refused("VALIDATION_ERROR", lambda: bench.create(TICKET_TYPES))
    assert {d["field"] for d in error.details} == {"event_id", "name", "price", "quantity"}


@pytest.mark.parametrize("field", ["sold", "held", "available"])
def test_counts_are_never_written_from_outside(bench: Bench, field: str) -> None:
    show = Show(bench, 5)
    for write in (
        lambda: show.add(5, **{field: 1}),
        lambda: bench.update(TICKET_TYPES, show.types[0], **{field: 1}),
    ):
        assert refused("VALIDATION_ERROR", write).details[0]["field"] == field


def test_the_window_of_sale_has_an_order(bench: Bench) -> None:
    show = Show(bench)
    error = refused("VALIDATION_ERROR", lambda: show.add(5, sales_start_at=START, sales_end_at=START))
    assert error.details[0]["field"] == "sales_end_at"


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_an_event_that_is_over_gets_no_types(bench: Bench, status: str) -> None:
    show = Show(bench)
    bench.update(EVENTS, show.id, status=status)
    assert refused("VALIDATION_ERROR", lambda: show.add(5)).details[0]["field"] == "event_id"


def test_quantity_stays_above_what_is_sold_and_held(bench: Bench) -> None:
    show = Show(bench, 10)
    show.buy(2)
    show.order(3)
    error = refused("VALIDATION_ERROR", lambda: bench.update(TICKET_TYPES, show.types[0], quantity=4))
    assert (error.details[0]["field"], error.details[0]["minimum"]) == ("quantity", 5)
    assert bench.update(TICKET_TYPES, show.types[0], quantity=6)["available"] == 1
    show.check()


def test_quantity_can_sell_an_event_out_and_end_that(bench: Bench) -> None:
    show = Show(bench, 10)
    show.buy(4)
    bench.update(TICKET_TYPES, show.types[0], quantity=4)
    assert show.event["status"] == "sold_out"
    assert len(bench.events("event.sold_out")) == 1
    bench.update(TICKET_TYPES, show.types[0], quantity=5)
    assert show.event["status"] == "on_sale"
    show.check()


def test_a_new_type_ends_a_sell_out_and_its_removal_begins_one(bench: Bench) -> None:
    show = Show(bench, 1)
    show.buy(1)
    assert show.event["status"] == "sold_out"
    late = show.add(3)
    assert show.event["status"] == "on_sale"
    bench.delete(TICKET_TYPES, late["id"])
    assert show.event["status"] == "sold_out"
    assert len(bench.events("event.sold_out")) == 2


def test_types_share_the_capacity_of_the_event(bench: Bench) -> None:
    show = Show(bench, 60, 80, event={"capacity": 100})
    assert show.counts == [(0, 0, 60), (0, 0, 80)]
    show.buy(0, 70)
    assert show.counts == [(0, 0, 30), (70, 0, 10)]
    late = show.add(500)
    assert late["available"] == 30
    error = refused("SOLD_OUT", lambda: show.buy(25, 6))
    assert [(d["field"], d["available"]) for d in error.details] == [("items.1.quantity", 5)]
    show.buy(25, 5)
    assert show.event["status"] == "sold_out"
    assert show.counts == [(25, 0, 0), (75, 0, 0), (0, 0, 0)]
    show.check()


def test_a_type_with_places_sold_or_held_is_in_use(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    error = refused("RESOURCE_IN_USE", lambda: bench.delete(TICKET_TYPES, show.types[0]))
    assert (error.details[0]["sold"], error.details[0]["held"]) == (0, 1)
    bench.act(ORDERS, order["id"], "complete")
    bench.act(ORDERS, order["id"], "refund")
    # Nothing is sold any more, but the refunded ticket says of which type it was.
    error = refused("RESOURCE_IN_USE", lambda: bench.delete(TICKET_TYPES, show.types[0]))
    assert error.details[0]["field"] == "ticket_type_id"


def test_a_new_type_reads_no_sibling_more_than_once_and_writes_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = Show(bench, *[5] * 20, event={"capacity": 1000})
    read: list[int] = []
    rows = Transaction.rows

    def count(tx: Transaction, statement: Statement, **parameters: object) -> list[Row]:
        found = rows(tx, statement, **parameters)
        read.append(len(found))
        return found

    monkeypatch.setattr(Transaction, "rows", count)
    late = show.add(5)
    bench.update(TICKET_TYPES, late["id"], quantity=6)
    # Twenty siblings when it is made, twenty-one with itself when its quantity changes; the rest are single rows.
    assert sorted(read)[-3:] == [1, 20, 21]
    assert len(bench.events("ticket_type.updated")) == 1


def test_a_thousand_types_come_in_one_write(bench: Bench) -> None:
    show = Show(bench, event={"capacity": 100_000})
    bodies = [
        {"event_id": show.id, "name": f"Seat {number}", "price": 1, "quantity": 1} for number in range(1000)
    ]
    new = [bench.decoded(TICKET_TYPES, body) for body in bodies]
    made = bench.write(lambda tx: [records.create(tx, TICKET_TYPES, values) for values in new])
    assert [kind["available"] for kind in made] == [1] * 1000
