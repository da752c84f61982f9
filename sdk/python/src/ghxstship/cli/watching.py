"""What `events tail` and `listen` have in common: their options, how a watch begins, breaks and ends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import GhxstshipError
from .feed import Feed, newest
from .values import Whole

if TYPE_CHECKING:
    from ..client import Client

Command = TypeVar("Command", bound=Callable[..., Any])


def watching_options(command: Command) -> Command:
    """`--types`, `--from` and `--count`."""
    command = click.option("--count", type=Whole(min=1), metavar="N", help="End after so many events.")(
        command
    )
    command = click.option(
        "--from", "start", type=Whole(min=0), metavar="SEQ",
        help="Begin with the event of this number; 0 with the oldest that is kept. Else with what happens from now on.",
    )(command)  # fmt: skip
    return click.option(
        "--types", multiple=True, metavar="TYPES",
        help="Only these: names or globs such as deal.*, repeated or separated by commas.",
    )(command)  # fmt: skip


def begin(client: Client, types: tuple[str, ...], start: int | None) -> Feed:
    """The feed from the number that was asked for, or from now on."""
    after = newest(client) if start is None else max(0, start - 1)
    return Feed(client, after, _split(types), lost=_lost, missing=_missing)


def _split(types: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.strip() for text in types for one in text.split(",") if one.strip())


def _lost(error: GhxstshipError | None, delay: float) -> None:
    why = f"{error}" if error is not None else "the platform ended it"
    click.echo(f"The connection broke ({why}). Connecting again in {delay:.1f} s.", err=True)


def _missing(first: int, last: int) -> None:
    which = f"{first}" if first == last else f"{first} to {last}"
    click.echo(f"Not kept any more: event {which}.", err=True)


@contextmanager
def until_stopped(feed: Feed) -> Iterator[None]:
    """Ctrl-C and SIGTERM are how a watch ends; it says where another one would go on."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"\nEnded. To go on from here: --from {feed.position + 1}", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)
