"""Which key is used against which platform, from the flags, the environment and the profiles."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click

from ..client import DEFAULT_BASE_URL, AsyncClient, Client
from .device import async_tokens_of, tokens_of
from .failures import USAGE, Failure
from .profiles import DEFAULT, Profile, Profiles
from .values import Seconds

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """A key and where it is sent. `profile` is None when the key came from the environment."""

    base_url: str
    key: str = field(repr=False)
    workspace_id: str | None
    profile: Profile | None

    def client(self, **options: Any) -> Client:
        """A client with this key, or with the tokens of who logged in with a browser."""
        if self.profile is not None and self.profile.token_url:
            options["auth"] = tokens_of(self.profile, self.key)
            return Client(None, self.workspace_id, self.base_url, **options)
        return Client(self.key, self.workspace_id, self.base_url, **options)

    def async_client(self, **options: Any) -> AsyncClient:
        """The same, asynchronous."""
        if self.profile is not None and self.profile.token_url:
            options["auth"] = async_tokens_of(self.profile, self.key)
            return AsyncClient(None, self.workspace_id, self.base_url, **options)
        return AsyncClient(self.key, self.workspace_id, self.base_url, **options)


def connection_options(command: Command) -> Command:
    """The options of every command that talks to the platform."""
    command = click.option("--base-url", metavar="URL", help="Where the platform is. [GHXSTSHIP_BASE_URL]")(
        command
    )
    command = click.option("--profile", metavar="NAME", help="Whose key to use. [GHXSTSHIP_PROFILE]")(command)
    return click.option(
        "--timeout", type=Seconds(min=0, min_open=True), default=60.0, show_default=True,
        metavar="SECONDS", help="How long one call may take, with its retries.",
    )(command)  # fmt: skip


def access(profile: str | None, base_url: str | None) -> Access:
    """The key to use.

    A profile that is named wins, then the key of the environment, then the current profile. A stored key goes to no
    other base URL than its own.
    """
    profiles = Profiles()
    url = base_url or os.environ.get("GHXSTSHIP_BASE_URL")
    named = profile or os.environ.get("GHXSTSHIP_PROFILE")
    key = os.environ.get("GHXSTSHIP_API_KEY")
    if key and not named:
        return Access(url or DEFAULT_BASE_URL, key, os.environ.get("GHXSTSHIP_WORKSPACE_ID"), None)
    name = named or profiles.current
    found = profiles.find(name)
    if found is None:
        raise Failure(nobody(name, profiles, named=named is not None), USAGE)
    if url and url.rstrip("/") != found.base_url:
        raise Failure(
            f"the key of the profile {name!r} belongs to {found.base_url} and is not sent to {url}."
            f" Run: ghxstship login --profile NAME --base-url {url}",
            USAGE,
        )
    return Access(found.base_url, profiles.key_of(found), found.workspace_id, found)


def nobody(name: str, profiles: Profiles, *, named: bool) -> str:
    """What is said when there is no profile of a name."""
    if named or name != DEFAULT:
        known = ", ".join(profiles.names()) or "none"
        return f"there is no profile {name!r} (there are: {known}). Run: ghxstship login --profile {name}"
    return "you are not logged in. Run `ghxstship login`, or set GHXSTSHIP_API_KEY."


def open_client(given: dict[str, Any]) -> Client:
    """The client for a command; takes the connection options out of what was given."""
    timeout = given.pop("timeout")
    return access(given.pop("profile"), given.pop("base_url")).client(timeout=timeout)
