"""Redis counts exactly as this process does, across connections and processes, and may go away."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis
from structlog.testing import capture_logs

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.limits import (
    DEFAULT_TIERS,
    CredentialThrottle,
    Decision,
    MemoryLimiter,
    Throttle,
    Tier,
)
from ghxstship_platform.limits.limiter import IDLE, OVERTAKING, WINDOW
from ghxstship_platform.limits.redis import CONNECTIONS, RETRY, RedisLimiter, SharedCounts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .conftest import RedisServer

FREE, PRO, ENTERPRISE = DEFAULT_TIERS["free"], DEFAULT_TIERS["pro"], DEFAULT_TIERS["enterprise"]
ALL = pytest.mark.parametrize("tier", DEFAULT_TIERS.values(), ids=DEFAULT_TIERS)
NOW = ManualClock().now()

# A busy machine must not make a test about counting into one about time.
PATIENT = 60.0

# A window of which the bucket holds all: exactly 50 in a minute, however long the test takes to ask.
FLAT = Tier("flat", per_minute=50, burst=50, retry_after=60)

_numbers = count()


def new_workspace() -> str:
    """An id that no other test has used."""
    return f"ws_{os.getpid()}_{next(_numbers)}"


@asynccontextmanager
async def opened(
    url: str, *, patience: float = PATIENT, server_time: bool = True
) -> AsyncIterator[RedisLimiter]:
    counts = SharedCounts(url, timeout=patience, server_time=server_time)
    try:
        yield RedisLimiter(counts)
    finally:
        await counts.aclose()


async def take(limiter: MemoryLimiter | RedisLimiter, workspace_id: str, tier: Tier, now: int) -> Decision:
    """As the API asks either limiter."""
    return (
        limiter.take(workspace_id, tier, now)
        if limiter.is_local
        else await limiter.take(workspace_id, tier, now)
    )


async def drain(limiter: MemoryLimiter | RedisLimiter, workspace_id: str, tier: Tier, now: int) -> int:
    """Requests admitted one after the other."""
    admitted = 0
    while (await take(limiter, workspace_id, tier, now)).allowed:
        admitted += 1
    return admitted


# --- the same decisions ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(runner: asyncio.Runner, redis_url: str) -> Iterator[RedisLimiter]:
    counts = SharedCounts(redis_url, timeout=PATIENT, server_time=False)
    yield RedisLimiter(counts)
    runner.run(counts.aclose())


TIERS = st.sampled_from([*DEFAULT_TIERS.values(), FLAT, Tier("odd", 7, 3, 26), Tier("one", 1, 1, 60)])
PAUSES = st.one_of(
    st.integers(0, 50),
    st.integers(0, 70_000),
    st.sampled_from([5_999, 6_000, WINDOW - 1, WINDOW, WINDOW + 1, IDLE, -1, -OVERTAKING, -OVERTAKING - 1]),
    st.integers(-200_000, 0),
    st.integers(-(10**11), 10**11),
)
STEPS = st.lists(
    st.tuples(PAUSES, st.integers(1, 30), st.booleans(), st.one_of(st.none(), TIERS)), max_size=12
)


@settings(deadline=None)
@given(tier=TIERS, steps=STEPS)
def test_redis_and_memory_decide_alike(
    runner: asyncio.Runner,
    shared: RedisLimiter,
    tier: Tier,
    steps: list[tuple[int, int, bool, Tier | None]],
) -> None:
    """Clocks that jump, changes of tier and requests given back (also late ones) included."""

    async def compare() -> None:
        memory, workspace_id, current, now = MemoryLimiter(), new_workspace(), tier, NOW
        for pause, requests, give_back, change in steps:
            now += pause
            current = change or current
            for _ in range(requests):
                there = await shared.take(workspace_id, current, now)
                here = memory.take(workspace_id, current, now)
                assert not there.local
                assert msgspec.structs.replace(there, local=True) == here
                assert there.headers() == here.headers()
            if give_back:
                there = await shared.give_back(workspace_id, current, there)
                here = memory.give_back(workspace_id, current, here)
                assert msgspec.structs.replace(there, local=True) == here

    runner.run(compare())


def test_a_window_grants_nothing_for_the_one_before(runner: asyncio.Runner, shared: RedisLimiter) -> None:
    async def scenario() -> None:
        workspace_id = new_workspace()
        early = await shared.take(workspace_id, FLAT, NOW)
        for second in range(60):
            await drain(shared, workspace_id, FLAT, NOW + WINDOW + second * 1_000)
        assert (await shared.give_back(workspace_id, FLAT, early)).remaining == 0
        refusal = await shared.take(workspace_id, FLAT, NOW + WINDOW + 59_000)
        assert not refusal.allowed
        assert await shared.give_back(workspace_id, FLAT, refusal) is refusal

    runner.run(scenario())


@pytest.mark.slow
@settings(deadline=None)
@given(steps=st.lists(st.tuples(PAUSES, st.integers(0, 60)), max_size=12))
def test_redis_and_memory_ration_failures_alike(
    runner: asyncio.Runner, shared: RedisLimiter, steps: list[tuple[int, int]]
) -> None:
    """Clocks that jump included."""

    async def compare() -> None:
        here, now = CredentialThrottle(failures=8, refill=30_000), NOW
        there = Throttle(new_workspace(), CredentialThrottle(failures=8, refill=30_000), shared._counts)
        for pause, failures in steps:
            now += pause
            for who in ("192.0.2.7", "2001:db8::1"):
                assert await there.blocked_for(who, now) == here.blocked_for(who, now)
            for number in range(failures):
                who = f"2001:db8::{number:x}"
                here.failed(who, now)
                await there.failed(who, now)
                assert await there.blocked_for(who, now) == here.blocked_for(who, now)

    runner.run(compare())


# --- exact across connections and processes ----------------------------------------------------------------


@ALL
def test_parallel_tasks_get_exactly_the_burst(redis_url: str, tier: Tier) -> None:
    async def scenario() -> int:
        workspace_id = new_workspace()
        async with (
            opened(redis_url, server_time=False) as one,
            opened(redis_url, server_time=False) as two,
            opened(redis_url, server_time=False) as three,
        ):
            limiters = [one, two, three]
            requests = range(tier.burst + 200)
            decisions = await asyncio.gather(
                *(limiters[number % 3].take(workspace_id, tier, NOW) for number in requests)
            )
            assert not any(limiter._counts.degraded for limiter in limiters)
        return sum(decision.allowed for decision in decisions)

    assert asyncio.run(scenario()) == tier.burst


@ALL
def test_parallel_tasks_get_exactly_the_minute(redis_url: str, tier: Tier) -> None:
    async def scenario() -> int:
        workspace_id, admitted = new_workspace(), 0
        async with (
            opened(redis_url, server_time=False) as one,
            opened(redis_url, server_time=False) as two,
        ):
            # The bucket is full at the end of every six seconds, and one such helping more is asked for.
            for now in range(NOW, NOW + WINDOW, 5_990):
                decisions = await asyncio.gather(
                    *(
                        limiter.take(workspace_id, tier, now)
                        for _ in range(tier.burst // 2 + 5)
                        for limiter in (one, two)
                    )
                )
                admitted += sum(decision.allowed for decision in decisions)
        return admitted

    assert asyncio.run(scenario()) == tier.per_minute


def test_by_redis_own_time(redis_url: str) -> None:
    """Two hosts whose clocks are years apart share one window, and its end is told in Redis's time."""

    async def scenario() -> None:
        workspace_id = new_workspace()
        async with opened(redis_url) as one, opened(redis_url) as two, Redis.from_url(redis_url) as client:
            before, _ = await client.time()
            decisions = await asyncio.gather(
                *(one.take(workspace_id, FLAT, 0) for _ in range(60)),
                *(two.take(workspace_id, FLAT, 10**13) for _ in range(60)),
            )
            after, _ = await client.time()
        assert sum(decision.allowed for decision in decisions) == 50
        (reset,) = {decision.reset for decision in decisions}
        assert before + 60 <= reset <= after + 61

    asyncio.run(scenario())


