"""What a destination can do, and how its columns may grow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from ..catalogue import Column, Kind
from ..errors import DestinationError, SchemaConflictError

State = dict[str, Any]

# The table that holds where each load stands.
STATES = "_ghxstship_sync"


class Destination(Protocol):
    """A place with one table for each resource.

    `name` is how messages call it, without a password.
    """

    name: str

    def state(self, table: str) -> State | None:
        """Where the load of a table stands; None before the first, and when somebody has dropped the table."""
        ...

    def begin(self, table: str, columns: Sequence[Column], state: State) -> None:
        """Make the table and keep where its load begins: both or nothing.

        Raises `DestinationError` when something of that name is there which no load has made.
        """
        ...

    def grow(self, table: str, columns: Sequence[Column]) -> None:
        """Make room in a table: new columns, wider types.

        Raises `SchemaConflictError` when a column cannot become what it must be.
        """
        ...

    def stored(self, table: str, ids: Sequence[str]) -> dict[str, int]:
        """The versions of those of the records that are there."""
        ...

    def write(self, table: str, rows: Any, removed: Sequence[str], state: State, *, fresh: bool) -> None:
        """Insert or replace rows (a `pyarrow.Table`), remove others, and keep the state: all of it or nothing.

        Parameters
        ----------
        fresh: none of the rows is there yet.
        """
        ...

    def count(self, table: str, *, mark: bool) -> int:
        """How many records are there that are not deleted."""
        ...

    def pause(self) -> None:
        """Between two runs of a watch: let others read, but not load."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def of_somebody_else(name: str, table: str, place: str) -> DestinationError:
    """What is said of a table that no load has made: it may be an application's own.

    Parameters
    ----------
    place: what another one of helps, such as a schema.
    """
    return DestinationError(
        f"there is already a table {table} in {name} which `ghxstship sync` has not made. Name another {place},"
        " or rename or drop that table"
    )


def grown(
    name: str,
    table: str,
    present: Mapping[str, str],
    columns: Iterable[Column],
    types: Mapping[Kind, str],
    widenings: Mapping[str, frozenset[str]],
) -> tuple[list[Column], list[Column]]:
    """The columns that are missing from a table, and those that must become wider.

    Parameters
    ----------
    present: the types of the columns that are there.
    types: the destination's type for each kind.
    widenings: the types that a type can become; a column that is wider than needed stays.
    """
    missing, wider = [], []
    for column in columns:
        there, wanted = present.get(column.name), types[column.kind]
        if there is None:
            missing.append(column)
        elif wanted in widenings.get(there, ()):
            wider.append(column)
        elif there != wanted and there not in widenings.get(wanted, ()):
            raise SchemaConflictError(
                f"{table}.{column.name} is {there} in {name}, but must be {wanted}. Rename or drop that column,"
                f" or drop the table {table} to load it anew"
            )
    return missing, wider


def widenings_of_money(spelling: str, digits: int, scale: int) -> dict[str, frozenset[str]]:
    """Which decimals an amount's type can grow from, and which it need not shrink to it.

    Parameters
    ----------
    spelling: how the destination writes a decimal, such as `DECIMAL({},{})`.
    """
    whole = digits - scale
    every = [(p, s) for p in range(1, 39) for s in range(p + 1)]
    money = spelling.format(digits, scale)
    found = {
        spelling.format(p, s): frozenset((money,))
        for p, s in every
        if (s < scale or p < digits) and s <= scale and p - s <= whole
    }
    found[money] = frozenset(spelling.format(p, s) for p, s in every if s >= scale and p - s >= whole)
    return found


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str]) -> str:
    """Names in SQL, with commas."""
    return ", ".join(map(quoted, names))
