"""A run of the mirror: read what has changed on both sides, decide, write, and remember, in steps that a crash may
come between.

1. Writes whose answer is not known are looked up.
2. What has changed is pulled: each page is kept together with the position behind it.
3. Every pulled record is decided about. What shall be written is kept before it is sent; so is every value that is
   overwritten.
4. The answer is kept together with what both sides agree on now.

A pulled record, or a write under way, stays in the state until it is dealt with: nothing else has to be remembered.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .decide import Decision, View, decide, differs, expected
from .mapping import REFERENCES, FieldMap, MirrorMap, check_against
from .side import HERE, KINDS, THERE, Item, Operation, Outcome, Refusal, Side, Write
from .state import CHOSEN, GONE, WHOLE, Conflict, Intent, Link, Pulled, State
from .values import canonical, compared

OTHER = {HERE: THERE, THERE: HERE}
NAMES = {HERE: "GHXSTSHIP", THERE: "the CRM"}

# How often a record that changes under our hands is read again within a run.
ROUNDS = 5
CHUNK = 500

DELETING = "is deleted at the end of the run"
# Fewer links than this are too few to speak of a share of them.
FEW = 20


class MassChangeError(Exception):
    """A run would change or delete so much that it asks first."""


class NotConfirmedError(Exception):
    """The first run, or the first one with another mapping, writes only when it is told to."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a run did, or would do."""

    kind: str
    side: str
    operation: str
    id: str | None
    changes: dict[str, Any]
    why: str


@dataclass
class Outline:
    """What a run did, or would do: all of it counted, the first of it listed."""

    most: int = 1_000
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    actions: list[Action] = field(default_factory=list)

    def add(self, action: Action) -> None:
        """One more."""
        self.counts[action.kind, action.side, action.operation] += 1
        if len(self.actions) < self.most:
            self.actions.append(action)

    @property
    def writes(self) -> int:
        """How many records are created, changed or deleted."""
        return sum(
            count for (_, _, what), count in self.counts.items() if what in ("create", "update", "delete")
        )


