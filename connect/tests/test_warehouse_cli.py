"""`ghxstship sync`: what it prints, what it refuses, and watching."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ghxstship import Client
from ghxstship.cli.root import root
from ghxstship.testing import Platform
from ghxstship_connect.warehouse import cli as sync_cli
from ghxstship_connect.warehouse import loader
from ghxstship_connect.warehouse.destinations import open_destination
from tables import execute, rows_of, source_of

Run = Callable[..., Result]


@pytest.fixture
def run(running: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `ghxstship sync` with the platform's key, in a folder of its own."""
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    monkeypatch.delenv("GHXSTSHIP_PROFILE", raising=False)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(root, ["sync", *arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return invoke


def test_a_run_ends_with_a_summary(run: Run, client: Client) -> None:
    result = run("--to", "duckdb:///x.db", "--resources", "deals, ticket-types")
    deals, types = json.loads(result.stdout)
    assert (deals["table"], types["table"]) == ("deals", "ticket_types")
    assert deals["rows"] == deals["new"] == client.atlvs.deals.list().total
    assert rows_of("duckdb:///x.db", "ticket_types") == source_of(client, "ticket_types")
    again = run("--to", "duckdb:///x.db", "--table", "--resources", "deals").stdout
    assert "rows" in again
    assert "deals" in again


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("mysql://host/db", "--to must be duckdb:///FILE, parquet:DIR or postgresql://USER@HOST/DATABASE, not 'mysql://host/db'"),
        ("duckdb:x.db", "--to must be duckdb:///FILE"),
        ("parquet:", "--to must be"),
        ("mysql://me:secret@host/db", "not 'mysql:…'"),
        ("duckdb:///nowhere/x.db", "there is no folder nowhere for duckdb:///nowhere/x.db; make it first"),
        ("postgresql://me:secret@127.0.0.1:9/db", "Start it, or correct --to"),
        ("postgresql://127.0.0.1/db?nonsense=1", "--to is no PostgreSQL address"),
        ("duckdb:///text.db", "valid DuckDB database file; name another file"),
        ("parquet:text.db", "parquet:text.db cannot be made: it is a file; name another folder"),
    ],
)  # fmt: skip
def test_a_destination_that_cannot_be_used_is_told_in_one_message(run: Run, to: str, told: str) -> None:
    Path("text.db").write_text("This is no database, but a text that is long enough to be looked at." * 10)
    result = run(
        "--to",
        to,
        code=2 if "must be" in told or "no folder" in told or "not 'my" in told or "is no" in told else 1,
    )
    assert told in result.output
    assert "secret" not in result.output
    assert "Traceback" not in result.output


def test_a_platform_that_is_away_and_wrong_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "did you mean 'deals'" in run("--to", "duckdb:///x.db", "--resources", "deal", code=2).output
    assert not Path("x.db").exists()
    for span in ("5", "0s", "inf", "999999d"):
        assert "write 30s, 5m, 1h or 1d" in run("--to", "duckdb:///x.db", "--watch", span, code=2).output
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", "http://127.0.0.1:9")
    result = run("--to", "duckdb:///x.db", "--timeout", "1", code=8)
    assert "no answer from http://127.0.0.1:9/" in result.output


def test_a_mismatch_fails_after_the_summary(run: Run) -> None:
    run("--to", "duckdb:///x.db", "--resources", "companies")
    execute("duckdb:///x.db", "DELETE FROM companies WHERE id = (SELECT MIN(id) FROM companies)")
    result = run("--to", "duckdb:///x.db", "--resources", "companies", code=1)
    assert json.loads(result.stdout)[0]["table"] == "companies"
    assert "Drop the table companies to load it anew" in result.stderr


def test_what_could_not_be_counted_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "ROUNDS", 0)
    result = run("--to", "duckdb:///x.db", "--resources", "companies")
    assert "companies changed faster than it could be counted" in result.stderr


def test_watching_goes_on_after_a_failure(run: Run, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    count = loader._Load._total

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 1:
            client.gvteway.venues.create(name="made meanwhile")
            rows_of("duckdb:///x.db", "venues")  # others can read between two runs
            from ghxstship_connect.warehouse import DestinationError

            with pytest.raises(DestinationError, match="another"):
                open_destination("duckdb:///x.db")
        if len(naps) == 2:
            monkeypatch.setattr(loader._Load, "_total", lambda self: -1)
        if len(naps) == 3:
            monkeypatch.setattr(loader._Load, "_total", count)
        if len(naps) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", nap)
    result = run("--to", "duckdb:///x.db", "--resources", "venues", "--watch", "5m")
    assert naps == [300.0] * 4
    first, second, third, fourth = result.stderr.splitlines()
    assert "0 changed" in first
    assert "1 new, 0 changed, 0 deleted" in second
    assert "failed: venues in duckdb:///x.db has" in third
    assert "0 new, 0 changed, 0 deleted" in fourth
    assert rows_of("duckdb:///x.db", "venues") == source_of(client, "venues")


def test_a_watch_ends_when_the_configuration_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    run("--to", "duckdb:///x.db", "--resources", "venues")
    execute("duckdb:///x.db", "ALTER TABLE venues DROP COLUMN name")
    execute("duckdb:///x.db", "ALTER TABLE venues ADD COLUMN name DATE")
    result = run("--to", "duckdb:///x.db", "--resources", "venues", "--watch", "1s", code=2)
    assert "venues.name is DATE" in result.output


def test_progress_is_shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with sync_cli.bars() as tell:
        tell("deals", 0, 10)
        tell("deals", 4, None)
        tell("deals", 6, 10)
        tell("contacts", 0, None)
        tell("contacts", 3, None)
        tell("contacts", 0, 45)
    shown = capsys.readouterr().err
    assert "10/10" in shown
    assert "3/3" in shown, "of a run along the changes, what has changed"


def test_an_extra_that_is_missing_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, to in (
        ("duckdb", "duckdb:///x.db"),
        ("psycopg", "postgresql://h/d"),
        ("pyarrow.parquet", "parquet:x"),
    ):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, module, None)
            told = run("--to", to, code=2).output
        extra = to.partition(":")[0].replace("postgresql", "postgres")
        assert f'pip install "ghxstship-connect[{extra}]"' in told


def test_without_any_extra_the_command_says_which_one_is_missing(run: Run) -> None:
    """As after a plain `pip install ghxstship-connect`."""
    bare = "import sys; sys.modules.update(dict.fromkeys(('pyarrow', 'duckdb', 'psycopg', 'dlt')))"
    program = f"{bare}; from ghxstship.cli import main; main()"

    def ghxstship(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)

    assert ghxstship("sync", "--help").returncode == 0
    told = ghxstship("sync", "--to", "duckdb:///x.db", "--resources", "venues")
    assert (told.returncode, told.stderr) == (
        2, 'Error: DuckDB needs the extra: pip install "ghxstship-connect[duckdb]"\n',
    )  # fmt: skip


def test_each_extra_brings_what_its_tables_are_made_with() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    for extra in ("dlt", "duckdb", "parquet", "postgres"):
        assert any(one.startswith("pyarrow") for one in project["optional-dependencies"][extra]), extra


def test_an_unwritable_lock_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.db.lock").mkdir()
    assert "duckdb:///x.db cannot be written: Is a directory" in run("--to", "duckdb:///x.db", code=1).output
