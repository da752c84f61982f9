"""What a test of the engine works with: a workspace, endpoints, a worker whose clock the test moves, a receiver."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from aiohttp import web

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.products import records
from ghxstship_platform.products.registry import BY_KEY
from ghxstship_platform.products.resource import Record
from ghxstship_platform.storage.database import Database
from ghxstship_platform.storage.schema import WORKSPACES
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.webhooks.endpoints import WEBHOOK_ENDPOINTS
from ghxstship_platform.webhooks.sender import Sender
from ghxstship_platform.webhooks.tables import ATTEMPTS, DELIVERIES
from ghxstship_platform.webhooks.worker import Worker

from .receivers import authorities

_NEW = Statement(sa.insert(WORKSPACES).values({c.name: sa.bindparam(c.name) for c in WORKSPACES.c}))
_DELIVERIES = Statement(
    sa.select(DELIVERIES).where(DELIVERIES.c.workspace_id == WORKSPACE).order_by(DELIVERIES.c.id)
)
_ATTEMPTS = Statement(
    sa.select(ATTEMPTS)
    .where(ATTEMPTS.c.workspace_id == WORKSPACE)
    .order_by(ATTEMPTS.c.delivery_id, ATTEMPTS.c.number)
)


@dataclass
class Receiver:
    """A receiver on loopback; `answer` decides what each request gets."""

    url: str = ""
    seen: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answer: Callable[[str, dict[str, Any]], web.Response | Awaitable[web.Response]] = lambda path, event: (
        web.Response(status=200)
    )
    _runner: web.AppRunner | None = None

    async def start(self) -> Receiver:
        """Listen."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._receive)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        """Listen no more."""
        assert self._runner is not None
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(body)
        event = json.loads(body)
        self.seen.append((request.path, event, dict(request.headers)))
        answer = self.answer(request.path, event)
        return answer if isinstance(answer, web.Response) else await answer


class Harbor:
    """One workspace with a receiver; use it in one event loop."""

    def __init__(self, db: Database, clock: ManualClock, workspace_id: str = "ws_harbor") -> None:
        self.db = db
        self.clock = clock
        self.workspace_id = workspace_id
        self.receiver = Receiver()
        self.sender = Sender(allow_local=True, ssl=authorities())
        self.worker = Worker(db, self.sender)

    async def open(self) -> Harbor:
        """Make the workspace and start the receiver."""
        row = {"id": self.workspace_id, "name": "Test", "mode": "live", "tier": "pro", "version": 1, "created_at": 1,
               "updated_at": 1, "sequence": 0, "clock": 0, "first_sequence": 1}  # fmt: skip
        await self.db.administer(lambda session: session.run(_NEW, row))
        await self.receiver.start()
        return self

    async def close(self) -> None:
        """Stop the receiver and the sender."""
        await self.sender.close()
        await self.receiver.stop()

    def restart(self) -> None:
        """Another worker, as after a restart: it knows nothing but what is stored."""
        self.worker = Worker(self.db, self.sender)

    async def endpoint(self, path: str = "/", **values: Any) -> Record:
        """An enabled endpoint of the receiver, for everything unless `events` says otherwise."""
        body = {
            "url": self.receiver.url + path, "description": None, "events": ["*"], "filter": None, "headers": {},
            "rate_limit": None, "ordered": False, "status": "enabled", "metadata": {}, **values,
        }  # fmt: skip
        create = WEBHOOK_ENDPOINTS.create
        assert create is not None
        return await self.db.write(self.workspace_id, lambda tx: create(tx, body))

    async def change(self, endpoint_id: str, **values: Any) -> Record:
        """PATCH an endpoint."""
        return await self.db.write(
            self.workspace_id,
            lambda tx: records.update(
                tx, WEBHOOK_ENDPOINTS, records.get(tx, WEBHOOK_ENDPOINTS, endpoint_id), values
            ),
        )

    async def deal(self, name: str = "Tour", **values: Any) -> Record:
        """A new deal: one event."""
        body = {
            "name": name, "value": 100, "currency": "USD", "status": "open", "stage": "qualification", "metadata": {},
            **values,
        }  # fmt: skip
        return await self.db.write(
            self.workspace_id, lambda tx: records.create(tx, BY_KEY["atlvs.deals"], body)
        )

    async def deliveries(self, endpoint_id: str | None = None) -> list[dict[str, Any]]:
        """The rows of the workspace's deliveries, oldest first."""
        rows = await self.db.read(lambda r: r.rows(_DELIVERIES, workspace_id=self.workspace_id))
        named = [dict(zip(DELIVERIES.c.keys(), row, strict=True)) for row in rows]
        return [row for row in named if endpoint_id in (None, row["endpoint_id"])]

    async def attempts(self) -> list[dict[str, Any]]:
        """The rows of the workspace's attempts."""
        rows = await self.db.read(lambda r: r.rows(_ATTEMPTS, workspace_id=self.workspace_id))
        return [dict(zip(ATTEMPTS.c.keys(), row, strict=True)) for row in rows]

    def received(self, path: str = "/") -> list[str]:
        """The types of the events that a path has received, in order."""
        return [event["event"] for where, event, _ in self.receiver.seen if where == path]


def sailing(db: Database, clock: ManualClock, voyage: Callable[[Harbor], Any]) -> Any:
    """Run a test's coroutine with an open harbor."""

    async def run() -> Any:
        harbor = await Harbor(db, clock).open()
        try:
            return await voyage(harbor)
        finally:
            await harbor.close()

    return asyncio.run(run())
