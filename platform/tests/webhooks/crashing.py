"""Servers that are killed under load, and the audit afterwards: what was committed has arrived."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import SystemClock
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.schema import EVENTS
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.webhooks.tables import DELIVERIES

from .crash_server import LEASE

PATIENCE = 120.0
WRITERS = 8
_MOST_WRITES = 4_000
_HERE = Path(__file__).parent
_TIERS = "ample=10000000:10000000:60"
_PATHS = {"/steady": {}, "/flaky": {}, "/ordered": {"ordered": True}, "/toggled": {"ordered": True}}
_LOG = Statement(
    sa.select(EVENTS.c.id, EVENTS.c.type, EVENTS.c.envelope)
    .where(EVENTS.c.workspace_id == WORKSPACE)
    .order_by(EVENTS.c.sequence)
)
_CLAIMED = Statement(
    sa.select(DELIVERIES.c.endpoint_id, DELIVERIES.c.event_id, DELIVERIES.c.due_at).where(
        DELIVERIES.c.workspace_id == WORKSPACE, DELIVERIES.c.claim == sa.bindparam("worker")
    )
)
_OPEN = Statement(
    sa.select(DELIVERIES.c.status, sa.func.count())
    .where(DELIVERIES.c.workspace_id == WORKSPACE, DELIVERIES.c.status.in_(("pending", "held")))
    .group_by(DELIVERIES.c.status)
)


class Process:
    """A server, or the part of one, that may be told to die at a step."""

    def __init__(self, folder: Path, name: str, database: str, roles: str, lease: int) -> None:
        self._folder = folder
        self._lease = lease
        self._name = name
        self._arguments = [
            "serve", "--port", "0", "--database", database, "--data", str(folder / name), "--roles", roles,
            "--log-level", "warning", "--tiers", _TIERS, "--allow-local-webhooks",
            "--ready-file", str(folder / f"{name}.json"),
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self, step: str = "-", number: int = 0) -> None:
        """Start it (again) and wait until it is ready, or has died at its step."""
        self.kill()
        ready, log = self._folder / f"{self._name}.json", self._folder / f"{self._name}.log"
        ready.unlink(missing_ok=True)
        command = [
            sys.executable,
            str(_HERE / "crash_server.py"),
            step,
            str(number),
            str(self._lease),
            str(self._names),
        ]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, *self._arguments], stdout=subprocess.PIPE, stderr=output
            )
        assert self._process.stdout is not None
        if self._process.stdout.readline() and ready.exists():
            self.url = str(json.loads(ready.read_text())["url"])
        elif self._process.wait(PATIENCE) != -signal.SIGKILL:
            raise AssertionError(f"{self._name} did not start:\n{log.read_text()[-3000:]}")

    @property
    def _names(self) -> Path:
        return self._folder / f"{self._name}.worker"

    @property
    def worker(self) -> str | None:
        """The name under which it claims, if it does."""
        return self._names.read_text() if self._names.exists() else None

    def late(self) -> Iterator[tuple[str, str]]:
        """Endpoint and event of the attempts that ended after their lease, because the machine was too slow."""
        log = self._folder / f"{self._name}.log"
        for line in log.read_text().splitlines() if log.exists() else ():
            if "ended after its lease" in line:
                entry = json.loads(line)
                yield entry["endpoint_id"], entry["event_id"]

    @property
    def dead(self) -> bool:
        """Whether it has ended."""
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """End it as a power failure would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


