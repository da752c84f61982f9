"""The two rules, what is announced of them, and what clocks may do to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.limits import DEFAULT_TIERS, Decision, MemoryLimiter, Tier
from ghxstship_platform.limits.limiter import IDLE, OVERTAKING, WINDOW

FREE, PRO, ENTERPRISE = DEFAULT_TIERS["free"], DEFAULT_TIERS["pro"], DEFAULT_TIERS["enterprise"]
ALL = pytest.mark.parametrize("tier", DEFAULT_TIERS.values(), ids=DEFAULT_TIERS)
NOW = ManualClock().now()


@dataclass(frozen=True)
class Phase:
    """A pause and then requests at an even pace (milliseconds)."""

    pause: int
    pace: int
    share: int  # requests, in tenths of the tier's burst

    def times(self, tier: Tier, now: int) -> list[int]:
        """When the requests come, for a phase that begins at `now`."""
        return [now + self.pause + number * self.pace for number in range(tier.burst * self.share // 10)]


PHASES = st.lists(
    st.builds(
        Phase,
        pause=st.one_of(
            st.sampled_from([0, 1, 5_999, 6_000, 53_999, 54_000, 59_999, 60_000]), st.integers(0, 70_000)
        ),
        pace=st.one_of(st.just(0), st.integers(0, 12)),
        share=st.integers(1, 25),
    ),
    min_size=1,
    max_size=8,
)


def take(limiter: MemoryLimiter, tier: Tier, now: int) -> Decision:
    return limiter.take("ws_1", tier, now)


def drain(limiter: MemoryLimiter, tier: Tier, now: int) -> int:
    """Requests admitted at one moment."""
    admitted = 0
    while take(limiter, tier, now).allowed:
        admitted += 1
    return admitted


def assert_bucket_kept(tier: Tier, times: list[int]) -> None:
    """In no stretch of these times are there more than the burst and what has flowed in since it began."""
    lowest = None
    for number, time in enumerate(times):
        level = number * WINDOW - time * tier.per_minute
        lowest = level if lowest is None else min(lowest, level)
        assert level - lowest <= (tier.burst - 1) * WINDOW


# --- the rules ---------------------------------------------------------------------------------------------


@ALL
@given(phases=PHASES)
def test_no_window_and_no_burst_exceeds_the_tier(tier: Tier, phases: list[Phase]) -> None:
    limiter = MemoryLimiter()
    windows: Counter[int] = Counter()
    admitted = []
    now = NOW
    for phase in phases:
        for moment in phase.times(tier, now):
            now = moment
            decision = take(limiter, tier, now)
            if decision.allowed:
                windows[decision.reset] += 1
                admitted.append(now)
            assert decision.remaining == tier.per_minute - windows[decision.reset]
            assert now < decision.reset * 1_000 < now + WINDOW + 1_000
    assert all(count <= tier.per_minute for count in windows.values())
    ends = sorted(windows)
    assert all(later - earlier >= 60 for earlier, later in pairwise(ends))
    assert_bucket_kept(tier, admitted)


@ALL
def test_everything_the_tier_promises_is_granted(tier: Tier) -> None:
    limiter = MemoryLimiter()
    counts = [drain(limiter, tier, NOW + second * 1_000) for second in range(60)]
    assert counts[0] == tier.burst
    assert sum(counts) == tier.per_minute
    # Burst is a tenth of the limit: the window holds out until its 54th second, and is used up from there.
    assert sum(counts[:54]) < tier.per_minute
    assert sum(counts[55:]) == 0
    assert drain(limiter, tier, NOW + WINDOW) == tier.burst


def test_both_rules_are_exact_to_the_millisecond() -> None:
    limiter = MemoryLimiter()
    assert drain(limiter, FREE, NOW) == 10
    assert drain(limiter, FREE, NOW + 599) == 0
    assert drain(limiter, FREE, NOW + 600) == 1
    assert take(limiter, FREE, NOW + WINDOW - 1).remaining == 88
    assert take(limiter, FREE, NOW + WINDOW).remaining == 99


def assert_never_refused_twice(tier: Tier, phases: list[Phase], patience: list[int]) -> int:
    """A client that waits `Retry-After` and a little more. Returns how often it was refused."""
    limiter = MemoryLimiter()
    now = NOW
    refusals = 0
    for phase in phases:
        now += phase.pause
        for _ in range(tier.burst * phase.share // 10):
            decision = take(limiter, tier, now)
            if not decision.allowed:
                now += decision.retry_after * 1_000 + patience[refusals % len(patience)]
                refusals += 1
                assert take(limiter, tier, now).allowed
            now += phase.pace
    return refusals


@ALL
@given(phases=PHASES, patience=st.lists(st.integers(0, 60_000), min_size=1))
def test_a_client_that_honours_retry_after_is_never_refused_twice(
    tier: Tier, phases: list[Phase], patience: list[int]
) -> None:
    assert_never_refused_twice(tier, phases, patience)


@ALL
@pytest.mark.parametrize("percent", [100, 101, 105, 110, 120, 150, 300, 1_000])
def test_nor_is_one_that_is_always_too_fast(tier: Tier, percent: int) -> None:
    """At these speeds it is the bucket that refuses, or the window, or now one, now the other."""
    limiter = MemoryLimiter()
    microseconds = 0
    refusals = 0
    for _ in range(tier.per_minute * 3):
        if not take(limiter, tier, NOW + microseconds // 1_000).allowed:
            refusals += 1
            microseconds += tier.retry_after * 1_000_000
            assert take(limiter, tier, NOW + microseconds // 1_000).allowed
        microseconds += 60_000_000 * 100 // (tier.per_minute * percent)
    assert (refusals > 0) == (percent > 100)


@given(
    per_minute=st.integers(1, 200),
    burst=st.integers(1, 200),
    retry_after=st.integers(1, 120),
    phases=PHASES,
    patience=st.lists(st.integers(0, 60_000), min_size=1),
)
def test_nor_under_any_tier_that_can_be_defined(
    per_minute: int, burst: int, retry_after: int, phases: list[Phase], patience: list[int]
) -> None:
    try:
        tier = Tier("any", per_minute, burst, retry_after)
    except ValueError:
        assume(False)
    assert_never_refused_twice(tier, phases, patience)


# --- what is announced -------------------------------------------------------------------------------------


def test_headers_are_the_contracts() -> None:
    decision = take(MemoryLimiter(), PRO, 1_699_999_939_001)
    assert decision.headers() == [
        (b"x-ratelimit-limit", b"1000"),
        (b"x-ratelimit-remaining", b"999"),
        (b"x-ratelimit-reset", b"1700000000"),
        (b"ratelimit-policy", b'"minute";q=1000;w=60, "burst";q=100;w=6'),
        (b"ratelimit", b'"burst";r=99;t=1'),
    ]


def test_a_refusal_says_when_to_come_back() -> None:
    limiter = MemoryLimiter()
    assert drain(limiter, FREE, NOW) == 10
    decision = take(limiter, FREE, NOW)
    assert (decision.limit, decision.remaining, decision.retry_after) == (100, 90, 60)
    assert decision.headers()[-2:] == [(b"ratelimit", b'"burst";r=0;t=1'), (b"retry-after", b"60")]


@ALL
@given(phases=PHASES)
def test_what_is_announced_comes_true(tier: Tier, phases: list[Phase]) -> None:
    """`burst_remaining` are admitted at once, not one more; `burst_reset` seconds later there are more."""
    limiter = MemoryLimiter()
    now = NOW
    for phase in phases:
        *earlier, now = phase.times(tier, now)
        for moment in earlier:
            take(limiter, tier, moment)
        announced = take(limiter, tier, now).burst_remaining
        assert drain(limiter, tier, now) == announced
        now += take(limiter, tier, now).burst_reset * 1_000
        assert take(limiter, tier, now).allowed


def test_a_refused_request_costs_nothing() -> None:
    limiter = MemoryLimiter()
    drain(limiter, PRO, NOW)
    for _ in range(1_000):
        assert not take(limiter, PRO, NOW).allowed
    assert take(limiter, PRO, NOW).remaining == 900
    assert drain(limiter, PRO, NOW + 6_000) == 100


def test_workspaces_are_independent() -> None:
    limiter = MemoryLimiter()
    drain(limiter, FREE, NOW)
    assert limiter.take("ws_2", FREE, NOW).remaining == 99


# --- giving back -------------------------------------------------------------------------------------------


def test_a_request_that_is_given_back_costs_nothing() -> None:
    limiter = MemoryLimiter()
    for _ in range(1_000):
        decision = take(limiter, FREE, NOW)
        assert decision.allowed
        decision = limiter.give_back("ws_1", FREE, decision)
        assert (decision.remaining, decision.burst_remaining, decision.burst_reset) == (100, 10, 0)
    assert drain(limiter, FREE, NOW) == 10


def test_a_window_grants_nothing_for_the_one_before() -> None:
    limiter = MemoryLimiter()
    early = take(limiter, FREE, NOW)
    spent = sum(drain(limiter, FREE, NOW + WINDOW + second * 1_000) for second in range(60))
    assert spent == 100
    assert limiter.give_back("ws_1", FREE, early).remaining == 0
    assert not take(limiter, FREE, NOW + WINDOW + 59_000).allowed


def test_a_refusal_gives_nothing_back() -> None:
    limiter = MemoryLimiter()
    drain(limiter, FREE, NOW)
    refusal = take(limiter, FREE, NOW)
    assert limiter.give_back("ws_1", FREE, refusal) is refusal
    assert not take(limiter, FREE, NOW).allowed


def test_a_workspace_that_is_forgotten_gets_nothing_back() -> None:
    limiter = MemoryLimiter()
    decision = take(limiter, FREE, NOW)
    for turn in range(1, 4):
        limiter.take("ws_2", FREE, NOW + turn * IDLE)
    assert limiter.give_back("ws_1", FREE, decision) is decision


# --- another tier ------------------------------------------------------------------------------------------


def test_a_higher_tier_holds_at_once() -> None:
    limiter = MemoryLimiter()
    drain(limiter, FREE, NOW)
    decision = take(limiter, ENTERPRISE, NOW + 100)
    assert (decision.allowed, decision.remaining) == (True, 9_989)
    assert drain(limiter, ENTERPRISE, NOW + 6_200) == 1_000


def test_a_lower_tier_holds_at_once_and_never_shows_less_than_nothing() -> None:
    limiter = MemoryLimiter()
    drain(limiter, PRO, NOW)
    drain(limiter, PRO, NOW + 6_000)
    decision = take(limiter, FREE, NOW + 12_000)
    assert (decision.allowed, decision.remaining, decision.burst_remaining) == (False, 0, 0)
    assert drain(limiter, FREE, NOW + WINDOW) == 10


# --- clocks ------------------------------------------------------------------------------------------------


@ALL
@given(
    steps=st.lists(
        st.tuples(
            st.one_of(
                st.integers(-3_000, 3_000), st.integers(-200_000, 200_000), st.integers(-(10**12), 10**12)
            ),
            st.integers(0, 12),
        ),
        max_size=40,
    )
)
def test_a_clock_that_jumps_locks_nobody_out(tier: Tier, steps: list[tuple[int, int]]) -> None:
    limiter = MemoryLimiter()
    clock = ManualClock(10**13)
    for jump, tenths in steps:
        clock.advance(jump)
        for _ in range(tier.burst * tenths // 10):
            decision = take(limiter, tier, clock.now())
            assert 0 <= decision.remaining <= tier.per_minute
            assert 0 <= decision.burst_remaining <= tier.burst
            assert 0 <= decision.burst_reset <= 60 + 1
            assert 0 < decision.reset * 1_000 - clock.now() <= WINDOW + OVERTAKING + 999
    # A jump that no request has seen is none.
    take(limiter, tier, clock.now())
    clock.advance(WINDOW + OVERTAKING)
    assert take(limiter, tier, clock.now()).allowed


@ALL
def test_a_clock_that_is_set_back_gives_nothing_and_takes_nothing(tier: Tier) -> None:
    limiter = MemoryLimiter()
    clock = ManualClock()
    admitted = 0
    for second in range(56):
        if second in (13, 31):
            clock.advance(-86_400_000)
        admitted += drain(limiter, tier, clock.now())
        clock.advance(1_000)
    # The last second before each jump brought nothing in, as no time is known to have passed.
    assert admitted == min(tier.per_minute, tier.burst + 53 * tier.per_minute // 60)
    # The window ends 60 s after it began, by the seconds that have passed for the limiter.
    left = take(limiter, tier, clock.now()).reset * 1_000 - clock.now()
    assert left == WINDOW - 54_000
    clock.advance(left)
    assert take(limiter, tier, clock.now()).remaining == tier.per_minute - 1


@ALL
@given(phases=PHASES, jitter=st.lists(st.integers(0, OVERTAKING), min_size=1, max_size=30))
def test_requests_that_overtake_one_another_gain_nothing(
    tier: Tier, phases: list[Phase], jitter: list[int]
) -> None:
    limiter = MemoryLimiter()
    windows: Counter[int] = Counter()
    admitted: list[int] = []
    now, latest, number = NOW, 0, 0
    for phase in phases:
        for moment in phase.times(tier, now):
            now = moment
            number += 1
            late = now - jitter[number % len(jitter)]
            latest = max(latest, late)
            decision = take(limiter, tier, late)
            if decision.allowed:
                windows[decision.reset] += 1
                admitted.append(latest)
    assert all(count <= tier.per_minute for count in windows.values())
    ends = sorted(windows)
    assert all(later - earlier >= 60 for earlier, later in pairwise(ends))
    assert_bucket_kept(tier, admitted)


# --- memory ------------------------------------------------------------------------------------------------


def test_idle_workspaces_are_forgotten() -> None:
    limiter = MemoryLimiter()
    for number in range(100_000):
        limiter.take(f"ws_{number}", FREE, NOW + number)
    assert len(limiter) == 100_000
    for turn in range(1, 3):
        limiter.take("ws_0", FREE, NOW + 100_000 + turn * IDLE)
    assert len(limiter) == 1


def test_they_are_forgotten_after_a_clock_was_set_back_too() -> None:
    limiter = MemoryLimiter()
    for number in range(1_000):
        limiter.take(f"ws_{number}", FREE, NOW)
    for turn in range(3):
        limiter.take("ws_0", FREE, NOW - 86_400_000 + turn * IDLE)
    assert len(limiter) == 1


def test_nobody_is_forgotten_early_by_a_clock_that_is_set_back() -> None:
    limiter = MemoryLimiter()
    drain(limiter, FREE, NOW)
    for day in range(1, 4):
        limiter.take("ws_2", FREE, NOW - day * 86_400_000)
    assert not take(limiter, FREE, NOW - 3 * 86_400_000).allowed


class Elephant(MemoryLimiter):
    """Never forgets."""

    def _turn(self, now: int) -> None:
        pass


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["ws_1", "ws_2"]),
            st.one_of(st.integers(0, 5_000), st.sampled_from([WINDOW - 1, WINDOW, IDLE - 1, IDLE, 2 * IDLE])),
            st.integers(1, 120),
        )
    )
)
def test_forgetting_changes_no_decision(steps: list[tuple[str, int, int]]) -> None:
    tier = Tier("flat", 100, 100, 60)
    limiter, elephant = MemoryLimiter(), Elephant()
    now = NOW
    for workspace_id, pause, requests in steps:
        now += pause
        for _ in range(requests):
            assert limiter.take(workspace_id, tier, now) == elephant.take(workspace_id, tier, now)
