"""The inbox: each handler completes once per event, in the order of each record, whatever fails."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, TypeVar

import psycopg
import pytest

from ghxstship.errors import ConfigurationError
from ghxstship_connect import Delivered, Reject, RetryLater
from ghxstship_connect.inbox import runner as running_handlers
from ghxstship_connect.inbox.attempts import DAY, ENDED, LONGEST_PUT_OFF, SECOND, WAITS, reason_of, retry_at
from ghxstship_connect.inbox.engine import Cursor, InboxUnavailableError, driver_of
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.steps import HELD_FOR, KNOWN_FOR, Effect, Steps
from ghxstship_connect.inbox.store import LEASE, Arrival, Claim, Inbox, _claim, _end, _Ending
from manual_clock import ManualClock

T = TypeVar("T")
Open = Callable[[], Inbox]


@pytest.fixture
def open_inbox(database_url: str, clock: ManualClock) -> Iterator[Open]:
    """Opens the same inbox, each time as another process would."""
    opened: list[Inbox] = []

    def new() -> Inbox:
        inbox = Inbox(database_url, clock)
        inbox.open()
        opened.append(inbox)
        return inbox

    yield new
    for inbox in opened:
        inbox.close()


def arrival(sequence: int, record: str = "deal_1", kind: str = "deal.updated") -> Arrival:
    envelope = {"id": f"msg_{sequence}", "event": kind, "sequence": sequence, "data": {"id": record}}
    return Arrival.of(envelope)


class Desk:
    """Handlers that note what they do, and fail as they are told."""

    def __init__(self, *names: str) -> None:
        self.handlers = Handlers()
        self.seen: list[tuple[str, int]] = []
        self.keys: dict[str, set[str]] = {}
        self.failing: dict[int, Exception] = {}
        for name in names or ("one",):
            self.handlers.add(self._handler(name), ("*",), name)

    def _handler(self, name: str) -> Callable[[Delivered], Any]:
        async def handle(event: Delivered) -> None:
            self.seen.append((name, event.sequence))
            self.keys.setdefault(event.id, set()).add(event.idempotency_key)
            if event.sequence in self.failing:
                raise self.failing[event.sequence]

        return handle

    def sequences(self) -> list[int]:
        return [sequence for _, sequence in self.seen]


def runner(inbox: Inbox, desk: Desk, *, in_order: bool = False) -> Runner:
    return Runner(inbox, desk.handlers, concurrency=8, in_order=in_order)


async def test_an_inbox_of_an_earlier_version_goes_on(open_inbox: Open) -> None:
    before, desk = open_inbox(), Desk("one")
    await before.add([arrival(1)], desk.handlers.wanting)
    for table, column in (("inbox_runs", "put_off_since"), ("inbox_position", "forgotten")):
        before.engine.run(lambda cursor: cursor.execute(f"ALTER TABLE {table} DROP COLUMN {column}"))  # noqa: B023
    inbox = open_inbox()
    assert await runner(inbox, desk).drain() == 1
    assert inbox.counts()["done"] == 1


async def test_a_failure_in_whatever_characters_is_kept(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[1] = Reject("a NUL \0, half a \ud83d smile, é")
    await inbox.add([arrival(1)], desk.handlers.wanting)
    await runner(inbox, desk).drain()
    [run] = inbox.runs("dead")
    assert run.error == "a NUL \ufffd, half a ? smile, é"


async def test_an_event_that_comes_twice_is_handled_once(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk("one", "two")
    assert await inbox.add([arrival(1), arrival(2, "deal_2")], desk.handlers.wanting) == 2
    assert await inbox.add([arrival(1)], desk.handlers.wanting) == 0
    assert await runner(inbox, desk).drain() == 4
    assert await inbox.add([arrival(1), arrival(2, "deal_2")], desk.handlers.wanting) == 0
    assert await runner(inbox, desk).drain() == 0
    assert sorted(desk.seen) == [("one", 1), ("one", 2), ("two", 1), ("two", 2)]
    assert inbox.counts()["done"] == 4


async def test_a_record_keeps_its_order_and_others_go_on(open_inbox: Open, clock: ManualClock) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[1] = RuntimeError("the other side is down")
    for sequence, record in ((1, "a"), (2, "a"), (3, "b"), (4, "a"), (5, "b")):
        await inbox.add([arrival(sequence, record)], desk.handlers.wanting)
    await runner(inbox, desk).drain()
    assert desk.sequences() == [1, 3, 5]
    assert inbox.counts() == {"waiting": 1, "queued": 2, "running": 0, "done": 2, "dead": 0}
    desk.failing.clear()
    clock.move(WAITS[0] + WAITS[0] // 10)
    await runner(inbox, desk).drain()
    assert desk.sequences() == [1, 3, 5, 1, 2, 4]
    assert all(len(keys) == 1 for keys in desk.keys.values())


async def test_an_earlier_event_that_comes_late_goes_first(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    for sequence in (5, 7, 6, 4):
        await inbox.add([arrival(sequence)], desk.handlers.wanting)
    await runner(inbox, desk).drain()
    assert desk.sequences() == [4, 5, 6, 7]


async def test_what_runs_is_not_overtaken(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    await inbox.add([arrival(5)], desk.handlers.wanting)
    [held] = await inbox.claim(10, in_order=False)
    await inbox.add([arrival(4)], desk.handlers.wanting)
    assert await inbox.claim(10, in_order=False) == []
    await inbox.done(held)
    assert [claim.sequence for claim in await inbox.claim(10, in_order=False)] == [4]


@pytest.fixture
def two_processes(postgres: Any, clock: ManualClock) -> Iterator[tuple[Inbox, Inbox, Callable[[], bool]]]:
    """An inbox on PostgreSQL as two processes have it, and whether one of them waits for the other."""
    name = postgres.create()
    both = Inbox(postgres.url(name), clock), Inbox(postgres.url(name), clock)
    for one in both:
        one.open()
    with psycopg.connect(postgres.url(name), autocommit=True) as connection:
        waiting = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        yield *both, lambda: connection.execute(waiting).fetchone() is not None
    for one in both:
        one.close()
    postgres.drop(name)


@pytest.mark.parametrize("doing", ["ends", "begins"])
async def test_what_arrives_while_another_process_is_at_the_record_finds_its_place(
    two_processes: tuple[Inbox, Inbox, Callable[[], bool]], doing: str
) -> None:
    first, second, waits = two_processes
    wanting = Desk().handlers.wanting
    await first.add([arrival(5)], wanting)
    [held] = await first.claim(1, in_order=False) if doing == "ends" else [None]
    under_way, commit = threading.Event(), threading.Event()

    def run(cursor: Cursor) -> list[Claim]:
        claims = []
        if held is not None:
            _end(cursor, [_Ending(held, "done", None, 0)])
        else:
            claims = _claim(cursor, first.clock(), first.owner, 1, None)
        under_way.set()
        commit.wait()
        return claims

    changing = asyncio.create_task(first.engine.arun(run))
    await asyncio.to_thread(under_way.wait)
    adding = asyncio.create_task(second.add([arrival(4)], wanting))
    while not adding.done() and not waits():  # noqa: ASYNC110 - PostgreSQL does not say when
        await asyncio.sleep(0)
    commit.set()
    claims = await changing
    assert await adding == 1
    if claims:
        assert await second.claim(1, in_order=False) == [], "what runs is not overtaken"
        await first.done(claims[0])
    assert [claim.sequence for claim in await second.claim(1, in_order=False)] == [4]


def test_a_process_that_stands_still_does_not_hold_up_the_others_for_good(
    two_processes: tuple[Inbox, Inbox, Callable[[], bool]],
) -> None:
    for one in two_processes[:2]:
        shown = one.engine.run(
            lambda cursor: (cursor.execute("SHOW idle_in_transaction_session_timeout"), cursor.fetchone())[1]
        )
        assert shown == ("30s",)


async def test_a_poisoned_event_is_a_dead_letter_and_its_record_goes_on(
    open_inbox: Open, clock: ManualClock
) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[1] = ValueError("no such channel")
    await inbox.add([arrival(1), arrival(2)], desk.handlers.wanting)
    for attempt in range(1, len(WAITS) + 2):
        await runner(inbox, desk).drain()
        assert desk.sequences().count(1) == attempt
        clock.move(WAITS[-1] * 2)
    await runner(inbox, desk).drain()
    assert desk.sequences() == [1] * (len(WAITS) + 1) + [2]
    [dead] = inbox.runs("dead")
    assert (dead.event_id, dead.error, dead.attempts) == (
        "msg_1",
        "ValueError: no such channel",
        len(WAITS) + 1,
    )
    desk.failing.clear()
    assert inbox.replay() == 1
    await runner(inbox, desk).drain()
    assert desk.sequences()[-1] == 1
    assert inbox.counts()["dead"] == 0
    assert len(desk.keys["msg_1"]) == 1


async def test_a_replay_goes_ahead_of_what_waits(open_inbox: Open, clock: ManualClock) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing = {1: Reject("never"), 2: RetryLater(60, "full")}
    await inbox.add([arrival(1), arrival(2), arrival(3)], desk.handlers.wanting)
    await runner(inbox, desk).drain()
    assert inbox.counts() == {"waiting": 1, "queued": 1, "running": 0, "done": 0, "dead": 1}
    assert inbox.replay("msg_9") == inbox.replay(handler="other") == 0
    assert inbox.replay("msg_1", "one") == 1
    desk.failing.clear()
    desk.seen.clear()
    await runner(inbox, desk).drain()
    assert desk.sequences() == [1, 2, 3]


async def test_a_failure_comes_again_at_its_time(open_inbox: Open, clock: ManualClock) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[1] = RetryLater(90)
    await inbox.add([arrival(1)], desk.handlers.wanting)
    await runner(inbox, desk).drain()
    [waiting] = inbox.runs("waiting")
    assert waiting.due == clock() + 90 * SECOND
    clock.move(90 * SECOND - 1)
    assert await runner(inbox, desk).drain() == 0
    clock.move(1)
    assert await runner(inbox, desk).drain() == 1


async def test_what_wants_to_wait_uses_up_no_attempt_but_not_for_ever(
    open_inbox: Open, clock: ManualClock
) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[1] = RetryLater(3_600, "closed")
    await inbox.add([arrival(1)], desk.handlers.wanting)
    begin = clock()
    while clock() - begin < LONGEST_PUT_OFF:
        await runner(inbox, desk).drain()
        [waiting] = inbox.runs("waiting")
        assert (waiting.attempts, waiting.error) == (0, "closed")
        clock.move(3_600 * SECOND)
    await runner(inbox, desk).drain()
    [dead] = inbox.runs("dead")
    assert dead.error == "closed"
    inbox.replay()
    await runner(inbox, desk).drain()
    assert inbox.counts()["waiting"] == 1, "from then on it has a week again"
    # An attempt in earnest between two waits begins the week anew.
    clock.move(LONGEST_PUT_OFF)
    desk.failing[1] = RuntimeError("down")
    await runner(inbox, desk).drain()
    clock.move(WAITS[0] * 2)
    desk.failing[1] = RetryLater(3_600, "closed")
    await runner(inbox, desk).drain()
    [waiting] = inbox.runs("waiting")
    assert waiting.attempts == 1


async def test_an_effect_is_in_one_hand_at_a_time(open_inbox: Open, clock: ManualClock) -> None:
    first, second = Steps(open_inbox()), Steps(open_inbox())
    assert await first.begin("issue", clock()) == Effect()
    clock.move(HELD_FOR - 1)
    with pytest.raises(RetryLater, match="another process"):
        await second.begin("issue", clock())
    clock.move(1)
    taken = await second.begin("issue", clock())
    assert taken.begun_ago(clock()) == HELD_FOR / SECOND
    await first.end("issue", None)
    with pytest.raises(RetryLater):
        await first.begin("issue", clock())
    await second.end("issue", clock())
    assert (await first.begin("issue", clock())).begun_ago(clock()) == 0, "it may have been had"
    await first.done("msg_1", "flow:0", {"key": "OPS-1"}, "issue")
    clock.move(KNOWN_FOR - 1)
    assert (await second.begin("issue", clock())).known(clock()) == {"key": "OPS-1"}
    clock.move(1)
    assert (await second.begin("issue", clock())).known(clock()) is None


async def test_an_effect_of_a_process_of_this_machine_that_has_ended_is_free(
    open_inbox: Open, clock: ManualClock
) -> None:
    inbox = open_inbox()
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    inbox.owner = inbox.owner.replace(f":{os.getpid()}:", f":{gone.pid}:")
    await Steps(inbox).begin("issue", clock())
    assert (await Steps(open_inbox()).begin("issue", clock())).uncertain


async def test_many_processes_begin_an_effect_at_the_same_moment(
    open_inbox: Open, clock: ManualClock
) -> None:
    desks = [Steps(open_inbox()) for _ in range(6)]
    for number in range(20):
        # Half of them have a row from before.
        name = f"issue {number // 2}"
        found = await asyncio.gather(*(one.begin(name, clock()) for one in desks), return_exceptions=True)
        assert sorted(type(one).__name__ for one in found) == ["Effect", *["RetryLater"] * 5]
        for one in desks:
            await one.end(name, None)


async def test_a_lost_lease_is_taken_over_and_the_late_result_counts_for_nothing(
    open_inbox: Open, clock: ManualClock
) -> None:
    first, second, desk = open_inbox(), open_inbox(), Desk()
    await first.add([arrival(1), arrival(2)], desk.handlers.wanting)
    [lost] = await first.claim(10, in_order=False)
    clock.move(LEASE - 1)
    assert await second.claim(10, in_order=False) == []
    await first.renew([lost])
    clock.move(LEASE)
    [taken] = await second.claim(10, in_order=False)
    assert (taken.event_id, taken.attempt) == ("msg_1", 2)
    await first.done(lost)
    await first.failed(lost, "late", None)
    assert second.counts()["running"] == 1
    await second.done(taken)
    assert [claim.sequence for claim in await second.claim(10, in_order=False)] == [2]


async def test_what_a_dead_process_of_this_machine_held_comes_back_at_once(open_inbox: Open) -> None:
    first, desk = open_inbox(), Desk()
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    host, _, nonce = first.owner.split(":")
    first.owner = f"{host}:{gone.pid}:{nonce}"
    await first.add([arrival(1)], desk.handlers.wanting)
    assert len(await first.claim(10, in_order=False)) == 1
    assert await first.claim(10, in_order=False) == []
    second = open_inbox()
    assert len(await second.claim(10, in_order=False)) == 1
    third = open_inbox()
    assert await third.claim(10, in_order=False) == [], "its owner, this process, lives"
    assert str(os.getpid()) in third.owner


async def test_what_takes_its_process_down_each_time_waits_longer_and_is_a_dead_letter(
    open_inbox: Open, clock: ManualClock
) -> None:
    """Otherwise an event that fills the memory would come first in each new process, for ever."""
    inbox, desk = open_inbox(), Desk()
    await inbox.add([arrival(1), arrival(2)], desk.handlers.wanting)

    async def claimed() -> list[int]:
        return [claim.sequence for claim in await inbox.claim(1, in_order=False)]

    assert await claimed() == [1]
    clock.move(LEASE)
    assert await claimed() == [1], "the first time it goes on at once"
    for wait in WAITS[1:]:
        clock.move(LEASE)
        assert await claimed() == [], "from then on it waits"
        [lost] = inbox.runs("waiting")
        assert lost.error == ENDED
        assert clock() + wait <= lost.due <= clock() + wait + wait // 10
        clock.move(wait + wait // 10)
        assert await claimed() == [1]
    clock.move(LEASE)
    assert await claimed() == []
    [dead] = inbox.runs("dead")
    assert (dead.event_id, dead.attempts, dead.error) == ("msg_1", len(WAITS) + 1, ENDED)
    assert await claimed() == [2], "and its record goes on"


@pytest.mark.parametrize("error", [SystemExit(2), asyncio.CancelledError("gave up"), StopIteration()])
@pytest.mark.parametrize("blocking", [False, True])
async def test_whatever_a_handler_raises_is_a_failure_of_its_own(
    open_inbox: Open, error: BaseException, blocking: bool
) -> None:
    inbox, handlers, seen = open_inbox(), Handlers(), []

    def fail(event: Delivered) -> None:
        seen.append(event.sequence)
        if event.sequence == 1:
            raise error

    async def fail_later(event: Delivered) -> None:
        fail(event)

    handlers.add(fail if blocking else fail_later, ("*",), "one")
    await inbox.add([arrival(1, "a"), arrival(2, "b")], handlers.wanting)
    work = Runner(inbox, handlers, concurrency=1, in_order=False)
    assert await asyncio.wait_for(work.drain(), 120) == 2
    assert seen == [1, 2]
    [waiting] = inbox.runs("waiting")
    assert type(error).__name__ in str(waiting.error)
    assert inbox.counts()["done"] == 1


async def test_blocking_handlers_run_at_once_up_to_the_concurrency(open_inbox: Open) -> None:
    """However few threads the event loop would have on this machine."""
    inbox, handlers = open_inbox(), Handlers()
    together = threading.Barrier(40, timeout=120)
    handlers.add(lambda event: (together.wait(), None)[1], ("*",), "meet")
    await inbox.add([arrival(n, f"r{n}") for n in range(1, 41)], handlers.wanting)
    await Runner(inbox, handlers, concurrency=40, in_order=False).drain()
    assert inbox.counts()["done"] == 40


async def test_a_coroutine_that_a_decorator_hides_is_awaited(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    inner, hidden = desk.handlers["one"], Handlers()
    assert inner is not None

    def decorated(event: Delivered) -> Any:
        return inner.function(event)

    hidden.add(decorated, ("*",))
    desk.failing[2] = Reject("no")
    await inbox.add([arrival(1, "a"), arrival(2, "b")], hidden.wanting)
    await Runner(inbox, hidden, concurrency=1, in_order=False).drain()
    assert desk.sequences() == [1, 2]
    assert (inbox.counts()["done"], inbox.counts()["dead"]) == (1, 1)


async def test_in_order_waits_for_what_may_be_missing(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    work = runner(inbox, desk, in_order=True)
    await inbox.add([arrival(11, "a")], desk.handlers.wanting)
    assert await work.drain() == 0, "nobody knows yet where the log begins"
    await inbox.start_at(10)
    await inbox.start_at(0)
    await inbox.add([arrival(13, "b"), arrival(14, "c")], desk.handlers.wanting)
    assert await work.drain() == 1
    assert (await inbox.position(), await inbox.has_hole()) == (11, True)
    await inbox.add([arrival(12, "a")], desk.handlers.wanting)
    assert await work.drain() == 3
    assert (await inbox.position(), await inbox.has_hole()) == (14, False)
    await inbox.complete_to(20)
    await inbox.complete_to(15)
    assert await inbox.position() == 20
    await inbox.lost_to(25)
    assert (await inbox.position(), inbox.gaps()) == (25, 5)
    assert desk.sequences() == [11, 12, 13, 14]


async def test_a_test_event_has_no_place_in_the_log(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    await inbox.start_at(10)
    await inbox.add([arrival(0)], desk.handlers.wanting)
    assert await runner(inbox, desk, in_order=True).drain() == 1
    assert not await inbox.has_hole()


async def test_the_position_moves_over_many(open_inbox: Open) -> None:
    inbox = open_inbox()
    await inbox.start_at(0)
    await inbox.add([arrival(n, f"r{n}") for n in range(1, 2_501)], lambda kind: ())
    assert not await inbox.has_hole()
    assert await inbox.position() == 2_500


async def test_old_events_go_when_all_is_done(open_inbox: Open, clock: ManualClock) -> None:
    inbox, desk = open_inbox(), Desk()
    desk.failing[2] = Reject("no")
    await inbox.add([arrival(1, "a"), arrival(2, "b")], desk.handlers.wanting)
    await inbox.add([arrival(3, "c")], lambda kind: ())
    await runner(inbox, desk).drain()
    steps = Steps(inbox)
    for number in (1, 2):
        await steps.begin(f"effect {number}", clock())
        await steps.done(f"msg_{number}", "flow:0", {"n": number}, f"effect {number}")
    clock.move(2 * DAY)
    await inbox.add([arrival(4, "d")], desk.handlers.wanting)
    await steps.begin("effect 2", clock())
    assert await inbox.drop_old(3) == 0
    assert await inbox.add([arrival(1, "a")], desk.handlers.wanting) == 0, "until then it is recognised"
    assert await steps.result("msg_1", "flow:0") == {"n": 1}
    assert await inbox.drop_old(1, portion=1) == 2
    assert await steps.result("msg_1", "flow:0") is None
    assert await steps.result("msg_2", "flow:0") == {"n": 2}, "a dead letter may be tried again"
    count = "SELECT (SELECT COUNT(*) FROM inbox_steps), (SELECT COUNT(*) FROM inbox_effects)"
    assert inbox.engine.run(lambda cursor: cursor.execute(count) and tuple(cursor.fetchone())) == (1, 1)
    assert inbox.event("msg_1") is None
    kept = inbox.event("msg_2")
    assert kept is not None
    assert kept["data"] == {"id": "b"}
    assert [run.event_id for run in inbox.runs("dead")] == ["msg_2"]
    assert [run.event_id for run in inbox.runs("waiting", handler="one")] == ["msg_4"]
    assert inbox.runs("waiting", handler="other") == []


async def test_what_is_forgotten_is_not_taken_for_new(open_inbox: Open, clock: ManualClock) -> None:
    """A webhook that was held for months, of an event that the feed had brought."""
    inbox, desk = open_inbox(), Desk()

    async def add(*numbers: int) -> int:
        return await inbox.add([arrival(n, f"r{n}") for n in numbers], desk.handlers.wanting)

    await inbox.start_at(0)
    await add(1, 2, 4)
    await inbox.complete_to(2)
    await runner(inbox, desk).drain()
    clock.move(2 * DAY)
    assert await inbox.drop_old(1, portion=1) == 3
    assert await add(1, 2) == 0
    assert await add(3) == 1, "this one has never been here"
    assert await add(0) == 1, "a test has no number"
    assert await runner(inbox, desk).drain() == 2


async def test_a_handler_that_is_gone_leaves_a_dead_letter(open_inbox: Open) -> None:
    inbox = open_inbox()
    await inbox.add([arrival(1)], Desk("before").handlers.wanting)
    await runner(inbox, Desk("after")).drain()
    [dead] = inbox.runs("dead")
    assert "no handler 'before' any more" in str(dead.error)


async def test_one_bad_job_does_not_take_others_with_it(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    bad = Arrival("msg_x", 1, "deal.won", "r", None)  # type: ignore[arg-type]
    results = await asyncio.gather(
        inbox.add([arrival(1)], desk.handlers.wanting),
        inbox.add([bad], desk.handlers.wanting),
        inbox.add([arrival(2)], desk.handlers.wanting),
        return_exceptions=True,
    )
    assert [results[0], results[2]] == [1, 1]
    assert isinstance(results[1], Exception)
    assert inbox.event("msg_1")
    assert inbox.event("msg_2")
    assert inbox.event("msg_x") is None


class Counted:
    """A cursor that counts statements, each row of `executemany` as one."""

    def __init__(self, cursor: Cursor, statements: list[str]) -> None:
        self._cursor = cursor
        self._statements = statements

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, *values: Any) -> Any:
        self._statements.append(sql)
        return self._cursor.execute(sql, *values)

    def executemany(self, sql: str, rows: Sequence[Any]) -> Any:
        self._statements += [sql] * len(rows)
        return self._cursor.executemany(sql, rows)

    def given(self, columns: str, rows: Sequence[Any], sql: str, *values: Any) -> Any:
        self._statements.append(sql)
        return self._cursor.given(columns, rows, sql, *values)


async def together(inbox: Inbox, jobs: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of jobs that all wait while another one is carried out."""
    busy, go_on = threading.Event(), threading.Event()
    ahead = asyncio.create_task(inbox.engine.arun(lambda _: (busy.set(), go_on.wait())))
    await asyncio.to_thread(busy.wait)
    tasks = [asyncio.create_task(job) for job in jobs]
    await asyncio.sleep(0)
    go_on.set()
    await ahead
    return await asyncio.gather(*tasks)


