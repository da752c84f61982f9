"""What the mirror asks of a side: GHXSTSHIP is one, a CRM the other. An adapter is a class derived from `Side`."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .mapping import KindMap

HERE, THERE = "ghxstship", "crm"

# What can be mirrored; what others refer to comes first.
KINDS = ("companies", "contacts", "deals")

Operation = Literal["create", "update", "delete"]


class UnreachableError(Exception):
    """A side gives no answer, so whether the last write happened is unknown; the message names the side."""


class RefusedError(Exception):
    """A side does not take a write, and would not if it were sent again; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a side as it is now.

    Parameters
    ----------
    version: changes with every change of the record; what a write is conditional on.
    values: by the side's own field names; at least those that the mirror maps. None for a tombstone.
    changed_at: of the last change, Unix milliseconds.
    key: what the mirror gave the record when it created it.
    """

    id: str
    version: str = ""
    values: Mapping[str, Any] | None = None
    changed_at: int = 0
    key: str | None = None

    @property
    def deleted(self) -> bool:
        """Whether it is a tombstone."""
        return self.values is None


@dataclass(frozen=True, slots=True)
class Write:
    """One change that a side is asked for.

    Parameters
    ----------
    id: of the record; None to create one.
    version: the write is refused as stale when the record has another one by now.
    key: given to a new record, unique among the living of its kind, so that it is found when the answer was lost.
    values: by the side's own field names.
    """

    operation: Operation
    values: Mapping[str, Any]
    id: str | None = None
    version: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A write that did not happen.

    Parameters
    ----------
    reason: `stale`: the record has changed meanwhile; `gone`: it was deleted; `exists`: a living record has the key of
        the one to create; `refused`: it would be again.
    """

    reason: Literal["stale", "gone", "exists", "refused"]
    message: str = ""


STALE = Refusal("stale")
GONE = Refusal("gone")
EXISTS = Refusal("exists")

Outcome = Item | Refusal


class Side:
    """One of the two sides. Every method raises `UnreachableError` when the side gives no answer.

    An adapter gives `fields`, `page`, `fetch`, `find` and `send`; whoever can do better than one write at a time, or
    knows another order of changes, gives `write` or `changes` instead.

    Parameters
    ----------
    kinds: what is mapped.
    """

    OPTIONS: Mapping[str, bool] = {}
    """The adapter's options in the file's `crm`, and whether each must be there."""

    OWN: Sequence[str] = ()
    """Fields that each kind must have beside those that are mapped."""

    OVERLAP = 0
    """Milliseconds by which a change may become visible after the time that it carries."""

    most: Mapping[Operation, int] = {"create": 100, "update": 1, "delete": 1}
    """How many writes of an operation one call of `write` may have."""

    def __init__(self, kinds: Mapping[str, KindMap]) -> None:
        self.kinds = kinds

    # --- what an adapter gives

    def fields(self, kind: str) -> Collection[str]:
        """The names of the fields of a kind; none if the side does not have it."""
        raise NotImplementedError

    def page(self, kind: str, at: int, after: str | None) -> Sequence[Item]:
        """The next records in the order of (`changed_at`, `id`) behind these two, tombstones included if the side keeps
        them; with `after` None those that have changed later than `at`. None at the end.
        """
        raise NotImplementedError

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """The live ones of these records, as they are now."""
        raise NotImplementedError

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """The records that carry these keys, tombstones included; also one that was created a moment ago."""
        raise NotImplementedError

    def send(self, kind: str, write: Write) -> Item | None:
        """Carry a write out: the record as it is afterwards, a tombstone of one that was deleted.

        None when there is no living record with this id and version. Raises `RefusedError`.
        """
        raise NotImplementedError

    # --- what it may do its own way

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """What of the mapping this side does not have: kind, its own field or None, and the remedy."""
        for kind, mapping in self.kinds.items():
            found = self.fields(kind)
            if not found:
                yield kind, None, f"the CRM has no {mapping.there!r}; make it, or name another one"
                continue
            for name in (*self.OWN, *(one.there for one in mapping.fields)):
                if name not in found:
                    yield kind, name, f"{mapping.there!r} has no field {name!r}; add it, or name another one"

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[Sequence[Item], dict[str, Any]]]:
        """Everything that has changed behind a cursor, tombstones included if the side keeps them, and the next cursor.

        A record may come again although it has not changed; it must not be missing.
        """
        settled = time.time_ns() // 1_000_000 - self.OVERLAP
        behind: dict[str, Any] = cursor or {"at": -1, "after": None}
        while items := self.page(kind, behind["at"], behind["after"]):
            last = items[-1]
            behind = {"at": last.changed_at, "after": last.id}
            yield items, behind if last.changed_at < settled else {"at": settled - 1, "after": None}

    def ids(self, kind: str) -> Iterable[str] | None:
        """Every live id, for a side that keeps no tombstones; None if `changes` tells of deletions."""
        return None

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Carry out writes of one operation; for each the record as it is afterwards, or why not."""
        return [self._outcome(kind, write) for write in writes]

    def way(self, kind: str, name: str, before: Any, after: Any) -> Collection[Any]:
        """What a field may be in between, when a write takes it from one value to another in more than one step.

        After is None where the record is deleted, too.
        """
        return ()

    def wrote_last(self, item: Item) -> bool | None:
        """Whether the mirror itself was the last to change a record; None if the side does not tell."""
        return None

    def close(self) -> None:
        """Let go of connections."""

    def _outcome(self, kind: str, write: Write) -> Outcome:
        try:
            item = self.send(kind, write)
        except RefusedError as error:
            taken = write.operation == "create" and any(
                not item.deleted for item in self.find(kind, [write.key])
            )
            return EXISTS if taken else Refusal("refused", str(error))
        return item or (STALE if self.fetch(kind, [str(write.id)]) else GONE)
