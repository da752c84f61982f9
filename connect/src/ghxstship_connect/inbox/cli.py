"""`ghxstship inbox`: what a receiver has handled, what failed for good, and letting it run again."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ghxstship.cli.failures import USAGE, Failure, explained
from ghxstship.cli.output import form_of, output_options, show_many, show_one

from .engine import InboxUnavailableError
from .store import DEAD, DONE, KEEP_DAYS, QUEUED, RUNNING, WAITING, Inbox, Run

Command = TypeVar("Command", bound=Callable[..., Any])

_inbox_option = click.option(
    "--inbox", "url", envvar="GHXSTSHIP_INBOX", default="sqlite:///inbox.db", show_default=True,
    metavar="URL", help="sqlite:///PATH or postgresql://…",
)  # fmt: skip


# What a table shows of a run: which it is, and why it is as it is.
_TELLING = "event_id,handler,event,attempts,due,error"


@contextmanager
def opened(url: str, *, make: bool = True) -> Iterator[Inbox]:
    """An inbox for a command; what it cannot do is said for a person.

    Parameters
    ----------
    make: whether a file that is not there is made; a command that looks would only show that it is empty.
    """
    with explained():
        box = Inbox(url)
        path = Path(url.removeprefix("sqlite:///"))
        if not make and url.startswith("sqlite:///") and not path.exists():
            raise Failure(
                f"there is no inbox {path.absolute()}; name the one that is used with --inbox", USAGE
            )
        try:
            box.open()
            yield box
        except InboxUnavailableError as error:
            raise Failure(str(error)) from error
        finally:
            box.close()


def show_runs(runs: Sequence[Run], form: str | None, columns: str | None) -> None:
    """Runs as they are asked for."""
    form = form_of(form)
    show_many(map(_row_of, runs), form, columns or (_TELLING if form == "table" else None))


def _row_of(run: Run) -> dict[str, Any]:
    due = datetime.fromtimestamp(run.due / 1000, UTC).isoformat(timespec="seconds") if run.due else None
    return {
        "event_id": run.event_id,
        "handler": run.handler,
        "event": run.type,
        "sequence": run.sequence,
        "record": run.record,
        "state": run.state,
        "attempts": run.attempts,
        "due": due if run.state == WAITING else None,
        "error": run.error,
    }


@click.group()
def inbox() -> None:
    """Look after the events that a receiver keeps."""


@inbox.command()
@_inbox_option
@output_options
def status(url: str, form: str | None, columns: str | None) -> None:
    """Show how many runs are in each state, and whether events were lost."""
    with opened(url, make=False) as box:
        position = asyncio.run(box.position())
        show_one({**box.counts(), "position": position, "lost": box.gaps()}, form_of(form), columns)


@inbox.command()
@click.option(
    "--state", type=click.Choice([DEAD, WAITING, QUEUED, RUNNING, DONE]), default=DEAD, show_default=True
)
@click.option("--handler", metavar="NAME", help="Only the runs of this handler.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_inbox_option
@output_options
def runs(
    state: str, handler: str | None, limit: int, url: str, form: str | None, columns: str | None
) -> None:
    """List runs: without --state those that failed for good."""
    with opened(url, make=False) as box:
        show_runs(box.runs(state, limit, handler), form, columns)


@inbox.command()
@click.argument("event_id")
@_inbox_option
def show(event_id: str, url: str) -> None:
    """Print an event as it arrived."""
    with opened(url, make=False) as box:
        envelope = box.event(event_id)
        if envelope is None:
            raise Failure(f"there is no event {event_id!r} in this inbox", USAGE)
        click.echo(json.dumps(envelope, indent=2, ensure_ascii=False))


@inbox.command()
@click.argument("event_id", required=False)
@click.option("--handler", metavar="NAME", help="Only of this handler.")
@click.option("--all", "everything", is_flag=True, help="Every dead letter.")
@_inbox_option
def replay(event_id: str | None, handler: str | None, url: str, *, everything: bool) -> None:
    """Let dead letters run again: those of an event, of a handler, or all."""
    if not (event_id or handler or everything):
        raise Failure("name an event, a --handler, or --all", USAGE)
    with opened(url, make=False) as box:
        count = box.replay(event_id, handler)
    click.echo(f"{count} {'run' if count == 1 else 'runs'} will be tried again.")


@inbox.command()
@click.option(
    "--days", type=click.IntRange(2), default=KEEP_DAYS, show_default=True, help="Keep what is younger."
)
@_inbox_option
def prune(days: int, url: str) -> None:
    """Forget old events that every handler has completed, now; a receiver does so every hour."""
    with opened(url, make=False) as box:
        started = time.monotonic()
        count = asyncio.run(box.drop_old(days))
    click.echo(f"{count} events forgotten in {time.monotonic() - started:.1f} s.")


@inbox.command()
@click.argument("receiver", metavar="MODULE:RECEIVER")
def work(receiver: str) -> None:
    """Run a receiver's handlers, beside a web server that only accepts."""
    from ..receiver import Receiver

    module, _, name = receiver.partition(":")
    if not (module and name):
        raise Failure("name the receiver as MODULE:RECEIVER, such as hooks:receiver", USAGE)
    with explained():
        found = _load(module, name)
    if not isinstance(found, Receiver):
        raise Failure(f"{receiver} is a {type(found).__name__}, not a Receiver", USAGE)
    run_until_stopped(found)


def _load(module: str, name: str) -> Any:
    sys.path.insert(0, "")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Failure(f"{module}:{name} cannot be loaded: {error}", USAGE) from error


def run_until_stopped(receiver: Any) -> None:
    """Work until Ctrl-C or SIGTERM; what is under way then finishes."""
    import signal

    async def working() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        async with receiver.running():
            count = len(receiver.handlers)
            click.echo(
                f"Working with {count} {'handler' if count == 1 else 'handlers'}. Ctrl-C ends it.", err=True
            )
            await stop.wait()

    with explained():
        try:
            asyncio.run(working())
        except InboxUnavailableError as error:
            raise Failure(str(error)) from error
