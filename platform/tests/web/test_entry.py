"""The way in and out: the first run, sign in, sign out, and what keeps others out."""

from __future__ import annotations

import sqlite3
from collections import Counter
from urllib.parse import quote

import pytest

from ghxstship_platform.clock import DAY, MINUTE
from ghxstship_platform.people import accounts, sessions
from ghxstship_platform.people.sessions import ABSOLUTE, IDLE

from .stage import PASSWORD, Stage, on_stage

SIGN_IN = "/developers/sign-in"


def redirects_refused(log: pytest.LogCaptureFixture) -> list[str]:
    """Where somebody was to be led away."""
    return [
        record.__dict__["where"]
        for record in log.records
        if (record.message, record.levelname) == ("redirect refused", "WARNING")
    ]


def test_sign_in_leads_to_the_workspace_and_sign_out_ends_it(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        browser = stage.browser()
        assert (await browser.get("/developers")).status_code == 200
        assert browser.path == SIGN_IN
        await browser.sign_in(person.email.upper())
        assert browser.path == f"/developers/{workspace}"
        assert "Harbor Lights" in browser.text
        before = dict(browser.http.cookies)
        await browser.submit("/developers/sign-out")
        assert browser.path == SIGN_IN
        assert "You have signed out." in browser.text
        browser.http.cookies.update(before)
        await browser.get(f"/developers/{workspace}")
        assert browser.path.startswith(SIGN_IN), "the old cookie is worth nothing"

    on_stage(engine_url, scenario)


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        person = await stage.person(await stage.workspace())
        browser = stage.browser()
        browser.http.follow_redirects = False
        set_cookie = next(
            line
            for line in (await browser.sign_in(person.email)).headers.get_list("set-cookie")
            if line.startswith("ghx_session=")
        )
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookie.split("; "))
        public = stage.browser(origin="https://developers.example.com")
        public.http.follow_redirects = False
        lines = (await public.sign_in(person.email)).headers.get_list("set-cookie")
        secure = next(line for line in lines if line.startswith("__Host-ghx_session="))
        assert "Secure" in secure.split("; ")

    on_stage(sqlite_url, scenario, domain="example.com")


