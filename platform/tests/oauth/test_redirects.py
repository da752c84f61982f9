"""Addresses that people are sent back to: which may be registered, and what counts as the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform.oauth import redirects

GOOD = (
    "https://ledger.example.com",
    "https://ledger.example.com/oauth/callback?from=ghxstship",
    "https://ledger.example.com:8443/cb",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:8976/callback",
    "http://[::1]:1/cb",
    "http://localhost:3000/cb",
    "com.example.ledger:/oauth",
    "com.example.ledger://oauth/cb",
)


@pytest.mark.parametrize("address", GOOD)
def test_good_addresses(address: str) -> None:
    assert redirects.problem_of(address) is None
    assert re.search(redirects.RedirectAddress().schema()["pattern"], address)
    assert redirects.match(["https://other.example.com", address], address)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "whole address"),
        ("/callback", "whole address"),
        ("//ledger.example.com/cb", "whole address"),
        ("https:///cb", "whole address"),
        ("https:ledger.example.com/cb", "whole address"),
        ("https:\\\\ledger.example.com/cb", "whole address"),
        ("https://ledger.example.com\\@evil.example.com/", "user"),
        ("https://ledger.example.com/cb with space", "whole address"),
        ("https://ledger.example.com/c\nb", "whole address"),
        ("https://ledger.example.com/cb\n", "whole address"),
        ("https://lédger.example.com/cb", "whole address"),
        ("https://ledger.example.com:0/cb", "whole address"),
        ("https://ledger.example.com:x/cb", "whole address"),
        ("https://ledger.example.com/cb#part", "fragment"),
        ("https://ledger.example.com/cb#", "fragment"),
        ("https://*.example.com/cb", "wildcards"),
        ("https://ledger.example.com/*", "wildcards"),
        ("https://ada:pw@ledger.example.com/cb", "user"),
        ("https://ledger.example.com@evil.example.com/cb", "user"),
        ("http://ledger.example.com/cb", "https"),
        ("http://127.0.0.1.evil.example.com/cb", "https"),
        ("http://127.0.0.1@evil.example.com/cb", "user"),
        ("HTTP://127.0.0.1/cb", "https"),
        ("http://2130706433/cb", "https"),
        ("javascript:alert(1)", "whole address"),
        ("data:text/html,x", "whole address"),
        ("file:///etc/passwd", "whole address"),
        ("urn:ietf:wg:oauth:2.0:oob", "whole address"),
        ("myapp:/cb", "whole address"),
        ("https://ledger.example.com/" + "x" * 1000, "1000 characters"),
    ],
)
def test_bad_addresses(address: str, problem: str) -> None:
    assert problem in (redirects.problem_of(address) or "")
    pattern = redirects.RedirectAddress().schema()["pattern"]
    assert len(address) > 1000 or not re.fullmatch(pattern, address)


@pytest.mark.parametrize(
    "asked",
    [
        "https://ledger.example.com/cb/",
        "https://ledger.example.com/cb2",
        "https://ledger.example.com/c",
        "https://ledger.example.com/cb?x=1",
        "https://ledger.example.com/cb#x",
        "https://ledger.example.com/cb/../../evil",
        "https://ledger.example.com/CB",
        "https://LEDGER.example.com/cb",
        "https://ledger.example.com:443/cb",
        "https://ledger.example.com.evil.example.com/cb",
        "https://evil.example.com/https://ledger.example.com/cb",
        "https://x@ledger.example.com/cb",
        "http://ledger.example.com/cb",
        "https://ledger.example.com%2fcb",
        " https://ledger.example.com/cb",
        "https://ledger.example.com/cb ",
        "",
    ],
)
def test_only_the_very_same_matches(asked: str) -> None:
    assert not redirects.match(["https://ledger.example.com/cb"], asked)


def test_of_loopback_the_port_may_differ_and_nothing_else() -> None:
    registered = ["http://127.0.0.1/cb", "http://localhost:3000/dev?x=1"]
    for good in ("http://127.0.0.1:51004/cb", "http://127.0.0.1/cb", "http://localhost:1/dev?x=1"):
        assert redirects.match(registered, good)
    for bad in (
        "http://127.0.0.1:51004/cb/",
        "http://127.0.0.2:51004/cb",
        "http://127.0.0.1:51004",
        "http://localhost:51004/cb",
        "https://127.0.0.1:51004/cb",
        "http://127.0.0.1:51004@evil.example.com/cb",
        "http://127.0.0.1:51004/cb#x",
        "http://127.0.0.1:/cb",
    ):
        assert not redirects.match(registered, bad)


@given(st.text(max_size=40), st.sampled_from(GOOD[:3]))
def test_nothing_that_is_added_or_put_before_matches(more: str, address: str) -> None:
    for asked in (address + more, more + address, address[:-1] + more):
        assert redirects.match([address], asked) == (asked == address)


@given(st.from_regex(re.compile(redirects.RedirectAddress().schema()["pattern"], re.ASCII), fullmatch=True))
def test_what_the_schema_takes_can_be_registered(address: str) -> None:
    assert len(address) > redirects.MOST_CHARACTERS or redirects.problem_of(address) is None
    assert redirects.origin_of(address) + address.partition(":")[2][:0]
    assert redirects.with_parameters(address, {"code": "a b"}).endswith("code=a+b")


def test_what_a_person_and_a_policy_see() -> None:
    assert redirects.origin_of("https://Ledger.example.com:8443/cb?x") == "https://ledger.example.com:8443"
    assert redirects.host_of("https://ledger.example.com/cb") == "ledger.example.com"
    assert redirects.host_of("http://[::1]:80/cb") == "[::1]:80"
    assert redirects.origin_of("com.example.ledger:/cb") == "com.example.ledger:"
    added = redirects.with_parameters("https://x.example.com/cb?a=1", {"state": "&"})
    assert added == "https://x.example.com/cb?a=1&state=%26"
