"""Every example of the guides, executed as it stands there against a platform that was started for it.

Shell blocks run one by one, Python blocks of a page one behind the other in one program, TypeScript blocks each as a
module. What cannot be run says why, in front of it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship_platform.errors import CATALOGUE
from ghxstship_platform.webhooks.signatures import new_secret, sign

from ...end_to_end.server import Server
from .conftest import PATIENCE, TYPESCRIPT
from .guide_blocks import PAGES, RUN, SHOWN, Block, blocks

pytestmark = pytest.mark.slow

MOST_NOT_RUN = 25
# What another test takes from its page and runs; it says so as `not run: PATH/TEST.py runs it`.
ELSEWHERE = " runs it"
ROOT = Path(__file__).parents[4]
# Says on stderr what each request was answered, so that an example that fails is found.
CURL = '#!/bin/sh\nexec {curl} -w "%{{stderr}}[status %{{http_code}}]\\n" "$@"\n'

ALL = [block for page in PAGES for block in blocks(page)]


def _pages(language: str) -> list[str]:
    return sorted({block.page for block in ALL if block.language == language and block.why_not is None})


def _runnable(page: str, language: str) -> list[Block]:
    return [block for block in blocks(page) if block.language == language and block.why_not is None]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The shell of a reader who has set the three variables."""
    home = tmp_path_factory.mktemp("reader")
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl: there is no `curl` on the PATH")
    (home / "bin").mkdir()
    (home / "bin" / "curl").write_text(CURL.format(curl=curl))
    (home / "bin" / "curl").chmod(0o755)
    with Server(tmp_path_factory.mktemp("platform"), "--demo", "--tier", "enterprise") as server:
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("GHXSTSHIP_")}
        yield {
            **inherited,
            "PATH": f"{home / 'bin'}:{Path(sys.executable).parent}:{inherited['PATH']}",
            "HOME": str(home),
            "GHXSTSHIP_CONFIG_DIR": str(home),
            "GHXSTSHIP_BASE_URL": server.url,
            "GHXSTSHIP_WORKSPACE_ID": server.ready["workspace_id"],
            "GHXSTSHIP_API_KEY": server.ready["api_key"],
            "GHXSTSHIP_WEBHOOK_SECRET": new_secret(2**255 + 1),
            "GHXSTSHIP_DATABASE": f"sqlite:///{server.data / 'ghxstship.db'}",
            "PYTHONWARNINGS": "error",
            # Else it is root's own folder, where an earlier run has left its pipelines.
            "DLT_DATA_DIR": str(home / "dlt"),
            "RUNTIME__DLTHUB_TELEMETRY": "false",
        }


def _run(command: list[str], environment: dict[str, str], cwd: Path, where: str) -> None:
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, f"{where}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"


def test_the_languages_are_known() -> None:
    unknown = {
        (block.page, block.line, block.language) for block in ALL if block.language not in (*RUN, *SHOWN)
    }
    assert not unknown


def test_what_is_not_run_says_why_and_is_little() -> None:
    apart = [block for block in ALL if block.why_not is not None]
    for block in apart:
        print(f"{block.page}:{block.line} {block.why_not}")
    elsewhere = [block for block in apart if str(block.why_not).endswith(ELSEWHERE)]
    for block in elsewhere:
        assert (ROOT / str(block.why_not).removesuffix(ELSEWHERE)).is_file(), block.why_not
    assert len(apart) - len(elsewhere) <= MOST_NOT_RUN
    assert all(block.language in RUN for block in apart), "only what would be run has to say why it is not"


# Carries out the blocks of one page in their order. All Python is one program; a shell is a new one each time, with the
# variables that the one before had.
DRIVER = """
import json, os, pathlib, subprocess, sys

for where, language, text, allowed in json.loads(pathlib.Path("blocks.json").read_text()):
    print("at", where, flush=True)
    if language == "python":
        exec(compile(text, where.rpartition(":")[0], "exec"))
        continue
    script = f"set -a\\n{text}\\nenv -0 > variables"
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True)
    answers = [line.split()[1].rstrip("]") for line in done.stderr.splitlines() if line.startswith("[status ")]
    wrong = [status for status in answers if not "200" <= status < "400" and status != allowed]
    if done.returncode or wrong:
        sys.exit(f"{where} ends with {done.returncode}, is answered {answers}\\n{done.stdout[-1000:]}\\n{done.stderr}")
    kept = pathlib.Path("variables").read_text().split("\\0")
    os.environ.update(entry.split("=", 1) for entry in kept if entry)
"""


