"""The mirror: linking 100,000 records, and a pass over them when 100 have changed."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ghxstship import Client
from ghxstship.call import Hooks
from ghxstship_connect.mirror.adapters.sql import SqlSide
from ghxstship_connect.mirror.engine import Mirror
from ghxstship_connect.mirror.here import Here
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.state import State

from ..data import fill
from ..report import Report
from ..servers import platform
from ..setup import Setup

CHANGED = 100
MAPPING = {
    "crm": {"type": "sql", "url": "sqlite:///crm.db"},
    "deals": {"crm": "opportunities", "fields": {"name": "title", "value": "amount", "notes": "text"}},
}


class _CountedSide(SqlSide):
    """Counts what the CRM is asked."""

    asked = 0

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        self.asked += 1
        return super()._run(sql, values)


class _Requests:
    """Counts what the platform is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, request: object) -> None:
        self.count += 1


def mirror(setup: Setup) -> Report:
    """Both sides have the same records and no state: they are linked by their keys, without a write."""
    rows = 20_000 if setup.quick else 100_000
    report = Report("connect-mirror", f"The mirror over {rows:,} deals, here and in SQL tables")
    folder = setup.empty("mirror")
    (workspace,) = fill(f"sqlite:///{folder / 'platform.db'}", rows)
    (folder / "mirror.json").write_text(json.dumps(MAPPING))
    mapping = load(folder / "mirror.json", {})
    requests = _Requests()
    with (
        platform(folder, f"sqlite:///{folder / 'platform.db'}") as server,
        Client(
            workspace.key, base_url=f"http://127.0.0.1:{server.port}", hooks=Hooks(request=requests)
        ) as client,
    ):
        deals = [deal.to_dict() for deal in client.atlvs.deals.export()]
        _fill_crm(folder / "crm.db", deals)
        crm = _CountedSide(mapping.kinds, f"sqlite:///{folder / 'crm.db'}")
        state = State(mapping.state)
        found = Mirror(mapping, state, Here(client, mapping.kinds), crm)
        began = time.perf_counter()
        outline = found.run(apply=True)
        report.add("first run: all linked, nothing written", f"{time.perf_counter() - began:.1f} s")
        if outline.writes or state.count_links("deals") != rows:
            raise RuntimeError(
                f"the first run wrote {outline.writes} and linked {state.count_links('deals')}"
            )
        for deal in deals[: CHANGED // 2]:
            client.atlvs.deals.update(deal["id"], notes="changed here")
        _change_crm(folder / "crm.db", [deal["id"] for deal in deals[CHANGED // 2 : CHANGED]])
        requests.count = crm.asked = 0
        began = time.perf_counter()
        outline = found.run()
        took = time.perf_counter() - began
        if outline.writes != CHANGED:
            raise RuntimeError(f"{outline.writes} of {CHANGED} changes were written")
        report.at_most(f"pass with {CHANGED} changes, half on each side", took, 10, " s")
        report.at_most("its requests, to both sides", requests.count + crm.asked, 250)
        report.add("of these to the platform", str(requests.count))
        requests.count = crm.asked = 0
        if found.run().writes:
            raise RuntimeError("an echo was written back")
        report.add("requests of the pass after it, which writes nothing", str(requests.count + crm.asked))
        state.close()
    report.show()
    return report


def _fill_crm(file: Path, deals: Sequence[dict[str, Any]]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TABLE opportunities (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
            " deleted_at INTEGER, ghxstship_id TEXT UNIQUE, title TEXT, amount REAL, text TEXT)"
        )
        connection.execute("CREATE INDEX by_change ON opportunities (updated_at, id)")
        connection.executemany(
            "INSERT INTO opportunities (version, updated_at, ghxstship_id, title, amount, text)"
            " VALUES (1, ?, ?, ?, ?, ?)",
            [(at, deal["id"], deal["name"], deal["value"], deal["notes"]) for at, deal in enumerate(deals)],
        )
    connection.close()


def _change_crm(file: Path, ids: Sequence[str]) -> None:
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "UPDATE opportunities SET text = 'changed there', version = version + 1, updated_at = ?"
            " WHERE ghxstship_id = ?",
            [(time.time_ns() // 1_000_000, one) for one in ids],
        )
    connection.close()
