"""`ghxstship inbox`: what a receiver has handled, what failed for good, and letting it run again."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from ghxstship.cli.failures import USAGE, Failure, explained
from ghxstship.cli.output import form_of, output_options, show_many, show_one

from .engine import InboxUnavailableError
from .store import DEAD, DONE, QUEUED, RUNNING, WAITING, Inbox, Run

Command = TypeVar("Command", bound=Callable[..., Any])

_inbox_option = click.option(
    "--inbox", "url", envvar="GHXSTSHIP_INBOX", default="sqlite:///inbox.db", show_default=True,
    metavar="URL", help="sqlite:///PATH or postgresql://…",
)  # fmt: skip


@contextmanager
def opened(url: str) -> Iterator[Inbox]:
    """An inbox for a command; what it cannot do is said for a person."""
    with explained():
        box = Inbox(url)
        try:
            box.open()
            yield box
        except InboxUnavailableError as error:
            raise Failure(str(error)) from error
        finally:
            box.close()


def row_of(run: Run) -> dict[str, Any]:
    """A run as it is printed."""
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
    with opened(url) as box:
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
    with opened(url) as box:
        show_many(map(row_of, box.runs(state, limit, handler)), form_of(form), columns)


@inbox.command()
@click.argument("event_id")
@_inbox_option
def show(event_id: str, url: str) -> None:
    """Print an event as it arrived."""
    with opened(url) as box:
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
    with opened(url) as box:
        count = box.replay(event_id, handler)
    click.echo(f"{count} {'run' if count == 1 else 'runs'} will be tried again.")


@inbox.command()
@click.option("--days", type=click.IntRange(2), default=35, show_default=True, help="Keep what is younger.")
@_inbox_option
def prune(days: int, url: str) -> None:
    """Forget old events that every handler has completed."""
    with opened(url) as box:
        started = time.monotonic()
        count = box.drop_old(days)
    click.echo(f"{count} events forgotten in {time.monotonic() - started:.1f} s.")


@inbox.command()
@click.argument("receiver", metavar="MODULE:RECEIVER")
def work(receiver: str) -> None:
    """Run a receiver's handlers, beside a web server that only accepts."""
    from ..receiver import Receiver

    module, _, name = receiver.partition(":")
    if not (module and name):
        raise Failure("name the receiver as MODULE:RECEIVER, such as hooks:receiver", USAGE)
    sys.path.insert(0, "")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Failure(f"{receiver} cannot be loaded: {error}", USAGE) from error
    if not isinstance(found, Receiver):
        raise Failure(f"{receiver} is a {type(found).__name__}, not a Receiver", USAGE)
    run_until_stopped(found)


def run_until_stopped(receiver: Any) -> None:
    """Work until Ctrl-C or SIGTERM; what is under way then finishes."""
    import signal

    async def working() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        async with receiver.running():
            click.echo(f"Working with {len(receiver.handlers)} handlers. Ctrl-C ends it.", err=True)
            await stop.wait()

    with explained():
        try:
            asyncio.run(working())
        except InboxUnavailableError as error:
            raise Failure(str(error)) from error
