"""The mirror with HubSpot: its batches, its associations, a search that lags, its limits, answers that get lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship_connect.mirror.adapters.hubspot import ARCHIVE_PAGES, HubSpotSide
from ghxstship_connect.mirror.engine import Mirror
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.side import HERE, Refusal, UnreachableError, Write
from ghxstship_connect.mirror.state import State
from hubspot import CORRELATION, HubSpot, Record
from hubspot_contract import answer_faults, request_faults
from mirror_sides import MemorySide

MAPPING = {
    "crm": {"type": "hubspot", "token": "pat-token"},
    "companies": {"crm": "companies", "match": ["domain"], "fields": {"name": "name", "domain": "domain"}},
    "contacts": {
        "crm": "contacts", "match": ["email"],
        "fields": {"first_name": "firstname", "email": "email", "company_id": "companies"},
    },
    "deals": {
        "crm": "deals",
        "fields": {
            "name": "dealname", "value": {"crm": "amount", "default": 0}, "expected_close_date": "closedate",
            "contact_id": "contacts", "phase": {"crm": "dealstage", "values": {
                "qualification": "appointmentscheduled", "won": "closedwon", "lost": "closedlost"}},
        },
    },
}  # fmt: skip


class Desk:
    def __init__(self, folder: Path) -> None:
        (folder / "mirror.json").write_text(json.dumps(MAPPING))
        self.mapping = load(folder / "mirror.json", {})
        self.hub = HubSpot()
        self.waits: list[float] = []
        self.here = MemorySide("contact_", most={"create": 100, "update": 1, "delete": 1})
        self.here.clock = lambda: self.hub.at
        self.side = HubSpotSide(
            self.mapping.kinds,
            "pat-token",
            transport=self.hub,
            wait=self.waits.append,
            clock=lambda: self.hub.at,
        )
        self.state = State(self.mapping.state)
        self.mirror = Mirror(self.mapping, self.state, self.here, self.side)

    def run(self, *, mass: bool = False) -> int:
        self.hub.at += 61_000  # the index catches up
        return self.mirror.run(apply=True, mass=mass).writes

    def quiet(self) -> None:
        before = self.hub.writes, len(self.here.writes)
        assert self.run() == 0
        assert (self.hub.writes, len(self.here.writes)) == before


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()
    desk.side.close()


def test_both_ways_with_associations(desk: Desk) -> None:
    desk.mirror.check()
    company = desk.hub.add("companies", name="Night Ferry", domain="nightferry.example.org")
    contact = desk.hub.add("contacts", firstname="Ada", email="ada@example.org")
    desk.hub.associations.add(("contacts", contact, "companies", company))
    own = desk.here.add("companies", name="Aurora", domain="aurora.example.org")
    person = desk.here.add("contacts", first_name="Bob", email="bob@example.org", company_id=own)
    desk.here.add(
        "deals", name="Run", value=1250.5, contact_id=person, phase="won", expected_close_date="2026-12-18"
    )
    assert desk.run() == 5
    [(number, deal)] = desk.hub.living("deals").items()
    assert deal.properties["amount"] == "1250.5"
    assert deal.properties["dealstage"] == "closedwon"
    bob = next(one for one, r in desk.hub.living("contacts").items() if r.properties["firstname"] == "Bob")
    assert ("deals", number, "contacts", bob) in desk.hub.associations
    ada = next(v for v in desk.here.living("contacts").values() if v["first_name"] == "Ada")
    assert desk.here.living("companies")[ada["company_id"]]["name"] == "Night Ferry"
    desk.quiet()
    # An edit of each side, in different fields of one deal, and another contact.
    desk.hub.edit("deals", number, dealname="Spring run")
    desk.here.edit("deals", next(iter(desk.here.living("deals"))), value=7, contact_id=None)
    assert desk.run() == 2
    assert desk.hub.records["deals"][number].properties["amount"] == "7"
    assert not [one for one in desk.hub.associations if one[0] == "deals"]
    assert next(iter(desk.here.living("deals").values()))["name"] == "Spring run"
    desk.quiet()


def test_deletions(desk: Desk) -> None:
    for number in range(12):
        desk.here.add("contacts", first_name=f"P{number}", email=f"p{number}@example.org", company_id=None)
    desk.run()
    ids = list(desk.hub.living("contacts"))
    desk.hub.archive("contacts", ids[0])
    desk.here.remove("contacts", list(desk.here.living("contacts"))[5])
    assert desk.run() == 2
    assert len(desk.hub.living("contacts")) == len(desk.here.living("contacts")) == 10
    desk.quiet()


def test_batches_keep_the_requests_few(desk: Desk) -> None:
    for number in range(250):
        desk.here.add("contacts", first_name=f"P{number}", email=f"p{number}@example.org", company_id=None)
    desk.run()
    assert len(desk.hub.living("contacts")) == 250
    assert len(desk.hub.requests) < 40


def contacts(desk: Desk, count: int) -> list[str]:
    return [
        desk.here.add("contacts", first_name=f"P{n}", email=f"p{n}@example.org", company_id=None)
        for n in range(count)
    ]


def test_a_record_that_is_refused_does_not_hold_up_its_batch(desk: Desk) -> None:
    for mail in ("a@example.org", "nonsense", "b@example.org"):
        desk.here.add("contacts", first_name="P", email=mail, company_id=None)
    assert desk.run() == 2
    [held] = {row.held for row in desk.state.held()}
    assert "Email address is invalid (VALIDATION_ERROR)" in str(held)
    assert len([path for _, path, _ in desk.hub.requests if path.endswith("/create")]) == 1, (
        "the traces tell which"
    )


def test_a_batch_that_is_refused_as_a_whole_is_tried_in_halves(desk: Desk) -> None:
    ids = contacts(desk, 32)
    desk.run()
    for number, one in enumerate(ids):
        desk.here.edit("contacts", one, email="nonsense" if number == 20 else f"q{number}@example.org")
    before = len(desk.hub.requests)
    assert desk.run(mass=True) == 31
    assert (
        len([r for r in desk.hub.living("contacts").values() if r.properties["email"].startswith("q")]) == 31
    )
    updates = [path for _, path, _ in desk.hub.requests[before:] if path.endswith("/update")]
    assert len(updates) == 11, "the whole, and two for each of five halvings"
    [held] = {row.held for row in desk.state.held()}
    assert f"Email address is invalid (VALIDATION_ERROR, correlation id {CORRELATION})" in str(held)


def test_an_association_that_is_refused_does_not_hold_up_the_others(desk: Desk) -> None:
    people = [desk.hub.add("contacts", firstname="P") for _ in range(3)]
    deals = desk.side.fetch("deals", [desk.hub.add("deals", dealname="D") for _ in range(3)])
    desk.hub.archive("contacts", people[1])
    writes = [
        Write("update", {"contacts": person}, deal.id, deal.version)
        for person, deal in zip(people, deals, strict=True)
    ]
    _, refused, _ = desk.side.write("deals", writes)
    assert isinstance(refused, Refusal)
    assert f"{people[1]} is no id of contacts" in refused.message
    assert {to for _, _, _, to in desk.hub.associations} == {people[0], people[2]}
    [contact] = desk.side.fetch("contacts", people[:1])
    company = desk.hub.add("companies", name="C")
    values = {"email": "nonsense", "companies": company}
    [refused] = desk.side.write("contacts", [Write("update", values, contact.id, contact.version)])
    assert isinstance(refused, Refusal)
    assert company not in {to for _, _, _, to in desk.hub.associations}, "all of a write or nothing"


def test_a_batch_that_is_not_finished_is_no_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    company = desk.hub.add("companies", name="C")
    moments = dict.fromkeys(("startedAt", "completedAt"), "2026-11-28T10:00:00Z")
    begun = {"status": "PROCESSING", "results": [], **moments}
    monkeypatch.setattr(desk.hub, "_batch", lambda *given: (200, begun))
    with pytest.raises(UnreachableError, match="its status is PROCESSING"):
        desk.side.fetch("companies", [company])


def test_a_reference_is_what_comes_first_of_all_that_a_record_is_associated_with(desk: Desk) -> None:
    people = contacts(desk, 6)
    deal = desk.here.add(
        "deals", name="D", value=1, contact_id=people[0], phase="won", expected_close_date=None
    )
    desk.run()
    [number] = desk.hub.living("deals")
    desk.hub.page = 2
    desk.hub.associations |= {("deals", number, "contacts", one) for one in desk.hub.living("contacts")}
    desk.here.edit("deals", deal, contact_id=people[4])
    assert desk.run() == 1
    ids = list(desk.hub.living("contacts"))
    assert {to for _, _, _, to in desk.hub.associations} == {ids[4], ids[5]}
    desk.quiet()
    desk.here.edit("deals", deal, contact_id=None)
    desk.run()
    assert not desk.hub.associations
    desk.quiet()


@pytest.mark.parametrize("kind", ["contacts", "deals"])
def test_what_cannot_be_read_at_the_moment_is_not_taken_for_deleted_or_emptied(desk: Desk, kind: str) -> None:
    person = contacts(desk, 1)[0]
    desk.here.add("deals", name="D", value=1, contact_id=person, phase="won", expected_close_date=None)
    desk.run()
    [number] = desk.hub.living(kind)
    desk.hub.edit(kind, number, **({"dealname": "E"} if kind == "deals" else {"firstname": "Q"}))
    desk.hub.troubled = {number}
    with pytest.raises(UnreachableError, match="INTERNAL_ERROR"):
        desk.run()
    desk.hub.troubled = set()
    assert desk.run() == 1
    assert next(iter(desk.here.living("deals").values()))["contact_id"] == person
    desk.quiet()


def test_a_record_that_changes_while_the_search_is_read_hides_no_other(desk: Desk) -> None:
    contacts(desk, 450)
    desk.run()
    ids = list(desk.hub.living("contacts"))
    for one in ids:
        desk.hub.edit("contacts", one, firstname="New")

    def again() -> None:
        desk.hub.searched = lambda: None
        desk.hub.edit("contacts", ids[7], firstname="Newer")
        desk.hub.at += 61_000

    desk.hub.searched = again
    desk.run(mass=True)
    names = [one["first_name"] for one in desk.here.living("contacts").values()]
    assert names.count("New") == 449
    assert names.count("Newer") == 1


def test_any_number_of_records_may_have_changed_in_one_moment(desk: Desk) -> None:
    """As with a batch in HubSpot itself: more than a search gives, all with the same time."""
    for number in range(10_300):
        desk.hub.records["companies"][str(number + 1)] = Record({"name": "N"}, desk.hub.at)
    desk.hub.at += 3_600_000
    told = [item.id for items, _ in desk.side.changes("companies", {"since": 1}) for item in items]
    assert len(told) == len(set(told)) == 10_300


def test_of_a_large_archive_a_pass_looks_at_a_part_and_only_at_what_is_new(desk: Desk) -> None:
    for number in range(3_000):
        desk.hub.records["contacts"][str(number + 1)] = Record({}, desk.hub.at, True, desk.hub.at)
    desk.hub.number = 10_000
    desk.hub.at += 3_600_000
    contacts(desk, 30)
    desk.run()
    before = len(desk.hub.requests)
    desk.hub.archive("contacts", list(desk.hub.living("contacts"))[3])
    assert desk.run() == 0, "the record is behind the part that this pass looks at"
    paths = [path for _, path, _ in desk.hub.requests[before:]]
    assert paths.count("/crm/v3/objects/contacts") == ARCHIVE_PAGES
    assert desk.run() == 1
    assert len(desk.here.living("contacts")) == 29
    # Another turn, and a deletion in the part that was just looked at.
    desk.hub.archive("contacts", list(desk.hub.living("contacts"))[5])
    before = len(desk.hub.requests)
    assert desk.run() + desk.run() == 1
    assert desk.run() + desk.run() == 0
    reads = [body for _, path, body in desk.hub.requests[before:] if path.endswith("contacts/batch/read")]
    assert sum(len(body["inputs"]) for body in reads) < 200, "what was archived long ago is not read"


def test_only_what_hubspot_publishes_is_asked_and_answered() -> None:
    path = "/crm/v3/objects/deals/batch/read"
    good = {"inputs": [{"id": "1"}], "properties": [], "propertiesWithHistory": []}
    assert request_faults("POST", path, {}, good) == []
    assert request_faults("GET", path, {}, good) == [f"there is no GET {path}"]
    assert request_faults("POST", path, {"limit": "1"}, good) == [f"{path}: there is no parameter limit"]
    assert request_faults("POST", path, {}, {"inputs": [{"id": 1}], "properties": [], "more": 1}) == [
        "BatchReadInputSimplePublicObjectId.more: is unknown",
        "BatchReadInputSimplePublicObjectId.propertiesWithHistory: is missing",
        "BatchReadInputSimplePublicObjectId.inputs[].id: 1 is no string",
    ]
    assert answer_faults("POST", path, 200, {"status": "DONE", "results": [], "startedAt": "today"}) == [
        "BatchResponseSimplePublicObject.completedAt: is missing",
        "BatchResponseSimplePublicObject.status: 'DONE' is no CANCELED|COMPLETE|PENDING|PROCESSING",
        "BatchResponseSimplePublicObject.startedAt: 'today' is no date-time",
    ]
    assert answer_faults("POST", path, 404, {"category": "X", "message": "y"}) == [
        "404.correlationId: is missing"
    ]


def test_a_creation_whose_answer_was_lost_is_found_again(desk: Desk) -> None:
    for number in range(3):
        desk.here.add("contacts", first_name=f"P{number}", email=f"p{number}@example.org", company_id=None)
    desk.hub.lost = 1
    with pytest.raises(UnreachableError, match="HubSpot"):
        desk.run()
    assert len(desk.state.intents()) == 3
    assert desk.run() == 0
    assert len(desk.hub.living("contacts")) == 3
    desk.quiet()


def test_a_creation_that_meets_its_record_takes_nothing_for_agreed(desk: Desk) -> None:
    """Such as one that HubSpot finished only after our patience had ended, and that a person has edited since."""
    one = desk.here.add("contacts", first_name="Ada", email="ada@example.org", company_id=None)

    def meanwhile(kind: str, write: Write) -> None:
        desk.here.before = lambda kind, write: None
        desk.hub.add("contacts", firstname="Edited", email="ada@example.org", ghxstship_id=one)

    desk.here.add("companies", name="Before", domain="before.example.org")
    desk.hub.add("companies", name="There", domain="there.example.org")
    desk.here.before = meanwhile
    desk.run()
    desk.run()
    [theirs] = desk.hub.living("contacts").values()
    name = desk.here.living("contacts")[one]["first_name"]
    assert theirs.properties["firstname"] == name
    lost = {
        value for conflict in desk.state.conflicts("settled") for value in (conflict.here, conflict.there)
    }
    assert {"Ada", "Edited"} <= {name} | lost
    desk.quiet()


def test_an_edit_between_reading_and_writing_is_not_overwritten(desk: Desk) -> None:
    one = desk.here.add("contacts", first_name="Ada", email="ada@example.org", company_id=None)
    desk.run()
    [number] = desk.hub.living("contacts")
    desk.here.edit("contacts", one, first_name="Adah")
    desk.hub.edit("contacts", number, email="marsh@example.org")  # the index does not know it yet
    assert desk.mirror.run().writes == 2
    assert desk.hub.records["contacts"][number].properties["firstname"] == "Adah"
    assert desk.here.living("contacts")[one]["email"] == "marsh@example.org"
    desk.quiet()


def test_its_limits_are_waited_for(desk: Desk) -> None:
    desk.hub.planned = [
        (429, {"retry-after": "3"}, "TEN_SECONDLY_ROLLING"), (429, {}, "TEN_SECONDLY_ROLLING"), (429, {}, "SECONDLY"),
        (429, {"x-hubspot-ratelimit-interval-milliseconds": "4000"}, "TEN_SECONDLY_ROLLING"),
    ]  # fmt: skip
    desk.mirror.check()
    assert desk.waits == [3.0, 10.0, 1.0, 4.0]


@pytest.mark.parametrize("status", [423, 477, 502, 503, 504, 524])
def test_what_passes_is_waited_for(desk: Desk, status: int) -> None:
    desk.hub.planned = [(status, {}, "")]
    desk.mirror.check()
    assert len(desk.waits) == 1
    desk.hub.planned = [(status, {"retry-after": "7"}, "")] * 5
    with pytest.raises(UnreachableError, match=f"answered {status}"):
        desk.mirror.check()
    assert desk.waits[1:] == [7.0] * 4


@pytest.mark.parametrize(
    "answer", [(429, {"retry-after": "3600"}, "TEN_SECONDLY_ROLLING"), (429, {}, "DAILY"), (401, {}, "")]
)
def test_what_does_not_pass_soon_ends_the_run(desk: Desk, answer: Any) -> None:
    desk.hub.planned = [answer]
    with pytest.raises(UnreachableError, match=f"answered {answer[0]}.*correlation id {CORRELATION}"):
        desk.mirror.check()
    assert desk.waits == []


def test_what_the_account_lacks_is_said(desk: Desk, tmp_path: Path) -> None:
    changed = (
        json.dumps(MAPPING)
        .replace('"dealname"', '"title"')
        .replace('"company_id": "companies"', '"company_id": "firm"')
    )
    (tmp_path / "other.json").write_text(
        changed.replace('"crm": "companies", "match"', '"crm": "firms", "match"')
    )
    side = HubSpotSide(load(tmp_path / "other.json", {}).kinds, "pat-token", transport=desk.hub)
    assert [(kind, own) for kind, own, _ in side.faults()] == [
        ("companies", None), ("contacts", "firm"), ("deals", "title"),
    ]  # fmt: skip
    assert desk.mirror.sides[HERE] is desk.here
