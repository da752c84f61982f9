"""The three-way merge of one field: what each side has now, what it had when both agreed, and who may decide.

Each side has a base of its own. What a side makes of a value that it was given (a text it cut, a number it rounded)
is part of the agreement, and does not come back as a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from .side import HERE, THERE

POLICIES = (HERE, THERE, "newest", "manual")


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""The base of a field that the sides never agreed on."""


class Way(Enum):
    """What becomes of a field."""

    KEEP = "nothing changed"
    AGREED = "both sides have the same"
    TO_CRM = "to the CRM"
    TO_HERE = "to GHXSTSHIP"
    CONFLICT = "a person decides"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about a field.

    Parameters
    ----------
    loses: whether a value that somebody wrote is overwritten; it is kept in the conflict queue.
    why: in words, for the audit.
    """

    way: Way
    why: str = ""
    loses: bool = False


def merge(
    policy: str,
    *,
    here: Any,
    there: Any,
    here_base: Any = UNKNOWN,
    there_base: Any = UNKNOWN,
    here_at: int = 0,
    there_at: int = 0,
) -> Verdict:
    """Decide about a field. Pure: the same values give the same verdict.

    Parameters
    ----------
    policy: the owner of the field (`ghxstship` or `crm`), or who wins when both sides changed it: `newest`, `manual`.
    here, there: the values now, in the form in which they are compared.
    here_at, there_at: when each record was last changed, Unix milliseconds; on a tie GHXSTSHIP wins.
    """
    changed_here, changed_there = here != here_base, there != there_base
    if here == there:
        return Verdict(Way.AGREED if changed_here or changed_there else Way.KEEP)
    if not (changed_here or changed_there):
        return Verdict(Way.KEEP)
    first = here_base is UNKNOWN
    if policy in (HERE, THERE):
        return _owned(policy, here, there, changed_here, changed_there, first=first)
    if not changed_there or (first and there is None):
        return Verdict(Way.TO_CRM, "changed in GHXSTSHIP")
    if not changed_here or (first and here is None):
        return Verdict(Way.TO_HERE, "changed in the CRM")
    if policy == "manual":
        return Verdict(Way.CONFLICT, "changed on both sides")
    if here_at >= there_at:
        return Verdict(Way.TO_CRM, "changed on both sides; GHXSTSHIP is newer", loses=True)
    return Verdict(Way.TO_HERE, "changed on both sides; the CRM is newer", loses=True)


def _owned(
    policy: str, here: Any, there: Any, changed_here: bool, changed_there: bool, *, first: bool
) -> Verdict:
    if policy == HERE:
        lost = changed_there and not (first and there is None)
        return Verdict(Way.TO_CRM, "GHXSTSHIP owns the field", loses=lost)
    lost = changed_here and not (first and here is None)
    return Verdict(Way.TO_HERE, "the CRM owns the field", loses=lost)
