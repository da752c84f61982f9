"""What a list of the portal is narrowed to: read from the address, asked of the API, and shown again as typed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...clock import from_text, to_text
from ..inside import Answer
from ..visit import Visit

SIZE = 30
"""How many rows a list shows at once."""

Ask = Callable[[Visit, str, Mapping[str, Any]], Awaitable[Answer]]

_SHORT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?)?")
_NO_TIME = "Is no time; write it as 2026-11-23 07:21 (UTC)"

# What the API calls a bound, and what the address does.
_NAMES = {"created_after": "from", "created_before": "to"}


def moment(text: str) -> int:
    """The moment (epoch ms) that somebody has typed: a day, a day with a time (UTC), or RFC 3339.

    Raises ValueError for anything else.
    """
    short = _SHORT.fullmatch(text)
    if short is not None:
        text = f"{short[1]}T{short[2] or '00:00'}{short[3] or ':00'}Z"
    return from_text(text)


class Values(dict[str, str]):
    """What stands in the address; of what does not stand there, templates see nothing."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(slots=True)
class Chosen:
    """What a list is narrowed to.

    Attributes
    ----------
    values: by name, as they stand in the address; they go into its form and its links.
    since, until: the bounds ``from`` and ``to`` (epoch ms), None where there is none.
    errors: what is wrong, by name.
    """

    values: Values
    since: int | None = None
    until: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def cursor(self) -> str | None:
        """Where the page begins; None for the first."""
        return self.values.get("cursor")

    @property
    def narrowed(self) -> bool:
        """Whether less than everything is asked for."""
        return any(name != "cursor" for name in self.values)

    def bounds(self) -> dict[str, str | None]:
        """The bounds as the API takes them, which excludes both."""
        return {
            "created_after": None if self.since is None else to_text(self.since - 1),
            "created_before": None if self.until is None else to_text(self.until),
        }

    def get(self, name: str) -> str | None:
        """One value; None where it is not given."""
        return self.values.get(name)


def chosen(visit: Visit, *names: str) -> Chosen:
    """What stands in the address under these names, `from`, `to` and `cursor`."""
    given = {name: text for name in (*names, "from", "to", "cursor") if (text := visit.query.get(name))}
    found = Chosen(Values(given))
    found.since, found.until = _bound(found, "from"), _bound(found, "to")
    return found


def _bound(found: Chosen, name: str) -> int | None:
    text = found.get(name)
    if text is None:
        return None
    try:
        return moment(text)
    except ValueError:
        found.errors[name] = _NO_TIME
        return None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list of the API.

    Attributes
    ----------
    rows: empty where the filters are wrong; then `chosen.errors` says why.
    pagination: as the API gives it.
    """

    rows: list[dict[str, Any]]
    pagination: dict[str, Any]


NOTHING = Listed([], {"cursor": None, "hasMore": False})


async def listed(
    visit: Visit, path: str, found: Chosen, query: Mapping[str, Any], ask: Ask | None = None
) -> Listed:
    """A page of a list of the API; what is wrong with the filters goes into `found.errors`.

    Parameters
    ----------
    query: beside the bounds and the cursor; entries that are None are left out.
    ask: how; without it as `visit.call` does.

    Raises the API's other errors.
    """
    if found.errors:
        return NOTHING
    asked = {"limit": SIZE, **query, **found.bounds(), "cursor": found.cursor}
    answer = await (ask(visit, path, asked) if ask else visit.call("GET", path, query=asked))
    if answer.code in ("BAD_REQUEST", "INVALID_CURSOR"):
        found.errors.update((_NAMES.get(name, name), text) for name, text in answer.errors.items())
        return NOTHING
    data = answer.require()
    return Listed(data["data"], data["pagination"])
