"""Requests packed into a block, and those of it that are looked for."""

from __future__ import annotations

import pytest

from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.request_log.tables import (
    Entry,
    encode_entry,
    make_block,
    size_of_block,
    some_of_block,
)

RANDOM = SystemRandomness()


def entry(number: int) -> Entry:
    error = "SOLD_OUT" if number % 7 == 3 else ""
    return Entry(
        "req_" + tail(1_795_000_000_000 + number, number, RANDOM), 1_795_000_000_000 + number, "GET",
        f"/atlvs/v1/deals/{number}", "", "atlvs.deals.retrieve", 409 if error else 200, error, "key_1", 900, 0, 2,
        "203.0.113.7", "", None, None, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("size", [1, 15, 16, 300, 500])
def test_a_block_holds_its_requests_in_order(size: int) -> None:
    entries = [entry(number) for number in range(size)]
    newest, oldest, block = make_block(sorted(map(encode_entry, reversed(entries))))
    assert (newest, oldest) == (entries[-1].id, entries[0].id)
    assert size_of_block(block) == size
    assert some_of_block(block, ()) == entries
    assert some_of_block(block, (b"SOLD_OUT",)) == [each for each in entries if each.error]
    assert some_of_block(block, (entries[0].id.encode(), b"/deals/14")) == [
        each for each in entries if each is entries[0] or "/deals/14" in each.path
    ]
    assert some_of_block(block, (b"NOT_FOUND",)) == []


def test_what_stands_in_few_is_decoded_alone_and_what_stands_in_many_with_all() -> None:
    entries = [entry(number) for number in range(100)]
    _, _, block = make_block(list(map(encode_entry, entries)))
    assert len(some_of_block(block, (b"SOLD_OUT",))) == 14
    assert len(some_of_block(block, (b"/deals/1", b"/deals/2", b"/deals/3"))) == 100
