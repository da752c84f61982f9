"""What a person does with keys in a real browser: by keyboard, and with a page that follows by itself."""

from __future__ import annotations

import httpx
from playwright.sync_api import BrowserContext

from ...end_to_end.server import Server


def test_a_key_is_made_by_keyboard_alone(signed_in: BrowserContext, demo_site: Server) -> None:
    page = signed_in.new_page()
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/keys")
    page.get_by_role("link", name="Create key").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/keys/new")
    page.get_by_label("Name").focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Key created").wait_for()
    secret = page.get_by_role("region", name="The key").inner_text().strip()
    answer = httpx.get(f"{demo_site.url}/atlvs/v1/deals", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    page.close()


def test_the_steps_turn_done_by_themselves(signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto("/developers/workspaces")
    page.get_by_label("Name").fill("New here")
    page.get_by_role("button", name="Create workspace").click()
    page.get_by_role("button", name="Make my key").click()
    command = page.get_by_role("region", name="Call the API")
    command.wait_for()
    url, key = command.inner_text().split('"')[1], command.inner_text().split("Bearer ")[1].split('"')[0]
    assert page.locator(".steps .done").count() == 0
    assert httpx.get(url, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    # No reload: the page asks by itself.
    page.locator(".steps .done").first.wait_for()
    page.close()
