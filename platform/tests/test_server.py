"""The life of a server process: start, ready file, orderly stop, abrupt stop."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ghxstship_platform import server

TOY = Path(__file__).with_name("toy_server.py")
SOURCE = Path(server.__file__).parents[1]
PATIENCE = 120.0


class Process:
    """A toy server; what it says can be waited for."""

    def __init__(self, ready_file: Path, grace_seconds: float) -> None:
        self.ready_file = ready_file
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", TOY, ready_file, str(grace_seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        self.heard("start")
        self.heard("ready")
        self.port = urllib.parse.urlsplit(json.loads(ready_file.read_text())["url"]).port

    def heard(self, what: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == what

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def ask(self, path: str) -> socket.socket:
        connection = self.connect()
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: toy\r\n\r\n".encode())
        return connection

    def refuses(self) -> bool:
        """Whether new connections are refused; those of the moment between do not count."""
        for _ in range(20_000):
            try:
                self.connect().close()
            except ConnectionRefusedError:
                return True
            except ConnectionResetError:
                continue
        return False

    def end(self) -> tuple[int, str, str]:
        """Exit code, and the rest of what it has said."""
        said, logged = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, said, logged

    def dispose(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def everything(connection: socket.socket) -> bytes:
    parts = []
    with connection:
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def begin(grace_seconds: float = PATIENCE) -> Process:
        started.append(Process(tmp_path / "run" / "ready.json", grace_seconds))
        return started[-1]

    yield begin
    for process in started:
        process.dispose()


def test_ready_means_that_requests_are_answered(start: Callable[..., Process]) -> None:
    process = start()
    connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=PATIENCE)
    connection.request("GET", "/anything")
    assert connection.getresponse().read() == b"ok"
    connection.close()


def test_ready_file_belongs_to_its_owner_and_goes_away(start: Callable[..., Process]) -> None:
    process = start()
    assert process.ready_file.stat().st_mode & 0o777 == 0o600
    assert list(process.ready_file.parent.iterdir()) == [process.ready_file]
    process.signal(signal.SIGTERM)
    assert process.end()[0] == 0
    assert list(process.ready_file.parent.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_lets_a_request_finish_with_its_whole_body(
    start: Callable[..., Process], number: signal.Signals
) -> None:
    process = start()
    held = process.ask("/held")
    process.heard("held")
    process.signal(number)
    process.heard("begin_shutdown")
    assert process.refuses()
    process.signal(signal.SIGUSR1)
    head, _, body = everything(held).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == b"".join(letter * 500_000 for letter in (b"a", b"b", b"c", b"d"))
    code, said, logged = process.end()
    assert code == 0
    assert said.split() == ["answered", "close"]
    assert json.loads(logged.splitlines()[0])["signal"] == number.name


def test_stop_ends_streams_with_their_last_chunk(start: Callable[..., Process]) -> None:
    process = start()
    streams = [process.ask("/stream") for _ in range(5)]
    seen = [b""] * len(streams)
    for index, stream in enumerate(streams):
        while b"data: first\n\n" not in seen[index]:
            seen[index] += stream.recv(4096)
    process.signal(signal.SIGTERM)
    for before, stream in zip(seen, streams, strict=True):
        assert (before + everything(stream)).endswith(b"data: last\n\n\r\n0\r\n\r\n")
    assert process.end()[0] == 0


def test_stop_does_not_wait_for_idle_connections_or_half_requests(start: Callable[..., Process]) -> None:
    process = start()
    idle = process.ask("/")
    assert idle.recv(4096).endswith(b"ok")
    half = process.connect()
    half.sendall(b"GET / HT")
    # An answered request on a third connection shows that the half one has been accepted.
    third = process.ask("/")
    assert third.recv(4096).endswith(b"ok")
    process.signal(signal.SIGTERM)
    assert process.end()[0] == 0
    for connection in (idle, third):
        assert everything(connection) == b""
    half.close()


def test_requests_beyond_the_grace_are_cut_and_the_code_says_so(start: Callable[..., Process]) -> None:
    process = start(grace_seconds=0)
    held = process.ask("/held")
    process.heard("held")
    process.signal(signal.SIGTERM)
    code, said, logged = process.end()
    assert code == 1
    assert said.split() == ["begin_shutdown", "close"]
    assert "requests cut off" in logged
    assert b"200 OK" not in everything(held)


def test_a_thread_without_an_end_does_not_keep_the_process(start: Callable[..., Process]) -> None:
    process = start()
    with closing(process.ask("/stuck")) as connection:
        assert connection.recv(4096).startswith(b"HTTP/1.1 204 ")
    process.signal(signal.SIGTERM)
    code, said, logged = process.end()
    assert code == 1
    assert said.split() == ["begin_shutdown", "close"]
    told = json.loads(logged.splitlines()[-1])
    assert told["event"] == "the stop did not come to its end"
    assert "asyncio_0" in told["threads"]
    assert not process.ready_file.exists()


def test_second_signal_ends_at_once(start: Callable[..., Process]) -> None:
    process = start()
    held = process.ask("/held")
    process.heard("held")
    process.signal(signal.SIGTERM)
    process.heard("begin_shutdown")
    process.signal(signal.SIGTERM)
    code, said, _ = process.end()
    assert code == 128 + signal.SIGTERM
    assert said == ""
    assert not process.ready_file.exists()
    held.close()


def test_an_answer_before_the_body_is_read_arrives(start: Callable[..., Process]) -> None:
    process = start()
    with closing(http.client.HTTPConnection("127.0.0.1", process.port, timeout=PATIENCE)) as connection:
        # The answer may be there, and the way closed, before all of the body is sent.
        with suppress(BrokenPipeError):
            connection.request("POST", "/unread", b"x" * 2_100_000)
        assert connection.getresponse().status == 413


def test_a_taken_port_is_an_error(start: Callable[..., Process]) -> None:
    process = start()
    with pytest.raises(OSError, match=f"cannot listen on .*:{process.port}: Address already in use"):
        server.bind("127.0.0.1", process.port)


def test_port_0_is_a_free_port_that_does_not_accept_yet() -> None:
    with server.bind("localhost", 0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port))


def test_an_unknown_address_is_named() -> None:
    with pytest.raises(OSError, match=r"'no\.such\.name\.invalid' is no address of this machine"):
        server.bind("no.such.name.invalid", 0)
