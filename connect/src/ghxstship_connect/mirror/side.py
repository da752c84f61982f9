"""What the mirror asks of a side: GHXSTSHIP is one, a CRM the other. An adapter is a class with these methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

HERE, THERE = "ghxstship", "crm"

# What can be mirrored; what others refer to comes first.
KINDS = ("companies", "contacts", "deals")

Operation = Literal["create", "update", "delete"]


class UnreachableError(Exception):
    """A side gives no answer, so whether the last write happened is unknown; the message names the side."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a side as it is now.

    Parameters
    ----------
    version: changes with every change of the record; what a write is conditional on.
    values: by the side's own field names; at least those that the mirror maps. Empty for a tombstone.
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
    key: given to a new record, unique among its kind, so that it is found when the answer was lost.
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
    reason: `stale`: the record has changed meanwhile; `gone`: it was deleted; `refused`: it would be again.
    """

    reason: Literal["stale", "gone", "refused"]
    message: str = ""


STALE = Refusal("stale")
GONE = Refusal("gone")

Outcome = Item | Refusal


class Side(Protocol):
    """One of the two sides. Every method raises `UnreachableError` when the side gives no answer."""

    most: Mapping[Operation, int]
    """How many writes of an operation one call of `write` may have."""

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """What of the mapping this side does not have: kind, its own field or None, and the remedy."""
        ...

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        """Everything that has changed behind a cursor, tombstones included if the side keeps them, and the next cursor.

        A record may come again although it has not changed; it must not be missing.
        """
        ...

    def ids(self, kind: str) -> Iterable[str] | None:
        """Every live id, for a side that keeps no tombstones; None if `changes` tells of deletions."""
        ...

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """The live ones of these records, as they are now."""
        ...

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """The live records that carry these keys, also one that was created a moment ago."""
        ...

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Carry out writes of one operation; for each the record as it is afterwards, or why not.

        A creation whose key a live record already carries gives that record. Of a deletion the record is a tombstone.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
