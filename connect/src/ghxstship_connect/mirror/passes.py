"""A pass over everything that was pulled of a kind: each record is decided about, then what was decided is sent."""

from __future__ import annotations

from .apply import carry_out
from .creates import create_again, create_new, lacking
from .deletes import deleted, one_sided
from .pairing import paired, unread
from .rows import WHOLE, Intent, Link
from .side import HERE, THERE
from .updates import merged
from .work import Pair, Work

CHUNK = 500


def decide_about(work: Work, kind: str, *, deletes: bool) -> bool:
    """Decide about everything that was pulled of a kind; whether anything of it has to be looked at again."""
    after, again = ("", ""), False
    while rows := work.state.waiting(kind, after, CHUNK):
        after = (rows[-1].side, rows[-1].id)
        intents: list[Intent] = []
        seen: set[int] = set()
        living = unread(work, rows)
        with work.state.transaction():
            for row in rows:
                link = work.state.link_of(row.side, kind, row.id) or paired(work, row, living)
                if link is None:
                    create_new(work, row, intents)
                elif link.number not in seen:
                    seen.add(link.number)
                    again |= _linked(work, link, intents, deletes=deletes)
        again |= carry_out(work, intents)
    return again


def _linked(work: Work, link: Link, intents: list[Intent], *, deletes: bool) -> bool:
    """Decide about a pair; whether it has to be looked at again in this run."""
    rows = {
        side: work.state.pulled(side, link.kind, one)
        for side, one in ((HERE, link.here_id), (THERE, link.there_id))
        if one is not None
    }
    present = [row for row in rows.values() if row is not None]
    if not present or any(row.held is not None for row in present) or work.state.intends(link.number):
        return False
    if any(row.item is None for row in present):
        return True
    items = {side: row.item for side, row in rows.items() if row is not None and row.item is not None}
    pair = Pair(link, items, present, work.state.pending(link.number))
    if WHOLE in pair.pending:
        return one_sided(work, pair, intents)
    source = lacking(link)
    if source is not None:
        return create_again(work, pair, source, intents)
    if any(item.deleted for item in items.values()):
        return deleted(work, pair, intents, deletes=deletes)
    return merged(work, pair, intents)
