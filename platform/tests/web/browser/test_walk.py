"""The portal as a person walks it, from the first key to a delivery that turns green."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ...end_to_end.server import Server
from .judge import Judge
from .loopback import Receiver
from .site import sign_in, wait_until


@pytest.fixture
def person(chromium: Browser, demo_site: Server) -> BrowserContext:
    """The owner, who has signed in."""
    return sign_in(chromium, demo_site)


def ask(site: Server, key: str, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    """Call the API as the person's program does."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(site.url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_role("navigation", name="Portal").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_from_a_broken_endpoint_to_a_green_delivery(
    person: BrowserContext, demo_site: Server, receiver: Receiver
) -> None:
    page = person.new_page()
    page.goto("/developers")
    go(page, "Keys")
    page.get_by_role("link", name="Create key").click()
    page.get_by_label("Name").fill("Booking desk")
    page.get_by_role("checkbox", name="write").check()
    page.get_by_role("button", name="Create key").click()
    key = page.get_by_role("region", name="The key").inner_text()
    assert key.startswith("ghx_test_")
    assert ask(demo_site, key, "GET", "/atlvs/v1/deals")[0] == 200

    go(page, "Webhooks")
    page.get_by_role("link", name="Add endpoint").first.click()
    page.get_by_label("Address").fill(f"{receiver.url}/walk")
    page.get_by_role("checkbox", name="Every event").uncheck()
    page.get_by_label("Patterns").fill("deal.wno")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.get_by_role("alert")).to_contain_text("No event type matches")
    page.get_by_label("Patterns").fill("deal.won")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Endpoint added")
    expect(page.get_by_role("region", name="Signing secret")).to_contain_text("whsec_")

    # It breaks.
    receiver.status, receiver.body = 503, "The kitchen is closed."
    status, deal = ask(demo_site, key, "POST", "/atlvs/v1/deals", {"name": "Spring run", "value": 150_000})
    assert status == 201
    assert ask(demo_site, key, "PATCH", f"/atlvs/v1/deals/{deal['id']}", {"status": "won"})[0] == 200
    wait_until(lambda: "deal.won" in receiver.seen)

    go(page, "Webhooks")
    page.get_by_role("link", name="Deliveries").click()
    row = page.get_by_role("row").filter(has_text="will be retried")
    while not row.count():
        page.reload()
    expect(row).to_contain_text("503")
    # By keyboard: down to the row, and in.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("deal.won")
    expect(page.get_by_text("The receiver answered 503.")).to_be_visible()
    expect(page.get_by_role("region", name="Response body")).to_have_text("The kitchen is closed.")
    expect(page.get_by_role("listitem").filter(has_text="Attempt 6")).to_be_visible()

    # It is mended, sent again, and turns green by itself.
    receiver.status = 200
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_label("State and attempts")).to_contain_text("succeeded")
    expect(page.get_by_role("listitem").filter(has_text="Attempt 2")).to_contain_text("200")

    # From the request to its event to its deliveries in two clicks.
    go(page, "Requests")
    patch = page.get_by_role("row").filter(has_text="PATCH").get_by_role("link")
    while not patch.count():
        page.reload()
    patch.click()
    page.get_by_role("link", name="deal.won").click()
    expect(page.get_by_role("table")).to_contain_text("succeeded")
    page.get_by_role("link", name="deal.won").click()
    expect(page.get_by_label("State and attempts")).to_contain_text("succeeded")


def test_a_test_and_a_replay_without_leaving_the_page(
    person: BrowserContext, demo_site: Server, receiver: Receiver
) -> None:
    receiver.status, receiver.body = 200, "thank you"
    key = demo_site.ready["api_key"]
    body = {"url": f"{receiver.url}/test", "events": ["company.*"]}
    _, endpoint = ask(demo_site, key, "POST", "/workspace/v1/webhook-endpoints", body)
    items = [{"name": f"Aurora Drift {number}"} for number in range(20)]
    ask(demo_site, key, "POST", "/atlvs/v1/companies/batch", {"items": items})
    page = person.new_page()
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/webhooks/{endpoint['id']}")
    page.get_by_label("Event", exact=True).select_option("ticket.purchased")
    page.get_by_role("button", name="Send test").click()
    answer = page.locator("#answer")
    expect(answer).to_contain_text("It answered 200")
    expect(answer.get_by_role("region", name="The answer's body")).to_have_text("thank you")
    page.locator("#replay-since").fill("2026-01-01")
    page.get_by_role("button", name="Replay").click()
    progress = page.locator("#progress")
    expect(progress).to_contain_text("Done")
    page.reload()
    expect(progress).to_contain_text("Done")
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("row").filter(has_text="replay")).to_contain_text("done")


