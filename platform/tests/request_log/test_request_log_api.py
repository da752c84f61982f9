"""What the request log tells of requests that were made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ghxstship_platform.auth import keys
from ghxstship_platform.clock import DAY, HOUR, MINUTE, to_text

from ..api.conftest import Scenario
from ..api.service import Service, Tenant, error_of

Run = Callable[[Scenario], None]
LOG = "/workspace/v1/request-log"


async def logged(service: Service, tenant: Tenant, query: str = "") -> list[dict[str, Any]]:
    """A page of the log, as the API shows it."""
    await service.log()
    response = await tenant.get(f"{LOG}?{query}")
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def test_a_write_with_all_that_is_kept_of_it(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await tenant.post(
            "/atlvs/v1/deals",
            {"name": "Spring run", "value": 100},
            headers={"Idempotency-Key": "spring-1", "User-Agent": "tests/1"},
        )
        request_id = made.headers["x-request-id"]
        (entry,) = await logged(service, tenant)
        key_id = (await tenant.get("/workspace/v1/keys")).json()["data"][0]["id"]
        assert entry.pop("duration_ms") > 0
        assert entry == {
            "id": request_id,
            "at": to_text(service.clock.now()),
            "method": "POST",
            "path": "/atlvs/v1/deals",
            "query": None,
            "operation": "atlvs.deals.create",
            "status": 201,
            "error": None,
            "credential_id": key_id,
            "request_bytes": len(made.request.content),
            "response_bytes": len(made.content),
            "address": "127.0.0.1",
            "user_agent": "tests/1",
            "idempotency_key": "spring-1",
            "events": entry["events"],
        }
        # From the request to its events, and from an event back.
        first, last = entry["events"]["first"], entry["events"]["last"]
        page = f"/workspace/v1/events?after={first - 1}&limit={last - first + 1}"
        events = (await tenant.get(page)).json()["data"]
        assert {event["metadata"]["request_id"] for event in events} == {request_id}
        assert "deal.created" in [event["event"] for event in events]

        whole = (await tenant.get(f"{LOG}/{request_id}")).json()
        assert (whole["request_body"], whole["response_body"]) == (made.request.content.decode(), None)

    on_service(scenario)


def test_a_replay_and_a_refusal_have_no_events(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for _ in range(2):
            await tenant.post(
                "/atlvs/v1/deals", {"name": "x", "value": 1}, headers={"Idempotency-Key": "twice"}
            )
        await tenant.post("/atlvs/v1/deals", {"name": ""})
        refused, replayed, first = await logged(service, tenant)
        assert first["events"] is not None
        assert (replayed["status"], replayed["events"]) == (201, None)
        assert (refused["status"], refused["events"], refused["error"]) == (422, None, "VALIDATION_ERROR")
        whole = (await tenant.get(f"{LOG}/{refused['id']}")).json()
        assert whole["request_body"] == '{"name":""}'
        assert '"code":"VALIDATION_ERROR"' in whole["response_body"]

    on_service(scenario)


def test_reads_are_kept_without_bodies_and_streams_without_a_size(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await tenant.deal()
        await tenant.get("/atlvs/v1/deals?status=open&q=spring")
        await tenant.get("/atlvs/v1/deals/export")
        export, page, _ = await logged(service, tenant)
        assert (export["response_bytes"], page["query"]) == (None, "status=open&q=spring")
        whole = (await tenant.get(f"{LOG}/{page['id']}")).json()
        assert (whole["request_body"], whole["response_body"]) == (None, None)

    on_service(scenario)


def test_refusals_before_an_operation_is_known(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace(tier="free")
        for _ in range(11):
            await tenant.get("/atlvs/v1/nothing")
        stranger = httpx.AsyncClient(transport=tenant.http._transport, base_url="http://platform")
        assert (await stranger.get("/atlvs/v1/deals")).status_code == 401
        await service.log()
        service.clock.advance(MINUTE)
        entries = await logged(service, tenant)
        assert [entry["status"] for entry in entries] == [429, *[404] * 10]
        assert {entry["operation"] for entry in entries} == {"unknown"}

    on_service(scenario)


def test_pages_go_through_days_without_a_gap(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        sent: list[str] = []
        for _ in range(3):
            for _ in range(4):
                response = await tenant.get("/atlvs/v1/deals")
                sent.append(response.headers["x-request-id"])
                service.clock.advance(1)
            service.clock.advance(DAY)
        await service.log()
        walked: list[str] = []
        cursor = ""
        while True:
            answer = (await tenant.get(f"{LOG}?operation=atlvs.deals.list&limit=5{cursor}")).json()
            walked += [entry["id"] for entry in answer["data"]]
            assert answer["pagination"]["total"] == 12
            if not answer["pagination"]["hasMore"]:
                assert answer["pagination"]["cursor"] is None
                break
            cursor = f"&cursor={answer['pagination']['cursor']}"
        assert walked == sent[::-1]

        everything = await logged(service, tenant, "total=false&limit=2")
        assert [entry["operation"] for entry in everything] == ["workspace.request_log.list"] * 2

    on_service(scenario)


FILTERS = [
    ("method=POST", ["create", "create"]),
    ("method=POST&method=DELETE", ["delete", "create", "create"]),
    ("operation=atlvs.deals.create", ["create", "create"]),
    ("status=4xx", ["create", "retrieve"]),
    ("status=2xx&status=4xx&method=GET", ["list", "retrieve"]),
    ("status=5xx", []),
    ("error=NOT_FOUND", ["retrieve"]),
    ("error=NOT_FOUND&error=VALIDATION_ERROR", ["create", "retrieve"]),
    ("path=/atlvs/v1/deals", ["create", "list", "create"]),
    ("path=/atlvs/v1/deals/deal_0", ["retrieve"]),
    ("path=/atlvs/v1/deals&method=GET&status=2xx", ["list"]),
    ("credential_id=key_0", []),
]


def test_filters(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await tenant.deal()
        service.clock.advance(MINUTE)
        await tenant.get("/atlvs/v1/deals/deal_0")
        service.clock.advance(HOUR)
        await tenant.get("/atlvs/v1/deals")
        service.clock.advance(1)
        await tenant.post("/atlvs/v1/deals", {})
        service.clock.advance(DAY)
        await tenant.delete(f"/atlvs/v1/deals/{made['id']}")
        await service.log()
        only = "operation=atlvs.deals.create&operation=atlvs.deals.list&operation=atlvs.deals.retrieve"
        only += "&operation=atlvs.deals.delete"
        for query, expected in FILTERS:
            narrowed = query if "operation" in query else f"{query}&{only}"
            answer = (await tenant.get(f"{LOG}?{narrowed}")).json()
            assert [e["operation"].removeprefix("atlvs.deals.") for e in answer["data"]] == expected, query
            # Only looking at each of them would tell how many there are to a path.
            total = None if "path=" in query else len(expected)
            assert answer["pagination"].get("total") == total, query
        for key in ((await tenant.get("/workspace/v1/keys")).json()["data"][0]["id"],):
            assert len(await logged(service, tenant, f"credential_id={key}&{only}")) == 5

    on_service(scenario)


def test_a_time_that_is_not_whole_minutes(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        start = service.clock.now()
        for _ in range(10):
            await tenant.get("/atlvs/v1/deals")
            service.clock.advance(20_000)
        await service.log()
        # Behind the second and before the eighth.
        bounds = f"created_after={to_text(start + 20_000)}&created_before={to_text(start + 140_000)}"
        for query in (bounds, f"{bounds}&operation=atlvs.deals.list", f"{bounds}&path=/atlvs/v1/deals"):
            answer = (await tenant.get(f"{LOG}?{query}")).json()
            assert [entry["at"] for entry in answer["data"]] == [
                to_text(start + at) for at in range(120_000, 20_000, -20_000)
            ]
            assert answer["pagination"].get("total", 5) == 5
            assert ("total" in answer["pagination"]) == ("path" not in query)
        nothing = f"created_after={to_text(start + 1)}&created_before={to_text(start + 2)}"
        assert (await tenant.get(f"{LOG}?{nothing}")).json()["pagination"]["total"] == 0

    on_service(scenario)


def test_a_search_that_finds_little_gives_short_pages(
    on_service: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghxstship_platform.request_log.listing.MOST_LOOKED_AT", 2)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for index in range(5):
            await tenant.get(f"/atlvs/v1/deals/deal_{index}")
            service.clock.advance(MINUTE)
        await service.log()
        query = "path=/atlvs/v1/deals/deal_0&operation=atlvs.deals.retrieve&total=false"
        pages = []
        cursor = ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            answer = (await tenant.get(f"{LOG}?{query}{more}")).json()
            pages.append([entry["path"] for entry in answer["data"]])
            cursor = answer["pagination"]["cursor"]
        assert pages == [[], [], ["/atlvs/v1/deals/deal_0"]]

    on_service(scenario)


def test_errors_are_grouped(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for _ in range(2):
            await tenant.post("/atlvs/v1/deals", {})
        service.clock.advance(DAY)
        await tenant.post("/atlvs/v1/deals", {})
        await tenant.get("/atlvs/v1/deals/deal_0")
        await tenant.get("/atlvs/v1/deals")
        now = service.clock.now()
        await service.log()
        found = (await tenant.get(f"{LOG}/errors")).json()["data"]
        assert [(e["error"], e["operation"], e["status"], e["requests"]) for e in found] == [
            ("VALIDATION_ERROR", "atlvs.deals.create", 422, 3),
            ("NOT_FOUND", "atlvs.deals.retrieve", 404, 1),
        ]
        assert found[0]["last_seen_at"] == to_text(now - now % MINUTE)
        recent = (await tenant.get(f"{LOG}/errors?created_after={to_text(now - HOUR)}&method=POST")).json()[
            "data"
        ]
        assert [(e["error"], e["requests"]) for e in recent] == [("VALIDATION_ERROR", 1)]

    on_service(scenario)


def test_usage(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace(tier="free")
        service.clock.advance(HOUR - service.clock.now() % HOUR)
        start = service.clock.now()
        for _ in range(12):
            await tenant.get("/atlvs/v1/deals")
        service.clock.advance(2 * HOUR)
        await tenant.get("/atlvs/v1/deals/deal_0")
        _, other = await keys.create(service.db, tenant.workspace_id, "other", ["read"])
        await tenant.get("/atlvs/v1/deals", headers={"Authorization": f"Bearer {other}"})
        await service.log()
        query = f"from={to_text(start)}&to={to_text(start + 3 * HOUR)}"
        found = (await tenant.get(f"/workspace/v1/usage?{query}")).json()
        assert (found["tier"], found["requests_per_minute"], found["step"]) == ("free", 100, "hour")
        assert [step["requests"] for step in found["data"]] == [12, 0, 2]
        assert [step["busiest_minute"] for step in found["data"]] == [12, 0, 2]
        assert [step["rate_limited"] for step in found["data"]] == [2, 0, 0]
        assert [step["client_errors"] for step in found["data"]] == [0, 0, 1]
        assert found["data"][1]["average_ms"] is None
        assert found["data"][0]["average_ms"] is not None
        assert (found["totals"]["requests"], found["totals"]["busiest_minute"]) == (14, 12)
        assert [entry["requests"] for entry in found["credentials"]] == [13, 1]
        assert (await tenant.get("/workspace/v1/usage?step=day")).json()["totals"]["requests"] == 14

    on_service(scenario)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 240), (5, 240), (6, 200), (60, 130), (61, 119), (64, 66), (120, 121), (66, 180)]
)
def test_usage_by_the_minute_says_who_asked_within_its_bounds(on_service: Run, start: int, end: int) -> None:
    """The whole hours among them are added up by the hour, what sticks out by the minute."""
    moments = (5, 60, 65, 66, 119, 120, 179, 180, 199)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        service.clock.advance(HOUR - service.clock.now() % HOUR)
        hour = service.clock.now()
        for moment in moments:
            service.clock.advance(hour + moment * MINUTE - service.clock.now())
            await tenant.get("/atlvs/v1/deals/deal_0")
        await service.log()
        query = f"from={to_text(hour + start * MINUTE)}&to={to_text(hour + end * MINUTE)}&step=minute"
        found = (await tenant.get(f"/workspace/v1/usage?{query}")).json()
        expected = sum(start <= moment < end for moment in moments)
        assert found["totals"]["requests"] == expected
        assert [entry["client_errors"] for entry in found["credentials"]] == [expected] * bool(expected)

    on_service(scenario)


WRONG = [
    (f"{LOG}?status=404", "status"),
    (f"{LOG}?method=FETCH", "method"),
    (f"{LOG}?path=", "path"),
    (f"{LOG}?created_after=yesterday", "created_after"),
    (f"{LOG}?limit=0", "limit"),
    (f"{LOG}?total=maybe", "total"),
    (f"{LOG}?who=me", "who"),
    (f"{LOG}?" + "&".join(f"error=E{n}" for n in range(101)), "error"),
    (f"{LOG}/errors?path=/x", "path"),
    (f"{LOG}/errors?limit=5", "limit"),
    ("/workspace/v1/usage?step=week", "step"),
    ("/workspace/v1/usage?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
    ("/workspace/v1/usage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&step=minute", "step"),
]


def test_parameters_that_are_wrong_are_named(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for path, field in WRONG:
            error = error_of(await tenant.get(path))
            assert (error["code"], error["details"][0]["field"]) == ("BAD_REQUEST", field), path
        assert error_of(await tenant.get(f"{LOG}?cursor=x"))["code"] == "INVALID_CURSOR"
        for unknown in ("req_" + "0" * 26, "req_1", "nothing"):
            assert error_of(await tenant.get(f"{LOG}/{unknown}"))["code"] == "NOT_FOUND"

    on_service(scenario)


def test_another_workspace_and_a_lesser_key_see_nothing(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant, other = await service.workspace(), await service.workspace()
        reader = await service.workspace(scopes=["read", "write", "webhooks"])
        made = await tenant.post("/atlvs/v1/deals", {})
        await service.log()
        assert (await other.get(f"{LOG}/{made.headers['x-request-id']}")).status_code == 404
        assert [e["operation"] for e in await logged(service, other)] == ["workspace.request_log.retrieve"]
        assert (await other.get(f"{LOG}/errors")).json()["data"] != []  # its own 404
        for path in (LOG, f"{LOG}/errors", f"{LOG}/req_1"):
            assert (await reader.get(path)).status_code == 403
        assert (await reader.get("/workspace/v1/usage")).status_code == 200

    on_service(scenario)


def test_keys_and_secrets_are_nowhere_in_the_log(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = (await tenant.post("/workspace/v1/keys", {"name": "x", "scopes": ["read"]})).json()
        endpoint = {
            "url": "https://user:hunter2@hooks.example.org/x",
            "headers": {"X-Token": "tea-for-two"},
            "metadata": {"note": f"was {made['secret']}"},
            "events": ["*"],
        }
        await tenant.post("/workspace/v1/webhook-endpoints", endpoint)
        await tenant.post("/gvteway/v1/tickets/tkt_1/check-in", {"code": "ADMITONE", "gate": "North"})
        await tenant.get(f"/atlvs/v1/{made['secret']}")
        await tenant.get(f"/atlvs/v1/deals?q={made['secret']}&access_token=abc")
        entries = await logged(service, tenant)
        kept = [(await tenant.get(f"{LOG}/{entry['id']}")).text for entry in entries]
        assert len(kept) == 5
        everything = "".join(kept)
        for secret in (made["secret"], tenant.key, "hunter2", "tea-for-two", "ADMITONE", "=abc"):
            assert secret not in everything
        assert "North" in everything

    on_service(scenario)


def test_parallel_requests_are_all_there(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await asyncio.gather(*(tenant.get("/atlvs/v1/deals") for _ in range(300)))
        await service.log()
        answer = (await tenant.get(f"{LOG}?operation=atlvs.deals.list&limit=100")).json()
        assert (answer["pagination"]["total"], len(answer["data"])) == (300, 100)

    on_service(scenario)
