"""Signing in: rationed per address and per account, and as slow for an e-mail that nobody has."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from ..clock import MINUTE, SECOND
from ..errors import PlatformError
from ..limits.throttle import CredentialThrottle
from ..storage.database import Database
from ..storage.statements import Statement
from . import accounts, passwords, sessions
from .diary import note
from .sessions import Caller
from .tables import PEOPLE

_P = PEOPLE.c
_ACCOUNT = Statement(sa.select(_P.id, _P.password_hash).where(_P.email == sa.bindparam("email")))


class Door:
    """Lets people in. One a process: what it remembers of failures is in memory.

    An account is blocked for at most a quarter of an hour, so that nobody can be kept out for long by somebody who
    guesses; sessions that are open go on meanwhile.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._addresses = CredentialThrottle(failures=20, refill=6 * SECOND)
        self._accounts = CredentialThrottle(failures=8, refill=30 * SECOND, longest=15 * MINUTE)
        # However many come at once: no more than this many times the memory of a hash, and the API keeps a core.
        self._turns = asyncio.Semaphore(2)

    async def sign_in(self, email: str, password: str, caller: Caller) -> str:
        """Begin a session; its token.

        Raises `UNAUTHORIZED` for a wrong email or password, which are not told apart, and `RATE_LIMITED` with
        `Retry-After` after too many of them.
        """
        email = email.strip().lower()[:254]
        self._require_room(email, caller.address)
        async with self._turns:
            # Once more: those who came at the same moment may have used up the room meanwhile.
            self._require_room(email, caller.address)
            row = await self._db.read(lambda reader: reader.row(_ACCOUNT, email=email))
            person_id, stored = row if row is not None else (None, None)
            if not await passwords.verify(stored, password[: passwords.LONGEST]):
                now = self._db.clock.now()
                if person_id is not None:
                    await note(self._db, person_id, email, "person.sign_in_failed", caller, by_person=False)
                self._addresses.failed(caller.address, now)
                self._accounts.failed(email, now)
                raise PlatformError("UNAUTHORIZED", "Email or password is wrong.")
        if passwords.is_outdated(stored):
            await accounts.renew_hash(self._db, person_id, password)
        await note(self._db, person_id, email, "person.signed_in", caller)
        return await sessions.begin(self._db, person_id, caller)

    def _require_room(self, email: str, address: str) -> None:
        now = self._db.clock.now()
        wait = max(self._addresses.blocked_for(address, now), self._accounts.blocked_for(email, now))
        if wait:
            message = f"Too many attempts. Try again in {_words(wait)}."
            raise PlatformError("RATE_LIMITED", message, headers={"Retry-After": str(wait)})


def _words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{-(-seconds // 60)} minutes"
