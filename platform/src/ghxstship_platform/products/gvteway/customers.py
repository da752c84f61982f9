"""Customers: the people who buy tickets."""

from __future__ import annotations

from ..fields import Boolean, Email, Field, Text
from ..resource import Resource

CUSTOMERS = Resource(
    product="gvteway",
    name="customers",
    noun="customer",
    prefix="cust_",
    doc="People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order "
        "finds or creates its customer by it.",
    fields=(
        Field("email", Email(), "E-mail address, unique per workspace.", required=True, unique=True, filter=True,
              search=True, example="marlo@example.org"),
        Field("first_name", Text(100), "Given name.", search=True, example="Marlo"),
        Field("last_name", Text(100), "Family name.", search=True, example="Fennick"),
        Field("phone", Text(40), "Telephone number.", example="+1-555-0142"),
        Field("marketing_opt_in", Boolean(), "Whether the person agreed to be written to.", default=False, filter=True,
              example=True),
    ),
)  # fmt: skip
