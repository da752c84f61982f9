"""Deliveries over the API: lists, details, retries, tests, erasure."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import psycopg
import pytest

from ghxstship_platform.clock import MINUTE, SECOND, to_text
from ghxstship_platform.products.catalogue import event_types
from ghxstship_platform.storage.listing import Filters
from ghxstship_platform.webhooks.deliveries import LIST
from ghxstship_platform.webhooks.tables import ATTEMPTS, DELIVERIES

from ..api.service import Service, error_of
from .ledger import (
    DELIVERY,
    ENDPOINT,
    EVENT,
    delivery_row,
    fields_of,
    make_endpoint,
    make_event,
    on,
    put,
    put_attempt,
    put_rows,
    rows_of,
)


def test_lists_are_filtered_counted_and_walked(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant, stranger = await service.workspace(), await service.workspace()
        one, two = await make_endpoint(tenant), await make_endpoint(tenant)
        start = service.clock.now()
        ids = []
        for number in range(12):
            service.clock.advance(MINUTE)
            ids.append(
                await put(
                    tenant, one if number % 2 else two, status=("pending", "held", "succeeded", "failed")[number % 4],
                    origin="replay" if number > 8 else "event", event_type="deal.won" if number < 3 else "deal.lost",
                    event_id=f"msg_{number % 3}",
                )
            )  # fmt: skip
        await put(stranger, one)

        async def got(query: str) -> list[int]:
            answer = await tenant.get(f"{DELIVERY}?{query}")
            assert answer.status_code == 200, answer.text
            body = answer.json()
            assert body["pagination"]["total"] == len(body["data"])
            return [ids.index(entry["id"]) for entry in body["data"]]

        assert await got("") == list(range(12))[::-1]
        assert await got(f"endpoint_id={one}") == [11, 9, 7, 5, 3, 1]
        assert await got(f"endpoint_id={one}&endpoint_id={two}") == list(range(12))[::-1]
        assert await got(f"endpoint_id={one}&status=failed") == [11, 7, 3]
        assert await got("status=failed&status=held") == [11, 9, 7, 5, 3, 1]
        assert await got("event_id=msg_2") == [11, 8, 5, 2]
        assert await got("event_type=deal.won") == [2, 1, 0]
        assert await got("origin=replay") == [11, 10, 9]
        after, before = to_text(start + 3 * MINUTE), to_text(start + 7 * MINUTE)
        assert await got(f"created_after={after}&created_before={before}") == [5, 4, 3]
        assert await got("endpoint_id=whe_nobody") == []

        walked, cursor = [], ""
        while True:
            page = (await tenant.get(f"{DELIVERY}?limit=5&endpoint_id={one}{cursor}")).json()
            walked += [ids.index(entry["id"]) for entry in page["data"]]
            assert page["pagination"]["total"] == 6
            if not page["pagination"]["hasMore"]:
                break
            # What comes meanwhile is neither on the next page nor in its total.
            await put(tenant, one)
            cursor = f"&cursor={page['pagination']['cursor']}"
        assert walked == [11, 9, 7, 5, 3, 1]
        assert page["pagination"]["cursor"] is None
        assert "total" not in (await tenant.get(f"{DELIVERY}?total=false")).json()["pagination"]

    on(engine_url, scenario)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=lost", "status"),
        ("origin=nowhere", "origin"),
        ("endpoint_id=", "endpoint_id"),
        ("event_type=" + "x" * 101, "event_type"),
        ("&".join(["event_id=a"] * 101), "event_id"),
        ("created_after=yesterday", "created_after"),
        ("limit=0", "limit"),
        ("limit=1&limit=2", "limit"),
        ("total=perhaps", "total"),
        ("sort=created_at", "sort"),
    ],
)
def test_parameters_that_are_wrong_are_named(sqlite_url: str, query: str, field: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        answer = await tenant.get(f"{DELIVERY}?{query}")
        assert (answer.status_code, fields_of(answer)) == (400, [field])

    on(sqlite_url, scenario)


def test_a_cursor_holds_for_its_own_filters(sqlite_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        for _ in range(2):
            await put(tenant, endpoint)
        cursor = (await tenant.get(f"{DELIVERY}?limit=1")).json()["pagination"]["cursor"]
        for query in ("status=pending", f"endpoint_id={endpoint}", f"created_before={to_text(2 * 10**12)}"):
            answer = await tenant.get(f"{DELIVERY}?limit=1&cursor={cursor}&{query}")
            assert error_of(answer)["code"] == "INVALID_CURSOR", query

    on(sqlite_url, scenario)


def test_what_a_delivery_tells(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        event_id, number = await make_event(tenant)
        now = service.clock.now()
        due = await put(tenant, endpoint, event_id=event_id, event_sequence=number, due_at=now + MINUTE)
        shown = (await tenant.get(f"{DELIVERY}/{due}")).json()
        envelope = (await tenant.get(f"{EVENT}/{event_id}")).text
        assert shown == {
            "id": due, "endpoint_id": endpoint, "event_id": event_id, "event_type": "deal.created",
            "event_sequence": number, "origin": "event", "status": "pending", "attempts": [],
            "next_attempt_at": to_text(now + MINUTE), "in_flight": False, "created_at": to_text(now),
            "last_attempt_at": None, "finished_at": None, "response_status": None, "error": None,
            "request": {"method": "POST", "url": "https://hooks.example.org/in", "body": envelope},
        }  # fmt: skip
        # While a worker has it, no time is told; a lease that has ended is nobody's.
        taken = await put(tenant, endpoint, claim="worker", due_at=now + 30 * SECOND)
        shown = (await tenant.get(f"{DELIVERY}/{taken}")).json()
        assert (shown["in_flight"], shown["next_attempt_at"]) == (True, None)
        assert shown["request"]["body"] is None
        service.clock.advance(30 * SECOND)
        shown = (await tenant.get(f"{DELIVERY}/{taken}")).json()
        assert (shown["in_flight"], shown["next_attempt_at"]) == (False, to_text(now + 30 * SECOND))
        assert (await tenant.get(f"{DELIVERY}/dlv_NONE")).status_code == 404

    on(engine_url, scenario)


def test_attempts_are_shown_in_order(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        now = service.clock.now()
        delivery = await put(
            tenant, endpoint, status="succeeded", attempts=2, payload='{"data":{}}', response_status=200,
            last_attempt_at=now,
        )  # fmt: skip
        await put_attempt(tenant, delivery, 2)
        await put_attempt(
            tenant, delivery, 1, status=None, error="timeout", detail="15 s", headers=None, body=None
        )
        shown = (await tenant.get(f"{DELIVERY}/{delivery}")).json()
        url = "https://hooks.example.org/earlier"
        assert shown["attempts"] == [
            {"number": 1, "at": to_text(now), "milliseconds": 20, "url": url, "status": None, "error": "timeout",
             "detail": "15 s", "headers": None, "body": None},
            {"number": 2, "at": to_text(now), "milliseconds": 20, "url": url, "status": 200, "error": None,
             "detail": None, "headers": {"Server": "quay"}, "body": "ok"},
        ]  # fmt: skip
        assert shown["request"] == {"method": "POST", "url": url, "body": '{"data":{}}'}
        listed = (await tenant.get(DELIVERY)).json()["data"][0]
        assert (listed["attempts"], listed["last_attempt_at"]) == (2, to_text(now))
        # The endpoint's own address is not known any more, nor was there an attempt.
        unsent = await put(tenant, endpoint)
        assert (await tenant.delete(f"{ENDPOINT}/{endpoint}")).status_code == 204
        assert (await tenant.get(f"{DELIVERY}/{unsent}")).json()["request"]["url"] is None

    on(engine_url, scenario)


@pytest.mark.parametrize("status", ["failed", "succeeded", "pending", "held"])
def test_a_retry_begins_the_schedule_anew(engine_url: str, status: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        event_id, number = await make_event(tenant)
        values = {"event_id": event_id, "event_sequence": number, "attempts": 6, "tries": 6, "status": status}
        delivery = await put(tenant, endpoint, **values, error="timeout")
        service.clock.advance(MINUTE)
        answer = await tenant.post(f"{DELIVERY}/{delivery}/retry", headers={"Idempotency-Key": "once"})
        assert answer.status_code == 202, answer.text
        shown = answer.json()
        assert (shown["status"], shown["attempts"], shown["finished_at"]) == ("pending", 6, None)
        row = (await rows_of(tenant, DELIVERIES))[0]
        assert (row["tries"], row["due_at"], row["claim"]) == (0, service.clock.now(), None)
        service.clock.advance(MINUTE)
        again = await tenant.post(f"{DELIVERY}/{delivery}/retry", headers={"Idempotency-Key": "once"})
        assert (again.json(), again.headers["idempotent-replayed"]) == (shown, "true")
        assert (await rows_of(tenant, DELIVERIES))[0]["due_at"] == row["due_at"]

    on(engine_url, scenario)


def test_what_cannot_be_retried(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint, disabled, deleted = [await make_endpoint(tenant) for _ in range(3)]
        event_id, number = await make_event(tenant)
        of_event: dict[str, Any] = {"event_id": event_id, "event_sequence": number, "status": "failed"}
        now = service.clock.now()
        held = [
            (
                await put(tenant, endpoint, **{**of_event, "status": "pending"}, claim="w", due_at=now + 999),
                "being sent",
            ),
            (await put(tenant, disabled, **of_event), "is disabled"),
            (await put(tenant, deleted, **of_event), "has been deleted"),
            (await put(tenant, endpoint, status="failed"), "kept no longer"),
        ]
        await tenant.patch(f"{ENDPOINT}/{disabled}", {"status": "disabled"})
        await tenant.delete(f"{ENDPOINT}/{deleted}")
        for delivery, why in held:
            answer = await tenant.post(f"{DELIVERY}/{delivery}/retry")
            assert error_of(answer)["code"] == "INVALID_TRANSITION"
            assert why in error_of(answer)["message"]
        service.clock.advance(999)
        assert (await tenant.post(f"{DELIVERY}/{held[0][0]}/retry")).status_code == 202
        assert (await tenant.post(f"{DELIVERY}/dlv_NONE/retry")).status_code == 404
        assert fields_of(await tenant.post(f"{DELIVERY}/{held[0][0]}/retry", {"soon": 1})) == ["soon"]

    on(engine_url, scenario)


def test_a_test_is_a_whole_event(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["order.created"])
        before = await tenant.sequence()
        for body, event_type in (
            (None, "deal.won"),
            ({"event_type": "ticket.purchased"}, "ticket.purchased"),
        ):
            answer = await tenant.post(f"{ENDPOINT}/{endpoint}/test", body)
            assert answer.status_code == 202, answer.text
            shown = answer.json()
            assert (shown["origin"], shown["event_sequence"], shown["status"]) == ("test", None, "pending")
            assert shown["event_type"] == event_type
            row = next(r for r in await rows_of(tenant, DELIVERIES) if r["id"] == shown["id"])
            assert (row["due_at"], row["position"]) == (row["created_at"], None)
            envelope = json.loads(row["payload"])
            example = json.loads(json.dumps(event_types()[event_type].example, default=float))
            assert envelope["data"] == example
            assert (envelope["id"], envelope["event"], envelope["sequence"]) == (
                shown["event_id"],
                event_type,
                0,
            )
            assert envelope["workspace_id"] == tenant.workspace_id
            kept = (await tenant.get(f"{DELIVERY}/{shown['id']}")).json()["request"]["body"]
            assert kept == row["payload"]
        assert await tenant.sequence() == before
        wrong = await tenant.post(f"{ENDPOINT}/{endpoint}/test", {"event_type": "deal.eaten"})
        assert (wrong.status_code, fields_of(wrong)) == (422, ["event_type"])
        await tenant.patch(f"{ENDPOINT}/{endpoint}", {"status": "disabled"})
        refused = await tenant.post(f"{ENDPOINT}/{endpoint}/test")
        assert error_of(refused)["code"] == "INVALID_TRANSITION"
        assert (await tenant.post(f"{ENDPOINT}/whe_NONE/test")).status_code == 404

    on(engine_url, scenario)


def test_erasing_an_event_takes_its_data_out_of_everything(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        event_id, number = await make_event(tenant, name="Marlo Vance")
        other, other_number = await make_event(tenant, name="Somebody else")
        own: dict[str, Any] = {"event_id": event_id, "event_sequence": number}
        done = await put(tenant, endpoint, **own, status="succeeded", payload='{"data":"Marlo Vance"}')
        waits = await put(tenant, endpoint, **own)
        held = await put(tenant, endpoint, **own, status="held")
        dead = await put(tenant, endpoint, **own, status="failed", error="timeout")
        kept = await put(tenant, endpoint, event_id=other, event_sequence=other_number)
        for delivery in (done, kept):
            await put_attempt(tenant, delivery, 1, body="Hello Marlo Vance")
        before = (await tenant.get(f"{EVENT}/{event_id}")).json()
        for ended in (2, 0):
            answer = await tenant.post(f"{EVENT}/{event_id}/erase")
            assert answer.json() == {"id": event_id, "erased": True, "deliveries": 4, "ended": ended}
        after = (await tenant.get(f"{EVENT}/{event_id}")).json()
        assert after == {**before, "data": {"erased": True}}
        rows = {row["id"]: row for row in await rows_of(tenant, DELIVERIES)}
        assert {name: (rows[name]["status"], rows[name]["error"]) for name in (done, waits, held, dead, kept)} == {
            done: ("succeeded", None), waits: ("failed", "erased"), held: ("failed", "erased"),
            dead: ("failed", "erased"), kept: ("pending", None),
        }  # fmt: skip
        assert rows[waits]["due_at"] is None
        assert rows[waits]["finished_at"] is not None
        assert rows[done]["payload"] is None
        bodies = {row["delivery_id"]: row["body"] for row in await rows_of(tenant, ATTEMPTS)}
        assert bodies == {done: None, kept: "Hello Marlo Vance"}
        for delivery in (done, waits, dead):
            assert error_of(await tenant.post(f"{DELIVERY}/{delivery}/retry"))["code"] == "INVALID_TRANSITION"

    on(engine_url, scenario)


def test_erasing_what_only_deliveries_keep(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        delivery = await put(tenant, endpoint, event_id="msg_GONE", payload='{"data":{}}')
        answer = await tenant.post(f"{EVENT}/msg_GONE/erase")
        assert (answer.status_code, answer.json()["ended"]) == (200, 1)
        assert (await tenant.get(f"{DELIVERY}/{delivery}")).json()["request"]["body"] is None
        assert (await tenant.post(f"{EVENT}/msg_NONE/erase")).status_code == 404

    on(engine_url, scenario)


def test_another_workspace_sees_nothing(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        owner, stranger = await service.workspace(), await service.workspace()
        endpoint = await make_endpoint(owner)
        event_id, number = await make_event(owner)
        delivery = await put(owner, endpoint, event_id=event_id, event_sequence=number)
        before = await rows_of(owner, DELIVERIES)
        assert (await stranger.get(DELIVERY)).json()["data"] == []
        assert (await stranger.get(f"{DELIVERY}/{delivery}")).status_code == 404
        for path in (
            f"{DELIVERY}/{delivery}/retry",
            f"{ENDPOINT}/{endpoint}/test",
            f"{EVENT}/{event_id}/erase",
        ):
            assert (await stranger.post(path)).status_code == 404, path
        assert await rows_of(owner, DELIVERIES) == before

    on(engine_url, scenario)


def test_scopes(sqlite_url: str) -> None:
    async def scenario(service: Service) -> None:
        reader = await service.workspace(scopes=["read", "write"])
        hooks = await service.workspace(scopes=["webhooks"])
        assert error_of(await reader.get(DELIVERY))["details"][0]["required"] == "webhooks"
        assert (await hooks.get(DELIVERY)).status_code == 200
        assert error_of(await hooks.post(f"{EVENT}/msg_X/erase"))["details"][0]["required"] == "admin"

    on(sqlite_url, scenario)


INDEXED = [
    ((("endpoint_id", 1),), "webhook_deliveries_by_endpoint"),
    ((("endpoint_id", 1), ("status", ("failed",))), "webhook_deliveries_failed"),
    ((("event_id", 1),), "webhook_deliveries_by_event"),
    ((("status", ("failed",)),), "webhook_deliveries_dead"),
    ((), "webhook_deliveries"),
]


@pytest.mark.parametrize(("chosen", "index"), INDEXED)
@pytest.mark.parametrize("positioned", [False, True])
def test_pages_enter_an_index_on_sqlite(
    sqlite_url: str, chosen: tuple[tuple[str, Any], ...], index: str, positioned: bool
) -> None:
    shape = (chosen, False, False)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        page = LIST.page_statement(shape, positioned=positioned)
        for statement in (page, LIST.count_statement(shape)):
            sql, literals = statement.compiled("sqlite")
            names = dict.fromkeys(statement.element.compile().params, "x")
            plan = "; ".join(
                step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", {**names, **literals})
            )
            assert "SCAN" not in plan
            assert "TEMP B-TREE" not in plan
            # Every index over dead letters is as good as another for counting them.
            if index != "webhook_deliveries":
                assert (index if statement is page else index.replace("_dead", "_failed")) in plan, plan


def test_pages_enter_an_index_on_postgresql(postgres_url: str) -> None:
    """With rows in the table, since the planner goes by their statistics: a page reads its rows, not the table."""

    async def fill(service: Service) -> None:
        tenant = await service.workspace()
        now = service.clock.now()
        rows = [
            delivery_row(
                tenant.workspace_id, now, f"whe_{number % 20}", status="failed" if number % 400 < 20 else "succeeded",
                event_id=f"msg_{number // 3}",
            )
            for number in range(20_000)
        ]  # fmt: skip
        await put_rows(service.db, rows)
        workspace.append(tenant.workspace_id)

    workspace: list[str] = []
    on(postgres_url, fill)
    values = {
        "workspace_id": workspace[0], "endpoint_id_0": "whe_7", "event_id_0": "msg_70", "last_id": "dlv_Z", "size": 26,
    }  # fmt: skip
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE webhook_deliveries")
        # A prepared statement, whose plan must be good for any value.
        connection.execute("SET plan_cache_mode = force_generic_plan")
        for chosen, index in INDEXED:
            sql, literals = LIST.page_statement((chosen, False, False), positioned=True).compiled(
                "postgresql"
            )
            found = connection.execute(f"EXPLAIN {sql}".encode(), {**values, **literals}).fetchall()
            plan = "\n".join(row[0] for row in found)
            assert "Seq Scan" not in plan, plan
            assert (index if index != "webhook_deliveries" else "webhook_deliveries_pkey") in plan, plan


def test_shapes_share_a_statement() -> None:
    one = Filters((("endpoint_id", ("a",)), ("status", ("failed",))))
    other = Filters((("endpoint_id", ("b",)), ("status", ("failed",))))
    third = Filters((("endpoint_id", ("b",)), ("status", ("held",))))
    assert LIST.page_statement(one.shape, positioned=False) is LIST.page_statement(
        other.shape, positioned=False
    )
    assert LIST.page_statement(one.shape, positioned=False) is not LIST.page_statement(
        third.shape, positioned=False
    )
