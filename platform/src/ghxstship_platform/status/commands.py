"""`ghxstship status …`: how the platform works, and what people tell of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..terminal import STORE, settings_options, table, with_database

if TYPE_CHECKING:
    from ..settings import Settings
    from ..storage.database import Database

Command = TypeVar("Command", bound=Callable[..., Any])

# The words of `status.incidents`, which takes longer to import than `--help` may take.
_STATUSES = ("investigating", "identified", "monitoring", "resolved")
_IMPACTS = ("none", "minor", "major", "critical")
_COMPONENTS = ("atlvs", "compvss", "gvteway", "oauth", "webhooks", "portal")

_message = click.option("--message", required=True, help="What is known, for the readers of the page.")


def _impact(*, required: bool) -> Callable[[Command], Command]:
    return click.option(
        "--impact", type=click.Choice(_IMPACTS), required=required, help="How bad it is for those affected."
    )


_components = click.option(
    "--component",
    "components",
    type=click.Choice(_COMPONENTS),
    multiple=True,
    help="What is affected; repeatable.",
)


@click.group()
def status() -> None:
    """Show how the platform works, and tell of incidents."""


@status.command("show")
@settings_options(STORE)
def show(**given: Any) -> None:
    """Print the sentence of the status page and its components."""

    async def act(settings: Settings, database: Database) -> tuple[str, list[dict[str, Any]]]:
        from .board import Board, load
        from .tables import LEVELS

        board, now = Board(), database.clock.now()
        # Every host is another one here: nothing is measured by this process.
        board.known = await database.read_long(lambda reader: load(reader, now, ""))
        view = board.view(now)
        return view.sentence, [
            {
                "component": line.component.id,
                "status": LEVELS[line.level],
                "uptime_90_days": "-" if line.uptime is None else f"{line.uptime:.3%}",
                "why": line.reason or "",
            }
            for line in view.lines
        ]

    sentence, rows = with_database(given, act)
    click.echo(sentence)
    table(("component", "status", "uptime_90_days", "why"), rows)


@status.group()
def incident() -> None:
    """Tell of an incident, and how it goes on."""


@incident.command("list")
@settings_options(STORE)
def list_incidents(**given: Any) -> None:
    """List what is not resolved and what began in the last 90 days, newest first."""

    async def act(settings: Settings, database: Database) -> list[dict[str, Any]]:
        from ..clock import to_text
        from .incidents import list_all

        now = database.clock.now()
        found = await database.read_long(lambda reader: list_all(reader, now))
        return [
            {
                "id": each.id,
                "status": each.status,
                "impact": each.impact,
                "created_at": to_text(each.created_at),
                "components": ",".join(each.components) or "-",
                "title": each.title,
            }
            for each in found
        ]

    table(("id", "status", "impact", "created_at", "components", "title"), with_database(given, act))


@incident.command("open")
@click.option("--title", required=True, help="What happens, in a few words.")
@_impact(required=True)
@_components
@click.option("--status", "state", type=click.Choice(_STATUSES), default="investigating", show_default=True)
@_message
@settings_options(STORE)
def open_command(
    title: str, impact: str, components: tuple[str, ...], state: str, message: str, **given: Any
) -> None:
    """Tell of a new incident and print its id."""

    async def act(settings: Settings, database: Database) -> str:
        from .incidents import open_incident

        return await open_incident(
            database, title=title, impact=impact, body=message, components=components, status=state
        )

    click.echo(with_database(given, act))


@incident.command("update")
@click.argument("incident_id", metavar="INCIDENT")
@click.option("--status", "state", type=click.Choice(_STATUSES), required=True, help="Where it has come to.")
@_impact(required=False)
@_components
@_message
@settings_options(STORE)
def update_command(
    incident_id: str, state: str, impact: str | None, components: tuple[str, ...], message: str, **given: Any
) -> None:
    """Tell more of an incident; impact and components stay unless they are given."""
    _update(given, incident_id, state, message, impact, components or None)


@incident.command("resolve")
@click.argument("incident_id", metavar="INCIDENT")
@_message
@settings_options(STORE)
def resolve_command(incident_id: str, message: str, **given: Any) -> None:
    """Tell that an incident is over."""
    _update(given, incident_id, "resolved", message)


def _update(
    given: dict[str, Any],
    incident_id: str,
    state: str,
    message: str,
    impact: str | None = None,
    components: tuple[str, ...] | None = None,
) -> None:
    async def act(settings: Settings, database: Database) -> None:
        from .incidents import update_incident

        await update_incident(
            database, incident_id, status=state, body=message, impact=impact, components=components
        )

    with_database(given, act)
    click.echo(f"{incident_id} is {state}.")
