"""Ids: what their 26 characters say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform.ids import SystemRandomness, random_tail, tail, time_bound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

moments = st.integers(0, 2**48 - 1)
sequences = st.integers(0, 2**63 - 1)


class Bits:
    """A randomness that is known."""

    def __init__(self, value: int) -> None:
        self.value = value

    def bits(self, count: int) -> int:
        assert count == 60
        return self.value


def read(text: str) -> int:
    value = 0
    for character in text:
        value = value * 32 + ALPHABET.index(character)
    return value


@given(moments, sequences, st.integers(0, 2**60 - 1))
def test_a_tail_holds_moment_sequence_and_randomness(moment: int, sequence: int, bits: int) -> None:
    text = tail(moment, sequence, Bits(bits))
    assert len(text) == 26
    assert read(text) == (moment << 80) | ((sequence % 2**20) << 60) | bits


@given(moments, moments, st.integers(0, 2**20 - 2))
def test_tails_sort_by_moment_then_by_sequence(one: int, other: int, sequence: int) -> None:
    random = SystemRandomness()
    assert (tail(one, 5, random) < tail(other, 5, random)) == (one < other) or one == other
    assert tail(one, sequence, random) < tail(one, sequence + 1, random)


@given(moments, sequences)
def test_a_bound_is_at_or_below_whatever_is_made_from_then_on(moment: int, sequence: int) -> None:
    assert time_bound(moment) <= tail(moment, sequence, Bits(0))
    assert tail(moment, sequence, Bits(2**60 - 1)) < time_bound(moment + 1) or moment == 2**48 - 1


def test_random_tails_are_as_long_and_differ() -> None:
    made = {random_tail(SystemRandomness()) for _ in range(1000)}
    assert len(made) == 1000
    assert {len(text) for text in made} == {26}
