"""What retention drops, and what it must not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ghxstship_platform import jobs
from ghxstship_platform.clock import DAY, HOUR, to_text
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.webhooks import replays, retention
from ghxstship_platform.webhooks.tables import ATTEMPTS, DELIVERIES, JOBS, POSITIONS, STAT_HOURS, STATS

from ..api.service import Service, Tenant
from .ledger import (
    DELIVERY,
    ENDPOINT,
    EVENT,
    JOB,
    make_endpoint,
    make_event,
    on,
    put,
    put_attempt,
    put_stats,
    rows_of,
)

_REACH = Statement(
    sa.update(POSITIONS)
    .where(POSITIONS.c.workspace_id == WORKSPACE)
    .values(sequence=sa.bindparam("reached", type_=sa.BigInteger()))
)


async def _dispatched(tenant: Tenant, reached: int) -> None:
    scope = {"workspace_id": tenant.workspace_id, "reached": reached}
    await tenant.service.db.administer(lambda session: session.run(_REACH, scope))


@pytest.mark.parametrize("portion", [1, 3, 500])
def test_finished_deliveries_go_with_their_attempts(
    engine_url: str, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(retention, "PORTION", portion)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        old = service.clock.now()
        gone = [await put(tenant, endpoint, status=status) for status in ("succeeded", "failed") * 2]
        waits = [await put(tenant, endpoint, status=status) for status in ("pending", "held")]
        service.clock.advance(2 * DAY)
        late = await put(tenant, endpoint, status="succeeded", created_at=old)
        service.clock.advance(29 * DAY)
        fresh = await put(tenant, endpoint, status="failed")
        for delivery in (*gone, *waits, late, fresh):
            await put_attempt(tenant, delivery, 1)
        await retention.drop_old(service.db, 30)
        kept = sorted([*waits, late, fresh])
        assert [row["id"] for row in await rows_of(tenant, DELIVERIES)] == kept
        assert [row["delivery_id"] for row in await rows_of(tenant, ATTEMPTS)] == kept
        service.clock.advance(400 * DAY)
        await retention.drop_old(service.db, 30)
        assert [row["id"] for row in await rows_of(tenant, DELIVERIES)] == sorted(waits)

    on(engine_url, scenario)


def test_counts_go_after_ninety_days_and_jobs_with_the_deliveries(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        start = service.clock.now()
        for day in range(4):
            await put_stats(tenant, endpoint, start + day * DAY, [5])
        over, running = [
            (await tenant.post(f"{ENDPOINT}/{endpoint}/recover", {"since": to_text(start)})).json()["id"]
            for _ in range(2)
        ]
        await tenant.post(f"{JOB}/{over}/cancel")
        service.clock.advance(92 * DAY + 1)
        await retention.drop_old(service.db, 30)
        kept = start + 3 * DAY
        assert [row["minute"] for row in await rows_of(tenant, STATS)] == [kept]
        assert [row["hour"] for row in await rows_of(tenant, STAT_HOURS)] == [kept - kept % HOUR]
        assert [row["id"] for row in await rows_of(tenant, JOBS)] == [running]

    on(engine_url, scenario)


@pytest.mark.parametrize("portion", [1, 5_000])
def test_a_delivery_outlives_its_event(
    engine_url: str, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    """What is still to be sent keeps what it carries when the event leaves the log."""
    monkeypatch.setattr(jobs, "DROP_SIZE", portion)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        event_id, number = await make_event(tenant)
        envelope = (await tenant.get(f"{EVENT}/{event_id}")).text
        own = {"event_id": event_id, "event_sequence": number}
        waits = await put(tenant, endpoint, **own)
        held = await put(tenant, endpoint, **own, status="held")
        done = await put(tenant, endpoint, **own, status="succeeded")
        await _dispatched(tenant, number)
        service.clock.advance(31 * DAY)
        await jobs.drop_old(service.db, 30)
        assert (await tenant.get(f"{EVENT}/{event_id}")).status_code == 404
        payloads = {row["id"]: row["payload"] for row in await rows_of(tenant, DELIVERIES)}
        assert payloads == {waits: envelope, held: envelope, done: None}
        assert (await tenant.get(f"{DELIVERY}/{waits}")).json()["request"]["body"] == envelope
        assert (await tenant.post(f"{DELIVERY}/{waits}/retry")).status_code == 202
        assert (await tenant.post(f"{DELIVERY}/{done}/retry")).status_code == 409

    on(engine_url, scenario)


def test_an_event_that_webhooks_have_not_come_to_stays(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant, quiet = await service.workspace(), await service.workspace()
        await make_endpoint(tenant)
        first, number = await make_event(tenant)
        second, _ = await make_event(tenant)
        without_endpoints, _ = await make_event(quiet)
        await _dispatched(tenant, number)
        service.clock.advance(31 * DAY)
        await jobs.drop_old(service.db, 30)
        assert (await tenant.get(f"{EVENT}/{first}")).status_code == 404
        assert (await tenant.get(f"{EVENT}/{second}")).status_code == 200
        assert (await quiet.get(f"{EVENT}/{without_endpoints}")).status_code == 404

    on(engine_url, scenario)


def test_a_replay_passes_over_what_has_been_dropped(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = to_text(service.clock.now())
        _, number = await make_event(tenant)
        service.clock.advance(31 * DAY)
        await make_event(tenant)
        job = (await tenant.post(f"{ENDPOINT}/{endpoint}/replay", {"since": since})).json()
        await _dispatched(tenant, number)
        await jobs.drop_old(service.db, 30)
        assert await replays.run_jobs(service.db) is False
        job = (await tenant.get(f"{JOB}/{job['id']}")).json()
        assert (job["status"], job["done"], job["deliveries"]) == ("done", job["total"], 1)

    on(engine_url, scenario)
