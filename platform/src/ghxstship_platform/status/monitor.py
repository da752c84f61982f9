"""The platform watching itself: real traffic as it comes, a probe once a minute, and a row an hour in the database."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ..clock import DAY, HOUR, MINUTE
from ..storage.database import Database
from ..storage.statements import Statement
from ..storage.transaction import Session
from . import board
from .board import DAYS, Board, View
from .components import IDS, Minute, judge
from .probes import Ask, run_all
from .tables import HOURS, NOW, SUMS

_log = logging.getLogger(__name__)

WRITE_SECONDS = 5.0


def _upsert(table: sa.Table, key: tuple[str, ...], *, adding: bool) -> Statement:
    # PostgreSQL's form, which SQLite takes as it is.
    insert = postgresql.insert(table).values({column.name: sa.bindparam(column.name) for column in table.c})
    changed = {
        column.name: column + insert.excluded[column.name] if adding else insert.excluded[column.name]
        for column in table.c
        if column.name not in key
    }
    return Statement(insert.on_conflict_do_update(index_elements=list(key), set_=changed))


_ADD = _upsert(HOURS, ("component", "hour", "host"), adding=True)
_SET_NOW = _upsert(NOW, ("component", "host"), adding=False)
_BEFORE = sa.bindparam("before", type_=sa.BigInteger())
_DROP_HOURS = Statement(sa.delete(HOURS).where(HOURS.c.hour < _BEFORE))
_DROP_NOW = Statement(sa.delete(NOW).where(NOW.c.at < _BEFORE))


class Monitor:
    """Measures the components and knows what the status page shows.

    Parameters
    ----------
    host: of this process, the same after a restart.
    ask: a GET within this process.
    """

    def __init__(self, db: Database, host: str, ask: Ask) -> None:
        self._db = db
        self._host = host
        self._ask = ask
        self._board = Board()
        self._traffic: dict[str, Minute] = {name: Minute() for name in IDS}
        self._by_operation: dict[str, str | None] = {}
        self._swept = 0

    def count(self, component: str, status: int, seconds: float) -> None:
        """Note a request that a component has answered. To be called in the event loop's thread only."""
        minute = self._traffic[component]
        minute.requests += 1
        minute.microseconds += int(seconds * 1_000_000)
        if status >= 500:
            minute.failures += 1

    def count_operation(self, operation: str, status: int, seconds: float) -> None:
        """Note a request of the API by its operation, or of a page by its name."""
        component = self._by_operation.get(operation, "")
        if component == "":
            component = self._by_operation[operation] = _component_of(operation)
        if component is not None:
            self.count(component, status, seconds)

    def view(self) -> View:
        """What the page shows now; asks nobody."""
        return self._board.view(self._db.clock.now())

    async def run(self) -> None:
        """Measure once a minute, for as long as the process lives."""
        while True:
            try:
                await self.measure()
            except Exception:  # noqa: BLE001 - it comes again
                _log.exception("the platform could not be measured")
            now = self._db.clock.now()
            await asyncio.sleep((MINUTE - now % MINUTE) / 1000)

    async def measure(self) -> None:
        """End a minute: probe, judge, and tell the database if it listens."""
        found = await run_all(self._db, self._ask)
        traffic, self._traffic = self._traffic, {name: Minute() for name in IDS}
        now = self._db.clock.now()
        hour = now - now % HOUR
        for name, minute in found.items():
            measured = traffic[name]
            minute.requests, minute.failures = measured.requests, measured.failures
            minute.microseconds = measured.microseconds
            level, reason = judge(minute)
            self._board.own[name] = level, reason
            sums = [0] * len(SUMS)
            sums[level] = 1
            # A probe counts as a request where there was no other: an hour without traffic has a latency too.
            if minute.requests:
                sums[4:] = minute.requests, minute.failures, minute.microseconds
            elif minute.probe_seconds is not None:
                sums[4:] = 1, 0, int(minute.probe_seconds * 1_000_000)
            kept = self._board.unwritten.get((name, hour), board.NOTHING)
            self._board.unwritten[name, hour] = board.add(kept, tuple(sums))
        self._board.measured_at = now
        try:
            # Not `wait_for`, see `probes`.
            async with asyncio.timeout(WRITE_SECONDS):
                await self._exchange(now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page is good with what this host knows
            _log.warning("what was measured could not be written; it is kept", extra={"reason": repr(error)})

    async def refresh(self) -> None:
        """Read again what others have written (an incident was told of)."""
        now = self._db.clock.now()
        self._board.known = await self._db.read_long(lambda reader: board.load(reader, now, self._host))

    async def _exchange(self, now: int) -> None:
        # Kept until it is written: the page shows it meanwhile.
        sums = dict(self._board.unwritten)
        await self._db.administer(partial(self._write, sums, dict(self._board.own), now))
        self._board.unwritten = {}
        await self.refresh()

    def _write(
        self,
        sums: dict[tuple[str, int], board.Sums],
        own: dict[str, tuple[int, str | None]],
        now: int,
        session: Session,
    ) -> None:
        host = self._host
        session.run_many(
            _ADD,
            [
                {"component": component, "hour": hour, "host": host, **dict(zip(SUMS, values, strict=True))}
                for (component, hour), values in sums.items()
            ],
        )
        session.run_many(
            _SET_NOW,
            [
                {"component": name, "host": host, "at": now, "level": level, "reason": reason}
                for name, (level, reason) in own.items()
            ],
        )
        if now - self._swept >= HOUR:
            self._swept = now
            session.run(_DROP_HOURS, {"before": now - (DAYS + 1) * DAY})
            session.run(_DROP_NOW, {"before": now - DAY})


def _component_of(operation: str) -> str | None:
    if operation.startswith("page "):
        place = operation.partition("/")[2].partition("/")[0]
        return {"developers": "portal", "oauth": "oauth"}.get(place)
    product, _, rest = operation.partition(".")
    if product in ("atlvs", "compvss", "gvteway"):
        return product
    return "webhooks" if product == "workspace" and rest.startswith("webhook_") else None
