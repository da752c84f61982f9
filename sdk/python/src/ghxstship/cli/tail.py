"""`ghxstship events tail`."""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import Any

import click

from .failures import explained
from .feed import Message
from .session import connection_options, open_client
from .watching import begin, until_stopped, watching_options


@click.command()
@watching_options
@click.option("--json", "as_json", is_flag=True, help="The whole envelope, one a line.")
@connection_options
def tail(
    types: tuple[str, ...], start: int | None, count: int | None, *, as_json: bool, **given: Any
) -> None:
    """Show events as they happen. It goes on by itself after a break, without losing one."""
    with explained(), open_client(given) as client:
        feed = begin(client, types, start)
        if sys.stderr.isatty():
            click.echo("Waiting for events. Ctrl-C ends it.", err=True)
        with until_stopped(feed):
            for message in islice(feed, count):
                click.echo(message.body.decode() if as_json else _line(message))
                sys.stdout.flush()


def _line(message: Message) -> str:
    envelope = json.loads(message.body)
    return f"{envelope['timestamp']}  {message.sequence:>8}  {message.event:<28}  {envelope['data'].get('id', '')}"
