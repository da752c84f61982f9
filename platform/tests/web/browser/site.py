"""What is done first on every site: signing in, and waiting for what a server does in its own time."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from ...end_to_end.server import PATIENCE, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

WITH_ROOM = ("--tiers", "roomy=6000:1000:60", "--tier", "roomy")
"""Options of a server that is asked often: what waits for it does not spend the limit."""


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


def visitor(server: Server, *, signed_in: bool = False) -> httpx.Client:
    """A client that reads pages; as the demo's owner, if asked for."""
    client = httpx.Client(base_url=server.url, follow_redirects=True, timeout=PATIENCE)
    if signed_in:
        form = client.get("/developers/sign-in").text
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        assert token is not None
        portal = server.ready["portal"]
        given = {"csrf": token[1], "email": portal["email"], "password": portal["password"]}
        home = client.post("/developers/sign-in", data=given)
        assert home.url.path.endswith(server.ready["workspace_id"]), home.text
    return client


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask again and again what a server does in its own time; fail after a while."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it never came to be"
        threading.Event().wait(0.05)
