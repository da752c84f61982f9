"""The mirror whatever happens: edits and deletions on both sides, outages, crashes between any two steps.

Afterwards both sides are equal but for what the conflict queue holds, a further run writes nothing, nothing is there
twice, and every value that a person wrote is on a side, in the queue, or was overwritten by a person who saw it.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from ghxstship_connect.mirror import passes
from ghxstship_connect.mirror.decide import expected
from ghxstship_connect.mirror.engine import Mirror
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.queue import resolve
from ghxstship_connect.mirror.rows import GONE, OPEN, WHOLE
from ghxstship_connect.mirror.side import HERE, KINDS, THERE, UnreachableError, Write
from ghxstship_connect.mirror.state import State
from ghxstship_connect.mirror.values import compared
from ghxstship_connect.mirror.work import OTHER
from mirror_sides import BETWEEN, CrashError, MemorySide, TableSide, now

MAPPING = {
    "crm": {"type": "memory"},
    "breaker": {"updates": 100, "deletes": 100},
    "companies": {"crm": "orgs", "match": ["domain"], "fields": {
        "name": {"crm": "label", "policy": "manual"}, "domain": "site",
        "billing_email": {"crm": "mail", "policy": "crm"},
    }},
    "contacts": {"crm": "people", "match": ["email"], "fields": {
        "first_name": "first", "email": "mail", "source": {"crm": "origin", "policy": "manual"},
        "company_id": {"crm": "org", "policy": "manual"},
    }},
    "deals": {"crm": "deals", "fields": {
        "name": "title", "value": "amount", "notes": {"crm": "text", "policy": "ghxstship"},
        "contact_id": "person", "company_id": "org",
    }},
}  # fmt: skip

FIELDS = {
    "companies": ("name", "domain", "billing_email"),
    "contacts": ("first_name", "email", "source", "company_id"),
    "deals": ("name", "value", "notes", "contact_id", "company_id"),
}
REFERENCES = {"company_id": "companies", "contact_id": "contacts"}
CRMS = (
    "tombstones",
    "forgetful",
    "standing",
    "tables",
)  # "standing" lets references to what is deleted stand
LAST_STEPS = 12


class _CrashingState(State):
    """Dies around its commits."""

    step: Callable[[], None] = staticmethod(lambda: None)

    def _commit(self) -> None:
        self.step()
        super()._commit()
        self.step()


class World:
    """Two sides, people who work on them, and the mirror between."""

    def __init__(self, folder: Path, kind: str, *, batch: int, overlap: int, chunk: int) -> None:
        passes.CHUNK = chunk
        self.folder = folder
        (folder / "mirror.json").write_text(json.dumps(MAPPING))
        self.mapping = load(folder / "mirror.json", {})
        self.time = 1
        self.tables, self.standing = kind == "tables", kind == "standing"
        self.sides: dict[str, Any] = {HERE: MemorySide("h", clock=self.now, refuse=self.in_use)}
        if self.tables:
            self.sides[THERE] = TableSide(self.mapping.kinds, folder / "crm.db")
        else:
            self.sides[THERE] = MemorySide("t", kind != "forgetful", clock=self.now)
            self.sides[THERE].overlap = overlap
            self.sides[THERE].stepwise = {("companies", "label")}
            self.sides[THERE].between = lambda kind, write: self.step()
        self.sides[HERE].stepwise = {("contacts", "source")}
        self.sides[HERE].between = lambda kind, write: self.step()
        self.sides[HERE].overlap = overlap
        for side in self.sides.values():
            side.most = {"create": batch, "update": 1, "delete": 1}
            side.before = side.after = lambda kind, write: self.step()
            side.asked = self.asked
        self.steps_left: int | None = None
        self.outage: tuple[str, int] | None = None
        self.numbers = itertools.count(1)
        self.written: dict[tuple[str, Any], str] = {}
        self.seen: set[tuple[str, Any]] = set()
        self.agreed: dict[tuple[str, str, str, str], Any] = {}
        self.open()

    def now(self) -> int:
        self.time += 1
        return now() if self.tables else self.time

    def open(self) -> None:
        self.state = _CrashingState(self.folder / "state.db", self.now)
        self.state._connection.execute("PRAGMA synchronous = OFF")
        self.state.step = self.step
        self.mirror = Mirror(self.mapping, self.state, self.sides[HERE], self.sides[THERE])

    def asked(self) -> None:
        assert self.mirror.work.dry or not self.state._depth, "whoever waits for a side keeps others waiting"

    def step(self) -> None:
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise CrashError
        if self.outage is not None:
            side, left = self.outage
            self.outage = (side, left - 1)
            if left <= 0:
                self.sides[side].down = True

    def in_use(self, kind: str, write: Write) -> str | None:
        if write.operation != "delete":
            return None
        rows = self.sides[HERE]
        names = [name for name, target in REFERENCES.items() if target == kind]
        for other in KINDS:
            for values in rows.living(other).values():
                if any(values.get(name) == write.id for name in names):
                    return f"is used by {other}"
        return None

    # --- what people do

    def name(self, side: str, kind: str, field: str) -> str:
        return field if side == HERE else self.mapping.kinds[kind].by_here(field).there

    def notice(self, kind: str, value: Any) -> None:
        if value is not None:
            self.seen.add((kind, value))

    def value(self, side: str, kind: str, field: str, pick: int) -> Any:
        if field in REFERENCES:
            ids = list(self.sides[side].living(REFERENCES[field]))
            return ids[pick % len(ids)] if ids and pick % 4 else None
        number = next(self.numbers)
        if pick % 7 == 0:
            return None
        value: Any = number if field == "value" else f"v{number}"
        if pick % 5 == 1 and self.written:
            same = [v for (k, v), f in self.written.items() if k == kind and f == field]
            value = same[pick % len(same)] if same else value
        return value

    def wrote(self, kind: str, field: str, value: Any) -> None:
        """A person's value, that nobody else has seen."""
        if value is not None and field not in REFERENCES:
            self.written[kind, value] = field
            self.seen.discard((kind, value))

    def add(self, side: str, kind: str, pick: int) -> None:
        values = {}
        for at, field in enumerate(FIELDS[kind]):
            value = values[self.name(side, kind, field)] = self.value(side, kind, field, pick + at)
            self.wrote(kind, field, value)
        self.sides[side].add(kind, **values)

    def edit(self, side: str, kind: str, pick: int, field: int) -> None:
        living = self.sides[side].living(kind)
        if not living:
            return self.add(side, kind, pick)
        one = list(living)[pick % len(living)]
        name = FIELDS[kind][field % len(FIELDS[kind])]
        column = self.name(side, kind, name)
        before = living[one].get(column)
        value = self.value(side, kind, name, pick)
        # Who puts back what both sides had has written nothing that the people of the other side have not seen.
        if value != self.agreed.get((side, kind, one, name)):
            self.wrote(kind, name, value)
        if value != before:
            self.sides[side].edit(kind, one, **{column: value})
        self.notice(kind, before)
        return None

    def remove(self, side: str, kind: str, pick: int) -> None:
        living = self.sides[side].living(kind)
        if not living:
            return
        one = list(living)[pick % len(living)]
        for other in KINDS:
            for name, target in REFERENCES.items():
                stands = self.standing and side == THERE
                if target != kind or name not in FIELDS[other] or stands:
                    continue
                column = self.name(side, other, name)
                for user, values in self.sides[side].living(other).items():
                    if values.get(column) == one:
                        self.sides[side].edit(other, user, **{column: None})
        for value in living[one].values():
            self.notice(kind, value)
        self.sides[side].remove(kind, one)

    def choose(self, pick: int) -> None:
        waiting = self.state.conflicts(OPEN)
        if waiting:
            resolve(self.state, waiting[pick % len(waiting)].number, take=(HERE, THERE)[pick % 2])

    # --- the mirror

    def run(self, crash: int | None, outage: tuple[str, int] | None, late: str | None) -> None:
        self.steps_left, self.outage = crash, outage
        if late is not None:
            self.sides[late].delays = True
        try:
            self.mirror.run(apply=True)
        except UnreachableError:
            pass
        except CrashError:
            self.steps_left = None
            self.state.close()
            self.open()
        finally:
            self.steps_left, self.outage = None, None
            for side in self.sides.values():
                side.down = side.delays = False
            for kind in KINDS:
                self.compare(kind)

    def compare(self, kind: str) -> None:
        """Keep what both sides have after a run."""
        living = {side: self.sides[side].living(kind) for side in (HERE, THERE)}
        for one, values in living[HERE].items():
            link = self.state.link_of(HERE, kind, one)
            other = None if link is None else living[THERE].get(str(link.there_id))
            for field in FIELDS[kind] if other is not None else ():
                value = values.get(field)
                if value == other.get(self.name(THERE, kind, field)):
                    self.agreed[HERE, kind, one, field] = value
                    self.agreed[THERE, kind, str(link.there_id), field] = value

    def look(self) -> None:
        """What a run would do is found without doing it."""
        before = self.writes()
        self.mirror.diff()
        assert self.writes() == before

    def writes(self) -> int:
        return sum(len(side.writes) for side in self.sides.values())

    # --- what must hold

    def check(self) -> None:
        for _ in range(LAST_STEPS):
            before = self.writes()
            self.run(None, None, None)
            if self.writes() == before:
                break
        else:
            raise AssertionError("it never comes to rest")
        self.run(None, None, None)
        assert self.writes() == before, "a further run writes"
        assert not self.state.intents()
        for kind in KINDS:
            self.check_kind(kind)
        self.check_values()

    def check_kind(self, kind: str) -> None:
        living = {side: self.sides[side].living(kind) for side in (HERE, THERE)}
        keys = Counter(key for side in self.sides.values() for key in side.keys(kind))
        assert all(count == 1 for count in keys.values()), "created twice"
        for side in (HERE, THERE):
            for one in living[side]:
                link = self.state.link_of(side, kind, one)
                held = self.state.pulled(side, kind, one)
                if link is None:
                    assert held is not None
                    assert (held.held or "").startswith("ambiguous"), (side, one, held)
                    continue
                assert link.state != GONE
                pending = self.state.pending(link.number)
                if WHOLE in pending or held is not None:
                    assert WHOLE in pending or "waits for" in (held.held or ""), held
                    continue
                other = living[OTHER[side]][str(link.id_on(OTHER[side]))]
                self.check_pair(kind, link, {side: living[side][one], OTHER[side]: other}, pending)

    def check_pair(
        self, kind: str, link: Any, values: dict[str, dict[str, Any]], pending: dict[str, Any]
    ) -> None:
        for one in self.mapping.kinds[kind].fields:
            here, there = values[HERE].get(one.here), values[THERE].get(one.there)
            if one.here in REFERENCES and there is not None:
                target = self.state.link_of(THERE, REFERENCES[one.here], there)
                there = target.here_id if target else None
            if one.here in pending:
                assert (pending[one.here].here, pending[one.here].there) == (here, there)
            else:
                assert compared(one.type, here) == compared(one.type, there), (
                    kind,
                    link,
                    one.here,
                    here,
                    there,
                )
                assert expected(link, HERE, {})[one.here] == here

    def check_values(self) -> None:
        kept = {
            (kind, value)
            for side in self.sides.values()
            for kind in KINDS
            for values in side.living(kind).values()
            for value in values.values()
        }
        for one in self.state.conflicts("open", "chosen", "settled"):
            for value in (one.here, one.there):
                values = value.values() if isinstance(value, dict) else [value]
                kept |= {(one.kind, v) for v in values}
        assert BETWEEN not in {value for _, value in kept}, "what is between two steps is nobody's value"
        lost = [
            (key, field) for key, field in self.written.items() if key not in kept and key not in self.seen
        ]
        assert not lost, lost


