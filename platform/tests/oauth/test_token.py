"""The token endpoint: every grant, and what is refused."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Any

import httpx
import pytest

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import DAY, HOUR, MINUTE, SECOND

from .desk import CHALLENGE, VERIFIER, Desk, refusal, with_desk

Log = pytest.LogCaptureFixture


def refused(log: Log) -> list[Any]:
    """What the log was told of refusals that look like attacks."""
    return [r for r in log.records if r.message == "oauth refused" and r.levelno == logging.WARNING]


def test_a_code_becomes_tokens_that_the_api_takes(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        answer = await desk.exchange(app, await desk.code(app, "read write"))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
        tokens = answer.json()
        assert {name: tokens[name] for name in ("token_type", "expires_in", "scope", "workspace_id")} == {
            "token_type": "Bearer", "expires_in": 3600, "scope": "read write", "workspace_id": desk.workspace_id,
        }  # fmt: skip
        async with desk.client(tokens["access_token"]) as client:
            made = await client.post("/atlvs/v1/deals", json={"name": "Spring run", "value": 1})
            assert made.status_code == 201
            short = await client.get("/workspace/v1/webhook-endpoints")
            assert short.status_code == 403
            assert short.json()["error"]["details"][0]["required"] == "webhooks"
        (grant,) = await desk.grants()
        assert (grant["flow"], grant["scopes"], grant["app_id"]) == (
            "authorization_code", ["read", "write"], app["id"],
        )  # fmt: skip
        (event,) = await desk.events("deal.created")
        assert event["metadata"]["actor"] == grant["id"]
        assert not await desk.works(tokens["refresh_token"])

    with_desk(engine_url, scenario)


def test_no_token_is_kept_as_text(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        code = await desk.code(app)
        tokens = (await desk.exchange(app, code)).json()
        kept = b"".join(
            file.read_bytes()
            for file in desk.db.path.parent.glob("platform.db*")  # type: ignore[attr-defined]
        )
        assert app["id"].encode() in kept
        for secret in (code, tokens["access_token"], tokens["refresh_token"], app["client_secret"]):
            assert secret.encode() not in kept

    with_desk(sqlite_url, scenario)


def test_a_replayed_code_ends_what_it_gave(engine_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        code = await desk.code(app)
        tokens = (await desk.exchange(app, code)).json()
        assert await desk.works(tokens["access_token"])
        refusal(await desk.exchange(app, code), "invalid_grant")
        assert not await desk.works(tokens["access_token"])
        again = await desk.token(app, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        refusal(again, "invalid_grant")
        (grant,) = await desk.grants("revoked")
        assert grant["revoked_reason"] == "code_replayed"
        assert len(await desk.events("oauth_grant.revoked")) == 1
        log = (await desk.admin.get(f"/workspace/v1/audit-log?target={grant['id']}")).json()["data"]
        assert [(entry["action"], entry["actor"], entry["address"]) for entry in log] == [
            ("oauth_grant.revoked", app["id"], "127.0.0.1"), ("oauth_grant.created", app["id"], "127.0.0.1"),
        ]  # fmt: skip
        assert log[0]["changes"]["revoked_reason"] == {"from": None, "to": "code_replayed"}
        assert "used before" in refused(caplog)[0].reason
        assert code not in caplog.text

    with_desk(engine_url, scenario)


@pytest.mark.parametrize(
    ("challenge", "form"),
    [
        (CHALLENGE, {"code_verifier": VERIFIER[:-1] + "x"}),
        (CHALLENGE, {"code_verifier": ""}),
        (CHALLENGE, {"code_verifier": CHALLENGE}),
        (CHALLENGE, {"code_verifier": "short"}),
        (None, {"code_verifier": VERIFIER}),
        (CHALLENGE, {"redirect_uri": "https://ledger.example.com/oauth/callback/"}),
        (CHALLENGE, {"redirect_uri": "https://evil.example.com/"}),
        (CHALLENGE, {"redirect_uri": ""}),
    ],
)
def test_a_code_is_good_for_its_verifier_and_address_only(
    sqlite_url: str, caplog: Log, challenge: str | None, form: dict[str, str]
) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        code = await desk.code(app, challenge=challenge)
        refusal(await desk.exchange(app, code, **form), "invalid_grant")
        assert len(refused(caplog)) == 1
        # It was tried with something wrong: nobody gets a second try.
        right = {"code_verifier": VERIFIER if challenge else ""}
        refusal(await desk.exchange(app, code, **right), "invalid_grant")
        assert await desk.grants() == []

    with_desk(sqlite_url, scenario)


def test_a_confidential_client_may_do_without_pkce_and_without_naming_the_address(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        code = await desk.code(app, challenge=None, named=False)
        answer = await desk.exchange(app, code, code_verifier="", redirect_uri="")
        assert answer.status_code == 200

    with_desk(sqlite_url, scenario)


def test_a_code_is_good_for_its_client_only_and_for_minutes(sqlite_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app, other = await desk.register(), await desk.register(name="Other")
        code = await desk.code(app)
        refusal(await desk.exchange(other, code), "invalid_grant")
        assert "another application" in refused(caplog)[0].reason
        # That somebody else held it is no reason to take it from its owner.
        assert (await desk.exchange(app, code)).status_code == 200
        late = await desk.code(app)
        desk.clock.advance(5 * MINUTE + SECOND)
        assert "expired" in refusal(await desk.exchange(app, late), "invalid_grant")
        refusal(await desk.exchange(app, "ghx_ac_nonsense"), "invalid_grant")

    with_desk(sqlite_url, scenario)


def test_of_two_redemptions_at_once_one_succeeds(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        for _ in range(5):
            code = await desk.code(app)
            answers = await asyncio.gather(*(desk.exchange(app, code) for _ in range(4)))
            assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]

    with_desk(engine_url, scenario)


def test_a_refresh_token_is_good_once(engine_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        first = await desk.signed_off(app)
        second = await desk.token(app, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert second.status_code == 200
        third = await desk.token(
            app, grant_type="refresh_token", refresh_token=second.json()["refresh_token"], scope="read"
        )
        assert third.json()["scope"] == "read"
        fourth = await desk.token(
            app, grant_type="refresh_token", refresh_token=third.json()["refresh_token"]
        )
        # What was narrowed once comes back whole.
        assert fourth.json()["scope"] == "read write"
        assert await desk.works(fourth.json()["access_token"])
        stolen = await desk.token(app, grant_type="refresh_token", refresh_token=first["refresh_token"])
        refusal(stolen, "invalid_grant")
        assert "used before" in refused(caplog)[0].reason
        for answer in (second, third, fourth):
            assert not await desk.works(answer.json()["access_token"])
        last = await desk.token(app, grant_type="refresh_token", refresh_token=fourth.json()["refresh_token"])
        refusal(last, "invalid_grant")
        (grant,) = await desk.grants("revoked")
        assert grant["revoked_reason"] == "refresh_reused"

    with_desk(engine_url, scenario)


def test_of_two_refreshes_at_once_one_succeeds(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        for _ in range(5):
            token = (await desk.signed_off(app))["refresh_token"]
            asked = (desk.token(app, grant_type="refresh_token", refresh_token=token) for _ in range(4))
            answers = await asyncio.gather(*asked)
            assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]

    with_desk(engine_url, scenario)


def test_a_refresh_gives_no_more_than_was_granted(sqlite_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app, other = await desk.register(), await desk.register()
        token = (await desk.signed_off(app, "read"))["refresh_token"]
        for scope in ("read write", "admin"):
            answer = await desk.token(app, grant_type="refresh_token", refresh_token=token, scope=scope)
            refusal(answer, "invalid_scope")
        refusal(
            await desk.token(app, grant_type="refresh_token", refresh_token=token, scope="read everything"),
            "invalid_scope",
        )
        refusal(await desk.token(other, grant_type="refresh_token", refresh_token=token), "invalid_grant")
        assert len(refused(caplog)) == 4
        assert (await desk.token(app, grant_type="refresh_token", refresh_token=token)).status_code == 200

    with_desk(sqlite_url, scenario)


def test_tokens_end_with_their_time(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        tokens = await desk.signed_off(app)
        desk.clock.advance(HOUR - 1 * SECOND)
        assert await desk.works(tokens["access_token"])
        desk.clock.advance(2 * SECOND)
        assert not await desk.works(tokens["access_token"])
        desk.clock.advance(30 * DAY - HOUR)
        late = await desk.token(app, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        assert "expired" in refusal(late, "invalid_grant")

    with_desk(engine_url, scenario)


def test_client_credentials(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        answer = await desk.token(app, grant_type="client_credentials", scope="read")
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()
        assert answer.json()["scope"] == "read"
        again = await desk.token(app, grant_type="client_credentials")
        assert again.json()["scope"] == "read write webhooks"
        assert await desk.works(again.json()["access_token"], "/workspace/v1/webhook-endpoints")
        await desk.token(app, grant_type="client_credentials")
        assert len(await desk.grants()) == 2
        refusal(await desk.token(app, grant_type="client_credentials", scope="admin"), "invalid_scope")
        public = await desk.register(type="public")
        refusal(await desk.token(public, grant_type="client_credentials"), "unauthorized_client")

    with_desk(engine_url, scenario)


def test_a_token_is_bound_to_its_workspace(sqlite_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        other = await workspaces.create(desk.db, name="Other", tier="ample")
        await desk.join(other["id"])
        app = await desk.register()
        made = await desk.exchange(app, await desk.code(app, workspace_id=other["id"]))
        assert made.json()["workspace_id"] == other["id"]
        async with desk.client(made.json()["access_token"]) as client:
            deals = await client.get("/atlvs/v1/deals", headers={"X-Workspace-ID": desk.workspace_id})
            assert deals.status_code == 403
            assert (await client.get("/workspace/v1/workspace")).json()["id"] == other["id"]
        (told,) = [each for each in caplog.records if each.message == "credential of another workspace"]
        assert (told.levelno, told.workspace_id) == (logging.WARNING, other["id"])  # type: ignore[attr-defined]
        assert told.request_id == deals.headers["x-request-id"]  # type: ignore[attr-defined]
        assert told.key_id.startswith("grant_")  # type: ignore[attr-defined]
        assert await desk.grants() == []
        _, key = await keys.create(desk.db, other["id"], "tests", ["admin"])
        async with desk.client(key) as admin:
            (grant,) = (await admin.get("/workspace/v1/oauth-grants")).json()["data"]
            foreign = await desk.admin.post(f"/workspace/v1/oauth-grants/{grant['id']}/revoke")
            assert foreign.status_code == 404
            assert await desk.works(made.json()["access_token"])
            assert (await admin.post(f"/workspace/v1/oauth-grants/{grant['id']}/revoke")).status_code == 200
        assert not await desk.works(made.json()["access_token"])

    with_desk(sqlite_url, scenario)


def test_what_an_application_may_is_narrowed_with_its_registration(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        token = (await desk.signed_off(app))["access_token"]
        path = f"/workspace/v1/oauth-apps/{app['id']}"
        assert (await desk.admin.patch(path, json={"scopes": ["read"]})).status_code == 200
        async with desk.client(token) as client:
            made = await client.post("/atlvs/v1/deals", json={"name": "Spring run", "value": 1})
            assert made.status_code == 403

    with_desk(sqlite_url, scenario)


# --- who asks


def test_clients_prove_themselves(engine_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app, public = await desk.register(), await desk.register(type="public")
        name, secret = app["client_id"], app["client_secret"]
        form = {"grant_type": "client_credentials"}
        url = "/oauth/token"
        good = await desk.http.post(url, data={**form, "client_id": name, "client_secret": secret})
        assert good.status_code == 200
        wrong = await desk.http.post(
            url, data={**form, "client_id": name, "client_secret": secret.swapcase()}
        )
        unknown = await desk.http.post(url, data={**form, "client_id": "app_x", "client_secret": secret})
        assert refusal(wrong, "invalid_client", 401) == refusal(unknown, "invalid_client", 401)
        assert "www-authenticate" not in wrong.headers
        by_header = await desk.http.post(url, data=form, auth=(name, "wrong"))
        refusal(by_header, "invalid_client", 401)
        assert by_header.headers["www-authenticate"].startswith("Basic ")
        for told in ({}, {"client_id": name}, {"client_id": "a\nb", "client_secret": "x"}):
            refusal(await desk.http.post(url, data={**form, **told}), "invalid_client", 401)
        refusal(
            await desk.http.post(url, data={**form, "client_id": public["client_id"], "client_secret": "x"}),
            "invalid_client", 401,
        )  # fmt: skip
        for header in ("Bearer x", "Basic !!", "Basic bm9jb2xvbg==", "Basic /w=="):
            answer = await desk.http.post(url, data=form, headers={"Authorization": header})
            refusal(answer, "invalid_client", 401)
        twice = await desk.http.post(url, data={**form, "client_secret": secret}, auth=(name, secret))
        refusal(twice, "invalid_request")
        differs = await desk.http.post(url, data={**form, "client_id": "app_x"}, auth=(name, secret))
        refusal(differs, "invalid_request")
        assert secret not in caplog.text

    with_desk(engine_url, scenario)


def test_guessing_a_secret_is_rationed_and_logged(sqlite_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        answers = [
            await desk.http.post("/oauth/token", data={"a": "b"}, auth=(app["client_id"], "wrong"))
            for _ in range(25)
        ]
        assert {answer.status_code for answer in answers[:20]} == {401}
        refusal(answers[-1], "temporarily_unavailable", 429)
        assert Counter(told.error for told in refused(caplog)) == {
            "invalid_client": 20, "temporarily_unavailable": 5,
        }  # fmt: skip
        assert {told.client_id for told in refused(caplog)} == {app["client_id"]}
        # The right secret does not help an address that guesses.
        held = await desk.token(app, grant_type="client_credentials")
        assert held.status_code == 429
        desk.clock.advance(int(held.headers["retry-after"]) * SECOND)
        assert (await desk.token(app, grant_type="client_credentials")).status_code == 200

    with_desk(sqlite_url, scenario)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "ghx_rt_x"}, "invalid_grant"),
        ({"grant_type": "client_credentials", "scope": "read 'all'"}, "invalid_scope"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "invalid_request"),
    ],
)
def test_malformed_requests(sqlite_url: str, form: dict[str, str], error: str) -> None:
    async def scenario(desk: Desk) -> None:
        refusal(await desk.token(await desk.register(), **form), error)

    with_desk(sqlite_url, scenario)


def test_a_form_is_a_form_and_each_parameter_stands_once(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        answer = await desk.http.post("/oauth/token", json={"grant_type": "client_credentials"})
        refusal(answer, "invalid_request")
        twice = await desk.http.post(
            "/oauth/token", content="grant_type=client_credentials&grant_type=password",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert "stands twice" in refusal(twice, "invalid_request")
        get = await desk.http.get("/oauth/token")
        assert (get.status_code, get.headers["allow"]) == (405, "OPTIONS, POST")

    with_desk(sqlite_url, scenario)


def test_a_page_of_a_public_client_may_ask_from_elsewhere(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        asked = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
        answer = await desk.http.options("/oauth/token", headers=asked)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        public = await desk.register(type="public")
        tokens = await desk.exchange(public, await desk.code(public))
        assert tokens.headers["access-control-allow-origin"] == "*"

    with_desk(sqlite_url, scenario)


# --- revocation and introspection


def test_revocation(engine_url: str, caplog: Log) -> None:
    async def scenario(desk: Desk) -> None:
        app, other, public = await desk.register(), await desk.register(), await desk.register(type="public")
        tokens = await desk.signed_off(app)
        stranger = await desk.ask("/oauth/revoke", other, token=tokens["access_token"])
        refusal(stranger, "unauthorized_client")
        assert len(refused(caplog)) == 1
        assert await desk.works(tokens["access_token"])
        done = await desk.ask("/oauth/revoke", app, token=tokens["access_token"])
        assert (done.status_code, done.content) == (200, b"")
        assert not await desk.works(tokens["access_token"])
        assert (await desk.ask("/oauth/revoke", app, token=tokens["access_token"])).status_code == 200
        renewed = await desk.token(app, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        hint = {"token_type_hint": "access_token"}
        ended = await desk.ask("/oauth/revoke", app, token=renewed.json()["refresh_token"], **hint)
        assert ended.status_code == 200
        assert not await desk.works(renewed.json()["access_token"])
        assert [grant["revoked_reason"] for grant in await desk.grants("revoked")] == ["by_app"]
        own = await desk.signed_off(public)
        assert (await desk.ask("/oauth/revoke", public, token=own["refresh_token"])).status_code == 200
        assert not await desk.works(own["access_token"])
        refusal(await desk.ask("/oauth/revoke", app), "invalid_request")

    with_desk(engine_url, scenario)


def test_introspection(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app, other, public = await desk.register(), await desk.register(), await desk.register(type="public")
        tokens = await desk.signed_off(app)
        answer = (await desk.ask("/oauth/introspect", app, token=tokens["access_token"])).json()
        now = desk.clock.now() // SECOND
        (grant,) = await desk.grants()
        assert answer == {
            "active": True, "scope": "read write", "client_id": app["client_id"], "token_type": "Bearer",
            "iat": answer["iat"], "exp": answer["iat"] + 3600, "sub": grant["person_id"], "iss": "http://platform",
            "workspace_id": desk.workspace_id, "grant_id": grant["id"],
        }  # fmt: skip
        assert abs(answer["iat"] - now) <= 1
        refreshing = (await desk.ask("/oauth/introspect", app, token=tokens["refresh_token"])).json()
        assert (refreshing["token_type"], refreshing["exp"] - refreshing["iat"]) == (
            "refresh_token", 30 * 86_400,
        )  # fmt: skip
        for asker, token in ((other, tokens["access_token"]), (app, "ghx_at_x"), (app, app["client_secret"])):
            inactive = await desk.ask("/oauth/introspect", asker, token=token)
            assert inactive.json() == {"active": False}
        refusal(await desk.ask("/oauth/introspect", public, token="x"), "invalid_client", 401)
        refusal(await desk.ask("/oauth/introspect", app), "invalid_request")
        refusal(await desk.http.post("/oauth/introspect", data={"token": "x"}), "invalid_client", 401)
        own = (await desk.token(app, grant_type="client_credentials")).json()["access_token"]
        assert (await desk.ask("/oauth/introspect", app, token=own)).json()["sub"] == app["id"]
        await desk.ask("/oauth/revoke", app, token=tokens["refresh_token"])
        ended = await desk.ask("/oauth/introspect", app, token=tokens["access_token"])
        assert ended.json() == {"active": False}

    with_desk(engine_url, scenario)


# --- metadata


def test_metadata(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        answer = await desk.http.get("/.well-known/oauth-authorization-server")
        assert answer.headers["access-control-allow-origin"] == "*"
        found = answer.json()
        assert found["issuer"] == "http://platform"
        for name in ("token", "revocation", "introspection", "device_authorization"):
            path = httpx.URL(found[f"{name}_endpoint"]).path
            asked = await desk.http.post(path, data={"a": "b"})
            assert refusal(asked, "invalid_client", 401)
        assert found["code_challenge_methods_supported"] == ["S256"]
        assert found["authorization_response_iss_parameter_supported"] is True
        assert found["response_types_supported"] == ["code"]
        protected = (await desk.http.get("/.well-known/oauth-protected-resource")).json()
        assert protected["resource"] == found["protected_resources"][0] == "http://platform"
        assert protected["authorization_servers"] == [found["issuer"]]
        no_key = await desk.http.get("/atlvs/v1/deals")
        assert 'resource_metadata="http' in no_key.headers["www-authenticate"]

    with_desk(sqlite_url, scenario)


def test_metadata_under_the_public_hosts(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        path = "/.well-known/oauth-authorization-server"
        found = (await desk.http.get(path, headers={"Host": "auth.example.com"})).json()
        assert found["issuer"] == "https://auth.example.com"
        assert found["token_endpoint"] == "https://auth.example.com/oauth/token"
        path = "/.well-known/oauth-protected-resource"
        found = (await desk.http.get(path, headers={"Host": "api.example.com"})).json()
        assert found["resource"] == "https://api.example.com"
        assert found["authorization_servers"] == ["https://auth.example.com"]
        no_key = await desk.http.get("/atlvs/v1/deals", headers={"Host": "api.example.com"})
        assert no_key.headers["www-authenticate"].endswith(
            f'resource_metadata="https://api.example.com{path}"'
        )

    with_desk(sqlite_url, scenario, domain="example.com")


def test_a_token_is_used_by_the_minute(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        tokens = await desk.signed_off(app)
        assert (await desk.grants())[0]["last_used_at"] is None
        assert await desk.works(tokens["access_token"])
        await desk.platform.credentials.write_last_used()
        assert (await desk.grants())[0]["last_used_at"] is not None

    with_desk(sqlite_url, scenario)
