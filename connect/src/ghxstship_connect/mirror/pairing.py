"""Finding the other half of a record that has no link: by the key that the mirror gave it, else by `match`, once."""

from __future__ import annotations

from collections.abc import Iterable

from .rows import LINKED, Link, Pulled
from .side import HERE, THERE, Item
from .views import match_of
from .work import NAMES, OTHER, Action, Work, column, parts

BY_KEY = "carries the key that the mirror gave it"


def unread(work: Work, rows: Iterable[Pulled]) -> set[tuple[str, str]]:
    """The records that unlinked ones were made from, if they live and were not read: those have to be asked for."""
    asked: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        partner = _made_from(work, row.side, row.item) if row.item is not None else None
        if partner is None or work.state.link_of(row.side, row.kind, row.id) is not None:
            continue
        known = work.state.pulled(OTHER[row.side], row.kind, partner)
        if known is None or known.item is None:
            asked.setdefault((OTHER[row.side], row.kind), []).append(partner)
    return {
        (side, one.id)
        for (side, kind), ids in asked.items()
        for part in parts(ids)
        for one in work.sides[side].fetch(kind, part)
    }


def paired(work: Work, row: Pulled, living: set[tuple[str, str]]) -> Link | None:
    """The link of a record that was none yet, if the other side has it too.

    Parameters
    ----------
    living: see `unread`.
    """
    item = row.item
    assert item is not None
    kind = row.kind
    other = OTHER[row.side]
    partner = _partner_by_key(work, row, living)
    why = BY_KEY
    if partner is None and not item.deleted:
        match = match_of(work, row.side, kind, item)
        same = work.state.unlinked(kind, match) if match else []
        theirs = [one for side, one in same if side == other]
        if theirs and len(same) > 2:
            work.state.hold(
                [row], f"ambiguous: {_counted(same)} match each other; make them differ, or merge them"
            )
            return None
        if theirs:
            partner, why = theirs[0], f"the same {', '.join(work.mapping.kinds[kind].match)}"
    if partner is None:
        return None
    ids = {row.side: row.id, other: partner}
    link = work.state.link(work.state.add_link(kind, ids[HERE], ids[THERE]))
    work.state.audit("link", why, kind=kind, link=link)
    work.note(Action(kind, other, "link", partner, {}, why))
    return link


def joined(work: Work, side: str, kind: str, item: Item) -> Link | None:
    """The link whose other half is this record: made by the mirror, but only after it was looked for in vain."""
    partner = _made_from(work, side, item)
    link = work.state.link_of(OTHER[side], kind, partner) if partner is not None else None
    if link is None or link.id_on(side) is not None or work.state.intends(link.number):
        return None
    work.state.set_link(link.number, **{f"{column(side)}_id": item.id}, state=LINKED)
    link = work.state.link(link.number)
    work.state.audit("link", BY_KEY, kind=kind, link=link)
    return link


def _made_from(work: Work, side: str, item: Item) -> str | None:
    """The record on the other side that the mirror made this one from, by its key."""
    if item.deleted or not item.key:
        return None
    if side == THERE:
        return item.key
    name, _, partner = item.key.partition(":")
    return partner if name == work.mapping.name else None


def _partner_by_key(work: Work, row: Pulled, living: set[tuple[str, str]]) -> str | None:
    item = row.item
    assert item is not None
    if item.deleted:
        return None
    if not item.key:
        made = f"{work.mapping.name}:{item.id}" if row.side == THERE else item.id
        other = work.state.keyed(OTHER[row.side], row.kind, made)
        linked = other is not None and work.state.link_of(OTHER[row.side], row.kind, other) is not None
        return None if linked else other
    partner = _made_from(work, row.side, item)
    if partner is None or work.state.link_of(OTHER[row.side], row.kind, partner) is not None:
        return None
    known = work.state.pulled(OTHER[row.side], row.kind, partner)
    if known is not None and known.item is not None:
        return None if known.item.deleted else partner
    return partner if (OTHER[row.side], partner) in living else None


def _counted(found: list[tuple[str, str]]) -> str:
    ids = {side: [one for own, one in found if own == side] for side in (HERE, THERE)}
    return " and ".join(f"{len(ids[side])} in {NAMES[side]} ({', '.join(ids[side][:3])})" for side in ids)