side = st.sampled_from([HERE, THERE])
kind = st.sampled_from(KINDS)
pick = st.integers(0, 40)
step = st.one_of(
    st.tuples(st.just("add"), side, kind, pick),
    st.tuples(st.just("edit"), side, kind, pick, st.integers(0, 4)),
    st.tuples(st.just("edit"), side, kind, pick, st.integers(0, 4)),
    st.tuples(st.just("remove"), side, kind, pick),
    st.tuples(st.just("choose"), pick),
    st.tuples(st.just("look")),
    st.tuples(
        st.just("run"),
        st.one_of(st.none(), st.integers(0, 60)),
        st.one_of(st.none(), st.tuples(side, st.integers(0, 40))),
        st.one_of(st.none(), side),
    ),
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.sampled_from(CRMS),
    st.sampled_from([1, 3]),
    st.sampled_from([0, 3]),
    st.sampled_from([1, passes.CHUNK]),
    st.lists(step, min_size=1, max_size=40),
)
def test_both_sides_become_equal_and_nothing_is_lost(
    crm: str, batch: int, overlap: int, chunk: int, steps: list[Any]
) -> None:
    note(f"{crm}, batch={batch}, overlap={overlap}, chunk={chunk}, {steps}")
    live(crm, batch, overlap, chunk, steps)


