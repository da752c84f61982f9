"""Two records that are one: merged field by field, and what that leads to on both sides."""

from __future__ import annotations

from .decide import Decision, Difference, View, decide, expected
from .rows import OPEN, Intent
from .side import HERE, THERE, Write
from .views import given, name_on, view_of
from .work import Action, Pair, Work, column


def merged(work: Work, pair: Pair, intents: list[Intent]) -> bool:
    """Merge a pair; whether it has to be looked at again in this run."""
    mapping, link = work.mapping.kinds[pair.kind], pair.link
    views = {}
    for side in (HERE, THERE):
        if side in pair.items:
            views[side] = view_of(work, side, pair.kind, pair.items[side])
            continue
        known = expected(link, side, pair.pending)
        if any(one.here not in known for one in mapping.fields):
            one_id = link.id_on(side)
            assert one_id is not None
            work.state.look_at(side, pair.kind, [one_id])
            return True
        views[side] = View(known)
    decision = decide(mapping, link, views[HERE], views[THERE], pair.pending)
    _keep(work, pair, decision)
    for side in (HERE, THERE):
        if decision.writes[side]:
            _update(work, pair, side, views[side], decision, intents)
    work.state.decided(pair.rows)
    if decision.waits:
        work.state.look_at_both(link, "; ".join(dict.fromkeys(decision.waits)))
    return False


def _keep(work: Work, pair: Pair, decision: Decision) -> None:
    """What is known before anything is written: agreements, versions, the queue."""
    link = pair.link
    here_base, there_base = dict(link.here_base), dict(link.there_base)
    for name, (here, there) in decision.agreed.items():
        here_base[name], there_base[name] = here, there
    versions = {f"{column(side)}_version": item.version for side, item in pair.items.items()}
    work.state.set_link(link.number, here_base=here_base, there_base=there_base, **versions)
    for difference in decision.lost:
        _queue(work, pair, difference, settled=True)
    for difference in decision.opened:
        _queue(work, pair, difference, settled=False)
    for conflict, here, there in decision.reopened:
        if conflict.seen is not None and (conflict.here_done or conflict.there_done):
            work.state.open_conflict(
                link, conflict.field, base=conflict.base, here=conflict.seen[0], there=conflict.seen[1],
                policy=conflict.policy, outcome=f"chosen in conflict {conflict.number}", settled=True,
            )  # fmt: skip
        work.state.set_conflict(
            conflict.number, state=OPEN, here=here, there=there, choice=None, here_done=0, there_done=0
        )
    for conflict, here_done, there_done in decision.applying:
        work.state.set_conflict(conflict.number, here_done=int(here_done), there_done=int(there_done))
    for conflict in decision.closed:
        work.close(link, conflict, "both sides agree")


def _queue(work: Work, pair: Pair, one: Difference, *, settled: bool) -> None:
    """Keep both values of a field; settled at once if one of them is overwritten."""
    link, at = pair.link, {side: item.changed_at for side, item in pair.items.items()}
    kept = work.state.open_conflict(
        link, one.field, base=one.base, here=one.here, there=one.there, here_at=at.get(HERE, 0),
        there_at=at.get(THERE, 0), policy=one.policy, outcome=one.why if settled else "", settled=settled,
    )  # fmt: skip
    changes = {one.field: {"base": one.base, HERE: one.here, THERE: one.there}}
    if not kept and work.state.is_being_lost(link, one.field, changes):
        return  # it waits to be written
    action = "lose" if settled else "conflict"
    work.state.audit(action, one.why, kind=pair.kind, link=link, changes=changes)
    work.note(Action(pair.kind, THERE, action, link.there_id, changes, one.why))


def _update(work: Work, pair: Pair, side: str, view: View, decision: Decision, intents: list[Intent]) -> None:
    """Have a side's record changed; what it cannot be told yet waits."""
    values, sent = {}, {}
    for name, value in decision.writes[side].items():
        one = work.mapping.kinds[pair.kind].by_here(name)
        try:
            values[name_on(side, one)] = given(work, side, one, value)
        except ValueError as error:
            decision.waits.append(str(error))
            continue
        sent[name] = value
    if not values:
        return
    write = Write("update", values, pair.link.id_on(side), pair.version_on(side))
    before = {name: view.values[name] for name in sent}
    why = "; ".join(dict.fromkeys(decision.why[side][name] for name in sent))
    intents.append(work.state.intend(side, pair.link, write, sent, before, why))
