"""What becomes of a pair of records, field by field. Pure: it reads two views and says what shall be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .mapping import FieldMap, KindMap
from .merge import UNKNOWN, Way, merge
from .rows import CHOSEN, Conflict, Link
from .side import HERE, THERE
from .values import compared


@dataclass(frozen=True, slots=True)
class View:
    """A record in GHXSTSHIP's words.

    Parameters
    ----------
    values: by GHXSTSHIP's field names; one that is missing is not known, and so not decided about.
    unreadable: why a field has no value that the other side could be given.
    at: when the record last changed, Unix milliseconds.
    stale: fields whose value is known, but refers by its former id to a record that the CRM was given again.
    """

    values: Mapping[str, Any]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    stale: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the sides differ."""

    field: str
    base: Any
    here: Any
    there: Any
    policy: str
    why: str


@dataclass(slots=True)
class Decision:
    """What shall be done with a pair.

    Parameters
    ----------
    writes: for each side the values it gets, by GHXSTSHIP's field names.
    why: for each side, why.
    agreed: fields on which the sides agree now, each with what they have.
    lost: values that are overwritten.
    opened: fields that wait for a person.
    reopened, closed: conflicts that were waiting, with what the sides have now.
    applying: conflicts whose chosen value is written now.
    waits: why fields cannot be decided about yet.
    """

    writes: dict[str, dict[str, Any]] = field(default_factory=lambda: {HERE: {}, THERE: {}})
    why: dict[str, dict[str, str]] = field(default_factory=lambda: {HERE: {}, THERE: {}})
    agreed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    lost: list[Difference] = field(default_factory=list)
    opened: list[Difference] = field(default_factory=list)
    reopened: list[tuple[Conflict, Any, Any]] = field(default_factory=list)
    closed: list[Conflict] = field(default_factory=list)
    applying: list[tuple[Conflict, bool, bool]] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)


def expected(link: Link, side: str, pending: Mapping[str, Conflict]) -> dict[str, Any]:
    """What a side has as far as is known: the base, and for fields in the queue what was seen then."""
    values = dict(link.base_on(side))
    for name, conflict in pending.items():
        values[name] = conflict.here if side == HERE else conflict.there
    return values


def differs(fields: KindMap, known: Mapping[str, Any], view: View) -> bool:
    """Whether a record has anything else than what is known of it."""
    return any(
        one.here not in known
        or compared(one.type, known[one.here]) != compared(one.type, view.values[one.here])
        for one in fields.fields
        if one.here in view.values
    ) or bool(view.unreadable)


def decide(
    mapping: KindMap, link: Link, here: View, there: View, pending: Mapping[str, Conflict]
) -> Decision:
    """Merge two records.

    Parameters
    ----------
    pending: the link's conflicts that wait, by field: each blocks its field, and nothing else.
    """
    decision = Decision()
    for one in mapping.fields:
        unreadable = here.unreadable.get(one.here) or there.unreadable.get(one.here)
        if unreadable:
            decision.waits.append(unreadable)
            continue
        values = here.values[one.here], there.values[one.here]
        if one.here in pending:
            _decide_pending(decision, one, pending[one.here], *values)
        else:
            _decide_field(decision, one, link, values, (here.at, there.at))
        if one.here in there.stale and one.here not in decision.writes[THERE]:
            _refer_again(decision, one.here, *values)
    return decision


def _refer_again(decision: Decision, name: str, here: Any, there: Any) -> None:
    """The CRM's reference is written again, once both sides mean the same by it."""
    if here == there and name not in decision.writes[HERE]:
        decision.writes[THERE][name] = here
        decision.why[THERE][name] = "refers to a record that was made again"
    else:
        decision.waits.append(f"waits for both sides to agree on {name}, which the CRM must be told again")


def _decide_field(
    decision: Decision, one: FieldMap, link: Link, values: tuple[Any, Any], at: tuple[int, int]
) -> None:
    here, there = values
    name = one.here
    bases = [
        compared(one.type, base[name]) if name in base else UNKNOWN
        for base in (link.here_base, link.there_base)
    ]
    verdict = merge(
        one.policy, here=compared(one.type, here), there=compared(one.type, there), here_base=bases[0],
        there_base=bases[1], here_at=at[0], there_at=at[1],
    )  # fmt: skip
    if verdict.way is Way.AGREED:
        decision.agreed[name] = (here, there)
    elif verdict.way is Way.TO_CRM:
        decision.writes[THERE][name], decision.why[THERE][name] = here, verdict.why
    elif verdict.way is Way.TO_HERE:
        decision.writes[HERE][name], decision.why[HERE][name] = there, verdict.why
    difference = Difference(name, link.here_base.get(name), here, there, one.policy, verdict.why)
    if verdict.way is Way.CONFLICT:
        decision.opened.append(difference)
    if verdict.loses:
        decision.lost.append(difference)


def _decide_pending(decision: Decision, one: FieldMap, conflict: Conflict, here: Any, there: Any) -> None:
    def same(value: Any, other: Any) -> bool:
        return bool(compared(one.type, value) == compared(one.type, other))

    unmoved = same(here, conflict.here), same(there, conflict.there)
    if same(here, there) and not (conflict.state == CHOSEN and all(unmoved)):
        decision.closed.append(conflict)
        decision.agreed[one.here] = (here, there)
        return
    if conflict.state != CHOSEN:
        if not all(unmoved):
            decision.reopened.append((conflict, here, there))
        return
    chosen = conflict.choice
    done = (
        same(here, chosen) or (conflict.here_done and unmoved[0]),
        same(there, chosen) or (conflict.there_done and unmoved[1]),
    )
    if all(done):
        decision.closed.append(conflict)
        decision.agreed[one.here] = (here, there)
    elif not (unmoved[0] or done[0]) or not (unmoved[1] or done[1]):
        # Somebody has changed it since the choice was made, without knowing of it.
        decision.reopened.append((conflict, here, there))
    else:
        decision.applying.append((conflict, *done))
        for side, finished in ((HERE, done[0]), (THERE, done[1])):
            if not finished:
                decision.writes[side][one.here] = chosen
                decision.why[side][one.here] = f"chosen in conflict {conflict.number}"
