"""The ready file and the banner."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ghxstship_platform.ready import Access, Portal, banner, remove_ready_file, write_ready_file

DEMO = Access(
    "http://127.0.0.1:8000",
    Portal("http://127.0.0.1:8000/developers", "ada@example.com", "open-sesame"),
    "ws_1",
    "ghx_live_1",
)


def test_ready_file_has_the_form_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ready.json"
    write_ready_file(path, DEMO)
    assert json.loads(path.read_text()) == {
        "url": "http://127.0.0.1:8000",
        "workspace_id": "ws_1",
        "api_key": "ghx_live_1",
        "portal": {
            "url": "http://127.0.0.1:8000/developers",
            "email": "ada@example.com",
            "password": "open-sesame",
        },
    }


def test_ready_file_replaces_what_was_there_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("of an earlier run, longer than anything that comes now" * 50)
    path.chmod(0o644)
    write_ready_file(path, Access("http://127.0.0.1:1", Portal("http://127.0.0.1:1/developers")))
    assert json.loads(path.read_text())["api_key"] is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_ready_file(path, DEMO)
    assert list(tmp_path.iterdir()) == [path]


def test_removing_twice_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    write_ready_file(path, DEMO)
    remove_ready_file(path)
    remove_ready_file(path)
    assert not path.exists()


def test_banner_tells_how_to_get_in_and_three_requests() -> None:
    text = banner(DEMO)
    for part in ("ws_1", "ghx_live_1", "http://127.0.0.1:8000/developers", "ada@example.com", "open-sesame"):
        assert part in text
    assert text.count("curl -X GET") == 3
    # The playbook's first example, with nothing but host and key changed.
    assert (
        'curl -X GET "http://127.0.0.1:8000/atlvs/v1/deals" \\\n'
        '  -H "Authorization: Bearer ghx_live_1" \\\n'
        '  -H "X-Workspace-ID: ws_1"\n'
    ) in text


def test_banner_without_a_demo_says_how_to_begin() -> None:
    portal = Portal("http://127.0.0.1:1/developers")
    text = banner(Access("http://127.0.0.1:1", portal))
    assert "ghxstship workspaces create" in text
    assert "curl" not in text
    assert "/setup" not in text
    first = banner(Access("http://127.0.0.1:1", replace(portal, setup_url=f"{portal.url}/setup?token=x")))
    assert "http://127.0.0.1:1/developers/setup?token=x" in first
