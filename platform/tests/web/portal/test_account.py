"""A person's account, its workspaces, and a workspace's settings."""

from __future__ import annotations

import pytest

from ghxstship_platform.clock import MINUTE
from ghxstship_platform.oauth import grants, tokens
from ghxstship_platform.oauth.apps import COMMAND_LINE
from ghxstship_platform.people import accounts
from ghxstship_platform.storage.transaction import Transaction

from ..stage import PASSWORD, Stage, on_stage

ACCOUNT = "/developers/account"
CHANGE = f"{ACCOUNT}/password"


def test_sessions_are_listed_and_ended(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        here, there, third = (stage.browser(address=f"192.0.2.{n}") for n in (1, 2, 3))
        for browser in (there, third, here):
            await browser.sign_in(person.email)
            stage.clock.advance(MINUTE)
        await here.get(ACCOUNT)
        for told in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "This one"):
            assert told in here.text
        forms = [form for form in here.forms if form.action == f"{ACCOUNT}/sessions"]
        assert len(forms) == 3, "one for each other, one for all"
        await here.post(f"{ACCOUNT}/sessions", forms[-2].fields)
        assert "The session has ended." in here.text
        assert [form for form in here.forms if form.action == f"{ACCOUNT}/sessions"]
        await here.submit(f"{ACCOUNT}/sessions", session="others")
        assert "The other session has ended." in here.text
        for browser in (there, third):
            await browser.get(ACCOUNT)
            assert browser.path.startswith("/developers/sign-in")
        await here.get(ACCOUNT)
        assert here.path == ACCOUNT

    on_stage(engine_url, scenario)


