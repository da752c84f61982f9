"""A visit: one request of a browser as the handler of a page sees it, and the answers that a page can give."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from ..api.context import Context
from ..api.request import Request
from ..api.responses import Headers, Response
from ..auth.credentials import Principal
from ..errors import PlatformError
from ..ids import random_tail
from ..people.memberships import Membership
from ..people.sessions import Caller
from ..settings import Settings
from ..storage.database import Database
from ..storage.transaction import Origin
from . import cookies
from .forms import Fields
from .inside import Answer
from .navigation import Link, links
from .people import SignedIn
from .routes import Route

if TYPE_CHECKING:
    from .site import Site

_log = logging.getLogger(__name__)

HTML = b"text/html; charset=utf-8"
PORTAL = "/developers"


class Visit:
    """One request of a browser.

    Attributes
    ----------
    path: what stands in the parameters of the route.
    query, form: what was asked for and what was posted; see `Fields`.
    signed_in: the person with the session and the memberships, or None.
    membership: the workspace of the path with the person's role in it, or None.
    cookies: those that the browser sent.
    form_targets: origins beside our own where a form of this page may end up after redirects (the consent page).
    form_refused: whether the form that was sent is not from a page of ours, or from one of another session.
    headers: more headers of the answer.
    """

    def __init__(self, site: Site, request: Request, route: Route, path: dict[str, str]) -> None:
        self.site = site
        self.request = request
        self.route = route
        self.path = path
        self.query = Fields(request.query())
        self.form = Fields()
        self.cookies = cookies.parse(request.headers.get(b"cookie"))
        self.signed_in: SignedIn | None = None
        self.membership: Membership | None = None
        self.form_targets: list[str] = []
        self.form_refused = False
        self.headers: Headers = []
        self._flash: str | None = None

    # --- where we are

    @property
    def context(self) -> Context:
        """The platform as the API sees it."""
        return self.site.context

    @property
    def db(self) -> Database:
        """The database, for queries that the API does not offer."""
        return self.site.context.db

    @property
    def settings(self) -> Settings:
        """As given to `ghxstship serve`."""
        return self.site.settings

    @property
    def now(self) -> int:
        """Milliseconds since the epoch."""
        return self.db.clock.now()

    @property
    def host(self) -> str:
        """The host that was asked, without its port."""
        return (self.request.header(b"host") or "").partition(":")[0].lower()

    @property
    def secure(self) -> bool:
        """Whether the browser speaks HTTPS: under a public host name it does."""
        return self.site.is_public(self.host)

    @property
    def origin(self) -> str:
        """Scheme and host as the browser knows them."""
        host = self.request.header(b"host")
        if not host:
            return self.settings.local_url
        return f"{'https' if self.secure else 'http'}://{host}"

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page."""
        return self.request.headers.get(b"hx-request") == b"true"

    @property
    def url(self) -> str:
        """The path with the query, as shared."""
        query = self.request.query_string.decode("latin-1")
        return self.request.path + (f"?{query}" if query else "")

    # --- who is there

    @property
    def person(self) -> SignedIn:
        """Who has signed in; raises `UNAUTHORIZED`, which leads to the sign-in page."""
        return self.require_person()

    def require_person(self) -> SignedIn:
        """Who has signed in; raises `UNAUTHORIZED`, which leads to the sign-in page."""
        if self.signed_in is None:
            raise PlatformError("UNAUTHORIZED", "Sign in first.")
        return self.signed_in

    @property
    def caller(self) -> Caller:
        """Where the request comes from, as sessions and the audit log keep it."""
        agent = self.request.header(b"user-agent") or ""
        return Caller(self.request.address, agent, self.request.request_id)

    @property
    def cause(self) -> Origin:
        """Who and what causes a write of this page that is no operation of the API."""
        caller, person = self.caller, self.signed_in
        actor = None if person is None else person.id
        return Origin(caller.request_id, None, actor, caller.address, caller.user_agent)

    @property
    def workspace(self) -> Membership:
        """The workspace of the path; raises `NOT_FOUND` where there is none."""
        if self.membership is None:
            raise PlatformError("NOT_FOUND", "There is no such workspace, or you are not a member of it.")
        return self.membership

    @property
    def workspace_id(self) -> str:
        """Its id."""
        return self.workspace.id

    @property
    def principal(self) -> Principal:
        """The person as the API knows who asks, in the workspace of the path."""
        here = self.workspace
        return Principal(here.id, here.mode, here.tier, self.person.id, here.scopes, (), None)

    def may(self, scope: str) -> bool:
        """Whether the role allows it: what a person may not do is not offered."""
        return self.membership is not None and scope in self.membership.scopes

    def at(self, *parts: str) -> str:
        """The path of a page of this workspace: ``visit.at("keys", key_id)``."""
        return "/".join((PORTAL, self.workspace_id, *(quote(part, safe="") for part in parts)))

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run an operation of the API in this workspace as this person.

        Parameters
        ----------
        query: entries that are None are left out.
        headers: such as ``{"If-Match": '"3"'}``.
        """
        inside = self.site.inside
        return await inside.call(self.request, self.principal, method, path, body, query, headers or {})

    async def get(self, path: str, **query: Any) -> Any:
        """The data of a GET of the API; its failure becomes the error page."""
        return (await self.call("GET", path, query=query)).require()

    @property
    def navigation(self) -> list[tuple[str, list[Link]]]:
        """What the left column leads to, by group: only what the role allows."""
        return links(self)

    # --- forms

    @property
    def csrf_token(self) -> str:
        """What a form must send back; another one each time, so that a compressed page tells nothing about it."""
        salt = random_tail(self.db.random)
        return f"{salt}{cookies.token(self.db.secret, 'csrf', salt + self._bound_to())}"

    @property
    def csrf(self) -> Markup:
        """The hidden field of a form."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(self.csrf_token)

    def _bound_to(self) -> str:
        """The session, or where there is none a cookie made for the form."""
        session = self.cookie(cookies.SESSION)
        if self.signed_in is not None and session:
            return session
        mark = self.cookie(cookies.FORM)
        if not mark:
            mark = random_tail(self.db.random)
            self.set_cookie(cookies.FORM, mark)
        return mark

    def require_csrf(self) -> None:
        """Raise `FORBIDDEN` for a form that is not from a page of ours."""
        given = self.form.get("csrf")
        salt, mark = given[:26], given[26:]
        foreign = self.request.headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none")
        if foreign or not cookies.matches(self.db.secret, "csrf", salt + self._bound_to(), mark):
            about = {"where": self.route.path, "client": self.request.address, "foreign": foreign}
            _log.warning("form refused", extra={**about, "request_id": self.request.request_id})
            self.form_refused = True
            raise PlatformError(
                "FORBIDDEN", "This form is out of date: open its page again, then send it again."
            )

    # --- cookies

    def cookie(self, name: str) -> str:
        """A cookie's value, empty where there is none."""
        return self.cookies.get(cookies.wire_name(name, self.secure), "")

    def set_cookie(
        self, name: str, value: str, *, seconds: int | None = None, readable: bool = False
    ) -> None:
        """Set a cookie with the answer; `seconds` 0 drops it."""
        self.cookies[cookies.wire_name(name, self.secure)] = value
        self.headers.append(cookies.make(name, value, secure=self.secure, seconds=seconds, readable=readable))

    @property
    def theme(self) -> str:
        """``light`` or ``dark`` where the reader has chosen, else empty."""
        return cookies.chosen_theme({cookies.THEME: self.cookie(cookies.THEME)})

    def take_flash(self) -> str:
        """What the page before wants to be told, once."""
        if self._flash is None:
            signed = self.cookie(cookies.FLASH)
            self._flash = (cookies.unsign(self.db.secret, "flash", signed) or "") if signed else ""
            if signed:
                self.set_cookie(cookies.FLASH, "", seconds=0)
        return self._flash

    # --- answers

    def page(self, template: str, *, status: int = 200, fragment: str = "", **values: Any) -> Response:
        """A page.

        Parameters
        ----------
        template: its file below `templates`.
        fragment: the block that htmx gets when it asks for this page's address.
        values: what the template knows beside `visit`.
        """
        partial = fragment if self.is_fragment else ""
        text = self.site.templates.render(template, {**values, "visit": self}, partial)
        headers: Headers = [(b"vary", b"HX-Request")] if fragment else []
        return Response(status, text.encode(errors="replace"), headers, HTML)

    def redirect(self, to: str, *, done: str = "") -> Response:
        """Go on to another page with GET (303).

        Parameters
        ----------
        to: a path of ours, or an address that was checked by who gives it.
        done: what the next page tells in a toast.
        """
        if done:
            self.set_cookie(cookies.FLASH, cookies.sign(self.db.secret, "flash", done[:500]), seconds=60)
        location = quote(to, safe="/:?#[]@!$&'()*+,;=%-._~")
        return Response(303, b"", [(b"location", location.encode("ascii"))], HTML)

    def reload(self) -> Response:
        """Have the browser load the page anew: it is another one than the part that asks for itself."""
        return Response(200, b"", [(b"hx-refresh", b"true")], HTML)

    def ours(self, asked: str) -> str:
        """Where a page was asked to lead on to, if that is a path of ours; else the portal, and the log is told."""
        to = local_path(asked, PORTAL)
        if asked and to != asked:
            about = {"where": self.route.path, "client": self.request.address}
            _log.warning("redirect refused", extra={**about, "request_id": self.request.request_id})
        return to

    def json(self, value: Any, status: int = 200) -> Response:
        """JSON, for scripts of ours and for programs."""
        return Response(status, json.dumps(value, ensure_ascii=False).encode())

    def at_workspace(self, membership: Membership) -> Visit:
        """The same visit in another workspace of the person (a page outside of `/developers/{workspace_id}`)."""
        visit = Visit(self.site, self.request, self.route, self.path)
        visit.signed_in, visit.form = self.signed_in, self.form
        visit.membership = replace(membership)
        return visit


def local_path(text: str, otherwise: str) -> str:
    """An address to go back to, if it is a path of ours: nothing else may be the goal of a redirect."""
    # "//" begins a host, and browsers read a backslash as a slash.
    ours = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if ours else otherwise
