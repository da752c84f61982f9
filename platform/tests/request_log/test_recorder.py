"""The writing end: a bounded buffer, an outage of the store, the end of the process, retention."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ghxstship_platform.api.gateway import Call
from ghxstship_platform.api.request import Request
from ghxstship_platform.api.responses import Response
from ghxstship_platform.auth.credentials import Principal
from ghxstship_platform.clock import DAY, HOUR, MINUTE, ManualClock, day_of
from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.metrics import REGISTRY
from ghxstship_platform.request_log import listing, recorder, redaction, usage
from ghxstship_platform.request_log.listing import Filters
from ghxstship_platform.request_log.recorder import Recorder
from ghxstship_platform.request_log.tables import TABLES
from ghxstship_platform.storage.daily import DailyLog, Segment, Span, open_daily_log
from ghxstship_platform.storage.database import Database, Reader, open_database
from ghxstship_platform.storage.statements import Statement

RANDOM = SystemRandomness()


def value_of(name: str) -> float:
    """A figure of the process."""
    return REGISTRY.get_sample_value(name) or 0.0


class Log:
    """A recorder over a real store, and calls to give it."""

    def __init__(self, db: Database, clock: ManualClock, **bounds: int) -> None:
        self.clock = clock
        self.store: DailyLog = open_daily_log(db, TABLES, "requests")
        self.recorder = Recorder(self.store, clock, 30, **bounds)
        self.number = 0

    def call(
        self, workspace: str = "ws_1", path: str = "/atlvs/v1/deals", body: bytes = b"", at: int = 0
    ) -> Call:
        """A request that is over."""
        now = at or self.clock.now()
        self.number += 1
        scope = {"method": "GET", "path": path, "query_string": b"", "headers": [], "client": None}
        request = Request(scope, None, "req_" + tail(now, self.number, RANDOM), now)
        request.raw = body
        call = Call(request)
        call.operation = "atlvs.deals.list"
        call.principal = Principal(workspace, "live", "pro", "key_1", frozenset(), (), None)
        call.response = Response(200, b"{}")
        return call

    def add(self, count: int = 1, **options: Any) -> list[str]:
        """Requests that are over; their ids."""
        calls = [self.call(**options) for _ in range(count)]
        for call in calls:
            self.recorder.add(call, 0.001)
        return [call.request.request_id for call in calls]

    def ids(self, workspace: str = "ws_1", behind: str | None = None) -> list[str]:
        """What is kept, oldest first."""

        def read(span: Any) -> list[str]:
            found, _ = listing.page(span, workspace, Filters(), behind, 100_000)
            return [entry.id for entry in found][::-1]

        return asyncio.run(self.store.read(read))

    def counted(self) -> int:
        """How many requests usage knows of."""
        start, end = self.clock.now() - 3 * DAY, self.clock.now() + DAY

        def read(span: Any) -> int:
            return int(usage.read(span, "ws_1", start, end, "day")["totals"]["requests"])

        return asyncio.run(self.store.read(read))


@pytest.fixture
def make_log(engine_url: str) -> Iterator[Callable[..., Log]]:
    """Makes a log over an empty database of each engine."""
    clock = ManualClock(1_795_000_000_000)
    database = open_database(engine_url, clock)
    made: list[Log] = []

    def make(**bounds: int) -> Log:
        made.append(Log(database, clock, **bounds))
        return made[-1]

    yield make
    for log in made:
        asyncio.run(log.recorder.close())
    database.close()


def test_nothing_was_ever_written(make_log: Callable[..., Log]) -> None:
    log = make_log()
    log.recorder.flush()
    assert (log.ids(), log.counted()) == ([], 0)


def test_blocks_of_several_sizes_are_one_list(
    make_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "BLOCK_SIZE", 7)
    log = make_log()
    sent: list[str] = []
    for count in (1, 20, 300, 5):
        sent += log.add(count)
        log.recorder.flush()
        log.clock.advance(MINUTE // 2)
    assert log.ids() == sent
    assert log.counted() == len(sent)


def test_blocks_of_several_processes_overlap(make_log: Callable[..., Log]) -> None:
    one, other = make_log(), make_log()
    sent: list[str] = []
    for _ in range(20):
        for log in (one, other):
            sent += log.add()
            one.clock.advance(10)
    other.recorder.flush()
    one.recorder.flush()
    assert one.ids() == sorted(sent)
    # From any of them on, the rest.
    for at in (1, 7, 39):
        assert one.ids(behind=sorted(sent)[at]) == sorted(sent)[:at]


class Counted(Reader):
    """A reader that says how often it was asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.asked = 0

    def rows(self, statement: Statement, **parameters: object) -> list[Any]:
        self.asked += 1
        return self._reader.rows(statement, **parameters)