def test_processes_get_exactly_the_tiers_number(redis_url: str) -> None:
    workspace_id = new_workspace()
    numbers = [str(number) for number in (FLAT.per_minute, FLAT.burst, FLAT.retry_after, 40)]
    command = [
        sys.executable,
        str(Path(__file__).with_name("claimant.py")),
        redis_url,
        workspace_id,
        *numbers,
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
                )
            )
            for _ in range(4)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        counts = [int(process.communicate()[0]) for process in processes]
    assert sum(counts) == 50


def test_parallel_failures_in_two_processes_are_all_charged(redis_url: str) -> None:
    async def scenario() -> None:
        name = new_workspace()
        async with (
            opened(redis_url, server_time=False) as one,
            opened(redis_url, server_time=False) as two,
        ):
            doors = [Throttle(name, CredentialThrottle(), each._counts) for each in (one, two)]
            await asyncio.gather(*(doors[number % 2].failed("192.0.2.7", NOW) for number in range(120)))
            assert [await door.blocked_for("192.0.2.7", NOW) for door in doors] == [303, 303]

    asyncio.run(scenario())


# --- housekeeping ------------------------------------------------------------------------------------------


def test_idle_workspaces_are_forgotten(redis_url: str) -> None:
    async def scenario() -> None:
        workspace_id = new_workspace()
        async with opened(redis_url) as limiter, Redis.from_url(redis_url) as client:
            decision = await limiter.take(workspace_id, FREE, NOW)
            await limiter.give_back(workspace_id, FREE, decision)
            (key,) = await client.keys(f"*{workspace_id}")
            assert 0 < await client.pttl(key) <= IDLE
            await client.delete(key)
            assert await limiter.give_back(workspace_id, FREE, decision) is decision

    asyncio.run(scenario())


