"""Crew: the people who can be assigned to projects."""

from __future__ import annotations

from ..fields import Currency, Email, Field, Listing, Money, Text
from ..resource import Lifecycle, Resource, status_field

# Who has been taken on never becomes an applicant again; who has left can come back.
LIFECYCLE = Lifecycle(
    start=("pending", "active", "on_leave", "inactive"),
    ways={
        "pending": ("active", "inactive"),
        "active": ("on_leave", "inactive"),
        "on_leave": ("active", "inactive"),
        "inactive": ("active",),
    },
)

CREW = Resource(
    product="compvss",
    name="crew",
    noun="crew_member",
    prefix="crew_",
    doc="People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.",
    lifecycle=LIFECYCLE,
    fields=(
        Field("first_name", Text(100, 1), "Given name.", required=True, search=True, example="Imani"),
        Field("last_name", Text(100, 1), "Family name.", required=True, search=True, example="Okonkwo"),
        Field("email", Email(), "E-mail address, unique per workspace.", unique=True, filter=True, search=True,
              example="imani@harborlights.example.org"),
        Field("phone", Text(40), "Telephone number.", example="+1-555-0117"),
        Field("role", Text(100, 1), "What the person does.", required=True, filter=True, example="FOH engineer"),
        Field("department", Text(100), "Department.", filter=True, example="audio"),
        Field("skills", Listing(Text(60, 1), 50), "Skills.", default=[], example=["line array", "RF coordination"]),
        Field("day_rate", Money(), "Price of a day.", example=650),
        Field("hourly_rate", Money(), "Price of an hour.", example=72.5),
        Field("currency", Currency(), "Currency of the rates.", default="USD", example="USD"),
        Field("home_base", Text(200), "Where the person travels from.", example="Portland, ME"),
        status_field(LIFECYCLE, "Pending until taken on; an inactive person cannot be assigned."),
    ),
)  # fmt: skip
