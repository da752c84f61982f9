"""The pages of deliveries: lists that an address tells all about, one with all its attempts, dead letters."""

from __future__ import annotations

import hashlib
import hmac
import re

from ghxstship_platform.clock import DAY, HOUR, MINUTE, to_text

from .traffic import EVIL, Traffic, with_traffic

ENDPOINTS = "/workspace/v1/webhook-endpoints"


async def bury(t: Traffic) -> None:
    """Let six attempts fail."""
    t.refuse(500, EVIL)
    for wait in (0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, DAY):
        t.stage.clock.advance(wait)
        await t.deliver()


def test_a_list_is_what_its_address_says(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No delivery yet" in await t.see("webhooks/deliveries")
        one, other = (
            await t.endpoint("/one", events=["deal.*"]),
            await t.endpoint("/other", events=["deal.*"]),
        )
        t.refuse()
        await t.deal()
        await t.deliver()
        t.accept()
        await t.deal()
        await t.deliver()
        seen = await t.see("webhooks/deliveries")
        assert (seen.count("will be retried"), seen.count("200")) == (2, 2)
        assert "/other" not in (await t.see(f"webhooks/deliveries?endpoint_id={one}")).split("Made")[1]
        assert f'value="{other}"' in t.browser.page.text
        assert "will be retried" not in await t.see("webhooks/deliveries?status=succeeded")
        assert "No delivery is like that" in await t.see("webhooks/deliveries?event_type=deal.won")
        now = to_text(t.stage.clock.now())
        assert "No delivery is like that" in await t.see(
            f"webhooks/deliveries?from={now[:10]}T23:59&to=2199-01-01"
        )
        for wrong, told in (
            ("from=now", "Is no time"),
            ("status=lost", "Must be one of"),
            ("cursor=x", "damaged"),
        ):
            assert told in await t.see(f"webhooks/deliveries?{wrong}")

    with_traffic(engine_url, story)


def test_a_page_leads_to_the_next(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.endpoint(events=["deal.created"])
        items = [{"name": f"Night {number}", "value": 1} for number in range(60)]
        await t.call("POST", "/atlvs/v1/deals/batch", {"items": items})
        await t.deliver()
        first = await t.see("webhooks/deliveries?status=succeeded")
        assert first.count("succeeded") == 31, "thirty rows and the filter's option"
        (more,) = {link for link in t.browser.links if "cursor=" in link}
        assert "status=succeeded" in more
        await t.browser.get(more.replace("&amp;", "&"))
        assert "30 shown" in t.browser.text
        assert "First page" in t.browser.text

    with_traffic(sqlite_url, story)


def test_a_delivery_tells_what_was_sent_and_what_came_back(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint(headers={"X-Team": "booking-secret"}, events=["deal.*"])
        await t.call("POST", f"{ENDPOINTS}/{endpoint}/test", {"event_type": "deal.won"})
        (delivery,) = await t.deliveries()
        here = f"webhooks/deliveries/{delivery['id']}"
        seen = await t.see(here)
        assert "deal.won Deal marked as won" in seen
        assert "Nothing yet. It goes to" in seen
        assert 'hx-trigger="every 1s"' in t.browser.page.text
        t.refuse(503, EVIL)
        await t.deliver()
        seen = await t.see(here)
        assert "The receiver answered 503." in seen
        assert seen.count("if those before it fail") == 4
        assert [f"Attempt {number}" in seen for number in range(1, 8)] == [*[True] * 6, False]
        assert to_text(t.stage.clock.now() + MINUTE)[:19].replace("T", " ") in seen
        assert EVIL not in t.browser.page.text
        assert "booking-secret" not in t.browser.page.text
        # The signature is the one that was sent, and made as the page says.
        signature = t.receiver.seen[-1][2]["X-GHXSTSHIP-Signature"]
        assert signature in t.browser.page.text
        secret = (await t.call("POST", f"{ENDPOINTS}/{endpoint}/reveal-secret"))["data"]["secret"]
        at, v1 = re.fullmatch(r"t=(\d+),v1=(\w+)", signature).groups()  # type: ignore[union-attr]
        assert (
            hmac.new(secret.encode(), f"{at}.".encode() + t.receiver.bodies[-1], hashlib.sha256).hexdigest()
            == v1
        )

        t.stage.clock.advance(MINUTE)
        t.accept()
        await t.deliver()
        seen = await t.see(here)
        assert "thank you" in seen
        assert "What was sent in attempt 2" in seen
        assert "What came back from attempt 2" in seen
        assert "What was sent in attempt 1" in await t.see(f"{here}?attempt=1")
        assert "The receiver answered 503." in t.browser.text

        t.stage.clock.advance(MINUTE)
        await t.call("POST", f"{ENDPOINTS}/{endpoint}/rotate-secret", {})
        seen = await t.see(here)
        assert "The signatures of this attempt are not shown" in seen
        assert signature not in t.browser.page.text

    with_traffic(engine_url, story)


def test_six_attempts_then_a_dead_letter_then_again(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint(events=["deal.*"])
        await t.deal()
        await t.deal()
        await bury(t)
        seen = await t.see("webhooks/dead-letters")
        assert seen.count("500 server error") == 2
        here = t.at("webhooks/dead-letters")
        t.accept()
        ids = [delivery["id"] for delivery in await t.deliveries()]
        await t.browser.submit(f"{here}/retry", id=None)
        assert "Tick the deliveries" in t.browser.text
        await t.browser.submit(f"{here}/retry", here)
        assert "2 sent again." in t.browser.text
        await t.deliver()
        assert "No dead letters" in await t.see("webhooks/dead-letters")
        page = f"webhooks/deliveries/{ids[0]}"
        assert "Given up" not in await t.see(page)
        # By hand, also what has succeeded; but not to an endpoint that is disabled.
        await t.browser.submit(t.at(f"{page}/retry"), t.at(page))
        assert "It is being sent again." in t.browser.text
        await t.deliver()
        await t.call("PATCH", f"{ENDPOINTS}/{endpoint}", {"status": "disabled"})
        await t.browser.submit(t.at(f"{page}/retry"), t.at(page))
        assert t.browser.page.status_code == 409
        assert "is disabled; enable it first" in t.browser.text

    with_traffic(engine_url, story)


def test_what_cannot_be_sent_again_is_told(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint(events=["deal.*"])
        await t.deal()
        await bury(t)
        (delivery,) = await t.deliveries()
        page = f"webhooks/deliveries/{delivery['id']}"
        assert "Given up" in await t.see(page)
        await t.browser.get(t.at("webhooks/dead-letters"))
        await t.call("DELETE", f"{ENDPOINTS}/{endpoint}")
        await t.browser.submit(t.at("webhooks/dead-letters/retry"))
        assert "1 not: The endpoint" in t.browser.text
        assert "deleted" in await t.see(page)
        assert "No dead letter is like that" in await t.see("webhooks/dead-letters?to=2000-01-01")
        csrf = ("csrf", dict(t.browser.form("/developers/sign-out").fields)["csrf"])
        await t.browser.post(t.at("webhooks/deliveries/dlv_none/retry"), [csrf])
        assert t.browser.page.status_code == 404

    with_traffic(sqlite_url, story)


def test_a_disabled_endpoint_holds_its_deliveries(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        t.refuse(410)
        await t.endpoint("/gone", events=["deal.*"])
        await t.deal()
        await t.deal()
        await t.deliver()
        assert "disabled: gone" in await t.see("webhooks")
        held = [each for each in await t.deliveries() if each["status"] == "held"]
        for delivery in held:
            assert "It goes on once the endpoint is enabled." in await t.see(
                f"webhooks/deliveries/{delivery['id']}"
            )
        assert "410 Gone" in await t.see(f"webhooks/{(await t.deliveries())[0]['endpoint_id']}")

    with_traffic(sqlite_url, story)


def test_an_attempt_without_an_answer(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.receiver.stop()
        await t.endpoint(events=["deal.*"])
        await t.deal()
        await t.deliver()
        (delivery,) = await t.deliveries()
        assert "Nothing. " in await t.see(f"webhooks/deliveries/{delivery['id']}")
        assert "connect" in t.browser.text
        await t.receiver.start()

    with_traffic(sqlite_url, story)
