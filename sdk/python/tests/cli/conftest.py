"""What the tests of the command line share: a way to run it against a real platform, and a home of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from click.testing import CliRunner, Result

from ghxstship.cli.root import root
from ghxstship.testing import Platform

Run = Callable[..., Result]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens elsewhere."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Memory(keyring.backend.KeyringBackend):
    """A keyring that forgets at the end of the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("there is none")


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    one = Memory()
    keyring.set_keyring(one)
    yield one
    keyring.set_keyring(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No key, no profile, and a directory for them."""
    for name in ("API_KEY", "BASE_URL", "WORKSPACE_ID", "PROFILE"):
        monkeypatch.delenv(f"GHXSTSHIP_{name}", raising=False)
    monkeypatch.setenv("GHXSTSHIP_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.fixture
def bare(home: Path, memory: Memory) -> Run:
    """Runs a command of somebody who has no key."""

    def invoke(*arguments: str, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(root, arguments, input=stdin)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return invoke


@pytest.fixture
def run(bare: Run, running: Platform, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with the key of the platform in the environment."""
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    return bare
