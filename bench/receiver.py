"""A webhook receiver that costs little: raw sockets, keep-alive, 200 to everything, at once, but for the path /slow.

    python -m bench.receiver

Prints its port, then answers each line on its standard input with a JSON line: `count` (requests), `events` (different
ones) and `delays`, for each event that came first since the last question the milliseconds from its `timestamp`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import sys
import time
from datetime import datetime

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SIGNATURE = re.compile(rb"x-ghxstship-signature: *t=(\d+),v1=([0-9a-f]{64})", re.IGNORECASE)
_ID = re.compile(rb'"id":"(msg_\w+)"')
_TIME = re.compile(rb'"timestamp":"([^"]+)"')
_SLOW_PATH = b"/slow"
_SLOW_SECONDS = 10.0
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Counts:
    """What has come so far."""

    def __init__(self) -> None:
        self.count = 0
        self.forged = 0
        self.secrets: dict[bytes, bytes] = {}
        self.seen: set[tuple[bytes, bytes]] = set()
        self.delays: list[float] = []

    def take(self, path: bytes, head: bytes, body: bytes) -> None:
        """Count one request; its signature must be right."""
        self.count += 1
        found, signature = _ID.search(body), _SIGNATURE.search(head)
        secret = self.secrets.get(path)
        if secret is not None:
            good = signature and hmac.compare_digest(
                hmac.new(secret, signature[1] + b"." + body, hashlib.sha256).hexdigest().encode(),
                signature[2],
            )
            self.forged += not good
        moment = _TIME.search(body)
        if found and moment and (path, found[1]) not in self.seen:
            self.seen.add((path, found[1]))
            sent = datetime.fromisoformat(moment[1].decode()).timestamp()
            self.delays.append((time.time() - sent) * 1000)

    def report(self) -> str:
        """A line about what has come, with the delays since the last one."""
        delays, self.delays = self.delays, []
        return json.dumps(
            {"count": self.count, "events": len(self.seen), "forged": self.forged, "delays": delays}
        )


class _Connection(asyncio.Protocol):
    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            length = _LENGTH.search(head)
            size = end + 4 + int(length[1] if length else 0)
            if len(self._data) < size:
                return
            body, self._data = self._data[end + 4 : size], self._data[size:]
            path = head.split(b" ", 2)[1]
            if path == _SLOW_PATH:
                # What it gets is of no interest; that it is late with its answers is.
                asyncio.get_running_loop().call_later(_SLOW_SECONDS, self._transport.write, _ANSWER)
                continue
            self._transport.write(_ANSWER)
            self._counts.take(path, head, body)


async def _serve() -> None:
    counts, loop = Counts(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(counts), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    questions = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(questions), sys.stdin)
    while line := await questions.readline():
        # A secret to verify a path with, or an empty line: a question.
        path, _, secret = line.strip().partition(b" ")
        if secret:
            counts.secrets[path] = secret
        print(counts.report(), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
