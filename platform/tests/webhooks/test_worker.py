"""The engine as a whole, on both engines, with real sockets and a clock that the test moves."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from aiohttp import web
from standardwebhooks import Webhook

from ghxstship_platform import logs
from ghxstship_platform.clock import DAY, HOUR, MINUTE, SECOND, SystemClock
from ghxstship_platform.products import records
from ghxstship_platform.storage.database import Reader
from ghxstship_platform.webhooks import dispatch, stats
from ghxstship_platform.webhooks.deliveries import retry, send_test
from ghxstship_platform.webhooks.endpoints import WEBHOOK_ENDPOINTS
from ghxstship_platform.webhooks.held import release_held
from ghxstship_platform.webhooks.schedule import DELAYS
from ghxstship_platform.webhooks.worker import LEASE, Lane, Result, Worker

from .conftest import Sail
from .harbor import Harbor


def _failing(status: int, **headers: str) -> Any:
    return lambda path, event: web.Response(status=status, headers=headers)


def test_an_event_reaches_every_endpoint_that_wants_it(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.deal("before")
        everything = await harbor.endpoint("/all")
        await harbor.endpoint("/deals", events=["deal.*"])
        await harbor.endpoint("/orders", events=["order.created"])
        await harbor.endpoint("/large", events=["deal.created"], filter={"data.value": {"$gte": 1000}})
        await harbor.deal("small")
        await harbor.deal("large", value=5000)
        await harbor.worker.drain()
        assert harbor.received("/deals") == ["deal.created"] * 2
        assert harbor.received("/orders") == []
        assert [e["data"]["name"] for p, e, _ in harbor.receiver.seen if p == "/large"] == ["large"]
        own = [e for e in harbor.received("/all") if e.startswith("webhook_endpoint")]
        assert own == ["webhook_endpoint.created"] * len(own)
        rows = await harbor.deliveries(everything["id"])
        assert {row["status"] for row in rows} == {"succeeded"}
        assert {(row["attempts"], row["due_at"], row["claim"]) for row in rows} == {(1, None, None)}

    sail(voyage)


def test_every_attempt_is_a_line_of_the_log(sail: Sail, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []
    monkeypatch.setattr(logs, "write", written.append)

    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = _failing(503)
        await harbor.deal("Tour")
        await harbor.worker.drain()
        harbor.receiver.answer = _failing(200)
        harbor.clock.advance(MINUTE)
        await harbor.worker.drain()
        (delivery,) = await harbor.deliveries(endpoint["id"])
        assert {line.delivery_id for line in written} == {delivery["id"]}
        assert {(line.endpoint_id, line.event_type) for line in written} == {(endpoint["id"], "deal.created")}
        came = [(line.attempt, line.status, line.error) for line in written]
        assert came == [(1, 503, "server_error"), (2, 200, None)]

    sail(voyage)


def test_attempts_are_counted_by_the_minute_and_by_the_hour(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        harbor.clock.advance(HOUR - harbor.clock.now() % HOUR)
        start, scope = harbor.clock.now(), (harbor.workspace_id, endpoint["id"])
        for pause in (0, 0, MINUTE, 58 * MINUTE, MINUTE):
            harbor.clock.advance(pause)
            harbor.restart()  # each worker counts for itself
            await harbor.deal()
            await harbor.worker.drain()

        def read(reader: Reader) -> None:
            by_minute, by_hour = (
                stats.read(reader, *scope, start, start + 2 * HOUR, step) for step in ("minute", "hour")
            )
            counts = [point["succeeded"] for point in by_minute["data"]]
            assert {at: count for at, count in enumerate(counts) if count} == {0: 2, 1: 1, 59: 1, 60: 1}
            assert [point["succeeded"] for point in by_hour["data"]] == [4, 1]
            assert by_minute["totals"] == by_hour["totals"]
            since = [
                stats.since(reader, *scope, start + at * MINUTE)["succeeded"] for at in (0, 1, 2, 60, 61)
            ]
            assert since == [5, 3, 2, 1, 0]

        await harbor.db.read_long(read)

    sail(voyage)


def test_a_transaction_ends_where_it_has_made_enough(sail: Sail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_PORTION", 3)
    monkeypatch.setattr(dispatch, "_EVENTS", 4)

    async def voyage(harbor: Harbor) -> None:
        for path in ("/a", "/b"):
            await harbor.endpoint(path, events=["deal.created"])
        for number in range(10):
            await harbor.deal(str(number))
        await harbor.worker.drain()
        for path in ("/a", "/b"):
            names = [event["data"]["name"] for where, event, _ in harbor.receiver.seen if where == path]
            assert sorted(names) == [str(number) for number in range(10)]

    sail(voyage)


def test_what_is_sent_can_be_verified(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        # The verifier looks at the machine's own clock.
        harbor.clock.advance(SystemClock().now() - harbor.clock.now())
        endpoint = await harbor.endpoint("/", events=["deal.created"], headers={"X-Team": "booking"})
        harbor.receiver.answer = lambda path, event: web.Response(status=204)
        await harbor.deal()
        await harbor.worker.drain()
        ((_, event, headers),) = harbor.receiver.seen
        assert headers["X-Team"] == "booking"
        assert headers["X-GHXSTSHIP-Event"] == "deal.created"
        assert headers["X-GHXSTSHIP-Attempt"] == "1"
        assert headers["webhook-id"] == event["id"]
        assert headers["X-GHXSTSHIP-Delivery"] == (await harbor.deliveries())[0]["id"]
        assert headers["X-GHXSTSHIP-Signature"].startswith(f"t={harbor.clock.now() // 1000},v1=")
        Webhook(endpoint["secret"]).verify(
            harbor.receiver.bodies[0], {k.lower(): v for k, v in headers.items()}
        )

    sail(voyage)


def test_attempts_fall_at_the_playbooks_times_across_restarts(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = _failing(500)
        await harbor.deal()
        start = harbor.clock.now()
        for pause in (0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 24 * HOUR):
            if pause:
                before = len(harbor.receiver.seen)
                harbor.clock.advance(pause - 1)
                harbor.restart()
                await harbor.worker.drain()
                assert len(harbor.receiver.seen) == before, "an attempt came early"
                harbor.clock.advance(1)
            harbor.restart()
            await harbor.worker.drain()
        at = [attempt["at"] - start for attempt in await harbor.attempts()]
        assert [moment // MINUTE for moment in at] == [0, 1, 6, 36, 156, 1596]
        assert all(moment % MINUTE == 0 for moment in at)
        (row,) = await harbor.deliveries()
        assert (row["status"], row["attempts"], row["due_at"], row["error"]) == (
            "failed",
            6,
            None,
            "server_error",
        )
        harbor.clock.advance(30 * DAY)
        await harbor.worker.drain()
        assert len(harbor.receiver.seen) == 6

    sail(voyage)


def test_a_rotated_secret_signs_until_its_end(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        counts = []
        rotate = next(action for action in WEBHOOK_ENDPOINTS.actions if action.name == "rotate-secret")
        for pause in (0, 58 * SECOND, 3 * SECOND):
            if pause == 0:
                await harbor.db.write(
                    harbor.workspace_id,
                    lambda tx: rotate.run(
                        tx, records.get(tx, WEBHOOK_ENDPOINTS, endpoint["id"]), {"overlap_seconds": 60}
                    ),
                )
            harbor.clock.advance(pause)
            await harbor.deal()
            await harbor.worker.drain()
            counts.append(harbor.receiver.seen[-1][2]["X-GHXSTSHIP-Signature"].count("v1="))
        assert counts == [2, 2, 1]

    sail(voyage)


def test_a_lease_that_ends_gives_the_delivery_back(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal()
        # A worker that dies between its claim and its attempt.
        dead = Worker(harbor.db, harbor.sender)
        await dead._look(lanes=True)
        dead._start = lambda lane, deliveries: None  # type: ignore[method-assign]
        await dead._step()
        (row,) = await harbor.deliveries()
        assert row["claim"] == dead.name
        await harbor.worker.drain()
        assert harbor.receiver.seen == []
        harbor.clock.advance(LEASE)
        await harbor.worker.drain()
        assert harbor.received() == ["deal.created"]
        assert [r["status"] for r in await harbor.deliveries()] == ["succeeded"]

    sail(voyage)


def test_a_result_that_comes_after_its_lease_is_left_to_the_other_worker(
    sail: Sail, caplog: pytest.LogCaptureFixture
) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal()
        late, other = harbor.worker, Worker(harbor.db, harbor.sender)
        held: list[Any] = []
        write_down = late._write_down
        arrived = asyncio.Event()

        def hold(ended: Any) -> None:
            held.append(ended)
            arrived.set()

        late._write_down = hold  # type: ignore[method-assign]
        await late._look(lanes=True)
        await late._step()
        await asyncio.wait_for(arrived.wait(), 120)
        harbor.clock.advance(LEASE)
        harbor.receiver.answer = _failing(500)
        await other.drain()
        write_down(held[0])
        await late._settle()
        (row,) = await harbor.deliveries()
        assert (row["status"], row["attempts"]) == ("pending", 1)
        assert [a["status"] for a in await harbor.attempts()] == [500]
        (told,) = (r for r in caplog.records if "ended after its lease" in r.getMessage())
        assert vars(told)["delivery_id"] == row["id"]

    sail(voyage)


def test_an_ordered_endpoint_waits_for_its_head(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"], ordered=True)
        broken = True

        def answer(path: str, event: dict[str, Any]) -> web.Response:
            return web.Response(status=500 if broken and event["data"]["name"] == "2" else 200)

        harbor.receiver.answer = answer
        for number in range(50):
            await harbor.deal(str(number))
        await harbor.worker.drain()
        names = [event["data"]["name"] for _, event, _ in harbor.receiver.seen]
        assert names == ["0", "1", "2"]
        broken = False
        harbor.clock.advance(MINUTE)
        await harbor.worker.drain()
        names = [event["data"]["name"] for _, event, _ in harbor.receiver.seen]
        assert names == ["0", "1", "2", *map(str, range(2, 50))]

    sail(voyage)


@pytest.mark.parametrize("held", range(3))
def test_what_somebody_has_holds_all_behind_it_in_an_ordered_queue(sail: Sail, held: int) -> None:
    async def voyage(harbor: Harbor) -> None:
        if harbor.db.dialect == "sqlite":
            return  # one writer: nobody else has anything
        await harbor.endpoint("/", events=["deal.created"], ordered=True)
        for number in range(3):
            await harbor.deal(str(number))
        await harbor.worker._dispatch(harbor.workspace_id)
        with psycopg.connect(harbor.db.url) as other:
            other.execute(
                "SELECT id FROM webhook_deliveries WHERE position ="
                " (SELECT position FROM webhook_deliveries ORDER BY position OFFSET %s LIMIT 1) FOR UPDATE",
                [held],
            )
            await harbor.worker.drain()
            assert [event["data"]["name"] for _, event, _ in harbor.receiver.seen] == list("012")[:held]
        await harbor.worker.drain()
        assert [event["data"]["name"] for _, event, _ in harbor.receiver.seen] == ["0", "1", "2"]

    sail(voyage)


def test_a_dead_letter_retried_by_hand_takes_nothing_along_that_is_being_sent(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"], ordered=True)
        harbor.receiver.answer = _failing(500)
        await harbor.deal("dead")
        for wait in (0, *DELAYS):
            harbor.clock.advance(wait)
            await harbor.worker.drain()
        (dead,) = await harbor.deliveries()
        assert dead["status"] == "failed"

        begun, retried = asyncio.Event(), asyncio.Event()

        async def answer(path: str, event: dict[str, Any]) -> web.Response:
            if event["data"]["name"] == "under way" and not begun.is_set():
                begun.set()
                await retried.wait()
            return web.Response(status=200)

        harbor.receiver.answer = answer
        await harbor.deal("under way")
        await harbor.deal("next")
        before = len(harbor.receiver.seen)
        sending = asyncio.create_task(harbor.worker.drain())
        await begun.wait()
        await harbor.db.write(harbor.workspace_id, lambda tx: retry(tx, dead["id"]))
        harbor.clock.advance(SECOND)
        other = Worker(harbor.db, harbor.sender)
        await other.drain()
        names = [event["data"]["name"] for _, event, _ in harbor.receiver.seen[before:]]
        assert names == ["under way", "dead"]
        retried.set()
        await sending
        names = [event["data"]["name"] for _, event, _ in harbor.receiver.seen[before:]]
        assert names == ["under way", "dead", "next"]
        assert {row["status"] for row in await harbor.deliveries()} == {"succeeded"}

    sail(voyage)


def test_what_an_ordered_endpoint_held_goes_before_what_is_new(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"], ordered=True)
        await harbor.deal("0")
        await harbor.deal("1")
        await harbor.change(endpoint["id"], status="disabled")
        await harbor.worker.drain()
        assert [row["status"] for row in await harbor.deliveries()] == ["held", "held"]
        await harbor.change(endpoint["id"], status="enabled")
        await harbor.deal("2")
        await harbor.worker.drain()
        assert [event["data"]["name"] for _, event, _ in harbor.receiver.seen] == ["0", "1", "2"]

    sail(voyage)


def test_a_test_passes_an_ordered_queue_that_waits(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"], ordered=True)
        harbor.receiver.answer = _failing(500)
        await harbor.deal("waits for its second attempt")
        await harbor.worker.drain()
        await harbor.db.write(
            harbor.workspace_id, lambda tx: send_test(tx, endpoint["id"], "ticket.purchased")
        )
        harbor.clock.advance(SECOND)
        await harbor.worker.drain()
        assert harbor.received() == ["deal.created", "ticket.purchased"]

    sail(voyage)


def test_a_rate_limit_is_kept_by_all_workers_together(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"], rate_limit=5)
        other = Worker(harbor.db, harbor.sender)
        for number in range(30):
            await harbor.deal(str(number))
        counts = []
        for _ in range(4):
            before = len(harbor.receiver.seen)
            await asyncio.gather(harbor.worker.drain(), other.drain())
            counts.append(len(harbor.receiver.seen) - before)
            harbor.clock.advance(SECOND)
        assert counts == [5, 5, 5, 5]

    sail(voyage)


def test_gone_disables_and_holds_what_waits_until_it_is_enabled(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = _failing(410)
        await harbor.deal("first")
        await harbor.worker.drain()
        (row,) = await harbor.deliveries()
        assert (row["status"], row["error"], row["attempts"]) == ("failed", "gone", 1)
        harbor.receiver.answer = _failing(200)
        await harbor.deal("while it was disabled")
        await harbor.worker.drain()
        assert len(await harbor.deliveries()) == 1
        await harbor.change(endpoint["id"], status="enabled")
        await harbor.deal("again")
        await harbor.worker.drain()
        assert [e["data"]["name"] for _, e, _ in harbor.receiver.seen] == ["first", "again"]

    sail(voyage)


def test_what_was_due_when_the_endpoint_was_disabled_is_held(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal("committed while it was enabled")
        await harbor.change(endpoint["id"], status="disabled")
        await harbor.worker.drain()
        assert [row["status"] for row in await harbor.deliveries()] == ["held"]
        assert await release_held(harbor.db) == 0
        await harbor.change(endpoint["id"], status="enabled")
        assert await release_held(harbor.db) == 1
        await harbor.worker.drain()
        assert harbor.received() == ["deal.created"]

    sail(voyage)


def test_five_days_of_failures_disable_an_endpoint(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        harbor.receiver.answer = _failing(500)
        for _ in range(5):
            await harbor.deal()
            await harbor.worker.drain()
            harbor.clock.advance(DAY - HOUR)
        harbor.receiver.answer = _failing(200)
        await harbor.deal("one success begins it anew")
        await harbor.worker.drain()
        harbor.receiver.answer = _failing(500)
        for _ in range(6):
            await harbor.deal()
            await harbor.worker.drain()
            harbor.clock.advance(DAY - HOUR)
        before = len(harbor.receiver.seen)
        assert (await harbor.change(endpoint["id"]))["status"] == "enabled"
        harbor.clock.advance(DAY)
        await harbor.deal()
        await harbor.worker.drain()
        changed = await harbor.change(endpoint["id"])
        assert (changed["status"], changed["disabled_reason"]) == ("disabled", "failing")
        assert len(harbor.receiver.seen) > before

    sail(voyage)


def test_a_deleted_endpoint_gets_nothing_more(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal()
        await harbor.db.write(
            harbor.workspace_id,
            lambda tx: records.delete(
                tx, WEBHOOK_ENDPOINTS, records.get(tx, WEBHOOK_ENDPOINTS, endpoint["id"])
            ),
        )
        await harbor.worker.drain()
        assert harbor.receiver.seen == []
        (row,) = await harbor.deliveries()
        assert (row["status"], row["error"]) == ("failed", "endpoint_deleted")

    sail(voyage)


def test_an_event_is_matched_with_what_was_wanted_when_it_was_committed(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        endpoint = await harbor.endpoint("/", events=["deal.created"])
        await harbor.deal("wanted")
        await harbor.change(endpoint["id"], events=["order.created"])
        await harbor.deal("not wanted")
        await harbor.change(endpoint["id"], events=["deal.created"], filter={"data.name": {"$eq": "last"}})
        await harbor.deal("not this one")
        await harbor.deal("last")
        await harbor.worker.drain()
        assert [e["data"]["name"] for _, e, _ in harbor.receiver.seen] == ["wanted", "last"]

    sail(voyage)


def test_two_workers_send_each_delivery_once(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        other = Worker(harbor.db, harbor.sender)
        for _ in range(4):
            await asyncio.gather(*(harbor.deal(str(number)) for number in range(100)))
            await asyncio.gather(harbor.worker.drain(), other.drain())
        assert len(harbor.receiver.seen) == 400
        assert len({event["id"] for _, event, _ in harbor.receiver.seen}) == 400

    sail(voyage)


def test_it_works_on_until_it_is_cancelled(sail: Sail) -> None:
    async def voyage(harbor: Harbor) -> None:
        await harbor.endpoint("/", events=["deal.created"])
        arrived = asyncio.Event()

        def answer(path: str, event: dict[str, Any]) -> web.Response:
            if len(harbor.receiver.seen) == 20:
                arrived.set()
            return web.Response(status=200)

        harbor.receiver.answer = answer
        running = asyncio.create_task(harbor.worker.run())
        for number in range(20):
            await harbor.deal(str(number))
        await asyncio.wait_for(arrived.wait(), 120)
        running.cancel()
        await asyncio.wait({running})
        rows = await harbor.deliveries()
        assert [row["status"] for row in rows] == ["succeeded"] * 20

    sail(voyage)


def test_a_lane_narrows_with_bad_attempts_and_widens_with_good_ones() -> None:
    lane = Lane("ws", "whe")
    for _ in range(10):
        lane.learn(Result(15.0, None, "timeout"))
    assert lane.width == 2
    lane.learn(Result(1.5, 200))
    assert lane.width == 2
    for _ in range(100):
        lane.learn(Result(0.01, 200))
    assert lane.width == 64
