"""Ticket types: what an event sells, at which price, and how many of it."""

from __future__ import annotations

import sqlalchemy as sa

from ...errors import PlatformError, detail, validation_error
from ...storage.statements import WORKSPACE, Statement
from ...storage.transaction import Transaction
from .. import records
from ..fields import Currency, Field, Integer, Money, Reference, Text, Timestamp
from ..resource import Record, Resource
from . import events, stock


def _check_window(ticket_type: Record) -> None:
    start, end = ticket_type["sales_start_at"], ticket_type["sales_end_at"]
    if start is not None and end is not None and end <= start:
        raise validation_error(detail("sales_end_at", "Must be later than sales_start_at"))


def _event_of(tx: Transaction, ticket_type: Record) -> Record:
    return records.get(tx, events.EVENTS, ticket_type["event_id"])


def prepare_ticket_type(tx: Transaction, ticket_type: Record) -> None:
    """Work out what a new type can sell; an event that is over gets none."""
    _check_window(ticket_type)
    event = _event_of(tx, ticket_type)
    if event["status"] in ("completed", "cancelled"):
        raise validation_error(detail("event_id", f"The event is {event['status']}"))
    ticket_type["available"] = stock.open_to(tx, event, ticket_type)


def ticket_type_created(tx: Transaction, ticket_type: Record) -> None:
    """An event that was sold out may be on sale again."""
    event = _event_of(tx, ticket_type)
    if event["status"] == "sold_out":
        stock.load(tx, event).store(tx)


def change_ticket_type(tx: Transaction, before: Record, after: Record) -> None:
    """Keep the quantity above what is sold and held."""
    _check_window(after)
    if after["quantity"] != before["quantity"]:
        taken = after["sold"] + after["held"]
        if after["quantity"] < taken:
            message = f"Must be at least {taken}, which are sold or held"
            raise validation_error(detail("quantity", message, minimum=taken))
        after["available"] = stock.open_to(tx, _event_of(tx, after), after)


def ticket_type_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Another quantity may sell the event out, or put it on sale again."""
    if after["quantity"] == before["quantity"]:
        return
    event = _event_of(tx, after)
    # While this type has places that are not sold, the event can only leave `sold_out`.
    if event["status"] == "sold_out" or after["sold"] == after["quantity"]:
        stock.load(tx, event).store(tx)


def remove_ticket_type(tx: Transaction, ticket_type: Record) -> None:
    """What is sold or held keeps its type; without this one the event may be sold out."""
    if ticket_type["sold"] or ticket_type["held"]:
        entry = detail("id", f"{ticket_type['sold']} are sold and {ticket_type['held']} held",
                       sold=ticket_type["sold"], held=ticket_type["held"])  # fmt: skip
        raise PlatformError("RESOURCE_IN_USE", "Tickets of this type are sold or held.", [entry])
    places = stock.load(tx, _event_of(tx, ticket_type))
    del places.types[ticket_type["id"]]
    places.store(tx)


TICKET_TYPES = Resource(
    product="gvteway",
    name="ticket-types",
    noun="ticket_type",
    prefix="tt_",
    doc="What an event sells. `available` is exact: what an order can take now, by the type's quantity and by the "
        "event's capacity, which several types may share.",
    prepare=prepare_ticket_type,
    created=ticket_type_created,
    change=change_ticket_type,
    changed=ticket_type_changed,
    remove=remove_ticket_type,
    fields=(
        Field("event_id", Reference("gvteway.events", "evt_"), "The event it admits to.", required=True,
              writable="create", filter=True),
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="General admission"),
        Field("description", Text(2000), "What it includes.", example="Standing, all evening."),
        Field("price", Money(), "Price of one ticket.", required=True, example=45),
        Field("currency", Currency(), "Currency of the price.", default="USD", writable="create", example="USD"),
        Field("quantity", Integer(1, 10_000_000), "How many there are.", required=True, example=500),
        Field("sold", Integer(0), "How many are sold.", default=0, writable="never", example=120),
        Field("held", Integer(0), "How many are held by pending orders.", default=0, writable="never", example=4),
        Field("available", Integer(0), "How many can be ordered now.", default=0, writable="never", example=376),
        Field("max_per_order", Integer(1, 1000), "The most that one order may take; null: no such limit.", example=8),
        Field("sales_start_at", Timestamp(), "When its sale begins.", example="2026-11-01T15:00:00.000Z"),
        Field("sales_end_at", Timestamp(), "When its sale ends.", example="2026-12-18T19:00:00.000Z"),
    ),
)  # fmt: skip

_TABLE = TICKET_TYPES.table.c
OF_EVENT = Statement(
    sa.select(_TABLE.doc)
    .where(
        _TABLE.workspace_id == WORKSPACE,
        _TABLE.event_id == sa.bindparam("event_id"),
        _TABLE.deleted_at.is_(None),
    )
    .order_by(_TABLE.id)
)
