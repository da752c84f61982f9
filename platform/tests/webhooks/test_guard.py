"""Every address that is not a public one is refused, in each of its forms."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ghxstship_platform.webhooks.guard import is_loopback, why_refused

CLOSED_V4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "cloud",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocols",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "AMT",
    "192.88.99.0/24": "6to4",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarks",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}

CLOSED_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::a00:0/104": "IPv4",
    "::ffff:0:0/96": "IPv4",
    "::ffff:0:0:0/96": "IPv4",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "100::/64": "discard",
    "100:0:0:1::/64": "reserved",
    "2001::/32": "Teredo",
    "2001:2::/48": "benchmarks",
    "2001:10::/28": "protocols",
    "2001:20::/28": "protocols",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "4000::/3": "reserved",
    "5f00::/16": "reserved",
    "fc00::/7": "private",
    "fd00:ec2::254/128": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}

OPEN = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
    "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0",
    "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2001:db9::1", "2003::1", "2606:4700::1111",
    "2620:4f:8001::1", "2a00:1450::1", "3ffe::1",
]  # fmt: skip


@pytest.mark.parametrize(("network", "reason"), CLOSED_V4.items())
@pytest.mark.parametrize("allow_local", [False, True])
def test_closed_ranges_of_ipv4(network: str, reason: str, allow_local: bool) -> None:
    addresses = IPv4Network(network)
    for address in (addresses[0], addresses[addresses.num_addresses // 2], addresses[-1]):
        refusal = why_refused(str(address), allow_local=allow_local)
        if reason == "loopback" and allow_local:
            assert refusal is None
        else:
            assert refusal is not None
            assert reason in refusal or address == IPv4Address("255.255.255.255")


@pytest.mark.parametrize(("network", "reason"), CLOSED_V6.items())
@pytest.mark.parametrize("allow_local", [False, True])
def test_closed_ranges_of_ipv6(network: str, reason: str, allow_local: bool) -> None:
    addresses = IPv6Network(network)
    for address in (addresses[0], addresses[addresses.num_addresses // 2], addresses[-1]):
        refusal = why_refused(str(address), allow_local=allow_local)
        if reason == "loopback" and allow_local:
            assert refusal is None
        else:
            assert refusal is not None
            assert reason in refusal


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_open(address: str) -> None:
    assert why_refused(address, allow_local=False) is None
    assert why_refused(address, allow_local=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "localhost", "example.com", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.1", "010.0.0.1",
        "8.8.8.8 ", "8.8.8.8\n", "8.8.8.8/32", "8.8.8", "[::1]", "::1%lo", "fe80::1%eth0", "2606:4700::1111%1",
        "8.8.8.٨",
        "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ],
)  # fmt: skip
def test_other_spellings_and_forms_are_refused(text: str) -> None:
    assert why_refused(text, allow_local=True) is not None


@pytest.mark.parametrize("form", ["::ffff:{}", "::{}", "64:ff9b::{}", "::ffff:0:{}"])
def test_loopback_within_ipv6_stays_closed_where_loopback_is_open(form: str) -> None:
    assert why_refused(form.format("127.0.0.1"), allow_local=True) is not None


@given(st.integers(0, 2**32 - 1))
@example(0x7F000001)
def test_no_ipv4_address_is_open_that_python_calls_private(number: int) -> None:
    address = IPv4Address(number)
    if not address.is_global or address.is_multicast:
        assert why_refused(str(address), allow_local=False) is not None


@given(st.integers(0, 2**128 - 1) | st.integers(0x2000 << 112, (0x2004 << 112) - 1))
def test_no_ipv6_address_is_open_that_python_calls_private(number: int) -> None:
    address = IPv6Address(number)
    if not address.is_global or address.is_multicast or address.sixtofour or address.teredo:
        assert why_refused(str(address), allow_local=False) is not None


def test_loopback_is_told_from_everything_else() -> None:
    assert [is_loopback(address) for address in ("127.0.0.1", "127.9.9.9", "::1")] == [True] * 3
    assert not any(is_loopback(text) for text in ("10.0.0.1", "8.8.8.8", "::ffff:127.0.0.1", "localhost"))
