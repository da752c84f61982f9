"""The pages of webhook endpoints: made, changed, watched, tested, rotated, deleted."""

from __future__ import annotations

import pytest

from ghxstship_platform.clock import HOUR, to_text

from .traffic import EVIL, Traffic, with_traffic

ENDPOINTS = "/workspace/v1/webhook-endpoints"
NEW = "webhooks/new"


def test_an_endpoint_from_the_empty_page_to_its_end(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No endpoint yet" in await t.see("webhooks")
        await t.browser.submit(
            t.at(NEW), t.at(NEW), url=t.receiver.url, events=["deal.won"], patterns="invoice.* ",
            description="Won", filter='{"data.value": {"$gte": 50}}', rate_limit="20",
            headers="X-Team: booking\nX-Two: 2",
        )  # fmt: skip
        assert t.browser.page.status_code == 201
        assert "whsec_" in t.browser.text
        (endpoint,) = (await t.call("GET", ENDPOINTS))["data"]["data"]
        assert endpoint["events"] == ["deal.won", "invoice.*"]
        assert endpoint["filter"] == {"data.value": {"$gte": 50}}
        assert set(endpoint["headers"]) == {"X-Team", "X-Two"}
        assert (endpoint["rate_limit"], endpoint["ordered"]) == (20, False)
        here = f"webhooks/{endpoint['id']}"

        # What the form shows is what it keeps: sent untouched, it changes nothing.
        await t.browser.submit(t.at(f"{here}/edit"), t.at(f"{here}/edit"))
        assert t.browser.path == t.at(here)
        assert (await t.call("GET", f"{ENDPOINTS}/{endpoint['id']}"))["data"] == endpoint
        await t.browser.submit(
            t.at(f"{here}/edit"),
            t.at(f"{here}/edit"),
            ordered="yes",
            filter="",
            rate_limit="",
            description="",
        )
        changed = (await t.call("GET", f"{ENDPOINTS}/{endpoint['id']}"))["data"]
        assert (changed["ordered"], changed["filter"], changed["rate_limit"]) == (True, None, None)

        await t.browser.submit(t.at(f"{here}/status"), t.at(here))
        assert "It was disabled" in t.browser.text
        await t.browser.submit(t.at(f"{here}/status"))
        assert "It was disabled" not in t.browser.text

        await t.browser.submit(t.at(f"{here}/delete"), confirm="something else")
        assert t.browser.page.status_code == 422
        host = t.receiver.url.removeprefix("http://")
        await t.browser.submit(t.at(f"{here}/delete"), confirm=host)
        assert t.browser.path == t.at("webhooks")
        assert f"The endpoint at {host} is deleted." in t.browser.text
        await t.see(here, 404)

    with_traffic(engine_url, story)


def test_all_that_is_wrong_with_a_form_stands_beside_its_fields(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        page = await t.browser.submit(
            t.at(NEW), t.at(NEW), url="ftp://x", events=["*"], patterns="nothing.like.it", filter="{nope",
            headers="no colon\nHost: me", rate_limit="many", description=EVIL,
        )  # fmt: skip
        assert page.status_code == 422
        assert "5 things have to be put right" in t.browser.text
        for told in (
            "Is no JSON",
            "Each line is Name: value",
            "No event type matches",
            "Must be a whole number",
        ):
            assert told in t.browser.text
        sent = dict(t.browser.form(t.at(NEW)).fields)
        assert (sent["url"], sent["filter"], sent["description"]) == ("ftp://x", "{nope", EVIL)
        assert EVIL not in page.text
        await t.browser.submit(t.at(NEW), t.at(NEW), url=t.receiver.url, headers="Host: me", events=["*"])
        assert "Host: Is set by the platform" in t.browser.text
        assert (await t.call("GET", ENDPOINTS))["data"]["data"] == []

    with_traffic(sqlite_url, story)


def test_how_well_it_goes(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint(description=EVIL, events=["deal.*"])
        await t.deal()
        await t.deliver()
        t.refuse(body=EVIL)
        await t.deal()
        await t.deliver()
        seen = await t.see("webhooks")
        assert "50 %" in seen
        assert "of 2" in seen
        page = await t.see(f"webhooks/{endpoint}")
        assert "2 attempts, 50 % succeeded" in page
        assert "will be retried" in page
        assert EVIL not in t.browser.page.text
        for period in ("week", "month", "nonsense"):
            assert "2 attempts" in await t.see(f"webhooks/{endpoint}?period={period}")
        assert "enabled" not in await t.see("webhooks?status=disabled")
        assert "No endpoint is like that" in t.browser.text
        assert "Must be one of" in await t.see("webhooks?status=asleep")

    with_traffic(engine_url, story)


def test_a_test_shows_its_answer_in_place(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint()
        here = t.at(f"webhooks/{endpoint}")
        t.refuse(503, EVIL)
        await t.browser.submit(f"{here}/test", here, event_type="ticket.purchased")
        assert "It is on its way." in t.browser.text
        assert 'hx-trigger="every 1s"' in t.browser.page.text
        await t.deliver()
        await t.browser.get(t.browser.path)
        assert "It answered 503 after" in t.browser.text
        assert "hx-trigger" not in t.browser.page.text
        assert EVIL not in t.browser.page.text
        await t.browser.post(
            f"{here}/test", [*t.browser.form(f"{here}/test").fields[:1], ("event_type", "no.such")]
        )
        assert t.browser.page.status_code == 422
        assert "event_type: Must be one of" in t.browser.text

    with_traffic(engine_url, story)


def test_secrets_are_shown_when_asked_for_and_that_is_written_down(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        endpoint = await t.endpoint()
        here = t.at(f"webhooks/{endpoint}")
        await t.browser.submit(f"{here}/reveal-secret", here)
        first = t.browser.text.split("whsec_")[1].split()[0]
        await t.browser.submit(f"{here}/rotate-secret", here, overlap="3600")
        assert (
            "The old secret works until it ends in 1 h . Until then each delivery carries" in t.browser.text
        )
        assert first not in t.browser.page.text
        assert "import { verifyWebhook } from &#34;@ghxstship/sdk/webhooks&#34;" in t.browser.page.text
        await t.browser.submit(f"{here}/rotate-secret", here, overlap="-1")
        assert "ends in 1 d" in t.browser.text
        await t.browser.submit(f"{here}/rotate-secret", here, overlap="0")
        assert "The old secret has ended. Put the new one in place now." in t.browser.text
        assert "webhook_endpoint.secret_revealed" in await t.see("events")

    with_traffic(sqlite_url, story)


def test_a_form_that_is_sent_twice_makes_one_endpoint_and_one_secret(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.see(NEW)
        fields = dict(t.browser.form(t.at(NEW)).fields)
        sent = [*{**fields, "url": t.receiver.url, "events": "*"}.items()]
        await t.browser.post(t.at(NEW), sent)
        assert "whsec_" in t.browser.text
        await t.browser.post(t.at(NEW), sent)
        assert "shown already" in t.browser.text
        (endpoint,) = (await t.call("GET", ENDPOINTS))["data"]["data"]

        here = t.at(f"webhooks/{endpoint['id']}")
        await t.browser.get(here)
        sent = t.browser.form(f"{here}/rotate-secret").fields
        await t.browser.post(f"{here}/rotate-secret", sent)
        secret = t.browser.text.split("whsec_")[1].split()[0]
        await t.browser.post(f"{here}/rotate-secret", sent)
        assert "shown already" in t.browser.text
        await t.browser.submit(f"{here}/reveal-secret", here)
        assert secret in t.browser.text

    with_traffic(sqlite_url, story)


@pytest.mark.parametrize("kind", ["recover", "replay"])
def test_a_job_is_begun_on_the_endpoints_page(engine_url: str, kind: str) -> None:
    async def story(t: Traffic) -> None:
        since = t.stage.clock.now() - HOUR
        endpoint = await t.endpoint(events=["deal.created"])
        here = t.at(f"webhooks/{endpoint}")
        await t.deal()
        await t.browser.get(here)
        csrf = t.browser.form(f"{here}/jobs").fields[0]
        for wrong, told in (("yesterday", "since: Is no time"), ("", "since: Is required")):
            await t.browser.post(f"{here}/jobs", [csrf, ("kind", kind), ("since", wrong)])
            assert t.browser.page.status_code == 422
            assert told in t.browser.text
        await t.browser.post(f"{here}/jobs", [csrf, ("kind", kind), ("since", to_text(since)[:16])])
        assert "Under way" in t.browser.text
        assert 'hx-trigger="every 1s"' in t.browser.page.text
        job = t.browser.path
        part = await t.browser.get(job, headers={"HX-Request": "true"})
        assert "<main" not in part.text
        assert "<progress" in part.text
        await t.work_off()
        over = await t.browser.get(job, headers={"HX-Request": "true"})
        assert over.headers["hx-refresh"] == "true", "there is nothing to cancel any more"
        await t.browser.get(job)
        assert "Done" in t.browser.text
        assert "Cancel" not in t.browser.text
        assert "hx-trigger" not in t.browser.page.text
        assert kind in await t.see("webhooks/jobs")
        assert "No job is like that" in await t.see("webhooks/jobs?status=failed")

    with_traffic(engine_url, story)


def test_a_job_is_cancelled_once(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No jobs" in await t.see("webhooks/jobs")
        endpoint = await t.endpoint()
        body = {"since": to_text(t.stage.clock.now() - HOUR)}
        job = (await t.call("POST", f"{ENDPOINTS}/{endpoint}/replay", body))["data"]["id"]
        here = t.at(f"webhooks/jobs/{job}")
        await t.browser.submit(f"{here}/cancel", here)
        assert "The job ends where it is." in t.browser.text
        assert "Cancelled" in t.browser.text
        other = (await t.call("POST", f"{ENDPOINTS}/{endpoint}/replay", body))["data"]["id"]
        here = t.at(f"webhooks/jobs/{other}")
        await t.browser.get(here)
        await t.work_off()
        await t.browser.submit(f"{here}/cancel")
        assert "The job was over already." in t.browser.text
        assert (await t.call("DELETE", f"{ENDPOINTS}/{endpoint}"))["status"] == 204
        assert "deleted" in await t.see(f"webhooks/jobs/{other}")

    with_traffic(sqlite_url, story)


def test_who_may_not_touch_webhooks_is_told_so(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.see("webhooks", 403)
        assert t.at("webhooks") not in t.browser.links

    with_traffic(sqlite_url, story, role="viewer")
