"""Payments: parts, the whole, never more, and `invoice.paid` once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.atlvs.invoices import INVOICES
from ghxstship_platform.products.atlvs.payments import PAYMENTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench

Make = Callable[..., Record]


def test_parts_and_the_rest(bench: Bench, sent: Make) -> None:
    invoice = sent()
    first = bench.act(INVOICES, invoice["id"], "payments", amount=40.25, method="wire", reference="W-1")
    half = bench.get(INVOICES, invoice["id"])
    assert (half["status"], half["paid_amount"], half["balance_due"]) == (
        "partial",
        Decimal("40.25"),
        Decimal("59.75"),
    )
    assert half["paid_at"] is None
    second = bench.act(INVOICES, invoice["id"], "payments", amount=9.75)
    assert bench.get(INVOICES, invoice["id"])["status"] == "partial"
    third = bench.act(INVOICES, invoice["id"], "payments", amount=50)
    paid = bench.get(INVOICES, invoice["id"])
    assert (paid["status"], paid["paid_amount"], paid["balance_due"]) == ("paid", 100, 0)
    assert paid["paid_at"] == third["created_at"]
    assert len({first["id"], second["id"], third["id"]}) == 3


def test_a_payment_is_a_record(bench: Bench, sent: Make) -> None:
    invoice = sent(currency="EUR")
    payment = bench.act(
        INVOICES, invoice["id"], "payments", amount=25, method="check", reference="1042",
        received_at="2026-11-01T12:00:00+02:00", metadata={"batch": "7"}, external_id="bank-9",
    )  # fmt: skip
    assert payment["id"].startswith("pay_")
    expected = {
        "invoice_id": invoice["id"],
        "currency": "EUR",
        "amount": 25,
        "method": "check",
        "reference": "1042",
        "received_at": "2026-11-01T10:00:00.000Z",
        "metadata": {"batch": "7"},
        "external_id": "bank-9",
    }
    assert {name: payment[name] for name in expected} == expected
    assert bench.get(PAYMENTS, payment["id"]) == payment
    action = next(action for action in INVOICES.actions if action.name == "payments")
    assert (action.status, action.returns) == (201, PAYMENTS)
    assert set(PAYMENTS.operations) == {"retrieve", "list", "export"}
    assert "invoice_id" in [field.name for field in PAYMENTS.fields if field.filter]


def test_what_is_left_out_of_a_payment(bench: Bench, sent: Make) -> None:
    payment = bench.act(INVOICES, sent()["id"], "payments", amount=25)
    assert (payment["method"], payment["reference"], payment["received_at"]) == (
        "other",
        None,
        payment["created_at"],
    )


def test_events_of_a_payment_in_their_order(bench: Bench, sent: Make, company: Record) -> None:
    invoice = sent()
    start = len(bench.events())
    bench.act(INVOICES, invoice["id"], "payments", amount=30)
    payment = bench.act(INVOICES, invoice["id"], "payments", amount=70)
    log = bench.events()[start:]
    assert [e["event"] for e in log] == [
        "payment.created", "invoice.updated", "payment.received",
        "payment.created", "invoice.updated", "payment.received", "invoice.paid",
    ]  # fmt: skip
    received = log[2]["data"]
    assert (received["amount"], received["payment"]["amount"]) == (30, 30)
    assert (received["invoice"]["id"], received["invoice"]["balance_due"]) == (invoice["id"], 70)
    assert received["invoice"]["overdue"] is False
    paid = log[-1]["data"]
    assert (paid["id"], paid["status"], paid["invoice"]["number"]) == (invoice["id"], "paid", "INV-2026-0001")
    assert (paid["company"]["id"], paid["payment"]["id"]) == (company["id"], payment["id"])


@pytest.mark.parametrize(("amount", "balance"), [(100.01, 100), (1000, 100)])
def test_more_than_the_balance_is_refused_with_it(
    bench: Bench, sent: Make, amount: float, balance: int
) -> None:
    invoice = sent()
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], "payments", amount=amount)
    assert (error.value.code, error.value.status) == ("OVERPAYMENT", 422)
    (entry,) = error.value.details
    assert (entry["field"], entry["balance_due"], entry["currency"]) == ("amount", balance, "USD")
    assert bench.events("payment.created") == []


def test_a_paid_invoice_takes_nothing_more(bench: Bench, sent: Make) -> None:
    invoice = sent()
    bench.act(INVOICES, invoice["id"], "payments", amount=100)
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], "payments", amount=0.01)
    assert error.value.code == "OVERPAYMENT"
    assert error.value.details[0]["balance_due"] == 0


@pytest.mark.parametrize("amount", [0, -5, 0.001, "10", None])
def test_an_amount_is_above_nothing_and_fits_the_currency(bench: Bench, sent: Make, amount: object) -> None:
    invoice = sent()
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], "payments", amount=amount)
    assert error.value.code == "VALIDATION_ERROR"
    assert [entry["field"] for entry in error.value.details] == ["amount"]


def test_an_external_id_is_one_payment(bench: Bench, sent: Make) -> None:
    invoice = sent()
    bench.act(INVOICES, invoice["id"], "payments", amount=10, external_id="bank-1")
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], "payments", amount=10, external_id="bank-1")
    assert error.value.code == "ALREADY_EXISTS"
    assert bench.get(INVOICES, invoice["id"])["paid_amount"] == 10


def test_fifty_parallel_full_payments_pay_once(bench: Bench, sent: Make) -> None:
    invoice = sent()
    pay = bench.acting(INVOICES, invoice["id"], "payments", amount=100)
    results = bench.parallel([pay] * 50)
    outcomes = Counter(r.code if isinstance(r, PlatformError) else "paid" for r in results)
    assert outcomes == {"paid": 1, "OVERPAYMENT": 49}
    assert len(bench.events("invoice.paid")) == len(bench.events("payment.received")) == 1
    after = bench.get(INVOICES, invoice["id"])
    assert (after["paid_amount"], after["version"]) == (100, 3)


def test_parallel_parts_never_exceed_the_whole(bench: Bench, sent: Make) -> None:
    invoice = sent()
    results = bench.parallel([bench.acting(INVOICES, invoice["id"], "payments", amount=30)] * 20)
    assert sum(not isinstance(r, PlatformError) for r in results) == 3
    assert bench.get(INVOICES, invoice["id"])["balance_due"] == 10
    assert bench.events("invoice.paid") == []
