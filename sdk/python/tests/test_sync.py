"""Walks that are resumed, against a real platform."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fault_server import FaultServer, answer, error
from ghxstship import (
    AsyncClient,
    BadRequestError,
    Client,
    ConfigurationError,
    PaginationLoopError,
    ResponseParseError,
)
from ghxstship.sync import Batch, FileCheckpoint
from ghxstship.testing import Platform, platform

Make = Callable[..., Client]
COUNT = 230

CRASHING = """
import os, sys
from ghxstship import Client
stored, checkpoint, url, key, batches = sys.argv[1:]
with Client(key, base_url=url) as client, open(stored, "a") as out:
    for number, batch in enumerate(client.atlvs.contacts.sync(checkpoint=checkpoint), 1):
        out.write("".join(f"{record.id}\\n" for record in batch.items))
        out.flush()
        if number == int(batches):
            os._exit(9)  # stored, and not yet committed
        batch.commit()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Platform]:
    """A platform of these tests alone, with more contacts than two pages hold and nothing else."""
    with platform(scale=0) as started:
        with Client(started.api_key, base_url=started.url) as one:
            made = one.atlvs.contacts.batch(
                [{"first_name": f"Contact {number}", "external_id": f"c{number}"} for number in range(COUNT)]
            )
        assert made.summary.created == COUNT
        yield started


@pytest.fixture
def mine(server: Platform) -> Iterator[Client]:
    with Client(server.api_key, server.workspace_id, server.url) as one:
        yield one


def ids(batches: list[Batch[Any]]) -> list[str]:
    return [record.id for batch in batches for record in batch.items]


def walked(walk: Iterator[Batch[Any]]) -> list[Batch[Any]]:
    """All batches, each committed once it is here."""
    found = []
    for batch in walk:
        found.append(batch)
        batch.commit()
    return found


def state(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_walk_reads_everything_once_in_the_order_of_change(mine: Client) -> None:
    found = walked(iter(mine.atlvs.contacts.sync()))
    assert [len(batch) for batch in found[:2]] == [100, 100]
    assert len(ids(found)) == len(set(ids(found))) >= COUNT
    changed = [record.updated_at for batch in found for record in batch.items]
    assert changed == sorted(changed)


def test_a_walk_goes_on_behind_what_was_committed(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"
    whole = ids(walked(iter(mine.atlvs.contacts.sync())))
    first = next(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    assert not checkpoint.exists()
    first.commit()
    rest = walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    assert ids([first]) + ids(rest) == whole


def test_what_was_not_committed_comes_again(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"
    walk = iter(mine.atlvs.contacts.sync(checkpoint=checkpoint))
    next(walk).commit()
    kept = checkpoint.read_bytes()
    lost = next(walk)
    assert checkpoint.read_bytes() == kept
    again = next(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    assert ids([again]) == ids([lost])


def test_a_crash_repeats_at_most_one_batch(server: Platform, mine: Client, tmp_path: Path) -> None:
    stored, checkpoint = tmp_path / "stored", tmp_path / "contacts.json"

    def run(batches: int) -> int:
        program = [sys.executable, "-c", CRASHING, stored, checkpoint, server.url, server.api_key, batches]
        return subprocess.run([str(part) for part in program], timeout=60).returncode

    assert run(2) == 9
    after = stored.read_text().split()
    assert len(after) == 200
    assert run(0) == 0
    everything = stored.read_text().split()
    whole = ids(walked(iter(mine.atlvs.contacts.sync())))
    assert everything[200:300] == after[100:]
    assert everything[:100] + everything[200:] == whole


def test_the_next_walk_reads_only_what_changed(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"
    last = mine.atlvs.contacts.create(first_name="Last so far")
    walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    changed = mine.atlvs.contacts.list(external_id="c7").data[0]
    mine.atlvs.contacts.update(changed.id, last_name=f"Moved {last.id}")
    new = mine.atlvs.contacts.create(first_name="Newcomer")
    found = ids(walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint))))
    # Times have milliseconds: what changed in the last one is read again, and never the rest.
    assert [one for one in found if one != last.id] == [changed.id, new.id]
    assert set(ids(walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint))))) <= {changed.id, new.id}


def test_deleted_records_come_as_tombstones(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"
    gone = mine.atlvs.contacts.create(first_name="Leaver")
    walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    mine.atlvs.contacts.delete(gone.id)
    found = walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    assert gone.id not in ids(found)
    (tombstone,) = [record for batch in found for record in batch.deleted if record.id == gone.id]
    assert tombstone.deleted_at.tzinfo is not None
    without = walked(iter(mine.atlvs.contacts.sync(include_deleted=False)))
    assert [record for batch in without for record in batch.deleted] == []


def test_a_first_walk_may_begin_later(mine: Client) -> None:
    fresh = mine.atlvs.contacts.create(first_name="Latecomer")
    since = fresh.updated_at - timedelta(milliseconds=1)
    found = walked(iter(mine.atlvs.contacts.sync(updated_since=since)))
    assert fresh.id in ids(found)
    assert all(record.updated_at > since for batch in found for record in batch.items)
    assert (
        walked(iter(mine.atlvs.contacts.sync(updated_since=datetime(2999, 1, 1, tzinfo=UTC))))[0].items == []
    )
    with pytest.raises(ValueError, match="time zone"):
        mine.atlvs.contacts.sync(updated_since=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_walk_with_filters(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "some.json"
    filters = {"external_id": ("c1", "c2"), "created_after": datetime(2000, 1, 1, tzinfo=UTC)}
    found = walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint, filters=filters)))
    assert sorted(record.external_id for batch in found for record in batch.items) == ["c1", "c2"]
    assert len(walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint, filters=filters)))) == 1
    with pytest.raises(ConfigurationError, match="one checkpoint for each walk"):
        walked(iter(mine.atlvs.contacts.sync(checkpoint=checkpoint)))
    with pytest.raises(ConfigurationError, match="one checkpoint for each walk"):
        walked(iter(mine.atlvs.companies.sync(checkpoint=checkpoint, filters=filters)))


