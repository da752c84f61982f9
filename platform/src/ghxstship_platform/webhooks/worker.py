"""The worker: reads on in the logs, claims what is due, sends it, writes down what came of it.

Nothing that matters is only here. A lane is what the worker knows of one endpoint; it keeps a slow or dead endpoint
from taking the room of the others: its width halves with each bad attempt and grows again with the good ones.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from functools import partial
from time import perf_counter

from .. import __version__, logs
from ..clock import SECOND
from ..ids import random_tail
from ..storage.database import Database
from . import meters, steps
from .claims import DUE_LANES, Claimed, Claims, Want
from .directory import Directory
from .dispatch import LAGGING, Delivery, Dispatched, Dispatcher
from .endpoints import disable
from .record import Disable, Ended, record
from .sender import Outgoing, Result, Sender
from .signatures import sign

_log = logging.getLogger(__name__)

LEASE = 30 * SECOND
"""How long a claim holds: an attempt of 15 s, and as long again to write it down (ms)."""

WIDEST = 64
_SLOW = 1.0  # seconds
# What may be sent and not yet be written down; beyond it the worker takes nothing on.
_UNWRITTEN = 4_000
# How much of the lease an attempt needs to end within it.
_ATTEMPT = 16 * SECOND
_AGAIN_LATER = 5 * SECOND
_POLL_SECONDS = 0.25
_LANES_EVERY = 4  # polls

USER_AGENT = f"GHXSTSHIP-Webhooks/{__version__}"


class Lane:
    """One endpoint, as this worker sees it."""

    __slots__ = ("busy", "endpoint_id", "width", "workspace_id")

    def __init__(self, workspace_id: str, endpoint_id: str) -> None:
        self.workspace_id = workspace_id
        self.endpoint_id = endpoint_id
        self.width = WIDEST
        self.busy = 0

    @property
    def room(self) -> int:
        """How many more attempts may be under way."""
        return max(0, self.width - self.busy)

    def learn(self, result: Result) -> None:
        """Become wider by an attempt that went well, narrower by one that did not."""
        if result.error is None and result.seconds < _SLOW:
            self.width = min(WIDEST, self.width + 1)
        else:
            self.width = max(2, self.width // 2)


class Worker:
    """One worker of the delivery engine; any number of them share a PostgreSQL.

    Parameters
    ----------
    db: open and migrated.
    sender: makes the attempts.
    lease: how long a claim holds, in ms; longer than an attempt can take.
    """

    def __init__(self, db: Database, sender: Sender, *, lease: int = LEASE) -> None:
        self.name = random_tail(db.random)
        self._db = db
        self._sender = sender
        directory = Directory(db.secret)
        self._dispatcher = Dispatcher(self.name, lease, db.random, directory, self._room)
        self._claims = Claims(self.name, lease, directory)
        self._lanes: dict[str, Lane] = {}
        # The lanes for which the database has more that is due.
        self._waiting: set[Lane] = set()
        self._news: set[str] = set()
        # Workspaces in which no endpoint wants anything: their commits are left to the poll, which sees a new one.
        self._idle: set[str] = set()
        self._wake = asyncio.Event()
        self._attempts: set[asyncio.Task[None]] = set()
        self._ended: list[Ended] = []
        self._written = asyncio.Event()
        self._recording: asyncio.Task[None] | None = None
        self._unwritten = self._started = 0
        db.on_news(self._hear)

    # --- the loop

    async def run(self) -> None:
        """Work until cancelled; what is under way then is finished and written down."""
        poll = asyncio.create_task(self._poll())
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                try:
                    await self._step()
                except Exception:  # noqa: BLE001 - the database is away; the poll comes again
                    _log.exception("webhook worker could not go on")
                    await asyncio.sleep(_POLL_SECONDS)
        finally:
            poll.cancel()
            await self._settle()

    async def drain(self) -> None:
        """Do all that is due now, and return when it is written down (simulations, tests)."""
        while True:
            await self._look(lanes=True)
            before = self._started
            busy = bool(self._news)
            await self._step()
            await self._settle()
            if not busy and self._started == before:
                return

    async def _poll(self) -> None:
        """Find what no news have told of: retries, leases that ended, writes of other hosts that were not heard of."""
        turn = 0
        while True:
            try:
                await self._look(lanes=turn % _LANES_EVERY == 0)
            except Exception:  # noqa: BLE001 - see `run`
                _log.exception("webhook worker could not look for work")
            turn += 1
            self._wake.set()
            await asyncio.sleep(_POLL_SECONDS)

    async def _look(self, *, lanes: bool) -> None:
        lagging = await self._db.read_long(lambda reader: reader.rows(LAGGING))
        self._news.update(row[0] for row in lagging)
        meters.set_lag(sum(row[1] for row in lagging))
        if lanes:
            now = self._db.clock.now()
            due = await self._db.read_long(lambda reader: reader.rows(DUE_LANES, now=now))
            for workspace_id, endpoint_id, _ in due:
                self._waiting.add(self._lane(workspace_id, endpoint_id))
            meters.set_due(len(due), max((now - row[2] for row in due), default=0))

    def _hear(self, workspaces: Collection[str]) -> None:
        news = set(workspaces) - self._idle
        if news:
            self._news.update(news)
            self._wake.set()

    async def _step(self) -> None:
        """Dispatch what is new, then claim for the lanes that have room."""
        for workspace_id in list(self._news):
            await self._make_room()
            self._news.discard(workspace_id)
            if (await self._dispatch(workspace_id)).more:
                self._news.add(workspace_id)
        await self._make_room()
        await self._claim()
        if self._news:
            self._wake.set()

    async def _make_room(self) -> None:
        """Wait until enough has been written down."""
        while self._unwritten >= _UNWRITTEN:
            self._written.clear()
            await self._written.wait()

    async def _dispatch(self, workspace_id: str) -> Dispatched:
        now = self._db.clock.now()
        dispatched = await self._db.administer(
            lambda session: self._dispatcher.run(session, workspace_id, now)
        )
        steps.reached("dispatch.committed")
        if dispatched.idle:
            self._idle.add(workspace_id)
        else:
            self._idle.discard(workspace_id)
        self._waiting.update(self._lane(workspace_id, endpoint_id) for endpoint_id in dispatched.waiting)
        for delivery in dispatched.claimed:
            self._start(self._lane(workspace_id, delivery.endpoint_id), [delivery])
        return dispatched

    async def _claim(self) -> None:
        # Few at a time would cost a transaction each.
        lanes = [lane for lane in self._waiting if lane.room * 2 >= lane.width]
        if not lanes:
            return
        wants = [Want(lane.workspace_id, lane.endpoint_id, lane.room) for lane in lanes]
        now = self._db.clock.now()
        claimed = await self._db.administer(lambda session: self._claims.run(session, wants, now))
        steps.reached("claim.committed")
        for lane in lanes:
            self._take(lane, claimed[lane.endpoint_id], now)

    def _take(self, lane: Lane, claimed: Claimed, now: int) -> None:
        if not claimed.more:
            self._waiting.discard(lane)
        if claimed.slot_at is not None:
            # Not `waiting` until then: asking earlier would find no room in the rate limit.
            asyncio.get_running_loop().call_later(max(0, claimed.slot_at - now) / SECOND, self._go_on, lane)
        if claimed.in_order:
            if claimed.deliveries:
                self._start(lane, claimed.deliveries)
        else:
            for delivery in claimed.deliveries:
                self._start(lane, [delivery])
        if claimed.more:
            self._wake.set()

    def _go_on(self, lane: Lane) -> None:
        self._waiting.add(lane)
        self._wake.set()

    def _lane(self, workspace_id: str, endpoint_id: str) -> Lane:
        lane = self._lanes.get(endpoint_id)
        if lane is None:
            lane = self._lanes[endpoint_id] = Lane(workspace_id, endpoint_id)
        return lane

    def _room(self, endpoint_id: str) -> int:
        lane = self._lanes.get(endpoint_id)
        if lane is None:
            return WIDEST
        # What already waits goes first.
        return 0 if lane in self._waiting else lane.room

    # --- attempts

    def _start(self, lane: Lane, deliveries: list[Delivery]) -> None:
        lane.busy += 1
        self._started += len(deliveries)
        self._unwritten += len(deliveries)
        task = asyncio.create_task(self._attempt_all(lane, deliveries))
        self._attempts.add(task)
        task.add_done_callback(self._attempts.discard)

    async def _attempt_all(self, lane: Lane, deliveries: list[Delivery]) -> None:
        """Attempt deliveries one behind the other; the first that fails keeps back those behind it."""
        try:
            well = True
            for delivery in deliveries:
                if not well or self._db.clock.now() > delivery.lease_end - _ATTEMPT:
                    now = self._db.clock.now()
                    self._write_down(Ended(delivery, now, now, None))
                else:
                    well = await self._attempt(lane, delivery)
        finally:
            lane.busy -= 1
            if lane in self._waiting:
                self._wake.set()

    async def _attempt(self, lane: Lane, delivery: Delivery) -> bool:
        started_at, began = self._db.clock.now(), perf_counter()
        steps.reached("send.before")
        result = await self._sender.send(outgoing(delivery, started_at))
        steps.reached("send.answered")
        # A clock that was moved meanwhile counts; one that stands still does not tell how long it took.
        ended_at = max(self._db.clock.now(), started_at)
        lane.learn(result)
        meters.observe_attempt(result, perf_counter() - began)
        if result.error == "local":
            self._write_down(Ended(delivery, started_at, ended_at + _AGAIN_LATER, None))
            return False
        self._write_down(Ended(delivery, started_at, ended_at, result))
        logs.write(
            logs.AttemptLine(
                delivery.workspace_id,
                delivery.endpoint_id,
                delivery.id,
                delivery.event_id,
                delivery.event_type,
                delivery.attempts + 1,
                result.status,
                result.error,
                round(result.seconds * 1000, 3),
            )
        )
        return result.error is None

    # --- writing down

    def _write_down(self, ended: Ended) -> None:
        self._ended.append(ended)
        if self._recording is None or self._recording.done():
            self._recording = asyncio.create_task(self._record())

    async def _record(self) -> None:
        """Write down what has ended, batch after batch, until nothing is left."""
        while self._ended:
            batch, self._ended = self._ended, []
            steps.reached("record.before")
            late = self._db.clock.now() >= min(ended.delivery.lease_end for ended in batch)
            try:
                disable_these = await self._db.administer(
                    partial(record, worker=self.name, batch=batch, careful=late), "results"
                )
            except Exception:  # noqa: BLE001 - one by one then: what can be stored is
                _log.exception("webhook attempts could not be stored together")
                disable_these = await self._record_singly(batch)
            steps.reached("record.committed")
            self._unwritten -= len(batch)
            self._written.set()
            for ended in batch:
                if ended.delivery.target.ordered:
                    # Its queue has a new head, now that the fate of the last one is known.
                    self._waiting.add(self._lane(ended.delivery.workspace_id, ended.delivery.endpoint_id))
            for order in disable_these:
                await self._disable(order)
        self._wake.set()

    async def _record_singly(self, batch: list[Ended]) -> list[Disable]:
        found: list[Disable] = []
        for ended in batch:
            try:
                found += await self._db.administer(
                    partial(record, worker=self.name, batch=[ended], careful=True), "results"
                )
            except Exception:  # noqa: BLE001 - its lease ends, and it is attempted again
                _log.exception(
                    "webhook attempt could not be stored", extra={"delivery_id": ended.delivery.id}
                )
        return found

    async def _disable(self, order: Disable) -> None:
        try:
            await self._db.write(
                order.workspace_id, lambda tx: disable(tx, order.endpoint_id, order.reason, order.detail)
            )
        except Exception:  # noqa: BLE001 - its next attempt says so again
            _log.exception("webhook endpoint could not be disabled", extra={"endpoint_id": order.endpoint_id})

    async def _settle(self) -> None:
        """Wait until what is under way has ended and is written down."""
        while self._attempts or (self._recording is not None and not self._recording.done()):
            waiting = {*self._attempts}
            if self._recording is not None and not self._recording.done():
                waiting.add(self._recording)
            await asyncio.wait(waiting)


def outgoing(delivery: Delivery, now: int) -> Outgoing:
    """The request of an attempt; the signatures are over exactly its body."""
    body = delivery.body.encode()
    return Outgoing(
        delivery.target.url,
        {
            **delivery.target.headers,
            **sign(delivery.target.secrets, delivery.event_id, now // SECOND, body),
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "X-GHXSTSHIP-Event": delivery.event_type,
            "X-GHXSTSHIP-Delivery": delivery.id,
            "X-GHXSTSHIP-Attempt": str(delivery.attempts + 1),
        },
        body,
    )
