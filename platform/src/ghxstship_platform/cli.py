"""The command line of the platform: `ghxstship serve`, `migrate`, `workspaces …`, `keys …`.

Only what ``--help`` needs is imported at the top; everything else when a command runs.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from . import __version__
from .auth.scopes import SCOPES
from .settings import OPTIONS, SettingError, Settings, flag_of, variable_of

if TYPE_CHECKING:
    import socket

    from .ready import Access
    from .storage.database import Database

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_EVERY = frozenset(option.name for option in OPTIONS)
# What the commands beside `serve` need to reach the same data.
_STORE = frozenset({"data", "database", "secret_key", "log_level", "tiers"})


def _settings_options(
    names: Iterable[str] = _EVERY,
) -> Callable[[Command], Command]:
    """Give a command the options of the table in `settings`."""

    def decorate(command: Command) -> Command:
        for option in reversed([option for option in OPTIONS if option.name in names]):
            flag = flag_of(option.name)
            default = ",".join(option.default) if isinstance(option.default, tuple) else option.default
            known = f"; default {default}" if default and not option.is_switch else ""
            text = f"{option.help}. [{variable_of(option.name)}{known}]"
            if option.is_switch:
                add = click.option(f"{flag}/--no-{flag[2:]}", option.name, default=None, help=text)
            else:
                add = click.option(flag, option.name, metavar=option.metavar, default=None, help=text)
            command = add(command)
        return command

    return decorate


def _read(given: dict[str, Any]) -> Settings:
    from . import logs

    try:
        settings = Settings.read(given, os.environ)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    logs.configure(settings.log_level)
    return settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ghxstship")
def main() -> None:
    """GHXSTSHIP: the integration platform for live events."""


@main.command()
@_settings_options()
def serve(**given: Any) -> None:
    """Start the platform. SIGTERM or Ctrl-C stops it in order; a second one at once."""
    from .server import bind

    settings = _read(given)
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

    database = await _open(settings)
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

    portal = Portal(settings.portal_url)
    if not settings.demo:
        return Access(settings.local_url, portal)
    from .demo import open_demo

    demo = await open_demo(database, settings.data, tier=settings.tier, scale=settings.scale)
    return Access(settings.local_url, portal, demo.workspace_id, demo.api_key)


async def _open(settings: Settings, *, migrate: bool = False) -> Database:
    """The database, with its schema as this version needs it.

    A SQLite file is brought up to date on the way; a PostgreSQL database, which other processes may be using, only by
    `ghxstship migrate`.
    """
    import sqlite3

    import psycopg
    from sqlalchemy.exc import SQLAlchemyError

    from .errors import PlatformError
    from .storage.database import open_database

    try:
        database = await asyncio.to_thread(open_database, settings.database)
        try:
            await _prepare(database, settings.secret_key, migrate=migrate or database.dialect == "sqlite")
        except BaseException:
            await asyncio.to_thread(database.close)
            raise
    except (OSError, ValueError, sqlite3.Error, psycopg.Error, SQLAlchemyError, PlatformError) as error:
        raise click.ClickException(
            f"{flag_of('database')} ({variable_of('database')}): {str(error).strip()}. "
            "Check that the database runs, and that the directory of a SQLite file may be written."
        ) from error
    return database


async def _prepare(database: Database, secret_key: str | None, *, migrate: bool) -> None:
    # Asked first, because the tool that migrates takes half a second to load.
    if not await asyncio.to_thread(database.is_current):
        if not migrate:
            raise click.ClickException(
                "the database's schema is not the one of this version. Run: ghxstship migrate"
            )
        for step in await asyncio.to_thread(database.migrate):
            click.echo(f"migrated: {step}", err=True)
    await database.open_secret(secret_key)


def _with_database(
    given: dict[str, Any], act: Callable[[Settings, Database], Awaitable[T]], *, migrate: bool = False
) -> T:
    """Do something with the database and let go of it."""
    from .errors import PlatformError

    async def run(settings: Settings) -> T:
        database = await _open(settings, migrate=migrate)
        try:
            return await act(settings, database)
        except PlatformError as error:
            reasons = [f"{entry['field']}: {entry['message']}" for entry in error.details]
            raise click.ClickException("; ".join(reasons) or error.message) from error
        finally:
            await asyncio.to_thread(database.close)

    return asyncio.run(run(_read(given)))


@main.command()
@_settings_options(_STORE)
def migrate(**given: Any) -> None:
    """Bring the database's schema up to date."""

    async def act(settings: Settings, database: Database) -> None:
        click.echo("The schema is up to date.")

    _with_database(given, act, migrate=True)


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
@_settings_options(_STORE)
def create_workspace(name: str, tier: str, mode: str, **given: Any) -> None:
    """Make a workspace and print its id."""
    from .auth import workspaces as store

    async def act(settings: Settings, database: Database) -> dict[str, Any]:
        _require_tier(settings, tier)
        return await store.create(database, name=name, tier=tier, mode=mode)

    click.echo(_with_database(given, act)["id"])