def live(crm: str, batch: int, overlap: int, chunk: int, steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), crm, batch=batch, overlap=overlap, chunk=chunk)
        try:
            for name, *arguments in steps:
                getattr(world, name)(*arguments)
            world.check()
        finally:
            world.state.close()
            for one in world.sides.values():
                one.close()


@pytest.mark.parametrize("crm", CRMS)
def test_a_value_that_is_put_back_while_the_other_side_changes_it(crm: str) -> None:
    steps = [
        ("add", THERE, "contacts", 1),
        ("run", None, None, None),
        ("edit", HERE, "contacts", 0, 0),
        ("edit", THERE, "contacts", 0, 0),
        ("edit", HERE, "contacts", 1, 0),
    ]
    live(crm, 1, 0, 500, steps)


@pytest.mark.parametrize("crm", CRMS)
@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize(("deletes", "changes", "choice"), [(HERE, THERE, 1), (THERE, HERE, 0)])
def test_a_reference_to_a_record_that_is_made_again_with_another_id(
    crm: str, runs: int, deletes: str, changes: str, choice: int
) -> None:
    steps = [
        ("add", changes, "contacts", 1),
        ("run", None, None, None),
        ("edit", changes, "contacts", 2, 0),
        ("add", changes, "deals", 10),  # of that contact
        ("remove", deletes, "contacts", 0),
        *[("run", None, None, None)] * runs,
        ("choose", choice),
    ]
    live(crm, 1, 0, 500, steps)
