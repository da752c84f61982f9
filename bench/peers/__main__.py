"""Serve one peer: ``python -m bench.peers NAME READY_FILE ARGUMENTS``.

The settings of Granian are those that the platform serves itself with (`ghxstship_platform.server`).
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from ghxstship_platform.server import BACKLOG, HEADER_SECONDS, MAX_HEAD

from . import listing, memory

_PEERS: dict[str, Any] = {"listing": listing.application, "memory": memory.application}


async def _when_answering(port: int, ready: Path) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        break
    draft = ready.with_suffix(".draft")
    await asyncio.to_thread(draft.write_text, json.dumps({"url": f"http://127.0.0.1:{port}"}))
    await asyncio.to_thread(draft.replace, ready)


async def _main(name: str, ready: Path, arguments: dict[str, Any]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(
        _PEERS[name](**arguments),
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MAX_HEAD),
        log_enabled=False,
    )
    waiting = asyncio.create_task(_when_answering(port, ready))
    await server.serve()
    await waiting


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])))
