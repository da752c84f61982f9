"""A fast receiver in a process of its own: verifies every delivery and remembers what it accepted, path by path.

    python receiver.py [PORT]

It prints its port. A delivery's secret is told by `PUT /path` before; `GET /path` answers with the accepted ids in the
order of their first arrival, how often each came, and what was refused. On a path that begins with `/flaky` the first
attempt of every fifth id gets a 500.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
_REFUSED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Mailbox:
    """What one path has got."""

    secret: bytes = b""
    accepted: Counter[str] = field(default_factory=Counter)
    delayed: set[str] = field(default_factory=set)
    refused: int = 0

    def deliver(self, path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
        """The answer to one delivery."""
        fields = dict(part.split(b"=", 1) for part in headers[b"x-ghxstship-signature"].split(b","))
        expected = hmac.digest(self.secret, fields[b"t"] + b"." + body, hashlib.sha256).hex().encode()
        name = headers[b"webhook-id"].decode()
        if not hmac.compare_digest(expected, fields[b"v1"]) or json.loads(body)["id"] != name:
            self.refused += 1
            return _REFUSED
        if path.startswith("/flaky") and zlib.crc32(name.encode()) % 5 == 0 and name not in self.delayed:
            self.delayed.add(name)
            return _FAILED
        self.accepted[name] += 1
        return _OK


class Receiver:
    """Speaks just enough HTTP/1.1 for the engine and the test."""

    def __init__(self) -> None:
        self._boxes: dict[str, Mailbox] = {}

    async def serve(self, port: int) -> None:
        """Listen until the process ends."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", port, backlog=1024)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head[:-4].split(b"\r\n")
                pairs = (line.partition(b":") for line in lines)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get(b"content-length", b"0")))
                method, path, _ = first.decode().split(" ")
                writer.write(self._answer(method, path, headers, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            # The other side has closed, or was killed.
            pass
        finally:
            writer.close()

    def _answer(self, method: str, path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
        box = self._boxes.setdefault(path, Mailbox())
        if method == "POST":
            return box.deliver(path, headers, body)
        if method == "PUT":
            box.secret = body
            return _OK
        found = json.dumps({"accepted": box.accepted, "refused": box.refused}).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(found), found)


if __name__ == "__main__":
    asyncio.run(Receiver().serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
