"""The application around the API: health, metrics, the document."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from ghxstship_platform.app import Platform
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import open_database

Ask = Callable[..., Awaitable[httpx.Response]]


def with_platform(url: str, scenario: Callable[[Platform, Ask], Awaitable[None]], **options: str) -> None:
    """Run a scenario against a platform that is started and closed in order."""

    async def all_of() -> None:
        database = open_database(url)
        platform = Platform(Settings.read(options, {}), database)
        if database.is_current():
            await database.open_secret(None)
        await platform.start()
        transport = httpx.ASGITransport(app=platform)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://platform") as client:
            await scenario(platform, client.request)
        await platform.close()

    asyncio.run(all_of())


def _one_role(url: str) -> dict[str, str]:
    """Without the sweeps, where the engine can do without."""
    return {} if url.startswith("sqlite") else {"database": url, "roles": "api"}


def test_health(engine_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        assert (await ask("GET", "/livez")).json() == {"status": "ok"}
        assert (await ask("GET", "/readyz")).json() == {"status": "ok"}
        head = await ask("HEAD", "/readyz")
        assert (head.status_code, head.content) == (200, b"")
        platform.begin_shutdown()
        stopping = await ask("GET", "/readyz")
        assert (stopping.status_code, stopping.json()["status"]) == (503, "stopping")
        assert (await ask("GET", "/livez")).status_code == 200

    with_platform(engine_url, scenario, **_one_role(engine_url))


def test_not_ready_before_the_migration(empty_engine_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        answer = await ask("GET", "/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, "is not migrated")

    with_platform(empty_engine_url, scenario, **_one_role(empty_engine_url))


def test_not_ready_without_the_database(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        platform.database.close()
        answer = await ask("GET", "/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, "does not answer")

    async def all_of() -> None:
        database = open_database(sqlite_url)
        platform = Platform(Settings.read({}, {}), database)
        transport = httpx.ASGITransport(app=platform)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://platform") as client:
            await scenario(platform, client.request)

    asyncio.run(all_of())


def test_metrics_and_document(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        assert (await ask("GET", "/atlvs/v1/deals")).status_code == 401
        text = (await ask("GET", "/metrics")).text
        assert "ghxstship_requests_total" in text
        document = (await ask("GET", "/openapi.json")).json()
        assert document["openapi"].startswith("3.1")
        assert (await ask("GET", "/openapi.json")).json() == document

    with_platform(sqlite_url, scenario)


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/", 404, "NOT_FOUND"),
    ("GET", "/atlvs", 404, "NOT_FOUND"),
    ("POST", "/livez", 405, "METHOD_NOT_ALLOWED"),
    ("GET", "/%00", 404, "NOT_FOUND"),
])  # fmt: skip
def test_unknown_paths_have_the_envelope(
    sqlite_url: str, method: str, path: str, status: int, code: str
) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        answer = await ask(method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
        problem = await ask(method, path, headers={"Accept": "application/problem+json"})
        assert problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["type"].endswith(f"/errors/{code}")
        assert problem.json()["status"] == status

    with_platform(sqlite_url, scenario)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_browser_at_the_bare_address_is_led_to_the_portal(sqlite_url: str, method: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        answer = await ask(method, "/", headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/developers")
        assert answer.headers["vary"].lower() == "accept"
        assert (await ask("POST", "/", headers=browser)).json()["error"]["code"] == "NOT_FOUND"
        for accept in ("*/*", "application/json"):
            assert (await ask(method, "/", headers={"Accept": accept})).status_code == 404

    with_platform(sqlite_url, scenario)


def test_redis_is_used_where_it_is_named(sqlite_url: str, redis_url: str, tmp_path: Path) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        assert not platform.limiter.is_local
        assert "limiter_degraded 0.0" in (await ask("GET", "/metrics")).text

    with_platform(sqlite_url, scenario, redis=redis_url)
