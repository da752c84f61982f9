"""Venues, events and what was sold for them: customers, orders, tickets and who came."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa

from ..clock import DAY, HOUR, MINUTE, to_text
from ..products import records
from ..products.gvteway import tickets
from ..products.gvteway.events import EVENTS
from ..products.gvteway.orders import ORDERS, expire_holds
from ..products.gvteway.ticket_types import TICKET_TYPES
from ..products.gvteway.tickets import TICKETS
from ..products.gvteway.venues import VENUES
from ..products.resource import Record
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from . import words
from .timeline import Story
from .world import World, act, change, create

_VENUES = (
    ("The Coal Store at Quay Nine", "club", 350), ("Harbor Street Ballroom", "ballroom", 1_200),
    ("Saltglass Theatre", "theatre", 2_800), ("Millpond Pavilion", "pavilion", 6_500),
    ("Northgate Arena", "arena", 14_000), ("Saltmarsh Meadows", "festival field", 25_000),
)  # fmt: skip
_TIMEZONE = "America/New_York"
_CITY = "Port Calder"

_GATES = ("North 1", "North 2", "Harbor side", "Box office")
_HOLD = 15 * MINUTE

# How many tickets an order takes: 2.2 on average.
_SIZES, _SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6, 8), (36, 43, 10, 8, 1, 1, 1)
_NEW_CUSTOMER = 0.79
_OPT_IN = 0.55
_EXPIRED = 0.013
_REFUNDED = 0.028
_TRANSFERRED = 0.017
_SHOW_UP = 0.925


@dataclass(frozen=True)
class _Kind:
    """A ticket type: how many there are, and how many are sold by today."""

    name: str
    price: float
    quantity: int
    sold: int = 0


@dataclass(frozen=True)
class _Show:
    """An event: when it begins (days from today), since when it is on sale, how it stands today."""

    name: str
    genre: str
    venue: int
    starts: float
    on_sale: float
    status: str
    kinds: tuple[_Kind, ...]


_EARLY, _GA, _VIP, _BACKSTAGE = (
    ("Early bird", 32),
    ("General admission", 39.5),
    ("VIP", 150),
    ("Backstage", 350),
)
_FRONT, _RESERVED, _COMP = ("Reserved front", 120), ("Reserved", 65), ("Guest list", 0)

_SHOWS = (
    _Show("Glass Orchard: album release", "indie", 1, -46, -118, "completed",
          (_Kind(*_EARLY, 120, 120), _Kind(*_GA, 1_020, 900), _Kind(*_VIP, 60, 55))),
    _Show("Velvet Almanac in concert", "jazz", 2, -17, -96, "completed",
          (_Kind(*_FRONT, 300, 140), _Kind(*_RESERVED, 2_000, 680), _Kind(*_COMP, 50, 40))),
    _Show("The Tin Meridian: club night", "electronic", 0, 9, -71, "sold_out",
          (_Kind(*_EARLY, 60, 60), _Kind(*_GA, 250, 250), _Kind(*_VIP, 30, 30), _Kind(*_COMP, 10, 10))),
    _Show("Salt & Ember: winter ballroom", "folk", 1, 24, -64, "sold_out",
          (_Kind(*_EARLY, 200, 200), _Kind(*_GA, 900, 900), _Kind("Balcony", 65, 100, 100))),
    _Show("Midnight Cartography: the atlas tour", "ambient", 2, 15, -58, "on_sale",
          (_Kind(*_FRONT, 300, 90), _Kind(*_RESERVED, 1_800, 300), _Kind(*_VIP, 40, 37))),
    _Show("Saffron Radio: pavilion special", "pop", 3, 38, -44, "on_sale",
          (_Kind(*_EARLY, 120, 120), _Kind(*_GA, 5_500, 360), _Kind(*_VIP, 150, 40), _Kind(*_BACKSTAGE, 20, 8))),
    _Show("Northern Static: arena run", "rock", 4, 61, -37, "on_sale",
          (_Kind(*_FRONT, 4_000, 120), _Kind(*_RESERVED, 9_000, 190), _Kind(*_VIP, 300, 30))),
    _Show("Saltmarsh Weekender", "festival", 5, 120, -52, "on_sale",
          (_Kind(*_EARLY, 120, 120), _Kind(*_GA, 20_000, 180), _Kind(*_BACKSTAGE, 60, 12))),
    _Show("The Quiet Engines: late set", "electronic", 0, 5, -29, "on_sale",
          (_Kind(*_GA, 300, 140), _Kind(*_COMP, 20, 12))),
    _Show("Ivory Tides by the water", "classical", 3, 30, -33, "cancelled",
          (_Kind(*_GA, 5_000, 50), _Kind(*_VIP, 100, 6))),
    _Show("Lowland Choir: spring premiere", "choral", 2, 95, -3, "published",
          (_Kind(*_FRONT, 300), _Kind(*_RESERVED, 2_000))),
    _Show("Copper Weather: homecoming", "rock", 4, 150, -2, "draft",
          (_Kind(*_GA, 12_000), _Kind(*_VIP, 300))),
)  # fmt: skip
_CANCELLED = -6.4

_NEXT_TICKET = Statement(
    sa.select(TICKETS.table.c.doc)
    .where(
        TICKETS.table.c.workspace_id == WORKSPACE,
        TICKETS.table.c.event_id == sa.bindparam("event_id"),
        TICKETS.table.c.id > sa.bindparam("after"),
    )
    .order_by(TICKETS.table.c.id)
    .limit(1)
)
_ORDERS_OF_EVENT = Statement(
    sa.select(ORDERS.table.c.doc)
    .where(
        ORDERS.table.c.workspace_id == WORKSPACE,
        ORDERS.table.c.event_id == sa.bindparam("event_id"),
        ORDERS.table.c.status.in_(("completed", "partially_refunded")),
    )
    .order_by(ORDERS.table.c.id)
)


def tell(world: World) -> None:
    """Put the stories of this part on the timeline. A larger demo plays each show several nights."""
    buyers = _Buyers(world.random("customers"))
    world.timeline.tell(_open_venues(world))
    for number, show in enumerate(_SHOWS):
        for night in range(max(1, round(world.scale))):
            world.timeline.tell(_Night(world, buyers, show, number, night).story())


def _open_venues(world: World) -> Story:
    moment = world.timeline.start + 16 * HOUR
    for number, (name, kind, capacity) in enumerate(_VENUES):
        line = f"{10 + 7 * number} {words.STREETS[number]}"
        address = {"line1": line, "city": _CITY, "region": "NY", "country": "US"}
        body = {"name": name, "city": _CITY, "address": address, "timezone": _TIMEZONE, "capacity": capacity}
        yield moment + number * 4 * MINUTE, partial(_open_venue, world, number, {**body, "venue_type": kind})


def _open_venue(world: World, number: int, body: dict[str, Any], tx: Transaction) -> None:
    world.ids[f"venue:{number}"] = create(tx, VENUES, **body)["id"]


class _Buyers:
    """Who buys: mostly somebody new, otherwise one of those who have bought before."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._known = 0

    def next(self) -> dict[str, Any]:
        """The `customer` of an order; of a known one the address only, so that the order changes nothing about them."""
        if self._known and self._random.random() > _NEW_CUSTOMER:
            return {"email": self._address(self._random.randrange(self._known))}
        number, self._known = self._known, self._known + 1
        first, last = words.person(number)
        return {
            "email": self._address(number), "first_name": first, "last_name": last, "phone": words.phone(self._random),
            "marketing_opt_in": self._random.random() < _OPT_IN,
        }  # fmt: skip

    @staticmethod
    def _address(number: int) -> str:
        host = ("example.com", "example.org")[number % 2]
        return f"{words.mailbox(*words.person(number))}.{number + 1}@{host}"