class Voyage:
    """A workspace with four endpoints, whose events are written, killed under, and audited.

    Parameters
    ----------
    url: a migrated database. On SQLite one process serves and works; on PostgreSQL one serves and two work.
    lease: how long a claim holds, in ms.
    """

    def __init__(self, folder: Path, url: str, lease: int = LEASE) -> None:
        self._db: Database = open_database(url)
        self._lease = lease
        if url.startswith("sqlite"):
            self._processes = [Process(folder, "server", url, "api,worker", lease)]
        else:
            roles = {"worker-1": "worker", "worker-2": "worker", "api": "api"}
            self._processes = [Process(folder, name, url, role, lease) for name, role in roles.items()]
        self.victim = self._processes[0]
        self._api = self._processes[-1]
        self._written = 0
        self._unanswered: list[int] = []
        self.answered: dict[str, int] = {}
        self.in_flight: Counter[tuple[str, str]] = Counter()
        self._endpoints: dict[str, str] = {}
        self.kills = 0

    @contextlib.contextmanager
    def under_way(self) -> Iterator[None]:
        """The receiver and every server but the victim run; the endpoints are there."""
        receiver = subprocess.Popen(
            [sys.executable, str(_HERE / "receiver.py")], stdout=subprocess.PIPE, text=True
        )
        try:
            assert receiver.stdout is not None
            self._mail = httpx.Client(
                base_url=f"http://127.0.0.1:{receiver.stdout.readline().strip()}", timeout=60
            )
            self._workspace, self._headers = asyncio.run(self._tenant())
            for process in self._processes:
                process.start()
            with self._mail:
                self._embark()
                yield
        finally:
            for process in self._processes:
                process.kill()
            receiver.kill()
            receiver.communicate()
            self._db.close()

    async def _tenant(self) -> tuple[str, dict[str, str]]:
        await self._db.open_secret(None)
        workspace = await workspaces.create(self._db, name="Harbor Lights", tier="ample")
        _, secret = await keys.create(self._db, workspace["id"], "tests", ["admin"])
        return workspace["id"], {"Authorization": f"Bearer {secret}"}

    def _embark(self) -> None:
        with self._client() as client:
            for path, options in _PATHS.items():
                body = {
                    "url": f"{self._mail.base_url}".rstrip("/") + path,
                    "events": ["deal.created"],
                    **options,
                }
                answer = client.post("/workspace/v1/webhook-endpoints", json=body)
                assert answer.status_code == 201, answer.text
                self._mail.put(path, content=answer.json()["secret"].encode())
                self._endpoints[answer.json()["id"]] = path

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self._api.url, headers=self._headers, timeout=60)

    # --- one kill

    def die_at(self, step: str, number: int) -> None:
        """Kill the victim when it comes to the step for the n-th time, under load."""
        if not self.victim.dead:
            self.victim.kill()
            self._look_at_the_dead()
        self.victim.start(step, number)
        self._repeat()
        asyncio.run(self._write(lambda: False))
        assert self.victim.dead, f"{step} was not reached {number} times"
        self._look_at_the_dead()

    def choose(self, chance: random.Random) -> None:
        """Have any of the processes be the next to die, the one that serves the API too; all of them live now."""
        self.victim = chance.choice(self._processes)

    def die_after(self, answers: int, chance: random.Random) -> None:
        """Kill the victim at some moment after so many answers, under load."""
        goal = len(self.answered) + answers
        pause = chance.random() / 50

        def now() -> bool:
            return len(self.answered) >= goal

        asyncio.run(self._write(now, pause))
        assert self.victim.dead
        self._look_at_the_dead()

    def restart(self) -> None:
        """Start the victim again, without a step to die at, and send again what had no answer."""
        self.victim.start()
        self._repeat()

    def _look_at_the_dead(self) -> None:
        """What it held may come twice, and is not held for longer than its lease."""
        self.kills += 1
        if self.victim.worker is None:
            return
        now = SystemClock().now()
        rows = asyncio.run(
            self._db.read_long(
                lambda r: r.rows(_CLAIMED, workspace_id=self._workspace, worker=self.victim.worker)
            )
        )
        for endpoint_id, event_id, due_at in rows:
            assert due_at <= now + self._lease
            self.in_flight[endpoint_id, event_id] += 1

    # --- load

    async def _write(self, enough: Any, pause: float = 0.0) -> None:
        """Create deals in parallel until the victim is dead; it is killed when `enough()`."""

        async def writer(client: httpx.AsyncClient) -> None:
            while not self.victim.dead and self._written - begun < _MOST_WRITES:
                self._written += 1
                await self._deal(client, self._written)
                if enough() and not self.victim.dead:
                    await asyncio.sleep(pause)
                    self.victim.kill()

        begun = self._written
        limits = httpx.Limits(max_connections=WRITERS)
        async with httpx.AsyncClient(
            base_url=self._api.url, headers=self._headers, timeout=60, limits=limits
        ) as client:
            await asyncio.gather(*(writer(client) for _ in range(WRITERS)))
        deadline = time.monotonic() + PATIENCE
        # Retries and the rest of the backlog may lead to the step after the last write.
        while not self.victim.dead and time.monotonic() < deadline:  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.02)

    async def _deal(self, client: httpx.AsyncClient, number: int) -> None:
        try:
            answer = await client.post(
                "/atlvs/v1/deals",
                json={"name": f"Deal {number}", "value": number},
                headers={"Idempotency-Key": f"deal-{number}"},
            )
        except httpx.TransportError:
            self._unanswered.append(number)
            return
        assert answer.status_code == 201, answer.text
        self.answered[answer.json()["id"]] = number

    def _repeat(self) -> None:
        numbers, self._unanswered = self._unanswered, []

        async def repeat() -> None:
            async with httpx.AsyncClient(base_url=self._api.url, headers=self._headers, timeout=60) as client:
                for number in numbers:
                    await self._deal(client, number)

        asyncio.run(repeat())

    def toggle(self, status: str) -> None:
        """Disable or enable one of the endpoints."""
        (key,) = (key for key, path in self._endpoints.items() if path == "/toggled")
        with self._client() as client:
            answer = client.patch(f"/workspace/v1/webhook-endpoints/{key}", json={"status": status})
        assert answer.status_code == 200, answer.text

    # --- the audit

    def audit(self) -> dict[str, int]:
        """Wait until nothing is open, then hold what arrived against the log; what there was."""
        expected = asyncio.run(self._expected())
        self._settle(expected)
        arrived, doubled = 0, 0
        late = Counter(one for process in self._processes for one in process.late())
        for endpoint_id, path in self._endpoints.items():
            box = self._mail.get(path).json()
            assert box["refused"] == 0, f"{path}: a signature did not hold"
            accepted: dict[str, int] = box["accepted"]
            assert set(accepted) == set(expected[endpoint_id]), path
            for event_id, times in accepted.items():
                allowed = self.in_flight[endpoint_id, event_id] + late[endpoint_id, event_id]
                assert times - 1 <= allowed, (
                    f"{path}: {event_id} came {times} times, {allowed} in flight or late"
                )
                doubled += times - 1
            if _PATHS[path].get("ordered"):
                turns = zip(accepted, expected[endpoint_id], strict=True)
                swapped = [(number, *pair) for number, pair in enumerate(turns) if pair[0] != pair[1]]
                assert not swapped, f"{path}: out of turn (number, came, due): {swapped[:10]}"
            arrived += len(accepted)
        due = sum(map(len, expected.values()))
        return {
            "kills": self.kills, "events": len(self.answered), "due": due, "arrived": arrived, "doubled": doubled,
            "late": late.total(),
        }  # fmt: skip

    async def _expected(self) -> dict[str, list[str]]:
        """The ids of the events that each endpoint must get, told by the log alone."""
        enabled: dict[str, bool] = {}
        found: dict[str, list[str]] = {key: [] for key in self._endpoints}
        made: set[str] = set()
        rows = await self._db.read_long(lambda r: r.rows(_LOG, workspace_id=self._workspace))
        for event_id, event_type, envelope in rows:
            data = json.loads(envelope)["data"]
            if event_type.startswith("webhook_endpoint."):
                enabled[data["id"]] = data["status"] == "enabled"
            elif event_type == "deal.created":
                made.add(data["id"])
                for key, wanted in found.items():
                    if enabled.get(key):
                        wanted.append(event_id)
        assert set(self.answered) == made, "an answered change has no event"
        return found

    def _settle(self, expected: dict[str, list[str]]) -> None:
        """Wait until all have arrived and no delivery is open; a lease and the retries are in the deadline."""
        deadline = time.monotonic() + PATIENCE
        while True:
            left = asyncio.run(self._db.read_long(lambda r: r.rows(_OPEN, workspace_id=self._workspace)))
            missing = {
                path: len(set(expected[key]) - set(self._mail.get(path).json()["accepted"]))
                for key, path in self._endpoints.items()
            }
            if not left and not any(missing.values()):
                return
            assert time.monotonic() < deadline, f"open: {left}; not arrived: {missing}"
            time.sleep(0.2)