def test_debts_are_forgotten_and_tell_nothing_of_who_owes(redis_url: str) -> None:
    async def scenario() -> None:
        name = new_workspace()
        async with opened(redis_url) as limiter, Redis.from_url(redis_url) as client:
            door = Throttle(name, CredentialThrottle(failures=8, refill=30_000), limiter._counts)
            await door.failed("ada@example.com", NOW)
            (key,) = await client.keys(f"*{name}*")
            assert b"ada" not in key
            # As long as the longest debt.
            assert 0 < await client.pttl(key) <= 7 * 30_000 + 900_000
            await door.blocked_for("grace@example.com", NOW)
            assert await client.keys(f"*{name}*") == [key]

    asyncio.run(scenario())


def test_a_redis_that_has_lost_its_scripts_is_given_them_again(redis_url: str) -> None:
    async def scenario() -> None:
        workspace_id = new_workspace()
        async with opened(redis_url) as limiter, Redis.from_url(redis_url) as client:
            await limiter.take(workspace_id, FREE, NOW)
            await client.script_flush()
            assert not (await limiter.take(workspace_id, FREE, NOW)).local

    asyncio.run(scenario())


def test_callers_that_go_away_leave_the_others_answers_alone(redis_url: str) -> None:
    """A client that hangs up cancels its request; the next on that connection must not get its answer."""

    async def scenario() -> None:
        noisy, quiet = new_workspace(), new_workspace()
        async with opened(redis_url, server_time=False) as limiter:
            for turns in range(8):
                tasks = [
                    asyncio.create_task(limiter.take(noisy, ENTERPRISE, NOW)) for _ in range(2 * CONNECTIONS)
                ]
                for _ in range(turns):
                    await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                decision = await limiter.take(quiet, FREE, NOW)
                assert (decision.limit, decision.remaining, decision.local) == (100, 99 - turns, False)

    asyncio.run(scenario())


