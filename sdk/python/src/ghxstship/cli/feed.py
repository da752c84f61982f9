"""Following the workspace's log for a person who watches: each event as the bytes that the platform wrote.

The position moves on only when the caller asks for the next event, so what was not handled comes again after a
break. Numbers have no gaps, so an event that is missing is noticed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import APIConnectionError, APIStatusError, GhxstshipError, RateLimitError, ServerError
from ..retry import backoff

if TYPE_CHECKING:
    from ..client import Client
    from ..transport import Stream

PATH = "/workspace/v1/events/stream"


@dataclass(frozen=True)
class Message:
    """An event of the stream: its number, its type and its envelope as it was written."""

    sequence: int
    event: str
    body: bytes

    @property
    def id(self) -> str:
        """The event's `msg_…`."""
        return str(json.loads(self.body)["id"])


class Reader:
    """Cuts a stream into messages; what ends in the middle of one is left out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[Message]:
        """The messages that end in this piece."""
        *blocks, self._rest = (self._rest + piece.replace(b"\r\n", b"\n")).split(b"\n\n")
        for block in blocks:
            fields: dict[bytes, list[bytes]] = {}
            for line in block.split(b"\n"):
                name, _, value = line.partition(b":")
                fields.setdefault(name, []).append(value.removeprefix(b" "))
            if b"data" in fields and b"id" in fields:
                event = fields.get(b"event", [b""])[-1].decode()
                yield Message(int(fields[b"id"][-1]), event, b"\n".join(fields[b"data"]))


class Feed:
    """The events behind a position, for ever.

    Parameters
    ----------
    client: a client of the workspace.
    after: the number of the last event that is not wanted.
    types: names and globs; none means all.
    lost: is told why the connection broke and how many seconds later it is made again.
    missing: is told of the first and the last number of events that the platform no longer keeps.
    """

    def __init__(
        self,
        client: Client,
        after: int,
        types: tuple[str, ...],
        *,
        lost: Callable[[GhxstshipError | None, float], None],
        missing: Callable[[int, int], None],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.position = after
        self._client = client
        self._types = types
        self._lost = lost
        self._missing = missing
        self._pause = pause
        self._failed = 0

    def __iter__(self) -> Iterator[Message]:
        while True:
            error: GhxstshipError | None = None
            try:
                yield from self._connected()
            except (APIConnectionError, RateLimitError, ServerError) as problem:
                error = problem
            delay = backoff(self._failed)
            if isinstance(error, APIStatusError):
                delay = max(delay, error.retry_after or 0.0)
            self._failed += 1
            self._lost(error, delay)
            self._pause(delay)

    def _connected(self) -> Iterator[Message]:
        with closing(self._open()) as stream:
            reader = Reader()
            while piece := stream.read():
                self._failed = 0
                for message in reader.feed(piece):
                    if message.sequence <= self.position:
                        continue
                    if not self._types and message.sequence > self.position + 1:
                        self._missing(self.position + 1, message.sequence - 1)
                    yield message
                    self.position = message.sequence

    def _open(self) -> Stream:
        return self._client.open_stream(
            PATH,
            query={"types": self._types} if self._types else None,
            accept="text/event-stream",
            options={"extra_headers": {"Last-Event-ID": str(self.position)}},
        )


def newest(client: Client) -> int:
    """The number of the newest event; 0 before the first."""
    return client.workspace.workspace.retrieve().sequence
