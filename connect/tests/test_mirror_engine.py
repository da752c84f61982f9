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
from ghxstship_connect.mirror.queue import fitting, resolve
from ghxstship_connect.mirror.recover import recover
from ghxstship_connect.mirror.rows import WHOLE
from ghxstship_connect.mirror.side import UnreachableError
from ghxstship_connect.mirror.state import State
from ghxstship_connect.mirror.undo import lines_of, undo
from ghxstship_connect.mirror.work import MOST, Action
from mirror_sides import CrashError, MemorySide, Row

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
        self.here, self.there = MemorySide("h", asked=self.asked), MemorySide("t", asked=self.asked)
        self.open(MAPPING)

    def open(self, mapping: dict[str, Any]) -> None:
        (self.folder / "mirror.json").write_text(json.dumps(mapping))
        self.mapping = load(self.folder / "mirror.json", {})
        self.state = State(self.mapping.state)
        self.mirror = Mirror(self.mapping, self.state, self.here, self.there)

    def asked(self) -> None:
        assert self.mirror.work.dry or not self.state._depth, "whoever waits for a side keeps others waiting"

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


def test_a_run_that_decides_nothing_leaves_nothing_behind(desk: Desk) -> None:
    [one] = desk.people(1)
    kept = []
    desk.mirror.run(apply=True)
    for name in ("Ada", "Ada", "Ada", "Eve"):
        desk.here.edit("contacts", one, first_name=name)
        desk.mirror.run()
        kept.append(desk.state.last_run())
    assert [run[0] for run in kept if run] == [2, 3, 3, 3]
    assert {line.run for line in desk.state.lines()} == {1, 2, 3}
    desk.there.down = True
    for _ in range(2):
        with pytest.raises(UnreachableError):
            desk.mirror.run()
    last = desk.state.last_run()
    assert last is not None
    assert (last[0], last[3]) == (4, "broke off: t: is down")


def test_a_full_run_finds_what_no_change_tells(desk: Desk) -> None:
    """Such as after a backup was restored: a record is gone without a trace, another one is as it was before."""
    ids = desk.people(3)
    desk.mirror.run(apply=True)
    desk.mirror.run()
    gone, reset, _ = desk.there.living("contacts")
    del desk.there.rows["contacts"][gone]
    row = desk.there.rows["contacts"][reset]
    row.values["first"], row.version = "As it was", 1
    assert desk.mirror.run().writes == 0
    assert desk.mirror.diff(full=True).writes == 2
    assert desk.mirror.run(full=True).writes == 2
    assert ids[0] not in desk.here.living("contacts")
    assert desk.here.living("contacts")[ids[1]]["first_name"] == "As it was"
    assert desk.mirror.run(full=True).writes == 0


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
    kept = desk.state.conflicts("settled")[-1]
    assert (kept.here, kept.there, kept.choice) == ("a@x.org", "d@x.org", "c@x.org")


def test_what_half_a_choice_has_overwritten_is_kept(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.edit("contacts", other, mail="b@x.org")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, value="c@x.org")

    def meanwhile(kind: str, write: Any) -> None:
        desk.here.before = lambda kind, write: None
        desk.here.edit("contacts", one, email="d@x.org")

    desk.here.before = meanwhile
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    assert (conflict.here, conflict.there) == ("d@x.org", "c@x.org")
    assert {"a@x.org", "b@x.org"} <= lost_values(desk)


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


def test_a_record_that_comes_back_from_the_dead_is_a_new_one(desk: Desk) -> None:
    """Such as a party that is active again: what was kept of the old link stays to be seen."""
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, first_name="Here")
    desk.there.edit("contacts", desk.first(desk.there), first="There")
    desk.mirror.run()
    desk.there.remove("contacts", desk.first(desk.there))
    desk.mirror.run()
    assert desk.here.living("contacts") == {}
    desk.here.rows["contacts"][one].deleted = False
    desk.here.edit("contacts", one, first_name="Back")
    desk.mirror.run()
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["Back"]
    assert desk.mirror.run().writes == 0
    assert {desk.state.link(conflict.link).here_id for conflict in desk.state.conflicts("settled")} == {None}


