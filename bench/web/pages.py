"""The pages of the portal in a workspace that is full: a million deliveries, a million requests in the log."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from ghxstship_platform.app import Platform
from ghxstship_platform.clock import DAY, HOUR, MINUTE, SystemClock, to_text
from ghxstship_platform.ids import SystemRandomness, tail
from ghxstship_platform.people import accounts, sessions
from ghxstship_platform.people.sessions import Caller
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.webhooks.endpoints import WEBHOOK_ENDPOINTS

from ..data import fill
from ..report import Report
from ..servers import postgres
from ..setup import Setup
from .request_log import fill_log

DELIVERIES = 1_000_000
LOG_ROWS = 1_000_000
ENDPOINTS = 20
MOST_MS = 50.0
ROUNDS = 9

# One of a thousand failed for good, of the newest some still wait; three types are rare.
_TYPES = ("deal.created", "deal.updated", "ticket.purchased", "ticket.checked_in", "order.updated")
_RARE = ("deal.won", "invoice.voided", "event.cancelled")

Rows = Iterator[tuple[Any, ...]]


class _Filler:
    """Rows in bulk, past the platform: its own way would take hours."""

    def __init__(self, url: str) -> None:
        self._sqlite = sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
        self._postgres = None if self._sqlite else psycopg.connect(url)

    def add(self, table: str, columns: tuple[str, ...], rows: Rows) -> None:
        """Add rows to a table."""
        names = ", ".join(columns)
        if self._sqlite is not None:
            places = ", ".join("?" * len(columns))
            self._sqlite.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
            self._sqlite.commit()
            return
        assert self._postgres is not None
        with (
            self._postgres.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)
        self._postgres.commit()

    def run(self, statement: str) -> None:
        """Run one statement."""
        if self._sqlite is not None:
            self._sqlite.execute(statement)
            self._sqlite.commit()
        else:
            assert self._postgres is not None
            self._postgres.execute(statement.encode())
            self._postgres.commit()

    def close(self) -> None:
        """Let go of the database; PostgreSQL knows then what it holds, as its own upkeep would see to."""
        if self._sqlite is not None:
            self._sqlite.close()
        else:
            assert self._postgres is not None
            self._postgres.autocommit = True
            self._postgres.execute(b"ANALYZE")
            self._postgres.close()


class _Full:
    """A workspace that is full.

    Attributes
    ----------
    ids: of something of each kind, for the pages of one.
    """

    def __init__(self, url: str, deliveries: int, log_rows: int) -> None:
        (workspace,) = fill(url, 1_000)
        self.url = url
        self.workspace_id = workspace.id
        self.ids: dict[str, str] = {"deal": workspace.last_id}
        self.log_rows = log_rows
        self.now = SystemClock().now()
        self._chance, self._random = random.Random(7), SystemRandomness()
        endpoints = asyncio.run(self._endpoints())
        self.ids["endpoint"] = endpoints[-1]
        filler = _Filler(url)
        try:
            self._add(filler, endpoints, deliveries)
        finally:
            filler.close()

    async def _endpoints(self) -> list[str]:
        database = open_database(self.url)
        await database.open_secret(None)
        create = WEBHOOK_ENDPOINTS.create
        assert create is not None
        made = []
        for number in range(ENDPOINTS):
            body = {
                "url": f"https://hooks.example.com/{number}", "description": None, "events": ["*"], "filter": None,
                "headers": {}, "rate_limit": None, "ordered": False, "status": "enabled", "metadata": {},
            }  # fmt: skip
            record = await database.write(self.workspace_id, lambda tx, body=body: create(tx, body))  # type: ignore[misc]
            made.append(str(record["id"]))
        database.close()
        return made

    def _add(self, filler: _Filler, endpoints: list[str], deliveries: int) -> None:
        """Events over 30 days, each delivered to four endpoints; counts a minute for each endpoint."""
        events = deliveries // 4
        first = 2_000_000
        span = 30 * DAY
        at_of = [self.now - span + span * number // events for number in range(events)]
        event_ids = ["msg_" + tail(at, number, self._random) for number, at in enumerate(at_of)]
        types = [
            _RARE[number % 3] if number % 20_000 < 3 else self._chance.choice(_TYPES)
            for number in range(events)
        ]
        self.ids["event"] = event_ids[-1]
        filler.add(
            "events", ("workspace_id", "sequence", "id", "type", "at", "record_id", "envelope"),
            (
                (self.workspace_id, first + number, event_id, kind, at, f"deal_{number % 50_000}",
                 self._envelope(first + number, event_id, kind, at))
                for number, (event_id, kind, at) in enumerate(zip(event_ids, types, at_of, strict=True))
            ),
        )  # fmt: skip
        filler.run(
            f"UPDATE workspaces SET sequence = {first + events}, clock = {self.now} WHERE id = '{self.workspace_id}'"
        )
        filler.run(f"UPDATE webhook_positions SET sequence = {first + events}")
        columns = (
            "workspace_id", "id", "endpoint_id", "event_id", "event_type", "event_sequence", "origin", "status",
            "attempts", "tries", "due_at", "created_at", "last_attempt_at", "finished_at", "response_status", "error",
        )  # fmt: skip
        ids: list[str] = []

        def all_deliveries() -> Rows:
            for number in range(events):
                for turn in range(4):
                    ids.append("dlv_" + tail(at_of[number], number * 4 + turn, self._random))
                    failed, waits = (number + turn) % 1_000 == 0, number >= events - 50 and turn == 0
                    status = "pending" if waits else "failed" if failed else "succeeded"
                    well = status == "succeeded"
                    yield (
                        self.workspace_id, ids[-1], endpoints[(number + turn) % ENDPOINTS], event_ids[number],
                        types[number], first + number, "event", status, 1, 1, self.now + DAY if waits else None,
                        at_of[number], at_of[number], None if waits else at_of[number], 200 if well else 500,
                        None if well else "server_error",
                    )  # fmt: skip

        filler.add("webhook_deliveries", columns, all_deliveries())
        self.ids["delivery"] = ids[-3]
        filler.add(
            "webhook_attempts",
            ("workspace_id", "delivery_id", "number", "at", "milliseconds", "url", "status", "headers", "body"),
            ((self.workspace_id, each, 1, self.now, 41, "https://hooks.example.com/1", 200, "{}", "ok")
             for each in ids[-200_000:]),
        )  # fmt: skip
        days = 30 if deliveries >= DELIVERIES else 1
        counted = (
            "succeeded",
            "failed",
            "milliseconds",
            *(f"under_{n}" for n in (10, 30, 100, 300, 1_000, 3_000)),
        )
        for table, step, width in (("webhook_stats", "minute", MINUTE), ("webhook_stat_hours", "hour", HOUR)):
            start, factor = self.now - self.now % width, width // MINUTE
            sums = [factor * value for value in (9, 1, 400, 1, 4, 8, 10, 10, 10)]
            filler.add(
                table, ("workspace_id", "endpoint_id", step, "worker", *counted),
                ((self.workspace_id, endpoint, start - number * width, "worker", *sums)
                 for endpoint in endpoints for number in range(days * DAY // width)),
            )  # fmt: skip

    def _envelope(self, sequence: int, event_id: str, kind: str, at: int) -> str:
        data = {"id": f"deal_{sequence % 50_000}", "name": "Aurora Drift: 12-date spring run", "value": 150_000,
                "notes": "Prefers calls in the morning. " * 20}  # fmt: skip
        return json.dumps(
            {
                "id": event_id, "event": kind, "version": "1.0", "timestamp": to_text(at), "sequence": sequence,
                "workspace_id": self.workspace_id, "data": data,
                "metadata": {"correlation_id": None, "request_id": None, "actor": None},
            }
        )  # fmt: skip


class _Visitor:
    """Somebody who has signed in, in the process of the platform: what is measured is the server's time alone."""

    def __init__(self, platform: Platform, token: str) -> None:
        self._platform = platform
        self._headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", b"ghx_session=" + token.encode())]
        self.body = b""

    async def milliseconds(self, address: str) -> float:
        """How long one page takes; raises RuntimeError unless it is a 200."""
        path, _, query = address.partition("?")
        status, parts = 0, []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": self._headers,
            "client": ("127.0.0.1", 1),
        }  # fmt: skip
        began = time.perf_counter()
        await self._platform(scope, receive, send)
        took = (time.perf_counter() - began) * 1000
        self.body = b"".join(parts)
        if status != 200:
            raise RuntimeError(f"GET {address}: {status}")
        return took


