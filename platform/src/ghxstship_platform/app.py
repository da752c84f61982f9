"""The platform as one ASGI application: the API, its document, and what operators look at."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from . import jobs, logs, metrics
from .api.context import Context
from .api.gateway import Call, Gateway
from .api.openapi import document
from .api.responses import Headers, Response, encode, send_response
from .api.router import OPERATIONS, PRODUCTS, Router
from .auth.credentials import Credentials
from .errors import PlatformError
from .events.stream import Tail
from .limits.limiter import MemoryLimiter
from .limits.throttle import Throttles
from .limits.tiers import parse_tiers
from .proxies import behind, parse_networks
from .request_log import tables as request_log_tables
from .request_log.recorder import Recorder
from .settings import Settings
from .status.monitor import Monitor
from .storage.daily import open_daily_log
from .storage.database import Database
from .web.docs.site import documentation
from .web.oauth.metadata import API as RESOURCE_METADATA
from .web.site import Site
from .web.visit import HTML, PORTAL
from .webhooks.sender import Sender
from .webhooks.upkeep import keep_up
from .webhooks.worker import Worker

if TYPE_CHECKING:
    from .limits.redis import RedisLimiter, SharedCounts

_log = logging.getLogger(__name__)

Page = Callable[[], Awaitable[Response]]

# Not for the names below it, of which the platform knows nothing.
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


class Platform:
    """Everything that one process serves.

    Parameters
    ----------
    settings: as given to `ghxstship serve`.
    database: open and migrated; its secret is loaded.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        database.local_webhooks = settings.allow_local_webhooks
        self._proxies = parse_networks(settings.trusted_proxies or "")
        self.tail = Tail(database)
        self.credentials = Credentials(database)
        self._counts = _counts(settings.redis)
        self.limiter = _limiter(self._counts)
        context = Context(
            database,
            self.credentials,
            self.tail,
            parse_tiers(settings.tiers or ""),
            settings.docs_url.rstrip("/"),
            open_daily_log(database, request_log_tables.TABLES, "requests"),
            resource_metadata=settings.api_url + RESOURCE_METADATA,
            throttles=Throttles(self._counts),
        )
        self.request_log = Recorder(context.request_log, database.clock, settings.request_log_retention_days)
        router = Router(OPERATIONS)
        self._gateway = Gateway(
            context, router, self.limiter, database.clock, database.random, self._request_over
        )
        self.status = Monitor(database, f"{socket.gethostname()}:{settings.port}", self._ask)
        self._site = Site(
            context, router, settings, self._gateway.new_request, self._request_over, self.status
        )
        self._pages: dict[str, Page] = {
            "/livez": self._livez,
            "/readyz": self._readyz,
            "/metrics": self._metrics,
            "/openapi.json": self._openapi,
        }
        self._openapi_body: bytes | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._sender: Sender | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin the background work of the process's roles."""
        self.database.on_group = metrics.observe_group
        self.database.on_commit(metrics.observe_commit)
        self._tasks.append(asyncio.create_task(self.database.follow_others()))
        if "api" in self.settings.roles:
            if self.settings.request_log_retention_days:
                self.request_log.start()
            self._tasks.append(asyncio.create_task(jobs.keep_last_used(self.credentials)))
            self._tasks.append(asyncio.create_task(self.status.run()))
            # Pages and search index of the documentation are there before somebody asks for them.
            self._tasks.append(asyncio.create_task(asyncio.to_thread(documentation)))
        if "worker" in self.settings.roles:
            self._tasks.append(
                asyncio.create_task(
                    jobs.sweep(
                        self.database,
                        self.settings.events_retention_days,
                        self.settings.webhook_retention_days,
                        self.settings.audit_retention_days,
                    )
                )
            )
            self._sender = Sender(allow_local=self.settings.allow_local_webhooks)
            self._tasks.append(asyncio.create_task(Worker(self.database, self._sender).run()))
            self._tasks.append(asyncio.create_task(keep_up(self.database)))

    def begin_shutdown(self) -> None:
        """Let streams end; requests under way go on."""
        self._stopping = True
        self.tail.end()

    async def close(self) -> None:
        """End the background work and let go of the database."""
        self.begin_shutdown()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._sender is not None:
            await self._sender.close()
        await self._site.door.settle()
        await self.request_log.close()
        try:
            await self.credentials.write_last_used()
        except PlatformError as error:
            _log.warning("when credentials were last used is not written down: %s", error)
        if self._counts is not None:
            await self._counts.aclose()
        await asyncio.to_thread(self.database.close)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            return
        if self._proxies:
            scope = behind(scope, self._proxies)
        host = _host(scope)
        if self._site.is_public(host):
            send = _kept_to_https(send)
        path = self._site.path_on(host, scope["path"])
        if path.startswith(PRODUCTS):
            await self._gateway(scope, receive, send)
            return
        if self._site.serves(path):
            await self._site({**scope, "path": path}, receive, send)
            return
        page = self._pages.get(path)
        reads = scope["method"] in ("GET", "HEAD") and _reads_pages(scope)
        if scope["path"] == "/" and reads:
            page = _to_portal
        if page is None and reads:
            await self._site({**scope, "path": path}, receive, send)  # which has a page for it
        elif page is None:
            await self._gateway.refuse(
                scope, receive, send, PlatformError("NOT_FOUND", f"There is nothing at {path[:200]}.")
            )
        elif scope["method"] not in ("GET", "HEAD"):
            error = PlatformError("METHOD_NOT_ALLOWED", "Use GET here.", headers={"Allow": "GET, HEAD"})
            await self._gateway.refuse(scope, receive, send, error)
        else:
            response = await page()
            if scope["method"] == "HEAD":
                response.headers.append((b"content-length", b"%d" % len(response.body)))
                response.body = b""
            await send_response(
                send, response, _no_extra(), dict(scope["headers"]).get(b"accept-encoding", b"")
            )

    async def _ask(self, path: str) -> int:
        """The status that a GET of a path gets within this process (the probes of the status page)."""
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        await self(scope, receive, send)
        return int(sent[0]["status"])

    async def _livez(self) -> Response:
        return Response(200, encode({"status": "ok"}))

    async def _readyz(self) -> Response:
        """Ready: not stopping, and the database answers with the schema of this version."""
        if self._stopping:
            return Response(503, encode({"status": "stopping"}))
        try:
            await self.database.check()  # which gives up soon; the next one has the patience of a start
            current = await asyncio.to_thread(self.database.is_current)
        except Exception as error:  # noqa: BLE001 - whatever the driver says, the answer is the same
            _log.warning("database does not answer: %s", error)
            return Response(503, encode({"status": "unavailable", "database": "does not answer"}))
        if not current:
            return Response(503, encode({"status": "unavailable", "database": "is not migrated"}))
        return Response(200, encode({"status": "ok"}))

    async def _metrics(self) -> Response:
        degraded = self._counts is not None and self._counts.degraded
        metrics.set_gauges(self.tail.open_streams, degraded)
        return Response(200, metrics.render(), media_type=b"text/plain; version=0.0.4; charset=utf-8")

    async def _openapi(self) -> Response:
        if self._openapi_body is None:
            self._openapi_body = encode(document())
        return Response(200, self._openapi_body)

    def _request_over(self, call: Call, seconds: float) -> None:
        request, principal, status = call.request, call.principal, call.response.status
        metrics.observe_request(call.operation, status, seconds)
        self.status.count_operation(call.operation, status, seconds)
        if self.settings.request_log_retention_days:
            self.request_log.add(call, seconds)
        workspace_id, key_id = (
            (principal.workspace_id, principal.credential_id) if principal else (None, None)
        )
        logs.log_request(request, status, seconds, workspace_id, key_id)


def _counts(redis: str | None) -> SharedCounts | None:
    if not redis:
        return None
    from .limits.redis import SharedCounts

    return SharedCounts(redis)


def _limiter(counts: SharedCounts | None) -> MemoryLimiter | RedisLimiter:
    if counts is None:
        return MemoryLimiter()
    from .limits.redis import RedisLimiter

    return RedisLimiter(counts)


def _kept_to_https(send: Any) -> Any:
    """Have every answer tell browsers to come by HTTPS only, for a year: a public host name is served that way."""

    async def sent(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], _HTTPS_ONLY]}
        await send(message)

    return sent


async def _to_portal() -> Response:
    """Who types the bare address into a browser means the portal; a program there has made a mistake."""
    return Response(303, b"", [(b"location", PORTAL.encode()), (b"vary", b"accept")], HTML)


def _reads_pages(scope: dict[str, Any]) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _host(scope: dict[str, Any]) -> str:
    """The host that was asked, without its port."""
    named = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return str(named.decode("latin-1").partition(":")[0].lower())


def _no_extra() -> Headers:
    return []
