"""The server is killed while it redeems a code, a refresh token or a device's code: each counts once or not at all."""

from __future__ import annotations

import asyncio
import itertools
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import pytest
import sqlalchemy as sa

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.oauth import codes, devices
from ghxstship_platform.oauth.apps import find_app
from ghxstship_platform.oauth.grants import OAUTH_GRANTS
from ghxstship_platform.oauth.tables import CODES, DEVICES, TOKENS
from ghxstship_platform.people.members import add_member
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.statements import WORKSPACE, Statement

from .crash_server import STEPS
from .desk import CALLBACK, CHALLENGE, DEVICE_GRANT, PERSON, VERIFIER

T = TypeVar("T")
Answer = dict[str, Any]

PATIENCE = 120.0
_CRASH_SERVER = Path(__file__).with_name("crash_server.py")
_G, _T = OAUTH_GRANTS.table.c, TOKENS.c


def _count(table: sa.Table, *where: Any) -> Statement:
    return Statement(
        sa.select(sa.func.count()).select_from(table).where(table.c.workspace_id == WORKSPACE, *where)
    )


_HOW_MANY = {
    "grants": _count(OAUTH_GRANTS.table, _G.status == "active"),
    "access": _count(TOKENS, _T.kind == "access"),
    "refresh": _count(TOKENS, _T.kind == "refresh", _T.used_at.is_(None)),
    "used refresh": _count(TOKENS, _T.kind == "refresh", _T.used_at.is_not(None)),
    "used codes": _count(CODES, CODES.c.used_at.is_not(None)),
    "used devices": _count(DEVICES, DEVICES.c.status == "used"),
    "tokens of nothing": _count(
        TOKENS,
        ~sa.exists().where(_G.workspace_id == _T.workspace_id, _G.id == _T.grant_id, _G.status == "active"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Tenant:
    """A workspace with an application and somebody who says yes to it."""

    workspace_id: str
    app: Answer

    @property
    def client(self) -> tuple[str, str]:
        """What the application proves itself with."""
        return self.app["client_id"], self.app["client_secret"]


class Server:
    """A real server that a request may tell to die at a step; entered again, it is another one in its place."""

    def __init__(self, folder: Path, url: str) -> None:
        self._ready, self._log = folder / "ready.json", folder / "server.log"
        self._command = [
            sys.executable, str(_CRASH_SERVER), "serve", "--port", "0", "--database", url,
            "--data", str(folder), "--log-level", "warning", "--ready-file", str(self._ready),
        ]  # fmt: skip

    def __enter__(self) -> Self:
        self._ready.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log)
        assert self.process.stdout is not None
        # The banner follows the ready file; without a banner the server has ended.
        assert self.process.stdout.readline(), self._log.read_text()[-3000:]
        self.http = httpx.Client(base_url=json.loads(self._ready.read_text())["url"], timeout=60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()
        self.process.kill()
        self.process.communicate()

    def ask(self, tenant: Tenant, form: dict[str, str]) -> httpx.Response:
        """Ask the token endpoint."""
        return self.http.post("/oauth/token", data=form, auth=tenant.client)

    def dies_of(self, tenant: Tenant, form: dict[str, str], step: str) -> None:
        """Ask, and get no answer."""
        with pytest.raises(httpx.TransportError):
            self.ask(tenant, {**form, "die_at": step})
        assert self.process.wait(PATIENCE) == -signal.SIGKILL, self._log.read_text()[-3000:]

    def works(self, token: str) -> bool:
        """Whether the API takes a token."""
        answer = self.http.get("/atlvs/v1/deals", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code in (200, 401), answer.text
        return answer.status_code == 200


def over(url: str, act: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """What is done to the database itself, beside the server."""

    async def run() -> T:
        database = open_database(url)
        try:
            await database.open_secret(None)
            return await act(database)
        finally:
            await asyncio.to_thread(database.close)

    return asyncio.run(run())


def settle(url: str) -> tuple[str, str]:
    """A workspace with a member; its id and an admin's key."""

    async def make(db: Database) -> tuple[str, str]:
        workspace = await workspaces.create(db, name="Harbor Lights", tier="enterprise")
        person = {"id": PERSON, "name": "Ada Lindqvist", "email": "ada@example.com"}
        await db.write(workspace["id"], lambda tx: add_member(tx, person, "owner"))
        _, key = await keys.create(db, workspace["id"], "tests", ["admin"])
        return workspace["id"], key

    return over(url, make)


def say_yes(url: str, tenant: Tenant, server: Server, flow: str) -> dict[str, str]:
    """What an application has to send next in a flow, after a person has said yes."""
    if flow == "device_code":
        begun = server.http.post(
            "/oauth/device_authorization", data={"scope": "read"}, auth=tenant.client
        ).json()
        assert over(
            url, lambda db: devices.decide(db, begun["user_code"], PERSON, tenant.workspace_id, ["read"])
        )
        return {"grant_type": DEVICE_GRANT, "device_code": begun["device_code"]}

    async def make(db: Database) -> str:
        app = await db.read(lambda reader: find_app(reader, tenant.app["id"]))
        assert app is not None
        return await db.write(
            tenant.workspace_id,
            lambda tx: codes.make(tx, app, PERSON, ["read"], CALLBACK, CHALLENGE, redirect_named=True),
        )

    form = {
        "grant_type": "authorization_code", "code": over(url, make), "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }  # fmt: skip
    if flow == "authorization_code":
        return form
    tokens = server.ask(tenant, form).json()
    return {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}


def state(url: str, tenant: Tenant) -> dict[str, int]:
    """How much there is of everything."""

    async def look(db: Database) -> dict[str, int]:
        found = {}
        for name, statement in _HOW_MANY.items():
            row = await db.read(lambda r, s=statement: r.row(s, workspace_id=tenant.workspace_id))  # type: ignore[misc]
            assert row is not None
            found[name] = int(row[0])
        return found

    return over(url, look)


_DONE = {
    "authorization_code": {"grants": 1, "access": 1, "refresh": 1, "used codes": 1},
    "refresh_token": {"access": 1, "used refresh": 1},
    "device_code": {"grants": 1, "access": 1, "refresh": 1, "used devices": 1},
}
"""What a flow adds when it is done."""


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_kill_at_any_step_leaves_all_or_nothing(tmp_path: Path, engine_url: str) -> None:
    workspace_id, key = settle(engine_url)
    server = Server(tmp_path, engine_url)
    with server:
        body = {
            "name": "Tour Ledger", "type": "confidential", "redirect_uris": [CALLBACK], "scopes": ["read"],
            "device_flow": True,
        }  # fmt: skip
        admin = {"Authorization": f"Bearer {key}"}
        answer = server.http.post("/workspace/v1/oauth-apps", json=body, headers=admin)
        assert answer.status_code == 201, answer.text
    tenant = Tenant(workspace_id, answer.json())
    judge: Callable[[], None] | None = None
    for flow, step in itertools.product(_DONE, STEPS):
        with server:
            if judge is not None:
                judge()
            form = say_yes(engine_url, tenant, server, flow)
            before = state(engine_url, tenant)
            server.dies_of(tenant, form, step)
        after = state(engine_url, tenant)
        added = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        assert added == (_DONE[flow] if step == "committed" else {}), (flow, step)
        assert not after["tokens of nothing"]
        # Told to the server that comes next.
        if step == "committed":
            judge = partial(_is_refused_and_begins_again, engine_url, tenant, server, flow, form)
        else:
            judge = partial(_counts_once, tenant, server, form)
    with server:
        assert judge is not None
        judge()


def _counts_once(tenant: Tenant, server: Server, form: dict[str, str]) -> None:
    """What was not committed has not happened: who asks again gets tokens, once."""
    first = server.ask(tenant, form)
    assert first.status_code == 200, first.text
    assert server.works(first.json()["access_token"])
    second = server.ask(tenant, form)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert not server.works(first.json()["access_token"])


def _is_refused_and_begins_again(
    url: str, tenant: Tenant, server: Server, flow: str, form: dict[str, str]
) -> None:
    """What was committed counts, though nobody has its tokens: a second use ends them, and nobody is shut out."""
    before = state(url, tenant)
    answer = server.ask(tenant, form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    after = state(url, tenant)
    assert after["grants"] == before["grants"] - 1
    assert not after["tokens of nothing"]
    again = server.ask(tenant, say_yes(url, tenant, server, flow))
    assert again.status_code == 200, again.text
    assert server.works(again.json()["access_token"])
