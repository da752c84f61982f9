"""The API in process, over a real database: what the tests of the wire talk to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from ghxstship_platform.api.context import Context
from ghxstship_platform.api.gateway import Call, Gateway
from ghxstship_platform.api.router import OPERATIONS, Router
from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.auth.credentials import Credentials
from ghxstship_platform.clock import ManualClock
from ghxstship_platform.events.stream import Tail
from ghxstship_platform.limits.limiter import MemoryLimiter
from ghxstship_platform.limits.tiers import parse_tiers
from ghxstship_platform.request_log.recorder import Recorder
from ghxstship_platform.request_log.tables import TABLES
from ghxstship_platform.storage.daily import open_daily_log
from ghxstship_platform.storage.database import Database, open_database

# A tier whose limit no test reaches.
AMPLE = "bench=10000000:10000000:60"
ALL_SCOPES = ["read", "write", "webhooks", "admin"]


class Service:
    """One running API with as many workspaces as a test asks for."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.db = database
        self.clock = clock
        self.credentials = Credentials(database)
        self.tail = Tail(database)
        self.seen: list[tuple[str, int]] = []
        tiers = parse_tiers(AMPLE)
        self.request_log = open_daily_log(database, TABLES, "requests")
        self.recorder = Recorder(self.request_log, clock, 30)
        docs = "https://docs.example.org"
        context = Context(database, self.credentials, self.tail, tiers, docs, self.request_log)
        self.app = Gateway(
            context, Router(OPERATIONS), MemoryLimiter(), clock, database.random,
            self._over,
        )  # fmt: skip

    def _over(self, call: Call, seconds: float) -> None:
        self.seen.append((call.operation, call.response.status))
        self.recorder.add(call, seconds)

    async def log(self) -> None:
        """Write down what the request log has collected, as its thread does twice a second."""
        await asyncio.to_thread(self.recorder.flush)

    async def workspace(
        self, *, tier: str = "bench", mode: str = "live", scopes: list[str] | None = None
    ) -> Tenant:
        """A new workspace with a key."""
        made = await workspaces.create(self.db, name="Harbor Lights", tier=tier, mode=mode)
        _, secret = await keys.create(self.db, made["id"], "tests", scopes or ALL_SCOPES)
        return Tenant(self, made["id"], secret)


class Tenant:
    """A client of one workspace."""

    def __init__(self, service: Service, workspace_id: str, key: str) -> None:
        self.service = service
        self.workspace_id = workspace_id
        self.key = key
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=service.app),  # type: ignore[arg-type]
            base_url="http://platform",
            headers={"Authorization": f"Bearer {key}"},
        )

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return await self.http.get(path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """POST."""
        return await self.http.post(path, json=body, **options)

    async def patch(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """PATCH."""
        return await self.http.patch(path, json=body, **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        """DELETE."""
        return await self.http.delete(path, **options)

    async def deal(self, **fields: Any) -> dict[str, Any]:
        """A new deal."""
        response = await self.post("/atlvs/v1/deals", {"name": "Spring run", "value": 100, **fields})
        assert response.status_code == 201, response.text
        return json.loads(response.text)  # type: ignore[no-any-return]

    async def sequence(self) -> int:
        """The last number of the workspace's log."""
        response = await self.get("/workspace/v1/workspace")
        return int(response.json()["sequence"])


def with_service(url: str, run: Callable[[Service], Coroutine[Any, Any, None]]) -> None:
    """Run a test against a service over the database at `url`, which has the newest schema."""
    clock = ManualClock()
    database = open_database(url, clock)

    async def all_of() -> None:
        await database.open_secret(None)
        service = Service(database, clock)
        try:
            await run(service)
        finally:
            await service.recorder.close()

    try:
        asyncio.run(all_of())
    finally:
        database.close()


def error_of(response: httpx.Response) -> dict[str, Any]:
    """The error of an answer, after a look at its form."""
    body = response.json()
    assert set(body) == {"error"}, body
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "details", "request_id", "documentation_url"}
    assert error["request_id"] == response.headers["x-request-id"]
    assert error["documentation_url"].endswith(f"/errors/{error['code']}")
    return error
