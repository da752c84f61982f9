"""The pages as a whole: from a request to its page, with the headers, the errors and the log that all pages share."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import urlencode

from .. import logs, metrics
from ..api.context import Context
from ..api.request import Request
from ..api.responses import Headers, Response, Stream, send_response, send_stream
from ..api.router import PRODUCTS, Router
from ..errors import CATALOGUE, PlatformError
from ..people.sign_in import Door
from ..settings import PUBLIC_HOSTS, Settings
from ..status.monitor import Monitor
from . import cookies, interrupted, people
from .assets import PREFIX, Assets
from .forms import read_form
from .inside import Inside, NewRequest, Observer
from .past import PastDays
from .people import SignedIn
from .registry import ROUTES
from .routes import ANYONE, MACHINE, MEMBER, NOBODY, Route, Routes, allow
from .templating import Templates
from .visit import HTML, PORTAL, Visit

_log = logging.getLogger(__name__)

SIGN_IN = f"{PORTAL}/sign-in"

_DOCS = "/docs"
# What each public host answers, by path on the one origin. A path that names one of the places stays what it is.
_PLACES = {"auth": "/oauth", "docs": _DOCS, "developers": PORTAL, "status": "/status"}
_EVERYWHERE = (
    "/static/",
    "/theme/",
    "/favicon.ico",
    "/.well-known/",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/llms",
    *PRODUCTS,
)

_COMMON: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_FOR_EVER: Headers = [(b"cache-control", b"public, max-age=31536000, immutable")]


class Site:
    """Every page.

    Parameters
    ----------
    context: the platform as the API sees it.
    operations: what `visit.call` can call.
    new_request: makes a request with the next id.
    observe: is told of what pages ask of the API.
    monitor: knows how the platform works, and is told of every page.
    """

    def __init__(
        self,
        context: Context,
        operations: Router,
        settings: Settings,
        new_request: NewRequest,
        observe: Observer,
        monitor: Monitor,
    ) -> None:
        self.context = context
        self.monitor = monitor
        self.settings = settings
        self.inside = Inside(context, operations, new_request, observe)
        self.door = Door(context.db, context.throttles)
        self.past = PastDays()
        self.routes = Routes(ROUTES)
        self.assets = Assets()
        self.templates = Templates(self.assets, context.db.clock)
        self._new_request = new_request
        self._hosts = {
            host: name for name in PUBLIC_HOSTS if (host := getattr(settings, f"{name}_host")) is not None
        }

    def is_public(self, host: str) -> bool:
        """Whether a host is one of the public names, which are served over HTTPS."""
        return host in self._hosts

    def path_on(self, host: str, path: str) -> str:
        """The path as on the one origin: `docs.` serves at its root what is under /docs there."""
        place = _PLACES.get(self._hosts.get(host, ""))
        if place is None or path.startswith((*_PLACES.values(), *_EVERYWHERE)):
            return path
        return place + path.rstrip("/") if path == "/" else place + path

    def serves(self, path: str) -> bool:
        """Whether there is a page, or a place where only pages are."""
        return path.startswith((PREFIX, PORTAL)) or self.routes.find(path) is not None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        started = time.perf_counter()
        request = self._new_request(scope, receive)
        asset = self.assets.find(request.path) if request.method in ("GET", "HEAD") else None
        if asset is not None:
            packed = b"gzip" in request.headers.get(b"accept-encoding", b"")
            headers = [*_FOR_EVER, (b"vary", b"accept-encoding")]
            response = Response(200, asset.packed if packed else asset.body, headers, asset.media_type)
            if packed:
                headers.append((b"content-encoding", b"gzip"))
            await send_response(send, response, [], b"", head=request.method == "HEAD", common=_COMMON)
            return
        operation, visit, response_or_stream = await self._answer(request)
        extra = [*self._headers(visit), (b"x-request-id", request.request_id.encode())]
        head = request.method == "HEAD"
        if isinstance(response_or_stream, Stream):
            await send_stream(send, receive, response_or_stream, extra, head=head, common=_COMMON)
        else:
            accepted = request.headers.get(b"accept-encoding", b"")
            await send_response(send, response_or_stream, extra, accepted, head=head, common=_COMMON)
        seconds, status = time.perf_counter() - started, response_or_stream.status
        metrics.observe_request(operation, status, seconds)
        if isinstance(response_or_stream, Response):  # a stream takes as long as its reader stays
            self.monitor.count_operation(operation, status, seconds)
        who = visit.signed_in.id if visit is not None and visit.signed_in is not None else None
        where = visit.membership.id if visit is not None and visit.membership is not None else None
        logs.log_request(request, status, seconds, where, who)

    async def _answer(self, request: Request) -> tuple[str, Visit | None, Response | Stream]:
        """The name for the metrics, the visit as far as it came, and the answer."""
        visit: Visit | None = None
        operation = "page unknown"
        try:
            route, path = self._route(request)
            operation = route.id
            visit = Visit(self, request, route, path)
            await self._admit(visit)
            return operation, visit, await route.handler(visit)
        except PlatformError as error:
            return operation, visit, self._failed(request, visit, error)
        except Exception:  # noqa: BLE001 - a defect of ours must still be answered
            _log.exception("page failed", extra={"request_id": request.request_id, "path": request.path})
            failure = PlatformError("INTERNAL_ERROR", "Something failed on our side.")
            return operation, visit, self._failed(request, visit, failure)

    def _route(self, request: Request) -> tuple[Route, dict[str, str]]:
        found = self.routes.find(request.path)
        if found is None:
            raise PlatformError("NOT_FOUND", f"There is nothing at {request.path[:200]}.")
        methods, path = found
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            allowed = allow(methods)
            raise PlatformError("METHOD_NOT_ALLOWED", f"Use {allowed} here.", headers={"Allow": allowed})
        return route, path

    async def _admit(self, visit: Visit) -> None:
        """Find out who is there, read the form, and refuse who may not open the page."""
        route = visit.route
        if route.access in (MACHINE, NOBODY):
            return
        if route.method == "POST":
            visit.form = await read_form(visit.request)
        token = visit.cookie(cookies.SESSION)
        if token:
            visit.signed_in = await self._reader(visit, token)
        if route.access != ANYONE:
            visit.require_person()
        if route.access == MEMBER:
            visit.membership = visit.person.in_workspace(visit.path["workspace_id"])
            if route.scope not in visit.workspace.scopes:
                need = f"Your role here is {visit.workspace.role}; this needs one that allows {route.scope}."
                raise PlatformError("FORBIDDEN", f"{need} An owner of the workspace can give you another.")
        if route.method == "POST":
            visit.require_csrf()

    async def _reader(self, visit: Visit, token: str) -> SignedIn | None:
        try:
            return await people.signed_in(self.context.db, token)
        except PlatformError:
            if not visit.request.path.startswith(_DOCS):
                raise
            return None  # the documentation needs no database: it is read as by anybody

    def _failed(self, request: Request, visit: Visit | None, error: PlatformError) -> Response:
        headers = [(name.lower().encode(), value.encode()) for name, value in error.headers.items()]
        if visit is not None and visit.route.access == MACHINE:
            return self.context.render(error, request)
        kept = None if visit is None else interrupted.kept(visit)
        if visit is not None and kept is not None and visit.form_refused:
            return interrupted.ask_again(visit, kept, status=error.status)
        if error.code == "UNAUTHORIZED" and visit is not None:
            if kept is not None:
                return interrupted.sign_in_first(visit, kept)
            back = visit.url if request.method in ("GET", "HEAD") else interrupted.page_of(visit)
            to = f"{SIGN_IN}?{urlencode({'next': back})}"
            if visit.is_fragment:
                # A part of a page is no place for the form.
                return Response(200, b"", [(b"hx-redirect", to.encode())], HTML)
            return visit.redirect(to)
        values = {
            "error": error,
            "entry": CATALOGUE[error.code],
            "request_id": request.request_id,
            "visit": visit,
            "back": _way_on(request, visit, error),
        }
        text = self.templates.render("error.html", values)
        return Response(error.status, text.encode(errors="replace"), headers, HTML)

    def _headers(self, visit: Visit | None) -> Headers:
        """What every page is sent with: nothing from elsewhere, nothing inline, in no frame."""
        targets = " ".join(["'self'", *(visit.form_targets if visit else [])])
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
        )
        # The same address looks different with another theme or another reader.
        kept = b"no-store" if visit is not None and visit.signed_in is not None else b"private, no-cache"
        own = visit.headers if visit is not None else []
        headers = [(b"content-security-policy", policy.encode("ascii")), *own]
        if not any(name == b"cache-control" for name, _ in own):
            headers.append((b"cache-control", kept))
        return headers


def _way_on(request: Request, visit: Visit | None, error: PlatformError) -> tuple[str, str]:
    """Where an error page leads: what it is called, and its path."""
    if visit is not None and visit.form_refused:
        return "Back to the form", interrupted.page_of(visit)
    if visit is not None and error.status == 503 and visit.route.method == "GET":
        return "Try again", visit.url
    if visit is not None and visit.membership is not None:
        return f"Back to {visit.membership.name}", f"{PORTAL}/{visit.membership.id}"
    places = ((_DOCS, "To the documentation"), ("/status", "To the status page"))
    return next(
        ((title, path) for path, title in places if request.path.startswith(path)), ("To the portal", PORTAL)
    )
