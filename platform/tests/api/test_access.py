"""Who may ask for what: credentials, scopes, networks, workspaces, limits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ghxstship_platform.api.operations import Operation
from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.auth import keys
from ghxstship_platform.clock import HOUR, SECOND, to_text
from ghxstship_platform.products.examples import example_input
from ghxstship_platform.products.registry import RESOURCES

from .conftest import Scenario
from .service import Service, Tenant, error_of

DEALS = "/atlvs/v1/deals"
KEYS = "/workspace/v1/keys"
Run = Callable[[Scenario], None]


def test_credentials_that_are_none(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        flipped = tenant.key[:-1] + ("a" if tenant.key[-1] != "a" else "b")
        for value in ("", "Bearer", "Bearer ", "Basic abc", "Bearer  x", f"Bearer {flipped}", "Bearer sk_live_1",
                      f"Bearer {tenant.key} ", f"Bearer {tenant.key[:-6]}", tenant.key):  # fmt: skip
            response = await tenant.http.get(DEALS, headers={"Authorization": value})
            assert response.status_code == 401, value
            assert error_of(response)["code"] == "UNAUTHORIZED"
            assert response.headers["www-authenticate"].startswith('Bearer realm="ghxstship"')
        assert (await tenant.get(DEALS, headers={"Authorization": f"bearer {tenant.key}"})).status_code == 200

    on_service(scenario)


def test_the_workspace_header_must_agree(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        same = await tenant.get(DEALS, headers={"X-Workspace-ID": tenant.workspace_id})
        other = await tenant.get(DEALS, headers={"X-Workspace-ID": "ws_abc123"})
        assert (same.status_code, other.status_code) == (200, 403)
        assert error_of(other)["details"][0]["field"] == "X-Workspace-ID"

    on_service(scenario)


def test_scopes_are_named_when_they_are_missing(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        reader = await service.workspace(scopes=["read"])
        writer = await service.workspace(scopes=["write"])
        assert (await reader.get(DEALS)).status_code == 200
        refused = await reader.post(DEALS, {"name": "x", "value": 1})
        assert (refused.status_code, error_of(refused)["details"][0]["required"]) == (403, "write")
        assert (await writer.post(DEALS, {"name": "x", "value": 1})).status_code == 201
        assert error_of(await writer.get(DEALS))["details"][0]["required"] == "read"
        assert error_of(await reader.get(KEYS))["details"][0]["required"] == "admin"
        admin = await service.workspace(scopes=["admin"])
        assert (await admin.post(DEALS, {"name": "x", "value": 1})).status_code == 201

    on_service(scenario)


def test_a_key_ends_at_once_when_revoked(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = (await tenant.post(KEYS, {"name": "sync", "scopes": ["read"]})).json()
        use = {"Authorization": f"Bearer {made['secret']}"}
        assert (await tenant.get(DEALS, headers=use)).status_code == 200
        revoked = await tenant.post(f"{KEYS}/{made['id']}/revoke")
        assert (revoked.status_code, revoked.json()["status"]) == (200, "revoked")
        assert (await tenant.get(DEALS, headers=use)).status_code == 401
        assert (await tenant.post(f"{KEYS}/{made['id']}/revoke")).json() == revoked.json()
        assert error_of(await tenant.post(f"{KEYS}/{made['id']}/roll"))["code"] == "INVALID_TRANSITION"

    on_service(scenario)


def test_rolling_keeps_the_old_key_for_the_overlap(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        old = (await tenant.post(KEYS, {"name": "sync", "scopes": ["read"], "allowed_cidrs": []})).json()
        fresh = await tenant.post(f"{KEYS}/{old['id']}/roll", {"overlap_seconds": 60})
        assert fresh.status_code == 201
        assert (fresh.json()["replaces"], fresh.json()["scopes"]) == (old["id"], ["read"])

        async def status(secret: str) -> int:
            return (await tenant.get(DEALS, headers={"Authorization": f"Bearer {secret}"})).status_code

        assert (await status(old["secret"]), await status(fresh.json()["secret"])) == (200, 200)
        service.clock.advance(61 * SECOND)
        assert (await status(old["secret"]), await status(fresh.json()["secret"])) == (401, 200)

    on_service(scenario)


def test_expiry_and_networks(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        soon = to_text(service.clock.now() + HOUR)
        made = (await tenant.post(KEYS, {"name": "a", "scopes": ["read"], "expires_at": soon})).json()
        use = {"Authorization": f"Bearer {made['secret']}"}
        assert (await tenant.get(DEALS, headers=use)).status_code == 200
        service.clock.advance(HOUR)
        assert (await tenant.get(DEALS, headers=use)).status_code == 401
        past = await tenant.post(KEYS, {"name": "a", "scopes": ["read"], "expires_at": soon})
        assert error_of(past)["details"][0]["field"] == "expires_at"
        for network, expected in (("127.0.0.0/8", 200), ("203.0.113.0/24", 403), ("2001:db8::/32", 403)):
            body = {"name": "n", "scopes": ["read"], "allowed_cidrs": [network]}
            made = (await tenant.post(KEYS, body)).json()
            answer = await tenant.get(DEALS, headers={"Authorization": f"Bearer {made['secret']}"})
            assert answer.status_code == expected, network
        wrong = await tenant.post(
            KEYS, {"name": "n", "scopes": ["read"], "allowed_cidrs": ["10.0.0.0/8", "x", "10.0.0.1/8"]}
        )
        assert [d["field"] for d in error_of(wrong)["details"]] == ["allowed_cidrs.1", "allowed_cidrs.2"]

    on_service(scenario)


def test_guessing_is_throttled_before_any_lookup(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        service.credentials.forget()
        use = {"Authorization": "Bearer nonsense"}
        statuses = [(await tenant.get(DEALS, headers=use)).status_code for _ in range(25)]
        assert statuses[:20] == [401] * 20
        assert set(statuses[20:]) == {429}
        blocked = await tenant.get(DEALS, headers={"Authorization": "Bearer nonsense"})
        assert int(blocked.headers["retry-after"]) > 0
        service.clock.advance(60 * SECOND)
        assert (await tenant.get(DEALS)).status_code == 200

    on_service(scenario)


def test_last_used_is_kept(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        await tenant.get(DEALS)
        await service.credentials.write_last_used()
        key = (await tenant.get(KEYS)).json()["data"][0]
        assert key["last_used_at"] is not None
        assert key["version"] == 1

    on_service(scenario)


def test_secrets_are_not_stored(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        key_id = (await tenant.get(KEYS)).json()["data"][0]["id"]
        events = (await tenant.get("/workspace/v1/events?types=api_key.*")).text
        record = (await tenant.get(f"{KEYS}/{key_id}")).text
        assert tenant.key not in events + record
        assert "secret_hash" not in events + record
        assert re.search("ghx_live_…", record)

    on_service(scenario)


def test_limits_are_announced_and_kept(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace(tier="free")
        answers = [await tenant.get(DEALS) for _ in range(12)]
        assert [a.status_code for a in answers] == [200] * 10 + [429] * 2
        assert answers[0].headers["x-ratelimit-limit"] == "100"
        assert answers[0].headers["x-ratelimit-remaining"] == "99"
        refused = answers[-1]
        assert error_of(refused)["code"] == "RATE_LIMITED"
        assert refused.headers["retry-after"] == "60"
        assert refused.headers["ratelimit-policy"] == '"minute";q=100;w=60, "burst";q=10;w=6'
        service.clock.advance(60 * SECOND)
        # Errors count and are announced too; a 304 costs nothing.
        missing = await tenant.get(f"{DEALS}/deal_NONE")
        assert (missing.status_code, missing.headers["x-ratelimit-remaining"]) == (404, "99")
        deal = await tenant.deal()
        for _ in range(30):
            same = await tenant.get(f"{DEALS}/{deal['id']}", headers={"If-None-Match": '"1"'})
            assert (same.status_code, same.headers["x-ratelimit-remaining"]) == (304, "98")

    on_service(scenario)


async def _targets(owner: Tenant) -> dict[str, str]:
    """An id of every resource of a workspace, where one can be created from the documentation's example."""
    ids: dict[str, str] = {}
    for resource in RESOURCES:
        if "create" in resource.operations:
            answer = await owner.post(resource.path, example_input(resource))
            if answer.status_code == 201:
                ids[resource.key] = answer.json()["id"]
    return ids


