"""Handlers: what an integrator's code does with an event, and when it is tried again."""

from __future__ import annotations

import asyncio
import inspect
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from ghxstship.errors import ConfigurationError
from ghxstship.webhooks import Event

from .store import SECOND, Claim

MINUTE = 60 * SECOND

# Waits after the first and each further failure: a handler that still fails after 7 attempts, in about 7 hours, is a
# dead letter.
WAITS = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE, 360 * MINUTE)


class RetryLater(Exception):
    """Raised by a handler that wants its next attempt at a certain time, such as after a `Retry-After`.

    Parameters
    ----------
    seconds: from now.
    reason: kept with the run.
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason or f"again in {seconds:g} s")
        self.seconds = seconds


class Reject(Exception):
    """Raised by a handler for an event that no further attempt will help: a dead letter at once."""


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

    async def handle(self, event: Delivered) -> None:
        """Run it; a function that blocks runs in a thread."""
        if inspect.iscoroutinefunction(self.function):
            await self.function(event)
        else:
            await asyncio.to_thread(self.function, event)


class Handlers:
    """The handlers of a receiver."""

    def __init__(self) -> None:
        self._by_name: dict[str, Handler] = {}
        self._for = lru_cache(maxsize=1_000)(self._find)

    def add(self, function: Function, types: tuple[str, ...], name: str | None = None) -> None:
        """Register a function; raises `ConfigurationError` for a name that is taken and for no type."""
        chosen = name or f"{function.__module__}.{function.__qualname__}"
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


def retry_at(
    error: BaseException, attempt: int, at: int, chance: Callable[[], float] = random.random
) -> int | None:
    """When a failed run comes again (Unix milliseconds); None when it is a dead letter.

    Parameters
    ----------
    attempt: which has failed, from 1.
    at: now, in Unix milliseconds.
    chance: 0 to 1; the wait is up to a tenth longer, so that what failed together does not return together.
    """
    if isinstance(error, Reject):
        return None
    if isinstance(error, RetryLater):
        return at + int(max(0.0, error.seconds) * SECOND)
    if attempt > len(WAITS):
        return None
    wait = WAITS[attempt - 1]
    return at + wait + int(wait * chance() / 10)


def reason_of(error: BaseException, longest: int = 2_000) -> str:
    """What is kept of a failure."""
    text = f"{type(error).__name__}: {error}" if not isinstance(error, (Reject, RetryLater)) else str(error)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def fields_of(event: Delivered) -> dict[str, Any]:
    """What a log line says of an event."""
    return {"event_id": event["id"], "event": event["event"], "sequence": event["sequence"]}
