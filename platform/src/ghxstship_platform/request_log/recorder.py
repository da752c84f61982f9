"""From a request that is over to the log: collected in memory, written in groups by one thread.

A request waits for none of it. The buffer is bounded: when the store does not keep up or does not answer, requests go
on, and are dropped from the log and counted. What was collected in the last second is lost in a crash.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict, deque
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
BATCH = 64
"""Requests that are made ready to be written at once, which takes as long as to answer one list."""
BLOCK_SIZE = 500
"""Requests in a block: a page of the log decodes one or two of them."""


_Noted = tuple[
    str, str, int, str, str, bytes, str, int, str | None, str, float, bytes, int | None, str, bytes, bytes | None,
    tuple[int, int] | None, bytes | None,
]  # fmt: skip
"""What `Recorder.add` takes of a request, in the order in which `_entry` reads it."""
_NO_EVENTS = None, None


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
        # A request that is over is appended without the lock; only who has it takes them out.
        self._noted: deque[_Noted] = deque()
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
        """Note a request that is over; one whose workspace never became known is not noted.

        Here stands no more than has to be taken while it is at hand: amid a request everything else takes three times
        as long as in a batch.
        """
        principal = call.principal
        if principal is None:
            return
        request, response, noted = call.request, call.response, self._noted
        headers, raw, status = request.headers, request.raw, response.status
        body = response.body if type(response) is Response else None
        noted.append((
            principal.workspace_id, request.request_id, request.started_at, request.method, request.path,
            request.query_string, call.operation, status, call.error, principal.credential_id, seconds, raw,
            None if body is None else len(body), request.address, headers.get(b"user-agent", b""),
            headers.get(b"idempotency-key"), request.events, body if status >= 400 else None,
        ))  # fmt: skip
        if len(noted) >= BATCH or len(raw) > redaction.MOST_BYTES:
            self._encode()

    def _encode(self) -> None:
        """Make of what was noted what is written: one object a request, and the counts."""
        noted = self._noted
        with self._lock:
            while noted:
                each = noted.popleft()
                try:
                    self._keep(each[0], _entry(each))
                except Exception:  # noqa: BLE001 - neither the others nor the last of the batch are to pay for it
                    meters.dropped.inc()
                    _log.exception("a request cannot be written to the log", extra={"request_id": each[1]})

    def _keep(self, workspace_id: str, entry: Entry) -> None:
        encoded = encode_entry(entry)
        size = len(encoded)
        at, microseconds = entry.at, entry.microseconds
        minute = at - at % MINUTE
        if self._waiting < self._most_rows and self._bytes + size <= self._most_bytes:
            self._waiting += 1
            self._bytes += size
            of = workspace_id, minute
            collected = self._entries.get(of)
            if collected is None:
                self._entries[of] = [encoded]
            else:
                collected.append(encoded)
        else:
            meters.dropped.inc()
        counted = (
            workspace_id, minute, entry.credential_id, entry.method, entry.operation, entry.status, entry.error
        )  # fmt: skip
        sums = self._counts.get(counted)
        if sums is not None:
            sums[0] += 1
            sums[1] += microseconds
        elif len(self._counts) < MOST_COUNTS:
            self._counts[counted] = [1, microseconds]

    def flush(self) -> None:
        """Write what waits. What cannot be written is tried again by the next call, before anything that came later."""
        with self._writing:
            self._encode()
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


def _entry(noted: _Noted) -> Entry:
    (
        _, request_id, at, method, path, query, operation, status, error, credential_id, seconds, raw,
        sent, address, agent, key, events, refusal,
    ) = noted  # fmt: skip
    if len(path) > _LONGEST_PATH or not path.isascii() or not path.isprintable() or "ghx_" in path:
        path = _path(path)
    first, last = events if events is not None and status < 400 else _NO_EVENTS
    return Entry(
        request_id, at, method, path, redaction.query(query) if query else "", operation, status, error or "",
        credential_id, int(seconds * 1_000_000), len(raw), sent, address, _agent(agent),
        None if key is None else key[:255].decode("latin-1"), first, last,
        redaction.request_body(raw) if raw else None, redaction.error_body(refusal) if refusal else None,
    )  # fmt: skip


def _path(path: str) -> str:
    """A path as it may be kept: no key of ours that somebody has put there, no NUL, no lone surrogate."""
    plain = redaction.text(path[:_LONGEST_PATH])
    return plain.encode(errors="replace").decode().replace("\0", "\ufffd")


@lru_cache(maxsize=512)
def _agent(raw: bytes) -> str:
    return redaction.text(raw[:_LONGEST_AGENT].decode("latin-1"))
