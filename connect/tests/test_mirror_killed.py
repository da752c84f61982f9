"""A mirror that is killed at any step: the next run ends with both sides equal, and nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ghxstship.testing import platform
from mirror_desk import Desk, desk_in

KILLS = int(os.environ.get("GHXSTSHIP_TEST_KILLS", "8"))
PEOPLE = 12


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with platform(scale=0) as server, desk_in(tmp_path, server, monkeypatch) as one:
        for number in range(PEOPLE):
            one.crm("INSERT INTO people (first, mail) VALUES (?, ?)", f"P{number}", f"p{number}@example.org")
        yield one


def run(desk: Desk, step: int) -> tuple[int, str]:
    """Exit code and output of a run that ends at a step."""
    script = str(Path(__file__).with_name("killed_mirror.py"))
    done = subprocess.run(
        [sys.executable, script, str(step), str(desk.file)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode, done.stdout


def live(desk: Desk, number: int) -> set[str]:
    """What people do on both sides between two runs: the texts that must be found somewhere afterwards."""
    contacts = {one.email: one for one in desk.client.atlvs.contacts.list(limit=100)}
    company = desk.client.atlvs.companies.create(name=f"Company {number}", domain=f"c{number}.example.org")
    desk.client.atlvs.contacts.create(
        first_name=f"Here {number}", email=f"here{number}@example.org", company_id=company.id
    )
    desk.client.atlvs.deals.create(name=f"Deal {number}", value=number, stage="proposal")
    now = time.time_ns() // 1_000_000
    desk.crm(
        "INSERT INTO people (first, mail, updated_at) VALUES (?, ?, ?)",
        f"There {number}", f"there{number}@example.org", now,
    )  # fmt: skip
    written = {f"Here {number}", f"There {number}", f"Company {number}", f"Deal {number}"}
    if contacts:
        desk.client.atlvs.contacts.update(contacts["p0@example.org"].id, first_name=f"By us {number}")
        desk.client.atlvs.contacts.update(contacts["p1@example.org"].id, last_name=f"Alone {number}")
        desk.change("people", 2, first=f"By them {number}")
        written |= {f"By us {number}", f"By them {number}", f"Alone {number}"}
    if gone := contacts.get(f"here{number - 2}@example.org"):
        desk.client.atlvs.contacts.delete(gone.id)
    desk.crm("UPDATE people SET deleted_at = ?1, updated_at = ?1, version = version + 1, ghxstship_id = NULL"
             " WHERE mail = ?2", now, f"there{number - 2}@example.org")  # fmt: skip
    return written


def here(desk: Desk) -> dict[str, list[tuple[str | None, ...]]]:
    companies = {one.id: one.name for one in desk.client.atlvs.companies.list(limit=100)}
    contacts = [
        (one.email, one.first_name, one.last_name, companies.get(one.company_id or ""))
        for one in desk.client.atlvs.contacts.list(limit=100)
    ]
    deals = [(one.name, str(float(one.value))) for one in desk.client.atlvs.deals.list(limit=100)]
    return {
        "companies": sorted((name,) for name in companies.values()),
        "contacts": sorted(contacts),
        "deals": sorted(deals),
    }


def there(desk: Desk) -> dict[str, list[tuple[str | None, ...]]]:
    contacts = desk.crm(
        "SELECT mail, first, last, label FROM people LEFT JOIN organisations ON organisations.id = organisation"
        " WHERE people.deleted_at IS NULL"
    )
    companies = desk.crm("SELECT label FROM organisations WHERE deleted_at IS NULL")
    deals = desk.crm("SELECT title, amount FROM opportunities WHERE deleted_at IS NULL")
    return {
        "companies": sorted(tuple(row.values()) for row in companies),
        "contacts": sorted(tuple(row.values()) for row in contacts),
        "deals": sorted((row["title"], str(row["amount"])) for row in deals),
    }


@pytest.mark.no_cover
def test_a_killed_run_is_gone_on_with(desk: Desk) -> None:
    chance = random.Random(7)
    steps, killed = 4_000, 0
    for number in range(KILLS):
        written = live(desk, number)
        code, _ = run(desk, chance.randrange(1, steps))
        killed += code != 0
        if number == 0:
            code, text = run(desk, 0)
            assert code == 0
            steps = max(steps, int(text.splitlines()[-1]))
        else:
            desk.mirror("run", "--apply", "--mass-change")
        assert here(desk) == there(desk), f"run {number}"
        texts = json.dumps([here(desk), json.loads(desk.mirror("conflicts", "--all", "--json"))])
        assert [one for one in written if f'"{one}"' not in texts] == [], "each is there or in the queue"
        assert "Both sides are equal" in desk.mirror("run")
    assert killed >= KILLS // 2, "most of the runs were killed before their end"
    found = [one for one, *_ in here(desk)["contacts"]]
    assert len(found) == len(set(found))