@pytest.mark.parametrize("several", [True, False])
async def test_what_waits_together_costs_the_same_few_statements_however_much_it_is(
    open_inbox: Open, several: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, desk, statements = open_inbox(), Desk("one", "two"), list[str]()
    cursor = inbox.engine.driver.cursor
    monkeypatch.setattr(
        inbox.engine.driver, "cursor", lambda connection: Counted(cursor(connection), statements)
    )
    counts = []
    for first, size in ((1_000, 5), (2_000, 50), (3_000, 200)):
        events = [arrival(first + n, f"r{n}" if several else "one") for n in range(size)]
        statements.clear()
        assert (
            await together(inbox, [inbox.add([one], desk.handlers.wanting) for one in events]) == [1] * size
        )
        added = len(statements)
        ended = begun = 0
        while claims := await inbox.claim(1_000, in_order=False):
            statements.clear()
            await together(inbox, [inbox.done(one) for one in claims])
            ended, begun = max(ended, len(statements)), begun + len(claims)
        assert begun == 2 * size
        counts.append((added, ended))
    assert len(set(counts)) == 1, counts
    assert inbox.counts()["done"] == 2 * 255


async def test_whoever_no_longer_waits_does_not_hold_up_the_others(open_inbox: Open) -> None:
    inbox, desk = open_inbox(), Desk()
    busy, go_on = threading.Event(), threading.Event()
    held = asyncio.create_task(inbox.engine.arun(lambda _: (busy.set(), go_on.wait())))
    await asyncio.to_thread(busy.wait)
    given_up = asyncio.create_task(inbox.add([arrival(1)], desk.handlers.wanting))
    other = asyncio.create_task(inbox.add([arrival(2)], desk.handlers.wanting))
    await asyncio.sleep(0)
    given_up.cancel()
    held.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await other == 1
    assert inbox.event("msg_1") is None, "what was cancelled before it began does not happen"


def test_an_event_loop_that_has_ended_does_not_take_the_inbox_with_it(open_inbox: Open) -> None:
    inbox, go_on = open_inbox(), threading.Event()

    async def give_up() -> None:
        busy = threading.Event()
        asyncio.create_task(inbox.engine.arun(lambda _: (busy.set(), go_on.wait())))  # noqa: RUF006 - given up
        await asyncio.to_thread(busy.wait)

    asyncio.run(give_up())
    go_on.set()
    assert asyncio.run(asyncio.wait_for(inbox.add([arrival(1)], Desk().handlers.wanting), 120)) == 1


async def test_a_statement_that_nobody_waits_for_fails_its_job(open_inbox: Open) -> None:
    inbox = open_inbox()

    def run(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO inbox_position (one, sequence, gaps) VALUES (1, 5, 0)")
        cursor.execute("INSERT INTO inbox_position (one, sequence, gaps) VALUES (2, NULL, 0)")

    with pytest.raises(inbox.engine.driver.refused):
        await inbox.engine.arun(run)
    assert await inbox.position() is None


async def test_a_database_that_comes_back_is_used_again(postgres: Any, clock: ManualClock) -> None:
    name = postgres.create()
    inbox, desk = Inbox(postgres.url(name), clock), Desk()
    inbox.open()
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    assert await inbox.add([arrival(1)], desk.handlers.wanting) == 1, "on a new connection"
    postgres.drop(name)
    with pytest.raises(InboxUnavailableError):
        await inbox.add([arrival(2)], desk.handlers.wanting)
    assert await runner(inbox, desk)._guarded_turn() == 0
    inbox.close()


async def test_a_runner_works_until_it_is_told_to_stop(open_inbox: Open) -> None:
    inbox, handlers = open_inbox(), Handlers()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(event: Delivered) -> None:
        begun.set()
        await go_on.wait()

    handlers.add(slow, ("*",))
    work = Runner(inbox, handlers, concurrency=1, in_order=False)
    running = asyncio.create_task(work.run())
    await inbox.add([arrival(1, "a"), arrival(2, "b")], handlers.wanting)
    work.wake()
    await begun.wait()
    assert await work.turn() == 0, "there is room for one"
    running.cancel()
    go_on.set()
    await asyncio.gather(running, return_exceptions=True)
    assert inbox.counts()["done"] >= 1, "what was under way has been finished"


async def test_another_handler_begins_while_a_result_is_stored(
    open_inbox: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, desk = open_inbox(), Desk()
    storing, both = asyncio.Event(), asyncio.Event()
    store = inbox.done

    async def slow(claim: Claim) -> None:
        if len(desk.seen) == 2:
            both.set()
        await storing.wait()
        await store(claim)

    monkeypatch.setattr(inbox, "done", slow)
    await inbox.add([arrival(1, "a"), arrival(2, "b")], desk.handlers.wanting)
    work = Runner(inbox, desk.handlers, concurrency=1, in_order=False)
    running = asyncio.create_task(work.run())
    try:
        await asyncio.wait_for(both.wait(), 120)
        assert inbox.counts()["running"] == 2, "neither of them is stored yet"
    finally:
        storing.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert inbox.counts()["done"] == 2


async def test_a_run_is_held_for_as_long_as_it_takes(
    open_inbox: Open, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_handlers, "RENEW_EVERY", 0.0)
    inbox, other, handlers = open_inbox(), open_inbox(), Handlers()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(event: Delivered) -> None:
        begun.set()
        await go_on.wait()

    handlers.add(slow, ("*",))
    await inbox.add([arrival(1)], handlers.wanting)
    running = asyncio.create_task(Runner(inbox, handlers, concurrency=1, in_order=False).run())
    await asyncio.wait_for(begun.wait(), 120)
    for _ in range(3):
        clock.move(LEASE - 1)
        while other.runs("running")[0].due <= clock() + 1:  # noqa: ASYNC110 - the runner renews it
            await asyncio.sleep(0)
        assert await other.claim(10, in_order=False) == []
    go_on.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert other.counts()["done"] == 1


async def test_a_result_that_could_not_be_stored_is_said_and_the_run_comes_again(
    open_inbox: Open, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    inbox, desk = open_inbox(), Desk()

    async def lost(claim: Claim) -> None:
        raise InboxUnavailableError("the disk is gone")

    await inbox.add([arrival(1)], desk.handlers.wanting)
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "done", lost)
        await runner(inbox, desk).drain()
    assert "the result of a run was not stored: the disk is gone" in caplog.text
    clock.move(LEASE)
    await runner(inbox, desk).drain()
    assert (desk.sequences(), inbox.counts()["done"]) == ([1, 1], 1)
    assert len(desk.keys["msg_1"]) == 1


def test_when_a_failure_comes_again() -> None:
    at = 1_000_000
    waits = [
        retry_at(RuntimeError(), attempt, at, chance=lambda: 0.0) for attempt in range(1, len(WAITS) + 2)
    ]
    assert waits == [*(at + wait for wait in WAITS), None]
    assert retry_at(RuntimeError(), 1, at, chance=lambda: 1.0) == at + 5_500
    assert retry_at(RetryLater(-1), 99, at) == at + SECOND, "nobody is asked without a pause"
    assert retry_at(RetryLater(5), 1, at, at - LONGEST_PUT_OFF + 1) == at + 5_000
    assert retry_at(RetryLater(5), 1, at, at - LONGEST_PUT_OFF) is None
    assert retry_at(Reject("no"), 1, at) is None
    assert reason_of(Reject("no")) == "no"
    assert len(reason_of(ValueError("x" * 9_999))) == 2_000


def test_handlers_are_named_once_and_for_something() -> None:
    handlers = Handlers()

    def deals(event: Delivered) -> None: ...

    handlers.add(deals, ("deal.*", "invoice.paid"))
    assert len(handlers) == 1
    [name] = handlers.wanting("deal.won")
    assert name.endswith("deals")
    assert handlers.wanting("crew.assigned") == ()
    assert handlers.types() == ["deal.*", "invoice.paid"]
    with pytest.raises(ConfigurationError, match="already a handler"):
        handlers.add(deals, ("*",))
    with pytest.raises(ConfigurationError, match="at least one type"):
        handlers.add(deals, (), "none")
    with pytest.raises(ConfigurationError, match="a partial has no name of its own: give it one by name="):
        handlers.add(functools.partial(deals), ("*",))
    handlers.add(deals, ("*",), "all")
    assert handlers.types() == []


def test_an_inbox_is_a_file_or_a_postgresql() -> None:
    for url in ("mysql://x", "sqlite://", "sqlite:///", "inbox.db"):
        with pytest.raises(ConfigurationError, match=r"sqlite:///PATH or postgresql://"):
            driver_of(url)


@pytest.mark.parametrize(
    ("envelope", "named"),
    [({}, "id"), ({"id": "m", "event": "e"}, "sequence"), ({"id": 1, "event": "e", "sequence": 1}, "texts")],
)
def test_an_event_lacks_nothing(envelope: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Arrival.of(envelope)
