"""The playbook's own addresses, by host name: https://docs…/api, https://auth…/oauth/authorize and the others."""

from __future__ import annotations

import httpx
import pytest

from ghxstship_platform.web import cookies
from ghxstship_platform.web.assets import Assets

from .stage import ORIGIN, Stage, on_stage


@pytest.mark.parametrize(("url", "said"), [
    ("https://docs.example.com/", "GHXSTSHIP documentation"),
    ("https://docs.example.com/api", "API reference"),
    ("https://docs.example.com/errors/VALIDATION_ERROR", "VALIDATION_ERROR"),
    ("https://docs.example.com/llms.txt", "# GHXSTSHIP"),
    ("https://docs.example.com/rate-limits.md", "# Rate limits"),
    ("https://docs.example.com/docs/rate-limits", "Rate limits"),
    ("https://docs.example.com/openapi.json", '"openapi"'),
    ("https://docs.example.com/atlvs/v1/deals", "UNAUTHORIZED"),
    ("https://status.example.com", "Components"),
    ("https://status.example.com/api/v2/summary.json", '"indicator"'),
    ("https://status.example.com/history.rss", "<rss"),
    ("https://developers.example.com", "Sign in"),
    ("https://developers.example.com/docs/api", "API reference"),
    ("https://api.example.com/atlvs/v1/deals", "UNAUTHORIZED"),
    ("https://auth.example.com/.well-known/oauth-authorization-server", "https://auth.example.com/oauth/token"),
])  # fmt: skip
def test_the_playbooks_addresses(sqlite_url: str, url: str, said: str) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.person(await stage.workspace())
        answer = await stage.browser().get(url)
        assert said in answer.text
        assert answer.status_code == (401 if said == "UNAUTHORIZED" else 200)

    on_stage(sqlite_url, scenario, domain="example.com")


def test_the_playbooks_address_of_authorisation(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.person(await stage.workspace())
        browser = stage.browser()
        # Nobody has signed in: the page that asks for it keeps where to go on.
        await browser.get("https://auth.example.com/oauth/authorize?client_id=app_1&response_type=code")
        assert browser.page.url.host == "auth.example.com"
        assert browser.page.status_code in (200, 400)
        assert "<html" in browser.page.text

    on_stage(sqlite_url, scenario, domain="example.com")


@pytest.mark.parametrize("name", ["api", "auth", "docs", "developers", "status"])
def test_every_host_has_its_mark_where_browsers_look_for_it(sqlite_url: str, name: str) -> None:
    async def scenario(stage: Stage) -> None:
        http = stage.browser().http
        found = await http.get(
            f"https://{name}.example.com/favicon.ico", headers={"Accept": "image/*,*/*;q=0.8"}
        )
        assert (found.status_code, found.headers["content-type"]) == (200, "image/svg+xml")
        assert found.content == Assets().named("mark.svg").body
        assert found.headers["cache-control"] == "public, max-age=86400"
        assert "set-cookie" not in found.headers

    on_stage(sqlite_url, scenario, domain="example.com")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/developers/sign-in", 200), ("GET", "/developers", 303), ("GET", "/docs/nothing", 404),
    ("HEAD", "/docs", 200), ("GET", "/docs/errors/NOT_FOUND", 200), ("GET", "/status", 200),
    ("GET", "/atlvs/v1/deals", 200), ("GET", "/atlvs/v1/deals/export", 200), ("POST", "/atlvs/v1/deals", 415),
    ("GET", "/nowhere", 404), ("POST", "/livez", 405), ("GET", "/livez", 200), ("GET", "/openapi.json", 200),
    ("POST", "/oauth/token", 400), ("GET", "/oauth/authorize", 400), ("GET", "/theme/dark", 303),
])  # fmt: skip
def test_public_names_are_kept_to_https_and_others_are_not(
    sqlite_url: str, method: str, path: str, status: int
) -> None:
    async def scenario(stage: Stage) -> None:
        program = stage.api(await stage.key(await stage.workspace()))
        program.follow_redirects = False
        public = await program.request(method, f"https://api.example.com{path}")
        local = await program.request(method, f"http://127.0.0.1:8000{path}")
        assert (public.status_code, local.status_code) == (status, status)
        assert public.headers.get_list("strict-transport-security") == ["max-age=31536000"]
        assert "strict-transport-security" not in local.headers

    on_stage(sqlite_url, scenario, domain="example.com")


READABLE = {cookies.THEME}
"""What scripts need."""


@pytest.mark.parametrize(("origin", "secure"), [("https://developers.example.com", True), (ORIGIN, False)])
def test_every_cookie_is_for_its_host_alone(sqlite_url: str, origin: str, secure: bool) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        person = await stage.person(workspace)
        browser = stage.browser(origin=origin)
        lines: list[str] = []

        async def note(answer: httpx.Response) -> None:
            lines.extend(answer.headers.get_list("set-cookie"))

        browser.http.event_hooks["response"] = [note]
        await browser.sign_in(person.email)
        await browser.get(f"/developers/{workspace}")
        await browser.submit(f"/developers/{workspace}/first-key")
        await browser.submit("/developers/account/name", "/developers/account", name="Grace")
        await browser.get("/theme/dark?back=/developers/account")
        await browser.submit("/developers/sign-out")
        seen = set()
        for line in lines:
            pair, *flags = line.split("; ")
            name = pair.partition("=")[0]
            assert name.startswith("__Host-ghx_" if secure else "ghx_"), line
            assert {"Path=/", "SameSite=Lax"} <= set(flags), line
            assert ("Secure" in flags) is secure, line
            assert not any(flag.startswith("Domain") for flag in flags), line
            name = name.removeprefix("__Host-")
            assert ("HttpOnly" in flags) is (name not in READABLE), line
            seen.add(name)
        names = {
            cookies.SESSION,
            cookies.FORM,
            cookies.FLASH,
            cookies.THEME,
            cookies.WORKSPACE,
            cookies.FIRST_KEY,
        }
        assert seen == names

    on_stage(sqlite_url, scenario, domain="example.com")
