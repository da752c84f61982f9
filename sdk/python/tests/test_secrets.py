"""Nothing that is secret is told: one call for each kind of secret, and every text that may come of it."""

from __future__ import annotations

import asyncio
import inspect
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fault_server import FaultServer, answer, error, raw, reset
from ghxstship import AsyncClient, AsyncOAuth, Client, ConfigurationError, GhxstshipError, Hooks, OAuth
from ghxstship.cli.device import log_in
from ghxstship.oauth import MemoryStore
from ghxstship.testing import Platform, webhook
from ghxstship.webhooks import SignatureError, verify

SECRET = "s3cr3t0Value"
KEY = f"ghx_test_{SECRET}"
WHSEC = f"whsec_{SECRET}"


def tokens(access: str = "a", refresh: str | None = SECRET) -> MemoryStore:
    return MemoryStore({"access_token": access, "refresh_token": refresh, "expires_at": 0.0})


# What is told to the client, and the call; every one meets a connection that breaks.
CALLS: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
    "an API key": ({"api_key": KEY}, lambda c: c.atlvs.deals.retrieve("deal_1")),
    "an API key of a copy": (
        {"api_key": KEY},
        lambda c: c.with_options(headers={"X-One": "1"}).atlvs.deals.retrieve("deal_1"),
    ),
    "a custom header": (
        {"headers": {"X-Gateway-Pass": SECRET}},
        lambda c: c.atlvs.deals.retrieve("deal_1"),
    ),
    "a header of the call": ({}, lambda c: c.atlvs.deals.delete("deal_1", extra_headers={"Cookie": SECRET})),
    "basic credentials": (
        {"headers": {"Authorization": f"Basic {SECRET}"}},
        lambda c: c.atlvs.deals.retrieve("deal_1"),
    ),
    "a webhook endpoint's headers": (
        {},
        lambda c: c.workspace.webhook_endpoints.create(
            url="https://a.example/hook", events=["*"], headers={"X-Auth": SECRET}
        ),
    ),
    "a secret": ({}, lambda c: c.request("POST", "/x", body={"items": [{"secret": SECRET}]})),
    "a password": ({}, lambda c: c.request("PATCH", "/x", body={"user": {"password": [SECRET]}})),
    "a token": ({}, lambda c: c.request("POST", "/x", body={"accessToken": SECRET, "Api-Key": SECRET})),
    "a webhook secret": ({}, lambda c: c.atlvs.deals.update("deal_1", metadata={"note": f"see {WHSEC}"})),
    "another key": ({}, lambda c: c.atlvs.deals.create(name=KEY, value=1, notes=f"old: {KEY}, new: x")),
    "a password in an address": (
        {},
        lambda c: c.workspace.webhook_endpoints.create(url=f"https://a:{SECRET}@b.example", events=["*"]),
    ),
    "a token in a query": ({}, lambda c: c.request("GET", "/x", query={"token": SECRET})),
    "a key in a query": ({}, lambda c: c.request("GET", "/x", query={"search": KEY})),
    "a proxy's password": (
        {"proxy": f"http://user:{SECRET}@127.0.0.1:9"},
        lambda c: c.atlvs.deals.retrieve("deal_1"),
    ),
    "a header with a line break": (
        {"headers": {"X-Pass": f"{SECRET}\n"}},
        lambda c: c.atlvs.deals.retrieve("deal_1"),
    ),
    "a key in the place of an id": (
        {},
        lambda c: c.atlvs.deals.retrieve({"secret": SECRET}),
    ),
}

GRANTS: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
    "a refresh token": ({"store": tokens()}, lambda auth: auth.token()),
    "a client secret": (
        {"client_secret": SECRET, "store": tokens(refresh=None)},
        lambda auth: auth.token(),
    ),
    "an access token that was refused": (
        {"store": tokens(access=SECRET)},
        lambda auth: auth.token(refused=SECRET),
    ),
    "a code": ({}, lambda auth: auth.exchange(SECRET, redirect_uri="https://a.example")),
    "a PKCE verifier": (
        {},
        lambda auth: auth.exchange("c", redirect_uri="https://a.example", code_verifier=SECRET),
    ),
}

