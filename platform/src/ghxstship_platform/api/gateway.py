"""The way of a request through the API: who asks, how often, what for; and every failure in the one error format."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Protocol

from ..auth.credentials import Principal, unauthorized
from ..clock import Clock
from ..errors import PlatformError, detail
from ..ids import Randomness, tail
from ..limits.limiter import Decision, MemoryLimiter
from ..limits.tiers import DEFAULT_TIERS, Tier
from .context import Context
from .request import Request
from .responses import Headers, Response, Stream, send_response, send_stream
from .router import Router, allow

if TYPE_CHECKING:  # its client takes longer to import than everything else together, and few need it
    from ..limits.redis import RedisLimiter

_log = logging.getLogger(__name__)

_ACCEPTED = (
    b"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Correlation-ID, "
    b"X-Workspace-ID"
)
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", _ACCEPTED),
    (b"access-control-max-age", b"86400"),
]


class Observer(Protocol):
    """Who is told of every request when it is over (log and metrics)."""

    def __call__(self, call: Call, seconds: float) -> None:
        """One request is over; it took so long, the last byte of its answer included."""


class Gateway:
    """Answers every request under the products' paths."""

    def __init__(
        self,
        context: Context,
        router: Router,
        limiter: MemoryLimiter | RedisLimiter,
        clock: Clock,
        random: Randomness,
        observe: Observer,
    ) -> None:
        self._context = context
        self._router = router
        self._limiter = limiter
        self._clock = clock
        self._random = random
        self._observe = observe
        self._requests = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request of an ASGI connection."""
        started = time.perf_counter()
        request = self.new_request(scope, receive)
        extra: Headers = [(b"x-request-id", request.request_id.encode())]
        call = Call(request)
        try:
            response = await self._answer(call)
        except PlatformError as error:
            call.error = error.code
            response = self._context.render(error, request)
        except Exception:  # noqa: BLE001 - a defect of ours must still be answered
            _log.exception("request failed", extra={"request_id": request.request_id, "path": request.path})
            failure = PlatformError("INTERNAL_ERROR", "Something failed on our side; quote the request id.")
            call.error = failure.code
            response = self._context.render(failure, request)
        if call.decision is not None:
            extra += call.decision.headers()
        call.response = response
        try:
            head = request.method == "HEAD"
            if isinstance(response, Stream):
                await send_stream(send, receive, response, extra, head=head)
            else:
                accepted = request.headers.get(b"accept-encoding", b"")
                await send_response(send, response, extra, accepted, head=head)
        finally:
            self._observe(call, time.perf_counter() - started)

    async def refuse(self, scope: dict[str, Any], receive: Any, send: Any, error: PlatformError) -> None:
        """Answer a request that no part of the platform serves."""
        request = self.new_request(scope, receive)
        call = Call(request)
        call.error = error.code
        call.response = self._context.render(error, request)
        extra: Headers = [(b"x-request-id", request.request_id.encode())]
        await send_response(send, call.response, extra, b"")
        self._observe(call, 0.0)

    def new_request(self, scope: dict[str, Any], receive: Any) -> Request:
        """A request with its id, which sorts by arrival: the request log is kept in that order."""
        self._requests += 1
        now = self._clock.now()
        return Request(scope, receive, "req_" + tail(now, self._requests, self._random), now)

    async def _answer(self, call: Call) -> Response | Stream:
        request = call.request
        if request.method == "OPTIONS":
            return self._preflight(request)
        request.require_single_headers()
        principal = call.principal = request.principal = await self._authenticate(request)
        tier = self._context.tiers.get(principal.tier) or DEFAULT_TIERS["free"]
        await self._limit(call, principal, tier)
        operation, record_id = self._router.operation(request.method, request.path)
        call.operation = operation.id
        if operation.scope not in principal.scopes:
            message = f"This needs the scope {operation.scope!r}, which the credential does not have."
            raise PlatformError("FORBIDDEN", message, [detail("scope", message, required=operation.scope)])
        response = await operation.handler(self._context, operation, request, record_id)
        if response.status == 304 and call.decision is not None:
            await self._give_back(call, principal, tier, call.decision)
        if operation.resource is not None and operation.resource.admits and operation.method != "GET":
            self._context.credentials.forget()
        return response

    def _preflight(self, request: Request) -> Response:
        found = self._router.find(request.path)
        if found is None:
            raise PlatformError("NOT_FOUND", f"There is nothing at {request.path[:200]}.")
        return Response(204, headers=[(b"allow", allow(found[0]).encode()), *_PREFLIGHT])

    async def _authenticate(self, request: Request) -> Principal:
        header = request.header(b"authorization")
        if header is None:
            raise unauthorized("Send an API key: Authorization: Bearer <key>.", error="")
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or token.strip() != token:
            raise unauthorized("The Authorization header must be: Bearer <key>.", error="invalid_request")
        principal = await self._verify(token, request.address)
        named = request.headers.get(b"x-workspace-id")
        if named is not None and named.decode("latin-1") != principal.workspace_id:
            message = "The credential belongs to another workspace than X-Workspace-ID names."
            who = {"workspace_id": principal.workspace_id, "key_id": principal.credential_id}
            about = {**who, "client": request.address, "request_id": request.request_id}
            _log.warning("credential of another workspace", extra=about)
            raise PlatformError("FORBIDDEN", message, [detail("X-Workspace-ID", message)])
        return principal

    async def _verify(self, token: str, address: str) -> Principal:
        guesses = self._context.throttles.guesses
        known = self._context.credentials.remembered(token)
        if known is None:
            wait = await guesses.blocked_for(address, self._clock.now())
            if wait:
                message = "Too many failed attempts to authenticate from this address."
                raise PlatformError("RATE_LIMITED", message, headers={"Retry-After": str(wait)})
        try:
            return await self._context.credentials.verify(token, address)
        except PlatformError as error:
            if error.status == 401:
                await guesses.failed(address, self._clock.now())
            raise

    async def _limit(self, call: Call, principal: Principal, tier: Tier) -> None:
        now = self._clock.now()
        limiter = self._limiter
        if isinstance(limiter, MemoryLimiter):
            decision = limiter.take(principal.workspace_id, tier, now)
        else:
            decision = await limiter.take(principal.workspace_id, tier, now)
        call.decision = decision
        if not decision.allowed:
            message = f"The limit of the tier {tier.name} is reached; wait {tier.retry_after} seconds."
            raise PlatformError("RATE_LIMITED", message)

    async def _give_back(self, call: Call, principal: Principal, tier: Tier, decision: Decision) -> None:
        limiter = self._limiter
        if isinstance(limiter, MemoryLimiter):
            call.decision = limiter.give_back(principal.workspace_id, tier, decision)
        else:
            call.decision = await limiter.give_back(principal.workspace_id, tier, decision)


class Call:
    """What becomes known of a request on its way.

    Attributes
    ----------
    operation: the operation's id, `unknown` where there is none.
    principal: who asks; None as long as that is not known.
    decision: what the limiter said.
    response: the answer, from the moment that it is ready.
    error: the code of an answer that is an error.
    """

    __slots__ = ("decision", "error", "operation", "principal", "request", "response")

    response: Response | Stream

    def __init__(self, request: Request) -> None:
        self.request = request
        self.operation = "unknown"
        self.error: str | None = None
        self.principal: Principal | None = None
        self.decision: Decision | None = None
