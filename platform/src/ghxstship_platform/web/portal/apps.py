"""OAuth apps: registered, their secret shown once and rotated, deleted; and what people let apps do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...api.responses import Response
from ...clock import to_text
from ...errors import PlatformError
from ...ids import random_tail
from ...oauth import grants
from ...oauth.apps import PUBLIC
from ...oauth.grants import OAUTH_GRANTS
from ...products.records import loads
from ...storage.statements import Statement
from ..oauth.issuer import issuer
from ..routes import PERSON, Route
from ..visit import PORTAL, Visit
from .credentials import OVERLAPS, SCOPE_CHOICES, beside, chosen_scopes, post_once, replace
from .entry import last_workspace
from .filters import chosen, listed

APPS = "/workspace/v1/oauth-apps"
GRANTS = "/workspace/v1/oauth-grants"
AUTHORISED = f"{PORTAL}/authorised-apps"
_TEXTS = ("name", "description", "redirect_uris")

_G = OAUTH_GRANTS.table.c
_MINE = Statement(
    sa.select(_G.workspace_id, _G.doc, _G.last_used)
    .where(_G.person_id == sa.bindparam("person_id"), _G.status == "active")
    .order_by(_G.id.desc()),
    across_workspaces="a person sees what they let applications do, wherever",
)


async def app_list(visit: Visit) -> Response:
    """Every application that this workspace has registered, the newest first."""
    found = chosen(visit, "type", "q")
    page = await listed(visit, APPS, found, {"type": found.get("type"), "q": found.get("q")})
    return visit.page("portal/apps.html", found=found, page=page)


async def new_app(visit: Visit) -> Response:
    """The form of a new application."""
    return _form(visit, dict.fromkeys((*_TEXTS, "type"), ""), ["read"], {})


async def create_app(visit: Visit) -> Response:
    """Register an application and show its secret, once."""
    form = visit.form
    body = {**_body(visit), "type": form.get("type")}
    answer = await post_once(visit, APPS, body)
    if not answer.ok:
        values = {name: form.raw(name) for name in (*_TEXTS, "type")}
        return _form(visit, values, form.all("scopes"), beside(answer.errors))
    return _made(visit, answer.data, "App registered")


async def app_page(visit: Visit) -> Response:
    """One application."""
    return await _page(visit)


async def change_app(visit: Visit) -> Response:
    """Other texts, addresses or scopes."""
    answer = await visit.call("PATCH", _path(visit), _body(visit))
    if answer.code == "VALIDATION_ERROR":
        return await _page(visit, errors=beside(answer.errors))
    answer.require()
    return visit.redirect(_at(visit), done="The app is changed.")


async def rotate_secret(visit: Visit) -> Response:
    """Replace the secret and show the new one, once."""
    app, until = await replace(visit, f"{_path(visit)}/rotate-secret")
    return _made(visit, app, "Secret rotated", until=until)


async def delete_app(visit: Visit) -> Response:
    """End the application, and with it all that it was given."""
    app = await visit.get(_path(visit))
    if visit.form.get("confirm") != app["name"].strip():
        return await _page(visit, wrong="This is not its name.")
    (await visit.call("DELETE", _path(visit))).require()
    return visit.redirect(visit.at("apps"), done="The app is deleted. Its tokens are dead.")


def _body(visit: Visit) -> dict[str, Any]:
    form = visit.form
    return {
        "name": form.get("name"),
        "description": form.get("description") or None,
        "redirect_uris": form.raw("redirect_uris").split(),
        "scopes": chosen_scopes(visit),
        "device_flow": form.get("device_flow") == "yes",
    }


def _path(visit: Visit) -> str:
    return f"{APPS}/{visit.path['app_id']}"


def _at(visit: Visit) -> str:
    return visit.at("apps", visit.path["app_id"])


def _form(visit: Visit, values: dict[str, str], scopes: list[str], errors: dict[str, str]) -> Response:
    return visit.page(
        "portal/app_new.html", status=422 if errors else 200, values=values, scopes=scopes, errors=errors,
        choices=SCOPE_CHOICES, device=visit.form.get("device_flow") == "yes",
        idempotency_key=random_tail(visit.db.random),
    )  # fmt: skip


def _made(visit: Visit, app: dict[str, Any], title: str, until: int | None = None) -> Response:
    return visit.page(
        "portal/app_made.html", status=201, app=app, secret=app.get("client_secret"), title=title, until=until,
        public=app["type"] == PUBLIC, link=_link(visit, app),
    )  # fmt: skip


def _link(visit: Visit, app: dict[str, Any]) -> str:
    """The address that the application sends people to, as the playbook writes it."""
    back = app["redirect_uris"][0] if app["redirect_uris"] else ""
    if not back:
        return ""
    return (
        f"{issuer(visit)}/oauth/authorize?client_id={app['client_id']}&redirect_uri={back}"
        f"&response_type=code&scope={'%20'.join(app['scopes'])}"
    )


async def _page(visit: Visit, errors: dict[str, str] | None = None, wrong: str = "") -> Response:
    app = await visit.get(_path(visit))
    held = await visit.get(GRANTS, app_id=app["id"], status="active", limit=50)
    errors = errors or {}
    values = {
        "name": app["name"], "description": app["description"] or "", "redirect_uris": "\n".join(app["redirect_uris"]),
    }  # fmt: skip
    scopes, device = app["scopes"], app["device_flow"]
    if errors:
        values = {name: visit.form.raw(name) for name in values}
        scopes, device = visit.form.all("scopes"), visit.form.get("device_flow") == "yes"
    return visit.page(
        "portal/app.html", status=422 if errors or wrong else 200, app=app, values=values, scopes=scopes,
        device=device, errors=errors, wrong=wrong, choices=SCOPE_CHOICES, overlaps=OVERLAPS, held=held["data"],
        public=app["type"] == PUBLIC, link=_link(visit, app), idempotency_key=random_tail(visit.db.random),
    )  # fmt: skip


async def revoke_grant(visit: Visit) -> Response:
    """End one grant of the workspace."""
    (await visit.call("POST", f"{GRANTS}/{visit.path['grant_id']}/revoke")).require()
    return visit.redirect(_at(visit), done="The access is revoked. Its tokens are dead.")


# --- what a person let applications do, in whichever workspace


async def authorised(visit: Visit) -> Response:
    """The person's own grants that are active, the newest first."""
    person = visit.person
    rows = await visit.db.read(lambda reader: reader.rows(_MINE, person_id=person.id))
    shown = []
    for workspace_id, doc, last_used in rows:
        membership = person.in_workspace(workspace_id)
        if membership is not None:
            used = None if last_used is None else to_text(last_used)
            shown.append({"grant": loads(doc), "workspace": membership, "used": used})
    visit.membership = last_workspace(visit)  # its navigation stays
    return visit.page("portal/authorised.html", shown=shown)


