"""The conflict queue: what a person chooses is written by the next run."""

from __future__ import annotations

from typing import Any

from ghxstship.errors import ConfigurationError

from ..configuration import kind_of
from .mapping import CHOICES, MirrorMap
from .rows import SETTLED, WHOLE, Conflict
from .side import HERE, THERE
from .state import State
from .values import canonical

_UNSAID: Any = object()


def resolve(state: State, number: int, *, take: str | None = None, value: Any = _UNSAID) -> Conflict:
    """Choose for a conflict.

    Parameters
    ----------
    take: the side that is right, `ghxstship` or `crm`.
    value: another value, instead of a side's; not for a conflict about a whole record.

    Raises `ConfigurationError` when there is no such conflict, or it is settled.
    """
    # In one transaction, as a run may be under way.
    with state.transaction():
        conflict = state.conflict(number)
        if conflict is None:
            raise ConfigurationError(f"there is no conflict {number}; see `ghxstship mirror conflicts`")
        state.choose(conflict, _choice(conflict, take, value))
        state.look_at_both(state.link(conflict.link))
        found = state.conflict(number)
    assert found is not None
    return found


def is_mapped(mapping: MirrorMap, conflict: Conflict) -> bool:
    """Whether a run looks at what a conflict is about: a field, or a whole kind, may have left the mapping since."""
    kind = mapping.kinds.get(conflict.kind)
    return kind is not None and conflict.field in (WHOLE, *(one.here for one in kind.fields))


def _choice(conflict: Conflict, take: str | None, value: Any) -> Any:
    if conflict.state == SETTLED:
        raise ConfigurationError(f"conflict {conflict.number} is settled: {conflict.outcome}")
    if (take is None) == (value is _UNSAID):
        raise ConfigurationError("choose a side by --take ghxstship or --take crm, or else give a --value")
    if conflict.field == WHOLE:
        if take is None:
            raise ConfigurationError(
                f"conflict {conflict.number} is about a whole record: choose a side, ghxstship or crm"
            )
        return take
    here, there = conflict.seen or (conflict.here, conflict.there)
    return value if take is None else {HERE: here, THERE: there}[take]


def fitting(mapping: MirrorMap, conflict: Conflict, value: Any) -> Any:
    """A value for a conflict's field as GHXSTSHIP writes it; raises `ConfigurationError` when it cannot be one."""
    fields = mapping.kinds[conflict.kind].fields if conflict.kind in mapping.kinds else ()
    one = next((one for one in fields if one.here == conflict.field), None)
    if one is None or value is None:
        return value
    choices = CHOICES.get(one.here)
    if choices is not None and value not in choices:
        raise ConfigurationError(f"{one.here} is one of {', '.join(choices)}, not {value!r}")
    if one.type not in ("number", "boolean") and not isinstance(value, str):
        raise ConfigurationError(f"{one.here} is a text, not {kind_of(value)}; a text needs quotes: '\"…\"'")
    try:
        return canonical(one.type, value)
    except ValueError as error:
        raise ConfigurationError(f"{one.here}: {error}") from None
