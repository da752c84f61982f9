"""Tokens that renew themselves, against a server that speaks RFC 6749 and revokes what is used twice."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.server
import json
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fault_server import FaultServer, answer, raw, reset
from ghxstship import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    AsyncOAuth,
    AuthenticationError,
    Client,
    ConfigurationError,
    OAuth,
    ResponseParseError,
)
from ghxstship.oauth import FileStore, MemoryStore

BASIC = "Basic " + base64.b64encode(b"app%3A1:s+ecret").decode()
MANY = 12


class Authority:
    """An authorization server and an API in one: refresh tokens rotate, a used one revokes the family."""

    def __init__(self) -> None:
        self.grants: list[dict[str, str]] = []
        self.credentials: list[str | None] = []
        self.calls: list[str] = []
        self.access = "access-0"
        self.refresh = "refresh-0"
        self.revoked = False
        self.lifetime: int | None = 3600
        # A test clears it to hold an answer back.
        self.open = threading.Event()
        self.open.set()
        self.arrived = threading.Semaphore(0)
        self._lock = threading.Lock()

    def grant(self, form: dict[str, str], credentials: str | None) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.grants.append(form)
            self.credentials.append(credentials)
            kind = form["grant_type"]
            if kind == "refresh_token" and (self.revoked or form["refresh_token"] != self.refresh):
                self.revoked = True
                return 400, {"error": "invalid_grant", "error_description": "The token was used twice."}
            if kind == "authorization_code" and form["code"] != "good":
                return 400, {"error": "invalid_grant"}
            number = len(self.grants)
            self.access = f"access-{number}"
            given: dict[str, Any] = {"access_token": self.access, "token_type": "Bearer", "scope": "read"}
            if self.lifetime is not None:
                given["expires_in"] = self.lifetime
            if kind != "client_credentials":
                self.refresh = given["refresh_token"] = f"refresh-{number}"
            return 200, given

    def call(self, authorization: str | None) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.calls.append(authorization or "")
            if authorization == f"Bearer {self.access}":
                return 200, {"id": "deal_1"}
        return 401, {"error": {"code": "UNAUTHORIZED", "message": "no", "details": [], "request_id": "r"}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    authority: Authority

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.authority.arrived.release()
        assert self.authority.open.wait(120)
        form = {name: value for name, (value,) in parse_qs(body, strict_parsing=True).items()}
        self.reply(*self.authority.grant(form, self.headers["Authorization"]))

    def do_GET(self) -> None:
        self.reply(*self.authority.call(self.headers["Authorization"]))

    def reply(self, status: int, document: dict[str, Any]) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    handler = type("Bound", (Handler,), {"authority": authority})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    authority.open.set()
    server.shutdown()
    thread.join()
    server.server_close()


def stored(expires_at: float = 0.0) -> MemoryStore:
    return MemoryStore({"access_token": "access-0", "refresh_token": "refresh-0", "expires_at": expires_at})


def helper(kind: Any, url: str, store: Any = None, clock: float = 1000.0, **options: Any) -> Any:
    options = {"client_secret": "s ecret", **options}
    return kind("app:1", token_url=f"{url}/oauth/token", store=store, clock=lambda: clock, **options)


def test_a_token_that_is_good_is_used(authority: Authority, url: str) -> None:
    assert helper(OAuth, url, stored(1061.0)).token() == "access-0"
    assert authority.grants == []


def test_a_token_is_renewed_shortly_before_its_end(authority: Authority, url: str) -> None:
    store = stored(1060.0)
    auth = helper(OAuth, url, store)
    assert auth.token() == auth.token() == "access-1"
    assert authority.grants == [{"grant_type": "refresh_token", "refresh_token": "refresh-0"}]
    assert authority.credentials == [BASIC]
    assert store.load() == {
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": 4600.0,
        "renew_at": 4540.0,
        "scope": "read",
    }


def test_threads_that_need_a_token_at_once_cause_one_refresh(authority: Authority, url: str) -> None:
    auth = helper(OAuth, url, stored())
    barrier = threading.Barrier(MANY)

    def ask() -> str:
        barrier.wait(120)
        return str(auth.token())

    with ThreadPoolExecutor(MANY) as pool:
        assert {one.result(20) for one in [pool.submit(ask) for _ in range(MANY)]} == {"access-1"}
    assert len(authority.grants) == 1


def test_tasks_that_need_a_token_at_once_cause_one_refresh(authority: Authority, url: str) -> None:
    async def ask() -> set[str]:
        auth = helper(AsyncOAuth, url, stored())
        return set(await asyncio.gather(*(auth.token() for _ in range(MANY))))

    assert asyncio.run(ask()) == {"access-1"}
    assert len(authority.grants) == 1


def test_the_deadline_holds_for_a_token_too(authority: Authority, url: str) -> None:
    authority.open.clear()

    async def ask() -> str:
        auth = helper(AsyncOAuth, url, stored())
        async with AsyncClient(auth=auth, base_url=url, pacing=False) as client:
            with pytest.raises(APITimeoutError, match="access token") as caught:
                await client.atlvs.deals.retrieve("deal_1", timeout=0.05)
            assert caught.value.elapsed > 0
            authority.open.set()
            return (await client.atlvs.deals.retrieve("deal_1")).id

    assert asyncio.run(ask()) == "deal_1"
    # The renewal that the first call did not wait for was not lost.
    assert len(authority.grants) == 1


def test_tokens_outlive_an_event_loop(authority: Authority, url: str) -> None:
    authority.lifetime = 0  # every task renews, one after the other
    auth = helper(AsyncOAuth, url, stored())

    async def ask() -> list[str]:
        return await asyncio.gather(*(auth.token() for _ in range(3)))

    assert asyncio.run(ask()) == ["access-1", "access-2", "access-3"]
    assert asyncio.run(ask()) == ["access-4", "access-5", "access-6"]
    assert not authority.revoked


def test_a_401_forces_one_refresh(authority: Authority, url: str) -> None:
    authority.access = "another"
    with Client(auth=helper(OAuth, url, stored(9999.0)), base_url=url, pacing=False) as client:
        assert client.atlvs.deals.retrieve("deal_1").id == "deal_1"
        assert client.atlvs.deals.retrieve("deal_1").id == "deal_1"
    assert authority.calls == ["Bearer access-0", "Bearer access-1", "Bearer access-1"]
    assert len(authority.grants) == 1


def test_a_401_of_many_threads_forces_one_refresh(authority: Authority, url: str) -> None:
    authority.access = "another"
    with (
        Client(auth=helper(OAuth, url, stored(9999.0)), base_url=url, pacing=False) as client,
        ThreadPoolExecutor(MANY) as pool,
    ):
        found = [pool.submit(client.atlvs.deals.retrieve, "deal_1") for _ in range(MANY)]
        assert {one.result(20).id for one in found} == {"deal_1"}
    assert len(authority.grants) == 1


def test_a_401_of_many_tasks_forces_one_refresh(authority: Authority, url: str) -> None:
    authority.access = "another"

    async def ask() -> set[str]:
        auth = helper(AsyncOAuth, url, stored(9999.0))
        async with AsyncClient(auth=auth, base_url=url, pacing=False) as client:
            found = await asyncio.gather(*(client.atlvs.deals.retrieve("deal_1") for _ in range(MANY)))
        return {deal.id for deal in found}

    assert asyncio.run(ask()) == {"deal_1"}
    assert len(authority.grants) == 1


def test_a_second_401_is_an_error(faults: FaultServer, authority: Authority, url: str) -> None:
    faults.script(answer({"error": {"code": "UNAUTHORIZED", "message": "no"}}, 401))
    auth = helper(OAuth, url, stored(9999.0))
    with Client(auth=auth, base_url=faults.url, pacing=False) as client, pytest.raises(AuthenticationError):
        client.atlvs.deals.retrieve("deal_1")
    assert [asked.headers["authorization"] for asked in faults.asked] == [
        "Bearer access-0",
        "Bearer access-1",
    ]
    assert len(authority.grants) == 1


def test_a_task_that_is_cancelled_does_not_lose_the_new_tokens(authority: Authority, url: str) -> None:
    store = stored()
    authority.open.clear()

    async def ask() -> str:
        auth = helper(AsyncOAuth, url, store)
        first = asyncio.create_task(auth.token())
        assert await asyncio.to_thread(authority.arrived.acquire, timeout=120)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        second = asyncio.create_task(auth.token())
        authority.open.set()
        return str(await second)

    assert asyncio.run(ask()) == "access-1"
    assert len(authority.grants) == 1


def test_a_token_that_lives_shortly_is_used_all_the_same(authority: Authority, url: str) -> None:
    authority.lifetime = 30
    auth = helper(OAuth, url, stored())
    assert [auth.token() for _ in range(3)] == ["access-1"] * 3
    assert len(authority.grants) == 1


def test_a_family_that_was_revoked_is_an_error(authority: Authority, url: str) -> None:
    authority.refresh = "used by somebody else"
    with pytest.raises(AuthenticationError, match="The token was used twice") as caught:
        helper(OAuth, url, stored()).token()
    assert (caught.value.code, caught.value.status) == ("invalid_grant", 400)
    assert "refresh-0" not in str(caught.value)


def test_client_credentials_without_a_refresh_token(authority: Authority, url: str) -> None:
    auth = helper(OAuth, url)
    assert auth.token() == "access-1"
    assert auth.token(refused="access-1") == "access-2"
    assert [form["grant_type"] for form in authority.grants] == ["client_credentials"] * 2


def test_a_code_is_exchanged_with_pkce_by_a_public_client(authority: Authority, url: str) -> None:
    auth = helper(OAuth, url, client_secret=None)
    with pytest.raises(ConfigurationError, match="authorize_url"):
        auth.token()
    where = auth.authorize_url(
        f"{url}/authorize",
        redirect_uri="https://app.example/back",
        scope="read",
        state="x",
        code_verifier="v" * 43,
    )
    query = parse_qs(urlsplit(where).query)
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).decode().rstrip("=")
    assert (query["code_challenge"], query["code_challenge_method"]) == ([digest], ["S256"])
    assert (query["client_id"], query["state"], query["response_type"]) == (["app:1"], ["x"], ["code"])
    plain = auth.authorize_url(f"{url}/authorize", redirect_uri="https://a.example", scope="read", state="x")
    assert "code_challenge" not in plain
    token = auth.exchange("good", redirect_uri="https://app.example/back", code_verifier="v" * 43)
    assert token == auth.token() == "access-1"
    assert authority.credentials == [None]
    assert authority.grants == [
        {
            "grant_type": "authorization_code",
            "code": "good",
            "redirect_uri": "https://app.example/back",
            "code_verifier": "v" * 43,
            "client_id": "app:1",
        }
    ]
    with pytest.raises(AuthenticationError, match="invalid_grant"):
        auth.exchange("stolen", redirect_uri="https://app.example/back")
    assert auth.token() == "access-1"


def test_a_code_is_exchanged_by_a_task(authority: Authority, url: str) -> None:
    async def ask() -> tuple[str, str]:
        auth = helper(AsyncOAuth, url)
        return await auth.exchange("good", redirect_uri="https://app.example/back"), await auth.token()

    assert asyncio.run(ask()) == ("access-1", "access-1")


def test_without_a_lifetime_a_token_lives_an_hour(authority: Authority, url: str) -> None:
    authority.lifetime = None
    store = stored()
    helper(OAuth, url, store).token()
    assert (store.load() or {})["expires_at"] == 4600.0


def test_a_refresh_token_that_is_not_rotated_is_kept(faults: FaultServer) -> None:
    faults.script(answer({"access_token": "new", "expires_in": 3600}))
    store = stored()
    helper(OAuth, faults.url, store).token()
    assert (store.load() or {})["refresh_token"] == "refresh-0"


@pytest.mark.parametrize("document", [[], {}, {"access_token": 7}, {"access_token": None}])
def test_an_answer_without_a_token_is_an_error(faults: FaultServer, document: Any) -> None:
    faults.script(answer(document))
    store = stored()
    with pytest.raises(ResponseParseError, match="no access token"):
        helper(OAuth, faults.url, store).token()
    assert store.load() == stored().load()


def test_an_answer_of_something_else_is_an_error(faults: FaultServer) -> None:
    faults.script(raw(502, b"<html>", content_type="text/html"))
    with pytest.raises(APIStatusError) as caught:
        helper(OAuth, faults.url, stored()).token()
    assert caught.value.status == 502
    faults.script(reset)
    with pytest.raises(APIConnectionError):
        helper(OAuth, faults.url, stored()).token()


def test_tokens_in_a_file_of_their_owner(authority: Authority, url: str, tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    (tmp_path / "tokens.json.new").write_text("left by a crash")
    assert FileStore(path).load() is None
    assert helper(OAuth, url, FileStore(path)).token() == "access-1"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert helper(OAuth, url, FileStore(path)).token() == "access-1"
    assert len(authority.grants) == 1
    path.write_text("[]")
    assert FileStore(path).load() is None
