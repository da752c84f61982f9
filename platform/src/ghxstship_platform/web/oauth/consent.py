"""Where a person says what an application may do: the consent page, and the page where a device's code is typed."""

from __future__ import annotations

from dataclasses import dataclass

from ...api.responses import Response
from ...auth.scopes import SCOPES
from ...oauth import codes, devices
from ...oauth.apps import App, find_app
from ...oauth.authorization import Asked, Misasked, Unsafe, read_request
from ...oauth.redirects import host_of, origin_of
from ...oauth.refusals import Refusal, log_refusal
from ...people.memberships import Membership
from ..routes import ANYONE, PERSON, Route
from ..visit import Visit
from .issuer import issuer
from .metadata import AUTHORIZE, DEVICE

PLAIN = {
    "read": "See what the workspace holds: deals, invoices, projects, crew, events, orders, tickets.",
    "write": "Create, change and delete what it holds.",
    "webhooks": "Decide where events are sent, and see what was sent.",
    "admin": "Everything: keys, members, applications, settings and the audit log.",
}
"""What each scope allows, in the words of who is asked."""

_FOREIGN = Refusal("access_denied", "The workspace is none that this person can give.", suspicious=True)
_DENIED = Refusal("access_denied", "The person has said no.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A workspace that access may be given to, with what the person's role allows to give there."""

    workspace: Membership
    scopes: list[str]


def choices(visit: Visit, scopes: list[str]) -> list[Choice]:
    """The person's workspaces in which something of what is asked for may be given."""
    asked = scopes if "admin" not in scopes else list(SCOPES)
    found = [
        Choice(each, [scope for scope in asked if scope in each.scopes]) for each in visit.person.memberships
    ]
    return [choice for choice in found if choice.scopes]


def _chosen(visit: Visit, app: App, scopes: list[str]) -> Choice | None:
    wanted = visit.form.get("workspace")
    found = next((each for each in choices(visit, scopes) if each.workspace.id == wanted), None)
    if wanted and found is None:
        _tell(visit, _FOREIGN, app)  # no page of ours offers it
    return found


# --- an application in the browser


async def ask(visit: Visit) -> Response:
    """Show who asks and what for."""
    asked = await _read(visit)
    if isinstance(asked, Response):
        return asked
    visit.require_person()
    return _consent(visit, asked)


async def answer(visit: Visit) -> Response:
    """Take the person's answer back to the application."""
    asked = await _read(visit)
    if isinstance(asked, Response):
        return asked
    person = visit.person
    if visit.form.get("decision") != "allow":
        return visit.redirect(asked.way.refused(_DENIED))
    choice = _chosen(visit, asked.way.app, asked.scopes)
    if choice is None:
        return _consent(visit, asked, "Choose a workspace.")
    way = asked.way
    code = await visit.db.write(
        choice.workspace.id,
        lambda tx: codes.make(
            tx, way.app, person.id, choice.scopes, way.redirect_uri, asked.challenge, redirect_named=way.named
        ),
        visit.cause,
    )
    return visit.redirect(way.back(code=code))


async def _read(visit: Visit) -> Asked | Response:
    """The request, or the answer that it gets without the person: a page, or a way back."""
    here, pairs = issuer(visit), visit.query.items()
    try:
        asked = await visit.db.read(lambda reader: read_request(reader, pairs, here))
    except Unsafe as unsafe:
        _tell(visit, Refusal("invalid_request", unsafe.reason, unsafe.suspicious))
        return visit.page("oauth/problem.html", status=400, reason=unsafe.reason)
    except Misasked as misasked:
        _tell(visit, misasked.refusal, misasked.way.app)
        return visit.redirect(misasked.way.refused(misasked.refusal))
    # Sending the form ends in a redirect to the application, which browsers hold against the page's policy.
    visit.form_targets.append(origin_of(asked.way.redirect_uri))
    return asked


def _consent(visit: Visit, asked: Asked, problem: str = "") -> Response:
    app = asked.way.app
    return visit.page(
        "oauth/consent.html",
        status=422 if problem else 200,
        app=app,
        host=host_of(asked.way.redirect_uri),
        asked=asked.scopes,
        choices=choices(visit, asked.scopes),
        action=visit.url,
        plain=PLAIN,
        problem=problem,
        device="",
    )


def _tell(visit: Visit, refusal: Refusal, app: App | None = None) -> None:
    log_refusal(
        refusal, visit.route.path, client_id=None if app is None else app.id, client=visit.request.address,
        request_id=visit.request.request_id,
    )  # fmt: skip


# --- a device


async def device_page(visit: Visit) -> Response:
    """Where a person types what the device shows; a link may bring it along, and it is asked about all the same."""
    return visit.page("oauth/device.html", code=visit.query.get("user_code")[:40], problem="", done="")


async def device_answer(visit: Visit) -> Response:
    """Find the device that shows the code, ask about it, and let it in or turn it away."""
    typed, person = visit.form.get("user_code")[:40], visit.person
    wrong, who = visit.context.throttles.user_codes, (visit.request.address, f"person {person.id}")
    wait = max([await wrong.blocked_for(one, visit.now) for one in who])
    if wait:
        _tell(
            visit, Refusal("temporarily_unavailable", "Too many codes that no device shows.", suspicious=True)
        )
        return _device(visit, typed, f"Too many wrong codes. Try again in {wait} seconds.", 429)
    found = await visit.db.read(lambda reader: devices.waiting(reader, typed, visit.db.secret, visit.now))
    app = None if found is None else await visit.db.read(lambda reader: find_app(reader, found.app_id))
    if found is None or app is None:
        for one in who:
            await wrong.failed(one, visit.now)
        _tell(visit, Refusal("invalid_grant", "No device shows this code.", suspicious=True))
        return _device(
            visit, typed, "No device shows this code. Codes are good for a quarter of an hour.", 422
        )
    decision = visit.form.get("decision")
    if decision == "deny":
        in_time = await devices.decide(visit.db, typed, person.id, None, [])
        return _decided(visit, in_time, f"{app.name} was not let in.")
    choice = _chosen(visit, app, found.scopes)
    if decision == "allow" and choice is not None:
        in_time = await devices.decide(visit.db, typed, person.id, choice.workspace.id, choice.scopes)
        return _decided(visit, in_time, f"{app.name} is let in. Go back to it.")
    problem = "Choose a workspace." if decision == "allow" else ""
    return visit.page(
        "oauth/consent.html",
        status=422 if problem else 200,
        app=app,
        host="",
        asked=found.scopes,
        choices=choices(visit, found.scopes),
        action=DEVICE,
        plain=PLAIN,
        problem=problem,
        device=typed.upper(),
    )


def _decided(visit: Visit, in_time: bool, done: str) -> Response:
    if not in_time:
        return _device(visit, "", "The device waits no more: the code has expired, or was answered.", 422)
    return visit.page("oauth/device.html", code="", problem="", done=done)


def _device(visit: Visit, code: str, problem: str, status: int) -> Response:
    return visit.page("oauth/device.html", status=status, code=code, problem=problem, done="")


PAGES = (
    Route("GET", AUTHORIZE, ask, ANYONE),
    Route("POST", AUTHORIZE, answer, PERSON),
    Route("GET", DEVICE, device_page, PERSON),
    Route("POST", DEVICE, device_answer, PERSON),
)
