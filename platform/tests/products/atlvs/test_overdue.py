"""The overdue sweep and filter: who has work, what is announced, and that it is announced once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from ghxstship_platform.clock import DAY, HOUR, day_of
from ghxstship_platform.products.atlvs.invoices import INVOICES, OVERDUE_WORKSPACES, announce_overdue
from ghxstship_platform.products.listing import Query
from ghxstship_platform.products.resource import Record
from ghxstship_platform.storage.database import open_database

from ..bench import Bench

Make = Callable[..., Record]

DUE = "2026-11-20"


@pytest.fixture
def owed(sent: Make) -> Record:
    """An invoice that is due on the third day of the test."""
    return sent(due_date=DUE)


def candidates(bench: Bench) -> list[str]:
    today = day_of(bench.clock.now())
    return [row[0] for row in asyncio.run(bench.db.read(lambda r: r.rows(OVERDUE_WORKSPACES, today=today)))]


def test_nothing_is_announced_on_the_due_date(bench: Bench, owed: Record) -> None:
    while day_of(bench.clock.now()) < DUE:
        bench.clock.advance(HOUR)
    bench.clock.advance(20 * HOUR)
    assert day_of(bench.clock.now()) == DUE
    assert candidates(bench) == []
    assert bench.write(announce_overdue) == 0
    bench.clock.advance(4 * HOUR)
    assert candidates(bench) == ["ws_test"]
    assert bench.write(announce_overdue) == 1


def test_it_is_announced_once(bench: Bench, owed: Record, engine_url: str) -> None:
    bench.clock.advance(3 * DAY)
    assert bench.write(announce_overdue) == 1
    (event,) = bench.events("invoice.overdue")
    assert event["data"]["id"] == owed["id"]
    assert event["data"]["overdue"] is event["data"]["invoice"]["overdue"] is True
    assert event["data"]["company"]["name"] == "Copper Finch Agency"
    assert bench.get(INVOICES, owed["id"])["version"] == owed["version"]

    # Neither a change, nor a part paid, nor another process announces it again.
    bench.update(INVOICES, owed["id"], notes="Reminded")
    bench.act(INVOICES, owed["id"], "payments", amount=10)
    bench.clock.advance(3 * DAY)
    other = open_database(engine_url, bench.clock)
    try:
        assert asyncio.run(other.write("ws_test", announce_overdue)) == 0
    finally:
        other.close()
    assert candidates(bench) == []
    assert len(bench.events("invoice.overdue")) == 1


def test_parallel_sweeps_announce_once(bench: Bench, owed: Record) -> None:
    bench.clock.advance(3 * DAY)
    assert sum(bench.parallel([announce_overdue] * 10)) == 1
    assert len(bench.events("invoice.overdue")) == 1


def test_what_is_not_owed_is_not_announced(bench: Bench, draft: Make, sent: Make) -> None:
    draft(due_date=DUE)
    bench.act(INVOICES, sent(due_date=DUE)["id"], "void")
    bench.act(INVOICES, sent(due_date=DUE)["id"], "payments", amount=100)
    partial = sent(due_date=DUE)
    bench.act(INVOICES, partial["id"], "payments", amount=99)
    bench.clock.advance(3 * DAY)
    assert bench.write(announce_overdue) == 1
    assert bench.events("invoice.overdue")[0]["data"]["id"] == partial["id"]


def test_a_sweep_takes_the_oldest_first_and_leaves_the_rest(bench: Bench, sent: Make) -> None:
    made = [sent(due_date=f"2026-11-{20 - index}")["id"] for index in range(3)]
    bench.clock.advance(5 * DAY)
    assert bench.write(lambda tx: announce_overdue(tx, size=2)) == 2
    assert candidates(bench) == ["ws_test"]
    assert bench.write(announce_overdue) == 1
    assert candidates(bench) == []
    assert [e["data"]["id"] for e in bench.events("invoice.overdue")] == made[::-1]


def test_lists_filter_by_it(bench: Bench, draft: Make, sent: Make) -> None:
    draft(due_date=DUE)
    late, later = sent(due_date=DUE), sent(due_date="2027-01-01")
    paid = sent(due_date=DUE)
    bench.act(INVOICES, paid["id"], "payments", amount=100)

    def listed(*wanted: int) -> set[str]:
        query = Query(INVOICES, filters=(("overdue", wanted),))
        statement, values = query.page(None, 100, bench.clock.now())
        rows = asyncio.run(bench.db.read(lambda r: r.rows(statement, workspace_id="ws_test", **values)))
        total = asyncio.run(bench.db.read(lambda r: query.total(r, "ws_test", bench.clock.now())))
        assert total == len(rows)
        return {row[1] for row in rows}

    assert listed(1) == set()
    bench.clock.advance(3 * DAY)
    assert listed(1) == {late["id"]}
    assert later["id"] in listed(0)
    assert len(listed(0)) == 3
    assert len(listed(0, 1)) == 4