async def end_own(visit: Visit) -> Response:
    """End one of them, whatever the person's role."""
    membership = visit.person.in_workspace(visit.form.get("workspace"))
    grant_id = visit.form.get("grant")
    row = None
    if membership is not None:
        rows = await visit.db.read(lambda reader: reader.rows(_MINE, person_id=visit.person.id))
        row = next((r for r in rows if r[0] == membership.id and loads(r[1])["id"] == grant_id), None)
    if membership is None or row is None:
        raise PlatformError("NOT_FOUND", "You have not let an app do that, or it has ended already.")
    await visit.db.write(
        membership.id, lambda tx: grants.revoke_by_id(tx, grant_id, grants.BY_USER), visit.cause
    )
    visit.context.credentials.forget()
    return visit.redirect(AUTHORISED, done="The access is revoked. Its tokens are dead.")


_LIST = f"{PORTAL}/{{workspace_id}}/apps"
_ONE = f"{_LIST}/{{app_id}}"

PAGES = (
    Route("GET", _LIST, app_list, scope="admin"),
    Route("GET", f"{_LIST}/new", new_app, scope="admin"),
    Route("POST", f"{_LIST}/new", create_app, scope="admin"),
    Route("GET", _ONE, app_page, scope="admin"),
    Route("POST", _ONE, change_app, scope="admin"),
    Route("POST", f"{_ONE}/rotate-secret", rotate_secret, scope="admin"),
    Route("POST", f"{_ONE}/delete", delete_app, scope="admin"),
    Route("POST", f"{_ONE}/grants/{{grant_id}}/revoke", revoke_grant, scope="admin"),
    Route("GET", AUTHORISED, authorised, PERSON),
    Route("POST", AUTHORISED, end_own, PERSON),
)
