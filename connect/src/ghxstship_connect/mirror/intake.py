"""Reading: what has changed on a side is kept to be decided about, each page together with the position behind it."""

from __future__ import annotations

from collections.abc import Iterable

from .pairing import joined
from .rows import GONE, Pulled
from .side import HERE, THERE, Item
from .views import is_news, match_of
from .work import MOST, Work, column


def pull(work: Work, side: str, kind: str, *, full: bool) -> None:
    """Take in what has changed on a side; with `full`, where nothing was read yet, also notice what is missing."""
    seen: set[str] = set()
    for items, cursor in work.sides[side].changes(kind, work.state.cursor(side, kind)):
        with work.state.transaction():
            _take(work, side, kind, items)
            work.state.keep_cursor(side, kind, cursor)
        seen.update(item.id for item in items if full)
    live = work.sides[side].ids(kind)
    if live is None and full:
        live = seen
    if live is not None:
        # Only a list that was read to its end tells that a record is not in it.
        known = set(live)
        with work.state.transaction():
            work.state.look_at(
                side, kind, [one for one in work.state.live_ids(side, kind) if one not in known]
            )


def _take(work: Work, side: str, kind: str, items: Iterable[Item]) -> None:
    """Keep what has to be decided about; what a side has as we left it is our own echo."""
    kept, ours = [], []
    for item in items:
        link = work.state.link_of(side, kind, item.id)
        if link is not None and link.state == GONE and not item.deleted:
            work.state.drop_link(link.number)
            link = None
        if link is None:
            link = joined(work, side, kind, item)
        if item.deleted and (link is None or link.state == GONE):
            ours.append(Pulled(side, kind, item.id, None, None))
        elif link is None or item.deleted or is_news(work, side, kind, link, item):
            kept.append((item, match_of(work, side, kind, item) if link is None else None))
        elif work.state.is_asked_for(side, kind, item.id):
            kept.append((item, None))
        else:
            ours.append(Pulled(side, kind, item.id, None, None))
            if item.version != link.version_on(side):
                work.state.set_link(link.number, **{f"{column(side)}_version": item.version})
    work.state.decided(ours)
    work.state.pull(side, kind, kept)


def fill(work: Work, kind: str) -> None:
    """Fetch the records of which only the id is known."""
    for side in (HERE, THERE):
        while ids := work.state.unfetched(side, kind, MOST):
            found = {item.id: item for item in work.sides[side].fetch(kind, ids)}
            items = [found.get(one, Item(one)) for one in ids]
            with work.state.transaction():
                work.state.pull(side, kind, [(one, match_of(work, side, kind, one)) for one in items])
