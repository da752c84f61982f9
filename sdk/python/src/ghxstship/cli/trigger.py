"""`ghxstship trigger`: a real event from real calls, in a sandbox workspace only."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .failures import DENIED, USAGE, Failure, explained
from .feed import newest
from .hints import hint
from .output import form_of, output_options, show_many
from .recipes import RECIPES, REFUSED, Recipe, Workshop
from .session import connection_options, open_client

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..client import Client

# Seconds within which the platform's own rounds (such as the search for overdue invoices) have made the event.
PATIENCE = 30.0


def _complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in sorted(RECIPES) if name.startswith(incomplete)]


@click.command()
@click.argument("event", required=False, shell_complete=_complete)
@click.option("--list", "as_list", is_flag=True, help="List the events that can be triggered.")
@output_options
@connection_options
def trigger(event: str | None, form: str | None, columns: str | None, *, as_list: bool, **given: Any) -> None:
    """Make a real event in a sandbox workspace.

    EVENT is a type such as deal.won. The records that lead to it are made by calls of the API and stay in the
    workspace; the event goes to webhooks and streams as any other.
    """
    if as_list:
        if form is not None:
            show_many(({"event": name} for name in sorted(RECIPES)), form, columns)
            return
        for name in sorted(RECIPES):
            click.echo(name)
        return
    if event is None:
        raise click.UsageError("which event? See: ghxstship trigger --list")
    with explained(), open_client(given) as client:
        recipe = _recipe(client, event)
        _require_sandbox(client)
        show_many([run(client, event, recipe)], form_of(form), columns or "sequence,event,id,timestamp")


def _recipe(client: Client, event: str) -> Recipe:
    if event in REFUSED:
        raise Failure(f"{event} cannot be triggered: {REFUSED[event]}", USAGE)
    if event in RECIPES:
        return RECIPES[event]
    if event in {one.name for one in client.workspace.event_types.list().data}:
        raise Failure(f"this version does not know which calls lead to {event}. Update ghxstship.", USAGE)
    raise Failure(f"there is no event {event!r}. {hint(event, RECIPES, 'ghxstship trigger --list')}", USAGE)


def _require_sandbox(client: Client) -> None:
    workspace = client.workspace.workspace.retrieve()
    if workspace.mode != "sandbox":
        raise Failure(
            f"{workspace.name} ({workspace.id}) is a {workspace.mode} workspace, and what is triggered is real."
            " Log in to a sandbox workspace; its keys begin with ghx_test_.",
            DENIED,
        )


def run(
    client: Client,
    event: str,
    recipe: Recipe,
    *,
    patience: float = PATIENCE,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Make the event and find it in the log.

    Raises Failure when the calls went well but no event followed within `patience` seconds.
    """
    tag = secrets.token_hex(5)
    position = newest(client)
    recipe(Workshop(client.with_options(headers={"X-Correlation-ID": f"trigger_{tag}"}), tag))
    deadline = time.monotonic() + patience
    while True:
        for found in client.workspace.events.list(after=str(position), types=[event], limit=100):
            envelope = found.to_dict()
            if _ours(envelope, tag):
                return envelope
        if time.monotonic() >= deadline:
            raise Failure(f"the calls went well, but no {event} followed within {patience:g} s.")
        pause(0.2)


def _ours(envelope: dict[str, Any], tag: str) -> bool:
    """By the correlation id; what the platform does of itself has none, so it is known by the name in the record."""
    correlation = (envelope.get("metadata") or {}).get("correlation_id")
    return correlation == f"trigger_{tag}" or tag in str(envelope["data"])
