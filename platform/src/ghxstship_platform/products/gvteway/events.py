"""Events: shows that tickets are sold for, from the first draft to the last guest."""

from __future__ import annotations

from ...errors import detail, validation_error
from ...storage.transaction import Transaction
from .. import records
from ..fields import Field, Integer, Listing, Reference, Text, Timestamp
from ..resource import DomainEvent, Lifecycle, Record, Resource, status_field
from . import stock
from .venues import TIMEZONE, VENUES

# sold_out is no way of anybody's: the platform goes there with the last place sold, and back when one is free again.
LIFECYCLE = Lifecycle(
    start=("draft", "published", "on_sale"),
    ways={
        "draft": ("published", "on_sale", "cancelled"),
        "published": ("on_sale", "completed", "cancelled"),
        "on_sale": ("completed", "cancelled"),
        "sold_out": ("completed", "cancelled"),
        "completed": (),
        "cancelled": (),
    },
)

TOTAL_SOLD = {"type": "integer", "description": "How many places are sold.", "examples": [2800]}


def related(tx: Transaction, event: Record) -> Record:
    """What the events of the trade carry beside an event: its `venue`, if it has one."""
    return {"venue": records.get(tx, VENUES, event["venue_id"])} if event["venue_id"] else {}


def check_event(tx: Transaction, event: Record) -> None:
    """An event ends after it begins."""
    # Times on the wire are all UTC of one length, so that they sort as text.
    if event["ends_at"] is not None and event["ends_at"] <= event["starts_at"]:
        raise validation_error(detail("ends_at", "Must be later than starts_at"))


def event_created(tx: Transaction, event: Record) -> None:
    """Announce an event that begins in public."""
    if event["status"] != "draft":
        records.emit(tx, EVENTS, "event.published", event, **related(tx, event))


def change_event(tx: Transaction, before: Record, after: Record) -> None:
    """Keep the capacity above what is sold and held; another capacity may sell the event out, or end that."""
    check_event(tx, after)
    if after["capacity"] != before["capacity"] or after["status"] == "on_sale" != before["status"]:
        places = stock.load(tx, after)
        if after["capacity"] is not None and after["capacity"] < places.taken:
            message = f"Must be at least {places.taken}, which are sold or held"
            raise validation_error(detail("capacity", message, minimum=places.taken))
        after["status"] = places.status


def event_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Announce publication, sell-out and cancellation; another capacity changes what the types have available."""
    if before["status"] == "draft" and after["status"] in ("published", "on_sale"):
        records.emit(tx, EVENTS, "event.published", after, **related(tx, after))
    if after["status"] == "cancelled" != before["status"]:
        records.emit(tx, EVENTS, "event.cancelled", after, **related(tx, after))
    if after["capacity"] != before["capacity"]:
        places = stock.load(tx, after)
        places.store(tx)
        if after["status"] == "sold_out" != before["status"]:
            announce_sold_out(tx, after, places.sold)


def announce_sold_out(tx: Transaction, event: Record, total: int) -> None:
    """Emit `event.sold_out` with the total of places sold."""
    records.emit(tx, EVENTS, "event.sold_out", event, total_sold=total, **related(tx, event))


EVENTS = Resource(
    product="gvteway",
    name="events",
    noun="event",
    prefix="evt_",
    doc="Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and on "
        "sale again when one is refunded or added: both happen by themselves.",
    lifecycle=LIFECYCLE,
    prepare=check_event,
    created=event_created,
    change=change_event,
    changed=event_changed,
    events=(
        DomainEvent("event.published", "Event became public, or went on sale straight from a draft", {"venue": VENUES}),
        DomainEvent("event.sold_out", "Event sold its last place", {"venue": VENUES, "total_sold": TOTAL_SOLD}),
        DomainEvent("event.cancelled", "Event was cancelled; orders and check-in are blocked", {"venue": VENUES}),
    ),
    fields=(
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="Aurora Drift: opening night"),
        Field("description", Text(10_000), "What happens there.", example="Three hours of ambient guitar."),
        Field("genre", Text(100), "Genre.", filter=True, search=True, example="ambient"),
        Field("venue_id", Reference("gvteway.venues", "ven_"), "Where it takes place.", filter=True),
        Field("city", Text(100), "City.", filter=True, search=True, example="Portland"),
        Field("starts_at", Timestamp(), "When it begins.", required=True, column=True,
              example="2026-12-18T20:00:00.000Z"),
        Field("ends_at", Timestamp(), "When it ends.", example="2026-12-18T23:00:00.000Z"),
        Field("timezone", TIMEZONE, "IANA time zone of the place.", example="America/New_York"),
        Field("capacity", Integer(1), "How many places there are over all ticket types; null: as many as they have.",
              example=2800),
        Field("tags", Listing(Text(50, 1), 20), "Words to group events by.", default=[], example=["all-ages"]),
        status_field(LIFECYCLE, "Where it stands; `sold_out` is set and taken back by the platform."),
    ),
)  # fmt: skip