class CountedSpan(Span):
    """A span whose readers say how often they were asked."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self.readers: list[Counted] = []

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        for segment in self._span.segments(start, end):
            self.readers.append(Counted(segment.reader))
            yield Segment(self.readers[-1], segment.start, segment.end)


def test_a_search_asks_once_for_each_minute(make_log: Callable[..., Log]) -> None:
    log = make_log()
    sent: list[str] = []
    for _ in range(5):
        for _ in range(3):
            log.add()
            sent += log.add(path="/rare")
            log.recorder.flush()
        log.clock.advance(MINUTE)

    def read(span: Span) -> tuple[list[str], int]:
        counted = CountedSpan(span)
        entries, _ = listing.page(counted, "ws_1", Filters(paths=("/rare",)), None, 100)
        return [entry.id for entry in entries], sum(reader.asked for reader in counted.readers)

    # And once for the minutes.
    assert asyncio.run(log.store.read(read)) == (sent[::-1], 5 + 1)


def test_postgresql_keeps_blocks_as_they_are(postgres_url: str) -> None:
    """To compress them takes longer than everything else of the log."""
    clock = ManualClock(1_795_000_000_000)
    database = open_database(postgres_url, clock)
    log = Log(database, clock)
    try:
        log.add()
        log.recorder.flush()
        with psycopg.connect(postgres_url) as connection:
            found = connection.execute(
                "SELECT relname, attstorage FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
                "WHERE relname LIKE 'request_blocks%' AND attname = 'block'"
            ).fetchall()
        day = day_of(clock.now()).replace("-", "")
        assert dict(found) == {"request_blocks": "e", f"request_blocks_{day}": "e"}
    finally:
        asyncio.run(log.recorder.close())
        database.close()


def test_postgresql_sends_blocks_as_they_are(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in hexadecimal; everything else comes as text."""
    clock = ManualClock(1_795_000_000_000)
    database = open_database(postgres_url, clock)
    log = Log(database, clock)
    formats: list[bool] = []
    original = psycopg.Connection.execute

    def execute(connection: Any, query: Any, *given: Any, **options: Any) -> Any:
        cursor = original(connection, query, *given, **options)
        if "request_" in str(query) and cursor.pgresult is not None:
            formats.append(cursor.pgresult.fformat(1) == 1)
        return cursor

    try:
        sent = log.add()
        log.recorder.flush()
        monkeypatch.setattr(psycopg.Connection, "execute", execute)
        assert (log.ids(), set(formats)) == (sent, {True})
        formats.clear()
        assert (log.counted(), set(formats)) == (1, {False})
    finally:
        asyncio.run(log.recorder.close())
        database.close()


def test_a_request_that_lasted_is_found_at_its_beginning(make_log: Callable[..., Log]) -> None:
    log = make_log()
    slow = log.call()
    log.clock.advance(2 * MINUTE)
    quick = log.add()
    log.recorder.flush()
    log.clock.advance(HOUR)
    log.recorder.add(slow, 3600.0)
    log.recorder.flush()
    assert log.ids() == [slow.request.request_id, *quick]


