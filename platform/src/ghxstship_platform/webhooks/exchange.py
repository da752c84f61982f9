"""One request and its answer over a kept connection.

aiohttp connects, keeps connections and parses what comes; its session is left out. That builds a request, a task that
writes it and an answer anew for what a delivery has ready as bytes, and took half of all the time of an attempt.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs
from yarl import URL

# What no header may hold: with a line break it would become two.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ALWAYS = {"Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its body as it comes."""

    status: int
    headers: Mapping[str, str]
    content: aiohttp.StreamReader


class Address:
    """Where requests go: what the connector asks for it, and the lines that every one of them begins with."""

    __slots__ = ("begins", "request", "url")

    def __init__(self, url: URL) -> None:
        self.url = url
        self.request = aiohttp.ClientRequest(hdrs.METH_POST, url, loop=asyncio.get_running_loop())
        self.begins = f"POST {url.raw_path_qs} HTTP/1.1\r\nHost: {self.request.headers[hdrs.HOST]}"


def head(address: Address, headers: Mapping[str, str], length: int) -> bytes:
    """The head of a request with a body of so many bytes.

    Raises ValueError for a header with a control character.
    """
    given = {name.lower() for name in headers}
    lines = [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"{name}: {value}" for name, value in _ALWAYS.items() if name.lower() not in given]
    if _FORBIDDEN.search("".join(lines)):
        raise ValueError("a header holds a control character")
    return "\r\n".join([address.begins, *lines, f"Content-Length: {length}\r\n\r\n"]).encode()


@asynccontextmanager
async def exchange(
    connector: aiohttp.BaseConnector,
    limits: aiohttp.ClientTimeout,
    address: Address,
    head: bytes,
    body: bytes,
) -> AsyncIterator[Answer]:
    """Send a request; the answer for as long as the block lasts.

    The connection is kept for the next one if the block has read the answer to its end.
    Raises aiohttp's errors, HttpProcessingError among them, and OSError.
    """
    connection = await _connect(connector, limits, address)
    protocol = connection.protocol
    try:
        assert protocol is not None
        protocol.set_response_params(read_until_eof=True, auto_decompress=False)
        transport = protocol.transport
        if transport is None:
            raise aiohttp.ServerDisconnectedError
        transport.writelines([head, body])
        while True:
            message, content = await protocol.read()
            # 101 is no interim answer: what follows it is not HTTP.
            if not 100 <= message.code <= 199 or message.code == 101:
                break
        yield Answer(message.code, message.headers, content)
        if content.is_eof() and not transport.get_write_buffer_size():
            connection.release()
    finally:
        # Without an effect on one that was released.
        connection.close()


async def _connect(
    connector: aiohttp.BaseConnector, limits: aiohttp.ClientTimeout, address: Address
) -> aiohttp.connector.Connection:
    try:
        return await connector.connect(address.request, [], limits)
    except TimeoutError as error:
        raise aiohttp.ConnectionTimeoutError(f"no connection to {address.url} in time") from error
