"""Tickets: issued by orders, passed on, and checked in once."""

from __future__ import annotations

import sqlalchemy as sa

from ...clock import to_text
from ...storage.statements import WORKSPACE, Statement
from ...storage.transaction import Transaction
from .. import records
from ..fields import Currency, Email, Field, Money, Object, Reference, Text, Timestamp, object_schema
from ..resource import Action, DomainEvent, Lifecycle, Record, Resource, invalid_transition, status_field
from .events import EVENTS

LIFECYCLE = Lifecycle(
    start=("valid",),
    ways={
        "valid": ("checked_in", "refunded", "transferred"),
        "checked_in": (),
        "refunded": (),
        "transferred": (),
    },
)

HOLDER = (
    Field("first_name", Text(100), "Given name.", example="Marlo"),
    Field("last_name", Text(100), "Family name.", example="Fennick"),
    Field("email", Email(), "E-mail address.", example="marlo@example.org"),
)

PREVIOUS_HOLDER = {
    **object_schema(HOLDER, creating=False),
    "description": "Whose ticket it was.",
    "examples": [{f.name: f.example for f in HOLDER}],
}

CODE = Text(26, 26, "[0-9A-Z]{26}", "Must be the 26 characters of a ticket's code")


def _require_valid(ticket: Record, to: str) -> None:
    """Raise `INVALID_TRANSITION`, with the first scan when there was one, unless the ticket is valid."""
    if ticket["status"] == "valid":
        return
    if ticket["status"] == "checked_in":
        why = f"This ticket was checked in at {ticket['checked_in_at']}."
        scan = {"checked_in_at": ticket["checked_in_at"], "gate": ticket["gate"]}
        raise invalid_transition("checked_in", to, (), why, **scan)
    raise invalid_transition(ticket["status"], to, ())


def _require_event(tx: Transaction, ticket: Record, to: str, blocked: tuple[str, ...]) -> Record:
    """The ticket's event; raises `INVALID_TRANSITION` when it stands in the way."""
    event = records.get(tx, EVENTS, ticket["event_id"])
    if event["status"] in blocked:
        why = f"The event is {event['status']}."
        raise invalid_transition(ticket["status"], to, (), why, event_status=event["status"])
    return event


def check_in(tx: Transaction, ticket: Record, arguments: Record) -> Record:
    """Admit the holder, once."""
    _require_valid(ticket, "checked_in")
    event = _require_event(tx, ticket, "checked_in", ("cancelled",))
    admitted = {"status": "checked_in", "checked_in_at": to_text(tx.now), "gate": arguments["gate"]}
    after = records.save(tx, TICKETS, ticket, {**ticket, **admitted})
    records.emit(tx, TICKETS, "ticket.checked_in", after, event=event)
    return after


def transfer(tx: Transaction, ticket: Record, arguments: Record) -> Record:
    """Void the ticket and issue a new one with a new code to the new holder; answer with the new one."""
    _require_valid(ticket, "transferred")
    event = _require_event(tx, ticket, "transferred", ("cancelled", "completed"))
    records.save(tx, TICKETS, ticket, {**ticket, "status": "transferred"})
    passed_on = {
        name: ticket[name] for name in ("order_id", "event_id", "ticket_type_id", "price", "currency")
    }
    new = issue(tx, passed_on, arguments["holder"], transferred_from=ticket["id"])
    records.emit(tx, TICKETS, "ticket.transferred", new, event=event, previous_holder=ticket["holder"])
    return new


def issue(tx: Transaction, about: Record, holder: Record, transferred_from: str | None = None) -> Record:
    """Store a valid ticket with a code of its own.

    Parameters
    ----------
    about: order_id, event_id, ticket_type_id, price and currency.
    transferred_from: the id of the ticket that it takes the place of.
    """
    own = {"holder": holder, "code": tx.new_code(), "status": "valid", "transferred_from": transferred_from}
    return records.insert(tx, TICKETS, {**about, **own})


def change_ticket(tx: Transaction, before: Record, after: Record) -> None:
    """The name on a ticket can be corrected as long as it is valid."""
    if after["holder"] != before["holder"] and before["status"] != "valid":
        why = f"The ticket is {before['status']}; its holder can be changed while it is valid."
        raise invalid_transition(
            before["status"], before["status"], LIFECYCLE.ways[before["status"]], why, field="holder"
        )


TICKETS = Resource(
    product="gvteway",
    name="tickets",
    noun="ticket",
    prefix="tkt_",
    doc="Issued by completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new "
        "valid one with a new code, so that the old code admits nobody.",
    lifecycle=LIFECYCLE,
    operations=("retrieve", "list", "update", "export"),
    change=change_ticket,
    actions=(
        Action("check-in", "Admit the holder of a valid ticket", check_in, errors=("INVALID_TRANSITION",), fields=(
            Field("gate", Text(100, 1), "Where it was scanned.", example="North 2"),
        )),
        Action("transfer", "Pass a valid ticket on to somebody else; answers with the new ticket", transfer,
               status=201, errors=("INVALID_TRANSITION",), fields=(
            Field("holder", Object(HOLDER), "Who gets it.", required=True),
        )),
    ),
    events=(
        DomainEvent("ticket.checked_in", "Ticket was scanned and its holder admitted", {"event": EVENTS}),
        DomainEvent("ticket.transferred", "Ticket was passed on: the new ticket, whose `transferred_from` is void",
                    {"event": EVENTS, "previous_holder": PREVIOUS_HOLDER}),
    ),
    fields=(
        Field("order_id", Reference("gvteway.orders", "ord_"), "The order that it was sold by.", required=True,
              writable="never", filter=True),
        Field("event_id", Reference("gvteway.events", "evt_"), "The event that it admits to.", required=True,
              writable="never", filter=True),
        Field("ticket_type_id", Reference("gvteway.ticket-types", "tt_"), "What was sold.", required=True,
              writable="never", filter=True),
        Field("holder", Object(HOLDER), "Who it is for; at first the customer."),
        Field("code", CODE, "What the holder shows at the gate; nobody can guess it.", required=True, writable="never",
              unique=True, filter=True, example="7ZK4Q0M1V9XTB2C8RWH3DNE5JS"),
        status_field(LIFECYCLE, "A ticket admits while it is valid.", writable="never"),
        Field("price", Money(), "What was paid for it.", required=True, writable="never", example=45),
        Field("currency", Currency(), "Currency of the price.", required=True, writable="never", example="USD"),
        Field("checked_in_at", Timestamp(), "When it was scanned.", writable="never"),
        Field("gate", Text(100), "Where it was scanned.", writable="never"),
        Field("transferred_from", Text(64), "The id of the ticket that it replaces.", writable="never"),
    ),
)  # fmt: skip

_TABLE = TICKETS.table.c
OF_ORDER = Statement(
    sa.select(_TABLE.doc)
    .where(
        _TABLE.workspace_id == WORKSPACE,
        _TABLE.order_id == sa.bindparam("order_id"),
        _TABLE.deleted_at.is_(None),
    )
    .order_by(_TABLE.id)
)
