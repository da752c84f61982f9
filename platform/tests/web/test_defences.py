"""What every page is held to, whoever has written it: no form without its token, nothing inline, in no frame."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from ghxstship_platform.web import cookies
from ghxstship_platform.web.assets import Assets
from ghxstship_platform.web.registry import ROUTES
from ghxstship_platform.web.routes import ANYONE, MACHINE, MEMBER, PERSON, Route, Routes
from ghxstship_platform.web.visit import local_path

from .reading import Seen
from .stage import Browser, Stage, on_stage

# Markup that would run, quotes that would end an attribute, and text that turns the direction of what follows.
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e{{ 7*7 }}"
LONG = "Grand Old Opera House and Festival Hall 🎪 " * 7


def _filled(route: Route, workspace: str) -> str:
    """The path of a route, with something in each parameter."""
    return re.sub(r"\{\w+(:path)?\}", "x", route.path.replace("{workspace_id}", workspace))


POSTS = [route for route in ROUTES if route.method == "POST" and route.access != MACHINE]


def test_no_form_is_taken_without_its_token(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        owner, other = await stage.member(workspace), await stage.member(workspace)
        await other.get(f"/developers/{workspace}")
        foreign = dict(other.form("/developers/sign-out").fields)["csrf"]
        await owner.get(f"/developers/{workspace}")
        mine = dict(owner.form("/developers/sign-out").fields)["csrf"]
        signed_out = await stage.browser().get("/developers/sign-in")
        anonymous = re.search('name="csrf" value="([^"]+)"', signed_out.text)
        assert anonymous is not None
        assert len(POSTS) > 20
        for route in POSTS:
            path = _filled(route, workspace)
            for token in ("", "x" * 50, foreign, anonymous[1], mine[:-1], mine.swapcase()):
                page = await owner.post(path, [("csrf", token), ("confirm", "x"), ("name", "x")])
                assert page.status_code == 403, f"{path} takes {token!r}"
            # The right one, from a page of somebody else's: the browser says so.
            for site in ("cross-site", "same-site"):
                page = await owner.post(path, [("csrf", mine)], headers={"Sec-Fetch-Site": site})
                assert page.status_code == 403, f"{path} from {site}"
            page = await owner.http.post(path, json={"csrf": mine})
            assert page.status_code == 415, path
        refused = [record for record in caplog.records if record.message == "form refused"]
        told = Counter((record.where, record.foreign) for record in refused)  # type: ignore[attr-defined]
        assert all((told[route.path, False], told[route.path, True]) == (6, 2) for route in POSTS)

    on_stage(sqlite_url, scenario)


def test_signed_out_nothing_is_shown_but_the_way_in(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        await stage.person(workspace)
        browser, stranger = stage.browser(), await stage.member(await stage.workspace())
        for route in ROUTES:
            path = _filled(route, workspace)
            if route.access not in (PERSON, MEMBER):
                continue
            if route.method == "GET":
                await browser.get(path)
            else:
                await browser.post(path, [])
            assert urlsplit(browser.path).path == "/developers/sign-in", path
            if route.access == MEMBER:
                answer = await (stranger.get(path) if route.method == "GET" else stranger.post(path, []))
                assert answer.status_code in (403, 404), path
                assert "Harbor Lights" not in answer.text.replace("Harbor Lights</bdi>", "")

    on_stage(sqlite_url, scenario)


async def everything(stage: Stage, name: str) -> tuple[Browser, list[str]]:
    """A workspace in which everything is called `name`, a browser of its owner, and the pages to look at."""
    short = name[:100]
    workspace = await stage.workspace(name[:200])
    person = await stage.person(workspace, "owner", name[:200])
    browser = stage.browser()
    browser.http.headers["User-Agent"] = name.encode("latin-1", "replace").decode("latin-1")
    await browser.sign_in(person.email)
    api = stage.api(await stage.key(workspace))
    key = (await api.post("/workspace/v1/keys", json={"name": short, "scopes": ["read"]})).json()["id"]
    await api.post("/workspace/v1/invitations", json={"email": "g@example.com", "role": "viewer"})
    hook = {"url": "https://hooks.example.com/a", "description": name[:500], "events": ["*"]}
    await api.post("/workspace/v1/webhook-endpoints", json=hook)
    await api.post("/atlvs/v1/companies", json={"name": short, "metadata": {short[:40]: name[:500]}})
    declared = {"name": short, "description": name[:500], "type": "public", "scopes": ["read"]}
    app = (await api.post("/workspace/v1/oauth-apps", json=declared)).json()["id"]
    [member] = (await api.get("/workspace/v1/members")).json()["data"]
    at = f"/developers/{workspace}"
    paths = [
        at, f"{at}/keys", f"{at}/keys/{key}", f"{at}/keys/new", f"{at}/team", f"{at}/team/invite",
        f"{at}/team/{member['id']}", f"{at}/audit", f"{at}/audit?actor={key}", f"{at}/settings",
        f"{at}/apps", f"{at}/apps/{app}", f"{at}/apps/new", "/developers/authorised-apps",
        f"{at}/webhooks", f"{at}/events", f"{at}/requests", f"{at}/usage", f"{at}/data",
        "/developers/account", "/developers/workspaces", f"{at}/nothing",
    ]  # fmt: skip
    return browser, paths


@pytest.mark.parametrize("name", [EVIL, LONG], ids=["markup", "long"])
def test_what_people_have_typed_stays_text(sqlite_url: str, name: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser, paths = await everything(stage, name)
        shown = 0
        for path in paths:
            text = (await browser.get(path)).text
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert "{{" not in text or "{{ 7*7 }}" in text, path
            shown += name[:20] in Seen(text).whole
        assert shown > 12, "it is shown, as text"

    on_stage(sqlite_url, scenario)


def test_every_page_is_closed_to_what_comes_from_elsewhere(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser, paths = await everything(stage, EVIL)
        stranger = stage.browser()
        for visitor, all_of in ((browser, paths), (stranger, ["/developers/sign-in", "/docs", "/status"])):
            for path in all_of:
                page = await visitor.get(path)
                policy = dict(
                    part.strip().partition(" ")[::2]
                    for part in page.headers["content-security-policy"].split(";")
                )
                assert policy["default-src"] == "'none'", path
                assert policy["script-src"] == "'self'", path
                assert policy["style-src"] == "'self'", path
                assert policy["frame-ancestors"] == "'none'", path
                assert policy["base-uri"] == "'none'", path
                assert page.headers["x-frame-options"] == "DENY", path
                assert page.headers["x-content-type-options"] == "nosniff", path
                assert page.headers["referrer-policy"] == "same-origin", path
                kept_private = "no-store" in page.headers["cache-control"]
                assert kept_private or visitor is stranger or page.status_code == 404, path
                seen = Seen(page.text)
                assert seen.inline == [], path
                assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == [], path
                assert all(load.startswith(("/static/", "/")) for load in seen.loads), path

    on_stage(sqlite_url, scenario)


def test_pages_are_light(sqlite_url: str) -> None:
    """Below 30 KB a page, and 150 KB for everything that it loads, as it goes over the wire."""

    async def scenario(stage: Stage) -> None:
        browser, paths = await everything(stage, "Harbor Lights")
        assets = Assets()
        for path in paths:
            page = await browser.get(path)
            assert len(page.content) < 30_000, path
            loaded = {load for load in Seen(page.text).loads if load.startswith("/static/")}
            packed = [asset.packed for load in loaded if (asset := assets.find(load)) is not None]
            assert len(packed) == len(loaded), path
            assert sum(map(len, packed)) < 150_000, path

    on_stage(sqlite_url, scenario)


def test_two_routes_cannot_answer_the_same_path() -> None:
    async def nothing(visit: object) -> None:
        return None

    one = Route("GET", "/a/{b}", nothing)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two pages answer GET"):
        Routes([one, one])
    found = Routes([one, Route("GET", "/a/fixed", nothing, ANYONE)])  # type: ignore[arg-type]
    assert found.find("/a/fixed") == ({"GET": found.all[1]}, {})
    assert found.find("/a/x") == ({"GET": one}, {"b": "x"})
    assert found.find("/a/x/y") is None
    assert found.find("/a/" + "x" * 3000) is None


@pytest.mark.parametrize("path", ["/developers", "/developers/ws_1/keys?status=active&q=a%20b", "/docs#a"])
def test_paths_of_ours_are_gone_back_to(path: str) -> None:
    assert local_path(path, "/else") == path


def test_a_signed_text_is_ours_or_nothing() -> None:
    secret = b"s" * 32
    signed = cookies.sign(secret, "flash", "Grüße 🎪")
    assert cookies.unsign(secret, "flash", signed) == "Grüße 🎪"
    for other in (signed[:-1], signed + "x", "", ".", "x.y", signed.replace(".", "")):
        assert cookies.unsign(secret, "flash", other) is None
    assert cookies.unsign(secret, "other", signed) is None
    assert cookies.unsign(b"t" * 32, "flash", signed) is None
    assert cookies.parse(b"a=1; a=2; b; c = 3;d=4=5") == {"a": "1", "c ": " 3", "d": "4=5"}
