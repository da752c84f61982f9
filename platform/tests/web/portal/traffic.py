"""A workspace with something going on: a person who looks, a program that calls, a receiver that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from aiohttp import web

from ghxstship_platform.clock import SECOND
from ghxstship_platform.webhooks import replays
from ghxstship_platform.webhooks.sender import Sender
from ghxstship_platform.webhooks.worker import Worker

from ...webhooks.harbor import Receiver
from ...webhooks.receivers import authorities
from ..stage import Browser, Stage, on_stage

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
"""What must come out of every page as it went in: as text."""


class Traffic:
    """What a test of the pages works with; made by `with_traffic`."""

    def __init__(self, stage: Stage, workspace_id: str, browser: Browser, program: httpx.AsyncClient) -> None:
        self.stage = stage
        self.workspace_id = workspace_id
        self.browser = browser
        self.program = program
        self.receiver = Receiver()
        self.sender = Sender(allow_local=True, ssl=authorities())

    def at(self, path: str = "") -> str:
        """The address of a page of the workspace."""
        return f"/developers/{self.workspace_id}" + (f"/{path}" if path else "")

    async def see(self, path: str, status: int = 200) -> str:
        """Open a page; what a person reads there."""
        page = await self.browser.get(self.at(path))
        assert page.status_code == status, page.text
        return self.browser.text

    async def call(self, method: str, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        """Call the API as a program; the answer."""
        answer = await self.program.request(method, path, json=body, **options)
        found: dict[str, Any] = {"status": answer.status_code, "id": answer.headers["x-request-id"]}
        return {**found, "data": answer.json() if answer.content else None}

    async def deal(self, **values: Any) -> dict[str, Any]:
        """A new deal."""
        made = await self.call("POST", "/atlvs/v1/deals", {"name": "Spring run", "value": 100, **values})
        assert made["status"] == 201, made
        deal: dict[str, Any] = made["data"]
        return deal

    async def endpoint(self, path: str = "/hook", **values: Any) -> str:
        """A new endpoint of the receiver; its id."""
        body = {"url": self.receiver.url + path, "events": ["*"], **values}
        made = await self.call("POST", "/workspace/v1/webhook-endpoints", body)
        assert made["status"] == 201, made
        return str(made["data"]["id"])

    async def deliver(self) -> None:
        """Attempt what is due now; a write may have been a millisecond ahead of the clock, never a second."""
        self.stage.clock.advance(SECOND)
        await Worker(self.stage.db, self.sender).drain()

    async def work_off(self) -> None:
        """Let every job come to its end."""
        while await replays.run_jobs(self.stage.db):
            pass

    async def deliveries(self, **query: str) -> list[dict[str, Any]]:
        """What the API tells of deliveries, newest first."""
        answer = await self.program.get("/workspace/v1/webhook-deliveries", params=query)
        found: list[dict[str, Any]] = answer.json()["data"]
        return found

    async def log(self) -> None:
        """Write down what the request log has collected."""
        await asyncio.to_thread(self.stage.platform.request_log.flush)

    def refuse(self, status: int = 500, body: str = "busy") -> None:
        """Let the receiver answer so from now on."""
        self.receiver.answer = lambda path, event: web.Response(
            status=status, text=body, content_type="text/html", headers={"X-Why": EVIL}
        )

    def accept(self) -> None:
        """Let the receiver take everything from now on."""
        self.receiver.answer = lambda path, event: web.Response(text="thank you")


Story = Callable[[Traffic], Awaitable[None]]


def with_traffic(url: str, story: Story, *, role: str = "owner") -> None:
    """Run a story in a new workspace of a platform over the database at `url`.

    Parameters
    ----------
    role: of the person who looks.
    """

    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace(tier="enterprise")
        browser = await stage.member(workspace_id, role)
        traffic = Traffic(stage, workspace_id, browser, stage.api(await stage.key(workspace_id)))
        await traffic.receiver.start()
        try:
            await story(traffic)
        finally:
            await traffic.sender.close()
            await traffic.receiver.stop()

    on_stage(url, scenario, allow_local_webhooks="true")
