"""What a worker remembers of endpoints, what is swept up behind them, and workspaces without any."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web

from ghxstship_platform.clock import DAY, SECOND
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products import records
from ghxstship_platform.storage.schema import EVENTS
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.storage.transaction import Session, Transaction
from ghxstship_platform.webhooks import retention
from ghxstship_platform.webhooks.deliveries import erase
from ghxstship_platform.webhooks.directory import Directory, Known
from ghxstship_platform.webhooks.endpoints import WEBHOOK_ENDPOINTS, seal_anew, target
from ghxstship_platform.webhooks.held import release_held
from ghxstship_platform.webhooks.sealing import seal
from ghxstship_platform.webhooks.tables import LANES, POSITIONS, SUBSCRIPTIONS

from .conftest import Sail
from .harbor import Harbor

_TABLE = WEBHOOK_ENDPOINTS.table
_REVISION = Statement(
    sa.select(POSITIONS.c.revision, POSITIONS.c.sequence).where(POSITIONS.c.workspace_id == WORKSPACE)
)
_INTERVALS = Statement(
    sa.select(SUBSCRIPTIONS.c.endpoint_id, SUBSCRIPTIONS.c.until_sequence).where(
        SUBSCRIPTIONS.c.workspace_id == WORKSPACE
    )
)
_EVENT_IDS = Statement(
    sa.select(EVENTS.c.id).where(EVENTS.c.workspace_id == WORKSPACE).order_by(EVENTS.c.sequence)
)
_LANE_IDS = Statement(sa.select(LANES.c.endpoint_id).where(LANES.c.workspace_id == WORKSPACE))
_SEALED = Statement(sa.select(_TABLE.c.sealed).where(_TABLE.c.workspace_id == WORKSPACE))
_SET_SEALED = Statement(
    sa.update(_TABLE).where(_TABLE.c.workspace_id == WORKSPACE).values(sealed=sa.bindparam("sealed"))
)


class Counted:
    """A session that counts the rows it reads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.read = 0

    def rows(self, statement: Statement, parameters: dict[str, Any]) -> Any:
        found = self._session.rows(statement, parameters)
        self.read += len(found)
        return found


async def _rows(harbor: Harbor, statement: Statement) -> list[Any]:
    return await harbor.db.read_long(lambda r: r.rows(statement, workspace_id=harbor.workspace_id))


async def _known(harbor: Harbor, directory: Directory) -> tuple[Known, int]:
    """What a directory knows now, and how many rows it had to read for it."""
    ((revision, reached),) = await _rows(harbor, _REVISION)

    def read(session: Session) -> tuple[Known, int]:
        counted = Counted(session)
        now = harbor.clock.now()
        return directory.read(counted, harbor.workspace_id, revision, reached, now), counted.read  # type: ignore[arg-type]

    return await harbor.db.administer(read)


async def _delete(harbor: Harbor, endpoint_id: str) -> None:
    await harbor.db.write(
        harbor.workspace_id,
        lambda tx: records.delete(tx, WEBHOOK_ENDPOINTS, records.get(tx, WEBHOOK_ENDPOINTS, endpoint_id)),
    )


