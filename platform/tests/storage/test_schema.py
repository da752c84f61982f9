"""The migrations make the tables that the declarations describe; statements stay within their workspace."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ghxstship_platform.products.registry import BY_KEY, RESOURCES
from ghxstship_platform.storage import migrate, schema, scope
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.storage.statements import WORKSPACE, Statement, UnscopedStatementError

DEALS = BY_KEY["atlvs.deals"].table
CONTACTS = BY_KEY["atlvs.contacts"].table


def test_migrations_make_the_declared_schema(empty_engine_url: str) -> None:
    scope.declare_everything()
    database = open_database(empty_engine_url)
    try:
        assert not database.is_current()
        assert database.migrate()[-1] == migrate.HEAD
        assert database.is_current()
        assert database.migrate() == []
    finally:
        database.close()
    engine = sa.create_engine(migrate.sqlalchemy_url(empty_engine_url), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            found = sa.inspect(connection)
            assert set(found.get_table_names()) == {*schema.METADATA.tables, "alembic_version"}
            differences = compare_metadata(MigrationContext.configure(connection), schema.METADATA)
            assert differences == []
            for resource in RESOURCES:
                declared = {index.name for index in resource.table.indexes}
                assert {index["name"] for index in found.get_indexes(resource.table.name)} == declared
    finally:
        engine.dispose()


def test_a_migration_that_fails_leaves_nothing(empty_engine_url: str) -> None:
    """As when the process is killed in the middle: the next start begins again."""
    engine = sa.create_engine(migrate.sqlalchemy_url(empty_engine_url), poolclass=sa.pool.NullPool)
    in_the_way = sa.Table("workspaces", sa.MetaData(), sa.Column("id", sa.Text))
    try:
        in_the_way.create(engine)
        with pytest.raises(sa.exc.DBAPIError):
            migrate.upgrade(empty_engine_url)
        assert sa.inspect(engine).get_table_names() == ["workspaces"]
        in_the_way.drop(engine)
        assert migrate.upgrade(empty_engine_url)[-1] == migrate.HEAD
    finally:
        engine.dispose()


def test_a_new_file_is_for_its_owner_only(tmp_path: scope.Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new/x.db")
    try:
        database.migrate()
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}
    finally:
        database.close()


def test_head_is_the_newest_file() -> None:
    config = Config()
    config.set_main_option("script_location", str(scope.Path(migrate.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_secret_is_made_once(engine_url: str) -> None:
    async def secret(configured: str | None) -> bytes:
        database = open_database(engine_url)
        try:
            await database.open_secret(configured)
            return database.secret
        finally:
            await asyncio.to_thread(database.close)

    first = asyncio.run(secret(None))
    assert len(first) == 32
    assert asyncio.run(secret(None)) == first
    assert asyncio.run(secret("of my own")) not in (first, b"")


@pytest.mark.parametrize(
    "element",
    [
        sa.select(DEALS.c.doc),
        sa.select(DEALS.c.doc).where(DEALS.c.id == sa.bindparam("record_id")),
        sa.update(DEALS).where(DEALS.c.id == "x").values(doc="y"),
        sa.delete(DEALS),
        sa.select(DEALS.c.doc).join_from(DEALS, CONTACTS, CONTACTS.c.id == DEALS.c.contact_id).where(
            DEALS.c.workspace_id == WORKSPACE
        ),
        sa.select(DEALS.c.doc).where(DEALS.c.workspace_id != WORKSPACE),
        sa.select(DEALS.c.doc).where(
            DEALS.c.workspace_id == WORKSPACE, DEALS.c.contact_id.in_(sa.select(CONTACTS.c.id))
        ),
    ],
)  # fmt: skip
def test_unscoped_statements_do_not_compile(element: sa.ClauseElement) -> None:
    with pytest.raises(UnscopedStatementError, match="not tied to a workspace"):
        Statement(element).compiled("sqlite")
    Statement(element, across_workspaces="a test").compiled("sqlite")


def test_every_statement_of_the_platform_is_scoped() -> None:
    assert scope.unscoped_statements() == []
    assert scope.raw_sql(scope.Path(scope.__file__).parents[1]) == []


def test_raw_sql_is_found(tmp_path: scope.Path) -> None:
    (tmp_path / "sneaky.py").write_text("connection.execute('DELETE FROM atlvs_deals')\n")
    assert scope.raw_sql(tmp_path) == ["sneaky.py:1: runs SQL past storage.statements"]