def test_only_a_keyed_hash_of_a_session_is_stored(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        browser = await stage.member(workspace)
        token = browser.http.cookies["ghx_session"]
        with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
            dump = "\n".join(connection.iterdump())
        connection.close()
        assert "people_sessions" in dump
        assert token not in dump
        assert PASSWORD not in dump
        assert "$argon2id$" in dump

    on_stage(sqlite_url, scenario)


def test_sign_in_begins_another_session(sqlite_url: str) -> None:
    """Fixation: what a browser was given before is worth nothing afterwards."""

    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        browser = stage.browser()
        browser.http.cookies.set("ghx_session", "planted", domain="127.0.0.1")
        await browser.sign_in(person.email)
        first = browser.http.cookies["ghx_session"]
        assert first != "planted"
        await browser.post(SIGN_IN, [
            ("csrf", dict(browser.form("/developers/sign-out").fields)["csrf"]),
            ("email", person.email), ("password", PASSWORD),
        ])  # fmt: skip
        assert browser.http.cookies["ghx_session"] != first
        assert len(await sessions.list_of(stage.db, person.id)) == 1

    on_stage(sqlite_url, scenario)


def test_a_session_ends_when_unused_and_in_any_case(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        idle = await stage.member(workspace)
        busy = await stage.member(workspace)
        home = f"/developers/{workspace}"
        for _ in range(ABSOLUTE // DAY - 1):
            stage.clock.advance(DAY)
            await busy.get(home)
            assert busy.path == home
        await idle.get(home)
        assert idle.path.startswith(SIGN_IN), f"not used for {IDLE // DAY} days"
        stage.clock.advance(DAY + MINUTE)
        await busy.get(home)
        assert busy.path.startswith(SIGN_IN)

    on_stage(engine_url, scenario)


def test_a_wrong_password_and_an_unknown_email_look_alike(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        person = await stage.person(await stage.workspace())
        pages = []
        for email in (person.email, "nobody@example.com"):
            browser = stage.browser()
            page = await browser.sign_in(email, "not the password")
            assert page.status_code == 401
            assert "Email or password is wrong." in browser.text
            assert "ghx_session" not in browser.http.cookies
            pages.append(browser.text.replace(email, ""))
        assert pages[0] == pages[1]

    on_stage(sqlite_url, scenario)


def test_guessing_is_rationed_by_account_and_by_address_and_logged(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        for number in range(8):
            page = await stage.browser(address=f"198.51.100.{number}").sign_in(person.email, "wrong password")
            assert page.status_code == 401
        kept_out = stage.browser(address="203.0.113.9")
        page = await kept_out.sign_in(person.email)
        assert page.status_code == 429, "the right password does not help meanwhile"
        assert int(page.headers["retry-after"]) > 0
        assert "Too many attempts" in kept_out.text
        stage.clock.advance(15 * MINUTE)
        await kept_out.sign_in(person.email)
        assert kept_out.path == f"/developers/{workspace}"

        guesser = stage.browser(address="198.51.100.99")
        answers = [
            (await guesser.sign_in(f"g{number}@example.com", "wrong password")).status_code
            for number in range(21)
        ]
        assert answers == [401] * 20 + [429]
        assert person.email not in caplog.text
        refused = [record for record in caplog.records if record.message == "sign-in refused"]
        told = Counter((record.client, record.reason) for record in refused)  # type: ignore[attr-defined]
        assert told["203.0.113.9", "too many attempts"] == 1
        assert told["198.51.100.99", "wrong password"] == 20
        assert told["198.51.100.99", "too many attempts"] == 1

    on_stage(sqlite_url, scenario)


def test_next_leads_only_to_pages_of_ours_and_the_log_is_told(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        browser = stage.browser()
        await browser.get(f"/developers/{workspace}?a=b%20c")
        assert browser.path.startswith(f"{SIGN_IN}?next=")
        await browser.submit(SIGN_IN, email=person.email, password=PASSWORD)
        assert browser.path == f"/developers/{workspace}?a=b%20c"
        assert redirects_refused(caplog) == []
        for hostile in (
            "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
            "/\t/evil.example", " //evil.example", "//[", "http:evil.example", "evil.example", "/\r\nx: y",
        ):  # fmt: skip
            other = stage.browser()
            other.http.follow_redirects = False
            await other.get(SIGN_IN, params={"next": hostile})
            page = await other.submit(SIGN_IN, email=person.email, password=PASSWORD)
            assert page.status_code == 303
            assert page.headers["location"] == "/developers", hostile
            assert redirects_refused(caplog) == [SIGN_IN], hostile
            caplog.clear()
        await browser.get(f"/theme/dark?back={quote('//evil.example')}")
        assert redirects_refused(caplog) == ["/theme/{theme}"]

    on_stage(sqlite_url, scenario)


def test_the_first_run_makes_the_owner_once(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        await browser.get("/developers")
        assert browser.path == "/developers/setup"
        assert browser.page.status_code == 403
        assert browser.forms == [], "who has not the link is told where it is"
        link = f"/developers/setup?token={accounts.setup_token(stage.db.secret)}"
        await browser.get(link)
        assert ("mode", "sandbox") in browser.form("/developers/setup").fields
        given = {"workspace": "Night Shift", "mode": "live", "name": "Ada", "email": "Ada@Example.com"}
        page = await browser.submit("/developers/setup", password="short", **given)
        assert page.status_code == 422
        assert "10 to 200 characters" in browser.text
        assert {("workspace", "Night Shift"), ("mode", "live")} <= {*browser.form("/developers/setup").fields}
        unknown = await browser.submit("/developers/setup", password=PASSWORD, **{**given, "mode": "both"})
        assert unknown.status_code == 422
        assert "Must be live or sandbox" in browser.text
        stale = {**dict(browser.form("/developers/setup").fields), "mode": "live"}
        await browser.submit("/developers/setup", password=PASSWORD, **given)
        assert "The workspace is made, and you own it." in browser.text
        assert "LIVE" in browser.text
        assert "ada@example.com" in browser.text

        late = stage.browser()
        assert (await late.get(link)).status_code == 403
        assert "set up already" in late.text
        await late.get(SIGN_IN)
        csrf = dict(late.form(SIGN_IN).fields)["csrf"]
        again = await late.post(
            "/developers/setup", [*({**stale, "csrf": csrf, "password": PASSWORD}.items())]
        )
        assert again.status_code == 403
        assert len(await accounts.list_all(stage.db)) == 1

    on_stage(engine_url, scenario)


@pytest.mark.parametrize("token", ["", "x" * 32, "é"])
def test_the_first_run_needs_the_token(sqlite_url: str, token: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        await browser.get(SIGN_IN)
        csrf = dict(browser.form(SIGN_IN).fields)["csrf"]
        fields = {"csrf": csrf, "token": token, "workspace": "W", "name": "N", "email": "e@example.com",
                  "password": PASSWORD}  # fmt: skip
        assert (await browser.post("/developers/setup", list(fields.items()))).status_code == 403
        assert await accounts.list_all(stage.db) == []

    on_stage(sqlite_url, scenario)


def test_a_part_of_a_page_leads_to_the_form_as_a_whole(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        part = await stage.browser().get(f"/developers/{workspace}", headers={"HX-Request": "true"})
        assert part.content == b""
        assert part.headers["hx-redirect"] == f"{SIGN_IN}?next=%2Fdevelopers%2F{workspace}"

    on_stage(sqlite_url, scenario)


def test_who_has_signed_in_is_not_asked_again(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        browser = await stage.member(workspace)
        await browser.get(f"{SIGN_IN}?next=/developers/account")
        assert browser.path == "/developers/account"
        await browser.get(f"{SIGN_IN}?next=//evil.example")
        assert browser.path == f"/developers/{workspace}"

    on_stage(sqlite_url, scenario)


def test_without_the_database_the_way_in_says_so(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        person = await stage.person(await stage.workspace())
        browser = stage.browser()
        await browser.get(SIGN_IN)
        stage.db.close()
        page = await browser.submit(SIGN_IN, email=person.email, password=PASSWORD)
        assert page.status_code in (500, 503)
        assert "Request req_" in browser.text
        assert "Traceback" not in page.text

    on_stage(sqlite_url, scenario)
