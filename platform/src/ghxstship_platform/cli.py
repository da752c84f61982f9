"""The command line of the platform: `ghxstship serve`, `migrate`, `workspaces …`, `keys …`, `people …`, `status …`.

Only what ``--help`` needs is imported at the top; everything else when a command runs.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .auth.scopes import SCOPES
from .people.commands import people
from .settings import Settings, flag_of, variable_of
from .status.commands import status
from .terminal import STORE, open_migrated, read_settings, settings_options, table, with_database

if TYPE_CHECKING:
    import socket

    from .ready import Access
    from .storage.database import Database


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ghxstship")
def main() -> None:
    """GHXSTSHIP: the integration platform for live events."""


main.add_command(status)
main.add_command(people)


@main.command()
@settings_options()
def serve(**given: Any) -> None:
    """Start the platform. SIGTERM or Ctrl-C stops it in order; a second one at once."""
    from .server import bind

    settings = read_settings(given)
    try:
        listener = bind(settings.host, settings.port)
    except OSError as error:
        raise click.ClickException(
            f"{error.strerror or error}. Give another --host or --port; 0 picks a free port."
        ) from error
    with listener:
        sys.exit(asyncio.run(_serve(replace(settings, port=listener.getsockname()[1]), listener)))


async def _serve(settings: Settings, listener: socket.socket) -> int:
    from .app import Platform
    from .ready import banner, remove_ready_file, write_ready_file
    from .server import serve as run

    database = await open_migrated(settings)
    try:
        access = await _access(settings, database)
    except BaseException as error:
        await asyncio.to_thread(database.close)
        if isinstance(error, OSError):
            raise click.ClickException(f"{flag_of('data')} ({variable_of('data')}): {error}.") from error
        raise

    def on_ready() -> None:
        if settings.ready_file:
            write_ready_file(settings.ready_file, access)
        click.echo(banner(access))

    def forget() -> None:
        if settings.ready_file:
            remove_ready_file(settings.ready_file)

    try:
        return await run(
            Platform(settings, database),
            listener,
            on_ready=on_ready,
            on_abort=forget,
            grace_seconds=settings.shutdown_grace_seconds,
        )
    finally:
        forget()


async def _access(settings: Settings, database: Database) -> Access:
    """How to reach what is about to start; seeds the demo workspace if that is asked for."""
    from .ready import Access, Portal

    if not settings.demo:
        from .people import accounts

        first_run = None
        if not await accounts.is_anybody(database):
            first_run = f"{settings.portal_url}/setup?token={accounts.setup_token(database.secret)}"
        return Access(settings.local_url, Portal(settings.portal_url, setup_url=first_run))
    from .demo import open_demo

    demo = await open_demo(database, settings.data, tier=settings.tier, scale=settings.scale)
    portal = Portal(settings.portal_url, demo.email, demo.password)
    return Access(settings.local_url, portal, demo.workspace_id, demo.api_key)


@main.command()
@settings_options(STORE)
def migrate(**given: Any) -> None:
    """Bring the database's schema up to date."""

    async def act(settings: Settings, database: Database) -> None:
        click.echo("The schema is up to date.")

    with_database(given, act, migrate=True)


@main.group()
def workspaces() -> None:
    """Make and list workspaces, and move them between tiers."""


def _require_tier(settings: Settings, tier: str) -> None:
    from .limits.tiers import parse_tiers

    known = parse_tiers(settings.tiers or "")
    if tier not in known:
        raise click.ClickException(
            f"there is no tier {tier!r}. Use one of {', '.join(known)}, or add it to --tiers."
        )


@workspaces.command("create")
@click.option("--name", required=True, help="Name of the company.")
@click.option("--tier", default="free", show_default=True, help="Its rate limits.")
@click.option(
    "--mode",
    type=click.Choice(["live", "sandbox"]),
    default="live",
    show_default=True,
    help="What it is for.",
)
@settings_options(STORE)
def create_workspace(name: str, tier: str, mode: str, **given: Any) -> None:
    """Make a workspace and print its id."""
    from .auth import workspaces as store

    async def act(settings: Settings, database: Database) -> dict[str, Any]:
        _require_tier(settings, tier)
        return await store.create(database, name=name, tier=tier, mode=mode)

    click.echo(with_database(given, act)["id"])


