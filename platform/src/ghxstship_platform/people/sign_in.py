"""Signing in: rationed per address and per account, and as slow for an e-mail that nobody has."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import sqlalchemy as sa

from ..errors import PlatformError
from ..limits.throttle import Throttles
from ..storage.database import Database
from ..storage.statements import Statement
from ..storage.transaction import Origin
from . import accounts, passwords, sessions
from .diary import note
from .sessions import Caller
from .tables import PEOPLE

_log = logging.getLogger(__name__)

_P = PEOPLE.c
_ACCOUNT = Statement(sa.select(_P.id, _P.password_hash).where(_P.email == sa.bindparam("email")))


class Door:
    """Lets people in. One a process.

    An account is blocked for at most a quarter of an hour, so that nobody can be kept out for long by somebody who
    guesses; sessions that are open go on meanwhile.
    """

    def __init__(self, db: Database, throttles: Throttles) -> None:
        self._db = db
        self._throttles = throttles
        # However many come at once: no more than this many times the memory of a hash, and the API keeps a core.
        self._turns = asyncio.Semaphore(2)
        self._notes: set[asyncio.Task[None]] = set()

    async def sign_in(self, email: str, password: str, caller: Caller) -> str:
        """Begin a session; its token.

        Raises `UNAUTHORIZED` for a wrong email or password, which are not told apart, and `RATE_LIMITED` with
        `Retry-After` after too many of them.
        """
        email = email.strip().lower()[:254]
        await self._require_room(email, caller)
        async with self._turns:
            # Once more: those who came at the same moment may have used up the room meanwhile.
            await self._require_room(email, caller)
            row = await self._db.read(lambda reader: reader.row(_ACCOUNT, email=email))
            person_id, stored = row if row is not None else (None, None)
            if not await passwords.verify(stored, password[: passwords.LONGEST]):
                await self._failed(email, caller)
                if person_id is not None:
                    # Not waited for: how long it takes would tell that there is such an account.
                    failed = self._note(person_id, email, "person.sign_in_failed", caller, by_person=False)
                    task = asyncio.create_task(failed)
                    self._notes.add(task)
                    task.add_done_callback(self._notes.discard)
                raise PlatformError("UNAUTHORIZED", "Email or password is wrong.")
        if passwords.is_outdated(stored):
            await accounts.renew_hash(self._db, person_id, password)
        await accounts.tell_workspaces(self._db, person_id, _cause(caller, person_id))
        await self._note(person_id, email, "person.signed_in", caller)
        return await sessions.begin(self._db, person_id, caller)

    async def settle(self) -> None:
        """Wait until everything is noted."""
        while self._notes:
            await asyncio.wait(self._notes)

    async def change_password(
        self, person_id: str, email: str, session_id: str, current: str, password: str, caller: Caller
    ) -> None:
        """Change one's own password and end every other session; guesses at the current one are rationed too.

        Raises `VALIDATION_ERROR` by field, and `RATE_LIMITED`.
        """
        change = partial(accounts.change_password, self._db, person_id, session_id, current, password)
        await self._proved(email, caller, change)
        await self._note(person_id, email, "person.password_changed", caller)

    async def change_email(
        self, person_id: str, email: str, current: str, wanted: str, caller: Caller
    ) -> None:
        """Sign in with another email from now on; guesses at the password are rationed here as well.

        Raises `VALIDATION_ERROR` and `ALREADY_EXISTS` by field, and `RATE_LIMITED`.
        """
        cause = _cause(caller, person_id)
        await self._proved(
            email, caller, partial(accounts.change_email, self._db, person_id, current, wanted, cause)
        )

    async def _proved(self, email: str, caller: Caller, change: Callable[[], Awaitable[None]]) -> None:
        """Make a change that the current password has to prove."""
        await self._require_room(email, caller)
        async with self._turns:
            await self._require_room(email, caller)
            try:
                await change()
            except PlatformError as error:
                if any(entry["field"] == "current" for entry in error.details):
                    await self._failed(email, caller)
                raise

    def _note(
        self, person_id: str, email: str, action: str, caller: Caller, *, by_person: bool = True
    ) -> Coroutine[Any, Any, None]:
        now = self._db.clock.now()
        return note(self._db, person_id, email, action, caller, at=now, by_person=by_person)

    async def _failed(self, email: str, caller: Caller) -> None:
        now = self._db.clock.now()
        _tell("wrong password", caller)
        await self._throttles.addresses.failed(caller.address, now)
        await self._throttles.accounts.failed(email, now)

    async def _require_room(self, email: str, caller: Caller) -> None:
        now = self._db.clock.now()
        addresses, accounts = self._throttles.addresses, self._throttles.accounts
        wait = max(await addresses.blocked_for(caller.address, now), await accounts.blocked_for(email, now))
        if wait:
            _tell("too many attempts", caller)
            message = f"Too many attempts. Try again in {_words(wait)}."
            raise PlatformError("RATE_LIMITED", message, headers={"Retry-After": str(wait)})


def _tell(reason: str, caller: Caller) -> None:
    """Tell the log, without the email: people type their password there now and then."""
    about = {"reason": reason, "client": caller.address, "request_id": caller.request_id}
    _log.warning("sign-in refused", extra=about)


def _cause(caller: Caller, person_id: str) -> Origin:
    return Origin(caller.request_id, None, person_id, caller.address, caller.user_agent)


def _words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{-(-seconds // 60)} minutes"
