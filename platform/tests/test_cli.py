"""The command line, on a SQLite file of its own."""

from __future__ import annotations

import logging
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result

from ghxstship_platform import logs
from ghxstship_platform.cli import main
from ghxstship_platform.settings import OPTIONS, flag_of, variable_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    root = logging.getLogger()
    handlers, level, lines = root.handlers[:], root.level, logs._lines
    configured = structlog.get_config()
    environment = {variable_of(option.name): None for option in OPTIONS}
    environment["GHXSTSHIP_DATA"] = str(tmp_path / "data")

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, env=environment)
        assert result.exit_code == code, result.output
        return result

    yield invoke
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    logs._lines = lines


def last_line(text: str) -> str:
    return text.splitlines()[-1]


def test_help_of_serve_names_every_option_and_variable(run: Run) -> None:
    text = " ".join(run("serve", "--help").stdout.split())
    for option in OPTIONS:
        assert flag_of(option.name) in text
        assert f"[{variable_of(option.name)}" in text


def test_help_loads_nothing_heavy() -> None:
    import subprocess

    script = (
        "import sys; from ghxstship_platform.cli import main; main(['--help'], standalone_mode=False);"
        "print(sorted({'granian', 'sqlalchemy', 'psycopg', 'msgspec', 'structlog', 'redis'} & set(sys.modules)))"
    )
    source = Path(logs.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(source)},
        check=True,
    )
    assert last_line(done.stdout) == "[]"


def test_migrate_says_what_it_does_once(run: Run) -> None:
    assert "migrated: 0001" in run("migrate").stderr
    again = run("migrate")
    assert again.stderr == ""
    assert again.stdout == "The schema is up to date.\n"


def test_workspaces_are_made_listed_and_moved(run: Run) -> None:
    workspace = run("workspaces", "create", "--name", "Example Touring", "--tier", "pro").stdout.strip()
    assert workspace.startswith("ws_")
    assert last_line(run("workspaces", "list").stdout).split()[:3] == [workspace, "live", "pro"]
    assert "enterprise" in run("workspaces", "set-tier", workspace, "enterprise").stdout
    assert last_line(run("workspaces", "list").stdout).split()[:3] == [workspace, "live", "enterprise"]


def test_keys_are_made_rolled_and_revoked(run: Run) -> None:
    workspace = run("workspaces", "create", "--name", "Sandbox", "--mode", "sandbox").stdout.strip()
    made = run("keys", "create", workspace, "--name", "First", "--scope", "read", "--scope", "write")
    assert made.stdout.startswith("ghx_test_")
    key = made.stderr.splitlines()[-1].split()[0]
    rolled = run("keys", "roll", workspace, key, "--overlap-seconds", "60")
    assert rolled.stdout.startswith("ghx_test_")
    assert rolled.stdout != made.stdout
    run("keys", "revoke", workspace, key)
    rows = {
        line.split()[0]: line.split()[2:4] for line in run("keys", "list", workspace).stdout.splitlines()[1:]
    }
    assert rows.pop(key) == ["revoked", "read,write"]
    assert list(rows.values()) == [["active", "read,write"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("workspaces", "create", "--name", "X", "--tier", "gold"), "there is no tier 'gold'"),
        (("workspaces", "create", "--name", " "), "name: Must have"),
        (("workspaces", "set-tier", "ws_none", "pro"), "ws_none"),
        (("keys", "create", "ws_none", "--name", "X", "--scope", "read"), "ws_none"),
        (("migrate", "--database", "sqlite:////proc/none/x.db"), "--database (GHXSTSHIP_DATABASE): "),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments, code=1)
    assert message in last_line(result.stderr)
    assert "Traceback" not in result.output


def test_every_wrong_field_of_a_key_is_named(run: Run) -> None:
    workspace = run("workspaces", "create", "--name", "X").stdout.strip()
    result = run("keys", "create", workspace, "--name", "", "--scope", "read", "--expires-at", "soon", code=1)
    assert "name: " in result.stderr
    assert "expires_at: " in result.stderr


def test_a_wrong_setting_is_a_usage_error(run: Run) -> None:
    assert "--port (GHXSTSHIP_PORT): must be" in run("serve", "--port", "http", code=2).stderr


def test_a_taken_port_is_said_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    from ghxstship_platform.server import bind

    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]), code=1)
    assert "Address already in use. Give another --host or --port" in result.stderr
    assert not (tmp_path / "data").exists()


def test_postgresql_is_only_migrated_on_demand(run: Run, postgres: Any) -> None:
    name = postgres.create()
    database = ("--database", postgres.url(name))
    try:
        assert "Run: ghxstship migrate" in run("workspaces", "list", *database, code=1).stderr
        assert "Run: ghxstship migrate" in run("serve", "--port", "0", *database, code=1).stderr
        assert "migrated: 0001" in run("migrate", *database).stderr
        workspace = run("workspaces", "create", "--name", "X", *database).stdout.strip()
        assert run(
            "keys", "create", workspace, "--name", "X", "--scope", "read", *database
        ).stdout.startswith("ghx_live_")
    finally:
        postgres.drop(name)


def test_it_runs_without_the_client() -> None:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "ghxstship_platform", "--help"], capture_output=True, text=True, check=True
    )
    assert "python -m ghxstship_platform" in done.stdout
    assert "serve" in done.stdout


def test_people_are_made_listed_and_get_a_new_password(run: Run) -> None:
    workspace = run("workspaces", "create", "--name", "Example Touring").stdout.strip()
    ada = ("--email", "Ada@example.com")
    secret = ("--password", "the band is on at nine")
    made = run("people", "create", *ada, "--name", "Ada", "--workspace", workspace, *secret)
    assert made.stdout.startswith("person_")
    assert last_line(run("people", "list").stdout).split() == [
        made.stdout.strip(), "ada@example.com", "1", "Ada",
    ]  # fmt: skip
    assert "every session has ended" in run("people", "set-password", *ada, *secret).stdout
    other = run("workspaces", "create", "--name", "Other").stdout.strip()
    assert "is viewer of" in run("people", "add", other, *ada, "--role", "viewer").stdout
    assert last_line(run("people", "list").stdout).split()[2] == "2"
    last = run("people", "add", workspace, *ada, "--role", "viewer", code=1)
    assert "no owner" in last.stderr
    assert (
        "has an account already" in run("people", "create", *ada, "--name", "Again", *secret, code=1).stderr
    )
    run("people", "add", workspace, "--email", "nobody@example.com", code=1)


def test_every_command_is_one_of_ghxstship_too() -> None:
    """The program `ghxstship` is the client's; the platform adds its commands as entry points."""
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    declared = tomllib.loads(pyproject.read_text())["project"]["entry-points"]["ghxstship.commands"]
    assert set(declared) == set(main.commands)
    assert set(declared.values()) == {f"ghxstship_platform.cli:{name}" for name in main.commands}
