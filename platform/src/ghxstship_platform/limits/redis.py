"""The rate limit of a workspace, counted in Redis: exact across processes and hosts (contract §5).

One Lua call a request. Redis runs scripts one after the other and tells the time itself, so neither races nor
the hosts' clocks matter. When Redis cannot be asked, each process counts for itself (`MemoryLimiter`), says
so once in its log and in `degraded`, and asks again in the background: the API keeps answering, and no
request waits for a Redis that is known to be away.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, Literal

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from ghxstship_platform.clock import SECOND
from ghxstship_platform.limits.limiter import COST, IDLE, OVERTAKING, WINDOW, Decision, MemoryLimiter
from ghxstship_platform.limits.tiers import DEFAULT_TIERS, Tier

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

# How long Redis is left alone after it could not be asked.
RETRY = SECOND

# A limiter needs few connections: a call is one round trip, and who waits for one is served in turn.
CONNECTIONS = 32

# What a call raises when Redis cannot be asked; a TimeoutError is an OSError.
_AWAY = (RedisError, OSError)

_PREFIX = "ghxstship:limits:"
# The probe is a real call, because a Redis that answers PING may still refuse to write (a replica, a full
# disk). No workspace has this name, and the prefix of an id keeps it so.
_PROBE = "-"

_COMMON = f"""
local COST, WINDOW, OVERTAKING, IDLE, SECOND = {COST}, {WINDOW}, {OVERTAKING}, {IDLE}, {SECOND}
local per_minute, burst = tonumber(ARGV[1]), tonumber(ARGV[2])

local function answer(allowed, parts, seen, start, spent)
  redis.call('HSET', KEYS[1], 'parts', parts, 'seen', seen, 'start', start, 'spent', spent)
  redis.call('PEXPIRE', KEYS[1], IDLE)
  local finish = start + WINDOW
  local remaining = math.max(0, per_minute - spent)
  local tokens = math.floor(parts / COST)
  local burst_remaining, burst_reset = tokens, 0
  if tokens >= remaining then
    burst_remaining, burst_reset = remaining, math.ceil((finish - seen) / SECOND)
  elseif tokens < burst then
    burst_reset = math.ceil((COST - parts % COST) / (per_minute * SECOND))
  end
  return {{allowed, remaining, math.ceil(finish / SECOND), burst_remaining, burst_reset}}
end

local state = redis.call('HMGET', KEYS[1], 'parts', 'seen', 'start', 'spent')
local parts, seen = tonumber(state[1]), tonumber(state[2])
local start, spent = tonumber(state[3]), tonumber(state[4])
"""

_TAKE = f"""{_COMMON}
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
if not parts then
  parts, seen, start, spent = burst * COST, now, now, 0
end

local elapsed = now - seen
if elapsed >= 0 then
  seen = now
elseif elapsed >= -OVERTAKING then
  now = seen
  elapsed = 0
else
  start = start + elapsed
  seen = now
  elapsed = 0
end

parts = math.min(parts + elapsed * per_minute, burst * COST)
if now - start >= WINDOW then
  start = now
  spent = 0
end
local allowed = 0
if parts >= COST and spent < per_minute then
  allowed = 1
  parts = parts - COST
  spent = spent + 1
end
return answer(allowed, parts, seen, start, spent)
"""

_GIVE_BACK = f"""{_COMMON}
if not parts then
  return false
end
if math.ceil((start + WINDOW) / SECOND) == tonumber(ARGV[3]) and spent > 0 then
  spent = spent - 1
end
return answer(1, math.min(parts + COST, burst * COST), seen, start, spent)
"""


class RedisLimiter:
    """The limiter of a platform of several processes or hosts.

    Parameters
    ----------
    url: ``redis://``, ``rediss://`` or ``unix://``; Redis 5 or newer, or Valkey.
    timeout: seconds that a request waits for Redis at most, connecting included.
    server_time: measure by Redis's clock; False measures by the caller's `now`, so that a test can move time.
    """

    is_local: ClassVar[Literal[False]] = False

    def __init__(self, url: str, *, timeout: float = 2.0, server_time: bool = True) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            # `asyncio.timeout` below limits the whole of a call: the wait for a connection, connecting and the answer.
            timeout=None,
            socket_timeout=None,
            socket_connect_timeout=None,
            # A repeated call would count a request twice, and a pause before it would hold the request up.
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = Redis.from_pool(pool)
        self._take = self._redis.register_script(_TAKE)
        self._give_back = self._redis.register_script(_GIVE_BACK)
        self._timeout = timeout
        self._server_time = server_time
        self._memory = MemoryLimiter()
        self._degraded = False
        self._tried = 0
        self._probe: asyncio.Task[None] | None = None

    @property
    def degraded(self) -> bool:
        """Redis is away and this process counts for itself (for metrics and readiness)."""
        return self._degraded

    async def take(self, workspace_id: str, tier: Tier, now: int) -> Decision:
        """Count one request of a workspace; `now` (epoch ms) is used only while Redis is away."""
        if self._degraded:
            self._ask_again(now)
            return self._memory.take(workspace_id, tier, now)
        try:
            return await self._count(workspace_id, tier, now)
        except _AWAY as error:
            self._lost(error, now)
            return self._memory.take(workspace_id, tier, now)

    async def give_back(self, workspace_id: str, tier: Tier, decision: Decision) -> Decision:
        """Undo what `take` counted for a request that turned out to cost nothing (a 304).

        Returns what to announce in its response. It is given back to where it was taken from; when Redis has
        been lost in between, it is not given back.
        """
        if decision.local:
            return self._memory.give_back(workspace_id, tier, decision)
        if self._degraded or not decision.allowed:
            return decision
        try:
            async with asyncio.timeout(self._timeout):
                reply = await self._give_back(
                    [_PREFIX + workspace_id], [tier.per_minute, tier.burst, decision.reset]
                )
        except _AWAY:
            # The next `take` finds out for itself and knows the time.
            return decision
        return decision if reply is None else _decision(tier, reply)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._probe is not None:
            self._probe.cancel()
            await asyncio.gather(self._probe, return_exceptions=True)
        await self._redis.aclose()

    async def _count(self, workspace_id: str, tier: Tier, now: int) -> Decision:
        moment = "" if self._server_time else now
        async with asyncio.timeout(self._timeout):
            return _decision(
                tier, await self._take([_PREFIX + workspace_id], [tier.per_minute, tier.burst, moment])
            )

    def _lost(self, error: Exception, now: int) -> None:
        # Every request that was under way comes by here; the first one speaks for all.
        if not self._degraded:
            self._degraded = True
            self._tried = now
            _log.warning("rate limits are counted per process: Redis is away", error=repr(error))

    def _ask_again(self, now: int) -> None:
        # Two-sided, so that a clock that was set back does not put the next attempt off.
        if not 0 <= now - self._tried < RETRY and (self._probe is None or self._probe.done()):
            self._tried = now
            self._probe = asyncio.create_task(self._return(now))

    async def _return(self, now: int) -> None:
        try:
            await self._count(_PROBE, DEFAULT_TIERS["enterprise"], now)
        except _AWAY:
            return
        self._degraded = False
        _log.info("rate limits are counted in Redis again")


def _decision(tier: Tier, reply: list[int]) -> Decision:
    allowed, remaining, reset, burst_remaining, burst_reset = reply
    return Decision(tier, allowed == 1, remaining, reset, burst_remaining, burst_reset, local=False)
