"""The ordered log: groups, sequences, clocks; one bad write never touches its neighbours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import sqlalchemy as sa

from ghxstship_platform.auth import workspaces
from ghxstship_platform.clock import ManualClock, from_text
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products import records
from ghxstship_platform.products.registry import BY_KEY
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.schema import COUNTS, EVENTS, WORKSPACES
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.storage.transaction import Transaction

DEALS = BY_KEY["atlvs.deals"]
VALUES: dict[str, Any] = {
    "name": "Spring run", "value": 5, "currency": "USD", "status": "open", "stage": "proposal", "closed_at": None,
    "metadata": {}, "external_id": None,
}  # fmt: skip

Scenario = Callable[[Database, str, ManualClock], Coroutine[Any, Any, None]]

SEQUENCES = Statement(
    sa.select(EVENTS.c.sequence).where(EVENTS.c.workspace_id == WORKSPACE).order_by(EVENTS.c.sequence)
)
PLACE = Statement(sa.select(WORKSPACES.c.sequence, WORKSPACES.c.clock).where(WORKSPACES.c.id == WORKSPACE))
COUNTED = Statement(
    sa.select(COUNTS.c.facet, COUNTS.c.value, COUNTS.c.live).where(COUNTS.c.workspace_id == WORKSPACE)
)


def run(url: str, scenario: Scenario) -> None:
    """Run a scenario in a new workspace."""
    clock = ManualClock()
    database = open_database(url, clock)

    async def all_of() -> None:
        workspace = await workspaces.create(database, name="Test")
        await scenario(database, workspace["id"], clock)

    try:
        asyncio.run(all_of())
    finally:
        database.close()


def create(tx: Transaction) -> records.Record:
    """One more deal."""
    return records.create(tx, DEALS, VALUES)


def test_neighbours_of_a_failure_are_kept(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        def fail(tx: Transaction) -> None:
            records.create(tx, DEALS, VALUES)
            tx.count("x", "", "", 1)
            raise PlatformError("SOLD_OUT", "no")

        def crash(tx: Transaction) -> None:
            records.create(tx, DEALS, {**VALUES, "external_id": "twice"})
            records.insert(tx, DEALS, {**VALUES, "external_id": "twice"})

        jobs = [create, fail, create, crash, create] * 8
        outcomes = await asyncio.gather(
            *(db.write(workspace_id, job) for job in jobs), return_exceptions=True
        )
        kept = [o for o in outcomes if isinstance(o, dict)]
        assert len(kept) == 24
        assert sum(isinstance(o, PlatformError) for o in outcomes) == 8
        assert sum(isinstance(o, Exception) and not isinstance(o, PlatformError) for o in outcomes) == 8
        numbers = [row[0] for row in await db.read(lambda r: r.rows(SEQUENCES, workspace_id=workspace_id))]
        assert numbers == list(range(1, 25))
        counted = await db.read(lambda r: r.rows(COUNTED, workspace_id=workspace_id))
        assert sorted(counted) == [("", "", 24), ("stage", "proposal", 24), ("status", "open", 24)]

    run(engine_url, scenario)


def test_time_never_goes_back_within_a_workspace(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        made = []
        for step in (0, 5, -10_000, 0, 0, 20_000, -1):
            clock.advance(step)
            made.append(await db.write(workspace_id, create))
        moments = [from_text(deal["updated_at"]) for deal in made]
        assert moments == sorted(set(moments))
        ids = [deal["id"] for deal in made]
        assert ids == sorted(ids)
        # The last step back costs a millisecond, not the ten seconds of the jump.
        assert moments[-1] == moments[-2] + 1

    run(engine_url, scenario)


def test_a_write_that_changes_nothing_leaves_the_log_alone(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        before = await db.read(lambda r: r.row(PLACE, workspace_id=workspace_id))
        assert await db.write(workspace_id, lambda tx: 42) == 42
        assert await db.read(lambda r: r.row(PLACE, workspace_id=workspace_id)) == before

    run(engine_url, scenario)


def test_an_unknown_workspace(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        with pytest.raises(PlatformError) as caught:
            await db.write("ws_NONE", create)
        assert caught.value.code == "NOT_FOUND"

    run(engine_url, scenario)


def test_listeners_hear_of_what_was_committed(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        heard: dict[str, int] = {}
        db.on_commit(heard.update)
        await asyncio.gather(*(db.write(workspace_id, create) for _ in range(5)))
        assert heard == {workspace_id: 5}

    run(engine_url, scenario)


def test_closing_finishes_what_waits_and_refuses_what_comes(engine_url: str) -> None:
    clock = ManualClock()
    database = open_database(engine_url, clock)

    async def all_of() -> None:
        workspace = await workspaces.create(database, name="Test")
        waiting = [asyncio.create_task(database.write(workspace["id"], create)) for _ in range(20)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(database.close))
        assert len(await asyncio.gather(*waiting)) == 20
        await closing
        with pytest.raises(PlatformError) as caught:
            await database.write(workspace["id"], create)
        assert caught.value.code == "SERVICE_UNAVAILABLE"
        database.close()

    asyncio.run(all_of())


def test_many_workspaces_at_once(engine_url: str) -> None:
    async def scenario(db: Database, workspace_id: str, clock: ManualClock) -> None:
        others = [(await workspaces.create(db, name=f"Test {n}"))["id"] for n in range(5)]
        everyone = [workspace_id, *others]
        await asyncio.gather(*(db.write(everyone[n % 6], create) for n in range(120)))
        for one in everyone:
            numbers = [row[0] for row in await db.read(lambda r, w=one: r.rows(SEQUENCES, workspace_id=w))]
            assert numbers == list(range(1, 21))

    run(engine_url, scenario)


@pytest.mark.parametrize("url", ["mysql://x", "", "sqlite://x.db", "/var/lib/x.db"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ValueError, match="neither sqlite"):
        open_database(url)
