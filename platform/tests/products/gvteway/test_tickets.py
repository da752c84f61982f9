"""Tickets: codes nobody can guess, one check-in, transfers that void the old code."""

from __future__ import annotations

import re

import pytest

from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.gvteway.orders import ORDERS
from ghxstship_platform.products.gvteway.tickets import TICKETS
from ghxstship_platform.products.resource import Record

from ..bench import Bench
from .box_office import Show, refused

HOLDER = {"first_name": "Ines", "email": "ines@example.org"}


def sold(bench: Bench, count: int = 1) -> tuple[Show, Record, list[Record]]:
    show = Show(bench, 20)
    order = show.buy(count, customer={"email": "marlo@example.org", "first_name": "Marlo"})
    return show, order, show.tickets()


def test_a_ticket_of_an_order(bench: Bench) -> None:
    show, order, tickets = sold(bench, 20)
    ticket = tickets[0]
    assert (ticket["order_id"], ticket["event_id"], ticket["ticket_type_id"]) == (
        order["id"],
        show.id,
        show.types[0],
    )
    assert (ticket["status"], ticket["price"], ticket["currency"]) == ("valid", 45, "USD")
    assert ticket["holder"] == {"first_name": "Marlo", "last_name": None, "email": "marlo@example.org"}
    codes = {t["code"] for t in tickets}
    assert len(codes) == 20
    # 26 characters of 5 random bits each: 130 bits.
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", code) for code in codes)
    assert len({code[:4] for code in codes}) > 10
    assert {len(set(column)) for column in zip(*codes, strict=True)} & {1} == set()
    assert len(bench.events("ticket.created")) == 20


def test_codes_are_unique_in_the_database() -> None:
    index = next(i for i in TICKETS.table.indexes if [c.name for c in i.columns] == ["workspace_id", "code"])
    assert index.unique


def test_check_in_once(bench: Bench) -> None:
    _, _, (ticket,) = sold(bench)
    after = bench.act(TICKETS, ticket["id"], "check-in", gate="North 2")
    assert (after["status"], after["gate"]) == ("checked_in", "North 2")
    assert after["checked_in_at"] == after["updated_at"]
    bench.clock.advance(5000)
    error = refused(
        "INVALID_TRANSITION", lambda: bench.act(TICKETS, ticket["id"], "check-in", gate="South 1")
    )
    entry = error.details[0]
    assert (entry["from"], entry["checked_in_at"], entry["gate"]) == (
        "checked_in",
        after["checked_in_at"],
        "North 2",
    )
    (event,) = bench.events("ticket.checked_in")
    assert event["data"]["ticket"]["code"] == ticket["code"]
    assert event["data"]["event"]["genre"] == "ambient"


def test_parallel_scans_admit_one(bench: Bench) -> None:
    _, _, (ticket,) = sold(bench)
    outcomes = bench.parallel(
        [bench.acting(TICKETS, ticket["id"], "check-in", gate=str(n)) for n in range(1, 21)]
    )
    assert sum(isinstance(o, dict) for o in outcomes) == 1
    assert [getattr(o, "code", None) for o in outcomes].count("INVALID_TRANSITION") == 19
    assert len(bench.events("ticket.checked_in")) == 1


def test_the_gate_is_optional(bench: Bench) -> None:
    _, _, (ticket,) = sold(bench)
    assert bench.act(TICKETS, ticket["id"], "check-in")["gate"] is None


def test_transfer(bench: Bench) -> None:
    show, order, (ticket,) = sold(bench)
    new = bench.act(TICKETS, ticket["id"], "transfer", holder=HOLDER)
    old = bench.get(TICKETS, ticket["id"])
    assert (old["status"], old["code"]) == ("transferred", ticket["code"])
    assert (new["status"], new["order_id"], new["price"]) == ("valid", order["id"], 45)
    assert new["code"] != ticket["code"]
    assert new["transferred_from"] == ticket["id"]
    assert new["holder"] == {"first_name": "Ines", "last_name": None, "email": "ines@example.org"}
    (event,) = bench.events("ticket.transferred")
    assert event["data"]["id"] == new["id"]
    assert event["data"]["previous_holder"]["email"] == "marlo@example.org"
    assert show.counts == [(1, 0, 19)]
    refused("INVALID_TRANSITION", lambda: bench.act(TICKETS, old["id"], "check-in"))
    assert bench.act(TICKETS, new["id"], "check-in")["status"] == "checked_in"


