"""Lists: pages, cursors, totals, filters; nothing skipped and nothing doubled."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections.abc import Callable
from typing import Any

from .conftest import Scenario
from .service import Service, Tenant, error_of

DEALS = "/atlvs/v1/deals"
Run = Callable[[Scenario], None]


async def fill(tenant: Tenant, count: int, **fields: Any) -> list[str]:
    """So many deals; their ids in creation order."""
    ids: list[str] = []
    for start in range(0, count, 500):
        items = [{"name": f"Deal {n}", "value": n, **fields} for n in range(start, min(start + 500, count))]
        response = await tenant.post(f"{DEALS}/batch", {"items": items})
        ids += [entry["record"]["id"] for entry in response.json()["data"]]
    return ids


async def walk(tenant: Tenant, query: str) -> list[dict[str, Any]]:
    """Every record of a list, page after page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        response = await tenant.get(f"{DEALS}?{query}" + (f"&cursor={cursor}" if cursor else ""))
        assert response.status_code == 200, response.text
        body = response.json()
        found += body["data"]
        cursor = body["pagination"]["cursor"]
        assert body["pagination"]["hasMore"] is (cursor is not None)
        if cursor is None:
            return found


def test_pages_in_every_order(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        ids = await fill(tenant, 23)
        for sort, expected in (
            ("created_at", ids), ("-created_at", ids[::-1]), ("updated_at", ids), ("-updated_at", ids[::-1]),
        ):  # fmt: skip
            for limit in (1, 7, 23, 100):
                got = [deal["id"] for deal in await walk(tenant, f"limit={limit}&sort={sort}")]
                assert got == expected, (sort, limit)

    on_service(scenario)


def test_default_page_and_total(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        ids = await fill(tenant, 40)
        first = (await tenant.get(DEALS)).json()
        assert [deal["id"] for deal in first["data"]] == ids[::-1][:25]
        assert first["pagination"]["total"] == 40
        assert base64.urlsafe_b64decode(first["pagination"]["cursor"] + "==").startswith(b'{"lastId":"deal_')
        # The total is that of the first page, for the whole walk.
        await tenant.deal()
        second = (await tenant.get(f"{DEALS}?cursor={first['pagination']['cursor']}")).json()
        assert second["pagination"] == {"cursor": None, "hasMore": False, "total": 40}
        assert "total" not in (await tenant.get(f"{DEALS}?total=false")).json()["pagination"]

    on_service(scenario)


def test_totals_by_every_way_of_counting(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        ids = await fill(tenant, 6)
        await fill(tenant, 4, stage="proposal")
        await tenant.patch(f"{DEALS}/{ids[0]}", {"status": "won"})
        await tenant.patch(f"{DEALS}/{ids[1]}", {"status": "lost"})
        await tenant.delete(f"{DEALS}/{ids[2]}")
        for query, expected in (
            ("", 9), ("status=open", 7), ("status=won&status=lost", 2), ("stage=proposal", 4),
            ("status=open&stage=proposal", 4), ("status=open&stage=qualification", 3), ("include_deleted=true", 10),
            ("q=DEAL%205", 1), ("q=%25", 0), ("owner_id=nobody", 0),
        ):  # fmt: skip
            found = await walk(tenant, f"limit=2&{query}")
            total = (await tenant.get(f"{DEALS}?{query}")).json()["pagination"]["total"]
            assert (len(found), total) == (expected, expected), query

    on_service(scenario)


def test_tombstones_for_pollers(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        ids = await fill(tenant, 3)
        since = (await tenant.get(f"{DEALS}/{ids[-1]}")).json()["updated_at"]
        service.clock.advance(1000)
        await tenant.delete(f"{DEALS}/{ids[0]}")
        found = await walk(tenant, f"sort=updated_at&updated_after={since}&include_deleted=true")
        assert [deal["id"] for deal in found] == [ids[0]]
        assert found[0]["deleted_at"] == found[0]["updated_at"]
        assert await walk(tenant, f"sort=updated_at&updated_after={since}") == []

    on_service(scenario)


def test_created_bounds(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = []
        for _ in range(3):
            service.clock.advance(10)
            made.append(await tenant.deal())
        middle = made[1]["created_at"]
        assert [d["id"] for d in await walk(tenant, f"created_after={middle}")] == [made[2]["id"]]
        assert [d["id"] for d in await walk(tenant, f"created_before={middle}")] == [made[0]["id"]]

    on_service(scenario)


def test_cursors_that_do_not_belong(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant, other = await service.workspace(), await service.workspace()
        await fill(tenant, 30)
        cursor = (await tenant.get(f"{DEALS}?limit=5")).json()["pagination"]["cursor"]
        body = json.loads(base64.urlsafe_b64decode(cursor + "=="))
        edited = base64.urlsafe_b64encode(json.dumps({**body, "total": 1}).encode()).decode().rstrip("=")
        for wrong in (
            cursor[:-1],
            cursor + "A",
            cursor + "=",
            edited,
            "!",
            "",
            "AAAA",
            "eyJsYXN0SWQiOiJkZWFsXzEyMyJ9",
        ):
            response = await tenant.get(DEALS, params={"limit": 5, "cursor": wrong})
            assert response.status_code == 400, wrong
            assert error_of(response)["code"] == "INVALID_CURSOR"
        for query in ("status=open", "sort=created_at", "q=deal", "include_deleted=true"):
            response = await tenant.get(f"{DEALS}?{query}&cursor={cursor}")
            assert error_of(response)["code"] == "INVALID_CURSOR", query
        assert error_of(await tenant.get(f"/atlvs/v1/contacts?cursor={cursor}"))["code"] == "INVALID_CURSOR"
        assert error_of(await other.get(f"{DEALS}?cursor={cursor}"))["code"] == "INVALID_CURSOR"
        assert (await tenant.get(f"{DEALS}?limit=9&cursor={cursor}")).status_code == 200

    on_service(scenario)


def test_walk_while_everything_changes(on_service: Run) -> None:
    """What was there throughout is seen exactly once, whatever happens between the pages."""

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        dice = random.Random(7)
        ids = await fill(tenant, 120)
        gone: set[str] = set()
        for sort in ("created_at", "-created_at"):
            seen: list[str] = []
            cursor = ""
            while True:
                body = (await tenant.get(f"{DEALS}?limit=9&sort={sort}{cursor}")).json()
                seen += [deal["id"] for deal in body["data"]]
                if not body["pagination"]["hasMore"]:
                    break
                cursor = f"&cursor={body['pagination']['cursor']}"
                await tenant.deal()
                await tenant.patch(f"{DEALS}/{dice.choice(ids)}", {"notes": str(dice.random())})
                victim = dice.choice(ids)
                await tenant.delete(f"{DEALS}/{victim}")
                gone.add(victim)
                ids = [i for i in ids if i not in gone]
            assert len(seen) == len(set(seen))
            assert set(ids) <= set(seen)

    on_service(scenario)


def test_pollers_never_miss_a_late_commit(on_service: Run) -> None:
    """Eight writers at once; whoever polls by updated_at or by the feed sees every record."""

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made: set[str] = set()
        writing = True

        async def writer(number: int) -> None:
            for n in range(25):
                deal = await tenant.deal(name=f"Deal {number}-{n}")
                made.add(deal["id"])
                service.clock.advance(random.Random(number * 100 + n).choice((-3, 0, 1, 4)))

        async def poll_changes() -> set[str]:
            seen: set[str] = set()
            since = "2000-01-01T00:00:00.000Z"
            while True:
                last_round = not writing
                for deal in await walk(tenant, f"limit=50&sort=updated_at&updated_after={since}"):
                    assert deal["id"] not in seen
                    seen.add(deal["id"])
                    since = deal["updated_at"]
                if last_round:
                    return seen
                await asyncio.sleep(0)

        async def poll_feed() -> list[int]:
            numbers: list[int] = []
            while True:
                last_round = not writing
                after = numbers[-1] if numbers else 0
                body = (await tenant.get(f"/workspace/v1/events?limit=100&after={after}")).json()
                numbers += [event["sequence"] for event in body["data"]]
                if last_round and not body["data"]:
                    return numbers
                await asyncio.sleep(0)

        pollers = [asyncio.create_task(poll_changes()), asyncio.create_task(poll_feed())]
        await asyncio.gather(*(writer(number) for number in range(8)))
        writing = False
        changes, numbers = await asyncio.gather(*pollers)
        assert changes == made
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) == 1 + 200  # the key, then the deals

    on_service(scenario)


def test_export_is_the_whole_set_and_resumes(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        ids = await fill(tenant, 2300)
        response = await tenant.get(f"{DEALS}/export")
        assert response.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line)["id"] for line in response.text.splitlines()]
        assert lines == ids
        rest = await tenant.get(f"{DEALS}/export?after={ids[1999]}")
        assert [json.loads(line)["id"] for line in rest.text.splitlines()] == ids[2000:]
        page = (await tenant.get(f"{DEALS}?sort=created_at&limit=100")).json()
        rest = await tenant.get(f"{DEALS}/export?cursor={page['pagination']['cursor']}")
        assert [json.loads(line)["id"] for line in rest.text.splitlines()] == ids[100:]
        assert error_of(await tenant.get(f"{DEALS}/export?after=deal_x"))["code"] == "BAD_REQUEST"
        assert (await tenant.get(f"{DEALS}/export?status=won")).text == ""

    on_service(scenario)


def test_a_computed_filter_beside_many_values_of_a_column_that_it_reads(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for status in ("draft", "sent", "partial", "paid", "void"):
            query = [("status", status), ("status", "draft"), ("status", "sent"), ("overdue", "false")]
            response = await tenant.get("/atlvs/v1/invoices", params=query)
            assert response.status_code == 200, response.text

    on_service(scenario)
