"""A receiver that is killed at any of its steps: each handler completes once per event, in the order of each record.

Events are real ones. Some of them arrive as webhooks, out of turn and more than once; the rest only stands in the log.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship import AsyncClient, Client
from ghxstship.testing import Platform, platform
from ghxstship.webhooks import sign
from ghxstship_connect import Delivered, Receiver
from ghxstship_connect.inbox.store import RUNNING, Inbox
from killed_receiver import SECRET

KILLS = int(os.environ.get("GHXSTSHIP_TEST_KILLS", "12"))
EVENTS = int(os.environ.get("GHXSTSHIP_TEST_EVENTS", "2000"))
RECORDS = 5


@pytest.fixture(scope="module")
def server() -> Iterator[Platform]:
    """A platform of their own; each test looks at what stands in the log behind its begin."""
    with platform(scale=0) as one:
        yield one


class Story:
    """A receiver's lives, one after the other, over one inbox."""

    def __init__(
        self, server: Platform, client: Client, url: str, folder: Path, chance: random.Random
    ) -> None:
        self._client = client
        self._url = url
        self._folder = folder
        self._chance = chance
        self._number = 0
        self._begin = client.workspace.workspace.retrieve().sequence
        self._name = folder.name
        self._environment = {
            **os.environ,
            "GHXSTSHIP_API_KEY": server.api_key,
            "GHXSTSHIP_BASE_URL": server.url,
            "GHXSTSHIP_WORKSPACE_ID": server.workspace_id,
        }
        self.running_at_a_kill: set[tuple[str, str]] = set()
        self.steps: dict[str, int] = {}
        self.kills = 0

    @property
    def ledger(self) -> Path:
        return self._folder / "ledger"

    def change(self) -> None:
        """Something new on each record, and now and then a poisoned one."""
        self._number += 1
        items = [
            {"external_id": f"{self._name}-{n}", "name": f"Change {self._number}", "value": n}
            for n in range(RECORDS)
        ]
        if self._number % 4 == 0:
            poison = f"{self._name}-poison-{self._number}"
            items.append({"external_id": poison, "name": "poison", "value": 1})
        self._client.request("POST", "/atlvs/v1/deals/batch", body={"items": items, "mode": "upsert"})

    def events(self) -> list[dict[str, Any]]:
        listed = self._client.workspace.events.list(types=["deal.*"], limit=100, after=str(self._begin))
        return [event.to_dict() for event in listed]

    def live(self, step: str, number: int) -> int:
        """One life; its exit code."""
        events = self.events()
        new = [event for event in events[-2 * RECORDS :] if self._chance.random() < 0.7]
        again = self._chance.sample(events, min(len(events), 3))
        arriving = [*new, *again, *new[:2]]
        self._chance.shuffle(arriving)
        signed = []
        for event in arriving:
            body = json.dumps(event)
            signed.append((body, sign(body.encode(), SECRET, message_id=event["id"])))
        webhooks = self._folder / "webhooks"
        webhooks.write_text(json.dumps(signed))
        script = str(Path(__file__).with_name("killed_receiver.py"))
        command = [sys.executable, script, step, str(number), self._url, str(self.ledger), str(webhooks)]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        if done.returncode:
            self.kills += 1
            self._note_what_ran()
        else:
            self.steps = json.loads(done.stdout)
        return done.returncode

    def _note_what_ran(self) -> None:
        box = Inbox(self._url)
        box.open()
        try:
            self.running_at_a_kill |= {(run.event_id, run.handler) for run in box.runs(RUNNING)}
        finally:
            box.close()

    def lines(self, kind: str) -> list[list[Any]]:
        return [line[1:] for line in map(json.loads, self.ledger.read_text().splitlines()) if line[0] == kind]


