"""The token endpoint without HTTP: what a client that has proved itself gets for what it sends (RFC 6749 §4, §6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..auth import secrets
from ..storage.database import Database
from ..storage.statements import Statement
from ..storage.transaction import Origin
from . import codes, devices, tokens
from .apps import App
from .refusals import Refusal, invalid_request
from .scopes import in_order, read_scopes
from .tokens import Issued

Form = dict[str, str]


async def issue(db: Database, app: App, form: Form, cause: Origin) -> Issued | Refusal:
    """Tokens, or why not; raises `Refusal` for a request that is malformed.

    Parameters
    ----------
    cause: what the audit log keeps of the request.
    """
    grant_type = _require(form, "grant_type")
    run = _GRANTS.get(grant_type)
    if run is None:
        return Refusal("unsupported_grant_type", f"Use one of {', '.join(_GRANTS)}.")
    return await run(db, app, form, cause)


async def _code(db: Database, app: App, form: Form, cause: Origin) -> Issued | Refusal:
    given = codes.Exchange(_require(form, "code"), form.get("redirect_uri"), form.get("code_verifier"))
    workspace_id = await _whose(db, codes.WORKSPACE_OF, code_hash=secrets.fingerprint(given.code, db.secret))
    if workspace_id is None:
        return codes.UNKNOWN
    return await db.write(workspace_id, lambda tx: codes.redeem(tx, app, given), cause)


async def _refresh(db: Database, app: App, form: Form, cause: Origin) -> Issued | Refusal:
    token = _require(form, "refresh_token")
    asked = read_scopes(form["scope"]) if form.get("scope") else None
    workspace_id = await workspace_of(db, token)
    if workspace_id is None:
        return tokens.UNKNOWN_REFRESH
    return await db.write(workspace_id, lambda tx: tokens.refresh(tx, app, token, asked), cause)


async def _client_credentials(db: Database, app: App, form: Form, cause: Origin) -> Issued | Refusal:
    workspace_id = app.workspace_id
    if app.is_public or workspace_id is None:
        return Refusal("unauthorized_client", "A public client has no credentials of its own.")
    scopes = asked_scopes(app, form.get("scope", ""))
    return await db.write(workspace_id, lambda tx: tokens.client_credentials(tx, app, scopes), cause)


async def _device(db: Database, app: App, form: Form, cause: Origin) -> Issued | Refusal:
    return await devices.poll(db, app, _require(form, "device_code"), cause)


_GRANTS: dict[str, Callable[[Database, App, Form, Origin], Awaitable[Issued | Refusal]]] = {
    "authorization_code": _code,
    "refresh_token": _refresh,
    "client_credentials": _client_credentials,
    devices.GRANT_TYPE: _device,
}
GRANT_TYPES = tuple(_GRANTS)


def asked_scopes(app: App, text: str) -> list[str]:
    """The scopes that a parameter asks for, all that the application is registered for where it names none.

    Raises `Refusal` for a scope that there is not, or that the application was not registered for.
    """
    scopes = read_scopes(text) or in_order(app.scopes)
    if not app.may_ask_for(scopes):
        registered = ", ".join(app.scopes)
        raise Refusal(
            "invalid_scope", f"The application is registered for {registered} only.", suspicious=True
        )
    return scopes


async def begin_device(db: Database, app: App, form: Form) -> dict[str, object] | Refusal:
    """The codes of a device (RFC 8628 §3.2), without the address where a person types them."""
    if not app.device_flow:
        return Refusal("unauthorized_client", "The application is not registered for the device flow.")
    return await devices.begin(db, app, asked_scopes(app, form.get("scope", "")))


async def revoke(db: Database, app: App, form: Form, cause: Origin) -> Refusal | None:
    """End a token (RFC 7009); one that there is not is no failure."""
    token = _require(form, "token")
    workspace_id = await workspace_of(db, token)
    if workspace_id is None:
        return None
    return await db.write(workspace_id, lambda tx: tokens.revoke_token(tx, app, token), cause)


async def workspace_of(db: Database, token: str) -> str | None:
    """The workspace that a token is for; None for one that there is not."""
    return await _whose(db, tokens.WORKSPACE_OF, token_hash=secrets.fingerprint(token, db.secret))


async def _whose(db: Database, statement: Statement, **values: str) -> str | None:
    row = await db.read(lambda reader: reader.row(statement, **values))
    return str(row[0]) if row else None


def _require(form: Form, name: str) -> str:
    value = form.get(name)
    if not value:
        raise invalid_request(f"The parameter {name} is missing.")
    return value
