"""Projects, the crew that works on them, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from ..clock import DAY, HOUR, MINUTE, to_text
from ..products.compvss.assignments import ASSIGNMENTS
from ..products.compvss.crew import CREW
from ..products.compvss.incidents import INCIDENTS
from ..products.compvss.projects import PROJECTS
from ..storage.transaction import Transaction
from . import words
from .sales import WON_DEALS
from .timeline import Step, Story
from .world import World, act, change, create


@dataclass(frozen=True)
class _Project:
    """A production: from when to when, since when it is known, and when it entered each stage (days from today)."""

    name: str
    kind: str
    venue: str
    start: int
    end: int
    known: int
    budget: int
    shifts: int
    stages: tuple[tuple[str, float], ...] = ()
    deal: int | None = None


_PROJECTS = (
    _Project("Aurora Drift: summer run", "concert", "Millpond Pavilion", -140, -120, -190, 310_000, 30, (
        ("pre_production", -165), ("load_in", -140), ("show", -138), ("load_out", -121), ("wrap", -119)), WON_DEALS[0]),
    _Project("Paper Lanterns: theatre dates", "theater", "Saltglass Theatre", -75, -50, -130, 185_000, 30, (
        ("pre_production", -100), ("load_in", -75), ("show", -73), ("load_out", -51), ("wrap", -49)), WON_DEALS[1]),
    _Project("Bluefield Sparkling Water: anniversary", "corporate", "Harbor Street Ballroom", -12, 0, -80, 92_000, 34, (
        ("pre_production", -40), ("load_in", -12), ("show", -10), ("load_out", -1)), WON_DEALS[2]),
    _Project("Winter Arcade: live film recording", "broadcast", "Northgate Arena", -2, 1, -75, 265_000, 34, (
        ("pre_production", -30), ("load_in", -2), ("show", -1)), WON_DEALS[3]),
    _Project("Hollow Parade at the arena", "concert", "Northgate Arena", -1, 4, -70, 420_000, 30, (
        ("pre_production", -25), ("load_in", -1)), WON_DEALS[4]),
    _Project("Saffron Radio: pavilion special", "concert", "Millpond Pavilion", 20, 39, -60, 240_000, 18, (
        ("pre_production", -10),), WON_DEALS[5]),
    _Project("Northern Static: arena run", "concert", "Northgate Arena", 35, 62, -50, 530_000, 16, (
        ("pre_production", -5),), WON_DEALS[6]),
    _Project("Lowland Choir: spring premiere", "theater", "Saltglass Theatre", 70, 95, -30, 40_000, 10, (),
        WON_DEALS[7]),
    _Project("Saltmarsh Weekender", "festival", "Saltmarsh Meadows", 110, 125, -12, 650_000, 8),
)  # fmt: skip

_DEPARTMENTS = (
    ("audio", 12, "FOH engineer", ("line array", "RF coordination")),
    ("lighting", 10, "Lighting technician", ("moving lights",)),
    ("video", 8, "Video operator", ("LED walls", "switching")), ("rigging", 8, "Rigger", ("motors", "rope access")),
    ("backline", 6, "Backline technician", ("drums", "guitars")), ("stagehands", 14, "Stagehand", ("forklift",)),
    ("stage management", 3, "Stage manager", ("calling cues",)), ("safety", 3, "Safety officer", ("first aid",)),
)  # fmt: skip
_CREW = tuple((name, role, skills) for name, count, role, skills in _DEPARTMENTS for _ in range(count))
# People further down the list of invented names than the contacts, so that nobody is both.
_CREW_NAMES_FROM = 2_000

# Of the 210 assignments, by number: who said no, who never came, and what was called off.
_DECLINED, _NO_SHOW, _CALLED_OFF = {7, 71, 133}, {19, 44}, {27, 58, 101, 176}
_SHIFT = 8 * HOUR
_SHIFTS_BEGIN = (12 * HOUR, 20 * HOUR)


@dataclass(frozen=True)
class _Incident:
    """What happened, when (days from today), where, and what became of it."""

    at: float
    place: str
    severity: str
    category: str
    title: str
    description: str
    status: str
    resolution: str | None = None
    escalated_from: str | None = None


_INCIDENTS = (
    _Incident(-138.1, "project:0", "low", "other", "Radio channel shared with the car park",
              "Stage management heard the parking crew on channel 4.", "closed", "Moved to channel 11."),
    _Incident(-137.2, "project:0", "medium", "weather", "Gusts above the limit for the roof banners",
              "Wind reached 14 m/s on the roof for ten minutes.", "closed", "Banners taken down until the evening."),
    _Incident(-129.4, "project:0", "low", "other", "Catering short of vegetarian meals", "Eight meals too few.",
              "closed", "Caterer sent twelve more."),
    _Incident(-73.3, "project:1", "high", "technical", "Truss motor stuck at trim",
              "Motor 4 of the upstage truss stopped 40 cm below trim; area cleared.", "closed",
              "Chain guide replaced, motor tested twice.", "medium"),
    _Incident(-61.7, "project:1", "low", "security", "Pass left at the stage door", "A working pass lay unattended.",
              "closed", "Returned to its holder."),
    _Incident(-45.02, "event:0", "medium", "crowd", "Queue backed up to the street",
              "Two scanners were offline at North 1; about 200 people waited on the road.", "resolved",
              "Box office gate opened for scanning."),
    _Incident(-44.94, "event:0", "critical", "medical", "Guest collapsed at the front barrier",
              "A guest fainted at the centre of the barrier during the second song.", "resolved",
              "Treated by the medics and taken home by friends."),
    _Incident(-16.02, "event:1", "low", "other", "Cloakroom ran out of tags", "The tags ran out at 19:40.", "closed",
              "Paper slips used for the rest of the evening."),
    _Incident(-15.91, "event:1", "medium", "crowd", "Side aisle blocked during the encore",
              "Guests stood in the left aisle; stewards could not pass.", "closed", "Two stewards added at the aisle."),
    _Incident(-10.2, "project:2", "low", "technical", "Projector lamp near its end", "The lamp has 60 hours left.",
              "resolved", "Spare lamp fitted."),
    _Incident(-8.6, "project:2", "low", "other", "Scuffed dance floor panel", "One panel is scratched all across.",
              "in_progress"),
    _Incident(-1.4, "project:3", "high", "technical", "Camera crane loses power",
              "The crane's supply trips when the wall is at full white.", "resolved", "Crane put on its own circuit."),
    _Incident(-0.9, "project:4", "medium", "weather", "Ice on the loading dock", "Dock 2 froze over after the rain.",
              "open"),
    _Incident(-0.3, "project:4", "low", "security", "Dock gate does not latch", "It springs open when a truck passes.",
              "open"),
)  # fmt: skip


def tell(world: World) -> None:
    """Put the stories of this part on the timeline."""
    crew = _hire(world)
    world.timeline.tell(crew)
    for number, project in enumerate(_PROJECTS):
        world.timeline.tell(_project(world, number, project))
    for moment, step in _bookings(world):
        world.timeline.later(moment, step)
    world.timeline.tell(_incidents(world))


def _hire(world: World) -> Story:
    random = world.random("crew")
    moment = world.timeline.start + 10 * HOUR
    for number in range(len(_CREW)):
        moment += random.randrange(HOUR, 6 * HOUR)
        yield moment, partial(_take_on, world, random, number)


def _take_on(world: World, random: Random, number: int, tx: Transaction) -> None:
    department, role, skills = _CREW[number]
    first, last = words.person(_CREW_NAMES_FROM + number)
    hourly = random.random() < 0.5
    member = create(
        tx, CREW, first_name=first, last_name=last, email=f"{words.mailbox(first, last)}@crew.{words.DOMAIN}",
        phone=words.phone(random), role=role, department=department, skills=list(skills),
        hourly_rate=random.randrange(32, 96) if hourly else None,
        day_rate=None if hourly else random.randrange(350, 901, 25), home_base="Port Calder, NY", status="pending",
        external_id=f"roster-{number + 1}",
    )  # fmt: skip
    world.ids[f"crew:{number}"] = member["id"]
    # The last two of the largest department are still to be taken on, and two others are on leave.
    if number not in (50, 51):
        active: Step = partial(change, resource=CREW, record_id=member["id"], status="active")
        world.timeline.later(tx.now + 2 * DAY, active)
    if number in (23, 37):
        leave: Step = partial(change, resource=CREW, record_id=member["id"], status="on_leave")
        world.timeline.later(world.day(-9), leave)


def _project(world: World, number: int, project: _Project) -> Story:
    yield world.day(project.known) + 11 * HOUR, partial(_plan_project, world, number, project)
    for stage, day in project.stages:
        yield world.day(day) + 6 * HOUR, partial(_enter, world, number, stage)


def _plan_project(world: World, number: int, project: _Project, tx: Transaction) -> None:
    created = create(
        tx, PROJECTS, name=project.name, project_type=project.kind, venue=project.venue, budget=project.budget,
        start_date=world.date(project.start), end_date=world.date(project.end),
        deal_id=world.ids.get(f"deal:{project.deal}"), company_id=world.ids.get(f"company of deal:{project.deal}"),
        external_id=f"production-{number + 1}",
    )  # fmt: skip
    world.ids[f"project:{number}"] = created["id"]


def _enter(world: World, number: int, stage: str, tx: Transaction) -> None:
    change(tx, PROJECTS, world.ids[f"project:{number}"], status=stage)


def _bookings(world: World) -> Story:
    """Every assignment, with nobody in two places at once, and five people who work two shifts on end."""
    random = world.random("assignments")
    taken: defaultdict[int, set[int]] = defaultdict(set)
    number = turn = 0
    for place, project in enumerate(_PROJECTS):
        for shift in range(project.shifts):
            day = project.start + shift * (project.end - project.start + 1) // project.shifts
            if place < 5 and shift == 1:
                day = project.start
            start = world.day(day) + _SHIFTS_BEGIN[shift % 2]
            on_end = place < 5 and shift == 1
            while (not on_end and start in taken[turn % len(_CREW)]) or turn % len(_CREW) in (50, 51):
                turn += 1
            who = turn % len(_CREW)
            taken[who].add(start)
            # The first of a project stays for its second shift.
            turn += not (place < 5 and shift == 0)
            invited = min(
                start - random.randrange(6, 20) * DAY, world.today - random.randrange(HOUR, 9 * DAY)
            )
            invited = max(invited, world.day(project.known + 1))
            yield invited, partial(_invite, world, random, number, place, who, start)
            number += 1


def _invite(
    world: World, random: Random, number: int, place: int, who: int, start: int, tx: Transaction
) -> None:
    _, role, _ = _CREW[who]
    assignment = create(
        tx, ASSIGNMENTS, project_id=world.ids[f"project:{place}"], crew_member_id=world.ids[f"crew:{who}"], role=role,
        start_at=to_text(start), end_at=to_text(start + _SHIFT), location=_PROJECTS[place].venue,
        rate=random.randrange(350, 901, 25), rate_type="daily",
    )  # fmt: skip

    def then(moment: int, action: str) -> None:
        step: Step = partial(act, resource=ASSIGNMENTS, record_id=assignment["id"], action=action)
        world.timeline.later(moment, step)

    answer = min(tx.now + random.randrange(HOUR, 2 * DAY), start - HOUR)
    if number in _DECLINED:
        then(answer, "decline")
    elif number in _CALLED_OFF:
        then(answer, "cancel")
    # Of what is far away some have not answered yet.
    elif start < world.day(5) or random.random() < 0.55:
        then(answer, "confirm")
        if number in _NO_SHOW:
            absent: Step = partial(change, resource=ASSIGNMENTS, record_id=assignment["id"], status="no_show")
            world.timeline.later(start + 2 * HOUR, absent)
        else:
            then(start - random.randrange(20) * MINUTE, "check-in")
            then(start + _SHIFT + random.randrange(20) * MINUTE, "check-out")


def _incidents(world: World) -> Story:
    random = world.random("incidents")
    for incident in _INCIDENTS:
        yield world.day(incident.at), partial(_report, world, random, incident)


def _report(world: World, random: Random, incident: _Incident, tx: Transaction) -> None:
    crew = [" ".join(words.person(_CREW_NAMES_FROM + random.randrange(len(_CREW)))) for _ in range(2)]
    reference = "project_id" if incident.place.startswith("project") else "event_id"
    body: dict[str, Any] = {reference: world.ids[incident.place]}
    record = create(
        tx, INCIDENTS, title=incident.title, description=incident.description, category=incident.category,
        severity=incident.escalated_from or incident.severity, reported_by=crew[0],
        occurred_at=to_text(tx.now - 5 * MINUTE), **body,
    )  # fmt: skip

    def then(after: int, **values: Any) -> None:
        step: Step = partial(change, resource=INCIDENTS, record_id=record["id"], **values)
        world.timeline.later(tx.now + after, step)

    if incident.escalated_from:
        then(10 * MINUTE, severity=incident.severity)
    if incident.status != "open":
        then(15 * MINUTE, status="in_progress", assigned_to=crew[1])
    if incident.resolution:
        then(3 * HOUR, status="resolved", resolution=incident.resolution)
    if incident.status == "closed":
        then(2 * DAY, status="closed")