class _Night:
    """One event from its draft to the last guest."""

    def __init__(self, world: World, buyers: _Buyers, show: _Show, number: int, night: int) -> None:
        self._world = world
        self._buyers = buyers
        self._show = show
        self._number = number
        self._night = night
        self._random = world.random(f"show {number} night {night}")
        # Seven in the evening in New York is midnight in UTC; a further night begins a little later.
        self._starts = world.day(show.starts + 1) + night % 3 * HOUR
        self._event_id = ""
        self._type_ids: list[str] = []
        share = min(world.scale, 1)
        self._kinds = [
            _Kind(k.name, k.price, max(round(k.quantity * share), 1), min(round(k.sold * share), k.quantity))
            for k in show.kinds
        ]

    def story(self) -> Story:
        """What happens, in order."""
        show, world = self._show, self._world
        opening = world.day(show.on_sale) + 15 * HOUR
        yield opening - 8 * DAY - (self._number * 24 + self._night) * MINUTE, self._draft
        if show.status == "draft":
            return
        yield opening - 3 * DAY, self._to("published")
        if show.status == "published":
            return
        yield opening, self._to("on_sale")
        end = world.day(_CANCELLED) if show.status == "cancelled" else min(self._starts - HOUR, world.today)
        baskets = self._baskets()
        for moment, basket in zip(self._moments(len(baskets), opening, end), baskets, strict=True):
            yield moment, partial(self._order, basket, end)
        if show.status == "cancelled":
            yield end, self._cancel
        elif show.status == "completed":
            yield from self._doors()
            yield self._starts + 4 * HOUR, self._to("completed")

    def _to(self, status: str) -> Any:
        return lambda tx: change(tx, EVENTS, self._event_id, status=status)

    def _draft(self, tx: Transaction) -> None:
        show, (_, _, capacity) = self._show, _VENUES[self._show.venue]
        event = create(
            tx, EVENTS, name=show.name + (f", night {self._night + 1}" if self._night else ""), genre=show.genre,
            venue_id=self._world.ids[f"venue:{show.venue}"], city=_CITY, timezone=_TIMEZONE, capacity=capacity,
            starts_at=to_text(self._starts), ends_at=to_text(self._starts + 3 * HOUR), tags=[show.genre, "live"],
            external_id=f"show-{self._number + 1}-{self._night + 1}",
        )  # fmt: skip
        self._event_id = event["id"]
        if self._night == 0:
            self._world.ids[f"event:{self._number}"] = event["id"]
        for kind in self._kinds:
            price = int(kind.price) if kind.price == int(kind.price) else records.loads(str(kind.price))
            created = create(
                tx, TICKET_TYPES, event_id=event["id"], name=kind.name, price=price, quantity=kind.quantity,
                max_per_order=8,
            )  # fmt: skip
            self._type_ids.append(created["id"])

    def _baskets(self) -> list[dict[int, int]]:
        """What each order takes, by ticket type: all that is sold by today in the end."""
        left = [kind.sold for kind in self._kinds]
        baskets = []
        while any(left):
            basket: dict[int, int] = {}
            for _ in range(2 if self._random.random() < 0.08 else 1):
                if any(left):
                    (chosen,) = self._random.choices(range(len(left)), left)
                    (size,) = self._random.choices(_SIZES, _SIZE_WEIGHTS)
                    size = min(size, left[chosen], 8 - basket.get(chosen, 0))
                    if size:
                        left[chosen] -= size
                        basket[chosen] = basket.get(chosen, 0) + size
            baskets.append(basket)
        return baskets

    def _moments(self, count: int, opening: int, end: int) -> list[int]:
        """When the orders come: a rush at the opening, then fewer and fewer."""
        draws = (self._random.lognormvariate(-1.5, 1.1) for _ in range(count))
        places = sorted(draw if draw < 1 else self._random.random() for draw in draws)
        return [opening + round((end - opening) * place) for place in places]

    def _order(self, basket: dict[int, int], end: int, tx: Transaction) -> None:
        items = [
            {"ticket_type_id": self._type_ids[place], "quantity": size} for place, size in basket.items()
        ]
        body = {"event_id": self._event_id, "customer": self._buyers.next(), "items": items}
        # Orders of what is scarce stand, so that the demo keeps its last three seats and its sold-out shows.
        plenty = all(self._kinds[place].quantity - self._kinds[place].sold > 50 for place in basket)
        if plenty and self._random.random() < _EXPIRED:
            create(tx, ORDERS, **body)
            self._world.timeline.later(tx.now + _HOLD + MINUTE, expire_holds)
            body["customer"] = self._buyers.next()
        order = create(tx, ORDERS, **body, complete=True)
        fate = self._random.random()
        later = tx.now + MINUTE + round((end - tx.now - MINUTE) * self._random.random())
        if later >= end:
            return
        if plenty and fate < _REFUNDED:
            self._world.timeline.later(later, partial(_refund, order["id"], self._random.random() < 0.3))
        elif fate > 1 - _TRANSFERRED:
            friend = words.person(self._random.randrange(4_000))
            self._world.timeline.later(later, partial(_transfer, order["id"], friend))

    def _doors(self) -> Story:
        """Guests arrive from an hour before the show on, in the order of their tickets."""
        guests = round(sum(kind.sold for kind in self._kinds) * 1.05)
        last = ""
        for place in range(guests):

            def arrive(tx: Transaction) -> None:
                nonlocal last
                last = self._next_guest(tx, last)

            yield self._starts - HOUR + 2 * HOUR * place // guests, arrive

    def _next_guest(self, tx: Transaction, last: str) -> str:
        row = tx.row(_NEXT_TICKET, event_id=self._event_id, after=last)
        if row is None:
            return last
        ticket: Record = records.loads(row[0])
        if ticket["status"] == "valid" and self._random.random() < _SHOW_UP:
            act(tx, TICKETS, ticket["id"], "check-in", gate=self._random.choice(_GATES))
        return str(ticket["id"])

    def _cancel(self, tx: Transaction) -> None:
        """Call the show off; the money goes back over the next two days."""
        change(tx, EVENTS, self._event_id, status="cancelled")
        for number, order in enumerate(records.find(tx, _ORDERS_OF_EVENT, event_id=self._event_id), 1):
            self._world.timeline.later(tx.now + number * 20 * MINUTE, partial(_refund, order["id"], False))


def _refund(order_id: str, one: bool, tx: Transaction) -> None:
    """Refund an order, or one ticket of it."""
    if one:
        first = records.find(tx, tickets.OF_ORDER, order_id=order_id)[0]
        act(tx, ORDERS, order_id, "refund", ticket_ids=[first["id"]])
    else:
        act(tx, ORDERS, order_id, "refund")


def _transfer(order_id: str, person: tuple[str, str], tx: Transaction) -> None:
    """Pass the first ticket of an order on."""
    ticket = records.find(tx, tickets.OF_ORDER, order_id=order_id)[0]
    first, last = person
    holder = {"first_name": first, "last_name": last, "email": f"{words.mailbox(first, last)}@example.com"}
    act(tx, TICKETS, ticket["id"], "transfer", holder=holder)
