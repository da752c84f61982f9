"""Staying below the rate limit (playbook "Rate Limits"), instead of being refused.

The platform's headers tell of two rules that hold at once: a bucket of `burst` requests that refills evenly, and a
window with at most `limit` requests. A pacer keeps the same books for one credential, so all threads and clients of
a process share it; what other processes use shows in the headers and is taken over from there.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping

# The share of the bucket that is never used: requests overtake one another on the way.
RESERVE = 0.1

# How long those wait that come before the first answer has told the limits.
PROBE_WAIT = 0.02


class RateLimit:
    """What the last answer said.

    Attributes
    ----------
    limit: requests of a window.
    remaining: requests that are left of it.
    reset: when it ends, in Unix seconds.
    """

    __slots__ = ("limit", "remaining", "reset")

    def __init__(self, limit: int, remaining: int, reset: int) -> None:
        self.limit = limit
        self.remaining = remaining
        self.reset = reset

    def __repr__(self) -> str:
        return f"RateLimit(limit={self.limit}, remaining={self.remaining}, reset={self.reset})"


def read_rate_limit(headers: Mapping[str, str]) -> RateLimit | None:
    """The playbook's three headers; None if they are missing or damaged."""
    limit = headers.get("x-ratelimit-limit")
    if limit is None:
        return None
    remaining, reset = headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-reset")
    if remaining is None or reset is None:
        return None
    try:
        return RateLimit(int(limit), int(remaining), int(reset))
    except ValueError:
        return None


class Pacer:
    """The books of one credential.

    Parameters
    ----------
    clock: monotonic seconds.
    wall: Unix seconds, for a server without a `Date` header.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._wall = wall
        self._lock = threading.Lock()
        self._known: bool | None = None  # None: no answer yet; False: the server tells no limits
        self._probe_until = 0.0
        self._policy = ""
        self._burst = 0.0
        self._rate = 0.0
        self._tokens = 0.0
        self._refilled = 0.0
        self._left = 0
        self._window_end: float | None = None
        self._blocked_until = 0.0
        self._flying = 0
        self.last: RateLimit | None = None

    def acquire(self) -> float:
        """0: go, and call `observe` or `release` afterwards. Else seconds to wait before asking again."""
        with self._lock:
            now = self._clock()
            if now < self._blocked_until:
                return self._blocked_until - now
            wait = self._wait(now)
            if wait <= 0.0:
                self._flying += 1
                return 0.0
            return wait

    def _wait(self, now: float) -> float:
        if self._known is None:
            if now < self._probe_until:
                return PROBE_WAIT
            self._probe_until = now + 1.0
            return 0.0
        if self._known is False:
            return 0.0
        self._refill(now)
        if self._window_end is not None and now >= self._window_end:
            self._left = self.last.limit if self.last else 1
            self._window_end = None
        if self._left <= 0:
            return max(0.05, (self._window_end or now) - now)
        missing = 1.0 + self._reserve - self._tokens
        if missing > 1e-9:
            return max(0.001, missing / self._rate)
        self._tokens -= 1.0
        self._left -= 1
        return 0.0

    @property
    def _reserve(self) -> float:
        return min(self._burst * RESERVE, self._burst - 1.0)

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._refilled) * self._rate)
        self._refilled = now

    def release(self) -> None:
        """A request that was let through got no answer."""
        with self._lock:
            self._flying = max(0, self._flying - 1)
            self._probe_until = 0.0

    def observe(self, headers: Mapping[str, str], *, refused_for: float | None = None) -> None:
        """Take over what an answer tells. `refused_for`: seconds that a 429 asks to wait."""
        told = read_rate_limit(headers)
        with self._lock:
            self._flying = max(0, self._flying - 1)
            now = self._clock()
            if refused_for is not None:
                self._blocked_until = max(self._blocked_until, now + refused_for)
            if told is None or told.limit < 1:
                if self._known is None:
                    self._known = False
                return
            self._take_over(told, headers, now)

    def _take_over(self, told: RateLimit, headers: Mapping[str, str], now: float) -> None:
        policy = headers.get("ratelimit-policy") or ""
        if self._known is not True or policy != self._policy or (self.last and self.last.limit != told.limit):
            self._burst, self._rate = _read_policy(policy, told.limit)
            self._policy = policy
            self._tokens, self._refilled = self._burst, now
            self._left = told.limit
            self._known = True
        self._refill(now)
        self.last = told
        in_bucket = _parameter(headers.get("ratelimit") or "", "burst", "r")
        if in_bucket is not None:
            self._tokens = min(self._tokens, in_bucket - self._flying)
        end = now + self._until(told.reset, headers)
        same = self._window_end is not None and abs(end - self._window_end) < 2.0
        left = told.remaining - self._flying
        self._left = min(self._left, left) if same else left
        self._window_end = max(end, self._window_end or end) if same else end

    def _until(self, reset: int, headers: Mapping[str, str]) -> float:
        """Seconds until `reset`, by the server's own clock where it tells it."""
        date = headers.get("date")
        if date:
            from email.utils import mktime_tz, parsedate_tz

            parsed = parsedate_tz(date)
            if parsed is not None:
                return max(0.0, reset - mktime_tz(parsed))
        return max(0.0, reset - self._wall())


def _parameter(field: str, item: str, name: str) -> float | None:
    """`name` of `item` in a list such as `"minute";q=100;w=60, "burst";q=10;w=6`."""
    for part in field.split(","):
        words = [word.strip() for word in part.split(";")]
        if words[0].strip('"') == item:
            for word in words[1:]:
                key, _, value = word.partition("=")
                if key == name:
                    try:
                        return float(value)
                    except ValueError:
                        return None
    return None


def _read_policy(policy: str, limit: int) -> tuple[float, float]:
    """The bucket's size and its requests a second; without a policy, a tenth of the limit of a minute."""
    window = _parameter(policy, "minute", "w") or 60.0
    burst = _parameter(policy, "burst", "q") or max(1.0, limit / 10)
    return max(1.0, burst), limit / window


_shared: dict[str, Pacer] = {}
_shared_lock = threading.Lock()


def _forget() -> None:
    """A forked child begins anew: a lock may be held by a thread that it does not have."""
    global _shared_lock
    _shared_lock = threading.Lock()
    _shared.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def shared_pacer(base_url: str, credential: str) -> Pacer:
    """The pacer of a credential in this process. Only a hash of the credential is kept."""
    name = hashlib.sha256(f"{base_url}\0{credential}".encode()).hexdigest()
    with _shared_lock:
        return _shared.setdefault(name, Pacer())
