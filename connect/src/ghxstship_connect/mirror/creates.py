"""Records that one side lacks: created there, with a key by which they are found when the answer is lost."""

from __future__ import annotations

from .mapping import REFERENCES
from .rows import GONE, Intent, Link, Pulled
from .side import HERE, THERE, Item, Write
from .views import given, name_on, view_of
from .work import NAMES, OTHER, Pair, Work, column


def create_new(work: Work, row: Pulled, intents: list[Intent]) -> None:
    """A record that has no other half: linked, and created on the other side."""
    item = row.item
    assert item is not None
    current = work.state.pulled(row.side, row.kind, row.id)
    if current is None or current.held is not None:
        return
    if item.deleted:
        work.state.decided([row])
        return
    ids = {row.side: row.id, OTHER[row.side]: None}
    link = work.state.link(work.state.add_link(row.kind, ids[HERE], ids[THERE]))
    work.state.decided([row])
    create(work, link, row.side, item, intents, f"new in {NAMES[row.side]}")


def lacking(link: Link) -> str | None:
    """The side that a record is to be created from, because the other one has none yet."""
    if link.there_id is None:
        return HERE
    return THERE if link.here_id is None else None


def create_again(work: Work, pair: Pair, source: str, intents: list[Intent]) -> bool:
    """A record whose creation did not succeed; it never has to be looked at again in this run."""
    item = pair.items[source]
    work.state.decided(pair.rows)
    if item.deleted:
        work.state.set_link(pair.link.number, state=GONE)
    else:
        create(work, pair.link, source, item, intents, f"only in {NAMES[source]}")
    return False


def let_go(work: Work, link: Link) -> None:
    """The CRM's record is about to be made again, with another id: what refers to it there is looked at."""
    if link.there_id is None or link.here_id is None:
        return
    work.state.keep_former(link)
    for kind, mapping in work.mapping.kinds.items():
        for one in mapping.fields:
            if one.type == "ref" and REFERENCES[one.here] == link.kind:
                work.state.look_at(THERE, kind, work.state.referring(kind, one.here, link.here_id))


def create(work: Work, link: Link, source: str, item: Item, intents: list[Intent], why: str) -> None:
    """Have a record created on the side that lacks it."""
    target = OTHER[source]
    view = view_of(work, source, link.kind, item)
    work.state.set_link(link.number, **{f"{column(source)}_version": item.version})
    values, sent = {}, {}
    for one in work.mapping.kinds[link.kind].fields:
        if one.here not in view.values:
            continue
        try:
            value = given(work, target, one, view.values[one.here])
        except ValueError:
            continue
        sent[one.here] = view.values[one.here]
        if value is not None:
            values[name_on(target, one)] = value
    if view.stale:
        work.state.look_at(source, link.kind, [item.id], "waits to refer to a record that was made again")
    key = item.id if source == HERE else f"{work.mapping.name}:{item.id}"
    intents.append(work.state.intend(target, link, Write("create", values, key=key), sent, {}, why))
