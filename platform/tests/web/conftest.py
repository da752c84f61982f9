"""A real browser before a real server, for what only a browser can tell.

A module that asks for `chromium` must not run an event loop of its own: Playwright keeps one for as long as it runs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..end_to_end.server import PATIENCE, Server
from .browser.site import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

MILLISECONDS = PATIENCE * 1000


def launched(*options: str) -> Iterator[Browser]:
    """The machine's Chromium, with further options of its command line."""
    from playwright.sync_api import expect, sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium: there is no `chromium` on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *options], timeout=MILLISECONDS
        )
        # By themselves these wait for 30 seconds, and an expectation for 5, which a busy machine may need.
        browser.on("context", lambda context: context.set_default_timeout(MILLISECONDS))
        expect.set_options(timeout=MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    yield from launched()


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A platform with an empty demo workspace; `ready` tells how to sign in."""
    with Server(tmp_path_factory.mktemp("site"), "--demo", "--scale", "0") as server:
        yield server


@pytest.fixture
def signed_in(chromium: Browser, demo_site: Server) -> Iterator[BrowserContext]:
    """A context of the demo's owner, who has signed in; its pages resolve paths against the site."""
    context = sign_in(chromium, demo_site)
    yield context
    context.close()
