"""Workflows in processes of their own: killed at any step of their code, killed while each of the other sides is being
called, and two at once on one inbox.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import killed_workflow
from ghxstship_connect.inbox.store import LEASE, Inbox
from ghxstship_connect.workflows.actions.jira import INDEXED_AFTER
from ghxstship_connect.workflows.actions.mailchimp import subscriber_hash
from other_side import OtherSide, other_side

SCRIPT = Path(__file__).with_name("killed_workflow.py")
BEGIN = 1_764_000_000_000
# How many processes are killed, at steps that lie evenly over a run.
KILLS = 8

ISSUE = {"project": "OPS", "issuetype": "Bug", "summary": "{{incident.title}}"}
NOTE = {"channel": "#ops", "text": "{{incident.title}}: {{steps.0.key}}"}
DEAL = {"channel": "#a", "text": "{{deal.name}}"}
HOOK = {"url": "SIDE/hook", "body": {"deal": "{{deal.name}}"}}
MEMBER = {"list_id": "a1", "email_address": "{{customer.email}}", "tags": ["buyer", "{{event.genre}}"]}
FLOWS: dict[str, dict[str, Any]] = {
    "slack": {"trigger": "deal.won", "steps": [
        {"action": "slack.postMessage", "config": DEAL}, {"action": "http.request", "config": HOOK}]},
    "mailchimp": {"trigger": "ticket.purchased", "action": "mailchimp.lists.addMember", "config": MEMBER},
    "jira": {"trigger": "incident.reported", "steps": [
        {"action": "jira.issues.create", "config": ISSUE}, {"action": "slack.postMessage", "config": NOTE}]},
}  # fmt: skip
EVENTS = [
    {"event": "deal.won", "data": {"id": "deal_1", "deal": {"name": "Aurora"}}},
    {"event": "ticket.purchased", "data": {
        "id": "ord_1", "customer": {"email": "ada@example.com"}, "event": {"genre": "ambient"}}},
    {"event": "incident.reported", "data": {"id": "inc_1", "incident": {"title": "Rain"}}},
    {"event": "deal.won", "data": {"id": "deal_2", "deal": {"name": "Borealis"}}},
]  # fmt: skip
RUNS = 4


class Desk:
    """The files, the inbox, and the processes."""

    def __init__(self, folder: Path, side: OtherSide) -> None:
        self.folder, self.side = folder, side
        self.environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": f"{side.url}/slack/", "MAILCHIMP_API_KEY": "k-us1",
            "MAILCHIMP_API_URL": f"{side.url}/mailchimp", "JIRA_BASE_URL": f"{side.url}/jira",
            "JIRA_EMAIL": "ops@example.com", "JIRA_API_TOKEN": "t",
        }  # fmt: skip
        for name, flow in FLOWS.items():
            (folder / f"flow-{name}.json").write_text(json.dumps(flow).replace("SIDE", side.url))
        events = [
            {"id": f"msg_{n}", "version": "1.0", "sequence": n, **one} for n, one in enumerate(EVENTS, 1)
        ]
        (folder / "events.json").write_text(json.dumps(events))
        self.at = BEGIN
        self.process: subprocess.Popen[str] | None = None

    def start(self, url: str, step: int = 0) -> subprocess.Popen[str]:
        """A process that works an inbox off."""
        arguments = [str(step), url, str(self.at), str(self.folder)]
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), *arguments], env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def work(self, step: int, inbox: str) -> int:
        """Have a process work; the step at which it was killed, or how many it made."""
        self.process = self.start(f"sqlite:///{self.folder}/{inbox}.db", step)
        told, _ = self.process.communicate(timeout=120)
        assert self.process.returncode in (0, -signal.SIGKILL)
        self.at += LEASE + 60_000
        return int(told) if self.process.returncode == 0 else step

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def finish(self, inbox: str) -> None:
        """Everything is done after another process, which this one stands for."""
        url = f"sqlite:///{self.folder}/{inbox}.db"
        asyncio.run(killed_workflow.main(url, self.at, self.folder, self.environment))
        self.at += LEASE + 60_000
        box = Inbox(url)
        assert box.counts()["done"] == RUNS
        box.close()

    def check(self) -> int:
        """Each effect is there once; how many calls without a look-up or a key were made twice."""
        assert [issue["summary"] for issue in self.side.issues] == ["Rain"]
        assert [call for _, call, _ in self.side.requests].count("/jira/rest/api/3/issue") == 1
        [member] = self.side.members.items()
        assert member[0] == subscriber_hash("ada@example.com")
        assert member[1]["tags"] == {"buyer", "ambient"}
        hooks = [
            (headers["idempotency-key"], body["deal"])
            for headers, (_, path, body) in zip(self.side.headers, self.side.requests, strict=True)
            if path == "/hook"
        ]
        assert set(hooks) == {("msg_1:flow-slack:1", "Aurora"), ("msg_4:flow-slack:1", "Borealis")}
        told = Counter(body["text"] for _, path, body in self.side.requests if "slack" in path)
        assert set(told) == {"Aurora", "Borealis", "Rain: OPS-1"}
        return told.total() - 3


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with other_side() as side:
        real = side.answer
        side.answer = lambda method, path, body: (  # type: ignore[method-assign]
            (204, {}, None) if path == "/hook" else real(method, path, body)
        )
        yield Desk(tmp_path, side)


@pytest.mark.no_cover
def test_killed_at_any_step(desk: Desk) -> None:
    whole = desk.work(0, "whole")
    assert desk.check() == 0
    killed = 0
    for number in range(1, KILLS + 1):
        for kept in (desk.side.requests, desk.side.headers, desk.side.issues, desk.side.members):
            kept.clear()
        desk.work(whole * number // (KILLS + 1), f"killed-{number}")
        assert desk.process is not None
        killed += desk.process.returncode == -signal.SIGKILL
        desk.finish(f"killed-{number}")
        assert desk.check() <= 1, "only the call that was under way is made again"
    assert killed >= KILLS - 1


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("call", "repeated"),
    [
        ("/slack/chat.postMessage", 1),
        ("/hook", 0),
        ("/jira/rest/api/3/search/jql", 0),
        ("/jira/rest/api/3/issue", 0),
        (f"/mailchimp/lists/a1/members/{subscriber_hash('ada@example.com')}", 0),
        (f"/mailchimp/lists/a1/members/{subscriber_hash('ada@example.com')}/tags", 0),
    ],
)
def test_killed_while_a_service_is_called(desk: Desk, call: str, repeated: int) -> None:
    """The service does what it was asked for, and the answer finds nobody."""

    def kill(path: str) -> None:
        if path == call:
            desk.side.hold = None
            desk.kill()

    desk.side.hold = kill
    desk.work(0, "inbox")
    assert desk.process is not None
    assert desk.process.returncode == -signal.SIGKILL
    desk.finish("inbox")
    assert desk.check() == repeated


def test_two_processes_make_one_issue(desk: Desk, database_url: str) -> None:
    """Two workflows on one incident, each in the hand of another process, while the first call takes its time."""
    for name in ("slack", "mailchimp"):
        (desk.folder / f"flow-{name}.json").unlink()
    second = {"trigger": "incident.reported", "action": "jira.issues.create", "config": ISSUE}
    (desk.folder / "flow-second.json").write_text(json.dumps(second))
    made, go_on = threading.Event(), threading.Event()

    def hold(path: str) -> None:
        if path.endswith("/issue") and not made.is_set():
            made.set()
            assert go_on.wait(60)

    desk.side.hold, desk.side.lagging = hold, True
    first = desk.start(database_url)
    assert made.wait(60)
    # By now Jira's search would find what was made, if it had been.
    desk.at += int(INDEXED_AFTER * 1000)
    other = desk.start(database_url)
    assert other.wait(60) == 0
    go_on.set()
    assert first.wait(60) == 0
    desk.at += 10_000
    last = desk.start(database_url)
    assert last.wait(60) == 0
    for process in (first, other, last):
        assert process.stdout is not None
        process.stdout.close()
    assert [issue["summary"] for issue in desk.side.issues] == ["Rain"]
    told = [body["text"] for _, path, body in desk.side.requests if "slack" in path]
    assert told == ["Rain: OPS-1"]
    box = Inbox(database_url)
    assert box.counts() == {"waiting": 0, "queued": 0, "running": 0, "done": 2, "dead": 0}
    box.close()
