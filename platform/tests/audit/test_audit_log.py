"""The audit log: what goes into it, with whom and from where, and how it is read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ghxstship_platform.audit import listing
from ghxstship_platform.clock import DAY, SECOND
from ghxstship_platform.people import accounts

from ..web.stage import Stage, on_stage

LOG = "/workspace/v1/audit-log"


async def entries(api: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    """A page, as the API shows it."""
    response = await api.get(f"{LOG}?{query}")
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def test_what_a_key_does_is_there_with_its_address(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        mine = (await api.get("/workspace/v1/keys")).json()["data"][0]["id"]
        body = {"name": "Sync", "scopes": ["read"]}
        made = await api.post("/workspace/v1/keys", json=body, headers={"User-Agent": "tests/1"})
        key = made.json()["id"]
        await api.post("/atlvs/v1/deals", json={"name": "no audit", "value": 1})
        await api.post(f"/workspace/v1/keys/{key}/roll")
        await api.post(f"/workspace/v1/keys/{key}/revoke")
        await api.post(f"/workspace/v1/keys/{key}/revoke")
        found = await entries(api)
        assert [entry["action"] for entry in found] == [
            "api_key.revoked", "api_key.created", "api_key.rolled", "api_key.created", "api_key.created",
            "workspace.created",
        ]  # fmt: skip
        entry = found[3]
        assert entry["changes"].pop("hint")["to"].startswith("ghx_test_")
        assert entry == {
            "id": entry["id"],
            "at": made.json()["created_at"],
            "action": "api_key.created",
            "actor": mine,
            "target": key,
            "target_name": "Sync",
            "address": "192.0.2.7",
            "user_agent": "tests/1",
            "request_id": made.headers["x-request-id"],
            "changes": {
                "name": {"from": None, "to": "Sync"},
                "scopes": {"from": None, "to": ["read"]},
                "status": {"from": None, "to": "active"},
            },
        }
        assert found[0]["changes"]["status"] == {"from": "active", "to": "revoked"}
        assert [entry["actor"] for entry in found[4:]] == ["operator", "operator"]
        secrets = made.json()["secret"]
        assert secrets not in str(found)

    on_stage(engine_url, scenario)


def test_it_is_narrowed_and_paged(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        stage.clock.advance(DAY)
        keys = [
            (await api.post("/workspace/v1/keys", json={"name": f"k{n}", "scopes": ["read"]})).json()["id"]
            for n in range(3)
        ]
        [one] = await entries(api, f"target={keys[1]}")
        assert one["target_name"] == "k1"
        assert len(await entries(api, f"actor={one['actor']}&action=api_key.created")) == 3
        assert len(await entries(api, f"created_before={one['at'][:10]}T00:00:00Z")) == 2
        first = (await api.get(f"{LOG}?limit=2")).json()
        second = (await api.get(f"{LOG}?limit=2&cursor={first['pagination']['cursor']}")).json()
        assert first["pagination"]["total"] == 5
        assert len({entry["id"] for entry in first["data"] + second["data"]}) == 4
        for query in ("action=", "nonsense=1", "limit=0"):
            assert (await api.get(f"{LOG}?{query}")).status_code == 400

    on_stage(engine_url, scenario)


def test_a_write_that_fails_leaves_no_entry(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        member = await stage.person(workspace)
        [record] = (await api.get("/workspace/v1/members")).json()["data"]
        assert record["person_id"] == member.id
        before = await entries(api)
        assert (await api.delete(f"/workspace/v1/members/{record['id']}")).status_code == 403
        assert await entries(api) == before

    on_stage(engine_url, scenario)


def test_a_secret_that_is_shown_again_is_noted(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        body = {"url": "https://hooks.example.com/a", "events": ["*"]}
        endpoint = (await api.post("/workspace/v1/webhook-endpoints", json=body)).json()["id"]
        path = f"/workspace/v1/webhook-endpoints/{endpoint}"
        secret = (await api.post(f"{path}/reveal-secret")).json()["secret"]
        await api.post(f"{path}/rotate-secret")
        await api.delete(path)
        found = await entries(api, f"target={endpoint}")
        assert [entry["action"] for entry in found] == [
            "webhook_endpoint.deleted", "webhook_endpoint.secret_rotated", "webhook_endpoint.secret_revealed",
            "webhook_endpoint.created",
        ]  # fmt: skip
        assert {entry["target_name"] for entry in found} == {"https://hooks.example.com/a"}
        assert secret not in str(found)

    on_stage(engine_url, scenario)


def test_signing_in_and_failing_to_is_noted_in_each_workspace(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        first, second = await stage.workspace("First"), await stage.workspace("Second")
        person = await stage.person(first)
        await accounts.make_member(stage.db, second, person, "viewer")
        browser = stage.browser(address="198.51.100.4")
        await browser.sign_in(person.email, "not the password")
        stage.clock.advance(SECOND)
        await browser.sign_in(person.email)
        stage.clock.advance(SECOND)
        await browser.submit("/developers/sign-out")
        await stage.browser().sign_in("nobody@example.com", "whatever it is")
        await stage.settle()
        for workspace in (first, second):
            found = await entries(stage.api(await stage.key(workspace)), f"target={person.id}")
            told = [(entry["action"], entry["actor"], entry["address"]) for entry in found]
            assert told == [
                ("person.signed_out", person.id, "198.51.100.4"),
                ("person.signed_in", person.id, "198.51.100.4"),
                ("person.sign_in_failed", None, "198.51.100.4"),
            ]
            assert found[0]["request_id"].startswith("req_")
            assert found[0]["target_name"] == person.email

    on_stage(engine_url, scenario)


def test_the_workspace_itself(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace("Old")
        api = stage.api(await stage.key(workspace))
        for _ in range(2):
            await api.patch("/workspace/v1/workspace", json={"name": "New", "tier": "free"})
        found = await entries(api, "action=workspace.updated")
        assert [entry["changes"] for entry in found] == [
            {"name": {"from": "Old", "to": "New"}, "tier": {"from": "pro", "to": "free"}}
        ]
        assert found[0]["target_name"] == "New"

    on_stage(engine_url, scenario)


def test_another_workspace_sees_nothing_and_a_lesser_scope_neither(engine_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        mine, other = await stage.workspace(), await stage.workspace()
        api = stage.api(await stage.key(other))
        assert {entry["target"] for entry in await entries(api)}.isdisjoint({mine})
        weak = stage.api(await stage.key(mine, "read", "write", "webhooks"))
        assert (await weak.get(LOG)).status_code == 403

    on_stage(engine_url, scenario)


def test_what_is_very_long_keeps_the_names_of_what_changed(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        api = stage.api(await stage.key(await stage.workspace()))
        huge = {f"k{number}": "x" * 500 for number in range(50)}
        body = {"name": "n", "scopes": ["read"], "metadata": huge}
        key = (await api.post("/workspace/v1/keys", json=body)).json()["id"]
        await api.patch(f"/workspace/v1/keys/{key}", json={"metadata": {}})
        [entry] = await entries(api, f"target={key}&action=api_key.updated")
        assert entry["changes"] == {"metadata": {"from": None, "to": None}}

    on_stage(sqlite_url, scenario)


@pytest.mark.parametrize(("days", "kept"), [(365, 3), (9, 1), (1, 0)])
def test_old_entries_are_dropped(engine_url: str, days: int, kept: int) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        api = stage.api(await stage.key(workspace))
        stage.clock.advance(10 * DAY)
        await api.post("/workspace/v1/keys", json={"name": "n", "scopes": ["read"]})
        stage.clock.advance(2 * DAY)
        await listing.drop_old(stage.db, days)
        assert len(await entries(api)) == kept

    on_stage(engine_url, scenario)
