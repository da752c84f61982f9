"""`login`, `logout`, `whoami` and `profiles`."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from contextlib import suppress
from typing import Any

import click

from ..client import DEFAULT_BASE_URL, Client, _checked_url
from .device import end, log_in
from .failures import USAGE, Failure, explained
from .output import form_of, output_options, show_many, show_one
from .profiles import DEFAULT, Profile, Profiles
from .session import access, connection_options, nobody


@click.command()
@click.option("--profile", metavar="NAME", help="The name to keep it under. [GHXSTSHIP_PROFILE]")
@click.option("--base-url", metavar="URL", help="Where the platform is. [GHXSTSHIP_BASE_URL]")
@click.option("--no-keyring", is_flag=True, help="Keep the key in a file that only you may read.")
@click.option("--browser/--key", default=None,
              help="Sign in at the portal, or give an API key. [at a terminal: --browser, else --key]")  # fmt: skip
def login(profile: str | None, base_url: str | None, *, no_keyring: bool, browser: bool | None) -> None:
    """Log in for the commands that follow: with a browser, or with an API key.

    With a browser, which opens by itself on a desktop, you go to the address that is shown, compare the code and
    choose the workspace; what that gives is renewed by itself. A key is asked for, or read from stdin when that is no
    terminal; it is never an argument, because those can be seen by others. It is tried before it is kept.
    """
    name = profile or os.environ.get("GHXSTSHIP_PROFILE") or DEFAULT
    with explained():
        url = _checked_url(base_url or os.environ.get("GHXSTSHIP_BASE_URL") or DEFAULT_BASE_URL)
    if sys.stdin.isatty() if browser is None else browser:
        _with_browser(name, url, keyring=not no_keyring)
    else:
        _with_key(name, url, keyring=not no_keyring)


def _with_browser(name: str, url: str, *, keyring: bool) -> None:
    def say(address: str, code: str) -> None:
        click.echo(f"Open {address} and check that it shows {code}. Waiting for you there …", err=True)
        if _at_a_desktop():
            webbrowser.open(address)

    with explained():
        token, token_url = log_in(url, say)
        with Client(token["access_token"], base_url=url) as client:
            workspace = client.workspace.workspace.retrieve().to_dict()
            found = Profile(name, client.base_url, workspace["id"], token_url=token_url)
    where = Profiles().keep(found, json.dumps(token), keyring=keyring)
    _logged_in(workspace, name, f"the tokens are in {where}")


def _at_a_desktop() -> bool:
    """Whether a browser that is opened here is one that the person sees, and not one that takes the terminal."""
    shown = (
        sys.platform in {"darwin", "win32"} or {"BROWSER", "DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    )
    return sys.stderr.isatty() and bool(shown)


def _with_key(name: str, url: str, *, keyring: bool) -> None:
    key = (
        click.prompt("API key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    ).strip()
    if not key:
        raise Failure("no key was given. Type it, or pipe it in: ghxstship login < key.txt", USAGE)
    with explained(), Client(key, base_url=url) as client:
        workspace = client.workspace.workspace.retrieve().to_dict()
        found = Profile(name, client.base_url, workspace["id"])
    where = Profiles().keep(found, key, keyring=keyring)
    _logged_in(workspace, name, f"the key is in {where}")


def _logged_in(workspace: dict[str, Any], name: str, kept: str) -> None:
    of = f"{workspace['name']} ({workspace['id']}, {workspace['mode']})"
    click.echo(f"Logged in to {of} as the profile {name!r}; {kept}.", err=True)


@click.command()
@click.option("--profile", metavar="NAME", help="Which one; the current one, if left out.")
def logout(profile: str | None) -> None:
    """Forget a profile. What a browser let in is ended on the platform too; a key goes on until it is revoked."""
    profiles = Profiles()
    name = profile or os.environ.get("GHXSTSHIP_PROFILE") or profiles.current
    found = profiles.find(name)
    if found is not None and found.token_url:
        with suppress(Failure):
            end(found, profiles.key_of(found))
    if not profiles.drop(name):
        raise Failure(nobody(name, profiles, named=name != DEFAULT), USAGE)
    click.echo(f"The profile {name!r} is forgotten.", err=True)


@click.command()
@connection_options
@output_options
def whoami(form: str | None, columns: str | None, **given: Any) -> None:
    """Show the workspace, the tier and whose key is used."""
    with explained():
        used = access(given["profile"], given["base_url"])
        with used.client(timeout=given["timeout"]) as client:
            workspace = client.workspace.workspace.retrieve().to_dict()
    source = f"profile {used.profile.name}" if used.profile else "GHXSTSHIP_API_KEY"
    show_one({**workspace, "base_url": used.base_url, "key_from": source}, form_of(form), columns)


@click.command()
@output_options
def profiles(form: str | None, columns: str | None) -> None:
    """List the profiles; keys are not shown."""
    known = Profiles()
    found = [(name, known.find(name)) for name in known.names()]
    rows = [
        {
            "name": name,
            "current": name == known.current,
            "workspace_id": one.workspace_id,
            "base_url": one.base_url,
            "key_in": "file" if one.key else "keyring",
        }
        for name, one in found
        if one is not None
    ]
    show_many(rows, form_of(form), columns or "name,current,workspace_id,base_url,key_in")
