"""Who is behind a proxy: the address that `X-Forwarded-For` gives, as far as those who wrote it are trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks or addresses that are separated by commas; raises ValueError."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError("must be addresses or networks, separated by commas") from error


def behind(scope: dict[str, Any], trusted: Iterable[Network]) -> dict[str, Any]:
    """The connection as it is without the proxies in between.

    Each proxy appends the address that it was called from, so the list is read from its end, and no further than to
    the first address that is not a trusted proxy: what stands before it is what a stranger says.
    """
    client = scope.get("client")
    given = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    if client is None or not given:
        return scope
    address = client[0]
    hops = b",".join(given).decode("latin-1").split(",")
    while hops and _is_trusted(address, trusted):
        address = hops.pop().strip()
    # What is no address was not written by a proxy that keeps to the rules: the last known one stands.
    return {**scope, "client": (address, client[1])} if _parsed(address) is not None else scope


def _is_trusted(address: str, trusted: Iterable[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in trusted)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed
