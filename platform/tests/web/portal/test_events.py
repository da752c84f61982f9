"""The pages of the event log: newest first, narrowed, followed, and one event with where it came from and went."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

from ghxstship_platform.clock import DAY, MINUTE, to_text
from ghxstship_platform.web.portal import events

from .traffic import EVIL, Traffic, with_traffic


async def heard(
    t: Traffic,
    query: str,
    stop: int,
    headers: dict[str, str] | None = None,
    begun: asyncio.Event | None = None,
) -> list[dict[str, object]]:
    """What the stream tells, up to so many events; `begun` is set once it is connected."""
    told: list[bytes] = []
    enough = asyncio.Event()
    cookie = "; ".join(f"{name}={value}" for name, value in t.browser.http.cookies.items())
    sent = {"host": "127.0.0.1:8000", "cookie": cookie, **(headers or {})}
    scope = {
        "type": "http", "method": "GET", "path": t.at("events/stream"), "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()], "client": ("192.0.2.7", 1),
    }  # fmt: skip

    async def receive() -> dict[str, object]:
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        told.append(message.get("body", b""))  # type: ignore[arg-type]
        if begun is not None and told[-1]:
            begun.set()
        if b"".join(told).count(b"data: ") >= stop:
            enough.set()

    await t.stage.platform(scope, receive, send)
    lines = b"".join(told).decode().splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def test_events_are_listed_and_narrowed(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No event" not in await t.see("events"), "making the key was one"
        deal = await t.deal()
        t.stage.clock.advance(DAY)
        await t.call("PATCH", f"/atlvs/v1/deals/{deal['id']}", {"status": "won"})
        await t.call("POST", "/atlvs/v1/companies", {"name": "Aurora Drift"})
        seen = await t.see("events")
        rows = seen.split("When")[1]
        order = [rows.index(name) for name in ("company.created", "deal.won", "deal.updated", "deal.created")]
        assert order == sorted(order)
        rows = (await t.see("events?types=deal.*")).split("When")[1]
        assert "company" not in rows
        assert rows.count("deal.") == 3
        for query in (f"record={deal['id']}", f"record={deal['id']}&types=deal.won"):
            assert "company.created" not in (await t.see(f"events?{query}")).split("When")[1]
        day = to_text(t.stage.clock.now())[:10]
        assert "deal.created" not in (await t.see(f"events?from={day}")).split("When")[1]
        assert "company.created" not in (await t.see(f"events?to={day}")).split("When")[1]
        assert "No event is like that" in await t.see("events?types=ticket.purchased")
        for wrong, told in (("types=no.such", "No event type matches"), ("before=x", "Is no number"),
                            ("to=soon", "Is no time")):  # fmt: skip
            assert told in await t.see(f"events?{wrong}")

    with_traffic(engine_url, story)


def test_older_events_are_a_page_away(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        items = [{"name": f"Night {number}", "value": 1} for number in range(120)]
        await t.call("POST", "/atlvs/v1/deals/batch", {"items": items})
        seen = []
        path = "events?types=deal.created"
        while path:
            rows = (await t.see(path)).split("When")[1]
            seen += [int(word) for word in rows.split() if word.isdigit()]
            older = [link for link in t.browser.links if "before=" in link]
            path = (
                older[-1].removeprefix(t.at() + "/").replace("&amp;", "&")
                if "Older" in t.browser.text
                else ""
            )
        numbers = [number for number in seen if number > 2]
        assert len(set(numbers)) >= 120
        assert 'id="tail"' not in t.browser.page.text, "only the newest page follows the log"

    with_traffic(sqlite_url, story)


def test_an_event_leads_to_its_request_its_record_and_its_deliveries(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.endpoint(events=["deal.created"])
        made = await t.call(
            "POST", "/atlvs/v1/deals", {"name": EVIL, "value": 1}, headers={"X-Correlation-ID": "tour-7"}
        )
        await t.deliver()
        (delivery,) = await t.deliveries()
        seen = await t.see(f"events/{delivery['event_id']}")
        assert t.at(f"requests/{made['id']}") in t.browser.links
        assert t.at(f"data/atlvs/deals/{made['data']['id']}") in t.browser.links
        assert t.at(f"webhooks/deliveries/{delivery['id']}") in t.browser.links
        assert "tour-7" in seen
        assert EVIL not in t.browser.page.text
        await t.see("events/msg_none", 404)
        await t.call("POST", "/atlvs/v1/companies", {"name": "Nobody listens"})
        unheard = next(link for link in await _links(t) if "msg_" in link)
        await t.browser.get(unheard)
        assert "No endpoint wanted it" in t.browser.text

    with_traffic(engine_url, story)


async def _links(t: Traffic) -> list[str]:
    await t.see("events?types=company.created")
    return t.browser.links


def test_a_viewer_sees_events_without_deliveries(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.deal()
        await t.browser.get(next(link for link in await _newest(t) if "msg_" in link))
        assert "Payload" in t.browser.text
        assert "Its deliveries" not in t.browser.text

    with_traffic(sqlite_url, story, role="viewer")


async def _newest(t: Traffic) -> list[str]:
    await t.see("events?types=deal.*")
    return t.browser.links


def test_the_list_goes_on_by_itself(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.see("events")
        begun = asyncio.Event()
        following = asyncio.create_task(heard(t, "", 2, begun=begun))
        await begun.wait()
        first, second = await t.deal(), await t.deal()
        assert [event["data"]["id"] for event in await following] == [first["id"], second["id"]]  # type: ignore[index]
        # Where it was interrupted it goes on; of the types that are asked for.
        again, *_ = await heard(t, "after=999999&types=deal.*", 1, {"last-event-id": "2"})
        assert again["event"] == "deal.created"
        again, *_ = await heard(t, "after=2&types=deal.*", 1)
        assert again["event"] == "deal.created"

    with_traffic(engine_url, story)


def test_a_stream_ends_so_that_the_session_is_looked_at_again(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        async def endless() -> events.AsyncGenerator[bytes, None]:
            while True:
                yield b": keep-alive\n\n"

        class Seen:
            now = 0

        visit = Seen()
        pieces = 0
        async with aclosing(events._for_a_while(visit, endless())) as chunks:  # type: ignore[arg-type]
            async for _ in chunks:
                pieces += 1
                visit.now += MINUTE
        assert pieces == events.LONGEST_STREAM // MINUTE

    with_traffic(sqlite_url, story)
