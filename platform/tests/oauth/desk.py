"""An authorization server in process, over a real database, with a workspace and its applications."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from ghxstship_platform.app import Platform
from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import ManualClock
from ghxstship_platform.oauth import codes
from ghxstship_platform.oauth.apps import App, find_app
from ghxstship_platform.people.members import add_member
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import Database, open_database

CALLBACK = "https://ledger.example.com/oauth/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PERSON = "person_01KAQ7R5M0000G4XWZ9YV8T2NB"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

Answer = dict[str, Any]


class Desk:
    """A platform with one workspace and an admin's key."""

    def __init__(self, platform: Platform, clock: ManualClock, workspace_id: str, key: str) -> None:
        self.platform = platform
        self.clock = clock
        self.workspace_id = workspace_id
        self.admin = self.client(key)
        self.http = self.client()

    @property
    def db(self) -> Database:
        """The database."""
        return self.platform.database

    async def join(self, workspace_id: str, role: str = "owner") -> None:
        """Make the person a member of a workspace."""
        person = {"id": PERSON, "name": "Ada Lindqvist", "email": "ada@example.com"}
        await self.db.write(workspace_id, lambda tx: add_member(tx, person, role))

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        """An HTTP client, with a bearer token if given."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.platform),  # type: ignore[arg-type]
            base_url="http://platform",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    async def register(self, **fields: Any) -> Answer:
        """A new application; `client_secret` and `client_id` are in it."""
        values = {
            "name": "Tour Ledger",
            "type": "confidential",
            "redirect_uris": [CALLBACK],
            "scopes": ["read", "write", "webhooks"],
            **fields,
        }
        answer = await self.admin.post("/workspace/v1/oauth-apps", json=values)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def app(self, registered: Answer) -> App:
        """An application as the protocol sees it."""
        found = await self.db.read(lambda reader: find_app(reader, registered["id"]))
        assert found is not None
        return found

    async def code(
        self,
        registered: Answer,
        scopes: str = "read write",
        challenge: str | None = CHALLENGE,
        *,
        redirect_uri: str = CALLBACK,
        named: bool = True,
        person_id: str = PERSON,
        workspace_id: str = "",
    ) -> str:
        """A code, as if a person had said yes."""
        app = await self.app(registered)
        return await self.db.write(
            workspace_id or self.workspace_id,
            lambda tx: codes.make(
                tx, app, person_id, scopes.split(), redirect_uri, challenge, redirect_named=named
            ),
        )

    async def token(self, registered: Answer | None, **form: str) -> httpx.Response:
        """Ask the token endpoint; a confidential application proves itself by header."""
        return await self.ask("/oauth/token", registered, **form)

    async def ask(self, path: str, registered: Answer | None, **form: str) -> httpx.Response:
        """Ask an endpoint of programs."""
        auth = None
        if registered is not None and registered["client_secret"]:
            auth = httpx.BasicAuth(registered["client_id"], registered["client_secret"])
        elif registered is not None:
            form = {"client_id": registered["client_id"], **form}
        return await self.http.post(path, data=form, auth=auth)

    async def exchange(self, registered: Answer, code: str, **form: str) -> httpx.Response:
        """Redeem a code as it should be done; `form` changes what is sent, an empty text leaves it out."""
        values = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **form}
        sent = {name: value for name, value in values.items() if value}
        return await self.token(registered, grant_type="authorization_code", **sent)

    async def signed_off(self, registered: Answer, scopes: str = "read write") -> Answer:
        """Tokens that a person has let the application have."""
        answer = await self.exchange(registered, await self.code(registered, scopes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def works(self, token: str, path: str = "/atlvs/v1/deals") -> bool:
        """Whether the API takes a token; anything but 200 and 401 fails."""
        async with self.client(token) as client:
            answer = await client.get(path)
        assert answer.status_code in (200, 401), answer.text
        return answer.status_code == 200

    async def grants(self, status: str = "active") -> list[Answer]:
        """The grants of the workspace."""
        answer = await self.admin.get("/workspace/v1/oauth-grants", params={"status": status})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])

    async def events(self, types: str) -> list[Answer]:
        """What the workspace's log tells."""
        answer = await self.admin.get("/workspace/v1/events", params={"types": types})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])


def refusal(answer: httpx.Response, error: str, status: int = 400) -> str:
    """The description of a refusal, after a look at its form (RFC 6749 §5.2)."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.headers["cache-control"] == "no-store"
    description = str(answer.json()["error_description"])
    assert all(" " <= mark <= "~" and mark not in '"\\' for mark in description)
    return description


def with_desk(url: str, run: Callable[[Desk], Coroutine[Any, Any, None]], **options: str) -> None:
    """Run a test against a platform over an empty database at `url`."""
    clock = ManualClock()
    database = open_database(url, clock)

    async def all_of() -> None:
        await database.open_secret(None)
        platform = Platform(Settings.read({"tiers": "ample=1000000:1000000:60", **options}, {}), database)
        made = await workspaces.create(database, name="Harbor Lights", tier="ample")
        _, key = await keys.create(database, made["id"], "tests", ["admin"])
        desk = Desk(platform, clock, made["id"], key)
        await desk.join(made["id"])
        try:
            await run(desk)
        finally:
            await platform.close()

    asyncio.run(all_of())
