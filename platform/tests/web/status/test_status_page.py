"""The status page: what it says, that it says it without a database, and who may tell of incidents."""

from __future__ import annotations

import re

from ghxstship_platform.clock import DAY, MINUTE, to_text
from ghxstship_platform.status.incidents import list_all, open_incident

from ..reading import Seen
from ..stage import Browser, Stage, on_stage

TELLING = "/developers/status"


async def _tell(stage: Stage, title: str = "Orders are slow", impact: str = "minor") -> str:
    incident_id = await open_incident(
        stage.db, title=title, impact=impact, body="We look into it.", components=["gvteway"]
    )
    await stage.platform.status.refresh()
    return incident_id


def _bars(text: str) -> list[str]:
    """The bars of each component."""
    return re.findall(r'<div class="bars">(.*?)</div>', text, re.DOTALL)


def _days(bars: str) -> list[tuple[str, int]]:
    """How many days have which colour, the oldest first; a day is six wide, the gap behind it two of that."""
    return [
        (kind, (int(width) + 2) // 6)
        for kind, width in re.findall(r'<path class="(\w+)" d="M\d+ 16h(\d+)"', bars)
    ]


def test_one_sentence_components_and_incidents(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        said = Seen((await browser.get("/status")).text).prose
        assert "The first measurement is under way" in said
        await stage.platform.status.measure()
        page = await browser.get("/status")
        assert page.status_code == 200
        assert "All systems work." in browser.text
        for name in ("ATLVS API", "COMPVSS API", "GVTEWAY API", "OAuth", "Webhooks", "Portal"):
            assert name in browser.text
        assert [_days(line) for line in _bars(page.text)] == [[("none", 89), ("ok", 1)]] * 6
        today = to_text(stage.clock.now())[:10]
        assert f"Measured since {today}. The days before are grey" in Seen(page.text).prose
        assert "No incident in the last 90 days." in browser.text
        assert "Latency today, this hour" in browser.text
        first = await _tell(stage)
        stage.clock.advance(MINUTE)
        second = await _tell(stage, "<script>alert(1)</script> \u202egnp", "critical")
        page = await browser.get("/status")
        assert "GVTEWAY API does not work; everything else works." in browser.text
        assert page.text.index(second) < page.text.index(first), "the newest is first"
        assert "<script>alert" not in page.text
        own = await browser.get(f"/status/incidents/{first}")
        assert "We look into it." in own.text
        assert (await browser.get("/status/incidents/sinc_nowhere")).status_code == 404
        summary = (await browser.get("/status/api/v2/summary.json")).json()
        assert [each["shortlink"].rpartition("/")[2] for each in summary["incidents"]] == [second, first]
        assert (await browser.get("/status/api/v2/nothing.json")).status_code == 404
        feed = await browser.get("/status/history.rss")
        assert feed.headers["content-type"] == "application/rss+xml; charset=utf-8"
        assert feed.headers["access-control-allow-origin"] == "*"

    on_stage(engine_url, scenario)


def test_days_that_were_not_measured_are_grey_and_the_page_says_since_when_it_measures(
    engine_url: str,
) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        await stage.platform.status.measure()
        first = to_text(stage.clock.now())[:10]
        stage.clock.advance(3 * DAY)
        await stage.platform.status.measure()
        page = await browser.get("/status")
        assert [_days(line) for line in _bars(page.text)] == [
            [("none", 86), ("ok", 1), ("none", 2), ("ok", 1)]
        ] * 6
        assert f"Measured since {first}." in Seen(page.text).prose
        stage.clock.advance(86 * DAY)
        await stage.platform.status.measure()
        page = await browser.get("/status")
        assert _days(_bars(page.text)[0])[0] == ("ok", 1)
        assert "Measured since" not in page.text, "all that the page reaches is known"

    on_stage(engine_url, scenario)


def test_it_answers_when_the_database_does_not(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        reader = await stage.member(workspace)
        await stage.platform.status.measure()
        incident_id = await _tell(stage)
        stage.db.close()
        stage.clock.advance(MINUTE)
        await stage.platform.status.measure()
        # Also for who has a session, which nobody can look up now.
        for path in (
            "/status",
            f"/status/incidents/{incident_id}",
            "/status/api/v2/summary.json",
            "/status/history.rss",
        ):
            answer = await reader.get(path)
            assert answer.status_code == 200, path
        page = Seen((await reader.get("/status")).text).prose
        assert "The database does not answer." in page
        assert "do not work" in page or "Nothing works right now." in page
        assert "Orders are slow" in page, "what was known before is still told"
        assert (await reader.get(f"/developers/{workspace}")).status_code in (500, 503)

    on_stage(engine_url, scenario)


def test_pages_count_for_the_components_that_they_belong_to(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser, monitor = stage.browser(), stage.platform.status
        counted = monitor._traffic
        await browser.get("/developers/sign-in")
        assert (counted["portal"].requests, counted["oauth"].requests) == (1, 0)
        await browser.get("/docs")
        await browser.get("/nowhere")
        await browser.get("/developers/nowhere/at/all/here")
        assert sum(minute.requests for minute in counted.values()) == 1
        monitor.count_operation("page GET /oauth/authorize", 500, 0.1)
        assert (counted["oauth"].requests, counted["oauth"].failures) == (1, 1)

    on_stage(sqlite_url, scenario)


async def _fill(browser: Browser, action: str, **fields: object) -> None:
    await browser.submit(action, action, **{"body": "We look into it.", **fields})


def test_owners_of_the_first_workspace_tell_of_incidents(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        first = await stage.workspace()
        stage.clock.advance(MINUTE)
        second = await stage.workspace("Second")
        owner = await stage.member(first)
        for browser in (await stage.member(first, "admin"), await stage.member(second)):
            assert (await browser.get(TELLING)).status_code == 403
            assert "owners of the platform's first workspace" in browser.page.text.replace("&#39;", "'")
        assert (await stage.browser().get(TELLING)).url.path == "/developers/sign-in"
        await _fill(owner, TELLING, title="Orders are slow", impact="minor", components=["gvteway", "atlvs"])
        own = owner.path
        assert "The incident is on the status page." in owner.text
        assert f"/developers/{first}/keys" in owner.links, "the navigation stays"
        public = stage.browser()
        await public.get("/status")
        assert "Orders are slow" in public.text
        assert "ATLVS API, GVTEWAY API" in public.text
        await _fill(
            owner, own, status="identified", impact="major", components=["gvteway"], body="A full disk."
        )
        await public.get("/status")
        assert "A full disk." in public.text
        assert "GVTEWAY API partly fails; everything else works." in public.text
        await _fill(owner, own, status="resolved", body="It works again.")
        assert "It is resolved." in owner.text
        await public.get("/status")
        assert "All systems work." in public.text
        assert (await owner.get(f"{TELLING}/incidents/sinc_nowhere")).status_code == 404
        told = await stage.db.read_long(lambda reader: list_all(reader, stage.clock.now()))
        authors = {update.author for incident in told for update in incident.updates}
        assert len(authors) == 1
        assert None not in authors, "the command line has no author, a person has"

    on_stage(engine_url, scenario)


def test_what_is_wrong_with_an_incident_stands_at_its_field(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        owner = await stage.member(await stage.workspace())
        await _fill(owner, TELLING, title=" ", body="", impact="minor")
        assert owner.page.status_code == 422
        assert "2 things have to be put right" in owner.text
        assert 'href="#field-title"' in owner.page.text
        await _fill(owner, TELLING, title="Orders", impact="minor", components=["gvteway"])
        own = owner.path
        await _fill(owner, own, body="")
        assert owner.page.status_code == 422
        assert 'href="#field-body"' in owner.page.text
        pairs = [(name, value) for name, value in owner.form(own).fields if name != "body"]
        await owner.submit(own, status="resolved", body="Over.")
        again = await owner.post(own, [*pairs, ("body", "And again.")])
        assert again.status_code == 409
        assert "resolved" in owner.text
        forged = await owner.post(TELLING, [("title", "x"), ("body", "y"), ("impact", "none")])
        assert forged.status_code == 403

    on_stage(sqlite_url, scenario)
