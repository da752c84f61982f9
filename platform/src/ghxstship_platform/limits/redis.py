"""What several processes count together, in Redis: exact across processes and hosts (contract §5).

One Lua call a question. Redis runs scripts one after the other and tells the time itself, so neither races nor
the hosts' clocks matter. When Redis cannot be asked, each process counts for itself (`MemoryLimiter`,
`CredentialThrottle`), says so once in its log and in `degraded`, and asks again in the background: the API keeps
answering, and no request waits for a Redis that is known to be away.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Literal

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from ghxstship_platform.clock import SECOND
from ghxstship_platform.limits.limiter import COST, IDLE, OVERTAKING, WINDOW, Decision, MemoryLimiter
from ghxstship_platform.limits.tiers import Tier

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

# How long Redis is left alone after it could not be asked.
RETRY = SECOND

# Few connections are enough: a call is one round trip, and who waits for one is served in turn.
CONNECTIONS = 32

# What a call raises when Redis cannot be asked; a TimeoutError is an OSError.
_AWAY = (RedisError, OSError)

_PREFIX = "ghxstship:limits:"
# The probe writes, because a Redis that answers PING may still refuse to (a replica, a full disk). No workspace has
# this name, and the prefix of an id keeps it so.
_PROBE = "-"

# The caller's moment where a test moves time, else Redis's own.
_CLOCK = """
local function moment(given)
  local now = tonumber(given)
  if not now then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  return now
end
"""

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

_TAKE = f"""{_CLOCK}{_COMMON}
local now = moment(ARGV[3])
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


# What somebody owes who has failed: see `CredentialThrottle`, whose `_debt` this is. A charge of 0 only asks.
_OWE = f"""{_CLOCK}
local charge, most, now = tonumber(ARGV[1]), tonumber(ARGV[2]), moment(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'debt', 'since')
local debt, since = tonumber(state[1]) or 0, tonumber(state[2]) or now
local set_back = now < since
if not set_back then
  debt = math.max(0, debt - (now - since))
end
debt = math.min(debt + charge, most)
if debt > 0 and (charge > 0 or set_back) then
  redis.call('HSET', KEYS[1], 'debt', debt, 'since', now)
  redis.call('PEXPIRE', KEYS[1], most)
end
return debt
"""


class RedisAway(Exception):  # noqa: N818 - it is a state, not a defect
    """Redis cannot be asked: count in this process."""


class SharedCounts:
    """The connection to a Redis, and whether it answers.

    Parameters
    ----------
    url: ``redis://``, ``rediss://`` or ``unix://``; Redis 5 or newer, or Valkey.
    timeout: seconds that a request waits for Redis at most, connecting included.
    server_time: measure by Redis's clock; False measures by the caller's `now`, so that a test can move time.
    """

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
        self._owe = self._redis.register_script(_OWE)
        self._timeout = timeout
        self._server_time = server_time
        self._degraded = False
        self._tried = 0
        self._probe: asyncio.Task[None] | None = None

    @property
    def degraded(self) -> bool:
        """Redis is away and this process counts for itself (for metrics and readiness)."""
        return self._degraded

    async def take(self, workspace_id: str, tier: Tier, now: int) -> Decision:
        """Count one request of a workspace; raises `RedisAway`."""
        arguments = [tier.per_minute, tier.burst, self._moment(now)]
        return _decision(tier, await self._ask(self._take, workspace_id, arguments, now))

    async def give_back(self, workspace_id: str, tier: Tier, decision: Decision) -> Decision | None:
        """Undo that; None where nothing is known of it any more, or Redis is away."""
        if self._degraded:
            return None
        try:
            arguments = [tier.per_minute, tier.burst, decision.reset]
            reply = await self._call(self._give_back, workspace_id, arguments)
        except _AWAY:
            # The next question finds out for itself and knows the time.
            return None
        return None if reply is None else _decision(tier, reply)

    async def owe(self, who: str, charge: int, most: int, now: int) -> int:
        """What somebody owes (ms) after a charge; raises `RedisAway`."""
        return int(await self._ask(self._owe, f"owes:{who}", [charge, most, self._moment(now)], now))

    async def aclose(self) -> None:
        """Close the connections."""
        if self._probe is not None:
            self._probe.cancel()
            await asyncio.gather(self._probe, return_exceptions=True)
        await self._redis.aclose()

    def _moment(self, now: int) -> int | str:
        return "" if self._server_time else now

    async def _ask(self, script: AsyncScript, key: str, arguments: list[Any], now: int) -> Any:
        if self._degraded:
            self._ask_again(now)
            raise RedisAway
        try:
            return await self._call(script, key, arguments)
        except _AWAY as error:
            self._lost(error, now)
            raise RedisAway from error

    async def _call(self, script: AsyncScript, key: str, arguments: list[Any]) -> Any:
        async with asyncio.timeout(self._timeout):
            return await script([_PREFIX + key], arguments)

    def _lost(self, error: Exception, now: int) -> None:
        # Every request that was under way comes by here; the first one speaks for all.
        if not self._degraded:
            self._degraded = True
            self._tried = now
            _log.warning("limits are counted per process: Redis is away", error=repr(error))

    def _ask_again(self, now: int) -> None:
        # Two-sided, so that a clock that was set back does not put the next attempt off.
        if not 0 <= now - self._tried < RETRY and (self._probe is None or self._probe.done()):
            self._tried = now
            self._probe = asyncio.create_task(self._return())

    async def _return(self) -> None:
        try:
            await self._call(self._owe, _PROBE, [1, SECOND, ""])
        except _AWAY:
            return
        self._degraded = False
        _log.info("limits are counted in Redis again")


class RedisLimiter:
    """The limiter of a platform of several processes or hosts."""

    is_local: ClassVar[Literal[False]] = False

    def __init__(self, counts: SharedCounts) -> None:
        self._counts = counts
        self._memory = MemoryLimiter()

    async def take(self, workspace_id: str, tier: Tier, now: int) -> Decision:
        """Count one request of a workspace; `now` (epoch ms) is used only while Redis is away."""
        try:
            return await self._counts.take(workspace_id, tier, now)
        except RedisAway:
            return self._memory.take(workspace_id, tier, now)

    async def give_back(self, workspace_id: str, tier: Tier, decision: Decision) -> Decision:
        """Undo what `take` counted for a request that turned out to cost nothing (a 304).

        Returns what to announce in its response. It is given back to where it was taken from; when Redis has
        been lost in between, it is not given back.
        """
        if decision.local:
            return self._memory.give_back(workspace_id, tier, decision)
        if not decision.allowed:
            return decision
        return await self._counts.give_back(workspace_id, tier, decision) or decision


def _decision(tier: Tier, reply: list[int]) -> Decision:
    allowed, remaining, reset, burst_remaining, burst_reset = reply
    return Decision(tier, allowed == 1, remaining, reset, burst_remaining, burst_reset, local=False)
