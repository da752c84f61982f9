"""Addresses behind proxies."""

from __future__ import annotations

from typing import Any

import pytest

from ghxstship_platform.proxies import behind, parse_networks

from .web.stage import Stage, on_stage

TRUSTED = parse_networks("127.0.0.1, 10.0.0.0/8, ::1")


@pytest.mark.parametrize(("peer", "forwarded", "seen"), [
    ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
    ("127.0.0.1", ["203.0.113.7, 10.1.1.1"], "203.0.113.7"),
    ("127.0.0.1", ["203.0.113.7", "10.1.1.1"], "203.0.113.7"),
    ("::ffff:127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    # What a stranger has written stands before what the proxies have seen.
    ("127.0.0.1", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
    ("127.0.0.1", ["nonsense, 203.0.113.7, 10.0.0.1"], "203.0.113.7"),
    ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
    ("127.0.0.1", ["10.0.0.9"], "10.0.0.9"),
    ("127.0.0.1", ["nonsense"], "127.0.0.1"),
    ("127.0.0.1", [""], "127.0.0.1"),
    ("127.0.0.1", [], "127.0.0.1"),
])  # fmt: skip
def test_the_first_that_is_no_proxy_is_who_calls(peer: str, forwarded: list[str], seen: str) -> None:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    scope: dict[str, Any] = {"client": (peer, 1), "headers": headers}
    assert behind(scope, TRUSTED)["client"] == (seen, 1)


def test_without_a_peer_nothing_is_believed() -> None:
    scope: dict[str, Any] = {"client": None, "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
    assert behind(scope, TRUSTED) is scope


@pytest.mark.parametrize("text", ["localhost", "10.0.0.1/8", "1.2.3.4;5.6.7.8"])
def test_what_is_no_network(text: str) -> None:
    with pytest.raises(ValueError, match="separated by commas"):
        parse_networks(text)


@pytest.mark.parametrize(("trusted", "seen"), [("192.0.2.7", "203.0.113.7"), ("", "192.0.2.7")])
def test_the_platform_sees_through_its_proxies_only(sqlite_url: str, trusted: str, seen: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        body = {"name": "k", "scopes": ["read"]}
        await api.post("/workspace/v1/keys", json=body, headers={"X-Forwarded-For": "203.0.113.7"})
        [entry, *_] = (await api.get("/workspace/v1/audit-log?action=api_key.created")).json()["data"]
        assert entry["address"] == seen

    on_stage(sqlite_url, scenario, trusted_proxies=trusted)
