"""Receivers over real sockets, most of them from hell, and names that lead to them."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

from aiohttp.abc import AbstractResolver, ResolveResult


@cache
def authorities() -> ssl.SSLContext:
    """Whom the machine trusts, read once: that takes longer than most tests of a sender."""
    return ssl.create_default_context()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Call:
    """One request as it arrived, and what is needed to misbehave."""

    head: bytes
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """End the connection with an RST."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Call], Awaitable[None]]


@dataclass
class Receiver:
    """A listening socket that counts who comes."""

    behaviour: Behaviour | None
    connections: int = 0
    calls: list[Call] = field(default_factory=list)
    port: int = 0
    called: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await self._serve(reader, writer)
        finally:
            self.gone.set()
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.behaviour is None:
            await asyncio.Event().wait()
        while not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            call = Call(head, await reader.readexactly(_length(head)), reader, writer)
            self.calls.append(call)
            self.called.set()
            assert self.behaviour is not None
            await self.behaviour(call)


def _length(head: bytes) -> int:
    lines = [line.split(b":") for line in head.lower().splitlines() if line.startswith(b"content-length:")]
    return int(lines[0][1]) if lines else 0


@asynccontextmanager
async def receiver(
    behaviour: Behaviour | None,
    *,
    host: str | Sequence[str] = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Receiver]:
    """A receiver that behaves so to every request; with None it takes connections and says nothing."""
    made = Receiver(behaviour)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await made.serve(reader, writer)

    server = await asyncio.start_server(serve, host, port, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Names(AbstractResolver):
    """A resolver of the test's own. A name with several answers gives them one after the other, then the last again."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._names = {name: list(answers) for name, answers in names.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self._names:
            raise OSError(socket.EAI_NONAME, "unknown")
        answers = self._names[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in addresses
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing to close."""


# --- behaviours


def answers(raw: bytes, *, close: bool = False) -> Behaviour:
    """Sends exactly these bytes."""

    async def behave(call: Call) -> None:
        await call.write(raw)
        if close:
            call.writer.close()

    return behave


def status(code: int, *headers: str, body: bytes = b"") -> Behaviour:
    """A proper answer."""
    lines = [f"HTTP/1.1 {code} Status", f"Content-Length: {len(body)}", *headers, "", ""]
    return answers("\r\n".join(lines).encode("latin-1") + body)


def forever(raw: bytes, *, after: bytes = b"") -> Behaviour:
    """Sends `after` once and then `raw` as long as somebody takes it."""

    async def behave(call: Call) -> None:
        await call.write(after)
        while True:
            await call.write(raw)

    return behave


def drips(raw: bytes, *, after: bytes = b"") -> Behaviour:
    """Sends `after` at once and then a byte at a time, without ever coming to an end."""

    async def behave(call: Call) -> None:
        await call.write(after)
        while True:
            for byte in raw:
                await call.write(bytes([byte]))
                await asyncio.sleep(0.01)

    return behave


def resets(after: bytes) -> Behaviour:
    """Sends this and then an RST."""

    async def behave(call: Call) -> None:
        await call.write(after)
        call.reset()

    return behave


async def says_nothing(call: Call) -> None:
    """Takes the request and lets the sender wait."""
    await call.reader.read()


def bomb(size: int) -> Behaviour:
    """A gzip body that grows to `size` bytes."""
    packed = gzip.compress(bytes(size))
    return status(200, "Content-Encoding: gzip", body=packed)
