"""Orders: what they accept, what they take, hold, give back, and what they announce."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ghxstship_platform.clock import MINUTE, from_text, to_text
from ghxstship_platform.products.gvteway.customers import CUSTOMERS
from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.gvteway.orders import ORDERS, WORKSPACES_WITH_DUE_HOLDS, expire_holds
from ghxstship_platform.products.gvteway.ticket_types import TICKET_TYPES
from ghxstship_platform.products.gvteway.tickets import TICKETS
from ghxstship_platform.products.gvteway.venues import VENUES
from ghxstship_platform.storage.statements import Statement
from ghxstship_platform.storage.transaction import Transaction

from ..bench import Bench
from .box_office import Show, every, move_to, refused


def fields_of(error: Any) -> list[str]:
    return [d["field"] for d in error.details]


# --- what an order accepts


def test_what_is_required(bench: Bench) -> None:
    error = refused("VALIDATION_ERROR", lambda: bench.create(ORDERS))
    assert set(fields_of(error)) == {"event_id", "customer", "items"}


@pytest.mark.parametrize("count", [0, 21])
def test_one_to_twenty_items(bench: Bench, count: int) -> None:
    show = Show(bench, 100)
    items = [{"ticket_type_id": show.types[0], "quantity": 1}] * count
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(items=items))) == ["items"]


@pytest.mark.parametrize(
    "field",
    [
        "status",
        "total",
        "subtotal",
        "currency",
        "customer_id",
        "expires_at",
        "completed_at",
        "refunded_amount",
    ],
)
def test_what_the_platform_sets_is_never_written(bench: Bench, field: str) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(1, **{field: 1}))) == [field]
    assert fields_of(
        refused("VALIDATION_ERROR", lambda: bench.update(ORDERS, order["id"], **{field: 1}))
    ) == [field]


def test_a_price_in_an_item_is_refused(bench: Bench) -> None:
    show = Show(bench, 5)
    items = [{"ticket_type_id": show.types[0], "quantity": 1, "unit_price": 1}]
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(items=items))) == ["items.0.unit_price"]


def test_only_notes_metadata_and_external_id_can_be_changed(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    after = bench.update(ORDERS, order["id"], notes="At the door", metadata={"a": "b"}, external_id="o-1")
    assert (after["notes"], after["metadata"], after["external_id"]) == ("At the door", {"a": "b"}, "o-1")
    fixed = {"items": [], "event_id": show.id, "customer": "cust_1", "complete": True, "hold_minutes": 1}
    error = refused("VALIDATION_ERROR", lambda: bench.update(ORDERS, order["id"], **fixed))
    assert set(fields_of(error)) == set(fixed)


def test_an_external_id_is_taken_once(bench: Bench) -> None:
    show = Show(bench, 5)
    first = show.order(1, external_id="o-1")
    error = refused("ALREADY_EXISTS", lambda: show.order(1, external_id="o-1"))
    assert error.details[0]["id"] == first["id"]
    assert show.counts == [(0, 1, 4)]


def test_items_name_types_of_the_event_once_each(bench: Bench) -> None:
    show, other = Show(bench, 5), Show(bench, 5)
    items = [{"ticket_type_id": key, "quantity": 1} for key in (other.types[0], show.types[0], show.types[0])]
    error = refused("VALIDATION_ERROR", lambda: show.order(items=items))
    assert fields_of(error) == ["items.0.ticket_type_id", "items.2.ticket_type_id"]
    assert "items.1" in error.details[1]["message"]


def test_max_per_order(bench: Bench) -> None:
    show = Show(bench, 50, max_per_order=4)
    show.order(4)
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(5))) == ["items.0.quantity"]


def test_a_thousand_tickets_are_the_most(bench: Bench) -> None:
    show = Show(bench, 1000, 1000)
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(1000, 1))) == ["items"]
    show.order(999, 1)


def test_one_currency(bench: Bench) -> None:
    show = Show(bench, 5)
    show.types.append(show.add(5, currency="EUR")["id"])
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(1, 1))) == ["items"]
    assert show.order(0, 1)["currency"] == "EUR"


def test_the_window_of_sale(bench: Bench) -> None:
    now = bench.clock.now()
    show = Show(bench, 5, sales_start_at=to_text(now + 10 * MINUTE), sales_end_at=to_text(now + 20 * MINUTE))
    assert "begins" in refused("VALIDATION_ERROR", lambda: show.buy(1)).message
    bench.clock.advance(10 * MINUTE)
    show.buy(1)
    bench.clock.advance(10 * MINUTE)
    assert "ended" in refused("VALIDATION_ERROR", lambda: show.buy(1)).message


@pytest.mark.parametrize("status", ["draft", "published", "completed", "cancelled"])
def test_an_event_that_is_not_on_sale(bench: Bench, status: str) -> None:
    begin = status if status in ("draft", "published") else "on_sale"
    show = Show(bench, 5, event={"status": begin})
    if begin != status:
        bench.update(EVENTS, show.id, status=status)
    error = refused("INVALID_TRANSITION", lambda: show.buy(1))
    assert (error.details[0]["field"], error.details[0]["from"], error.details[0]["to"]) == (
        "event_id",
        status,
        "on_sale",
    )


def test_an_event_that_does_not_exist(bench: Bench) -> None:
    show = Show(bench, 5)
    show.id = "evt_01NOWHERE"
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.buy(1))) == ["event_id"]


# --- customers


def test_a_customer_is_found_by_email_in_any_case(bench: Bench) -> None:
    show = Show(bench, 5)
    first = show.order(
        1, customer={"email": "Marlo@Example.org", "first_name": "Marlo", "marketing_opt_in": True}
    )
    second = show.order(1, customer={"email": "marlo@example.ORG", "last_name": "Fennick"})
    assert first["customer_id"] == second["customer_id"]
    (customer,) = every(bench, CUSTOMERS)
    assert (customer["email"], customer["first_name"], customer["last_name"]) == (
        "Marlo@Example.org",
        "Marlo",
        "Fennick",
    )
    assert customer["marketing_opt_in"] is True
    assert [e["event"] for e in bench.events("customer.created", "customer.updated")] == [
        "customer.created",
        "customer.updated",
    ]


def test_a_customer_is_given_by_id(bench: Bench) -> None:
    show = Show(bench, 5)
    customer = bench.create(CUSTOMERS, email="marlo@example.org")
    assert customer["marketing_opt_in"] is False
    assert show.order(1, customer=customer["id"])["customer_id"] == customer["id"]
    error = refused("VALIDATION_ERROR", lambda: show.order(1, customer="cust_01NOWHERE"))
    assert fields_of(error) == ["customer"]
    refused("RESOURCE_IN_USE", lambda: bench.delete(CUSTOMERS, customer["id"]))


def test_an_email_belongs_to_one_customer(bench: Bench) -> None:
    customer = bench.create(CUSTOMERS, email="marlo@example.org")
    error = refused("ALREADY_EXISTS", lambda: bench.create(CUSTOMERS, email="MARLO@example.org"))
    assert (error.details[0]["field"], error.details[0]["id"]) == ("email", customer["id"])


@pytest.mark.parametrize("customer", [7, {}, {"email": "no"}, {"email": "a@example.org", "vip": 1}, "evt_1"])
def test_a_wrong_customer(bench: Bench, customer: object) -> None:
    show = Show(bench, 5)
    error = refused("VALIDATION_ERROR", lambda: show.order(1, customer=customer))
    assert error.details[0]["field"].startswith("customer")


# --- one step


def test_an_order_in_one_step(bench: Bench) -> None:
    venue = bench.create(VENUES, name="Northgate Arena")
    show = Show(bench, 5, 9, event={"venue_id": venue["id"]}, price=12.35)
    seen = len(bench.events())
    order = show.buy(2, 1, customer={"email": "marlo@example.org", "first_name": "Marlo"})
    assert order["status"] == "completed"
    assert (float(order["subtotal"]), float(order["total"]), order["refunded_amount"]) == (37.05, 37.05, 0)
    assert order["expires_at"] is None
    assert order["completed_at"] == order["created_at"]
    assert [(i["name"], float(i["unit_price"]), i["quantity"]) for i in order["items"]] == [
        ("General admission", 12.35, 2),
        ("General admission", 12.35, 1),
    ]
    assert not {"customer", "complete", "hold_minutes"} & set(order)
    issued = show.tickets(order)
    assert [t["ticket_type_id"] for t in issued] == [show.types[0]] * 2 + [show.types[1]]
    assert show.counts == [(2, 0, 3), (1, 0, 8)]
    log = bench.events()[seen:]
    assert [e["event"] for e in log] == [
        "customer.created", "order.created", *["ticket.created"] * 3, "ticket.purchased", *["ticket_type.updated"] * 2,
    ]  # fmt: skip
    data = log[5]["data"]
    assert data["id"] == data["order"]["id"] == order["id"]
    assert data["event"]["genre"] == "ambient"
    assert data["event"]["name"] == "Aurora Drift"
    assert data["venue"]["name"] == "Northgate Arena"
    assert [t["id"] for t in data["tickets"]] == [t["id"] for t in issued]
    assert (data["customer"]["email"], data["customer"]["first_name"]) == ("marlo@example.org", "Marlo")
    assert (data["total"], data["currency"]) == (37.05, "USD")


def test_a_free_order(bench: Bench) -> None:
    show = Show(bench, 5, price=0)
    assert show.buy(1)["total"] == 0
    assert "venue" not in bench.events("ticket.purchased")[0]["data"]


@pytest.mark.parametrize(
    ("currency", "price", "total"), [("JPY", 4500, 13500), ("KWD", 1.255, 3.765), ("USD", 0.1, 0.3)]
)
def test_totals_are_exact_in_any_currency(bench: Bench, currency: str, price: float, total: float) -> None:
    show = Show(bench, 5, price=price, currency=currency)
    assert float(show.buy(3)["total"]) == total


def test_the_price_is_that_of_the_order(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    bench.update(TICKET_TYPES, show.types[0], price=99)
    bench.act(ORDERS, order["id"], "complete")
    assert show.tickets()[0]["price"] == 45


def test_all_or_nothing(bench: Bench) -> None:
    show = Show(bench, 5, 1, 2)
    before = bench.events()
    error = refused("SOLD_OUT", lambda: show.buy(5, 2, 3))
    assert [(d["field"], d["ticket_type_id"], d["available"]) for d in error.details] == [
        ("items.1.quantity", show.types[1], 1),
        ("items.2.quantity", show.types[2], 2),
    ]
    assert show.counts == [(0, 0, 5), (0, 0, 1), (0, 0, 2)]
    assert bench.events() == before
    assert every(bench, CUSTOMERS) == []


# --- selling out


def test_sold_out_once_with_the_last_place(bench: Bench) -> None:
    show = Show(bench, 2, 1)
    show.buy(2)
    assert bench.events("event.sold_out") == []
    last = show.buy(0, 1)
    (sold_out,) = bench.events("event.sold_out")
    assert sold_out["data"]["total_sold"] == 3
    assert sold_out["data"]["status"] == "sold_out"
    assert sold_out["timestamp"] == last["created_at"]
    assert show.event["status"] == "sold_out"
    error = refused("SOLD_OUT", lambda: show.buy(1))
    assert error.details[0]["available"] == 0
    assert len(bench.events("event.sold_out")) == 1


def test_holds_do_not_sell_out(bench: Bench) -> None:
    show = Show(bench, 2)
    held = show.order(2)
    assert show.event["status"] == "on_sale"
    assert refused("SOLD_OUT", lambda: show.buy(1)).details[0]["available"] == 0
    bench.act(ORDERS, held["id"], "complete")
    assert show.event["status"] == "sold_out"
    assert len(bench.events("event.sold_out")) == 1


def test_a_refund_puts_the_event_on_sale_and_the_next_sale_sells_it_out_again(bench: Bench) -> None:
    show = Show(bench, 2)
    order = show.buy(2)
    ticket = show.tickets(order)[0]
    bench.act(ORDERS, order["id"], "refund", ticket_ids=[ticket["id"]])
    assert show.event["status"] == "on_sale"
    assert show.counts == [(1, 0, 1)]
    show.buy(1)
    assert show.event["status"] == "sold_out"
    assert len(bench.events("event.sold_out")) == 2
    show.check()


# --- two steps


def test_a_hold_and_its_completion(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(2)
    assert order["status"] == "pending"
    assert order["expires_at"] == to_text(from_text(order["created_at"]) + 15 * MINUTE)
    assert order["completed_at"] is None
    assert show.counts == [(0, 2, 3)]
    assert show.tickets() == []
    assert bench.events("ticket.purchased") == []
    move_to(bench, order["expires_at"], -1)
    done = bench.act(ORDERS, order["id"], "complete")
    assert (done["status"], done["expires_at"]) == ("completed", None)
    assert show.counts == [(2, 0, 3)]
    assert len(show.tickets(order)) == 2
    assert [e["data"]["status"] for e in bench.events("ticket.purchased")] == ["completed"]


@pytest.mark.parametrize("minutes", [1, 60])
def test_how_long_a_hold_lasts(bench: Bench, minutes: int) -> None:
    show = Show(bench, 5)
    order = show.order(1, hold_minutes=minutes)
    assert order["expires_at"] == to_text(from_text(order["created_at"]) + minutes * MINUTE)


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_hold_lasts_one_to_sixty_minutes(bench: Bench, minutes: int) -> None:
    show = Show(bench, 5)
    assert fields_of(refused("VALIDATION_ERROR", lambda: show.order(1, hold_minutes=minutes))) == [
        "hold_minutes"
    ]


def test_a_hold_that_ran_out_cannot_be_completed(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    move_to(bench, order["expires_at"])
    error = refused("INVALID_TRANSITION", lambda: bench.act(ORDERS, order["id"], "complete"))
    assert error.details[0]["from"] == "expired"


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_hold_cannot_be_completed_when_the_event_is_over(bench: Bench, status: str) -> None:
    show = Show(bench, 5)
    order = show.order(1)
    bench.update(EVENTS, show.id, status=status)
    refused("INVALID_TRANSITION", lambda: bench.act(ORDERS, order["id"], "complete"))
    assert bench.act(ORDERS, order["id"], "cancel")["status"] == "cancelled"
    assert show.event["status"] == status


def test_cancelling_a_hold(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.order(2)
    assert bench.act(ORDERS, order["id"], "cancel")["status"] == "cancelled"
    assert show.counts == [(0, 0, 5)]


def test_a_stale_hold_gives_way_to_the_next_order(bench: Bench) -> None:
    show = Show(bench, 2)
    stale = show.order(2)
    move_to(bench, stale["expires_at"], -1)
    refused("SOLD_OUT", lambda: show.buy(2))
    move_to(bench, stale["expires_at"])
    show.buy(2)
    assert bench.get(ORDERS, stale["id"])["status"] == "expired"
    assert show.event["status"] == "sold_out"
    show.check()


def test_the_sweep_expires_what_is_due(bench: Bench) -> None:
    show, other = Show(bench, 5), Show(bench, 5)
    due = [show.order(1, hold_minutes=1), show.order(2, hold_minutes=2), other.order(3, hold_minutes=2)]
    later = show.order(1, hold_minutes=3)

    def workspaces() -> list[str]:
        now = bench.clock.now()
        return [row[0] for row in bench.write(lambda tx: tx.rows(WORKSPACES_WITH_DUE_HOLDS, now=now))]

    assert workspaces() == []
    assert bench.write(expire_holds) == 0
    move_to(bench, due[0]["expires_at"], -1)
    assert workspaces() == []
    move_to(bench, due[0]["expires_at"])
    assert workspaces() == ["ws_test"]
    move_to(bench, due[2]["expires_at"])
    assert bench.write(lambda tx: expire_holds(tx, limit=1)) == 1
    assert [bench.get(ORDERS, o["id"])["status"] for o in due] == ["expired", "pending", "pending"]
    assert bench.write(expire_holds) == 2
    assert workspaces() == []
    assert [bench.get(ORDERS, o["id"])["status"] for o in (*due, later)] == ["expired"] * 3 + ["pending"]
    assert (show.counts, other.counts) == ([(0, 1, 4)], [(0, 0, 5)])
    expired = [e for e in bench.events("order.updated") if e["data"]["status"] == "expired"]
    assert len(expired) == 3
    assert bench.events("ticket_type.updated")[-1]["data"]["held"] == 0


# --- refunds


def test_a_refund_of_all(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.buy(2)
    after = bench.act(ORDERS, order["id"], "refund")
    assert (after["status"], after["refunded_amount"], after["total"]) == ("refunded", 90, 90)
    assert {t["status"] for t in show.tickets()} == {"refunded"}
    assert show.counts == [(0, 0, 5)]
    (event,) = bench.events("ticket.refunded")
    assert (event["data"]["amount"], len(event["data"]["tickets"])) == (90, 2)
    assert event["data"]["customer"]["email"] == "marlo@example.org"
    assert event["data"]["event"]["id"] == show.id
    assert {t["status"] for t in event["data"]["tickets"]} == {"refunded"}


def test_a_refund_of_some_and_then_of_the_rest(bench: Bench) -> None:
    show = Show(bench, 5, price=10.1)
    order = show.buy(3)
    one, two, three = (t["id"] for t in show.tickets())
    after = bench.act(ORDERS, order["id"], "refund", ticket_ids=[two])
    assert (after["status"], float(after["refunded_amount"])) == ("partially_refunded", 10.1)
    after = bench.act(ORDERS, order["id"], "refund", ticket_ids=[one])
    assert (after["status"], float(after["refunded_amount"])) == ("partially_refunded", 20.2)
    after = bench.act(ORDERS, order["id"], "refund")
    assert (after["status"], float(after["refunded_amount"])) == ("refunded", 30.3)
    assert [[t["id"] for t in e["data"]["tickets"]] for e in bench.events("ticket.refunded")] == [
        [two],
        [one],
        [three],
    ]
    show.check()


def test_what_a_refund_refuses(bench: Bench) -> None:
    show = Show(bench, 9)
    order, other = show.buy(2), show.buy(1)
    mine, foreign = show.tickets(order)[0]["id"], show.tickets(other)[0]["id"]

    def refund(*ids: str) -> Any:
        return bench.act(ORDERS, order["id"], "refund", ticket_ids=list(ids))

    assert fields_of(refused("VALIDATION_ERROR", lambda: refund(mine, foreign))) == ["ticket_ids.1"]
    assert fields_of(refused("VALIDATION_ERROR", lambda: refund(mine, mine))) == ["ticket_ids"]
    assert fields_of(refused("VALIDATION_ERROR", refund)) == ["ticket_ids"]
    refund(mine)
    error = refused("INVALID_TRANSITION", lambda: refund(mine))
    assert (error.details[0]["field"], error.details[0]["from"]) == ("ticket_ids.0", "refunded")
    show.check()


def test_a_ticket_that_was_scanned_is_not_refunded(bench: Bench) -> None:
    show = Show(bench, 5)
    order = show.buy(2)
    used, unused = (t["id"] for t in show.tickets())
    bench.act(TICKETS, used, "check-in")
    refused("INVALID_TRANSITION", lambda: bench.act(ORDERS, order["id"], "refund", ticket_ids=[used]))
    after = bench.act(ORDERS, order["id"], "refund")
    assert after["status"] == "partially_refunded"
    assert [t["id"] for t in bench.events("ticket.refunded")[0]["data"]["tickets"]] == [unused]
    refused("INVALID_TRANSITION", lambda: bench.act(ORDERS, order["id"], "refund"))
    show.check()


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_refund_when_the_event_is_over(bench: Bench, status: str) -> None:
    show = Show(bench, 1)
    order = show.buy(1)
    bench.update(EVENTS, show.id, status=status)
    assert bench.act(ORDERS, order["id"], "refund")["status"] == "refunded"
    assert show.event["status"] == status


# --- every action in every status


@pytest.mark.parametrize(
    "status", ["pending", "completed", "partially_refunded", "refunded", "cancelled", "expired"]
)
def test_every_action_in_every_status(bench: Bench, status: str) -> None:
    allowed = {"pending": {"complete", "cancel"}, "completed": {"refund"}, "partially_refunded": {"refund"}}
    for action in ("complete", "cancel", "refund"):
        show = Show(bench, 5)
        order = show.order(2)
        if status in ("completed", "partially_refunded", "refunded"):
            bench.act(ORDERS, order["id"], "complete")
        if status == "partially_refunded":
            bench.act(ORDERS, order["id"], "refund", ticket_ids=[show.tickets()[0]["id"]])
        if status == "refunded":
            bench.act(ORDERS, order["id"], "refund")
        if status == "cancelled":
            bench.act(ORDERS, order["id"], "cancel")
        if status == "expired":
            move_to(bench, order["expires_at"])
            bench.write(expire_holds)
        before = bench.get(ORDERS, order["id"])
        assert before["status"] == status
        if action in allowed.get(status, set()):
            assert bench.act(ORDERS, order["id"], action)["status"] != status
        else:
            error = refused("INVALID_TRANSITION", partial(bench.act, ORDERS, order["id"], action))
            assert error.details[0]["from"] == status
            assert bench.get(ORDERS, order["id"]) == before
        show.check()


def test_an_order_costs_few_statements(bench: Bench) -> None:
    show = Show(bench, 50, 50)
    show.buy(1, 1)
    create, values = ORDERS.create, bench.decoded(ORDERS, show.body(2, 1, complete=True))
    assert create is not None
    counted: Counter[str] = Counter()

    def run(tx: Transaction) -> None:
        def counting(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
            def count(statement: Statement, **parameters: Any) -> Any:
                counted[name] += 1
                return plain(statement, **parameters)

            return count

        with pytest.MonkeyPatch.context() as patch:
            for name in ("rows", "run"):
                patch.setattr(tx, name, counting(name, getattr(tx, name)))
            create(tx, values)

    bench.write(run)
    # Event, types, stale holds, customer; then the order, three tickets and two types.
    assert counted == {"rows": 4, "run": 6}


def test_orders_stay_and_tickets_come_from_orders_only() -> None:
    assert "delete" not in ORDERS.operations
    assert {"create", "delete", "batch"}.isdisjoint(TICKETS.operations)
