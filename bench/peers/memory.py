"""The bare handler: the bytes of one answer from memory, nothing looked at. What the server itself costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


def application(body: str) -> Callable[..., Awaitable[None]]:
    """An ASGI application that always gives the same answer."""
    raw = body.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(raw))]

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": raw})

    return answer
