"""SQLite enters an index where there is one, from the first row on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from ghxstship_platform.products import records
from ghxstship_platform.products.compvss import assignments
from ghxstship_platform.products.gvteway import orders, ticket_types, tickets
from ghxstship_platform.products.listing import Query
from ghxstship_platform.products.registry import BY_KEY, RESOURCES
from ghxstship_platform.storage.statements import Statement


@pytest.fixture
def connection(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        yield opened


def plan(connection: sqlite3.Connection, statement: Statement) -> str:
    sql, literals = statement.compiled("sqlite")
    names = dict.fromkeys(statement.element.compile().params, "x")
    steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", {**names, **literals}).fetchall()
    return "; ".join(step[3] for step in steps)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (orders.DUE, "gvteway_orders_by_status_expires_at (workspace_id=? AND status=? AND expires_at<?)"),
        (
            orders.DUE_OF_EVENT,
            "by_event_id_status_expires_at (workspace_id=? AND event_id=? AND status=? AND expires_at<?)",
        ),
        (orders.BY_EMAIL, "gvteway_customers_one_email (workspace_id=? AND email=?)"),
        (tickets.OF_ORDER, "gvteway_tickets_by_order_id (workspace_id=? AND order_id=?)"),
        (ticket_types.OF_EVENT, "gvteway_ticket_types_by_event_id (workspace_id=? AND event_id=?)"),
        (assignments._OVERLAPPING, "(workspace_id=? AND crew_member_id=? AND end_at>?)"),
        (assignments._UPCOMING, "(workspace_id=? AND project_id=?"),
    ],
)
def test_rules_enter_an_index(connection: sqlite3.Connection, statement: Statement, index: str) -> None:
    assert index in plan(connection, statement)


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_unique_values_are_found_by_their_index(connection: sqlite3.Connection, key: str) -> None:
    for name, statement in records.sql_of(BY_KEY[key]).one_with.items():
        assert f"_one_{name} (workspace_id=? AND {name}=?)" in plan(connection, statement)


REFERENCES = [(resource.key, name) for resource in RESOURCES for name, _ in resource.references]


@pytest.mark.parametrize(("key", "name"), REFERENCES)
def test_lists_by_a_reference_walk_its_index(connection: sqlite3.Connection, key: str, name: str) -> None:
    query = Query(BY_KEY[key], filters=((name, ("x",)),))
    found = plan(connection, query.page(("x",), 26, 0)[0])
    assert f"(workspace_id=? AND {name}=?" in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "updated_at", "-updated_at"])
@pytest.mark.parametrize("filters", [(), (("status", ("open", "won")),)])
def test_pages_are_never_sorted(
    connection: sqlite3.Connection, sort: str, filters: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    query = Query(BY_KEY["atlvs.deals"], sort=sort, filters=filters)
    for position in (None, ("x", 1, 1) if query.by_change else ("x",)):
        assert "TEMP B-TREE" not in plan(connection, query.page(position, 26, 0)[0])