def _addresses(full: _Full, request_id: str) -> dict[str, str]:
    """Every page that has much to show, and the lists with filters that find little."""
    ids = full.ids
    day = to_text(full.now - 10 * DAY)[:10]
    return {
        "home": "",
        "endpoints": "webhooks",
        "endpoint, a day": f"webhooks/{ids['endpoint']}",
        "endpoint, a month": f"webhooks/{ids['endpoint']}?period=month",
        "deliveries": "webhooks/deliveries",
        "deliveries that wait": "webhooks/deliveries?status=pending",
        "deliveries that are held": "webhooks/deliveries?status=held",
        "deliveries of a rare type": "webhooks/deliveries?event_type=invoice.voided",
        "deliveries of replays": "webhooks/deliveries?origin=replay",
        "deliveries of an endpoint": f"webhooks/deliveries?endpoint_id={ids['endpoint']}",
        "waiting of an endpoint": f"webhooks/deliveries?endpoint_id={ids['endpoint']}&status=pending",
        "deliveries of a day": f"webhooks/deliveries?from={day}&to={day}T23:59",
        "a delivery": f"webhooks/deliveries/{ids['delivery']}",
        "dead letters": "webhooks/dead-letters",
        "dead letters of an endpoint": f"webhooks/dead-letters?endpoint_id={ids['endpoint']}",
        "jobs": "webhooks/jobs",
        "events": "events",
        "events of a rare type": "events?types=invoice.voided",
        "events of many types": "events?types=deal.*+ticket.*+order.*",
        "events of a record": "events?record=deal_7",
        "events of a day": f"events?from={day}&to={day}T23:59",
        "an event": f"events/{ids['event']}",
        "requests": "requests",
        "requests with a rare error": "requests?error=SOLD_OUT",
        "requests to a path": "requests?path=/nowhere",
        "requests by error": "requests?group=error",
        "a request": f"requests/{request_id}",
        "usage of an hour": "usage?period=hour",
        "usage of two days": "usage?period=days",
        "usage of a month": "usage?period=month",
        "data": "data",
        "a table": "data/atlvs/deals",
        "a record": f"data/atlvs/deals/{ids['deal']}",
        "keys": "keys",
        "audit log": "audit",
    }


