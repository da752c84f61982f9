"""The mirror against a real platform and a CRM in SQL tables, by the commands of its guide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship.testing import Platform, platform
from ghxstship_connect.mirror.adapters import sql
from ghxstship_connect.mirror.cli import ASKS
from ghxstship_connect.mirror.here import Here
from ghxstship_connect.mirror.mapping import load
from ghxstship_connect.mirror.side import EXISTS, GONE, STALE, Write
from ghxstship_connect.mirror.state import State
from mirror_desk import Desk, blocks, desk_in
from mirror_sides import CrashError, now


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
    assert "If this is right: ghxstship mirror run mirror.json --apply" in text
    assert "… and 1 more, which ghxstship mirror diff mirror.json --limit 2 lists" in desk.mirror(
        "diff", "--limit", "1"
    )
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


def killed_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A run that is killed right after it has done something on the platform."""
    done = getattr(Here, step)

    def killed(*arguments: Any) -> None:
        done(*arguments)
        raise CrashError

    with monkeypatch.context() as patched:
        patched.setattr(Here, step, killed)
        with pytest.raises(CrashError):
            desk.mirror("run", "--apply")


def test_a_kill_between_won_and_lost_leaves_no_open_deal_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.crm("INSERT INTO opportunities (title, amount, step) VALUES ('Spring run', 5, 'won')")
    desk.mirror("run", "--apply")
    desk.change("opportunities", 1, step="lost")
    killed_behind(desk, monkeypatch, "_opened")
    [deal] = desk.client.atlvs.deals.list().to_list()
    assert deal.status == "open"
    desk.mirror("run")
    assert desk.client.atlvs.deals.retrieve(deal.id).status == "lost"
    assert desk.crm("SELECT step FROM opportunities") == [{"step": "lost"}]
    assert json.loads(desk.mirror("conflicts", "--all", "--json")) == []


def test_a_creation_whose_answer_was_lost_finds_its_record_or_that_it_was_deleted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, kept in enumerate((True, False)):
        desk.crm("INSERT INTO people (first, mail) VALUES ('Bob', ?)", f"bob{number}@example.org")
        killed_behind(desk, monkeypatch, "_create")
        if not kept:
            [made] = desk.client.atlvs.contacts.list(q="bob1").to_list()
            desk.client.atlvs.contacts.delete(made.id)
        desk.mirror("run", "--apply")
        desk.mirror("run")
        mails = {contact.email for contact in desk.client.atlvs.contacts.list()}
        assert mails == {"ada@nightferry.example.org", "bob0@example.org"}
    assert desk.crm("SELECT deleted_at IS NULL AS lives FROM people ORDER BY id") == [
        {"lives": 1}, {"lives": 1}, {"lives": 0},
    ]  # fmt: skip


