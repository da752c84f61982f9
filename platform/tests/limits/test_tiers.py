"""The playbook's table, and the setting that adds to it."""

from __future__ import annotations

import pytest

from ghxstship_platform.limits import DEFAULT_TIERS, Tier, parse_tiers


def test_defaults_are_the_playbooks_table() -> None:
    table = {name: (tier.per_minute, tier.burst, tier.retry_after) for name, tier in DEFAULT_TIERS.items()}
    assert table == {"free": (100, 10, 60), "pro": (1_000, 100, 30), "enterprise": (10_000, 1_000, 10)}
    assert {tier.refill_seconds for tier in DEFAULT_TIERS.values()} == {6}


def test_a_setting_adds_tiers() -> None:
    tiers = parse_tiers(" festival=5000:500:15, stadium=20000:2000:10 ,")
    assert tiers == DEFAULT_TIERS | {
        "festival": Tier("festival", 5_000, 500, 15),
        "stadium": Tier("stadium", 20_000, 2_000, 10),
    }


def test_a_setting_replaces_a_default() -> None:
    assert parse_tiers("free=60:6:30")["free"] == Tier("free", 60, 6, 30)
    assert DEFAULT_TIERS["free"].per_minute == 100


@pytest.mark.parametrize("text", ["", "  ", ","])
def test_no_setting_leaves_the_defaults(text: str) -> None:
    assert parse_tiers(text) == DEFAULT_TIERS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("festival", "'festival' is not name=per_minute:burst:retry_after"),
        ("festival=5000", "'festival=5000' is not name"),
        ("festival=5000:500", "is not name"),
        ("festival=5000:500:15:1", "is not name"),
        ("festival=5e3:500:15", "is not name"),
        ("festival=-5000:500:15", "is not name"),
        ("festival=5_000:500:15", "is not name"),
        ("=5000:500:15", "is not name"),
        ("festival=5000:500:15 stadium=1:1:60", "is not name"),
        ("Festival=5000:500:15", "a name is lower-case"),
        (f"{'f' * 33}=5000:500:15", "a name is lower-case"),
        ("a=100:10:60,a=100:10:60", "'a' is given twice"),
        ("a=0:1:60", "per_minute must be from 1 to 10000000"),
        ("a=10000001:1:60", "per_minute must be from 1 to 10000000"),
        ("a=100:0:60", "burst must be from 1 to per_minute"),
        ("a=100:101:61", "burst must be from 1 to per_minute"),
        ("a=100:10:5", "retry_after must be from 6, the seconds in which the bucket fills"),
        ("a=100:10:3601", "retry_after must be from 6"),
    ],
)
def test_a_setting_that_is_wrong_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_tiers(text)
