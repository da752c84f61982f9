"""The pages of OAuth apps, and of what a person let apps do."""

from __future__ import annotations

import re

from ghxstship_platform.oauth import codes
from ghxstship_platform.oauth.apps import find_app

from ...oauth.desk import CALLBACK, CHALLENGE, VERIFIER
from ..stage import Browser, Stage, on_stage

AUTHORISED = "/developers/authorised-apps"


async def register(browser: Browser, workspace_id: str, **fields: object) -> str:
    """Register an app through its form; the id of it, from the page that shows the secret."""
    at = f"/developers/{workspace_id}/apps/new"
    values = {"name": "Tour Ledger", "redirect_uris": CALLBACK, "scopes": ["read", "write"], **fields}
    await browser.submit(at, at, **values)
    assert browser.page.status_code == 201, browser.text
    found = re.search("app_[0-9A-Z]{26}", browser.page.text)
    assert found is not None
    return found[0]


async def tokens(stage: Stage, app_id: str, secret: str, workspace_id: str, person_id: str) -> dict[str, str]:
    """What the app gets when the person has said yes."""
    app = await stage.db.read(lambda reader: find_app(reader, app_id))
    assert app is not None
    code = await stage.db.write(
        workspace_id,
        lambda tx: codes.make(tx, app, person_id, ["read"], CALLBACK, CHALLENGE, redirect_named=True),
    )
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
    }  # fmt: skip
    answer = await stage.browser().http.post("/oauth/token", data=form, auth=(app_id, secret))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def secret_of(browser: Browser) -> str:
    """The secret that the page shows."""
    found = re.search("ghx_cs_[0-9A-Za-z]{36}", browser.page.text)
    assert found is not None
    return found[0]


def test_an_app_from_its_registration_to_its_end(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        browser = await stage.member(workspace_id)
        await browser.get(f"/developers/{workspace_id}/apps")
        assert "No app yet" in browser.text
        app_id = await register(browser, workspace_id)
        secret = secret_of(browser)
        assert f"client_id={app_id}" in browser.page.text
        at = f"/developers/{workspace_id}/apps/{app_id}"
        await browser.get(f"/developers/{workspace_id}/apps?q=ledger&type=confidential")
        assert at in browser.links
        await browser.get(f"/developers/{workspace_id}/apps?q=nothing")
        assert "No app is like that" in browser.text
        await browser.submit(at, at, redirect_uris="https://a.example.com/cb\nhttps://b.example.com/#x")
        assert browser.page.status_code == 422
        assert "Line 2: Must have no fragment" in browser.text
        await browser.submit(at, at, name="Ledger 2", scopes=["read"], device_flow="yes")
        assert "Ledger 2" in browser.text
        assert secret not in browser.page.text
        await browser.submit(f"{at}/rotate-secret", at, overlap="0")
        assert secret_of(browser) != secret
        await browser.submit(f"{at}/delete", at, confirm="something else")
        assert "This is not its name" in browser.text
        await browser.submit(f"{at}/delete", at, confirm="Ledger 2")
        assert "No app yet" in browser.text
        assert (await browser.get(at)).status_code == 404

    on_stage(engine_url, scenario)


def test_a_public_app_and_what_is_wrong_with_a_form(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        browser = await stage.member(workspace_id)
        await register(browser, workspace_id, type="public")
        assert "has no secret" in browser.text
        at = f"/developers/{workspace_id}/apps/new"
        await browser.submit(at, at, name="<b>x</b>", redirect_uris="nonsense", scopes=[])
        assert browser.page.status_code == 422
        for told in ("Choose at least one", "Line 1: Must be a whole address"):
            assert told in browser.text
        assert "&lt;b&gt;x&lt;/b&gt;" in browser.page.text

    on_stage(sqlite_url, scenario)


def test_a_form_that_is_sent_twice_registers_one_app(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        browser = await stage.member(workspace_id)
        at = f"/developers/{workspace_id}/apps/new"
        await browser.get(at)
        pairs = [*browser.form(at).fields, ("scopes", "write")]
        pairs = [(name, "Ledger" if name == "name" else value) for name, value in pairs]
        for told in ("Copy the secret now", "shown already"):
            await browser.post(at, pairs)
            assert told in browser.text
        await browser.get(f"/developers/{workspace_id}/apps")
        assert browser.page.text.count("Ledger</bdi>") == 1

    on_stage(sqlite_url, scenario)


def test_apps_are_for_who_administers(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        browser = await stage.member(workspace_id, "developer")
        for path in ("apps", "apps/new", "apps/app_x"):
            assert (await browser.get(f"/developers/{workspace_id}/{path}")).status_code == 403

    on_stage(sqlite_url, scenario)


def test_an_admin_ends_what_the_app_may_do_here(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        browser = await stage.member(workspace_id)
        viewer = await stage.person(workspace_id, "viewer")
        app_id = await register(browser, workspace_id)
        given = await tokens(stage, app_id, secret_of(browser), workspace_id, viewer.id)
        api = stage.api(given["access_token"])
        assert (await api.get("/atlvs/v1/deals")).status_code == 200
        await browser.get(f"/developers/{workspace_id}/apps/{app_id}")
        (action,) = [form.action for form in browser.forms if "/grants/" in form.action]
        await browser.submit(action)
        assert "Nobody has let it in here" in browser.text
        assert (await api.get("/atlvs/v1/deals")).status_code == 401

    on_stage(sqlite_url, scenario)


def test_a_person_sees_and_ends_what_they_granted(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace_id = await stage.workspace()
        owner = await stage.member(workspace_id)
        person, other = await stage.person(workspace_id, "viewer"), await stage.person(workspace_id, "viewer")
        app_id = await register(owner, workspace_id)
        secret = secret_of(owner)
        mine = await tokens(stage, app_id, secret, workspace_id, person.id)
        theirs = await tokens(stage, app_id, secret, workspace_id, other.id)
        browser = stage.browser()
        await browser.sign_in(person.email)
        await browser.get(AUTHORISED)
        # A row, and the question that is asked before it ends.
        assert browser.text.count("Tour Ledger") == 2
        assert "End what Tour Ledger may do in Harbor Lights?" in browser.text
        form = browser.form(AUTHORISED)
        foreign = stage.browser()
        await foreign.sign_in(other.email)
        await foreign.get(AUTHORISED)
        csrf = dict(foreign.form(AUTHORISED).fields)["csrf"]
        grab = [(name, csrf if name == "csrf" else value) for name, value in form.fields]
        assert (await foreign.post(AUTHORISED, grab)).status_code == 404
        assert (await foreign.post(AUTHORISED, [("csrf", csrf)])).status_code == 404
        api = stage.api(mine["access_token"])
        assert (await api.get("/atlvs/v1/deals")).status_code == 200
        await browser.submit(AUTHORISED)
        assert "No app yet" in browser.text
        assert (await api.get("/atlvs/v1/deals")).status_code == 401
        assert (await stage.api(theirs["access_token"]).get("/atlvs/v1/deals")).status_code == 200

    on_stage(engine_url, scenario)
