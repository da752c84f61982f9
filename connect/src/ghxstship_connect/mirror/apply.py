"""Sending writes, and keeping the answers together with what both sides agree on now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .decide import differs, expected
from .deletes import end
from .recover import found, looked_up, on_its_way, ways
from .rows import CHOSEN, WHOLE, Conflict, Intent, Link
from .side import HERE, THERE, Item, Operation, Outcome, Refusal
from .views import name_on, native, view_of
from .work import NAMES, OTHER, Action, Work, column, parts


def carry_out(work: Work, intents: list[Intent]) -> bool:
    """Send writes; whether any record has to be looked at again."""
    again = False
    for side, part in _batches(work, intents):
        if work.dry:
            outcomes: list[Outcome] = [_imagined(work, intent) for intent in part]
        else:
            outcomes = work.sides[side].write(part[0].kind, [intent.write for intent in part])
        items = _left(work, part, outcomes)
        with work.state.transaction():
            for intent, outcome in zip(part, outcomes, strict=True):
                again |= _written(work, intent, outcome, items.get(intent.number))
    return again


def _left(work: Work, part: list[Intent], outcomes: list[Outcome]) -> dict[int, Item]:
    """The records that refused writes met, or may have left half way, by the numbers of the intents."""
    asked = [
        intent
        for intent, outcome in zip(part, outcomes, strict=True)
        if isinstance(outcome, Refusal) and (outcome.reason == "exists" or ways(work, intent))
    ]
    return found(work, asked) if asked else {}


def _batches(work: Work, intents: list[Intent]) -> Iterator[tuple[str, list[Intent]]]:
    operations: tuple[Operation, ...] = ("create", "update", "delete")
    for side in (THERE, HERE):
        for operation in operations:
            of = [one for one in intents if (one.side, one.write.operation) == (side, operation)]
            for part in parts(of, work.sides[side].most[operation]):
                yield side, part


def _imagined(work: Work, intent: Intent) -> Item:
    write = intent.write
    if write.operation == "delete":
        return Item(str(write.id))
    link = work.state.link(intent.link)
    # What is not sent stays as it is.
    known = {**expected(link, intent.side, work.state.pending(link.number)), **intent.sent}
    values = {
        name_on(intent.side, one): native(work, intent.side, one, known[one.here])
        for one in work.mapping.kinds[intent.kind].fields
        if one.here in known
    }
    return Item(write.id or f"(new {intent.link})", write.version, values)


def _written(work: Work, intent: Intent, outcome: Outcome, left: Item | None) -> bool:
    """Keep the answer to a write; whether the record has to be looked at again.

    Parameters
    ----------
    left: what is there, if it was refused.
    """
    work.state.carried_out(intent)
    link = work.state.link(intent.link)
    if isinstance(outcome, Refusal):
        return _refused(work, intent, link, outcome, left)
    if outcome.deleted:
        end(work, link, work.state.pending(link.number), intent.why)
        again = False
    else:
        again = _accepted(work, intent, link, outcome)
    changes = intent.changes
    work.state.audit(
        intent.write.operation, intent.why, kind=intent.kind, link=work.state.link(link.number),
        side=intent.side, changes=changes,
    )  # fmt: skip
    work.note(Action(intent.kind, intent.side, intent.write.operation, outcome.id, changes, intent.why))
    return again


def _accepted(work: Work, intent: Intent, link: Link, item: Item) -> bool:
    """A side has the record as it was sent, or what it made of it; whether it has changed more than was sent."""
    side, other = intent.side, OTHER[intent.side]
    view = view_of(work, side, intent.kind, item)
    pending = work.state.pending(link.number)
    base, other_base = dict(link.base_on(side)), dict(link.base_on(other))
    for name, value in intent.sent.items():
        got = view.values.get(name)
        if name in pending:
            _chosen_written(work, link, side, pending[name], value, got, base, other_base)
        else:
            # What a new record got where nothing was sent was not made of what was sent: it is the side's own.
            base[name] = None if value is None and intent.write.operation == "create" else got
            other_base[name] = value
    own = column(side)
    work.state.set_link(
        link.number,
        **{
            f"{own}_id": item.id, f"{own}_version": item.version, f"{own}_base": base,
            f"{column(other)}_base": other_base,
        },
    )  # fmt: skip
    link = work.state.link(link.number)
    queued = work.state.pending(link.number)
    known = expected(link, side, queued)
    if any(one.here not in known for one in work.mapping.kinds[link.kind].fields):
        work.state.look_at_both(link, "waits for what it refers to")
    elif intent.write.operation == "create" and queued:
        # While the record was missing, what the queue holds of its fields was not looked at.
        work.state.look_at(other, link.kind, [str(link.id_on(other))])
        work.state.pull(side, link.kind, [(item, None)])
        return True
    elif differs(work.mapping.kinds[link.kind], known, view):
        work.state.pull(side, link.kind, [(item, None)])
        return True
    return False


def _chosen_written(
    work: Work,
    link: Link,
    side: str,
    conflict: Conflict,
    sent: Any,
    got: Any,
    base: dict[str, Any],
    other_base: dict[str, Any],
) -> None:
    own = column(side)
    work.state.set_conflict(conflict.number, **{own: got})
    if conflict.state != CHOSEN or sent != conflict.choice:
        return  # something else was chosen while this was on its way
    work.state.set_conflict(conflict.number, **{f"{own}_done": 1})
    done = conflict.there_done if side == HERE else conflict.here_done
    if done:
        base[conflict.field] = got
        other_base[conflict.field] = conflict.there if side == HERE else conflict.here
        work.close(link, conflict, "the chosen value was written")


def _refused(work: Work, intent: Intent, link: Link, refusal: Refusal, left: Item | None) -> bool:
    if refusal.reason == "exists":
        looked_up(work, intent, left)
        return True
    if left is not None:
        on_its_way(work, intent, left)
    if refusal.reason != "refused":
        work.state.look_at_both(link)
        return True
    why = f"{NAMES[intent.side]} refused to {intent.write.operation} it: {refusal.message}"
    work.state.look_at_both(link, why)
    if intent.write.operation == "delete" and WHOLE not in work.state.pending(link.number):
        values = {HERE: None, THERE: None, intent.side: intent.before}
        work.state.open_conflict(
            link,
            WHOLE,
            base=link.base_on(intent.side),
            here=values[HERE],
            there=values[THERE],
            outcome=why,
        )
    action = Action(intent.kind, intent.side, "refused", intent.write.id, intent.sent, why)
    if work.state.is_still_refused(link, intent.side, why, intent.sent):
        work.outline.add(action)  # it was told when it was refused first
        return False
    work.state.audit("refused", why, kind=intent.kind, link=link, side=intent.side, changes=intent.sent)
    work.note(action)
    return False
