"""Invoices: drafted, sent under a gap-free number, paid in parts or at once, or voided.

An invoice's status moves only by its actions; once it has been sent, nothing that the other side has seen changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ... import money
from ...clock import day_of, to_text
from ...errors import PlatformError, detail, validation_error
from ...storage.schema import WORKSPACES
from ...storage.statements import WORKSPACE, Statement
from ...storage.transaction import Transaction
from .. import records
from ..fields import (
    Boolean,
    Currency,
    Date,
    Errors,
    Field,
    Listing,
    Money,
    Number,
    Object,
    Reference,
    Text,
    Timestamp,
)
from ..resource import (
    EXTERNAL_ID,
    METADATA,
    Action,
    Computed,
    DomainEvent,
    Lifecycle,
    Record,
    Resource,
    invalid_transition,
    status_field,
)
from .payments import PAYMENT_FIELDS, PAYMENTS

LIFECYCLE = Lifecycle(
    start=("draft",),
    ways={
        "draft": ("sent",),
        "sent": ("partial", "paid", "void"),
        "partial": ("paid",),
        "paid": (),
        "void": (),
    },
)
OWED = ("sent", "partial")

# What may still change when the invoice has left the house.
_OPEN_AFTER_SENDING = frozenset(("notes", "metadata", "external_id"))

LINE_FIELDS = (
    Field("description", Text(500, 1), "What it is for.", required=True, example="Main stage audio package"),
    Field("quantity", Number(0, 1_000_000, 4, above=True), "How many.", default=1, example=3),
    Field("unit_price", Money(), "Price of one, without tax.", required=True, example=12500),
    Field("tax_rate", Number(0, 1, 6), "Tax as a fraction: 0.0825 is 8.25 %.", default=0, example=0.08),
    Field("amount", Money(), "Quantity times unit price without tax, rounded half-up.", default=0, writable="never",
          example=37500),
)  # fmt: skip


def amounts(line: Record, currency: str) -> tuple[int, int]:
    """Net amount and tax of a line in minor units, each rounded half-up; the tax is that of the rounded amount."""
    net = money.half_up(Decimal(line["quantity"]) * money.to_minor(line["unit_price"], currency))
    return net, money.half_up(net * Decimal(line["tax_rate"]))


def compute_totals(invoice: Record) -> Errors:
    """Set the lines' amounts and the invoice's totals; returns what is wrong with the lines instead, if anything."""
    currency = invoice["currency"]
    errors: Errors = []
    for index, line in enumerate(invoice["lines"]):
        # The currency may have changed under a price that stayed.
        Money().decode(line["unit_price"], f"lines.{index}.unit_price", errors, currency)
    if errors:
        return errors
    pairs = [amounts(line, currency) for line in invoice["lines"]]
    subtotal, tax = sum(net for net, _ in pairs), sum(tax for _, tax in pairs)
    if subtotal + tax > money.LIMIT:
        most = money.to_major(money.LIMIT, currency)
        return [detail("lines", f"The total must be at most {most}")]
    invoice["lines"] = [
        {**line, "amount": money.to_major(net, currency)}
        for line, (net, _) in zip(invoice["lines"], pairs, strict=True)
    ]
    invoice["subtotal"] = money.to_major(subtotal, currency)
    invoice["tax"] = money.to_major(tax, currency)
    invoice["total"] = money.to_major(subtotal + tax, currency)
    invoice["balance_due"] = money.to_major(subtotal + tax, currency)
    return []


def _date_errors(issue_date: str | None, due_date: str | None) -> Errors:
    if issue_date and due_date and due_date < issue_date:
        return [detail("due_date", f"Must not be before the issue date {issue_date}")]
    return []


def check_draft(tx: Transaction, invoice: Record) -> None:
    """A draft is addressed to somebody, due after it is issued, and adds up."""
    errors: Errors = []
    if not invoice["company_id"] and not invoice["contact_id"]:
        errors.append(detail("company_id", "Is required, unless contact_id is given"))
    errors += _date_errors(invoice["issue_date"], invoice["due_date"])
    errors += compute_totals(invoice)
    if errors:
        raise validation_error(*errors)


def change_invoice(tx: Transaction, before: Record, after: Record) -> None:
    """A draft may change; of a sent invoice only what stays in the house may."""
    if before["status"] == "draft":
        check_draft(tx, after)
        return
    after["lines"] = _same_lines(before["lines"], after["lines"])
    touched = [name for name in after if after[name] != before.get(name) and name not in _OPEN_AFTER_SENDING]
    if touched:
        raise validation_error(
            *(detail(name, "Cannot be changed once the invoice has been sent") for name in touched)
        )


def _same_lines(before: list[Record], after: list[Record]) -> list[Record]:
    """The old lines, when the new ones differ in nothing that a client writes."""
    given = [{**line, "amount": 0} for line in after]
    return before if given == [{**line, "amount": 0} for line in before] else after


def only_drafts(tx: Transaction, invoice: Record) -> None:
    """Numbers are gap-free, so what has one cannot be deleted."""
    if invoice["status"] != "draft":
        ways = LIFECYCLE.ways[invoice["status"]]
        why = "Only a draft can be deleted; a sent invoice keeps its number and can be voided."
        raise invalid_transition(invoice["status"], "deleted", ways, why)


def _require_way(invoice: Record, to: str, why: str = "") -> None:
    ways = LIFECYCLE.ways[invoice["status"]]
    if to not in ways:
        raise invalid_transition(invoice["status"], to, ways, why)


def _related(tx: Transaction, invoice: Record) -> dict[str, Any]:
    """Whom an invoice is to and what it is for."""
    return {
        "company": records.linked(tx, "atlvs.companies", invoice["company_id"]),
        "contact": records.linked(tx, "atlvs.contacts", invoice["contact_id"]),
        "deal": records.linked(tx, "atlvs.deals", invoice["deal_id"]),
        "project": records.linked(tx, "compvss.projects", invoice["project_id"]),
    }


RELATED = {
    "company": "atlvs.companies", "contact": "atlvs.contacts", "deal": "atlvs.deals", "project": "compvss.projects",
}  # fmt: skip


def _due_date(tx: Transaction, invoice: Record, issue_date: str) -> str:
    """The day by which it is to be paid: as drafted, else by the company's terms, else in 30 days."""
    if invoice["due_date"]:
        return str(invoice["due_date"])
    company = records.linked(tx, "atlvs.companies", invoice["company_id"])
    terms = company["payment_terms"] if company else "net_30"
    days = 0 if terms == "due_on_receipt" else int(terms.removeprefix("net_"))
    return (date.fromisoformat(issue_date) + timedelta(days=days)).isoformat()


