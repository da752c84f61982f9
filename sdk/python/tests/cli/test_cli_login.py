"""Logging in and out, and which key goes where."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest

from conftest import Memory  # type: ignore[attr-defined]
from ghxstship.cli import profiles as store
from ghxstship.testing import Platform

Run = Callable[..., Any]


def log_in(bare: Run, running: Platform, *more: str) -> Any:
    return bare("login", "--base-url", running.url, *more, stdin=running.api_key + "\n")


def test_the_key_is_tried_kept_in_the_keyring_used_and_forgotten(
    bare: Run, running: Platform, memory: Memory, home: Path
) -> None:
    done = log_in(bare, running)
    assert running.workspace_id in done.stderr
    assert "keyring" in done.stderr
    assert running.api_key not in done.output
    assert memory.kept == {("ghxstship", "default"): running.api_key}
    assert running.api_key not in (home / "profiles.json").read_text()
    shown = json.loads(bare("whoami").stdout)
    assert (shown["id"], shown["key_from"]) == (running.workspace_id, "profile default")
    assert json.loads(bare("profiles").stdout)[0]["key_in"] == "keyring"
    bare("logout")
    assert memory.kept == {}
    assert "you are not logged in" in bare("whoami", code=2).stderr
    assert "you are not logged in. Run `ghxstship login`" in bare("logout", code=2).stderr
    assert "there is no profile 'x' (there are: none)" in bare("logout", "--profile", "x", code=2).stderr


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_without_a_keyring_a_file_that_only_its_owner_reads(
    bare: Run, running: Platform, home: Path, backend: Any
) -> None:
    keyring.set_keyring(backend())
    log_in(bare, running)
    file = home / "profiles.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running.api_key in file.read_text()
    assert json.loads(bare("whoami").stdout)["id"] == running.workspace_id
    assert json.loads(bare("profiles").stdout)[0]["key_in"] == "file"
    bare("logout")
    assert running.api_key not in file.read_text()


def test_a_new_key_leaves_no_old_one_behind(bare: Run, running: Platform, memory: Memory) -> None:
    log_in(bare, running)
    log_in(bare, running, "--no-keyring")
    assert memory.kept == {}
    assert json.loads(bare("whoami").stdout)["id"] == running.workspace_id


def test_profiles_stand_side_by_side(bare: Run, running: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(bare, running, "--profile", "one")
    log_in(bare, running, "--profile", "two")
    assert [p["name"] for p in json.loads(bare("profiles").stdout) if p["current"]] == ["two"]
    assert json.loads(bare("whoami", "--profile", "one").stdout)["key_from"] == "profile one"
    monkeypatch.setenv("GHXSTSHIP_PROFILE", "one")
    assert json.loads(bare("whoami").stdout)["key_from"] == "profile one"
    text = bare("whoami", "--profile", "three", code=2).stderr
    assert "there are: one, two" in text
    bare("logout", "--profile", "two")
    monkeypatch.delenv("GHXSTSHIP_PROFILE")
    assert json.loads(bare("whoami").stdout)["key_from"] == "profile one"


def test_a_stored_key_goes_to_no_other_address(bare: Run, running: Platform) -> None:
    log_in(bare, running)
    text = bare("deals", "list", "--base-url", "http://127.0.0.1:9", code=2).stderr
    assert "is not sent to http://127.0.0.1:9" in text
    assert running.api_key not in text


def test_the_key_of_the_environment_comes_before_the_current_profile_only(
    bare: Run, running: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(bare, running)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    assert json.loads(bare("whoami").stdout)["key_from"] == "GHXSTSHIP_API_KEY"
    assert json.loads(bare("whoami", "--profile", "default").stdout)["key_from"] == "profile default"


def test_a_wrong_key_is_not_kept(bare: Run, running: Platform, memory: Memory, home: Path) -> None:
    text = bare("login", "--base-url", running.url, stdin="ghx_test_wrong\n", code=3).stderr
    assert "UNAUTHORIZED" in text
    assert "no key was given" in bare("login", "--base-url", running.url, stdin="\n", code=2).stderr
    assert "base_url" in bare("login", "--base-url", "nonsense", stdin="x\n", code=2).stderr
    assert memory.kept == {}
    assert not home.exists()


def test_a_keyring_that_has_lost_the_key(bare: Run, running: Platform, memory: Memory) -> None:
    log_in(bare, running)
    memory.kept.clear()
    assert "Run: ghxstship login" in bare("whoami", code=2).stderr
    bare("logout")


def test_a_file_that_cannot_be_used(bare: Run, running: Platform, home: Path) -> None:
    home.mkdir()
    for text in ("{", "[]", '{"profiles": [], "listeners": {}}'):
        (home / "profiles.json").write_text(text)
        assert "is damaged" in bare("whoami", code=1).stderr
    (home / "profiles.json").unlink()
    (home / "profiles.json").mkdir()
    assert "Check who owns it" in bare("whoami", code=1).stderr
    (home / "profiles.json").rmdir()
    (home / f".profiles.json.{os.getpid()}").mkdir()
    failed = bare("login", "--base-url", running.url, "--no-keyring", stdin=running.api_key, code=1)
    assert "GHXSTSHIP_CONFIG_DIR" in failed.stderr


def test_where_the_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GHXSTSHIP_CONFIG_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert store.config_path() == tmp_path / "ghxstship" / "profiles.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store.config_path() == tmp_path / ".config" / "ghxstship" / "profiles.json"


def test_the_listeners_secret_stays_the_same_for_a_profile(home: Path) -> None:
    secret = store.Profiles().listener_secret("one")
    assert secret.startswith("whsec_")
    assert store.Profiles().listener_secret("one") == secret
    assert store.Profiles().listener_secret("two") != secret


@pytest.mark.parametrize("how", ["--browser", "--key"])
def test_an_address_that_is_none_is_told(bare: Run, how: str) -> None:
    for url in ("foo", "ftp://localhost"):
        told = bare("login", how, "--base-url", url, stdin="ghx_test_x", code=2).stderr
        assert f"base_url must begin with https:// or http://, not '{url}'" in told
