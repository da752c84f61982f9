"""Grants: what somebody let an application do in a workspace. One grant is one family of tokens.

A code, a device or a client's own credentials begin a grant; every token that descends from it ends with it.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from ..auth.scopes import SCOPES
from ..clock import DAY, to_text
from ..products import records
from ..products.fields import Choice, Field, Listing, Text, Timestamp
from ..products.resource import Action, Computed, DomainEvent, Record, Resource
from ..storage.database import Database, Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Row, Session, Transaction
from .apps import BUILT_IN, OAUTH_APPS, App
from .tables import CODES, DEVICES, TOKENS

FLOWS = ("authorization_code", "device_code", "client_credentials")
BY_USER, BY_APP, CODE_REPLAYED, REFRESH_REUSED, APP_DELETED, PERSON_REMOVED, EXPIRED = REASONS = (
    "by_user", "by_app", "code_replayed", "refresh_reused", "app_deleted", "person_removed", "expired",
)  # fmt: skip


def begin(tx: Transaction, app: App, person_id: str | None, scopes: list[str], flow: str) -> Record:
    """Store a new grant."""
    values = {
        "app_id": app.id, "app_name": app.name, "person_id": person_id, "scopes": scopes, "flow": flow,
        "status": "active",
    }  # fmt: skip
    return records.insert(tx, OAUTH_GRANTS, values)


def find(tx: Transaction, grant_id: str) -> Record | None:
    """A grant that is active, or None."""
    found = records.find(tx, records.sql_of(OAUTH_GRANTS).get, record_id=grant_id)
    return found[0] if found and found[0]["status"] == "active" else None


def of_client(tx: Transaction, app: App, scopes: list[str]) -> Record:
    """The grant that an application has by its own credentials, for these scopes; begun where there is none."""
    for grant in records.find(tx, _OF_APP, app_id=app.id):
        if grant["flow"] == "client_credentials" and grant["scopes"] == scopes:
            return grant
    return begin(tx, app, None, scopes, "client_credentials")


def revoke(tx: Transaction, grant: Record, reason: str) -> Record:
    """End a grant with all its tokens; ending it again changes nothing."""
    if grant["status"] == "revoked":
        return grant
    tx.run(_DROP_TOKENS, grant_id=grant["id"])
    ended = {**grant, "status": "revoked", "revoked_at": to_text(tx.now), "revoked_reason": reason}
    ended = records.save(tx, OAUTH_GRANTS, grant, ended, verb="revoked")
    records.emit(tx, OAUTH_GRANTS, "oauth_grant.revoked", ended)
    return ended


def is_still_given(tx: Transaction, person_id: str | None) -> bool:
    """Whether who gives a grant is a member of the workspace (None: the application itself, in its own)."""
    # It imports this module.
    from ..people.members import member_of

    return person_id is None or member_of(tx, person_id) is not None


def revoke_by_id(tx: Transaction, grant_id: str | None, reason: str) -> None:
    """End a grant that is still active; nothing for one that there is not."""
    grant = find(tx, grant_id) if grant_id else None
    if grant is not None:
        revoke(tx, grant, reason)


def revoke_all_of_app(tx: Transaction, app_id: str) -> None:
    """End what an application may do in this workspace."""
    for grant in records.find(tx, _OF_APP, app_id=app_id):
        revoke(tx, grant, APP_DELETED)


def revoke_all_of_person(
    tx: Transaction, person_id: str, reason: str = PERSON_REMOVED, app_id: str | None = None
) -> None:
    """End what a person granted in this workspace, to all applications or to one."""
    for grant in records.find(tx, _OF_PERSON, person_id=person_id):
        if app_id in (None, grant["app_id"]):
            revoke(tx, grant, reason)


async def sweep(db: Database) -> None:
    """Drop what is over, and end the grants that nothing can come of any more: their application is gone, or their
    last token.
    """
    now = db.clock.now()
    for table, kept in ((TOKENS, 0), (CODES, DAY), (DEVICES, DAY)):
        await db.administer(partial(_drop_old, _OLD[table.name], now - kept))
    for find_where, reason in ((_ORPHANS, APP_DELETED), (_EMPTY, EXPIRED)):
        for workspace_id, grant_id in await db.read_long(partial(_all, find_where)):
            await db.write(workspace_id, partial(revoke_by_id, grant_id=grant_id, reason=reason))


def _drop_old(statement: Statement, before: int, session: Session) -> None:
    session.run(statement, {"before": before})


def _all(statement: Statement, reader: Reader) -> list[Row]:
    return reader.rows(statement)


def _revoke(tx: Transaction, grant: Record, arguments: Record) -> Record:
    return revoke(tx, grant, BY_USER)


def _last_used(now: int, used: int | None) -> str | None:
    return None if used is None else to_text(used)


OAUTH_GRANTS = Resource(
    product="workspace",
    name="oauth-grants",
    noun="oauth_grant",
    prefix="grant_",
    doc="What applications may do in the workspace, and who let them. Revoking a grant ends its tokens at once.",
    read_scope="admin",
    write_scope="admin",
    operations=("retrieve", "list"),
    internal={"last_used": "integer"},
    admits=True,
    fields=(
        Field("app_id", Text(64), "The application.", required=True, writable="never", filter=True,
              example="app_01KAQ7R5M0000G4XWZ9YV8T2NB"),
        Field("app_name", Text(100), "Its name when the grant was made.", required=True, writable="never", search=True,
              example="Tour Ledger"),
        Field("person_id", Text(64), "The person who gave it; null for what the application has by itself.",
              writable="never", filter=True, example="per_01KAQ7R5M0000G4XWZ9YV8T2NB"),
        Field("scopes", Listing(Choice(tuple(SCOPES)), len(SCOPES), 1), "What it allows.", required=True,
              writable="never", example=["read", "write"]),
        Field("flow", Choice(FLOWS), "How it came about.", required=True, writable="never",
              example="authorization_code"),
        Field("status", Choice(("active", "revoked")), "Whether its tokens are good.", required=True, writable="never",
              filter=True, facet=True, example="active"),
        Field("revoked_at", Timestamp(), "When it was revoked.", writable="never"),
        Field("revoked_reason", Choice(REASONS),
              "Why: by a person, by the application, because a code or a refresh token was used twice, because the "
              "application or the person is gone, because its last token has expired.", writable="never"),
    ),
    actions=(Action("revoke", "End the grant and its tokens at once", _revoke),),
    events=(DomainEvent("oauth_grant.revoked", "What an application was allowed to do has ended"),),
    computed=(
        Computed(Field("last_used_at", Timestamp(), "When one of its tokens was last used, to the minute.",
                       writable="never"), ("last_used",), _last_used),
    ),
)  # fmt: skip

_C = OAUTH_GRANTS.table.c
_ACTIVE = (_C.workspace_id == WORKSPACE) & (_C.status == "active")
_OF_APP = Statement(sa.select(_C.doc).where(_ACTIVE, _C.app_id == sa.bindparam("app_id")))
_OF_PERSON = Statement(sa.select(_C.doc).where(_ACTIVE, _C.person_id == sa.bindparam("person_id")))
_DROP_TOKENS = Statement(
    sa.delete(TOKENS).where(TOKENS.c.workspace_id == WORKSPACE, TOKENS.c.grant_id == sa.bindparam("grant_id"))
)
_EVERYWHERE = "a sweep looks at every workspace"
_OLD = {
    table.name: Statement(
        sa.delete(table).where(table.c.expires_at < sa.bindparam("before")), across_workspaces=_EVERYWHERE
    )
    for table in (TOKENS, CODES, DEVICES)
}
_A = OAUTH_APPS.table.c
_ORPHANS = Statement(
    sa.select(_C.workspace_id, _C.id).where(
        _C.status == "active",
        _C.app_id.not_in([sa.literal_column(f"'{name}'") for name in BUILT_IN]),
        ~sa.exists().where(_A.id == _C.app_id, _A.deleted_at.is_(None)),
    ),
    across_workspaces=_EVERYWHERE,
)
_EMPTY = Statement(
    sa.select(_C.workspace_id, _C.id).where(
        _C.status == "active",
        ~sa.exists().where(TOKENS.c.workspace_id == _C.workspace_id, TOKENS.c.grant_id == _C.id),
    ),
    across_workspaces=_EVERYWHERE,
)
