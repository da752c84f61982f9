"""`ghxstship status …` from opening an incident to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from ghxstship_platform import logs
from ghxstship_platform.cli import main
from ghxstship_platform.settings import OPTIONS, variable_of
from ghxstship_platform.status import commands, components, incidents

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path) -> Iterator[Run]:
    root = logging.getLogger()
    handlers, level, lines = root.handlers[:], root.level, logs._lines
    configured = structlog.get_config()
    environment = {variable_of(option.name): None for option in OPTIONS}
    environment["GHXSTSHIP_DATABASE"] = sqlite_url

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ("status", *arguments), env=environment)
        assert result.exit_code == code, result.output
        return result

    yield invoke
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    logs._lines = lines


def test_an_incident_on_the_command_line(run: Run) -> None:
    assert run("show").stdout.startswith("All systems work.\n")
    opened = run(
        "incident", "open", "--title", "Orders fail", "--impact", "major", "--component", "gvteway",
        "--message", "We look.",
    )  # fmt: skip
    incident_id = opened.stdout.strip()
    shown = run("show").stdout
    assert shown.startswith("GVTEWAY API partly fails; everything else works.\n")
    assert [line.split() for line in shown.splitlines() if line.startswith("gvteway")] == [
        ["gvteway", "partial_outage", "-", "Orders", "fail"]
    ]
    run(
        "incident",
        "update",
        incident_id,
        "--status",
        "identified",
        "--impact",
        "critical",
        "--message",
        "Found.",
    )
    assert "GVTEWAY API does not work" in run("show").stdout
    run("incident", "update", incident_id, "--status", "monitoring", "--component", "oauth", "--message", "x")
    assert "OAuth does not work" in run("show").stdout
    assert (
        run("incident", "resolve", incident_id, "--message", "Over.").stdout
        == f"{incident_id} is resolved.\n"
    )
    listed = run("incident", "list").stdout.splitlines()
    assert listed[0].split() == ["id", "status", "impact", "created_at", "components", "title"]
    assert listed[1].split()[:3] == [incident_id, "resolved", "critical"]
    again = run("incident", "resolve", incident_id, "--message", "x", code=1)
    assert "status: It is resolved; open a new incident." in again.stderr


def test_what_is_wrong_is_said(run: Run) -> None:
    run("incident", "open", "--title", "x", "--impact", "bad", "--message", "x", code=2)
    wrong = run("incident", "open", "--title", " ", "--impact", "none", "--message", "", code=1)
    assert "title: Must have 1 to 200 characters; body: Must have 1 to 5000 characters" in wrong.stderr
    assert "no incident 'sinc_1'" in run("incident", "resolve", "sinc_1", "--message", "x", code=1).stderr


def test_the_command_line_knows_the_words_of_the_platform() -> None:
    """They stand twice, because `--help` must not load the database."""
    assert commands._STATUSES == incidents.STATUSES
    assert tuple(incidents.IMPACTS) == commands._IMPACTS
    assert components.IDS == commands._COMPONENTS
