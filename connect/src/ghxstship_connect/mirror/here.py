"""GHXSTSHIP as a side of the mirror."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from ghxstship import Client
from ghxstship.cli.failures import failure
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

from .mapping import CLOSED, STAGES, KindMap
from .side import EXISTS, Item, Outcome, Refusal, RefusedError, Side, UnreachableError, Write

# What another attempt of the same request may get past; everything else the record is to blame for.
_UNANSWERED = (APIConnectionError, ServerError, RateLimitError, AuthenticationError, PermissionDeniedError)


class Here(Side):
    """The workspace of a client.

    Parameters
    ----------
    kinds: what is mapped.
    """

    def __init__(self, client: Client, kinds: Mapping[str, KindMap]) -> None:
        super().__init__(kinds)
        self._client = client

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
            records = self._resource(kind).list(
                external_id=list(keys), include_deleted=True, limit=100, total=False
            )
            return [self._item(kind, record.to_dict()) for record in records]

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Creations together, everything else one by one, with the version that was seen."""
        return self._create(kind, writes) if writes[0].operation == "create" else super().write(kind, writes)

    def way(self, kind: str, name: str, before: Any, after: Any) -> Sequence[str]:
        """A won deal becomes a lost one by way of an open one."""
        if name not in ("phase", "status") or not {before, after} <= set(CLOSED):
            return ()
        return STAGES if name == "phase" else ("open",)

    def _resource(self, kind: str) -> Any:
        return getattr(self._client.atlvs, kind)

    def _item(self, kind: str, data: dict[str, Any]) -> Item:
        if data.get("deleted_at") is not None:
            return Item(data["id"], str(data["version"]), key=data["external_id"])
        if kind == "deals":
            data["phase"] = data["status"] if data["status"] in CLOSED else data["stage"]
        values = {one.here: data[one.here] for one in self.kinds[kind].fields}
        changed_at = int(datetime.fromisoformat(data["updated_at"]).timestamp() * 1000)
        return Item(data["id"], str(data["version"]), values, changed_at, data["external_id"])

    def _create(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        items = [{**_split_phase(write.values), "external_id": write.key} for write in writes]
        with _answering():
            result = self._resource(kind).batch(items).to_dict()
        outcomes: list[Outcome] = []
        for one in result["data"]:
            if one["status"] == 201:
                outcomes.append(self._item(kind, one["record"]))
            else:
                outcomes.append(self._not_created(one["error"]))
        return outcomes

    @staticmethod
    def _not_created(error: dict[str, Any]) -> Refusal:
        taken = any(detail.get("field") == "external_id" for detail in error.get("details") or ())
        if error["code"] == "ALREADY_EXISTS" and taken:
            return EXISTS
        named = "; ".join(
            f"{d['field']}: {d['message']}" for d in error.get("details") or () if d.get("field")
        )
        return Refusal("refused", f"{error['message']}{f' ({named})' if named else ''}")

    def send(self, kind: str, write: Write) -> Item | None:
        """With the version that was seen."""
        assert write.id is not None
        try:
            with _answering():
                if write.operation == "delete":
                    self._resource(kind).delete(write.id, if_match=int(write.version))
                    return Item(write.id)
                return self._update(kind, write.id, _split_phase(write.values), int(write.version))
        except NotFoundError:
            return Item(write.id) if write.operation == "delete" else None
        except ConflictError as error:
            if error.code == "VERSION_CONFLICT":
                return None
            raise RefusedError(str(error)) from error
        except APIStatusError as error:
            raise RefusedError(str(error)) from error

    def _update(self, kind: str, one: str, values: dict[str, Any], version: int) -> Item:
        resource = self._resource(kind)
        if values.get("status") in CLOSED:
            version = self._opened(resource, one, version, values["status"])
        return self._item(kind, resource.update(one, **values, if_match=version).to_dict())

    def _opened(self, resource: Any, one: str, version: int, status: str) -> int:
        """Open a deal that is closed otherwise; the version to go on from."""
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
        raise UnreachableError(f"GHXSTSHIP: {failure(error).message}") from error
