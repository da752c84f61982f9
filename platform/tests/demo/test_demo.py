"""The demo is believable: complete, consistent with every rule of the products, and the same at every telling."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from ghxstship_platform.clock import DAY, ManualClock, from_text, to_text
from ghxstship_platform.demo import DemoAccess, open_demo, seed
from ghxstship_platform.demo.seeder import ACCESS_FILE, NAME
from ghxstship_platform.people import accounts, memberships
from ghxstship_platform.products.listing import Query
from ghxstship_platform.products.registry import BY_KEY, RESOURCES
from ghxstship_platform.storage.database import Database, open_database

# A day in November, at ten in the morning.
TODAY = from_text("2026-11-23T10:00:00Z")

_ID = re.compile(r"\b[a-z]+_[0-9A-Z]{26}\b")
_UNGUESSABLE = ("code", "secret_hash", "hint")

Record = dict[str, Any]


class Told:
    """All that a telling has left in its database."""

    def __init__(self, file: Path | str, access: DemoAccess) -> None:
        self.access = access
        connection = sqlite3.connect(file)
        self.records = {
            resource.key: [
                json.loads(doc, parse_float=Decimal)
                for (doc,) in connection.execute(f"SELECT doc FROM {resource.table.name} ORDER BY id")
            ]
            for resource in RESOURCES
        }
        self.events: list[Record] = [
            json.loads(row[0], parse_float=Decimal)
            for row in connection.execute("SELECT envelope FROM events ORDER BY sequence")
        ]
        self.workspaces = connection.execute("SELECT name, mode, tier, sequence FROM workspaces").fetchall()
        self.counts = {
            (resource, facet, value): live
            for resource, facet, value, live in connection.execute(
                "SELECT resource, facet, value, live FROM counts"
            )
        }
        connection.close()

    def __getitem__(self, key: str) -> list[Record]:
        return self.records[key]

    def by_id(self, key: str) -> dict[str, Record]:
        return {record["id"]: record for record in self.records[key]}

    def statuses(self, key: str) -> Counter[str]:
        return Counter(record["status"] for record in self.records[key])

    def story(self) -> str:
        """The same for two tellings that differ in nothing but what is drawn anew each time."""
        numbers: dict[str, str] = {}

        def number(match: re.Match[str]) -> str:
            return numbers.setdefault(match[0], f"#{len(numbers)}")

        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: plain(inner) for name, inner in value.items() if name not in _UNGUESSABLE}
            return [plain(inner) for inner in value] if isinstance(value, list) else value

        lines = [json.dumps(plain(entry), default=str) for entry in (*self.events, self.records)]
        return _ID.sub(number, "\n".join(lines))


def tell(file: Path | str, now: int = TODAY, scale: float = 1) -> Told:
    database = open_database(f"sqlite:///{file}", ManualClock(now))

    async def run() -> DemoAccess:
        await database.open_secret(None)
        return await seed(database, scale=scale)

    try:
        return Told(file, asyncio.run(run()))
    finally:
        database.close()


@pytest.fixture(scope="module")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(copy(sqlite_template, tmp_path_factory.mktemp("demo") / "demo.db"))


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url, ManualClock(TODAY))
    asyncio.run(opened.open_secret(None))
    yield opened
    opened.close()


def query(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
        return connection.execute(sql).fetchall()


# --- what is there


def test_workspace_is_a_sandbox_of_the_tier(told: Told) -> None:
    (workspace,) = told.workspaces
    assert workspace[:3] == (NAME, "sandbox", "pro")
    assert told.access.api_key.startswith("ghx_test_")


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("atlvs.companies", 18), ("atlvs.contacts", 42), ("atlvs.deals", 36), ("atlvs.invoices", 28),
        ("atlvs.payments", 31), ("compvss.projects", 9), ("compvss.crew", 64), ("compvss.assignments", 210),
        ("compvss.incidents", 14), ("gvteway.venues", 6), ("gvteway.events", 12), ("gvteway.ticket-types", 34),
    ],
)  # fmt: skip
def test_counts(told: Told, key: str, count: int) -> None:
    assert len(told[key]) == count


@pytest.mark.parametrize(
    ("key", "about"),
    [("gvteway.customers", 1_900), ("gvteway.orders", 2_400), ("gvteway.tickets", 5_300)],
)
def test_counts_left_to_chance(told: Told, key: str, about: int) -> None:
    assert abs(len(told[key]) - about) < about * 0.05


def test_states(told: Told) -> None:
    assert told.statuses("atlvs.deals") == {"open": 23, "won": 8, "lost": 5}
    stages = Counter(deal["stage"] for deal in told["atlvs.deals"] if deal["status"] == "open")
    assert stages == {"qualification": 9, "proposal": 8, "negotiation": 6}
    assert told.statuses("atlvs.invoices") == {"draft": 4, "sent": 7, "partial": 3, "paid": 12, "void": 2}
    assert told.statuses("compvss.projects") == {
        "planning": 2, "pre_production": 2, "load_in": 1, "show": 1, "load_out": 1, "wrap": 2,
    }  # fmt: skip
    assert told.statuses("gvteway.events") == {
        "draft": 1, "published": 1, "on_sale": 5, "sold_out": 2, "completed": 2, "cancelled": 1,
    }  # fmt: skip
    assert set(told.statuses("compvss.assignments")) == {
        "invited", "confirmed", "checked_in", "checked_out", "declined", "cancelled", "no_show",
    }  # fmt: skip
    assert told.statuses("compvss.assignments")["declined"] == 3
    assert told.statuses("compvss.assignments")["no_show"] == 2
    severities = Counter(incident["severity"] for incident in told["compvss.incidents"])
    assert severities == {"critical": 1, "high": 2, "medium": 4, "low": 7}
    assert set(told.statuses("gvteway.orders")) == {"completed", "expired", "partially_refunded", "refunded"}
    assert set(told.statuses("gvteway.tickets")) == {"valid", "checked_in", "refunded", "transferred"}
    assert 1_650 < told.statuses("gvteway.tickets")["checked_in"] < 1_850


def test_special_cases_of_money(told: Told) -> None:
    assert {deal["currency"] for deal in told["atlvs.deals"]} == {"USD", "EUR"}
    assert {Decimal("149999.99"), 0} <= {deal["value"] for deal in told["atlvs.deals"]}
    assert {invoice["currency"] for invoice in told["atlvs.invoices"]} == {"USD", "JPY"}


def test_three_invoices_are_overdue(told: Told) -> None:
    overdue = [
        i
        for i in told["atlvs.invoices"]
        if i["status"] in ("sent", "partial") and i["due_date"] < "2026-11-23"
    ]
    assert len(overdue) == 3
    announced = {event["data"]["id"] for event in told.events if event["event"] == "invoice.overdue"}
    assert {invoice["id"] for invoice in overdue} <= announced


# --- what holds between the records


def test_every_reference_resolves(told: Told) -> None:
    ids = {key: set(told.by_id(key)) for key in BY_KEY}
    for resource in RESOURCES:
        for name, kind in resource.references:
            for record in told[resource.key]:
                assert record[name] is None or record[name] in ids[kind.target], (resource.key, name)


def test_payments_add_up(told: Told) -> None:
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payment in told["atlvs.payments"]:
        paid[payment["invoice_id"]] += payment["amount"]
    for invoice in told["atlvs.invoices"]:
        assert invoice["paid_amount"] == paid[invoice["id"]]
        if invoice["status"] != "void":
            assert invoice["balance_due"] == invoice["total"] - invoice["paid_amount"]
        assert invoice["total"] == sum(line["amount"] for line in invoice["lines"]) + invoice["tax"]


def test_invoice_numbers_have_no_gaps(told: Told) -> None:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for invoice in told["atlvs.invoices"]:
        if invoice["number"]:
            _, year, number = invoice["number"].split("-")
            numbers[year].append(int(number))
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def test_nobody_is_in_two_places_at_once(told: Told) -> None:
    shifts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for assignment in told["compvss.assignments"]:
        if assignment["status"] in ("invited", "confirmed", "checked_in"):
            shifts[assignment["crew_member_id"]].append((assignment["start_at"], assignment["end_at"]))
    for own in shifts.values():
        assert all(end <= start for (_, end), (start, _) in pairwise(sorted(own)))


def test_five_people_work_two_shifts_on_end(told: Told) -> None:
    ends = {(a["crew_member_id"], a["project_id"], a["end_at"]) for a in told["compvss.assignments"]}
    starts = {(a["crew_member_id"], a["project_id"], a["start_at"]) for a in told["compvss.assignments"]}
    assert len(ends & starts) >= 5


def test_nothing_is_oversold(told: Told) -> None:
    held_by_type: Counter[str] = Counter()
    for ticket in told["gvteway.tickets"]:
        # A transferred ticket stands for the place that its successor has now.
        if ticket["status"] in ("valid", "checked_in"):
            held_by_type[ticket["ticket_type_id"]] += 1
    taken: Counter[str] = Counter()
    for kind in told["gvteway.ticket-types"]:
        assert kind["sold"] == held_by_type[kind["id"]]
        assert kind["sold"] + kind["held"] <= kind["quantity"]
        taken[kind["event_id"]] += kind["sold"] + kind["held"]
    for event in told["gvteway.events"]:
        assert taken[event["id"]] <= event["capacity"]
    assert 3 in {kind["available"] for kind in told["gvteway.ticket-types"]}


def test_orders_add_up(told: Told) -> None:
    tickets = Counter(
        ticket["order_id"] for ticket in told["gvteway.tickets"] if ticket["transferred_from"] is None
    )
    for order in told["gvteway.orders"]:
        assert order["total"] == sum(item["unit_price"] * item["quantity"] for item in order["items"])
        places = sum(item["quantity"] for item in order["items"])
        assert tickets[order["id"]] == (0 if order["status"] == "expired" else places)
        assert places <= 16


def test_counters_agree_with_the_rows(told: Told) -> None:
    for resource in RESOURCES:
        assert told.counts.get((resource.key, "", ""), 0) == len(told[resource.key])


# --- the history


def test_log_is_complete_and_in_order(told: Told) -> None:
    assert [event["sequence"] for event in told.events] == list(range(1, told.workspaces[0][3] + 1))
    assert all(a["timestamp"] <= b["timestamp"] for a, b in pairwise(told.events))
    assert len({event["id"] for event in told.events}) == len(told.events)


def test_every_change_has_its_event(told: Told) -> None:
    made: Counter[tuple[str, str]] = Counter()
    for event in told.events:
        noun, _, what = event["event"].rpartition(".")
        if what in ("created", "updated"):
            made[event["data"]["id"], f"{noun}.{what}"] += 1
    for resource in RESOURCES:
        for record in told[resource.key]:
            assert made[record["id"], f"{resource.noun}.created"] == 1
            assert made[record["id"], f"{resource.noun}.updated"] == record["version"] - 1


def test_ids_follow_the_order_of_creation(told: Told) -> None:
    for resource in RESOURCES:
        assert all(a["created_at"] <= b["created_at"] for a, b in pairwise(told[resource.key]))


def test_it_happened_over_nine_months_and_nothing_today(told: Told) -> None:
    *history, key_made = told.events
    assert key_made["event"] == "api_key.created"
    assert history[0]["timestamp"] < to_text(TODAY - 270 * DAY)
    assert to_text(TODAY - DAY) < history[-1]["timestamp"] <= "2026-11-23T00:00:00.999Z"
    months = Counter(deal["created_at"][:7] for deal in told["atlvs.deals"])
    assert len(months) >= 9


# --- nobody real


def test_no_address_reaches_anybody(told: Told) -> None:
    text = "\n".join(json.dumps(event, default=str) for event in told.events)
    hosts = {match.lower() for match in re.findall(r"@([A-Za-z0-9.-]+)", text)}
    assert hosts
    assert all(host.split(".")[-2:] in (["example", "org"], ["example", "com"]) for host in hosts)
    assert "://" not in text
    domains = {company["domain"] for company in told["atlvs.companies"]}
    assert all(domain.endswith(".example.org") for domain in domains)
    phones = re.findall(r'"phone": "([^"]+)"', text)
    assert phones
    assert all(re.fullmatch(r"\+1-555-01\d\d", phone) for phone in phones)


def test_emails_are_unique(told: Told) -> None:
    for key in ("atlvs.contacts", "compvss.crew", "gvteway.customers"):
        emails = [record["email"].lower() for record in told[key]]
        assert len(set(emails)) == len(emails)


# --- telling it again


@pytest.mark.no_cover
def test_two_tellings_of_a_day_are_the_same(sqlite_template: Path, tmp_path: Path) -> None:
    first = tell(copy(sqlite_template, tmp_path / "a.db"), scale=0.2)
    second = tell(copy(sqlite_template, tmp_path / "b.db"), now=TODAY + 9 * 3_600_000, scale=0.2)
    # The key is made at the moment of the telling, all else at the moments of the story.
    for told in (first, second):
        told.events.pop()
        told.records.pop("workspace.keys")
    assert first.access.api_key != second.access.api_key
    assert first.story() == second.story()


@pytest.mark.parametrize("day", ["2027-01-01T00:00:00Z", "2028-02-29T23:59:59Z", "2027-03-14T07:30:00Z"])
def test_any_day_will_do(sqlite_template: Path, tmp_path: Path, day: str) -> None:
    told = tell(copy(sqlite_template, tmp_path / "demo.db"), from_text(day), scale=0.02)
    assert len(told["compvss.assignments"]) == 210
    assert told.events[-1]["timestamp"] >= to_text(from_text(day))


@pytest.mark.no_cover
def test_scale_multiplies(sqlite_template: Path, tmp_path: Path, told: Told) -> None:
    double = tell(copy(sqlite_template, tmp_path / "demo.db"), scale=2)
    assert len(double["atlvs.deals"]) == 72
    assert len(double["gvteway.events"]) == 24
    for key in ("gvteway.orders", "gvteway.customers", "gvteway.tickets"):
        assert abs(len(double[key]) - 2 * len(told[key])) < 0.1 * len(told[key])


def test_scale_of_nothing_is_an_empty_workspace(sqlite_template: Path, tmp_path: Path) -> None:
    told = tell(copy(sqlite_template, tmp_path / "demo.db"), scale=0)
    assert [event["event"] for event in told.events] == ["api_key.created"]
    assert told.workspaces[0][0] == NAME


def test_seeding_again_gives_the_same_workspace_a_new_key(database: Database) -> None:
    async def run() -> None:
        first = await seed(database, scale=0)
        second = await seed(database, tier="enterprise", scale=1)
        assert second.workspace_id == first.workspace_id
        assert second.api_key != first.api_key

    asyncio.run(run())
    (row,) = query(database, "SELECT tier FROM workspaces")
    assert row == ("enterprise",)


def test_clock_is_the_present_one_again(database: Database) -> None:
    clock = database.clock
    asyncio.run(seed(database, scale=0.01))
    assert database.clock is clock


def test_interrupted_telling_is_begun_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patch:
        patch.setattr("ghxstship_platform.demo.billing.announce_overdue", fail)
        with pytest.raises(RuntimeError):
            asyncio.run(seed(database, scale=0.01))
    access = asyncio.run(seed(database, scale=0))
    rows = query(database, "SELECT id, name FROM workspaces")
    assert [name == NAME for _, name in sorted(rows, key=lambda row: row[0] == access.workspace_id)] == [
        False,
        True,
    ]


# --- the key that is kept


def test_key_is_kept_with_the_data(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "deep"
    first = asyncio.run(open_demo(database, folder, scale=0))
    assert (folder / ACCESS_FILE).stat().st_mode & 0o077 == 0
    assert asyncio.run(open_demo(database, folder, scale=0)) == first


@pytest.mark.parametrize("content", ["", "{}", '{"workspace_id": "ws_1", "api_key": "ghx_test_none"}'])
def test_key_that_does_not_work_is_replaced(database: Database, tmp_path: Path, content: str) -> None:
    first = asyncio.run(open_demo(database, tmp_path, scale=0))
    (tmp_path / ACCESS_FILE).write_text(content)
    second = asyncio.run(open_demo(database, tmp_path, scale=0))
    assert second.workspace_id == first.workspace_id
    assert second.api_key != first.api_key


def test_the_owner_can_sign_in_after_every_start(database: Database, tmp_path: Path) -> None:
    async def run() -> None:
        first = await open_demo(database, tmp_path, scale=0)
        person = await accounts.find(database, first.email)
        assert person is not None
        assert await accounts.has_password(database, person.id, first.password)
        [mine] = await memberships.of_person(database, person.id)
        assert (mine.id, mine.role) == (first.workspace_id, "owner")
        await accounts.set_password(database, first.email, "of somebody's own choice")
        second = await open_demo(database, tmp_path, scale=0)
        assert second.api_key == first.api_key
        assert await accounts.has_password(database, person.id, second.password)

    asyncio.run(run())


# --- either engine


def test_engines_tell_the_same_story(postgres_url: str, sqlite_template: Path, tmp_path: Path) -> None:
    told = tell(copy(sqlite_template, tmp_path / "demo.db"), scale=0.05)
    database = open_database(postgres_url, ManualClock(TODAY))

    async def run() -> dict[str, int]:
        await database.open_secret(None)
        workspace = (await seed(database, scale=0.05)).workspace_id
        return await database.read(
            lambda reader: {r.key: Query(r).total(reader, workspace, TODAY) for r in RESOURCES}
        )

    try:
        assert asyncio.run(run()) == {key: len(records) for key, records in told.records.items()}
    finally:
        database.close()
