"""Following the event stream (contract "Events and webhooks"): it goes on by `Last-Event-ID` after a break."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from .call import Options
from .errors import APIConnectionError, ResponseParseError
from .records import Record
from .retry import backoff

if TYPE_CHECKING:
    from .client import AsyncClient, Client

R = TypeVar("R", bound=Record)
ACCEPT = "text/event-stream"


class Parser:
    """Turns pieces of a stream into messages; `last_id` is that of the last whole one."""

    def __init__(self, last_id: str | None = None) -> None:
        self.last_id = last_id
        self.retry = 1.0
        self._rest = b""
        self._data: list[str] = []
        self._id: str | None = None

    def feed(self, piece: bytes) -> Iterator[dict[str, Any]]:
        """The messages that end in this piece."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            message = self._line(line.rstrip(b"\r").decode())
            if message is not None:
                yield message

    def _line(self, line: str) -> dict[str, Any] | None:
        if not line:
            return self._end()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "id":
            self._id = value
        elif name == "retry" and value.isdigit():
            self.retry = int(value) / 1000
        return None

    def _end(self) -> dict[str, Any] | None:
        data, self._data = "\n".join(self._data), []
        self.last_id = self._id or self.last_id
        if not data:
            return None
        try:
            message = json.loads(data)
        except ValueError:
            raise ResponseParseError("a message of the stream is no JSON; is the base URL right?") from None
        return message if isinstance(message, dict) else None

    def broken(self) -> None:
        """Half a message is no message; it comes again."""
        self._rest, self._data, self._id = b"", [], None


class _Follow:
    """Where a follower stands, and how long it waits before it connects again."""

    def __init__(self, query: dict[str, Any], options: Options | None, max_retries: int) -> None:
        self.parser = Parser()
        self._query = query
        self._options: Options = options or {}
        self._allowed = max_retries
        self._failed = 0

    def request(self) -> dict[str, Any]:
        headers = dict(self._options.get("extra_headers") or {})
        if self.parser.last_id is not None:
            headers["Last-Event-ID"] = self.parser.last_id
        return {
            "query": self._query,
            "accept": ACCEPT,
            "options": {**self._options, "extra_headers": headers},
        }

    def heard(self) -> None:
        self._failed = 0

    def pause(self, error: APIConnectionError | None) -> float:
        """Seconds until the next connection; the error if too many failed in a row without a byte."""
        self.parser.broken()
        self._failed += 1
        if error is not None and self._failed > self._allowed + 1:
            raise error
        return min(self.parser.retry, backoff(self._failed - 1))


def follow(
    client: Client, path: str, kind: type[R], query: dict[str, Any], options: Options | None
) -> Iterator[R]:
    """Events as they happen, for ever."""
    state = _Follow(query, options, client.max_retries)
    while True:
        failure: APIConnectionError | None = None
        try:
            stream = client.open_stream(path, **state.request())
            try:
                while piece := stream.read():
                    state.heard()
                    for message in state.parser.feed(piece):
                        yield kind(message)
            finally:
                stream.close()
        except APIConnectionError as error:
            failure = error
        time.sleep(state.pause(failure))


async def afollow(
    client: AsyncClient, path: str, kind: type[R], query: dict[str, Any], options: Options | None
) -> AsyncIterator[R]:
    """Events as they happen, for ever."""
    state = _Follow(query, options, client.max_retries)
    while True:
        failure: APIConnectionError | None = None
        try:
            stream = await client.open_stream(path, **state.request())
            try:
                while piece := await stream.read():
                    state.heard()
                    for message in state.parser.feed(piece):
                        yield kind(message)
            finally:
                await stream.close()
        except APIConnectionError as error:
            failure = error
        await asyncio.sleep(state.pause(failure))
