"""The page where a device's code is typed: what it asks, what a person may give, and how guesses are rationed."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from ghxstship_platform.clock import MINUTE
from ghxstship_platform.oauth import devices
from ghxstship_platform.people import accounts
from ghxstship_platform.people.roles import ROLES

from ..stage import Browser, Stage, on_stage
from .test_consent import register

PAGE = "/oauth/device"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
NO_DEVICE = "No device shows this code."


class Display:
    """A device that shows a code."""

    def __init__(self, stage: Stage, app: dict[str, Any], codes: dict[str, Any]) -> None:
        self._http = stage.browser().http
        self._app = app
        self.user_code = str(codes["user_code"])
        self.link = str(codes["verification_uri_complete"])
        self._device_code = str(codes["device_code"])

    async def ask(self) -> dict[str, Any]:
        """What the device is told when it asks for its tokens."""
        form = {
            "grant_type": GRANT,
            "client_id": self._app["client_id"],
            "device_code": self._device_code,
        }
        return dict((await self._http.post("/oauth/token", data=form)).json())


async def display(stage: Stage, workspace: str, scope: str = "read write", **fields: Any) -> Display:
    """A device of an application of the workspace that has begun."""
    values = {"name": "Stage display", "type": "public", "device_flow": True, "redirect_uris": [], **fields}
    app = await register(stage, workspace, **values)
    form = {"client_id": app["client_id"], "scope": scope}
    answer = await stage.browser().http.post("/oauth/device_authorization", data=form)
    assert answer.status_code == 200, answer.text
    return Display(stage, app, answer.json())


async def type_in(browser: Browser, code: str) -> httpx.Response:
    """Type a code into the page."""
    return await browser.submit(PAGE, PAGE, user_code=code)


@pytest.mark.parametrize("typed", [str.upper, str.lower, lambda code: code.replace("-", "").title()])
def test_a_code_in_any_case_with_or_without_its_dash(engine_url: str, typed: Any) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser = await stage.member(workspace)
        assert (await type_in(browser, typed(device.user_code))).status_code == 200
        assert "Stage display asks for access" in browser.text
        assert (await device.ask())["error"] == "authorization_pending", "typing it is no answer"
        await browser.submit(PAGE, decision="allow", workspace=workspace)
        assert "Stage display is let in." in browser.text
        stage.clock.advance(MINUTE)
        tokens = await device.ask()
        assert (tokens["scope"], tokens["workspace_id"]) == ("read write", workspace)

    on_stage(engine_url, scenario)


def test_a_link_that_brings_the_code_along_still_asks(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser = await stage.member(workspace)
        await browser.get(device.link)
        assert dict(browser.form(PAGE).fields)["user_code"] == device.user_code
        assert (await device.ask())["error"] == "authorization_pending"
        await browser.submit(PAGE)
        assert f"Does the device show {device.user_code} ?" in browser.text
        stage.clock.advance(MINUTE)
        assert (await device.ask())["error"] == "authorization_pending"

    on_stage(sqlite_url, scenario)


def test_a_no_turns_the_device_away(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser = await stage.member(workspace)
        await type_in(browser, device.user_code)
        await browser.submit(PAGE, decision="deny")
        assert "Stage display was not let in." in browser.text
        assert (await device.ask())["error"] == "access_denied"

    on_stage(sqlite_url, scenario)


def test_a_yes_needs_a_workspace_of_ones_own(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(stage: Stage) -> None:
        workspace, second, foreign = [await stage.workspace(name) for name in ("One", "Two", "Foreign")]
        device = await display(stage, foreign)
        person = await stage.person(workspace)
        await accounts.make_member(stage.db, second, person, "owner")
        browser = stage.browser()
        await browser.sign_in(person.email)
        await type_in(browser, device.user_code)
        assert "workspace" not in browser.form(PAGE).names, "of two none is chosen beforehand"
        for chosen in (None, foreign):
            answer = await browser.submit(PAGE, decision="allow", workspace=chosen)
            assert (answer.status_code, "Choose a workspace." in browser.text) == (422, True)
        (told,) = [record for record in caplog.records if record.message == "oauth refused"]
        assert (told.levelname, told.__dict__["where"]) == ("WARNING", PAGE)
        assert (await device.ask())["error"] == "authorization_pending"

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("role", list(ROLES))
def test_a_person_gives_a_device_no_more_than_the_role_allows(sqlite_url: str, role: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace, "admin", scopes=["admin"])
        browser = await stage.member(workspace, role)
        await type_in(browser, device.user_code)
        await browser.submit(PAGE, decision="allow", workspace=workspace)
        assert set((await device.ask())["scope"].split()) == ROLES[role].scopes

    on_stage(sqlite_url, scenario)


def test_wrong_codes_are_rationed_by_person_and_by_address_and_logged(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        person = await stage.person(workspace)
        here, elsewhere = stage.browser(), stage.browser(address="198.51.100.9")
        for browser in (here, elsewhere):
            await browser.sign_in(person.email)
        neighbour = await stage.member(workspace)
        stranger = await stage.member(workspace, address="203.0.113.4")
        for _ in range(5):
            assert (await type_in(here, "BBBB-BBBB")).status_code == 422
            assert NO_DEVICE in here.text
        for blocked in (here, elsewhere, neighbour):
            assert (await type_in(blocked, device.user_code)).status_code == 429
            assert "Too many wrong codes. Try again in 60 seconds." in blocked.text
        assert (await type_in(stranger, device.user_code)).status_code == 200
        stage.clock.advance(MINUTE)
        assert (await type_in(here, device.user_code)).status_code == 200

    with caplog.at_level(logging.INFO):
        on_stage(sqlite_url, scenario)
    told = [
        (record.levelname, record.__dict__["error"])
        for record in caplog.records
        if record.message == "oauth refused" and record.__dict__["where"] == PAGE
    ]
    assert told == [("WARNING", "invalid_grant")] * 5 + [("WARNING", "temporarily_unavailable")] * 3
    assert "BBBB" not in caplog.text


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_an_answer_after_somebody_elses_comes_too_late(sqlite_url: str, decision: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        first, second = await stage.member(workspace), await stage.member(workspace)
        for browser in (first, second):
            await type_in(browser, device.user_code)
        await first.submit(PAGE, decision="deny")
        answer = await second.submit(PAGE, decision=decision, workspace=workspace)
        assert (answer.status_code, NO_DEVICE in second.text) == (422, True)
        assert (await device.ask())["error"] == "access_denied"

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_of_two_that_answer_at_once_the_later_is_not_told_that_it_counts(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    decide = devices.decide

    async def beaten(db: Any, typed: str, *verdict: Any) -> bool:
        assert await decide(db, typed, "person_01KAQ7R5M0000G4XWZ9YV8T2NB", None, [])
        return await decide(db, typed, *verdict)

    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser = await stage.member(workspace)
        await type_in(browser, device.user_code)
        monkeypatch.setattr(devices, "decide", beaten)
        answer = await browser.submit(PAGE, decision=decision, workspace=workspace)
        assert (answer.status_code, "The device waits no more" in browser.text) == (422, True)
        assert (await device.ask())["error"] == "access_denied"

    on_stage(sqlite_url, scenario)


def test_an_answer_that_no_page_of_ours_sent_is_refused(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser, stranger = await stage.member(workspace), await stage.member(workspace)
        await stranger.get(PAGE)
        foreign = dict(stranger.form(PAGE).fields)["csrf"]
        fields = [("user_code", device.user_code), ("decision", "allow"), ("workspace", workspace)]
        for forged in (fields, [*fields, ("csrf", "x" * 90)], [*fields, ("csrf", foreign)]):
            assert (await browser.post(PAGE, forged)).status_code == 403
        assert (await device.ask())["error"] == "authorization_pending"

    on_stage(sqlite_url, scenario)


def test_a_code_that_has_expired_is_one_that_no_device_shows(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        device = await display(stage, workspace)
        browser = await stage.member(workspace)
        await type_in(browser, device.user_code)
        stage.clock.advance(15 * MINUTE)
        answer = await browser.submit(PAGE, decision="allow", workspace=workspace)
        assert (answer.status_code, NO_DEVICE in browser.text) == (422, True)
        assert (await device.ask())["error"] == "expired_token"

    on_stage(sqlite_url, scenario)
