"""Invoices: what they add up to, when they may change, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ghxstship_platform.clock import DAY
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products import records
from ghxstship_platform.products.atlvs.companies import COMPANIES
from ghxstship_platform.products.atlvs.contacts import CONTACTS
from ghxstship_platform.products.atlvs.deals import DEALS
from ghxstship_platform.products.atlvs.invoices import INVOICES
from ghxstship_platform.products.compvss.projects import PROJECTS
from ghxstship_platform.products.resource import Record

from ..bench import Bench

# The bench's clock begins on 2026-11-18.
TODAY = "2026-11-18"

Make = Callable[..., Record]


def fields(error: pytest.ExceptionInfo[PlatformError]) -> list[str]:
    return [entry["field"] for entry in error.value.details]


def line(price: Any, quantity: Any = 1, tax_rate: Any = 0) -> dict[str, Any]:
    return {"description": "Something", "unit_price": price, "quantity": quantity, "tax_rate": tax_rate}


def test_a_draft_has_computed_amounts_and_neither_number_nor_dates(draft: Make) -> None:
    invoice = draft(lines=[line(19.99, 3, 0.0825), line(0.5), {"description": "Fee", "unit_price": 10}])
    assert [entry["amount"] for entry in invoice["lines"]] == [Decimal("59.97"), Decimal("0.5"), 10]
    # 59.97 × 8.25 % = 4.947525
    totals = {name: invoice[name] for name in ("subtotal", "tax", "total", "paid_amount", "balance_due")}
    assert totals == {
        "subtotal": Decimal("70.47"),
        "tax": Decimal("4.95"),
        "total": Decimal("75.42"),
        "paid_amount": 0,
        "balance_due": Decimal("75.42"),
    }
    assert invoice["status"] == "draft"
    assert (invoice["number"], invoice["issue_date"], invoice["due_date"]) == (None, None, None)


def test_each_line_is_rounded_half_up_before_it_is_summed(draft: Make) -> None:
    # 0.125 each: half-even would give 0.12, and rounding only the sum 0.25.
    assert draft(lines=[line(0.25, 0.5), line(0.25, 0.5)])["subtotal"] == Decimal("0.26")
    # Taxes of 0.005 each.
    assert draft(lines=[line(0.1, 1, 0.05), line(0.1, 1, 0.05)])["tax"] == Decimal("0.02")


def test_currencies_have_their_own_decimals(draft: Make) -> None:
    assert draft(currency="JPY", lines=[line(333, 1, 0.1)])["total"] == 366
    assert draft(currency="KWD", lines=[line(1.255, 1, 0.1)])["tax"] == Decimal("0.126")
    with pytest.raises(PlatformError) as error:
        draft(currency="JPY", lines=[line(0.5)])
    assert fields(error) == ["lines.0.unit_price"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"lines": []}, ["lines"]),
        ({"lines": [{}]}, ["lines.0.description", "lines.0.unit_price"]),
        ({"lines": [line(-1, 0, 1.5)]}, ["lines.0.quantity", "lines.0.unit_price", "lines.0.tax_rate"]),
        ({"lines": [{**line(1), "amount": 1}]}, ["lines.0.amount"]),
        ({"total": 5, "status": "paid", "number": "INV-1"}, ["number", "status", "total"]),
        ({"overdue": True}, ["overdue"]),
        # 10^13 in major units is the most that an amount can be.
        ({"lines": [line(10**13, 2)]}, ["lines"]),
        (
            {"company_id": None, "issue_date": "2026-02-02", "due_date": "2026-02-01"},
            ["company_id", "due_date"],
        ),
        ({"company_id": None, "lines": [line(10**13, 2)]}, ["company_id", "lines"]),
    ],
)
def test_what_is_wrong_is_named_at_once(draft: Make, body: dict[str, Any], wrong: list[str]) -> None:
    with pytest.raises(PlatformError) as error:
        draft(**body)
    assert (error.value.code, fields(error)) == ("VALIDATION_ERROR", wrong)


def test_lines_are_required(bench: Bench, company: Record) -> None:
    with pytest.raises(PlatformError) as error:
        bench.create(INVOICES, company_id=company["id"])
    assert fields(error) == ["lines"]


def test_a_contact_is_enough(bench: Bench, draft: Make) -> None:
    contact = bench.create(CONTACTS, first_name="Rowan")
    assert draft(company_id=None, contact_id=contact["id"])["contact_id"] == contact["id"]


def test_a_draft_can_change_and_is_computed_anew(bench: Bench, draft: Make) -> None:
    invoice = draft()
    changed = bench.update(INVOICES, invoice["id"], lines=[line(20, 2)], due_date="2027-01-01")
    assert (changed["total"], changed["balance_due"], changed["due_date"]) == (40, 40, "2027-01-01")
    changes = bench.events("invoice.updated")[0]["data"]["changes"]
    assert changes["total"] == {"from": 100, "to": 40}
    with pytest.raises(PlatformError) as error:
        bench.update(INVOICES, invoice["id"], company_id=None, issue_date="2027-01-02")
    assert fields(error) == ["company_id", "due_date"]


def test_another_currency_must_fit_the_prices_that_stay(bench: Bench, draft: Make) -> None:
    invoice = draft(lines=[line(1.5), line(2)])
    with pytest.raises(PlatformError) as error:
        bench.update(INVOICES, invoice["id"], currency="JPY")
    assert fields(error) == ["lines.0.unit_price"]
    assert bench.update(INVOICES, invoice["id"], currency="KWD")["total"] == Decimal("3.5")


def test_the_same_lines_again_are_no_change(bench: Bench, draft: Make) -> None:
    same = [line(100, 2, 0.1)]
    invoice = draft(lines=same)
    assert bench.update(INVOICES, invoice["id"], lines=same) == invoice
    after = bench.act(INVOICES, invoice["id"], "send")
    assert bench.update(INVOICES, invoice["id"], lines=same) == after
    assert len(bench.events("invoice.updated")) == 1  # the sending


def test_send_gives_number_and_dates(bench: Bench, draft: Make) -> None:
    invoice = bench.act(INVOICES, draft()["id"], "send")
    assert (invoice["status"], invoice["number"], invoice["version"]) == ("sent", "INV-2026-0001", 2)
    assert (invoice["issue_date"], invoice["due_date"]) == (TODAY, "2026-12-18")
    assert invoice["sent_at"].startswith(TODAY)


@pytest.mark.parametrize(
    ("terms", "due"), [("due_on_receipt", TODAY), ("net_15", "2026-12-03"), ("net_60", "2027-01-17")]
)
def test_the_company_says_when_to_pay(bench: Bench, draft: Make, terms: str, due: str) -> None:
    company = bench.create(COMPANIES, name="Northgate Arena", payment_terms=terms)
    assert bench.act(INVOICES, draft(company_id=company["id"])["id"], "send")["due_date"] == due


def test_dates_of_the_draft_stand(bench: Bench, draft: Make) -> None:
    invoice = draft(issue_date="2025-12-31", due_date="2026-01-31")
    after = bench.act(INVOICES, invoice["id"], "send")
    assert (after["number"], after["issue_date"], after["due_date"]) == (
        "INV-2025-0001",
        "2025-12-31",
        "2026-01-31",
    )


def test_send_refuses_a_due_date_that_has_passed_before_the_issue(bench: Bench, draft: Make) -> None:
    invoice = draft(due_date="2026-11-17")
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], "send")
    assert fields(error) == ["due_date"]
    assert bench.get(INVOICES, invoice["id"])["status"] == "draft"


def test_numbers_have_no_gaps_whatever_fails(bench: Bench, draft: Make) -> None:
    invoices = [draft() for _ in range(30)]

    def fail_after_sending(invoice: Record) -> Callable[[Any], Record]:
        send = bench.acting(INVOICES, invoice["id"], "send")

        def run(tx: Any) -> Record:
            send(tx)
            raise RuntimeError("crash")

        return run

    bench.parallel(
        [
            fail_after_sending(invoice) if index % 3 == 0 else bench.acting(INVOICES, invoice["id"], "send")
            for index, invoice in enumerate(invoices)
        ]
    )
    numbers = sorted(n for i in invoices if (n := bench.get(INVOICES, i["id"])["number"]) is not None)
    assert numbers == [f"INV-2026-{n:04d}" for n in range(1, 21)]
    assert bench.act(INVOICES, invoices[0]["id"], "send")["number"] == "INV-2026-0021"


def test_each_year_has_its_numbers(sent: Make) -> None:
    days = ("2025-06-01", "2026-06-01", "2025-07-01", "2026-07-01")
    assert [sent(issue_date=day)["number"] for day in days] == [
        "INV-2025-0001",
        "INV-2026-0001",
        "INV-2025-0002",
        "INV-2026-0002",
    ]


def test_sending_announces_whom_and_what_for(bench: Bench, draft: Make, company: Record) -> None:
    deal = bench.create(DEALS, name="Spring run", value=5)
    project = bench.create(PROJECTS, name="Spring run", start_date="2026-12-01", end_date="2026-12-01")
    contact = bench.create(CONTACTS, first_name="Rowan")
    bench.act(
        INVOICES,
        draft(deal_id=deal["id"], project_id=project["id"], contact_id=contact["id"])["id"],
        "send",
    )
    updated, announced = bench.events("invoice.updated", "invoice.sent")
    assert updated["data"]["changes"]["status"] == {"from": "draft", "to": "sent"}
    data = announced["data"]
    assert data["number"] == data["invoice"]["number"] == "INV-2026-0001"
    assert data["overdue"] is False
    assert [data[name]["id"] for name in ("company", "contact", "deal", "project")] == [
        company["id"],
        contact["id"],
        deal["id"],
        project["id"],
    ]


def test_an_invoice_of_nothing_is_paid_when_it_is_sent(bench: Bench, sent: Make) -> None:
    invoice = sent(lines=[line(0)])
    assert (invoice["status"], invoice["balance_due"]) == ("paid", 0)
    assert invoice["paid_at"] is not None
    assert [e["event"] for e in bench.events("invoice.sent", "invoice.paid")] == [
        "invoice.sent",
        "invoice.paid",
    ]


def test_of_a_sent_invoice_only_notes_and_labels_change(bench: Bench, sent: Make) -> None:
    invoice = sent()
    after = bench.update(INVOICES, invoice["id"], notes="Called", metadata={"a": "b"}, external_id="qb-7")
    assert (after["notes"], after["metadata"], after["external_id"]) == ("Called", {"a": "b"}, "qb-7")
    with pytest.raises(PlatformError) as error:
        bench.update(
            INVOICES, invoice["id"], notes="Again", lines=[line(1)], currency="EUR", due_date="2027-05-05"
        )
    assert error.value.code == "VALIDATION_ERROR"
    assert sorted(fields(error)) == ["currency", "due_date", "lines"]
    assert bench.get(INVOICES, invoice["id"])["notes"] == "Called"


def test_void_takes_back_what_was_sent(bench: Bench, sent: Make, company: Record) -> None:
    invoice = bench.act(INVOICES, sent()["id"], "void", reason="Billed twice")
    assert (invoice["status"], invoice["void_reason"], invoice["balance_due"]) == ("void", "Billed twice", 0)
    assert invoice["number"] == "INV-2026-0001"
    assert invoice["voided_at"] is not None
    (event,) = bench.events("invoice.voided")
    assert event["data"]["company"]["id"] == company["id"]


STATES = {
    "draft": (),
    "sent": (("send", {}),),
    "partial": (("send", {}), ("payments", {"amount": 40})),
    "paid": (("send", {}), ("payments", {"amount": 100})),
    "void": (("send", {}), ("void", {})),
}


@pytest.mark.parametrize(
    ("state", "action", "to", "allowed"),
    [
        ("sent", "send", "sent", ["partial", "paid", "void"]),
        ("partial", "send", "sent", ["paid"]),
        ("paid", "send", "sent", []),
        ("void", "send", "sent", []),
        ("draft", "void", "void", ["sent"]),
        ("partial", "void", "void", ["paid"]),
        ("paid", "void", "void", []),
        ("void", "void", "void", []),
        ("draft", "payments", "paid", ["sent"]),
        ("void", "payments", "paid", []),
    ],
)
def test_illegal_ways_are_refused(
    bench: Bench, draft: Make, state: str, action: str, to: str, allowed: list[str]
) -> None:
    invoice = draft()
    for step, body in STATES[state]:
        bench.act(INVOICES, invoice["id"], step, **body)
    before, log = bench.get(INVOICES, invoice["id"]), len(bench.events())
    with pytest.raises(PlatformError) as error:
        bench.act(INVOICES, invoice["id"], action, **({"amount": 1} if action == "payments" else {}))
    assert error.value.code == "INVALID_TRANSITION"
    (entry,) = error.value.details
    assert (entry["from"], entry["to"], entry["allowed"]) == (state, to, allowed)
    assert (bench.get(INVOICES, invoice["id"]), len(bench.events())) == (before, log)


@pytest.mark.parametrize("state", STATES)
def test_only_a_draft_can_be_deleted(bench: Bench, draft: Make, state: str) -> None:
    invoice = draft()
    for step, body in STATES[state]:
        bench.act(INVOICES, invoice["id"], step, **body)
    if state == "draft":
        bench.delete(INVOICES, invoice["id"])
        assert len(bench.events("invoice.deleted")) == 1
        return
    with pytest.raises(PlatformError) as error:
        bench.delete(INVOICES, invoice["id"])
    assert error.value.code == "INVALID_TRANSITION"
    assert bench.events("invoice.deleted") == []


def test_a_company_with_invoices_stays(bench: Bench, draft: Make, company: Record) -> None:
    draft()
    with pytest.raises(PlatformError) as error:
        bench.delete(COMPANIES, company["id"])
    assert error.value.code == "RESOURCE_IN_USE"


@pytest.mark.parametrize("state", STATES)
def test_overdue_is_what_is_owed_the_day_after(bench: Bench, draft: Make, state: str) -> None:
    invoice = draft(issue_date=TODAY, due_date=TODAY)
    for step, body in STATES[state]:
        bench.act(INVOICES, invoice["id"], step, **body)
    assert bench.get(INVOICES, invoice["id"])["overdue"] is False
    bench.clock.advance(DAY)
    assert bench.get(INVOICES, invoice["id"])["overdue"] is (state in ("sent", "partial"))


def test_records_in_answers_carry_overdue(bench: Bench, sent: Make) -> None:
    invoice = sent()
    shown = bench.write(lambda tx: INVOICES.present(records.get(tx, INVOICES, invoice["id"]), tx.now))
    assert shown["overdue"] is False
    assert "watched_until" not in shown
