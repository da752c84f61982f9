"""Replays and recoveries: what they send, and that nothing makes them send it twice or stop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ghxstship_platform.clock import DAY, MINUTE, SECOND, to_text
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.webhooks import replays
from ghxstship_platform.webhooks.tables import DELIVERIES, JOBS

from ..api.service import Service, Tenant, error_of
from .ledger import DELIVERY, ENDPOINT, EVENT, JOB, fields_of, make_endpoint, make_event, on, put, rows_of


async def start(tenant: Tenant, endpoint: str, kind: str, since: int, **body: Any) -> dict[str, Any]:
    """A job."""
    answer = await tenant.post(f"{ENDPOINT}/{endpoint}/{kind}", {"since": to_text(since), **body})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def finish(tenant: Tenant, job: dict[str, Any]) -> dict[str, Any]:
    """Let a worker run until nothing is left; the job as it is then."""
    while await replays.run_jobs(tenant.service.db):
        pass
    return dict((await tenant.get(f"{JOB}/{job['id']}")).json())


async def many_deals(tenant: Tenant, number: int) -> None:
    """So many events."""
    items = [{"name": f"Night {index}", "value": index} for index in range(number)]
    assert (await tenant.post("/atlvs/v1/deals/batch", {"items": items})).status_code == 200


@pytest.fixture(params=[1, 4, 500])
def portion(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How much a worker does at once."""
    monkeypatch.setattr(replays, "PORTION", request.param)
    size: int = request.param
    return size


def test_a_replay_sends_what_the_endpoint_wants_now(engine_url: str, portion: int) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await make_event(tenant)
        service.clock.advance(MINUTE)
        since = service.clock.now()
        await many_deals(tenant, 5)
        endpoint = await make_endpoint(tenant, events=["deal.created"], filter={"data.value": {"$gte": 2}})
        sent, number = await make_event(tenant, value=50)
        await put(tenant, endpoint, event_id=sent, event_sequence=number, status="succeeded")
        service.clock.advance(MINUTE)
        job = await start(tenant, endpoint, "replay", since)
        assert (job["kind"], job["status"], job["done"], job["endpoint_id"]) == (
            "replay",
            "running",
            0,
            endpoint,
        )
        assert (job["since"], job["until"]) == (to_text(since), None)
        # What comes after its start is no part of it.
        await make_event(tenant, value=60)
        over = await finish(tenant, job)
        assert (over["status"], over["done"], over["total"], over["deliveries"]) == ("done", 7, 7, 4)
        assert over["finished_at"] is not None
        made = [row for row in await rows_of(tenant, DELIVERIES) if row["origin"] == "replay"]
        events = {e["sequence"]: e for e in (await tenant.get(EVENT)).json()["data"]}
        assert [events[row["event_sequence"]]["data"]["value"] for row in made] == [2, 3, 4, 50]
        for row in made:
            assert row["event_id"] == events[row["event_sequence"]]["id"]
            assert (row["status"], row["position"], row["attempts"]) == ("pending", None, 0)
            assert row["due_at"] == service.clock.now()
        assert await replays.run_jobs(service.db) is False

    on(engine_url, scenario)


