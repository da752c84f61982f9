"""Which tables there are and what is in them: the resources of the SDK that can be exported, and their fields."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from ghxstship.cli import tables
from ghxstship.errors import ConfigurationError
from ghxstship.records import on_wire

from ..configuration import nearest

if TYPE_CHECKING:
    from ghxstship import Client

DELETED_AT = "_deleted_at"


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    JSON = "json"


_KINDS = {
    "str": Kind.TEXT,
    "int": Kind.INTEGER,
    "float": Kind.NUMBER,
    "bool": Kind.BOOLEAN,
    "Decimal": Kind.MONEY,
    "date": Kind.DATE,
    "datetime": Kind.MOMENT,
}


@dataclass(frozen=True)
class Column:
    """A column. `field` is where its value stands in a record."""

    name: str
    kind: Kind
    field: str


@dataclass(frozen=True)
class Table:
    """A table, and the SDK's resource that it is filled from."""

    name: str
    product: str
    columns: tuple[Column, ...]

    def resource(self, client: Client) -> Any:
        """The resource of a client."""
        return getattr(getattr(client, self.product), self.name)


def names() -> dict[str, str]:
    """The product of every resource that can be loaded, by its name."""
    return {
        name: product
        for product in tables.PRODUCTS
        for name, operations in tables.resources(product).items()
        if "export" in operations
    }


def choose(client: Client, wanted: Iterable[str] = (), *, mark: bool = False) -> list[Table]:
    """The tables of the resources that are named (`ticket-types`, or with an underscore), of all if none is.

    Parameters
    ----------
    mark: whether deleted records stay, with `_deleted_at`.
    """
    known = names()
    chosen = [name.strip().replace("-", "_") for name in wanted]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise ConfigurationError(
            f"there is no resource {unknown[0]!r}{nearest(unknown[0], known)}; there are: {', '.join(known)}"
        )
    return [_table(client, name, known[name], mark=mark) for name in dict.fromkeys(chosen or known)]


def _table(client: Client, name: str, product: str, *, mark: bool) -> Table:
    resource = type(getattr(getattr(client, product), name))
    # `Iterator[Deal]`, as the emitter writes it.
    kind = resource.export.__annotations__["return"].partition("[")[2].rstrip("]")
    fields: dict[str, str] = getattr(sys.modules[resource.__module__], kind).__annotations__
    columns = [
        Column(on_wire(field), _KINDS.get(annotation.removesuffix(" | None"), Kind.JSON), on_wire(field))
        for field, annotation in fields.items()
        if field != "deleted_at"
    ]
    if mark:
        columns.append(Column(DELETED_AT, Kind.MOMENT, "deleted_at"))
    return Table(name, product, tuple(columns))


def kind_of(value: Any) -> Kind:
    """The kind of a field that this version of the SDK does not know, by a value that is not None."""
    if isinstance(value, bool):
        return Kind.BOOLEAN
    known = {str: Kind.TEXT, int: Kind.INTEGER, float: Kind.NUMBER}
    return known.get(type(value), Kind.JSON)


def wider(one: Kind, other: Kind) -> Kind:
    """The kind that holds what two kinds hold, if there is one; else the first."""
    return Kind.NUMBER if {one, other} == {Kind.INTEGER, Kind.NUMBER} else one