def _measure(report: Report, engine: str, url: str, full: _Full) -> None:
    async def run() -> None:
        database = open_database(url)
        await database.open_secret(None)
        platform = Platform(Settings.read({"log_level": "error", "database": url}, {}), database)
        log = platform.request_log._store
        fill_log(log, full.log_rows, full.now, full.workspace_id)
        visitor = _Visitor(platform, await _signed_in(database, full.workspace_id))
        here = f"/developers/{full.workspace_id}"
        await visitor.milliseconds(f"{here}/requests")
        request_id = "req_" + visitor.body.split(b"/requests/req_")[1][:26].decode()
        sizes = {}
        for name, path in _addresses(full, request_id).items():
            address = f"{here}/{path}" if path else here
            took = [await visitor.milliseconds(address) for _ in range(ROUNDS)]
            sizes[name] = len(visitor.body)
            report.at_most(f"{engine}: {name}", statistics.median(took), MOST_MS, " ms")
            report.data[f"{engine}: {name}"] = took
        report.notes.append(
            f"{engine}: HTML of {min(sizes.values()) / 1024:.0f} to {max(sizes.values()) / 1024:.0f} KB before "
            f"compression ({max(sizes, key=lambda name: sizes[name])})"
        )
        await platform.close()

    asyncio.run(run())


async def _signed_in(database: Database, workspace_id: str) -> str:
    person = await accounts.create(database, "bench@example.com", "Bench", "a password for nobody")
    await accounts.make_member(database, workspace_id, person, "owner")
    return await sessions.begin(database, person.id, Caller("127.0.0.1", "bench"))


def pages(setup: Setup, engines: tuple[str, ...]) -> Report:
    """Every page on both engines."""
    deliveries, rows = (50_000, 50_000) if setup.quick else (DELIVERIES, LOG_ROWS)
    report = Report(
        "web-pages",
        f"Portal pages with {deliveries:,} deliveries and {rows:,} requests in the log, server time",
    )

    def on(engine: str, url: str) -> None:
        print(f"  {engine}: filling", file=sys.stderr, flush=True)
        full = _Full(url, deliveries, rows)
        _measure(report, engine, url, full)

    if "sqlite" in engines:
        on("SQLite", f"sqlite:///{setup.empty('pages') / 'platform.db'}")
    if "postgresql" in engines:
        with postgres() as url:
            on("PostgreSQL", url)
    report.show()
    report.plot(lambda canvas: _draw(canvas, report))
    return report


def _draw(canvas: Any, report: Report) -> None:
    axes = canvas.subplots()
    names = list(report.data)[::-1]
    axes.barh(range(len(names)), [statistics.median(report.data[name]) for name in names])
    axes.set_yticks(range(len(names)), names, fontsize=4)
    axes.axvline(MOST_MS, color="grey", linestyle=":", linewidth=1)
    axes.set(xlabel="ms")


def main() -> int:
    """Run it; with `--quick` with a twentieth of the rows."""
    import argparse
    import shutil
    import tempfile

    parser = argparse.ArgumentParser(prog="python -m bench.web.pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows")
    parser.add_argument("engines", nargs="*", choices=[[], "sqlite", "postgresql"], help="without: both")
    given, _ = parser.parse_known_args()
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    try:
        pages(Setup(folder, given.quick), tuple(given.engines) or ("sqlite", "postgresql"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
