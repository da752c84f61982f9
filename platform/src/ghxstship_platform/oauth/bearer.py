"""What a token says about its bearer, as long as it is good: asked by the API on its hot path, and by introspection."""

from __future__ import annotations

from dataclasses import dataclass

from ..auth import secrets
from ..auth.scopes import granted
from ..people.roles import ROLES
from ..products.records import loads
from ..storage.database import Reader
from .apps import BUILT_IN
from .tokens import ACCESS_PREFIX, LOOK_UP, REFRESH_PREFIX


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is good.

    Attributes
    ----------
    kind: ``access`` or ``refresh``.
    scopes: what it allows now, `admin` written out: what was granted, as far as the application is registered for it
        and the person's role allows it.
    issued_at, expires_at: epoch ms.
    person_id: who granted it; None where the application acts for itself.
    """

    workspace_id: str
    mode: str
    tier: str
    grant_id: str
    kind: str
    scopes: frozenset[str]
    issued_at: int
    expires_at: int
    app_id: str
    person_id: str | None


def is_token(text: str) -> bool:
    """Whether the text has the form of one of our tokens."""
    return secrets.is_of(ACCESS_PREFIX, text) or secrets.is_of(REFRESH_PREFIX, text)


def look_up(reader: Reader, token: str, key: bytes, now: int) -> Bearer | None:
    """Whose token it is; None for one that is unknown, used, expired or revoked, or whose application
    is gone, or that was granted by who is no member any more.
    """
    row = reader.row(LOOK_UP, token_hash=secrets.fingerprint(token, key))
    if row is None:
        return None
    (
        workspace_id, grant_id, kind, scopes, issued_at, expires_at, used_at, app_id, person_id, status, doc, role,
        tier, mode,
    ) = row  # fmt: skip
    if status != "active" or used_at is not None or expires_at <= now:
        return None
    if doc is not None:
        most = granted(loads(doc)["scopes"])
    elif app_id in BUILT_IN:
        most = granted(list(BUILT_IN[app_id].scopes))
    else:
        return None
    if person_id is not None:
        if role is None:
            return None
        most &= ROLES[role].scopes
    return Bearer(
        workspace_id, mode, tier, grant_id, kind, granted(scopes.split()) & most, issued_at, expires_at, app_id,
        person_id,
    )  # fmt: skip
