"""What only a browser can tell of the way in: cookies that are kept, forms that are sent, policies that hold."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext

from ..end_to_end.server import Server


def test_the_owner_of_the_demo_is_at_home(signed_in: BrowserContext, demo_site: Server) -> None:
    page = signed_in.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto("/developers")
    assert page.url.endswith(demo_site.ready["workspace_id"])
    assert page.get_by_role("heading", level=1).inner_text() == "Home"
    assert complaints == []


def test_signing_in_needs_no_script(chromium: Browser, demo_site: Server) -> None:
    context = chromium.new_context(base_url=demo_site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/developers")
    page.get_by_label("Email").fill(demo_site.ready["portal"]["email"])
    page.get_by_label("Password").fill(demo_site.ready["portal"]["password"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_text("You have signed out.").is_visible()
    context.close()
