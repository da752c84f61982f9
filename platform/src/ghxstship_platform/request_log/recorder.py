"""From a request that is over to the log: collected in memory, written in groups by one thread.

A request waits for none of it. The buffer is bounded: when the store does not keep up or does not answer, requests go
on, and are dropped from the log and counted. What was collected in the last second is lost in a crash.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from functools import lru_cache

from ..api.gateway import Call
from ..api.responses import Response
from ..clock import DAY, HOUR, MINUTE, Clock
from ..storage.daily import DailyLog, Rows
from . import meters, redaction
from .tables import BLOCKS_BY_DAY, CountKey, Entry, encode_entry, make_block, sums_of

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0
MOST_ROWS = 20_000
MOST_BYTES = 32 * 1024 * 1024
"""What may wait: a second of the fastest process twice over, and no memory worth mentioning."""
MOST_COUNTS = 50_000
_LONGEST_PATH = 2_000
_LONGEST_AGENT = 300
BLOCK_SIZE = 500
"""Requests in a block: a page of the log decodes one or two of them."""


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
        # What was collected, by workspace and minute, with the number and size of all that is in memory.
        self._entries: dict[tuple[str, int], list[bytes]] = {}
        self._waiting = 0
        self._bytes = 0
        self._counts: dict[CountKey, list[int]] = {}
        self._writing = threading.Lock()
        # What is being written, a day each, and how much of what waits it is.
        self._pending: list[tuple[int, Rows]] = []
        self._taken = (0, 0)
        self._failing = False
        self._swept = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write once a second."""
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
        started = request.started_at
        # Encoded while all of it is at hand: what waits for a second is one object and not twenty.
        entry = encode_entry(Entry(
            request.request_id, started, method, path,
            redaction.query(request.query_string), call.operation, status, error, principal.credential_id,
            microseconds, len(raw), sent, request.address, _agent(headers.get(b"user-agent", b"")),
            None if key is None else key[:255].decode("latin-1"),
            events[0] if events else None, events[1] if events else None, body, kept,
        ))  # fmt: skip
        size = len(entry)
        minute = started - started % MINUTE
        of = principal.workspace_id, minute
        counted = (*of, principal.credential_id, method, call.operation, status, error)
        with self._lock:
            if self._waiting < self._most_rows and self._bytes + size <= self._most_bytes:
                self._waiting += 1
                self._bytes += size
                self._entries.setdefault(of, []).append(entry)
            else:
                meters.dropped.inc()
            sums = self._counts.get(counted)
            if sums is not None:
                sums[0] += 1
                sums[1] += microseconds
            elif len(self._counts) < MOST_COUNTS:
                self._counts[counted] = [1, microseconds]

    def flush(self) -> None:
        """Write what waits. What cannot be written is tried again by the next call, before anything that came later."""
        with self._writing:
            if not self._pending:
                self._take()
            while self._pending and self._write_one():
                del self._pending[0]
            if not self._pending:
                with self._lock:
                    self._waiting -= self._taken[0]
                    self._bytes -= self._taken[1]
                meters.written.inc(self._taken[0])
                self._taken = (0, 0)
            meters.waiting.set(self._waiting)
            self._sweep()

    def _take(self) -> None:
        """Make ready to be written what has been collected."""
        with self._lock:
            entries, self._entries = self._entries, {}
            counts, self._counts = self._counts, {}
            self._taken = self._waiting, self._bytes
        days: dict[int, Rows] = defaultdict(lambda: {BLOCKS_BY_DAY: []})
        for (workspace_id, minute), collected in entries.items():
            collected.sort()
            blocks = days[minute - minute % DAY][BLOCKS_BY_DAY]
            for at in range(0, len(collected), BLOCK_SIZE):
                blocks.append((workspace_id, minute, *make_block(collected[at : at + BLOCK_SIZE])))
        by_day: dict[int, dict[CountKey, list[int]]] = defaultdict(dict)
        for key, sums in counts.items():
            by_day[key[1] - key[1] % DAY][key] = sums
        for day, some in by_day.items():
            days[day].update(sums_of(some))
        # A stream may have gone on for longer than the log is kept.
        oldest = self._oldest()
        self._pending = [(day, rows) for day, rows in sorted(days.items()) if day >= oldest]

    def _write_one(self) -> bool:
        """Whether a day could be written; the first of several failures is told."""
        try:
            self._store.write(*self._pending[0])
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
            try:
                self._store.drop_before(self._oldest())
            except Exception as error:  # noqa: BLE001 - it comes again in an hour
                _log.warning("old days of the request log cannot be dropped: %s", error)

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
