"""Applications and grants over the API."""

from __future__ import annotations

from typing import Any

import pytest

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import DAY, SECOND
from ghxstship_platform.oauth import grants

from .desk import PERSON, Desk, refusal, with_desk

APPS, GRANTS = "/workspace/v1/oauth-apps", "/workspace/v1/oauth-grants"


def test_an_application_shows_its_secret_once(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        assert app["client_id"] == app["id"]
        assert app["client_secret"].startswith("ghx_cs_")
        assert app["secret_hint"] == f"ghx_cs_…{app['client_secret'][-4:]}"
        again = (await desk.admin.get(f"{APPS}/{app['id']}")).json()
        assert "client_secret" not in again
        assert again == {name: value for name, value in app.items() if name != "client_secret"}
        listed = await desk.admin.get(APPS, params={"type": "confidential", "q": "ledger"})
        assert [each["client_id"] for each in listed.json()["data"]] == [app["id"]]
        (event,) = await desk.events("oauth_app.created")
        assert event["data"]["name"] == "Tour Ledger"
        assert app["client_secret"] not in str(event)
        public = await desk.register(type="public", redirect_uris=["http://127.0.0.1/cb"])
        assert (public["client_secret"], public["secret_hint"]) == (None, None)

    with_desk(engine_url, scenario)


def test_a_replayed_registration_does_not_show_the_secret_again(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        body = {"name": "Ledger", "type": "confidential", "scopes": ["read"]}
        headers = {"Idempotency-Key": "once"}
        first = await desk.admin.post(APPS, json=body, headers=headers)
        again = await desk.admin.post(APPS, json=body, headers=headers)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.json()["id"] == first.json()["id"]
        assert "client_secret" not in again.json()

    with_desk(sqlite_url, scenario)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"type": "secret"}, "type"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"redirect_uris": ["https://a.example.com/cb", "https://b.example.com/#x"]}, "redirect_uris.1"),
        ({"redirect_uris": [7]}, "redirect_uris.0"),
        ({"redirect_uris": "https://a.example.com/cb"}, "redirect_uris"),
        ({"client_id": "mine"}, "client_id"),
        ({"secrets": "x"}, "secrets"),
    ],
)
def test_what_cannot_be_registered(sqlite_url: str, fields: dict[str, Any], field: str) -> None:
    async def scenario(desk: Desk) -> None:
        body = {"name": "Ledger", "type": "confidential", "scopes": ["read"], **fields}
        answer = await desk.admin.post(APPS, json=body)
        assert answer.status_code == 422
        assert [entry["field"] for entry in answer.json()["error"]["details"]] == [field]

    with_desk(sqlite_url, scenario)


