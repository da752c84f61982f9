"""People: made by an operator, by the first run, or by an invitation; found by their e-mail; and their passwords."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..audit.log import OPERATOR
from ..auth import workspaces
from ..errors import PlatformError, detail, not_found, validation_error
from ..ids import tail
from ..products import records
from ..products.fields import Email, Kind, Text
from ..products.resource import Record
from ..storage.database import Database
from ..storage.schema import PLATFORM
from ..storage.statements import Statement
from ..storage.transaction import Origin, Session, Transaction
from . import memberships, passwords
from .members import MEMBERS, Offer, accept, add_member, fingerprint, member_of
from .roles import OWNER
from .sessions import END_ALL, END_OTHERS
from .tables import PEOPLE

PREFIX = "person_"
_EMAIL, _NAME = Email(), Text(200, 1)

_P = PEOPLE.c
_NEW = Statement(sa.insert(PEOPLE).values({c.name: sa.bindparam(c.name) for c in _P}))
_MARK = Statement(sa.insert(PLATFORM).values(name="first_person", value=sa.bindparam("value")))
_ANY = Statement(sa.select(_P.id).limit(1))
_SHOWN = (_P.id, _P.email, _P.name, _P.created_at)
_ALL = Statement(sa.select(*_SHOWN).order_by(_P.id))
_BY_EMAIL = Statement(sa.select(*_SHOWN).where(_P.email == sa.bindparam("email")))
_BY_ID = Statement(sa.select(*_SHOWN).where(_P.id == sa.bindparam("person_id")))
_HASH = Statement(sa.select(_P.password_hash).where(_P.id == sa.bindparam("person_id")))
_SET_NAME = Statement(
    sa.update(PEOPLE).where(_P.id == sa.bindparam("person_id")).values(name=sa.bindparam("new_name"))
)
_OTHER = PEOPLE.alias("other")
_SET_EMAIL = Statement(
    sa.update(PEOPLE)
    .where(
        _P.id == sa.bindparam("person_id"),
        ~sa.exists().where(_OTHER.c.email == sa.bindparam("new_email"), _OTHER.c.id != _P.id),
    )
    .values(email=sa.bindparam("new_email"))
)
_SET_HASH = Statement(
    sa.update(PEOPLE)
    .where(_P.id == sa.bindparam("person_id"))
    .values(password_hash=sa.bindparam("new_hash"), password_changed_at=sa.bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    id: str
    email: str
    name: str
    created_at: int

    @property
    def as_record(self) -> Record:
        """As a membership copies it."""
        return {"id": self.id, "email": self.email, "name": self.name}


def checked(email: str, name: str, password: str) -> tuple[str, str]:
    """The email in lower case and the name; raises `VALIDATION_ERROR` for all that is wrong at once."""
    errors: list[dict[str, Any]] = []
    email = _EMAIL.decode(email.strip(), "email", errors, "USD") or ""
    name = _NAME.decode(name.strip(), "name", errors, "USD") or ""
    try:
        passwords.check(password, email)
    except PlatformError as error:
        errors += error.details
    if errors:
        raise validation_error(*errors)
    return email.lower(), name


def _decoded(kind: Kind, text: str, field: str) -> str:
    """One field by itself; raises `VALIDATION_ERROR`."""
    errors: list[dict[str, Any]] = []
    value = kind.decode(text.strip(), field, errors, "USD")
    if errors:
        raise validation_error(*errors)
    return str(value)


async def create(db: Database, email: str, name: str, password: str) -> Person:
    """Make a person, who belongs to no workspace yet; raises `VALIDATION_ERROR` or `ALREADY_EXISTS`."""
    email, name = checked(email, name, password)
    await _require_new(db, email)
    row = await _row(db, email, name, password)
    await db.administer(lambda session: session.run(_NEW, row))
    return _person(row)


async def make_member(db: Database, workspace_id: str, person: Person, role: str) -> Record:
    """Make a person a member, or give a member another role, on an operator's behalf."""

    def run(tx: Transaction) -> Record:
        member = member_of(tx, person.id)
        if member is None:
            return add_member(tx, person.as_record, role)
        return records.update(tx, MEMBERS, member, {"role": role})

    return await db.write(workspace_id, run, Origin(actor=OPERATOR))


