"""What the emitted resources are made of: one call for each kind of operation."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from keyword import kwlist
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..call import OPTIONS, Options
from ..client import path_with
from ..errors import APIConnectionError, ResponseParseError
from ..pages import PAGE, AsyncList, Page
from ..records import Record, on_wire

if TYPE_CHECKING:
    from ..client import AsyncClient, Client
    from ..sync import AsyncSync, Sync
    from ..transport import Response

R = TypeVar("R", bound=Record)


# Not parameters of the operation as they are: options of the call, and names that Python keeps for itself.
APART = OPTIONS | {f"{word}_" for word in kwlist}


def split(given: Mapping[str, Any]) -> tuple[dict[str, Any], Options | None]:
    """The operation's own parameters as on the wire, and the options of the call."""
    if APART.isdisjoint(given):
        return given if isinstance(given, dict) else dict(given), None
    own = {on_wire(name): value for name, value in given.items() if name not in OPTIONS}
    return own, cast("Options", {name: value for name, value in given.items() if name in OPTIONS})


def walked(query: dict[str, Any], cursor: str | None) -> dict[str, Any]:
    """The parameters of a walk's next page: as large as the API gives, unless the caller said how large."""
    asked = {"limit": PAGE, **query}
    return asked if cursor is None else {**asked, "cursor": cursor}


def read(response: Response, kind: type[R]) -> R:
    """The record of an answer. One has an `id`; what else the API gives has `data`."""
    document = response.json()
    if type(document) is not dict or not ("id" in document or "data" in document):
        raise ResponseParseError(
            "the answer is JSON but no record; is the base URL right?",
            request=response.request,
            response=response,
            attempts=response.attempts,
        )
    return kind(document)


def nothing(response: Response) -> None:
    """The answer of a deletion has no body; a proxy's is none."""
    if response.body:
        read(response, Record)


class _Lines:
    """Cuts pieces of a stream into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return lines

    def rest(self) -> bytes:
        return self._rest


class _Export:
    """Where an export stands, and how it goes on after the connection broke."""

    def __init__(self, query: dict[str, Any], max_retries: int) -> None:
        self.query = query
        self._allowed = max_retries
        self._failed = 0

    def records(self, lines: list[bytes], kind: type[R]) -> Iterator[R]:
        for line in lines:
            if line:
                try:
                    data = json.loads(line)
                    self.query["after"] = data["id"]
                except (ValueError, KeyError, TypeError):
                    raise ResponseParseError(
                        "a line of the export is no record; is there a proxy between?"
                    ) from None
                self._failed = 0
                # `after` and `cursor` exclude each other.
                self.query.pop("cursor", None)
                yield kind(data)

    def go_on(self, error: APIConnectionError) -> None:
        self._failed += 1
        if self._failed > self._allowed:
            raise error


class _Product:
    """A product's resources, made when they are asked for first."""

    def __init__(self, client: Any) -> None:
        self._client = client

    # Hidden from type checkers, which know the resources from the annotations and shall find a wrong one.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            kind = type(self).__annotations__.get(name)
            if kind is None:
                text = f"{type(self).__name__} has no resource {name!r}"
                raise AttributeError(text, name=name, obj=self)
            made = getattr(sys.modules[type(self).__module__], kind)(self._client)
            setattr(self, name, made)
            return made

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *type(self).__annotations__})


def where(name: str) -> str:
    """Where the resource of a name is, for somebody who has asked the client itself for it."""
    from importlib import import_module

    owners = {
        one: getattr(import_module(f"{__package__}.{one}"), f"{one.title()}Product")
        for one in ("atlvs", "compvss", "gvteway", "workspace")
    }
    found = [f"client.{one}.{name}" for one, owner in owners.items() if name in owner.__annotations__]
    return f"; it is {' or '.join(found)}" if found else ""


class Product(_Product):
    """A product's resources, for `Client`."""


class AsyncProduct(_Product):
    """A product's resources, for `AsyncClient`."""


