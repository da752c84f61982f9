"""Writes: idempotency, conditional requests, batches; each either whole or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ghxstship_platform.clock import DAY

from .conftest import Scenario
from .service import Service, error_of

DEALS = "/atlvs/v1/deals"
Run = Callable[[Scenario], None]
BODY = {"name": "Spring run", "value": 75.5}


def test_same_key_same_answer(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        headers = {"Idempotency-Key": "order-1"}
        first = await tenant.post(DEALS, BODY, headers=headers)
        before = await tenant.sequence()
        again = await tenant.post(DEALS, BODY, headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.headers["etag"] == first.headers["etag"]
        assert "idempotent-replayed" not in first.headers
        assert await tenant.sequence() == before
        for other in ({**BODY, "value": 76}, {"name": "Spring run", "value": 75.50001}):
            response = await tenant.post(DEALS, other, headers=headers)
            assert response.status_code == 422
        reused = await tenant.post("/atlvs/v1/companies", {"name": "x"}, headers=headers)
        assert error_of(reused)["code"] == "IDEMPOTENCY_KEY_REUSED"
        # Another workspace's keys are its own.
        stranger = await service.workspace()
        assert (await stranger.post(DEALS, BODY, headers=headers)).json()["id"] != first.json()["id"]
        service.clock.advance(DAY + 1)
        late = await tenant.post(DEALS, BODY, headers=headers)
        assert late.status_code == 201
        assert late.json()["id"] != first.json()["id"]

    on_service(scenario)


def test_parallel_requests_with_one_key_write_once(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        headers = {"Idempotency-Key": "only-once"}
        answers = await asyncio.gather(*(tenant.post(DEALS, BODY, headers=headers) for _ in range(20)))
        assert {a.status_code for a in answers} <= {201, 409}
        for answer in answers:
            if answer.status_code == 409:
                assert error_of(answer)["code"] == "IDEMPOTENCY_IN_PROGRESS"
                assert answer.headers["retry-after"] == "1"
        assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
        assert (await tenant.get(DEALS)).json()["pagination"]["total"] == 1

    on_service(scenario)


def test_conflicts_are_not_kept(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal()
        headers = {"Idempotency-Key": "close-it"}
        wrong = await tenant.patch(f"{DEALS}/{deal['id']}", {"status": "won", "version": 9}, headers=headers)
        assert error_of(wrong)["details"][0]["current_version"] == 1
        # A refused attempt does not bind the key to its body.
        right = await tenant.patch(f"{DEALS}/{deal['id']}", {"status": "won", "version": 1}, headers=headers)
        assert right.status_code == 200
        missing = await tenant.patch(
            f"{DEALS}/deal_NONE", {"status": "won"}, headers={"Idempotency-Key": "m"}
        )
        again = await tenant.patch(f"{DEALS}/deal_NONE", {"status": "won"}, headers={"Idempotency-Key": "m"})
        assert (missing.status_code, again.status_code) == (404, 404)
        assert again.headers["idempotent-replayed"] == "true"

    on_service(scenario)


def test_a_key_is_shown_once_even_to_a_replay(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        body = {"name": "sync", "scopes": ["read"]}
        first = await tenant.post("/workspace/v1/keys", body, headers={"Idempotency-Key": "k"})
        again = await tenant.post("/workspace/v1/keys", body, headers={"Idempotency-Key": "k"})
        assert first.json()["secret"].startswith("ghx_live_")
        assert "secret" not in again.json()
        assert again.json()["id"] == first.json()["id"]
        assert "secret" not in (await tenant.get(f"/workspace/v1/keys/{first.json()['id']}")).json()

    on_service(scenario)


def test_bad_idempotency_keys(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        for key in ("", " ", "x" * 256, "tab\there"):
            response = await tenant.post(DEALS, BODY, headers={"Idempotency-Key": key})
            assert error_of(response)["code"] == "BAD_REQUEST", key
        assert (await tenant.get(DEALS)).json()["pagination"]["total"] == 0

    on_service(scenario)


def test_conditional_writes_and_reads(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal()
        path = f"{DEALS}/{deal['id']}"
        read = await tenant.get(path)
        assert read.headers["etag"] == '"1"'
        unchanged = await tenant.get(path, headers={"If-None-Match": 'W/"1"'})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == '"1"'
        changed = await tenant.patch(path, {"value": 5}, headers={"If-Match": '"1"'})
        assert changed.headers["etag"] == '"2"'
        stale = await tenant.patch(path, {"value": 6}, headers={"If-Match": '"1"'})
        assert stale.status_code == 409
        assert error_of(stale)["code"] == "VERSION_CONFLICT"
        assert (await tenant.delete(path, headers={"If-Match": '"1"'})).status_code == 409
        for tag in ("2", "abc", '"2", "3"'):
            assert (await tenant.patch(path, {"value": 6}, headers={"If-Match": tag})).status_code == 400
        both = await tenant.patch(path, {"value": 6, "version": 3}, headers={"If-Match": '"2"'})
        assert error_of(both)["code"] == "VALIDATION_ERROR"
        assert (await tenant.get(path, headers={"If-None-Match": '"1"'})).status_code == 200
        assert (await tenant.delete(path, headers={"If-Match": '"2"'})).status_code == 204
        assert (await tenant.get(path)).status_code == 404

    on_service(scenario)


def test_the_workspace_is_changed_as_records_are(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        path = "/workspace/v1/workspace"
        tag = (await tenant.get(path)).headers["etag"]
        keyed = {"Idempotency-Key": "rename", "If-Match": tag}
        first = await tenant.patch(path, {"name": "Aurora Drift"}, headers=keyed)
        assert (first.status_code, first.json()["name"]) == (200, "Aurora Drift")
        assert first.headers["etag"] != tag
        again = await tenant.patch(path, {"name": "Aurora Drift"}, headers=keyed)
        assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
        other = await tenant.patch(path, {"name": "Copper Finch"}, headers=keyed)
        assert error_of(other)["code"] == "IDEMPOTENCY_KEY_REUSED"
        for condition in ({"headers": {"If-Match": tag}}, {}):
            body = {"name": "Copper Finch"} if condition else {"name": "Copper Finch", "version": 1}
            late = await tenant.patch(path, body, **condition)
            assert late.status_code == 409
            error = error_of(late)
            assert (error["code"], error["details"][0]["current_version"]) == ("VERSION_CONFLICT", 2)
        same = await tenant.patch(path, {"name": "Aurora Drift", "version": 2})
        assert (same.status_code, same.json()["version"]) == (200, 2)
        last = await tenant.patch(path, {"name": "Copper Finch"}, headers={"If-Match": first.headers["etag"]})
        assert (last.json()["name"], last.json()["version"]) == ("Copper Finch", 3)
        assert (await tenant.get(path)).json() == last.json()

    on_service(scenario)


def test_a_patch_of_nothing_is_nothing(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal(value=5)
        before = await tenant.sequence()
        for body in ({}, {"value": 5}, {"value": 5.0, "name": deal["name"]}):
            same = await tenant.patch(f"{DEALS}/{deal['id']}", body)
            assert same.json() == deal
        assert await tenant.sequence() == before

    on_service(scenario)


def test_batches_answer_for_each_item(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        items = [
            {"name": "a", "value": 1, "external_id": "crm-1"},
            {"name": "b", "value": -1, "external_id": "crm-2"},
            {"name": "c", "value": 1, "external_id": "crm-1"},
            {"name": "d", "value": 1, "company_id": "company_NONE"},
        ]
        body = (await tenant.post(f"{DEALS}/batch", {"items": items})).json()
        assert [entry["status"] for entry in body["data"]] == [201, 422, 409, 422]
        assert body["summary"] == {"created": 1, "updated": 0, "unchanged": 0, "failed": 3}
        # The refused ones left nothing behind: the key's event and one deal's.
        assert await tenant.sequence() == 2
        upsert = {
            "mode": "upsert",
            "items": [{**items[0], "value": 2}, {**items[0], "value": 2}, {**items[1], "value": 3}],
        }
        body = (await tenant.post(f"{DEALS}/batch", upsert)).json()
        assert body["summary"] == {"created": 1, "updated": 1, "unchanged": 1, "failed": 0}
        for wrong in (
            {"items": []},
            {"items": [{}] * 1001},
            {"items": [1]},
            {"mode": "upsert", "items": [{"name": "x"}]},
        ):
            response = await tenant.post(f"{DEALS}/batch", wrong)
            assert error_of(response)["code"] == "VALIDATION_ERROR"

    on_service(scenario)


def test_deleting_what_others_point_to(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        company = (await tenant.post("/atlvs/v1/companies", {"name": "Copper Finch"})).json()
        deal = await tenant.deal(company_id=company["id"])
        refused = await tenant.delete(f"/atlvs/v1/companies/{company['id']}")
        error = error_of(refused)
        assert (refused.status_code, error["code"]) == (409, "RESOURCE_IN_USE")
        assert error["details"][0]["id"] == deal["id"]
        await tenant.delete(f"{DEALS}/{deal['id']}")
        assert (await tenant.delete(f"/atlvs/v1/companies/{company['id']}")).status_code == 204

    on_service(scenario)


def test_unique_values_are_free_again_after_a_delete(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        first = (await tenant.post("/atlvs/v1/contacts", {"email": "Rowan@Example.org"})).json()
        taken = await tenant.post("/atlvs/v1/contacts", {"email": "rowan@example.ORG"})
        assert error_of(taken)["code"] == "ALREADY_EXISTS"
        assert error_of(taken)["details"][0]["id"] == first["id"]
        await tenant.delete(f"/atlvs/v1/contacts/{first['id']}")
        assert (await tenant.post("/atlvs/v1/contacts", {"email": "rowan@example.ORG"})).status_code == 201

    on_service(scenario)
