"""While the database is away pages say so soon and tell what to do; what does not need it is there."""

from __future__ import annotations

import pytest

from ..storage.relay import HANGS, PASSES, REFUSES, Relay
from ..storage.test_pulse import quickly
from .reading import Seen
from .stage import Browser, Stage, on_stage


async def _look(reader: Browser, workspace: str) -> None:
    for path in ("/developers", f"/developers/{workspace}/keys"):
        page = await reader.get(path)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5"), path
        told = Seen(page.text).prose
        assert "The platform cannot answer right now." in told
        assert "Try it again in a moment" in told
        assert {path, "/status", "/docs/errors/SERVICE_UNAVAILABLE"} <= set(reader.links)
    for path in ("/status", "/docs", "/docs/errors/SERVICE_UNAVAILABLE"):
        assert (await reader.get(path)).status_code == 200, path
    ready = await reader.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, "does not answer")


@pytest.mark.parametrize("away", [HANGS, REFUSES])
def test_who_has_signed_in_is_told_and_reads_the_documentation(
    postgres_url: str, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Relay(postgres_url) as relay:

        async def scenario(stage: Stage) -> None:
            workspace = await stage.workspace()
            reader = await stage.member(workspace)
            await stage.platform.status.measure()
            relay.set(away)
            try:
                with quickly(monkeypatch):
                    await _look(reader, workspace)
            finally:
                relay.set(PASSES)

        on_stage(relay.url, scenario)
