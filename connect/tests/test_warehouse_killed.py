"""A load that is killed at any step goes on behind its last batch and ends equal to the source."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ghxstship import Client
from ghxstship.testing import Platform, platform
from ghxstship_connect.warehouse.destinations import open_destination
from tables import Rows, rows_of, source_of

pytestmark = pytest.mark.slow

RECORDS, BATCH = 1_000, 200
MOMENTS = int(os.environ.get("GHXSTSHIP_TEST_KILLS", "3"))


@pytest.fixture(scope="module")
def full() -> Iterator[Platform]:
    """A platform with nothing but deals."""
    with platform(scale=0) as server, Client(server.api_key, server.workspace_id, server.url) as client:
        for start in range(0, RECORDS, 500):
            items = [
                {"name": f"Deal {n}", "value": n, "external_id": f"n-{n}"} for n in range(start, start + 500)
            ]
            client.request("POST", "/atlvs/v1/deals/batch", body={"items": items})
        yield server


@pytest.fixture(params=["duckdb", "parquet", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param != "postgres":
        yield f"duckdb:///{tmp_path}/x.db" if request.param == "duckdb" else f"parquet:{tmp_path}/lake"
        return
    server: Any = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@dataclass
class Run:
    """What a load has done until it ended."""

    code: int
    steps: int
    pulled: int
    asked: list[dict[str, list[str]]]


def run(server: Platform, url: str, step: int, log: Path) -> Run:
    log.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "GHXSTSHIP_API_KEY": server.api_key,
        "GHXSTSHIP_BASE_URL": server.url,
        "GHXSTSHIP_WORKSPACE_ID": server.workspace_id,
    }
    script = Path(__file__).with_name("killed_sync.py")
    command = [sys.executable, str(script), str(step), url, str(BATCH), str(log)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    lines = log.read_text().splitlines() if log.exists() else []
    asked = [urlsplit(line.partition(" ")[2]) for line in lines if line.startswith("GET")]
    exports = [parse_qs(one.query) for one in asked if one.path.endswith("/export")]
    return Run(done.returncode, int(done.stdout or 0), lines.count("record"), exports)


def clear(url: str) -> None:
    if url.startswith("parquet:"):
        shutil.rmtree(url.removeprefix("parquet:"), ignore_errors=True)
    elif url.startswith("duckdb:"):
        for suffix in ("", ".wal", ".lock"):
            Path(url.removeprefix("duckdb:///") + suffix).unlink(missing_ok=True)
    else:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS deals, _ghxstship_sync")


def standing(url: str) -> tuple[int, dict[str, Any]]:
    """How many records were committed, and the checkpoint that was committed with them."""
    destination = open_destination(url)
    try:
        state = destination.state("deals")
        return (destination.count("deals", mark=False) if state else 0), state or {}
    finally:
        destination.close()


def moments(steps: int, seed: str) -> list[int]:
    """Random steps, one in each part of the run."""
    chance = random.Random(seed)
    return [1 + chance.randrange(steps * n // MOMENTS, steps * (n + 1) // MOMENTS) for n in range(MOMENTS)]


@pytest.mark.no_cover
def test_a_killed_load_goes_on_behind_its_last_batch(full: Platform, url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Client(full.api_key, full.workspace_id, full.url) as client:
        expected = source_of(client, "deals")
    whole = run(full, url, 0, log)
    reference = rows_of(url, "deals")
    assert (whole.code, whole.pulled, reference) == (0, RECORDS, expected)
    for step in moments(whole.steps, url.partition(":")[0]):
        clear(url)
        killed = run(full, url, step, log)
        assert killed.code == -signal.SIGKILL
        committed, state = standing(url)
        assert committed % BATCH == 0 or committed == RECORDS, "a batch is there as a whole or not at all"
        assert killed.pulled <= committed + BATCH, "what was read and not kept is less than a batch"
        after = run(full, url, 0, log)
        assert after.code == 0
        assert after.pulled == RECORDS - committed, f"step {step}: nothing that was kept is read again"
        if committed and not state["exported"]:
            assert [one.get("after") for one in after.asked] == [[state["after"]]]
        assert rows_of(url, "deals") == reference, f"killed at step {step}"


@pytest.mark.no_cover
def test_a_killed_walk_along_the_changes_loses_none(full: Platform, url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    run(full, url, 0, log)
    with Client(full.api_key, full.workspace_id, full.url) as client:

        def change(number: int) -> Rows:
            items = [{"name": f"Changed {number}", "value": n, "external_id": f"n-{n}"} for n in range(300)]
            client.request("POST", "/atlvs/v1/deals/batch", body={"items": items, "mode": "upsert"})
            extra = client.atlvs.deals.create(name="extra", value=1)
            client.atlvs.deals.delete(extra.id)
            return source_of(client, "deals")

        change(0)
        steps = run(full, url, 0, log).steps
        for number, step in enumerate(moments(steps, url.partition(":")[0]), 1):
            expected = change(number)
            run(full, url, step, log)  # it may have ended before the step: no two walks are quite the same
            assert run(full, url, 0, log).code == 0
            assert rows_of(url, "deals") == expected, f"killed at step {step}"
