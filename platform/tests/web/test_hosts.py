"""The playbook's own addresses, by host name: https://docs…/api, https://auth…/oauth/authorize and the others."""

from __future__ import annotations

import pytest

from .stage import Stage, on_stage


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
