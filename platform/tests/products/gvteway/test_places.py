"""No place is sold twice, and none stays unsold: in parallel, and over random histories."""

from __future__ import annotations

import contextlib
import random
from collections import Counter

import pytest

from ghxstship_platform.clock import MINUTE
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.gvteway.events import EVENTS
from ghxstship_platform.products.gvteway.orders import ORDERS, expire_holds
from ghxstship_platform.products.gvteway.ticket_types import TICKET_TYPES
from ghxstship_platform.products.gvteway.tickets import TICKETS
from ghxstship_platform.products.resource import Record

from ..bench import Bench
from .box_office import Show, every


def _outcomes(results: list[Record | PlatformError]) -> Counter[str]:
    return Counter(r["status"] if isinstance(r, dict) else r.code for r in results)


@pytest.mark.parametrize("limit", ["quantity", "capacity"])
def test_200_parallel_orders_for_50_places(bench: Bench, limit: str) -> None:
    show = Show(bench, 50) if limit == "quantity" else Show(bench, 200, event={"capacity": 50})
    runs = [
        bench.creating(ORDERS, **show.body(1, complete=True, customer={"email": f"buyer{n}@example.org"}))
        for n in range(200)
    ]
    results = bench.parallel(runs)
    assert _outcomes(results) == {"completed": 50, "SOLD_OUT": 150}
    refused = [r for r in results if isinstance(r, PlatformError)]
    assert {r.details[0]["available"] for r in refused} == {0}
    assert {r.details[0]["ticket_type_id"] for r in refused} == {show.types[0]}
    assert len(bench.events("event.sold_out")) == 1
    assert len(bench.events("ticket.purchased")) == 50
    assert len({t["code"] for t in show.tickets()}) == 50
    assert show.event["status"] == "sold_out"
    show.check()


def test_parallel_holds_completions_and_cancellations(bench: Bench) -> None:
    show = Show(bench, 50)
    held = bench.parallel([bench.creating(ORDERS, **show.body(1)) for _ in range(100)])
    assert _outcomes(held) == {"pending": 50, "SOLD_OUT": 50}
    orders = [r["id"] for r in held if isinstance(r, dict)]
    # Each hold is completed and cancelled at the same time, twice: one of the four wins.
    runs = [
        bench.acting(ORDERS, key, action)
        for key in orders
        for action in ("complete", "cancel", "cancel", "complete")
    ]
    outcomes = _outcomes(bench.parallel(runs))
    assert outcomes["INVALID_TRANSITION"] == 150
    assert outcomes["completed"] + outcomes["cancelled"] == 50
    show.check()


def test_parallel_refunds_give_each_place_back_once(bench: Bench) -> None:
    show = Show(bench, 10)
    order = show.buy(10)
    outcomes = _outcomes(bench.parallel([bench.acting(ORDERS, order["id"], "refund") for _ in range(20)]))
    assert outcomes == {"refunded": 1, "INVALID_TRANSITION": 19}
    assert len(bench.events("ticket.refunded")) == 1
    assert show.counts == [(0, 0, 10)]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(6))
def test_a_random_history_keeps_every_count(bench: Bench, seed: int) -> None:
    dice = random.Random(seed)
    show = Show(bench, 6, 9, event={"capacity": dice.choice([None, 10, 12, 40])})
    crossings = 0

    def pick(resource: object, *statuses: str) -> str:
        found = [r["id"] for r in every(bench, resource) if r["status"] in statuses]
        return dice.choice(found) if found else ""

    for _ in range(60):
        before = show.event["status"]
        # What a rule refuses is part of the history: it has to leave the counts as they were.
        with contextlib.suppress(PlatformError):
            match dice.randrange(12):
                case 0 | 1 | 2:
                    show.buy(dice.randint(0, 4), dice.randint(1, 4))
                case 3 | 4:
                    show.order(dice.randint(1, 4), dice.randint(0, 4), hold_minutes=dice.randint(1, 9))
                case 5:
                    bench.act(ORDERS, pick(ORDERS, "pending"), "complete")
                case 6:
                    bench.act(ORDERS, pick(ORDERS, "pending"), "cancel")
                case 7:
                    bench.act(ORDERS, pick(ORDERS, "completed", "partially_refunded"), "refund")
                case 8:
                    order = bench.get(ORDERS, pick(ORDERS, "completed", "partially_refunded"))
                    ticket = dice.choice(show.tickets(order))
                    bench.act(ORDERS, order["id"], "refund", ticket_ids=[ticket["id"]])
                case 9:
                    action = dice.choice(["check-in", "transfer"])
                    body = {"holder": {"first_name": "Ines"}} if action == "transfer" else {}
                    bench.act(TICKETS, pick(TICKETS, "valid"), action, **body)
                case 10:
                    if dice.random() < 0.5:
                        bench.update(TICKET_TYPES, dice.choice(show.types), quantity=dice.randint(1, 10))
                    else:
                        bench.update(EVENTS, show.id, capacity=dice.choice([None, *range(1, 20)]))
                case _:
                    bench.clock.advance(dice.randint(0, 4) * MINUTE)
                    bench.write(expire_holds)
        show.check()
        crossings += before == "on_sale" and show.event["status"] == "sold_out"
    assert len(bench.events("event.sold_out")) == crossings