def test_a_record_that_both_sides_delete_is_gone(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.remove("contacts", one)
    desk.there.remove("contacts", desk.first(desk.there))
    assert desk.mirror.run().writes == 0
    assert desk.state.lines(most=1)[0].why == "deleted on both sides"
    # Also while a person is asked about it, or when the other half was never made.
    [one] = desk.people(1)
    desk.mirror.run()
    desk.here.edit("contacts", one, first_name="Changed")
    desk.there.remove("contacts", desk.first(desk.there))
    desk.mirror.run()
    desk.here.edit("contacts", one, first_name="Again")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    assert conflict.here["first_name"] == "Again"
    desk.here.remove("contacts", one)
    assert desk.mirror.run().writes == 0
    assert desk.state.conflicts("open") == []
    [one] = desk.people(1)
    desk.there.refuse = lambda kind, write: "no"
    desk.mirror.run()
    desk.here.remove("contacts", one)
    assert desk.mirror.run().writes == 0
    assert desk.state.held() == []


def test_a_conflict_ends_when_people_agree(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    for agreed in ("c@x.org", "d@x.org"):
        desk.here.edit("contacts", one, email="a@x.org")
        desk.there.edit("contacts", other, mail="b@x.org")
        desk.mirror.run()
        desk.here.edit("contacts", one, email=agreed)
        desk.there.edit("contacts", other, mail=agreed)
        assert desk.mirror.run().writes == 0
        assert desk.state.conflicts("open", "chosen") == []
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.edit("contacts", other, mail="b@x.org")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, value="c@x.org")
    desk.here.edit("contacts", one, email="c@x.org")
    desk.there.edit("contacts", other, mail="C@x.org")
    assert desk.mirror.run().writes == 0
    assert desk.state.conflicts("open", "chosen") == []


def test_who_puts_back_what_both_sides_had_has_changed_nothing(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, first_name="Slip")
    desk.there.edit("contacts", other, first="Ada")
    desk.here.edit("contacts", one, first_name="P0")
    desk.mirror.run()
    assert desk.here.living("contacts")[one]["first_name"] == "Ada"
    assert desk.state.conflicts("open", "settled") == [], (
        "P0 is what was overwritten in the CRM, by who saw it"
    )
    [line] = desk.state.lines(most=1)
    assert line.changes == {"first_name": {"from": "P0", "to": "Ada"}}
    undo(desk.mirror.work, [line])
    assert desk.here.living("contacts")[one]["first_name"] == "P0"


def test_a_word_that_the_mapping_lacks_waits(desk: Desk) -> None:
    mapping = json.loads(json.dumps(MAPPING))
    mapping["contacts"]["fields"]["source"] = {"crm": "origin", "values": {"fair": "F"}}
    desk.reopen(mapping)
    one = desk.here.add("contacts", first_name="A", email="a@x.org", company_id=None, source="fair")
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.there.edit("contacts", other, origin="X", first="B")
    assert desk.mirror.run().writes == 1
    assert desk.here.living("contacts")[one]["first_name"] == "B"
    assert "which is not among the" in str(desk.state.held()[0].held)
    desk.there.edit("contacts", other, origin="F")
    desk.here.edit("contacts", one, source="web")
    assert desk.mirror.run().writes == 0
    assert "GHXSTSHIP has source = 'web', which is not among its \"values\"" in str(desk.state.held()[0].held)
    desk.here.add("contacts", first_name="C", email="c@x.org", company_id=None, source="web")
    assert desk.mirror.run().writes == 1


def test_a_record_that_never_rests_is_left_to_the_next_run(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)

    def restless(kind: str, write: Any) -> None:
        desk.there.edit("contacts", desk.first(desk.there), mail="other@x.org")

    desk.there.before = restless
    desk.here.edit("contacts", one, first_name="Changed")
    desk.mirror.run()
    assert "changes all the time" in str(desk.state.held()[0].held)
    desk.there.before = lambda kind, write: None
    desk.mirror.run()
    assert desk.there.living("contacts")[desk.first(desk.there)]["first"] == "Changed"


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


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", 5, "email is a text, not a number; a text needs quotes"),
        ("value", "much", "value: 'much' is no number"),
        ("phase", "wonn", "phase is one of qualification, proposal, negotiation, won, lost, not 'wonn'"),
        ("expected_close_date", "soon", "expected_close_date: 'soon' is no date"),
    ],
)
def test_a_value_that_the_field_cannot_have_is_told_at_once(
    tmp_path: Path, field: str, value: Any, told: str
) -> None:
    kind = "contacts" if field == "email" else "deals"
    fields = {"name": "n", "value": "v", field: "f"} if kind == "deals" else {field: "f"}
    if field == "value":
        fields = {"name": "n", "value": "f"}
    (tmp_path / "mirror.json").write_text(
        json.dumps({"crm": {"type": "memory"}, kind: {"crm": "x", "fields": fields}})
    )
    mapping, state = load(tmp_path / "mirror.json", {}), State(tmp_path / "state.db")
    link = state.link(state.add_link(kind, "h1", "t1"))
    state.open_conflict(link, field, base=None, here=None, there=None)
    [conflict] = state.conflicts("open")
    with pytest.raises(ConfigurationError, match=told):
        fitting(mapping, conflict, value)
    assert fitting(mapping, conflict, None) is None
    state.close()


