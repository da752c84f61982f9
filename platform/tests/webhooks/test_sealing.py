"""Secrets at rest."""

from __future__ import annotations

import pytest

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.webhooks.sealing import seal, unseal

KEY = b"k" * 32


def test_a_sealed_text_comes_back_and_tells_nothing() -> None:
    sealed = seal("whsec_abc", "ws_1", KEY, 1)
    assert "whsec" not in sealed
    assert unseal(sealed, "ws_1", KEY) == "whsec_abc"
    assert seal("whsec_abc", "ws_1", KEY, 2) != sealed


@pytest.mark.parametrize(("owner", "key"), [("ws_2", KEY), ("ws_1", b"o" * 32)])
def test_it_opens_only_for_its_owner_and_key(owner: str, key: bytes) -> None:
    sealed = seal("whsec_abc", "ws_1", KEY, 1)
    with pytest.raises(PlatformError, match="--secret-key"):
        unseal(sealed, owner, key)


def test_a_text_that_was_tampered_with_does_not_open() -> None:
    sealed = seal("whsec_abc", "ws_1", KEY, 1)
    flipped = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]
    with pytest.raises(PlatformError):
        unseal(flipped, "ws_1", KEY)
