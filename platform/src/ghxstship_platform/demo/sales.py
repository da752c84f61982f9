"""Companies, contacts and the deals with them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from ..clock import DAY, HOUR, MINUTE
from ..products.atlvs.companies import COMPANIES
from ..products.atlvs.contacts import CONTACTS
from ..products.atlvs.deals import DEALS
from ..storage.transaction import Transaction
from . import words
from .timeline import Step, Story
from .world import World, change, create, weighted_amount

_COMPANIES = (
    ("Northgate Arena", "venue"), ("Harbor Street Ballroom", "venue"), ("Saltglass Theatre", "venue"),
    ("Millpond Pavilion", "venue"), ("The Coal Store at Quay Nine", "venue"), ("Copper Finch Agency", "agency"),
    ("Longshore Artists", "agency"), ("Third Rail Booking", "agency"), ("Paperkite Management", "agency"),
    ("Bluefield Sparkling Water", "sponsor"), ("Everline Outdoor", "sponsor"), ("Lamplight Mutual", "sponsor"),
    ("Slow Comet Records", "label"), ("Attic Window Music", "label"), ("Small Hours Recordings", "label"),
    ("Tidewater Sound & Light", "vendor"), ("Ironbridge Rigging", "vendor"), ("Kitelight Video", "vendor"),
)  # fmt: skip
_CONTACTS = 42
_TERMS = {"venue": "net_30", "agency": "net_30", "sponsor": "net_45", "label": "net_30", "vendor": "net_15"}
_SOURCES = ("referral", "festival", "website", "cold call", "returning client")

_OWNERS = ("user_sales_lead", "user_owner", "user_production_manager")
_LOST_REASONS = (
    "Went with another agency",
    "Budget was cut",
    "Dates did not work out",
    "No answer after the offer",
)
_NOTES = (
    "Prefers calls in the morning.",
    "Wants two options for the lighting.",
    "Decides after the board meets.",
)
_CHANCES = {"qualification": Decimal("0.2"), "proposal": Decimal("0.45"), "negotiation": Decimal("0.7")}
_STAGES = tuple(_CHANCES)

# How the 36 deals stand today: 9 + 8 + 6 open by stage, 8 won, 5 lost; a larger demo stretches the pattern.
_OUTCOMES = (
    "won", "lost", "won", "negotiation", "won", "proposal", "lost", "won", "qualification", "won", "proposal", "lost",
    "won", "negotiation", "qualification", "won", "proposal", "lost", "won", "negotiation", "qualification", "proposal",
    "lost", "negotiation", "qualification", "proposal", "negotiation", "qualification", "proposal", "qualification",
    "proposal", "negotiation", "qualification", "proposal", "qualification", "qualification",
)  # fmt: skip
DEALS_AT_ONE = len(_OUTCOMES)

# The places in the pattern that projects and invoices come from.
WON_DEALS = tuple(number for number, outcome in enumerate(_OUTCOMES) if outcome == "won")


def tell(world: World) -> None:
    """Put the stories of this part on the timeline."""
    cast = _Cast()
    world.timeline.tell(_companies(world, cast))
    world.timeline.tell(_contacts(world, cast))
    world.timeline.tell(_deals(world, cast))


class _Cast:
    """Who exists at the moment of a step."""

    def __init__(self) -> None:
        self.companies: list[tuple[str, str]] = []
        self.contacts: list[tuple[str, str]] = []


def _companies(world: World, cast: _Cast) -> Story:
    random = world.random("companies")
    moment = world.timeline.start + 9 * HOUR
    for name, kind in _COMPANIES:
        moment += random.randrange(2 * MINUTE, 9 * MINUTE)
        yield moment, partial(_found_company, world, cast, random, name, kind)


def _found_company(world: World, cast: _Cast, random: Random, name: str, kind: str, tx: Transaction) -> None:
    domain = words.domain(name)
    address = {
        "line1": f"{random.randrange(2, 180)} {random.choice(words.STREETS)}", "city": "Port Calder", "region": "NY",
        "postal_code": f"10{random.randrange(1000):03d}", "country": "US",
    }  # fmt: skip
    company = create(
        tx, COMPANIES, name=name, kind=kind, domain=domain, billing_email=f"billing@{domain}", address=address,
        payment_terms=_TERMS[kind], external_id=f"crm-company-{len(cast.companies) + 1}",
    )  # fmt: skip
    cast.companies.append((company["id"], name))
    world.ids[f"company:{name}"] = company["id"]


def _contacts(world: World, cast: _Cast) -> Story:
    """Most are there from the beginning, the others come over the months."""
    random = world.random("contacts")
    moment = world.timeline.start + 13 * HOUR
    for number in range(_CONTACTS):
        moment += (
            random.randrange(3 * MINUTE, 20 * MINUTE) if number < 26 else random.randrange(9 * DAY, 14 * DAY)
        )
        yield moment, partial(_meet_contact, cast, random, number)


def _meet_contact(cast: _Cast, random: Random, number: int, tx: Transaction) -> None:
    company_id, company = cast.companies[number % len(cast.companies)]
    first, last = words.person(number)
    contact = create(
        tx, CONTACTS, first_name=first, last_name=last, company_id=company_id, phone=words.phone(random),
        email=f"{words.mailbox(first, last)}@{words.domain(company)}", source=random.choice(_SOURCES),
        external_id=f"crm-contact-{number + 1}",
    )  # fmt: skip
    cast.contacts.append((contact["id"], company_id))


def _deals(world: World, cast: _Cast) -> Story:
    """Evenly over the nine months; a larger demo stretches the pattern, so that those that are closed are older."""
    deals = round(DEALS_AT_ONE * world.scale)
    random = world.random("deals")
    start, end = world.timeline.start + 2 * DAY, world.today - 2 * DAY
    for number in range(deals):
        moment = start + int((end - start) * (number + random.random()) / deals)
        place = number * DEALS_AT_ONE // deals
        yield moment, partial(_open_deal, world, cast, random, number, place)


def _open_deal(world: World, cast: _Cast, random: Random, number: int, place: int, tx: Transaction) -> None:
    contact_id, company_id = random.choice(cast.contacts)
    artist, undertaking = random.choice(words.ARTISTS), random.choice(words.UNDERTAKINGS)
    value: Any = weighted_amount(random, 8_000, 480_000, 500)
    special = {3: Decimal("149999.99"), 8: 0, 13: 95_000}
    deal = create(
        tx, DEALS, name=f"{artist}: {undertaking}", value=special.get(number, value),
        currency="EUR" if number == 13 else "USD", stage="qualification", probability=_CHANCES["qualification"],
        owner_id=random.choice(_OWNERS), contact_id=contact_id, company_id=company_id,
        notes=random.choice(_NOTES) if random.random() < 0.3 else None, external_id=f"crm-deal-{number + 1}",
        expected_close_date=world.date((tx.now - world.today) / DAY + random.randrange(30, 100)),
    )  # fmt: skip
    if world.ids.setdefault(f"deal:{place}", deal["id"]) == deal["id"]:
        world.ids[f"company of deal:{place}"] = company_id
    for moment, body in _course(tx.now, world.today, random, _OUTCOMES[place]):
        step: Step = partial(change, resource=DEALS, record_id=deal["id"], **body)
        world.timeline.later(moment, step)


def _course(opened: int, today: int, random: Random, outcome: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """What becomes of a deal, and when: it takes weeks, but is over before today."""
    goal = outcome if outcome in _STAGES else "negotiation"
    stages = _STAGES[1 : _STAGES.index(goal) + 1]
    steps = len(stages) + (outcome not in _STAGES)
    span = min(random.randrange(12 * DAY, 50 * DAY), today - opened - HOUR)
    for place, stage in enumerate(stages, 1):
        yield opened + span * place // (steps + 1), {"stage": stage, "probability": _CHANCES[stage]}
    if outcome == "won":
        yield opened + span, {"status": "won", "probability": 1}
    elif outcome == "lost":
        yield opened + span, {"status": "lost", "probability": 0, "lost_reason": random.choice(_LOST_REASONS)}