def test_a_value_of_its_own_is_kept_as_ghxstship_writes_it(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, email="a@x.org")
    desk.there.edit("contacts", desk.first(desk.there), mail="b@x.org")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    assert fitting(desk.mapping, conflict, " c@x.org ") == "c@x.org"


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


def test_a_loss_is_told_once_while_its_record_waits(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.there.refuse = lambda kind, write: "is locked"
    for again in range(1, 3):
        desk.there.edit("contacts", other, first="Adam")
        desk.here.edit("contacts", one, first_name=f"Ada{again}")
        for _ in range(3):
            desk.mirror.run()
        losses = [line for line in desk.state.lines() if line.action == "lose"]
        assert len(losses) == again
        desk.there.refuse = lambda kind, write: None
        desk.mirror.run()
        desk.there.refuse = lambda kind, write: "is locked"
        assert desk.there.living("contacts")[other]["first"] == f"Ada{again}"


def test_a_refusal_is_told_once_while_its_record_waits(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.refuse = lambda kind, write: f"is locked, request {len(desk.state.lines())}"
    told: list[Action] = []
    desk.mirror.work.told = told.append
    for again in range(1, 3):
        desk.here.edit("contacts", one, first_name=f"Ada{again}")
        for _ in range(3):
            assert desk.mirror.run().counts["contacts", "crm", "refused"] == 1
            desk.state.audit("lose", "something else", kind="contacts", link=desk.state.link(1))
        assert [line.action for line in desk.state.lines()].count("refused") == len(told) == again
    [line] = desk.state.held()[:1]
    assert "is locked" in str(line.held)


def test_a_deletion_that_is_refused_for_another_reason_is_told_again(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.remove("contacts", desk.first(desk.there))
    reasons = ["is used by a deal"]
    desk.here.refuse = lambda kind, write: reasons[-1]
    desk.mirror.run()
    resolve(desk.state, 1, take="crm")
    for reason, times in (("is used by a deal", 1), ("is locked", 2), ("is locked", 2)):
        reasons.append(reason)
        desk.mirror.run()
        assert [line.action for line in desk.state.lines()].count("refused") == times
    assert one in desk.here.living("contacts")


def test_what_waits_is_still_said_after_a_look_at_what_a_run_would_do(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.refuse = lambda kind, write: "is locked"
    desk.here.edit("contacts", one, first_name="Ada")
    desk.mirror.run()
    before = desk.state.held()
    desk.mirror.diff()
    assert [row.held for row in desk.state.held()] == [row.held for row in before]
    assert "is locked" in str(before[0].held)
    desk.there.refuse = lambda kind, write: None
    assert desk.mirror.run().writes == 1


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


def test_a_creation_whose_record_is_gone_cannot_be_taken_back(desk: Desk) -> None:
    desk.people(1)
    desk.mirror.run(apply=True)
    decision = desk.state.lines(most=1)[0].number
    desk.there.remove("contacts", desk.first(desk.there))
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert undone.problem == "the record is no longer in the CRM"
    assert desk.state.conflicts("open") == []


def test_what_a_side_refuses_to_take_back_is_said_and_may_be_tried_again(desk: Desk) -> None:
    desk.people(1)
    desk.mirror.run(apply=True)
    decision = desk.state.lines(most=1)[0].number
    desk.there.refuse = lambda kind, write: "is locked"
    for _ in range(2):
        [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
        assert undone.problem == "the CRM refused it: is locked"
    desk.there.refuse = lambda kind, write: None
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert (undone.problem, desk.there.living("contacts")) == ("", {})
    assert len(desk.state.conflicts("open")) == 1


def test_a_word_that_the_mapping_has_lost_cannot_be_put_back(desk: Desk) -> None:
    mapping = json.loads(json.dumps(MAPPING))
    field = mapping["contacts"]["fields"]["source"] = {"crm": "origin", "values": {"fair": "F", "web": "W"}}
    desk.reopen(mapping)
    one = desk.here.add("contacts", first_name="A", email="a@x.org", company_id=None, source="fair")
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, source="web")
    desk.mirror.run()
    changed = desk.state.lines(most=1)[0].number
    desk.here.edit("contacts", one, source="fair")
    desk.mirror.run()
    desk.here.edit("contacts", one, source="web")
    desk.mirror.run()
    field["values"] = {"web": "W"}
    desk.reopen(mapping)
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=changed))
    assert "source = 'fair', which is not among its \"values\"" in undone.problem
    field["values"] = {"fair": "F", "web": "W"}
    desk.reopen(mapping)
    desk.mirror.run(apply=True)
    desk.here.remove("contacts", one)
    desk.mirror.run()
    deleted = desk.state.lines(most=1)[0].number
    field["values"] = {"fair": "F"}
    desk.reopen(mapping)
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=deleted))
    assert undone.problem == ""
    [back] = desk.there.living("contacts").values()
    assert back == {"first": "A", "mail": "a@x.org"}, "without what cannot be told"


