"""`mirror run --watch` as its users run it: a process of its own, which events wake, and signals end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import pytest

from ghxstship.testing import Platform, platform
from mirror_desk import Desk, desk_in

PATIENCE = 60.0
SELDOM = "1d"


@pytest.fixture(scope="module")
def empty() -> Iterator[Platform]:
    """A platform with an empty workspace."""
    with platform(scale=0) as server:
        yield server


@pytest.fixture
def desk(empty: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_in(tmp_path, empty, monkeypatch) as one:
        yield one


class Watch:
    """A watch that is running."""

    def __init__(self, seconds: str, *more: str) -> None:
        command = [sys.executable, "-m", "ghxstship.cli", "mirror", "run", "mirror.json", "--watch", seconds]
        self.process = subprocess.Popen(
            [*command, "--apply", *more], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put("")

    def says(self, text: str) -> str:
        """The next line with a text in it."""
        said, deadline = [], time.monotonic() + PATIENCE
        while line := self._lines.get(timeout=max(0.0, deadline - time.monotonic())):
            said.append(line)
            if text in line:
                return line
        raise AssertionError(f"it ended without {text!r}: {said}")

    def ends(self, number: int) -> int:
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def watching(seconds: str = SELDOM, *more: str) -> Iterator[Watch]:
    watch = Watch(seconds, *more)
    try:
        yield watch
    finally:
        watch.close()


def test_an_event_starts_a_run_at_once(desk: Desk) -> None:
    with watching() as watch:
        watch.says("Watching")
        desk.client.atlvs.deals.create(name="Spring run", value=5)
        assert "create deals" in watch.says("in the CRM")
        assert [row["title"] for row in desk.crm("SELECT title FROM opportunities")] == ["Spring run"]
        assert watch.ends(signal.SIGTERM) == 0


def test_what_changes_during_the_first_look_is_a_hint(desk: Desk) -> None:
    # The first run says what it does before it says that it watches: by then it has read its side of the deals.
    for number in range(30):
        desk.crm("INSERT INTO people (first, mail) VALUES (?, ?)", f"P{number}", f"p{number}@example.org")
    with watching() as watch:
        watch.says("create contacts")
        desk.client.atlvs.deals.create(name="Meanwhile", value=5)
        assert "Meanwhile" in watch.says("create deals")


def test_the_poll_finds_what_no_event_tells(desk: Desk) -> None:
    with watching("1s") as watch:
        watch.says("Watching")
        desk.change("people", 1, last="Marsh-Lee")
        assert "Marsh-Lee" in watch.says("update contacts")
        assert watch.ends(signal.SIGINT) == 0


def test_a_side_that_is_away_is_tried_again(desk: Desk) -> None:
    with watching("1s") as watch:
        watch.says("Watching")
        (desk.folder / "crm.db").rename(desk.folder / "away.db")
        watch.says("Tried again in 1 s: crm.db: unable to open database file; make it, or correct crm.url")
        (desk.folder / "away.db").rename(desk.folder / "crm.db")
        desk.change("people", 1, last="Marsh-Lee")
        watch.says("update contacts")
        assert watch.ends(signal.SIGTERM) == 0


HOLDING = """
import sys
import threading

from ghxstship_connect.mirror.adapters.sql import SqlSide


class Holding(SqlSide):
    def send(self, kind, write):
        sent = super().send(kind, write)
        print("it has written", file=sys.stderr, flush=True)
        threading.Event().wait()
        return sent
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_also_in_the_middle_of_a_run(desk: Desk, number: int) -> None:
    for person in range(3):
        desk.client.atlvs.contacts.create(first_name="P", email=f"p{person}@example.org")
    (desk.folder / "holding.py").write_text(HOLDING)
    # What the platform keeps of the other tests' records is not to be found by their keys.
    text = desk.file.read_text().replace('"name": "crm"', f'"name": "crm-{number}"')
    desk.file.write_text(text.replace('"type": "sql"', '"type": "holding:Holding"'))
    with watching() as watch:
        watch.says("it has written")
        assert watch.ends(number) == 0
    desk.file.write_text(text)
    assert "Both sides are equal" not in desk.mirror("run")
    assert "Both sides are equal" in desk.mirror("run")
    assert desk.crm("SELECT COUNT(*) AS people FROM people") == [{"people": 4}]
    assert len(desk.client.atlvs.contacts.list(limit=100).to_list()) == 4


def test_two_runs_refuse_each_other_and_a_choice_may_be_made_beside_one(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    desk.client.atlvs.contacts.update(contact.id, email="ada@example.org")
    desk.change("people", 1, mail="marsh@example.org")
    with watching("1s") as watch:
        watch.says("Watching")
        for command in ("run", "diff"):
            told = desk.mirror(command, code=2)
            assert "another run works with" in told
            assert "end it if it watches" in told
        [conflict] = json.loads(desk.mirror("conflicts", "--json"))
        desk.mirror("resolve", str(conflict["number"]), "--take", "crm")
        assert "marsh@example.org" in watch.says("update contacts")
    assert desk.client.atlvs.contacts.retrieve(contact.id).email == "marsh@example.org"


def test_a_watch_tells_what_to_do_about_a_conflict(desk: Desk) -> None:
    desk.mirror("run", "--apply")
    contact = desk.client.atlvs.contacts.list().to_list()[0]
    with watching() as watch:
        watch.says("Watching")
        desk.change(
            "people", 1, mail="marsh@example.org"
        )  # read once an event tells of the other side's edit
        desk.client.atlvs.contacts.update(contact.id, email="ada@example.org")
        told = watch.says("conflict contacts 1 in the CRM")
        assert 'email: "ada@example.org" in GHXSTSHIP, "marsh@example.org" in the CRM' in told
        assert "1 conflict waits for you" in watch.says("ghxstship mirror conflicts mirror.json")
        assert watch.ends(signal.SIGTERM) == 0


def test_nothing_is_kept_of_hints(desk: Desk) -> None:
    with watching() as watch:
        watch.says("Watching")
        desk.client.atlvs.deals.create(name="Spring run", value=5)
        watch.says("create deals")
        assert watch.ends(signal.SIGTERM) == 0
    known = {"crm.db", "mirror.json", "mirror.state.db", "mirror.state.db.lock"}
    assert {one.name for one in desk.folder.iterdir() if not one.name.endswith(("-wal", "-shm"))} == known


def test_hints_come_to_who_logged_in_with_a_browser(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "access_token": os.environ["GHXSTSHIP_API_KEY"],
        "refresh_token": None,
        "expires_at": 9e9,
        "scope": None,
    }
    url = os.environ["GHXSTSHIP_BASE_URL"]
    profile = {
        "base_url": url,
        "workspace_id": None,
        "key": json.dumps(kept),
        "token_url": f"{url}/oauth/token",
    }
    (desk.folder / "profiles.json").write_text(
        json.dumps({"current": "default", "profiles": {"default": profile}, "listeners": {}})
    )
    monkeypatch.setenv("GHXSTSHIP_CONFIG_DIR", str(desk.folder))
    monkeypatch.delenv("GHXSTSHIP_API_KEY")
    with watching() as watch:
        watch.says("Watching")
        desk.client.atlvs.deals.create(name="Spring run", value=5)
        assert "create deals" in watch.says("in the CRM")
        assert watch.ends(signal.SIGTERM) == 0
