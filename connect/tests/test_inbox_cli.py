"""`ghxstship inbox`: what it shows, what it refuses."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ghxstship.cli.root import root
from ghxstship_connect import Reject
from ghxstship_connect.inbox.engine import InboxUnavailableError
from ghxstship_connect.inbox.handlers import Delivered, Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.store import Arrival, Inbox

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `ghxstship inbox` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("GHXSTSHIP_API_KEY", "GHXSTSHIP_WEBHOOK_SECRET", "GHXSTSHIP_INBOX"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(root, ["inbox", *arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return invoke


def leave_a_dead_letter(database_url: str) -> None:
    async def fill(inbox: Inbox) -> None:
        handlers = Handlers()

        def book(event: Delivered) -> None:
            if event.sequence == 1:
                raise Reject("no account for EUR")

        handlers.add(book, ("*",), "ledger")
        envelopes = [
            {"id": f"msg_{n}", "event": "deal.won", "sequence": n, "data": {"id": f"deal_{n}"}}
            for n in (1, 2)
        ]
        await inbox.add([Arrival.of(one) for one in envelopes], handlers.wanting)
        await Runner(inbox, handlers, concurrency=1, in_order=False).drain()

    inbox = Inbox(database_url)
    inbox.open()
    asyncio.run(fill(inbox))
    inbox.close()


def test_a_dead_letter_is_listed_with_its_reason_shown_and_replayed(run: Run, database_url: str) -> None:
    leave_a_dead_letter(database_url)
    at = ("--inbox", database_url)
    assert json.loads(run("status", *at).stdout) == {
        "waiting": 0, "queued": 0, "running": 0, "done": 1, "dead": 1, "position": None, "lost": 0,
    }  # fmt: skip
    table = run("runs", "--table", *at).stdout
    assert table.split("\n")[0].split() == ["event_id", "handler", "event", "attempts", "due", "error"]
    assert "no account for EUR" in table
    [dead] = json.loads(run("runs", *at).stdout)
    assert (dead["event_id"], dead["record"], dead["state"]) == ("msg_1", "deal_1", "dead")
    assert json.loads(run("show", "msg_1", *at).stdout)["data"] == {"id": "deal_1"}
    assert "there is no event 'msg_9' in this inbox" in run("show", "msg_9", *at, code=2).output
    assert "name an event, a --handler, or --all" in run("replay", *at, code=2).output
    assert run("replay", "--handler", "ledger", *at).stdout == "1 run will be tried again.\n"
    assert run("replay", "--all", *at).stdout == "0 runs will be tried again.\n"
    assert json.loads(run("status", *at).stdout)["waiting"] == 1
    assert run("prune", "--days", "2", *at).stdout.startswith("0 events forgotten")


@pytest.mark.parametrize("command", [["status"], ["runs"], ["show", "msg_1"], ["replay", "--all"], ["prune"]])
def test_an_inbox_that_is_not_there_is_not_taken_for_an_empty_one(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    told = run(*command, code=2).output
    assert f"there is no inbox {tmp_path}/inbox.db; name the one that is used with --inbox" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", 1, "the inbox cannot be used: connection failed"),
        (
            "postgresql://u:sec ret@127.0.0.1/x",
            2,
            "characters such as @ and / in a password are written %40 and %2F",
        ),
        ("sqlite:///text", 1, "the inbox cannot be used: file is not a database"),
        ("sqlite:///folder", 1, "the inbox cannot be used: unable to open database file"),
        ("sqlite:///other.db", 1, "the inbox cannot be used: "),
        ("mysql://u:secret@h/x", 2, "an inbox is sqlite:///PATH or postgresql://USER@HOST/DATABASE"),
    ],
)
def test_an_inbox_that_cannot_be_used_is_told(run: Run, url: str, code: int, told: str) -> None:
    Path("text").write_text("This is no database, but a text that is long enough to be looked at." * 10)
    Path("folder").mkdir()
    with closing(sqlite3.connect("other.db")) as other:
        other.execute("CREATE TABLE inbox_runs (something TEXT)")
    output = run("status", "--inbox", url, code=code).output
    assert told in output
    assert "sec" not in output


def test_a_role_without_rights_is_told_of_them(run: Run, postgres: Any) -> None:
    name = postgres.create()
    role = f"reader_of_{name}"
    postgres.execute(f"CREATE ROLE {role} LOGIN")
    url = postgres.url(name).replace("postgres@", f"{role}@")
    output = run("status", "--inbox", url, code=1).output
    assert output.strip() == "Error: the inbox cannot be used: permission denied for schema public"
    postgres.drop(name)
    postgres.execute(f"DROP ROLE {role}")


def test_a_folder_that_cannot_be_made_is_told(run: Run) -> None:
    Path("file").touch()
    with pytest.raises(InboxUnavailableError, match=r"the inbox cannot be used: .*file"):
        Inbox("sqlite:///file/inbox.db").open()


@pytest.mark.parametrize(
    ("target", "content", "told"),
    [
        ("hooks", "", "name the receiver as MODULE:RECEIVER"),
        ("nowhere:receiver", "", "nowhere:receiver cannot be loaded: No module named 'nowhere'"),
        ("mod_a:receiver", "", "module 'mod_a' has no attribute 'receiver'"),
        ("mod_b:receiver", "receiver = 1", "mod_b:receiver is a int, not a Receiver"),
        (
            "mod_c:receiver",
            "from ghxstship_connect import Receiver\nreceiver = Receiver()",
            "or set GHXSTSHIP_WEBHOOK_SECRET",
        ),
    ],
)
def test_what_cannot_be_worked_for_is_told(
    run: Run, tmp_path: Path, target: str, content: str, told: str
) -> None:
    if target.startswith("mod_"):
        (tmp_path / f"{target.partition(':')[0]}.py").write_text(content)
    assert told in run("work", target, code=2).output


def test_a_receiver_whose_inbox_cannot_be_used_does_not_begin(run: Run, tmp_path: Path) -> None:
    Path("text").write_text("This is no database, but a text that is long enough to be looked at." * 10)
    secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    receiver = f"Receiver({secret!r}, inbox='sqlite:///text')"
    (tmp_path / "mod_e.py").write_text(f"from ghxstship_connect import Receiver\nreceiver = {receiver}")
    output = run("work", "mod_e:receiver", code=1).output
    assert output == "Error: the inbox cannot be used: file is not a database\n"


def test_the_extra_for_postgresql_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    told = run("status", "--inbox", "postgresql://127.0.0.1/x", code=2).output
    assert 'pip install "ghxstship-connect[postgres]"' in told
