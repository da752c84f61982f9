"""Guessing is slow, and only for the one who guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.limits import CredentialThrottle
from ghxstship_platform.limits.throttle import network_of

ADDRESS = "192.0.2.7"
NOW = ManualClock().now()


def fail(throttle: CredentialThrottle, times: int, now: int = NOW, address: str = ADDRESS) -> None:
    for _ in range(times):
        throttle.failed(address, now)


def test_twenty_failures_are_free_and_then_one_in_three_seconds() -> None:
    throttle = CredentialThrottle()
    fail(throttle, 19)
    assert throttle.blocked_for(ADDRESS, NOW) == 0
    fail(throttle, 1)
    assert throttle.blocked_for(ADDRESS, NOW) == 3
    assert throttle.blocked_for(ADDRESS, NOW + 2_999) == 1
    assert throttle.blocked_for(ADDRESS, NOW + 3_000) == 0
    fail(throttle, 1, NOW + 3_000)
    assert throttle.blocked_for(ADDRESS, NOW + 3_000) == 3


def test_failures_that_were_under_way_together_are_all_charged() -> None:
    throttle = CredentialThrottle()
    fail(throttle, 120)
    assert throttle.blocked_for(ADDRESS, NOW) == 303
    fail(throttle, 10_000)
    assert throttle.blocked_for(ADDRESS, NOW) == 900


@given(st.lists(st.integers(0, 10_000), max_size=200))
def test_who_asks_first_never_fails_more_often_than_the_refill_allows(pauses: list[int]) -> None:
    throttle = CredentialThrottle()
    now, failures = NOW, 0
    for pause in pauses:
        now += pause
        if throttle.blocked_for(ADDRESS, now) == 0:
            throttle.failed(ADDRESS, now)
            failures += 1
        assert failures <= 20 + (now - NOW) // 3_000
        wait = throttle.blocked_for(ADDRESS, now)
        assert 0 <= wait <= 3
        assert throttle.blocked_for(ADDRESS, now + wait * 1_000) == 0


def test_other_addresses_go_on() -> None:
    throttle = CredentialThrottle()
    fail(throttle, 30)
    assert throttle.blocked_for("192.0.2.8", NOW) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_a_client_is_an_address_or_a_64(address: str, network: str) -> None:
    assert network_of(address) == network


def test_an_ipv6_host_cannot_hop_within_its_network() -> None:
    throttle = CredentialThrottle()
    for host in range(20):
        throttle.failed(f"2001:db8::{host:x}", NOW)
    assert throttle.blocked_for("2001:db8::ffff", NOW) == 3
    assert throttle.blocked_for("2001:db8:0:1::1", NOW) == 0


def test_a_clock_that_jumps_leaves_the_debt_as_it_was() -> None:
    throttle = CredentialThrottle()
    fail(throttle, 20)
    day = 86_400_000
    assert throttle.blocked_for(ADDRESS, NOW - day) == 3
    assert throttle.blocked_for(ADDRESS, NOW - day + 3_000) == 0
    fail(throttle, 1, NOW - 2 * day)
    assert throttle.blocked_for(ADDRESS, NOW - 2 * day + 6_000) == 0
    assert throttle.blocked_for(ADDRESS, NOW + day) == 0


def test_debts_that_are_paid_are_forgotten_when_asked_for() -> None:
    throttle = CredentialThrottle()
    fail(throttle, 1)
    assert throttle.blocked_for(ADDRESS, NOW + 3_000) == 0
    assert len(throttle) == 0


def test_memory_is_bounded_and_keeps_the_latest() -> None:
    throttle = CredentialThrottle(capacity=100)
    fail(throttle, 20)
    for number in range(99):
        throttle.failed(f"198.51.100.{number}", NOW)
    fail(throttle, 1)
    for number in range(99):
        throttle.failed(f"203.0.113.{number}", NOW)
    assert len(throttle) == 100
    assert throttle.blocked_for(ADDRESS, NOW) == 6
    throttle.failed("203.0.113.200", NOW)
    assert throttle.blocked_for(ADDRESS, NOW) == 0
