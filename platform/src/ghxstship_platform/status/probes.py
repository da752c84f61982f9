"""The probes: once a minute the platform asks itself, so that a quiet night is measured too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import sqlalchemy as sa

from ..clock import MINUTE, SECOND
from ..products.registry import RESOURCES
from ..storage.database import Database
from ..storage.schema import EVENTS, PLATFORM, WORKSPACES
from ..storage.statements import Statement
from ..webhooks.tables import POSITIONS
from .components import DEGRADED, MAJOR, OPERATIONAL, PARTIAL, Minute

TIMEOUT_SECONDS = 5.0

Ask = Callable[[str], Awaitable[int]]
"""Answers a GET of a path within this process; gives the status."""

_ANY_ROW = {
    product: Statement(
        sa.select(sa.literal_column("1")).select_from(
            next(resource.table for resource in RESOURCES if resource.product == product)
        ).limit(1),
        across_workspaces="a probe asks whether the table can be read, not what is in it",
    )
    for product in ("atlvs", "compvss", "gvteway")
}  # fmt: skip
_SECRET = Statement(sa.select(PLATFORM.c.name).limit(1))
# The oldest event that webhooks have not come to, of the logs that they follow.
_BEHIND = Statement(
    sa.select(sa.func.min(EVENTS.c.at))
    .join_from(POSITIONS, WORKSPACES, WORKSPACES.c.id == POSITIONS.c.workspace_id)
    .join(
        EVENTS,
        (EVENTS.c.workspace_id == POSITIONS.c.workspace_id) & (EVENTS.c.sequence == POSITIONS.c.sequence + 1),
    )
    .where(WORKSPACES.c.sequence > POSITIONS.c.sequence),
    across_workspaces="how far behind webhooks are is asked of the platform as a whole",
)
# How long an event may wait to become deliveries, and the level that it means to wait longer.
_BACKLOG = ((15 * MINUTE, MAJOR), (5 * MINUTE, PARTIAL), (MINUTE, DEGRADED))


async def run_all(db: Database, ask: Ask) -> dict[str, Minute]:
    """A minute of each component with what its probe has found; never raises."""
    probes: dict[str, Callable[[], Awaitable[None]]] = {
        product: lambda statement=statement: _read(db, statement)  # type: ignore[misc]
        for product, statement in _ANY_ROW.items()
    }
    probes["oauth"] = lambda: _page(db, ask, "/.well-known/oauth-authorization-server")
    probes["portal"] = lambda: _page(db, ask, "/developers/sign-in")
    names = [*probes, "webhooks"]
    found = await asyncio.gather(*(_timed(probe) for probe in probes.values()), _webhooks(db))
    return dict(zip(names, found, strict=True))


async def _timed(probe: Callable[[], Awaitable[None]]) -> Minute:
    began = time.perf_counter()
    try:
        # Not `wait_for`: before Python 3.12 it may swallow the cancellation that ends the process.
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await probe()
    except _PageError as error:
        return Minute(probe_seconds=None, level=MAJOR, trouble=str(error))
    except TimeoutError:
        return Minute(probe_seconds=None, level=MAJOR, trouble="The database does not answer in time.")
    except Exception:  # noqa: BLE001 - whatever the driver says, the finding is the same
        return Minute(probe_seconds=None, level=MAJOR, trouble="The database does not answer.")
    return Minute(probe_seconds=time.perf_counter() - began)


async def _webhooks(db: Database) -> Minute:
    oldest: list[int] = []

    async def probe() -> None:
        row = await db.read_long(lambda reader: reader.row(_BEHIND))
        if row is not None and row[0] is not None:
            oldest.append(row[0])

    minute = await _timed(probe)
    waited = db.clock.now() - oldest[0] if oldest else 0
    for bound, level in _BACKLOG:
        if waited > bound and minute.level == OPERATIONAL:
            minute.level = level
            minute.trouble = f"The oldest event has waited for {waited // SECOND} s to be sent."
    return minute


class _PageError(Exception):
    pass


async def _read(db: Database, statement: Statement) -> None:
    await db.read_long(lambda reader: reader.row(statement))


async def _page(db: Database, ask: Ask, path: str) -> None:
    await _read(db, _SECRET)
    status = await ask(path)
    if status >= 500:
        raise _PageError(f"Its page answers {status}.")
