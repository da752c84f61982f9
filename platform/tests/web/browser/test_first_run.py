"""The first run as a person walks it: the printed link, the owner, the first key, the first call."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, expect

from ...end_to_end.server import Server
from .judge import Judge

PASSWORD = "the band is on at nine"


def _printed_link(server: Server) -> str:
    """The link of the banner."""
    assert server.process.stdout is not None
    for line in server.process.stdout:
        found = re.search(rb"http://\S+/developers/setup\?token=\w+", line)
        if found is not None:
            return found[0].decode()
    raise AssertionError("the server prints no link")


def test_from_the_printed_link_to_the_first_call(chromium: Browser, tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        context = chromium.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        judge = Judge(context, server.url)
        page = judge.page

        # Who only has the address is told where the link is; there is nothing to sign in to.
        page.goto("/")
        assert page.url == f"{server.url}/developers/setup"
        assert page.get_by_text("Open the link that ghxstship serve has printed").is_visible()
        assert page.locator("form").count() == 0
        judge.hold()

        page.goto(_printed_link(server))
        judge.hold()
        assert page.get_by_label("Sandbox").is_checked(), "what is tried first is not real"
        page.get_by_label("Workspace").fill("Night Shift Touring")
        page.get_by_label("Your name").fill("Ada Lindqvist")
        page.get_by_label("Email").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create workspace").click()

        page.get_by_role("heading", name="Home").wait_for()
        assert page.get_by_text("The workspace is made, and you own it.").is_visible()
        assert page.get_by_text("This workspace is a sandbox").is_visible()
        assert page.get_by_role("heading", name="Call the API").is_visible()
        judge.hold()

        judge.walk()

        page.get_by_role("button", name="Make my key").click()
        code = page.get_by_role("region", name="Call the API")
        expect(code).to_contain_text("ghx_test_")
        command = code.inner_text()
        # The steps ask for themselves; whoever is at one of them stays there.
        copy = page.get_by_role("button", name="Copy: Call the API")
        copy.focus()
        with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
            pass
        expect(copy).to_be_focused()
        address, key = re.search(r'"(http[^"]+)"', command), re.search(r"Bearer (\S+)\"", command)
        assert address is not None
        assert key is not None
        request = urllib.request.Request(address[1], headers={"Authorization": f"Bearer {key[1]}"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
        # The step turns done by itself.
        expect(page.locator("ol.steps > li.done")).to_have_count(1)

        page.goto("/developers/setup")
        assert (
            page.get_by_text("Somebody has an account already")
            .or_(page.get_by_text("403"))
            .first.is_visible()
        )
        page.goto("/developers")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Email").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Home").wait_for()
        assert "\n".join(judge.faults) == ""
        context.close()
