"""Failures on purpose, for an application's own tests."""

from __future__ import annotations

import asyncio

from fault_server import FaultServer, raw
from ghxstship import AsyncClient, Client
from ghxstship.testing import AsyncFaultyTransport, FaultyTransport
from ghxstship.transport import AsyncPyreqwestTransport, PyreqwestTransport

EXPORT = "/atlvs/v1/deals/export"
AT_ONCE = {"Retry-After": "0"}


def test_a_stream_fails_as_planned(faults: FaultServer) -> None:
    faults.script(raw(200, b'{"id":"1"}\n', content_type="application/x-ndjson"))
    transport = FaultyTransport(PyreqwestTransport())
    transport.fail("GET", EXPORT)
    transport.fail("GET", EXPORT, status=503, headers=AT_ONCE)
    with Client("k", base_url=faults.url, pacing=False, transport=transport) as client:
        assert [one.id for one in client.atlvs.deals.export()] == ["1"]
    assert (len(transport.seen), len(faults.asked)) == (3, 1)
    transport.close()


def test_an_asynchronous_stream_fails_as_planned(faults: FaultServer) -> None:
    faults.script(raw(200, b'{"id":"1"}\n', content_type="application/x-ndjson"))

    async def scenario() -> None:
        transport = AsyncFaultyTransport(AsyncPyreqwestTransport())
        transport.fail("GET", EXPORT, status=503, headers=AT_ONCE)
        async with AsyncClient("k", base_url=faults.url, pacing=False, transport=transport) as client:
            assert [one.id async for one in client.atlvs.deals.export()] == ["1"]
        assert (len(transport.seen), len(faults.asked)) == (2, 1)
        await transport.close()

    asyncio.run(scenario())
