"""What the limiter in process costs a request: microseconds per take() + headers() (at most 10 wanted)."""

from __future__ import annotations

import time
from collections.abc import Callable

from ghxstship_platform.limits import DEFAULT_TIERS, MemoryLimiter, Tier

ROUNDS = 7
REQUESTS = 50_000
START = 1_795_000_000_000


def admitted(tier: Tier) -> Callable[[int], None]:
    """One workspace at its tier's own pace, so that hardly a request is refused."""
    limiter = MemoryLimiter()
    pace = -(-60_000 // tier.per_minute)

    def request(number: int) -> None:
        limiter.take("ws_1", tier, START + number * pace).headers()

    return request


def refused(tier: Tier) -> Callable[[int], None]:
    """One workspace whose bucket is empty."""
    limiter = MemoryLimiter()

    def request(_: int) -> None:
        limiter.take("ws_1", tier, START).headers()

    return request


def crowd(tier: Tier) -> Callable[[int], None]:
    """10,000 workspaces in turn, the accounts' forgetting included."""
    limiter = MemoryLimiter()
    workspaces = [f"ws_{number}" for number in range(10_000)]

    def request(number: int) -> None:
        limiter.take(workspaces[number % 10_000], tier, START + number * 10).headers()

    return request


def given_back(tier: Tier) -> Callable[[int], None]:
    """Every request is a 304."""
    limiter = MemoryLimiter()

    def request(number: int) -> None:
        decision = limiter.take("ws_1", tier, START + number)
        limiter.give_back("ws_1", tier, decision).headers()

    return request


def microseconds(case: Callable[[Tier], Callable[[int], None]], tier: Tier) -> tuple[float, float]:
    """The best and the median round."""
    rounds = []
    for _ in range(ROUNDS):
        request = case(tier)
        began = time.perf_counter_ns()
        for number in range(REQUESTS):
            request(number)
        rounds.append((time.perf_counter_ns() - began) / REQUESTS / 1_000)
    rounds.sort()
    return rounds[0], rounds[ROUNDS // 2]


def main() -> None:
    """Print the table."""
    print(f"{'case':<12} {'tier':<12} {'best us':>8} {'median us':>10}")
    for case in (admitted, refused, crowd, given_back):
        for tier in DEFAULT_TIERS.values():
            best, median = microseconds(case, tier)
            print(f"{case.__name__:<12} {tier.name:<12} {best:>8.2f} {median:>10.2f}")


if __name__ == "__main__":
    main()
