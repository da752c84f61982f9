"""Lists: from filters, a sort order and a position to statements, each shape compiled once.

Two orders exist, each along an index, so that a page costs the same at any depth: creation (ids sort in creation
order) and change (`updated_at` and the sequence of the last change grow together, in commit order).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..clock import day_of
from ..ids import time_bound
from ..storage.database import Reader
from ..storage.schema import COUNTS
from ..storage.statements import WORKSPACE, Statement
from .resource import Resource

SORTS = ("-created_at", "created_at", "-updated_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Query:
    """What a list asks for.

    Parameters
    ----------
    filters: field and its accepted column values, in the order of the field's name.
    updated_after, created_after, created_before: exclusive bounds, epoch ms.
    text: what names must contain, lower case.
    """

    resource: Resource
    sort: str = "-created_at"
    filters: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    updated_after: int | None = None
    created_after: int | None = None
    created_before: int | None = None
    text: str | None = None
    include_deleted: bool = False

    @property
    def counted_facet(self) -> tuple[str, tuple[str, ...]] | None:
        """The counter that knows the total: of all, or of values of one facet; None where rows must be counted."""
        bounds = (self.updated_after, self.created_after, self.created_before, self.text)
        if self.include_deleted or any(bound is not None for bound in bounds) or len(self.filters) > 1:
            return None
        if not self.filters:
            return "", ("",)
        name, values = self.filters[0]
        return (name, values) if name in self.resource.facets else None

    def parameters(self, now: int) -> dict[str, Any]:
        """The values of the statement's parameters."""
        values: dict[str, Any] = {"now": now, "today": day_of(now)}
        for name, accepted in self.filters:
            for index, value in enumerate(accepted):
                values[f"filter_{name}_{index}"] = value
        if self.updated_after is not None:
            values["updated_after"] = self.updated_after
        if self.created_after is not None:
            values["first_id"] = self.resource.prefix + time_bound(self.created_after + 1)
        if self.created_before is not None:
            values["end_id"] = self.resource.prefix + time_bound(self.created_before)
        if self.text is not None:
            values["text"] = "%" + self.text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        return values

    def _shape(self) -> tuple[Any, ...]:
        return (
            self.resource,
            self.sort,
            tuple((name, len(values)) for name, values in self.filters),
            self.updated_after is not None,
            self.created_after is not None,
            self.created_before is not None,
            self.text is not None,
            self.include_deleted,
        )

    def page(self, position: tuple[Any, ...] | None, size: int, now: int) -> tuple[Statement, dict[str, Any]]:
        """The statement of `size` rows behind `position`: doc, id, updated_at, seq, then the computed fields' columns.

        A position is (id,) or, by change, (id, updated_at, seq) of the last row seen.
        """
        values = self.parameters(now)
        values["size"] = size
        if position is not None:
            values["last_id"] = position[0]
            if self.by_change:
                _, values["last_updated"], values["last_seq"] = position
        return _page(self._shape(), position is not None, limited=True), values

    def everything(self, position: tuple[Any, ...] | None, now: int) -> tuple[Statement, dict[str, Any]]:
        """As `page`, without an end."""
        _, values = self.page(position, 0, now)
        del values["size"]
        return _page(self._shape(), position is not None, limited=False), values

    @property
    def by_change(self) -> bool:
        """Whether the order is that of changes."""
        return self.sort.endswith("updated_at")

    def total(self, reader: Reader, workspace_id: str, now: int) -> int:
        """How many records match now."""
        counted = self.counted_facet
        if counted is not None:
            facet, values = counted
            found = 0
            for value in values:
                row = reader.row(
                    _COUNT,
                    workspace_id=workspace_id,
                    in_resource=self.resource.key,
                    in_facet=facet,
                    in_value=value,
                )
                found += row[0] if row else 0
            return found
        row = reader.row(_total(self._shape()), workspace_id=workspace_id, **self.parameters(now))
        assert row is not None
        return int(row[0])


_COUNT = Statement(
    sa.select(COUNTS.c.live).where(
        COUNTS.c.workspace_id == WORKSPACE,
        COUNTS.c.resource == sa.bindparam("in_resource"),
        COUNTS.c.facet == sa.bindparam("in_facet"),
        COUNTS.c.value == sa.bindparam("in_value"),
    )
)


def _conditions(shape: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    resource, _, filters, updated_after, created_after, created_before, text, include_deleted = shape
    table = resource.table
    computed = {c.field.name: c.condition for c in resource.computed if c.condition}
    conditions = [table.c.workspace_id == WORKSPACE]
    for name, count in filters:
        accepted: list[sa.BindParameter[Any]] = [
            sa.bindparam(f"filter_{name}_{index}") for index in range(count)
        ]
        if name in computed:
            truth = computed[name](table, sa.bindparam("now", type_=sa.BigInteger()))
            conditions.append(sa.case((truth, 1), else_=0).in_(accepted))
        else:
            conditions.append(table.c[name] == accepted[0] if count == 1 else table.c[name].in_(accepted))
    if updated_after:
        conditions.append(table.c.updated_at > sa.bindparam("updated_after"))
    if created_after:
        conditions.append(table.c.id >= sa.bindparam("first_id"))
    if created_before:
        conditions.append(table.c.id < sa.bindparam("end_id"))
    if text:
        conditions.append(table.c.search.like(sa.bindparam("text"), escape="!"))
    if not include_deleted:
        conditions.append(table.c.deleted_at.is_(None))
    return conditions


@lru_cache(maxsize=4096)
def _page(shape: tuple[Any, ...], positioned: bool, limited: bool) -> Statement:
    resource: Resource = shape[0]
    sort: str = shape[1]
    table = resource.table
    conditions = _conditions(shape)
    descending = sort.startswith("-")
    keys: list[Any]
    last: list[Any]
    if sort.endswith("updated_at"):
        keys = [table.c.updated_at, table.c.seq]
        last = [
            sa.bindparam("last_updated", type_=sa.BigInteger()),
            sa.bindparam("last_seq", type_=sa.BigInteger()),
        ]
    else:
        keys = [table.c.id]
        last = [sa.bindparam("last_id", type_=sa.Text())]
    if positioned:
        left, right = (keys[0], last[0]) if len(keys) == 1 else (sa.tuple_(*keys), sa.tuple_(*last))
        conditions.append(left < right if descending else left > right)
    extra = [table.c[name] for computed in resource.computed for name in computed.columns]
    query = (
        sa.select(table.c.doc, table.c.id, table.c.updated_at, table.c.seq, *extra)
        .where(*conditions)
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
    )
    return Statement(query.limit(sa.bindparam("size", type_=sa.Integer())) if limited else query)


@lru_cache(maxsize=1024)
def _total(shape: tuple[Any, ...]) -> Statement:
    resource: Resource = shape[0]
    return Statement(sa.select(sa.func.count()).select_from(resource.table).where(*_conditions(shape)))
