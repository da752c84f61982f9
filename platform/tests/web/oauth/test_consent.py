"""The consent page: who asks for what, what a person may give, and what never reaches an address that is not known."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import httpx
import pytest

from ghxstship_platform.people.roles import ROLES

from ..stage import Browser, Stage, on_stage

CALLBACK = "https://ledger.example.com/oauth/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ISSUER = "http://127.0.0.1:8000"
GOOD = {
    "response_type": "code",
    "redirect_uri": CALLBACK,
    "scope": "read write",
    "state": "xyz 1&2",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


async def register(stage: Stage, workspace: str, **fields: Any) -> dict[str, Any]:
    """A new application of a workspace."""
    api = stage.api(await stage.key(workspace))
    values = {
        "name": "Tour Ledger",
        "type": "confidential",
        "redirect_uris": [CALLBACK],
        "scopes": ["read", "write", "webhooks"],
        **fields,
    }
    made = await api.post("/workspace/v1/oauth-apps", json=values)
    assert made.status_code == 201, made.text
    return dict(made.json())


def address(app: dict[str, Any], **changed: str | None) -> str:
    """An authorization request; None leaves a parameter out."""
    values = {"client_id": app["client_id"], **GOOD, **changed}
    return "/oauth/authorize?" + urlencode(
        {name: value for name, value in values.items() if value is not None}
    )


async def decide(browser: Browser, url: str, decision: str, **fields: Any) -> httpx.Response:
    """Open a request, answer it, and do not follow the browser to the application."""
    page = await browser.get(url)
    assert page.status_code == 200, page.text
    action = next(form.action for form in browser.forms if form.action.startswith("/oauth/authorize"))
    browser.http.follow_redirects = False
    answer = await browser.submit(action, decision=decision, **fields)
    browser.http.follow_redirects = True
    return answer


def sent_back(answer: httpx.Response, to: str = CALLBACK) -> dict[str, str]:
    """What the application is told."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.partition("?")[0] == to
    return dict(parse_qsl(urlsplit(location).query))


def warned(log: pytest.LogCaptureFixture) -> bool:
    """Whether the log was told of one refusal, as of what looks like an attack; forgets it."""
    (told,) = [record for record in log.records if record.message == "oauth refused"]
    log.clear()
    return told.levelno == logging.WARNING


async def exchange(stage: Stage, app: dict[str, Any], **form: str) -> httpx.Response:
    """Redeem a code."""
    browser = stage.browser()
    values = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **form}
    values = {name: value for name, value in values.items() if value}
    return await browser.http.post(
        "/oauth/token",
        data=values,
        auth=(app["client_id"], app["client_secret"]) if app["client_secret"] else None,
    )