def test_a_record_that_is_deleted_in_the_crm_and_chosen_here_is_made_again(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.create(first_name="Bob", email="bob@example.org")
    desk.mirror("run")
    desk.client.atlvs.contacts.update(contact.id, first_name="Rob")
    desk.change("people", 2, deleted_at=1)
    desk.mirror("run")
    [conflict] = json.loads(desk.mirror("conflicts", "--json"))
    desk.mirror("resolve", str(conflict["number"]), "--take", "ghxstship")
    desk.mirror("run")
    rows = desk.crm("SELECT first, deleted_at IS NULL AS lives FROM people ORDER BY id")
    assert rows[1:] == [{"first": "Bob", "lives": 0}, {"first": "Rob", "lives": 1}]
    assert "Both sides are equal" in desk.mirror("run")


def test_a_conflict_waits_for_a_person(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, email="ada@example.org", first_name="Adah")
    desk.change("people", 1, mail="marsh@example.org")
    assert "1 conflict waits for you: ghxstship mirror conflicts mirror.json" in desk.mirror("run")
    for command in ("run", "diff"):
        told = desk.mirror(command)
        assert "Nothing to write.\n1 conflict waits for you" in told
        assert "equal" not in told
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


def test_a_conflict_about_a_record_says_which(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, first_name="Adah")
    desk.change("people", 1, deleted_at=1)
    told = desk.mirror("run")
    assert (
        f'conflict contacts {contact.id} in the CRM: record: "Adah Marsh" in GHXSTSHIP, deleted in the CRM'
        in told
    )
    assert re.search(
        r"1 +contacts +\(the record\) +\"Adah Marsh\" +deleted +waits for you",
        desk.mirror("conflicts", "--table"),
    )
    [conflict] = json.loads(desk.mirror("conflicts", "--json"))
    assert (conflict["ghxstship"]["first_name"], conflict["crm"]) == ("Adah", None)


def test_a_value_that_is_overwritten_is_told_with_who_won(desk: Desk) -> None:
    desk.crm("INSERT INTO opportunities (title, amount, step) VALUES ('Spring run', 5, 'won')")
    desk.mirror("run", "--apply")
    desk.change("opportunities", 1, amount=1)
    assert (
        "lose deals 1 in the CRM: value: 5 in GHXSTSHIP, 1 in the CRM (GHXSTSHIP owns the field)"
        in desk.mirror("run")
    )


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
    told = desk.mirror("run", "--apply")
    assert "refused contacts in GHXSTSHIP: GHXSTSHIP refused to create it: " in told
    assert "email: Must be" in told
    told = desk.mirror("run")
    assert "1 contacts: refused in GHXSTSHIP" in told
    assert "refused contacts" not in told, "it was told already"
    assert "1 record waits: ghxstship mirror status mirror.json" in told
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
    undone = desk.mirror("undo", "--run", str(run))
    assert "taken back" in undone
    assert "1 conflict waits for you: ghxstship mirror conflicts mirror.json" in undone
    assert desk.crm("SELECT first FROM people") == [{"first": "Ada"}]
    desk.mirror("run")
    assert desk.crm("SELECT first FROM people") == [{"first": "Ada"}]
    [conflict] = json.loads(desk.mirror("conflicts", "--json"))
    desk.mirror("resolve", str(conflict["number"]), "--take", "crm")
    desk.mirror("run")
    assert desk.client.atlvs.contacts.retrieve(contact.id).first_name == "Ada"
    assert "taken back already" in desk.mirror("undo", "--run", str(run), code=2)


@pytest.mark.parametrize(("kind", "chosen"), [(False, True), (False, False), (True, True)])
def test_a_conflict_about_what_is_no_longer_mapped_waits_for_nobody(
    desk: Desk, *, kind: bool, chosen: bool
) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, email="here@example.org")
    desk.change("people", 1, mail="there@example.org")
    assert "1 conflict waits for you" in desk.mirror("run")
    if chosen:
        desk.mirror("resolve", "1", "--take", "crm")
    text = desk.file.read_text()
    less = json.loads(text)
    if kind:
        del less["contacts"], less["deals"]["fields"]["contact_id"]
    else:
        del less["contacts"]["match"], less["contacts"]["fields"]["email"]
    desk.file.write_text(json.dumps(less))
    assert "waits for you" not in desk.mirror("run", "--apply")
    assert json.loads(desk.mirror("conflicts", "--json")) == []
    [conflict] = json.loads(desk.mirror("conflicts", "--all", "--json"))
    assert conflict["state"] == "is no longer mapped"
    told = desk.mirror("status")
    assert '"conflicts": 0' in told
    assert "no longer mapped: 1, which ghxstship mirror conflicts mirror.json --all lists" in told
    told = desk.mirror("resolve", "1", "--take", "ghxstship", code=2)
    assert "email of contacts is no longer mapped; put it back into mirror.json to choose" in told
    if kind:
        assert "contacts are no longer mapped" in desk.mirror("undo", "--run", "1", code=1)
    desk.file.write_text(text)
    if not chosen:
        desk.mirror("resolve", "1", "--take", "crm")
    desk.mirror("run", "--apply")
    assert desk.client.atlvs.contacts.retrieve(contact.id).email == "there@example.org"
    assert "no longer mapped" not in desk.mirror("status")


def test_a_platform_or_a_crm_that_does_not_answer_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "crm.db").rename(desk.folder / "away.db")
    assert "mirror.json:3: crm.db: unable to open database file; make it, or correct crm.url" in desk.mirror(
        "diff", code=8
    )
    (desk.folder / "away.db").rename(desk.folder / "crm.db")
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", "http://127.0.0.1:9")
    assert "Is it running, and is the base URL right?" in desk.mirror("diff", code=8)


def test_a_key_that_is_not_good_is_named_with_its_remedy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_live_wrong")
    assert "check GHXSTSHIP_API_KEY" in desk.mirror("diff", code=3)


