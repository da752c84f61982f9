"""What stands in a warehouse, and what should: both as plain values, so that they can be compared."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pyarrow.parquet

from ghxstship import Client
from ghxstship_connect.warehouse.catalogue import DELETED_AT, Kind, Table, choose
from ghxstship_connect.warehouse.destinations.parquet import files_of

Rows = dict[str, dict[str, Any]]


def rows_of(url: str, table: str) -> Rows:
    """The rows of a table by id; raises if an id is there twice."""
    if url.startswith("parquet:"):
        folder = url.removeprefix("parquet:")
        found = [
            row
            for file in files_of(folder, table)
            for row in pyarrow.parquet.read_table(file, partitioning=None).to_pylist()
        ]
    else:
        found = _select(url, f"SELECT * FROM {table}")
    rows = {row["id"]: {name: _plain(value) for name, value in row.items()} for row in found}
    assert len(rows) == len(found), f"{table} holds {len(found)} rows of {len(rows)} records"
    return rows


def _select(url: str, sql: str) -> list[dict[str, Any]]:
    if url.startswith("duckdb:"):
        with duckdb.connect(url.removeprefix("duckdb:///"), read_only=True) as connection:
            found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
            return found
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(sql.encode()).fetchall()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)  # JSON is text, but in PostgreSQL
    return value


def execute(url: str, sql: str) -> None:
    """Change a database behind the back of the load."""
    if url.startswith("duckdb:"):
        with duckdb.connect(url.removeprefix("duckdb:///")) as connection:
            connection.execute(sql)
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def source_of(client: Client, name: str, *, mark: bool = False) -> Rows:
    """What the platform has, as it should stand in a warehouse."""
    [table] = choose(client, [name], mark=mark)
    records = table.resource(client).export(include_deleted=mark)
    return {record.id: _expected(table, record.to_dict()) for record in records}


def _expected(table: Table, record: dict[str, Any]) -> dict[str, Any]:
    return {column.name: _value(column.kind, record.get(column.field)) for column in table.columns}


def _value(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.MONEY:
        return Decimal(str(value))
    if kind is Kind.MOMENT:
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    return float(value) if kind is Kind.NUMBER else value


__all__ = ["DELETED_AT", "Rows", "execute", "rows_of", "source_of"]
