"""Orders: places of one event, taken at once or held for a while, paid for, and given back.

An order takes all of its places or none. A hold that has run out gives its places back with the next order for the
event or with the sweep, whichever comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from ... import money
from ...clock import MINUTE, from_text, to_text
from ...errors import PlatformError, detail, validation_error
from ...storage.schema import WORKSPACES
from ...storage.statements import WORKSPACE, Statement
from ...storage.transaction import Transaction
from .. import records
from ..fields import (
    Boolean,
    Currency,
    Email,
    Field,
    Integer,
    Listing,
    Money,
    Object,
    OneOf,
    Reference,
    Text,
    Timestamp,
)
from ..resource import Action, DomainEvent, Lifecycle, Record, Resource, invalid_transition, status_field
from . import stock, tickets
from .customers import CUSTOMERS
from .events import EVENTS, related
from .events import LIFECYCLE as EVENT_LIFECYCLE
from .tickets import TICKETS
from .venues import VENUES

HOLD_MINUTES = 15
MAX_TICKETS = 1000

LIFECYCLE = Lifecycle(
    start=("pending", "completed"),
    ways={
        "pending": ("completed", "expired", "cancelled"),
        "completed": ("partially_refunded", "refunded"),
        "partially_refunded": ("partially_refunded", "refunded"),
        "expired": (),
        "cancelled": (),
        "refunded": (),
    },
)

BUYER = (
    Field(
        "email",
        Email(),
        "E-mail address; finds the customer, or creates one.",
        required=True,
        example="marlo@example.org",
    ),
    Field("first_name", Text(100), "Given name.", example="Marlo"),
    Field("last_name", Text(100), "Family name.", example="Fennick"),
    Field("phone", Text(40), "Telephone number.", example="+1-555-0142"),
    Field("marketing_opt_in", Boolean(), "Whether the person agreed to be written to.", example=True),
)

ITEM = (
    Field("ticket_type_id", Reference("gvteway.ticket-types", "tt_"), "What is ordered.", required=True),
    Field("quantity", Integer(1, MAX_TICKETS), "How many.", required=True, example=2),
    Field(
        "name",
        Text(200),
        "Name of the ticket type.",
        required=True,
        writable="never",
        example="General admission",
    ),
    Field(
        "unit_price",
        Money(),
        "Price of one when it was ordered.",
        required=True,
        writable="never",
        example=45,
    ),
)


def place_order(tx: Transaction, values: Record) -> Record:
    """Take the places and store the order: completed with its tickets, or pending until its hold runs out.

    Raises `SOLD_OUT` with what is available, `INVALID_TRANSITION` when the event is not on sale, and
    `VALIDATION_ERROR` for what can never be ordered like this.
    """
    event = _event_on_sale(tx, values["event_id"])
    records.require_unique(tx, ORDERS, values)
    places = stock.load(tx, event)
    _expire(tx, places, records.find(tx, DUE_OF_EVENT, event_id=event["id"], now=tx.now))
    items, currency, total = _price(tx, places, values["items"])
    _require_places(places, items)
    customer = _customer(tx, values["customer"])
    complete = bool(values.get("complete"))
    held_until = tx.now + (values.get("hold_minutes") or HOLD_MINUTES) * MINUTE
    _move(places, items, **({"sold": 1} if complete else {"held": 1}))
    order = records.insert(tx, ORDERS, {
        **values,
        "customer_id": customer["id"],
        "items": items,
        "status": "completed" if complete else "pending",
        "currency": currency,
        "subtotal": total,
        "total": total,
        "refunded_amount": 0,
        "completed_at": to_text(tx.now) if complete else None,
        "expires_at": None if complete else to_text(held_until),
    })  # fmt: skip
    if complete:
        _deliver(tx, order, event, customer)
    places.store(tx)
    return order


def complete_order(tx: Transaction, order: Record, arguments: Record) -> Record:
    """Turn a hold into a sale and issue its tickets."""
    _require_pending(order, "completed")
    if from_text(order["expires_at"]) <= tx.now:
        raise invalid_transition(
            "expired", "completed", (), f"The hold ran out at {order['expires_at']}; order again."
        )
    event = records.get(tx, EVENTS, order["event_id"])
    if event["status"] not in ("on_sale", "sold_out"):
        raise _not_on_sale(event)
    places = stock.load(tx, event)
    _move(places, order["items"], held=-1, sold=1)
    sold = {"status": "completed", "completed_at": to_text(tx.now), "expires_at": None}
    order = records.save(tx, ORDERS, order, {**order, **sold})
    _deliver(tx, order, event, records.get(tx, CUSTOMERS, order["customer_id"]))
    places.store(tx)
    return order


def cancel_order(tx: Transaction, order: Record, arguments: Record) -> Record:
    """Let go of a hold."""
    _require_pending(order, "cancelled")
    places = stock.load(tx, records.get(tx, EVENTS, order["event_id"]))
    order = _release(tx, places, order, "cancelled")
    places.store(tx)
    return order


def refund_order(tx: Transaction, order: Record, arguments: Record) -> Record:
    """Take tickets back and free their places: those asked for, or all that are still valid."""
    if order["status"] not in ("completed", "partially_refunded"):
        raise invalid_transition(order["status"], "refunded", LIFECYCLE.ways[order["status"]])
    issued = {t["id"]: t for t in records.find(tx, tickets.OF_ORDER, order_id=order["id"])}
    chosen = _to_refund(order, issued, arguments["ticket_ids"])
    event = records.get(tx, EVENTS, order["event_id"])
    places = stock.load(tx, event)
    returned = [records.save(tx, TICKETS, t, {**t, "status": "refunded"}) for t in chosen]
    for ticket in returned:
        places.types[ticket["ticket_type_id"]]["sold"] -= 1
    currency = order["currency"]
    amount = sum(money.to_minor(t["price"], currency) for t in returned)
    refunded = money.to_minor(order["refunded_amount"], currency) + amount
    kept = sum(t["status"] in ("valid", "checked_in") for t in issued.values()) - len(returned)
    order = records.save(tx, ORDERS, order, {
        **order,
        "status": "partially_refunded" if kept else "refunded",
        "refunded_amount": money.to_major(refunded, currency),
    })  # fmt: skip
    customer = records.get(tx, CUSTOMERS, order["customer_id"])
    more = {"tickets": returned, "amount": money.to_major(amount, currency), **related(tx, event)}
    records.emit(tx, ORDERS, "ticket.refunded", order, event=event, customer=customer, **more)
    places.store(tx)
    return order


def expire_holds(tx: Transaction, limit: int = 500) -> int:
    """Expire the holds of the workspace that have run out, the oldest first.

    Parameters
    ----------
    limit: the most orders of one write; when as many are returned there may be more.

    Returns how many orders expired.
    """
    due = records.find(tx, DUE, now=tx.now, limit=limit)
    for event_id in dict.fromkeys(order["event_id"] for order in due):
        places = stock.load(tx, records.get(tx, EVENTS, event_id))
        _expire(tx, places, [order for order in due if order["event_id"] == event_id])
        places.store(tx)
    return len(due)


def _event_on_sale(tx: Transaction, event_id: str) -> Record:
    row = tx.row(records.sql_of(EVENTS).get, record_id=event_id)
    if row is None:
        raise validation_error(detail("event_id", f"No event with the id {event_id} in this workspace"))
    event = records.loads(row[0])
    # Of a sold-out event the buyer learns what is available, which a hold that runs out may change.
    if event["status"] not in ("on_sale", "sold_out"):
        raise _not_on_sale(event)
    return event


def _not_on_sale(event: Record) -> PlatformError:
    why = f"The event is {event['status']}; tickets are sold while it is on_sale."
    return invalid_transition(
        event["status"],
        "on_sale",
        EVENT_LIFECYCLE.ways[event["status"]],
        why,
        field="event_id",
        event_id=event["id"],
    )


def _price(
    tx: Transaction, places: stock.Stock, wanted: list[Record]
) -> tuple[list[Record], str, money.Amount]:
    """The items with names and prices, their currency and their total; all that is wrong with them at once."""
    errors = []
    items: list[Record] = []
    first: dict[str, int] = {}
    for index, item in enumerate(wanted):
        path, key, quantity = f"items.{index}", item["ticket_type_id"], item["quantity"]
        kind = places.types.get(key)
        if kind is None:
            errors.append(detail(f"{path}.ticket_type_id", f"No ticket type of this event has the id {key}"))
            continue
        if first.setdefault(key, index) != index:
            message = f"Is in items.{first[key]} already; give one entry with the sum"
            errors.append(detail(f"{path}.ticket_type_id", message))
        if kind["max_per_order"] is not None and quantity > kind["max_per_order"]:
            errors.append(detail(f"{path}.quantity", f"Must be at most {kind['max_per_order']} per order"))
        start, end = kind["sales_start_at"], kind["sales_end_at"]
        if start is not None and tx.now < from_text(start):
            errors.append(detail(f"{path}.ticket_type_id", f"Its sale begins at {start}"))
        if end is not None and tx.now >= from_text(end):
            errors.append(detail(f"{path}.ticket_type_id", f"Its sale ended at {end}"))
        items.append({**item, "name": kind["name"], "unit_price": kind["price"]})
    if not errors and sum(item["quantity"] for item in items) > MAX_TICKETS:
        errors.append(detail("items", f"Must be at most {MAX_TICKETS} tickets in all"))
    currencies = sorted({places.types[item["ticket_type_id"]]["currency"] for item in items})
    if not errors and len(currencies) > 1:
        errors.append(detail("items", f"Must be of one currency, not {' and '.join(currencies)}"))
    if errors:
        raise validation_error(*errors)
    currency = currencies[0]
    total = sum(money.to_minor(item["unit_price"], currency) * item["quantity"] for item in items)
    if total > money.LIMIT:
        raise validation_error(detail("items", "Cost more than an order can be"))
    return items, currency, money.to_major(total, currency)


def _require_places(places: stock.Stock, items: list[Record]) -> None:
    """Raise `SOLD_OUT` naming every item that too little is left for, given those before it."""
    short = []
    capacity = places.event["capacity"]
    shared = None if capacity is None else capacity - places.taken
    for index, item in enumerate(items):
        key = item["ticket_type_id"]
        available = places.left(places.types[key])
        if shared is not None:
            available = min(available, shared)
        if item["quantity"] > available:
            message = f"Only {available} of {item['name']} left" if available else f"No {item['name']} left"
            short.append(detail(f"items.{index}.quantity", message, ticket_type_id=key, available=available))
        elif shared is not None:
            shared -= item["quantity"]
    if short:
        raise PlatformError("SOLD_OUT", f"{short[0]['message']}.", short)


def _customer(tx: Transaction, given: str | Record) -> Record:
    """The customer with this id, or the one with this e-mail address: found and completed, or created."""
    if isinstance(given, str):
        row = tx.row(records.sql_of(CUSTOMERS).get, record_id=given)
        if row is None:
            raise validation_error(detail("customer", f"No customer with the id {given} in this workspace"))
        return records.loads(row[0])
    found = records.find(tx, BY_EMAIL, email=given["email"].lower())
    if not found:
        return records.insert(tx, CUSTOMERS, {**given, "marketing_opt_in": bool(given["marketing_opt_in"])})
    # What the order leaves out stays, and so does the address as it was first written.
    told = {name: value for name, value in given.items() if value is not None and name != "email"}
    return records.save(tx, CUSTOMERS, found[0], {**found[0], **told})


def _move(places: stock.Stock, items: Iterable[Record], *, sold: int = 0, held: int = 0) -> None:
    for item in items:
        ticket_type = places.types[item["ticket_type_id"]]
        ticket_type["sold"] += sold * item["quantity"]
        ticket_type["held"] += held * item["quantity"]


def _release(tx: Transaction, places: stock.Stock, order: Record, status: str) -> Record:
    _move(places, order["items"], held=-1)
    return records.save(tx, ORDERS, order, {**order, "status": status})


def _expire(tx: Transaction, places: stock.Stock, due: Iterable[Record]) -> None:
    for order in due:
        _release(tx, places, order, "expired")


def _deliver(tx: Transaction, order: Record, event: Record, customer: Record) -> None:
    """Issue the tickets of a completed order and announce the purchase."""
    holder = {name: customer[name] for name in ("first_name", "last_name", "email")}
    issued = [
        tickets.issue(tx, {
            "order_id": order["id"],
            "event_id": order["event_id"],
            "ticket_type_id": item["ticket_type_id"],
            "price": item["unit_price"],
            "currency": order["currency"],
        }, holder)
        for item in order["items"]
        for _ in range(item["quantity"])
    ]  # fmt: skip
    more = {"tickets": issued, "customer": customer, **related(tx, event)}
    records.emit(tx, ORDERS, "ticket.purchased", order, event=event, **more)


def _require_pending(order: Record, to: str) -> None:
    if order["status"] != "pending":
        raise invalid_transition(order["status"], to, LIFECYCLE.ways[order["status"]])


def _to_refund(order: Record, issued: dict[str, Record], wanted: list[str] | None) -> list[Record]:
    """The tickets to refund; raises when one is not of this order, named twice, or no longer valid."""
    if wanted is None:
        chosen = [t for t in issued.values() if t["status"] == "valid"]
        if not chosen:
            why = "No ticket of this order is valid any more; what was checked in cannot be refunded."
            raise invalid_transition(order["status"], "refunded", (), why)
        return chosen
    errors = []
    repeated = [key for key, count in Counter(wanted).items() if count > 1]
    errors += [detail("ticket_ids", f"{key} is named more than once") for key in repeated]
    for index, key in enumerate(wanted):
        if key not in issued:
            errors.append(detail(f"ticket_ids.{index}", f"No ticket of this order has the id {key}"))
    if errors:
        raise validation_error(*errors)
    for index, key in enumerate(wanted):
        status = issued[key]["status"]
        if status != "valid":
            ways = tickets.LIFECYCLE.ways[status]
            raise invalid_transition(status, "refunded", ways, field=f"ticket_ids.{index}", ticket_id=key)
    return [issued[key] for key in wanted]


ORDERS = Resource(
    product="gvteway",
    name="orders",
    noun="order",
    prefix="ord_",
    doc="Places of one event, all or none. With `complete` an order is a sale in one step; without it is `pending` and "
        "holds its places until `expires_at`, to be completed or cancelled by then.",
    lifecycle=LIFECYCLE,
    operations=("create", "retrieve", "list", "update", "batch", "export"),
    create=place_order,
    errors=("SOLD_OUT", "INVALID_TRANSITION"),
    actions=(
        Action("complete", "Turn a hold into a sale and issue its tickets", complete_order,
               errors=("INVALID_TRANSITION",)),
        Action("cancel", "Let go of a hold", cancel_order, errors=("INVALID_TRANSITION",)),
        Action("refund", "Refund all valid tickets, or some, and free their places", refund_order,
               errors=("INVALID_TRANSITION",), fields=(
            Field("ticket_ids", Listing(Reference("gvteway.tickets", "tkt_"), MAX_TICKETS, 1),
                  "Which tickets; left out: all that are valid."),
        )),
    ),
    events=(
        DomainEvent("ticket.purchased", "Ticket sale completed", {
            "event": EVENTS, "venue": VENUES, "tickets": [TICKETS], "customer": CUSTOMERS,
        }),
        DomainEvent("ticket.refunded", "Tickets were refunded and their places freed", {
            "event": EVENTS, "venue": VENUES, "tickets": [TICKETS], "customer": CUSTOMERS,
            "amount": {"type": "number", "description": "What these tickets cost, in the order's currency.",
                       "examples": [45]},
        }),
    ),
    fields=(
        Field("event_id", Reference("gvteway.events", "evt_"), "The event that it is for.", required=True,
              writable="create", filter=True),
        Field("customer", OneOf(Reference("gvteway.customers", "cust_"), Object(BUYER)),
              "Who orders: a customer's id, or fields to find or create one by e-mail address.", required=True,
              writable="create", input_only=True),
        Field("customer_id", Reference("gvteway.customers", "cust_"), "Who ordered.", required=True, writable="never",
              filter=True),
        Field("items", Listing(Object(ITEM), 20, 1), "What is ordered: ticket types of the event, each once.",
              required=True, writable="create"),
        Field("complete", Boolean(), "Sell at once instead of holding.", default=False, writable="create",
              input_only=True),
        Field("hold_minutes", Integer(1, 60), "How long a pending order holds its places.", default=HOLD_MINUTES,
              writable="create", input_only=True),
        status_field(LIFECYCLE, "Moved by the order's actions.", writable="never"),
        Field("currency", Currency(), "Currency of the amounts.", required=True, writable="never", example="USD"),
        Field("subtotal", Money(), "Sum of the items.", required=True, writable="never", example=90),
        Field("total", Money(), "What is to be paid.", required=True, writable="never", example=90),
        Field("refunded_amount", Money(), "What was refunded.", default=0, writable="never", example=0),
        Field("notes", Text(10_000), "Notes.", example="Picks up at the box office."),
        Field("expires_at", Timestamp(), "When the hold runs out.", writable="never", column=True),
        Field("completed_at", Timestamp(), "When it was completed.", writable="never"),
    ),
    indexes=(("event_id", "status", "expires_at"), ("status", "expires_at")),
)  # fmt: skip

_TABLE = ORDERS.table.c
_IS_DUE = sa.and_(
    _TABLE.status == "pending", _TABLE.expires_at <= sa.bindparam("now"), _TABLE.deleted_at.is_(None)
)
DUE = Statement(
    sa.select(_TABLE.doc)
    .where(_TABLE.workspace_id == WORKSPACE, _IS_DUE)
    .order_by(_TABLE.expires_at, _TABLE.id)
    .limit(sa.bindparam("limit", type_=sa.Integer()))
)
DUE_OF_EVENT = Statement(
    sa.select(_TABLE.doc)
    .where(_TABLE.workspace_id == WORKSPACE, _TABLE.event_id == sa.bindparam("event_id"), _IS_DUE)
    .order_by(_TABLE.id)
)
WORKSPACES_WITH_DUE_HOLDS = Statement(
    sa.select(WORKSPACES.c.id).where(
        sa.exists().where(_TABLE.workspace_id == WORKSPACES.c.id, _IS_DUE).correlate(WORKSPACES)
    ),
    across_workspaces="sweep of expired holds",
)
"""The ids of the workspaces that `expire_holds` has work in at `now` (epoch ms)."""

_CUSTOMER = CUSTOMERS.table.c
BY_EMAIL = Statement(
    sa.select(_CUSTOMER.doc).where(
        _CUSTOMER.workspace_id == WORKSPACE,
        _CUSTOMER.email == sa.bindparam("email"),
        _CUSTOMER.deleted_at.is_(None),
    )
)
