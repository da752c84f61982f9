"""The mirror with HubSpot: its batches, its associations, a search that lags, its limits, answers that get lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ghxstship_connect.mirror.adapters.hubspot import HubSpotSide
from ghxstship_connect.mirror.engine import Mirror
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.side import HERE, UnreachableError
from ghxstship_connect.mirror.state import State
from hubspot import HubSpot
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

    def run(self) -> int:
        self.hub.at += 61_000  # the index catches up
        return self.mirror.run(apply=True).writes

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
    desk.hub.records["contacts"][ids[0]].archived = True
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


def test_a_record_that_is_refused_does_not_hold_up_its_batch(desk: Desk) -> None:
    for mail in ("a@example.org", "nonsense", "b@example.org"):
        desk.here.add("contacts", first_name="P", email=mail, company_id=None)
    assert desk.run() == 2
    [held] = {row.held for row in desk.state.held()}
    assert "Email address is invalid" in str(held)


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
    desk.hub.planned = [(429, {"retry-after": "3"}), (429, {})]
    desk.mirror.check()
    assert desk.waits == [3.0, 10.0]
    desk.hub.planned = [(429, {"retry-after": "3600"})]
    with pytest.raises(UnreachableError, match="429"):
        desk.mirror.check()
    desk.hub.planned = [(401, {})]
    with pytest.raises(UnreachableError, match="401"):
        desk.mirror.check()


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