def test_an_empty_list_is_one_empty_batch(mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "deals.json"
    (batch,) = walked(iter(mine.atlvs.deals.sync(checkpoint=checkpoint)))
    assert len(batch) == 0
    assert state(checkpoint)["since"] is None


def test_a_walk_of_the_asynchronous_client(server: Platform, mine: Client, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"

    async def walk() -> list[Batch[Any]]:
        found: list[Batch[Any]] = []
        async with AsyncClient(server.api_key, base_url=server.url) as client:
            async for batch in client.atlvs.contacts.sync(checkpoint=checkpoint):
                found.append(batch)
                batch.commit()
                break
            found += [batch async for batch in client.atlvs.contacts.sync(checkpoint=checkpoint)]
        return found

    assert ids(asyncio.run(walk())) == ids(walked(iter(mine.atlvs.contacts.sync())))


def test_a_checkpoint_of_ones_own(mine: Client) -> None:
    class Table:
        saved: list[dict[str, Any]] = []  # noqa: RUF012 - one test, one table

        def load(self) -> dict[str, Any] | None:
            return self.saved[-1] if self.saved else None

        def save(self, state: dict[str, Any]) -> None:
            self.saved.append(state)

    table = Table()
    last = mine.atlvs.contacts.create(first_name="Last so far")
    first = walked(iter(mine.atlvs.contacts.sync(checkpoint=table)))
    assert len(table.saved) == len(first) >= 3
    assert ids(walked(iter(mine.atlvs.contacts.sync(checkpoint=table))))[-1:] == [last.id]
    assert len(table.saved) == len(first) + 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_file_that_is_no_checkpoint(mine: Client, tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    with pytest.raises(ConfigurationError, match="is no checkpoint; delete it"):
        next(iter(mine.atlvs.contacts.sync(checkpoint=tmp_path / "broken.json")))


def test_a_file_is_replaced_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = FileCheckpoint(tmp_path / "here.json")
    checkpoint.save({"path": "/a"})

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("ghxstship.sync.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        checkpoint.save({"path": "/b"})
    assert checkpoint.load() == {"path": "/a"}


def page(cursor: str | None, *moments: str) -> dict[str, Any]:
    records = [{"id": f"con_{moment}", "updated_at": f"2026-11-24T07:00:{moment}Z"} for moment in moments]
    return {"data": records, "pagination": {"cursor": cursor, "hasMore": cursor is not None}}


def test_a_cursor_that_is_no_longer_good_is_replaced_by_the_time(
    faults: FaultServer, make: Make, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "contacts.json"
    faults.script(answer(page("next", "01.500")))
    next(iter(make().atlvs.contacts.sync(checkpoint=checkpoint))).commit()
    faults.script(error(400, "INVALID_CURSOR"), answer(page(None, "01.500", "02.000")))
    assert len(walked(iter(make().atlvs.contacts.sync(checkpoint=checkpoint)))) == 1
    _, refused, again = [asked.target for asked in faults.asked]
    assert "cursor=next" in refused
    assert "cursor" not in again
    assert "updated_after=2026-11-24T07%3A00%3A01.499000%2B00%3A00" in again
    assert state(checkpoint)["since"] == "2026-11-24T07:00:01.999000+00:00"


def test_a_cursor_of_this_run_that_is_refused_is_an_error(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("next", "01.500")), error(400, "INVALID_CURSOR"))
    with pytest.raises(BadRequestError):
        walked(iter(make().atlvs.contacts.sync()))


def test_an_asynchronous_walk_restarts_too(faults: FaultServer, make: Make, tmp_path: Path) -> None:
    checkpoint = tmp_path / "contacts.json"
    faults.script(answer(page("next", "01.500")))
    next(iter(make().atlvs.contacts.sync(checkpoint=checkpoint))).commit()
    faults.script(error(400, "INVALID_CURSOR"), answer(page(None, "02.000")))

    async def walk() -> list[Batch[Any]]:
        async with AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False) as client:
            return [batch async for batch in client.atlvs.contacts.sync(checkpoint=checkpoint)]

    assert ids(asyncio.run(walk())) == ["con_02.000"]


@pytest.mark.parametrize("cursors", [["same", "same"], ["a", "b", "c", "a"]])
def test_a_list_that_goes_round_in_circles(faults: FaultServer, make: Make, cursors: list[str]) -> None:
    faults.script(*(answer(page(cursor, "01.500")) for cursor in cursors))
    with pytest.raises(PaginationLoopError, match="same cursor twice"):
        walked(iter(make().atlvs.contacts.sync()))
    assert len(faults.asked) == len(cursors)


def test_a_page_of_a_walk_that_is_no_list(faults: FaultServer, make: Make) -> None:
    faults.script(answer({"ok": True}))
    with pytest.raises(ResponseParseError, match="is the base URL right"):
        walked(iter(make().atlvs.contacts.sync()))


def test_a_page_that_only_filters_left_empty_is_passed_over(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("next")), answer(page(None, "02.000")))
    assert [len(batch) for batch in walked(iter(make().atlvs.contacts.sync()))] == [1]
