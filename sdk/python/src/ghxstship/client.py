"""`Client` and `AsyncClient`: what is configured once, and the two loops that carry a call out."""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, quote_plus

from .call import Credential, Hooks, Options, Rules, Send, Wait, conduct, new_key
from .errors import APITimeoutError, ConfigurationError
from .pacing import RateLimit, shared_pacer
from .records import encode, timestamp
from .transport import AsyncPyreqwestTransport, Headers, PyreqwestTransport, Request, Response, instead_of
from .version import __version__

if TYPE_CHECKING:
    from .oauth import AsyncOAuth, OAuth
    from .pacing import Pacer
    from .resources.atlvs import AsyncAtlvsProduct, AtlvsProduct
    from .resources.compvss import AsyncCompvssProduct, CompvssProduct
    from .resources.gvteway import AsyncGvtewayProduct, GvtewayProduct
    from .resources.workspace import AsyncWorkspaceProduct, WorkspaceProduct
    from .transport import AsyncStream, AsyncTransport, Stream, Transport

DEFAULT_BASE_URL = "https://api.ghxstship.com"
USER_AGENT = f"ghxstship-python/{__version__}"
WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
# Parameters that are not several, without a closer look.
SINGLE = frozenset({bool, float, int, str})

# Seconds: a deadline must end; what the clocks beneath can count is more.
LONGEST = 2**31

_UNSET: Any = object()


