"""What the state's file holds: links, records that were pulled, writes under way, conflicts, decisions; and how a row
becomes one of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .side import HERE, Item, Write

LINKED, GONE = "linked", "gone"
OPEN, CHOSEN, SETTLED = "open", "chosen", "settled"

WHOLE = ""
"""The field of a conflict that is about the record itself: deleted on one side, changed on the other."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that are one, and what each side had when they last agreed.

    Parameters
    ----------
    here_id, there_id: None while the record is being created there.
    here_base, there_base: by GHXSTSHIP's field names; a field that was never agreed on is missing.
    """

    number: int
    kind: str
    here_id: str | None
    there_id: str | None
    here_version: str
    there_version: str
    here_base: dict[str, Any]
    there_base: dict[str, Any]
    state: str

    def id_on(self, side: str) -> str | None:
        """Its id on a side."""
        return self.here_id if side == HERE else self.there_id

    def version_on(self, side: str) -> str:
        """Its version on a side, as far as is known."""
        return self.here_version if side == HERE else self.there_version

    def base_on(self, side: str) -> dict[str, Any]:
        """What a side had."""
        return self.here_base if side == HERE else self.there_base


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that is about to be sent, or whose answer is not known.

    Parameters
    ----------
    sent: what both sides shall agree on by it, by GHXSTSHIP's field names.
    before: what it overwrites.
    """

    number: int
    run: int
    side: str
    kind: str
    link: int
    write: Write
    sent: dict[str, Any]
    before: dict[str, Any]
    why: str

    @property
    def changes(self) -> dict[str, Any]:
        """What becomes what by it, for the audit."""
        names = dict.fromkeys((*self.before, *self.sent))
        return {name: {"from": self.before.get(name), "to": self.sent.get(name)} for name in names}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field on which the sides differ, or a record that one of them has deleted; both values are kept.

    Parameters
    ----------
    here, there: what each side has, as far as is known; once it is settled what each had.
    choice: what a person chose: a value; for a whole record the side that is right.
    seen: what the sides had when it was chosen.
    here_done, there_done: whether a side has what was chosen.
    """

    number: int
    kind: str
    link: int
    field: str
    base: Any
    here: Any
    there: Any
    here_at: int
    there_at: int
    policy: str
    state: str
    choice: Any
    seen: tuple[Any, Any] | None
    here_done: bool
    there_done: bool
    outcome: str
    opened_at: int
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A decision, as the audit keeps it."""

    number: int
    run: int
    at: int
    kind: str
    link: int | None
    here_id: str | None
    there_id: str | None
    side: str | None
    action: str
    changes: dict[str, Any]
    why: str
    undone: int | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A record that was read and not decided about; `item` is None until it is fetched."""

    side: str
    kind: str
    id: str
    item: Item | None
    held: str | None


LINK_COLUMNS = "number, kind, here_id, there_id, here_version, there_version, here_base, there_base, state"
CONFLICT_COLUMNS = (
    "number, kind, link, field, base, here, there, here_at, there_at, policy, state, choice, here_done,"
    " there_done, outcome, opened_at, closed_at"
)
INTENT_COLUMNS = "number, run, side, kind, link, operation, write, sent, before, why"
LINE_COLUMNS = "number, run, at, kind, link, here_id, there_id, side, action, changes, why, undone"


def packed(item: Item) -> str:
    values = None if item.values is None else dict(item.values)
    return json.dumps([item.id, item.version, values, item.changed_at, item.key])


def pulled_of(row: Sequence[Any]) -> Pulled:
    side, kind, one, item, held = row
    return Pulled(side, kind, one, Item(*json.loads(item)) if item is not None else None, held)


def link_of(row: Sequence[Any]) -> Link:
    number, kind, here_id, there_id, here_version, there_version, here_base, there_base, state = row
    bases = json.loads(here_base), json.loads(there_base)
    return Link(number, kind, here_id, there_id, here_version, there_version, *bases, state)


def conflict_of(row: Sequence[Any]) -> Conflict:
    number, kind, link, field, base, here, there, here_at, there_at, policy, state, choice, *rest = row
    here_done, there_done, outcome, opened_at, closed_at = rest
    kept = None if choice is None else json.loads(choice) or None
    return Conflict(
        number, kind, link, field, json.loads(base), json.loads(here), json.loads(there), here_at, there_at, policy,
        state, kept and kept["choice"], kept and (kept["here"], kept["there"]), bool(here_done), bool(there_done),
        outcome, opened_at, closed_at,
    )  # fmt: skip


def line_of(row: Sequence[Any]) -> Line:
    number, run, at, kind, link, here_id, there_id, side, action, changes, why, undone = row
    return Line(
        number, run, at, kind, link, here_id, there_id, side, action, json.loads(changes), why, undone
    )
