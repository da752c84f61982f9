"""What programs ask: tokens, their end, what they are, and a device's codes. Failures have the form of RFC 6749."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from ...api.responses import Response, encode
from ...auth.scopes import SCOPES
from ...clock import SECOND
from ...errors import PlatformError
from ...oauth import bearer, exchange
from ...oauth.apps import App
from ...oauth.clients import authenticate, read_proof
from ...oauth.exchange import Form
from ...oauth.refusals import Refusal, invalid_client, invalid_request, log_refusal
from ...storage.transaction import Origin
from ..forms import read_form
from ..routes import MACHINE, Handler, Route
from ..visit import Visit
from . import metadata
from .issuer import issuer

Answer = dict[str, Any] | Refusal | None
_Run = Callable[[Visit, App, Form], Awaitable[Answer]]

_NOT_KEPT = ((b"cache-control", b"no-store"), (b"pragma", b"no-cache"))


def _endpoint(run: _Run) -> Handler:
    """A handler that reads the form, has the client prove itself, and answers in the RFC's form."""

    async def handle(visit: Visit) -> Response:
        visit.headers += [metadata.OPEN, *_NOT_KEPT]
        form: Form = {}
        try:
            form = await _form(visit)
            answer = await run(visit, await _client(visit, form), form)
        except Refusal as refusal:
            answer = refusal
        if isinstance(answer, Refusal):
            return _refused(visit, answer, form)
        return Response(200, b"" if answer is None else encode(answer))

    return handle


async def _form(visit: Visit) -> Form:
    try:
        fields = await read_form(visit.request)
    except PlatformError as error:
        raise invalid_request(error.message) from error
    form: Form = {}
    for name, value in fields.items():
        if name in form:
            raise invalid_request(f"The parameter {name[:40]!a} stands twice.")
        form[name] = value
    return form


async def _client(visit: Visit, form: Form) -> App:
    """The application that has proved itself; wrong proofs are rationed by address, before anything is looked up."""
    guesses, address = visit.context.throttles.guesses, visit.request.address
    wait = await guesses.blocked_for(address, visit.now)
    if wait:
        headers = ((b"retry-after", b"%d" % wait),)
        told = "Too many wrong client credentials came from this address."
        raise Refusal("temporarily_unavailable", told, suspicious=True, status=429, headers=headers)
    proof = read_proof(visit.request.header(b"authorization"), form)
    app = await visit.db.read(lambda reader: authenticate(reader, proof, visit.db.secret, visit.now))
    if isinstance(app, Refusal):
        await guesses.failed(address, visit.now)
        raise app
    return app


def _named(visit: Visit, form: Form) -> str | None:
    """What the client calls itself, by header or in the form: the log is to tell whose secret is guessed."""
    try:
        return read_proof(visit.request.header(b"authorization"), form).client_id[:64]
    except Refusal:
        return None


def _refused(visit: Visit, refusal: Refusal, form: Form) -> Response:
    if refusal.ended:
        visit.context.credentials.forget()
    log_refusal(
        refusal, visit.route.path, client_id=_named(visit, form), client=visit.request.address,
        request_id=visit.request.request_id,
    )  # fmt: skip
    body = {"error": refusal.error, "error_description": refusal.description.replace('"', "'")}
    return Response(refusal.status, encode(body), list(refusal.headers))


def _cause(visit: Visit, app: App) -> Origin:
    """What is done here an application does, wherever it comes from."""
    return replace(visit.cause, actor=app.id)


async def _token(visit: Visit, app: App, form: Form) -> Answer:
    return await exchange.issue(visit.db, app, form, _cause(visit, app))


async def _revoke(visit: Visit, app: App, form: Form) -> Answer:
    refusal = await exchange.revoke(visit.db, app, form, _cause(visit, app))
    visit.context.credentials.forget()
    return refusal


async def _device(visit: Visit, app: App, form: Form) -> Answer:
    codes = await exchange.begin_device(visit.db, app, form)
    if isinstance(codes, Refusal):
        return codes
    where = issuer(visit) + metadata.DEVICE
    return {
        **codes,
        "verification_uri": where,
        "verification_uri_complete": f"{where}?user_code={codes['user_code']}",
    }


async def _introspect(visit: Visit, app: App, form: Form) -> Answer:
    """What a token of this application is (RFC 7662); of any other it only says that it is not active."""
    if app.is_public:
        return invalid_client("A public client may not ask about tokens.", basic=False)
    token = form.get("token")
    if not token:
        return invalid_request("The parameter token is missing.")
    found = await visit.db.read(lambda reader: bearer.look_up(reader, token, visit.db.secret, visit.now))
    if found is None or found.app_id != app.id:
        return {"active": False}
    return {
        "active": True,
        "scope": " ".join(scope for scope in SCOPES if scope in found.scopes),
        "client_id": app.id,
        "token_type": "Bearer" if found.kind == "access" else "refresh_token",
        "iat": found.issued_at // SECOND,
        "exp": found.expires_at // SECOND,
        "sub": found.person_id or app.id,
        "iss": issuer(visit),
        "workspace_id": found.workspace_id,
        "grant_id": found.grant_id,
    }


async def _preflight(visit: Visit) -> Response:
    """What a page of a public client asks before it asks for tokens."""
    visit.headers += [
        metadata.OPEN,
        (b"access-control-allow-methods", b"POST"),
        (b"access-control-allow-headers", b"Authorization, Content-Type"),
        (b"access-control-max-age", b"86400"),
    ]
    return Response(204)


_ENDPOINTS: tuple[tuple[str, _Run], ...] = (
    (metadata.TOKEN, _token),
    (metadata.REVOKE, _revoke),
    (metadata.INTROSPECT, _introspect),
    (metadata.DEVICE_AUTHORIZATION, _device),
)
PAGES = (
    *(Route("POST", path, _endpoint(run), MACHINE) for path, run in _ENDPOINTS),
    *(Route("OPTIONS", path, _preflight, MACHINE) for path, _ in _ENDPOINTS),
)
