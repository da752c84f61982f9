"""The mirror against a real platform and a CRM in SQL tables, by the commands of its guide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ghxstship.testing import Platform, platform
from ghxstship_connect.mirror.cli import ASKS
from mirror_desk import Desk, blocks, desk_in


@pytest.fixture(scope="module")
def empty() -> Iterator[Platform]:
    """A platform with an empty workspace."""
    with platform(scale=0) as server:
        yield server


@pytest.fixture
def desk(empty: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_in(tmp_path, empty, monkeypatch) as one:
        yield one


def test_the_guide_runs_as_it_stands(desk: Desk) -> None:
    for line in blocks("bash"):
        command, file, *rest = line.split()[2:]
        assert file == "mirror.json"
        desk.mirror(command, *rest)
    assert "Both sides are equal" in desk.mirror("run")
    [contact] = desk.client.atlvs.contacts.list().to_list()
    assert (contact.first_name, contact.email, contact.external_id) == (
        "Ada",
        "ada@nightferry.example.org",
        "crm:1",
    )
    assert desk.client.atlvs.companies.retrieve(contact.company_id).name == "Night Ferry"


def test_the_first_run_only_shows_what_it_would_do(desk: Desk) -> None:
    text = desk.mirror("run", code=ASKS)
    assert "1 companies: create in GHXSTSHIP" in text
    assert "Nothing was written" in text
    assert desk.client.atlvs.companies.list().to_list() == []


def test_changes_go_both_ways(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    deal = desk.client.atlvs.deals.create(
        name="Spring run", value=1250.5, contact_id=contact.id, stage="proposal"
    )
    desk.mirror("run")
    [row] = desk.crm("SELECT * FROM opportunities")
    assert (row["title"], row["amount"], row["step"], row["person"]) == ("Spring run", 1250.5, "offered", 1)
    assert row["ghxstship_id"] == deal.id
    desk.change("opportunities", row["id"], step="won")
    desk.change("people", 1, last="Marsh-Lee", organisation=None)
    desk.mirror("run")
    assert desk.client.atlvs.deals.retrieve(deal.id).status == "won"
    changed = desk.client.atlvs.contacts.retrieve(contact.id)
    assert (changed.last_name, changed.company_id) == ("Marsh-Lee", None)
    # Won becomes lost by way of open, and the owner of the value is GHXSTSHIP.
    desk.change("opportunities", row["id"], step="lost", amount=1)
    desk.mirror("run")
    assert desk.client.atlvs.deals.retrieve(deal.id).status == "lost"
    assert desk.crm("SELECT amount FROM opportunities")[0]["amount"] == 1250.5
    assert '"crm": 1' in desk.mirror("conflicts", "--all", "--json")
    assert "Both sides are equal" in desk.mirror("run")


def test_a_conflict_waits_for_a_person(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, email="ada@example.org", first_name="Adah")
    desk.change("people", 1, mail="marsh@example.org")
    assert "1 conflicts wait" in desk.mirror("run")
    assert desk.crm("SELECT first, mail FROM people") == [{"first": "Adah", "mail": "marsh@example.org"}]
    [conflict] = json.loads(desk.mirror("conflicts", "--json"))
    assert (conflict["field"], conflict["ghxstship"], conflict["crm"]) == (
        "email", "ada@example.org", "marsh@example.org",
    )  # fmt: skip
    desk.mirror("resolve", str(conflict["number"]), "--take", "crm")
    desk.mirror("run")
    assert desk.client.atlvs.contacts.retrieve(contact.id).email == "marsh@example.org"
    assert json.loads(desk.mirror("conflicts", "--json")) == []
    assert "is settled" in desk.mirror("resolve", str(conflict["number"]), "--take", "crm", code=2)


def test_deletions_go_both_ways(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.delete(contact.id)
    desk.mirror("run")
    assert desk.crm("SELECT deleted_at IS NULL AS lives FROM people") == [{"lives": 0}]
    desk.change("organisations", 1, deleted_at=1)
    desk.mirror("run")
    assert desk.client.atlvs.companies.list().to_list() == []


def test_what_is_refused_waits_and_is_said(desk: Desk) -> None:
    desk.crm("INSERT INTO people (first, mail) VALUES ('Bob', 'not an address')")
    assert "refused" in desk.mirror("run", "--apply")
    text = desk.mirror("status", "--json")
    assert "people" not in text
    assert "email: Must be" in text
    desk.change("people", 2, mail="bob@example.org")
    desk.mirror("run")
    assert json.loads(desk.mirror("status", "--json").partition("\n}")[0] + "\n}")["waiting"] == 0
    assert len(desk.client.atlvs.contacts.list().to_list()) == 2


def test_a_run_is_taken_back(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, first_name="Wrong")
    desk.mirror("run")
    assert desk.crm("SELECT first FROM people") == [{"first": "Wrong"}]
    run = json.loads(desk.mirror("status", "--decisions", "1", "--json"))[0]["run"]
    assert "taken back" in desk.mirror("undo", "--run", str(run))
    assert desk.crm("SELECT first FROM people") == [{"first": "Ada"}]
    desk.mirror("run")
    assert desk.crm("SELECT first FROM people") == [{"first": "Ada"}]
    [conflict] = json.loads(desk.mirror("conflicts", "--json"))
    desk.mirror("resolve", str(conflict["number"]), "--take", "crm")
    desk.mirror("run")
    assert desk.client.atlvs.contacts.retrieve(contact.id).first_name == "Ada"
    assert "taken back already" in desk.mirror("undo", "--run", str(run), code=2)


def test_a_platform_or_a_crm_that_does_not_answer_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "crm.db").rename(desk.folder / "away.db")
    assert "crm.db" in desk.mirror("diff", code=8)
    (desk.folder / "away.db").rename(desk.folder / "crm.db")
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", "http://127.0.0.1:9")
    assert "GHXSTSHIP" in desk.mirror("diff", code=8)


def test_columns_that_the_crm_lacks_are_named_with_their_line(desk: Desk) -> None:
    text = (desk.folder / "mirror.json").read_text()
    (desk.folder / "mirror.json").write_text(
        text.replace('"first"', '"given"').replace('"opportunities"', '"chances"')
    )
    told = desk.mirror("diff", code=2)
    assert re.search(r"mirror.json:\d+: the table 'people' has no column 'given'; add it", told)
    assert re.search(r"mirror.json:\d+: crm.db has no table 'chances'; make it, or name another one", told)
