"""`listen` and `events tail`: nothing is lost, and each event arrives as a webhook."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import until  # type: ignore[attr-defined]
from ghxstship import APIConnectionError, Client, webhooks
from ghxstship.cli import forward as forwarding
from ghxstship.cli.feed import Feed, Message, Reader, newest
from ghxstship.cli.forward import Receiver
from ghxstship.cli.listen import forward
from ghxstship.errors import PermissionDeniedError, RateLimitError
from ghxstship.testing import Platform
from ghxstship.transport import Request, Response

Run = Callable[..., Any]
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
BODY = '{"id":"msg_01","event":"deal.won","data":{"name":"Zoë"},"n":1.50}'.encode()
MESSAGE = Message(7, "deal.won", BODY)


@dataclass
class Hook:
    """A receiver: what came in, and the statuses to answer with before 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.answers.pop(0) if made.answers else 200)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def started(running: Platform, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "GHXSTSHIP_API_KEY": running.api_key, "GHXSTSHIP_BASE_URL": running.url}
    environment["PYTHONUNBUFFERED"] = "1"
    process = subprocess.Popen(
        [sys.executable, "-m", "ghxstship.cli", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_events_arrive_as_webhooks_until_it_is_ended(
    home: Any, running: Platform, client: Client, hook: Hook
) -> None:
    with started(running, "listen", "--forward-to", hook.url, "--types", "deal.*") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        secret = process.stdout.readline().split()[-1]
        assert "Forwarding events" in process.stderr.readline()
        client.atlvs.companies.create(name="Not asked for")
        deal = client.atlvs.deals.create(name="Listen", value=1)
        client.atlvs.deals.update(deal.id, status="won")
        until(lambda: len(hook.taken) >= 3)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    events = [webhooks.verify(body, headers, secret) for headers, body in hook.taken]
    assert sorted(event.event for event in events) == ["deal.created", "deal.updated", "deal.won"]
    # It may have been ended before it had noted that the last one was taken; then that one comes again.
    last = events[-1].sequence
    assert any(err.rstrip().endswith(f"--from {number}") for number in (last, last + 1))
    headers, body = hook.taken[0]
    assert body == client.request("GET", f"/workspace/v1/events/{events[0].id}").body
    assert headers["webhook-id"] == events[0].id
    assert headers["x-ghxstship-event"] == events[0].event
    assert headers["x-ghxstship-delivery"] == "dlv_" + events[0].id[4:]
    assert headers["x-ghxstship-attempt"] == "1"
    assert headers["user-agent"].startswith("GHXSTSHIP-Webhooks/")
    assert headers["content-type"] == "application/json"
    assert "  200  " in out
    assert " ms" in out


def test_from_a_number_and_the_same_secret_again(run: Run, client: Client, hook: Hook) -> None:
    start = newest(client) + 1
    for index in range(3):
        client.atlvs.deals.create(name=f"From {index}", value=1)
    line = ("listen", "--forward-to", hook.url, "--from", str(start), "--count", "3")
    first, second = run(*line).stdout, run(*line).stdout
    assert first.splitlines()[0] == second.splitlines()[0]
    assert [json.loads(body)["sequence"] for _, body in hook.taken] == [start, start + 1, start + 2] * 2
    assert {headers["webhook-id"] for headers, _ in hook.taken[:3]} == {
        h["webhook-id"] for h, _ in hook.taken[3:]
    }


def test_what_is_not_accepted_is_tried_again_and_named(run: Run, client: Client, hook: Hook) -> None:
    start = newest(client) + 1
    client.atlvs.deals.create(name="Refused", value=1)
    hook.answers = [500, 302]
    hook.headers = {"Location": hook.url}
    result = run(
        "listen", "--forward-to", hook.url, "--from", str(start), "--count", "1", "--attempts", "2", code=1
    )
    assert [headers["x-ghxstship-attempt"] for headers, _ in hook.taken] == ["1", "2"]
    assert "500" in result.stdout
    assert "302" in result.stdout
    assert f"Not accepted: {start}. To send them again: --from {start}" in result.stderr


def test_tail_in_a_process_of_its_own(home: Any, running: Platform, client: Client) -> None:
    start = newest(client) + 1
    # More than one piece of the stream holds.
    for index in range(40):
        client.atlvs.companies.create(name=f"Tail {index}", metadata={str(n): "x" * 400 for n in range(10)})
    with started(running, "events", "tail", "--from", str(start), "--count", "40") as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert len(out.splitlines()) == 40


def test_tail_shows_events(run: Run, client: Client) -> None:
    start = newest(client) + 1
    deal = client.atlvs.deals.create(name="Tail", value=1)
    line = run("events", "tail", "--from", str(start), "--count", "1").stdout
    assert "deal.created" in line
    assert deal.id in line
    whole = run(
        "events", "tail", "--from", str(start), "--count", "1", "--json", "--types", "deal.*, contact.*"
    )
    assert json.loads(whole.stdout)["data"]["id"] == deal.id
    assert "No event type matches" in run("events", "tail", "--types", "nope", code=6).stderr


def test_a_retry_waits_longer_each_time_and_stops_at_success(hook: Hook) -> None:
    hook.answers = [500, 503]
    waits: list[float] = []
    assert forward(Receiver(hook.url, SECRET), MESSAGE, 6, waits.append)
    assert len(hook.taken) == 3
    assert len(waits) == 2
    assert waits[0] < waits[1]


def test_receivers_without_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused = Receiver(f"localhost:{port}", SECRET).deliver(MESSAGE, 1)
    assert not refused.accepted
    assert "connection refused" in refused.problem
    monkeypatch.setattr(forwarding, "ATTEMPT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = Receiver(f"http://127.0.0.1:{silent.getsockname()[1]}", SECRET).deliver(MESSAGE, 1)
        assert "in time" in outcome.problem
        plain = Receiver(f"https://127.0.0.1:{silent.getsockname()[1]}", SECRET, verify=False)
        monkeypatch.setattr(forwarding, "CONNECT_SECONDS", 0.05)
        assert plain.deliver(MESSAGE, 1).status is None
    assert (
        Receiver("http://nowhere.invalid/", SECRET).deliver(MESSAGE, 1).problem == "the host has no address"
    )


def answering(text: bytes) -> tuple[str, threading.Thread]:
    """A receiver that answers one request with these bytes and says no more."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with server:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(text)

    thread = threading.Thread(target=serve)
    thread.start()
    return f"http://127.0.0.1:{server.getsockname()[1]}/", thread


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"no http\r\n\r\n", None),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 70_000, 200),
    ],
)
def test_odd_answers(text: bytes, status: int | None) -> None:
    url, thread = answering(text)
    assert Receiver(url, SECRET).deliver(MESSAGE, 1).status == status
    thread.join()


def test_the_other_protocol() -> None:
    for url, text, why in (
        ("http", b"\x15\x03\x01\x00\x02\x02\x16\n", "does not speak http; is it https://?"),
        ("https", b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak https; is it http://?"),
    ):
        address, thread = answering(text)
        assert why in Receiver(address.replace("http", url, 1), SECRET).deliver(MESSAGE, 1).problem
        thread.join()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://localhost", "http:// or https://"),
        ("http://", "and a host"),
        ("", "and a host"),
        (":3000", "and a host"),
        ("http://a:b@localhost", "neither a user nor"),
        ("http://localhost:99999", "none from 1 to 65535"),
        ("localhost:0", "none from 1 to 65535"),
        ("localhost:http", "none from 1 to 65535"),
        ("3000", "3000 is no host. A port stands behind one: localhost:3000"),
        ("http://[::1", "it is not a URL"),
        ("http://loc alhost", "characters"),
        ("http://localhost/#x", "nor a fragment"),
    ],
)
def test_addresses_that_are_none(run: Run, url: str, why: str) -> None:
    done = run("listen", "--forward-to", url, code=2)
    assert "--forward-to" in done.stderr
    assert why in done.stderr
    # It is said before anything else is.
    assert done.stdout == ""


def test_an_address_without_a_scheme_and_nobody_there(run: Run, client: Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        start = newest(client) + 1
        for name in ("One", "Two"):
            client.atlvs.deals.create(name=name, value=1)
        done = run(
            "listen", "--forward-to", f"localhost:{port}", "--from", str(start), "--count", "2", "--attempts", "1",
            code=1,
        )  # fmt: skip
    assert f"Forwarding events to http://localhost:{port}." in done.stderr
    lines = done.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [str(start), str(start + 1)]
    assert all("no answer: connection refused; is the receiver running?" in line for line in lines)
    assert f"Not accepted: {start}, {start + 1}. To send them again: --from {start}" in done.stderr


def sse(*numbers: int) -> bytes:
    return b"".join(
        f'id: {n}\nevent: deal.won\ndata: {{"id":"msg_{n}","sequence":{n}}}\n\n'.encode() for n in numbers
    )


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_messages_do_not_depend_on_how_the_stream_is_cut(size: int) -> None:
    text = (
        b": connected\nretry: 1000\n\n" + sse(1, 2).replace(b"\n", b"\n") + b": keep-alive\n\n" + sse(3)[:-3]
    )
    reader = Reader()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = [message for piece in pieces for message in reader.feed(piece)]
    assert [(message.sequence, message.event, message.id) for message in found] == [
        (1, "deal.won", "msg_1"),
        (2, "deal.won", "msg_2"),
    ]


class Script:
    """A transport that gives a stream for each connection: bytes, or an error to raise."""

    def __init__(self, *streams: list[bytes | Exception] | tuple[int, dict[str, str]]) -> None:
        self.streams = list(streams)
        self.asked: list[str] = []

    def open(self, request: Request) -> Any:
        self.asked.append(request.headers["Last-Event-ID"])
        if not self.streams:
            return Stream(403, {}, [])
        planned = self.streams.pop(0)
        return Stream(*planned, []) if isinstance(planned, tuple) else Stream(200, {}, planned)

    def send(self, request: Request, timeout: float) -> Response:
        raise NotImplementedError

    def close(self) -> None:
        pass


class Stream:
    def __init__(self, status: int, headers: dict[str, str], pieces: list[bytes | Exception]) -> None:
        self.status, self.headers, self._pieces = status, headers, list(pieces)

    def read(self) -> bytes:
        piece = self._pieces.pop(0) if self._pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self) -> None:
        pass


def follow(script: Script, after: int, types: tuple[str, ...] = ()) -> tuple[list[int], list[Any], list[Any]]:
    """What a feed gives until it is refused, what it lost and what was missing."""
    client = Client(
        "ghx_test_x", base_url="http://test.invalid", transport=script, pacing=False, max_retries=0
    )
    lost: list[Any] = []
    missing: list[Any] = []
    found: list[int] = []
    feed = Feed(
        client, after, types,
        lost=lambda error, delay: lost.append((type(error), delay)),
        missing=lambda first, last: missing.append((first, last)),
        pause=lambda delay: None,
    )  # fmt: skip
    with pytest.raises(PermissionDeniedError):  # noqa: PT012
        for message in feed:
            found.append(message.sequence)  # noqa: PERF401 - it ends with an error
    return found, lost, missing


def test_a_feed_goes_on_where_it_broke() -> None:
    broken = APIConnectionError("reset")
    script = Script([sse(5), sse(6)[:20], broken], [broken], [], (429, {"retry-after": "9"}), [sse(6, 7)])
    found, lost, missing = follow(script, 4)
    assert found == [5, 6, 7]
    assert script.asked == ["4", "5", "5", "5", "5", "7"]
    assert [kind for kind, _ in lost] == [
        APIConnectionError,
        APIConnectionError,
        type(None),
        RateLimitError,
        type(None),
    ]
    assert lost[3][1] >= 9
    assert missing == []


def test_a_feed_moves_on_when_an_event_is_dealt_with() -> None:
    script = Script([sse(1, 2)])
    client = Client("ghx_test_x", base_url="http://test.invalid", transport=script, pacing=False)
    feed = Feed(client, 0, (), lost=lambda *_: None, missing=lambda *_: None)
    messages = iter(feed)
    assert (next(messages).sequence, feed.position) == (1, 0)
    assert (next(messages).sequence, feed.position) == (2, 1)


def test_a_feed_gives_nothing_twice_and_notices_a_gap() -> None:
    assert follow(Script([sse(3, 4, 8)]), 3) == (
        [4, 8],
        [(type(None), pytest.approx(0.375, abs=0.2))],
        [(5, 7)],
    )
    assert follow(Script([sse(4, 8)]), 3, ("deal.*",))[2] == []


def test_a_break_is_told_and_a_key_that_ends_ends_it(
    home: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ghxstship.cli import watching

    watching._lost(APIConnectionError("reset"), 1.0)
    watching._lost(None, 1.0)
    watching._missing(1, 1)
    watching._missing(1, 2)
    text = capsys.readouterr().err
    assert "reset" in text
    assert "the platform ended it" in text
    assert "event 1." in text
    assert "event 1 to 2." in text


@contextmanager
def serving(folder: Path, port: int) -> Iterator[dict[str, str]]:
    """A platform of its own, on a port that stays."""
    ready = folder / "ready.json"
    flags = [
        "--demo",
        "--scale",
        "0",
        "--port",
        str(port),
        "--data",
        str(folder / "data"),
        "--ready-file",
        str(ready),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "ghxstship_platform", "serve", *flags],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(ready.exists)
        yield json.loads(ready.read_text())
    finally:
        process.kill()
        process.wait()
        ready.unlink(missing_ok=True)


def test_a_platform_that_is_killed_and_comes_back_loses_nothing(
    home: Any, tmp_path: Path, hook: Hook
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tmp_path = tmp_path / "platform"
    tmp_path.mkdir()

    def write(access: dict[str, str], *names: str) -> None:
        with Client(access["api_key"], base_url=access["url"]) as client:
            for name in names:
                client.atlvs.deals.create(name=name, value=1)

    with ExitStack() as stack:
        with serving(tmp_path, port) as access:
            running = Platform(access["url"], access["workspace_id"], access["api_key"])
            arguments = ("listen", "--forward-to", hook.url, "--types", "deal.created")
            process = stack.enter_context(started(running, *arguments))
            assert process.stderr is not None
            assert "Forwarding events" in process.stderr.readline()
        assert "The connection broke" in process.stderr.readline()
        # What happens before it is back on the stream is what could be lost.
        with serving(tmp_path, port) as access:
            write(access, "one", "two")
            until(lambda: len(hook.taken) >= 2)
            write(access, "three")
            until(lambda: len(hook.taken) >= 3)
        assert [json.loads(body)["data"]["name"] for _, body in hook.taken] == ["one", "two", "three"]
