"""Logging in with a browser: a person lets the command line in, its tokens are kept, renewed and ended."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import Memory, until  # type: ignore[attr-defined]
from fault_server import FaultServer, answer, reset
from ghxstship import APIConnectionError, AuthenticationError, Client
from ghxstship.cli import account, device
from ghxstship.cli.failures import Failure
from ghxstship.cli.session import access
from ghxstship.testing import Platform

Run = Callable[..., Any]


class Person:
    """Somebody at the portal, who decides about a device."""

    def __init__(self, running: Platform, *decisions: str) -> None:
        self.running = running
        self.decisions = list(decisions)
        self.address = ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def see(self, say: Callable[[str, str], None], address: str, code: str) -> None:
        """What the command shows, as the command says it."""
        say(address, code)
        self.address = address

    def wait(self, seconds: float) -> None:
        """Instead of waiting, the next thing that the person does."""
        assert seconds >= 5
        decision = self.decisions.pop(0)
        if decision == "nothing":
            return
        self._post(f"{self.running.url}/developers/sign-in",
                   email=self.running.email, password=self.running.password)  # fmt: skip
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(self.address).query)["user_code"][0]
        url = f"{self.running.url}/oauth/device"
        page = self._post(url, user_code=code)
        self._send(url, page, user_code=code, workspace=self.running.workspace_id, decision=decision)

    def _post(self, url: str, **fields: str) -> str:
        return self._send(url, self._open(url), **fields)

    def _send(self, url: str, page: str, **fields: str) -> str:
        found = re.search('name="csrf" value="([^"]+)"', page)
        assert found is not None
        return self._open(url, urllib.parse.urlencode({**fields, "csrf": found[1]}).encode())

    def _open(self, url: str, body: bytes | None = None) -> str:
        with self._opener.open(url, body) as answer:
            return str(answer.read().decode())


@pytest.fixture
def person(running: Platform, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Person]:
    """Makes a person who decides as told whenever the command waits."""

    def make(*decisions: str) -> Person:
        made = Person(running, *decisions)
        monkeypatch.setattr(
            account, "log_in",
            lambda url, say: device.log_in(url, partial(made.see, say), wait=made.wait),
        )  # fmt: skip
        return made

    return make


def test_a_person_lets_the_command_line_in(
    bare: Run, running: Platform, memory: Memory, home: Path, person: Callable[..., Person]
) -> None:
    person("nothing", "nothing", "allow")
    done = bare("login", "--browser", "--base-url", running.url)
    assert f"{running.url}/oauth/device?user_code=" in done.stderr
    assert running.workspace_id in done.stderr
    kept = json.loads(memory.kept["ghxstship", "default"])
    assert kept["access_token"] not in (home / "profiles.json").read_text() + done.output
    assert json.loads(bare("whoami").stdout)["id"] == running.workspace_id
    assert json.loads(bare("deals", "list", "--limit", "1", "--json").stdout) is not None
    # Its time is over: the next command renews it, and what is kept is what was renewed.
    memory.kept["ghxstship", "default"] = json.dumps({**kept, "expires_at": 0})
    bare("whoami")
    renewed = json.loads(memory.kept["ghxstship", "default"])
    assert renewed["access_token"] != kept["access_token"]
    assert renewed["refresh_token"] != kept["refresh_token"]
    bare("logout")
    assert memory.kept == {}
    # On the platform it has ended too.
    with Client(renewed["access_token"], base_url=running.url) as client, pytest.raises(AuthenticationError):
        client.workspace.workspace.retrieve()


def test_on_a_desktop_the_browser_opens(running: Platform, home: Path, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new && mv {opened}.new {opened}\n')
    browser.chmod(0o755)
    ours, theirs = os.openpty()
    environment = {**os.environ, "BROWSER": str(browser)}
    command = [sys.executable, "-m", "ghxstship.cli", "login", "--base-url", running.url]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        until(opened.exists)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
    told = os.read(ours, 4096).decode()
    os.close(ours)
    address = opened.read_text().strip()
    assert address.startswith(f"{running.url}/oauth/device?user_code=")
    assert f"Open {address} and check" in told


def test_tokens_in_a_file_are_renewed_there(
    bare: Run, running: Platform, memory: Memory, home: Path, person: Callable[..., Person]
) -> None:
    person("allow")
    bare("login", "--browser", "--no-keyring", "--base-url", running.url)
    file = home / "profiles.json"
    document = json.loads(file.read_text())
    kept = json.loads(document["profiles"]["default"]["key"])
    document["profiles"]["default"]["key"] = json.dumps({**kept, "expires_at": 0})
    file.write_text(json.dumps(document))
    bare("whoami")
    renewed = json.loads(json.loads(file.read_text())["profiles"]["default"]["key"])
    assert renewed["access_token"] != kept["access_token"]
    assert memory.kept == {}
    bare("logout")


def test_a_person_says_no(
    bare: Run, running: Platform, memory: Memory, person: Callable[..., Person]
) -> None:
    person("deny")
    assert "The person has said no" in bare("login", "--browser", "--base-url", running.url, code=1).stderr
    assert memory.kept == {}


def test_what_is_no_platform(running: Platform) -> None:
    with pytest.raises(Failure, match="ghxstship login --key"):
        device.log_in(running.url + "/nowhere", lambda address, code: None)


@pytest.mark.parametrize(("expires", "asked"), [(600, [5, 10, 20]), (15, [5, 10])])
def test_a_platform_that_is_away_is_asked_again(
    faults: FaultServer, expires: int, asked: list[float]
) -> None:
    here = {"device_authorization_endpoint": faults.url, "token_endpoint": faults.url}
    codes = {"device_code": "d", "user_code": "U", "verification_uri_complete": faults.url, "interval": 5}
    codes_of = {**codes, "expires_in": expires}
    faults.script(answer(here), answer(codes_of), reset, reset, answer({"access_token": "a"}))
    waits: list[float] = []
    with nullcontext() if expires == 600 else pytest.raises(APIConnectionError):
        token, _ = device.log_in(faults.url, lambda address, code: None, wait=waits.append)
        assert token["access_token"] == "a"
    assert waits == asked


def test_an_asynchronous_client_renews_too(
    bare: Run, running: Platform, memory: Memory, person: Callable[..., Person]
) -> None:
    person("allow")
    bare("login", "--browser", "--base-url", running.url)
    kept = json.loads(memory.kept["ghxstship", "default"])
    memory.kept["ghxstship", "default"] = json.dumps({**kept, "expires_at": 0})

    async def ask() -> str:
        async with access(None, None).async_client() as client:
            return str((await client.workspace.workspace.retrieve())["id"])

    assert asyncio.run(ask()) == running.workspace_id
    assert json.loads(memory.kept["ghxstship", "default"])["access_token"] != kept["access_token"]
    bare("logout")
