"""What the steps of a run share: the mapping, the state, both sides, and the outline of what is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .mapping import MirrorMap
from .rows import Conflict, Link, Pulled
from .side import HERE, KINDS, THERE, Item, Side
from .state import State

Part = TypeVar("Part")

# How many records a side is asked for at once.
MOST = 100

OTHER = {HERE: THERE, THERE: HERE}
NAMES = {HERE: "GHXSTSHIP", THERE: "the CRM"}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a run did, or would do."""

    kind: str
    side: str
    operation: str
    id: str | None
    changes: dict[str, Any]
    why: str


@dataclass
class Outline:
    """What a run did, or would do: all of it counted, the first of it listed."""

    most: int = 1_000
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    actions: list[Action] = field(default_factory=list)

    def add(self, action: Action) -> None:
        """One more."""
        self.counts[action.kind, action.side, action.operation] += 1
        if len(self.actions) < self.most:
            self.actions.append(action)

    @property
    def writes(self) -> int:
        """How many records are created, changed or deleted."""
        return sum(
            count for (_, _, what), count in self.counts.items() if what in ("create", "update", "delete")
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are one, as far as they were read.

    Parameters
    ----------
    items: by side; a side that is missing has not changed as far as is known.
    rows: what is decided about with it.
    pending: the conflicts that wait, by field.
    """

    link: Link
    items: Mapping[str, Item]
    rows: Sequence[Pulled]
    pending: Mapping[str, Conflict]

    @property
    def kind(self) -> str:
        """Of which kind both are."""
        return self.link.kind

    def version_on(self, side: str) -> str:
        """The version that a write is conditional on."""
        return self.items[side].version if side in self.items else self.link.version_on(side)


@dataclass
class Work:
    """A run's desk.

    Parameters
    ----------
    told: called with each action as it is done.
    dry: nothing is sent; what the sides would answer is imagined.
    """

    mapping: MirrorMap
    state: State
    sides: Mapping[str, Side]
    told: Callable[[Action], None]
    outline: Outline = field(default_factory=Outline)
    dry: bool = False

    @property
    def kinds(self) -> list[str]:
        """What is mirrored; what others refer to comes first."""
        return [kind for kind in KINDS if kind in self.mapping.kinds]

    def note(self, action: Action) -> None:
        """Count an action, and tell it if it is done."""
        self.outline.add(action)
        if not self.dry:
            self.told(action)

    def close(self, link: Link, conflict: Conflict, why: str) -> None:
        """A conflict is over."""
        self.state.settle(conflict.number, why)
        self.state.audit("settle", why, kind=link.kind, link=link, changes={conflict.field: conflict.number})


def column(side: str) -> str:
    """How the columns of a side begin in the state."""
    return "here" if side == HERE else "there"


def parts(things: list[Part], size: int = MOST) -> Iterator[list[Part]]:
    """In portions."""
    return (things[at : at + size] for at in range(0, len(things), size))
