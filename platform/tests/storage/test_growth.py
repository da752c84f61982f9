"""A table that has grown is analyzed within a second, so that no connection keeps to the plan of a small one."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg

from ghxstship_platform.oauth.tokens import LOOK_UP
from ghxstship_platform.storage.database import open_database

FILL = "INSERT INTO number_series SELECT 'ws_a', lpad(n::text, 9, '0'), n FROM generate_series(%s::int, %s::int) n"


def _fill(url: str, first: int, last: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FILL, (first, last))
        # What a session has counted is otherwise told once a second.
        connection.execute("SELECT pg_stat_force_next_flush()")


def test_a_table_is_analyzed_when_it_has_doubled(postgres_url: str) -> None:
    database = open_database(postgres_url)

    def refreshed() -> list[str]:
        return [t for t in asyncio.run(database.refresh_statistics()) if t == "number_series"]

    with psycopg.connect(postgres_url) as connection:
        # PostgreSQL's own analysis may come between two counts.
        connection.execute("ALTER TABLE number_series SET (autovacuum_enabled = false)")
    try:
        _fill(postgres_url, 1, 400)
        assert refreshed() == []
        _fill(postgres_url, 401, 1_000)
        assert refreshed() == ["number_series"]
        with psycopg.connect(postgres_url) as connection:
            query = "SELECT reltuples FROM pg_class WHERE relname = 'number_series'"
            assert connection.execute(query).fetchone() == (1_000,)
        assert refreshed() == []
        _fill(postgres_url, 1_001, 1_900)
        assert refreshed() == []
        _fill(postgres_url, 1_901, 2_000)
        assert refreshed() == ["number_series"]
    finally:
        database.close()


def test_sqlite_was_told_at_its_migration(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    try:
        assert asyncio.run(database.refresh_statistics()) == []
    finally:
        database.close()


def test_a_token_is_looked_up_by_its_grant_while_there_are_few(postgres_url: str) -> None:
    """The plan of an empty table stays until it is analyzed; by the workspace alone it would find every grant."""
    sql, literals = LOOK_UP.compiled("postgresql")
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(
            f"EXPLAIN (FORMAT JSON) {sql}".encode(), {**literals, "token_hash": "x"}
        ).fetchone()
    assert found is not None

    def conditions(node: dict[str, Any]) -> list[str]:
        own = [node["Index Cond"]] if node.get("Relation Name") == "workspace_oauth_grants" else []
        return own + [each for child in node.get("Plans", ()) for each in conditions(child)]

    (condition,) = conditions(found[0][0]["Plan"])
    assert "(workspace_id = oauth_tokens.workspace_id) AND (id = oauth_tokens.grant_id)" in condition