@pytest.mark.parametrize("strangers_header", [False, True])
def test_no_operation_reaches_another_workspace(on_service: Run, strangers_header: bool) -> None:
    """Every operation with the ids of one workspace and the key of another: 404 or 403, never data."""

    async def scenario(service: Service) -> None:
        owner, stranger = await service.workspace(), await service.workspace()
        ids = await _targets(owner)
        assert "atlvs.deals" in ids
        event = (await owner.get("/workspace/v1/events")).json()["data"][0]["id"]
        before = await owner.sequence()
        mine = set(ids.values()) | {event}
        headers = {"X-Workspace-ID": owner.workspace_id} if strangers_header else {}
        for operation in OPERATIONS:
            if operation.media_type == "text/event-stream":
                continue
            answer = await _call(stranger, operation, ids, event, headers)
            text = answer.text
            if strangers_header:
                assert answer.status_code == 403, operation.id
            elif "{id}" in operation.path:
                assert answer.status_code == 404, (operation.id, text)
            assert not any(f'"id":"{record_id}"' in text for record_id in mine), operation.id
        assert await owner.sequence() == before

    on_service(scenario)


async def _call(
    stranger: Tenant, operation: Operation, ids: dict[str, str], event: str, headers: dict[str, str]
):  # type: ignore[no-untyped-def]
    key = operation.resource.key if operation.resource else ""
    path = operation.path.replace("{id}", ids.get(key, event))
    body: object = {}
    if operation.kind == "batch":
        body = {"items": [{}]}
    elif operation.action is not None:
        body = {f.name: f.example for f in operation.action.fields if f.required}
    if operation.method in ("GET", "DELETE"):
        return await stranger.http.request(operation.method, path, headers=headers)
    return await stranger.http.request(operation.method, path, json=body, headers=headers)


def test_cli_functions_make_the_same_keys(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace(mode="sandbox")
        assert tenant.key.startswith("ghx_test_")
        record, secret = await keys.create(service.db, tenant.workspace_id, "cli", ["read"])
        fresh, fresh_secret = await keys.roll(service.db, tenant.workspace_id, record["id"], 0)
        assert fresh["replaces"] == record["id"]
        assert secret != fresh_secret
        await keys.revoke(service.db, tenant.workspace_id, fresh["id"])
        listed = await keys.list_all(service.db, tenant.workspace_id)
        assert [k["status"] for k in listed] == ["active", "active", "revoked"]

    on_service(scenario)
