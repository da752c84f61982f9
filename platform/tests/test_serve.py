"""`ghxstship serve` as somebody's test suite would use it: a throw-away platform from one command."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ghxstship_platform import server

from .storage.relay import HANGS, REFUSES, Relay

SOURCE = Path(server.__file__).parents[1]
PATIENCE = 120.0


@dataclass
class Platform:
    """A running one, and what it told at its start."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]
    banner: str

    @property
    def address(self) -> tuple[str, int]:
        parts = urllib.parse.urlsplit(self.ready["url"])
        assert parts.hostname is not None
        assert parts.port is not None
        return parts.hostname, parts.port

    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.ready['api_key']}",
            "X-Workspace-ID": self.ready["workspace_id"],
        }

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers=self.headers() if self.ready["api_key"] else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, logged = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, logged


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Platform]]:
    started: list[subprocess.Popen[str]] = []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GHXSTSHIP_")}
    environment |= {
        "PYTHONPATH": str(SOURCE),
        "GHXSTSHIP_DATA": str(tmp_path / "data"),
        "GHXSTSHIP_PORT": "0",
    }

    def begin(*arguments: str, last_seconds: float = server.LAST_SECONDS) -> Platform:
        ready_file = tmp_path / "ready.json"
        program = (
            f"from ghxstship_platform import cli, server; server.LAST_SECONDS = {last_seconds}; cli.main()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program, "serve", "--ready-file", ready_file, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(process)
        assert process.stdout is not None
        banner = ""
        # Its last line names the workspace, of a request or of the command that makes a key.
        while (
            not (banner.count("curl") == 3 and "X-Workspace-ID" in banner.splitlines()[-1])
            and "keys create" not in banner
        ):
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            banner += line
        return Platform(process, json.loads(ready_file.read_text()), banner)

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_demo_platform_from_start_to_stop(serve: Callable[..., Platform], tmp_path: Path) -> None:
    platform = serve("--demo", "--scale", "0")
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
        assert platform.get(path)[0] == 200
    paths = re.findall(
        r'^curl -X GET "' + re.escape(platform.ready["url"]) + r'(.*)" \\$', platform.banner, re.MULTILINE
    )
    assert len(paths) == 3
    for path in paths:
        status, body = platform.get(path)
        assert status == 200, body
        assert "data" in json.loads(body)
    assert platform.ready["api_key"] in platform.banner
    portal = platform.ready["portal"]
    assert f"{portal['url']}  {portal['email']}  {portal['password']}" in platform.banner

    with socket.create_connection(platform.address, PATIENCE) as stream:
        lines = ["GET /workspace/v1/events/stream HTTP/1.1", "Host: x"]
        lines += [f"{name}: {value}" for name, value in platform.headers().items()]
        stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while b": connected" not in received:
            part = stream.recv(4096)
            assert part, received
            received += part
        code, logged = platform.stop()
        while part := stream.recv(4096):
            received += part
    assert received.endswith(b"0\r\n\r\n")
    assert code == 0
    assert not (tmp_path / "ready.json").exists()
    assert platform.ready["api_key"] not in logged
    requests = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert {"/atlvs/v1/deals", "/workspace/v1/events/stream"} <= {line.get("path") for line in requests}


def test_the_demo_is_the_same_after_a_restart(serve: Callable[..., Platform]) -> None:
    first = serve("--demo", "--scale", "0")
    assert first.stop()[0] == 0
    second = serve("--demo", "--scale", "0")
    assert second.ready["workspace_id"] == first.ready["workspace_id"]
    assert second.ready["api_key"] == first.ready["api_key"]
    assert second.stop()[0] == 0


def test_without_a_demo_there_is_no_key(serve: Callable[..., Platform]) -> None:
    platform = serve()
    assert platform.ready["api_key"] is None
    assert platform.ready["workspace_id"] is None
    assert platform.ready["portal"]["password"] is None
    link = re.search(re.escape(platform.ready["url"]) + "(/developers/setup.token=.*)", platform.banner)
    assert link is not None
    status, page = platform.get(link[1])
    assert (status, b"Your name" in page) == (200, True)
    assert platform.stop()[0] == 0


def test_a_stop_has_an_end_while_the_database_hangs(
    serve: Callable[..., Platform], postgres_url: str, tmp_path: Path
) -> None:
    with Relay(postgres_url) as relay:
        platform = serve("--database", relay.url, last_seconds=0.5)
        relay.set(HANGS)
        try:
            assert platform.get("/readyz")[0] == 503
            code, logged = platform.stop()
        finally:
            relay.set(REFUSES)
    assert code == 1
    assert "the stop did not come to its end" in logged
    assert not (tmp_path / "ready.json").exists()


def test_a_stop_is_orderly_while_the_database_is_away(
    serve: Callable[..., Platform], postgres_url: str
) -> None:
    with Relay(postgres_url) as relay:
        platform = serve("--database", relay.url, "--demo", "--scale", "0")
        assert platform.get("/atlvs/v1/deals")[0] == 200
        relay.set(REFUSES)
        code, logged = platform.stop()
    assert code == 0, logged
