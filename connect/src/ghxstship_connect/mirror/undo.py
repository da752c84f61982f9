"""Taking back what the mirror wrote: a run of it, or one decision.

What was overwritten, created or deleted is put back as it was, on the side where the mirror did it. The other side
stays as it is, so the two differ: each of these differences goes into the conflict queue, and nothing is written until
a person has chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from ghxstship.errors import ConfigurationError

from .creates import let_go
from .rows import LINKED, WHOLE, Line, Link
from .side import HERE, THERE, Item, Refusal, Write
from .values import compared
from .views import name_on, native, view_of
from .work import NAMES, Work, column


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a decision that was to be taken back; `problem` says why it was not."""

    line: Line
    problem: str = ""


def lines_of(work: Work, *, run: int | None = None, decision: int | None = None) -> list[Line]:
    """The writes of a run, or of one decision, the newest first; raises `ConfigurationError` when there are none."""
    if decision is not None:
        line = work.state.line(decision)
        found = [line] if line is not None else []
        what = f"decision {decision}"
    else:
        found, what = work.state.lines(run), f"decision of run {run}"
    if not found:
        file = work.mapping.document.path
        raise ConfigurationError(f"there is no {what}; see `ghxstship mirror status {file} --decisions 20`")
    writes = [one for one in found if one.action in ("create", "update", "delete") and one.undone is None]
    if not writes:
        raise ConfigurationError(f"{what} has written nothing that is not taken back already")
    return writes


def undo(work: Work, lines: list[Line]) -> list[Undone]:
    """Take decisions back, in the order that is given.

    Raises `UnreachableError` when a side does not answer; what was taken back by then stays so.
    """
    work.state.begin_run()
    found = [Undone(line, _undo(work, line)) for line in lines]
    work.state.end_run(f"took back {sum(not one.problem for one in found)} of {len(found)}")
    return found


def _undo(work: Work, line: Line) -> str:
    """Take one back; why not, or nothing."""
    assert line.link is not None
    assert line.side is not None
    if line.kind not in work.mapping.kinds:
        return f"{line.kind} are no longer mapped"
    link = work.state.link(line.link)
    one = link.id_on(line.side)
    items = work.sides[line.side].fetch(line.kind, [one]) if one is not None else []
    item = items[0] if items else None
    if work.state.intends(link.number):
        return "a write on it is under way; run the mirror first"
    if line.action == "update":
        return _undo_update(work, line, link, item)
    if line.action == "create":
        return _undo_create(work, line, link, item)
    return _undo_delete(work, line, link, item)


def _undo_update(work: Work, line: Line, link: Link, item: Item | None) -> str:
    side, mapping = str(line.side), work.mapping.kinds[line.kind]
    if item is None:
        return f"the record is no longer in {NAMES[side]}"
    if all(change["from"] == change["to"] for change in line.changes.values()):
        return "it only had a reference follow its record; there is nothing to put back"
    values = view_of(work, side, line.kind, item).values
    back, pending = {}, work.state.pending(link.number)
    for name, change in line.changes.items():
        kind = next((one.type for one in mapping.fields if one.here == name), None)
        if (
            kind is not None
            and name not in pending
            and change["from"] != change["to"]
            and compared(kind, values.get(name)) == compared(kind, change["to"])
        ):
            back[name] = change["from"]
    if not back:
        return "its values were changed again since"
    try:
        given = {
            name_on(side, one): native(work, side, one, back[one.here])
            for one in mapping.fields
            if one.here in back
        }
    except ValueError as error:
        return str(error)
    with work.state.transaction():
        for name, value in back.items():
            both = {HERE: link.here_base.get(name), THERE: link.there_base.get(name), side: value}
            work.state.open_conflict(link, name, base=values[name], here=both[HERE], there=both[THERE])
    return _sent(work, line, link, Write("update", given, item.id, item.version))


def _undo_create(work: Work, line: Line, link: Link, item: Item | None) -> str:
    if item is None:
        return f"the record is no longer in {NAMES[str(line.side)]}"
    _one_sided(work, link)
    return _sent(work, line, link, Write("delete", {}, item.id, item.version))


def _undo_delete(work: Work, line: Line, link: Link, item: Item | None) -> str:
    side = str(line.side)
    if item is not None:
        return f"the record is in {NAMES[side]} again"
    values = {}
    for one in work.mapping.kinds[line.kind].fields:
        before = line.changes.get(one.here, {}).get("from")
        if before is None:
            continue
        try:
            values[name_on(side, one)] = native(work, side, one, before)
        except ValueError:
            continue
    with work.state.transaction():
        work.state.set_link(link.number, state=LINKED)
        if side == THERE:
            let_go(work, link)
        _one_sided(work, link)
    return _sent(work, line, link, Write("create", values, key=f"{work.mapping.name}-undo:{line.number}"))


def _one_sided(work: Work, link: Link) -> None:
    if WHOLE not in work.state.pending(link.number):
        work.state.open_conflict(link, WHOLE, base=link.here_base, here=link.here_base, there=link.there_base)


def _sent(work: Work, line: Line, link: Link, write: Write) -> str:
    side = str(line.side)
    outcome = work.sides[side].write(line.kind, [write])[0]
    if isinstance(outcome, Refusal):
        return f"{NAMES[side]} refused it: {outcome.message or outcome.reason}"
    with work.state.transaction():
        own = column(side)
        work.state.set_link(link.number, **{f"{own}_id": outcome.id, f"{own}_version": outcome.version})
        work.state.undone(line)
        changes = {
            name: {"from": change.get("to"), "to": change.get("from")}
            for name, change in line.changes.items()
        }
        work.state.audit(
            f"undo {line.action}", f"takes back decision {line.number}", kind=line.kind, link=link, side=side,
            changes=changes,
        )  # fmt: skip
    return ""
