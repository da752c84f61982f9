"""What SQLite's planner is told about the sizes of tables.

Without statistics it takes every table for a small one: a workspace's rows for ten, so that it would walk all of them
in the order of their ids rather than enter an index. Statistics gathered from a young database would say the same.
So the sizes of a large installation are written down once, and plans are those of a large one from the first row on
(https://www.sqlite.org/fileformat2.html#stat1tab).
"""

from __future__ import annotations

from typing import Any

ROWS = 1_000_000
PARTIAL_ROWS = ROWS // 10
"""In an index over some rows only: it is there because they are few."""

# For one value of a column beside those before it in an index: how many rows there are, about.
_PER_REFERENCE = 20
_PER_CHOICE = 400_000
_KEYS = frozenset({"id", "seq", "sequence", "key", "updated_at"})


def assume_large(connection: Any) -> None:
    """Write the statistics of every index; `connection` is SQLAlchemy's, in the transaction of a migration."""
    run = connection.exec_driver_sql
    run("ANALYZE")  # makes the table of statistics
    run("DELETE FROM sqlite_stat1")
    tables = run(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
    ).scalars().all()  # fmt: skip
    for table in tables:
        for index, unique, origin, partial in run(
            'SELECT name, "unique", origin, partial FROM pragma_index_list(?)', (table,)
        ).all():
            columns = run("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)).scalars().all()
            # A table without rowids is its own index of the primary key, under its own name.
            name = table if origin == "pk" else index
            run(
                "INSERT INTO sqlite_stat1 VALUES (?, ?, ?)",
                (table, name, _numbers(columns, bool(unique), PARTIAL_ROWS if partial else ROWS)),
            )


def _numbers(columns: list[str], unique: bool, rows: int) -> str:
    """All rows, then for each column how many share it and the columns before it."""
    numbers = [rows]
    for column in columns:
        numbers.append(min(numbers[-1], _share(column)))
    if unique:
        numbers[-1] = 1
    return " ".join(map(str, numbers))


def _share(column: str) -> int:
    if column == "workspace_id":
        return ROWS
    if column in _KEYS:
        return 1
    return _PER_REFERENCE if column.endswith("_id") else _PER_CHOICE
