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
            for part in parts(made):
                _look_up(work, part)
            changed = [
                i for i in intents if (i.side, i.kind) == (side, kind) and i.write.operation != "create"
            ]
            for part in parts(changed):
                left += _look_again(work, part)
    return left


def found(work: Work, intents: list[Intent]) -> dict[int, Item]:
    """The records of writes, of one kind on one side, all creations or none, by the numbers of the intents."""
    side, kind = work.sides[intents[0].side], intents[0].kind
    is_creation = intents[0].write.operation == "create"
    wanted = {one.number: one.write.key if is_creation else str(one.write.id) for one in intents}
    items: dict[str | None, Item] = {}
    for item in (side.find if is_creation else side.fetch)(kind, [*wanted.values()]):
        name = item.key if is_creation else item.id
        if not item.deleted or name not in items:
            items[name] = item
    return {number: items[name] for number, name in wanted.items() if name in items}


def _look_up(work: Work, creations: list[Intent]) -> None:
    """Find by their keys what became of creations, of one kind on one side."""
    items = found(work, creations)
    with work.state.transaction():
        for intent in creations:
            looked_up(work, intent, items.get(intent.number))


def _look_again(work: Work, changes: list[Intent]) -> list[Intent]:
    """Find by what is there what became of changes and deletions, of one kind on one side; those to go on with."""
    left, items = [], found(work, changes)
    with work.state.transaction():
        for intent in changes:
            item = items.get(intent.number)
            if item is not None and _is_half_done(work, intent, item):
                left.append(replace(intent, write=replace(intent.write, version=item.version)))
                continue
            if item is not None:
                on_its_way(work, intent, item)
            link = work.state.link(intent.link)
            work.state.look_at_both(link)
            work.state.carried_out(intent)
            action, why = "unanswered", f"the {intent.write.operation} was not done, or is not there any more"
            if _is_done(work, intent, item):
                action, why = intent.write.operation, f"{intent.why}; it was done, though its answer was lost"
            work.state.audit(
                action, why, kind=intent.kind, link=link, side=intent.side, changes=intent.changes
            )
    return left


def _is_half_done(work: Work, intent: Intent, item: Item) -> bool:
    """Whether a record is on the way to what was sent, and has nothing that somebody else may have written."""
    ours = work.sides[intent.side].wrote_last(item)
    if ours is False:
        return False
    view, is_on_the_way = view_of(work, intent.side, intent.kind, item), False
    for one in work.mapping.kinds[intent.kind].fields:
        name = one.here
        if name not in intent.before and name not in intent.sent:
            continue
        if (item.values or {}).get(name_on(intent.side, one)) in _way(work, intent, one):
            is_on_the_way = True
        elif not ours and not _is_known(intent, one, view.values):
            return False
    return is_on_the_way


def _is_known(intent: Intent, one: FieldMap, values: Mapping[str, Any]) -> bool:
    """Whether a field has what it had before, or what was sent."""
    return one.here in values and any(
        one.here in known and compared(one.type, values[one.here]) == compared(one.type, known[one.here])
        for known in (intent.before, intent.sent)
    )


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


def looked_up(work: Work, intent: Intent, item: Item | None) -> None:
    """Keep what became of a creation whose record was looked for."""
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


def on_its_way(work: Work, intent: Intent, item: Item) -> None:
    """A change in several steps may have been broken off between them: what that has left is nobody's edit."""
    side, link = intent.side, work.state.link(intent.link)
    if work.sides[side].wrote_last(item) is False:
        return
    base, other_base = dict(link.base_on(side)), dict(link.base_on(OTHER[side]))
    pending, values = work.state.pending(link.number), view_of(work, side, intent.kind, item).values
    for name, way in ways(work, intent).items():
        one = work.mapping.kinds[intent.kind].by_here(name)
        if name not in values or (item.values or {}).get(name_on(side, one)) not in way:
            continue
        if name in pending:
            work.state.set_conflict(pending[name].number, **{column(side): values[name]})
        else:
            base[name] = values[name]
            other_base.pop(name, None)
    work.state.set_link(
        link.number, **{f"{column(side)}_base": base, f"{column(OTHER[side])}_base": other_base}
    )


def ways(work: Work, intent: Intent) -> dict[str, Any]:
    """What the fields that are sent may be in between, as far as they take more than one step."""
    fields = work.mapping.kinds[intent.kind].fields
    return {one.here: way for one in fields if one.here in intent.sent and (way := _way(work, intent, one))}


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
