"""A record in GHXSTSHIP's words, and a value in a side's own: names, types, words and references translated."""

from __future__ import annotations

import json
from typing import Any

from .decide import View, differs, expected
from .mapping import REFERENCES, FieldMap
from .rows import GONE, WHOLE, Link
from .side import HERE, THERE, Item
from .values import canonical, compared
from .work import Work


def view_of(work: Work, side: str, kind: str, item: Item) -> View:
    """A record of a side in GHXSTSHIP's words."""
    values: dict[str, Any] = {}
    unreadable: dict[str, str] = {}
    stale: set[str] = set()
    given = item.values or {}
    for one in work.mapping.kinds[kind].fields:
        try:
            value = given.get(name_on(side, one))
            if side == HERE:
                values[one.here] = canonical(one.type, value)
            else:
                values[one.here] = _from_crm(work, one, value, stale)
        except ValueError as error:
            unreadable[one.here] = str(error)
    return View(values, unreadable, item.changed_at, stale)


def _from_crm(work: Work, one: FieldMap, given: Any, stale: set[str]) -> Any:
    value = one.from_crm(given)
    if one.type != "ref" or value is None:
        return value
    target = REFERENCES[one.here]
    link = work.state.link_of(THERE, target, value)
    if link is None:
        link = work.state.former(target, value)
        if link is not None and link.state != GONE:
            stale.add(one.here)
    if link is None or (link.here_id is None and not work.dry):
        raise ValueError(f"waits for {target} {value} of the CRM, to which it refers")
    return link.here_id or f"(new {link.number})"


def name_on(side: str, one: FieldMap) -> str:
    """What a side calls a field."""
    return one.here if side == HERE else one.there


def native(work: Work, side: str, one: FieldMap, value: Any) -> Any:
    """A value as a side is given it; raises ValueError for what it cannot be told yet."""
    if side == HERE:
        return value
    if one.type != "ref" or value is None:
        return one.to_crm(value)
    target = REFERENCES[one.here]
    link = work.state.link_of(HERE, target, value)
    if work.dry and (value.startswith("(") or (link is not None and link.there_id is None)):
        return "(new)"
    if link is None or link.there_id is None:
        raise ValueError(f"waits for {target} {value} of GHXSTSHIP, to which it refers")
    return link.there_id


def given(work: Work, side: str, one: FieldMap, value: Any) -> Any:
    """As `native`, for a value that is to be written: no side is told to refer to a deleted record."""
    if one.type == "ref" and value is not None:
        target = REFERENCES[one.here]
        link = work.state.link_of(HERE, target, value)
        if link is not None and _may_go(work, side, link):
            raise ValueError(
                f"waits for {target} {value} of GHXSTSHIP, to which it refers: deleted, or a conflict is about that"
            )
    return native(work, side, one, value)


def _may_go(work: Work, side: str, link: Link) -> bool:
    """Whether a record is deleted on a side, or a person is asked: if it is made again, it has another id."""
    if link.state == GONE or WHOLE in work.state.pending(link.number):
        return True
    one = link.id_on(side)
    row = work.state.pulled(side, link.kind, one) if one is not None else None
    return row is not None and row.item is not None and row.item.deleted


def match_of(work: Work, side: str, kind: str, item: Item) -> str | None:
    """What a record is recognised by; None if it lacks any of it."""
    mapping = work.mapping.kinds[kind]
    if item.deleted or not mapping.match:
        return None
    values = view_of(work, side, kind, item).values
    parts = [
        compared(mapping.by_here(name).type, values[name]) if values.get(name) is not None else None
        for name in mapping.match
    ]
    return None if None in parts else json.dumps([str(part).lower() for part in parts])


def is_news(work: Work, side: str, kind: str, link: Link, item: Item) -> bool:
    """Whether a side has anything else than what is known of it, or a reference that must be written again."""
    pending = work.state.pending(link.number)
    known, view = expected(link, side, pending), view_of(work, side, kind, item)
    return WHOLE in pending or bool(view.stale) or differs(work.mapping.kinds[kind], known, view)
