"""Bringing a database to the schema of this version (Alembic)."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from .statistics import assume_large

HEAD = "0008"
"""The newest migration; a test holds it against the folder."""

_LOCK = 4_770_001  # any constant: hosts that migrate at once take turns


def sqlalchemy_url(url: str) -> str:
    """The address as SQLAlchemy spells it."""
    _, _, rest = url.partition("://")
    return url if url.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def upgrade(url: str) -> list[str]:
    """Run the migrations that are missing; their names."""
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    if engine.dialect.name == "sqlite":
        _make_whole(engine)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            before = _current(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _make_secret(connection)
            if connection.dialect.name == "sqlite":
                assume_large(connection)
        script = ScriptDirectory.from_config(config)
        return [step.revision for step in script.iterate_revisions("head", before)][::-1]
    finally:
        engine.dispose()


def _make_secret(connection: Any) -> None:
    """Give the database the platform's secret, once; here, because migrations take turns."""
    import sqlalchemy as sa

    from .schema import PLATFORM

    if connection.execute(sa.select(PLATFORM.c.value).where(PLATFORM.c.name == "secret")).first() is None:
        connection.execute(sa.insert(PLATFORM).values(name="secret", value=secrets.token_hex(32)))


def _make_whole(engine: Any) -> None:
    """Let a migration of SQLite be one transaction: killed in the middle, it leaves the file as it was.

    Python's driver would otherwise commit before each CREATE TABLE.
    """
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _current(connection: object) -> str | None:
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()  # type: ignore[arg-type]
