"""Members and invitations of a workspace, as resources of the API (scope `admin`).

Who becomes an owner, and who stays one, only an owner decides: neither another member nor an API key can make itself
one. A workspace is never without an owner.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa

from ..audit.log import OPERATOR
from ..clock import DAY, from_text, to_text
from ..errors import PlatformError, detail, not_found, validation_error
from ..oauth.grants import revoke_all_of_person
from ..products import records
from ..products.fields import Choice, Email, Field, Text, Timestamp
from ..products.resource import Action, Record, Resource, invalid_transition
from ..storage.database import Database
from ..storage.schema import WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from .roles import OWNER, ROLES

INVITATION_DAYS = 7
MOST_PENDING = 200


def fingerprint(token: str, secret: bytes) -> str:
    """What is stored of a token that is shown once: HMAC-SHA256 under the platform's secret, in hex."""
    return hmac.digest(secret, b"people:" + token.encode(), hashlib.sha256).hex()


# --- members


def add_member(tx: Transaction, person: Record, role: str) -> Record:
    """Make a person (`id`, `name`, `email`) a member; raises `ALREADY_EXISTS` for one who is."""
    values = {"person_id": person["id"], "name": person["name"], "email": person["email"], "role": role}
    records.require_unique(tx, MEMBERS, values)
    return records.insert(tx, MEMBERS, values)


def member_of(tx: Transaction, person_id: str) -> Record | None:
    """The membership of a person, or None."""
    found = records.find(tx, _BY_PERSON, member_person=person_id)
    return found[0] if found else None


def leave(tx: Transaction, person_id: str) -> Record:
    """End a membership by the person's own will; raises `NOT_FOUND`, and `INVALID_TRANSITION` for the last owner."""
    member = member_of(tx, person_id)
    if member is None:
        raise not_found("member", person_id)
    return records.delete(tx, MEMBERS, member)


def _change(tx: Transaction, before: Record, after: Record) -> None:
    if after["role"] == before["role"]:
        return
    if OWNER in (before["role"], after["role"]):
        _require_owner(tx, "role")
    if before["role"] == OWNER:
        _require_another_owner(tx, after["role"])


def _remove(tx: Transaction, record: Record) -> None:
    if record["role"] == OWNER:
        if tx.origin.actor != record["person_id"]:
            _require_owner(tx, "role")
        _require_another_owner(tx, "no member")
    revoke_all_of_person(tx, record["person_id"])


def _require_owner(tx: Transaction, field: str) -> None:
    actor = tx.origin.actor
    if actor == OPERATOR:  # who can write to the database needs no leave
        return
    member = None if actor is None else member_of(tx, actor)
    if member is None or member["role"] != OWNER:
        message = "Only an owner, signed in at the portal, decides who is an owner."
        raise PlatformError("FORBIDDEN", message, [detail(field, message)])


def _require_another_owner(tx: Transaction, to: str) -> None:
    row = tx.row(_OWNERS)
    if row is not None and row[0] < 2:
        why = "The workspace would have no owner; make somebody else an owner first."
        raise invalid_transition(OWNER, to, [OWNER], why, field="role")


# --- invitations


def invite(tx: Transaction, values: Record) -> Record:
    """Make an invitation; the record with `token`, which this answer alone shows."""
    if values["role"] == OWNER:
        _require_owner(tx, "role")
    if tx.row(_MEMBER_WITH, member_email=values["email"].lower()) is not None:
        message = "Is a member already"
        raise PlatformError("ALREADY_EXISTS", f"email: {message}.", [detail("email", message)])
    for earlier in records.find(tx, _PENDING_FOR, invited_email=values["email"].lower()):
        # One link at a time: the new one replaces what was sent before.
        _revoke(tx, earlier)
    row = tx.row(_HOW_MANY_PENDING)
    if row is not None and row[0] >= MOST_PENDING:
        raise validation_error(detail("email", f"{MOST_PENDING} invitations are open; revoke some first"))
    token = "ghx_invite_" + tx.new_code()
    stored = {
        **values,
        "status": "pending",
        "expires_at": to_text(tx.now + INVITATION_DAYS * DAY),
        "invited_by": tx.origin.actor,
        "token_hash": fingerprint(token, tx.secret),
    }
    return {**records.insert(tx, INVITATIONS, stored), "token": token}


def revoke_invitation(tx: Transaction, invitation: Record, arguments: Record) -> Record:
    """End an invitation; one that is over stays as it is."""
    return _revoke(tx, invitation) if invitation["status"] == "pending" else invitation