ANSWERS = {
    "unreachable": reset,
    "failing": error(500, "INTERNAL_ERROR"),
    "a proxy's page": raw(200, b"<html>", content_type="text/html"),
}


class Told:
    """Every text that a caller's code, its logs or its hooks may keep."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def hooks(self) -> Hooks:
        def note(*given: Any) -> None:
            for one in given:
                self.texts += [repr(one), str(one), repr(getattr(one, "headers", ""))]
                if isinstance(one, GhxstshipError):
                    self.error(one)

        return Hooks(request=note, response=note, retry=note, wait=note)

    def error(self, problem: BaseException) -> None:
        self.texts += [str(problem), repr(problem), *traceback.format_exception(problem)]
        if isinstance(problem, GhxstshipError):
            self.texts += [problem.curl(), repr(problem.request), repr(vars(problem))]
            if problem.request is not None:
                self.texts += [repr(problem.request.headers), str(problem.request.headers)]

    def check(self, logs: pytest.LogCaptureFixture) -> None:
        # The lines of this file that a traceback quotes name the constant, not its value.
        found = [one for one in [*self.texts, logs.text] if SECRET in one]
        assert found == []


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Told:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="ghxstship")
    return Told()


async def _awaited(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def _fails(kind: type, options: dict[str, Any], call: Callable[[Any], Any], told: Told) -> GhxstshipError:
    """The error of a call, on either client."""
    if kind in (AsyncClient, AsyncOAuth):

        async def scenario() -> None:
            made = kind(**options)
            told.texts.append(repr(made))
            try:
                await _awaited(call(made))
            finally:
                await (made if kind is AsyncClient else made._pool).close()

        with pytest.raises(GhxstshipError) as caught:
            asyncio.run(scenario())
    else:
        made = kind(**options)
        told.texts.append(repr(made))
        with pytest.raises(GhxstshipError) as caught:
            call(made)
        (made if kind is Client else made._pool).close()
    told.error(caught.value)
    return caught.value


@pytest.mark.parametrize("answered", ["unreachable", "failing"])
@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("what", CALLS)
def test_a_call_tells_nothing_secret(
    faults: FaultServer,
    told: Told,
    caplog: pytest.LogCaptureFixture,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    kind: type,
    answered: str,
) -> None:
    monkeypatch.setattr("ghxstship.call.backoff", lambda retry: 0.0)
    faults.script(ANSWERS[answered])
    own, call = CALLS[what]
    options = {"api_key": KEY, "base_url": faults.url, "hooks": told.hooks(), "max_retries": 1, **own}
    _fails(kind, options, call, told)
    told.check(caplog)


@pytest.mark.parametrize("answered", ANSWERS)
@pytest.mark.parametrize("kind", [OAuth, AsyncOAuth])
@pytest.mark.parametrize("what", GRANTS)
def test_a_token_endpoint_s_failure_tells_nothing_secret(
    faults: FaultServer,
    told: Told,
    caplog: pytest.LogCaptureFixture,
    what: str,
    kind: type,
    answered: str,
) -> None:
    faults.script(ANSWERS[answered])
    own, call = GRANTS[what]
    problem = _fails(kind, {"client_id": "app", "token_url": f"{faults.url}/oauth/token", **own}, call, told)
    assert len(faults.asked) >= 1
    if problem.curl():
        assert "grant_type=" in problem.curl()
    told.check(caplog)


def test_a_device_code_is_not_told(faults: FaultServer, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    faults.script(
        answer({"device_authorization_endpoint": f"{faults.url}/d", "token_endpoint": f"{faults.url}/t"}),
        answer({"device_code": SECRET, "user_code": "AB", "verification_uri_complete": "https://a.example"}),
        reset,
    )
    with pytest.raises(GhxstshipError) as caught:
        log_in(faults.url, lambda where, code: None, lambda seconds: None)
    assert SECRET in faults.asked[-1].body.decode()
    told.error(caught.value)
    assert "device_code=REDACTED&client_id=ghxstship-cli" in caught.value.curl()
    told.check(caplog)


def test_a_token_with_a_line_break_is_not_told(
    faults: FaultServer, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    auth = OAuth("app", store=MemoryStore({"access_token": f"{SECRET}\n", "expires_at": 9e12}))
    problem = _fails(
        Client, {"auth": auth, "base_url": faults.url}, lambda c: c.atlvs.deals.retrieve("deal_1"), told
    )
    assert isinstance(problem, ConfigurationError)
    assert "'Authorization'" in str(problem)
    told.check(caplog)


def test_a_credential_in_the_wrong_place_is_not_told(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    for wrong in (KEY, f"https://user:{SECRET}@api.example", f"ftp://user:{SECRET}@api.example"):
        with pytest.raises(ConfigurationError) as caught:
            Client("ghx_test_other", base_url=wrong)
        told.error(caught.value)
    with pytest.raises(ConfigurationError) as caught:
        Client(f"{SECRET} {SECRET}")
    told.error(caught.value)
    told.check(caplog)


def test_webhook_secrets_are_not_told(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    body, headers = webhook(
        "deal.won", {"id": "deal_1"}, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    )
    ours = {name: value for name, value in headers.items() if name != "X-GHXSTSHIP-Signature"}
    for given, secret in ((headers, WHSEC), (ours, WHSEC), (ours, f"{WHSEC}!"), (headers, [WHSEC, ""])):
        with pytest.raises((SignatureError, ConfigurationError)) as caught:
            verify(body, given, secret)
        told.error(caught.value)
    told.check(caplog)


def test_what_is_kept_for_later_hides_its_secret(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.texts += [repr(Platform("http://x", "ws_1", KEY, "a@b.example", SECRET)), repr(tokens())]
    told.texts += [repr(OAuth("app", SECRET)), repr(AsyncOAuth("app", SECRET)), repr(Client(KEY))]
    told.check(caplog)


def test_what_is_not_secret_is_shown_as_it_was_sent(faults: FaultServer, told: Told) -> None:
    faults.script(reset)
    problem = _fails(
        Client,
        {"api_key": KEY, "base_url": faults.url, "workspace_id": "ws_1", "max_retries": 0},
        lambda c: c.atlvs.invoices.create(
            deal_id="deal_1", due_date="2026-12-01", notes="it's 5 € ok", idempotency_key="k1", if_match=3
        ),
        told,
    )
    assert problem.curl() == (
        f"curl -X POST {faults.url}/atlvs/v1/invoices -H 'Accept: application/json'"
        f" -H 'User-Agent: {problem.request.headers['User-Agent']}'"  # type: ignore[union-attr]
        " -H \"Authorization: Bearer $GHXSTSHIP_API_KEY\" -H 'X-Workspace-ID: ws_1'"
        " -H 'Content-Type: application/json' -H 'Idempotency-Key: k1' -H 'If-Match: \"3\"'"
        ' --data-raw \'{"deal_id": "deal_1", "due_date": "2026-12-01", "notes": "it\'"\'"\'s 5 € ok"}\''
    )


def test_a_file_of_tokens_is_not_told_when_it_is_broken(
    told: Told, caplog: pytest.LogCaptureFixture, tmp_path: Path, faults: FaultServer
) -> None:
    from ghxstship.oauth import FileStore

    (tmp_path / "t.json").write_text(f'{{"refresh_token": "{SECRET}"')
    with pytest.raises(ConfigurationError, match=r"t\.json") as caught:
        OAuth("app", token_url=faults.url, store=FileStore(tmp_path / "t.json")).token()
    told.error(caught.value)
    told.check(caplog)
