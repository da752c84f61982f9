"""Authorization codes: made when a person says yes, good once, for a few minutes, for who asked and where it asked."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

import sqlalchemy as sa

from ..auth import secrets
from ..clock import MINUTE
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from . import grants, tokens
from .apps import App
from .refusals import Refusal, invalid_grant
from .tables import CODES

PREFIX = "ghx_ac_"
LIFETIME = 5 * MINUTE

_CHALLENGE = re.compile("[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile("[A-Za-z0-9._~-]{43,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a client sends to redeem a code."""

    code: str
    redirect_uri: str | None
    verifier: str | None


def is_challenge(text: str) -> bool:
    """Whether it can be the SHA-256 of a verifier (RFC 7636 §4.2)."""
    return _CHALLENGE.fullmatch(text) is not None


def make(
    tx: Transaction,
    app: App,
    person_id: str,
    scopes: list[str],
    redirect_uri: str,
    challenge: str | None,
    *,
    redirect_named: bool,
) -> str:
    """A code for what a person lets an application do in this workspace."""
    code = secrets.make(PREFIX, tx.random_bits(192))
    tx.run(
        _ADD, code_hash=secrets.fingerprint(code, tx.secret), app_id=app.id, person_id=person_id,
        scopes=" ".join(scopes), redirect_uri=redirect_uri, redirect_named=int(redirect_named), challenge=challenge,
        expires_at=tx.now + LIFETIME,
    )  # fmt: skip
    return code


def redeem(tx: Transaction, app: App, given: Exchange) -> tokens.Issued | Refusal:
    """Tokens for a code. Whatever comes of it, the code is used up; a second use ends what the first one gave."""
    code_hash = secrets.fingerprint(given.code, tx.secret)
    row = tx.row(_GET, code_hash=code_hash)
    if row is None:
        return UNKNOWN
    app_id, person_id, scopes, redirect_uri, redirect_named, challenge, expires_at, used_at, grant_id = row
    if app_id != app.id:
        return invalid_grant("The code was given to another application.")
    if used_at is not None:
        grants.revoke_by_id(tx, grant_id, grants.CODE_REPLAYED)
        return invalid_grant("The code was used before; what it gave is revoked.", ended=True)
    if expires_at <= tx.now:
        return invalid_grant("The code has expired.", suspicious=False)
    problem = _wrong_redirect(given.redirect_uri, redirect_uri, redirect_named) or _wrong_verifier(
        given.verifier, challenge
    )
    if problem is None and not grants.is_still_given(tx, person_id):
        problem = "The person is no member of the workspace any more."
    if problem is not None:
        tx.run(_USE, code_hash=code_hash, moment=tx.now, grant_id=None)
        return invalid_grant(problem)
    grant = grants.begin(tx, app, person_id, scopes.split(), "authorization_code")
    tx.run(_USE, code_hash=code_hash, moment=tx.now, grant_id=grant["id"])
    return tokens.issue(tx, grant)


def _wrong_redirect(given: str | None, expected: str, named: int) -> str | None:
    if given is None and named:
        return "Send the redirect_uri of the authorization request again."
    if given is not None and given != expected:
        return "The redirect_uri is not that of the authorization request."
    return None


def _wrong_verifier(verifier: str | None, challenge: str | None) -> str | None:
    if challenge is None:
        # Somebody may have taken the challenge out of the request (RFC 9700 §2.1.1).
        return None if verifier is None else "There was no code_challenge to go with this code_verifier."
    if verifier is None:
        return "Send the code_verifier that goes with the code_challenge."
    if not _VERIFIER.fullmatch(verifier):
        return "The code_verifier must have 43 to 128 letters, digits or -._~ characters."
    made = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(made, challenge):
        return "The code_verifier does not go with the code_challenge."
    return None


UNKNOWN = invalid_grant("The code is unknown.")

_C = CODES.c
_OWN = (_C.workspace_id == WORKSPACE) & (_C.code_hash == sa.bindparam("code_hash"))
_ADD = Statement(
    sa.insert(CODES).values(
        workspace_id=WORKSPACE,
        **{
            name: sa.bindparam(name)
            for name in (
                "code_hash", "app_id", "person_id", "scopes", "redirect_uri", "redirect_named", "challenge",
                "expires_at",
            )
        },
    )
)  # fmt: skip
_GET = Statement(
    sa.select(
        _C.app_id, _C.person_id, _C.scopes, _C.redirect_uri, _C.redirect_named, _C.challenge, _C.expires_at,
        _C.used_at, _C.grant_id,
    ).where(_OWN)
)  # fmt: skip
_USE = Statement(
    sa.update(CODES)
    .where(_OWN)
    .values(used_at=sa.bindparam("moment"), grant_id=sa.bindparam("grant_id", type_=sa.Text()))
)
WORKSPACE_OF = Statement(
    sa.select(_C.workspace_id).where(_C.code_hash == sa.bindparam("code_hash")),
    across_workspaces="a code is what tells the workspace",
)
