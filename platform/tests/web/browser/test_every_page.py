"""Every page of the site: nobody is shut out, nothing is asked of elsewhere, no policy is broken, no text is markup."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext

from .addresses import addresses
from .judge import Judge
from .scene import Scene
from .site import sign_in


def judged(context: BrowserContext, scene: Scene, *access: str) -> str:
    """What is wrong with the pages that these may open, a line each."""
    judge = Judge(context, scene.server.url)
    for path in addresses(scene.values, access=access):
        judge.look(path)
    return "\n".join(judge.faults)


def test_every_page_for_a_member_in_the_presence_of_text_that_means_harm(
    chromium: Browser, hostile_site: Scene
) -> None:
    context = sign_in(chromium, hostile_site.server)
    assert judged(context, hostile_site, "person", "member") == ""
    context.close()


def test_every_page_for_anyone(chromium: Browser, hostile_site: Scene) -> None:
    context = chromium.new_context(base_url=hostile_site.server.url, viewport={"width": 1440, "height": 900})
    assert judged(context, hostile_site, "anyone", "nobody") == ""
    context.close()


def test_every_page_on_a_phone(chromium: Browser, hostile_site: Scene) -> None:
    context = sign_in(chromium, hostile_site.server, width=390, height=844)
    assert judged(context, hostile_site, "anyone", "nobody", "person", "member") == ""
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_by_keyboard(chromium: Browser, hostile_site: Scene, width: int) -> None:
    context = sign_in(chromium, hostile_site.server, width=width)
    judge = Judge(context, hostile_site.server.url)
    for path in addresses(hostile_site.values, access=("anyone", "nobody", "person", "member")):
        judge.hold_keyboard(path)
    assert "\n".join(judge.faults) == ""
    context.close()


def test_an_empty_workspace(chromium: Browser, demo_site: object) -> None:
    from ...end_to_end.server import Server

    assert isinstance(demo_site, Server)
    context = sign_in(chromium, demo_site)
    assert judged(context, Scene(demo_site), "member") == ""
    context.close()


def test_pages_that_are_errors(chromium: Browser, hostile_site: Scene) -> None:
    context = sign_in(chromium, hostile_site.server)
    judge = Judge(context, hostile_site.server.url)
    here = f"/developers/{hostile_site.values['workspace_id']}"
    judge.look(f"{here}/events/msg_none", expected=404)
    judge.look(f"{here}/requests?from=<b>&status=%22%3E%3Cscript%3E", expected=200)
    judge.look("/developers/ws_other", expected=404)
    assert judge.faults == []
    context.close()
