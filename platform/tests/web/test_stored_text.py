"""Text that means harm, in every field of every record, of events and of what receivers answer, stays text."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from ghxstship_platform.products.registry import RESOURCES

from .browser.scene import MAKEABLE, body_of, evil
from .portal.traffic import Traffic, with_traffic
from .reading import Seen

START = evil(24)
"""How each of them begins; what has room for less can hold no element."""


def judge(page: httpx.Response) -> Seen:
    """A page as a browser reads it, which runs nothing and loads nothing that somebody has typed."""
    where = str(page.url)
    assert page.status_code == 200, where
    seen = Seen(page.text)
    assert seen.inline == [], where
    assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == [], where
    assert all(load.startswith("/") and not load.startswith("//") for load in seen.loads), where
    assert not [link for link in seen.links if not re.match("/|#|[?]|https?:|mailto:", link)], where
    return seen


def texts_in(value: Any) -> int:
    """How many texts of a record mean harm."""
    if isinstance(value, dict):
        return sum(map(texts_in, value.values()))
    if isinstance(value, list):
        return sum(map(texts_in, value))
    return isinstance(value, str) and value.startswith(START)


async def make(t: Traffic) -> dict[str, tuple[str, int]]:
    """A record of every resource, with how many of its texts mean harm."""
    made: dict[str, str] = {}
    texts: dict[str, int] = {}
    for resource in MAKEABLE:
        body = body_of(resource, made, hostile=True)
        answer = await t.call("POST", resource.path, body)
        assert answer["status"] == 201, answer
        made[resource.key] = answer["data"]["id"]
        texts[resource.key] = texts_in(answer["data"])
        if resource.key == "gvteway.events":
            for status in ("published", "on_sale"):
                await t.call("PATCH", f"{resource.path}/{made[resource.key]}", {"status": status})
    return {key: (record_id, texts[key]) for key, record_id in made.items()}


def test_of_every_record_and_its_events(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        made = await make(t)
        for resource in RESOURCES:
            judge(await t.browser.get(t.at(f"data/{resource.product}/{resource.name}")))
        for key, (record_id, texts) in made.items():
            product, _, name = key.partition(".")
            seen = judge(await t.browser.get(t.at(f"data/{product}/{name}/{record_id}")))
            assert texts, key
            assert seen.whole.count(START) >= texts, f"{key}: each is shown, as text"
        listed = judge(await t.browser.get(t.at("events")))
        events = {link for link in listed.links if re.search("/events/msg_", link)}
        assert len(events) >= len(made)
        for event in events:
            judge(await t.browser.get(event))
        for path in ("", "usage", "audit", "requests"):
            await t.log()
            judge(await t.browser.get(t.at(path)))

    with_traffic(sqlite_url, story)


@pytest.mark.parametrize("status", [200, 500, 302, 410])
def test_of_what_a_receiver_answers(sqlite_url: str, status: int) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint(description=evil(500), headers={"X-Team": START})
        t.refuse(status, evil(3_000))
        await t.deal(name=evil(200))
        await t.deliver()
        deliveries = await t.deliveries()
        assert deliveries
        for each in deliveries:
            shown = judge(await t.browser.get(t.at(f"webhooks/deliveries/{each['id']}")))
            assert shown.whole.count(START) >= 1, "what came back is shown"
        for path in ("webhooks", f"webhooks/{endpoint}", "webhooks/deliveries", "webhooks/dead-letters", ""):
            judge(await t.browser.get(t.at(path)))

    with_traffic(sqlite_url, story)
