"""What one process commits is heard by another one on the same PostgreSQL, also after its connection was lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import psycopg
import pytest

from ghxstship_platform.auth import workspaces
from ghxstship_platform.events import stream
from ghxstship_platform.products import records
from ghxstship_platform.storage.database import Database, open_database

from .test_log import DEALS, VALUES

Scenario = Callable[[Database, Database], Coroutine[Any, Any, None]]


@contextlib.contextmanager
def _two(url: str) -> Iterator[tuple[Database, Database]]:
    here, there = open_database(url), open_database(url)
    try:
        yield here, there
    finally:
        here.close()
        there.close()


@contextlib.asynccontextmanager
async def _following(*databases: Database) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(database.follow_others()) for database in databases]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(db: Database, workspace_id: str) -> None:
    await db.write(workspace_id, lambda tx: records.create(tx, DEALS, VALUES))


async def _write_until(heard: asyncio.Event, db: Database, workspace_id: str) -> int:
    """Write, for nobody hears what was told before they listened; how often."""
    writes = 0
    async with asyncio.timeout(60):
        while not heard.is_set():
            await _write(db, workspace_id)
            writes += 1
    return writes


def _listen_for(db: Database, workspace_id: str) -> asyncio.Event:
    heard = asyncio.Event()
    db.on_news(lambda workspaces: heard.set() if workspace_id in workspaces else None)
    return heard


def test_one_process_hears_of_the_others_and_once_of_itself(postgres_url: str) -> None:
    async def scenario(here: Database, there: Database) -> None:
        own, other = [(await workspaces.create(here, name=name))["id"] for name in ("Own", "Other")]
        news: list[str] = []
        here.on_news(news.extend)
        async with _following(here, there):
            writes = await _write_until(_listen_for(there, own), here, own)
            # Notices come in the order in which they were sent: behind this one there is none of before.
            await _write_until(_listen_for(here, other), there, other)
        assert news.count(own) == writes

    with _two(postgres_url) as (here, there):
        asyncio.run(scenario(here, there))


def test_it_hears_again_after_its_connections_were_lost(postgres_url: str) -> None:
    async def scenario(here: Database, there: Database) -> None:
        workspace = (await workspaces.create(here, name="Own"))["id"]
        async with _following(here, there):
            await _write_until(_listen_for(there, workspace), here, workspace)
            with psycopg.connect(postgres_url, autocommit=True) as admin:
                lost = admin.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE application_name = 'ghxstship news' AND datname = current_database()"
                ).fetchone()
            assert lost == (4,)
            await _write_until(_listen_for(there, workspace), here, workspace)

    with _two(postgres_url) as (here, there):
        asyncio.run(scenario(here, there))


def test_a_stream_goes_on_at_the_news_of_another_process(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "POLL_SECONDS", 3_600.0)

    async def scenario(here: Database, there: Database) -> None:
        workspace = (await workspaces.create(here, name="Own"))["id"]
        following = stream.Tail(there).follow(workspace, 0, ())
        assert (await anext(following)).startswith(b": connected")
        async with _following(here, there):
            await _write_until(_listen_for(there, workspace), here, workspace)
            assert b"event: deal.created" in await anext(following)
            for _ in range(5):
                reading = asyncio.create_task(anext(following))
                await _write(here, workspace)
                async with asyncio.timeout(60):
                    assert (await reading).count(b"event: deal.created") == 1
            await following.aclose()

    with _two(postgres_url) as (here, there):
        asyncio.run(scenario(here, there))


def test_sqlite_has_no_others(sqlite_url: str) -> None:
    with _two(sqlite_url) as (here, _):
        asyncio.run(here.follow_others())
