"""GHXSTSHIP as a side of the mirror."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from ghxstship import Client
from ghxstship.errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)

from .mapping import KindMap
from .side import GONE, STALE, Item, Operation, Outcome, Refusal, UnreachableError, Write

# What another attempt of the same request may get past; everything else the record is to blame for.
_UNANSWERED = (APIConnectionError, ServerError, RateLimitError, AuthenticationError, PermissionDeniedError)
CLOSED = ("won", "lost")


class Here:
    """The workspace of a client.

    Parameters
    ----------
    kinds: what is mapped.
    """

    most: Mapping[Operation, int] = {"create": 100, "update": 1, "delete": 1}

    def __init__(self, client: Client, kinds: Mapping[str, KindMap]) -> None:
        self._client = client
        self._kinds = kinds

    def workspace_id(self) -> str:
        """Which workspace the key is for."""
        with _answering():
            workspace_id: str = self._client.workspace.workspace.retrieve().id
            return workspace_id

    def position(self) -> int:
        """The number of the newest event."""
        with _answering():
            return int(self._client.workspace.workspace.retrieve().sequence)

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """None: a mapping names only what GHXSTSHIP has."""
        return ()

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        """By the order of changes, in which nothing can be missed."""
        position = _Position(cursor)
        with _answering():
            for batch in self._resource(kind).sync(checkpoint=position):
                batch.commit()
                assert position.state is not None
                records = [*batch.items, *batch.deleted]
                yield [self._item(kind, record.to_dict()) for record in records], position.state

    def ids(self, kind: str) -> None:
        """Deletions are among the changes."""

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """One by one."""
        found = []
        for one in ids:
            try:
                with _answering():
                    found.append(self._item(kind, self._resource(kind).retrieve(one).to_dict()))
            except NotFoundError:
                continue
        return found

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By `external_id`."""
        if not keys:
            return []
        with _answering():
            records = self._resource(kind).list(external_id=list(keys), limit=100, total=False)
            return [self._item(kind, record.to_dict()) for record in records]

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Creations together, everything else one by one, with the version that was seen."""
        if writes[0].operation == "create":
            return self._create(kind, writes)
        return [self._one(kind, write) for write in writes]

    def close(self) -> None:
        """The client belongs to the caller."""

    def _resource(self, kind: str) -> Any:
        return getattr(self._client.atlvs, kind)

    def _item(self, kind: str, data: dict[str, Any]) -> Item:
        if data.get("deleted_at") is not None:
            return Item(data["id"], str(data["version"]))
        if kind == "deals":
            data["phase"] = data["status"] if data["status"] in CLOSED else data["stage"]
        values = {one.here: data[one.here] for one in self._kinds[kind].fields}
        changed_at = int(datetime.fromisoformat(data["updated_at"]).timestamp() * 1000)
        return Item(data["id"], str(data["version"]), values, changed_at, data["external_id"])

    def _create(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        items = [{**_split_phase(write.values), "external_id": write.key} for write in writes]
        with _answering():
            result = self._resource(kind).batch(items).to_dict()
        outcomes: list[Outcome] = []
        for write, one in zip(writes, result["data"], strict=True):
            if one["status"] == 201:
                outcomes.append(self._item(kind, one["record"]))
            else:
                outcomes.append(self._not_created(kind, write, one["error"]))
        return outcomes

    def _not_created(self, kind: str, write: Write, error: dict[str, Any]) -> Outcome:
        taken = any(detail.get("field") == "external_id" for detail in error.get("details") or ())
        if error["code"] == "ALREADY_EXISTS" and taken:
            found = self.find(kind, [write.key])
            if found:
                return found[0]
        named = "; ".join(
            f"{d['field']}: {d['message']}" for d in error.get("details") or () if d.get("field")
        )
        return Refusal("refused", f"{error['message']}{f' ({named})' if named else ''}")

    def _one(self, kind: str, write: Write) -> Outcome:
        assert write.id is not None
        resource = self._resource(kind)
        try:
            with _answering():
                if write.operation == "delete":
                    resource.delete(write.id, if_match=int(write.version))
                    return Item(write.id)
                values, version = _split_phase(write.values), int(write.version)
                if values.get("status") in CLOSED:
                    version = self._opened(resource, write.id, version, values["status"])
                record = resource.update(write.id, **values, if_match=version)
                return self._item(kind, record.to_dict())
        except NotFoundError:
            return Item(write.id) if write.operation == "delete" else GONE
        except ConflictError as error:
            return STALE if error.code == "VERSION_CONFLICT" else Refusal("refused", str(error))
        except APIStatusError as error:
            return Refusal("refused", str(error))

    def _opened(self, resource: Any, one: str, version: int, status: str) -> int:
        """A won deal becomes a lost one by way of an open one; the version to go on from."""
        deal = resource.retrieve(one)
        if deal.version != version or deal.status not in CLOSED or deal.status == status:
            return version
        return int(resource.update(one, status="open", if_match=version).version)


def _split_phase(values: Mapping[str, Any]) -> dict[str, Any]:
    """A deal's phase as its status and stage."""
    split = dict(values)
    phase = split.pop("phase", None)
    if phase in CLOSED:
        split["status"] = phase
    elif phase is not None:
        split |= {"status": "open", "stage": phase}
    return split


class _Position:
    """The walk's position, which the mirror keeps together with what was read."""

    def __init__(self, state: dict[str, Any] | None) -> None:
        self.state = state

    def load(self) -> dict[str, Any] | None:
        return self.state

    def save(self, state: dict[str, Any]) -> None:
        self.state = state


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except _UNANSWERED as error:
        raise UnreachableError(f"GHXSTSHIP: {error}") from error
