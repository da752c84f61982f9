"""The pacer's books against the platform's own limiter, on one clock that a test moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghxstship import APITimeoutError, Client, Hooks
from ghxstship.call import Rules, Send, Wait, conduct
from ghxstship.pacing import Pacer, _forget, read_rate_limit, shared_pacer
from ghxstship.testing import platform
from ghxstship.transport import Request, Response
from ghxstship_platform.limits import DEFAULT_TIERS, MemoryLimiter

START = 1_795_500_000.0


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class World:
    """A server with the platform's limiter, on a clock that moves when somebody waits."""

    def __init__(self, tier: str) -> None:
        self.now = START
        self.limiter = MemoryLimiter()
        self.tier = next(one for one in DEFAULT_TIERS.values() if one.name == tier)
        self.pacer = Pacer(clock=lambda: self.now, wall=lambda: self.now)
        self.refused = 0

    def ask(self, latency: float) -> None:
        self.now += latency
        decision = self.limiter.take("ws", self.tier, int(self.now * 1000))
        self.refused += not decision.allowed
        self.now += latency
        headers = {_text(name).lower(): _text(value) for name, value in decision.headers()}
        self.pacer.observe(headers, refused_for=None if decision.allowed else decision.retry_after)

    def walk(self, latencies: list[float]) -> float:
        for latency in latencies:
            while (wait := self.pacer.acquire()) > 0:
                self.now += wait
            self.ask(latency)
        return self.now - START


@settings(max_examples=30, deadline=None)
@given(
    tier=st.sampled_from(["free", "pro", "enterprise"]),
    latencies=st.lists(st.floats(0.0005, 0.25), min_size=100, max_size=400),
)
def test_a_walk_is_never_refused(tier: str, latencies: list[float]) -> None:
    world = World(tier)
    world.walk(latencies)
    assert world.refused == 0


def test_a_long_walk_uses_most_of_the_limit() -> None:
    world = World("free")
    took = world.walk([0.002] * 300)
    assert world.refused == 0
    # 300 requests at 100 a minute cannot take less than two windows.
    assert took < 190


def test_a_refusal_holds_everybody_back() -> None:
    world = World("free")
    world.walk([0.01])
    for _ in range(12):
        decision = world.limiter.take("ws", world.tier, int(world.now * 1000))
    assert not decision.allowed
    world.ask(0.01)
    assert world.refused == 1
    assert 59 < world.pacer.acquire() <= 60


def test_before_the_first_answer_one_goes_ahead() -> None:
    now = 0.0
    pacer = Pacer(clock=lambda: now)
    assert pacer.acquire() == 0.0
    assert pacer.acquire() > 0.0
    pacer.release()
    assert pacer.acquire() == 0.0
    pacer.observe({})
    assert [pacer.acquire() for _ in range(50)] == [0.0] * 50


def test_requests_in_flight_count() -> None:
    pacer = Pacer(clock=lambda: 0.0, wall=lambda: START)
    headers = {
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": "99",
        "x-ratelimit-reset": str(int(START) + 60),
    }
    headers |= {"ratelimit-policy": '"minute";q=100;w=60, "burst";q=10;w=6', "ratelimit": '"burst";r=9;t=1'}
    pacer.acquire()
    pacer.observe(headers)
    assert [pacer.acquire() == 0.0 for _ in range(12)].count(True) == 8
    assert pacer.last is not None
    assert "remaining=99" in repr(pacer.last)


def test_the_server_s_clock_counts() -> None:
    pacer = Pacer(clock=lambda: 0.0, wall=lambda: 0.0)
    headers = {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795500030"}
    pacer.acquire()
    pacer.observe(headers | {"date": "Tue, 24 Nov 2026 06:00:00 GMT"})
    assert pacer.acquire() == 1795500030 - 1795500000
    pacer.observe(headers | {"date": "damaged"})
    assert pacer.acquire() > 0


@pytest.mark.parametrize("value", ["", "x"])
def test_damaged_headers_pace_nothing(value: str) -> None:
    damaged = {"x-ratelimit-limit": value, "x-ratelimit-remaining": "1", "x-ratelimit-reset": "1"}
    assert read_rate_limit(damaged) is None
    pacer = Pacer()
    pacer.acquire()
    pacer.observe(
        {**damaged, "x-ratelimit-limit": "100", "ratelimit": '"burst";r=x', "ratelimit-policy": "a;b, c"}
    )
    assert pacer.last is not None


def test_clients_of_a_key_share_a_pacer() -> None:
    one, two = Client("k1", base_url="http://a"), Client("k1", base_url="http://a/")
    assert one._pacer is two._pacer is one.with_options(timeout=1)._pacer
    assert one._pacer is not Client("k2", base_url="http://a")._pacer
    assert one._pacer is not Client("k1", base_url="http://b")._pacer
    before = shared_pacer("http://a", "k1")
    _forget()
    assert shared_pacer("http://a", "k1") is not before


def test_a_wait_past_the_deadline_is_an_error_at_once() -> None:
    world = World("free")
    world.walk([0.001])
    world.pacer.observe({}, refused_for=60)
    request = Request("GET", "http://a/x", {}, None)
    rules = Rules(30.0, 2, world.pacer, None, clock=lambda: world.now)
    with pytest.raises(APITimeoutError, match="raise `timeout`"):
        next(conduct(request, rules))
    told: list[float] = []
    rules = Rules(90.0, 2, world.pacer, Hooks(wait=told.append), clock=lambda: world.now)
    steps = conduct(request, rules)
    step = next(steps)
    assert isinstance(step, Wait)
    assert told == [step.seconds]
    world.now += step.seconds
    assert isinstance(steps.send(None), Send)
    with pytest.raises(StopIteration):
        steps.send(Response(200, {}, b"", request))


def test_threads_that_share_a_key_are_never_refused_on_the_free_tier() -> None:
    statuses: list[int] = []
    hooks = Hooks(response=lambda response, seconds: statuses.append(response.status))

    def work(client: Client) -> None:
        for _ in range(3):
            client.atlvs.deals.list(limit=1)

    with (
        platform(tier="free", scale=0) as server,
        Client(server.api_key, base_url=server.url, hooks=hooks) as one,
        Client(server.api_key, base_url=server.url, hooks=hooks) as two,
        ThreadPoolExecutor(4) as pool,
    ):
        for done in [pool.submit(work, client) for client in (one, two, one, two)]:
            done.result(120)
    # More than the bucket holds: who does not wait is refused.
    assert statuses == [200] * 12