def test_a_person_signs_in_says_yes_and_the_application_gets_what_was_allowed(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace("Harbor Lights", mode="live")
        other = await stage.workspace("Other Shore")
        app = await register(stage, other)
        person = await stage.person(workspace)
        browser = stage.browser()
        await browser.get(address(app))
        assert browser.path.startswith("/developers/sign-in")
        await browser.submit("/developers/sign-in", email=person.email, password="the band is on at nine")
        assert browser.path.startswith("/oauth/authorize?"), "back to what was asked"
        for said in (
            "Tour Ledger",
            "ledger.example.com",
            "Harbor Lights",
            "LIVE",
            "Create, change and delete",
        ):
            assert said in browser.text
        assert "Other Shore" not in browser.text
        policy = browser.page.headers["content-security-policy"]
        assert "form-action 'self' https://ledger.example.com;" in policy
        assert "frame-ancestors 'none'" in policy
        assert browser.page.headers["x-frame-options"] == "DENY"
        told = sent_back(await decide(browser, address(app), "allow", workspace=workspace))
        assert told == {"code": told["code"], "state": "xyz 1&2", "iss": ISSUER}
        tokens = (await exchange(stage, app, code=told["code"])).json()
        assert (tokens["scope"], tokens["workspace_id"]) == ("read write", workspace)
        deals = await stage.api(tokens["access_token"]).get("/atlvs/v1/deals")
        assert deals.status_code == 200

    on_stage(engine_url, scenario)


def test_a_no_is_told_to_the_application(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        browser = await stage.member(workspace)
        told = sent_back(await decide(browser, address(app, state=None), "deny"))
        assert (told["error"], told["iss"], "state" in told) == ("access_denied", ISSUER, False)

    on_stage(sqlite_url, scenario)


def test_the_address_of_the_playbook_as_it_stands(sqlite_url: str) -> None:
    """Its template literal puts line breaks and spaces before the parameters; browsers drop the breaks only."""

    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        browser = await stage.member(workspace)
        for gap in ("\n  ", "  "):
            written = (
                f"/oauth/authorize?{gap}client_id={app['client_id']}&{gap}redirect_uri={CALLBACK}&{gap}"
                f"response_type=code&{gap}scope=read write webhooks"
            )
            url = quote(written, safe="/:?&=%")
            told = sent_back(await decide(browser, url, "allow", workspace=workspace))
            tokens = await exchange(stage, app, code=told["code"], code_verifier="")
            assert tokens.json()["scope"] == "read write webhooks"

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("role", list(ROLES))
def test_a_person_gives_no_more_than_the_role_allows(sqlite_url: str, role: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace, scopes=["admin"])
        browser = await stage.member(workspace, role)
        told = sent_back(await decide(browser, address(app, scope="admin"), "allow", workspace=workspace))
        scopes = (await exchange(stage, app, code=told["code"])).json()["scope"].split()
        assert set(scopes) == ROLES[role].scopes

    on_stage(sqlite_url, scenario)


def test_another_workspace_than_ones_own_cannot_be_given(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace, foreign = await stage.workspace(), await stage.workspace("Foreign")
        app = await register(stage, foreign)
        browser = await stage.member(workspace)
        answer = await decide(browser, address(app), "allow", workspace=foreign)
        assert answer.status_code == 422
        assert "Choose a workspace." in browser.text
        assert warned(caplog)
        nobody = stage.browser()
        await nobody.sign_in((await stage.person()).email)
        await nobody.get(address(app))
        assert "You belong to no workspace" in nobody.text
        assert sent_back(await decide(nobody, address(app), "deny"))["error"] == "access_denied"

    on_stage(sqlite_url, scenario)


UNSAFE = {
    "unknown": {"client_id": "app_01KAQ7R5M0000G4XWZ9YV8T2NB"},
    "markup": {"client_id": "<script>alert(1)</script>"},
    "nobody": {"client_id": None},
    "another host": {"redirect_uri": "https://evil.example.com/oauth/callback"},
    "prefix": {"redirect_uri": CALLBACK + "/../../elsewhere"},
    "suffix": {"redirect_uri": CALLBACK + ".evil.example.com"},
    "more path": {"redirect_uri": CALLBACK + "/more"},
    "a query": {"redirect_uri": CALLBACK + "?next=https://evil.example.com"},
    "a fragment": {"redirect_uri": CALLBACK + "#x"},
    "a user": {"redirect_uri": "https://ledger.example.com@evil.example.com/oauth/callback"},
    "a backslash": {"redirect_uri": "https://evil.example.com\\@ledger.example.com/oauth/callback"},
    "upper case": {"redirect_uri": CALLBACK.replace("oauth", "OAuth")},
    "a port": {"redirect_uri": CALLBACK.replace(".com/", ".com:8443/")},
    "plain http": {"redirect_uri": CALLBACK.replace("https", "http")},
    "a script": {"redirect_uri": "javascript:alert(1)"},
    "encoded": {"redirect_uri": CALLBACK.replace("/callback", "%2fcallback")},
    "a line": {"redirect_uri": CALLBACK + "\r\nX-Evil: 1"},
}


@pytest.mark.parametrize("changed", UNSAFE.values(), ids=list(UNSAFE))
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    sqlite_url: str, changed: dict[str, str | None], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        browser = await stage.member(workspace)
        browser.http.follow_redirects = False
        with caplog.at_level(logging.INFO):
            answer = await browser.get(address(app, **changed))
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "This request cannot be answered" in answer.text
        assert "<script>alert" not in answer.text
        assert warned(caplog) == ("redirect_uri" in changed)
        posted = await browser.post(
            address(app, **changed), [("decision", "allow"), ("workspace", workspace)]
        )
        assert posted.status_code in (400, 403)
        assert "location" not in posted.headers

    on_stage(sqlite_url, scenario)


def test_a_parameter_that_decides_where_to_stands_once(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        browser = await stage.member(workspace)
        browser.http.follow_redirects = False
        for name, value in (("redirect_uri", "https://evil.example.com/"), ("client_id", "app_other")):
            answer = await browser.get(f"{address(app)}&{name}={quote(value)}")
            assert (answer.status_code, "twice" in answer.text) == (400, True)
            assert warned(caplog)
        told = sent_back(await browser.get(address(app) + "&scope=admin"))
        assert told["error"] == "invalid_request"

    on_stage(sqlite_url, scenario)


MISASKED = {
    "no type": ({"response_type": None}, "invalid_request"),
    "implicit": ({"response_type": "token"}, "unsupported_response_type"),
    "fragment mode": ({"response_mode": "fragment"}, "invalid_request"),
    "plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "method left out": ({"code_challenge_method": None}, "invalid_request"),
    "challenge left out": ({"code_challenge": None}, "invalid_request"),
    "short challenge": ({"code_challenge": "abc"}, "invalid_request"),
    "unknown scope": ({"scope": "read fly"}, "invalid_scope"),
    "more than registered": ({"scope": "admin"}, "invalid_scope"),
    "a request object": ({"request": "ey"}, "request_not_supported"),
    "a request address": ({"request_uri": "https://x.example"}, "request_uri_not_supported"),
}


ATTACKS = ("plain", "method left out", "challenge left out", "unknown scope", "more than registered")


@pytest.mark.parametrize("name", MISASKED)
def test_what_is_asked_wrongly_is_told_to_the_application_and_the_log(
    sqlite_url: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    changed, error = MISASKED[name]

    async def scenario(stage: Stage) -> None:
        app = await register(stage, await stage.workspace())
        browser = stage.browser()
        browser.http.follow_redirects = False
        with caplog.at_level(logging.INFO):
            told = sent_back(await browser.get(address(app, **changed)))
        assert warned(caplog) == (name in ATTACKS)
        assert (told["error"], told["state"], told["iss"]) == (error, "xyz 1&2", ISSUER)
        assert "code" not in told

    on_stage(sqlite_url, scenario)


def test_a_public_application_must_use_pkce(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        loopback = "http://127.0.0.1/callback"
        app = await register(stage, workspace, type="public", redirect_uris=[loopback])
        browser = await stage.member(workspace)
        at = "http://127.0.0.1:53712/callback"
        browser.http.follow_redirects = False
        bare = {"code_challenge": None, "code_challenge_method": None}
        assert (
            sent_back(await browser.get(address(app, redirect_uri=at, **bare)), at)["error"]
            == "invalid_request"
        )
        assert warned(caplog)
        browser.http.follow_redirects = True
        told = sent_back(
            await decide(browser, address(app, redirect_uri=at), "allow", workspace=workspace), at
        )
        form = {"client_id": app["client_id"], "code": told["code"], "redirect_uri": at}
        assert (await exchange(stage, app, **form)).status_code == 200

    on_stage(sqlite_url, scenario)


def test_an_answer_that_no_page_of_ours_sent_is_refused(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        browser = await stage.member(workspace)
        browser.http.follow_redirects = False
        fields = [("decision", "allow"), ("workspace", workspace)]
        for forged in (fields, [*fields, ("csrf", "x" * 90)]):
            assert (await browser.post(address(app), forged)).status_code == 403
        await browser.get(address(app))
        form = next(one for one in browser.forms if one.action.startswith("/oauth/authorize"))
        token = dict(form.fields)["csrf"]
        elsewhere = await browser.post(
            address(app), [*fields, ("csrf", token)], headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert elsewhere.status_code == 403
        stranger = await stage.member(workspace)
        stranger.http.follow_redirects = False
        assert (await stranger.post(address(app), [*fields, ("csrf", token)])).status_code == 403

    on_stage(sqlite_url, scenario)


def test_an_application_without_a_choice_of_address_need_not_name_it(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        one = await register(stage, workspace)
        two = await register(stage, workspace, redirect_uris=[CALLBACK, "https://ledger.example.com/other"])
        browser = await stage.member(workspace)
        told = sent_back(await decide(browser, address(one, redirect_uri=None), "allow", workspace=workspace))
        browser.http.follow_redirects = False
        assert (await browser.get(address(two, redirect_uri=None))).status_code == 400
        assert (await exchange(stage, one, code=told["code"])).status_code == 200

    on_stage(sqlite_url, scenario)


def test_the_public_host_of_the_server(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        app = await register(stage, workspace)
        person = await stage.person(workspace)
        browser = stage.browser(origin="https://auth.ghxstship.com")
        url = address(app)
        await browser.get(url)
        assert browser.path.startswith("/developers/sign-in")
        await browser.submit("/developers/sign-in", email=person.email, password="the band is on at nine")
        told = sent_back(await decide(browser, url, "allow", workspace=workspace))
        assert told["iss"] == "https://auth.ghxstship.com"
        assert parse_qs(urlsplit(url).query)["client_id"] == [app["client_id"]]

    on_stage(sqlite_url, scenario, domain="ghxstship.com")
