"""The team: members with their roles, invitations, and the page that an invitation opens."""

from __future__ import annotations

from typing import Any

from ...api.responses import Response
from ...errors import PlatformError
from ...ids import random_tail
from ...people import accounts, members, sessions
from ...people.roles import DEVELOPER, OWNER, ROLES
from ..forms import by_field
from ..routes import ANYONE, Route
from ..visit import PORTAL, Visit
from .credentials import post_once
from .entry import SIGN_IN, open_session
from .filters import chosen, listed

MEMBERS = "/workspace/v1/members"
INVITATIONS = "/workspace/v1/invitations"


def _roles(visit: Visit) -> list[tuple[str, str, str]]:
    """The roles that this person may give: only an owner makes owners."""
    mine = visit.workspace.role
    return [
        (role.name, role.name.capitalize(), role.doc)
        for role in ROLES.values()
        if role.name != OWNER or mine == OWNER
    ]


async def team(visit: Visit) -> Response:
    """Every member and every invitation that is open."""
    found = chosen(visit, "role", "q")
    page = await listed(visit, MEMBERS, found, {"role": found.get("role"), "q": found.get("q")})
    waiting = await visit.get(INVITATIONS, status="pending", limit=100)
    return visit.page(
        "portal/team.html",
        found=found,
        page=page,
        waiting=waiting["data"],
        roles=ROLES,
        choices=[(name, name.capitalize()) for name in ROLES],
    )


async def member_page(visit: Visit) -> Response:
    """One member."""
    return await _member(visit)


async def change_member(visit: Visit) -> Response:
    """Another role."""
    answer = await visit.call(
        "PATCH", f"{MEMBERS}/{visit.path['member_id']}", {"role": visit.form.get("role")}
    )
    if not answer.ok and answer.code != "NOT_FOUND":
        return await _member(visit, answer.errors)
    member = answer.require()
    return visit.redirect(visit.at("team"), done=f"{member['name']} is {member['role']} now.")


async def remove_member(visit: Visit) -> Response:
    """The end of a membership; what the person has done stays in the audit log."""
    path = f"{MEMBERS}/{visit.path['member_id']}"
    member = await visit.get(path)
    if visit.form.get("confirm") != member["email"]:
        return await _member(visit, wrong="This is not the email.")
    answer = await visit.call("DELETE", path)
    if not answer.ok:
        return await _member(visit, wrong=answer.message)
    himself = member["person_id"] == visit.person.id
    return visit.redirect(
        PORTAL if himself else visit.at("team"), done=f"{member['name']} is no member any more."
    )


async def _member(visit: Visit, errors: dict[str, str] | None = None, wrong: str = "") -> Response:
    member = await visit.get(f"{MEMBERS}/{visit.path['member_id']}")
    return visit.page(
        "portal/member.html",
        status=422 if errors or wrong else 200,
        member=member,
        roles=_roles(visit),
        role=visit.form.get("role") or member["role"],
        errors=errors or {},
        wrong=wrong,
        fixed=member["role"] == OWNER and visit.workspace.role != OWNER,
    )


# --- invitations


async def new_invitation(visit: Visit) -> Response:
    """The form."""
    return _invitation_form(visit, "", DEVELOPER, {})


async def invite(visit: Visit) -> Response:
    """Make an invitation and show its link, once."""
    email, role = visit.form.get("email"), visit.form.get("role")
    answer = await post_once(visit, INVITATIONS, {"email": email, "role": role})
    if not answer.ok:
        return _invitation_form(visit, email, role, answer.errors)
    token = answer.data.get("token")
    link = f"{visit.origin}{PORTAL}/invitations/{token}" if token else ""
    return visit.page("portal/invitation_made.html", status=201, invitation=answer.data, link=link)


async def revoke_invitation(visit: Visit) -> Response:
    """The end of an invitation."""
    (await visit.call("POST", f"{INVITATIONS}/{visit.path['invitation_id']}/revoke")).require()
    return visit.redirect(visit.at("team"), done="The invitation is revoked.")


def _invitation_form(visit: Visit, email: str, role: str, errors: dict[str, str]) -> Response:
    status = 422 if errors else 200
    return visit.page(
        "portal/invitation_new.html",
        status=status,
        email=email,
        role=role,
        roles=_roles(visit),
        errors=errors,
        idempotency_key=random_tail(visit.db.random),
    )


async def invitation_page(visit: Visit) -> Response:
    """What somebody who has got a link sees: who invites, to what, and how to accept."""
    return await _offer(visit, {})


async def accept(visit: Visit) -> Response:
    """Become a member: as who has signed in, or as somebody new."""
    offer = await _open(visit)
    if visit.signed_in is not None:
        person = await accounts.get(visit.db, visit.signed_in.id)
        await accounts.join(visit.db, offer, person, visit.cause)
    else:
        try:
            person = await accounts.join_as_new(
                visit.db,
                offer,
                name=visit.form.get("name"),
                password=visit.form.raw("password"),
                origin=visit.cause,
            )
        except PlatformError as error:
            if error.code not in ("VALIDATION_ERROR", "ALREADY_EXISTS"):
                raise
            return await _offer(visit, by_field(error.details, error.message))
        open_session(visit, await sessions.begin(visit.db, person.id, visit.caller))
    return visit.redirect(f"{PORTAL}/{offer.workspace_id}", done=f"Welcome to {offer.workspace_name}.")


async def _open(visit: Visit) -> members.Offer:
    offer = await members.open_invitation(visit.db, visit.path["token"])
    if offer is None:
        message = (
            "This invitation is over: it was accepted, revoked, or is older than a week. Ask for another one."
        )
        raise PlatformError("NOT_FOUND", message)
    return offer


async def _offer(visit: Visit, errors: dict[str, str]) -> Response:
    offer = await _open(visit)
    email = offer.invitation["email"]
    known = await accounts.find(visit.db, email)
    values: dict[str, Any] = {
        "offer": offer,
        "email": email,
        "errors": errors,
        "name": visit.form.get("name"),
    }
    return visit.page(
        "portal/invitation.html",
        status=422 if errors else 200,
        role=ROLES[offer.invitation["role"]],
        here=visit.request.path,
        known=known is not None,
        mine=visit.signed_in is not None and known is not None and visit.signed_in.id == known.id,
        sign_in=SIGN_IN,
        **values,
    )


_TEAM = f"{PORTAL}/{{workspace_id}}/team"
_MEMBER = f"{_TEAM}/{{member_id}}"
_LINK = f"{PORTAL}/invitations/{{token}}"

PAGES = (
    Route("GET", _TEAM, team, scope="admin"),
    Route("GET", f"{_TEAM}/invite", new_invitation, scope="admin"),
    Route("POST", f"{_TEAM}/invite", invite, scope="admin"),
    Route("POST", f"{_TEAM}/invitations/{{invitation_id}}/revoke", revoke_invitation, scope="admin"),
    Route("GET", _MEMBER, member_page, scope="admin"),
    Route("POST", _MEMBER, change_member, scope="admin"),
    Route("POST", f"{_MEMBER}/remove", remove_member, scope="admin"),
    Route("GET", _LINK, invitation_page, ANYONE),
    Route("POST", _LINK, accept, ANYONE),
)
