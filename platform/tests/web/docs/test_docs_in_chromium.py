"""The documentation in a browser: search on every letter, a key for the tab, trying operations, Markdown to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ...end_to_end.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

DEALS = "/docs/api/atlvs/deals"


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong and nothing may come from elsewhere."""
    found, wrong = signed_in.new_page(), []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on(
        "console", lambda message: wrong.append(message.text) if "Security Policy" in message.text else None
    )
    asked: list[str] = []
    found.on("request", lambda request: asked.append(request.url))
    yield found
    origin = found.evaluate("location.origin")
    found.close()
    assert not wrong
    assert all(url.startswith((origin, "data:")) for url in asked)


def test_search_answers_on_every_letter_and_walks_by_keyboard(page: Page) -> None:
    page.goto("/docs")
    page.keyboard.press("/")
    page.keyboard.type("idempo")
    first = page.locator("#found a").first
    first.wait_for()
    assert "Idempotency" in first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/docs/idempotency")
    page.keyboard.press("/")
    page.keyboard.type("rate")
    page.locator("#found a").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#found a").count() == 0


def test_what_is_typed_before_the_scripts_are_there_is_looked_for(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/static/htmx.*.js", hold)
    with page.expect_request("**/static/htmx.*.js"):
        page.goto("/docs", wait_until="commit")
    page.get_by_label("Search the documentation").fill("idempo")
    held[0].continue_()
    first = page.locator("#found a").first
    first.wait_for()
    assert "Idempotency" in first.inner_text()


def test_a_key_for_the_tab_fills_the_samples_and_sends(page: Page, demo_site: Server) -> None:
    key = demo_site.ready["api_key"]
    page.goto(DEALS)
    assert page.locator("pre", has_text=demo_site.ready["workspace_id"]).count() > 0
    create = page.locator(".call", has_text="POST").first
    create.get_by_role("button", name="Try it").click()
    create.get_by_role("button", name="Send").click()
    assert "Give a sandbox key" in create.get_by_role("status").inner_text()
    field = page.get_by_label("Key for this tab")
    field.fill("ghx_live_0123456789")
    field.press("Enter")
    assert "live workspace" in page.locator("#reader-key-hint").inner_text()
    field.fill(key)
    field.press("Enter")
    assert key in page.locator("pre", has_text="curl").first.inner_text()
    create.get_by_role("button", name="Send").click()
    answer = create.get_by_role("region", name="Answer")
    answer.wait_for()
    assert create.get_by_role("status").inner_text().startswith("201 ")
    assert '"id": "deal_' in answer.inner_text()
    listing = page.locator(".call", has_text="GET").first
    listing.get_by_role("button", name="Try it").click()
    listing.get_by_label("Query").fill("limit=1&sort=-created_at")
    listing.get_by_role("button", name="Send").click()
    listing.get_by_role("region", name="Answer").wait_for()
    said = listing.get_by_role("status")
    assert said.inner_text().startswith("200 ")
    assert re.search(r"· req_\w+ · \d+ of 1000 requests left in this minute$", said.inner_text())
    listing.get_by_label("Query").fill("limit=0")
    listing.get_by_role("button", name="Send").click()
    explained = said.get_by_role("link", name="What BAD_REQUEST means")
    explained.wait_for()
    href = explained.get_attribute("href")
    assert href is not None
    assert re.fullmatch(r"/docs/errors/BAD_REQUEST\?request_id=req_\w+", href)
    # It is there after a reload, in this tab only, and gone when it is forgotten.
    page.reload()
    page.get_by_role("button", name="Forget it").wait_for()
    other = page.context.new_page()
    other.goto(DEALS)
    assert key not in other.content()
    other.close()
    page.get_by_role("button", name="Forget it").click()
    assert key not in page.content()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_stream_is_tried_and_stopped(page: Page, demo_site: Server) -> None:
    page.goto("/docs/api/workspace/events")
    page.get_by_label("Key for this tab").fill(demo_site.ready["api_key"])
    page.get_by_label("Key for this tab").press("Enter")
    stream = page.locator(".call", has_text="/stream")
    stream.get_by_role("button", name="Try it").click()
    stream.get_by_role("button", name="Send").click()
    stop = stream.get_by_role("button", name="Stop")
    stop.wait_for()
    stream.locator("[role=status]", has_text="200").wait_for()
    stop.click()
    stop.wait_for(state="hidden")
    assert stream.get_by_role("button", name="Send").is_enabled()


def test_the_language_is_kept_and_the_page_copied(page: Page, demo_site: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo_site.url)
    page.goto(DEALS)
    page.locator("label", has_text="TypeScript").first.click()
    page.goto("/docs/getting-started")
    assert page.locator('.tabs > input[data-value="TypeScript"]:checked').count() > 1
    both = page.locator('.tabs:has(> input[data-value="TypeScript"])')
    assert both.locator('> input[data-value="curl"]:checked').count() == 0
    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_role("button", name="Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("# Getting started\n")


def test_an_error_page_is_opened_from_an_error(page: Page, demo_site: Server) -> None:
    page.goto("/docs")
    refused = page.evaluate(
        """async (key) => {
          const answer = await fetch('/atlvs/v1/contacts', {
            method: 'POST', body: '{"email": "marlo"}',
            headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' } });
          return (await answer.json()).error;
        }""",
        demo_site.ready["api_key"],
    )
    url = f"{refused['documentation_url']}?request_id={refused['request_id']}"
    page.goto(url)
    # The log is written within seconds.
    while page.get_by_text("Your request").count() == 0:
        page.goto(url)
    assert page.get_by_text("/atlvs/v1/contacts").count() > 0
    assert page.get_by_text(refused["request_id"]).count() > 0
