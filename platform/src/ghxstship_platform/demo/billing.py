"""Invoices and what has been paid for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import partial
from random import Random
from typing import Any

from ..clock import DAY, HOUR
from ..products import records
from ..products.atlvs.invoices import INVOICES, announce_overdue
from ..storage.transaction import Transaction
from .sales import WON_DEALS
from .timeline import Story
from .world import World, act, create, weighted_amount

_METHODS = ("ach", "ach", "wire", "check", "credit_card")
_ITEMS = (
    "Artist guarantee", "Main stage audio package", "Lighting design and crew", "Video wall, per day",
    "Rigging inspection", "Production management", "Trucking, per route", "Backline rental",
    "Sponsorship, second instalment",
)  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    """One invoice: how it stands today, when it went out, and in how many parts it was paid."""

    status: str
    days_ago: float
    payments: int = 0
    due_in: int | None = None
    currency: str = "USD"


# 4 drafts, 7 sent of which 3 are overdue, 3 with a deposit, 12 paid in 28 payments, 2 void: in the order of sending.
_PLANS = (
    *(_Plan("paid", days, parts) for days, parts in ((232, 1), (219, 2), (204, 3), (188, 1))),
    _Plan("void", 181),
    *(_Plan("paid", days, parts) for days, parts in ((166, 2), (150, 4), (133, 1), (117, 3))),
    _Plan("paid", 104, 2, currency="JPY"),
    *(_Plan("paid", days, parts) for days, parts in ((92, 4), (81, 2), (64, 3))),
    _Plan("sent", 61),
    _Plan("sent", 57),
    _Plan("void", 55),
    _Plan("sent", 52),
    *(_Plan("partial", days, 1, due_in=days + 12) for days in (38, 26, 15)),
    *(_Plan("sent", days, due_in=30) for days in (11, 8, 4, 2)),
    *(_Plan("draft", days) for days in (3, 2.5, 1.2, 0.6)),
)


def tell(world: World) -> None:
    """Put the stories of this part on the timeline."""
    world.timeline.tell(_invoices(world))
    world.timeline.tell((world.today - days * DAY, announce_overdue) for days in range(270, -1, -1))


def _invoices(world: World) -> Story:
    random = world.random("invoices")
    for number, plan in enumerate(_PLANS):
        yield (
            world.day(-plan.days_ago - 0.2) + random.randrange(2 * HOUR),
            partial(_draft, world, random, number, plan),
        )


def _draft(world: World, random: Random, number: int, plan: _Plan, tx: Transaction) -> None:
    # The first two of every three are for a deal that was won by then, the third is for something else.
    won = WON_DEALS[number * len(WON_DEALS) // len(_PLANS)]
    deal_id = world.ids.get(f"deal:{won}") if number % 3 < 2 else None
    company_id = world.ids[f"company of deal:{won}"] if deal_id else world.ids["company:Paperkite Management"]
    body: dict[str, Any] = {"due_date": world.date(plan.due_in - plan.days_ago)} if plan.due_in else {}
    invoice = create(
        tx, INVOICES, company_id=company_id, deal_id=deal_id, currency=plan.currency,
        lines=[_line(random, plan.currency) for _ in range(random.randrange(1, 5))],
        external_id=f"books-{number + 1}", **body,
    )  # fmt: skip
    if plan.status != "draft":
        sent = tx.now + random.randrange(1, 5) * HOUR // 2
        world.timeline.later(sent, partial(_send, world, random, number, plan, invoice["id"]))


def _line(random: Random, currency: str) -> dict[str, Any]:
    price: Any = weighted_amount(random, 1_250, 32_000, 50)
    if currency == "JPY":
        price *= 150
    elif random.random() < 0.25:
        price += Decimal("0.75")
    return {
        "description": random.choice(_ITEMS), "quantity": random.choice((1, 1, 1, 2, 3)), "unit_price": price,
        "tax_rate": random.choice((0, 0, Decimal("0.08875"))),
    }  # fmt: skip


def _send(world: World, random: Random, number: int, plan: _Plan, invoice_id: str, tx: Transaction) -> None:
    invoice = act(tx, INVOICES, invoice_id, "send")
    if plan.status == "void":
        later = tx.now + random.randrange(1, 4) * DAY
        world.timeline.later(later, partial(_void, invoice_id))
    digits = Decimal(1) if plan.currency == "JPY" else Decimal("0.01")
    # A deposit is half of it; what is paid in parts is paid in equal ones, and the last takes what is left over.
    parts = plan.payments if plan.status == "paid" else 2
    share = (Decimal(invoice["total"]) / parts).quantize(digits, ROUND_DOWN)
    for part in range(plan.payments):
        amount = None if plan.status == "paid" and part == parts - 1 else share
        moment = tx.now + (part + 1) * 24 * DAY // parts + random.randrange(8 * HOUR)
        method = random.choice(_METHODS)
        reference = f"{method.upper()}-{number + 1}-{part + 1}"
        world.timeline.later(moment, partial(_pay, invoice_id, amount, method, reference))


def _pay(invoice_id: str, amount: Decimal | None, method: str, reference: str, tx: Transaction) -> None:
    """Pay an amount, or all that is left."""
    if amount is None:
        amount = records.get(tx, INVOICES, invoice_id)["balance_due"]
    act(tx, INVOICES, invoice_id, "payments", amount=amount, method=method, reference=reference)


def _void(invoice_id: str, tx: Transaction) -> None:
    act(tx, INVOICES, invoice_id, "void", reason="Billed to the wrong company")