@workspaces.command("list")
@settings_options(STORE)
def list_workspaces(**given: Any) -> None:
    """List every workspace, oldest first."""
    from .auth import workspaces as store

    found = with_database(given, lambda settings, database: store.list_all(database))
    table(("id", "mode", "tier", "created_at", "name"), found)


@workspaces.command("set-tier")
@click.argument("workspace")
@click.argument("tier")
@settings_options(STORE)
def set_tier(workspace: str, tier: str, **given: Any) -> None:
    """Move a workspace to another tier."""
    from .auth import workspaces as store

    async def act(settings: Settings, database: Database) -> dict[str, Any]:
        _require_tier(settings, tier)
        return await store.set_tier(database, workspace, tier)

    click.echo(f"{workspace} has the tier {with_database(given, act)['tier']} now.")


@main.group()
def keys() -> None:
    """Make, list, roll and revoke the API keys of a workspace."""


@keys.command("create")
@click.argument("workspace")
@click.option("--name", required=True, help="What the key is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(list(SCOPES)),
    multiple=True,
    required=True,
    help="What it may do; repeatable.",
)
@click.option("--expires-at", metavar="TIME", help="When it stops working, such as 2027-11-23T00:00:00Z.")
@click.option(
    "--allow", "networks", metavar="CIDR", multiple=True, help="A network that may use it; repeatable."
)
@settings_options(STORE)
def create_key(
    workspace: str,
    name: str,
    scopes: tuple[str, ...],
    expires_at: str | None,
    networks: tuple[str, ...],
    **given: Any,
) -> None:
    """Make a key and print it, once."""
    from .auth import keys as store

    optional = {"expires_at": expires_at} if expires_at else {}

    async def act(settings: Settings, database: Database) -> tuple[dict[str, Any], str]:
        return await store.create(
            database,
            workspace,
            name=name,
            scopes=list(dict.fromkeys(scopes)),
            allowed_cidrs=list(networks),
            **optional,
        )

    _show_key(*with_database(given, act))


@keys.command("list")
@click.argument("workspace")
@settings_options(STORE)
def list_keys(workspace: str, **given: Any) -> None:
    """List every key of a workspace, oldest first."""
    from .auth import keys as store

    found = with_database(given, lambda settings, database: store.list_all(database, workspace))
    shown = [
        {**key, "scopes": ",".join(key["scopes"]), "expires_at": key["expires_at"] or "never"}
        for key in found
    ]
    table(("id", "hint", "status", "scopes", "expires_at", "name"), shown)


@keys.command("roll")
@click.argument("workspace")
@click.argument("key")
@click.option("--overlap-seconds", type=click.IntRange(0, 604_800), default=86_400, show_default=True,
              help="How long the old key goes on working.")  # fmt: skip
@settings_options(STORE)
def roll_key(workspace: str, key: str, overlap_seconds: int, **given: Any) -> None:
    """Replace a key by a new one with the same rights and print it, once."""
    from .auth import keys as store

    _show_key(
        *with_database(
            given, lambda settings, database: store.roll(database, workspace, key, overlap_seconds)
        )
    )


@keys.command("revoke")
@click.argument("workspace")
@click.argument("key")
@settings_options(STORE)
def revoke_key(workspace: str, key: str, **given: Any) -> None:
    """End a key at once."""
    from .auth import keys as store

    with_database(given, lambda settings, database: store.revoke(database, workspace, key))
    click.echo(f"{key} is revoked.")


def _show_key(record: dict[str, Any], secret: str) -> None:
    """The key alone goes to stdout, so that a script can take it."""
    click.echo(
        f"{record['id']} ({record['name']}; {', '.join(record['scopes'])}). The key is not shown again:",
        err=True,
    )
    click.echo(secret)
