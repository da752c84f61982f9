"""Runs handlers on what is in the inbox: once per event, in the order of each record, again after a failure."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor

from .attempts import SECOND, Reject, RetryLater, reason_of, retry_at
from .engine import InboxUnavailableError
from .handlers import Delivered, Handler, Handlers, fields_of
from .store import LEASE, Claim, Inbox

_log = logging.getLogger(__name__)

# A process that shares the inbox does not tell of its arrivals; they are found by looking.
LOOK_EVERY = 1.0
RENEW_EVERY = LEASE / SECOND / 3


class Runner:
    """Works an inbox off.

    Parameters
    ----------
    concurrency: how many handlers may be at work at once.
    in_order: run an event only when none before it can be missing; needs a feed that fills the inbox.
    """

    def __init__(self, inbox: Inbox, handlers: Handlers, *, concurrency: int, in_order: bool) -> None:
        self._inbox = inbox
        self._handlers = handlers
        self._in_order = in_order
        self._wake = asyncio.Event()
        self._room = concurrency
        self._running: dict[asyncio.Task[None], Claim] = {}
        # Of its own, because asyncio's is smaller on a small machine, and others wait for it.
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="ghxstship-handler")

    def wake(self) -> None:
        """Something has arrived or become due."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; what is under way then is finished first."""
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                self._wake.clear()
                if not await self._guarded_turn():
                    await self._sleep()
        finally:
            renewing.cancel()
            if self._running:
                await asyncio.wait(self._running)
            self._threads.shutdown()

    async def drain(self) -> int:
        """Run everything that is due now, and what becomes due by it; how many runs were begun."""
        begun = 0
        while found := await self.turn():
            begun += found
            await asyncio.wait(self._running)
        return begun

    async def turn(self) -> int:
        """Begin as many runs as there is room for; how many."""
        if self._room <= 0:
            return 0
        claims = await self._inbox.claim(self._room, in_order=self._in_order)
        self._room -= len(claims)
        for claim in claims:
            task = asyncio.create_task(self._carry_out(claim))
            self._running[task] = claim
            task.add_done_callback(self._over)
        return len(claims)

    async def _guarded_turn(self) -> int:
        try:
            return await self.turn()
        except InboxUnavailableError as error:
            _log.error("the inbox does not answer: %s", error)
            return 0

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._wake.wait()

    def _over(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The result could not be stored: the run comes again when its lease has ended.
            _log.error("the result of a run was not stored: %s", error)

    async def _carry_out(self, claim: Claim) -> None:
        handler = self._handlers[claim.handler]
        try:
            event = Delivered.of(claim)
            error = await self._failure(handler, event) if handler else _gone(claim)
        finally:
            # While the result is stored another one may begin: both then share a transaction.
            self._room += 1
            self._wake.set()
        if error is None:
            await self._inbox.done(claim)
            return
        await self._note(claim, event, error)

    async def _note(self, claim: Claim, event: Delivered, error: BaseException) -> None:
        """Keep and log a failure, and when the run comes again."""
        again = retry_at(error, claim.attempt, self._inbox.clock(), claim.put_off_since)
        reason, put_off = reason_of(error), isinstance(error, RetryLater) and again is not None
        _log.log(
            logging.ERROR if again is None else logging.WARNING,
            "%s %s: %s", claim.handler, "is put off" if put_off else "failed", reason,
            extra={**fields_of(event), "handler": claim.handler, "attempt": claim.attempt, "error": error,
                   "retry_at": again, "put_off": put_off},
        )  # fmt: skip
        if put_off and again is not None:
            await self._inbox.put_off(claim, reason, again)
        else:
            await self._inbox.failed(claim, reason, again)

    async def _failure(self, handler: Handler, event: Delivered) -> BaseException | None:
        """What a handler raises: whatever it is, the others go on."""
        try:
            await handler.handle(event, self._threads)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # it is we who are to stop, not something that the handler waited for
            return error
        except (Exception, SystemExit) as error:  # noqa: BLE001
            return error
        return None

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            with contextlib.suppress(InboxUnavailableError):
                await self._inbox.renew(list(self._running.values()))


def _gone(claim: Claim) -> Reject:
    return Reject(f"there is no handler {claim.handler!r} any more; replay it when there is one")
