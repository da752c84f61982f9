"""The rate limit of a workspace, counted in this process (contract §5).

Two rules hold at once: a bucket of `burst` requests that refills evenly, and a window of a minute, anchored
at its first request, with at most `per_minute`. Everything is integers: a request costs 60 000 parts, so that
the bucket gains exactly `per_minute` parts in every millisecond and nothing is ever rounded away.

`redis.py` holds the same algorithm in Lua; a change here is a change there, and a test compares the two.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from ghxstship_platform.clock import SECOND
from ghxstship_platform.limits.tiers import WINDOW_SECONDS, Header, Tier

WINDOW = WINDOW_SECONDS * SECOND

# What one request takes from the bucket; see above.
COST = WINDOW

# Requests read the clock before they arrive here and may overtake one another. Up to this many milliseconds
# back, time merely stands still; more than that, and somebody has set the clock.
OVERTAKING = SECOND

# After this long without a request the window is over and the bucket full (`Tier` makes sure):
# the same as new.
IDLE = WINDOW + OVERTAKING


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What became of one request, and what every response says about it.

    Parameters
    ----------
    tier: the tier that it was measured by.
    allowed: whether it may go on.
    remaining: requests left in the window.
    reset: the window's end in Unix seconds, rounded up.
    burst_remaining: requests that would be admitted at once: what is in the bucket and the window still has.
    burst_reset: seconds until there are more, 0 when there cannot be more.
    local: it was counted in this process, not in Redis.
    """

    tier: Tier
    allowed: bool
    remaining: int
    reset: int
    burst_remaining: int
    burst_reset: int
    local: bool = True

    @property
    def limit(self) -> int:
        """Requests in a window."""
        return self.tier.per_minute

    @property
    def retry_after(self) -> int:
        """Seconds that a refused client waits."""
        return self.tier.retry_after

    def headers(self) -> list[Header]:
        """The playbook's fields, the IETF's and, of a refusal, `Retry-After`.

        The IETF's are those of draft-ietf-httpapi-ratelimit-headers-10. Names are lower-case bytes, as ASGI
        wants them.
        """
        limit, policy = self.tier.constant_headers
        headers = [
            limit,
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % self.reset),
            policy,
            (b"ratelimit", b'"burst";r=%d;t=%d' % (self.burst_remaining, self.burst_reset)),
        ]
        if not self.allowed:
            headers.append(self.tier.refusal_header)
        return headers


class _Account:
    """What is remembered of one workspace: `start <= seen`, and `parts` are those of the moment `seen`."""

    __slots__ = ("parts", "seen", "spent", "start")

    def __init__(self, parts: int, now: int) -> None:
        self.parts = parts
        self.seen = now
        self.start = now
        self.spent = 0

    def decision(self, tier: Tier, allowed: bool) -> Decision:
        """The state in the words of the response headers."""
        end = self.start + WINDOW
        # A workspace that has come down to a lower tier may have spent more than that one grants.
        remaining = max(0, tier.per_minute - self.spent)
        tokens, part = divmod(self.parts, COST)
        if tokens >= remaining:
            burst_remaining, burst_reset = remaining, -(-(end - self.seen) // SECOND)
        elif tokens >= tier.burst:
            burst_remaining, burst_reset = tokens, 0
        else:
            burst_remaining, burst_reset = tokens, -(-(COST - part) // (tier.per_minute * SECOND))
        return Decision(tier, allowed, remaining, -(-end // SECOND), burst_remaining, burst_reset)


class MemoryLimiter:
    """The limiter of a platform that is one process, and what `RedisLimiter` falls back to.

    Accounts live in two generations. Who asks is kept in the younger one; when a generation has lasted as
    long as it takes an account to become like new, the older one is dropped whole. So memory follows the
    workspaces that have been active in the last two minutes, and nothing is ever searched for what to forget.
    """

    is_local: ClassVar[Literal[True]] = True

    def __init__(self) -> None:
        self._young: dict[str, _Account] = {}
        self._old: dict[str, _Account] = {}
        self._born = 0

    def __len__(self) -> int:
        """How many workspaces are remembered."""
        return len(self._young) + len(self._old)

    def take(self, workspace_id: str, tier: Tier, now: int) -> Decision:
        """Count one request of a workspace at `now` (epoch ms); a refused one costs nothing."""
        if not 0 <= now - self._born < IDLE:
            self._turn(now)
        account = self._young.get(workspace_id)
        if account is None:
            account = self._old.pop(workspace_id, None) or _Account(tier.burst * COST, now)
            self._young[workspace_id] = account

        elapsed = now - account.seen
        if elapsed >= 0:
            account.seen = now
        elif elapsed >= -OVERTAKING:
            now = account.seen
            elapsed = 0
        else:
            # The clock was set back: no time has passed, and the window ends as far ahead as it did before.
            account.start += elapsed
            account.seen = now
            elapsed = 0

        parts = min(account.parts + elapsed * tier.per_minute, tier.burst * COST)
        if now - account.start >= WINDOW:
            account.start = now
            account.spent = 0
        allowed = parts >= COST and account.spent < tier.per_minute
        if allowed:
            parts -= COST
            account.spent += 1
        account.parts = parts
        return account.decision(tier, allowed)

    def give_back(self, workspace_id: str, tier: Tier, decision: Decision) -> Decision:
        """Undo what `take` counted for a request that turned out to cost nothing (a 304).

        Returns what to announce in its response. The decision is needed because the window it was counted in
        may be over by now, and the next one must not grant a request more for it.
        """
        account = self._young.get(workspace_id) or self._old.get(workspace_id)
        if account is None or not decision.allowed:
            return decision
        account.parts = min(account.parts + COST, tier.burst * COST)
        if -(-(account.start + WINDOW) // SECOND) == decision.reset and account.spent > 0:
            account.spent -= 1
        return account.decision(tier, allowed=True)

    def _turn(self, now: int) -> None:
        # A clock that was set back makes the generation last longer; it never makes anybody forgotten early.
        if now >= self._born:
            self._old, self._young = self._young, {}
        self._born = now
