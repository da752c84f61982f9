"""The commands of the resources, against a real platform."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from fault_server import FaultServer, drip
from ghxstship.cli import tables
from ghxstship.cli.resources import command
from ghxstship.cli.root import root

Run = Callable[..., Any]


def read(result: Any) -> Any:
    return json.loads(result.stdout)


def test_every_operation_of_the_tables_is_a_command_with_help() -> None:
    for product in tables.PRODUCTS:
        for resource, methods in tables.resources(product).items():
            for method, operation in methods.items():
                path = [product, *([] if resource == product else [resource.replace("_", "-")])]
                result = CliRunner().invoke(root, [*path, method.replace("_", "-"), "--help"])
                assert (result.exit_code == 0) == (operation.kind != "stream"), (path, method, result.output)
                said = [one.help or "" for one in command(operation).params if isinstance(one, click.Option)]
                assert [text for text in said if text.lower().count("repeat") > 1] == [], (path, method)


def test_a_deal_from_its_creation_to_its_end(run: Run) -> None:
    made = read(
        run("deals", "create", "--name", "Bonded crew", "--value", "75.50", "--metadata", "source=cli")
    )
    assert (made["value"], made["metadata"]) == (75.5, {"source": "cli"})
    assert read(run("atlvs", "deals", "retrieve", made["id"]))["name"] == "Bonded crew"
    changed = read(run("deals", "update", made["id"], "--status", "won", "--data", '{"notes": "Signed."}'))
    assert (changed["status"], changed["notes"]) == ("won", "Signed.")
    assert read(run("deals", "update", made["id"], "--null", "notes"))["notes"] is None
    assert "is deleted" in run("deals", "delete", made["id"]).stderr
    gone = run("deals", "retrieve", made["id"], code=4)
    assert "NOT_FOUND" in gone.stderr
    assert "Request id:    req_" in gone.stderr
    assert "/docs/errors/NOT_FOUND" in gone.stderr


def test_a_repeated_write_with_one_key_happens_once(run: Run) -> None:
    line = ("companies", "create", "--name", "Once Only", "--idempotency-key", "cli-once")
    assert read(run(*line))["id"] == read(run(*line))["id"]


def test_lists_are_filtered_limited_and_walked(run: Run) -> None:
    items = json.dumps(
        [{"name": f"Walk {index}", "value": 1, "external_id": f"walk-{index}"} for index in range(130)]
    )
    made = read(run("deals", "batch", "--items", "-", stdin=items))
    assert [one["index"] for one in made] == list(range(130))
    few = run("deals", "list", "--q", "Walk", "--limit", "3")
    assert len(read(few)) == 3
    assert "3 of 130" in few.stderr
    assert len(read(run("deals", "list", "--q", "Walk", "--limit", "120"))) == 120
    assert len(read(run("deals", "list", "--q", "Walk", "--all"))) == 130
    one = read(run("deals", "list", "--external-id", "walk-3", "--external-id", "walk-4"))
    assert {deal["external_id"] for deal in one} == {"walk-3", "walk-4"}
    assert {deal["status"] for deal in read(run("deals", "list", "--status", "open", "--json"))} == {"open"}
    exported = run("deals", "export", "--q", "Walk").stdout.splitlines()
    assert len({json.loads(line)["id"] for line in exported}) == 130


def test_a_limit_may_be_larger_than_anything(run: Run) -> None:
    assert len(read(run("venues", "list", "--limit", str(10**20)))) == len(
        read(run("venues", "list", "--all"))
    )


def test_forms_of_output(run: Run) -> None:
    run("venues", "create", "--name", "Hall, with a comma")
    rows = list(csv.DictReader(io.StringIO(run("venues", "list", "--csv", "--limit", "1").stdout)))
    assert rows[0]["name"] == "Hall, with a comma"
    assert "deleted_at" in rows[0]
    table = run("venues", "list", "--table", "--limit", "1").stdout
    assert "Hall, with a comma" in table
    assert table.split()[0] == "id"
    narrow = run("venues", "list", "--csv", "--limit", "1", "--columns", "name").stdout
    assert narrow == 'name\n"Hall, with a comma"\n'
    assert "There are: id" in run("venues", "list", "--csv", "--columns", "nam", code=2).stderr
    assert run("venues", "list", "--q", "no such hall", "--json").stdout == "[]\n"
    assert run("venues", "list", "--q", "no such hall", "--csv").stdout == ""
    assert "There are none." in run("venues", "list", "--q", "no such hall", "--table").stderr
    venue = json.loads(run("venues", "list", "--jsonl", "--limit", "1").stdout)
    assert "Hall" in run("venues", "retrieve", venue["id"], "--table").stdout
    assert run("venues", "retrieve", venue["id"], "--csv", "--columns", "id").stdout == f"id\n{venue['id']}\n"


def test_names_that_clash_are_told_apart(run: Run) -> None:
    assert read(run("events", "list", "--limit", "1"))[0]["sequence"] > 0
    assert "starts_at" in read(run("gvteway", "events", "list", "--limit", "1"))[0]
    assert read(run("workspace", "retrieve"))["id"].startswith("ws_")
    assert read(run("workspace", "keys", "list"))


def test_invoice_with_lines_and_its_actions(run: Run, tmp_path: Path) -> None:
    company = read(run("companies", "create", "--name", "Payer"))["id"]
    file = tmp_path / "invoice.json"
    file.write_text(json.dumps({"lines": [{"description": "Audio", "unit_price": 100}]}))
    made = read(run("invoices", "create", "--company-id", company, "--data", f"@{file}"))
    assert read(run("invoices", "send", made["id"]))["status"] == "sent"
    paid = read(run("invoices", "payments", made["id"], "--amount", "100", "--method", "wire"))
    assert paid["amount"] == 100
    assert read(run("invoices", "retrieve", made["id"]))["status"] == "paid"
    assert "INVALID_TRANSITION" in run("invoices", "void", made["id"], code=5).stderr


def test_a_batch_says_what_failed(run: Run) -> None:
    items = '{"name": "Good", "value": 1}\n\n{"name": "", "value": 1}\n'
    result = run("deals", "batch", "--items", "-", "--jsonl", stdin=items, code=1)
    first, second = map(json.loads, result.stdout.splitlines())
    assert "error" not in first or first["error"] is None
    assert second["error"]["code"] == "VALIDATION_ERROR"
    assert "1 of 2 items failed" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("deals", "create", "--name", "X"), 2, "missing: --value"),
        (("deals", "create", "--data", "[]"), 2, "--data: must be a JSON object"),
        (("deals", "create", "--data", "{"), 2, "--data: not JSON"),
        (("deals", "create", "--data", "@/none"), 2, "/none: No such file"),
        (("deals", "create", "--name", "X", "--value", "much"), 2, "'much' is not a number"),
        (("deals", "create", "--name", "X", "--value", "1", "--metadata", "x"), 2, "not KEY=VALUE"),
        (("deals", "create", "--name", "X", "--value", "1", "--null", "name"), 2, "--null name"),
        (("invoices", "create", "--lines", "[1"), 2, "not JSON"),
        (("deals", "create", "--name", "X", "--value", "-1", "--currency", "ZZZ"), 6, "  value: "),
        (("deals", "create", "--name", "X", "--value", "1.234"), 6, "VALIDATION_ERROR"),
        (("deals", "list", "--cursor", "nonsense"), 6, "INVALID_CURSOR"),
        (("deals", "batch", "--items", "[1"), 2, "neither a JSON array"),
        (("deal", "list"), 2, "Did you mean deals"),
        (("zzzzzz",), 2, "See: ghxstship --help"),
        (("deals", "retrieve", "deal_none"), 4, "NOT_FOUND"),
        (("--profile",), 2, "--profile"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words in run(*arguments, code=code).stderr


def test_all_details_of_a_refusal_are_shown(run: Run) -> None:
    text = run("deals", "create", "--name", "", "--value", "-1", code=6).stderr
    assert "  name: " in text
    assert "  value: " in text


def test_a_platform_that_is_not_there(run: Run) -> None:
    told = run("deals", "list", "--base-url", "http://127.0.0.1:9", code=8).stderr.splitlines()
    assert told[0].startswith("Error: no answer from http://127.0.0.1:9/atlvs/v1/deals: ")
    assert "refused" in told[0]
    assert told[0].count("http://") == 1
    assert told[1] == "Is it running, and is the base URL right?"


def test_a_platform_that_does_not_answer_in_time(run: Run, faults: FaultServer) -> None:
    faults.script(drip)
    told = run("deals", "list", "--base-url", faults.url, "--timeout", "0.1", code=8).stderr.splitlines()
    assert told == [
        f"Error: {faults.url}/atlvs/v1/deals: the deadline passed before the whole answer had arrived",
        "It may be busy; --timeout gives it longer.",
    ]


def test_a_wrong_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_wrong")
    text = run("deals", "list", code=3).stderr
    assert "ghxstship login" in text
    assert "ghx_test_wrong" not in text


def test_an_import_of_the_client_loads_nothing_of_the_command_line() -> None:
    script = (
        "import sys, ghxstship; from ghxstship import Client; import ghxstship.cli;"
        "print(sorted({'click', 'rich', 'keyring'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"


def test_help_loads_no_other_command() -> None:
    script = (
        "import sys; from ghxstship.cli.root import root; root(['--help'], standalone_mode=False);"
        "print(sorted({'rich', 'keyring', 'ghxstship_platform', 'pyreqwest'} & set(sys.modules)))"
    )
    text = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert text.splitlines()[-1] == "[]"
    assert "serve" in text


def test_without_its_extra_it_says_how_to_get_it() -> None:
    script = "import sys; sys.modules['click'] = None; from ghxstship.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'pip install "ghxstship[cli]"' in done.stderr


def test_the_platforms_commands_are_found() -> None:
    result = CliRunner().invoke(root, ["serve", "--help"])
    assert "--ready-file" in result.output


def test_a_pipe_that_closes_early_is_no_failure(run: Run) -> None:
    done = subprocess.run(
        f"{sys.executable} -m ghxstship.cli crew list --all --jsonl | head -n 1; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["id"].startswith("crew_")