@pytest.mark.no_cover
def test_a_change_of_one_of_ten_thousand_endpoints_reads_one(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        create = WEBHOOK_ENDPOINTS.create
        assert create is not None
        body = {
            "url": harbor.receiver.url, "description": None, "events": ["order.created"], "filter": None, "headers": {},
            "rate_limit": None, "ordered": False, "status": "enabled", "metadata": {},
        }  # fmt: skip

        def many(tx: Transaction) -> str:
            return [create(tx, dict(body))["id"] for _ in range(1_000)][-1]

        for _ in range(10):
            last = await harbor.db.write(harbor.workspace_id, many)
        directory = Directory(harbor.db.secret)
        known, read = await _known(harbor, directory)
        assert (len(known.targets), known.subscriptions, read) == (10_000, 10_000, 20_000)
        await harbor.change(last, events=["deal.created"])
        known, read = await _known(harbor, directory)
        # The endpoint, what it wanted until now, and what it wants from now on.
        assert read == 3
        number = 10_002
        assert [one.endpoint_id for one in known.wanting(number, "deal.created", "{}")] == [last]
        assert sum(1 for _ in known.wanting(number, "order.created", "{}")) == 9_999
        await _delete(harbor, last)
        known, read = await _known(harbor, directory)
        assert last not in known.targets
        assert read <= 4
        assert (await _known(harbor, directory))[1] == 0
        await harbor.endpoint("/late", events=["deal.created"])
        await harbor.deal()
        await harbor.worker.drain()
        assert harbor.received("/late") == ["deal.created"]

    sail(voyage)


def test_what_was_sealed_for_a_workspace_is_bound_to_its_endpoint(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"], headers={"X-Team": "booking"})
        plain = json.dumps({"secrets": [[endpoint["secret"], None]], "headers": {"X-Team": "booking"}})
        loose = seal(plain, harbor.workspace_id, harbor.db.secret, 1)
        await harbor.db.write(harbor.workspace_id, lambda tx: tx.run(_SET_SEALED, sealed=loose))
        await harbor.deal()
        await harbor.worker.drain()
        assert await seal_anew(harbor.db) == 1
        assert await seal_anew(harbor.db) == 0
        ((sealed,),) = await _rows(harbor, _SEALED)
        assert sealed.startswith("2.")
        harbor.restart()
        await harbor.deal()
        await harbor.worker.drain()
        assert [headers["X-Team"] for _, _, headers in harbor.receiver.seen] == ["booking"] * 2
        # Moved to another endpoint, or with its mark taken off, it does not open.
        other = await harbor.endpoint("/other")
        for moved in (sealed, sealed.removeprefix("2.")):
            await harbor.db.write(
                harbor.workspace_id, lambda tx, moved=moved: tx.run(_SET_SEALED, sealed=moved)
            )
            with pytest.raises(PlatformError, match="--secret-key"):
                await harbor.db.administer(
                    lambda session: target(session, harbor.workspace_id, harbor.db.secret, 0, other["id"])
                )

    sail(voyage)


def test_an_event_that_was_erased_before_its_dispatch_is_not_sent_and_not_passed_over(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/all", events=["deal.created"])
        await harbor.endpoint("/some", events=["deal.created"], filter={"data.value": {"$gte": 1}})
        await harbor.endpoint("/other", events=["order.created"])
        await harbor.endpoint("/ordered", events=["deal.created"], ordered=True)
        for name in ("first", "erased", "last"):
            await harbor.deal(name)
        event_id = (await _rows(harbor, _EVENT_IDS))[-2][0]
        await harbor.db.write(harbor.workspace_id, lambda tx: erase(tx, event_id))
        await harbor.worker.drain()
        for path in ("/all", "/some", "/ordered"):
            names = [event["data"].get("name") for where, event, _ in harbor.receiver.seen if where == path]
            assert sorted(names) == ["first", "last"]
        rows = [row for row in await harbor.deliveries() if row["event_id"] == event_id]
        assert [(r["status"], r["error"], r["attempts"], r["due_at"]) for r in rows] == [
            ("failed", "erased", 0, None)
        ] * 3
        assert {row["finished_at"] for row in rows} == {harbor.clock.now()}

    sail(voyage)


def test_what_endpoints_leave_behind_is_swept_up_once_nothing_needs_it(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        kept = await harbor.endpoint("/kept", events=["deal.created"])
        deleted = await harbor.endpoint("/deleted", events=["deal.created"])
        held = await harbor.endpoint("/held", events=["deal.created"])
        await harbor.deal()
        await harbor.change(kept["id"], events=["deal.*"])
        await harbor.change(held["id"], status="disabled")
        await harbor.worker.drain()
        await _delete(harbor, held["id"])
        await harbor.deal("not dispatched yet")
        await _delete(harbor, deleted["id"])
        await retention.drop_old(harbor.db, 30)
        # The last event is still to become a delivery, which its lane is needed for.
        assert deleted["id"] in {row[0] for row in await _rows(harbor, _LANE_IDS)}
        await harbor.worker.drain()
        by_status = {
            row["error"] for row in await harbor.deliveries(deleted["id"]) if row["status"] == "failed"
        }
        assert by_status == {"endpoint_deleted"}
        await retention.drop_old(harbor.db, 30)
        assert [row[0] for row in await _rows(harbor, _LANE_IDS)] == [kept["id"]]
        assert await _rows(harbor, _INTERVALS) == [(kept["id"], None)]
        (row,) = await harbor.deliveries(held["id"])
        assert (row["status"], row["error"]) == ("failed", "endpoint_deleted")
        assert await release_held(harbor.db) == 0
        harbor.clock.advance(DAY)
        await harbor.deal("later")
        await harbor.worker.drain()
        assert harbor.received("/kept") == ["deal.created"] * 3

    sail(voyage)


def test_a_lane_stays_for_as_long_as_a_retry_waits(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = lambda path, event: web.Response(status=500)
        await harbor.deal()
        await harbor.worker.drain()
        await _delete(harbor, endpoint["id"])
        await harbor.worker.drain()
        await retention.drop_old(harbor.db, 30)
        assert await _rows(harbor, _LANE_IDS) == [(endpoint["id"],)]
        harbor.clock.advance(DAY)
        await harbor.worker.drain()
        assert [row["error"] for row in await harbor.deliveries()] == ["endpoint_deleted"]
        await retention.drop_old(harbor.db, 30)
        assert await _rows(harbor, _LANE_IDS) == []

    sail(voyage)


def test_a_workspace_without_endpoints_is_left_to_the_poll(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        worker = harbor.worker
        runs: list[str] = []
        dispatch = worker._dispatch

        async def counted(workspace_id: str) -> Any:
            runs.append(workspace_id)
            return await dispatch(workspace_id)

        worker._dispatch = counted  # type: ignore[method-assign]
        for _ in range(5):
            await harbor.deal()
            await worker._step()
        assert len(runs) == 1
        # Made elsewhere: this worker hears nothing of it, and of the commit behind it no more than of those before.
        worker._hear = lambda commits: None  # type: ignore[method-assign]
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal("wanted")
        await worker.drain()
        assert harbor.received() == ["deal.created"]
        del worker._hear  # type: ignore[attr-defined]
        before = len(runs)
        await harbor.deal("heard of")
        worker._hear({harbor.workspace_id: 99})
        await worker._step()
        await worker._settle()
        assert (len(runs), harbor.received()) == (before + 1, ["deal.created"] * 2)
        # The same once nothing is wanted any more, and again.
        await harbor.change(endpoint["id"], status="disabled")
        await worker.drain()
        before = len(runs)
        worker._hear({harbor.workspace_id: 100})
        await worker._step()
        assert len(runs) == before
        await harbor.change(endpoint["id"], status="enabled")
        await harbor.deal("enabled again")
        harbor.clock.advance(SECOND)
        await worker.drain()
        assert harbor.received() == ["deal.created"] * 3

    sail(voyage)
