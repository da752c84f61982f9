"""Clients that others have written complete the flows unmodified, against a real server in a process of its own.

A person is played by a session of HTTP that signs in and presses the buttons; `test_consent_in_chromium.py` has a
real browser for that.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from requests_oauthlib import OAuth2Session

from ..end_to_end.server import Server

CALLBACK = "https://ledger.example.com/oauth/callback"
LOOPBACK = "http://127.0.0.1/callback"
SCRIPTS = Path(__file__).with_name("clients")


class Counter:
    """A server with a workspace, its owner's browser, and applications."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.workspace_id: str = server.ready["workspace_id"]
        self._portal: dict[str, str] = server.ready["portal"]
        self._api = httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {server.ready['api_key']}"}
        )
        self._browser = httpx.Client(base_url=server.url)
        page = self._browser.get("/developers/sign-in").text
        self._send(
            "/developers/sign-in", page, email=self._portal["email"], password=self._portal["password"]
        )

    def register(self, **fields: Any) -> dict[str, Any]:
        """A new application."""
        values = {
            "name": "Ledger",
            "type": "confidential",
            "redirect_uris": [CALLBACK],
            "scopes": ["read", "write"],
        }
        answer = self._api.post("/workspace/v1/oauth-apps", json={**values, **fields})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def allow(self, address: str) -> str:
        """Open the address that an application sends people to, and say yes; where the browser ends up."""
        path = address.removeprefix(self.url)
        page = self._browser.get(path)
        assert page.status_code == 200, page.text
        answer = self._send(path, page.text, workspace=self.workspace_id, decision="allow")
        return str(answer.headers["location"])

    def let_in(self, user_code: str) -> None:
        """Type the code of a device, and say yes."""
        page = self._browser.get("/oauth/device").text
        page = self._send("/oauth/device", page, user_code=user_code).text
        done = self._send(
            "/oauth/device", page, user_code=user_code, workspace=self.workspace_id, decision="allow"
        )
        assert done.status_code == 200, done.text

    def _send(self, path: str, page: str, **fields: str) -> httpx.Response:
        token = re.search('name="csrf" value="([^"]+)"', page)
        assert token is not None, page
        return self._browser.post(path, data={**fields, "csrf": token[1]})

    def close(self) -> None:
        """Let go of the connections."""
        self._api.close()
        self._browser.close()


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with Server(
        tmp_path_factory.mktemp("server"), "--demo", "--scale", "0", "--tier", "enterprise"
    ) as server:
        made = Counter(server)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def http_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both Python clients insist on TLS, which a server on this machine does not speak."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib(counter: Counter, method: str) -> None:
    app = counter.register()
    token_url = f"{counter.url}/oauth/token"
    with AuthlibSession(
        app["client_id"], app["client_secret"], scope="read write", redirect_uri=CALLBACK,
        token_endpoint_auth_method=method, code_challenge_method="S256", token_endpoint=token_url,
    ) as session:  # fmt: skip
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        address, state = session.create_authorization_url(
            f"{counter.url}/oauth/authorize", code_verifier=verifier
        )
        back = counter.allow(address)
        token = session.fetch_token(
            token_url, authorization_response=back, state=state, code_verifier=verifier
        )
        assert token["scope"] == "read write"
        assert session.get(f"{counter.url}/atlvs/v1/deals").status_code == 200
        renewed = session.refresh_token(token_url, refresh_token=token["refresh_token"])
        assert renewed["access_token"] != token["access_token"]
        seen = session.introspect_token(f"{counter.url}/oauth/introspect", token=renewed["access_token"])
        assert seen.json()["active"] is True
        ended = session.revoke_token(f"{counter.url}/oauth/revoke", token=renewed["refresh_token"])
        assert ended.status_code == 200
        gone = session.introspect_token(f"{counter.url}/oauth/introspect", token=renewed["access_token"])
        assert gone.json() == {"active": False}
        own = session.fetch_token(token_url, grant_type="client_credentials", scope="read")
        assert own["scope"] == "read"


def test_requests_oauthlib(counter: Counter) -> None:
    app = counter.register(type="public", redirect_uris=[LOOPBACK])
    kept: list[dict[str, Any]] = []
    token_url = f"{counter.url}/oauth/token"
    here = "http://127.0.0.1:51234/callback"
    with OAuth2Session(
        app["client_id"], redirect_uri=here, scope=["read", "write"], pkce="S256", auto_refresh_url=token_url,
        auto_refresh_kwargs={"client_id": app["client_id"]}, token_updater=kept.append,
    ) as session:  # fmt: skip
        address, state = session.authorization_url(f"{counter.url}/oauth/authorize")
        back = counter.allow(address)
        assert back.startswith(here)
        assert parse_qs(urlsplit(back).query)["state"] == [state]
        token = session.fetch_token(token_url, authorization_response=back, include_client_id=True)
        assert session.get(f"{counter.url}/atlvs/v1/deals").status_code == 200
        # Its time is over: the client renews it by itself.
        session.token = {**token, "expires_at": 1.0}
        assert session.get(f"{counter.url}/atlvs/v1/deals").status_code == 200
        assert kept[0]["refresh_token"] != token["refresh_token"]


@pytest.mark.parametrize("client", ["oauth4webapi", "openid-client"])
def test_javascript(counter: Counter, client: str, node_tools: Path, tmp_path: Path) -> None:
    app, public = counter.register(), counter.register(type="public", device_flow=True)
    (tmp_path / "node_modules").symlink_to(node_tools.parent)
    script = tmp_path / "client.mjs"
    script.write_text((SCRIPTS / f"{client}.mjs").read_text())
    given = {
        "issuer": counter.url, "callback": CALLBACK, "id": app["client_id"], "secret": app["client_secret"],
        "publicId": public["client_id"],
    }  # fmt: skip
    process = subprocess.Popen(
        ["node", script, json.dumps(given)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=tmp_path,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    said: dict[str, Any] = {}
    # The script writes what a person has to do, and reads what came of it.
    for line in process.stdout:
        said = json.loads(line)
        if "open" in said:
            process.stdin.write(counter.allow(said["open"]) + "\n")
        elif "type" in said:
            counter.let_in(said["type"])
            process.stdin.write("done\n")
        else:
            break
        process.stdin.flush()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert said["done"] == ["code", "refresh", "introspect", "revoke", "client_credentials", "device"]


def test_the_clients_are_told_no_in_their_own_words(counter: Counter) -> None:
    app = counter.register()
    with OAuth2Session(app["client_id"], redirect_uri=CALLBACK, scope=["read"]) as session:
        address, _ = session.authorization_url(f"{counter.url}/oauth/authorize")
        back = counter.allow(address)
        session.fetch_token(
            f"{counter.url}/oauth/token", authorization_response=back, client_secret=app["client_secret"]
        )
        with pytest.raises(Exception, match="invalid_grant"):
            session.fetch_token(
                f"{counter.url}/oauth/token", authorization_response=back, client_secret=app["client_secret"]
            )
