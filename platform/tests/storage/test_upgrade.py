"""A database of the first schema is brought to the newest one: its rows stay, and the API goes on with them."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ghxstship_platform.clock import HOUR, MINUTE, ManualClock
from ghxstship_platform.storage import migrate
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.webhooks.tables import LATENCY_BUCKETS, STAT_HOURS

from ..api.service import Service, Tenant, error_of

FIRST = "0001"
# What a platform that knew nothing but the first schema had written: a workspace with its key, and records of every
# kind, made through its API.
ROWS = Path(__file__).with_name("first_schema.jsonl")
KEY = "ghx_test_01Wdt7qx3whrAcSALH5rs6iDFl0FiB3wZlHN"
# A minute after it had: within the day in which its idempotency key counts.
AFTERWARDS = 1_795_881_600_000

Rows = dict[str, list[dict[str, Any]]]


def rows_of_the_first_schema() -> Rows:
    found: Rows = defaultdict(list)
    for line in ROWS.read_text().splitlines():
        one = json.loads(line)
        found[one["table"]].append(one["row"])
    return dict(found)


def key_of(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


@pytest.fixture
def old_url(empty_engine_url: str) -> str:
    """A database as the first version has left it, on each engine."""
    _at(empty_engine_url, FIRST, rows_of_the_first_schema())
    return empty_engine_url


def _at(url: str, revision: str, tables: Rows) -> None:
    """Bring an older database to a revision, and put rows into it."""
    engine = sa.create_engine(migrate.sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            metadata = sa.MetaData()
            metadata.reflect(connection)
            for name, rows in tables.items():
                connection.execute(sa.insert(metadata.tables[name]), rows)
    finally:
        engine.dispose()


@pytest.fixture
def upgraded(old_url: str) -> Iterator[Any]:
    """The database after the migrations, and a clock that goes on from where it stood."""
    clock = ManualClock(AFTERWARDS)
    database = open_database(old_url, clock)
    try:
        applied = database.migrate()
        assert (applied[0], applied[-1], database.is_current()) == ("0002", migrate.HEAD, True)
        yield database, clock
    finally:
        database.close()


def test_no_row_of_the_first_schema_is_lost_or_changed(old_url: str, upgraded: Any) -> None:
    engine = sa.create_engine(migrate.sqlalchemy_url(old_url), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            metadata = sa.MetaData()
            metadata.reflect(connection)
            for name, rows in rows_of_the_first_schema().items():
                columns = [metadata.tables[name].c[column] for column in rows[0]]
                found = [dict(row._mapping) for row in connection.execute(sa.select(*columns))]
                assert sorted(map(key_of, found)) == sorted(map(key_of, rows)), name
    finally:
        engine.dispose()


def test_attempts_that_were_counted_by_the_minute_are_counted_by_the_hour(old_url: str) -> None:
    sums = ("succeeded", "failed", "milliseconds", *(f"under_{bound}" for bound in LATENCY_BUCKETS))
    hour = 500_000 * HOUR
    minutes = [
        {"workspace_id": "ws_1", "endpoint_id": endpoint, "minute": minute, "worker": worker, **dict.fromkeys(sums, n)}
        for endpoint, minute, worker, n in (
            ("a", hour, "x", 1), ("a", hour + 59 * MINUTE, "x", 2), ("a", hour, "y", 4), ("a", hour + HOUR, "x", 8),
            ("b", hour, "x", 16),
        )
    ]  # fmt: skip
    _at(old_url, "0007", {"webhook_stats": minutes})
    migrate.upgrade(old_url)
    engine = sa.create_engine(migrate.sqlalchemy_url(old_url), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            columns = (STAT_HOURS.c[name] for name in ("endpoint_id", "hour", "worker", *sums))
            found = connection.execute(sa.select(*columns)).all()
        assert sorted(map(tuple, found)) == [
            ("a", hour, "x", *[3] * len(sums)),
            ("a", hour, "y", *[4] * len(sums)),
            ("a", hour + HOUR, "x", *[8] * len(sums)),
            ("b", hour, "x", *[16] * len(sums)),
        ]
    finally:
        engine.dispose()


def test_the_api_goes_on_with_them(upgraded: Any) -> None:
    database, clock = upgraded

    async def scenario() -> None:
        await database.open_secret(None)
        service = Service(database, clock)
        try:
            old = rows_of_the_first_schema()
            await _go_on(Tenant(service, old["workspaces"][0]["id"], KEY), len(old["events"]))
        finally:
            await service.recorder.close()

    asyncio.run(scenario())


async def _go_on(tenant: Tenant, last: int) -> None:
    assert await tenant.sequence() == last
    await _read(tenant, last)
    await _repeat(tenant)
    await _change(tenant)
    log = await _list(tenant, f"/workspace/v1/events?after={last}&limit=100")
    assert [event["sequence"] for event in log] == list(range(last + 1, last + 1 + len(log)))
    assert {"deal.updated", "payment.received", "invoice.paid", "ticket.checked_in"} <= {
        event["event"] for event in log
    }


async def _read(tenant: Tenant, last: int) -> None:
    """Each resource lists what there was, and a single record has its version."""
    kinds = {
        "atlvs": ("companies", "contacts", "deals", "invoices"),
        "compvss": ("projects", "crew", "assignments", "incidents"),
        "gvteway": ("venues", "events", "ticket-types", "customers", "orders", "tickets"),
    }
    for product, resources in kinds.items():
        for resource in resources:
            for record in await _list(tenant, f"/{product}/v1/{resource}?include_deleted=true"):
                one = await tenant.get(f"/{product}/v1/{resource}/{record['id']}")
                if record.get("deleted_at") is None:
                    assert one.json() == record
                    assert one.headers["etag"] == f'"{record["version"]}"'
                else:
                    assert (record["name"], one.status_code) == ("Withdrawn", 404)
    assert len(await _list(tenant, "/workspace/v1/events?limit=100")) == last
    assert [deal["name"] for deal in await _list(tenant, "/atlvs/v1/deals?q=spring")] == ["Spring run"]
    assert len(await _list(tenant, "/atlvs/v1/deals?status=won")) == 1


async def _repeat(tenant: Tenant) -> None:
    """An idempotency key of before the upgrade still has its first result."""
    [deal] = await _list(tenant, "/atlvs/v1/deals")
    body = {
        "name": "Spring run",
        "value": 150000,
        "contact_id": deal["contact_id"],
        "company_id": deal["company_id"],
        "metadata": {"source": "fair"},
    }
    again = await tenant.post("/atlvs/v1/deals", body, headers={"Idempotency-Key": "first-deal"})
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert (again.json()["id"], again.json()["status"]) == (deal["id"], "open")


async def _change(tenant: Tenant) -> None:
    """What was begun before is gone on with, and what must be single stays so."""
    [deal] = await _list(tenant, "/atlvs/v1/deals")
    changed = await tenant.patch(f"/atlvs/v1/deals/{deal['id']}", {"value": 160000.5})
    assert (changed.json()["value"], changed.json()["version"]) == (160000.5, deal["version"] + 1)
    [invoice] = await _list(tenant, "/atlvs/v1/invoices?status=partial")
    path = f"/atlvs/v1/invoices/{invoice['id']}"
    await tenant.post(f"{path}/payments", {"amount": invoice["balance_due"], "method": "ach"})
    assert (await tenant.get(path)).json()["status"] == "paid"
    ticket, _ = await _list(tenant, "/gvteway/v1/tickets")
    entered = await tenant.post(f"/gvteway/v1/tickets/{ticket['id']}/check-in")
    assert entered.json()["status"] == "checked_in"
    twice = await tenant.post("/atlvs/v1/companies", {"name": "Again", "external_id": "crm-1"})
    assert error_of(twice)["code"] == "ALREADY_EXISTS"
    [assignment] = await _list(tenant, "/compvss/v1/assignments")
    wanted = ("project_id", "crew_member_id", "role", "start_at", "end_at")
    overlapping = await tenant.post("/compvss/v1/assignments", {name: assignment[name] for name in wanted})
    assert error_of(overlapping)["code"] == "CREW_DOUBLE_BOOKED"
    endpoint = {"url": "https://hooks.example.org/in", "events": ["*"]}
    assert (await tenant.post("/workspace/v1/webhook-endpoints", endpoint)).status_code == 201


async def _list(tenant: Tenant, path: str) -> list[dict[str, Any]]:
    answer = await tenant.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    assert found, path
    return found
