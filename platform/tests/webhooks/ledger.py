"""Deliveries, attempts and counts written down directly, as the engine would have left them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

import httpx
import sqlalchemy as sa

from ghxstship_platform.clock import HOUR
from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.storage.database import Database
from ghxstship_platform.storage.statements import WORKSPACE, Statement, add_up
from ghxstship_platform.webhooks.tables import ATTEMPTS, DELIVERIES, LATENCY_BUCKETS, STAT_HOURS, STATS

from ..api.service import Service, Tenant, with_service

DELIVERY = "/workspace/v1/webhook-deliveries"
ENDPOINT = "/workspace/v1/webhook-endpoints"
JOB = "/workspace/v1/webhook-jobs"
EVENT = "/workspace/v1/events"

_RANDOM = SystemRandomness()
_NUMBERS = count(1)


def _insert(table: sa.Table) -> Statement:
    return Statement(
        sa.insert(table).values(
            {
                "workspace_id": WORKSPACE,
                **{c.name: sa.bindparam(c.name) for c in table.c if c.name != "workspace_id"},
            }
        )
    )


_DELIVERY, _ATTEMPT = _insert(DELIVERIES), _insert(ATTEMPTS)
_MINUTE, _HOUR = add_up(STATS), add_up(STAT_HOURS)


def on(url: str, scenario: Callable[[Service], Coroutine[Any, Any, None]]) -> None:
    """Run a scenario against the API over the database at `url`."""
    with_service(url, scenario)


async def make_endpoint(tenant: Tenant, **values: Any) -> str:
    """An enabled endpoint for everything, unless `values` say otherwise; its id."""
    body = {"url": "https://hooks.example.org/in", "events": ["*"], **values}
    answer = await tenant.post(ENDPOINT, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def make_event(tenant: Tenant, **values: Any) -> tuple[str, int]:
    """A new deal's event: its id and its number."""
    await tenant.deal(**values)
    number = await tenant.sequence()
    page = await tenant.get(f"{EVENT}?after={number - 1}")
    return page.json()["data"][0]["id"], number


def delivery_row(workspace_id: str, now: int, endpoint_id: str, **values: Any) -> dict[str, Any]:
    """A delivery that waits for its first attempt, unless `values` say otherwise."""
    status = values.get("status", "pending")
    over = status in ("succeeded", "failed")
    created_at = values.get("created_at", now)
    number = next(_NUMBERS)
    return {
        "workspace_id": workspace_id,
        "id": "dlv_" + tail(created_at, number, _RANDOM),
        "endpoint_id": endpoint_id,
        "event_id": "msg_" + tail(created_at, number, _RANDOM),
        "event_type": "deal.created",
        "event_sequence": number,
        "position": None,
        "origin": "event",
        "status": status,
        "attempts": 0,
        "tries": 0,
        "due_at": now if status == "pending" else None,
        "claim": None,
        "created_at": created_at,
        "last_attempt_at": None,
        "finished_at": now if over else None,
        "response_status": None,
        "error": None,
        "payload": None,
        **values,
    }


async def put_rows(db: Database, rows: list[dict[str, Any]]) -> None:
    """Store rows of `delivery_row`."""
    await db.administer(lambda session: session.run_many(_DELIVERY, rows))


async def put(tenant: Tenant, endpoint_id: str, **values: Any) -> str:
    """Store one delivery; its id."""
    row = delivery_row(tenant.workspace_id, tenant.service.clock.now(), endpoint_id, **values)
    await put_rows(tenant.service.db, [row])
    return str(row["id"])


async def put_attempt(tenant: Tenant, delivery_id: str, number: int, **values: Any) -> None:
    """Store an attempt, a success unless `values` say otherwise."""
    row = {
        "workspace_id": tenant.workspace_id, "delivery_id": delivery_id, "number": number,
        "at": tenant.service.clock.now(), "milliseconds": 20, "url": "https://hooks.example.org/earlier", "status": 200,
        "error": None, "detail": None, "headers": '{"Server":"quay"}', "body": "ok", **values,
    }  # fmt: skip
    await tenant.service.db.administer(lambda session: session.run(_ATTEMPT, row))


async def put_stats(
    tenant: Tenant, endpoint_id: str, minute: int, latencies: list[int], *, failed: int = 0, worker: str = "a"
) -> None:
    """Store a worker's counts of a minute: attempts that took so many milliseconds, `failed` of which failed."""
    row = {
        "workspace_id": tenant.workspace_id, "endpoint_id": endpoint_id, "worker": worker,
        "succeeded": len(latencies) - failed, "failed": failed, "milliseconds": sum(latencies),
        **{f"under_{bound}": sum(took < bound for took in latencies) for bound in LATENCY_BUCKETS},
    }  # fmt: skip
    hour = minute - minute % HOUR
    await tenant.service.db.administer(
        lambda session: (
            session.run(_MINUTE, {**row, "minute": minute}),
            session.run(_HOUR, {**row, "hour": hour}),
        )
    )


async def rows_of(tenant: Tenant, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table of the workspace."""
    key = list(table.primary_key.columns)
    statement = Statement(sa.select(table).where(table.c.workspace_id == WORKSPACE).order_by(*key))
    found = await tenant.service.db.read_long(lambda r: r.rows(statement, workspace_id=tenant.workspace_id))
    return [dict(zip(table.c.keys(), row, strict=True)) for row in found]


def fields_of(answer: httpx.Response) -> list[str]:
    """The fields that an error names."""
    return [entry["field"] for entry in answer.json()["error"]["details"]]
