"""The n8n nodes: built and linted by n8n's own tool, and run in n8n's own engine against the real platform."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ghxstship.testing import Platform

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "connect" / "n8n"
MODULES = PACKAGE / "node_modules"


@pytest.fixture(scope="session")
def node() -> str:
    """The program `node`, with n8n's tool in place."""
    found = shutil.which("node")
    reason = None
    if found is None:
        reason = "Node.js: there is no `node` on the PATH"
    elif not (MODULES / "n8n-core").exists():
        reason = "n8n: connect/n8n/node_modules is missing, run `make setup-node`"
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI=true allows no skipped test")
        pytest.skip(reason)
    assert found is not None
    return found


def run(*command: object, cwd: Path = PACKAGE, **environment: str) -> str:
    """The output of a program that has to succeed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def built(node: str, request: pytest.FixtureRequest) -> Path:
    """The package as n8n's tool builds it; once for each state of its files and of the tool."""
    cache, made_of = request.config.cache, _made_of()
    if cache.get("n8n/built", None) != made_of or not (PACKAGE / "dist").exists():
        run(node, MODULES / ".bin" / "n8n-node", "build")
        cache.set("n8n/built", made_of)
    return PACKAGE / "dist"


def _made_of() -> str:
    parts = hashlib.sha256((MODULES / "@n8n" / "node-cli" / "package.json").read_bytes())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not {"node_modules", "dist"} & set(path.relative_to(PACKAGE).parts):
            parts.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    return parts.hexdigest()


def test_linted_by_the_tool_of_n8n(node: str) -> None:
    run(node, MODULES / ".bin" / "n8n-node", "lint")


def test_in_the_engine_of_n8n(node: str, built: Path, running: Platform) -> None:
    loader = (ROOT / "tooling" / "node_modules" / "tsx" / "dist" / "loader.mjs").as_uri()
    tests = Path(__file__).parent / "n8n" / "nodes.test.ts"
    print(
        run(
            node, "--import", loader, "--test", tests,
            GHXSTSHIP_BASE_URL=running.url, GHXSTSHIP_API_KEY=running.api_key,
        )
    )  # fmt: skip