def test_applications_are_for_who_may_administer(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        _, key = await keys.create(desk.db, desk.workspace_id, "less", ["read", "write", "webhooks"])
        async with desk.client(key) as client:
            for path in (APPS, GRANTS):
                answer = await client.get(path)
                assert answer.status_code == 403
                assert answer.json()["error"]["details"][0]["required"] == "admin"

    with_desk(sqlite_url, scenario)


def test_a_secret_is_rotated_with_an_overlap(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        old = await desk.register()
        path = f"{APPS}/{old['id']}/rotate-secret"
        new = (await desk.admin.post(path, json={"overlap_seconds": 60})).json()
        assert new["client_secret"] != old["client_secret"]
        for app in (old, new):
            assert (await desk.token(app, grant_type="client_credentials")).status_code == 200
        desk.clock.advance(61 * SECOND)
        refusal(await desk.token(old, grant_type="client_credentials"), "invalid_client", 401)
        at_once = (await desk.admin.post(path, json={"overlap_seconds": 0})).json()
        refusal(await desk.token(new, grant_type="client_credentials"), "invalid_client", 401)
        assert (await desk.token(at_once, grant_type="client_credentials")).status_code == 200
        public = await desk.register(type="public")
        refused = await desk.admin.post(f"{APPS}/{public['id']}/rotate-secret")
        assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (422, "type")
        assert len(await desk.events("oauth_app.updated")) == 2

    with_desk(engine_url, scenario)


def test_the_tokens_of_a_deleted_application_are_dead_at_once_everywhere(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        other = await workspaces.create(desk.db, name="Other", tier="ample")
        await desk.join(other["id"])
        here = await desk.signed_off(app)
        there = (await desk.exchange(app, await desk.code(app, workspace_id=other["id"]))).json()
        waiting = await desk.code(app)
        assert await desk.works(here["access_token"])
        assert await desk.works(there["access_token"])
        assert (await desk.admin.delete(f"{APPS}/{app['id']}")).status_code == 204
        assert not await desk.works(here["access_token"])
        assert not await desk.works(there["access_token"])
        for form in (
            {"grant_type": "refresh_token", "refresh_token": here["refresh_token"]},
            {"grant_type": "authorization_code", "code": waiting},
            {"grant_type": "client_credentials"},
        ):
            refusal(await desk.token(app, **form), "invalid_client", 401)
        (grant,) = await desk.grants("revoked")
        assert grant["revoked_reason"] == "app_deleted"
        _, key = await keys.create(desk.db, other["id"], "tests", ["admin"])
        async with desk.client(key) as admin:
            assert (await admin.get(GRANTS)).json()["data"][0]["status"] == "active"
            await grants.sweep(desk.db)
            ended = (await admin.get(GRANTS)).json()["data"][0]
            assert (ended["status"], ended["revoked_reason"]) == ("revoked", "app_deleted")

    with_desk(engine_url, scenario)


def test_a_grant_is_revoked_with_its_tokens(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        first, second = await desk.signed_off(app), await desk.signed_off(app)
        mine = await desk.admin.get(GRANTS, params={"person_id": PERSON, "app_id": app["id"]})
        assert mine.json()["pagination"]["total"] == 2
        newest = mine.json()["data"][0]
        assert newest["app_name"] == "Tour Ledger"
        ended = await desk.admin.post(f"{GRANTS}/{newest['id']}/revoke")
        assert (ended.json()["status"], ended.json()["revoked_reason"]) == ("revoked", "by_user")
        assert await desk.works(first["access_token"])
        assert not await desk.works(second["access_token"])
        refusal(
            await desk.token(app, grant_type="refresh_token", refresh_token=second["refresh_token"]),
            "invalid_grant",
        )
        again = await desk.admin.post(f"{GRANTS}/{newest['id']}/revoke")
        assert again.json()["version"] == ended.json()["version"]
        assert (await desk.admin.delete(f"{GRANTS}/{newest['id']}")).status_code == 405
        assert (await desk.admin.post(GRANTS, json={})).status_code == 405

    with_desk(engine_url, scenario)


def test_the_sweep_ends_grants_without_tokens_and_drops_what_is_over(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        await desk.signed_off(app)
        await desk.code(app)
        await desk.token(app, grant_type="client_credentials")
        await grants.sweep(desk.db)
        assert len(await desk.grants()) == 2
        desk.clock.advance(2 * DAY)
        await grants.sweep(desk.db)
        (kept,) = await desk.grants()
        assert kept["flow"] == "authorization_code"
        desk.clock.advance(29 * DAY)
        await grants.sweep(desk.db)
        assert await desk.grants() == []
        assert {each["revoked_reason"] for each in await desk.grants("revoked")} == {"expired"}

    with_desk(engine_url, scenario)


def test_the_tokens_of_who_is_no_member_any_more_are_dead_at_once(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await desk.register()
        other = await workspaces.create(desk.db, name="Other", tier="ample")
        await desk.join(other["id"], "developer")
        _, key = await keys.create(desk.db, other["id"], "tests", ["admin"])
        tokens = (await desk.exchange(app, await desk.code(app, workspace_id=other["id"]))).json()
        waiting = await desk.code(app, workspace_id=other["id"])
        async with desk.client(key) as admin:
            (member,) = (await admin.get("/workspace/v1/members")).json()["data"]
            path = f"/workspace/v1/members/{member['id']}"
            assert await desk.works(tokens["access_token"])
            # With a lesser role the token may do less, and with a better one no more than was granted.
            for role, status in (("viewer", 403), ("admin", 201)):
                assert (await admin.patch(path, json={"role": role})).status_code == 200
                async with desk.client(tokens["access_token"]) as client:
                    made = await client.post("/atlvs/v1/deals", json={"name": "Spring run", "value": 1})
                    assert made.status_code == status
                    assert (await client.get("/workspace/v1/keys")).status_code == 403
            assert (await admin.delete(path)).status_code == 204
            assert not await desk.works(tokens["access_token"])
            refusal(
                await desk.token(app, grant_type="refresh_token", refresh_token=tokens["refresh_token"]),
                "invalid_grant",
            )
            refusal(await desk.exchange(app, waiting), "invalid_grant")
            (grant,) = (await admin.get(GRANTS)).json()["data"]
            assert grant["revoked_reason"] == "person_removed"

    with_desk(engine_url, scenario)