def test_the_password_is_changed(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        browser, other = stage.browser(), stage.browser()
        for each in (browser, other):
            await each.sign_in(person.email)
        fresh = "another one that is long"
        for current, new, again, told in (
            (PASSWORD, fresh, "mistyped", "Is not the same"),
            ("wrong one", fresh, fresh, "Is not your password"),
            (PASSWORD, "short", "short", "10 to 200 characters"),
        ):
            page = await browser.submit(CHANGE, ACCOUNT, current=current, password=new, again=again)
            assert page.status_code == 422
            assert told in browser.text
        await browser.submit(CHANGE, ACCOUNT, current=PASSWORD, password=fresh, again=fresh)
        assert "every other session has ended" in browser.text
        await other.get(ACCOUNT)
        assert other.path.startswith("/developers/sign-in")
        assert await accounts.has_password(stage.db, person.id, fresh)

    on_stage(sqlite_url, scenario)


def test_guessing_the_current_password_is_rationed(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = await stage.member(await stage.workspace())
        fresh = "another one that is long"
        await browser.get(ACCOUNT)
        codes = [
            (await browser.submit(CHANGE, current=f"guess {n}", password=fresh, again=fresh)).status_code
            for n in range(9)
        ]
        assert codes == [422] * 8 + [429]

    on_stage(sqlite_url, scenario)


async def members(stage: Stage, workspace: str) -> list[tuple[str, str]]:
    """Who the API says is a member: name and email."""
    answer = await stage.api(await stage.key(workspace)).get("/workspace/v1/members?sort=created_at")
    return [(member["name"], member["email"]) for member in answer.json()["data"]]


def test_a_name_is_changed_in_every_workspace(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        first, second = [await stage.workspace(name) for name in ("Harbor Lights", "Night Train")]
        person = await stage.person(first)
        await accounts.make_member(stage.db, second, person, "viewer")
        browser = stage.browser()
        await browser.sign_in(person.email)
        for name in (" ", "x" * 201):
            page = await browser.submit(f"{ACCOUNT}/name", ACCOUNT, name=name)
            assert page.status_code == 422
        await browser.submit(f"{ACCOUNT}/name", ACCOUNT, name=" Grace <Hopper> ")
        assert "Your name is changed." in browser.text
        assert dict(browser.form(f"{ACCOUNT}/name").fields)["name"] == "Grace <Hopper>"
        for workspace in (first, second):
            assert await members(stage, workspace) == [("Grace <Hopper>", person.email)]
            told = await stage.api(await stage.key(workspace)).get(
                "/workspace/v1/audit-log?action=member.updated"
            )
            (entry,) = told.json()["data"]
            assert entry["actor"] == person.id
            assert entry["changes"] == {"name": {"from": "Person 1", "to": "Grace <Hopper>"}}

    on_stage(engine_url, scenario)


def test_an_email_is_changed_with_the_password(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        taken = await stage.person(workspace)
        person = await stage.person(workspace)
        browser, other = stage.browser(), stage.browser()
        for each in (browser, other):
            await each.sign_in(person.email)
        for email, proof, told in (
            ("grace@example.com", "a wrong one", "Is not your password"),
            (taken.email.upper(), PASSWORD, "Belongs to somebody who has an account already"),
            ("nobody", PASSWORD, "email address"),
        ):
            page = await browser.submit(f"{ACCOUNT}/email", ACCOUNT, email=email, proof=proof)
            assert page.status_code == 422
            assert told in browser.text
            assert dict(browser.form(f"{ACCOUNT}/email").fields)["email"] == email
            assert PASSWORD not in page.text
        await browser.submit(f"{ACCOUNT}/email", ACCOUNT, email="Grace@Example.com", proof=PASSWORD)
        assert "Sign in with your new email from now on." in browser.text
        assert ("Person 2", "grace@example.com") in await members(stage, workspace)
        await other.get(ACCOUNT)
        assert other.path == ACCOUNT, "who has signed in goes on"
        stranger = stage.browser()
        assert (await stranger.sign_in(person.email)).status_code == 401
        assert (await stranger.sign_in("grace@example.com")).status_code == 200

    on_stage(engine_url, scenario)


def test_guessing_the_password_for_another_email_is_rationed(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = await stage.member(await stage.workspace())
        await browser.get(ACCOUNT)
        codes = [
            (await browser.submit(f"{ACCOUNT}/email", email="x@example.com", proof=f"guess {n}")).status_code
            for n in range(9)
        ]
        assert codes == [422] * 8 + [429]
        assert "Too many attempts" in browser.text

    on_stage(sqlite_url, scenario)


def test_what_a_crash_has_left_untold_is_told_at_the_next_sign_in(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        renamed = {"person_id": person.id, "new_name": "Grace"}
        await stage.db.administer(lambda session: session.run(accounts._SET_NAME, renamed))
        assert await members(stage, workspace) == [("Person 1", person.email)]
        await stage.browser().sign_in(person.email)
        assert await members(stage, workspace) == [("Grace", person.email)]

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_a_member_leaves_with_what_it_has_granted(engine_url: str, role: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner = await stage.member(workspace)
        person = await stage.person(workspace, role)
        browser = stage.browser()
        await browser.sign_in(person.email)

        def grant(tx: Transaction) -> str:
            made = grants.begin(tx, COMMAND_LINE, person.id, ["read"], "device_code")
            return str(tokens.issue(tx, made)["access_token"])

        api = stage.api(await stage.db.write(workspace, grant))
        assert (await api.get("/atlvs/v1/deals")).status_code == 200
        settings = f"/developers/{workspace}/settings"
        page = await browser.submit(f"{settings}/leave", settings, confirm="Harbor")
        assert page.status_code == 422
        assert "This is not the name." in browser.text
        await browser.submit(f"{settings}/leave", confirm="Harbor Lights")
        assert browser.path == "/developers/workspaces"
        assert "You have left Harbor Lights." in browser.text
        assert (await browser.get(f"/developers/{workspace}")).status_code == 404
        assert (await api.get("/atlvs/v1/deals")).status_code == 401
        await owner.get(f"/developers/{workspace}/team")
        assert person.email not in owner.text

    on_stage(engine_url, scenario)


def test_the_last_owner_does_not_leave(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        browser = await stage.member(workspace)
        await stage.member(workspace, "admin")
        settings = f"/developers/{workspace}/settings"
        page = await browser.submit(f"{settings}/leave", settings, confirm="Harbor Lights")
        assert page.status_code == 422
        assert "make somebody else an owner first" in browser.text
        assert (await browser.get(f"/developers/{workspace}")).status_code == 200

    on_stage(engine_url, scenario)


def test_an_owner_makes_workspaces_and_goes_between_them(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        browser = await stage.member(workspace)
        page = await browser.submit(
            "/developers/workspaces", "/developers/workspaces", name=" ", mode="sandbox"
        )
        assert page.status_code == 422
        await browser.submit("/developers/workspaces", name="Tour B", mode="live")
        assert "The workspace is made." in browser.text
        made = browser.path
        assert "LIVE" in browser.text
        await browser.get("/developers")
        assert browser.path == made, "the one that was open last"
        assert f"/developers/{workspace}" in browser.links
        await browser.get(f"/developers/{workspace}")
        await browser.get("/developers")
        assert browser.path == f"/developers/{workspace}"

        await browser.get("/developers/workspaces")
        csrf = dict(browser.form("/developers/workspaces").fields)["csrf"]
        odd = await browser.post("/developers/workspaces", [("csrf", csrf), ("name", "x"), ("mode", "dream")])
        assert odd.status_code == 422

        guest = await stage.member(workspace, "admin")
        await guest.get("/developers/workspaces")
        assert [form for form in guest.forms if form.action == "/developers/workspaces"] == []
        csrf = dict(guest.form("/developers/sign-out").fields)["csrf"]
        fields = [("csrf", csrf), ("name", "x"), ("mode", "live")]
        assert (await guest.post("/developers/workspaces", fields)).status_code == 403

    on_stage(engine_url, scenario)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_settings_are_seen_by_all_and_changed_by_admins(sqlite_url: str, role: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        browser = await stage.member(workspace, role)
        settings = f"/developers/{workspace}/settings"
        await browser.get(settings)
        for told in ("pro", "requests a minute", "30 days", "365 days", "SANDBOX"):
            assert told in browser.text
        if role == "viewer":
            csrf = dict(browser.form("/developers/sign-out").fields)["csrf"]
            assert (await browser.post(settings, [("csrf", csrf), ("name", "x")])).status_code == 403
            return
        page = await browser.submit(settings, name="")
        assert page.status_code == 422
        await browser.submit(settings, name="Night & Day <i>")
        assert "Night &amp; Day &lt;i&gt;" in browser.page.text

    on_stage(sqlite_url, scenario)
