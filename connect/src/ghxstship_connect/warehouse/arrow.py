"""From the platform's records to Arrow: amounts exact, times in UTC, what is nested as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from .catalogue import DELETED_AT, Column, Kind, kind_of, wider
from .errors import SchemaConflictError

try:
    import pyarrow as pa
except ModuleNotFoundError:
    from ghxstship.errors import ConfigurationError

    raise ConfigurationError(
        'loading needs pyarrow: pip install "ghxstship-connect[duckdb]" (or [parquet], [postgres], [dlt])'
    ) from None

# 10^15 minor units at most, of currencies that have 0 to 4 digits: every amount fits, exactly.
MONEY = (20, 4)

TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.MONEY: pa.decimal128(*MONEY),
    Kind.DATE: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.JSON: pa.string(),
}
_SPELT = {Kind.MONEY, Kind.DATE, Kind.MOMENT}

Records = Sequence[dict[str, Any]]


def schema_of(columns: Iterable[Column]) -> Any:
    """The Arrow schema of columns."""
    return pa.schema([pa.field(column.name, TYPES[column.kind]) for column in columns])


def to_arrow(table: str, records: Records, columns: Sequence[Column]) -> Any:
    """A `pyarrow.Table` of records; raises `SchemaConflictError` when a value does not fit its column."""
    arrays = [_array(table, records, column) for column in columns]
    return pa.table(arrays, schema=schema_of(columns))


def _array(table: str, records: Records, column: Column) -> Any:
    field = column.field
    values: list[Any] = [record.get(field) for record in records]
    if column.kind is Kind.JSON:
        values = [None if value is None else _text(value) for value in values]
    elif column.kind is Kind.MONEY:
        # The shortest text of a number is the one that was sent: amounts have at most 15 digits.
        values = [None if value is None else str(value) for value in values]
    try:
        if column.kind in _SPELT:
            return pa.array(values, pa.string()).cast(TYPES[column.kind])
        return pa.array(values, TYPES[column.kind])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise SchemaConflictError(
            f"{table}.{column.name}: the platform sends what is no {column.kind.value}: {error}."
            " Upgrade with: pip install -U ghxstship ghxstship-connect"
        ) from None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else json.dumps(value)


def unknown_columns(records: Records, known: frozenset[str]) -> dict[str, Kind]:
    """What the fields hold that are new to this version of the SDK, as far as they have a value."""
    found: dict[str, Kind] = {}
    for record in records:
        if not record.keys() <= known:
            for name in record.keys() - known:
                if record[name] is not None:
                    kind = kind_of(record[name])
                    found[name] = wider(found.get(name, kind), kind)
    if DELETED_AT in found:
        raise SchemaConflictError(
            f"the platform sends a field {DELETED_AT!r}, which is a column of its own here"
        )
    return found
