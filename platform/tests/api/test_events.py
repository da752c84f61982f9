"""The event log on the wire: the feed, the stream, the catalogue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from ghxstship_platform.events import stream
from ghxstship_platform.products.catalogue import event_types

from .conftest import Scenario
from .service import Service, Tenant, error_of

EVENTS = "/workspace/v1/events"
Run = Callable[[Scenario], None]


def test_envelope_and_domain_event(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal(value=150000)
        won = await tenant.patch(
            f"/atlvs/v1/deals/{deal['id']}", {"status": "won"}, headers={"X-Correlation-ID": "trip-7"}
        )
        events = (await tenant.get(f"{EVENTS}?types=deal.*")).json()["data"]
        assert [e["event"] for e in events] == ["deal.created", "deal.updated", "deal.won"]
        assert [e["sequence"] for e in events] == [2, 3, 4]
        last = events[-1]
        assert set(last) == {
            "id",
            "event",
            "version",
            "timestamp",
            "sequence",
            "workspace_id",
            "data",
            "metadata",
        }
        assert last["version"] == "1.0"
        assert last["metadata"] == {
            "correlation_id": "trip-7", "request_id": won.headers["x-request-id"],
            "actor": (await tenant.get("/workspace/v1/keys")).json()["data"][0]["id"],
        }  # fmt: skip
        assert last["data"]["deal"] == won.json()
        assert {**last["data"]["deal"], "deal": won.json()} == last["data"]
        assert events[1]["data"]["changes"]["status"] == {"from": "open", "to": "won"}
        # The playbook's template prints this number.
        assert "${}".format(json.dumps(last["data"]["deal"]["value"])) == "$150000"
        one = await tenant.get(f"{EVENTS}/{last['id']}")
        assert one.json() == last

    on_service(scenario)


def test_feed_pages_and_positions(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for _ in range(7):
            await tenant.deal()
        numbers: list[int] = []
        cursor = ""
        while True:
            body = (await tenant.get(f"{EVENTS}?limit=3&after=2{cursor}")).json()
            numbers += [e["sequence"] for e in body["data"]]
            assert body["pagination"]["total"] == 6
            if not body["pagination"]["hasMore"]:
                assert body["pagination"]["cursor"] is None
                break
            cursor = f"&cursor={body['pagination']['cursor']}"
        assert numbers == [3, 4, 5, 6, 7, 8]
        fifth = (await tenant.get(f"{EVENTS}?after=4&limit=1")).json()["data"][0]
        assert (await tenant.get(f"{EVENTS}?after={fifth['id']}")).json()["data"][0]["sequence"] == 6
        total = (await tenant.get(f"{EVENTS}?types=deal.created,api_key.*&types=deal.won&limit=1")).json()[
            "pagination"
        ]["total"]
        assert total == 8
        for wrong in (
            "types=deal.nope",
            "types=",
            "after=x",
            "after=-1",
            "limit=0",
            "total=1",
            "foo=1",
            "after=1&after=2",
        ):
            assert error_of(await tenant.get(f"{EVENTS}?{wrong}"))["code"] == "BAD_REQUEST", wrong

    on_service(scenario)


async def _stream(
    service: Service,
    tenant: Tenant,
    query: str,
    headers: list[tuple[bytes, bytes]],
    stop: Callable[[bytes], bool],
    *,
    client_leaves: bool = False,
) -> list[dict[str, Any]]:
    """What a stream says until `stop` is content with it; httpx cannot read an endless ASGI answer."""
    text = b""
    enough = asyncio.Event()
    ended: list[bool] = []
    received: list[bool] = []

    async def send(message: dict[str, Any]) -> None:
        nonlocal text
        text += message.get("body", b"")
        if message["type"] == "http.response.body" and not message.get("more_body"):
            ended.append(True)
        if stop(text):
            enough.set()

    leaving = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if received:
            await leaving.wait()
            return {"type": "http.disconnect"}
        received.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "method": "GET", "path": f"{EVENTS}/stream", "query_string": query.encode(),
        "headers": [(b"authorization", f"Bearer {tenant.key}".encode()), *headers], "client": ("127.0.0.1", 1),
    }  # fmt: skip
    task = asyncio.create_task(service.app(scope, receive, send))
    await asyncio.wait_for(enough.wait(), 120)
    if client_leaves:
        leaving.set()
    else:
        service.tail.end()
    await asyncio.wait_for(task, 120)
    assert ended == [True]
    blocks = [
        dict(line.split(": ", 1) for line in b.splitlines() if ": " in line)
        for b in text.decode().split("\n\n")
    ]
    return [block for block in blocks if "data" in block]


def test_stream_follows_and_resumes(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await tenant.deal()
        await tenant.deal()

        async def later() -> None:
            await tenant.deal()

        writing: list[asyncio.Task[None]] = []

        def stop(text: bytes) -> bool:
            if b"connected" in text and not writing:
                writing.append(asyncio.create_task(later()))
            return b"id: 4\n" in text

        blocks = await _stream(service, tenant, "types=deal.*", [(b"last-event-id", b"2")], stop)
        assert [block["id"] for block in blocks] == ["3", "4"]
        assert json.loads(blocks[1]["data"])["event"] == blocks[1]["event"] == "deal.created"
        await writing[0]

    on_service(scenario)


def test_stream_begins_with_what_comes(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await tenant.deal()
        writing: list[asyncio.Task[Any]] = []

        def stop(text: bytes) -> bool:
            if b"connected" in text and not writing:
                writing.append(asyncio.create_task(tenant.deal()))
            return b"id: " in text

        blocks = await _stream(service, tenant, "", [], stop)
        assert [block["id"] for block in blocks] == ["3"]
        await writing[0]

    on_service(scenario)


def test_catalogue(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        listed = {e["name"]: e for e in (await tenant.get("/workspace/v1/event-types")).json()["data"]}
        assert set(listed) == set(event_types())
        playbook = {"deal.created", "deal.won", "invoice.paid", "crew.assigned", "project.status_changed",
                    "ticket.purchased", "event.sold_out"}  # fmt: skip
        assert playbook <= set(listed)
        for entry in listed.values():
            assert entry["description"]
            assert set(entry["schema"]["required"]) <= set(entry["example"])

    on_service(scenario)


def test_a_quiet_stream_is_kept_alive(on_service: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.002)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        assert await _stream(service, tenant, "", [], lambda text: text.count(b": keep-alive\n\n") == 2) == []
        assert service.tail.open_streams == 0

    on_service(scenario)


def test_a_stream_ends_when_its_client_has_gone(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        assert await _stream(service, tenant, "", [], bool, client_leaves=True) == []
        assert service.tail.open_streams == 0
        # Those who stay are not disturbed.
        await tenant.deal()

    on_service(scenario)
