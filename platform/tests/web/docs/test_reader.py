"""What a page is for the one who reads it: their workspace, their language, their failed request, their search."""

from __future__ import annotations

import re

import pytest

from ghxstship_platform.people import accounts
from ghxstship_platform.web.docs.site import documentation

from ..reading import Seen
from ..stage import ORIGIN, Stage, on_stage


def test_samples_name_the_sandbox_workspace_of_who_has_signed_in(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        live = await stage.workspace(mode="live")
        sandbox = await stage.workspace()
        signed_in, stranger = await stage.member(sandbox), stage.browser()
        theirs = Seen((await signed_in.get("/docs/api/atlvs/deals")).text).whole
        assert f"X-Workspace-ID: {sandbox}" in theirs
        assert f'Client(workspace_id="{sandbox}")' in theirs
        assert f'({{ workspaceId: "{sandbox}" }})' in theirs
        assert "$GHXSTSHIP_WORKSPACE_ID" not in theirs
        environment = Seen((await signed_in.get("/docs/api")).text).whole
        assert f'GHXSTSHIP_WORKSPACE_ID="{sandbox}"' in environment
        for browser in (stranger, await stage.member(live)):
            text = (await browser.get("/docs/api/atlvs/deals")).text
            assert "$GHXSTSHIP_WORKSPACE_ID" in text
            assert live not in text

    on_stage(sqlite_url, scenario)


def test_samples_hold_the_key_of_the_first_steps_of_a_sandbox(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        other, sandbox = await stage.workspace(), await stage.workspace()
        person = await stage.person(other)
        await accounts.make_member(stage.db, sandbox, person, "owner")
        reader, again = stage.browser(), stage.browser()
        await reader.sign_in(person.email)
        await reader.submit(f"/developers/{sandbox}/first-key", f"/developers/{sandbox}")
        for path in ("/docs/api/atlvs/deals", "/docs/getting-started", "/docs/errors/BAD_REQUEST"):
            text = Seen((await reader.get(path)).text).whole
            [key] = set(re.findall(r"Bearer (ghx_test_\w+)", text))
            assert not re.search(r"[$]GHXSTSHIP_(API_KEY|BASE_URL|WORKSPACE_ID)", text), path
            assert (await stage.api(key).get("/workspace/v1/workspace")).json()["id"] == sandbox
        text = Seen((await reader.get("/docs/api/atlvs/deals")).text).whole
        assert f'Client(api_key="{key}", base_url="{ORIGIN}", workspace_id="{sandbox}")' in text
        assert f'({{ apiKey: "{key}", baseUrl: "{ORIGIN}", workspaceId: "{sandbox}" }})' in text
        # In this session only.
        await again.sign_in(person.email)
        again.http.cookies.set(
            "ghx_first_key", reader.http.cookies["ghx_first_key"].strip('"'), domain="127.0.0.1"
        )
        assert key not in (await again.get("/docs/api/atlvs/deals")).text

    on_stage(sqlite_url, scenario)


def test_samples_hold_no_key_of_a_live_workspace(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace(mode="live")
        reader = await stage.member(workspace)
        await reader.submit(f"/developers/{workspace}/first-key", f"/developers/{workspace}")
        assert "ghx_live_" in reader.page.text
        assert "ghx_live_" not in (await reader.get("/docs/api/atlvs/deals")).text

    on_stage(sqlite_url, scenario)


def test_every_sample_of_the_reference_can_name_the_workspace(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        sandbox = await stage.workspace()
        browser = await stage.member(sandbox)
        for page in documentation().pages():
            if page.path.startswith("/docs/api/"):
                text = (await browser.get(page.path)).text
                samples = sum(len(band.code) for band in page.bands())
                assert samples
                assert "Client()" not in text, page.path
                assert text.count(f'workspaceId: <b class="s">"{sandbox}"') == text.count(
                    f'workspace_id=<b class="s">"{sandbox}"'
                )

    on_stage(sqlite_url, scenario)


def test_the_api_of_samples_is_the_platform_that_is_read_from(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        hostile = await browser.get("/docs/api", headers={"Host": '"><script>alert(1)</script>'})
        assert "<script>alert" not in hostile.text
        assert "http://127.0.0.1:8000" in (await browser.get("/docs/api")).text
        assert "http://127.0.0.1:8000" in (await browser.get("/docs/api.md")).text

    async def with_hosts(stage: Stage) -> None:
        page = await stage.browser(origin="https://docs.example.com").get("/api")
        assert "https://api.example.com" in page.text
        assert "https://api.ghxstship.com" not in page.text

    on_stage(sqlite_url, scenario)
    on_stage(sqlite_url, with_hosts, domain="example.com")


def test_the_language_that_was_chosen_is_open(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        for chosen, shown in (
            ("", "curl"),
            ("Python", "Python"),
            ("TypeScript", "TypeScript"),
            ("COBOL", "curl"),
        ):
            headers = {"Cookie": f"ghx_language={chosen}"} if chosen else {}
            text = (await browser.get("/docs/api/atlvs/deals", headers=headers)).text
            assert set(re.findall(r'data-value="(\w+)" checked', text)) == {shown}

    on_stage(sqlite_url, scenario)


def test_an_error_page_shows_the_request_of_who_has_signed_in(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        hostile = {"first_name": "<b>Marlo</b>", "email": "marlo.example.org"}
        refused = await api.post("/atlvs/v1/contacts", json=hostile)
        request_id = refused.headers["x-request-id"]
        stage.platform.request_log.flush()
        url = f"/docs/errors/VALIDATION_ERROR?request_id={request_id}"
        member, other, stranger = (
            await stage.member(workspace),
            await stage.member(await stage.workspace("Other")),
            stage.browser(),
        )
        page = await member.get(url)
        said = Seen(page.text).prose
        assert "Your request" in said
        assert "POST /atlvs/v1/contacts" in said
        assert "marlo.example.org" in said
        assert "<b>Marlo" not in page.text
        assert f"/developers/{workspace}/requests/{request_id}" in page.text
        assert "was not answered with" not in said
        other_code = Seen((await member.get(f"/docs/errors/SOLD_OUT?request_id={request_id}")).text).prose
        assert "was not answered with SOLD_OUT" in other_code
        assert f"No request {request_id} is in the log" in Seen((await other.get(url)).text).prose
        asked = await stranger.get(url)
        assert "Your request" not in asked.text
        assert "/developers/sign-in?next=%2Fdocs%2Ferrors%2FVALIDATION_ERROR%3Frequest_id" in asked.text
        odd = await member.get("/docs/errors/SOLD_OUT?request_id=%22%3E%3Cscript%3E")
        assert odd.status_code == 200
        assert '"><script>' not in odd.text

    on_stage(engine_url, scenario)


def test_search_is_a_page_and_a_list_for_the_field(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        page = await browser.get("/docs/search?q=retry-after")
        assert "/docs/rate-limits" in page.text
        assert "<html" in page.text
        part = await browser.get("/docs/search?q=retry-after", headers={"HX-Request": "true"})
        assert "/docs/rate-limits" in part.text
        assert "<html" not in part.text
        hostile = await browser.get("/docs/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert hostile.status_code == 200
        assert "<script>alert" not in hostile.text
        assert "Nothing is found for" in (await browser.get("/docs/search?q=zzzzqq")).text
        assert "Nothing is found for" not in (await browser.get("/docs/search")).text

    on_stage(sqlite_url, scenario)


def test_search_finds_by_the_beginnings_of_words() -> None:
    index = documentation().index
    assert index.find("idemp")[0].url == "/docs/idempotency"
    assert index.find("SOLD_OUT")[0].url == "/docs/errors/SOLD_OUT"
    assert index.find("deal won")[0].url == "/docs/webhooks/events/deal.won"
    assert any(hit.url == "/docs/api/atlvs/deals#create" for hit in index.find("create a deal"))
    assert index.find("") == index.find("…") == []
    pages = [hit.url.partition("#")[0] for hit in index.find("rate")]
    assert max(map(pages.count, pages)) <= 3


# What people type, and a page that has to be among the first three.
TYPED = [
    ("how do I verify a webhook signature", "/docs/webhooks/receiving"),
    ("invalid signature", "/docs/webhooks/receiving"),
    ("verifying signatures", "/docs/webhooks/receiving"),
    ("test webhook locally", "/docs/webhooks/receiving"),
    ("webhook retries", "/docs/webhooks/deliveries"),
    ("webhook not received", "/docs/webhooks/deliveries"),
    ("429", "/docs/errors/RATE_LIMITED"),
    ("too many requests", "/docs/rate-limits"),
    ("403 forbidden", "/docs/errors/FORBIDDEN"),
    ("double booked", "/docs/errors/CREW_DOUBLE_BOOKED"),
    ("paginate", "/docs/pagination"),
    ("javascript", "/docs/sdks/typescript"),
    ("npm", "/docs/sdks/typescript"),
    ("python install", "/docs/sdks/python"),
    ("refresh token", "/docs/oauth"),
    ("expired token", "/docs/authentication"),
    ("api key rotation", "/docs/authentication"),
    ("permissions", "/docs/authentication"),
    ("bulk import", "/docs/bulk-sync"),
    ("export csv", "/docs/bulk-sync"),
    ("timestamps", "/docs/money-and-times"),
    ("changelog", "/docs/versioning"),
    ("docker", "/docs/operating/install"),
    ("postgres", "/docs/operating/growing"),
    ("quickstart", "/docs/getting-started"),
    ("refund a ticket", "/docs/api/gvteway/orders"),
]


@pytest.mark.parametrize(("query", "path"), TYPED)
def test_search_finds_what_people_type(query: str, path: str) -> None:
    found = [hit.url.partition("#")[0] for hit in documentation().index.find(query)]
    assert path in list(dict.fromkeys(found))[:3], found