@pytest.mark.parametrize("page", sorted({*_pages("bash"), *_pages("python")}))
def test_shell_and_python(page: str, environment: dict[str, str], tmp_path: Path) -> None:
    steps = []
    for block in blocks(page):
        if block.file:
            (tmp_path / block.file).write_text(block.text)
        if block.language in ("bash", "python") and block.why_not is None:
            # Lines are counted as in the guide.
            text = "\n" * (block.line - 1) * (block.language == "python") + block.text
            allowed = str(CATALOGUE[block.error].status) if block.error else ""
            steps.append((f"docs/{page}:{block.line}", block.language, text, allowed))
    (tmp_path / "blocks.json").write_text(json.dumps(steps))
    (tmp_path / "examples.py").write_text(DRIVER)
    _run([sys.executable, "examples.py"], environment, tmp_path, f"docs/{page}")


_IMPORT = re.compile(r"^import (?:type )?\{([^}]*)\}", re.MULTILINE)


def _programs(page: str) -> dict[str, str]:
    """The TypeScript of a page by file name: blocks that go on with what is there are one program."""
    groups: list[list[Block]] = []
    known: set[str] = set()
    for block in _runnable(page, "typescript"):
        imported = {name.strip() for match in _IMPORT.finditer(block.text) for name in match[1].split(",")}
        if not groups or known & imported:
            groups.append([])
            known = set()
        groups[-1].append(block)
        known |= imported
    name = page.removesuffix(".md").replace("/", "-")
    return {
        f"{name}-{group[0].line}.mts": "\n".join([*(block.text for block in group), "export {};\n"])
        for group in groups
    }


@pytest.mark.parametrize("page", _pages("typescript"))
def test_typescript(page: str, environment: dict[str, str], modules: Path, node_tools: Path) -> None:
    for file, text in _programs(page).items():
        (modules / file).write_text(text)
        _run([str(node_tools / "tsx"), file], environment, modules, f"docs/{page}: {file}")


def test_types_of_typescript(modules: Path, node_tools: Path) -> None:
    folder = modules / "typed"
    folder.mkdir()
    for page in _pages("typescript"):
        for file, text in _programs(page).items():
            (folder / file).write_text(text)
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": TYPESCRIPT, "include": ["*.mts"]}))
    done = subprocess.run(
        [node_tools / "tsc", "-p", folder], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout[-4000:]


# --- what a guide promises of its examples, beyond that they run

RECEIVERS = [block.text for block in _runnable("webhooks/receiving.md", "python")]


def _names(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, "receiving.md", "exec"), names)
    return names


@pytest.mark.parametrize("number", [0, 1])
def test_receivers_verify(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = new_secret(2**255 + 1)
    monkeypatch.setenv("GHXSTSHIP_WEBHOOK_SECRET", secret)
    receive = _names(RECEIVERS[number])["receive"]
    body = json.dumps({"id": "msg_1", "event": "deal.won", "data": {"id": "deal_1"}}).encode()
    headers = {name.lower(): value for name, value in sign([secret], "msg_1", int(time.time()), body).items()}
    assert receive(body, headers) == 204
    assert capsys.readouterr().out == "deal.won deal_1\n"
    assert receive(body + b" ", headers) == 400


def test_receivers_deduplicate() -> None:
    names = _names(RECEIVERS[2])
    try:
        assert [names["is_new"](event_id) for event_id in ("msg_1", "msg_2", "msg_1")] == [True, True, False]
    finally:
        names["seen"].close()


RECEIVE = """
import {{ readFileSync }} from 'node:fs';
import {{ POST }} from './{module}';

const {{ body, headers }} = JSON.parse(readFileSync('signed.json', 'utf8'));
const statuses = [];
for (const sent of [body, body + ' ']) {{
  const answer = await POST(new Request('https://example.com/hook', {{ method: 'POST', body: sent, headers }}));
  statuses.push(answer.status);
}}
if (statuses.join() !== '204,400') throw new Error(`answered ${{statuses}}`);
"""


def test_receiver_in_typescript_verifies(
    environment: dict[str, str], modules: Path, node_tools: Path
) -> None:
    [(file, text)] = _programs("webhooks/receiving.md").items()
    body = json.dumps({"id": "msg_1", "event": "deal.won", "data": {"id": "deal_1"}})
    headers = sign([environment["GHXSTSHIP_WEBHOOK_SECRET"]], "msg_1", int(time.time()), body.encode())
    (modules / "signed.json").write_text(json.dumps({"body": body, "headers": headers}))
    (modules / file).write_text(text)
    (modules / "receive.mjs").write_text(RECEIVE.format(module=file))
    _run([str(node_tools / "tsx"), "receive.mjs"], environment, modules, "docs/webhooks/receiving.md")
