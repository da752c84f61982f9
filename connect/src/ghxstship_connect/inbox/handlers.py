"""Handlers: what an integrator's code does with an event."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from ghxstship.errors import ConfigurationError
from ghxstship.webhooks import Event

from .store import Claim


class Delivered(Event):
    """An event in a handler's hand: the envelope, `attempt` (from 1) and `idempotency_key`.

    The key is the same in every attempt of this handler on this event: hand it on to what you call.
    """

    __slots__ = ("_attempt", "_key")

    def __init__(self, data: dict[str, Any], attempt: int = 1, key: str = "") -> None:
        super().__init__(data)
        self._attempt = attempt
        self._key = key

    @property
    def attempt(self) -> int:
        """Which attempt this is, from 1."""
        return self._attempt

    @property
    def idempotency_key(self) -> str:
        """The same in every attempt of this handler on this event."""
        return self._key

    @classmethod
    def of(cls, claim: Claim) -> Delivered:
        """The event of a claim."""
        return cls(json.loads(claim.body), claim.attempt, f"{claim.event_id}:{claim.handler}")


Function = Callable[[Delivered], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """A function for the events of some types.

    Parameters
    ----------
    name: unique and lasting: runs are kept under it.
    types: names or globs such as `deal.*`.
    """

    name: str
    types: tuple[str, ...]
    function: Function

    def wants(self, kind: str) -> bool:
        """Whether it is for this type of event."""
        return any(fnmatchcase(kind, pattern) for pattern in self.types)

    async def handle(self, event: Delivered, threads: Executor) -> None:
        """Run it; a function that blocks runs in a thread."""
        if inspect.iscoroutinefunction(self.function):
            await self.function(event)
            return
        result = await asyncio.get_running_loop().run_in_executor(
            threads, copy_context().run, self._call, event
        )
        if inspect.isawaitable(result):
            await result  # a decorator hid that it is a coroutine function

    def _call(self, event: Delivered) -> Awaitable[None] | None:
        try:
            return self.function(event)
        except StopIteration as error:
            # A future cannot carry it: whoever waits for the thread would wait for ever.
            raise RuntimeError("the handler raised StopIteration") from error


class Handlers:
    """The handlers of a receiver."""

    def __init__(self) -> None:
        self._by_name: dict[str, Handler] = {}
        self._for = lru_cache(maxsize=1_000)(self._find)

    def add(self, function: Function, types: tuple[str, ...], name: str | None = None) -> None:
        """Register a function; raises `ConfigurationError` for a name that is taken and for no type."""
        chosen = name or f"{function.__module__}.{getattr(function, '__qualname__', '')}"
        if chosen.endswith("."):
            raise ConfigurationError(
                f"a {type(function).__name__} has no name of its own: give it one by name=…"
            )
        if not types:
            raise ConfigurationError(
                f"{chosen}: name at least one type of event, such as 'deal.won' or 'deal.*'"
            )
        if chosen in self._by_name:
            raise ConfigurationError(f"there is already a handler {chosen!r}; give this one another name=…")
        self._by_name[chosen] = Handler(chosen, types, function)
        self._for.cache_clear()

    def __getitem__(self, name: str) -> Handler | None:
        return self._by_name.get(name)

    def __len__(self) -> int:
        return len(self._by_name)

    def wanting(self, kind: str) -> tuple[str, ...]:
        """The names of the handlers that want a type."""
        return self._for(kind)

    def types(self) -> list[str]:
        """What they want together; empty for everything."""
        wanted = sorted({pattern for handler in self._by_name.values() for pattern in handler.types})
        return [] if "*" in wanted else wanted

    def _find(self, kind: str) -> tuple[str, ...]:
        return tuple(handler.name for handler in self._by_name.values() if handler.wants(kind))


def fields_of(event: Delivered) -> dict[str, Any]:
    """What a log line says of an event."""
    return {"event_id": event["id"], "event": event["event"], "sequence": event["sequence"]}
