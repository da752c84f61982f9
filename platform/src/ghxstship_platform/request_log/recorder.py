"""From a request that is over to its row: collected in memory, written in groups by one thread.

A request waits for none of it. The buffer is bounded: when the store does not keep up or does not answer, requests go
on and their rows are dropped and counted. What was collected in the last half second is lost in a crash.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..api.gateway import Call
from ..api.responses import Response
from ..clock import DAY, HOUR, MINUTE, Clock
from ..storage.daily import DailyLog, Rows
from . import meters, redaction
from .tables import COUNTS_BY_DAY, REQUESTS_BY_DAY

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
MOST_ROWS = 20_000
MOST_BYTES = 32 * 1024 * 1024
"""What may wait: half a second of the fastest process many times over, and no memory worth mentioning."""
MOST_COUNTS = 50_000
_LONGEST_PATH = 2_000
_LONGEST_AGENT = 300
# Beside its texts a row costs about this many bytes.
_ROW_BYTES = 600
_AT = 2

Row = tuple[Any, ...]
CountKey = tuple[Any, ...]


class Recorder:
    """The writing end of the request log.

    Parameters
    ----------
    store: where it goes.
    retention_days: for how many whole days it is kept.
    most_rows, most_bytes: what may wait in memory.
    """

    def __init__(
        self,
        store: DailyLog,
        clock: Clock,
        retention_days: int,
        most_rows: int = MOST_ROWS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._store = store
        self._clock = clock
        self._kept = retention_days * DAY
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._rows: list[Row] = []
        self._bytes = 0
        self._counts: dict[CountKey, list[int]] = {}
        self._writing = threading.Lock()
        self._failing = False
        self._swept = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write twice a second."""
        self._thread = threading.Thread(target=self._work, name="request-log", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what waits, once more, and let go of the store."""
        self._stop.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self.flush)
        await asyncio.to_thread(self._store.close)

    def add(self, call: Call, seconds: float) -> None:
        """Note a request that is over; one whose workspace never became known is not noted."""
        principal = call.principal
        if principal is None:
            return
        request, response = call.request, call.response
        status, error, method = response.status, call.error or "", request.method
        microseconds = int(seconds * 1_000_000)
        sent = kept = None
        if type(response) is Response:
            sent = len(response.body)
            if status >= 400:
                kept = redaction.error_body(response.body)
        raw = request.raw
        body = redaction.request_body(raw) if raw else None
        events = request.events if status < 400 else None
        headers = request.headers
        key = headers.get(b"idempotency-key")
        path = request.path
        if len(path) > _LONGEST_PATH or not path.isascii() or not path.isprintable() or "ghx_" in path:
            path = _path(path)
        row = (
            principal.workspace_id, request.request_id, request.started_at, method, path,
            redaction.query(request.query_string), call.operation, status, error, principal.credential_id,
            microseconds, len(raw), sent, request.address, _agent(headers.get(b"user-agent", b"")),
            None if key is None else key[:255].decode("latin-1"),
            events[0] if events else None, events[1] if events else None, body, kept,
        )  # fmt: skip
        size = _ROW_BYTES + len(path) + len(body or "") + len(kept or "")
        minute = request.started_at - request.started_at % MINUTE
        counted = (
            principal.workspace_id,
            minute,
            principal.credential_id,
            method,
            call.operation,
            status,
            error,
        )
        with self._lock:
            if len(self._rows) < self._most_rows and self._bytes + size <= self._most_bytes:
                self._rows.append(row)
                self._bytes += size
            else:
                meters.dropped.inc()
            sums = self._counts.get(counted)
            if sums is not None:
                sums[0] += 1
                sums[1] += microseconds
            elif len(self._counts) < MOST_COUNTS:
                self._counts[counted] = [1, microseconds]

    def flush(self) -> None:
        """Write what waits. What cannot be written waits on, as far as there is room."""
        with self._writing:
            with self._lock:
                rows, self._rows = self._rows, []
                counts, self._counts = self._counts, {}
                self._bytes = 0
            if rows or counts:
                self._write(rows, counts)
            meters.waiting.set(len(self._rows))
            self._sweep()

    def _write(self, rows: list[Row], counts: dict[CountKey, list[int]]) -> None:
        days: dict[int, Rows] = defaultdict(lambda: {REQUESTS_BY_DAY: [], COUNTS_BY_DAY: []})
        oldest = self._oldest()
        for row in rows:
            day = row[_AT] - row[_AT] % DAY
            if day >= oldest:  # a stream may have gone on for longer than the log is kept
                days[day][REQUESTS_BY_DAY].append(row)
        for key, sums in counts.items():
            day = key[1] - key[1] % DAY
            if day >= oldest:
                days[day][COUNTS_BY_DAY].append((*key, *sums))
        for day, tables in days.items():
            if not self._attempt(lambda day=day, tables=tables: self._store.write(day, tables)):  # type: ignore[misc]
                self._put_back(tables)
            else:
                meters.written.inc(len(tables[REQUESTS_BY_DAY]))

    def _put_back(self, tables: Rows) -> None:
        rows = tables[REQUESTS_BY_DAY]
        with self._lock:
            room = self._most_rows - len(self._rows)
            kept = list(rows[len(rows) - room :] if room < len(rows) else rows)
            self._rows[:0] = kept
            self._bytes += sum(_size(row) for row in kept)
            for *key, requests, microseconds in tables[COUNTS_BY_DAY]:
                sums = self._counts.setdefault(tuple(key), [0, 0])
                sums[0] += requests
                sums[1] += microseconds
        meters.dropped.inc(len(rows) - len(kept))

    def _attempt(self, run: Callable[[], object]) -> bool:
        """Whether it went well; the first of several failures is told."""
        try:
            run()
        except Exception as error:  # noqa: BLE001 - the log is never worth a request
            meters.failures.inc()
            if not self._failing:
                _log.warning("the request log cannot be written: %s", error)
            self._failing = True
            return False
        self._failing = False
        return True

    def _oldest(self) -> int:
        """The first moment of the oldest day that is kept."""
        before = self._clock.now() - self._kept
        return before - before % DAY

    def _sweep(self) -> None:
        """Once an hour, drop the days that are old enough."""
        now = self._clock.now()
        if now - self._swept >= HOUR or now < self._swept:
            self._swept = now
            self._attempt(lambda: self._store.drop_before(self._oldest()))

    def _work(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            self.flush()


def _path(path: str) -> str:
    """A path as it may be kept: no key of ours that somebody has put there, no NUL, no lone surrogate."""
    plain = redaction.text(path[:_LONGEST_PATH])
    return plain.encode(errors="replace").decode().replace("\0", "\ufffd")


@lru_cache(maxsize=512)
def _agent(raw: bytes) -> str:
    return redaction.text(raw[:_LONGEST_AGENT].decode("latin-1"))


def _size(row: Row) -> int:
    return _ROW_BYTES + sum(len(value) for value in (row[4], row[-2], row[-1]) if value)
