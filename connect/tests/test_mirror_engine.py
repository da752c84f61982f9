"""Single rules of the mirror: what a run asks before, what waits, what is taken back, what a crash leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship.errors import ConfigurationError
from ghxstship_connect.mirror.breaker import MassChangeError
from ghxstship_connect.mirror.engine import Mirror, NotConfirmedError
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.merge import UNKNOWN, Way, merge
from ghxstship_connect.mirror.queue import resolve
from ghxstship_connect.mirror.state import WHOLE, State
from ghxstship_connect.mirror.undo import lines_of, undo
from mirror_sides import CrashError, MemorySide

MAPPING: dict[str, Any] = {
    "crm": {"type": "memory"},
    "companies": {"crm": "orgs", "match": ["domain"], "fields": {"name": "label", "domain": "site"}},
    "contacts": {
        "crm": "people", "match": ["email"],
        "fields": {"first_name": "first", "email": {"crm": "mail", "policy": "manual"}, "company_id": "org"},
    },
}  # fmt: skip


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here, self.there = MemorySide("h"), MemorySide("t")
        self.open(MAPPING)

    def open(self, mapping: dict[str, Any]) -> None:
        (self.folder / "mirror.json").write_text(json.dumps(mapping))
        self.mapping = load(self.folder / "mirror.json", {})
        self.state = State(self.mapping.state)
        self.mirror = Mirror(self.mapping, self.state, self.here, self.there)

    def reopen(self, mapping: dict[str, Any] = MAPPING) -> None:
        self.state.close()
        self.open(mapping)

    def people(self, count: int) -> list[str]:
        return [
            self.here.add("contacts", first_name=f"P{n}", email=f"p{n}@x.org", company_id=None)
            for n in range(count)
        ]

    def first(self, side: MemorySide, kind: str = "contacts") -> str:
        return next(iter(side.living(kind)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()


def test_the_merge_table() -> None:
    bases = {"here_base": 1, "there_base": 1}
    assert merge("newest", here=1, there=1, **bases).way is Way.KEEP
    assert merge("newest", here=2, there=2, **bases).way is Way.AGREED
    assert merge("newest", here=2, there=1, **bases).way is Way.TO_CRM
    assert merge("manual", here=1, there=2, **bases).way is Way.TO_HERE
    assert merge("manual", here=2, there=3, **bases).way is Way.CONFLICT
    newer = merge("newest", here=2, there=3, here_at=1, there_at=2, **bases)
    assert (newer.way, newer.loses) == (Way.TO_HERE, True)
    assert merge("newest", here=2, there=3, **bases).way is Way.TO_CRM
    assert merge("ghxstship", here=1, there=3, **bases) == merge(
        "ghxstship", here=1, there=3, here_base=1, there_base=1
    )
    assert merge("ghxstship", here=1, there=3, **bases).loses
    assert merge("crm", here=2, there=1, **bases).way is Way.TO_HERE
    # What a side made of a value is part of the agreement.
    assert (
        merge("newest", here="long text", there="long", here_base="long text", there_base="long").way
        is Way.KEEP
    )
    # Without a base an empty side is filled.
    assert merge("manual", here=None, there=3, here_base=UNKNOWN, there_base=UNKNOWN).way is Way.TO_HERE
    assert not merge("crm", here=None, there=3, here_base=UNKNOWN, there_base=UNKNOWN).loses


def test_the_first_run_and_a_changed_mapping_want_a_confirmation(desk: Desk) -> None:
    desk.people(1)
    with pytest.raises(NotConfirmedError):
        desk.mirror.run()
    assert desk.mirror.diff().writes == 1
    assert desk.there.writes == []
    assert desk.mirror.run(apply=True).writes == 1
    assert desk.mirror.run().writes == 0
    changed = json.loads(json.dumps(MAPPING))
    changed["contacts"]["fields"]["source"] = "origin"
    desk.here.edit("contacts", desk.first(desk.here), source="fair")
    desk.reopen(changed)
    with pytest.raises(NotConfirmedError):
        desk.mirror.run()
    desk.mirror.run(apply=True)
    assert desk.there.living("contacts")[desk.first(desk.there)]["origin"] == "fair"


def test_a_run_that_changes_too_much_asks_first(desk: Desk) -> None:
    ids = desk.people(30)
    desk.mirror.run(apply=True)
    for one in ids[:4]:
        desk.here.remove("contacts", one)
    before = len(desk.there.writes)
    with pytest.raises(MassChangeError, match="delete 4 of 30 contacts in the CRM, more than 10 %"):
        desk.mirror.run()
    assert len(desk.there.writes) == before
    assert desk.mirror.run(mass=True).writes == 4
    for one in ids[4:]:
        desk.here.edit("contacts", one, first_name="X")
    with pytest.raises(MassChangeError, match="update"):
        desk.mirror.run()


def test_records_that_look_the_same_wait(desk: Desk) -> None:
    desk.people(1)
    twins = [desk.there.add("contacts", first="A", mail="P0@x.org", org=None) for _ in range(2)]
    assert desk.mirror.run(apply=True).writes == 0
    [why] = {row.held for row in desk.state.held()}
    assert str(why).startswith(
        "ambiguous: 1 in GHXSTSHIP (h0001) and 2 in the CRM (t0001, t0002) match each other"
    )
    desk.there.edit("contacts", twins[1], mail="other@x.org")
    assert desk.mirror.run().writes == 2  # one is linked and its name merged, the other one is new
    assert desk.state.held() == []


def test_a_state_that_was_lost_finds_the_records_by_their_keys(desk: Desk) -> None:
    desk.people(3)
    desk.there.add("companies", label="Org", site=None)
    desk.mirror.run(apply=True)
    desk.state.close()
    for name in ("", "-wal", "-shm"):
        Path(f"{desk.mapping.state}{name}").unlink(missing_ok=True)
    desk.open(MAPPING)
    outline = desk.mirror.run(apply=True)
    assert outline.writes == 0
    assert desk.state.count_links("contacts") == 3


def test_a_record_deleted_on_one_side_and_changed_on_the_other(desk: Desk) -> None:
    for choice, lives in (("ghxstship", True), ("crm", False)):
        one = desk.here.add("contacts", first_name="Ada", email=f"{choice}@x.org", company_id=None)
        desk.mirror.run(apply=True)
        link = desk.state.link_of("ghxstship", "contacts", one)
        assert link is not None
        desk.here.edit("contacts", one, first_name="Adah")
        desk.there.remove("contacts", str(link.there_id))
        assert desk.mirror.run().writes == 0
        [conflict] = desk.state.conflicts("open")
        assert conflict.field == WHOLE
        assert conflict.here["first_name"] == "Adah"
        resolve(desk.state, conflict.number, take=choice)
        assert desk.mirror.run().writes == 1
        assert (one in desk.here.living("contacts")) == lives
        assert len(desk.there.living("contacts")) == len(desk.here.living("contacts"))
        assert desk.mirror.run().writes == 0


def test_a_value_of_its_own_is_chosen(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.edit("contacts", other, mail="b@x.org")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, value="c@x.org")
    desk.there.edit("contacts", other, mail="d@x.org")  # somebody who does not know of the choice
    assert desk.mirror.run().writes == 0
    [conflict] = desk.state.conflicts("open")
    assert conflict.there == "d@x.org"
    resolve(desk.state, conflict.number, value="c@x.org")
    assert desk.mirror.run().writes == 2
    assert (
        desk.here.living("contacts")[one]["email"]
        == desk.there.living("contacts")[other]["mail"]
        == "c@x.org"
    )
    assert desk.state.conflicts("open", "chosen") == []


def test_a_choice_that_is_made_anew_while_the_first_one_is_written(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.edit("contacts", other, mail="b@x.org")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, value="c@x.org")

    def meanwhile(kind: str, write: Any) -> None:
        desk.there.after = lambda kind, write: None
        resolve(desk.state, conflict.number, value="d@x.org")

    desk.there.after = meanwhile
    desk.mirror.run()
    desk.mirror.run()
    mails = desk.here.living("contacts")[one]["email"], desk.there.living("contacts")[other]["mail"]
    assert mails == ("d@x.org", "d@x.org")
    assert desk.state.conflicts("open", "chosen") == []


def test_what_cannot_be_chosen(desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match="there is no conflict 7"):
        resolve(desk.state, 7, take="crm")
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.remove("contacts", desk.first(desk.there))
    desk.mirror.run()
    with pytest.raises(ConfigurationError, match="whole record"):
        resolve(desk.state, 1, value="x")
    with pytest.raises(ConfigurationError, match="choose a side"):
        resolve(desk.state, 1)


def test_what_a_side_makes_of_a_value_does_not_come_back(desk: Desk) -> None:
    desk.there.adjust = lambda kind, values: values.update(first=values["first"][:3])
    one = desk.here.add("contacts", first_name="Anastasia", email="a@x.org", company_id=None)
    desk.mirror.run(apply=True)
    assert desk.mirror.run().writes == 0
    assert desk.here.living("contacts")[one]["first_name"] == "Anastasia"
    assert desk.there.living("contacts")[desk.first(desk.there)]["first"] == "Ana"


def test_a_deletion_that_is_refused_is_a_conflict(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.remove("contacts", desk.first(desk.there))
    desk.here.refuse = lambda kind, write: "is used by an invoice" if write.operation == "delete" else None
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    assert "is used by an invoice" in conflict.outcome
    assert one in desk.here.living("contacts")


def test_creations_and_deletions_are_taken_back(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    run = desk.state.last_run()
    assert run is not None
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, run=run[0]))
    assert undone.problem == ""
    assert desk.there.living("contacts") == {}
    assert desk.mirror.run().writes == 0
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, take="ghxstship")
    assert desk.mirror.run().writes == 1
    desk.here.remove("contacts", one)
    assert desk.mirror.run().writes == 1
    line = desk.state.lines(most=5)
    decision = next(entry.number for entry in line if entry.action == "delete")
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert undone.problem == ""
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["P0"]
    assert desk.mirror.run().writes == 0
    [again] = undo(desk.mirror.work, [entry for entry in [desk.state.line(decision)] if entry])
    assert "again" in again.problem
    with pytest.raises(ConfigurationError, match="there is no decision 999"):
        lines_of(desk.mirror.work, decision=999)


def test_a_diff_of_edits_is_what_the_run_does(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, first_name="Wrong")
    diff = desk.mirror.diff()
    assert [(action.side, action.operation, dict(action.changes)) for action in diff.actions] == [
        ("crm", "update", {"first_name": {"from": "P0", "to": "Wrong"}})
    ]
    assert desk.mirror.run().actions == diff.actions


def test_what_was_changed_since_is_not_taken_back(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, first_name="Wrong")
    desk.mirror.run()
    decision = desk.state.lines(most=1)[0].number
    desk.there.edit("contacts", other, first="Right")
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert undone.problem == "its values were changed again since"
    desk.there.remove("contacts", other)
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert "no longer in the CRM" in undone.problem


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_around_a_creation_doubles_nothing(desk: Desk, when: str) -> None:
    desk.people(3)

    def crash(kind: str, write: Any) -> None:
        raise CrashError

    setattr(desk.there, when, crash)
    with pytest.raises(CrashError):
        desk.mirror.run(apply=True)
    setattr(desk.there, when, lambda kind, write: None)
    desk.reopen()
    desk.mirror.run(apply=True)
    assert len(desk.there.living("contacts")) == 3
    assert desk.mirror.run().writes == 0