def test_what_refers_to_a_record_that_waits_is_there_without_it_until_then(desk: Desk) -> None:
    same = [desk.here.add("companies", name=f"C{n}", domain="c.org") for n in range(2)]
    twin = desk.there.add("companies", label="C", site="c.org")
    person = desk.here.add("contacts", first_name="A", email="a@x.org", company_id=same[0])
    assert desk.mirror.diff().writes == 1
    desk.mirror.run(apply=True)
    [made] = desk.there.living("contacts").values()
    assert (made["first"], made.get("org")) == ("A", None)
    assert any("waits for what it refers to" in str(row.held) for row in desk.state.held())
    desk.here.edit("companies", same[1], domain="d.org")
    desk.mirror.run()
    assert made["org"] == twin
    assert desk.here.living("contacts")[person]["company_id"] == same[0]
    assert desk.mirror.run().writes == 0


def test_nothing_is_told_to_refer_to_a_deleted_record(desk: Desk) -> None:
    company = desk.here.add("companies", name="C", domain="c.org")
    desk.mirror.run(apply=True)
    other = desk.first(desk.there, "companies")
    person = desk.there.add("contacts", first="A", mail="a@x.org", org=other)
    desk.here.remove("companies", company)
    assert desk.mirror.diff().writes == 2
    assert desk.mirror.run().writes == 2
    assert desk.there.living("companies") == {}
    assert desk.mirror.run().writes == 0
    [made] = desk.here.living("contacts").values()
    assert (made["first_name"], made.get("company_id")) == ("A", None)
    assert {row.held for row in desk.state.held()} == {
        f"waits for companies {company} of GHXSTSHIP, to which it refers: deleted, or a conflict is about that"
    }
    desk.there.edit("contacts", person, org=None)
    assert desk.mirror.run().writes == 0
    assert desk.state.held() == []


def left_standing(desk: Desk, *, people: int = 1) -> tuple[str, list[str], str]:
    """A company that the CRM has deleted although people refer to it, and a person wants to keep: its ids."""
    company = desk.here.add("companies", name="C", domain="c.org")
    for n in range(people):
        desk.here.add("contacts", first_name=f"P{n}", email=f"p{n}@x.org", company_id=company)
    desk.mirror.run(apply=True)
    former = desk.first(desk.there, "companies")
    desk.there.remove("companies", former)
    desk.here.edit("companies", company, name="D")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, take="ghxstship")
    return company, list(desk.there.living("contacts")), former


def organisations(desk: Desk) -> set[Any]:
    return {values.get("org") for values in desk.there.living("contacts").values()}