def send(tx: Transaction, invoice: Record, arguments: Record) -> Record:
    """Give the draft its number and dates and send it; one of nothing is paid at once."""
    _require_way(invoice, "sent")
    issue_date = invoice["issue_date"] or day_of(tx.now)
    due_date = _due_date(tx, invoice, issue_date)
    if errors := _date_errors(issue_date, due_date):
        raise validation_error(*errors)
    year = issue_date[:4]
    number = f"INV-{year}-{records.next_number(tx, f'invoice-{year}'):04d}"
    after = {
        **invoice, "status": "sent", "number": number, "issue_date": issue_date, "due_date": due_date,
        "sent_at": to_text(tx.now),
    }  # fmt: skip
    sent = records.save(tx, INVOICES, invoice, after)
    tx.run(_WATCH, record_id=sent["id"], day=due_date)
    records.emit(tx, INVOICES, "invoice.sent", sent, **_related(tx, sent))
    if sent["total"] > 0:
        return sent
    paid = _set_balance(tx, sent, 0)
    _announce_paid(tx, paid, None)
    return paid


def _set_balance(tx: Transaction, invoice: Record, rest: int) -> Record:
    """Store what is left to pay, in minor units; with nothing left the invoice is paid."""
    currency = invoice["currency"]
    after = {
        **invoice,
        "status": "partial" if rest else "paid",
        "paid_amount": money.to_major(money.to_minor(invoice["total"], currency) - rest, currency),
        "balance_due": money.to_major(rest, currency),
        "paid_at": None if rest else to_text(tx.now),
    }
    if not rest:
        tx.run(_WATCH, record_id=invoice["id"], day=None)
    return records.save(tx, INVOICES, invoice, after)


