"""What a person does first on every site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...end_to_end.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


def sign_in(browser: Browser, server: Server, *, width: int = 1440, height: int = 900) -> BrowserContext:
    """A context of the demo's owner, who has signed in; its pages resolve paths against the site."""
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": height})
    portal = server.ready["portal"]
    page = context.new_page()
    page.goto("/developers/sign-in")
    page.get_by_label("Email").fill(portal["email"])
    page.get_by_label("Password").fill(portal["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/developers/{server.ready['workspace_id']}")
    page.close()
    return context