def test_a_replay_ends_where_it_is_told(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        moments, numbers = [], []
        for _ in range(4):
            service.clock.advance(MINUTE)
            moments.append(service.clock.now())
            numbers.append((await make_event(tenant))[1])
        for first, end, expected in (
            (moments[1], moments[3], numbers[1:3]),
            (moments[3] + MINUTE, None, []),
            (moments[0] - DAY, moments[0] - MINUTE, []),
            (moments[2] + 1, None, numbers[3:]),
        ):
            before = await rows_of(tenant, DELIVERIES)
            until = {} if end is None else {"until": to_text(end)}
            job = await finish(tenant, await start(tenant, endpoint, "replay", first, **until))
            made = [row for row in await rows_of(tenant, DELIVERIES) if row not in before]
            assert [row["event_sequence"] for row in made] == expected
            assert (job["status"], job["done"]) == ("done", job["total"])

    on(engine_url, scenario)


def test_a_recovery_sends_dead_letters_again(engine_url: str, portion: int) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint, other = await make_endpoint(tenant), await make_endpoint(tenant)
        before, before_number = await make_event(tenant)
        service.clock.advance(MINUTE)
        since = service.clock.now()
        events = [await make_event(tenant) for _ in range(5)]
        service.clock.advance(MINUTE)

        async def failed(event: tuple[str, int], where: str = endpoint, **values: Any) -> str:
            own = {"event_id": event[0], "event_sequence": event[1], "status": "failed", "error": "timeout"}
            return await put(tenant, where, **{**own, "tries": 6, "attempts": 6, **values})

        lost = [await failed(event) for event in events]
        gone = await failed(("msg_Z", 4_711))
        copied = await failed(("msg_Z", 4_712), payload="{}")
        kept = [
            await failed((before, before_number)),
            await failed(events[0], other),
            await failed(events[0], error="erased"),
            await failed(events[0], status="succeeded"),
            await failed(("msg_Z", 0), event_sequence=None, origin="test", payload="{}"),
            await failed(events[0], finished_at=service.clock.now() + DAY),
        ]
        job = await start(tenant, endpoint, "recover", since)
        assert (job["kind"], job["total"]) == ("recover", None)
        over = await finish(tenant, job)
        assert (over["status"], over["done"], over["total"], over["deliveries"]) == ("done", 7, 7, 6)
        rows = {row["id"]: row for row in await rows_of(tenant, DELIVERIES)}
        for name in (*lost, copied):
            row = rows[name]
            assert (row["status"], row["tries"], row["attempts"]) == ("pending", 0, 6)
            assert (row["due_at"], row["finished_at"]) == (service.clock.now(), None)
        assert all(rows[name]["status"] != "pending" for name in (gone, *kept))

    on(engine_url, scenario)


@pytest.mark.parametrize("kind", ["replay", "recover"])
def test_a_job_goes_on_where_a_crash_left_it(
    engine_url: str, monkeypatch: pytest.MonkeyPatch, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker dies within a portion, and another after one: each event is sent once."""
    monkeypatch.setattr(replays, "PORTION", 2)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = service.clock.now()
        events = [await make_event(tenant) for _ in range(7)]
        if kind == "recover":
            for event_id, number in events:
                await put(tenant, endpoint, event_id=event_id, event_sequence=number, status="failed")
        job = await start(tenant, endpoint, kind, since)
        assert await replays.run_jobs(service.db) is True
        half = (await tenant.get(f"{JOB}/{job['id']}")).json()
        work = replays._replay if kind == "replay" else replays._recover
        reached = (await rows_of(tenant, JOBS))[0]["position"]

        def dies(*arguments: Any) -> bool:
            work(*arguments)  # type: ignore[operator]
            raise OSError("killed")

        with monkeypatch.context() as broken:
            broken.setattr(replays, f"_{kind}", dies)
            assert await replays.run_jobs(service.db) is False
        assert (await tenant.get(f"{JOB}/{job['id']}")).json() == half
        assert (await rows_of(tenant, JOBS))[0]["position"] == reached
        # As after a restart: nothing is known but what is stored.
        if service.db.dialect == "postgresql":
            other = open_database(service.db.url, service.clock)
            try:
                await replays.run_jobs(other)
            finally:
                other.close()
        over = await finish(tenant, job)
        assert (over["status"], over["deliveries"], over["done"]) == ("done", 7, over["total"])
        waits = [row["event_id"] for row in await rows_of(tenant, DELIVERIES) if row["status"] == "pending"]
        assert waits == [event_id for event_id, _ in events]

    on(engine_url, scenario)
    assert "webhook job failed" in caplog.text


def test_several_workers_share_a_job(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "PORTION", 3)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = service.clock.now()
        await many_deals(tenant, 100)
        jobs = [await start(tenant, endpoint, "replay", since) for _ in range(2)]
        others = [open_database(service.db.url, service.clock) for _ in range(3)]

        async def work(db: Any) -> None:
            while await db.read(lambda r: r.rows(replays._RUNNING_JOBS)):
                await replays.run_jobs(db)

        try:
            await asyncio.wait_for(asyncio.gather(*(work(db) for db in (service.db, *others))), 60)
        finally:
            for db in others:
                db.close()
        rows = await rows_of(tenant, DELIVERIES)
        assert len(rows) == 200
        assert all(sum(r["event_id"] == row["event_id"] for r in rows) == 2 for row in rows[:20])
        for job in jobs:
            over = (await tenant.get(f"{JOB}/{job['id']}")).json()
            assert (over["status"], over["deliveries"], over["done"]) == ("done", 100, over["total"])

    on(postgres_url, scenario)


def test_jobs_are_cancelled(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "PORTION", 2)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = service.clock.now()
        await many_deals(tenant, 5)
        job = await start(tenant, endpoint, "replay", since)
        await replays.run_jobs(service.db)
        ended = await tenant.post(f"{JOB}/{job['id']}/cancel")
        assert (ended.status_code, ended.json()["status"]) == (200, "cancelled")
        assert ended.json()["finished_at"] is not None
        assert await replays.run_jobs(service.db) is False
        assert len(await rows_of(tenant, DELIVERIES)) == ended.json()["deliveries"]
        assert (await tenant.post(f"{JOB}/{job['id']}/cancel")).json() == ended.json()
        over = await finish(tenant, await start(tenant, endpoint, "replay", since))
        refused = await tenant.post(f"{JOB}/{over['id']}/cancel")
        assert error_of(refused)["code"] == "INVALID_TRANSITION"
        assert error_of(refused)["details"][0]["from"] == "done"

    on(engine_url, scenario)


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_a_job_ends_with_its_endpoint(engine_url: str, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(replays, "PORTION", 2)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = service.clock.now()
        await many_deals(tenant, 5)
        job = await start(tenant, endpoint, "replay", since)
        await replays.run_jobs(service.db)
        service.clock.advance(SECOND)
        if how == "disabled":
            await tenant.patch(f"{ENDPOINT}/{endpoint}", {"status": "disabled"})
        else:
            await tenant.delete(f"{ENDPOINT}/{endpoint}")
        over = await finish(tenant, job)
        assert (over["status"], over["error"]) == ("failed", "The endpoint was disabled or deleted.")
        for kind in ("replay", "recover"):
            answer = await tenant.post(f"{ENDPOINT}/{endpoint}/{kind}", {"since": to_text(since)})
            assert answer.status_code == (409 if how == "disabled" else 404)

    on(engine_url, scenario)


def test_erased_events_are_not_replayed(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant, events=["deal.created"])
        since = service.clock.now()
        erased, _ = await make_event(tenant)
        _, number = await make_event(tenant)
        await tenant.post(f"{EVENT}/{erased}/erase")
        assert (await finish(tenant, await start(tenant, endpoint, "replay", since)))["deliveries"] == 1
        assert [row["event_sequence"] for row in await rows_of(tenant, DELIVERIES)] == [number]

    on(engine_url, scenario)


def test_lists_of_jobs(engine_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant, stranger = await service.workspace(), await service.workspace()
        one, two = await make_endpoint(tenant), await make_endpoint(tenant)
        now = service.clock.now()
        ids = []
        for endpoint, kind in ((one, "replay"), (two, "replay"), (one, "recover")):
            service.clock.advance(MINUTE)
            ids.append((await start(tenant, endpoint, kind, now))["id"])

        async def got(query: str) -> list[int]:
            body = (await tenant.get(f"{JOB}?{query}")).json()
            assert body["pagination"]["total"] == len(body["data"])
            return [ids.index(job["id"]) for job in body["data"]]

        assert await got("") == [2, 1, 0]
        assert await got(f"endpoint_id={one}") == [2, 0]
        assert await got("kind=replay") == [1, 0]
        await tenant.post(f"{JOB}/{ids[1]}/cancel")
        assert await got("status=running") == [2, 0]
        assert (await stranger.get(JOB)).json()["data"] == []
        assert (await stranger.get(f"{JOB}/{ids[0]}")).status_code == 404
        assert (await stranger.post(f"{JOB}/{ids[0]}/cancel")).status_code == 404
        for kind in ("replay", "recover"):
            body = {"since": to_text(now)}
            assert (await stranger.post(f"{ENDPOINT}/{one}/{kind}", body)).status_code == 404
        assert len(await rows_of(tenant, JOBS)) == 3

    on(engine_url, scenario)


def test_bodies_that_are_wrong(sqlite_url: str) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        endpoint = await make_endpoint(tenant)
        since = {"since": "2026-11-23T07:21:00Z"}
        for kind, body, fields in (
            ("replay", {}, ["since"]),
            ("recover", {}, ["since"]),
            ("replay", {"since": "yesterday", "until": 7, "fast": True}, ["fast", "since", "until"]),
            ("recover", {**since, "until": "2026-11-23T07:22:00Z"}, ["until"]),
            ("replay", {**since, "until": "2026-11-23T07:21:00Z"}, ["until"]),
        ):
            answer = await tenant.post(f"{ENDPOINT}/{endpoint}/{kind}", body)
            assert (answer.status_code, fields_of(answer)) == (422, fields)
        key = {"Idempotency-Key": "once"}
        first = await tenant.post(f"{ENDPOINT}/{endpoint}/replay", since, headers=key)
        again = await tenant.post(f"{ENDPOINT}/{endpoint}/replay", since, headers=key)
        assert first.json() == again.json()
        assert len(await rows_of(tenant, JOBS)) == 1
        assert (await tenant.get(DELIVERY)).json()["data"] == []

    on(sqlite_url, scenario)