def accept(tx: Transaction, invitation_id: str, person: Record) -> Record:
    """Make a person a member as the invitation says; raises `NOT_FOUND` for one that is not open any more."""
    invitation = records.get(tx, INVITATIONS, invitation_id)
    if invitation["status"] != "pending" or from_text(invitation["expires_at"]) <= tx.now:
        raise PlatformError("NOT_FOUND", "The invitation is over: ask for another one.")
    member = add_member(tx, person, invitation["role"])
    accepted = {**invitation, "status": "accepted", "accepted_by": person["id"]}
    records.save(tx, INVITATIONS, invitation, accepted, verb="accepted")
    return member


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation that is open, and the workspace that it is to."""

    workspace_id: str
    workspace_name: str
    mode: str
    invitation: Record


async def open_invitation(db: Database, token: str) -> Offer | None:
    """The invitation that a token opens; None for one that is over, or never was."""
    digest = fingerprint(token, db.secret)
    row = await db.read(lambda reader: reader.row(_BY_TOKEN, digest=digest))
    if row is None:
        return None
    workspace_id, name, mode, doc = row
    invitation = records.loads(doc)
    if invitation["status"] != "pending" or from_text(invitation["expires_at"]) <= db.clock.now():
        return None
    return Offer(workspace_id, name, mode, invitation)


def _revoke(tx: Transaction, invitation: Record) -> Record:
    return records.save(tx, INVITATIONS, invitation, {**invitation, "status": "revoked"}, verb="revoked")


_ROLE = Choice(tuple(ROLES))

MEMBERS = Resource(
    product="workspace",
    name="members",
    noun="member",
    prefix="member_",
    doc="People who may sign in to the portal for this workspace. They join by invitation.",
    read_scope="admin",
    write_scope="admin",
    operations=("retrieve", "list", "update", "delete"),
    change=_change,
    remove=_remove,
    admits=True,
    errors=("INVALID_TRANSITION",),
    fields=(
        Field("person_id", Text(64, 1), "The person; the same in every workspace.", required=True, unique=True,
              writable="never", example="person_01KAQ7R5M0000G4XWZ9YV8T2NB"),
        Field("name", Text(200, 1), "Name.", required=True, search=True, writable="never", example="Ada Lindqvist"),
        Field("email", Email(), "Email that they sign in with.", required=True, column=True, filter=True, search=True,
              writable="never", example="ada@example.com"),
        Field("role", _ROLE, "What they may do. Only an owner makes or unmakes an owner.", required=True, filter=True,
              facet=True, example="developer"),
    ),
)  # fmt: skip

TOKEN = Field(
    "token", Text(60), "Opens the invitation at /developers/invitations/{token}. Shown in this answer only.",
    required=True, writable="never", example=f"ghx_invite_{'X' * 26}",
)  # fmt: skip

INVITATIONS = Resource(
    product="workspace",
    name="invitations",
    noun="invitation",
    prefix="invite_",
    doc="Invitations to the workspace. No mail is sent: hand the link over yourself. It works once, for a week.",
    read_scope="admin",
    write_scope="admin",
    operations=("create", "retrieve", "list"),
    create=invite,
    reveals=(TOKEN,),
    internal={"token_hash": "text"},
    errors=("ALREADY_EXISTS",),
    fields=(
        Field("email", Email(), "Whom it is for: the account is made with this email.", required=True, filter=True,
              writable="create", search=True, example="grace@example.com"),
        Field("role", _ROLE, "What the member will be allowed.", required=True, writable="create",
              example="developer"),
        Field("status", Choice(("pending", "accepted", "revoked")), "What became of it.", default="pending",
              writable="never", filter=True),
        Field("expires_at", Timestamp(), "When it stops working.", required=True, writable="never",
              example="2026-11-30T07:21:00.000Z"),
        Field("invited_by", Text(64), "Who made it: a person or a key.", writable="never"),
        Field("accepted_by", Text(64), "The person who has accepted it.", writable="never"),
    ),
    actions=(Action("revoke", "End an invitation", revoke_invitation),),
)  # fmt: skip

_M, _I = MEMBERS.table.c, INVITATIONS.table.c
# Who signs in is looked up in every workspace at once, and so is a token.
sa.Index("workspace_members_by_person", _M.person_id)
sa.Index("workspace_invitations_by_token", _I.token_hash)

_BY_PERSON = Statement(
    sa.select(_M.doc).where(
        _M.workspace_id == WORKSPACE, _M.person_id == sa.bindparam("member_person"), _M.deleted_at.is_(None)
    )
)
_MEMBER_WITH = Statement(
    sa.select(_M.id).where(
        _M.workspace_id == WORKSPACE, _M.email == sa.bindparam("member_email"), _M.deleted_at.is_(None)
    )
)
_OWNERS = Statement(
    sa.select(sa.func.count()).where(_M.workspace_id == WORKSPACE, _M.role == OWNER, _M.deleted_at.is_(None))
)
_BY_TOKEN = Statement(
    sa.select(_I.workspace_id, WORKSPACES.c.name, WORKSPACES.c.mode, _I.doc)
    .join_from(INVITATIONS.table, WORKSPACES, WORKSPACES.c.id == _I.workspace_id)
    .where(_I.token_hash == sa.bindparam("digest"), _I.deleted_at.is_(None)),
    across_workspaces="an invitation is what tells the workspace",
)
_PENDING = (_I.workspace_id == WORKSPACE) & (_I.status == "pending") & _I.deleted_at.is_(None)
_PENDING_FOR = Statement(sa.select(_I.doc).where(_PENDING, _I.email == sa.bindparam("invited_email")))
_HOW_MANY_PENDING = Statement(sa.select(sa.func.count()).where(_PENDING))
