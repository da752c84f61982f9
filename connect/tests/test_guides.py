"""The guides in docs/connect: their examples run as they stand there, against a real platform."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from ghxstship import Client
from ghxstship.cli.root import root
from ghxstship.testing import Platform
from ghxstship_connect import Delivered, Receiver, Reject
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.store import Arrival, Inbox
from ghxstship_connect.workflows.actions import ACTIONS
from ghxstship_connect.workflows.conditions import OPERATORS

# Seconds that a server or a webhook may take.
PATIENCE = 60

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "connect"


def examples(guide: str, language: str) -> list[str]:
    """The blocks of a guide in a language."""
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", (GUIDES / guide).read_text(), re.DOTALL)


def commands(guide: str) -> list[list[str]]:
    """The lines of a guide that call the command line."""
    lines = [line for block in examples(guide, "bash") for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("ghxstship ")]


@pytest.fixture
def here(running: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, and the platform's key in the environment."""
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", running.workspace_id)
    monkeypatch.delenv("GHXSTSHIP_PROFILE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(arguments: list[str]) -> str:
    result = CliRunner().invoke(root, arguments)
    assert result.exit_code == 0, (arguments, result.output, result.exception)
    return result.output


def execute(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "guide"}
    exec(compile(code, "guide", "exec"), names)
    return names


# --- the warehouse


def test_the_warehouse(here: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in commands("warehouse.md"):
        given = arguments[: arguments.index("--watch")] if "--watch" in arguments else arguments
        if given[0] == "sync":
            run(given)
    [sql] = examples("warehouse.md", "sql")
    with duckdb.connect("warehouse.db", read_only=True) as connection:
        assert sum(row[2] for row in connection.execute(sql).fetchall()) == client.atlvs.deals.list().total
    parquet, loading, _ = examples("warehouse.md", "python")
    execute(parquet)
    counted = re.findall(r"\('\w+', (\d+), ", capsys.readouterr().out)
    assert sum(map(int, counted)) == client.atlvs.deals.list().total
    execute(loading)
    assert capsys.readouterr().out.splitlines()[0].startswith("deals ")


@pytest.mark.filterwarnings("ignore")  # those of dlt
def test_the_warehouse_through_dlt(here: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("DLT_DATA_DIR", str(here / "dlt"))
    execute(examples("warehouse.md", "python")[2])
    with duckdb.connect("warehouse.duckdb", read_only=True) as connection:
        [(count,)] = connection.execute("SELECT COUNT(*) FROM ghxstship.deals").fetchall()
    assert count == client.atlvs.deals.list().total


def test_the_units_of_systemd_name_what_there_is() -> None:
    service, timer = examples("warehouse.md", "ini")
    assert re.search(r"^ExecStart=\S+/ghxstship sync --table$", service, re.MULTILINE)
    assert "OnUnitActiveSec=10min" in timer


# --- the receiver

SEEN = """

@receiver.on("deal.created", name="seen")
def seen(event):
    import os, socket

    socket.create_connection(("127.0.0.1", int(os.environ["BELL"]))).close()
"""
SITE = """
import django
from django.conf import settings

settings.configure(ROOT_URLCONF="hooks", SECRET_KEY="x", ALLOWED_HOSTS=["*"])
django.setup()
from django.core.wsgi import get_wsgi_application

app = get_wsgi_application()
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def process(
    command: list[str], folder: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program for as long as the block lasts."""
    log = folder / f"{Path(command[2]).name}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        yield started
    except BaseException:
        print(log.read_text())
        raise
    finally:
        started.terminate()
        started.wait()


def wait_ready(server: subprocess.Popen[bytes], port: int, path: str) -> None:
    """Until the server answers: it takes nothing but POST."""
    while True:
        assert server.poll() is None
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.suppress(ConnectionError), contextlib.closing(connection):
            connection.request("GET", path)
            assert connection.getresponse().status == 405
            return


@pytest.mark.parametrize(
    ("example", "interface", "target"),
    [
        (0, "asgi", "hooks:receiver"),
        (2, "asgi", "hooks:app"),
        (3, "wsgi", "hooks:app"),
        (4, "wsgi", "site_of_mine:app"),
    ],
    ids=["receiver", "fastapi", "flask", "django"],
)
def test_the_receiver_under_a_server(
    here: Path, client: Client, example: int, interface: str, target: str
) -> None:
    """A webhook of the real platform, through a real server, to a handler."""
    (here / "hooks.py").write_text(examples("receiver.md", "python")[example] + SEEN)
    (here / "site_of_mine.py").write_text(SITE)
    port = free_port()
    path = "/" if example == 0 else "/hooks/ghxstship"
    url = f"http://127.0.0.1:{port}{path}"
    endpoint = client.workspace.webhook_endpoints.create(url=url, events=["deal.created"])
    serve = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        interface,
        "--port",
        str(port),
        "--no-ws",
        target,
    ]
    work = [sys.executable, "-m", "ghxstship.cli", "inbox", "work", "hooks:receiver"]
    try:
        with socket.create_server(("127.0.0.1", 0)) as bell, contextlib.ExitStack() as processes:
            bell.settimeout(PATIENCE)
            environment = {
                **os.environ,
                "GHXSTSHIP_WEBHOOK_SECRET": endpoint.secret,
                "GHXSTSHIP_API_KEY": "",
                "BELL": str(bell.getsockname()[1]),
            }
            wait_ready(processes.enter_context(process(serve, here, environment)), port, path)
            if interface == "wsgi":
                processes.enter_context(process(work, here, environment))
            client.atlvs.deals.create(name="through a server", value=1)
            bell.accept()[0].close()
    finally:
        client.workspace.webhook_endpoints.delete(endpoint.id)


def test_the_receiver_on_failures_and_in_tests(here: Path) -> None:
    names = execute(examples("receiver.md", "python")[1])
    assert names["receiver"].handlers["ledger"] is not None
    send_one = execute(examples("receiver.md", "python")[5])["send_one"]
    receiver = Receiver(
        execute(examples("receiver.md", "python")[5])["SECRET"], inbox=f"sqlite:///{here}/t.db"
    )
    try:
        assert asyncio.run(send_one(receiver)) == 200
    finally:
        receiver.close()


def test_the_commands_of_the_receiver(here: Path) -> None:
    shown = [arguments for arguments in commands("receiver.md") if arguments[0] == "inbox"]
    assert [arguments[1] for arguments in shown] == ["status", "runs", "show", "replay", "prune", "work"]
    one = Inbox("sqlite:///inbox.db")
    one.open()
    one.close()
    for arguments in shown:
        if arguments[1] in ("status", "runs", "replay", "prune"):
            run(arguments)
    [create] = [arguments for arguments in commands("receiver.md") if arguments[0] == "webhook-endpoints"]
    made = json.loads(run([*create, "--json"]))
    assert made["events"] == ["deal.won", "deal.*"]
    with Client() as client:
        client.workspace.webhook_endpoints.delete(made["id"])


# --- workflows


def test_workflows(here: Path) -> None:
    text = (GUIDES / "workflows.md").read_text()
    files = re.findall(r"`([a-z-]+\.json)`[^`]*?```json[^\n]*\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in files] == ["deal-won.json", "buyers.json", "incidents.json"]
    for name, content in files:
        (here / name).write_text(content)
    dry, *_ = [arguments for arguments in commands("workflows.md") if "--dry-run" in arguments]
    shown = run(dry)
    for told in ("chat.postMessage", "/lists/a1b2c3d4e5/members/", "/rest/api/3/issue"):
        assert told in shown
    fail_for_good("workflow:deal-won")
    _, dead, retried = [
        run(arguments) for arguments in commands("workflows.md") if arguments[1] in ("runs", "retry")
    ]
    assert "the channel is gone" in dead
    assert retried == "1 run will be tried again.\n"
    environment = {"SLACK_BOT_TOKEN": "xoxb-1"}
    [check] = [arguments for arguments in commands("workflows.md") if arguments[1] == "check"]
    assert CliRunner(env=environment).invoke(root, check).exit_code == 0


def fail_for_good(handler: str) -> None:
    """Leave a dead letter in the inbox that `workflows run` keeps."""
    box, handlers = Inbox("sqlite:///workflows.db"), Handlers()

    async def refuse(event: Delivered) -> None:
        raise Reject("the channel is gone")

    async def work() -> None:
        won = {"id": "msg_1", "event": "deal.won", "sequence": 1, "data": {"id": "deal_1"}}
        await box.add([Arrival.of(won)], handlers.wanting)
        await Runner(box, handlers, concurrency=1, in_order=False).drain()

    handlers.add(refuse, ("*",), handler)
    box.open()
    asyncio.run(work())
    box.close()


def test_the_guide_names_every_action_and_operator() -> None:
    text = (GUIDES / "workflows.md").read_text()
    assert re.findall(r"^\| `([a-z]+\.[\w.]+)` \|", text, re.MULTILINE) == list(ACTIONS)
    assert all(f"`{operator}`" in text for operator in OPERATORS)
