"""The tiers: what a workspace may ask for in a minute (playbook "Rate Limits", contract §5).

The table's three columns are true at once: a bucket of `burst` requests that refills at `per_minute / 60` a
second, a window of a minute with at most `per_minute` requests, and a refused client that waits `retry_after`
seconds is admitted. The last is a property of the numbers, so a tier that cannot keep it is no tier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

WINDOW_SECONDS = 60

# The scripts in Redis count in doubles: up to this many a minute every product of theirs is an exact integer.
MOST_PER_MINUTE = 10_000_000
LONGEST_RETRY = 3_600

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_ENTRY = re.compile(r"([^=\s]+)=([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})")

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Tier:
    """One row of the playbook's table.

    Parameters
    ----------
    name: what a workspace's `tier` says.
    per_minute: requests in a window of 60 s.
    burst: requests at once, the size of the bucket.
    retry_after: seconds that a refused client is asked to wait.

    Raises ValueError for numbers under which a client that waits `retry_after` could be refused again.
    """

    name: str
    per_minute: int
    burst: int
    retry_after: int
    # Rendered once, because every response carries them.
    constant_headers: tuple[Header, Header] = field(init=False, repr=False, compare=False)
    refusal_header: Header = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"tier {self.name!r}: a name is lower-case letters, digits, '-' and '_', 32 at most"
            )
        if not 1 <= self.per_minute <= MOST_PER_MINUTE:
            raise ValueError(f"tier {self.name!r}: per_minute must be from 1 to {MOST_PER_MINUTE}")
        if not 1 <= self.burst <= self.per_minute:
            raise ValueError(f"tier {self.name!r}: burst must be from 1 to per_minute ({self.per_minute})")
        if not self.refill_seconds <= self.retry_after <= LONGEST_RETRY:
            raise ValueError(
                f"tier {self.name!r}: retry_after must be from {self.refill_seconds}, the seconds in which "
                f"the bucket fills, to {LONGEST_RETRY}: a client that waits less could be refused again"
            )
        policy = (
            f'"minute";q={self.per_minute};w={WINDOW_SECONDS}, "burst";q={self.burst};w={self.refill_seconds}'
        )
        constant = ((b"x-ratelimit-limit", b"%d" % self.per_minute), (b"ratelimit-policy", policy.encode()))
        object.__setattr__(self, "constant_headers", constant)
        object.__setattr__(self, "refusal_header", (b"retry-after", b"%d" % self.retry_after))

    @property
    def refill_seconds(self) -> int:
        """Seconds in which an empty bucket fills, rounded up."""
        return -(-self.burst * WINDOW_SECONDS // self.per_minute)


DEFAULT_TIERS = {
    tier.name: tier
    for tier in (
        Tier("free", per_minute=100, burst=10, retry_after=60),
        Tier("pro", per_minute=1_000, burst=100, retry_after=30),
        Tier("enterprise", per_minute=10_000, burst=1_000, retry_after=10),
    )
}


def parse_tiers(text: str) -> dict[str, Tier]:
    """The default tiers and those of a setting such as ``festival=5000:500:15, stadium=20000:2000:10``.

    Each entry is ``name=per_minute:burst:retry_after``; a default tier that is named again is replaced.
    Raises ValueError, which names the entry, for anything else.
    """
    tiers: dict[str, Tier] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ValueError(
                f"tier {entry!r} is not name=per_minute:burst:retry_after, as in festival=5000:500:15"
            )
        name = match[1]
        if name in tiers:
            raise ValueError(f"tier {name!r} is given twice")
        tiers[name] = Tier(name, int(match[2]), int(match[3]), int(match[4]))
    return DEFAULT_TIERS | tiers
