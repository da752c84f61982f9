"""What a client sees when we fail: one form, nothing of our insides, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ghxstship_platform.api import resources
from ghxstship_platform.storage.transaction import Group

from .conftest import Scenario
from .service import Service, error_of

DEALS = "/atlvs/v1/deals"
BODY = {"name": "Spring run", "value": 1}
Run = Callable[[Scenario], None]


def test_a_defect_shows_nothing_of_itself(
    on_service: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        monkeypatch.setattr(resources, "_create", broken)
        answer = await tenant.post(DEALS, BODY, headers={"Idempotency-Key": "again"})
        assert (answer.status_code, error_of(answer)["code"]) == (500, "INTERNAL_ERROR")
        assert "hunter2" not in answer.text
        assert "hunter2" in caplog.text
        monkeypatch.undo()
        # A failure of ours does not use the key up.
        again = await tenant.post(DEALS, BODY, headers={"Idempotency-Key": "again"})
        assert (again.status_code, "idempotent-replayed" in again.headers) == (201, False)

    on_service(scenario)


def test_a_group_that_cannot_be_stored(on_service: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Group) -> None:
        raise OSError("database or disk is full")

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        before = await tenant.sequence()
        monkeypatch.setattr(Group, "_flush", full)
        answer = await tenant.post(DEALS, BODY)
        assert (answer.status_code, error_of(answer)["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert answer.headers["retry-after"] == "5"
        monkeypatch.undo()
        assert await tenant.sequence() == before
        assert (await tenant.post(DEALS, BODY)).status_code == 201

    on_service(scenario)


def test_currency_and_what_it_allows(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal(value=75.5)
        path = f"{DEALS}/{deal['id']}"
        refused = await tenant.patch(path, {"currency": "JPY"})
        assert error_of(refused)["details"][0]["field"] == "value"
        both = await tenant.patch(path, {"currency": "JPY", "value": 7550})
        assert (both.json()["currency"], both.json()["value"]) == ("JPY", 7550)
        dinar = await tenant.patch(path, {"currency": "KWD", "value": 1.234})
        assert dinar.text.count('"value":1.234,') == 1
        too_fine = await tenant.patch(path, {"value": 1.2345})
        assert too_fine.status_code == 422

    on_service(scenario)


def test_text_that_cannot_be_encoded_is_named_all_the_same(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        body = b'{"name": "x", "value": 1, "\\ud800": 1, "notes": "\\udfff"}'
        headers = {"Content-Type": "application/json"}
        answer = await tenant.http.post(DEALS, content=body, headers=headers)
        assert answer.status_code == 422
        assert [entry["field"] for entry in error_of(answer)["details"]] == ["?", "notes"]

    on_service(scenario)


def test_export_has_one_position(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        answer = await tenant.get(f"{DEALS}/export?cursor=x&after=y")
        assert error_of(answer)["details"][0]["field"] == "after"

    on_service(scenario)
