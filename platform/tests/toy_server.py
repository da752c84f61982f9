"""A process that serves a toy application with `server.serve`, for the tests: run with the path of a ready file.

It tells on stdout what happens in it, a line each; SIGUSR1 lets the requests go on that are held.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from ghxstship_platform import logs, server
from ghxstship_platform.ready import Access, Portal, remove_ready_file, write_ready_file

PART = 500_000


def tell(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


class Toy:
    def __init__(self) -> None:
        self.released = asyncio.Event()
        self.ending = asyncio.Event()

    async def start(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.released.set)
        tell("start")

    def begin_shutdown(self) -> None:
        self.ending.set()
        tell("begin_shutdown")

    async def close(self) -> None:
        tell("close")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope["path"]
        if path == "/held":
            tell("held")
            await self.released.wait()
            headers = [(b"content-length", b"%d" % (4 * PART))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            for part in range(4):
                await send(
                    {
                        "type": "http.response.body",
                        "body": b"abcd"[part : part + 1] * PART,
                        "more_body": part < 3,
                    }
                )
            tell("answered")
        elif path == "/stream":
            headers = [(b"content-type", b"text/event-stream")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"data: first\n\n", "more_body": True})
            await self.ending.wait()
            await send({"type": "http.response.body", "body": b"data: last\n\n", "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        elif path == "/stuck":
            server.LAST_SECONDS = 0.05
            asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        elif path == "/unread":
            await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"3")]})
            await send({"type": "http.response.body", "body": b"big"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"ok"})


async def main(ready_file: Path, grace_seconds: float) -> int:
    listener = server.bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def on_ready() -> None:
        write_ready_file(ready_file, Access(url, Portal(url)))
        tell("ready")

    def forget() -> None:
        remove_ready_file(ready_file)

    try:
        return await server.serve(
            Toy(), listener, on_ready=on_ready, on_abort=forget, grace_seconds=grace_seconds
        )
    finally:
        forget()


if __name__ == "__main__":
    logs.configure("info")
    server.FLUSH_SECONDS = 0.05
    sys.exit(asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]))))