class Mirror:
    """Keeps two sides equal.

    Parameters
    ----------
    told: called with each action as it is done.
    """

    def __init__(
        self,
        mapping: MirrorMap,
        state: State,
        here: Side,
        there: Side,
        told: Callable[[Action], None] | None = None,
    ) -> None:
        self.mapping = mapping
        self.state = state
        self.sides: dict[str, Side] = {HERE: here, THERE: there}
        self._told = told or (lambda action: None)
        self._outline = Outline()
        self._dry = False

    # --- the runs

    def check(self) -> None:
        """Say with file and line what the sides do not have; raises `ConfigurationError`."""
        check_against(self.mapping, {name: side.faults() for name, side in self.sides.items()})

    @property
    def confirmed(self) -> bool:
        """Whether this mapping was run before."""
        return self.state.fact("confirmed") == _fingerprint(self.mapping)

    def diff(self, most: int = 1_000) -> Outline:
        """What a run would do. Reads both sides; writes to neither."""
        self._take_in()
        return self._outlined(most)

    def run(self, *, apply: bool = False, mass: bool = False) -> Outline:
        """Make both sides equal.

        Parameters
        ----------
        apply: confirms the first run, or the first one with a changed mapping.
        mass: confirms a run that changes more than the breaker allows.

        Raises `NotConfirmedError`, `MassChangeError`; `UnreachableError` when a side does not answer, after which
        the next run goes on where this one stopped.
        """
        if not (apply or self.confirmed):
            raise NotConfirmedError(
                "this mapping was never run; look at `ghxstship mirror diff`, then run with --apply"
            )
        self.state.begin_run()
        self._outline = Outline()
        try:
            self._recover()
            self._take_in()
            if self.confirmed and not mass:
                self._break(self._outlined(0))
            self.state.note("confirmed", _fingerprint(self.mapping))
            self._outline = Outline()
            self._work()
        except BaseException as error:
            self.state.end_run(f"broke off: {str(error) or 'it was ended'}")
            raise
        self.state.end_run(f"{self._outline.writes} written")
        return self._outline

    def _take_in(self) -> None:
        """Read what has changed since the last time."""
        if self.state.fact("mapping") != _fingerprint(self.mapping):
            with self.state.transaction():
                self.state.forget_cursors()
                self.state.note("mapping", _fingerprint(self.mapping))
        self.state.release()
        for kind in self._kinds():
            for side in (HERE, THERE):
                self._pull(side, kind)
            self._fill(kind)

    def _outlined(self, most: int) -> Outline:
        """What would be done, found by doing it to the state only, and taking that back."""
        self._dry, self._outline = True, Outline(most)
        try:
            with self.state.transaction(keep=False):
                self._work()
        finally:
            self._dry = False
        return self._outline

    def _work(self) -> None:
        kinds = self._kinds()
        for kind in kinds:
            self._settle_kind(kind, deletes=False)
        # What others refer to is deleted after them.
        with self.state.transaction():
            self.state.release_held(DELETING)
        for kind in reversed(kinds):
            self._settle_kind(kind, deletes=True)

    def _settle_kind(self, kind: str, *, deletes: bool) -> None:
        for _ in range(ROUNDS):
            self._fill(kind)
            if not self._pass(kind, deletes=deletes):
                return
        with self.state.transaction():
            rows = self.state.waiting(kind, ("", ""), -1)
            self.state.hold(rows, "changes all the time; the next run looks at it again")

    def _break(self, outline: Outline) -> None:
        """Stop before a run that changes so much that something may be wrong."""
        for kind in self._kinds():
            linked = self.state.count_links(kind)
            if linked < FEW:
                continue
            for side in (HERE, THERE):
                for operation, most in (
                    ("update", self.mapping.most_updates),
                    ("delete", self.mapping.most_deletes),
                ):
                    count = outline.counts[kind, side, operation]
                    if count > linked * most / 100:
                        raise MassChangeError(
                            f"this run would {operation} {count} of {linked} {kind} in {NAMES[side]}, more than"
                            f" {most:g} %. Look at `ghxstship mirror diff`; if it is right, run with --mass-change"
                        )

    def _kinds(self) -> list[str]:
        return [kind for kind in KINDS if kind in self.mapping.kinds]

    # --- what is not known

    def _recover(self) -> None:
        """Find out what became of writes whose answer never came."""
        intents = self.state.intents()
        for side in (HERE, THERE):
            for kind in self._kinds():
                made = [i for i in intents if (i.side, i.kind, i.write.operation) == (side, kind, "create")]
                found = {
                    item.key: item
                    for part in _parts(made, 100)
                    for item in self.sides[side].find(kind, [intent.write.key for intent in part])
                }
                for intent in made:
                    self._recover_creation(intent, found.get(intent.write.key))
        with self.state.transaction():
            for intent in intents:
                if intent.write.operation != "create":
                    self.state.look_at_both(self.state.link(intent.link))
                    self.state.carried_out(intent)

    def _recover_creation(self, intent: Intent, item: Item | None) -> None:
        with self.state.transaction():
            if item is not None:
                # It may have been changed since: without a base nothing of that is overwritten unseen.
                self.state.set_link(intent.link, **{f"{_column(intent.side)}_id": item.id})
            link = self.state.link(intent.link)
            self.state.look_at_both(link)
            self.state.carried_out(intent)
            why = "found" if item is not None else "not found, so it is created again"
            self.state.audit(
                "recover", f"the answer to its creation never came: {why}", kind=intent.kind, link=link,
                side=intent.side,
            )  # fmt: skip

    # --- reading

    def _pull(self, side: str, kind: str) -> None:
        for items, cursor in self.sides[side].changes(kind, self.state.cursor(side, kind)):
            with self.state.transaction():
                self._take(side, kind, items)
                self.state.keep_cursor(side, kind, cursor)
        live = self.sides[side].ids(kind)
        if live is not None:
            # Only a list that was read to its end tells that a record is not in it.
            known = set(live)
            with self.state.transaction():
                self.state.look_at(
                    side, kind, [one for one in self.state.live_ids(side, kind) if one not in known]
                )

    def _take(self, side: str, kind: str, items: Iterable[Item]) -> None:
        """Keep what has to be decided about; what a side has as we left it is our own echo."""
        kept, ours = [], []
        for item in items:
            link = self.state.link_of(side, kind, item.id)
            if link is not None and link.state == GONE and not item.deleted:
                self.state.drop_link(link.number)
                link = None
            if item.deleted and (link is None or link.state == GONE):
                ours.append(Pulled(side, kind, item.id, None, None))
            elif link is None or item.deleted or self._is_news(side, kind, link, item):
                kept.append((item, self._match(side, kind, item) if link is None else None))
            elif self.state.is_asked_for(side, kind, item.id):
                kept.append((item, None))
            else:
                ours.append(Pulled(side, kind, item.id, None, None))
                if item.version != link.version_on(side):
                    self.state.set_link(link.number, **{f"{_column(side)}_version": item.version})
        self.state.decided(ours)
        self.state.pull(side, kind, kept)

    def _is_news(self, side: str, kind: str, link: Link, item: Item) -> bool:
        pending = self.state.pending(link.number)
        known = expected(link, side, pending)
        return WHOLE in pending or differs(self.mapping.kinds[kind], known, self.view(side, kind, item))

    def _fill(self, kind: str) -> None:
        """Fetch the records of which only the id is known."""
        for side in (HERE, THERE):
            while ids := self.state.unfetched(side, kind, 100):
                found = {item.id: item for item in self.sides[side].fetch(kind, ids)}
                items = [found.get(one, Item(one)) for one in ids]
                with self.state.transaction():
                    self.state.pull(side, kind, [(one, self._match(side, kind, one)) for one in items])

    def _match(self, side: str, kind: str, item: Item) -> str | None:
        """What a record is recognised by; None if it lacks any of it."""
        mapping = self.mapping.kinds[kind]
        if item.deleted or not mapping.match:
            return None
        values = self.view(side, kind, item).values
        parts = [
            compared(mapping.by_here(name).type, values[name]) if values.get(name) is not None else None
            for name in mapping.match
        ]
        return None if None in parts else json.dumps([str(part).lower() for part in parts])

    def view(self, side: str, kind: str, item: Item) -> View:
        """A record of a side in GHXSTSHIP's words."""
        values: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        native = item.values or {}
        for one in self.mapping.kinds[kind].fields:
            try:
                if side == HERE:
                    values[one.here] = canonical(one.type, native.get(one.here))
                else:
                    values[one.here] = self._from_crm(one, native.get(one.there))
            except ValueError as error:
                unreadable[one.here] = str(error)
        return View(values, unreadable, item.changed_at)

    def _from_crm(self, one: FieldMap, native: Any) -> Any:
        value = one.from_crm(native)
        if one.type != "ref" or value is None:
            return value
        target = REFERENCES[one.here]
        link = self.state.link_of(THERE, target, value)
        if link is None or (link.here_id is None and not self._dry):
            raise ValueError(f"waits for {target} {value} of the CRM, to which it refers")
        return link.here_id or f"(new {link.number})"

    def name_on(self, side: str, kind: str, name: str) -> str:
        """What a side calls a field of GHXSTSHIP's."""
        return name if side == HERE else self.mapping.kinds[kind].by_here(name).there

    def native(self, side: str, kind: str, name: str, value: Any) -> Any:
        """A value as a side is given it; raises ValueError for what it cannot be told yet."""
        return self._native(side, self.mapping.kinds[kind].by_here(name), value)

    def _native(self, side: str, one: FieldMap, value: Any) -> Any:
        if side == HERE:
            return value
        if one.type != "ref" or value is None:
            return one.to_crm(value)
        target = REFERENCES[one.here]
        link = self.state.link_of(HERE, target, value)
        if self._dry and (value.startswith("(") or (link is not None and link.there_id is None)):
            return "(new)"
        if link is None or link.there_id is None:
            raise ValueError(f"waits for {target} {value} of GHXSTSHIP, to which it refers")
        return link.there_id

    # --- deciding

    def _pass(self, kind: str, *, deletes: bool) -> bool:
        """Decide about everything that was pulled of a kind; whether anything of it has to be looked at again."""
        after, again = ("", ""), False
        while rows := self.state.waiting(kind, after, CHUNK):
            after = (rows[-1].side, rows[-1].id)
            intents: list[Intent] = []
            seen: set[int] = set()
            with self.state.transaction():
                for row in rows:
                    link = self.state.link_of(row.side, kind, row.id) or self._paired(row)
                    if link is None:
                        self._unlinked(row, intents)
                    elif link.number not in seen:
                        seen.add(link.number)
                        again |= self._linked(link, intents, deletes=deletes)
            again |= self._carry_out(intents)
        return again

    def _paired(self, row: Pulled) -> Link | None:
        """The link of a record that was none yet, if the other side has it too."""
        item = row.item
        assert item is not None
        kind = row.kind
        other = OTHER[row.side]
        partner = self._partner_by_key(row)
        why = "carries the key that the mirror gave it"
        if partner is None and not item.deleted:
            match = self._match(row.side, kind, item)
            same = self.state.unlinked(kind, match) if match else []
            theirs = [one for side, one in same if side == other]
            if theirs and len(same) > 2:
                self.state.hold(
                    [row], f"ambiguous: {_counted(same)} match each other; make them differ, or merge them"
                )
                return None
            if theirs:
                partner, why = theirs[0], f"the same {', '.join(self.mapping.kinds[kind].match)}"
        if partner is None:
            return None
        ids = {row.side: row.id, other: partner}
        link = self.state.link(self.state.add_link(kind, ids[HERE], ids[THERE]))
        self.state.audit("link", why, kind=kind, link=link)
        self._note(Action(kind, other, "link", partner, {}, why))
        return link

    def _partner_by_key(self, row: Pulled) -> str | None:
        item = row.item
        assert item is not None
        if item.deleted:
            return None
        if not item.key:
            made = f"{self.mapping.name}:{item.id}" if row.side == THERE else item.id
            other = self.state.keyed(OTHER[row.side], row.kind, made)
            linked = other is not None and self.state.link_of(OTHER[row.side], row.kind, other) is not None
            return None if linked else other
        partner: str | None = item.key
        if row.side == HERE:
            name, _, partner = item.key.partition(":")
            partner = partner if name == self.mapping.name else None
        if partner is None or self.state.link_of(OTHER[row.side], row.kind, partner) is not None:
            return None
        known = self.state.pulled(OTHER[row.side], row.kind, partner)
        if known is not None and known.item is not None:
            return None if known.item.deleted else partner
        return partner if self.sides[OTHER[row.side]].fetch(row.kind, [partner]) else None

    def _unlinked(self, row: Pulled, intents: list[Intent]) -> None:
        item = row.item
        assert item is not None
        current = self.state.pulled(row.side, row.kind, row.id)
        if current is None or current.held is not None:
            return
        if item.deleted:
            self.state.decided([row])
            return
        ids = {row.side: row.id, OTHER[row.side]: None}
        link = self.state.link(self.state.add_link(row.kind, ids[HERE], ids[THERE]))
        self._create(link, row.side, item, intents, f"new in {NAMES[row.side]}")
        self.state.decided([row])

    def _create(self, link: Link, source: str, item: Item, intents: list[Intent], why: str) -> None:
        """Have a record created on the side that lacks it."""
        target = OTHER[source]
        view = self.view(source, link.kind, item)
        self.state.set_link(link.number, **{f"{_column(source)}_version": item.version})
        values, sent = {}, {}
        for one in self.mapping.kinds[link.kind].fields:
            if one.here not in view.values:
                continue
            try:
                native = self._native(target, one, view.values[one.here])
            except ValueError:
                continue
            sent[one.here] = view.values[one.here]
            if native is not None:
                values[one.here if target == HERE else one.there] = native
        key = item.id if source == HERE else f"{self.mapping.name}:{item.id}"
        write = Write("create", values, key=key)
        intents.append(self.state.intend(target, link, write, sent, {}, why))

    def _linked(self, link: Link, intents: list[Intent], *, deletes: bool) -> bool:
        """Decide about a pair; whether it has to be looked at again in this run."""
        rows = {
            side: self.state.pulled(side, link.kind, one)
            for side, one in ((HERE, link.here_id), (THERE, link.there_id))
            if one is not None
        }
        present = [row for row in rows.values() if row is not None]
        if not present or any(row.held is not None for row in present) or self.state.intends(link.number):
            return False
        if any(row.item is None for row in present):
            return True
        items = {side: row.item for side, row in rows.items() if row is not None and row.item is not None}
        pending = self.state.pending(link.number)
        if WHOLE in pending:
            return self._whole(link, items, present, pending[WHOLE], intents)
        alone = self._creating(link)
        if alone is not None:
            return self._created_again(link, alone, items, present, intents)
        if any(item.deleted for item in items.values()):
            return self._deleted(link, items, present, pending, intents, deletes=deletes)
        return self._merged(link, items, present, pending, intents)

    def _merged(
        self, link: Link, items: dict[str, Item], rows: list[Pulled], pending: dict[str, Conflict],
        intents: list[Intent],
    ) -> bool:  # fmt: skip
        mapping = self.mapping.kinds[link.kind]
        views = {}
        for side in (HERE, THERE):
            if side in items:
                views[side] = self.view(side, link.kind, items[side])
                continue
            known = expected(link, side, pending)
            if any(one.here not in known for one in mapping.fields):
                one_id = link.id_on(side)
                assert one_id is not None
                self.state.look_at(side, link.kind, [one_id])
                return True
            views[side] = View(known)
        decision = decide(mapping, link, views[HERE], views[THERE], pending)
        self._keep(link, items, decision)
        for side in (HERE, THERE):
            if decision.writes[side]:
                self._update(link, side, views[side], decision, items, intents)
        self.state.decided(rows)
        if decision.waits:
            self.state.look_at_both(link, "; ".join(dict.fromkeys(decision.waits)))
        return False

    def _keep(self, link: Link, items: dict[str, Item], decision: Decision) -> None:
        """What is known before anything is written: agreements, versions, the queue."""
        here_base, there_base = dict(link.here_base), dict(link.there_base)
        for name, (here, there) in decision.agreed.items():
            here_base[name], there_base[name] = here, there
        versions = {f"{_column(side)}_version": item.version for side, item in items.items()}
        self.state.set_link(link.number, here_base=here_base, there_base=there_base, **versions)
        at = {side: item.changed_at for side, item in items.items()}
        for group, settled in ((decision.lost, True), (decision.opened, False)):
            for one in group:
                self.state.open_conflict(
                    link, one.field, base=one.base, here=one.here, there=one.there, here_at=at.get(HERE, 0),
                    there_at=at.get(THERE, 0), policy=one.policy, outcome=one.why if settled else "", settled=settled,
                )  # fmt: skip
                changes = {one.field: {"base": one.base, HERE: one.here, THERE: one.there}}
                action = "lose" if settled else "conflict"
                self.state.audit(action, one.why, kind=link.kind, link=link, changes=changes)
                self._note(Action(link.kind, THERE, action, link.there_id, changes, one.why))
        for conflict, here, there in decision.reopened:
            self.state.set_conflict(
                conflict.number, state="open", here=here, there=there, choice=None, here_done=0, there_done=0
            )
        for conflict, here_done, there_done in decision.applying:
            self.state.set_conflict(conflict.number, here_done=int(here_done), there_done=int(there_done))
        for conflict in decision.closed:
            self._close_conflict(link, conflict, "both sides agree")

    def _close_conflict(self, link: Link, conflict: Conflict, why: str) -> None:
        self.state.settle(conflict.number, why)
        self.state.audit("settle", why, kind=link.kind, link=link, changes={conflict.field: conflict.number})

    def _update(
        self,
        link: Link,
        side: str,
        view: View,
        decision: Decision,
        items: dict[str, Item],
        intents: list[Intent],
    ) -> None:
        values, sent = {}, {}
        for name, value in decision.writes[side].items():
            one = self.mapping.kinds[link.kind].by_here(name)
            try:
                values[name if side == HERE else one.there] = self._native(side, one, value)
            except ValueError as error:
                decision.waits.append(str(error))
                continue
            sent[name] = value
        if not values:
            return
        version = items[side].version if side in items else link.version_on(side)
        write = Write("update", values, link.id_on(side), version)
        before = {name: view.values[name] for name in sent}
        why = "; ".join(dict.fromkeys(decision.why[side][name] for name in sent))
        intents.append(self.state.intend(side, link, write, sent, before, why))

    # --- records that one side lacks

    def _creating(self, link: Link) -> str | None:
        """The side that a record is to be created from, because the other one has none yet."""
        if link.there_id is None:
            return HERE
        return THERE if link.here_id is None else None

    def _created_again(
        self, link: Link, source: str, items: dict[str, Item], rows: list[Pulled], intents: list[Intent]
    ) -> bool:
        item = items[source]
        if item.deleted:
            self.state.set_link(link.number, state=GONE)
        else:
            self._create(link, source, item, intents, f"only in {NAMES[source]}")
        self.state.decided(rows)
        return False

    def _deleted(
        self, link: Link, items: dict[str, Item], rows: list[Pulled], pending: dict[str, Conflict],
        intents: list[Intent], *, deletes: bool,
    ) -> bool:  # fmt: skip
        if not deletes:
            self.state.hold(rows, DELETING)
            return False
        gone = [side for side in (HERE, THERE) if side in items and items[side].deleted]
        self.state.decided(rows)
        if len(gone) == 2:
            self._end(link, pending, "deleted on both sides")
            return False
        other = OTHER[gone[0]]
        if other in items and self._is_news(other, link.kind, link, items[other]):
            self._one_sided(link, items[other], f"deleted in {NAMES[gone[0]]}, changed in {NAMES[other]}")
            return False
        self._delete(link, other, items, pending, intents, f"deleted in {NAMES[gone[0]]}")
        return False

    def _delete(
        self, link: Link, side: str, items: dict[str, Item], pending: dict[str, Conflict], intents: list[Intent],
        why: str,
    ) -> None:  # fmt: skip
        version = items[side].version if side in items else link.version_on(side)
        write = Write("delete", {}, link.id_on(side), version)
        before = expected(link, side, pending)
        if side in items:
            before |= self.view(side, link.kind, items[side]).values
        intents.append(self.state.intend(side, link, write, {}, before, why))

    def _one_sided(self, link: Link, item: Item, why: str) -> None:
        """Let a person say whether a record that only one side has is right."""
        side = HERE if item.id == link.here_id else THERE
        values = {HERE: None, THERE: None, side: dict(self.view(side, link.kind, item).values)}
        self.state.open_conflict(
            link, WHOLE, base=link.base_on(side), here=values[HERE], there=values[THERE], policy="manual"
        )
        self.state.audit("conflict", why, kind=link.kind, link=link, changes={"record": values})
        self._note(Action(link.kind, OTHER[side], "conflict", link.id_on(side), {"record": values}, why))

    def _whole(
        self,
        link: Link,
        items: dict[str, Item],
        rows: list[Pulled],
        conflict: Conflict,
        intents: list[Intent],
    ) -> bool:
        unknown = [side for side in (HERE, THERE) if side not in items and link.id_on(side) is not None]
        if unknown:
            for side in unknown:
                self.state.look_at(side, link.kind, [str(link.id_on(side))])
            return True
        living = [side for side in (HERE, THERE) if side in items and not items[side].deleted]
        if len(living) == 2:
            self._close_conflict(link, conflict, "both sides have the record again")
            return True
        self.state.decided(rows)
        if not living:
            self._end(link, self.state.pending(link.number), "deleted on both sides")
            return False
        side = living[0]
        if conflict.state != CHOSEN:
            snapshot = dict(self.view(side, link.kind, items[side]).values)
            self.state.set_conflict(conflict.number, **{_column(side): snapshot})
        elif conflict.choice == side:
            missing = _column(OTHER[side])
            self.state.set_link(link.number, **{f"{missing}_id": None, "here_base": {}, "there_base": {}})
            self._close_conflict(link, conflict, f"{NAMES[side]} is right: created again")
            self._create(
                self.state.link(link.number),
                side,
                items[side],
                intents,
                f"chosen in conflict {conflict.number}",
            )
        else:
            self._delete(link, side, items, {}, intents, f"chosen in conflict {conflict.number}")
        return False

    def _end(self, link: Link, pending: dict[str, Conflict], why: str) -> None:
        self.state.set_link(link.number, state=GONE)
        for conflict in pending.values():
            self._close_conflict(link, conflict, why)
        self.state.audit("gone", why, kind=link.kind, link=link)

    # --- writing

    def _carry_out(self, intents: list[Intent]) -> bool:
        """Send writes; whether any record has to be looked at again."""
        again = False
        for side, part in self._batches(intents):
            if self._dry:
                outcomes: list[Outcome] = [self._imagined(intent) for intent in part]
            else:
                outcomes = self.sides[side].write(part[0].kind, [intent.write for intent in part])
            with self.state.transaction():
                for intent, outcome in zip(part, outcomes, strict=True):
                    again |= self._written(intent, outcome)
        return again

    def _batches(self, intents: list[Intent]) -> Iterator[tuple[str, list[Intent]]]:
        operations: tuple[Operation, ...] = ("create", "update", "delete")
        for side in (THERE, HERE):
            for operation in operations:
                of = [one for one in intents if (one.side, one.write.operation) == (side, operation)]
                for part in _parts(of, self.sides[side].most[operation]):
                    yield side, part

    def _imagined(self, intent: Intent) -> Item:
        write = intent.write
        if write.operation == "delete":
            return Item(str(write.id))
        link = self.state.link(intent.link)
        # What is not sent stays as it is.
        values = {**expected(link, intent.side, self.state.pending(link.number)), **intent.sent}
        native = {
            self.name_on(intent.side, intent.kind, name): self.native(intent.side, intent.kind, name, value)
            for name, value in values.items()
        }
        return Item(write.id or f"(new {intent.link})", write.version, native)

    def _written(self, intent: Intent, outcome: Outcome) -> bool:
        """Keep the answer to a write; whether the record has to be looked at again."""
        self.state.carried_out(intent)
        link = self.state.link(intent.link)
        if isinstance(outcome, Refusal):
            return self._refused(intent, link, outcome)
        if outcome.deleted:
            self._end(link, self.state.pending(link.number), intent.why)
            again = False
        else:
            again = self._accepted(intent, link, outcome)
        changes = {
            name: {"from": intent.before.get(name), "to": intent.sent.get(name)}
            for name in dict.fromkeys((*intent.before, *intent.sent))
        }
        self.state.audit(
            intent.write.operation, intent.why, kind=intent.kind, link=self.state.link(link.number),
            side=intent.side, changes=changes,
        )  # fmt: skip
        action = Action(intent.kind, intent.side, intent.write.operation, outcome.id, changes, intent.why)
        self._note(action)
        return again

    def _accepted(self, intent: Intent, link: Link, item: Item) -> bool:
        """A side has the record as it was sent, or what it made of it; whether it has changed more than was sent."""
        side, other = intent.side, OTHER[intent.side]
        view = self.view(side, intent.kind, item)
        pending = self.state.pending(link.number)
        base, other_base = dict(link.base_on(side)), dict(link.base_on(other))
        for name, value in intent.sent.items():
            got = view.values.get(name)
            if name in pending:
                self._chosen_written(link, side, pending[name], value, got, base, other_base)
            else:
                # What a new record got where nothing was sent was not made of what was sent: it is the side's own.
                base[name] = None if value is None and intent.write.operation == "create" else got
                other_base[name] = value
        column = _column(side)
        self.state.set_link(
            link.number,
            **{
                f"{column}_id": item.id, f"{column}_version": item.version, f"{column}_base": base,
                f"{_column(other)}_base": other_base,
            },
        )  # fmt: skip
        link = self.state.link(link.number)
        known = expected(link, side, self.state.pending(link.number))
        if any(name not in known for name in (one.here for one in self.mapping.kinds[link.kind].fields)):
            self.state.look_at_both(link, "waits for what it refers to")
        elif differs(self.mapping.kinds[link.kind], known, view):
            self.state.pull(side, link.kind, [(item, None)])
            return True
        return False

    def _chosen_written(
        self,
        link: Link,
        side: str,
        conflict: Conflict,
        sent: Any,
        got: Any,
        base: dict[str, Any],
        other_base: dict[str, Any],
    ) -> None:
        column = _column(side)
        self.state.set_conflict(conflict.number, **{column: got})
        if conflict.state != CHOSEN or sent != conflict.choice:
            return  # something else was chosen while this was on its way
        self.state.set_conflict(conflict.number, **{f"{column}_done": 1})
        done = conflict.there_done if side == HERE else conflict.here_done
        if done:
            base[conflict.field] = got
            other_base[conflict.field] = conflict.there if side == HERE else conflict.here
            self._close_conflict(link, conflict, "the chosen value was written")

    def _refused(self, intent: Intent, link: Link, refusal: Refusal) -> bool:
        if refusal.reason != "refused":
            self.state.look_at_both(link)
            return True
        why = f"{NAMES[intent.side]} refused to {intent.write.operation} it: {refusal.message}"
        self.state.look_at_both(link, why)
        if intent.write.operation == "delete" and WHOLE not in self.state.pending(link.number):
            values = {HERE: None, THERE: None, intent.side: intent.before}
            self.state.open_conflict(
                link,
                WHOLE,
                base=link.base_on(intent.side),
                here=values[HERE],
                there=values[THERE],
                outcome=why,
            )
        self.state.audit("refused", why, kind=intent.kind, link=link, side=intent.side, changes=intent.sent)
        self._note(Action(intent.kind, intent.side, "refused", intent.write.id, intent.sent, why))
        return False

    def _note(self, action: Action) -> None:
        self._outline.add(action)
        if not self._dry:
            self._told(action)


def _column(side: str) -> str:
    return "here" if side == HERE else "there"


def _parts(intents: list[Intent], size: int) -> Iterator[list[Intent]]:
    return (intents[at : at + size] for at in range(0, len(intents), size))


def _counted(found: list[tuple[str, str]]) -> str:
    ids = {side: [one for own, one in found if own == side] for side in (HERE, THERE)}
    return " and ".join(f"{len(ids[side])} in {NAMES[side]} ({', '.join(ids[side][:3])})" for side in ids)


def _fingerprint(mapping: MirrorMap) -> str:
    parts = [
        [
            kind.kind,
            kind.there,
            kind.match,
            [[f.here, f.there, f.type, f.policy, dict(f.words), f.default] for f in kind.fields],
        ]
        for kind in mapping.kinds.values()
    ]
    return hashlib.sha256(json.dumps([mapping.name, parts], sort_keys=True).encode()).hexdigest()
