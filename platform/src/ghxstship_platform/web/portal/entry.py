"""The way in and out: the first run, sign in, sign out, and where a person lands."""

from __future__ import annotations

import hmac
from typing import Any

from ...api.responses import Response
from ...clock import SECOND
from ...errors import PlatformError
from ...people import accounts, sessions
from ...people.diary import note
from ...people.memberships import Membership
from .. import cookies, people
from ..forms import by_field
from ..interrupted import ask_again, carried, hidden
from ..routes import ANYONE, PERSON, Route
from ..visit import PORTAL, Visit

SETUP = f"{PORTAL}/setup"
SIGN_IN = f"{PORTAL}/sign-in"


async def land(visit: Visit) -> Response:
    """Go to the workspace that was open last, else to the first one."""
    if visit.signed_in is None:
        nobody = not await accounts.is_anybody(visit.db)
        return visit.redirect(SETUP if nobody else SIGN_IN)
    last = last_workspace(visit)
    return visit.redirect(f"{PORTAL}/{last.id}" if last is not None else f"{PORTAL}/workspaces")


def last_workspace(visit: Visit) -> Membership | None:
    """The workspace that the person has looked at last, else the first one."""
    person = visit.person
    return person.in_workspace(visit.cookie(cookies.WORKSPACE)) or next(iter(person.memberships), None)


# --- sign in and out


async def sign_in_page(visit: Visit) -> Response:
    """The form."""
    if visit.signed_in is not None:
        return visit.redirect(visit.ours(visit.query.get("next")))
    return _sign_in_form(visit, next=visit.query.get("next"))


async def sign_in(visit: Visit) -> Response:
    """Begin a session, another one than the browser may have had."""
    form = visit.form
    try:
        token = await visit.site.door.sign_in(form.get("email"), form.raw("password"), visit.caller)
    except PlatformError as error:
        if error.code not in ("UNAUTHORIZED", "RATE_LIMITED"):
            raise
        return _sign_in_form(
            visit, error=error, email=form.get("email"), next=form.get("next"), errors={"": error.message}
        )
    if visit.signed_in is not None:
        await sessions.end(visit.db, visit.signed_in.id, visit.signed_in.session_id)
    open_session(visit, token)
    waiting = carried(visit)
    if waiting is not None:
        visit.signed_in = await people.signed_in(visit.db, token)  # the form on the page is of this session
        return ask_again(visit, waiting)
    return visit.redirect(visit.ours(form.get("next")))


def open_session(visit: Visit, token: str) -> None:
    """Give the browser the session that has begun."""
    visit.set_cookie(cookies.SESSION, token, seconds=sessions.ABSOLUTE // SECOND)
    visit.set_cookie(cookies.FORM, "", seconds=0)


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    person = visit.person
    await sessions.end(visit.db, person.id, person.session_id)
    await note(visit.db, person.id, person.email, "person.signed_out", visit.caller, at=visit.now)
    visit.set_cookie(cookies.SESSION, "", seconds=0)
    return visit.redirect(SIGN_IN, done="You have signed out.")


def _sign_in_form(visit: Visit, error: PlatformError | None = None, **values: Any) -> Response:
    shown: dict[str, Any] = {"errors": {}, "email": "", "carried": hidden(carried(visit)), **values}
    response = visit.page("portal/sign_in.html", status=error.status if error else 200, **shown)
    wait = error.headers.get("Retry-After") if error else None
    if wait is not None:
        response.headers.append((b"retry-after", wait.encode()))
    return response


# --- the first run


async def setup_page(visit: Visit) -> Response:
    """The form that makes the first workspace and its owner; what it needs is in the link that the server prints."""
    await accounts.require_nobody(visit.db)
    return _setup_form(visit, visit.query.get("token"), {})


async def set_up(visit: Visit) -> Response:
    """Make them and sign in."""
    form = visit.form
    await accounts.require_nobody(visit.db)
    if not _is_setup_token(visit, form.get("token")):
        return _setup_form(visit, form.get("token"), {})
    try:
        person = await accounts.set_up(
            visit.db,
            email=form.get("email"),
            name=form.get("name"),
            password=form.raw("password"),
            workspace=form.get("workspace"),
            mode=form.get("mode"),
            origin=visit.cause,
        )
    except PlatformError as error:
        if error.code != "VALIDATION_ERROR":
            raise
        return _setup_form(visit, form.get("token"), by_field(error.details, error.message))
    open_session(visit, await sessions.begin(visit.db, person.id, visit.caller))
    return visit.redirect(PORTAL, done="The workspace is made, and you own it.")


def _is_setup_token(visit: Visit, token: str) -> bool:
    return hmac.compare_digest(accounts.setup_token(visit.db.secret).encode(), token.encode(errors="replace"))


def _setup_form(visit: Visit, token: str, errors: dict[str, str]) -> Response:
    known = _is_setup_token(visit, token)
    values = {name: visit.form.get(name) for name in ("workspace", "name", "email")}
    values["mode"] = visit.form.get("mode") or "sandbox"
    status = 422 if errors else 200 if known else 403
    return visit.page("portal/setup.html", status=status, known=known, token=token, errors=errors, **values)


PAGES = (
    Route("GET", PORTAL, land, ANYONE),
    Route("GET", SIGN_IN, sign_in_page, ANYONE),
    Route("POST", SIGN_IN, sign_in, ANYONE),
    Route("POST", f"{PORTAL}/sign-out", sign_out, PERSON),
    Route("GET", SETUP, setup_page, ANYONE),
    Route("POST", SETUP, set_up, ANYONE),
)
