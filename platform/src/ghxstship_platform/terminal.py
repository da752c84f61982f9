"""What the commands share: the options of the settings, the database, tables of text.

Only what ``--help`` needs is imported at the top; everything else when a command runs.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .settings import OPTIONS, SettingError, Settings, flag_of, variable_of

if TYPE_CHECKING:
    from .storage.database import Database

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_EVERY = frozenset(option.name for option in OPTIONS)
# What the commands beside `serve` need to reach the same data.
STORE = frozenset({"data", "database", "secret_key", "log_level", "tiers"})


def settings_options(
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


def read_settings(given: dict[str, Any]) -> Settings:
    """The settings of a command, and its log set up; a usage error for what cannot be used."""
    from . import logs

    try:
        settings = Settings.read(given, os.environ)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    logs.configure(settings.log_level)
    return settings


async def open_migrated(settings: Settings, *, migrate: bool = False) -> Database:
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


def with_database(
    given: dict[str, Any], act: Callable[[Settings, Database], Awaitable[T]], *, migrate: bool = False
) -> T:
    """Do something with the database and let go of it."""
    from .errors import PlatformError

    async def run(settings: Settings) -> T:
        database = await open_migrated(settings, migrate=migrate)
        try:
            return await act(settings, database)
        except PlatformError as error:
            reasons = [f"{entry['field']}: {entry['message']}" for entry in error.details]
            raise click.ClickException("; ".join(reasons) or error.message) from error
        finally:
            await asyncio.to_thread(database.close)

    return asyncio.run(run(read_settings(given)))


def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Print rows below the names of their columns."""
    cells = [columns, *([str(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
