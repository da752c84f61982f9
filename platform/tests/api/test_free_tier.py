"""The Python client on the smallest tier: a bulk walk, both sides on one clock that moves when the client waits."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest

from ghxstship import AsyncClient, AsyncPage
from ghxstship.call import Wait
from ghxstship.pacing import Pacer
from ghxstship.transport import Request, Response

from .service import Service, Tenant

RECORDS = 3_000
Scenario = Callable[[Service], Coroutine[Any, Any, None]]


class InProcess:
    """The client's network: the API itself, on which each request takes ten milliseconds."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.statuses: list[int] = []

    async def send(self, request: Request, timeout: float) -> Response:  # noqa: ASYNC109
        self.tenant.service.clock.advance(10)
        answer = await self.tenant.http.request(
            request.method, request.url, headers=request.headers, content=request.body
        )
        self.statuses.append(answer.status_code)
        return Response(answer.status_code, answer.headers, answer.content, request)


class Waiting(AsyncClient):
    """A client whose waits move the clock."""

    async def _do(self, step: Any) -> Any:
        if isinstance(step, Wait):
            self._pool.tenant.service.clock.advance(int(step.seconds * 1000) + 1)  # type: ignore[attr-defined]
            return None
        return await super()._do(step)


async def walked(service: Service, monkeypatch: pytest.MonkeyPatch, *, pacing: bool) -> list[int]:
    """The statuses that the server gave during the walk."""
    tenant = await service.workspace(tier="free")
    for start in range(0, RECORDS, 1_000):
        items = [{"name": f"Deal {number}", "value": number} for number in range(start, start + 1_000)]
        answer = await tenant.post("/atlvs/v1/deals/batch", {"mode": "create", "items": items})
        assert answer.status_code == 200
    service.clock.advance(120_000)

    def seconds() -> float:
        return service.clock.now() / 1000

    monkeypatch.setattr("ghxstship.client.shared_pacer", lambda *_: Pacer(seconds, seconds))
    network = InProcess(tenant)
    client = Waiting(tenant.key, base_url="http://platform", timeout=120.0, pacing=pacing, transport=network)
    first = await client.atlvs.deals.list()
    assert isinstance(first, AsyncPage)
    assert first.total == RECORDS
    found = [deal.id async for deal in first]
    assert len(set(found)) == len(found) == RECORDS
    return network.statuses


def test_a_paced_walk_of_3000_records_meets_no_429(
    on_service: Callable[[Scenario], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(service: Service) -> None:
        assert set(await walked(service, monkeypatch, pacing=True)) == {200}

    on_service(scenario)


def test_without_pacing_it_finishes_through_retries(
    on_service: Callable[[Scenario], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(service: Service) -> None:
        statuses = await walked(service, monkeypatch, pacing=False)
        assert set(statuses) == {200, 429}
        assert all(one == 200 for last, one in pairwise(statuses) if last == 429)

    on_service(scenario)
