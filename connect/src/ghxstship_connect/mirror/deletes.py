"""Records that one side has deleted: deleted on the other one too, unless somebody has changed them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .creates import create, let_go
from .decide import expected
from .rows import CHOSEN, GONE, OPEN, WHOLE, Conflict, Intent, Link
from .side import HERE, THERE, Item, Write
from .values import compared
from .views import is_news, view_of
from .work import NAMES, OTHER, Action, Pair, Work, column

DELETING = "is deleted at the end of the run"


def deleted(work: Work, pair: Pair, intents: list[Intent], *, deletes: bool) -> bool:
    """A side has deleted its record; it never has to be looked at again in this pass."""
    if not deletes:
        work.state.hold(pair.rows, DELETING)
        return False
    gone = [side for side in (HERE, THERE) if side in pair.items and pair.items[side].deleted]
    work.state.decided(pair.rows)
    if len(gone) == 2:
        end(work, pair.link, pair.pending, "deleted on both sides")
        return False
    other = OTHER[gone[0]]
    item = pair.items.get(other)
    if item is not None and is_news(work, other, pair.kind, pair.link, item):
        _ask(work, pair.link, other, item, f"deleted in {NAMES[gone[0]]}, changed in {NAMES[other]}")
    else:
        _delete(
            work,
            pair,
            other,
            expected(pair.link, other, pair.pending),
            intents,
            f"deleted in {NAMES[gone[0]]}",
        )
    return False


def one_sided(work: Work, pair: Pair, intents: list[Intent]) -> bool:
    """A record about whose existence a person decides; whether it has to be looked at again in this run."""
    link, conflict = pair.link, pair.pending[WHOLE]
    unknown = [side for side in (HERE, THERE) if side not in pair.items and link.id_on(side) is not None]
    if unknown:
        for side in unknown:
            work.state.look_at(side, pair.kind, [str(link.id_on(side))])
        return True
    living = [side for side, item in pair.items.items() if not item.deleted]
    if len(living) == 2:
        work.close(link, conflict, "both sides have the record again")
        return True
    work.state.decided(pair.rows)
    if not living:
        end(work, link, pair.pending, "deleted on both sides")
        return False
    snapshot = dict(view_of(work, living[0], pair.kind, pair.items[living[0]]).values)
    if conflict.state == CHOSEN and conflict.choice == living[0]:
        _create_chosen(work, pair, living[0], intents)
    elif conflict.state != CHOSEN or _has_changed(work, pair, living[0], snapshot):
        # Who chose a deletion did not know what is there since.
        work.state.set_conflict(conflict.number, state=OPEN, choice=None, **{column(living[0]): snapshot})
    else:
        _delete(work, pair, living[0], {}, intents, f"chosen in conflict {conflict.number}")
    return False


def _has_changed(work: Work, pair: Pair, side: str, values: Mapping[str, Any]) -> bool:
    """Whether a record has anything else than when it was chosen that it shall be deleted."""
    here, there = pair.pending[WHOLE].seen or (None, None)
    seen = here if side == HERE else there
    mapping = work.mapping.kinds[pair.kind]
    return seen is None or any(
        compared(mapping.by_here(name).type, seen[name]) != compared(mapping.by_here(name).type, value)
        for name, value in values.items()
        if name in seen
    )


def end(work: Work, link: Link, pending: Mapping[str, Conflict], why: str) -> None:
    """Neither side has the record any more."""
    work.state.set_link(link.number, state=GONE)
    for conflict in pending.values():
        work.close(link, conflict, why)
    work.state.audit("gone", why, kind=link.kind, link=link)


def _create_chosen(work: Work, pair: Pair, side: str, intents: list[Intent]) -> None:
    link, conflict = pair.link, pair.pending[WHOLE]
    missing = column(OTHER[side])
    if side == HERE:
        let_go(work, link)
    work.state.set_link(link.number, **{f"{missing}_id": None, "here_base": {}, "there_base": {}})
    work.close(link, conflict, f"{NAMES[side]} is right: created again")
    why = f"chosen in conflict {conflict.number}"
    create(work, work.state.link(link.number), side, pair.items[side], intents, why)


def _delete(
    work: Work, pair: Pair, side: str, before: dict[str, Any], intents: list[Intent], why: str
) -> None:
    """Have a side's record deleted; what it had is kept with the write."""
    write = Write("delete", {}, pair.link.id_on(side), pair.version_on(side))
    if side in pair.items:
        before = {**before, **view_of(work, side, pair.kind, pair.items[side]).values}
    intents.append(work.state.intend(side, pair.link, write, {}, before, why))


def _ask(work: Work, link: Link, side: str, item: Item, why: str) -> None:
    """Let a person say whether a record that only one side has is right."""
    values = {HERE: None, THERE: None, side: dict(view_of(work, side, link.kind, item).values)}
    work.state.open_conflict(
        link, WHOLE, base=link.base_on(side), here=values[HERE], there=values[THERE], policy="manual"
    )
    work.state.audit("conflict", why, kind=link.kind, link=link, changes={"record": values})
    work.note(Action(link.kind, OTHER[side], "conflict", link.id_on(side), {"record": values}, why))
