"""A bulk walk that can be resumed (playbook "Bulk Data Sync", "Polling Sync").

The records come in the order of their last change, deleted ones included as tombstones. A batch that was committed
is not read again after a crash; one that was not comes once more: at least once, never a gap. When a walk is over,
the next one with the same checkpoint reads only what has changed since.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NotRequired, Protocol, TypedDict, TypeVar

from .errors import BadRequestError, ConfigurationError
from .pages import PAGE, RecordPage
from .records import Record, encode, timestamp

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .transport import Response

R = TypeVar("R", bound=Record)

# `updated_after` is exclusive and times have milliseconds: what changed in the same one is read again.
OVERLAP = timedelta(milliseconds=1)


class Checkpoint(Protocol):
    """Where a walk's position is kept. Both methods block shortly; keep it beside the data if you can."""

    def load(self) -> dict[str, Any] | None:
        """What was saved last; None before the first time."""
        ...

    def save(self, state: dict[str, Any]) -> None:
        """Keep the position, durably."""
        ...


class FileCheckpoint:
    """A position in a file, replaced as one.

    Parameters
    ----------
    path: of the file; it need not exist.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def load(self) -> dict[str, Any] | None:
        """What was saved last; None before the first time."""
        try:
            state = json.loads(self._path.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            state = None
        if not isinstance(state, dict):
            raise ConfigurationError(f"{self._path} is no checkpoint; delete it to start from the beginning")
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Keep the position, durably."""
        draft = self._path.with_name(f"{self._path.name}.new")
        with draft.open("w") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


class SyncOptions(TypedDict, total=False):
    """What `sync` takes."""

    checkpoint: NotRequired[str | Path | Checkpoint]
    """A path, or an object with `load` and `save`; without it each walk starts from the beginning."""
    updated_since: NotRequired[datetime]
    """For the first walk, only what changed later."""
    include_deleted: NotRequired[bool]
    """With tombstones, as by default."""
    filters: NotRequired[dict[str, Any]]
    """Parameters of `list`, the same in each run of a checkpoint."""


class Batch(Generic[R]):
    """One page of a walk; `commit()` once it is stored.

    >>> for batch in client.atlvs.deals.sync():
    ...     stored = [deal.id for deal in batch.items]
    ...     batch.commit()

    Attributes
    ----------
    items: the records that are there.
    deleted: tombstones of those that were deleted.
    """

    __slots__ = ("_checkpoint", "_state", "deleted", "items")

    def __init__(self, records: list[R], state: dict[str, Any], checkpoint: Checkpoint | None) -> None:
        self.items = [record for record in records if record.to_dict().get("deleted_at") is None]
        self.deleted = [record for record in records if record.to_dict().get("deleted_at") is not None]
        self._state = state
        self._checkpoint = checkpoint

    def commit(self) -> None:
        """The batch is stored: the next run goes on behind it."""
        if self._checkpoint is not None:
            self._checkpoint.save(self._state)

    def __len__(self) -> int:
        return len(self.items) + len(self.deleted)


class _Walk(Generic[R]):
    """The position, without the network."""

    def __init__(self, client: Client | AsyncClient, path: str, kind: type[R], given: dict[str, Any]) -> None:
        self._client: Any = client
        self._path = path
        self._kind = kind
        target = given.get("checkpoint")
        self._checkpoint: Checkpoint | None = (
            FileCheckpoint(target) if isinstance(target, (str, Path)) else target
        )
        # As a checkpoint gives them back: times as text, a tuple as a list.
        self._filters: dict[str, Any] = json.loads(json.dumps(given.get("filters") or {}, default=encode))
        self._include_deleted = given.get("include_deleted", True)
        since = given.get("updated_since")
        self._since: str | None = timestamp(since) if since is not None else None
        self._cursor: str | None = None
        self._seen: str | None = None
        self._past: tuple[str, ...] = ()
        self._resumed = False

    def _begin(self) -> None:
        state = self._checkpoint.load() if self._checkpoint is not None else None
        if state is None:
            return
        if state.get("path") != self._path or state.get("filters") != self._filters:
            raise ConfigurationError(
                f"the checkpoint belongs to {state.get('path')} with {state.get('filters')}, not to {self._path}"
                f" with {self._filters}; use one checkpoint for each walk"
            )
        self._cursor, self._since, self._seen = state["cursor"], state["since"], state["seen"]
        self._resumed = self._cursor is not None

    def _query(self) -> dict[str, Any]:
        query = {
            **self._filters,
            "sort": "updated_at",
            "limit": PAGE,
            "total": False,
            "include_deleted": self._include_deleted,
        }
        if self._since is not None:
            query["updated_after"] = self._since
        if self._cursor is not None:
            query["cursor"] = self._cursor
        return query

    def _restart(self, error: BadRequestError) -> None:
        """A cursor of the last run is no longer good, such as after an upgrade: by the time of the last change."""
        if not self._resumed or error.code != "INVALID_CURSOR":
            raise error
        self._resumed, self._cursor = False, None
        self._since = _before(self._seen) if self._seen is not None else self._since

    def _page(self, response: Response) -> Batch[R]:
        page = RecordPage(response, self._kind, self._past)
        records, cursor = page.data, page.cursor
        if records:
            self._seen = records[-1].to_dict()["updated_at"]
        self._past = page._following()
        self._resumed = False
        self._cursor = cursor
        since = self._since if cursor is not None else (_before(self._seen) if self._seen else self._since)
        state = {
            "path": self._path,
            "filters": self._filters,
            "cursor": cursor,
            "since": since,
            "seen": self._seen,
        }
        return Batch(records, state, self._checkpoint)

    @property
    def _more(self) -> bool:
        return self._cursor is not None


def _before(moment: str | None) -> str | None:
    return timestamp(datetime.fromisoformat(moment) - OVERLAP) if moment is not None else None


class Sync(_Walk[R]):
    """A walk of the blocking client; iterate it once."""

    def __iter__(self) -> Iterator[Batch[R]]:
        self._begin()
        while True:
            try:
                batch = self._page(self._client.request("GET", self._path, query=self._query()))
            except BadRequestError as error:
                self._restart(error)
                continue
            if len(batch) or not self._more:
                yield batch
            if not self._more:
                return


class AsyncSync(_Walk[R]):
    """A walk of the asynchronous client; iterate it once."""

    async def __aiter__(self) -> AsyncIterator[Batch[R]]:
        self._begin()
        while True:
            try:
                batch = self._page(await self._client.request("GET", self._path, query=self._query()))
            except BadRequestError as error:
                self._restart(error)
                continue
            if len(batch) or not self._more:
                yield batch
            if not self._more:
                return