def audit(story: Story, url: str) -> None:
    """What the ledger and the inbox must say in the end."""
    wanted = {(event["id"], "one") for event in story.events()}
    wanted |= {(event["id"], "two") for event in story.events() if event["event"] == "deal.updated"}
    poisoned = {event["id"] for event in story.events() if event["data"]["name"] == "poison"}
    begins: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event_id, handler, _, _, key, _ in story.lines("begin"):
        begins[event_id, handler].append(key)
    ends = [(event_id, handler) for event_id, handler, *_ in story.lines("end")]

    assert set(begins) == wanted, "every handler ran on every event"
    assert set(ends) == {run for run in wanted if run[0] not in poisoned}, (
        "and completed, unless it was poisoned"
    )
    again = {run for run, keys in begins.items() if len(keys) > 1}
    assert again <= story.running_at_a_kill, "only what was running at a kill ran again"
    assert all(len(set(keys)) == 1 for keys in begins.values()), "with the same key in its hand"

    position: dict[tuple[str, str], int] = defaultdict(int)
    for event_id, handler, record, sequence, *_ in story.lines("end"):
        assert sequence >= position[record, handler], f"{event_id} came after a later event of its record"
        position[record, handler] = sequence

    box = Inbox(url)
    box.open()
    try:
        assert box.counts() == {
            "waiting": 0, "queued": 0, "running": 0,
            "done": len({run for run in wanted if run[0] not in poisoned}),
            "dead": len({run for run in wanted if run[0] in poisoned}),
        }  # fmt: skip
        assert box.gaps() == 0
    finally:
        box.close()
    answered = {status for _, status in story.lines("answer")}
    assert answered == {200}


@pytest.mark.no_cover
def test_killed_at_each_of_its_steps(server: Platform, database_url: str, tmp_path: Path) -> None:
    chance = random.Random(database_url.partition(":")[0])
    with Client(server.api_key, server.workspace_id, server.url) as client:
        story = Story(server, client, database_url, tmp_path, chance)
        assert story.live("-", 0) == 0, "it begins where the log ends"
        story.change()
        assert story.live("-", 0) == 0
        names = sorted(story.steps)
        assert len(names) > 100
        chosen = names if len(names) <= KILLS else [names[len(names) * n // KILLS] for n in range(KILLS)]
        for name in chosen:
            story.change()
            story.live(name, chance.randint(1, max(1, min(story.steps.get(name, 1), 6))))
        assert story.live("-", 0) == 0
        assert story.kills >= len(chosen) // 2
        audit(story, database_url)


async def test_a_week_of_downtime_is_filled_from_the_log(
    server: Platform, database_url: str, tmp_path: Path
) -> None:
    """Everything that happened meanwhile, once each, in order, however much it was."""
    async with AsyncClient(server.api_key, server.workspace_id, server.url) as client:
        seen: list[tuple[str, int]] = []
        complete = asyncio.Event()

        def receiver() -> Receiver:
            one = Receiver(SECRET, inbox=database_url, client=client, settle=0.0, poll=0.05)

            @one.on("deal.*", name="all")
            async def note(event: Delivered) -> None:
                seen.append((event.data.id, event.sequence))
                if len(seen) >= EVENTS:
                    complete.set()

            return one

        async with receiver().running():
            first = receiver().inbox
            first.open()
            while await first.position() is None:  # noqa: ASYNC110 - the feed of the other one sets it
                await asyncio.sleep(0)
            first.close()
        size = min(500, EVENTS // 2)
        for start in range(0, EVENTS // 2, size):
            items = [
                {"external_id": f"{tmp_path.name}-{n}", "name": "Before", "value": n}
                for n in range(start, start + size)
            ]
            await client.request("POST", "/atlvs/v1/deals/batch", body={"items": items})
            changed = [{**one, "name": "After"} for one in items]
            body = {"items": changed, "mode": "upsert"}
            await client.request("POST", "/atlvs/v1/deals/batch", body=body)
        back = receiver()
        async with back.running():
            await asyncio.wait_for(complete.wait(), 300)
            while back.inbox.counts()["done"] < EVENTS:  # noqa: ASYNC110 - stored a moment after the handler
                await asyncio.sleep(0)
            assert (await back.inbox.position() or 0) >= EVENTS
        assert len(seen) == EVENTS
        orders: dict[str, list[int]] = defaultdict(list)
        for record, sequence in seen:
            orders[record].append(sequence)
        assert len(orders) == EVENTS // 2
        assert all(len(one) == 2 and one == sorted(one) for one in orders.values())
