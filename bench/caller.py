"""A program in the process of the platform: what is measured is the server's time alone."""

from __future__ import annotations

import time
from typing import Any

from ghxstship_platform.app import Platform


class Caller:
    """Asks one thing again and again with a credential; with a body it is a POST."""

    def __init__(self, platform: Platform, credential: str, target: str, *, status: int = 200) -> None:
        self._platform = platform
        self._status = status
        path, _, query = target.partition("?")
        headers = [
            (b"host", b"127.0.0.1:8000"),
            (b"authorization", f"Bearer {credential}".encode()),
            (b"content-type", b"application/json"),
            (b"user-agent", b"ghxstship-python/1.0.0"),
        ]
        self._scope = {
            "type": "http", "path": path, "query_string": query.encode(), "headers": headers,
            "client": ("127.0.0.1", 1),
        }  # fmt: skip

    async def microseconds(self, body: bytes = b"") -> float:
        """How long one request takes; raises RuntimeError when it gets another status than it should."""
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        began = time.perf_counter_ns()
        await self._platform({**self._scope, "method": "POST" if body else "GET"}, receive, send)
        took = (time.perf_counter_ns() - began) / 1_000
        if status != self._status:
            raise RuntimeError(f"{self._scope['path']}: {status}")
        return took
