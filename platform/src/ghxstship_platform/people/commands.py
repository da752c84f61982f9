"""`ghxstship people …`: who can sign in to the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..terminal import STORE, settings_options, table, with_database

if TYPE_CHECKING:
    from ..settings import Settings
    from ..storage.database import Database
    from .accounts import Person

# The roles of `people.roles`, whose import takes longer than `--help` may take.
_ROLES = ("owner", "admin", "developer", "viewer")

_email = click.option("--email", required=True, help="What they sign in with.")
_password = click.password_option(
    help="Asked for when it is not given; do not give it where others see what you type.", envvar=None
)
_role = click.option(
    "--role", type=click.Choice(_ROLES), default="owner", show_default=True, help="What they may do."
)


@click.group()
def people() -> None:
    """Make and list the people who can sign in, and give them a new password."""


@people.command("create")
@_email
@click.option("--name", required=True, help="Their name.")
@click.option("--workspace", metavar="WORKSPACE", help="Make them a member of it.")
@_role
@_password
@settings_options(STORE)
def create(email: str, name: str, workspace: str | None, role: str, password: str, **given: Any) -> None:
    """Make a person and print its id."""
    from ..auth import workspaces
    from . import accounts

    async def act(settings: Settings, database: Database) -> Person:
        if workspace:
            await workspaces.get(database, workspace)
        person = await accounts.create(database, email, name, password)
        if workspace:
            await accounts.make_member(database, workspace, person, role)
        return person

    click.echo(with_database(given, act).id)


@people.command("add")
@click.argument("workspace")
@_email
@_role
@settings_options(STORE)
def add(workspace: str, email: str, role: str, **given: Any) -> None:
    """Make somebody who has an account a member of a workspace, or give a member another role."""
    from ..errors import not_found
    from . import accounts

    async def act(settings: Settings, database: Database) -> None:
        person = await accounts.find(database, email)
        if person is None:
            raise not_found("person", email)
        await accounts.make_member(database, workspace, person, role)

    with_database(given, act)
    click.echo(f"{email} is {role} of {workspace}.")


@people.command("list")
@settings_options(STORE)
def list_people(**given: Any) -> None:
    """List everybody, and how many workspaces they belong to."""
    from . import accounts, memberships

    async def act(settings: Settings, database: Database) -> list[dict[str, Any]]:
        return [
            {
                "id": person.id,
                "email": person.email,
                "workspaces": len(await memberships.of_person(database, person.id)),
                "name": person.name,
            }
            for person in await accounts.list_all(database)
        ]

    table(("id", "email", "workspaces", "name"), with_database(given, act))


@people.command("set-password")
@_email
@_password
@settings_options(STORE)
def set_password(email: str, password: str, **given: Any) -> None:
    """Give somebody a new password and end all of their sessions."""
    from . import accounts

    with_database(given, lambda settings, database: accounts.set_password(database, email, password))
    click.echo(f"{email} has a new password; every session has ended.")
