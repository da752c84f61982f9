"""An integrator who has only read the playbook: its code runs against a server with nothing but host, key and workspace
changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Tenant
from .server import PATIENCE, Server

HERE = Path(__file__).parent
PLAYBOOK = HERE / "playbook"


def test_first_curl_line_lists_deals(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl: there is no `curl` on the PATH")
    line = (PLAYBOOK / "list_deals.sh").read_text()
    with Server(tmp_path, "--demo") as server:
        for theirs, ours in (
            ("https://api.ghxstship.com", server.url),
            ("your_api_key", server.ready["api_key"]),
            ("ws_abc123", server.ready["workspace_id"]),
        ):
            assert line.count(theirs) == 1
            line = line.replace(theirs, ours)
        answer = subprocess.run(["sh", "-c", line], capture_output=True, check=True, timeout=PATIENCE)
        page = json.loads(answer.stdout)
        assert len(page["data"]) == 25
        assert page["pagination"]["total"] == 36
        assert all(deal["id"].startswith("deal_") for deal in page["data"])
        assert server.stop() == 0


def test_demo_is_reached_with_the_same_key_after_a_restart(tmp_path: Path) -> None:
    with Server(tmp_path, "--demo", "--scale", "0") as server:
        first = server.ready
        assert server.stop() == 0
    with Server(tmp_path, "--demo", "--scale", "0") as server:
        assert (server.ready["workspace_id"], server.ready["api_key"]) == (
            first["workspace_id"],
            first["api_key"],
        )
        assert server.stop() == 0


def test_sync_all_deals_walks_ten_thousand(
    node_tools: Path, tmp_path: Path, new_tenant: Callable[..., Tenant]
) -> None:
    tenant = new_tenant(tmp_path, tier="pro", deals=10_000)
    program = tmp_path / "application.mts"
    sources = (
        HERE / "harness_before.ts",
        PLAYBOOK / "fetch_with_retry.ts",
        PLAYBOOK / "sync_all_deals.ts",
        HERE / "harness_after.ts",
    )
    program.write_text("\n".join(source.read_text() for source in sources))
    with Server(tmp_path) as server:
        environment = {"BASE": f"{server.url}/atlvs/v1", "KEY": tenant.key, "WORKSPACE": tenant.workspace_id}
        done = subprocess.run(
            [node_tools / "tsx", program],
            env={**os.environ, **environment}, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        counted = json.loads(done.stdout)
        # A hundred pages are the burst of the tier; a machine that was paused may be refused once all the same.
        assert counted["refused"] <= 1
        assert counted["requests"] == 100 + counted["refused"]
        assert (counted["batches"], counted["deals"], counted["most"]) == (100, 10_000, 1)
        assert server.stop() == 0
