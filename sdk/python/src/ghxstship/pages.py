"""Lists that walk on (playbook "Pagination")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any, Generic, TypeVar

from .errors import PaginationLoopError, ResponseParseError
from .records import Record
from .transport import Response

R = TypeVar("R", bound=Record)

# Records a page of a walk, the most that the API gives.
PAGE = 100


class Pagination:
    """Where a page stands.

    Attributes
    ----------
    cursor: of the next page; None on the last.
    has_more: whether there is a next page.
    total: how many matched when the walk began; None if it was not asked for.
    """

    __slots__ = ("cursor", "has_more", "total")

    def __init__(self, data: dict[str, Any]) -> None:
        self.cursor: str | None = data.get("cursor")
        self.has_more: bool = bool(data.get("hasMore", self.cursor is not None))
        self.total: int | None = data.get("total")

    @property
    def hasMore(self) -> bool:  # noqa: N802 - the name on the wire, as in the playbook
        """The same as `has_more`."""
        return self.has_more

    def __repr__(self) -> str:
        return f"Pagination(cursor={self.cursor!r}, has_more={self.has_more}, total={self.total})"


class RecordPage(Generic[R]):
    """The records of a page and where it stands, without the network.

    Attributes
    ----------
    data: the records.
    pagination: where the page stands.
    raw_response: the answer, with status and headers.
    """

    __slots__ = ("_seen", "data", "pagination", "raw_response")

    def __init__(self, response: Response, kind: type[R], seen: tuple[str, ...]) -> None:
        document = response.json()
        items = document.get("data") if type(document) is dict else None
        if type(items) is not list:
            raise ResponseParseError(
                "the answer is JSON but no list; is the base URL right?",
                request=response.request,
                response=response,
                attempts=response.attempts,
            )
        self.data: list[R] = [kind(item) for item in items]
        self.pagination = Pagination(document.get("pagination") or {})
        self.raw_response = response
        if self.pagination.cursor in seen:
            raise PaginationLoopError(
                "the list gave the same cursor twice", request=response.request, response=response
            )
        self._seen = seen

    @property
    def cursor(self) -> str | None:
        """Of the next page; None on the last."""
        return self.pagination.cursor

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.pagination.has_more

    @property
    def total(self) -> int | None:
        """How many matched when the walk began."""
        return self.pagination.total

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.data)}, {self.pagination!r}>"

    def _following(self) -> tuple[str, ...]:
        """The cursors of the last pages: enough to notice a loop, and a walk of a million pages stays small."""
        cursor = self.pagination.cursor
        return (*self._seen[-64:], cursor) if cursor is not None else self._seen


class Page(RecordPage[R]):
    """A page of records; iterating it walks over this page and all that follow.

    >>> page = client.atlvs.deals.list(limit=2)
    >>> len(page.data), page.has_more
    (2, True)
    >>> len(page.to_list(max=5))
    5
    """

    __slots__ = ("_fetch", "_kind")

    def __init__(
        self,
        response: Response,
        kind: type[R],
        fetch: Callable[[str, bool], Response],
        seen: tuple[str, ...] = (),
    ) -> None:
        super().__init__(response, kind, seen)
        self._kind = kind
        self._fetch = fetch

    def next_page(self) -> Page[R] | None:
        """The page after this one; None after the last."""
        cursor = self.pagination.cursor
        if cursor is None:
            return None
        return Page(self._fetch(cursor, True), self._kind, self._fetch, self._following())

    def pages(self) -> Iterator[Page[R]]:
        """This page and all that follow."""
        page: Page[R] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[R]:
        for page in self.pages():
            yield from page.data

    def to_list(self, *, max: int | None = None) -> list[R]:
        """All records from here on, at most `max`."""
        found: list[R] = []
        for page in self.pages():
            found += page.data
            if max is not None and len(found) >= max:
                return found[:max]
        return found


class AsyncPage(RecordPage[R]):
    """As `Page`, with `async for`."""

    __slots__ = ("_fetch", "_kind")

    def __init__(
        self,
        response: Response,
        kind: type[R],
        fetch: Callable[[str | None, bool], Awaitable[Response]],
        seen: tuple[str, ...] = (),
    ) -> None:
        super().__init__(response, kind, seen)
        self._kind = kind
        self._fetch = fetch

    async def next_page(self) -> AsyncPage[R] | None:
        """The page after this one; None after the last."""
        cursor = self.pagination.cursor
        if cursor is None:
            return None
        return AsyncPage(await self._fetch(cursor, True), self._kind, self._fetch, self._following())

    async def pages(self) -> AsyncIterator[AsyncPage[R]]:
        """This page and all that follow."""
        page: AsyncPage[R] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[R]:
        async for page in self.pages():
            for record in page.data:
                yield record

    async def to_list(self, *, max: int | None = None) -> list[R]:
        """All records from here on, at most `max`."""
        found: list[R] = []
        async for page in self.pages():
            found += page.data
            if max is not None and len(found) >= max:
                return found[:max]
        return found


class AsyncList(Generic[R]):
    """A list that was asked for: `await` it for its first page, or `async for` over all records."""

    __slots__ = ("_fetch", "_kind")

    def __init__(self, kind: type[R], fetch: Callable[[str | None, bool], Awaitable[Response]]) -> None:
        self._kind = kind
        self._fetch = fetch

    async def _first(self, *, walking: bool) -> AsyncPage[R]:
        return AsyncPage(await self._fetch(None, walking), self._kind, self._fetch)

    def __await__(self) -> Generator[Any, None, AsyncPage[R]]:
        return self._first(walking=False).__await__()

    async def __aiter__(self) -> AsyncIterator[R]:
        async for record in await self._first(walking=True):
            yield record

    async def pages(self) -> AsyncIterator[AsyncPage[R]]:
        """One page at a time."""
        async for page in (await self._first(walking=True)).pages():
            yield page

    async def to_list(self, *, max: int | None = None) -> list[R]:
        """All records, at most `max`."""
        return await (await self._first(walking=True)).to_list(max=max)
