"""Tokens: issued with a grant, found by their hash, renewed once, gone with their grant (contract §4)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..auth import secrets
from ..auth.scopes import granted
from ..clock import DAY, HOUR, SECOND
from ..people.members import MEMBERS
from ..products.resource import Record
from ..storage.schema import WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from . import grants
from .apps import OAUTH_APPS, App
from .grants import OAUTH_GRANTS
from .refusals import Refusal, invalid_grant, invalid_scope
from .scopes import in_order
from .tables import TOKENS

ACCESS_PREFIX, REFRESH_PREFIX = "ghx_at_", "ghx_rt_"
ACCESS_LIFETIME = HOUR
REFRESH_LIFETIME = 30 * DAY

Issued = dict[str, Any]
"""The answer of the token endpoint (RFC 6749 §5.1), and the workspace that the token is for."""


def issue(
    tx: Transaction, grant: Record, scopes: list[str] | None = None, *, refreshable: bool = True
) -> Issued:
    """New tokens of a grant.

    Parameters
    ----------
    scopes: of the access token, where it is to have fewer than the grant.
    refreshable: whether a refresh token comes with it.
    """
    scopes = grant["scopes"] if scopes is None else scopes
    answer = {
        "access_token": _store(tx, ACCESS_PREFIX, "access", grant["id"], scopes, ACCESS_LIFETIME),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME // SECOND,
        "scope": " ".join(scopes),
        "workspace_id": tx.workspace.id,
    }
    if refreshable:
        answer["refresh_token"] = _store(
            tx, REFRESH_PREFIX, "refresh", grant["id"], grant["scopes"], REFRESH_LIFETIME
        )
    return answer


def _store(tx: Transaction, prefix: str, kind: str, grant_id: str, scopes: list[str], lifetime: int) -> str:
    token = secrets.make(prefix, tx.random_bits(192))
    tx.run(
        _ADD,
        token_hash=secrets.fingerprint(token, tx.secret),
        grant_id=grant_id,
        kind=kind,
        scopes=" ".join(scopes),
        issued_at=tx.now,
        expires_at=tx.now + lifetime,
    )
    return token


def refresh(tx: Transaction, app: App, token: str, asked: list[str] | None) -> Issued | Refusal:
    """New tokens for a refresh token, which is good once: a second use ends the whole family.

    Parameters
    ----------
    asked: scopes of the new access token; None for those of the grant.
    """
    token_hash = secrets.fingerprint(token, tx.secret)
    row = tx.row(_GET_REFRESH, token_hash=token_hash)
    grant = grants.find(tx, row[0]) if row else None
    if row is None or grant is None:
        return UNKNOWN_REFRESH
    _, scopes, expires_at, used_at = row
    if grant["app_id"] != app.id:
        return invalid_grant("The refresh token belongs to another application.")
    if used_at is not None:
        grants.revoke(tx, grant, grants.REFRESH_REUSED)
        return invalid_grant(
            "The refresh token was used before; all tokens of its grant are revoked.", ended=True
        )
    if expires_at <= tx.now:
        return invalid_grant("The refresh token has expired.", suspicious=False)
    if not grants.is_still_given(tx, grant["person_id"]):
        grants.revoke(tx, grant, grants.PERSON_REMOVED)
        return invalid_grant("The person is no member of the workspace any more.", ended=True)
    if asked is not None and not set(asked) <= granted(scopes.split()):
        return invalid_scope("A refresh cannot ask for more than was granted.")
    tx.run(_USE, token_hash=token_hash, moment=tx.now)
    return issue(tx, grant, asked)


def client_credentials(tx: Transaction, app: App, scopes: list[str]) -> Issued:
    """A token for an application itself, in its own workspace."""
    return issue(tx, grants.of_client(tx, app, in_order(scopes)), refreshable=False)


def revoke_token(tx: Transaction, app: App, token: str) -> Refusal | None:
    """End an access token, or with a refresh token its whole grant; nothing for one that there is not (RFC 7009)."""
    token_hash = secrets.fingerprint(token, tx.secret)
    row = tx.row(_GET_ANY, token_hash=token_hash)
    grant = grants.find(tx, row[0]) if row else None
    if row is None or grant is None:
        return None
    if grant["app_id"] != app.id:
        return Refusal("unauthorized_client", "The token belongs to another application.", suspicious=True)
    if row[1] == "refresh":
        grants.revoke(tx, grant, grants.BY_APP)
    else:
        tx.run(_DROP, token_hash=token_hash)
    return None


UNKNOWN_REFRESH = invalid_grant("The refresh token is unknown, or its grant was revoked.")

_T, _G, _A, _M = TOKENS.c, OAUTH_GRANTS.table.c, OAUTH_APPS.table.c, MEMBERS.table.c
_OWN = (_T.workspace_id == WORKSPACE) & (_T.token_hash == sa.bindparam("token_hash"))
_ADD = Statement(
    sa.insert(TOKENS).values(
        workspace_id=WORKSPACE,
        **{
            name: sa.bindparam(name)
            for name in ("token_hash", "grant_id", "kind", "scopes", "issued_at", "expires_at")
        },
    )
)
_GET_REFRESH = Statement(
    sa.select(_T.grant_id, _T.scopes, _T.expires_at, _T.used_at).where(_OWN, _T.kind == "refresh")
)
_GET_ANY = Statement(sa.select(_T.grant_id, _T.kind).where(_OWN))
_USE = Statement(sa.update(TOKENS).where(_OWN).values(used_at=sa.bindparam("moment")))
_DROP = Statement(sa.delete(TOKENS).where(_OWN))
WORKSPACE_OF = Statement(
    sa.select(_T.workspace_id).where(_T.token_hash == sa.bindparam("token_hash")),
    across_workspaces="a token is what tells the workspace",
)
# Everything that decides whether a token is good, in one row: the token, its grant, the application, the workspace,
# and the membership of the person who granted it. There is always a workspace; but where it is joined like the grant,
# PostgreSQL finds a small table's grants by the workspace alone, and looks at each of them for as long as it keeps the
# plan.
LOOK_UP = Statement(
    sa.select(
        _T.workspace_id, _T.grant_id, _T.kind, _T.scopes, _T.issued_at, _T.expires_at, _T.used_at,
        _G.app_id, _G.person_id, _G.status, _A.doc, _M.role, WORKSPACES.c.tier, WORKSPACES.c.mode,
    )
    .join_from(
        TOKENS, OAUTH_GRANTS.table, (_G.workspace_id == _T.workspace_id) & (_G.id == _T.grant_id)
    )
    .join(WORKSPACES, WORKSPACES.c.id == _T.workspace_id, isouter=True)
    .join(OAUTH_APPS.table, (_A.id == _G.app_id) & _A.deleted_at.is_(None), isouter=True)
    .join(
        MEMBERS.table,
        (_M.workspace_id == _G.workspace_id) & (_M.person_id == _G.person_id) & _M.deleted_at.is_(None),
        isouter=True,
    )
    .where(_T.token_hash == sa.bindparam("token_hash")),
    across_workspaces="a token is what tells the workspace",
)  # fmt: skip
TOUCH = Statement(
    sa.update(OAUTH_GRANTS.table)
    .where(_G.workspace_id == WORKSPACE, _G.id == sa.bindparam("key_id"))
    .values(last_used=sa.bindparam("moment"))
)