@workspaces.command("list")
@_settings_options(_STORE)
def list_workspaces(**given: Any) -> None:
    """List every workspace, oldest first."""
    from .auth import workspaces as store

    found = _with_database(given, lambda settings, database: store.list_all(database))
    _table(("id", "mode", "tier", "created_at", "name"), found)


@workspaces.command("set-tier")
@click.argument("workspace")
@click.argument("tier")
@_settings_options(_STORE)
def set_tier(workspace: str, tier: str, **given: Any) -> None:
    """Move a workspace to another tier."""
    from .auth import workspaces as store

    async def act(settings: Settings, database: Database) -> dict[str, Any]:
        _require_tier(settings, tier)
        return await store.set_tier(database, workspace, tier)

    click.echo(f"{workspace} has the tier {_with_database(given, act)['tier']} now.")


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
@_settings_options(_STORE)
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

    _show_key(*_with_database(given, act))


@keys.command("list")
@click.argument("workspace")
@_settings_options(_STORE)
def list_keys(workspace: str, **given: Any) -> None:
    """List every key of a workspace, oldest first."""
    from .auth import keys as store

    found = _with_database(given, lambda settings, database: store.list_all(database, workspace))
    shown = [
        {**key, "scopes": ",".join(key["scopes"]), "expires_at": key["expires_at"] or "never"}
        for key in found
    ]
    _table(("id", "hint", "status", "scopes", "expires_at", "name"), shown)


@keys.command("roll")
@click.argument("workspace")
@click.argument("key")
@click.option("--overlap-seconds", type=click.IntRange(0, 604_800), default=86_400, show_default=True,
              help="How long the old key goes on working.")  # fmt: skip
@_settings_options(_STORE)
def roll_key(workspace: str, key: str, overlap_seconds: int, **given: Any) -> None:
    """Replace a key by a new one with the same rights and print it, once."""
    from .auth import keys as store

    _show_key(
        *_with_database(
            given, lambda settings, database: store.roll(database, workspace, key, overlap_seconds)
        )
    )


@keys.command("revoke")
@click.argument("workspace")
@click.argument("key")
@_settings_options(_STORE)
def revoke_key(workspace: str, key: str, **given: Any) -> None:
    """End a key at once."""
    from .auth import keys as store

    _with_database(given, lambda settings, database: store.revoke(database, workspace, key))
    click.echo(f"{key} is revoked.")


def _show_key(record: dict[str, Any], secret: str) -> None:
    """The key alone goes to stdout, so that a script can take it."""
    click.echo(
        f"{record['id']} ({record['name']}; {', '.join(record['scopes'])}). The key is not shown again:",
        err=True,
    )
    click.echo(secret)


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    cells = [columns, *([str(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