def test_what_the_platform_says_to_a_write(desk: Desk) -> None:
    here = Here(desk.client, load(desk.file, {}).kinds)
    made = desk.client.atlvs.contacts.create(first_name="Ada", email="ada@example.org", external_id="crm:9")
    other = desk.client.atlvs.contacts.create(first_name="Bob", email="bob@example.org")

    def told(operation: Any, one: str | None, version: int, **values: Any) -> Any:
        [outcome] = here.write("contacts", [Write(operation, values, one, str(version), "crm:9")])
        return outcome

    assert told("create", None, 0, first_name="Ada") == EXISTS
    assert told("update", made.id, 7, first_name="Eve") == STALE
    assert "email" in told("update", made.id, 1, email=other.email).message
    assert "valid" in told("update", made.id, 1, email="no address").message
    desk.client.atlvs.contacts.delete(other.id)
    assert told("update", other.id, 1, first_name="Eve") == GONE
    assert told("delete", other.id, 1).deleted
    assert here.find("contacts", []) == []
    assert here.fetch("contacts", [other.id, made.id])[0].id == made.id


def test_what_a_command_cannot_do_is_said(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    assert "name a --run or a --decision" in desk.mirror("undo", code=2)
    for span in ("60", "inf", "nan", "999999d"):
        assert "write 30s, 5m, 1h or 1d" in desk.mirror("run", "--watch", span, code=2)
    assert (
        "there is no decision of run 9; see `ghxstship mirror status mirror.json --decisions 20`"
        in desk.mirror("undo", "--run", "9", code=2)
    )
    assert "why" in desk.mirror("status", "--decisions", "1", "--table").split("\n")[0]
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, email="here@example.org", first_name="Adah")
    desk.change("people", 1, mail="there@example.org")
    desk.mirror("run")
    assert "a text needs quotes" in desk.mirror("resolve", "1", "--value", "nope", code=2)
    desk.mirror("resolve", "1", "--value", '"own@example.org"')
    desk.mirror("run")
    assert desk.client.atlvs.contacts.retrieve(contact.id).email == "own@example.org"
    assert desk.crm("SELECT mail FROM people") == [{"mail": "own@example.org"}]
    [kept] = json.loads(desk.mirror("conflicts", "--all", "--json"))
    assert (kept["ghxstship"], kept["crm"]) == ("here@example.org", "there@example.org")
    desk.change("people", 1, first="Eve")
    assert "1 could not be taken back" in desk.mirror("undo", "--run", "2", code=1)
    state = State(desk.folder / "mirror.state.db")
    state.note("workspace", "ws_other")
    state.close()
    assert "belongs to the workspace ws_other" in desk.mirror("run", code=2)


def test_a_run_that_changes_unusually_much_asks_by_the_command_too(desk: Desk) -> None:
    for number in range(30):
        desk.crm("INSERT INTO people (first, mail) VALUES (?, ?)", f"P{number}", f"p{number}@example.org")
    desk.mirror("run", "--apply")
    desk.crm(f"UPDATE people SET deleted_at = 1, version = version + 1, updated_at = {now()} WHERE id > 20")
    assert "Nothing was written: this run would delete 11 of 31 contacts" in desk.mirror("run", code=ASKS)
    desk.mirror("run", "--mass-change")
    assert len(desk.client.atlvs.contacts.list(limit=100).to_list()) == 20


def test_a_copy_of_the_sql_adapter_is_an_adapter_of_ones_own(desk: Desk) -> None:
    (desk.folder / "mycrm.py").write_text(Path(sql.__file__).read_text())
    text = desk.file.read_text()
    desk.file.write_text(text.replace('"type": "sql"', '"type": "mycrm:SqlSide"'))
    assert "2 written" in desk.mirror("run", "--apply") + desk.mirror("status")
    assert "Both sides are equal" in desk.mirror("run")
    desk.file.write_text(text.replace('"type": "sql"', '"type": "mycrm:Item"'))
    assert re.search(
        r"mirror.json:3: mycrm:Item cannot be used: Item is not derived from", desk.mirror("diff", code=2)
    )
    desk.file.write_text(text.replace('"type": "sql"', '"type": "mycrn:SqlSide"'))
    assert re.search(r"mirror.json:3: mycrn:SqlSide cannot be used: No module", desk.mirror("diff", code=2))


def test_columns_that_the_crm_lacks_are_named_with_their_line(desk: Desk) -> None:
    text = (desk.folder / "mirror.json").read_text()
    (desk.folder / "mirror.json").write_text(
        text.replace('"first"', '"given"').replace('"opportunities"', '"chances"')
    )
    told = desk.mirror("diff", code=2)
    assert re.search(r"mirror.json:\d+: 'people' has no field 'given'; add it, or name another one", told)
    assert re.search(r"mirror.json:\d+: the CRM has no 'chances'; make it, or name another one", told)
