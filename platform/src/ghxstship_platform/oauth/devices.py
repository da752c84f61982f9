"""The device flow: a device shows a code, a person types it elsewhere and says yes, the device gets tokens (RFC 8628).

A user code is short, so that it can be typed: it is good for minutes only, guessing it is rationed by who serves the
page, and it lets nobody in who has not signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..auth import secrets
from ..clock import MINUTE, SECOND
from ..storage.database import Database, Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Origin, Session, Transaction
from . import grants, tokens
from .apps import App
from .refusals import Refusal, invalid_grant
from .tables import DEVICES

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
PREFIX = "ghx_dc_"
LIFETIME = 15 * MINUTE
PAUSE = 5 * SECOND
# Neither vowels, which make words, nor what is taken for something else (RFC 8628 §6.1): 34 bits.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Device:
    """A device that waits for a person."""

    app_id: str
    scopes: list[str]


async def begin(db: Database, app: App, scopes: list[str]) -> dict[str, Any]:
    """The codes of a device that wants to be let in; `user_code` is for a person's eyes."""
    device_code = secrets.make(PREFIX, db.random.bits(192))
    now = db.clock.now()

    def run(session: Session) -> str:
        while True:
            user_code = _spell(db.random.bits(64))
            user_hash = secrets.fingerprint(user_code, db.secret)
            if not session.rows(_TAKEN, {"user_hash": user_hash}):
                break
        values = {
            "device_hash": secrets.fingerprint(device_code, db.secret), "user_hash": user_hash, "app_id": app.id,
            "scopes": " ".join(scopes), "status": "pending", "expires_at": now + LIFETIME, "pause": PAUSE,
            "asked_at": 0,
        }  # fmt: skip
        session.run(_ADD, values)
        return user_code

    user_code = await db.administer(run)
    return {
        "device_code": device_code,
        "user_code": f"{user_code[:4]}-{user_code[4:]}",
        "expires_in": LIFETIME // SECOND,
        "interval": PAUSE // SECOND,
    }


def _spell(bits: int) -> str:
    letters = []
    for _ in range(_LENGTH):
        bits, index = divmod(bits, len(_LETTERS))
        letters.append(_LETTERS[index])
    return "".join(letters)


def waiting(reader: Reader, typed: str, key: bytes, now: int) -> Device | None:
    """The device that shows what a person has typed, in whatever case and with whatever between the letters."""
    row = reader.row(_BY_USER, user_hash=_hash_of(typed, key), now=now)
    return Device(row[0], row[1].split()) if row else None


async def decide(
    db: Database, typed: str, person_id: str, workspace_id: str | None, scopes: list[str]
) -> bool:
    """Let a device into a workspace, or turn it away (None); whether it still waited."""
    values = {
        "user_hash": _hash_of(typed, db.secret), "now": db.clock.now(), "person": person_id, "chosen": workspace_id,
        "verdict": "denied" if workspace_id is None else "approved", "allowed": " ".join(scopes),
    }  # fmt: skip
    return bool(await db.administer(lambda session: session.run(_DECIDE, values)))


def _hash_of(typed: str, key: bytes) -> str:
    return secrets.fingerprint("".join(c for c in typed.upper() if c in _LETTERS), key)


async def poll(db: Database, app: App, device_code: str, cause: Origin) -> tokens.Issued | Refusal:
    """What a device gets that asks: its tokens, or why not yet."""
    device_hash, now = secrets.fingerprint(device_code, db.secret), db.clock.now()

    def ask(session: Session) -> tuple[str, str | None] | Refusal:
        """The state of the device; a question that comes too early makes the pause longer."""
        found = session.rows(_STATE, {"device_hash": device_hash})
        if not found or found[0][0] != app.id:
            return UNKNOWN
        _, status, expires_at, pause, asked_at, workspace_id = found[0]
        if status == "pending" and expires_at > now:
            early = now < asked_at + pause
            pause += PAUSE if early else 0
            session.run(_ASKED, {"device_hash": device_hash, "moment": now, "new_pause": pause})
            if early:
                return Refusal("slow_down", f"Ask every {pause // SECOND} seconds.")
            return Refusal("authorization_pending", "Nobody has decided yet.")
        if status == "denied":
            return Refusal("access_denied", "The person has said no.")
        if status != "used" and expires_at <= now:
            return Refusal("expired_token", "The codes have expired; begin again.")
        return status, workspace_id

    state = await db.administer(ask)
    if isinstance(state, Refusal):
        return state
    workspace_id = state[1]
    assert workspace_id is not None
    return await db.write(workspace_id, lambda tx: _redeem(tx, app, device_hash), cause)


def _redeem(tx: Transaction, app: App, device_hash: str) -> tokens.Issued | Refusal:
    row = tx.row(_GET, device_hash=device_hash)
    assert row is not None
    status, person_id, scopes, grant_id = row
    if status == "used":
        grants.revoke_by_id(tx, grant_id, grants.CODE_REPLAYED)
        return invalid_grant("The device code was used before; what it gave is revoked.", ended=True)
    if not grants.is_still_given(tx, person_id):
        return invalid_grant("The person is no member of the workspace any more.")
    grant = grants.begin(tx, app, person_id, scopes.split(), "device_code")
    tx.run(_USE, device_hash=device_hash, grant_id=grant["id"])
    return tokens.issue(tx, grant)


UNKNOWN = invalid_grant("The device code is unknown.")

_NOBODYS = "a device belongs to no workspace before a person has let it into one"
_C = DEVICES.c
_ADD = Statement(
    sa.insert(DEVICES).values(
        {
            name: sa.bindparam(name)
            for name in (
                "device_hash", "user_hash", "app_id", "scopes", "status", "expires_at", "pause", "asked_at",
            )
        }
    ),
    across_workspaces=_NOBODYS,
)  # fmt: skip
_IS_WAITING = (
    (_C.user_hash == sa.bindparam("user_hash"))
    & (_C.status == "pending")
    & (_C.expires_at > sa.bindparam("now"))
)
_TAKEN = Statement(
    sa.select(_C.status).where(_C.user_hash == sa.bindparam("user_hash")), across_workspaces=_NOBODYS
)
_BY_USER = Statement(sa.select(_C.app_id, _C.scopes).where(_IS_WAITING), across_workspaces=_NOBODYS)
_DECIDE = Statement(
    sa.update(DEVICES)
    .where(_IS_WAITING)
    .values(
        status=sa.bindparam("verdict"),
        workspace_id=sa.bindparam("chosen", type_=sa.Text()),
        person_id=sa.bindparam("person"),
        scopes=sa.bindparam("allowed"),
    ),
    across_workspaces=_NOBODYS,
)
_STATE = Statement(
    sa.select(_C.app_id, _C.status, _C.expires_at, _C.pause, _C.asked_at, _C.workspace_id).where(
        _C.device_hash == sa.bindparam("device_hash")
    ),
    across_workspaces=_NOBODYS,
)
_ASKED = Statement(
    sa.update(DEVICES)
    .where(_C.device_hash == sa.bindparam("device_hash"))
    .values(asked_at=sa.bindparam("moment"), pause=sa.bindparam("new_pause")),
    across_workspaces=_NOBODYS,
)
_OWN = (_C.workspace_id == WORKSPACE) & (_C.device_hash == sa.bindparam("device_hash"))
_GET = Statement(sa.select(_C.status, _C.person_id, _C.scopes, _C.grant_id).where(_OWN))
_USE = Statement(sa.update(DEVICES).where(_OWN).values(status="used", grant_id=sa.bindparam("grant_id")))