def test_a_stream_that_outlived_the_log_is_left_out(make_log: Callable[..., Log]) -> None:
    log = make_log()
    log.add(at=log.clock.now() - 32 * DAY)
    kept = log.add(at=log.clock.now() - 2 * DAY)
    log.recorder.flush()
    assert log.ids() == kept


def test_a_full_buffer_drops_and_counts(make_log: Callable[..., Log]) -> None:
    log = make_log(most_rows=10)
    before = value_of("ghxstship_request_log_dropped_total")
    sent = log.add(15)
    log.recorder.flush()
    assert log.ids() == sent[:10]
    assert value_of("ghxstship_request_log_dropped_total") == before + 5
    # Usage counts them all the same, and there is room again.
    assert log.counted() == 15
    sent = sent[:10] + log.add(10)
    log.recorder.flush()
    assert log.ids() == sent


def test_the_buffer_is_bounded_in_bytes_too(make_log: Callable[..., Log]) -> None:
    log = make_log(most_bytes=20_000)
    sent = log.add(10, body=b'{"notes":"' + b"x" * 6_000 + b'"}')
    log.recorder.flush()
    assert log.ids() == sent[:3]


def test_what_is_noted_is_made_ready_by_batches(make_log: Callable[..., Log]) -> None:
    """A large body waits for no batch: as it came it may be a mebibyte."""
    log = make_log()
    sent = log.add(recorder.BATCH - 1)
    assert log.recorder._waiting == 0
    sent += log.add()
    assert log.recorder._waiting == recorder.BATCH
    large = b'{"notes":"' + b"x" * redaction.MOST_BYTES + b'"}'
    sent += log.add() + log.add(body=large)
    assert log.recorder._waiting == recorder.BATCH + 2
    sent += log.add()
    log.recorder.flush()
    assert log.ids() == sent
    assert log.recorder._waiting == 0


def test_what_comes_while_the_log_is_written_is_in_it_once(
    make_log: Callable[..., Log],
) -> None:
    log = make_log()
    interval = sys.getswitchinterval()
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            log.recorder.flush()

    writer = threading.Thread(target=write)
    sys.setswitchinterval(1e-5)
    try:
        writer.start()
        sent = log.add(2_000)
    finally:
        over.set()
        writer.join()
        sys.setswitchinterval(interval)
    log.recorder.flush()
    assert log.ids() == sent
    assert log.counted() == len(sent)


def test_what_cannot_be_written_costs_no_other_request(
    make_log: Callable[..., Log], caplog: pytest.LogCaptureFixture
) -> None:
    log = make_log()
    before = value_of("ghxstship_request_log_dropped_total")
    sent = log.add(2)
    lone = log.call()
    lone.operation = "\ud800"
    log.recorder.add(lone, 0.001)
    sent += log.add(recorder.BATCH)
    log.recorder.flush()
    assert log.ids() == sent
    assert value_of("ghxstship_request_log_dropped_total") == before + 1
    (record,) = [record for record in caplog.records if record.name == recorder.__name__]
    assert record.__dict__["request_id"] == lone.request.request_id


