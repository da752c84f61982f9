"""Invoice totals, held against fractions for whatever lines."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform import money
from ghxstship_platform.products.atlvs.invoices import LINE_FIELDS, compute_totals
from ghxstship_platform.products.fields import decode_fields


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def minor(amount: Any, currency: str) -> Fraction:
    return Fraction(amount) * Fraction(10) ** money.exponent(currency)


@st.composite
def invoices(draw: st.DrawFn) -> dict[str, Any]:
    """A draft's body in a currency of 0, 2, 3 or 4 decimals."""
    currency = draw(st.sampled_from(("JPY", "USD", "KWD", "CLF")))
    line = st.fixed_dictionaries(
        {
            "description": st.just("Something"),
            "quantity": st.decimals("0.0001", 10_000, places=4),
            "unit_price": st.integers(0, 10**9).map(lambda n: money.to_major(n, currency)),
            "tax_rate": st.decimals(0, 1, places=draw(st.sampled_from((0, 2, 6)))),
        }
    )
    return {"currency": currency, "lines": draw(st.lists(line, min_size=1, max_size=8))}


@given(invoices())
def test_lines_are_rounded_half_up_and_then_summed(body: dict[str, Any]) -> None:
    currency = body["currency"]
    errors: list[dict[str, Any]] = []
    lines = [decode_fields(LINE_FIELDS, line, errors, currency, creating=True) for line in body["lines"]]
    assert errors == []
    invoice = {"currency": currency, "lines": lines}
    assert compute_totals(invoice) == []

    exact = [Fraction(line["quantity"]) * minor(line["unit_price"], currency) for line in lines]
    nets = [half_up(amount) for amount in exact]
    taxes = [half_up(net * Fraction(line["tax_rate"])) for net, line in zip(nets, lines, strict=True)]
    assert [minor(line["amount"], currency) for line in invoice["lines"]] == nets
    assert minor(invoice["subtotal"], currency) == sum(nets)
    assert minor(invoice["tax"], currency) == sum(taxes)
    assert (
        minor(invoice["total"], currency) == minor(invoice["balance_due"], currency) == sum(nets) + sum(taxes)
    )
    for name in ("subtotal", "tax", "total"):
        money.to_minor(invoice[name], currency)  # no more decimals than the currency has
