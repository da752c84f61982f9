"""Who is logged in where: profiles in one file, their keys in the system's keyring or, without one, in that file.

The file belongs to its owner alone (0600) and is replaced in one step. A key that is stored with a profile is only
ever sent to the base URL that it was stored with.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .failures import USAGE, Failure

T = TypeVar("T")
SERVICE = "ghxstship"
DEFAULT = "default"


@dataclass
class Profile:
    """Where a key belongs. `key` is empty when the keyring has it.

    With a `token_url` it is no key but the tokens of somebody who logged in with a browser, as JSON; there they are
    renewed.
    """

    name: str
    base_url: str
    workspace_id: str
    key: str = field(default="", repr=False)
    token_url: str = ""


def config_path() -> Path:
    """The file of the profiles: `GHXSTSHIP_CONFIG_DIR`, else the directory that the system has for such files."""
    given = os.environ.get("GHXSTSHIP_CONFIG_DIR")
    if given:
        return Path(given) / "profiles.json"
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "ghxstship" / "profiles.json"


class Profiles:
    """The file, read once and written on each change."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_path()
        self._data = self._load()

    def _load(self) -> dict[str, Any]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {"current": DEFAULT, "profiles": {}, "listeners": {}}
        except OSError as error:
            raise Failure(f"{self.path}: {error.strerror}. Check who owns it.") from error
        try:
            data = json.loads(text)
            if not all(isinstance(data[part], dict) for part in ("profiles", "listeners")):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise Failure(f"{self.path} is damaged. Remove it and log in again.") from None
        return dict(data)

    def _save(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._data, file, indent=2)
            draft.replace(self.path)
        except OSError as error:
            raise Failure(f"{self.path}: {error.strerror}. Set GHXSTSHIP_CONFIG_DIR to a directory"
                          " that may be written.") from error  # fmt: skip

    @property
    def current(self) -> str:
        """The profile that is used when none is named."""
        return str(self._data.get("current") or DEFAULT)

    def names(self) -> list[str]:
        """Every profile."""
        return sorted(self._data["profiles"])

    def find(self, name: str) -> Profile | None:
        """A profile, if there is one of this name."""
        found = self._data["profiles"].get(name)
        if not found:
            return None
        return Profile(
            name, found["base_url"], found["workspace_id"], found.get("key", ""), found.get("token_url", "")
        )

    def key_of(self, profile: Profile) -> str:
        """The profile's key, from where it is kept."""
        key = profile.key or _from_keyring(profile.name)
        if not key:
            raise Failure(
                f"the keyring has no key for the profile {profile.name!r}. Run: ghxstship login", USAGE
            )
        return key

    def keep(self, profile: Profile, key: str, *, keyring: bool) -> str:
        """Keep a profile with its key and make it the current one; where the key is now."""
        in_keyring = keyring and _to_keyring(profile.name, key)
        if not in_keyring:
            _off_keyring(profile.name)
        entry = {"base_url": profile.base_url, "workspace_id": profile.workspace_id}
        if profile.token_url:
            entry["token_url"] = profile.token_url
        self._data["profiles"][profile.name] = entry if in_keyring else {**entry, "key": key}
        self._data["current"] = profile.name
        self._save()
        return "the system's keyring" if in_keyring else str(self.path)

    def replace_key(self, name: str, key: str) -> None:
        """Keep another key of a profile where the old one is; nothing where the profile is gone."""
        entry = self._data["profiles"].get(name)
        if entry is None:
            return
        if "key" not in entry and _to_keyring(name, key):
            return
        entry["key"] = key
        self._save()

    def drop(self, name: str) -> bool:
        """Forget a profile and its key; whether there was one."""
        if self._data["profiles"].pop(name, None) is None:
            return False
        _off_keyring(name)
        self._data["listeners"].pop(name, None)
        if self.current == name:
            self._data["current"] = next(iter(self.names()), DEFAULT)
        self._save()
        return True

    def listener_secret(self, name: str) -> str:
        """The signing secret of `ghxstship listen`; made once."""
        secret = self._data["listeners"].get(name)
        if secret is None:
            secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
            self._data["listeners"][name] = secret
            self._save()
        return str(secret)


def _to_keyring(name: str, key: str) -> bool:
    """Whether the keyring has taken it: some say yes and keep nothing."""

    def keep(keyring: Any) -> bool:
        keyring.set_password(SERVICE, name, key)
        return bool(keyring.get_password(SERVICE, name) == key)

    return _keyring(keep) or False


def _from_keyring(name: str) -> str | None:
    return _keyring(lambda keyring: keyring.get_password(SERVICE, name))


def _off_keyring(name: str) -> None:
    _keyring(lambda keyring: keyring.delete_password(SERVICE, name))


def _keyring(act: Callable[[Any], T]) -> T | None:
    """What the system's keyring does; None where there is none, or it refuses."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        return None
    try:
        return act(keyring)
    except (KeyringError, RuntimeError, OSError):
        return None
