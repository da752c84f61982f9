"""What a person does with the account, noted in the audit log of each workspace that it belongs to."""

from __future__ import annotations

from ..audit import log
from ..storage.database import Database
from ..storage.transaction import Origin, Session
from . import memberships
from .sessions import Caller


async def note(
    db: Database,
    person_id: str,
    email: str,
    action: str,
    caller: Caller,
    *,
    at: int,
    by_person: bool = True,
) -> None:
    """Note something that happened to an account.

    Parameters
    ----------
    action: such as ``person.signed_in``.
    at: when (epoch ms).
    by_person: whether it was this person; of a sign-in that failed nobody knows.
    """
    mine = await memberships.of_person(db, person_id)
    actor = person_id if by_person else None
    origin = Origin(caller.request_id, None, actor, caller.address, caller.user_agent)

    def run(session: Session) -> None:
        for each in mine:
            log.append(session, each.id, at, db.random, origin, action, person_id, email)

    await db.administer(run)
