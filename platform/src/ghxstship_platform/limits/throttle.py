"""Failed authentications are rationed per address, so that guessing is expensive (contract §3).

The caller asks `blocked_for` before it looks a credential up that it has not verified before, and reports
`failed`. A failure adds to the address's debt, which time pays off; an address is blocked while its debt
leaves no room for another failure. Requests that are under way together may all fail, and all of them are
charged. `CredentialThrottle` counts in this process; a `Throttle` counts for all processes that share a Redis.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING

from ghxstship_platform.clock import MINUTE, SECOND

if TYPE_CHECKING:
    from ghxstship_platform.limits.redis import SharedCounts


class CredentialThrottle:
    """The debts of the addresses that have failed lately.

    Parameters
    ----------
    failures: how many are free at once.
    refill: milliseconds that pay for one.
    longest: milliseconds that an address is blocked for at most, however much it has failed.
    capacity: addresses remembered; beyond it, those that failed longest ago are forgotten.

    Attributes
    ----------
    refill, room, most: in milliseconds of debt: of one failure, without a block, at all.
    """

    def __init__(
        self,
        *,
        failures: int = 20,
        refill: int = 3 * SECOND,
        longest: int = 15 * MINUTE,
        capacity: int = 50_000,
    ) -> None:
        self.refill = refill
        self.room = (failures - 1) * refill
        self.most = self.room + longest
        self._capacity = capacity
        # Address to (debt in ms, the moment of that debt), the one that failed longest ago first.
        self._debts: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._debts)

    def blocked_for(self, address: str, now: int) -> int:
        """Seconds, rounded up, until the address may try again at `now` (epoch ms); 0 when it may."""
        key = network_of(address)
        if key not in self._debts:
            return 0
        return self.wait(self._debt(key, now))

    def wait(self, debt: int) -> int:
        """Seconds, rounded up, until somebody who owes so much may try again."""
        return max(0, -(-(debt - self.room) // SECOND))

    def failed(self, address: str, now: int) -> None:
        """Charge one failed authentication to the address at `now` (epoch ms)."""
        key = network_of(address)
        debt = min(self._debt(key, now) + self.refill, self.most)
        self._debts.pop(key, None)
        self._debts[key] = (debt, now)
        if len(self._debts) > self._capacity:
            del self._debts[next(iter(self._debts))]

    def _debt(self, key: str, now: int) -> int:
        debt, since = self._debts.get(key, (0, now))
        if now < since:
            # The clock was set back: the debt stands, and is paid off from here.
            self._debts[key] = (debt, now)
            return debt
        debt -= now - since
        if debt <= 0:
            self._debts.pop(key, None)
            return 0
        return debt


class Throttle:
    """One kind of failure, rationed in this process, or in all that share a Redis as long as it answers.

    Parameters
    ----------
    name: of the kind.
    memory: how it is rationed, and what counts here.
    """

    def __init__(self, name: str, memory: CredentialThrottle, counts: SharedCounts | None = None) -> None:
        self._name = name
        self._memory = memory
        self._counts = counts

    async def blocked_for(self, who: str, now: int) -> int:
        """Seconds, rounded up, until somebody may try again at `now` (epoch ms); 0 when they may."""
        debt = await self._owed(who, 0, now)
        return self._memory.blocked_for(who, now) if debt is None else self._memory.wait(debt)

    async def failed(self, who: str, now: int) -> None:
        """Charge one failure."""
        if await self._owed(who, self._memory.refill, now) is None:
            self._memory.failed(who, now)

    async def _owed(self, who: str, charge: int, now: int) -> int | None:
        """What is owed by what Redis has counted; None where it counts nothing."""
        if self._counts is None:
            return None
        # It is installed where somebody names one.
        from ghxstship_platform.limits.redis import RedisAway

        # Hashed: an email address is nothing for another store.
        key = hashlib.sha256(network_of(who).encode()).hexdigest()[:32]
        try:
            return await self._counts.owe(f"{self._name}:{key}", charge, self._memory.most, now)
        except RedisAway:
            return None


class Throttles:
    """Everything of which failures are rationed.

    Attributes
    ----------
    guesses: proofs of who a program is, by address: API keys, tokens, secrets of clients.
    user_codes: codes of devices, by person and by address; they are short.
    addresses, accounts: sign-ins, by address and by email.
    """

    def __init__(self, counts: SharedCounts | None = None) -> None:
        self.guesses = Throttle("guesses", CredentialThrottle(), counts)
        self.user_codes = Throttle("user-codes", CredentialThrottle(failures=5, refill=MINUTE), counts)
        self.addresses = Throttle("addresses", CredentialThrottle(refill=6 * SECOND), counts)
        self.accounts = Throttle("accounts", CredentialThrottle(failures=8, refill=30 * SECOND), counts)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 that an IPv6 host can choose freely from.

    Anything else (the peer of a Unix socket, say) counts as it stands.
    """
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
