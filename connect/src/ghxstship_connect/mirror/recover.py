"""Finding out what became of writes whose answer never came, before anything is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .mapping import FieldMap
from .rows import Intent
from .side import HERE, THERE, Item
from .values import compared
from .views import name_on, native, view_of
from .work import OTHER, Work, column, parts


def recover(work: Work) -> list[Intent]:
    """Find out what became of writes whose answer never came; those that were broken off half way are left."""
    intents, left = work.state.intents(), []
    for side in (HERE, THERE):
        for kind in work.kinds:
            made = [i for i in intents if (i.side, i.kind, i.write.operation) == (side, kind, "create")]
            for part in parts(made, 100):
                look_up(work, part)
            changed = [
                i for i in intents if (i.side, i.kind) == (side, kind) and i.write.operation != "create"
            ]
            for part in parts(changed, 100):
                left += _look_again(work, part)
    return left


def look_up(work: Work, creations: list[Intent]) -> None:
    """Find by their keys the records of creations, of one kind on one side."""
    side, kind = creations[0].side, creations[0].kind
    found: dict[str | None, Item] = {}
    for item in work.sides[side].find(kind, [intent.write.key for intent in creations]):
        if not item.deleted or item.key not in found:
            found[item.key] = item
    with work.state.transaction():
        for intent in creations:
            _looked_up(work, intent, found.get(intent.write.key))


def _look_again(work: Work, changes: list[Intent]) -> list[Intent]:
    """Find by what is there what became of changes and deletions, of one kind on one side; those to go on with."""
    side, kind = changes[0].side, changes[0].kind
    left = []
    items = work.sides[side].fetch(kind, [str(intent.write.id) for intent in changes])
    found = {item.id: item for item in items}
    with work.state.transaction():
        for intent in changes:
            item = found.get(str(intent.write.id))
            if item is not None and _is_half_done(work, intent, item):
                left.append(replace(intent, write=replace(intent.write, version=item.version)))
                continue
            on_its_way(work, intent)
            link = work.state.link(intent.link)
            work.state.look_at_both(link)
            work.state.carried_out(intent)
            action, why = "unanswered", f"the {intent.write.operation} was not done, or is not there any more"
            if _is_done(work, intent, item):
                action, why = intent.write.operation, f"{intent.why}; it was done, though its answer was lost"
            work.state.audit(action, why, kind=kind, link=link, side=side, changes=intent.changes)
    return left


def _is_half_done(work: Work, intent: Intent, item: Item) -> bool:
    """Whether a record is on the way to what was sent, and has nothing else than it had before, or was sent."""
    view, is_on_the_way = view_of(work, intent.side, intent.kind, item), False
    for one in work.mapping.kinds[intent.kind].fields:
        name = one.here
        if name not in intent.before and name not in intent.sent:
            continue
        if (item.values or {}).get(name_on(intent.side, one)) in _way(work, intent, one):
            is_on_the_way = True
        elif name not in view.values or not any(
            name in values and compared(one.type, view.values[name]) == compared(one.type, values[name])
            for values in (intent.before, intent.sent)
        ):
            return False
    return is_on_the_way


def _is_done(work: Work, intent: Intent, item: Item | None) -> bool:
    if item is None or intent.write.operation == "delete":
        return item is None and intent.write.operation == "delete"
    return _kept(work, intent, view_of(work, intent.side, intent.kind, item).values) == intent.sent


def _kept(work: Work, intent: Intent, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a record has of what was sent."""
    fields = work.mapping.kinds[intent.kind]
    return {
        name: value
        for name, value in intent.sent.items()
        if name in values
        and compared(fields.by_here(name).type, values[name]) == compared(fields.by_here(name).type, value)
    }


def _looked_up(work: Work, intent: Intent, item: Item | None) -> None:
    if item is not None and item.deleted and work.state.has_done("create", intent.link, intent.side):
        item = None  # an older one, which has left its key to the one that was to be created
    if item is None:
        why = "is not there, so it is created again"
    else:
        why = "is there" if not item.deleted else "was there, and was deleted since"
        _link(work, intent, item)
    link = work.state.link(intent.link)
    work.state.look_at_both(link)
    work.state.carried_out(intent)
    why = f"the record that was to be created {why}"
    work.state.audit("recover", why, kind=intent.kind, link=link, side=intent.side)


def _link(work: Work, intent: Intent, item: Item) -> None:
    """What was sent is what both sides had, as far as the record has it still.

    What it has otherwise is somebody's edit, or what the side made of it: without a base nothing of that is overwritten
    unseen.
    """
    own, other = column(intent.side), column(OTHER[intent.side])
    if not item.deleted:
        values = view_of(work, intent.side, intent.kind, item).values
    elif work.state.has_done("recover", intent.link, intent.side):
        values = {}  # it may be of an earlier attempt, with other values
    else:
        values = intent.sent
    agreed = _kept(work, intent, values)
    both = {f"{own}_base": {name: values[name] for name in agreed}, f"{other}_base": agreed}
    work.state.set_link(intent.link, **{f"{own}_id": item.id}, **both)


def on_its_way(work: Work, intent: Intent) -> None:
    """A change in several steps may have been broken off between them: what that has left is nobody's edit."""
    side, link = intent.side, work.state.link(intent.link)
    fields = work.mapping.kinds[intent.kind].fields
    ways = {one.here: way for one in fields if one.here in intent.sent and (way := _way(work, intent, one))}
    items = work.sides[side].fetch(intent.kind, [str(intent.write.id)]) if ways else []
    if not items:
        return
    base, other_base = dict(link.base_on(side)), dict(link.base_on(OTHER[side]))
    pending, values = work.state.pending(link.number), view_of(work, side, intent.kind, items[0]).values
    for name, way in ways.items():
        one = work.mapping.kinds[intent.kind].by_here(name)
        if name not in values or (items[0].values or {}).get(name_on(side, one)) not in way:
            continue
        if name in pending:
            work.state.set_conflict(pending[name].number, **{column(side): values[name]})
        else:
            base[name] = values[name]
            other_base.pop(name, None)
    work.state.set_link(
        link.number, **{f"{column(side)}_base": base, f"{column(OTHER[side])}_base": other_base}
    )


def _way(work: Work, intent: Intent, one: FieldMap) -> Any:
    if intent.write.operation == "create":
        return ()
    try:
        before, after = (
            native(work, intent.side, one, values.get(one.here)) for values in (intent.before, intent.sent)
        )
    except ValueError:
        return ()
    return work.sides[intent.side].way(intent.kind, name_on(intent.side, one), before, after)
