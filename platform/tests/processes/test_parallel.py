"""The promises of the products under pressure, with four server processes on one PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .fleet import PASSWORD, Browser, Client, fleet, new_person, new_tenant

pytestmark = pytest.mark.slow

AMPLE = "bench=10000000:10000000:60"
SERVERS = 4


@pytest.fixture(scope="module")
def servers(
    postgres_module_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """The database and the addresses of four servers on it."""
    folder = tmp_path_factory.mktemp("fleet")
    with fleet(postgres_module_url, SERVERS, folder, tiers=AMPLE) as urls:
        yield postgres_module_url, urls


def answers(responses: list[httpx.Response]) -> dict[Any, int]:
    """How often each status and error code came."""
    return Counter(
        r.status_code if r.status_code < 400 else (r.status_code, r.json()["error"]["code"])
        for r in responses
    )


async def events_of(client: Client, name: str) -> list[dict[str, Any]]:
    """The events of a type, all of them."""
    answer = await client.ask("GET", f"/workspace/v1/events?types={name}&limit=100")
    return list(answer.json()["data"])


def test_two_hundred_orders_for_fifty_seats(servers: tuple[str, list[str]]) -> None:
    url, urls = servers

    async def scenario(client: Client) -> None:
        event = await client.make(
            "/gvteway/v1/events",
            {
                "name": "Harborfest",
                "starts_at": "2030-06-01T18:00:00Z",
                "ends_at": "2030-06-01T23:00:00Z",
                "capacity": 500,
            },
        )
        ticket = await client.make(
            "/gvteway/v1/ticket-types",
            {"event_id": event["id"], "name": "Floor", "price": 39.5, "quantity": 50},
        )
        for status in ("published", "on_sale"):
            answer = await client.ask("PATCH", f"/gvteway/v1/events/{event['id']}", {"status": status})
            assert answer.status_code == 200, answer.text

        def order(number: int) -> dict[str, Any]:
            items = [{"ticket_type_id": ticket["id"], "quantity": 1}]
            customer = {"email": f"fan{number}@example.org", "first_name": "Fan"}
            return {"event_id": event["id"], "customer": customer, "items": items, "complete": True}

        responses = await asyncio.gather(
            *(client.ask("POST", "/gvteway/v1/orders", order(n)) for n in range(200))
        )
        assert answers(responses) == {201: 50, (409, "SOLD_OUT"): 150}
        refused = next(r for r in responses if r.status_code == 409).json()["error"]["details"]
        assert refused[0]["available"] == 0
        after = (await client.ask("GET", f"/gvteway/v1/ticket-types/{ticket['id']}")).json()
        assert (after["sold"], after["available"]) == (50, 0)
        sold = (await client.ask("GET", f"/gvteway/v1/tickets?event_id={event['id']}&limit=100")).json()
        assert sold["pagination"]["total"] == 50
        assert len({entry["code"] for entry in sold["data"]}) == 50
        assert len(await events_of(client, "event.sold_out")) == 1
        assert len(await events_of(client, "ticket.purchased")) == 50

    _run(url, urls, scenario)


def test_fifty_overlapping_assignments(servers: tuple[str, list[str]]) -> None:
    url, urls = servers

    async def scenario(client: Client) -> None:
        project = await client.make(
            "/compvss/v1/projects",
            {"name": "Spring run", "start_date": "2030-06-01", "end_date": "2030-06-05"},
        )
        rigger = await client.make(
            "/compvss/v1/crew",
            {"first_name": "Rowan", "last_name": "Castellane", "role": "Rigger", "status": "active"},
        )

        def assignment(minute: int) -> dict[str, Any]:
            return {
                "project_id": project["id"], "crew_member_id": rigger["id"], "role": "Rigger",
                "start_at": f"2030-06-02T08:{minute:02d}:00Z", "end_at": "2030-06-02T18:00:00Z",
            }  # fmt: skip

        responses = await asyncio.gather(
            *(client.ask("POST", "/compvss/v1/assignments", assignment(n)) for n in range(50))
        )
        assert answers(responses) == {201: 1, (409, "CREW_DOUBLE_BOOKED"): 49}
        assert len(await events_of(client, "crew.assigned")) == 1

    _run(url, urls, scenario)


def test_fifty_full_payments(servers: tuple[str, list[str]]) -> None:
    url, urls = servers

    async def scenario(client: Client) -> None:
        company = await client.make("/atlvs/v1/companies", {"name": "Copper Finch"})
        line = {"description": "Production", "quantity": 1, "unit_price": 1500}
        invoice = await client.make("/atlvs/v1/invoices", {"company_id": company["id"], "lines": [line]})
        sent = await client.ask("POST", f"/atlvs/v1/invoices/{invoice['id']}/send")
        assert sent.status_code == 200, sent.text
        path = f"/atlvs/v1/invoices/{invoice['id']}/payments"
        payment = {"amount": 1500, "method": "ach"}
        responses = await asyncio.gather(*(client.ask("POST", path, payment) for _ in range(50)))
        counted = answers(responses)
        assert counted[201] == 1
        assert sum(counted.values()) - 1 == sum(
            count
            for code, count in counted.items()
            if code in ((422, "OVERPAYMENT"), (409, "INVALID_TRANSITION"))
        )
        paid = (await client.ask("GET", f"/atlvs/v1/invoices/{invoice['id']}")).json()
        assert (paid["status"], paid["balance_due"], paid["paid_amount"]) == ("paid", 0, 1500)
        assert len(await events_of(client, "invoice.paid")) == 1

    _run(url, urls, scenario)


def test_pollers_see_what_eight_writers_in_four_processes_commit(servers: tuple[str, list[str]]) -> None:
    url, urls = servers

    async def scenario(client: Client) -> None:
        made: set[str] = set()
        writing = True

        async def writer(number: int) -> None:
            dice = random.Random(number)
            for n in range(30):
                deal = await client.make(
                    "/atlvs/v1/deals", {"name": f"Deal {number}-{n}", "value": dice.randint(0, 9)}
                )
                made.add(deal["id"])

        async def poll_changes() -> set[str]:
            seen: set[str] = set()
            since = "2000-01-01T00:00:00.000Z"
            while True:
                last_round = not writing
                path = f"/atlvs/v1/deals?limit=100&sort=updated_at&updated_after={since}"
                page = (await client.ask("GET", path)).json()
                ids = {deal["id"] for deal in page["data"]}
                assert not ids & seen
                seen |= ids
                if page["data"]:
                    since = page["data"][-1]["updated_at"]
                elif last_round:
                    return seen

        async def poll_feed() -> list[int]:
            numbers: list[int] = [0]
            while True:
                last_round = not writing
                page = (await client.ask("GET", f"/workspace/v1/events?limit=100&after={numbers[-1]}")).json()
                numbers += [event["sequence"] for event in page["data"]]
                if last_round and not page["data"]:
                    return numbers

        pollers = [asyncio.create_task(poll_changes()), asyncio.create_task(poll_feed())]
        await asyncio.gather(*(writer(number) for number in range(8)))
        writing = False
        changes, numbers = await asyncio.gather(*pollers)
        assert changes == made
        assert numbers == list(range(len(numbers)))

    _run(url, urls, scenario)


def _run(url: str, urls: list[str], scenario: Any) -> None:
    key = new_tenant(url, tier="bench")

    async def all_of() -> None:
        async with Client(urls, key) as client:
            await scenario(client)

    asyncio.run(all_of())


def test_one_limit_for_all_processes(postgres_module_url: str, redis_url: str, tmp_path: Path) -> None:
    """Four processes that share Redis admit exactly one burst."""
    key = new_tenant(postgres_module_url, tier="slow")
    # Refills once a minute: nothing comes back while the test runs.
    with fleet(postgres_module_url, SERVERS, tmp_path, tiers="slow=20:20:60", redis=redis_url) as urls:
        # Two at a time for each: a process whose queue keeps it from Redis for seconds would count by itself.
        turns = asyncio.Semaphore(2 * SERVERS)

        async def ask(client: Client) -> httpx.Response:
            async with turns:
                return await client.ask("GET", "/atlvs/v1/deals")

        async def scenario() -> None:
            async with Client(urls, key) as client:
                responses = await asyncio.gather(*(ask(client) for _ in range(200)))
            assert answers(responses) == {200: 20, (429, "RATE_LIMITED"): 180}

        asyncio.run(scenario())


def test_one_ration_of_guesses_for_all_processes(
    postgres_module_url: str, redis_url: str, tmp_path: Path
) -> None:
    """Who guesses at two processes in turn has no more guesses than at one."""
    email = f"{tmp_path.name.lower()}@example.com"
    new_person(postgres_module_url, email)
    with (
        fleet(postgres_module_url, 2, tmp_path, tiers=AMPLE, redis=redis_url) as urls,
        contextlib.ExitStack() as stack,
    ):
        people, strangers = [[stack.enter_context(Browser(url)) for url in urls] for _ in range(2)]
        for browser in people:
            assert browser.sign_in(email, PASSWORD).status_code == 303

        def credential(number: int) -> httpx.Response:
            """Secrets of clients and API keys in turn, which have one ration."""
            if number // 2 % 2:
                return strangers[number % 2].get("/atlvs/v1/deals", {"Authorization": f"Bearer {number}"})
            form = {"grant_type": "client_credentials", "client_id": "app_nobody", "client_secret": "guess"}
            return strangers[number % 2].post("/oauth/token", form)

        # How many are free, and the seconds that pay for one more.
        assert_rationed(5, 60, lambda n: people[n % 2].send("/oauth/device", user_code="BBBB-BBBB"))
        assert_rationed(8, 30, lambda n: strangers[n % 2].sign_in(email, f"guess {n}"))
        assert_rationed(20, 3, credential)


def assert_rationed(free: int, refill: int, guess: Callable[[int], httpx.Response]) -> None:
    """Guess until two in a row are turned away: no more than are free, and what time has paid for meanwhile."""
    began, tried, admitted, refused = time.monotonic(), 0, 0, 0
    while refused < 2:
        answer = guess(tried)
        tried += 1
        assert answer.status_code in (401, 422, 429), answer.text
        refused = refused + 1 if answer.status_code == 429 else 0
        admitted += not refused
    assert free <= admitted <= free + 1 + (time.monotonic() - began) / refill