class _Base:
    """What both clients know.

    Parameters
    ----------
    api_key: `ghx_live_…` or `ghx_test_…`; else the environment's `GHXSTSHIP_API_KEY`.
    workspace_id: sent as `X-Workspace-ID`, so that a wrong key is noticed; else `GHXSTSHIP_WORKSPACE_ID`.
    base_url: where the platform is; else `GHXSTSHIP_BASE_URL`, else production.
    timeout: seconds for a whole call: pacing, connecting, retries and the body.
    max_retries: tries after the first.
    pacing: wait before the rate limit would refuse, or not.
    transport: how to reach the network, instead of the built-in one.
    auth: an `OAuth` helper instead of a key.
    hooks: functions that are told of requests, responses, retries and waits.
    headers: sent with every request.
    verify: False to accept any certificate, or the path of a PEM file with one more authority.
    proxy: the URL of a proxy; without it the environment's.
    """

    _pool: Any
    _transport_kind: Callable[..., Any]

    def __init__(
        self,
        api_key: str | None = None,
        workspace_id: str | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        max_retries: int = 2,
        *,
        pacing: bool = True,
        transport: Any = None,
        auth: Any = None,
        hooks: Hooks | None = None,
        headers: Mapping[str, str] | None = None,
        verify: bool | str = True,
        proxy: str | None = None,
    ) -> None:
        environment = os.environ
        self.base_url = _checked_url(base_url or environment.get("GHXSTSHIP_BASE_URL") or DEFAULT_BASE_URL)
        self.workspace_id = workspace_id or environment.get("GHXSTSHIP_WORKSPACE_ID")
        key = api_key or environment.get("GHXSTSHIP_API_KEY")
        self._credential: str = _checked_key(key) if auth is None else auth.identity
        self._auth = auth
        self._owns_pool = transport is None
        self._pool = (
            type(self)._transport_kind(verify=verify, proxy=proxy) if transport is None else transport
        )
        self._extra = dict(headers or {})
        self._headers = self._make_headers()
        self._settle(timeout, max_retries, pacing, hooks)

    def _make_headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        if self._auth is None:
            headers["Authorization"] = f"Bearer {self._credential}"
        if self.workspace_id:
            headers["X-Workspace-ID"] = self.workspace_id
        return headers | self._extra

    def _settle(self, timeout: float, max_retries: int, pacing: bool, hooks: Hooks | None) -> None:
        _check_times(timeout, max_retries)
        self.timeout = float(timeout)
        self.max_retries = max_retries
        self.pacing = pacing
        self.hooks = hooks
        self._pid = os.getpid()
        self._pacer: Pacer | None = shared_pacer(self.base_url, self._credential) if pacing else None
        self._rules = Rules(self.timeout, max_retries, self._pacer, hooks, oauth=self._auth is not None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, workspace_id={self.workspace_id!r})"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Only for what there is not."""
            from .resources.base import where

            place = "" if name.startswith("_") else where(name)
            raise AttributeError(f"{type(self).__name__} has no {name!r}{place}", name=name, obj=self)

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the last answer told of the rate limit; None before the first, or with `pacing=False`."""
        return self._pacer.last if self._pacer is not None else None

    def with_options(
        self,
        *,
        timeout: float = _UNSET,
        max_retries: int = _UNSET,
        pacing: bool = _UNSET,
        hooks: Hooks | None = _UNSET,
        headers: Mapping[str, str] = _UNSET,
        workspace_id: str | None = _UNSET,
    ) -> Self:
        """A client with other options that shares connections and pacer with this one; closing it closes nothing."""
        copy = type(self).__new__(type(self))
        copy.base_url = self.base_url
        copy.workspace_id = self.workspace_id if workspace_id is _UNSET else workspace_id
        copy._credential, copy._auth, copy._pool = self._credential, self._auth, self._pool
        copy._owns_pool = False
        copy._extra = self._extra if headers is _UNSET else {**self._extra, **headers}
        copy._headers = copy._make_headers()
        copy._settle(
            self.timeout if timeout is _UNSET else timeout,
            self.max_retries if max_retries is _UNSET else max_retries,
            self.pacing if pacing is _UNSET else pacing,
            self.hooks if hooks is _UNSET else hooks,
        )
        return copy

    def _prepare(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        body: Any,
        options: Options | None,
        *,
        stream: bool = False,
        accept: str | None = None,
    ) -> tuple[Request, Rules]:
        if self._pid != os.getpid():
            self._settle(self.timeout, self.max_retries, self.pacing, self.hooks)
        headers = Headers(self._headers)
        if accept is not None:
            headers["Accept"] = accept
        content = None
        if body is not None:
            content = json.dumps(body, default=encode, ensure_ascii=False, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        rules = self._rules
        if options:
            _apply(options, headers)
            if "timeout" in options or "max_retries" in options:
                timeout, retries = (
                    options.get("timeout", self.timeout),
                    options.get("max_retries", self.max_retries),
                )
                _check_times(timeout, retries)
                rules = Rules(timeout, retries, rules.pacer, rules.hooks, oauth=rules.oauth)
        if method in WRITES and "Idempotency-Key" not in headers:
            headers["Idempotency-Key"] = new_key()
        return Request(method, self._url(path, query), headers, content, stream=stream), rules

    def _url(self, path: str, query: Mapping[str, Any] | None) -> str:
        if path[:1] != "/":
            from .redaction import text

            raise ConfigurationError(
                f"a path begins with '/', as in '/atlvs/v1/deals'; {text(path)!r} does not"
            )
        if not query:
            return self.base_url + path
        pairs: list[str] = []
        for name, value in query.items():
            if value is None:
                continue
            several = type(value) not in SINGLE and isinstance(value, Sequence) and not isinstance(value, str)
            pairs += [f"{_quoted(name)}={_parameter(one)}" for one in (value if several else (value,))]
        return f"{self.base_url}{path}?{'&'.join(pairs)}" if pairs else self.base_url + path


def _check_times(timeout: Any, max_retries: Any) -> None:
    if not isinstance(timeout, (int, float)) or not 0 < timeout < LONGEST:
        raise ConfigurationError(f"timeout must be seconds above 0 and below 2^31, not {timeout!r}")
    if not isinstance(max_retries, int) or max_retries < 0:
        raise ConfigurationError(f"max_retries must be 0 or more, not {max_retries!r}")


def _apply(options: Options, headers: dict[str, str]) -> None:
    if "idempotency_key" in options:
        headers["Idempotency-Key"] = options["idempotency_key"]
    if "correlation_id" in options:
        headers["X-Correlation-ID"] = options["correlation_id"]
    version = options.get("if_match")
    if version is not None:
        headers["If-Match"] = f'"{version}"' if isinstance(version, int) else version
    headers.update(options.get("extra_headers") or {})


def _parameter(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(timestamp(value) if hasattr(value, "isoformat") else str(value))


def _quoted(text: str) -> str:
    """As in a query; most of it is there as it is."""
    return text if text.isidentifier() and text.isascii() else quote_plus(text)


def _checked_key(key: str | None) -> str:
    if not key:
        raise ConfigurationError("no API key: pass api_key=… or set GHXSTSHIP_API_KEY")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError("the API key contains characters that no key has; was it copied whole?")
    return key


def _checked_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        from .redaction import text

        raise ConfigurationError(f"base_url must begin with https:// or http://, not {text(url)!r}")
    if "@" in url.split("/")[2]:
        raise ConfigurationError("base_url has a user name or password; the platform takes an API key alone")
    return url.rstrip("/")


def path_with(template: str, *values: str) -> str:
    """A path with its `{}` filled in, each value as one segment."""
    for value in values:
        if type(value) is not str or value in {"", ".", ".."}:
            told = repr(value) if type(value) is str else type(value).__name__
            raise ConfigurationError(f"an id must be a text such as 'deal_01K…', not {told}")
    return template.format(*(quote(value, safe="") for value in values))


class Client(_Base):
    """The platform, for code that blocks. Threads may share one.

    As a context manager it closes its connections at the end.

    >>> client.with_options(timeout=5.0).timeout
    5.0
    """

    _transport_kind = PyreqwestTransport
    _pool: Transport
    _auth: OAuth | None

    @cached_property
    def atlvs(self) -> AtlvsProduct:
        """ATLVS: companies, contacts, deals, invoices, payments."""
        from .resources.atlvs import AtlvsProduct

        return AtlvsProduct(self)

    @cached_property
    def compvss(self) -> CompvssProduct:
        """COMPVSS: projects, crew, assignments, incidents."""
        from .resources.compvss import CompvssProduct

        return CompvssProduct(self)

    @cached_property
    def gvteway(self) -> GvtewayProduct:
        """GVTEWAY: venues, events, ticket types, customers, orders, tickets."""
        from .resources.gvteway import GvtewayProduct

        return GvtewayProduct(self)

    @cached_property
    def workspace(self) -> WorkspaceProduct:
        """The workspace itself: events, keys, settings, webhook endpoints."""
        from .resources.workspace import WorkspaceProduct

        return WorkspaceProduct(self)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        options: Options | None = None,
    ) -> Response:
        """Any request, also of what this version does not know; the whole answer with status and headers.

        Raises a `GhxstshipError`: an `APIStatusError` where the platform refuses.

        Parameters
        ----------
        method: such as `GET`.
        path: such as `/atlvs/v1/deals`.
        query: parameters as on the wire; a list is sent as several, None is left out.
        body: sent as JSON; amounts may be `Decimal`s, times aware `datetime`s.
        options: for this call alone.
        """
        request, rules = self._prepare(method, path, query, body, options)
        answer: Response = self._carry_out(request, rules)
        return answer

    def open_stream(
        self,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        accept: str,
        options: Options | None = None,
    ) -> Stream:
        """A GET whose answer is read piece by piece; the caller closes it.

        Parameters
        ----------
        path: such as `/workspace/v1/events/stream`.
        query: as of `request`.
        accept: the media type that is asked for.
        options: for this call alone.
        """
        request, rules = self._prepare("GET", path, query, None, options, stream=True, accept=accept)
        stream: Stream = self._carry_out(request, rules)
        other = _other_kind(stream, request, accept)
        if other is not None:
            stream.close()
            raise instead_of(accept, other)
        return stream

    def _carry_out(self, request: Request, rules: Rules) -> Any:
        steps = conduct(request, rules)
        try:
            step = next(steps)
            while True:
                try:
                    result = self._do(step)
                except BaseException as error:  # noqa: BLE001 - the steps decide what becomes of it
                    step = steps.throw(error)
                else:
                    step = steps.send(result)
        except StopIteration as end:
            return end.value

    def _do(self, step: Wait | Send | Credential) -> Any:
        if type(step) is Send:
            if not step.request.stream:
                return self._pool.send(step.request, step.timeout)
            stream = self._pool.open(step.request)
            return stream if stream.status == 200 else _drained(stream, step.request)
        if type(step) is Wait:
            return time.sleep(step.seconds)
        assert self._auth is not None
        assert isinstance(step, Credential)
        return self._auth.token(refused=step.refused)

    def close(self) -> None:
        """Close the connections. A client of `with_options` leaves them to the one it was made from."""
        if self._owns_pool:
            self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Base):
    """The platform, for `asyncio`. The surface is that of `Client`."""

    _transport_kind = AsyncPyreqwestTransport
    _pool: AsyncTransport
    _auth: AsyncOAuth | None

    @cached_property
    def atlvs(self) -> AsyncAtlvsProduct:
        """ATLVS: companies, contacts, deals, invoices, payments."""
        from .resources.atlvs import AsyncAtlvsProduct

        return AsyncAtlvsProduct(self)

    @cached_property
    def compvss(self) -> AsyncCompvssProduct:
        """COMPVSS: projects, crew, assignments, incidents."""
        from .resources.compvss import AsyncCompvssProduct

        return AsyncCompvssProduct(self)

    @cached_property
    def gvteway(self) -> AsyncGvtewayProduct:
        """GVTEWAY: venues, events, ticket types, customers, orders, tickets."""
        from .resources.gvteway import AsyncGvtewayProduct

        return AsyncGvtewayProduct(self)

    @cached_property
    def workspace(self) -> AsyncWorkspaceProduct:
        """The workspace itself: events, keys, settings, webhook endpoints."""
        from .resources.workspace import AsyncWorkspaceProduct

        return AsyncWorkspaceProduct(self)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        options: Options | None = None,
    ) -> Response:
        """Any request, also of what this version does not know; the whole answer with status and headers.

        Raises a `GhxstshipError`: an `APIStatusError` where the platform refuses.

        Parameters
        ----------
        method: such as `GET`.
        path: such as `/atlvs/v1/deals`.
        query: parameters as on the wire; a list is sent as several, None is left out.
        body: sent as JSON; amounts may be `Decimal`s, times aware `datetime`s.
        options: for this call alone.
        """
        request, rules = self._prepare(method, path, query, body, options)
        answer: Response = await self._carry_out(request, rules)
        return answer

    async def open_stream(
        self,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        accept: str,
        options: Options | None = None,
    ) -> AsyncStream:
        """A GET whose answer is read piece by piece; the caller closes it.

        Parameters
        ----------
        path: such as `/workspace/v1/events/stream`.
        query: as of `request`.
        accept: the media type that is asked for.
        options: for this call alone.
        """
        request, rules = self._prepare("GET", path, query, None, options, stream=True, accept=accept)
        stream: AsyncStream = await self._carry_out(request, rules)
        other = _other_kind(stream, request, accept)
        if other is not None:
            await stream.close()
            raise instead_of(accept, other)
        return stream

    async def _carry_out(self, request: Request, rules: Rules) -> Any:
        steps = conduct(request, rules)
        try:
            step = next(steps)
            while True:
                try:
                    result = await self._do(step)
                except BaseException as error:  # noqa: BLE001 - the steps decide what becomes of it
                    step = steps.throw(error)
                else:
                    step = steps.send(result)
        except StopIteration as end:
            return end.value

    async def _do(self, step: Wait | Send | Credential) -> Any:
        if type(step) is Send:
            if not step.request.stream:
                return await self._pool.send(step.request, step.timeout)
            stream = await self._pool.open(step.request)
            return stream if stream.status == 200 else await _async_drained(stream, step.request)
        if type(step) is Wait:
            import asyncio

            return await asyncio.sleep(step.seconds)
        assert self._auth is not None
        assert isinstance(step, Credential)
        import asyncio

        try:
            async with asyncio.timeout(step.timeout):
                return await self._auth.token(refused=step.refused)
        except TimeoutError:
            raise APITimeoutError("the deadline passed before there was an access token") from None

    async def close(self) -> None:
        """Close the connections. A client of `with_options` leaves them to the one it was made from."""
        if self._owns_pool:
            await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _other_kind(stream: Stream | AsyncStream, request: Request, accept: str) -> Response | None:
    """The answer without its body if it is of another type than was asked for, such as a proxy's page."""
    kind = stream.headers.get("content-type")
    if kind is None or kind.partition(";")[0].strip().lower() == accept:
        return None
    answer = Response(stream.status, stream.headers, b"", request)
    answer.attempts = getattr(stream, "attempts", 1)
    return answer


def _drained(stream: Stream, request: Request) -> Response:
    """The whole answer of a stream that was refused."""
    try:
        return Response(stream.status, stream.headers, b"".join(chunks(stream)), request)
    finally:
        stream.close()


async def _async_drained(stream: AsyncStream, request: Request) -> Response:
    try:
        return Response(
            stream.status, stream.headers, b"".join([c async for c in async_chunks(stream)]), request
        )
    finally:
        await stream.close()


def chunks(stream: Stream) -> Iterator[bytes]:
    """The pieces of a stream."""
    while piece := stream.read():
        yield piece


async def async_chunks(stream: AsyncStream) -> AsyncIterator[bytes]:
    """The pieces of a stream."""
    while piece := await stream.read():
        yield piece
