"""The key of the first steps: kept, sealed, for an hour in the browser that has made it, so that commands and samples
work as they stand.
"""

from __future__ import annotations

import binascii

from ..clock import HOUR, SECOND
from ..errors import PlatformError
from ..webhooks.sealing import seal, unseal
from . import cookies
from .visit import Visit

_KEPT = HOUR


def keep(visit: Visit, secret: str) -> None:
    """Have the browser keep the key of the workspace of the path, for this session."""
    sealed = seal(secret, _owner(visit, visit.workspace_id), visit.db.secret, visit.db.random.bits(96))
    visit.set_cookie(cookies.FIRST_KEY, sealed, seconds=_KEPT // SECOND)


def find(visit: Visit, workspace_id: str) -> str:
    """The key that was made for a workspace in this session; empty when there is none."""
    sealed = visit.cookie(cookies.FIRST_KEY)
    if not sealed:
        return ""
    try:
        return unseal(sealed, _owner(visit, workspace_id), visit.db.secret)
    except (PlatformError, binascii.Error, ValueError):
        return ""


def _owner(visit: Visit, workspace_id: str) -> str:
    return f"{workspace_id} {visit.person.session_id}"
