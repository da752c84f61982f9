"""Workspaces that are there before a server starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.products import records
from ghxstship_platform.products.atlvs.deals import DEALS
from ghxstship_platform.products.fields import decode_fields
from ghxstship_platform.storage.database import open_database


@dataclass(frozen=True)
class Tenant:
    """A workspace and its key."""

    workspace_id: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "X-Workspace-ID": self.workspace_id}


@pytest.fixture
def new_tenant() -> Callable[..., Tenant]:
    """Makes a workspace, with so many deals, in the data folder of a server that does not run."""

    async def make(folder: Path, tier: str, deals: int) -> Tenant:
        database = open_database(f"sqlite:///{folder / 'ghxstship.db'}")
        try:
            await asyncio.to_thread(database.migrate)
            await database.open_secret(None)
            workspace = await workspaces.create(database, name="Harbor Lights", tier=tier)
            _, key = await keys.create(database, workspace["id"], "tests", ["read", "write"])
            bodies = ({"name": f"Deal {number}", "value": number} for number in range(deals))
            values = [decode_fields(DEALS.input_fields, body, [], "USD", creating=True) for body in bodies]
            await database.write(
                workspace["id"], lambda tx: [records.create(tx, DEALS, value) for value in values]
            )
            return Tenant(workspace["id"], key)
        finally:
            await asyncio.to_thread(database.close)

    return lambda folder, *, tier="pro", deals=0: asyncio.run(make(folder, tier, deals))
