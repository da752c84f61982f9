"""What time does by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import sqlalchemy as sa

from ghxstship_platform import jobs
from ghxstship_platform.clock import DAY, MINUTE, day_of, to_text
from ghxstship_platform.storage.schema import IDEMPOTENCY
from ghxstship_platform.storage.statements import WORKSPACE, Statement

from .api.service import Service, with_service

KEYS = Statement(sa.select(IDEMPOTENCY.c.key).where(IDEMPOTENCY.c.workspace_id == WORKSPACE))


def on(url: str, scenario: Callable[[Service], Coroutine[Any, Any, None]]) -> None:
    with_service(url, scenario)


def test_holds_expire(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        start, end = to_text(service.clock.now() + 9 * DAY), to_text(service.clock.now() + 10 * DAY)
        event = (
            await tenant.post(
                "/gvteway/v1/events", {"name": "Harborfest", "starts_at": start, "ends_at": end}
            )
        ).json()
        body = {"event_id": event["id"], "name": "Floor", "price": 40, "quantity": 10}
        floor = (await tenant.post("/gvteway/v1/ticket-types", body)).json()
        await tenant.patch(f"/gvteway/v1/events/{event['id']}", {"status": "on_sale"})
        order = {
            "event_id": event["id"], "customer": {"email": "fan@example.org"},
            "items": [{"ticket_type_id": floor["id"], "quantity": 4}],
        }  # fmt: skip
        held = (await tenant.post("/gvteway/v1/orders", order)).json()
        await jobs.sweep_holds(service.db)
        assert (await tenant.get(f"/gvteway/v1/orders/{held['id']}")).json()["status"] == "pending"
        service.clock.advance(16 * MINUTE)
        await jobs.sweep_holds(service.db)
        assert (await tenant.get(f"/gvteway/v1/orders/{held['id']}")).json()["status"] == "expired"
        assert (await tenant.get(f"/gvteway/v1/ticket-types/{floor['id']}")).json()["available"] == 10

    on(engine_url, scenario)


def test_overdue_is_announced_once_and_computed_at_once(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        company = (await tenant.post("/atlvs/v1/companies", {"name": "Copper Finch"})).json()
        body = {
            "company_id": company["id"], "lines": [{"description": "Stage", "quantity": 1, "unit_price": 10}],
            "issue_date": day_of(service.clock.now()), "due_date": day_of(service.clock.now() + DAY),
        }  # fmt: skip
        invoice = (await tenant.post("/atlvs/v1/invoices", body)).json()
        path = f"/atlvs/v1/invoices/{invoice['id']}"
        assert (await tenant.post(f"{path}/send")).json()["overdue"] is False
        await jobs.sweep_overdue(service.db)
        service.clock.advance(2 * DAY)
        assert (await tenant.get(path)).json()["overdue"] is True
        for value, expected in (("true", 1), ("false", 0)):
            page = (await tenant.get(f"/atlvs/v1/invoices?overdue={value}")).json()
            assert (len(page["data"]), page["pagination"]["total"]) == (expected, expected)
        await jobs.sweep_overdue(service.db)
        await jobs.sweep_overdue(service.db)
        events = (await tenant.get("/workspace/v1/events?types=invoice.overdue")).json()["data"]
        assert len(events) == 1
        assert events[0]["data"]["overdue"] is True

    on(engine_url, scenario)


@pytest.mark.parametrize("portion", [1, 2, 5_000])
def test_retention_drops_what_is_old(engine_url: str, monkeypatch: pytest.MonkeyPatch, portion: int) -> None:
    monkeypatch.setattr(jobs, "DROP_SIZE", portion)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        body = {"name": "Spring run", "value": 1}
        await tenant.post("/atlvs/v1/deals", body, headers={"Idempotency-Key": "old"})
        service.clock.advance(31 * DAY)
        await tenant.post("/atlvs/v1/deals", body, headers={"Idempotency-Key": "new"})
        await jobs.drop_old(service.db, 30)
        page = (await tenant.get("/workspace/v1/events")).json()
        assert [event["sequence"] for event in page["data"]] == [3]
        assert page["pagination"]["total"] == 1
        kept = await service.db.read(lambda r: r.rows(KEYS, workspace_id=tenant.workspace_id))
        assert kept == [("new",)]
        # The log goes on where it was.
        await tenant.deal()
        assert json.loads((await tenant.get("/workspace/v1/events?after=3")).text)["data"][0]["sequence"] == 4

    on(engine_url, scenario)


def test_a_sweep_that_fails_comes_again(engine_url: str, caplog: Any) -> None:
    async def scenario(service: Service) -> None:
        async def broken() -> None:
            raise OSError("the disk is full")

        await jobs._guarded("holds", broken)
        sweeping = asyncio.create_task(jobs.sweep(service.db, 30, 30, 365))
        keeping = asyncio.create_task(jobs.keep_last_used(service.credentials))
        await asyncio.sleep(0)
        for task in (sweeping, keeping):
            task.cancel()
        await asyncio.gather(sweeping, keeping, return_exceptions=True)

    on(engine_url, scenario)
    assert "sweep failed" in caplog.text