def test_references_that_the_crm_left_standing_follow_a_record_that_is_made_again(desk: Desk) -> None:
    company, _, former = left_standing(desk, people=2)
    assert desk.mirror.diff().counts["contacts", "crm", "update"] == 2
    assert organisations(desk) == {former}
    assert desk.mirror.run().writes == 3
    assert organisations(desk) == {desk.first(desk.there, "companies")} != {former}
    line = desk.state.lines(most=1)[0]
    assert (line.action, line.why) == ("update", "refers to a record that was made again")
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=line.number))
    assert "nothing to put back" in undone.problem
    assert {values["company_id"] for values in desk.here.living("contacts").values()} == {company}
    assert desk.mirror.run().writes == 0
    assert desk.state.held() == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_crash_leaves_no_reference_behind(desk: Desk, when: str, writes: int) -> None:
    left_standing(desk, people=2)
    left = [writes]

    def step(kind: str, write: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise CrashError

    crashed(desk, desk.there, when, step)
    desk.mirror.run()
    assert organisations(desk) == {desk.first(desk.there, "companies")}
    assert desk.mirror.run().writes == 0


def test_a_reference_that_was_changed_meanwhile_is_left_alone(desk: Desk) -> None:
    _, [person], _ = left_standing(desk)
    other = desk.there.add("companies", label="E", site="e.org")
    desk.there.edit("contacts", person, org=other)
    desk.mirror.run()
    assert organisations(desk) == {other}
    [contact] = desk.here.living("contacts").values()
    assert desk.here.living("companies")[contact["company_id"]]["domain"] == "e.org"
    assert desk.mirror.run().writes == 0


def test_a_record_that_comes_with_a_former_id_gets_the_present_one(desk: Desk) -> None:
    company, _, former = left_standing(desk)
    desk.there.add("contacts", first="New", mail="new@x.org", org=former)
    desk.mirror.run()
    assert {values["company_id"] for values in desk.here.living("contacts").values()} == {company}
    desk.mirror.run()
    assert organisations(desk) == {desk.first(desk.there, "companies")}
    assert desk.mirror.run().writes == 0


def test_an_id_that_the_crm_gives_to_another_record_means_that_one(desk: Desk) -> None:
    company, [person], former = left_standing(desk)
    desk.mirror.run()
    present = desk.first(desk.there, "companies")
    desk.there.rows["companies"][former] = Row(9, {"label": "E", "site": "e.org"}, 0, desk.there.numbered())
    desk.there.edit("contacts", person, org=former)
    desk.mirror.run()
    assert organisations(desk) == {former} != {present}
    [contact] = desk.here.living("contacts").values()
    assert contact["company_id"] != company
    assert desk.mirror.run().writes == 0


def test_a_reference_in_the_queue_follows_its_record_when_it_is_chosen(desk: Desk) -> None:
    mapping = json.loads(json.dumps(MAPPING))
    mapping["contacts"]["fields"]["company_id"] = {"crm": "org", "policy": "manual"}
    desk.reopen(mapping)
    company, [person], former = left_standing(desk)
    others = [desk.here.add("companies", name="E", domain=f"e{n}.org") for n in range(2)]
    [contact] = desk.here.living("contacts")
    desk.here.edit("contacts", contact, company_id=others[0])
    desk.there.edit("contacts", person, org=None)
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    assert conflict.field == "company_id"
    desk.there.edit("contacts", person, org=former)  # by an old list, say
    desk.mirror.run()
    assert organisations(desk) == {former}, "a person decides"
    resolve(desk.state, conflict.number, take="crm")
    desk.mirror.run()
    desk.mirror.run()
    link = desk.state.link_of("ghxstship", "companies", company)
    assert link is not None
    assert organisations(desk) == {link.there_id} != {former}
    assert desk.here.living("contacts")[contact]["company_id"] == company
    assert desk.mirror.run().writes == 0


@pytest.mark.parametrize("edit", ["before", "after"])
def test_what_is_changed_around_the_choice_to_delete_it_is_asked_about_again(desk: Desk, edit: str) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.remove("contacts", desk.first(desk.there))
    desk.here.edit("contacts", one, first_name="Ada")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    if edit == "before":
        desk.here.edit("contacts", one, first_name="Adah")
    resolve(desk.state, conflict.number, take="crm")
    if edit == "after":
        desk.here.edit("contacts", one, first_name="Adah")
    assert desk.mirror.run().writes == 0
    [conflict] = desk.state.conflicts("open")
    assert conflict.here["first_name"] == "Adah"
    resolve(desk.state, conflict.number, take="crm")
    assert desk.mirror.run().writes == 1
    assert desk.here.living("contacts") == {}


def test_a_field_in_the_queue_is_looked_at_when_its_record_is_made_again(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.edit("contacts", one, email="here@x.org")
    desk.there.edit("contacts", other, mail="there@x.org")
    desk.mirror.run()
    desk.there.remove("contacts", other)
    desk.here.edit("contacts", one, email="later@x.org")
    desk.mirror.run()
    assert {conflict.field for conflict in desk.state.conflicts("open")} == {"email", WHOLE}
    for conflict in desk.state.conflicts("open"):
        resolve(desk.state, conflict.number, take="ghxstship")
    desk.mirror.diff()
    desk.mirror.run()
    [made] = desk.there.living("contacts").values()
    assert made["mail"] == desk.here.living("contacts")[one]["email"] == "later@x.org"
    assert desk.state.conflicts("open", "chosen") == []
    assert desk.mirror.run().writes == 0


def test_what_is_on_its_way_is_not_taken_back(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, first_name="Wrong")
    desk.mirror.run()
    decision = desk.state.lines(most=1)[0].number
    desk.here.edit("contacts", one, first_name="Worse")
    crashed(desk, desk.there, "before")
    [undone] = undo(desk.mirror.work, lines_of(desk.mirror.work, decision=decision))
    assert undone.problem == "a write on it is under way; run the mirror first"
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["Wrong"]


def crash(kind: str, write: Any) -> None:
    raise CrashError


def crashed(desk: Desk, side: MemorySide, when: str, action: Any = crash) -> None:
    """A run that dies around its first write on a side."""
    setattr(side, when, action)
    with pytest.raises(CrashError):
        desk.mirror.run(apply=True)
    setattr(side, when, lambda kind, write: None)
    desk.reopen()


def lost_values(desk: Desk) -> set[Any]:
    found = desk.state.conflicts("open", "chosen", "settled")
    return {value for one in found for value in (one.here, one.there)}


def test_a_record_that_was_edited_before_it_was_known_is_not_overwritten(desk: Desk) -> None:
    [one] = desk.people(1)
    crashed(desk, desk.there, "after")
    desk.there.edit("contacts", desk.first(desk.there), first="Edited")
    desk.mirror.run(apply=True)
    names = {
        desk.here.living("contacts")[one]["first_name"],
        desk.there.living("contacts")[desk.first(desk.there)]["first"],
    }
    assert len(names) == 1
    assert {"Edited", "P0"} <= names | lost_values(desk)
    assert desk.mirror.run().writes == 0


def late(side: MemorySide) -> Any:
    """A side whose index has not seen the record that was created last."""
    changes, find = side.changes, side.find
    side.changes = lambda kind, cursor: iter([([], cursor or {"after": 0})])  # type: ignore[method-assign]
    side.find = lambda kind, keys: []  # type: ignore[method-assign]

    def catch_up(*_: Any) -> None:
        side.changes, side.find = changes, find  # type: ignore[method-assign]

    return catch_up


def test_a_creation_that_meets_its_record_takes_nothing_for_agreed(desk: Desk) -> None:
    [one] = desk.people(1)
    crashed(desk, desk.there, "after")
    desk.there.edit("contacts", desk.first(desk.there), first="Edited")
    desk.there.before = late(desk.there)
    desk.mirror.run(apply=True)
    desk.mirror.run(apply=True)
    [theirs] = desk.there.living("contacts").values()
    name = desk.here.living("contacts")[one]["first_name"]
    assert theirs["first"] == name
    assert {"Edited", "P0"} <= {name} | lost_values(desk)
    assert desk.mirror.run().writes == 0


@pytest.mark.parametrize("from_there", [False, True])
def test_a_record_that_appears_after_it_was_looked_for_in_vain_is_not_doubled(
    desk: Desk, from_there: bool
) -> None:
    """Such as a creation that its side finished only after our patience had ended."""
    if from_there:
        desk.there.add("contacts", first="P0", mail=None, org=None)
    else:
        desk.here.add("contacts", first_name="P0", email=None, company_id=None)
    target = desk.here if from_there else desk.there
    crashed(desk, target, "after")
    catch_up, find = late(target), target.find

    def found_late(kind: str, keys: Any) -> Any:
        catch_up()
        return []

    target.find = found_late  # type: ignore[method-assign]
    assert find("contacts", []) == []
    desk.mirror.run(apply=True)
    desk.mirror.run(apply=True)
    assert len(desk.here.living("contacts")) == len(desk.there.living("contacts")) == 1
    assert desk.mirror.run().writes == 0


def test_a_record_that_appears_after_its_origin_was_deleted_is_asked_about(desk: Desk) -> None:
    [one] = desk.people(1)
    crashed(desk, desk.there, "after")
    desk.here.remove("contacts", one)
    catch_up = late(desk.there)
    desk.mirror.run(apply=True)
    catch_up()
    desk.mirror.run(apply=True)
    desk.there.edit("contacts", desk.first(desk.there), first="Changed")
    desk.mirror.run(apply=True)
    assert desk.here.living("contacts") == {}
    [conflict] = desk.state.conflicts("open")
    assert conflict.field == WHOLE


@pytest.mark.parametrize("edited", [False, True])
def test_a_record_that_a_person_deletes_right_after_a_crash_is_not_made_again(
    desk: Desk, edited: bool
) -> None:
    [one] = desk.people(1)
    crashed(desk, desk.there, "after")
    desk.there.remove("contacts", desk.first(desk.there))
    if edited:
        desk.here.edit("contacts", one, first_name="Changed")
    desk.mirror.run(apply=True)
    assert desk.there.living("contacts") == {}
    assert (one in desk.here.living("contacts")) == edited
    assert [conflict.field for conflict in desk.state.conflicts("open")] == ([WHOLE] if edited else [])
    assert desk.mirror.run().writes == 0


def test_a_deleted_record_of_an_earlier_attempt_does_not_take_later_edits_with_it(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.there.delays = True
    with pytest.raises(UnreachableError):
        desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, first_name="Changed")
    finish, desk.there.find = desk.there.find, lambda kind, keys: []  # type: ignore[method-assign]
    crashed(desk, desk.there, "before")
    desk.there.find = finish  # type: ignore[method-assign]
    assert desk.there.find("contacts", []) == []  # what was on its way is done only now
    desk.there.remove("contacts", desk.first(desk.there))
    desk.mirror.run()
    assert desk.here.living("contacts")[one]["first_name"] == "Changed"
    assert [conflict.field for conflict in desk.state.conflicts("open")] == [WHOLE]


def test_the_key_tells_the_other_half_before_match_does(desk: Desk) -> None:
    desk.there.add("contacts", first="A", mail="a@x.org", org=None)
    desk.here.delays = True
    with pytest.raises(UnreachableError):
        desk.mirror.run(apply=True)
    twin = desk.there.add("contacts", first="B", mail="a@x.org", org=None)
    desk.mirror.run()
    desk.mirror.run()
    link = desk.state.link_of("crm", "contacts", twin)
    assert link is not None
    assert desk.here.living("contacts")[str(link.here_id)]["first_name"] == "B"
    assert len(desk.here.living("contacts")) == 2


def test_a_record_that_was_deleted_before_it_was_decided_about_takes_no_other_with_it(desk: Desk) -> None:
    desk.there.tombstones = False
    desk.there.add("contacts", first="A", mail="a@x.org", org=None)
    desk.mirror.diff()  # it is read
    desk.there.remove("contacts", desk.first(desk.there))
    one = desk.here.add("contacts", first_name="New", email="a@x.org", company_id=None)
    desk.mirror.run(apply=True)
    desk.mirror.run()
    assert list(desk.here.living("contacts")) == [one]
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["New"]


def test_what_an_older_record_left_behind_is_not_taken_for_the_new_one(desk: Desk) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.here.edit("contacts", one, first_name="Changed")
    desk.there.remove("contacts", desk.first(desk.there))
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    resolve(desk.state, conflict.number, take="ghxstship")
    crashed(desk, desk.there, "before")
    desk.mirror.run()
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["Changed"]
    assert one in desk.here.living("contacts")


@pytest.mark.parametrize("what", ["update", "delete"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_whose_answer_is_lost_is_in_the_audit(desk: Desk, what: str, when: str) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    if what == "update":
        desk.here.edit("contacts", one, first_name="Ada")
    else:
        desk.here.remove("contacts", one)
    crashed(desk, desk.there, when)
    desk.mirror.run()
    lines = [line for line in desk.state.lines() if line.action in ("unanswered", what)]
    assert [line.action for line in lines] == ([what] if when == "after" else [what, "unanswered"])
    done = lines[:1]
    assert ("answer was lost" in done[0].why) == (when == "after")
    assert done[0].changes["first_name"]["from"] == "P0"
    [undone] = undo(desk.mirror.work, done)
    assert undone.problem == ""
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["P0"]


@pytest.mark.parametrize("how", ["crash", "back", "stale", "refused", "chosen"])
def test_what_a_change_in_two_steps_leaves_half_way_is_nobodys_edit(desk: Desk, how: str) -> None:
    one = desk.here.add(
        "contacts", first_name="won", email="a@x.org" if how != "chosen" else "won", company_id=None
    )
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    field, mail = ("email", "mail") if how == "chosen" else ("first_name", "first")
    desk.here.ways[field, "won", "lost"] = ("open",)
    desk.there.edit("contacts", other, **{mail: "lost"})
    if how == "chosen":
        desk.here.edit("contacts", one, email="x")
        desk.mirror.run()
        [conflict] = desk.state.conflicts("open")
        desk.here.edit("contacts", one, email="won")
        desk.mirror.run()
        resolve(desk.state, conflict.number, take="crm")

    dies, at_last = how in ("crash", "back", "chosen"), "won" if how == "back" else "lost"

    def first_step(kind: str, write: Any) -> None:
        desk.here.edit("contacts", one, **{field: "open"})
        desk.here.before = lambda kind, write: None
        if dies:
            raise CrashError

    def refusal(kind: str, write: Any) -> str | None:
        desk.here.refuse = lambda kind, write: None
        return "not now" if how == "refused" else None

    desk.here.refuse = refusal
    if dies:
        crashed(desk, desk.here, "before", first_step)
        desk.there.edit("contacts", other, **{mail: at_last})
    else:
        desk.here.before = first_step
        desk.mirror.run()
    desk.mirror.run()
    assert desk.here.living("contacts")[one][field] == desk.there.living("contacts")[other][mail] == at_last
    assert "open" not in lost_values(desk)
    assert desk.mirror.run().writes == 0


def test_a_choice_that_is_half_written_is_gone_on_with_before_what_came_meanwhile(desk: Desk) -> None:
    one = desk.here.add("contacts", first_name="Ada", email="won", company_id=None)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.here.ways["email", "won", "lost"] = ("open",)
    desk.there.edit("contacts", other, mail="lost")
    desk.here.edit("contacts", one, email="x")
    desk.mirror.run()
    [conflict] = desk.state.conflicts("open")
    desk.here.edit("contacts", one, email="won")
    desk.mirror.run()
    resolve(desk.state, conflict.number, take="crm")

    def first_step(kind: str, write: Any) -> None:
        desk.here.edit("contacts", one, email="open")
        raise CrashError

    crashed(desk, desk.here, "before", first_step)
    desk.there.edit("contacts", other, mail="later")
    desk.mirror.run()
    assert desk.here.living("contacts")[one]["email"] == "later"
    assert desk.state.conflicts("open") == []
    assert "open" not in lost_values(desk)


@pytest.mark.parametrize("what", ["update", "delete"])
def test_a_write_that_was_broken_off_on_a_field_that_is_no_longer_mapped(desk: Desk, what: str) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    if what == "update":
        desk.here.edit("contacts", one, first_name="Ada")
    else:
        desk.here.remove("contacts", one)
    crashed(desk, desk.there, "before")
    mapping = json.loads(json.dumps(MAPPING))
    del mapping["contacts"]["fields"]["first_name"]
    desk.reopen(mapping)
    desk.mirror.run(apply=True)
    assert desk.state.intents() == []
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["P0"] * (
        what == "update"
    )


@pytest.mark.parametrize(
    ("ours", "edited", "lives"),
    [
        (None, False, False),
        (None, True, True),
        (True, True, False),  # it is what the first step has done besides
        (False, False, True),
    ],
)
def test_a_deletion_in_two_steps_that_is_broken_off_is_gone_on_with(
    desk: Desk, *, ours: bool | None, edited: bool, lives: bool
) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    other = desk.first(desk.there)
    desk.there.ways["first", "P0", None] = ("cancelled",)
    desk.here.remove("contacts", one)

    def first_step(kind: str, write: Any) -> None:
        desk.there.edit("contacts", other, first="cancelled")
        raise CrashError

    crashed(desk, desk.there, "before", first_step)
    if edited:
        desk.there.edit("contacts", other, mail="ada@x.org")
    desk.there.wrote = ours
    desk.mirror.run()
    assert (other in desk.there.living("contacts")) == lives
    assert [conflict.field for conflict in desk.state.conflicts("open")] == [WHOLE] * lives
    assert desk.state.intents() == []
    assert desk.mirror.run().writes == 0


@pytest.mark.parametrize("ours", [None, True, False])
def test_what_a_person_has_put_there_is_not_taken_for_half_a_write(desk: Desk, *, ours: bool | None) -> None:
    [one] = desk.people(1)
    desk.mirror.run(apply=True)
    desk.there.ways["first", "P0", "Ada"] = ("half",)
    desk.here.edit("contacts", one, first_name="Ada", email="ada@x.org")
    crashed(desk, desk.there, "before")
    desk.there.edit("contacts", desk.first(desk.there), first="half", mail="half@x.org")
    desk.there.wrote = ours
    desk.mirror.run()
    assert ("half" in lost_values(desk)) == (ours is False)


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


def test_what_a_crash_has_left_is_read_once(desk: Desk) -> None:
    ids = desk.people(3)
    desk.mirror.run(apply=True)
    for number, one in enumerate(ids):
        desk.there.ways["first", f"P{number}", "Ada"] = ("half",)
        desk.here.edit("contacts", one, first_name="Ada", email=f"ada{number}@x.org")

    def first_step(kind: str, write: Any) -> None:
        # Each is half done, and somebody has changed the rest of it by then.
        for other in desk.there.living("contacts"):
            desk.there.edit("contacts", other, first="half", mail=f"{other}@x.org")
        raise CrashError

    crashed(desk, desk.there, "before", first_step)
    asked: list[list[str]] = []
    fetch = desk.there.fetch
    desk.there.fetch = lambda kind, ids: (asked.append([*ids]), fetch(kind, ids))[1]  # type: ignore[method-assign]
    recover(desk.mirror.work)
    assert asked == [list(desk.there.living("contacts"))]
    desk.mirror.run()
    assert [values["first"] for values in desk.there.living("contacts").values()] == ["Ada"] * 3
    assert "half" not in lost_values(desk)


@pytest.mark.parametrize("lives", [True, False])
def test_records_whose_origin_was_not_read(desk: Desk, *, lives: bool) -> None:
    """Such as after the state was lost, when the other side did not tell of them."""
    first, *others = desk.people(MOST + 1)
    desk.mirror.run(apply=True)
    desk.state.close()
    for name in ("", "-wal", "-shm"):
        Path(f"{desk.mapping.state}{name}").unlink(missing_ok=True)
    desk.open(MAPPING)
    if not lives:
        del desk.here.rows["contacts"][first]
    changes = desk.here.changes
    desk.here.changes = lambda kind, cursor: iter([([], {"after": 0})])  # type: ignore[method-assign]
    desk.mirror.run(apply=True)
    desk.here.changes = changes  # type: ignore[method-assign]
    linked = set(desk.state.live_ids("ghxstship", "contacts"))
    assert set(others) <= linked == set(desk.here.living("contacts"))
    assert (first in linked) == lives
    assert len(linked) == MOST + 1
