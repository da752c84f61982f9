"""Companies: promoters, venues, agencies, labels, sponsors and vendors that a workspace deals with."""

from __future__ import annotations

from ..fields import Choice, Currency, Email, Field, Object, Text, address_fields
from ..resource import Resource

KINDS = ("promoter", "venue", "agency", "label", "sponsor", "vendor", "brand", "other")
PAYMENT_TERMS = ("due_on_receipt", "net_15", "net_30", "net_45", "net_60")

COMPANIES = Resource(
    product="atlvs",
    name="companies",
    noun="company",
    prefix="company_",
    doc="Organisations that a workspace sells to, buys from or works with.",
    fields=(
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="Copper Finch Agency"),
        Field("domain", Text(253), "Internet domain.", filter=True, example="copperfinch.example.org"),
        Field("kind", Choice(KINDS), "What it is to you.", default="other", filter=True, example="agency"),
        Field("billing_email", Email(), "Where invoices go.", example="billing@copperfinch.example.org"),
        Field("address", Object(address_fields()), "Postal address."),
        Field("currency", Currency(), "Currency of its invoices.", default="USD", example="USD"),
        Field(
            "payment_terms",
            Choice(PAYMENT_TERMS),
            "When its invoices are due.",
            default="net_30",
            example="net_30",
        ),
    ),
)
