"""Records: cheap views over the parsed answer.

A record keeps the document as it came. A field becomes a `Decimal`, a `datetime` or a nested view when it is
touched; what this version of the package does not know passes through as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, KeysView
from datetime import date, datetime
from decimal import Decimal
from keyword import iskeyword
from typing import Any, Self

Converter = Callable[[Any], Any]
# What a field of these is, JSON has said.
PLAIN = frozenset({"str", "int", "float", "bool", "Any"})


class Record:
    """A view over one JSON object: `record.name`, `record["name"]`, `record.to_dict()`.

    A subclass declares its fields as annotations; how one is read follows from its annotation. A field whose name
    Python keeps for itself has an underscore behind it: `record.from_`.

    >>> deal = client.atlvs.deals.list(limit=1).data[0]
    >>> deal.status == deal["status"] == deal.to_dict()["status"]
    True
    >>> type(deal.value).__name__, type(deal.created_at).__name__
    ('Decimal', 'datetime')
    """

    __slots__ = ("_data",)
    _data: dict[str, Any]

    def __init_subclass__(cls) -> None:
        own = (
            cls.__annotations__ if "__annotations__" in vars(cls) else {}
        )  # a class without has its parent's
        for attribute, annotation in own.items():
            setattr(cls, attribute, property(_reader(on_wire(attribute), annotation, cls.__module__)))

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        # Only for fields that the class does not declare.
        try:
            value = self._data[on_wire(name)]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}") from None
        return Record(value) if type(value) is dict else value

    def __getitem__(self, name: str) -> Any:
        if name not in self._data:
            raise KeyError(name)
        field = getattr(type(self), f"{name}_" if iskeyword(name) else name, None)
        return field.__get__(self) if type(field) is property else Record.__getattr__(self, name)

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def keys(self) -> KeysView[str]:
        """The names of the fields that were sent; so `dict(record)` is a dictionary of what the fields are read as."""
        return self._data.keys()

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        return self._data == other._data if isinstance(other, Record) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._data.get("id"))

    def __repr__(self) -> str:
        telling = [f"{name}={self._data[name]!r}" for name in ("id", "name", "status") if name in self._data]
        shown = telling or [f"{name}=…" for name in self._data]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._data})

    def __getstate__(self) -> dict[str, Any]:
        return self._data

    def __setstate__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __copy__(self) -> Self:
        return type(self)(dict(self._data))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object as the platform sent it. It is not a copy."""
        return self._data


def on_wire(attribute: str) -> str:
    """The name of a field that Python may have given an underscore."""
    return attribute[:-1] if attribute[-1] == "_" and iskeyword(attribute[:-1]) else attribute


def _reader(name: str, annotation: str, module: str) -> Callable[[Record], Any]:
    """How a declared field is read; one that this answer leaves out, such as `deleted_at`, is None."""
    kind = annotation.removesuffix(" | None").removeprefix("list[").removesuffix("]")
    convert = CONVERTERS.get(kind) or _nested(kind if kind.isidentifier() else "Record", module)

    def plain(record: Record) -> Any:
        value = record._data.get(name)
        return Record(value) if type(value) is dict else value

    def converted(record: Record) -> Any:
        value = record._data.get(name)
        return None if value is None else convert(value)

    return plain if kind in PLAIN else converted


def _nested(name: str, module: str) -> Converter:
    """An object, or a list of objects, as records of the class with this name."""

    def convert(value: Any) -> Any:
        kind = getattr(sys.modules[module], name, Record)
        if type(value) is list:
            return [kind(one) if type(one) is dict else one for one in value]
        return kind(value) if type(value) is dict else value

    return convert


def money(value: Any) -> Any:
    """A JSON number as a `Decimal` of the digits that were sent."""
    kind = type(value)
    if kind is int:
        return Decimal(value)
    return Decimal(str(value)) if kind is float else value


def moment(value: Any) -> Any:
    """An RFC 3339 time as an aware `datetime`; what is none stays as it is."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def day(value: Any) -> Any:
    """`YYYY-MM-DD` as a `date`; what is none stays as it is."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


CONVERTERS: dict[str, Converter] = {"Decimal": money, "datetime": moment, "date": day}


def encode(value: Any) -> Any:
    """What `json.dumps` does not know: amounts, times, records."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"an amount must be a finite number, not {value}")
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return timestamp(value)
    if isinstance(value, Record):
        return value.to_dict()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def timestamp(value: date) -> str:
    """RFC 3339 of a time, which must be aware, or of a day."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a time needs a time zone, as in datetime.now(UTC); this one has none")
    return value.isoformat()
