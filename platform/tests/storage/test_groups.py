"""A group of waiting writes is one transaction, and yet each of them, and each part of one, can be undone alone."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import sqlalchemy as sa

from ghxstship_platform.auth import workspaces
from ghxstship_platform.clock import ManualClock
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.events import log
from ghxstship_platform.products import records
from ghxstship_platform.products.registry import BY_KEY
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.schema import COUNTS, EVENTS, SEQUENCES, WORKSPACES
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.storage.transaction import Session, Transaction, Undone

DEALS = BY_KEY["atlvs.deals"]
VALUES: dict[str, Any] = {
    "name": "Spring run", "value": 5, "currency": "USD", "status": "open", "stage": "proposal", "closed_at": None,
    "metadata": {}, "external_id": None,
}  # fmt: skip
LOG = Statement(
    sa.select(EVENTS.c.sequence, EVENTS.c.type)
    .where(EVENTS.c.workspace_id == WORKSPACE)
    .order_by(EVENTS.c.sequence)
)
NAMES = Statement(
    sa.select(DEALS.table.c.doc).where(DEALS.table.c.workspace_id == WORKSPACE).order_by(DEALS.table.c.seq)
)
COUNTED = Statement(
    sa.select(COUNTS.c.live).where(
        COUNTS.c.workspace_id == WORKSPACE, COUNTS.c.resource == "atlvs.deals", COUNTS.c.facet == ""
    )
)
NONSENSE = Statement(sa.select(sa.func.no_such_function(WORKSPACE)))
ADD_SERIES = Statement(
    sa.insert(SEQUENCES).values(workspace_id=WORKSPACE, series=sa.bindparam("series"), last=1)
)
SERIES = Statement(
    sa.select(SEQUENCES.c.series).where(SEQUENCES.c.workspace_id == WORKSPACE).order_by(SEQUENCES.c.series)
)
RENAME = Statement(
    sa.update(WORKSPACES).where(WORKSPACES.c.id == WORKSPACE).values(name=sa.bindparam("new_name"))
)

Rule = Callable[[Any], Any]


class Shore:
    """One workspace, and the outcomes of writes that came as one group."""

    def __init__(self, db: Database, workspace_id: str) -> None:
        self.db = db
        self.workspace_id = workspace_id
        self.runs: Counter[str] = Counter()

    def deal(self, name: str, then: Callable[[Transaction], Any] = lambda tx: None) -> Rule:
        """A rule that makes a deal and goes on with `then`."""

        def run(tx: Transaction) -> Any:
            self.runs[name] += 1
            records.create(tx, DEALS, {**VALUES, "name": name})
            return then(tx) or name

        return run

    async def together(self, *rules: Rule, workspace: bool = True) -> list[Any]:
        """What comes of rules that wait while another one runs, and so are run as one group."""
        sizes: list[int] = []
        self.db.on_group = sizes.append
        began, gate = threading.Event(), threading.Event()

        def hold_up(_: object) -> bool:
            began.set()
            return gate.wait(120)

        def submit(rule: Rule) -> Any:
            if workspace:
                return asyncio.ensure_future(self.db.write(self.workspace_id, rule))
            return asyncio.ensure_future(self.db.administer(rule))

        first = submit(hold_up)
        assert await asyncio.to_thread(began.wait, 120)
        others = [submit(rule) for rule in rules]
        await asyncio.sleep(0)
        gate.set()
        outcomes = await asyncio.gather(first, *others, return_exceptions=True)
        assert sizes == [1, len(rules)]
        return outcomes[1:]

    async def names(self) -> list[str]:
        """The deals that there are."""
        rows = await self.db.read(lambda r: r.rows(NAMES, workspace_id=self.workspace_id))
        return [records.loads(row[0])["name"] for row in rows]

    async def check(self, *names: str) -> None:
        """These deals are there; log, sequence and counts know of them and of nothing else."""
        assert await self.names() == list(names)
        rows = await self.db.read(lambda r: r.rows(LOG, workspace_id=self.workspace_id))
        assert rows == [(number, "deal.created") for number in range(1, len(names) + 1)]
        assert (await workspaces.get(self.db, self.workspace_id))["sequence"] == len(names)
        counted = await self.db.read(lambda r: r.rows(COUNTED, workspace_id=self.workspace_id))
        assert counted == ([(len(names),)] if names else [])

    @property
    def again(self) -> int:
        """How often a rule runs whose group held something that had to be undone."""
        return 1 if self.db.dialect == "sqlite" else 2


def ashore(url: str, scenario: Callable[[Shore], Coroutine[Any, Any, None]]) -> None:
    """Run a scenario in a new workspace."""
    database = open_database(url, ManualClock())

    async def all_of() -> None:
        await scenario(Shore(database, (await workspaces.create(database, name="Test"))["id"]))

    try:
        asyncio.run(all_of())
    finally:
        database.close()


def refuse(tx: Transaction) -> None:
    raise PlatformError("SOLD_OUT", "No seat is left.")


def test_a_group_in_which_nothing_is_undone_runs_once(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        outcomes = await shore.together(*(shore.deal(str(n)) for n in range(5)))
        assert outcomes == ["0", "1", "2", "3", "4"]
        assert set(shore.runs.values()) == {1}
        await shore.check("0", "1", "2", "3", "4")

    ashore(engine_url, scenario)


def test_what_is_refused_before_it_has_changed_anything_costs_the_others_nothing(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        outcomes = await shore.together(shore.deal("a"), refuse, shore.deal("b"))
        assert [getattr(outcome, "code", outcome) for outcome in outcomes] == ["a", "SOLD_OUT", "b"]
        assert shore.runs == {"a": 1, "b": 1}
        await shore.check("a", "b")

    ashore(engine_url, scenario)


def test_what_fails_after_a_change_is_undone_alone(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        outcomes = await shore.together(shore.deal("a"), shore.deal("refused", refuse), shore.deal("b"))
        assert [getattr(outcome, "code", outcome) for outcome in outcomes] == ["a", "SOLD_OUT", "b"]
        assert shore.runs["a"] == shore.again
        await shore.check("a", "b")

    ashore(engine_url, scenario)


@pytest.mark.parametrize("changed", [False, True])
def test_a_fault_of_the_rule_is_its_own(engine_url: str, changed: bool) -> None:
    def stumble(tx: Transaction) -> None:
        raise KeyError("a fault")

    async def scenario(shore: Shore) -> None:
        faulty = shore.deal("faulty", stumble) if changed else stumble
        a, fault, b = await shore.together(shore.deal("a"), faulty, shore.deal("b"))
        assert (a, type(fault), b) == ("a", KeyError, "b")
        await shore.check("a", "b")

    ashore(engine_url, scenario)


def test_what_the_database_refuses_is_undone_alone(engine_url: str) -> None:
    def doubled(tx: Transaction) -> None:
        for _ in range(2):
            tx.run(ADD_SERIES, series="twice")

    async def scenario(shore: Shore) -> None:
        a, error, b = await shore.together(shore.deal("a"), doubled, shore.deal("b"))
        assert (a, b) == ("a", "b")
        assert "UNIQUE" in str(error).upper()
        assert await shore.db.read(lambda r: r.rows(SERIES, workspace_id=shore.workspace_id)) == []
        await shore.check("a", "b")

    ashore(engine_url, scenario)


@pytest.mark.parametrize("last", [False, True])
def test_a_failed_query_that_a_rule_makes_little_of_harms_nobody(engine_url: str, last: bool) -> None:
    def light_hearted(tx: Transaction) -> None:
        try:
            tx.rows(NONSENSE)
        except Exception as error:
            raise PlatformError("SOLD_OUT", "It looks like it.") from error

    async def scenario(shore: Shore) -> None:
        others = [shore.deal("a"), shore.deal("b")]
        rules = [*others, light_hearted] if last else [others[0], light_hearted, others[1]]
        outcomes = await shore.together(*rules)
        assert sorted(getattr(outcome, "code", outcome) for outcome in outcomes) == ["SOLD_OUT", "a", "b"]
        await shore.check("a", "b")

    ashore(engine_url, scenario)


def test_no_change_outside_of_a_log_is_lost_to_a_failed_query(engine_url: str) -> None:
    """With nothing left to write, PostgreSQL would answer the commit of such a transaction by undoing it, silently."""

    async def scenario(shore: Shore) -> None:
        scope = {"workspace_id": shore.workspace_id}

        def rename(session: Session) -> int:
            return session.run(RENAME, {**scope, "new_name": "Harbor Lights"})

        def light_hearted(session: Session) -> None:
            try:
                session.rows(NONSENSE, scope)
            except Exception as error:
                raise PlatformError("SOLD_OUT", "It looks like it.") from error

        renamed, refused = await shore.together(rename, light_hearted, workspace=False)
        assert (renamed, refused.code) == (1, "SOLD_OUT")
        assert (await workspaces.get(shore.db, shore.workspace_id))["name"] == "Harbor Lights"

    ashore(engine_url, scenario)


def test_an_item_of_a_batch_is_undone_alone(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        def batch(tx: Transaction) -> list[str]:
            kept = []
            for name in ("first", "last", "empty", "refused"):
                mark = tx.mark()
                try:
                    if name != "empty":
                        tx.run(ADD_SERIES, series=name)
                        records.create(tx, DEALS, {**VALUES, "name": name})
                    if name in ("refused", "empty"):
                        refuse(tx)
                except PlatformError:
                    tx.undo(mark)
                    continue
                tx.keep()
                kept.append(name)
            return kept

        outcomes = await shore.together(shore.deal("a"), shore.deal("b"), batch)
        assert outcomes == ["a", "b", ["first", "last"]]
        assert shore.runs["a"] == shore.again
        await shore.check("a", "b", "first", "last")
        series = await shore.db.read(lambda r: r.rows(SERIES, workspace_id=shore.workspace_id))
        assert series == [("first",), ("last",)]

    ashore(engine_url, scenario)


def test_what_is_put_right_meanwhile_counts(postgres_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        def at_second(tx: Transaction) -> str:
            shore.runs["at second"] += 1
            if shore.runs["at second"] == 1:
                refuse(tx)
            return "done"

        done, refused = await shore.together(at_second, shore.deal("refused", refuse))
        assert (done, refused.code) == ("done", "SOLD_OUT")

    ashore(postgres_url, scenario)


def test_an_item_that_has_only_put_something_off_is_undone_at_once(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        def batch(tx: Transaction) -> str:
            mark = tx.mark()
            log.append(tx, "deal.won", "deal_X", "{}")
            tx.count("atlvs.deals", "", "", 5)
            tx.undo(mark)
            return "undone"

        assert await shore.together(shore.deal("a"), batch, shore.deal("b")) == ["a", "undone", "b"]
        assert shore.runs["a"] == 1
        await shore.check("a", "b")

    ashore(engine_url, scenario)


@pytest.mark.parametrize("changed", [False, True])
def test_an_answer_instead_of_what_was_done(engine_url: str, changed: bool) -> None:
    async def scenario(shore: Shore) -> None:
        def withdraw(tx: Transaction) -> None:
            raise Undone(shore.deal("instead"))

        withdrawn = shore.deal("withdrawn", withdraw) if changed else withdraw
        assert await shore.together(shore.deal("a"), withdrawn, shore.deal("b")) == ["a", "instead", "b"]
        assert shore.runs["a"] == (shore.again if changed else 1)
        await shore.check("a", "instead", "b")

    ashore(engine_url, scenario)


def test_what_was_put_off_and_cannot_be_written_fails_the_group_and_leaves_nothing(engine_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        def put_off(tx: Transaction) -> None:
            tx.defer(ADD_SERIES, series="twice")

        outcomes = await shore.together(shore.deal("a"), put_off, put_off)
        assert [outcome.code for outcome in outcomes] == ["SERVICE_UNAVAILABLE"] * 3
        await shore.check()
        assert await shore.together(shore.deal("b"), put_off) == ["b", None]
        await shore.check("b")

    ashore(engine_url, scenario)


def test_queues_run_beside_each_other_and_each_in_its_order(postgres_url: str) -> None:
    async def scenario(shore: Shore) -> None:
        began, gate = threading.Event(), threading.Event()
        seen: list[str] = []

        def waits(session: Session) -> bool:
            seen.append("first of a")
            began.set()
            return gate.wait(120)

        a = asyncio.ensure_future(shore.db.administer(waits, "a"))
        assert await asyncio.to_thread(began.wait, 120)
        behind = asyncio.ensure_future(shore.db.administer(lambda session: seen.append("second of a"), "a"))
        await shore.db.administer(lambda session: gate.set(), "b")
        assert await a
        await behind
        assert seen == ["first of a", "second of a"]

    ashore(postgres_url, scenario)
