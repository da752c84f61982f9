"""A process of its own that asks for requests all at once and prints how many it got (test_redis.py)."""

from __future__ import annotations

import asyncio
import sys

from ghxstship_platform.limits import Tier
from ghxstship_platform.limits.redis import RedisLimiter, SharedCounts

# Every process's own idea of the time; Redis must not care.
WRONG_TIME = 12_345


async def claim(url: str, workspace_id: str, tier: Tier, requests: int) -> int:
    """Requests admitted of so many in parallel."""
    counts = SharedCounts(url, timeout=60)
    limiter = RedisLimiter(counts)
    # Connected before the word is given, so that the processes really run against one another.
    await limiter.take("ws_warm", tier, WRONG_TIME)
    print("ready", flush=True)
    sys.stdin.readline()
    decisions = await asyncio.gather(*(limiter.take(workspace_id, tier, WRONG_TIME) for _ in range(requests)))
    assert not counts.degraded
    await counts.aclose()
    return sum(decision.allowed for decision in decisions)


if __name__ == "__main__":
    address, workspace, per_minute, burst, retry_after, count = sys.argv[1:]
    wanted = Tier("claimed", int(per_minute), int(burst), int(retry_after))
    print(asyncio.run(claim(address, workspace, wanted, int(count))))
