"""The audit log: who did what, when, from where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ...api.responses import Response
from ...audit import listing
from ...audit.log import OPERATOR
from ...auth.keys import API_KEYS
from ...oauth.apps import BUILT_IN, OAUTH_APPS
from ...oauth.grants import OAUTH_GRANTS
from ...people.accounts import PREFIX as PERSON_PREFIX
from ...people.members import MEMBERS
from ...products.records import loads
from ...storage.database import Reader
from ...storage.statements import WORKSPACE, Statement
from ..routes import Route
from ..visit import PORTAL, Visit
from .filters import chosen, listed

AUDIT_LOG = "/workspace/v1/audit-log"

_M, _K, _G, _A = MEMBERS.table.c, API_KEYS.table.c, OAUTH_GRANTS.table.c, OAUTH_APPS.table.c
# Also those who are gone: the log keeps what they did.
_PERSON = Statement(
    sa.select(_M.doc)
    .where(_M.workspace_id == WORKSPACE, _M.person_id == sa.bindparam("actor_id"))
    .order_by(_M.id.desc())
    .limit(1)
)
_KEY = Statement(sa.select(_K.doc).where(_K.workspace_id == WORKSPACE, _K.id == sa.bindparam("actor_id")))
_GRANT = Statement(sa.select(_G.doc).where(_G.workspace_id == WORKSPACE, _G.id == sa.bindparam("actor_id")))
_APP = Statement(sa.select(_A.doc).where(_A.workspace_id == WORKSPACE, _A.id == sa.bindparam("actor_id")))
# By the prefix of ids: who has it, and what it is called.
_NAMED = {
    PERSON_PREFIX: (_PERSON, "name"),
    API_KEYS.prefix: (_KEY, "name"),
    OAUTH_GRANTS.prefix: (_GRANT, "app_name"),
    OAUTH_APPS.prefix: (_APP, "name"),
}
_FIXED: dict[str | None, str] = {
    OPERATOR: "Command line",
    None: "–",
    **{app.id: app.name for app in BUILT_IN.values()},
}


async def names(visit: Visit, ids: Iterable[str | None]) -> dict[str | None, str]:
    """What people, keys and applications are called; an id that says nothing stands for itself."""
    wanted = {each for each in ids if each not in _FIXED and each is not None}
    workspace_id = visit.workspace_id

    def read(reader: Reader) -> dict[str | None, str]:
        found: dict[str | None, str] = dict(_FIXED)
        for each in wanted:
            statement, name = _NAMED.get(each.partition("_")[0] + "_", (None, ""))
            row = statement and reader.row(statement, workspace_id=workspace_id, actor_id=each)
            found[each] = str(loads(row[0])[name]) if row else each
        return found

    return await visit.db.read(read)


async def audit_log(visit: Visit) -> Response:
    """A page of it, newest first."""
    found = chosen(visit, "action", "actor", "target")
    asked: dict[str, Any] = {name: found.get(name) for name in ("action", "actor", "target")}
    page = await listed(visit, AUDIT_LOG, found, asked)
    called = await names(visit, [*(entry["actor"] for entry in page.rows), found.get("actor")])
    rows = [{**entry, "changes": _told(entry["changes"] or {})} for entry in page.rows]
    actions = await visit.db.read(lambda reader: listing.actions(reader, visit.workspace_id))
    return visit.page(
        "portal/audit.html",
        found=found,
        rows=rows,
        pagination=page.pagination,
        called=called,
        actions=[(each, each) for each in actions],
    )


def _told(changes: dict[str, dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Each field with its value before and after, as text."""
    return [(field, _text(change["from"]), _text(change["to"])) for field, change in changes.items()]


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


PAGES = (Route("GET", f"{PORTAL}/{{workspace_id}}/audit", audit_log, scope="admin"),)