async def set_up(
    db: Database, *, email: str, name: str, password: str, workspace: str, mode: str, origin: Origin
) -> Person:
    """The first run: the first person, a workspace, and its owner.

    Parameters
    ----------
    workspace, mode: its name, and whether it is live or a sandbox.
    origin: where the request comes from.

    Raises `FORBIDDEN` once there is a person, and `VALIDATION_ERROR`.
    """
    email, name = checked(email, name, password)
    await require_nobody(db)
    row = await _row(db, email, name, password)
    person = _person(row)
    origin = replace(origin, actor=person.id)
    made = await workspaces.create(db, name=workspace, mode=mode, origin=origin)

    def run(tx: Transaction) -> None:
        if tx.row(_ANY) is not None:
            raise _taken()
        # Of several at once, in workspaces of their own, the key lets one through.
        tx.run(_MARK, value=person.id)
        tx.run(_NEW, **row)
        add_member(tx, person.as_record, OWNER)

    await db.write(made["id"], run, origin)
    return person


async def own_workspace(db: Database, person: Person, *, name: str, mode: str, origin: Origin) -> str:
    """Make a workspace that a person owns; its id. Raises `VALIDATION_ERROR`."""
    made = await workspaces.create(db, name=name, mode=mode, origin=origin)
    await db.write(made["id"], lambda tx: add_member(tx, person.as_record, OWNER), origin)
    return str(made["id"])


async def join(db: Database, offer: Offer, person: Person, origin: Origin) -> None:
    """Accept an invitation as somebody who has an account; raises `FORBIDDEN` unless it is for their email."""
    if offer.invitation["email"].lower() != person.email:
        raise PlatformError("FORBIDDEN", f"The invitation is for {offer.invitation['email']}.")
    await db.write(
        offer.workspace_id, lambda tx: accept(tx, offer.invitation["id"], person.as_record), origin
    )


async def join_as_new(db: Database, offer: Offer, *, name: str, password: str, origin: Origin) -> Person:
    """Accept an invitation as somebody new: the account and the membership, as one.

    Raises `VALIDATION_ERROR`, `ALREADY_EXISTS` for an email that has an account, `NOT_FOUND` for what is over by now.
    """
    email, name = checked(offer.invitation["email"], name, password)
    await _require_new(db, email)
    row = await _row(db, email, name, password)
    person = _person(row)

    def both(tx: Transaction) -> None:
        # First what may have happened meanwhile: the same form sent twice is told so.
        accept(tx, offer.invitation["id"], person.as_record)
        tx.run(_NEW, **row)

    await db.write(offer.workspace_id, both, replace(origin, actor=person.id))
    return person


async def is_anybody(db: Database) -> bool:
    """Whether there is a person at all."""
    return await db.read(lambda reader: reader.row(_ANY)) is not None


def setup_token(secret: bytes) -> str:
    """What the first run asks for: known to who sees what `ghxstship serve` prints, the same in every process."""
    return fingerprint("first run", secret)[:32]


async def require_nobody(db: Database) -> None:
    """Raise `FORBIDDEN` unless this is the first run."""
    if await is_anybody(db):
        raise _taken()


async def find(db: Database, email: str) -> Person | None:
    """The person with an email, or None."""
    row = await db.read(lambda reader: reader.row(_BY_EMAIL, email=email.strip().lower()))
    return None if row is None else Person(*row)


async def get(db: Database, person_id: str) -> Person:
    """A person; raises `NOT_FOUND`."""
    row = await db.read(lambda reader: reader.row(_BY_ID, person_id=person_id))
    if row is None:
        raise not_found("person", person_id)
    return Person(*row)


async def list_all(db: Database) -> list[Person]:
    """Everybody, who came first first."""
    return [Person(*row) for row in await db.read(lambda reader: reader.rows(_ALL))]


