"""Failed authentications are rationed per address, so that guessing is expensive (contract §3).

The caller asks `blocked_for` before it looks a credential up that it has not verified before, and reports
`failed`. A failure adds to the address's debt, which time pays off; an address is blocked while its debt
leaves no room for another failure. Requests that are under way together may all fail, and all of them are
charged.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

from ghxstship_platform.clock import MINUTE, SECOND


class CredentialThrottle:
    """The debts of the addresses that have failed lately.

    Parameters
    ----------
    failures: how many are free at once.
    refill: milliseconds that pay for one.
    longest: milliseconds that an address is blocked for at most, however much it has failed.
    capacity: addresses remembered; beyond it, those that failed longest ago are forgotten.
    """

    def __init__(
        self,
        *,
        failures: int = 20,
        refill: int = 3 * SECOND,
        longest: int = 15 * MINUTE,
        capacity: int = 50_000,
    ) -> None:
        self._refill = refill
        self._room = (failures - 1) * refill
        self._most = self._room + longest
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
        return max(0, -(-(self._debt(key, now) - self._room) // SECOND))

    def failed(self, address: str, now: int) -> None:
        """Charge one failed authentication to the address at `now` (epoch ms)."""
        key = network_of(address)
        debt = min(self._debt(key, now) + self._refill, self._most)
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
