"""A mirror as its guide sets it up: the commands, the CRM in SQL tables, and the platform."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ghxstship import Client
from ghxstship.testing import Platform
from ghxstship_connect.mirror.cli import mirror

GUIDE = Path(__file__).parents[2] / "docs" / "connect" / "mirror.md"


class Desk:
    """The commands, the CRM and the platform."""

    def __init__(self, server: Platform, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "mirror.json"
        self.client = Client(server.api_key, server.workspace_id, server.url)

    def set_up(self) -> None:
        names: dict[str, Any] = {}
        exec(blocks("python")[0], names)
        names["crm"].close()
        self.file.write_text(blocks("json")[0])
        for kind in ("deals", "contacts", "companies"):
            for record in getattr(self.client.atlvs, kind).list(limit=100):
                getattr(self.client.atlvs, kind).delete(record.id)

    def mirror(self, *arguments: str, code: int = 0) -> str:
        command, *rest = arguments
        result: Result = CliRunner().invoke(mirror, [command, "mirror.json", *rest])
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    def crm(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with sqlite3.connect(self.folder / "crm.db") as connection:
            connection.row_factory = sqlite3.Row
            found = [dict(row) for row in connection.execute(sql, values).fetchall()]
        connection.close()
        return found

    def change(self, table: str, one: int, **values: Any) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE {table} SET {columns}, version = version + 1, updated_at = ? WHERE id = ?"
        self.crm(sql, *values.values(), time.time_ns() // 1_000_000, one)


@contextmanager
def desk_in(folder: Path, server: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The guide's CRM and its file in a folder, which is the working directory, and nothing at the platform."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", server.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", server.url)
    desk = Desk(server, folder)
    try:
        desk.set_up()
        yield desk
    finally:
        desk.client.close()


def blocks(language: str) -> list[str]:
    """The guide's examples in a language."""
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", GUIDE.read_text(), re.DOTALL)
