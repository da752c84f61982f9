"""What the benchmarks work on: workspaces full of deals, made by the products' own write path."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.products import records
from ghxstship_platform.products.atlvs.deals import DEALS, STAGES
from ghxstship_platform.products.fields import decode_fields
from ghxstship_platform.products.resource import Record
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.transaction import Transaction

from .servers import TIER

CHUNK = 1_000
# Importing the router declares every resource, and with them the tables.
assert OPERATIONS


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that is ready to be asked.

    Parameters
    ----------
    last: its newest record, as JSON.
    """

    id: str
    key: str
    rows: int
    last_id: str
    last: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request of it carries."""
        return {"Authorization": f"Bearer {self.key}"}


def deal(number: int) -> dict[str, Any]:
    """The body of a deal as a client would send it."""
    return {
        "name": f"Aurora Drift: 12-date spring run, leg {number}",
        "value": 10_000 + number % 90_000,
        "currency": "USD",
        "stage": STAGES[number % 3],
        "probability": Decimal("0.6"),
        "owner_id": f"user_{number % 40:02d}",
        "expected_close_date": f"2027-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "next_action_at": "2026-11-25T15:00:00.000Z",
        "notes": "Prefers calls in the morning.",
        "external_id": f"crm-{number}",
        "metadata": {"source": "crm"},
    }


def fill(url: str, *sizes: int) -> list[Workspace]:
    """Bring a database to the newest schema and make a workspace with so many deals for each of `sizes`."""
    database = open_database(url)
    try:
        database.migrate()
        return asyncio.run(_fill(database, sizes))
    finally:
        database.close()


async def _fill(database: Database, sizes: tuple[int, ...]) -> list[Workspace]:
    await database.open_secret(None)
    made = []
    for size in sizes:
        workspace = await workspaces.create(database, name=f"Bench {size}", tier=TIER)
        _, secret = await keys.create(
            database, workspace["id"], name="bench", scopes=["read", "write", "webhooks"]
        )
        newest: Record = {"id": ""}
        began = time.perf_counter()
        for start in range(0, size, CHUNK):
            newest = await _chunk(database, workspace["id"], start, min(start + CHUNK, size))
            _show(start + CHUNK, size, began)
        made.append(Workspace(workspace["id"], secret, size, newest["id"], records.dumps(newest)))
    return made


async def _chunk(database: Database, workspace_id: str, start: int, end: int) -> Record:
    errors: list[dict[str, Any]] = []
    decoded = [
        decode_fields(DEALS.input_fields, deal(number), errors, "USD", creating=True)
        for number in range(start, end)
    ]
    assert not errors, errors

    def run(tx: Transaction) -> Record:
        return [records.create(tx, DEALS, values) for values in decoded][-1]

    return await database.write(workspace_id, run)


def _show(done: int, size: int, began: float) -> None:
    """Progress on stderr, for the sizes that take a while."""
    if size < 50_000 or done % 10_000:
        return
    took = time.perf_counter() - began
    end = "\n" if done >= size else ""
    print(
        f"\r  filling: {done:,} of {size:,} deals, {done / took:,.0f}/s ",
        end=end,
        file=sys.stderr,
        flush=True,
    )
