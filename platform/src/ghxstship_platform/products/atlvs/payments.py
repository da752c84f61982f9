"""Payments: what has come in for an invoice. They are made by ``POST …/invoices/{id}/payments`` and never change."""

from __future__ import annotations

from ...clock import to_text
from ...errors import detail, validation_error
from ...storage.transaction import Transaction
from ..fields import Choice, Currency, Field, Money, Reference, Text, Timestamp
from ..resource import DomainEvent, Record, Resource

METHODS = ("cash", "check", "credit_card", "ach", "wire", "other")

PAYMENT_FIELDS = (
    Field(
        "amount", Money(), "What was paid, above 0 and at most the balance due.", required=True, example=75000
    ),
    Field("method", Choice(METHODS), "How it was paid.", default="other", filter=True, example="wire"),
    Field(
        "reference",
        Text(200),
        "The payer's or the bank's reference.",
        filter=True,
        example="WIRE-20261123-17",
    ),
    Field(
        "received_at",
        Timestamp(),
        "When the money arrived; now, if left out.",
        example="2026-11-23T07:21:00.000Z",
    ),
)
"""What the one who records a payment says about it."""


def check_payment(tx: Transaction, payment: Record) -> None:
    """A payment is of something, and arrives at some time."""
    if payment["amount"] <= 0:
        raise validation_error(detail("amount", "Must be above 0"))
    payment["received_at"] = payment["received_at"] or to_text(tx.now)


PAYMENTS = Resource(
    product="atlvs",
    name="payments",
    noun="payment",
    prefix="pay_",
    doc="Money received for invoices. A payment is recorded with its invoice's `payments` action.",
    operations=("retrieve", "list", "export"),
    prepare=check_payment,
    events=(
        DomainEvent("payment.received", "Payment received for an invoice", {"invoice": "atlvs.invoices"}),
    ),
    fields=(
        Field("invoice_id", Reference("atlvs.invoices", "inv_"), "Which invoice it pays.", required=True, filter=True),
        Field("currency", Currency(), "Currency, that of the invoice.", required=True, example="USD"),
        *PAYMENT_FIELDS,
    ),
)  # fmt: skip
