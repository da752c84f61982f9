"""A real browser before the consent page: the playbook's own address as it stands, and a page that frames ours."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from ...end_to_end.server import Server
from ..browser.loopback import Receiver
from ..browser.tls import TLSProxy
from ..conftest import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HOST = "auth.ghxstship.com"
# The playbook, "OAuth 2.0 Flow", to the letter.
PLAYBOOK = """
// OAuth 2.0 Authorization Code Flow
const authUrl = `https://auth.ghxstship.com/oauth/authorize?
  client_id=${CLIENT_ID}&
  redirect_uri=${REDIRECT_URI}&
  response_type=code&
  scope=read write webhooks`;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A platform under the playbook's own names."""
    with Server(
        tmp_path_factory.mktemp("site"), "--demo", "--scale", "0", "--domain", "ghxstship.com"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def chromium(site: Server) -> Iterator[Browser]:
    """The machine's Chromium, for which the public names lead to the server, by TLS."""
    port = int(site.ready["url"].rpartition(":")[2])
    with TLSProxy(port, "*.ghxstship.com") as proxy:
        yield from launched(
            f"--host-resolver-rules=MAP *.ghxstship.com 127.0.0.1:{proxy.port}", "--ignore-certificate-errors"
        )


@pytest.fixture
def person(chromium: Browser) -> Iterator[BrowserContext]:
    """Somebody's browser."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where the application waits for people to come back."""
    with Receiver() as found:
        yield found


def register(site: Server, callback: str) -> dict[str, Any]:
    """A confidential application."""
    body = {
        "name": "Tour Ledger", "type": "confidential", "redirect_uris": [callback],
        "scopes": ["read", "write", "webhooks"],
    }  # fmt: skip
    key = site.ready["api_key"]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(
        f"{site.url}/workspace/v1/oauth-apps", json.dumps(body).encode(), headers
    )
    with urllib.request.urlopen(request) as answer:
        return dict(json.load(answer))


def sign_in(page: Page, site: Server) -> None:
    """Fill in the form that the page has become."""
    portal = site.ready["portal"]
    page.get_by_label("Email").fill(portal["email"])
    page.get_by_label("Password").fill(portal["password"])
    page.get_by_role("button", name="Sign in").click()


def test_the_playbooks_address_as_it_stands(person: BrowserContext, site: Server, receiver: Receiver) -> None:
    callback = f"{receiver.url}/callback"
    app = register(site, callback)
    page = person.new_page()
    given = {"CLIENT_ID": app["client_id"], "REDIRECT_URI": callback}
    known = "".join(f"const {name} = {json.dumps(value)};" for name, value in given.items())
    page.evaluate(f"() => {{ {known} {PLAYBOOK} location.href = authUrl; }}")
    page.wait_for_url(f"https://{HOST}/developers/sign-in?**")
    sign_in(page, site)
    page.wait_for_url(f"https://{HOST}/oauth/authorize**")
    assert "Tour Ledger" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{callback}**")
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))
    assert set(told) == {"code", "iss"}
    assert told["iss"] == f"https://{HOST}"
    form = {
        "grant_type": "authorization_code", "code": told["code"], "redirect_uri": callback,
        "client_id": app["client_id"], "client_secret": app["client_secret"],
    }  # fmt: skip
    with urllib.request.urlopen(f"{site.url}/oauth/token", urllib.parse.urlencode(form).encode()) as answer:
        tokens = json.load(answer)
    assert tokens["scope"] == "read write webhooks"


@pytest.mark.parametrize("framed", ["consent", "portal"])
def test_a_page_of_ours_is_shown_in_no_frame(
    person: BrowserContext, site: Server, receiver: Receiver, framed: str
) -> None:
    app = register(site, f"{receiver.url}/callback")
    asked = urllib.parse.urlencode({"client_id": app["client_id"], "response_type": "code", "scope": "read"})
    address = {
        "consent": f"https://{HOST}/oauth/authorize?{asked}",
        "portal": f"https://{HOST}/developers/{site.ready['workspace_id']}/keys",
    }[framed]
    page = person.new_page()
    page.goto(address)
    sign_in(page, site)
    page.wait_for_url(address)

    receiver.body = f'<h1>You have won</h1><iframe src="{address}"></iframe>'
    page.goto(receiver.url)
    assert page.get_by_role("heading").inner_text() == "You have won"
    (frame,) = page.frames[1:]
    # The browser's own page, in place of ours.
    assert frame.url == "chrome-error://chromewebdata/"
    assert frame.get_by_role("button").count() == 0
