"""A person's own account: password, sessions, and the workspaces that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...api.responses import Response
from ...errors import PlatformError
from ...people import accounts, sessions
from ...people.diary import note
from ...people.roles import OWNER
from ..forms import by_field
from ..routes import PERSON, Route
from ..visit import PORTAL, Visit
from .entry import last_workspace

ACCOUNT = f"{PORTAL}/account"
WORKSPACES = f"{PORTAL}/workspaces"


async def account(visit: Visit) -> Response:
    """The page."""
    return await _account(visit)


async def rename(visit: Visit) -> Response:
    """Another name, in every workspace."""
    try:
        await accounts.rename(visit.db, visit.person.id, visit.form.get("name"), visit.cause)
    except PlatformError as error:
        return await _refused(visit, "name", error)
    return visit.redirect(ACCOUNT, done="Your name is changed.")


async def change_email(visit: Visit) -> Response:
    """Another email to sign in with."""
    person, form = visit.person, visit.form
    try:
        await visit.site.door.change_email(
            person.id, person.email, form.raw("proof"), form.get("email"), visit.caller
        )
    except PlatformError as error:
        return await _refused(visit, "email", error, {"current": "proof"})
    return visit.redirect(ACCOUNT, done="Sign in with your new email from now on.")


async def change_password(visit: Visit) -> Response:
    """Another password; every other session ends."""
    person, form = visit.person, visit.form
    if form.raw("password") != form.raw("again"):
        return await _account(visit, "password", {"again": "Is not the same"})
    try:
        await visit.site.door.change_password(
            person.id,
            person.email,
            person.session_id,
            form.raw("current"),
            form.raw("password"),
            visit.caller,
        )
    except PlatformError as error:
        return await _refused(visit, "password", error)
    return visit.redirect(ACCOUNT, done="The password is changed; every other session has ended.")


async def end_session(visit: Visit) -> Response:
    """End one session, or every other one."""
    person, which = visit.person, visit.form.get("session")
    if which == "others":
        ended = await sessions.end_others(visit.db, person.id, person.session_id)
        done = f"{ended} sessions have ended." if ended != 1 else "The other session has ended."
    else:
        ended = int(await sessions.end(visit.db, person.id, which))
        done = "The session has ended."
    if ended:
        await note(visit.db, person.id, person.email, "person.session_ended", visit.caller, at=visit.now)
    return visit.redirect(ACCOUNT, done=done)


async def _refused(
    visit: Visit, form: str, error: PlatformError, fields: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """The page again, with what is wrong in one of its forms.

    Parameters
    ----------
    fields: what the form calls a field otherwise.
    """
    if error.code not in ("VALIDATION_ERROR", "ALREADY_EXISTS", "RATE_LIMITED"):
        raise error
    status = 429 if error.code == "RATE_LIMITED" else 422
    found = by_field(error.details, error.message)
    return await _account(visit, form, {fields.get(name, name): told for name, told in found.items()}, status)


async def _account(
    visit: Visit, form: str = "", errors: dict[str, str] | None = None, status: int = 422
) -> Response:
    person = visit.person
    mine = await sessions.list_of(visit.db, person.id)
    visit.membership = last_workspace(visit)  # its navigation stays
    return visit.page(
        "portal/account.html",
        status=status if errors else 200,
        person=person,
        sessions=mine,
        wrong={form: errors or {}},
        name=visit.form.get("name") if form == "name" else person.name,
        email=visit.form.get("email") if form == "email" else person.email,
    )


# --- workspaces


def _may_create(visit: Visit) -> bool:
    """Who owns a workspace may make another one; so may who belongs to none and set the platform up."""
    return any(each.role == OWNER for each in visit.person.memberships)


async def workspaces(visit: Visit) -> Response:
    """Every workspace of the person, and for who owns one the form that makes another."""
    return _workspaces(visit, {})


async def create_workspace(visit: Visit) -> Response:
    """Make a workspace."""
    if not _may_create(visit):
        raise PlatformError(
            "FORBIDDEN", "Who owns a workspace may make another one; ask an owner or the operator."
        )
    person = await accounts.get(visit.db, visit.person.id)
    try:
        made = await accounts.own_workspace(
            visit.db, person, name=visit.form.get("name"), mode=visit.form.get("mode"), origin=visit.cause
        )
    except PlatformError as error:
        if error.code != "VALIDATION_ERROR":
            raise
        return _workspaces(visit, by_field(error.details, error.message))
    return visit.redirect(f"{PORTAL}/{made}", done="The workspace is made.")


def _workspaces(visit: Visit, errors: dict[str, str]) -> Response:
    visit.membership = last_workspace(visit)
    return visit.page(
        "portal/workspaces.html",
        status=422 if errors else 200,
        errors=errors,
        name=visit.form.get("name"),
        mode=visit.form.get("mode") or "sandbox",
        may_create=_may_create(visit),
    )


PAGES = (
    Route("GET", ACCOUNT, account, PERSON),
    Route("POST", f"{ACCOUNT}/name", rename, PERSON),
    Route("POST", f"{ACCOUNT}/email", change_email, PERSON),
    Route("POST", f"{ACCOUNT}/password", change_password, PERSON),
    Route("POST", f"{ACCOUNT}/sessions", end_session, PERSON),
    Route("GET", WORKSPACES, workspaces, PERSON),
    Route("POST", WORKSPACES, create_workspace, PERSON),
)
