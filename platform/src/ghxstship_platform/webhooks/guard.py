"""Which addresses a webhook may reach: public ones, so that no endpoint is a way into the network of the platform.

The table follows the registries of special-purpose addresses (RFC 6890 and its updates). Of IPv6 only the global
unicast space is open at all, so that whatever is assigned outside of it later stays closed.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_LOOPBACK = "a loopback address"

_CLOSED_V4 = {
    "0.0.0.0/8": "an address of this network",
    "10.0.0.0/8": "a private address",
    "100.64.0.0/10": "a carrier's shared address",
    "127.0.0.0/8": _LOOPBACK,
    "168.63.129.16/32": "the inner address of a cloud's host",
    "169.254.0.0/16": "a link-local address",
    "172.16.0.0/12": "a private address",
    "192.0.0.0/24": "an address reserved for protocols",
    "192.0.2.0/24": "an address for documentation",
    "192.31.196.0/24": "an address of AS112",
    "192.52.193.0/24": "an AMT relay address",
    "192.88.99.0/24": "a 6to4 relay address",
    "192.168.0.0/16": "a private address",
    "192.175.48.0/24": "an address of AS112",
    "198.18.0.0/15": "an address for benchmarks",
    "198.51.100.0/24": "an address for documentation",
    "203.0.113.0/24": "an address for documentation",
    "224.0.0.0/4": "a multicast address",
    "255.255.255.255/32": "the broadcast address",
    "240.0.0.0/4": "a reserved address",
}

# The first match names the reason, so that the narrower ranges stand first.
_CLOSED_V6 = {
    "::1/128": _LOOPBACK,
    "::/128": "the unspecified address",
    "::ffff:0:0/96": "an IPv4 address in IPv6 form",
    "::ffff:0:0:0/96": "a translated IPv4 address",
    "::/96": "an IPv4 address in IPv6 form",
    "64:ff9b::/96": "a NAT64 address",
    "64:ff9b:1::/48": "a NAT64 address",
    "100::/64": "a discard address",
    "2001::/32": "a Teredo address",
    "2001:2::/48": "an address for benchmarks",
    "2001::/23": "an address reserved for protocols",
    "2001:db8::/32": "an address for documentation",
    "2002::/16": "a 6to4 address",
    "2620:4f:8000::/48": "an address of AS112",
    "3fff::/20": "an address for documentation",
    "fc00::/7": "a private address",
    "fe80::/10": "a link-local address",
    "fec0::/10": "a site-local address",
    "ff00::/8": "a multicast address",
}

_V4 = [(IPv4Network(network), reason) for network, reason in _CLOSED_V4.items()]
_V6 = [(IPv6Network(network), reason) for network, reason in _CLOSED_V6.items()]
_GLOBAL_UNICAST = IPv6Network("2000::/3")


@lru_cache(maxsize=4096)
def why_refused(address: str, *, allow_local: bool) -> str | None:
    """Why no webhook may go to an address, or None when it may.

    Parameters
    ----------
    address
        What a socket is about to connect to. Only the usual spelling of an address passes: a host name, an octal or a
        decimal form and an address with a zone are refused.
    allow_local
        Whether loopback is open as well (127.0.0.0/8 and ::1, nothing else).
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address in its usual spelling"
    reason = _closed_v4(parsed) if isinstance(parsed, IPv4Address) else _closed_v6(parsed)
    return None if allow_local and reason is _LOOPBACK else reason


def is_loopback(address: str) -> bool:
    """Whether an address is one that `allow_local` opens."""
    return why_refused(address, allow_local=False) is _LOOPBACK


def _closed_v4(address: IPv4Address) -> str | None:
    return next((reason for network, reason in _V4 if address in network), None)


def _closed_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address with a zone"
    for network, reason in _V6:
        if address in network:
            return reason
    return None if address in _GLOBAL_UNICAST else "a reserved address"