# --- away --------------------------------------------------------------------------------------------------

Logs = list[Any]


async def attempted(limiter: RedisLimiter) -> None:
    """Let the attempt to reach Redis again, if one is under way, end."""
    if limiter._counts._probe is not None:
        await limiter._counts._probe


async def until_back(limiter: RedisLimiter, workspace_id: str, now: int) -> None:
    """Ask once, which starts an attempt, and let that attempt end."""
    await limiter.take(workspace_id, FREE, now)
    await attempted(limiter)
    assert not limiter._counts.degraded


def test_redis_is_killed_and_comes_back(redis_server: RedisServer) -> None:
    async def scenario(logs: Logs) -> None:
        workspace_id, clock = new_workspace(), ManualClock()
        async with opened(redis_server.url) as limiter:
            assert await drain(limiter, workspace_id, FREE, clock.now()) >= 10
            assert not logs

            redis_server.kill()
            decisions = await asyncio.gather(
                *(limiter.take(workspace_id, FREE, clock.now()) for _ in range(50))
            )
            assert limiter._counts.degraded
            assert all(decision.local for decision in decisions)
            # It counts for itself, from a full bucket, and still refuses.
            assert sum(decision.allowed for decision in decisions) == 10
            decision = await limiter.take(workspace_id, FREE, clock.now())
            assert (decision.allowed, decision.remaining) == (False, 90)

            # Still away: it is asked again in vain, and nothing more is said of it.
            for _ in range(3):
                clock.advance(RETRY)
                assert (await limiter.take(workspace_id, FREE, clock.now())).local
                await attempted(limiter)
            assert limiter._counts.degraded
            assert [entry["log_level"] for entry in logs] == ["warning"]

            redis_server.start()
            clock.advance(RETRY)
            await until_back(limiter, workspace_id, clock.now())
            decision = await limiter.take(workspace_id, FREE, clock.now())
            assert (decision.allowed, decision.local, decision.remaining) == (True, False, 99)
            assert [entry["log_level"] for entry in logs] == ["warning", "info"]

            # And a second time, also when the clock has been set back meanwhile.
            redis_server.kill()
            assert (await limiter.take(workspace_id, FREE, clock.now())).local
            redis_server.start()
            clock.advance(-86_400_000)
            await until_back(limiter, workspace_id, clock.now())
            assert [entry["log_level"] for entry in logs] == ["warning", "info"] * 2

    with capture_logs() as logs:
        asyncio.run(scenario(logs))


def test_failures_are_rationed_while_redis_is_away(redis_server: RedisServer) -> None:
    async def scenario() -> None:
        clock, who = ManualClock(), "192.0.2.7"
        async with opened(redis_server.url) as limiter:
            door = Throttle("guesses", CredentialThrottle(failures=2), limiter._counts)
            for _ in range(2):
                await door.failed(who, clock.now())
            assert await door.blocked_for(who, clock.now()) > 0

            redis_server.kill()
            # What Redis knew is gone with it: it begins anew here, and still ends.
            assert await door.blocked_for(who, clock.now()) == 0
            for _ in range(2):
                await door.failed(who, clock.now())
            assert await door.blocked_for(who, clock.now()) == 3

            redis_server.start()
            clock.advance(RETRY)
            await until_back(limiter, new_workspace(), clock.now())
            assert await door.blocked_for(who, clock.now()) == 0

    with capture_logs():
        asyncio.run(scenario())