def test_a_transferred_ticket_is_refunded_by_its_new_one(bench: Bench) -> None:
    show, order, (ticket,) = sold(bench)
    new = bench.act(TICKETS, ticket["id"], "transfer", holder=HOLDER)
    refused("INVALID_TRANSITION", lambda: bench.act(ORDERS, order["id"], "refund", ticket_ids=[ticket["id"]]))
    assert bench.act(ORDERS, order["id"], "refund")["status"] == "refunded"
    assert bench.get(TICKETS, new["id"])["status"] == "refunded"
    assert show.counts == [(0, 0, 20)]
    show.check()


def test_a_transfer_needs_a_holder(bench: Bench) -> None:
    _, _, (ticket,) = sold(bench)
    refused("VALIDATION_ERROR", lambda: bench.act(TICKETS, ticket["id"], "transfer"))
    refused("VALIDATION_ERROR", lambda: bench.act(TICKETS, ticket["id"], "transfer", holder={"vip": True}))


@pytest.mark.parametrize("status", ["checked_in", "refunded", "transferred"])
@pytest.mark.parametrize("action", ["check-in", "transfer"])
def test_what_is_not_valid_stays_as_it_is(bench: Bench, status: str, action: str) -> None:
    _, order, (ticket,) = sold(bench)
    match status:
        case "checked_in":
            bench.act(TICKETS, ticket["id"], "check-in")
        case "refunded":
            bench.act(ORDERS, order["id"], "refund")
        case _:
            bench.act(TICKETS, ticket["id"], "transfer", holder=HOLDER)
    body = {"holder": HOLDER} if action == "transfer" else {}
    error = refused("INVALID_TRANSITION", lambda: bench.act(TICKETS, ticket["id"], action, **body))
    assert error.details[0]["from"] == status
    assert bench.get(TICKETS, ticket["id"])["status"] == status


def test_a_cancelled_event_admits_nobody(bench: Bench) -> None:
    show, _, (ticket,) = sold(bench)
    bench.update(EVENTS, show.id, status="cancelled")
    error = refused("INVALID_TRANSITION", lambda: bench.act(TICKETS, ticket["id"], "check-in"))
    assert error.details[0]["event_status"] == "cancelled"
    refused("INVALID_TRANSITION", lambda: bench.act(TICKETS, ticket["id"], "transfer", holder=HOLDER))


def test_a_completed_event_admits_the_late_but_transfers_nothing(bench: Bench) -> None:
    show, _, (ticket,) = sold(bench)
    bench.update(EVENTS, show.id, status="completed")
    refused("INVALID_TRANSITION", lambda: bench.act(TICKETS, ticket["id"], "transfer", holder=HOLDER))
    assert bench.act(TICKETS, ticket["id"], "check-in")["status"] == "checked_in"


def test_only_the_holder_of_a_valid_ticket_can_be_changed(bench: Bench) -> None:
    _, _, (ticket,) = sold(bench)
    after = bench.update(TICKETS, ticket["id"], holder=HOLDER)
    assert after["holder"]["first_name"] == "Ines"
    assert after["code"] == ticket["code"]
    fixed = dict.fromkeys(
        ("code", "status", "price", "order_id", "checked_in_at", "gate", "transferred_from"), "x"
    )
    error = refused("VALIDATION_ERROR", lambda: bench.update(TICKETS, ticket["id"], **fixed))
    assert {d["field"] for d in error.details} == set(fixed)
    bench.act(TICKETS, ticket["id"], "check-in")
    error = refused(
        "INVALID_TRANSITION", lambda: bench.update(TICKETS, ticket["id"], holder={"first_name": "Ana"})
    )
    assert error.details[0]["field"] == "holder"
    bench.update(TICKETS, ticket["id"], metadata={"seat": "A1"})
