"""Statements: SQLAlchemy Core as the one source of SQL, compiled once a dialect, run on the raw driver.

The compiler is also the guard of tenancy: a statement that reads or changes a tenant table without tying that
table's `workspace_id` to a parameter is refused, unless it says why it may look across workspaces.
"""

from __future__ import annotations

import weakref
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import operators, visitors

WORKSPACE = sa.bindparam("workspace_id", type_=sa.Text())
"""The parameter that scopes a statement."""

_DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}


class UnscopedStatementError(Exception):
    """A statement on a tenant table that is not tied to a workspace."""


KNOWN: weakref.WeakSet[Statement] = weakref.WeakSet()
"""Every statement that exists, for the check of tenancy."""


class Statement:
    """A statement that compiles itself on first use.

    Parameters
    ----------
    element: the SQLAlchemy construct; its parameters are `sa.bindparam`s filled by name.
    across_workspaces: why it may look across tenants; None (nearly always) means that it may not.

    Attributes
    ----------
    answers_bytes: whether it selects bytes.
    """

    __slots__ = ("__weakref__", "_compiled", "across_workspaces", "answers_bytes", "element")

    def __init__(self, element: sa.ClauseElement, across_workspaces: str | None = None) -> None:
        self.element = element
        self.across_workspaces = across_workspaces
        self.answers_bytes = isinstance(element, sa.Select) and any(
            isinstance(column.type, sa.LargeBinary) for column in element.selected_columns
        )
        self._compiled: dict[str, tuple[str, dict[str, Any]]] = {}
        KNOWN.add(self)

    def compiled(self, dialect: str) -> tuple[str, dict[str, Any]]:
        """The SQL text of a dialect and the values of its literals."""
        ready = self._compiled.get(dialect)
        if ready is None:
            if self.across_workspaces is None:
                require_scope(self.element)
            for node in visitors.iterate(self.element):
                if isinstance(node, sa.BindParameter):
                    node.required = (
                        False  # values come at execution; without this an IN of literals asks for them
                    )
            compiled = self.element.compile(
                dialect=_DIALECTS[dialect], compile_kwargs={"render_postcompile": True}
            )
            literals = {name: value for name, value in compiled.params.items() if value is not None}
            ready = self._compiled[dialect] = (str(compiled), literals)
        return ready


def values_of(table: sa.Table) -> dict[str, sa.BindParameter[object]]:
    """A parameter for each column of a table, of the same name."""
    return {column.name: sa.bindparam(column.name) for column in table.c}


def add_up(table: sa.Table) -> Statement:
    """Adds a row of sums, a parameter for each column; one that is there already grows by it."""
    # PostgreSQL's form, which SQLite takes as it is.
    insert = postgresql.insert(table).values(values_of(table))
    key = [column.name for column in table.primary_key]
    sums = {c.name: c + insert.excluded[c.name] for c in table.c if c.name not in key}
    return Statement(insert.on_conflict_do_update(index_elements=key, set_=sums))


def require_scope(element: sa.ClauseElement) -> None:
    """Raise `UnscopedStatementError` when a tenant table in `element` is not tied to a workspace."""
    if isinstance(element, sa.Insert):
        tables: set[sa.Table] = set()
        if "workspace_id" not in element.table.c:
            return
    else:
        tables = {
            node
            for node in visitors.iterate(element)
            if isinstance(node, sa.Table) and "workspace_id" in node.c
        }
    tied = set()
    for node in visitors.iterate(element):
        if isinstance(node, sa.BinaryExpression) and node.operator is operators.eq:
            for side in (node.left, node.right):
                if isinstance(side, sa.Column) and side.name == "workspace_id":
                    tied.add(side.table)
    missing = sorted(table.name for table in tables - tied)
    if missing:
        raise UnscopedStatementError(f"not tied to a workspace: {', '.join(missing)} in {element}")
