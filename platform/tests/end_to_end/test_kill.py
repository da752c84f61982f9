"""What was answered is there, whenever and however the server ends."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Tenant
from .server import PATIENCE, Server

# How often the server is killed: in short, or as often as `GHXSTSHIP_TEST_KILLS` says.
ROUNDS = int(os.environ.get("GHXSTSHIP_TEST_KILLS", "8"))
WRITERS = 16
# A tier that these tests never exhaust.
AMPLE = ("--tiers", "ample=10000000:10000000:60")


class Clients:
    """Sixteen clients that create deals, each with a key of its own a deal, until the server is gone."""

    def __init__(self, tenant: Tenant) -> None:
        self._headers = tenant.headers
        self._made = 0
        self.answered: dict[str, str] = {}
        self.unanswered: list[dict[str, Any]] = []

    async def write(self, url: str, answers: int, then: Callable[[], None]) -> None:
        """Create deals in parallel; call `then` in the middle of it, after so many more answers."""
        goal = len(self.answered) + answers
        done = False

        async def writer(client: httpx.AsyncClient) -> None:
            nonlocal done
            while True:
                self._made += 1
                body: dict[str, Any] = {"name": f"Deal {self._made}", "value": self._made}
                try:
                    answer = await self.post(client, body)
                except httpx.TransportError:
                    self.unanswered.append(body)
                    return
                if answer.status_code == 503:  # told to go elsewhere: the server stops
                    self.unanswered.append(body)
                    return
                assert answer.status_code == 201, answer.text
                self.answered[answer.json()["id"]] = body["name"]
                if len(self.answered) >= goal and not done:
                    done = True
                    then()

        async with self._client(url) as client:
            await asyncio.gather(*(writer(client) for _ in range(WRITERS)))

    async def repeat(self, url: str) -> None:
        """Send what had no answer again, twice, with the same keys: it is there once in the end."""
        bodies, self.unanswered = self.unanswered, []
        async with self._client(url) as client:
            for body in bodies:
                first, second = await self.post(client, body), await self.post(client, body)
                assert (first.status_code, second.status_code) == (201, 201)
                assert first.json() == second.json()
                assert second.headers["Idempotent-Replayed"] == "true"
                self.answered[first.json()["id"]] = body["name"]

    async def post(self, client: httpx.AsyncClient, body: dict[str, Any]) -> httpx.Response:
        return await client.post("/atlvs/v1/deals", json=body, headers={"Idempotency-Key": body["name"]})

    async def deals(self, url: str) -> dict[str, str]:
        """The name of every deal by its id."""
        async with self._client(url) as client:
            answer = await client.get("/atlvs/v1/deals/export")
        assert answer.status_code == 200
        found = [json.loads(line) for line in answer.text.splitlines()]
        return {deal["id"]: deal["name"] for deal in found}

    async def events(self, url: str, after: int) -> list[dict[str, Any]]:
        """The log behind a number."""
        found: list[dict[str, Any]] = []
        async with self._client(url) as client:
            while True:
                answer = await client.get("/workspace/v1/events", params={"after": after, "limit": 100})
                assert answer.status_code == 200, answer.text
                found += answer.json()["data"]
                if not answer.json()["pagination"]["hasMore"]:
                    return found
                after = found[-1]["sequence"]

    def _client(self, url: str) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=WRITERS)
        return httpx.AsyncClient(base_url=url, headers=self._headers, limits=limits, timeout=60, verify=False)


class Auditor:
    """Holds the server's data against what the clients were answered, after every end of a server."""

    def __init__(self, clients: Clients, before: int) -> None:
        self._clients = clients
        self._last = before
        self._deals: set[str] = set()

    async def look(self, url: str) -> None:
        """Every answered write is there; deals and events tell of the same changes, without a gap."""
        deals = await self._clients.deals(url)
        assert {key: deals.get(key) for key in self._clients.answered} == self._clients.answered
        assert max(Counter(deals.values()).values(), default=1) == 1
        events = await self._clients.events(url, self._last)
        first = self._last + 1
        self._last += len(events)
        assert [event["sequence"] for event in events] == list(range(first, self._last + 1))
        assert {event["event"] for event in events} <= {"deal.created"}
        created = [event["data"]["id"] for event in events]
        assert len(set(created)) == len(created)
        assert set(created) == set(deals) - self._deals
        self._deals = set(deals)


def begin(folder: Path, new_tenant: Callable[..., Tenant]) -> tuple[Clients, Auditor]:
    """A workspace whose log holds one event yet, that of its key."""
    clients = Clients(new_tenant(folder, tier="ample"))
    return clients, Auditor(clients, before=1)


@pytest.mark.slow
@pytest.mark.no_cover
def test_kill_loses_nothing_and_doubles_nothing(tmp_path: Path, new_tenant: Callable[..., Tenant]) -> None:
    clients, auditor = begin(tmp_path, new_tenant)
    chance = random.Random(20261123)
    for _ in range(ROUNDS):
        with Server(tmp_path, *AMPLE) as server:
            asyncio.run(auditor.look(server.url))
            asyncio.run(clients.repeat(server.url))
            asyncio.run(clients.write(server.url, chance.randrange(1, 250), server.process.kill))
        assert clients.unanswered
    with Server(tmp_path, *AMPLE) as server:
        asyncio.run(auditor.look(server.url))
        asyncio.run(clients.repeat(server.url))
        asyncio.run(auditor.look(server.url))
        # Nothing but what was asked for: as many deals as names were sent.
        assert len(asyncio.run(clients.deals(server.url))) == len(clients.answered)
        assert server.stop() == 0


def test_stop_answers_what_is_under_way(tmp_path: Path, new_tenant: Callable[..., Tenant]) -> None:
    clients, auditor = begin(tmp_path, new_tenant)
    with Server(tmp_path, *AMPLE) as server:
        asyncio.run(clients.write(server.url, 100, server.process.terminate))
        assert server.process.wait(PATIENCE) == 0
        assert "Traceback" not in server.log()
    with Server(tmp_path, *AMPLE) as server:
        asyncio.run(auditor.look(server.url))
        # A request that found the server stopping was turned away as a whole: nothing is there without an answer.
        assert len(asyncio.run(clients.deals(server.url))) == len(clients.answered)
        asyncio.run(clients.repeat(server.url))
        asyncio.run(auditor.look(server.url))
        assert server.stop() == 0
