"""The reference: every operation is there, and each of its samples sends the request that it stands for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship import AuthenticationError
from ghxstship_platform.api.openapi import document
from ghxstship_platform.web.docs.blocks import Call, Code, Fields, Heading, Row
from ghxstship_platform.web.docs.reference import Reference
from ghxstship_platform.web.docs.samples import Asked, samples
from ghxstship_platform.web.docs.site import documentation

from .conftest import PATIENCE, TYPESCRIPT
from .counterpart import ANSWERS, Counterpart, Sent

REFERENCE = Reference(document())
ASKED = REFERENCE.asked()


@pytest.fixture
def counterpart() -> Iterator[Counterpart]:
    with Counterpart() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _check(asked: Asked, sent: Sent) -> None:
    assert (sent.method, sent.path) == (asked.method, asked.path.replace("{id}", asked.record_id or ""))
    assert {name: str(value) for name, value in asked.query.items()}.items() <= sent.query.items()
    # A client may send an empty object where nothing is to be said, and the other way round.
    assert (sent.body or None) == (asked.body or None)
    assert sent.headers["authorization"] == "Bearer ghx_test_1"
    assert sent.headers["x-workspace-id"] == "ws_1"


def _sample(asked: Asked, language: str) -> str:
    return next(sample.text for sample in samples(asked).samples if sample.language == language)


def test_every_operation_is_described() -> None:
    described = set()
    for page in documentation().pages():
        if not page.path.startswith("/docs/api/"):
            continue
        anchors = {block.anchor for block in page.blocks if isinstance(block, Heading)}
        described |= {(block.method.lower(), block.path) for block in page.blocks if isinstance(block, Call)}
        here = [one for one in REFERENCE.operations if one.url.startswith(f"{page.path}#")]
        assert {one.anchor for one in here} <= anchors
    declared = {(method, path) for path, item in document()["paths"].items() for method in item}
    assert described == declared


def test_every_operation_has_three_samples() -> None:
    counted = 0
    for page in documentation().pages():
        for block in page.blocks:
            if page.path.startswith("/docs/api/") and isinstance(block, Code) and len(block.samples) > 1:
                assert [sample.language for sample in block.samples] == ["bash", "python", "typescript"]
                counted += 1
    assert counted == len(REFERENCE.operations)


def test_every_field_of_a_body_is_described() -> None:
    pages = {page.path: page for page in documentation().pages()}
    for operation in REFERENCE.operations:
        content = operation.spec.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        blocks = pages[operation.url.partition("#")[0]].blocks
        anchors = [block.anchor if isinstance(block, Heading) else "" for block in blocks]
        body = blocks[anchors.index(f"{operation.anchor}-body") + 1]
        given = set(next(iter(content.get("examples", {}).values()), {"value": {}})["value"])
        named = {row.name for row in body.rows} if isinstance(body, Fields) else set()
        assert given <= named, (operation.url, given - named)


def test_rows_say_what_they_are() -> None:
    def walk(rows: tuple[Row, ...]) -> Iterator[Row]:
        for row in rows:
            yield row
            yield from walk(row.rows)

    for page in documentation().pages():
        for block in page.blocks:
            if isinstance(block, Fields):
                assert all(row.name and row.type for row in walk(block.rows)), page.path


def test_curl_samples(counterpart: Counterpart) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl: there is no `curl` on the PATH")
    environment = {**os.environ, **counterpart.environment}
    for name, asked in ASKED.items():
        counterpart.asked.clear()
        counterpart.result = asked.result
        done = subprocess.run(
            ["bash", "-euc", _sample(asked, "bash")],
            env=environment, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, (name, done.stderr)
        [sent] = counterpart.asked
        _check(asked, sent)


def test_python_samples(counterpart: Counterpart, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in counterpart.environment.items():
        monkeypatch.setenv(variable, value)
    for name, asked in ASKED.items():
        counterpart.asked.clear()
        counterpart.result = asked.result
        names: dict[str, Any] = {}
        code = compile(_sample(asked, "python"), name, "exec")
        if asked.result == "sse":
            with pytest.raises(AuthenticationError):
                exec(code, names)
        else:
            exec(code, names)
        names["client"].close()
        [sent] = counterpart.asked
        _check(asked, sent)


def test_typescript_samples(counterpart: Counterpart, modules: Path, node_tools: Path) -> None:
    for number, asked in enumerate(ASKED.values()):
        (modules / f"sample-{number}.mts").write_text(_sample(asked, "typescript") + "\n")
    settings = modules / "samples.json"
    settings.write_text(json.dumps({"compilerOptions": TYPESCRIPT, "include": ["sample-*.mts"]}))
    typed = subprocess.run(
        [node_tools / "tsc", "-p", settings], capture_output=True, text=True, timeout=PATIENCE
    )
    assert typed.returncode == 0, typed.stdout[-4000:]
    for result in ANSWERS:
        numbers = [number for number, asked in enumerate(ASKED.values()) if asked.result == result]
        counterpart.result = result
        counterpart.asked.clear()
        head = "const refused = (error: { status?: number }) => { if (error.status !== 401) throw error; };\n"
        calls = [f"await import('./sample-{number}.mts').catch(refused);\n" for number in numbers]
        (modules / "all.mts").write_text(head + "".join(calls))
        done = subprocess.run(
            [node_tools / "tsx", "all.mts"], cwd=modules, env={**os.environ, **counterpart.environment},
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        for number, sent in zip(numbers, counterpart.asked, strict=True):
            _check(list(ASKED.values())[number], sent)
