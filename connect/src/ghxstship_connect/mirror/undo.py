"""Taking back what the mirror wrote: a run of it, or one decision.

What was overwritten, created or deleted is put back as it was, on the side where the mirror did it. The other side
stays as it is, so the two differ: each of these differences goes into the conflict queue, and nothing is written until
a person has chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from ghxstship.errors import ConfigurationError

from .engine import NAMES, Mirror
from .side import HERE, THERE, Item, Refusal, Write
from .state import LINKED, WHOLE, Line, Link
from .values import compared


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a decision that was to be taken back; `problem` says why it was not."""

    line: Line
    problem: str = ""


def lines_of(mirror: Mirror, *, run: int | None = None, decision: int | None = None) -> list[Line]:
    """The writes of a run, or of one decision, the newest first; raises `ConfigurationError` when there are none."""
    if decision is not None:
        line = mirror.state.line(decision)
        found = [line] if line is not None else []
        what = f"decision {decision}"
    else:
        found, what = mirror.state.lines(run), f"run {run}"
    if not found:
        raise ConfigurationError(f"there is no {what}; see `ghxstship mirror status --decisions`")
    writes = [one for one in found if one.action in ("create", "update", "delete") and one.undone is None]
    if not writes:
        raise ConfigurationError(f"{what} has written nothing that is not taken back already")
    return writes


def undo(mirror: Mirror, lines: list[Line]) -> list[Undone]:
    """Take decisions back, in the order that is given.

    Raises `UnreachableError` when a side does not answer; what was taken back by then stays so.
    """
    mirror.state.begin_run()
    found = [Undone(line, _undo(mirror, line)) for line in lines]
    mirror.state.end_run(f"took back {sum(not one.problem for one in found)} of {len(found)}")
    return found


def _undo(mirror: Mirror, line: Line) -> str:
    """Take one back; why not, or nothing."""
    assert line.link is not None
    assert line.side is not None
    link = mirror.state.link(line.link)
    one = link.id_on(line.side)
    items = mirror.sides[line.side].fetch(line.kind, [one]) if one is not None else []
    item = items[0] if items else None
    if mirror.state.intends(link.number):
        return "a write on it is under way; run the mirror first"
    if line.action == "update":
        return _undo_update(mirror, line, link, item)
    if line.action == "create":
        return _undo_create(mirror, line, link, item)
    return _undo_delete(mirror, line, link, item)


def _undo_update(mirror: Mirror, line: Line, link: Link, item: Item | None) -> str:
    side, mapping = str(line.side), mirror.mapping.kinds[line.kind]
    if item is None:
        return f"the record is no longer in {NAMES[side]}"
    values = mirror.view(side, line.kind, item).values
    back, pending = {}, mirror.state.pending(link.number)
    for name, change in line.changes.items():
        kind = next((one.type for one in mapping.fields if one.here == name), None)
        if (
            kind is not None
            and name not in pending
            and compared(kind, values.get(name)) == compared(kind, change["to"])
        ):
            back[name] = change["from"]
    if not back:
        return "its values were changed again since"
    try:
        native = {
            mirror.name_on(side, line.kind, name): mirror.native(side, line.kind, name, back[name])
            for name in back
        }
    except ValueError as error:
        return str(error)
    with mirror.state.transaction():
        for name, value in back.items():
            both = {HERE: link.here_base.get(name), THERE: link.there_base.get(name), side: value}
            mirror.state.open_conflict(link, name, base=values[name], here=both[HERE], there=both[THERE])
    return _sent(mirror, line, link, Write("update", native, item.id, item.version))


def _undo_create(mirror: Mirror, line: Line, link: Link, item: Item | None) -> str:
    if item is None:
        return f"the record is no longer in {NAMES[str(line.side)]}"
    _one_sided(mirror, link)
    return _sent(mirror, line, link, Write("delete", {}, item.id, item.version))


def _undo_delete(mirror: Mirror, line: Line, link: Link, item: Item | None) -> str:
    side = str(line.side)
    if item is not None:
        return f"the record is in {NAMES[side]} again"
    values = {}
    for one in mirror.mapping.kinds[line.kind].fields:
        before = line.changes.get(one.here, {}).get("from")
        if before is None:
            continue
        try:
            values[mirror.name_on(side, line.kind, one.here)] = mirror.native(
                side, line.kind, one.here, before
            )
        except ValueError:
            continue
    with mirror.state.transaction():
        mirror.state.set_link(link.number, state=LINKED)
        _one_sided(mirror, link)
    return _sent(mirror, line, link, Write("create", values, key=f"{mirror.mapping.name}-undo:{line.number}"))


def _one_sided(mirror: Mirror, link: Link) -> None:
    if WHOLE not in mirror.state.pending(link.number):
        mirror.state.open_conflict(
            link, WHOLE, base=link.here_base, here=link.here_base, there=link.there_base
        )


def _sent(mirror: Mirror, line: Line, link: Link, write: Write) -> str:
    side = str(line.side)
    outcome = mirror.sides[side].write(line.kind, [write])[0]
    if isinstance(outcome, Refusal):
        return f"{NAMES[side]} refused it: {outcome.message or outcome.reason}"
    with mirror.state.transaction():
        column = "here" if side == HERE else "there"
        mirror.state.set_link(
            link.number, **{f"{column}_id": outcome.id, f"{column}_version": outcome.version}
        )
        mirror.state.undone(line)
        changes = {
            name: {"from": change.get("to"), "to": change.get("from")}
            for name, change in line.changes.items()
        }
        mirror.state.audit(
            f"undo {line.action}", f"takes back decision {line.number}", kind=line.kind, link=link, side=side,
            changes=changes,
        )  # fmt: skip
    return ""
