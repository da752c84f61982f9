"""Seeding the demo workspace and remembering how to reach it.

The demo is written as it would have happened: nine months in order, each change at its moment and through the rules
of the products, so that ids, `updated_at`, versions and events tell one story.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

import msgspec
import sqlalchemy as sa

from ..auth import keys, workspaces
from ..auth.secrets import fingerprint
from ..clock import ManualClock, day_of, start_of_day
from ..errors import PlatformError
from ..ids import random_tail
from ..people import accounts
from ..people.roles import OWNER
from ..products.resource import Record
from ..storage.database import Database
from ..storage.schema import PLATFORM
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Session
from . import billing, box_office, production, sales
from .world import World

NAME = "Harbor Lights Touring"
UNFINISHED = f"{NAME} (still loading)"
ACCESS_FILE = "demo.json"
EMAIL = "demo@ghxstship.example"

# Steps that share a transaction: enough to share its cost, few enough to stay small in memory.
_CHUNK = 500
# From so many times the ordinary demo on it takes long enough for people to want to see it move.
_BAR_FROM = 5
_BAR_WIDTH = 40

_MARK = Statement(sa.select(PLATFORM.c.value).where(PLATFORM.c.name == "demo_workspace"))
_SET_MARK = Statement(sa.insert(PLATFORM).values(name="demo_workspace", value=sa.bindparam("demo_id")))
_KEYS = keys.API_KEYS.table.c
_LIVE_KEY = Statement(
    sa.select(_KEYS.id).where(
        _KEYS.workspace_id == WORKSPACE, _KEYS.secret_hash == sa.bindparam("hash"), _KEYS.status == "active"
    )
)


@dataclass(frozen=True)
class DemoAccess:
    """How to reach the demo workspace: by its API, and as its owner at the portal."""

    workspace_id: str
    api_key: str
    email: str = EMAIL
    password: str = ""


async def open_demo(db: Database, folder: Path, *, tier: str = "pro", scale: float = 1) -> DemoAccess:
    """The demo workspace of a data directory: seeded at the first start, the same one with the same key and
    owner ever after.

    Parameters
    ----------
    folder: keeps the key, readable by its owner only; made if it is missing.
    tier: of the workspace, also when it is there already.
    scale: see `seed`; of no effect when it is there already.

    Raises OSError when the folder cannot be written.
    """
    file = folder / ACCESS_FILE
    access = _read(file)
    if access is not None and await _still_works(db, access):
        await workspaces.set_tier(db, access.workspace_id, tier)
    else:
        access = await seed(db, tier=tier, scale=scale)
    access = replace(access, password=await _owner(db, access.workspace_id, access.password))
    _keep(file, access)
    return access


def _keep(file: Path, access: DemoAccess) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(asdict(access)), indent=2) + b"\n")
    draft.replace(file)


def _read(file: Path) -> DemoAccess | None:
    with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
        return msgspec.json.decode(file.read_bytes(), type=DemoAccess)
    return None


async def _still_works(db: Database, access: DemoAccess) -> bool:
    values = {"workspace_id": access.workspace_id, "hash": fingerprint(access.api_key, db.secret)}
    return await db.read(lambda reader: reader.row(_LIVE_KEY, **values)) is not None


async def seed(db: Database, *, tier: str = "pro", scale: float = 1) -> DemoAccess:
    """Make the demo workspace with its data, unless the database has it; either way with a new key of all scopes.

    Parameters
    ----------
    db: migrated, its secret open. Its clock is turned back meanwhile, so nothing else may write.
    tier: of the workspace.
    scale: how many times the deals, shows, orders and customers of the ordinary demo; 0 is an empty workspace.
    """
    found = await db.read(lambda reader: reader.row(_MARK))
    if found is not None:
        workspace_id = str(found[0])
        with contextlib.suppress(PlatformError):
            await workspaces.set_tier(db, workspace_id, tier)
            return await _access(db, workspace_id)
    workspace = await _write_history(db, tier, scale)
    return await _access(db, workspace["id"])


async def _access(db: Database, workspace_id: str) -> DemoAccess:
    _, secret = await keys.create(db, workspace_id, "Demo", ["read", "write", "webhooks", "admin"])
    return DemoAccess(workspace_id, secret)


async def _owner(db: Database, workspace_id: str, known: str) -> str:
    """See to it that the demo's owner can sign in; the password, a new one where `known` is not it."""
    person = await accounts.find(db, EMAIL)
    if person is not None and known and await accounts.has_password(db, person.id, known):
        return known
    password = random_tail(db.random).lower()[:20]
    if person is None:
        person = await accounts.create(db, EMAIL, "Demo Owner", password)
    else:
        await accounts.set_password(db, EMAIL, password)
    await accounts.make_member(db, workspace_id, person, OWNER)
    return password


async def _write_history(db: Database, tier: str, scale: float) -> Record:
    """The workspace with everything that happened up to this day.

    Until all of it is there the workspace bears a name that says so; one that was interrupted is left as it is.
    """
    present = db.clock
    world = World(start_of_day(day_of(present.now())), scale)
    timeline = world.timeline
    if scale > 0:
        for part in (sales, billing, production, box_office):
            part.tell(world)
    past = ManualClock(timeline.start)
    db.clock = past
    try:
        workspace = await workspaces.create(db, name=UNFINISHED, tier=tier, mode="sandbox")
        with _progress(sys.stderr, scale) as show:
            while timeline.next_moment is not None:
                past.advance(timeline.next_moment - past.now())
                await db.write(workspace["id"], lambda tx: timeline.run(tx, _CHUNK))
                show(timeline.progress)
    finally:
        db.clock = present
    workspace = await workspaces.change(db, workspace["id"], name=NAME)

    def mark(session: Session) -> None:
        session.run(_SET_MARK, {"demo_id": workspace["id"]})

    await db.administer(mark)
    return workspace


@contextlib.contextmanager
def _progress(stream: TextIO, scale: float) -> Iterator[_Bar]:
    bar = _Bar(stream if scale >= _BAR_FROM and stream.isatty() else None)
    yield bar
    bar.end()


class _Bar:
    """How far the seeding is, for the person in front of a terminal."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._shown = -1

    def __call__(self, share: float) -> None:
        percent = round(share * 100)
        if self._stream is not None and percent != self._shown:
            self._shown = percent
            filled = percent * _BAR_WIDTH // 100
            self._stream.write(f"\rdemo data [{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] {percent:3d} %")
            self._stream.flush()

    def end(self) -> None:
        """Go on to the next line."""
        if self._stream is not None and self._shown >= 0:
            self._stream.write("\n")
