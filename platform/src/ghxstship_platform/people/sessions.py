"""Sessions: a random token in a cookie, of which only the keyed hash is kept.

A session ends a week after it was last used, and a month after it began in any case.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..clock import DAY, MINUTE
from ..ids import random_tail, tail
from ..storage.database import Database
from ..storage.statements import Statement
from ..storage.transaction import Session
from .members import fingerprint
from .tables import PEOPLE, SESSIONS

ABSOLUTE, IDLE = 30 * DAY, 7 * DAY
# How exactly it is kept when a session was last used.
TOUCH_EVERY = 5 * MINUTE
_LONGEST_AGENT = 300

_S, _P = SESSIONS.c, PEOPLE.c
_ALIVE = (_S.expires_at > sa.bindparam("now", type_=sa.BigInteger())) & (
    _S.last_seen_at > sa.bindparam("idle_since", type_=sa.BigInteger())
)
_MINE = _S.person_id == sa.bindparam("person_id", type_=sa.Text())
_NEW = Statement(sa.insert(SESSIONS).values({c.name: sa.bindparam(c.name) for c in _S}))
_BY_TOKEN = Statement(
    sa.select(_S.id, _S.last_seen_at, _P.id, _P.name, _P.email)
    .join_from(SESSIONS, PEOPLE, _P.id == _S.person_id)
    .where(_S.token_hash == sa.bindparam("token_hash"), _ALIVE)
)
_OF_PERSON = Statement(
    sa.select(_S.id, _S.created_at, _S.last_seen_at, _S.expires_at, _S.address, _S.user_agent)
    .where(_MINE, _ALIVE)
    .order_by(_S.last_seen_at.desc(), _S.id.desc())
)
_TOUCH = Statement(
    sa.update(SESSIONS)
    .where(_S.id == sa.bindparam("session_id", type_=sa.Text()))
    .values(last_seen_at=sa.bindparam("moment"))
)
_END = Statement(sa.delete(SESSIONS).where(_MINE, _S.id == sa.bindparam("session_id", type_=sa.Text())))
END_ALL = Statement(sa.delete(SESSIONS).where(_MINE))
END_OTHERS = Statement(sa.delete(SESSIONS).where(_MINE, _S.id != sa.bindparam("session_id", type_=sa.Text())))
_DROP_OLD = Statement(sa.delete(SESSIONS).where(~_ALIVE))


@dataclass(frozen=True, slots=True)
class Caller:
    """Where somebody signs in from."""

    address: str
    user_agent: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A session that goes on, and whose it is."""

    session_id: str
    person_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its person sees it."""

    id: str
    created_at: int
    last_seen_at: int
    expires_at: int
    address: str
    user_agent: str


async def begin(db: Database, person_id: str, caller: Caller) -> str:
    """Begin a session; its token, for the cookie."""
    now = db.clock.now()
    token = random_tail(db.random) + random_tail(db.random)
    row = {
        "id": "session_" + tail(now, 0, db.random),
        "token_hash": fingerprint(token, db.secret),
        "person_id": person_id,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": now + ABSOLUTE,
        "address": caller.address,
        "user_agent": caller.user_agent[:_LONGEST_AGENT],
    }

    def run(session: Session) -> None:
        # Whoever signs in sweeps: there is no need of a job for it.
        session.run(_DROP_OLD, _moment(now))
        session.run(_NEW, row)

    await db.administer(run)
    return token


async def find(db: Database, token: str) -> Seen | None:
    """The session of a token, if it goes on; that it was used is kept, to five minutes."""
    now = db.clock.now()
    values = {"token_hash": fingerprint(token, db.secret), **_moment(now)}
    row = await db.read(lambda reader: reader.row(_BY_TOKEN, **values))
    if row is None:
        return None
    session_id, last_seen_at, person_id, name, email = row
    if now - last_seen_at >= TOUCH_EVERY:
        seen = {"session_id": session_id, "moment": now}
        await db.administer(lambda session: session.run(_TOUCH, seen))
    return Seen(session_id, person_id, name, email)


async def list_of(db: Database, person_id: str) -> list[Listed]:
    """The sessions of a person that go on, the last used first."""
    values = {"person_id": person_id, **_moment(db.clock.now())}
    return [Listed(*row) for row in await db.read(lambda reader: reader.rows(_OF_PERSON, **values))]


async def end(db: Database, person_id: str, session_id: str) -> bool:
    """End one session of a person; whether there was one."""
    values = {"person_id": person_id, "session_id": session_id}
    return await db.administer(lambda session: session.run(_END, values)) > 0


async def end_others(db: Database, person_id: str, session_id: str) -> int:
    """End every session of a person but one; how many."""
    values = {"person_id": person_id, "session_id": session_id}
    return await db.administer(lambda session: session.run(END_OTHERS, values))


def _moment(now: int) -> dict[str, int]:
    return {"now": now, "idle_since": now - IDLE}