def test_counts_are_bounded(make_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_COUNTS", 3)
    log = make_log()
    for number in range(5):
        log.add(workspace=f"ws_{number}")
    log.recorder.flush()
    assert [len(log.ids(f"ws_{number}")) for number in range(5)] == [1] * 5


def test_an_outage_of_the_store(
    make_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = make_log(most_rows=30)
    sent = log.add(10)
    failures = value_of("ghxstship_request_log_failures_total")

    def fail(day: int, rows: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(log.store, "write", fail)
        for _ in range(3):
            log.recorder.flush()
            sent += log.add(10)
        assert value_of("ghxstship_request_log_waiting") == 30
    # It is said once, and every failure is counted.
    assert [r.getMessage() for r in caplog.records] == ["the request log cannot be written: the disk is full"]
    assert value_of("ghxstship_request_log_failures_total") == failures + 3
    # What there was room for comes in its order as soon as the store takes it again.
    log.recorder.flush()
    log.recorder.flush()
    assert log.ids() == sent[:30]
    assert log.counted() == 40
    assert value_of("ghxstship_request_log_waiting") == 0


def test_half_a_write_is_none(make_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts fail behind the blocks: both come again together."""
    log = make_log()
    sent = log.add(3)
    original = type(TABLES[1]).insert_many

    def insert_many(self: Any, dialect: str, rows: int) -> str:
        return "SELECT nothing" if self is TABLES[1] else str(original(self, dialect, rows))

    with monkeypatch.context() as broken:
        broken.setattr(type(TABLES[1]), "insert_many", insert_many)
        log.recorder.flush()
    assert log.ids() == []
    log.recorder.flush()
    assert (log.ids(), log.counted()) == (sent, 3)


def test_days_that_are_old_enough_go(make_log: Callable[..., Log]) -> None:
    log = make_log()
    first = log.clock.now()
    log.add()
    log.recorder.flush()
    log.clock.advance(30 * DAY)
    kept = log.add()
    log.recorder.flush()
    assert len(log.ids()) == 2  # 30 whole days and this one
    log.clock.advance(DAY)
    log.recorder.flush()
    assert log.ids() == kept
    assert log.store.drop_before(first + DAY) == []
    assert log.store.drop_before(log.clock.now() + 2 * DAY) == [day_of(first + 30 * DAY)]
    assert log.ids() == []


def test_the_files_of_a_day(sqlite_url: str) -> None:
    clock = ManualClock(1_795_000_000_000)
    database = open_database(sqlite_url, clock)
    log = Log(database, clock)
    log.add()
    log.recorder.flush()
    folder = Path(sqlite_url.removeprefix("sqlite:///")).with_name("platform-requests")
    assert folder.stat().st_mode & 0o777 == 0o700
    file = folder / f"{day_of(clock.now())}.db"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    # What does not belong to the log is left alone, and a file that goes while it is listed does no harm.
    (folder / "notes.txt").write_text("mine")
    clock.advance(3 * DAY)
    log.add()
    log.recorder.flush()
    log.store.drop_before(clock.now() - clock.now() % DAY)
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".db") == [
        f"{day_of(clock.now())}.db"
    ]
    assert not file.exists()
    assert (folder / "notes.txt").exists()
    asyncio.run(log.recorder.close())
    database.close()


def test_the_thread_writes_and_the_end_writes_the_rest(
    make_log: Callable[..., Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "FLUSH_SECONDS", 0.001)
    log = make_log()
    written = threading.Event()
    original = log.store.write

    def write(day: int, rows: Any) -> None:
        original(day, rows)
        written.set()

    monkeypatch.setattr(log.store, "write", write)
    log.recorder.start()
    first = log.add()
    assert written.wait(120)
    asyncio.run(log.recorder.close())
    # The store is closed now, and takes the rest from another recorder.
    other = make_log()
    last = other.add()
    asyncio.run(other.recorder.close())
    assert make_log().ids() == sorted(first + last)


def test_who_is_not_known_is_not_noted(make_log: Callable[..., Log]) -> None:
    log = make_log()
    call = log.call()
    call.principal = None
    log.recorder.add(call, 0.001)
    log.recorder.flush()
    assert value_of("ghxstship_request_log_waiting") == 0


def test_paths_that_no_store_takes(make_log: Callable[..., Log]) -> None:
    log = make_log()
    for path in ("/a\0b", "/\udcff", "/x" * 2_000, "/ghx_live_0123456789abcdef", "/naïve"):
        log.add(path=path)
    log.recorder.flush()
    found, _ = asyncio.run(log.store.read(lambda span: listing.page(span, "ws_1", Filters(), None, 10)))
    assert [entry.path[:12] for entry in found][::-1] == [
        "/a\ufffdb",
        "/?",
        "/x/x/x/x/x/x",
        "/[hidden]",
        "/naïve",
    ]
    assert max(len(entry.path) for entry in found) == 2_000
