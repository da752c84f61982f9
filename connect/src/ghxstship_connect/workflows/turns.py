"""Whose turn it is to call a service: no more at once than it takes, one after the other once that was too much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from .sending import LimitedError

# Mailchimp takes ten connections of an account at a time.
AT_ONCE = 8
# Milliseconds between two calls after a refusal: Slack takes one message a second.
APART = 1_000


class Turns:
    """The turns of the steps that call other services, by action and host.

    Parameters
    ----------
    clock: Unix milliseconds.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, service: str, key: str) -> AsyncIterator[None]:
        """Call a service within; raises `LimitedError` with the time at which this step's turn comes.

        A `LimitedError` that comes out of the call closes the service for every other step too.
        """
        lane = self._lanes.setdefault(service, _Lane())
        async with lane.room:
            wait = lane.wait(key, self._clock())
            if wait:
                raise LimitedError(
                    wait / 1_000, f"{service} was asked for too often; this waits for its turn"
                )
            try:
                yield
            except LimitedError as error:
                wait = lane.close(key, self._clock(), int(error.seconds * 1_000))
                raise LimitedError(wait / 1_000, str(error)) from None


class _Lane:
    def __init__(self) -> None:
        self.room = asyncio.Semaphore(AT_ONCE)
        self._closed_until = 0
        self._free_at = 0
        self._turns: dict[str, int] = {}

    def wait(self, key: str, now: int) -> int:
        """Milliseconds until a step's turn comes."""
        turn = self._turns.pop(key, None)
        if turn is not None and self._closed_until <= turn <= now:
            return 0
        at = max(self._closed_until, self._free_at)
        if at <= now:
            return 0
        self._turns[key] = at
        self._free_at = at + APART
        return at - now

    def close(self, key: str, now: int, length: int) -> int:
        """No call for so long; the wait of the step that was refused."""
        if now + length > self._closed_until:
            self._closed_until = self._free_at = now + length
        return self.wait(key, now)
