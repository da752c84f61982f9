"""Contacts: the people at the companies."""

from __future__ import annotations

from ..fields import Email, Field, Reference, Text
from ..resource import Resource

CONTACTS = Resource(
    product="atlvs",
    name="contacts",
    noun="contact",
    prefix="contact_",
    doc="People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.",
    fields=(
        Field("first_name", Text(100), "Given name.", search=True, example="Rowan"),
        Field("last_name", Text(100), "Family name.", search=True, example="Castellane"),
        Field("email", Email(), "E-mail address, unique per workspace.", unique=True, filter=True, search=True,
              example="rowan@copperfinch.example.org"),
        Field("phone", Text(40), "Telephone number.", example="+1-555-0100"),
        Field("company_id", Reference("atlvs.companies", "company_"), "Where the person works.", filter=True),
        Field("source", Text(100), "Where the contact came from.", filter=True, example="referral"),
    ),
)  # fmt: skip
