"""The pages of the request log and of usage."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from ghxstship_platform.auth.scopes import SCOPES
from ghxstship_platform.clock import HOUR
from ghxstship_platform.oauth import grants, tokens
from ghxstship_platform.oauth.apps import COMMAND_LINE
from ghxstship_platform.people import accounts
from ghxstship_platform.storage.transaction import Transaction
from ghxstship_platform.web.portal.requests import curl_of

from ..oauth.test_consent import register
from .traffic import EVIL, Traffic, with_traffic


def test_from_a_request_to_its_deliveries_in_two_clicks(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        await t.endpoint(events=["deal.created"])
        made = await t.call("POST", "/atlvs/v1/deals", {"name": "Spring run", "value": 1})
        await t.deliver()
        await t.log()
        await t.see(f"requests/{made['id']}")
        (event,) = [link for link in t.browser.links if "/events/" in link]
        await t.browser.get(event)
        assert [link for link in t.browser.links if "/deliveries/" in link]
        assert t.at(f"requests/{made['id']}") in t.browser.links, "and back"

    with_traffic(engine_url, story)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_requests_are_listed_and_narrowed(engine_url: str, role: str) -> None:
    async def story(t: Traffic) -> None:
        assert "No request" in await t.see("requests?path=/nowhere")
        await t.deal()
        await t.call("POST", "/atlvs/v1/deals", {"name": EVIL})
        await t.call("GET", "/atlvs/v1/deals/deal_nope")
        await t.log()
        seen = await t.see("requests")
        for told in ("VALIDATION_ERROR", "NOT_FOUND", "201", "tests"):
            assert told in seen
        seen = await t.see("requests?status=4xx&method=POST")
        assert "VALIDATION_ERROR" in seen
        assert "NOT_FOUND" not in seen
        assert "201" not in (await t.see("requests?path=/atlvs/v1/deals/deal_nope")).split("When")[1]
        assert "No request is like that" in await t.see("requests?credential_id=key_other")
        assert 'value="key_other" selected' in t.browser.page.text
        assert "No request is like that" in await t.see("requests?error=SOLD_OUT")
        for wrong, told in (("from=now", "Is no time"), ("method=PUSH", "Must be one of"),
                            ("group=error&status=9xx", "Must be one of")):  # fmt: skip
            assert told in await t.see(f"requests?{wrong}")

        seen = await t.see("requests?group=error")
        assert "atlvs.deals.create" in seen
        link = next(link for link in t.browser.links if "VALIDATION_ERROR" in link)
        await t.browser.get(link.replace("&amp;", "&"))
        assert "VALIDATION_ERROR" in t.browser.text
        assert "NOT_FOUND" not in t.browser.text
        assert "Nothing went wrong" in await t.see("requests?group=error&to=2000-01-01")

    with_traffic(engine_url, story, role=role)


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("admin", 200), ("developer", 403), ("viewer", 403)]
)
def test_members_see_the_log_and_what_they_hand_on_reads_it_as_an_admins(
    sqlite_url: str, role: str, status: int
) -> None:
    async def story(t: Traffic) -> None:
        made = await t.call("POST", "/atlvs/v1/deals", {"name": "Spring run", "value": 1})
        await t.log()
        assert "Spring run" in await t.see(f"requests/{made['id']}")
        person = (await accounts.list_all(t.stage.db))[0]

        def grant(tx: Transaction) -> str:
            given = grants.begin(tx, COMMAND_LINE, person.id, list(SCOPES), "device_code")
            return str(tokens.issue(tx, given)["access_token"])

        program = t.stage.api(await t.stage.db.write(t.workspace_id, grant))
        for path in ("", "/errors", f"/{made['id']}"):
            answer = await program.get(f"/workspace/v1/request-log{path}")
            assert answer.status_code == status
            if status == 403:
                assert answer.json()["error"]["details"][0]["required"] == "admin"
        assert (await program.get("/workspace/v1/usage")).status_code == 200

    with_traffic(sqlite_url, story, role=role)


def test_a_request_with_its_bodies_its_error_and_its_curl_line(sqlite_url: str) -> None:
    async def story(t: Traffic) -> None:
        body = {"name": EVIL, "value": -1}
        made = await t.call("POST", "/atlvs/v1/deals", body, headers={"Idempotency-Key": "it's once"})
        await t.log()
        seen = await t.see(f"requests/{made['id']}")
        assert "POST /atlvs/v1/deals Create a deal" in seen
        assert "None: it changed nothing." in seen
        assert "Must be at least 0" in seen
        assert EVIL not in t.browser.page.text
        assert "it&#39;s once" in t.browser.page.text
        explained = f"/docs/errors/VALIDATION_ERROR?request_id={made['id']}"
        assert explained in t.browser.links
        await t.browser.get(explained)
        assert "Your request" in t.browser.text, "the page of the error shows that very request"
        await t.see("requests/req_none", 404)

    with_traffic(sqlite_url, story)


def test_a_curl_line_is_taken_by_a_shell_as_it_stands() -> None:
    request = {
        "method": "POST", "path": "/atlvs/v1/deals/a'b", "query": "q=$(id)&x=`id`", "idempotency_key": "k'1\"",
        "request_body": json.dumps({"name": "it's \"$HOME\" `id`"}),
    }  # fmt: skip
    line = curl_of(request, "http://127.0.0.1:8000")
    script = "curl() { printf '%s\\0' \"$@\"; }; GHXSTSHIP_API_KEY=key; " + line
    said = (
        subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    )
    assert said[:3] == ["-X", "POST", "http://127.0.0.1:8000/atlvs/v1/deals/a'b?q=$(id)&x=`id`"]
    assert said[4] == "Authorization: Bearer key"
    assert said[6] == "Idempotency-Key: k'1\""
    assert json.loads(said[-1]) == {"name": 'it\'s "$HOME" `id`'}
    cut = curl_of(
        {**request, "query": None, "idempotency_key": None, "request_body": '{"name": "cut of'}, "http://x"
    )
    assert shlex.split(cut.replace("\\\n", ""))[-1] == '{"name": "cut of'


def test_whoever_asks_is_called_by_name(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        app = await register(t.stage, t.workspace_id, name="Box office sync")
        proof = (app["client_id"], app["client_secret"])
        form = {"grant_type": "client_credentials"}
        made = await t.stage.browser().http.post("/oauth/token", data=form, auth=proof)
        answer = await t.stage.api(made.json()["access_token"]).get("/atlvs/v1/deals")
        assert answer.status_code == 200
        await t.browser.submit(t.at("first-key"), t.at())
        await t.log()
        for page in ("usage", "requests"):
            seen = await t.see(page)
            for name in ("Box office sync", "Person 1", "tests"):
                assert name in seen, page
            assert "grant_" not in seen
        assert "Box office sync" in await t.see(f"requests/{answer.headers['x-request-id']}")

    with_traffic(engine_url, story)


def test_usage_against_the_tiers_line(engine_url: str) -> None:
    async def story(t: Traffic) -> None:
        assert "Nothing was asked for" in await t.see("usage")
        for _ in range(3):
            await t.call("GET", "/atlvs/v1/deals")
        await t.call("GET", "/atlvs/v1/deals?nope=1")
        await t.log()
        for period in ("hour", "days", "month", "nonsense"):
            seen = await t.see(f"usage?period={period}")
            assert "10 000 requests a minute of the tier enterprise" in seen
            assert "limit of the tier" in t.browser.page.text
            assert "tests" in seen
        assert "Requests 4" in seen
        assert any("credential_id=" in link for link in t.browser.links)
        t.stage.clock.advance(2 * HOUR)
        assert "Nothing was asked for" in await t.see("usage?period=hour")

    with_traffic(engine_url, story)
