"""API keys: made and shown once, rolled, revoked."""

from __future__ import annotations

from typing import Any

from ...api.responses import Response
from ...auth.scopes import granted
from ...clock import from_text
from ...ids import random_tail
from ..docs.pages import api_origin
from ..routes import Route
from ..visit import PORTAL, Visit
from .credentials import OVERLAPS, SCOPE_CHOICES, beside, chosen_scopes, post_once, replace
from .filters import chosen, listed

KEYS = "/workspace/v1/keys"

# What the form calls otherwise than the API.
_FIELDS = {"allowed_cidrs": "networks", "expires_at": "expires_on"}
_NO_FORM = {"name": "", "expires_on": "", "networks": ""}


def state(key: dict[str, Any], now: int) -> tuple[str, str]:
    """What a key is at the moment `now` (epoch ms), and the kind of its chip."""
    if key["status"] == "revoked":
        return "Revoked", "failed"
    end = from_text(key["expires_at"]) if key["expires_at"] else None
    if end is None:
        return "Active", "ok"
    return ("Expired", "failed") if end <= now else ("Ends", "warning")


def try_it(visit: Visit, key: dict[str, Any], secret: str) -> str:
    """A command that uses the key for something that it may do."""
    scopes = granted(key["scopes"])
    path = "/atlvs/v1/companies"
    if "read" in scopes:
        path = "/atlvs/v1/deals?limit=1"
    elif "webhooks" in scopes:
        path = "/workspace/v1/webhook-endpoints"
    lines = [f'curl "{api_origin(visit)}{path}"', f'  -H "Authorization: Bearer {secret}"']
    if scopes == {"write"}:
        lines += ["  -H 'Content-Type: application/json'", '  -d \'{"name": "Harbor Lights"}\'']
    return " \\\n".join(lines)


async def key_list(visit: Visit) -> Response:
    """Every key, the newest first."""
    found = chosen(visit, "status", "q")
    asked = {"status": found.get("status"), "q": found.get("q")}
    page = await listed(visit, KEYS, found, asked)
    return visit.page("portal/keys.html", found=found, page=page, state=state, now=visit.now)


async def new_key(visit: Visit) -> Response:
    """The form of a new key."""
    return _form(visit, _NO_FORM, ["read"], {})


async def create_key(visit: Visit) -> Response:
    """Make a key and show it, once."""
    form = visit.form
    body: dict[str, Any] = {
        "name": form.get("name"),
        "scopes": chosen_scopes(visit),
        "allowed_cidrs": _networks(form.raw("networks")),
    }
    if form.get("expires_on"):
        # Until the end of that day.
        body["expires_at"] = f"{form.get('expires_on')}T23:59:59.999Z"
    answer = await post_once(visit, KEYS, body)
    if not answer.ok:
        values, errors = {name: form.raw(name) for name in _NO_FORM}, beside(answer.errors, _FIELDS)
        return _form(visit, values, form.all("scopes"), errors)
    return _made(visit, answer.data, "Key created")


async def key_page(visit: Visit) -> Response:
    """One key."""
    return await _page(visit)


async def change_key(visit: Visit) -> Response:
    """Another name, other networks."""
    body = {"name": visit.form.get("name"), "allowed_cidrs": _networks(visit.form.raw("networks"))}
    answer = await visit.call("PATCH", _path(visit), body)
    if answer.code == "VALIDATION_ERROR":
        return await _page(visit, errors=beside(answer.errors, _FIELDS))
    answer.require()
    return visit.redirect(_at(visit), done="The key is changed.")


async def roll_key(visit: Visit) -> Response:
    """Replace the key and show the new one, once."""
    key, until = await replace(visit, f"{_path(visit)}/roll")
    old = await visit.get(_path(visit))
    # A key that was to end sooner still does.
    return _made(visit, key, "Key rolled", until=min(until, from_text(old["expires_at"])))


async def revoke_key(visit: Visit) -> Response:
    """End the key."""
    key = await visit.get(_path(visit))
    if visit.form.get("confirm") != key["name"].strip():
        return await _page(visit, wrong="This is not its name.")
    (await visit.call("POST", f"{_path(visit)}/revoke")).require()
    return visit.redirect(_at(visit), done="The key is revoked. Nothing can sign in with it any more.")


def _path(visit: Visit) -> str:
    return f"{KEYS}/{visit.path['key_id']}"


def _at(visit: Visit) -> str:
    return visit.at("keys", visit.path["key_id"])


def _networks(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _form(visit: Visit, values: dict[str, str], scopes: list[str], errors: dict[str, str]) -> Response:
    return visit.page(
        "portal/key_new.html", status=422 if errors else 200, values=values, scopes=scopes, errors=errors,
        choices=SCOPE_CHOICES, idempotency_key=random_tail(visit.db.random),
    )  # fmt: skip


def _made(visit: Visit, key: dict[str, Any], title: str, until: int | None = None) -> Response:
    secret = key.get("secret")
    command = try_it(visit, key, secret) if secret else ""
    return visit.page(
        "portal/key_made.html", status=201, key=key, secret=secret, command=command, title=title, until=until
    )


async def _page(visit: Visit, errors: dict[str, str] | None = None, wrong: str = "") -> Response:
    key = await visit.get(_path(visit))
    errors = errors or {}
    values = {"name": key["name"], "networks": "\n".join(key["allowed_cidrs"] or [])}
    if errors:
        values = {name: visit.form.raw(name) for name in values}
    word, kind = state(key, visit.now)
    return visit.page(
        "portal/key.html", status=422 if errors or wrong else 200, key=key, values=values, errors=errors, wrong=wrong,
        word=word, kind=kind, overlaps=OVERLAPS, idempotency_key=random_tail(visit.db.random),
        usable=word in ("Active", "Ends"),
    )  # fmt: skip


_LIST = f"{PORTAL}/{{workspace_id}}/keys"
_ONE = f"{_LIST}/{{key_id}}"

PAGES = (
    Route("GET", _LIST, key_list, scope="admin"),
    Route("GET", f"{_LIST}/new", new_key, scope="admin"),
    Route("POST", f"{_LIST}/new", create_key, scope="admin"),
    Route("GET", _ONE, key_page, scope="admin"),
    Route("POST", _ONE, change_key, scope="admin"),
    Route("POST", f"{_ONE}/roll", roll_key, scope="admin"),
    Route("POST", f"{_ONE}/revoke", revoke_key, scope="admin"),
)
