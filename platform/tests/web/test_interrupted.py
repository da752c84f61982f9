"""What is typed into a form is not lost when its session has ended, or another one has begun."""

from __future__ import annotations

import pytest

from ghxstship_platform.people.sessions import IDLE

from .stage import ORIGIN, PASSWORD, Browser, Stage, on_stage

FROM_OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": ORIGIN},  # as browsers send it where there is no TLS
]
FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {},
]
TYPED = {"name": 'Booking "desk" <b>2</b>', "networks": "203.0.113.0/24\n198.51.100.7/32"}


async def filled_in(stage: Stage) -> tuple[Browser, str, list[tuple[str, str]]]:
    """A browser of an owner with a form before it, where the form goes, and what it sends."""
    workspace = await stage.workspace()
    owner = await stage.member(workspace)
    path = f"/developers/{workspace}/keys/new"
    await owner.get(path)
    pairs = [(name, value) for name, value in owner.form(path).fields if name not in TYPED]
    return owner, path, [*pairs, *TYPED.items()]


@pytest.mark.parametrize("headers", FROM_OURS)
def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(
    engine_url: str, headers: dict[str, str]
) -> None:
    async def scenario(stage: Stage) -> None:
        owner, path, pairs = await filled_in(stage)
        person = (await stage.person(path.split("/")[2])).email
        stage.clock.advance(IDLE + 1)
        page = await owner.post(path, pairs, headers={**headers, "Referer": f"{ORIGIN}{path}"})
        assert page.status_code == 401
        assert page.headers["cache-control"] == "no-store"
        assert "What you have typed is kept" in owner.text
        await owner.submit("/developers/sign-in", email=person, password="wrong, alas")
        assert owner.page.status_code == 401
        await owner.submit("/developers/sign-in", email=person, password=PASSWORD)
        assert "Nothing was done yet" in owner.text
        assert "<b>2</b>" not in owner.page.text
        assert path in owner.links
        await owner.submit(path)
        assert owner.page.status_code == 201, owner.text
        assert TYPED["name"] in owner.text.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
        listed = await owner.get(f"/developers/{path.split('/')[2]}/keys")
        assert listed.text.count("203.0.113.0/24") == 1, "it is made once"

    on_stage(engine_url, scenario)


@pytest.mark.parametrize("headers", FROM_OURS)
def test_a_form_of_another_session_is_shown_to_be_sent_again(
    sqlite_url: str, headers: dict[str, str]
) -> None:
    async def scenario(stage: Stage) -> None:
        owner, path, pairs = await filled_in(stage)
        stale = [(name, "x" * 50 if name == "csrf" else value) for name, value in pairs]
        page = await owner.post(path, stale, headers=headers)
        assert page.status_code == 403
        assert "203.0.113.0/24" in owner.text
        await owner.submit(path)
        assert owner.page.status_code == 201, owner.text

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_what_comes_from_elsewhere_is_not_one_click_away(sqlite_url: str, headers: dict[str, str]) -> None:
    async def scenario(stage: Stage) -> None:
        owner, path, pairs = await filled_in(stage)
        stale = [(name, "x" * 50 if name == "csrf" else value) for name, value in pairs]
        page = await owner.post(path, stale, headers=headers)
        assert page.status_code == 403
        assert "203.0.113.0/24" not in page.text
        stage.clock.advance(IDLE + 1)
        await owner.post(path, pairs, headers=headers)
        assert owner.path.startswith("/developers/sign-in")
        assert "203.0.113.0" not in owner.page.text

    on_stage(sqlite_url, scenario)


def test_passwords_are_not_kept(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        owner = await stage.member(await stage.workspace())
        await owner.get("/developers/account")
        pairs = [("csrf", "x" * 50), ("email", "new@example.com"), ("proof", PASSWORD)]
        from_there = {**FROM_OURS[0], "Referer": f"{ORIGIN}/developers/account"}
        page = await owner.post("/developers/account/email", pairs, headers=from_there)
        assert page.status_code == 403
        assert "new@example.com" in page.text
        assert PASSWORD not in page.text
        assert owner.forms == [], "it is filled in once more"
        assert "/developers/account" in owner.links

    on_stage(sqlite_url, scenario)


def test_a_button_leads_back_to_its_page(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        owner = stage.browser()
        await owner.sign_in(person.email)
        stage.clock.advance(IDLE + 1)
        from_there = {**FROM_OURS[0], "Referer": f"{ORIGIN}/developers/{workspace}/team?q=ada"}
        await owner.post(f"/developers/{workspace}/first-key", [("csrf", "x")], headers=from_there)
        await owner.submit("/developers/sign-in", email=person.email, password=PASSWORD)
        assert owner.path == f"/developers/{workspace}/team?q=ada"

    on_stage(sqlite_url, scenario)