def _announce_paid(tx: Transaction, invoice: Record, payment: Record | None) -> None:
    """Emit `invoice.paid`; nothing leads out of that status, so an invoice comes here once."""
    records.emit(tx, INVOICES, "invoice.paid", invoice, **_related(tx, invoice), payment=payment)


def pay(tx: Transaction, invoice: Record, arguments: Record) -> Record:
    """Record a payment of all or a part of the balance; the answer is the payment.

    Raises `OVERPAYMENT` with the balance when it is more than that (of a paid invoice anything is), and
    `INVALID_TRANSITION` for an invoice that was not sent or is void.
    """
    if invoice["status"] != "paid":
        _require_way(invoice, "paid", f"A {invoice['status']} invoice takes no payments.")
    currency, balance = invoice["currency"], invoice["balance_due"]
    rest = money.to_minor(balance, currency) - money.to_minor(arguments["amount"], currency)
    if rest < 0:
        entry = detail("amount", f"Must be at most {balance}", balance_due=balance, currency=currency)
        raise PlatformError("OVERPAYMENT", f"The balance due is {balance} {currency}.", [entry])
    payment = records.create(tx, PAYMENTS, {**arguments, "invoice_id": invoice["id"], "currency": currency})
    after = _set_balance(tx, invoice, rest)
    records.emit(tx, PAYMENTS, "payment.received", payment, invoice=INVOICES.present(after, tx.now))
    if not rest:
        _announce_paid(tx, after, payment)
    return payment


def void(tx: Transaction, invoice: Record, arguments: Record) -> Record:
    """Take a sent invoice back; it keeps its number."""
    whys = {
        "draft": "A draft was never sent; delete it.",
        "partial": "The invoice has been paid in part and cannot be voided.",
    }
    _require_way(invoice, "void", whys.get(invoice["status"], ""))
    after = {
        **invoice, "status": "void", "balance_due": 0, "voided_at": to_text(tx.now),
        "void_reason": arguments["reason"],
    }  # fmt: skip
    voided = records.save(tx, INVOICES, invoice, after)
    tx.run(_WATCH, record_id=voided["id"], day=None)
    records.emit(tx, INVOICES, "invoice.voided", voided, **_related(tx, voided))
    return voided


def is_overdue(now: int, status: str, due_date: str | None) -> bool:
    """Whether something is still owed on the day after it was due (UTC)."""
    return status in OWED and due_date is not None and due_date < day_of(now)


