"""Home: the first steps, the figures, and what needs attention."""

from __future__ import annotations

import asyncio
import html
import re

import pytest

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import DAY, HOUR, MINUTE, to_text
from ghxstship_platform.webhooks import overview

from ..oauth.test_consent import register
from ..stage import Stage, on_stage
from .traffic import Traffic, with_traffic


def done(t: Traffic) -> list[bool]:
    """Of each step whether it is done."""
    return ['class="done"' in step for step in re.findall(r"<li[^>]*>\s*<h2>", t.browser.page.text)]


def test_a_new_workspace_is_shown_three_steps_that_turn_done(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        seen = await t.see("")
        assert done(t) == [False, False, False]
        assert "Error rate" not in seen
        assert 'Client(api_key="ghx_test_…"' in html.unescape(t.browser.page.text)

        await t.browser.submit(t.at("first-key"))
        found = re.search(r"ghx_test_\w{36}", t.browser.page.text)
        assert found is not None, "the real key is filled in"
        assert "ghx_test_…" not in t.browser.page.text
        assert found[0] in (await t.browser.get(t.at())).text, "a reload keeps it"
        assert found[0] not in str(t.browser.http.cookies)
        assert [form for form in t.browser.forms if form.action.endswith("first-key")] == []

        program = t.stage.api(found[0])
        assert (await program.get("/atlvs/v1/deals")).status_code == 200
        await t.log()
        seen = await t.see("")
        assert done(t) == [True, False, False]
        assert "Error rate" in seen

        await t.endpoint()
        await t.deal()
        await t.deliver()
        await t.see("")
        assert done(t) == [True, True, False]

        await program.get("/atlvs/v1/deals", headers={"User-Agent": "ghxstship-python/1.0.0"})
        await t.log()
        part = await t.browser.get(t.at(), headers={"HX-Request": "true"})
        assert part.headers["hx-refresh"] == "true"
        seen = await t.see("")
        assert "Install the SDK" not in seen
        assert "Needs attention" in seen

    with_traffic(engine_url, story)


def test_who_can_make_no_key_is_told_who_does(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        developer = await t.stage.member(t.workspace_id, "developer")
        await developer.get(t.at())
        assert "need a key in place of ghx_test_… . An admin or an owner" in developer.text
        assert "first-key" not in developer.page.text
        await t.see("")
        assert "need a key in place of" not in t.browser.text

    with_traffic(sqlite_url, story)


def test_who_listens_with_the_command_line_receives_too(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.deal()
        tail = t.stage.platform.tail
        page = tail.follow(t.workspace_id, 0, (), program=False)
        assert b"connected" in await anext(page)
        assert b"deal.created" in await anext(page)
        await t.see("")
        assert done(t)[1] is False, "a page of ours is no program"
        listens = tail.follow(t.workspace_id, 0, ())
        await anext(listens)
        await t.see("")
        assert done(t)[1] is False
        assert b"deal.created" in await anext(listens)
        await t.see("")
        assert done(t)[1] is True
        for stream in (page, listens):
            await stream.aclose()

    with_traffic(engine_url, story)


def test_the_key_of_the_steps_is_for_its_session_only(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.browser.submit(t.at("first-key"), t.at())
        sealed = t.browser.http.cookies["ghx_first_key"].strip('"')
        other = await t.stage.member(t.workspace_id)
        for value in (sealed, "nonsense", sealed[:-6] + "AAAAA="):
            other.http.cookies.set("ghx_first_key", value, domain="127.0.0.1")
            page = await other.get(t.at())
            assert page.status_code == 200
            assert re.search(r"ghx_test_\w", page.text) is None

    with_traffic(sqlite_url, story)


def test_a_fragment_is_the_steps_alone(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        part = await t.browser.get(t.at(), headers={"HX-Request": "true"})
        assert part.text.lstrip().startswith('<div id="steps"')
        assert "<html" not in part.text

    with_traffic(sqlite_url, story)


def test_the_steps_are_shown_until_a_month_after_the_first_use(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        t.stage.clock.advance(300 * DAY)
        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        assert "Call the API" in person.text, "nobody has used it yet"
        assert "Error rate" not in person.text
        program = t.stage.api(await t.stage.key(t.workspace_id))
        assert (await program.get("/atlvs/v1/deals")).status_code == 200
        await t.log()
        await person.get(t.at())
        assert person.page.text.count('class="done"') == 1
        await t.stage.platform.credentials.write_last_used()
        t.stage.clock.advance(29 * DAY)
        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        assert "Receive a webhook" in person.text, "the first step takes the others not away"
        assert "Error rate" in person.text
        t.stage.clock.advance(2 * DAY)
        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        assert "Call the API" not in person.text
        for told in (
            "Requests",
            "Error rate",
            "Deliveries",
            "Oldest waiting",
            "nothing waits",
            "Nothing. Everything",
        ):
            assert told in person.text

    with_traffic(engine_url, story)


def test_the_key_that_is_used_counts_however_many_newer_ones_are_not(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.call("GET", "/atlvs/v1/deals")
        await t.stage.platform.credentials.write_last_used()
        await asyncio.gather(
            *(keys.create(t.stage.db, t.workspace_id, f"Spare {number}", ["read"]) for number in range(100))
        )
        t.stage.clock.advance(31 * DAY)
        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        assert "Call the API" not in person.text

    with_traffic(engine_url, story)


def test_an_old_workspace_that_an_application_uses_is_not_new(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        t.stage.clock.advance(300 * DAY)
        app = await register(t.stage, t.workspace_id)
        proof = (app["client_id"], app["client_secret"])
        http = t.stage.browser().http
        made = await http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=proof)
        program = t.stage.api(made.json()["access_token"])
        assert (await program.get("/atlvs/v1/deals")).status_code == 200
        await t.log()
        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        assert "Call the API" not in person.text

    with_traffic(sqlite_url, story)


@pytest.mark.parametrize("role", ["viewer", "developer"])
def test_who_may_not_make_keys_is_not_offered_one(sqlite_url: str, role: str) -> None:
    async def story(t: Traffic) -> None:
        browser = await t.stage.member(t.workspace_id, role)
        await browser.get(t.at())
        assert [form.action for form in browser.forms] == ["/developers/sign-out"]
        csrf = dict(browser.forms[0].fields)["csrf"]
        assert (await browser.post(t.at("first-key"), [("csrf", csrf)])).status_code == 403

    with_traffic(sqlite_url, story)


def test_what_needs_attention_is_told_in_words_with_links(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        t.refuse()
        failing = await t.endpoint("/failing", events=["deal.*"])
        await t.deal()
        # All six attempts.
        for wait in (0, 1, 5, 30, 120, 24 * 60):
            t.stage.clock.advance(wait * MINUTE)
            await t.deliver()
        t.refuse(410)
        gone = await t.endpoint("/gone", events=["company.*"])
        await t.call("POST", "/atlvs/v1/companies", {"name": "C"})
        await t.deliver()
        for _ in range(3):
            await t.call("GET", "/atlvs/v1/deals/deal_nope")
        soon = to_text(t.stage.clock.now() + 3 * DAY + HOUR)
        made, secret = await keys.create(t.stage.db, t.workspace_id, "Sync", ["read"], expires_at=soon)
        await t.stage.api(secret).get("/atlvs/v1/deals")
        await t.stage.platform.credentials.write_last_used()
        await t.log()

        person = await t.stage.member(t.workspace_id)
        await person.get(t.at())
        host = t.receiver.url.removeprefix("http://")
        for told in (
            f"1 delivery to {host} failed for the last time.",
            f"{host} is disabled: it answered 410 Gone.",
            f"{host} has failed every time for",
            "% of the requests in the last 24 hours were answered with an error.",
            "The key “Sync” ends within 3 days.",
        ):
            assert told in person.text, told
        for path in (
            f"webhooks/dead-letters?endpoint_id={failing}", f"webhooks/{gone}", "requests?group=error",
            f"keys/{made['id']}",
        ):  # fmt: skip
            assert t.at(path) in person.links, path
            assert (await person.get(t.at(path))).status_code == 200
            await person.get(t.at())

        viewer = await t.stage.member(t.workspace_id, "viewer")
        await viewer.get(t.at())
        assert "failed for the last time" not in viewer.text

    with_traffic(engine_url, story)


def test_the_figures_are_those_of_the_last_day(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.endpoint(events=["deal.created"])
        await t.deal()
        await t.deliver()
        t.stage.clock.advance(2 * DAY)
        t.refuse()
        await t.deal()
        await t.deliver()
        await t.log()
        t.stage.clock.advance(HOUR)
        start = t.stage.clock.now() // DAY * DAY
        attempts, waiting = await t.stage.db.read(
            lambda reader: (
                overview.attempts(reader, t.workspace_id, start - 2 * DAY, start + DAY, DAY),
                overview.waiting(reader, t.workspace_id),
            )
        )
        assert sum(succeeded for _, succeeded, _ in attempts) == 1
        assert sum(failed for _, _, failed in attempts) == 1
        assert waiting.count == 1
        await t.see("")
        assert "1 delivery waits" in t.browser.text
        assert "1 h" in t.browser.text
        assert "Longest wait a day in minutes: from 0 to" in t.browser.page.text

    with_traffic(engine_url, story)


def test_the_longest_wait_of_a_day_is_of_what_was_open_on_it(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        clock = t.stage.clock
        clock.advance(DAY - clock.now() % DAY + 22 * HOUR)
        first = clock.now() // DAY * DAY
        t.refuse()
        await t.endpoint(events=["deal.created"])
        await t.deal()
        await t.deliver()
        clock.advance(5 * HOUR)
        t.accept()
        await t.deliver()
        clock.advance(DAY)
        waits = await t.stage.db.read(
            lambda reader: overview.longest_waits(reader, t.workspace_id, first - DAY, first + 3 * DAY)
        )
        # Made two hours before midnight, taken three hours behind it.
        assert [round(each / HOUR) for each in waits] == [0, 2, 5, 0]

    with_traffic(engine_url, story)


@pytest.mark.parametrize(("mode", "told"), [
    ("sandbox", "This workspace is a sandbox: its keys reach nothing that is live."),
    ("live", "This workspace is live: what is done here is real."),
])  # fmt: skip
def test_home_says_whether_the_workspace_is_live(sqlite_url: str, mode: str, told: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace(mode=mode)
        person = await stage.member(workspace_id)
        await person.get(f"/developers/{workspace_id}")
        assert told in person.text

    on_stage(sqlite_url, scenario)


def test_requests_that_came_too_fast_are_told(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        await workspaces.set_tier(t.stage.db, t.workspace_id, "free")
        for _ in range(15):
            await t.call("GET", "/atlvs/v1/deals")
        await t.log()
        await t.see("")
        assert "5 requests came too fast in the last 24 hours and were refused." in t.browser.text
        assert t.at("usage") in t.browser.links

    with_traffic(sqlite_url, story)
