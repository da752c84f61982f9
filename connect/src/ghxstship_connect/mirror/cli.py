"""`ghxstship mirror`: keep a CRM and GHXSTSHIP equal, and look after what only a person can decide."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from ghxstship.cli.failures import UNREACHABLE, USAGE, Failure, exit_code, explained
from ghxstship.cli.output import form_of, output_options, show_many, show_one
from ghxstship.cli.session import Access, access, connection_options
from ghxstship.errors import APIStatusError, ConfigurationError

from ..spans import Span
from .adapters import adapter_of
from .breaker import MassChangeError
from .engine import Mirror, NotConfirmedError
from .here import Here
from .mapping import MirrorMap, load
from .queue import fitting, is_mapped
from .queue import resolve as choose
from .rows import CHOSEN, OPEN, SETTLED, WHOLE, Conflict, Line
from .side import HERE, KINDS, THERE, UnreachableError
from .state import State, alone
from .undo import lines_of
from .undo import undo as take_back
from .work import NAMES, Action, Outline

Command = TypeVar("Command", bound=Callable[..., Any])

# Exit code of a run that wants to be confirmed.
ASKS = 10

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False))
_FULL = click.option(
    "--full", is_flag=True, help="Read everything, such as after a side was restored from a backup."
)


RECORD = "(the record)"
UNMAPPED = "is no longer mapped"


def _spoken(mapping: MirrorMap, one: Conflict) -> str:
    if one.state != SETTLED and not is_mapped(mapping, one):
        return UNMAPPED
    return {OPEN: "waits for you", CHOSEN: "is written by the next run", SETTLED: "settled"}[one.state]


def _waiting(mapping: MirrorMap, state: State, *states: str) -> list[Conflict]:
    """The conflicts in some states that a run looks at."""
    return [one for one in state.conflicts(*states) if is_mapped(mapping, one)]


@click.group()
def mirror() -> None:
    """Keep deals, contacts and companies equal in GHXSTSHIP and a CRM."""


@contextmanager
def _mapped(file: str) -> Iterator[tuple[MirrorMap, State]]:
    with explained():
        mapping = load(file, os.environ)
        state = State(mapping.state)
        try:
            yield mapping, state
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorname == "SQLITE_BUSY"
            hint = "a run may be at work with it, so try again" if busy else "what was done is kept"
            raise Failure(f"{mapping.state}: {error}; {hint}") from error
        finally:
            state.close()


@dataclass(frozen=True)
class Desk:
    """What a command works with that reads or writes both sides."""

    mirror: Mirror
    here: Here
    access: Access


@contextmanager
def opened(file: str, given: dict[str, Any], told: Callable[[Action], None] | None = None) -> Iterator[Desk]:
    """A mirror with both its sides, checked, and no other run beside it."""
    with _mapped(file) as (mapping, state), alone(mapping.state):
        there = adapter_of(mapping)
        used = access(given["profile"], given["base_url"])
        try:
            with used.client(timeout=given["timeout"]) as client:
                here = Here(client, mapping.kinds)
                found = Mirror(mapping, state, here, there, told)
                _check_workspace(state, here.workspace_id())
                found.check()
                yield Desk(found, here, used)
        except UnreachableError as error:
            raise Failure(
                f"{error}\nWhat was done is kept; the next run goes on from here.", _code(error)
            ) from error
        finally:
            there.close()


def _code(error: UnreachableError) -> int:
    cause = error.__cause__
    return exit_code(cause) if isinstance(cause, APIStatusError) else UNREACHABLE


def _check_workspace(state: State, workspace_id: str) -> None:
    known = state.fact("workspace")
    if known is not None and known != workspace_id:
        raise ConfigurationError(
            f"{state.path} belongs to the workspace {known}, and the key is for {workspace_id}; use the other key, or"
            ' name another "state"'
        )
    state.note("workspace", workspace_id)


@mirror.command()
@_FILE
@click.option(
    "--limit", type=click.IntRange(0, 100_000), default=50, show_default=True, help="How many to list."
)
@_FULL
@connection_options
def diff(file: str, limit: int, *, full: bool, **given: Any) -> None:
    """Show what a run would do. Nothing is written to either side."""
    with opened(file, given) as desk:
        _show(desk.mirror, desk.mirror.diff(limit, full=full))
        _tell_what_waits(desk.mirror)


@mirror.command()
@_FILE
@click.option("--apply", is_flag=True, help="Confirm the first run, or the first one with a changed mapping.")
@click.option("--mass-change", "mass", is_flag=True, help="Confirm a run that changes unusually much.")
@click.option(
    "--watch", type=Span(), metavar="SPAN", help="Go on, with a look at least this often: 30s, 5m, 1h."
)
@_FULL
@connection_options
def run(file: str, watch: float | None, *, apply: bool, mass: bool, full: bool, **given: Any) -> None:
    """Make both sides equal. The first run only shows what it would do, unless --apply is given."""
    with opened(file, given, _tell) as desk:
        if watch is None:
            _run(desk.mirror, apply=apply, mass=mass, full=full)
        else:
            _watch(desk, watch, apply=apply, mass=mass, full=full)


def _run(found: Mirror, **asked: bool) -> None:
    try:
        outline = found.run(**asked)
    except NotConfirmedError:
        _show(found, found.diff(50))
        raise Failure(
            "Nothing was written: this mapping was never run. If this is right: ghxstship mirror run"
            f" {found.mapping.document.path} --apply",
            ASKS,
        ) from None
    except MassChangeError as error:
        raise Failure(f"Nothing was written: {error}", ASKS) from None
    _counts(found, outline)
    _tell_what_waits(found)


def _watch(desk: Desk, seconds: float, **asked: bool) -> None:
    from .hints import listening

    wake = threading.Event()
    # Where the log stands is asked before the first look: whatever happens from then on is a hint.
    after = desk.here.position()
    client = desk.access.async_client()
    with _until_stopped(), listening(client, desk.mirror.mapping.kinds, after, wake.set):
        _run(desk.mirror, **asked)
        click.echo(f"Watching: events at once, everything every {seconds:g} s. Ctrl-C ends it.", err=True)
        while True:
            wake.wait(seconds)
            wake.clear()
            try:
                outline = desk.mirror.run()
            except UnreachableError as error:
                click.echo(f"Tried again in {seconds:g} s: {error}", err=True)
            except MassChangeError as error:
                raise Failure(f"Stopped: {error}", ASKS) from None
            else:
                if any(operation == "conflict" for _, _, operation in outline.counts):
                    _tell_what_waits(desk.mirror)


@contextmanager
def _until_stopped() -> Iterator[None]:
    """Ctrl-C and SIGTERM are how a watch ends. A run in the middle is broken off; the next one goes on from there."""

    def stop(*_: object) -> None:
        # Not by an event or a lock: the code that was interrupted may hold it.
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@mirror.command()
@_FILE
@click.option("--decisions", type=click.IntRange(1), metavar="N", help="List the last N decisions.")
@click.option("--run", "run_number", type=int, metavar="RUN", help="List the decisions of a run.")
@output_options
def status(
    file: str, decisions: int | None, run_number: int | None, form: str | None, columns: str | None
) -> None:
    """Show what is linked, what waits and why, and the last decisions."""
    with _mapped(file) as (mapping, state):
        if decisions is not None or run_number is not None:
            show_many(map(_line, state.lines(run_number, decisions)), form_of(form), columns)
            return
        last = state.last_run()
        summary: dict[str, Any] = {kind: state.count_links(kind) for kind in KINDS if kind in mapping.kinds}
        summary["conflicts"] = len(_waiting(mapping, state, OPEN))
        held = state.held()
        summary["waiting"] = len(held)
        summary["unanswered"] = len(state.intents())
        summary["last_run"] = (
            None if last is None else f"{last[0]} at {_time(last[1])}: {last[3] or 'did not end'}"
        )
        show_one(summary, form_of(form), columns)
        for row in held[:20]:
            click.echo(f"{row.kind} {row.id} of {NAMES[row.side]}: {row.held}", err=True)
        if left := len(state.conflicts(OPEN, CHOSEN)) - len(_waiting(mapping, state, OPEN, CHOSEN)):
            click.echo(
                f"Conflicts about what {UNMAPPED}: {left}, which ghxstship mirror conflicts {file} --all lists",
                err=True,
            )


@mirror.command()
@_FILE
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also those that are settled, with the value that lost, and those about what is no longer mapped.",
)
@output_options
def conflicts(file: str, form: str | None, columns: str | None, *, everything: bool) -> None:
    """List fields, and records, on which the sides differ until you choose."""
    with _mapped(file) as (mapping, state):
        found = (
            state.conflicts(OPEN, CHOSEN, SETTLED) if everything else _waiting(mapping, state, OPEN, CHOSEN)
        )
        shown = form_of(form)
        rows = (_conflict(mapping, state, one) for one in found)
        show_many(map(_in_short, rows) if shown == "table" else rows, shown, columns)


@mirror.command()
@_FILE
@click.argument("number", type=int)
@click.option("--take", type=click.Choice(["ghxstship", "crm"]), help="The side that is right.")
@click.option("--value", metavar="JSON", help="A value of its own, such as '\"Ada\"' or 150000.")
def resolve(file: str, number: int, take: str | None, value: str | None) -> None:
    """Choose for a conflict; the next run writes it."""
    # A run may be under way, or a watch: the choice is for the next one.
    with _mapped(file) as (mapping, state):
        conflict = state.conflict(number)
        if conflict is not None and conflict.state != SETTLED and not is_mapped(mapping, conflict):
            what = (
                f"the kind {conflict.kind}"
                if conflict.field == WHOLE
                else f"{conflict.field} of {conflict.kind}"
            )
            raise Failure(f"Conflict {number}: {what} {UNMAPPED}; put it back into {file} to choose", USAGE)
        if value is None:
            choose(state, number, take=take)
        else:
            try:
                given = json.loads(value)
            except json.JSONDecodeError as error:
                raise Failure(
                    f"--value is no JSON ({error.msg}); a text needs quotes: '\"Ada\"'", USAGE
                ) from None
            choose(state, number, take=take, value=fitting(mapping, conflict, given) if conflict else given)
    click.echo(f"Conflict {number} is settled by the next run.")


@mirror.command()
@_FILE
@click.option("--run", "run_number", type=int, metavar="RUN", help="Everything that a run wrote.")
@click.option("--decision", type=int, metavar="NUMBER", help="One decision of `status --decisions`.")
@connection_options
def undo(file: str, run_number: int | None, decision: int | None, **given: Any) -> None:
    """Put back what the mirror overwrote, created or deleted; the fields then wait in the conflict queue."""
    if (run_number is None) == (decision is None):
        raise Failure("name a --run or a --decision, one of the two", USAGE)
    with opened(file, given) as desk:
        failed = 0
        for one in take_back(desk.mirror.work, lines_of(desk.mirror.work, run=run_number, decision=decision)):
            failed += bool(one.problem)
            text = one.problem or "taken back"
            click.echo(
                f"{one.line.number}  {one.line.action} {one.line.kind} in {NAMES[str(one.line.side)]}: {text}"
            )
        _tell_what_waits(desk.mirror)
        if failed:
            raise Failure(f"{failed} could not be taken back")


def _tell(action: Action) -> None:
    click.echo(_sentence(action), err=True)


def _show(found: Mirror, outline: Outline) -> None:
    for action in outline.actions:
        click.echo(_sentence(action))
    if (more := outline.counts.total() - len(outline.actions)) > 0:
        file, every = found.mapping.document.path, len(outline.actions) + more
        click.echo(f"… and {more} more, which ghxstship mirror diff {file} --limit {every} lists")
    _counts(found, outline)


def _sentence(action: Action) -> str:
    where = NAMES[action.side]
    changes = "; ".join(f"{name}: {_change(change)}" for name, change in action.changes.items())
    told = action.why if action.operation == "refused" else changes or action.why
    if action.operation == "lose":
        told = f"{told} ({action.why})"
    return f"{action.operation} {action.kind} {action.id or ''} in {where}: {told}".replace("  ", " ")


def _change(change: Any) -> str:
    if isinstance(change, dict) and "to" in change:
        return f"{_short(change.get('from'))} -> {_short(change['to'])}"
    if isinstance(change, dict) and {HERE, THERE} <= change.keys():
        is_record = "base" not in change
        told = {side: _title(change[side]) if is_record else _short(change[side]) for side in (HERE, THERE)}
        return ", ".join(f"{told[side]} in {NAMES[side]}" for side in told)
    return _short(change)


def _title(values: dict[str, Any] | None) -> str:
    """What a side has of a record, in few words."""
    if values is None:
        return "deleted"
    names = [values[name] for name in ("name", "first_name", "last_name") if values.get(name)]
    return _short(" ".join(names) or next(filter(None, values.values()), None))


def _short(value: Any, longest: int = 80) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _counts(found: Mirror, outline: Outline) -> None:
    if not outline.counts:
        click.echo("Nothing to write." if any(_left(found)) else "Both sides are equal.")
    for (kind, side, operation), count in sorted(outline.counts.items()):
        click.echo(f"{count} {kind}: {operation} in {NAMES[side]}")


def _left(found: Mirror) -> tuple[int, int]:
    """How many conflicts wait for a person, and how many records for something else."""
    return len(_waiting(found.mapping, found.state, OPEN)), len(found.state.held())


def _tell_what_waits(found: Mirror) -> None:
    file = found.mapping.document.path
    for count, what, where in zip(_left(found), ("conflict", "record"), ("conflicts", "status"), strict=True):
        if count:
            subject = f"1 {what} waits" if count == 1 else f"{count} {what}s wait"
            whom = " for you" if what == "conflict" else ""
            click.echo(f"{subject}{whom}: ghxstship mirror {where} {file}", err=True)


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _line(line: Line) -> dict[str, Any]:
    return {
        "decision": line.number, "run": line.run, "action": line.action, "kind": line.kind, "side": line.side,
        "why": line.why, "changes": line.changes, "at": _time(line.at), "ghxstship_id": line.here_id,
        "crm_id": line.there_id, "undone": line.undone is not None,
    }  # fmt: skip


def _in_short(row: dict[str, Any]) -> dict[str, Any]:
    """A row about a record as a table has room for it."""
    if row["field"] != RECORD:
        return row
    return row | {"ghxstship": _title(row["ghxstship"]), "crm": _title(row["crm"]), "base": None}


def _conflict(mapping: MirrorMap, state: State, one: Conflict) -> dict[str, Any]:
    link = state.link(one.link)
    return {
        "number": one.number, "kind": one.kind, "field": RECORD if one.field == WHOLE else one.field,
        "ghxstship": one.here, "crm": one.there, "base": one.base, "state": _spoken(mapping, one),
        "outcome": one.outcome, "ghxstship_id": link.here_id, "crm_id": link.there_id,
        "opened_at": _time(one.opened_at),
    }  # fmt: skip
