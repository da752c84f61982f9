"""Several real server processes over one PostgreSQL database, and what a test needs to talk to them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.people import accounts
from ghxstship_platform.storage.database import open_database

START_SECONDS = 120
PASSWORD = "the band is on at nine"
PROGRAM = Path(sys.executable).with_name("ghxstship")


def _wait_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> str:
    """The address of a server: its banner follows the ready file."""
    assert process.stdout is not None
    if process.stdout.readline() and ready.exists():
        return str(json.loads(ready.read_text())["url"])
    raise AssertionError(f"the server ended before it was ready:\n{log.read_text()[-3000:]}")


@contextlib.contextmanager
def fleet(url: str, size: int, folder: Path, **options: str) -> Iterator[list[str]]:
    """So many `ghxstship serve` processes; their addresses. Each must end with code 0 on SIGTERM."""
    processes: list[subprocess.Popen[bytes]] = []
    logs = [folder / f"server-{number}.log" for number in range(size)]
    try:
        for number in range(size):
            ready = folder / f"ready-{number}"
            flags = [
                "--database",
                url,
                "--port",
                "0",
                "--data",
                str(folder / f"data-{number}"),
                "--log-level",
                "warning",
            ]
            for name, value in options.items():
                flags += [f"--{name}", value]
            command = [str(PROGRAM), "serve", "--ready-file", str(ready), *flags]
            with logs[number].open("wb") as log:
                processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log))
        yield [_wait_ready(p, folder / f"ready-{n}", logs[n]) for n, p in enumerate(processes)]
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process, log in zip(processes, logs, strict=True):
            assert process.wait(START_SECONDS) == 0, log.read_text()[-3000:]
            assert "Traceback" not in log.read_text()
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def new_tenant(url: str, *, tier: str) -> str:
    """A workspace in the database at `url`; its key."""

    async def make() -> str:
        database = open_database(url)
        try:
            await database.open_secret(None)
            workspace = await workspaces.create(database, name="Harbor Lights", tier=tier)
            _, secret = await keys.create(database, workspace["id"], "tests", ["read", "write", "admin"])
            return secret
        finally:
            await asyncio.to_thread(database.close)

    return asyncio.run(make())


def new_person(url: str, email: str) -> None:
    """Somebody who can sign in with `PASSWORD`, an owner of a workspace in the database at `url`."""

    async def make() -> None:
        database = open_database(url)
        try:
            await database.open_secret(None)
            person = await accounts.create(database, email, "Ada Lindqvist", PASSWORD)
            workspace = await workspaces.create(database, name="Harbor Lights")
            await accounts.make_member(database, workspace["id"], person, "owner")
        finally:
            await asyncio.to_thread(database.close)

    asyncio.run(make())


class Browser:
    """A browser without a window, at one of the servers."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def sign_in(self, email: str, password: str) -> httpx.Response:
        """Send the form."""
        return self.send("/developers/sign-in", email=email, password=password)

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Open a page and send its form."""
        token = re.search('name="csrf" value="([^"]+)"', self._http.get(path).text)
        assert token is not None
        return self._http.post(path, data={**fields, "csrf": token[1]})

    def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        """Send a form as a program does."""
        return self._http.post(path, data=form)

    def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        """Ask as a program does."""
        return self._http.get(path, headers=headers)


class Client:
    """Asks the servers in turn."""

    def __init__(self, urls: list[str], key: str) -> None:
        limits = httpx.Limits(max_connections=64)
        self._clients = [
            httpx.AsyncClient(
                base_url=url, headers={"Authorization": f"Bearer {key}"}, limits=limits, timeout=60
            )
            for url in urls
        ]
        self._turn = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """One request to the next server."""
        self._turn += 1
        client = self._clients[self._turn % len(self._clients)]
        return await client.request(method, path, **({} if body is None else {"json": body}))

    async def make(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A new record."""
        answer = await self.ask("POST", path, body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())
