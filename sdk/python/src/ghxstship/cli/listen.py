"""`ghxstship listen`: webhooks on a machine that has no public address."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import click

from ..retry import backoff
from .failures import Failure, explained
from .feed import Message
from .forward import Outcome, Receiver
from .profiles import Profiles
from .session import Access, access, connection_options
from .values import Whole
from .watching import begin, until_stopped, watching_options


@click.command()
@click.option("--forward-to", required=True, metavar="URL", help="Where to send each event.")
@watching_options
@click.option("--attempts", type=Whole(1, 6), default=3, show_default=True,
              help="How often an event is tried before the next one has its turn.")  # fmt: skip
@click.option("--skip-verify", is_flag=True, help="Take any certificate of the receiver.")
@connection_options
def listen(
    forward_to: str,
    types: tuple[str, ...],
    start: int | None,
    count: int | None,
    attempts: int,
    *,
    skip_verify: bool,
    **given: Any,
) -> None:
    """Forward events to a local address, signed as webhooks.

    Events come over a connection that this command opens, in order and one after the other. A break loses none: it
    goes on behind the last event that was forwarded. The secret that signs them stays the same for a profile.
    """
    with explained():
        used = access(given["profile"], given["base_url"])
        secret = _secret(used)
        receiver = Receiver(forward_to, secret, verify=not skip_verify)
        # Printed for the receiver's settings; this is the one place where a secret is meant to be seen.
        click.echo(f"Signing secret: {secret}")
        sys.stdout.flush()
        with used.client(timeout=given["timeout"]) as client:
            feed = begin(client, types, start)
            click.echo(f"Forwarding events to {receiver.url}. Ctrl-C ends it.", err=True)
            failed: list[int] = []
            with until_stopped(feed):
                for message in islice(feed, count):
                    if not forward(receiver, message, attempts):
                        failed.append(message.sequence)  # noqa: PERF401 - kept also when it is interrupted
            _sum_up(failed)


def _secret(used: Access) -> str:
    name = used.profile.name if used.profile else f"key of {used.workspace_id or used.base_url}"
    return Profiles().listener_secret(name)


def forward(
    receiver: Receiver, message: Message, attempts: int, pause: Callable[[float], None] = time.sleep
) -> bool:
    """Try until the receiver takes it, at most so often; whether it did."""
    for attempt in range(1, attempts + 1):
        outcome = receiver.deliver(message, attempt)
        click.echo(_line(message, outcome, attempt))
        sys.stdout.flush()
        if outcome.accepted:
            return True
        if attempt < attempts:
            pause(backoff(attempt - 1))
    return False


def _line(message: Message, outcome: Outcome, attempt: int) -> str:
    status = outcome.status if outcome.status is not None else f"no answer: {outcome.problem}"
    again = f"  attempt {attempt}" if attempt > 1 else ""
    text = f"{message.sequence:>8}  {message.event:<28}  {message.id}  {status}  {outcome.milliseconds:.0f} ms{again}"
    return text if outcome.accepted or os.environ.get("NO_COLOR") else click.style(text, fg="red")


def _sum_up(failed: list[int]) -> None:
    if failed:
        raise Failure(
            f"Not accepted: {', '.join(map(str, failed[:20]))}{'…' if len(failed) > 20 else ''}."
            f" To send them again: --from {failed[0]}"
        )