def test_the_list_of_events_goes_on_by_itself(person: BrowserContext, demo_site: Server) -> None:
    key = demo_site.ready["api_key"]
    ask(demo_site, key, "POST", "/atlvs/v1/companies", {"name": "Before"})
    page = person.new_page()
    page.goto("/developers")
    go(page, "Events")
    expect(page.locator("#tail-state")).to_have_text("Live")
    rows = page.locator("#tail tbody tr")
    before = rows.count()
    _, made = ask(demo_site, key, "POST", "/atlvs/v1/companies", {"name": "Now"})
    expect(rows.first).to_contain_text(made["id"])
    expect(page.locator("#tail-state")).to_have_text("1 new")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#tail-state")).to_have_text("Paused")
    _, unseen = ask(demo_site, key, "POST", "/atlvs/v1/companies", {"name": "Unseen"})
    page.get_by_role("button", name="Go on").click()
    expect(rows.first).to_contain_text(unseen["id"])
    assert rows.count() == before + 2
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("company.created")


def test_an_error_leads_to_its_page(person: BrowserContext, demo_site: Server) -> None:
    _, answer = ask(
        demo_site, demo_site.ready["api_key"], "POST", "/atlvs/v1/deals", {"name": "", "value": -1}
    )
    page = person.new_page()
    page.goto(answer["error"]["documentation_url"])
    expect(page.get_by_role("heading", level=1)).to_have_text("VALIDATION_ERROR")


def test_lists_and_forms_without_a_script(chromium: Browser, demo_site: Server) -> None:
    key = demo_site.ready["api_key"]
    ask(demo_site, key, "POST", "/atlvs/v1/deals", {"name": "Autumn run", "value": 1})
    signed_in = sign_in(chromium, demo_site)
    context = chromium.new_context(
        base_url=demo_site.url, storage_state=signed_in.storage_state(), java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/data/atlvs/deals")
    page.get_by_label("Search").fill("autumn")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn run")
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/events?types=deal.*")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    page.goto("/docs")
    expect(page.get_by_role("button", name="Copy as Markdown")).to_be_hidden()
    expect(page.get_by_role("link", name="View as Markdown")).to_be_visible()
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/events?types=deal.*")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("deal.")
    for each in (context, signed_in):
        each.close()


def test_columns_are_the_readers_own_and_stand_in_the_address(
    person: BrowserContext, demo_site: Server
) -> None:
    ask(demo_site, demo_site.ready["api_key"], "POST", "/atlvs/v1/deals", {"name": "Winter run", "value": 7})
    page = person.new_page()
    page.goto(f"/developers/{demo_site.ready['workspace_id']}/data/atlvs/deals")
    page.get_by_text("Columns", exact=True).click()
    boxes = page.get_by_role("group", name="Columns").get_by_role("checkbox")
    for box in boxes.all():
        box.uncheck()
    page.get_by_role("group", name="Columns").get_by_label("probability").check()
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**columns=probability**")
    expect(page.get_by_role("columnheader")).to_have_text(["Id", "probability"])


def test_an_app_is_registered_and_authorised(
    person: BrowserContext, demo_site: Server, receiver: Receiver
) -> None:
    page = person.new_page()
    page.goto("/developers")
    go(page, "OAuth apps")
    page.get_by_role("link", name="Register app").first.click()
    callback = f"{receiver.url}/callback"
    page.get_by_label("Name").fill("Booking desk")
    page.get_by_label("Redirect addresses").fill(callback)
    page.get_by_role("checkbox", name="read").check()
    page.get_by_role("button", name="Register app").click()
    secret = page.get_by_role("region", name="The client secret").inner_text()
    client_id = page.locator("dd .copy").first.get_attribute("data-copy")
    assert client_id is not None

    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "scope": "read",
        "state": "s1",
    }
    judge = Judge(person, demo_site.url)
    judge.look(f"/oauth/authorize?{urllib.parse.urlencode(asked)}")
    assert judge.faults == []
    judge.page.get_by_role("button", name="Allow").click()
    judge.page.wait_for_url(f"{callback}**")
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(judge.page.url).query))
    assert told["state"] == "s1"
    form = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": callback,
            "client_id": client_id, "client_secret": secret}  # fmt: skip
    with urllib.request.urlopen(
        f"{demo_site.url}/oauth/token", urllib.parse.urlencode(form).encode()
    ) as answer:
        token = json.load(answer)["access_token"]
    assert ask(demo_site, token, "GET", "/atlvs/v1/deals")[0] == 200
    page.goto("/developers/authorised-apps")
    expect(page.get_by_role("main")).to_contain_text("Booking desk")
