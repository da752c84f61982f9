"""Who has signed in, as pages need it: the person, the session, the memberships with what each role allows."""

from __future__ import annotations

from dataclasses import dataclass

from ..people import memberships, sessions
from ..people.memberships import Membership
from ..storage.database import Database


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in."""

    id: str
    name: str
    email: str
    session_id: str
    memberships: tuple[Membership, ...]

    def in_workspace(self, workspace_id: str) -> Membership | None:
        """The membership of a workspace, or None."""
        return next((each for each in self.memberships if each.id == workspace_id), None)


async def signed_in(db: Database, token: str) -> SignedIn | None:
    """Whose session a token is, or None."""
    found = await sessions.find(db, token)
    if found is None:
        return None
    mine = await memberships.of_person(db, found.person_id)
    return SignedIn(found.person_id, found.name, found.email, found.session_id, mine)