class Resource:
    """One resource of the blocking client."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def _list(self, path: str, kind: type[R], given: Mapping[str, Any], *, paged: bool = True) -> Page[R]:
        query, options = split(given)

        def fetch(cursor: str | None, walking: bool) -> Response:
            asked = walked(query, cursor) if walking and paged else query
            return self._client.request("GET", path, query=asked, options=options)

        return Page(fetch(None, False), kind, fetch)

    def _get(self, path: str, ids: tuple[str, ...], kind: type[R], given: Mapping[str, Any]) -> R:
        query, options = split(given)
        return read(self._client.request("GET", path_with(path, *ids), query=query, options=options), kind)

    def _write(
        self,
        method: str,
        path: str,
        ids: tuple[str, ...],
        kind: type[R],
        given: Mapping[str, Any],
        *,
        body: bool,
    ) -> R:
        content, options = split(given)
        where = path_with(path, *ids)
        return read(
            self._client.request(method, where, body=content if body else None, options=options), kind
        )

    def _delete(self, path: str, ids: tuple[str, ...], given: Mapping[str, Any]) -> None:
        _, options = split(given)
        nothing(self._client.request("DELETE", path_with(path, *ids), options=options))

    def _export(self, path: str, kind: type[R], given: Mapping[str, Any]) -> Iterator[R]:
        query, options = split(given)
        export = _Export(dict(query), self._client.max_retries)
        while True:
            lines = _Lines()
            stream = self._client.open_stream(
                path, query=export.query, accept="application/x-ndjson", options=options
            )
            try:
                while piece := stream.read():
                    yield from export.records(lines.feed(piece), kind)
                yield from export.records([lines.rest()], kind)
                return
            except APIConnectionError as error:
                export.go_on(error)
            finally:
                stream.close()

    def _batch(
        self,
        path: str,
        items: Iterable[Mapping[str, Any]],
        mode: str,
        kind: type[R],
        given: Mapping[str, Any],
    ) -> R:
        _, options = split(given)
        body = {"mode": mode, "items": [*items]}
        return read(self._client.request("POST", path, body=body, options=options), kind)

    def _stream(self, path: str, kind: type[R], given: Mapping[str, Any]) -> Iterator[R]:
        from ..sse import follow

        query, options = split(given)
        return follow(self._client, path, kind, dict(query), options)

    def _sync(self, path: str, kind: type[R], given: Mapping[str, Any]) -> Sync[R]:
        from ..sync import Sync

        return Sync(self._client, path, kind, dict(given))


class AsyncResource:
    """One resource of the asynchronous client."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def _list(
        self, path: str, kind: type[R], given: Mapping[str, Any], *, paged: bool = True
    ) -> AsyncList[R]:
        query, options = split(given)

        async def fetch(cursor: str | None, walking: bool) -> Response:
            asked = walked(query, cursor) if walking and paged else query
            return await self._client.request("GET", path, query=asked, options=options)

        return AsyncList(kind, fetch)

    async def _get(self, path: str, ids: tuple[str, ...], kind: type[R], given: Mapping[str, Any]) -> R:
        query, options = split(given)
        return read(
            await self._client.request("GET", path_with(path, *ids), query=query, options=options), kind
        )

    async def _write(
        self,
        method: str,
        path: str,
        ids: tuple[str, ...],
        kind: type[R],
        given: Mapping[str, Any],
        *,
        body: bool,
    ) -> R:
        content, options = split(given)
        where = path_with(path, *ids)
        answer = await self._client.request(method, where, body=content if body else None, options=options)
        return read(answer, kind)

    async def _delete(self, path: str, ids: tuple[str, ...], given: Mapping[str, Any]) -> None:
        _, options = split(given)
        nothing(await self._client.request("DELETE", path_with(path, *ids), options=options))

    async def _export(self, path: str, kind: type[R], given: Mapping[str, Any]) -> AsyncIterator[R]:
        query, options = split(given)
        export = _Export(dict(query), self._client.max_retries)
        while True:
            lines = _Lines()
            stream = await self._client.open_stream(
                path, query=export.query, accept="application/x-ndjson", options=options
            )
            try:
                while piece := await stream.read():
                    for record in export.records(lines.feed(piece), kind):
                        yield record
                for record in export.records([lines.rest()], kind):
                    yield record
                return
            except APIConnectionError as error:
                export.go_on(error)
            finally:
                await stream.close()

    async def _batch(
        self,
        path: str,
        items: Iterable[Mapping[str, Any]],
        mode: str,
        kind: type[R],
        given: Mapping[str, Any],
    ) -> R:
        _, options = split(given)
        body = {"mode": mode, "items": [*items]}
        return read(await self._client.request("POST", path, body=body, options=options), kind)

    def _stream(self, path: str, kind: type[R], given: Mapping[str, Any]) -> AsyncIterator[R]:
        from ..sse import afollow

        query, options = split(given)
        return afollow(self._client, path, kind, dict(query), options)

    def _sync(self, path: str, kind: type[R], given: Mapping[str, Any]) -> AsyncSync[R]:
        from ..sync import AsyncSync

        return AsyncSync(self._client, path, kind, dict(given))
