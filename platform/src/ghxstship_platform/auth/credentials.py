"""From an Authorization header to the one who asks."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

import sqlalchemy as sa

from ..clock import MINUTE, from_text
from ..errors import PlatformError, detail
from ..oauth import bearer
from ..oauth.tokens import TOUCH as TOUCH_GRANT
from ..products.records import loads
from ..storage.database import Database
from ..storage.schema import WORKSPACES
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Session
from . import secrets
from .keys import API_KEYS
from .scopes import granted

_K = API_KEYS.table.c
_BY_HASH = Statement(
    sa.select(_K.workspace_id, _K.id, _K.doc, WORKSPACES.c.tier, WORKSPACES.c.mode)
    .join_from(API_KEYS.table, WORKSPACES, WORKSPACES.c.id == _K.workspace_id)
    .where(_K.secret_hash == sa.bindparam("secret_hash"), _K.deleted_at.is_(None)),
    across_workspaces="a credential is what tells the workspace",
)
_TOUCH = Statement(
    sa.update(API_KEYS.table)
    .where(_K.workspace_id == WORKSPACE, _K.id == sa.bindparam("key_id"))
    .values(last_used=sa.bindparam("moment"))
)

# How long a verified credential is believed without asking the database again. A revocation in this process takes
# effect at once, in another process within this time.
BELIEVED_MS = 1_000
_MOST_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a key or an OAuth token of a workspace, and what it may do.

    `credential_id` is the key's id or that of the token's grant.
    """

    workspace_id: str
    mode: str
    tier: str
    credential_id: str
    scopes: frozenset[str]
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    expires_at: int | None


def unauthorized(message: str, error: str = "invalid_token") -> PlatformError:
    """401 with the challenge of RFC 6750."""
    challenge = f'Bearer realm="ghxstship", error="{error}"' if error else 'Bearer realm="ghxstship"'
    return PlatformError("UNAUTHORIZED", message, headers={"WWW-Authenticate": challenge})


class Credentials:
    """Verifies bearer credentials, with a short memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, tuple[Principal, int]] = {}
        self._used: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        """Believe nothing that was verified before (a key was changed or revoked)."""
        self._known.clear()

    def remembered(self, token: str) -> Principal | None:
        """The principal of a credential that was verified a moment ago, or None."""
        known = self._known.get(token)
        now = self._db.clock.now()
        return known[0] if known is not None and now <= known[1] <= now + BELIEVED_MS else None

    async def verify(self, token: str, address: str) -> Principal:
        """The principal of a bearer token; raises `UNAUTHORIZED`, or `FORBIDDEN` for an address outside its list."""
        now = self._db.clock.now()
        principal = self.remembered(token)
        if principal is None:
            principal = await self._look_up(token)
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            self._known[token] = (principal, now + BELIEVED_MS)
        if principal.expires_at is not None and principal.expires_at <= now:
            raise unauthorized("The credential has expired; make another key, or refresh the token.")
        if principal.networks:
            _require_network(principal, address)
        self._used[principal.workspace_id, principal.credential_id] = now
        return principal

    async def _look_up(self, token: str) -> Principal:
        if bearer.is_token(token):
            return await self._look_up_token(token)
        if not secrets.is_well_formed(token):
            raise unauthorized("The credential is neither an API key nor a token of this platform.")
        digest = secrets.fingerprint(token, self._db.secret)
        row = await self._db.read(lambda reader: reader.row(_BY_HASH, secret_hash=digest))
        if row is None:
            raise unauthorized("The API key is unknown or was deleted.")
        workspace_id, key_id, doc, tier, mode = row
        key = loads(doc)
        if key["status"] != "active":
            raise unauthorized("The API key was revoked.")
        return Principal(
            workspace_id, mode, tier, key_id, granted(key["scopes"]),
            tuple(ipaddress.ip_network(network) for network in key["allowed_cidrs"] or []),
            from_text(key["expires_at"]) if key["expires_at"] else None,
        )  # fmt: skip

    async def _look_up_token(self, token: str) -> Principal:
        now = self._db.clock.now()
        found = await self._db.read(lambda reader: bearer.look_up(reader, token, self._db.secret, now))
        if found is None or found.kind != "access":
            raise unauthorized("The access token is unknown, expired or revoked.")
        return Principal(
            found.workspace_id, found.mode, found.tier, found.grant_id, found.scopes, (), found.expires_at
        )

    async def write_last_used(self) -> None:
        """Store when each key and each grant was last used; called once a minute."""
        used, self._used = self._used, {}
        if not used:
            return

        def run(session: Session) -> None:
            for (workspace_id, key_id), moment in used.items():
                minute = moment - moment % MINUTE
                touch = TOUCH_GRANT if key_id.startswith("grant_") else _TOUCH
                session.run(touch, {"workspace_id": workspace_id, "key_id": key_id, "moment": minute})

        await self._db.administer(run)


def _require_network(principal: Principal, address: str) -> None:
    try:
        source = ipaddress.ip_address(address)
    except ValueError:
        source = None
    if isinstance(source, ipaddress.IPv6Address) and source.ipv4_mapped:
        source = source.ipv4_mapped
    if source is None or not any(source in network for network in principal.networks):
        message = f"This key may not be used from {address}."
        raise PlatformError("FORBIDDEN", message, [detail("allowed_cidrs", message)])
