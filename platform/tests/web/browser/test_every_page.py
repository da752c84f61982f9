"""Every page of the site: nobody is shut out, nothing is asked of elsewhere, no policy is broken, no text is markup."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from ...end_to_end.server import Server
from .addresses import addresses
from .judge import Judge
from .scene import Scene
from .site import sign_in

pytestmark = pytest.mark.slow

WIDE, PHONE = (1440, 900), (390, 844)


def judged(context: BrowserContext, scene: Scene, access: tuple[str, ...], *sizes: tuple[int, int]) -> str:
    """What is wrong with the pages that these may open, by eye and by keyboard, at each of the sizes; a line each."""
    judge = Judge(context, scene.server.url)
    for path in addresses(scene.values, access=access):
        judge.resize(*sizes[0])
        judge.look(path)
        judge.walk()
        for size in sizes[1:]:
            judge.resize(*size)
            judge.hold()
            judge.walk()
    return "\n".join(judge.faults)


def test_every_page_for_a_member_in_the_presence_of_text_that_means_harm(
    chromium: Browser, hostile_site: Scene
) -> None:
    context = sign_in(chromium, hostile_site.server)
    assert judged(context, hostile_site, ("person", "member"), WIDE, PHONE) == ""
    context.close()


def test_every_page_for_anyone(chromium: Browser, hostile_site: Scene) -> None:
    context = chromium.new_context(base_url=hostile_site.server.url)
    assert judged(context, hostile_site, ("anyone", "nobody"), WIDE) == ""
    context.close()


def test_every_page_for_anyone_who_has_signed_in_on_a_phone(chromium: Browser, hostile_site: Scene) -> None:
    context = sign_in(chromium, hostile_site.server)
    assert judged(context, hostile_site, ("anyone", "nobody"), PHONE) == ""
    context.close()


def test_an_empty_workspace(chromium: Browser, demo_site: Server) -> None:
    context = sign_in(chromium, demo_site)
    assert judged(context, Scene(demo_site), ("member",), WIDE) == ""
    context.close()


def test_pages_that_are_errors(chromium: Browser, hostile_site: Scene) -> None:
    context = sign_in(chromium, hostile_site.server)
    judge = Judge(context, hostile_site.server.url)
    here = f"/developers/{hostile_site.values['workspace_id']}"
    judge.look(f"{here}/events/msg_none", expected=404)
    judge.look(f"{here}/requests?from=<b>&status=%22%3E%3Cscript%3E", expected=200)
    judge.look("/developers/ws_other", expected=404)
    judge.look("/docs/nothing", expected=404)
    judge.walk()
    assert judge.faults == []
    context.close()


@pytest.fixture
def member(chromium: Browser, hostile_site: Scene) -> BrowserContext:
    """The owner, who has signed in."""
    return sign_in(chromium, hostile_site.server)


def test_the_first_stop_skips_what_every_page_begins_with(
    member: BrowserContext, hostile_site: Scene
) -> None:
    page = member.new_page()
    page.goto(f"/developers/{hostile_site.values['workspace_id']}/keys")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Create key").first).to_be_focused()
    member.close()


def test_menus_by_keyboard(member: BrowserContext, hostile_site: Scene) -> None:
    page = member.new_page()
    page.goto(f"/developers/{hostile_site.values['workspace_id']}/keys")
    switch, chosen = page.locator(".switch > summary"), page.locator(".switch .list a").first
    switch.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(chosen).to_be_focused()
    page.keyboard.press("Escape")
    expect(switch).to_be_focused()
    expect(chosen).to_be_hidden()
    page.keyboard.press("Enter")
    expect(chosen).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(chosen).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 844})
    menu, home = page.get_by_label("Show the navigation"), page.get_by_role("link", name="Home", exact=True)
    expect(home).to_be_hidden()
    menu.focus()
    page.keyboard.press("Space")
    expect(home).to_be_visible()
    home.focus()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(home).to_be_hidden()
    member.close()


def test_what_a_search_finds_leaves_with_the_focus(member: BrowserContext) -> None:
    page = member.new_page()
    page.goto("/docs")
    page.keyboard.press("/")
    page.keyboard.type("webhook")
    found = page.locator("#found a")
    expect(found.first).to_be_visible()
    page.locator(".side nav summary").first.focus()
    expect(found).to_have_count(0)
    # Nor does what comes too late stay.
    page.evaluate("document.getElementById('found').innerHTML = '<a href=\"/docs\">late</a>'")
    expect(found).to_have_count(0)
    member.close()
