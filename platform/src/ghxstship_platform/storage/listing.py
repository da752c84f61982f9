"""Lists of what is no resource: newest first, along an index, each shape of filters compiled once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..ids import time_bound
from .database import Reader
from .statements import WORKSPACE, Statement
from .transaction import Row

Shape = tuple[tuple[tuple[str, Any], ...], bool, bool]


_SPELT = frozenset(("status", "origin"))
"""Columns whose values stand in a statement's text."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to.

    Parameters
    ----------
    values: columns with the values of which each row has one, in the order of the columns' names.
    created_after, created_before: exclusive bounds, epoch ms.
    """

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    created_after: int | None = None
    created_before: int | None = None

    @property
    def shape(self) -> Shape:
        """What decides the statement: of some columns the values, of the others how many there are."""
        return (
            tuple((name, values if name in _SPELT else len(values)) for name, values in self.values),
            self.created_after is not None,
            self.created_before is not None,
        )


class Listing:
    """The lists of one table.

    Parameters
    ----------
    columns: what a row of a page has, the id first.
    prefix: of the ids.
    show: ``show(row, now)``: a row on the wire.
    filters: the columns that it can be filtered by and the values they can have; None where that is any text.
    """

    def __init__(
        self,
        table: sa.Table,
        columns: tuple[sa.Column[Any], ...],
        prefix: str,
        show: Callable[[Row, int], dict[str, Any]],
        filters: dict[str, tuple[str, ...] | None],
    ) -> None:
        self._table = table
        self._columns = columns
        self._prefix = prefix
        self.show = show
        self.filters = filters
        self._pages: dict[tuple[Shape, bool], Statement] = {}
        self._counts: dict[Shape, Statement] = {}

    def page(
        self, reader: Reader, workspace_id: str, filters: Filters, last_id: str | None, size: int
    ) -> list[Row]:
        """Up to `size` rows behind `last_id`, newest first."""
        statement = self.page_statement(filters.shape, positioned=last_id is not None)
        values = {**self._parameters(filters), "size": size}
        if last_id is not None:
            values["last_id"] = last_id
        return reader.rows(statement, workspace_id=workspace_id, **values)

    def count(self, reader: Reader, workspace_id: str, filters: Filters) -> int:
        """How many rows match now."""
        statement = self.count_statement(filters.shape)
        row = reader.row(statement, workspace_id=workspace_id, **self._parameters(filters))
        return int(row[0]) if row else 0

    def page_statement(self, shape: Shape, *, positioned: bool) -> Statement:
        """The statement of a page, behind `last_id` when it is `positioned`."""
        statement = self._pages.get((shape, positioned))
        if statement is None:
            key = self._table.c.id
            conditions = self._conditions(shape)
            if positioned:
                conditions.append(key < sa.bindparam("last_id", type_=sa.Text()))
            query = sa.select(*self._columns).where(*conditions).order_by(key.desc())
            statement = Statement(query.limit(sa.bindparam("size", type_=sa.Integer())))
            self._pages[shape, positioned] = statement
        return statement

    def count_statement(self, shape: Shape) -> Statement:
        """The statement that counts."""
        statement = self._counts.get(shape)
        if statement is None:
            query = sa.select(sa.func.count()).select_from(self._table).where(*self._conditions(shape))
            statement = self._counts[shape] = Statement(query)
        return statement

    def _conditions(self, shape: Shape) -> list[sa.ColumnElement[bool]]:
        chosen, after, before = shape
        table = self._table.c
        found: list[sa.ColumnElement[bool]] = [table.workspace_id == WORKSPACE]
        for name, values in chosen:
            accepted: list[Any] = (
                # In the text itself: an index over one value serves only a statement that names it.
                [sa.literal_column(f"'{value}'") for value in values if value in (self.filters[name] or ())]
                if name in _SPELT
                else [sa.bindparam(f"{name}_{index}", type_=sa.Text()) for index in range(values)]
            )
            found.append(table[name] == accepted[0] if len(accepted) == 1 else table[name].in_(accepted))
        if after:
            found.append(table.id >= sa.bindparam("first_id", type_=sa.Text()))
        if before:
            found.append(table.id < sa.bindparam("end_id", type_=sa.Text()))
        return found

    def _parameters(self, filters: Filters) -> dict[str, Any]:
        found: dict[str, Any] = {
            f"{name}_{index}": value
            for name, values in filters.values
            if name not in _SPELT
            for index, value in enumerate(values)
        }
        if filters.created_after is not None:
            found["first_id"] = self._prefix + time_bound(filters.created_after + 1)
        if filters.created_before is not None:
            found["end_id"] = self._prefix + time_bound(filters.created_before)
        return found