async def has_password(db: Database, person_id: str, password: str) -> bool:
    """Whether this is the password of a person."""
    row = await db.read(lambda reader: reader.row(_HASH, person_id=person_id))
    return await passwords.verify(row[0] if row is not None else None, password)


async def set_password(db: Database, email: str, password: str) -> Person:
    """Give somebody a new password (an operator) and end all of their sessions; raises `NOT_FOUND`."""
    person = await find(db, email)
    if person is None:
        raise not_found("person", email)
    passwords.check(password, person.email)
    await _store(db, person.id, password, END_ALL)
    return person


async def change_password(db: Database, person_id: str, session_id: str, current: str, password: str) -> None:
    """Change one's own password and end every other session; raises `VALIDATION_ERROR` by field."""
    person = await get(db, person_id)
    if not await has_password(db, person_id, current):
        raise _wrong_password()
    passwords.check(password, person.email)
    await _store(db, person_id, password, END_OTHERS, session_id=session_id)


async def rename(db: Database, person_id: str, name: str, origin: Origin) -> None:
    """Change one's own name; raises `VALIDATION_ERROR`."""
    values = {"person_id": person_id, "new_name": _decoded(_NAME, name, "name")}
    await db.administer(lambda session: session.run(_SET_NAME, values))
    await tell_workspaces(db, person_id, origin)


async def change_email(db: Database, person_id: str, current: str, email: str, origin: Origin) -> None:
    """Sign in with another email from now on; the password shows that it is this person who wants it.

    Raises `VALIDATION_ERROR` by field (`current` for a wrong password), and `ALREADY_EXISTS` for one that is taken.
    """
    if not await has_password(db, person_id, current):
        raise _wrong_password()
    values = {"person_id": person_id, "new_email": _decoded(_EMAIL, email, "email").lower()}
    if not await db.administer(lambda session: session.run(_SET_EMAIL, values)):
        raise _email_taken()
    await tell_workspaces(db, person_id, origin)


async def tell_workspaces(db: Database, person_id: str, origin: Origin) -> None:
    """Have the person's memberships show the name and the email that the account has.

    Each workspace is a transaction of its own; what a crash leaves untold, the next sign-in tells.
    """
    person = await get(db, person_id)
    shown = {"name": person.name, "email": person.email}

    def run(tx: Transaction) -> None:
        member = member_of(tx, person_id)
        if member is not None:
            records.update(tx, MEMBERS, member, shown)

    for workspace_id in await memberships.that_differ(db, person_id, shown):
        await db.write(workspace_id, run, origin)


async def renew_hash(db: Database, person_id: str, password: str) -> None:
    """Store the same password with today's parameters."""
    await _store(db, person_id, password)


async def _store(
    db: Database, person_id: str, password: str, end: Statement | None = None, **which: str
) -> None:
    values = {
        "person_id": person_id,
        "new_hash": await passwords.make_hash(password),
        "moment": db.clock.now(),
    }

    def run(session: Session) -> None:
        session.run(_SET_HASH, values)
        if end is not None:
            session.run(end, {"person_id": person_id, **which})

    await db.administer(run)


async def _row(db: Database, email: str, name: str, password: str) -> dict[str, Any]:
    now = db.clock.now()
    return {
        "id": PREFIX + tail(now, 0, db.random),
        "email": email,
        "name": name,
        "password_hash": await passwords.make_hash(password),
        "created_at": now,
        "password_changed_at": now,
    }


def _person(row: dict[str, Any]) -> Person:
    return Person(row["id"], row["email"], row["name"], row["created_at"])


async def _require_new(db: Database, email: str) -> None:
    if await find(db, email) is not None:
        raise _email_taken()


def _email_taken() -> PlatformError:
    message = "Belongs to somebody who has an account already"
    return PlatformError("ALREADY_EXISTS", f"email: {message}.", [detail("email", message)])


def _wrong_password() -> PlatformError:
    return validation_error(detail("current", "Is not your password"))


def _taken() -> PlatformError:
    return PlatformError("FORBIDDEN", "The platform is set up already: sign in, or ask for an invitation.")
