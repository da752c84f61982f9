"""Ids: a prefix and a tail that sorts in creation order (contract §2).

The tail is 26 characters of Crockford's base 32 for 128 bits: 48 bits of time (ms), 20 bits of the workspace's
sequence (so that two records of one millisecond keep their order) and 60 random bits.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Protocol

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]


def _spell(value: int, bits: int = 130) -> str:
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(bits - 10, -1, -10)])


@lru_cache(maxsize=8)
def _spell_moment(moment: int) -> str:
    return _spell(moment, 50)


_BLOCK = 4096


class Randomness(Protocol):
    """Where unguessable bits come from."""

    def bits(self, count: int) -> int:
        """A random integer of `count` bits."""


class SystemRandomness(threading.local):
    """The operating system's generator, asked for a block at a time: one call of it costs more than an id."""

    def __init__(self) -> None:
        self._block = b""
        self._at = 0

    def bits(self, count: int) -> int:
        size = (count + 7) // 8
        if self._at + size > len(self._block):
            self._block = os.urandom(max(_BLOCK, size))
            self._at = 0
        self._at += size
        return int.from_bytes(self._block[self._at - size : self._at]) >> (size * 8 - count)


def tail(moment: int, sequence: int, random: Randomness) -> str:
    """The 26 characters after the prefix for a record made at `moment` (ms) as number `sequence` of its log."""
    # Three ids are made for each change: written out, this takes a third of the time of a loop.
    pair, bits = _PAIRS, random.bits(60)
    return (
        f"{_spell_moment(moment)}{pair[sequence >> 10 & 1023]}{pair[sequence & 1023]}"
        f"{pair[bits >> 50]}{pair[bits >> 40 & 1023]}{pair[bits >> 30 & 1023]}"
        f"{pair[bits >> 20 & 1023]}{pair[bits >> 10 & 1023]}{pair[bits & 1023]}"
    )


def random_tail(random: Randomness) -> str:
    """26 characters that only have to be unguessable (request ids, ticket codes): 130 random bits."""
    return _spell(random.bits(130))


def time_bound(moment: int) -> str:
    """The lowest tail of a moment: every id made at it or later sorts at or behind this."""
    return _spell(max(moment, 0) << 80)
