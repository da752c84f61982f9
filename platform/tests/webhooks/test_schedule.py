"""When a delivery is due again: the playbook's pauses, and what a receiver may ask for."""

from __future__ import annotations

import pytest

from ghxstship_platform.clock import DAY, HOUR, MINUTE, SECOND
from ghxstship_platform.webhooks.schedule import next_attempt, wait_of

START = 1_795_000_000_000


def test_the_playbooks_pauses() -> None:
    pauses = [next_attempt(tries, START, START, 500, None) for tries in range(1, 7)]
    assert pauses == [
        START + 1 * MINUTE, START + 5 * MINUTE, START + 30 * MINUTE, START + 2 * HOUR, START + 24 * HOUR, None,
    ]  # fmt: skip


def test_a_pause_is_counted_from_the_beginning_of_the_attempt() -> None:
    assert next_attempt(1, START, START + 15 * SECOND, None, None) == START + MINUTE


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_may_delay(status: int) -> None:
    assert next_attempt(1, START, START + SECOND, status, "600") == START + SECOND + 600 * SECOND


@pytest.mark.parametrize("status", [200, 400, 500, 502, None])
def test_only_a_busy_receiver_may_delay(status: int | None) -> None:
    assert next_attempt(1, START, START, status, "600") == START + MINUTE


@pytest.mark.parametrize(
    "text", ["0", "5", "-5", "", "soon", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 99 Foo", "٣"]
)
def test_a_receiver_never_hurries(text: str) -> None:
    assert next_attempt(1, START, START, 503, text) == START + MINUTE


@pytest.mark.parametrize("text", ["999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "86401"])
def test_a_receiver_delays_by_a_day_at_most(text: str) -> None:
    assert next_attempt(1, START, START, 429, text) == START + DAY


def test_a_receiver_cannot_delay_past_the_last_attempt() -> None:
    assert next_attempt(6, START, START, 503, "60") is None


def test_a_date_is_taken_as_such() -> None:
    # START is 2026-11-18T11:06:40Z.
    assert wait_of("Wed, 18 Nov 2026 12:06:40 GMT", START) == HOUR
    assert wait_of("Wed, 18 Nov 2026 12:06:40 -0000", START) == HOUR
    assert wait_of("Wed, 18 Nov 2026 13:06:40 +0100", START) == HOUR
