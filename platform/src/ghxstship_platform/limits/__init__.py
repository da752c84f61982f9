"""Rate limits of workspaces and of guessing (playbook "Rate Limits", contract §3 and §5).

`MemoryLimiter` answers at once; `redis.RedisLimiter`, for more than one process, has to be awaited, as have the
`Throttles`, which count in either place.
"""

from __future__ import annotations

from ghxstship_platform.limits.limiter import Decision, MemoryLimiter
from ghxstship_platform.limits.throttle import CredentialThrottle, Throttle, Throttles
from ghxstship_platform.limits.tiers import DEFAULT_TIERS, Tier, parse_tiers

# `limits.redis` is imported by those who use it: its client takes longer to import than the rest of the platform.

__all__ = [
    "DEFAULT_TIERS",
    "CredentialThrottle",
    "Decision",
    "MemoryLimiter",
    "Throttle",
    "Throttles",
    "Tier",
    "parse_tiers",
]
