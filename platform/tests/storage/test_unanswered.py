"""A write that PostgreSQL does not answer is told of soon and done at most once; what was lost holds nobody up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy as sa
from psycopg_pool import ConnectionPool

from ghxstship_platform.auth import workspaces
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.storage import pulse, silence
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.storage.pulse import Pulse
from ghxstship_platform.storage.silence import noticed
from ghxstship_platform.storage.statements import Statement
from ghxstship_platform.storage.transaction import Transaction

from ..web.stage import Stage, on_stage
from .relay import PASSES, REFUSES, Relay
from .test_log import create

_LIMIT = Statement(sa.select(sa.func.current_setting("idle_in_transaction_session_timeout")))

LOCK, INSERT, COMMIT = b"FOR UPDATE", b"INSERT INTO atlvs_deals", b"COMMIT"


def _knowing(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pulse know at once whether the relay hangs: how it finds out is tested elsewhere."""

    async def answers(self: Pulse) -> bool:
        await asyncio.sleep(0)
        return not (relay.hung.is_set() and self._url == relay.url)

    monkeypatch.setattr(Pulse, "_answers", answers)
    monkeypatch.setattr(pulse, "DOUBT_SECONDS", 0.01)


async def _answered(http: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    """The answer that a client gets which tries again as it is told to."""
    async with asyncio.timeout(120):
        while True:
            answer = await http.post(
                "/atlvs/v1/deals", json={"name": "Spring run", "value": 5}, headers=headers
            )
            if answer.status_code != 503:
                return answer


@pytest.mark.parametrize(("at", "then", "kept"), [
    (LOCK, PASSES, False), (LOCK, REFUSES, False), (INSERT, PASSES, True), (INSERT, REFUSES, False),
    (COMMIT, PASSES, True), (COMMIT, REFUSES, True),
])  # fmt: skip
def test_a_write_without_an_answer_is_told_of_and_done_once(
    postgres_url: str, at: bytes, then: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome is unknown to who has asked: of what was begun the rest may be done when the answer comes late."""
    with Relay(postgres_url) as relay:
        _knowing(relay, monkeypatch)

        async def scenario(stage: Stage) -> None:
            http = stage.api(await stage.key(await stage.workspace()))
            assert (await http.get("/atlvs/v1/deals")).json()["data"] == []
            headers = {"Idempotency-Key": "opportunity-4711"}
            relay.hang_behind(at)
            try:
                async with asyncio.timeout(120):
                    told = await http.post(
                        "/atlvs/v1/deals", json={"name": "Spring run", "value": 5}, headers=headers
                    )
                assert (told.status_code, told.headers["retry-after"]) == (503, "5")
                assert told.json()["error"]["message"] == "The write could not be confirmed; retry it."
                assert relay.hung.is_set()
                relay.set(then)
            finally:
                relay.set(PASSES)
            made = await _answered(http, headers)
            assert made.status_code == 201
            assert ("idempotent-replayed" in made.headers) == kept
            deals = (await http.get("/atlvs/v1/deals")).json()["data"]
            assert [deal["id"] for deal in deals] == [made.json()["id"]]

        on_stage(relay.url, scenario)


def test_a_lost_transaction_gives_the_workspace_back(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its server hears nothing of the host that is gone, and has the row that every write of the workspace needs."""
    monkeypatch.setattr(silence, "IDLE_IN_TRANSACTION", "500ms")
    with Relay(postgres_url) as relay:
        _knowing(relay, monkeypatch)
        lost, other = open_database(relay.url), open_database(postgres_url)

        async def scenario() -> None:
            workspace = (await workspaces.create(other, name="Test"))["id"]
            relay.hang_behind(LOCK)
            with pytest.raises(PlatformError, match="could not be confirmed"):
                await lost.write(workspace, create)
            async with asyncio.timeout(120):
                # On a slow machine the short limit may end this one's transaction too.
                while True:
                    with contextlib.suppress(PlatformError):
                        await other.write(workspace, create)
                        break

        try:
            asyncio.run(scenario())
        finally:
            relay.set(REFUSES)
            lost.close()
            other.close()


def test_a_stream_may_pause(postgres_url: str) -> None:
    db = open_database(postgres_url)

    async def scenario() -> None:
        workspace = (await workspaces.create(db, name="Test"))["id"]

        def limit(tx: Transaction) -> Any:
            return tx.row(_LIMIT)

        assert await db.write(workspace, limit) == (silence.IDLE_IN_TRANSACTION,)
        assert [chunk async for chunk in db.stream(_LIMIT, 10)] == [[("0",)]]
        assert await db.read(lambda reader: reader.row(_LIMIT)) == (silence.IDLE_IN_TRANSACTION,)

    try:
        asyncio.run(scenario())
    finally:
        db.close()


def test_the_server_is_to_notice_a_process_that_is_gone(postgres_url: str) -> None:
    db = open_database(postgres_url)
    pool: ConnectionPool[psycopg.Connection[Any]] = db._pool  # type: ignore[attr-defined]
    try:
        with pool.connection() as connection:
            # Over the socket of a file their values are 0, but they are told.
            rows = connection.execute("SELECT name FROM pg_settings WHERE source = 'session'").fetchall()
        names = {name for (name,) in rows}
        assert names >= {f"tcp_keepalives_{each}" for each in ("idle", "interval", "count")} | {
            "tcp_user_timeout"
        }
    finally:
        db.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has all of these")
def test_a_connection_notices_a_host_that_is_gone(postgres_url: str) -> None:
    with Relay(postgres_url) as relay:
        db = open_database(relay.url)
        pool: ConnectionPool[psycopg.Connection[Any]] = db._pool  # type: ignore[attr-defined]
        try:
            with pool.connection() as connection, socket.socket(fileno=connection.fileno()) as line:
                found = [
                    line.getsockopt(socket.IPPROTO_TCP, option)
                    for option in (
                        socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT,
                    )
                ]  # fmt: skip
                assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                line.detach()
            assert found == [5, 2, 3, 10_000]
        finally:
            db.close()


def test_what_the_address_says_of_silence_is_left_to_it() -> None:
    assert noticed("postgresql://db.example/x")["tcp_user_timeout"] == 10_000
    given = "postgresql://db.example/x?tcp_user_timeout=60000&connect_timeout=20"
    assert noticed(given).keys() == {"keepalives_idle", "keepalives_interval", "keepalives_count"}
    # Who connects says what is wrong with it.
    assert noticed("postgresql://db.example:port/x") == noticed("postgresql://db.example/x")
