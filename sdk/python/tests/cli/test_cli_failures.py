"""What the command line says and how it ends when something is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from conftest import until  # type: ignore[attr-defined]
from fault_server import FaultServer, answer, drip, error, raw
from ghxstship.cli import account, failures
from ghxstship.cli.root import root
from ghxstship.errors import status_error
from ghxstship.testing import Platform
from ghxstship.transport import Request, Response

Run = Callable[..., Any]
REQUEST = Request("GET", "http://127.0.0.1/atlvs/v1/deals", {}, None)
DEALS = {"name", "value", "currency", "notes"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("deals", "lst"), "there is no command 'lst'. Did you mean list?"),
        (("atlvs", "deal", "list"), "there is no command 'deal'. Did you mean deals?"),
        (("atlvs", "deals", "lst"), "Did you mean list?"),
        (("usage", "list"), "There are: retrieve."),
        (("dael",), "Did you mean deals"),
        (("zzzzzz",), "See: ghxstship --help"),
    ],
)
def test_a_misspelt_command_is_told_from_what_was_meant(
    bare: Run, arguments: tuple[str, ...], words: str
) -> None:
    assert words in bare(*arguments, code=2).stderr


def test_completion_behind_a_misspelt_command_offers_nothing() -> None:
    complete = ShellComplete(root, {}, "ghxstship", "_GHXSTSHIP_COMPLETE")
    for words in (["dael"], ["deals", "lst"], ["atlvs", "dael"]):
        assert complete.get_completions(words, "--x") == []


def refused(status: int, code: str, message: str, *details: Any) -> str:
    body = {"error": {"code": code, "message": message, "details": details}}
    response = Response(status, {}, json.dumps(body).encode(), REQUEST)
    return failures.failure(status_error(response), DEALS).message


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ((404, "NOT_FOUND", "No deal (none at all)."), ["NOT_FOUND: No deal (none at all)."]),
        (
            (422, "VALIDATION_ERROR", "name: Is required", {"field": "name", "message": "Is required"}),
            ["VALIDATION_ERROR: name: Is required"],
        ),
        (
            (
                422, "VALIDATION_ERROR", "name: Is required (and 1 more)",
                {"field": "name", "message": "Is required"}, {"field": "value", "message": "Is (too) low"},
            ),
            ["VALIDATION_ERROR", "  name: Is required", "  value: Is (too) low"],
        ),
        (
            (409, "CONFLICT", "It is sent (already).", {"field": "status", "message": "Is sent"}),
            ["CONFLICT: It is sent (already).", "  status: Is sent"],
        ),
        (
            (409, "CONFLICT", "Of another workspace.", {"field": "X-Id", "message": "Of another workspace."}),
            ["CONFLICT: Of another workspace."],
        ),
        ((409, "CONFLICT", "It is sent.", {"message": "Ask them"}, {}), ["CONFLICT: It is sent.", "  Ask them"]),
        (
            (422, "VALIDATION_ERROR", "nme: Unknown field", {"field": "nme", "message": "Unknown field"}),
            ["VALIDATION_ERROR: nme: Unknown field", "There are: currency, name, notes, value."],
        ),
        (
            (422, "VALIDATION_ERROR", "name.0: Is wrong", {"field": "name.0", "message": "Is wrong"}),
            ["VALIDATION_ERROR: name.0: Is wrong"],
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_told_whole_and_each_thing_once(given: tuple[Any, ...], lines: list[str]) -> None:
    text = refused(*given).replace(", ".join(DEALS), ", ".join(sorted(DEALS)))
    assert text.splitlines() == lines


def test_a_page_of_a_proxy_is_no_secret(
    bare: Run, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_x")
    faults.script(raw(418, b"<html>"))
    told = bare("deals", "list", "--base-url", faults.url, code=1).stderr
    assert "HTTP_418: the server answered 418 without an explanation" in told
    assert "None" not in told


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, 6), (401, 3), (403, 3), (404, 4), (409, 5), (413, 6), (422, 6), (418, 1),
        (429, 7), (500, 9), (503, 9), (504, 9),
    ],
)  # fmt: skip
def test_the_exit_code_tells_what_was_answered(
    bare: Run,
    faults: FaultServer,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    code: int,
) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_x")
    faults.script(error(status, "SOME_CODE", retry_after="0.01"))
    told = bare("deals", "list", "--base-url", faults.url, code=code).stderr
    assert told.startswith("Error: SOME_CODE: no\n")
    retried = status in {429, 500, 503, 504}
    assert (len(faults.asked) > 1) == retried
    assert (len(waits) > 0) == retried


def test_success_that_is_no_json_fails(
    bare: Run, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_x")
    faults.script(raw(200, b"<html>", content_type="text/html"))
    for words in (("deals", "list"), ("deals", "delete", "deal_1"), ("events", "tail", "--from", "1")):
        assert "200 with text/html" in bare(*words, "--base-url", faults.url, code=1).stderr
    faults.script(answer({"data": [], "pagination": {"cursor": None, "hasMore": False}}))
    bare("deals", "list", "--base-url", faults.url, code=0)


def test_a_rate_limit_past_the_deadline_is_one(
    bare: Run, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_paced")
    page = {"data": [{"id": "deal_1"}], "pagination": {"cursor": "next", "hasMore": True}}
    spent = {"limit": "100", "remaining": "0", "reset": str(int(time.time()) + 10_000)}
    faults.script(answer(page, **{f"x_ratelimit_{name}": value for name, value in spent.items()}))
    told = bare("deals", "list", "--all", "--timeout", "50", "--base-url", faults.url, code=7).stderr
    assert "the rate limit allows the next request in" in told
    assert "--timeout lets the command wait." in told
    assert len(faults.asked) == 1


@pytest.mark.parametrize("name", ["HTTP_PROXY", "all_proxy"])
def test_a_proxy_that_does_not_answer_is_named(
    bare: Run, waits: list[float], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_x")
        monkeypatch.setenv("GHXSTSHIP_BASE_URL", f"http://localhost:{port}")
        for other in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
            monkeypatch.delenv(other, raising=False)
        assert "is the base URL right?" in bare("deals", "list", code=8).stderr
        monkeypatch.setenv(name, f"http://me:secret@127.0.0.1:{port}")
        told = bare("deals", "list", code=8).stderr
        assert f"It was asked through the proxy http://REDACTED@127.0.0.1:{port} of {name}." in told
        assert "secret" not in told
        monkeypatch.setenv("NO_PROXY", "localhost")
        assert "is the base URL right?" in bare("deals", "list", code=8).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("deals", "list", "--limit", "x"), "'--limit': 'x' is no whole number from 1 on"),
        (("deals", "list", "--limit", "0"), "'--limit': '0' is no whole number from 1 on"),
        (("events", "tail", "--from", "-1"), "'--from': '-1' is no whole number from 0 on"),
        (("listen", "--attempts", "7"), "'--attempts': '7' is no whole number from 1 to 6"),
        (("whoami", "--timeout", "soon"), "'--timeout': 'soon' is no number of seconds above 0"),
    ],
)
def test_a_number_that_is_none_is_told_with_those_there_are(
    bare: Run, arguments: tuple[str, ...], told: str
) -> None:
    assert told in bare(*arguments, code=2).stderr


@pytest.mark.parametrize("seconds", ["inf", "nan", "0"])
def test_a_call_has_an_end(run: Run, seconds: str) -> None:
    assert "timeout" in run("deals", "list", "--timeout", seconds, code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--data", '{"nme": 1}'), "--value (or the fields in --data)\n--data: no field is called 'nme'"),
        (("--data", '{"nme": 1}'), "There are: name, value, currency"),
        (("--name", "X", "--value", "1", "--data", '{"timeout": 1}'), "no field is called 'timeout'"),
        (("--name", "X", "--value", "1", "--data", '{"self": 1}'), "no field is called 'self'"),
        (("--name", "X", "--data", '{"value": NaN}'), "NaN is no number"),
        (("--name", "X", "--data", '{"value": 1e999}'), "1e999 is no number"),
        (("--name", "X", "--value", "1", "--data", '{"notes": "\\ud800"}'), "'\\ud800' is no text that can be sent"),
        (("--name", "X", "--data", "[" * 100_000), "nested too deeply"),
    ],
)  # fmt: skip
def test_fields_that_cannot_be_sent(run: Run, arguments: tuple[str, ...], words: str) -> None:
    assert words in run("deals", "create", *arguments, code=2).stderr


def test_a_field_that_the_platform_does_not_know_is_told_from_those_there_are(run: Run) -> None:
    told = run("deals", "create", "--name", "X", "--value", "1", "--data", '{"nme": 1}', code=6).stderr
    assert (
        "VALIDATION_ERROR: nme: Unknown field; did you mean name?\nThere are: name, value, currency" in told
    )
    assert told.count("Unknown field") == 1


def test_items_of_a_batch_are_objects(run: Run) -> None:
    assert (
        "--items: 1 is no JSON object"
        in run("deals", "batch", "--items", '[{"name": "A"}, 1]', code=2).stderr
    )


@pytest.mark.parametrize("kind", [KeyboardInterrupt, click.Abort])
def test_ctrl_c_says_so_in_a_line(
    bare: Run, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise kind

    monkeypatch.setattr(account, "_with_key", interrupted)
    assert bare("login", "--key", code=130).stderr == "Stopped.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("deals", "list"), 130, "Stopped.\n"),
        (("deals", "export"), 130, "Stopped.\n"),
        (("login", "--browser"), 130, "Stopped.\n"),
        (("events", "tail", "--from", "1"), 0, "\nEnded. To go on from here: --from 1\n"),
    ],
)
def test_ctrl_c_ends_a_call_that_goes_on(
    home: Path, faults: FaultServer, arguments: tuple[str, ...], code: int, told: str
) -> None:
    faults.script(drip)
    environment = {**os.environ, "GHXSTSHIP_API_KEY": "ghx_test_x", "GHXSTSHIP_BASE_URL": faults.url}
    with subprocess.Popen(
        [sys.executable, "-m", "ghxstship.cli", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        until(lambda: len(faults.asked) > 0)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=120)[1] == told
    assert process.returncode == code


def test_a_mistake_of_ours_is_not_told_as_one_of_the_user(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_x")

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr(account, "access", broken)
    result = CliRunner().invoke(root, ["whoami"])
    assert isinstance(result.exception, ValueError)


PRINTING = [
    ("--help",),
    ("trigger", "--list"),
    ("completion", "bash"),
    ("profiles",),
    ("deals", "list"),
    ("whoami",),
]


def written(stdout: int | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command whose output goes to that descriptor; None closes it."""
    line = [sys.executable, "-m", "ghxstship.cli", *arguments]
    if stdout is None:
        line = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *line]
    return subprocess.run(line, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


@pytest.mark.parametrize("arguments", PRINTING)
def test_a_reader_that_is_gone_is_no_failure(run: Run, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = written(write, *arguments)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr.partition(" of ")[0].rstrip("0123456789")) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("arguments", PRINTING)
def test_a_full_disk_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = written(full.fileno(), *arguments)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the output cannot be written: No space left on device\n",
    )


def test_nobody_reads(run: Run, running: Platform) -> None:
    done = written(None, "whoami")
    assert (done.returncode, done.stderr) == (0, "")
