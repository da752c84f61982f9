"""Records: cheap views over the parsed answer.

A record keeps the document as it came. A field becomes a `Decimal`, a `datetime` or a nested view when it is
touched; what this version of the package does not know passes through as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

Converter = Callable[[Any], Any]


class Record:
    """A view over one JSON object: `record.name`, `record["name"]`, `record.to_dict()`."""

    __slots__ = ("_data",)
    _converters: ClassVar[dict[str, Converter]] = {}
    _data: dict[str, Any]

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._data[name]
        except KeyError:
            # A declared field that this answer leaves out, such as `deleted_at` of a record that exists.
            if name in type(self).__annotations__ and name != "_data":
                return None
            raise AttributeError(f"{type(self).__name__} has no field {name!r}") from None
        if value is None:
            return None
        convert = self._converters.get(name)
        if convert is not None:
            return convert(value)
        return Record(value) if type(value) is dict else value

    def __getitem__(self, name: str) -> Any:
        if name not in self._data:
            raise KeyError(name)
        return self.__getattr__(name)

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        return self._data == other._data if isinstance(other, Record) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._data.get("id"))

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={self._data[name]!r}" for name in ("id", "name", "status") if name in self._data
        )
        return f"{type(self).__name__}({shown})"

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


def money(value: Any) -> Any:
    """A JSON number as a `Decimal` of the digits that were sent."""
    return Decimal(str(value)) if type(value) in (int, float) else value


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


def view(kind: Callable[[], type[Record]]) -> Converter:
    """A nested object as a record of its own."""
    return lambda value: kind()(value) if type(value) is dict else value


def views(kind: Callable[[], type[Record]]) -> Converter:
    """A list of nested objects as records."""

    def convert(value: Any) -> Any:
        if type(value) is not list:
            return value
        of = kind()
        return [of(item) if type(item) is dict else item for item in value]

    return convert


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