def _overdue_condition(table: sa.Table, now: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return table.c.status.in_(OWED) & (table.c.due_date < sa.bindparam("today", type_=sa.Text()))


INVOICES = Resource(
    product="atlvs",
    name="invoices",
    noun="invoice",
    prefix="inv_",
    doc="What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed.",
    lifecycle=LIFECYCLE,
    prepare=check_draft,
    change=change_invoice,
    remove=only_drafts,
    # The due date of an invoice that is owed and whose `invoice.overdue` is still to come.
    internal={"watched_until": "text"},
    indexes=(("watched_until",),),
    events=(
        DomainEvent("invoice.sent", "Invoice sent", RELATED),
        DomainEvent("invoice.paid", "Invoice payment received", {**RELATED, "payment": PAYMENTS}),
        DomainEvent("invoice.voided", "Invoice voided", RELATED),
        DomainEvent("invoice.overdue", "Invoice not paid by its due date", RELATED),
    ),
    actions=(
        Action("send", "Send a draft: it gets its number and its amounts are fixed", send,
               errors=("INVALID_TRANSITION",)),
        Action("payments", "Record a payment of all or a part of the balance", pay,
               fields=(*PAYMENT_FIELDS, METADATA, EXTERNAL_ID), returns=PAYMENTS, status=201,
               errors=("OVERPAYMENT", "INVALID_TRANSITION", "ALREADY_EXISTS")),
        Action("void", "Take back a sent invoice", void,
               fields=(Field("reason", Text(500), "Why.", example="Billed to the wrong company"),),
               errors=("INVALID_TRANSITION",)),
    ),
    computed=(
        Computed(
            Field("overdue", Boolean(), "Whether it is owed and its due date has passed (UTC).", required=True,
                  writable="never", filter=True, example=False),
            ("status", "due_date"), is_overdue, _overdue_condition,
        ),
    ),
    errors=("INVALID_TRANSITION",),
    fields=(
        Field("number", Text(20), "Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it is sent.",
              writable="never", unique=True, filter=True, search=True, example="INV-2026-0042"),
        status_field(LIFECYCLE, "Moved by the actions and by payments only.", writable="never"),
        # Of the two one is needed, so the example has one.
        Field("company_id", Reference("atlvs.companies", "company_"), "Company it is to; or contact_id.", filter=True,
              example="company_01KAQ7R5M0000G4XWZ9YV8T2NB"),
        Field("contact_id", Reference("atlvs.contacts", "contact_"), "Contact it is to; or company_id.", filter=True),
        Field("deal_id", Reference("atlvs.deals", "deal_"), "Deal it is for.", filter=True),
        Field("project_id", Reference("compvss.projects", "proj_"), "Project it is for.", filter=True),
        Field("currency", Currency(), "Currency of all its amounts.", default="USD", example="USD"),
        Field("lines", Listing(Object(LINE_FIELDS), 200, 1), "What is charged.", required=True),
        Field("subtotal", Money(), "Sum of the lines' amounts.", default=0, writable="never", example=37500),
        Field("tax", Money(), "Sum of the lines' taxes, each rounded half-up.", default=0, writable="never",
              example=3000),
        Field("total", Money(), "Subtotal and tax.", default=0, writable="never", example=40500),
        Field("paid_amount", Money(), "Sum of its payments.", default=0, writable="never", example=0),
        Field("balance_due", Money(), "What is still to be paid: total less paid_amount; 0 when void.", default=0,
              writable="never", example=40500),
        Field("issue_date", Date(), "Day of issue; the day it is sent (UTC), if left out.", example="2026-11-23"),
        Field("due_date", Date(), "Day by which to pay; left out, it follows from the company's payment_terms.",
              column=True, example="2026-12-23"),
        Field("notes", Text(10_000), "Notes; can change at any time.", example="Thank you for a great run."),
        Field("sent_at", Timestamp(), "When it was sent.", writable="never"),
        Field("paid_at", Timestamp(), "When its last payment was recorded.", writable="never"),
        Field("voided_at", Timestamp(), "When it was voided.", writable="never"),
        Field("void_reason", Text(500), "Why it was voided.", writable="never"),
    ),
)  # fmt: skip

_TABLE = INVOICES.table
_WATCH = Statement(
    sa.update(_TABLE)
    .where(_TABLE.c.workspace_id == WORKSPACE, _TABLE.c.id == sa.bindparam("record_id"))
    .values(watched_until=sa.bindparam("day"))
)
_NEWLY_OVERDUE = Statement(
    sa.select(_TABLE.c.doc)
    .where(_TABLE.c.workspace_id == WORKSPACE, _TABLE.c.watched_until < sa.bindparam("today"))
    .order_by(_TABLE.c.watched_until, _TABLE.c.id)
    .limit(sa.bindparam("size", type_=sa.Integer()))
)

OVERDUE_WORKSPACES = Statement(
    sa.select(WORKSPACES.c.id).where(
        sa.exists().where(
            _TABLE.c.workspace_id == WORKSPACES.c.id,
            _TABLE.c.watched_until < sa.bindparam("today", type_=sa.Text()),
        )
    ),
    across_workspaces="sweep: finds the workspaces where `announce_overdue` has work",
)
"""The ids of the workspaces where `announce_overdue` has work; parameter `today`, the UTC day."""


def announce_overdue(tx: Transaction, size: int = 200) -> int:
    """Emit `invoice.overdue` for at most `size` invoices that have become so, once for each; how many it was."""
    found = records.find(tx, _NEWLY_OVERDUE, today=day_of(tx.now), size=size)
    for invoice in found:
        tx.run(_WATCH, record_id=invoice["id"], day=None)
        records.emit(tx, INVOICES, "invoice.overdue", invoice, **_related(tx, invoice))
    return len(found)
