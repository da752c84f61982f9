"""A PostgreSQL that is away is found out soon; one that is slow is waited for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg_pool.base import AttemptWithBackoff

from ghxstship_platform.errors import PlatformError
from ghxstship_platform.storage import pulse
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.pulse import Pulse
from ghxstship_platform.storage.statements import Statement

from .relay import HANGS, PASSES, REFUSES, Relay

_LOCKED = Statement(sa.select(sa.func.pg_advisory_lock(1)))


@contextlib.contextmanager
def quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it a server that will not answer at all is not waited for."""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(pulse, "DOUBT_SECONDS", 0.01)
        meanwhile.setattr(pulse, "ANSWER_SECONDS", 0.1)
        yield


async def _until_it_answers(db: Database) -> None:
    async with asyncio.timeout(120):
        while True:
            try:
                await db.check()
                return await db.administer(lambda session: None)
            except PlatformError:
                continue


@pytest.mark.parametrize("away", [HANGS, REFUSES])
def test_who_waits_is_told_that_the_database_is_away_and_comes_back_with_it(
    postgres_url: str, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Relay(postgres_url) as relay:
        db = open_database(relay.url)
        # Far longer than the test: nobody but the pulse ends the wait.
        monkeypatch.setattr(db._pool, "timeout", 600.0)  # type: ignore[attr-defined]
        # As far apart as the pool's attempts are once the database has been away for long.
        monkeypatch.setattr(AttemptWithBackoff, "INITIAL_DELAY", 3600.0)

        async def scenario() -> None:
            await db.check()
            relay.set(away)
            async with asyncio.timeout(120):
                with quickly(monkeypatch):
                    # More than there are connections for, so that some have not even begun.
                    told = await asyncio.gather(
                        *(db.check() for _ in range(40)),
                        *(db.administer(lambda session: None, str(job // 2)) for job in range(40)),
                        return_exceptions=True,
                    )
            assert {getattr(error, "code", error) for error in told} == {"SERVICE_UNAVAILABLE"}
            assert all(getattr(error, "headers", {}).get("Retry-After") for error in told)
            relay.set(PASSES)
            await _until_it_answers(db)

        try:
            asyncio.run(scenario())
        finally:
            relay.set(PASSES)
            db._pool.close()  # type: ignore[attr-defined]
            db.close()


def test_a_slow_read_is_waited_for(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "DOUBT_SECONDS", 0.001)
    monkeypatch.setattr(pulse, "ANSWER_SECONDS", 120.0)
    asked = 0
    enough = asyncio.Event()
    answers = Pulse._answers

    async def counted(self: Pulse) -> bool:
        nonlocal asked
        found = await answers(self)
        asked += 1
        if asked == 3:
            enough.set()
        return found

    monkeypatch.setattr(Pulse, "_answers", counted)
    db = open_database(postgres_url)

    async def scenario() -> None:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(1)")
            reading = asyncio.create_task(db.read(lambda reader: len(reader.rows(_LOCKED))))
            waiting = asyncio.create_task(enough.wait())
            await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
            assert not reading.done()
        assert await reading == 1

    try:
        asyncio.run(scenario())
    finally:
        db.close()


def test_who_stops_reading_is_not_told_of_the_database(postgres_url: str) -> None:
    db = open_database(postgres_url)

    async def scenario() -> None:
        reading = asyncio.create_task(db.check())
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    try:
        asyncio.run(scenario())
    finally:
        db.close()


def test_a_server_without_room_for_one_more_is_there(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
        try:
            assert asyncio.run(Pulse(postgres_url.replace("postgres@", "crowded@"))._answers())
        finally:
            owner.execute("DROP ROLE crowded")
    assert not asyncio.run(Pulse(postgres_url.replace("postgres@", "nobody@"))._answers())