def test_it_is_away_from_the_start(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(f"unix://{tmp_path / 'nobody'}") as limiter:
            assert await drain(limiter, new_workspace(), FREE, NOW) == 10
            assert limiter._counts.degraded

    with capture_logs():
        asyncio.run(scenario())


class SilentServer:
    """Accepts connections and never says a word."""

    def __init__(self) -> None:
        self.connections = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._ignore, "127.0.0.1", 0)
        return f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *failure: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _ignore(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.read()
        writer.close()


def test_a_silent_redis_holds_nobody_up_for_long() -> None:
    """Nor those who wait for a connection while others wait for an answer."""

    async def scenario() -> None:
        async with asyncio.timeout(PATIENT), SilentServer() as url, opened(url, patience=0.05) as limiter:
            decisions = await asyncio.gather(
                *(limiter.take("ws_1", FREE, NOW) for _ in range(3 * CONNECTIONS))
            )
            assert sum(decision.allowed for decision in decisions) == 10
            assert all(decision.local for decision in decisions)

    with capture_logs() as logs:
        asyncio.run(scenario())
    assert len(logs) == 1


def test_a_redis_that_is_known_to_be_away_holds_nobody_up_at_all() -> None:
    async def scenario() -> None:
        clock, server = ManualClock(), SilentServer()
        async with asyncio.timeout(PATIENT), server as url, opened(url, patience=0.05) as limiter:
            assert (await limiter.take("ws_1", PRO, clock.now())).local
            # A request is answered without the event loop turning even once, also when another attempt is due.
            for _ in range(RETRY + 1_000):
                clock.advance(1)
                with pytest.raises(StopIteration):
                    limiter.take("ws_1", PRO, clock.now()).send(None)
            await attempted(limiter)
            assert limiter._counts.degraded
            assert server.connections <= 2  # the first, and one attempt for a thousand requests

    with capture_logs():
        asyncio.run(scenario())


def test_a_redis_that_cannot_write_is_away_too(redis_server: RedisServer) -> None:
    async def scenario(logs: Logs) -> None:
        workspace_id, clock = new_workspace(), ManualClock()
        async with opened(redis_server.url) as limiter, Redis.from_url(redis_server.url) as client:
            await limiter.take(workspace_id, FREE, clock.now())
            await client.replicaof("127.0.0.1", "1")  # of nobody: it answers PING and refuses every write
            for _ in range(3):
                assert (await limiter.take(workspace_id, FREE, clock.now())).local
                await attempted(limiter)
                clock.advance(RETRY)
            assert limiter._counts.degraded
            assert len(logs) == 1
            await client.replicaof("NO", "ONE")
            await until_back(limiter, workspace_id, clock.now())

    with capture_logs() as logs:
        asyncio.run(scenario(logs))


def test_a_request_is_given_back_to_where_it_was_counted(redis_server: RedisServer) -> None:
    async def scenario() -> None:
        workspace_id, clock = new_workspace(), ManualClock()
        async with opened(redis_server.url, server_time=False) as limiter:
            in_redis = await limiter.take(workspace_id, FREE, clock.now())
            redis_server.kill()
            # Redis is gone, which this call need not know: what it took stays taken.
            assert await limiter.give_back(workspace_id, FREE, in_redis) is in_redis
            here = await limiter.take(workspace_id, FREE, clock.now())
            assert (here.local, here.remaining) == (True, 99)
            assert await limiter.give_back(workspace_id, FREE, in_redis) is in_redis
            assert (await limiter.take(workspace_id, FREE, clock.now())).remaining == 98

            redis_server.start()
            clock.advance(RETRY)
            await until_back(limiter, workspace_id, clock.now())
            before = await limiter.take(workspace_id, FREE, clock.now())
            assert (await limiter.give_back(workspace_id, FREE, here)).local
            after = await limiter.take(workspace_id, FREE, clock.now())
            assert after.remaining == before.remaining - 1

    with capture_logs():
        asyncio.run(scenario())


def test_closing_ends_an_attempt_under_way() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with SilentServer() as url:
            async with opened(url, patience=0.05) as limiter:
                await limiter.take("ws_1", FREE, clock.now())
                limiter._counts._timeout = PATIENT
                clock.advance(RETRY)
                await limiter.take("ws_1", FREE, clock.now())
                attempt = limiter._counts._probe
                assert attempt is not None
                assert not attempt.done()
            assert attempt.cancelled()

    with capture_logs():
        asyncio.run(scenario())
