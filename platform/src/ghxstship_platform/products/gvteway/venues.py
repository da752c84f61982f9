"""Venues: where events take place."""

from __future__ import annotations

from ..fields import Field, Integer, Object, Text, address_fields
from ..resource import Resource

TIMEZONE = Text(
    64, 1, r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}", "Must be an IANA time zone, such as America/New_York"
)

VENUES = Resource(
    product="gvteway",
    name="venues",
    noun="venue",
    prefix="ven_",
    doc="Clubs, theatres, arenas and fields in which events take place.",
    fields=(
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="Northgate Arena"),
        Field("city", Text(100), "City.", filter=True, search=True, example="Portland"),
        Field("address", Object(address_fields()), "Postal address."),
        Field("timezone", TIMEZONE, "IANA time zone.", example="America/New_York"),
        Field("capacity", Integer(1), "How many people it holds.", example=14000),
        Field("venue_type", Text(100), "What it is.", filter=True, example="arena"),
    ),
)
