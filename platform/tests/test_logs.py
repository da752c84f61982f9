"""What is logged, and what must never be."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from ghxstship_platform import logs
from ghxstship_platform.clock import ManualClock

REQUEST = logs.RequestLine("req_1", "GET", "/atlvs/v1/deals", 200, 1.234, "ws_1", "key_1", "203.0.113.9")
ATTEMPT = logs.AttemptLine("ws_1", "ep_1", "dlv_1", "msg_1", "deal.created", 2, 503, "server_error", 20.25)


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    lines = logs._lines
    configured = structlog.get_config()
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    logs._lines = lines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_extras() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    logging.getLogger("a.b").warning("lost %s", "redis", extra={"request_id": "req_1"})
    (line,) = lines(stream)
    assert line.pop("time").endswith("Z")
    assert line == {"event": "lost redis", "level": "warning", "logger": "a.b", "request_id": "req_1"}


def test_loggers_of_structlog_end_in_the_same_place() -> None:
    stream = io.StringIO()
    logs.configure("warning", stream)
    logger = structlog.get_logger("c.d")
    logger.info("quiet")
    logger.warning("lost", url="redis://cache", api_key="hunter2")
    (line,) = lines(stream)
    assert line.pop("time").endswith("Z")
    expected = {
        "event": "lost",
        "level": "warning",
        "logger": "c.d",
        "url": "redis://cache",
        "api_key": logs.HIDDEN,
    }
    assert line == expected


def test_secrets_are_hidden_by_name_however_deep() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    extra = {
        "headers": {"Authorization": "Bearer hunter2", "X-API-Key": "hunter2", "accept": "text/html"},
        "rows": [{"secret_hash": "hunter2"}, {"access_token": "hunter2", "n": 1}],
        "password": "hunter2",
    }
    logging.getLogger().info("signed in", extra=extra)
    assert "hunter2" not in stream.getvalue()
    (line,) = lines(stream)
    assert line["headers"] == {"Authorization": logs.HIDDEN, "X-API-Key": logs.HIDDEN, "accept": "text/html"}
    assert line["rows"][1] == {"access_token": logs.HIDDEN, "n": 1}
    assert extra["password"] == "hunter2"


def test_a_crash_is_one_line_with_its_traceback() -> None:
    stream = io.StringIO()
    logs.configure("error", stream)
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger().exception("request failed")
    (line,) = lines(stream)
    assert "ValueError: broken" in line["exception"]


def test_what_json_cannot_say_is_said_as_text() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    logging.getLogger().info("odd", extra={"what": object(), "text": "\ud800"})
    (line,) = lines(stream)
    assert "object object" in line["what"]
    assert "ud800" in line["text"]


def test_the_level_holds_for_requests_too() -> None:
    stream = io.StringIO()
    logs.configure("warning", stream)
    logging.getLogger().info("quiet")
    logs.write(REQUEST)
    logs.flush()
    assert stream.getvalue() == ""


def test_requests_are_written_by_the_timer() -> None:
    stream = io.BytesIO()
    log = logs.LineLog(stream, clock=ManualClock(1_795_000_000_000))

    async def run() -> None:
        loop = asyncio.get_running_loop()
        log.write(REQUEST)
        log.write(logs.RequestLine("req_2", "POST", "/x", 429, 1000.0, None, None, "::1"))
        assert stream.getvalue() == b""
        due = asyncio.Event()
        loop.call_later(logs.FLUSH_SECONDS, due.set)  # after the log's own timer, which was first
        await due.wait()

    asyncio.run(run())
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first == {
        "time": "2026-11-18T11:06:40.000Z",
        "level": "info",
        "event": "request",
        "request_id": "req_1",
        "method": "GET",
        "path": "/atlvs/v1/deals",
        "status": 200,
        "duration_ms": 1.234,
        "workspace_id": "ws_1",
        "key_id": "key_1",
        "client": "203.0.113.9",
    }
    assert list(first)[:3] == ["time", "level", "event"]
    assert (second["status"], second["workspace_id"]) == (429, None)


def test_requests_go_where_the_rest_goes() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)

    async def run() -> None:
        logs.write(REQUEST)

    asyncio.run(run())
    logs.flush()
    assert [line["request_id"] for line in lines(stream)] == ["req_1"]


def test_an_attempt_at_a_webhook_is_a_line_too() -> None:
    stream = io.BytesIO()
    log = logs.LineLog(stream, clock=ManualClock(1_795_000_000_000))

    async def run() -> None:
        log.write(ATTEMPT)
        log.flush()

    asyncio.run(run())
    assert json.loads(stream.getvalue()) == {
        "time": "2026-11-18T11:06:40.000Z",
        "level": "info",
        "event": "webhook attempt",
        "workspace_id": "ws_1",
        "endpoint_id": "ep_1",
        "delivery_id": "dlv_1",
        "event_id": "msg_1",
        "event_type": "deal.created",
        "attempt": 2,
        "status": 503,
        "error": "server_error",
        "duration_ms": 20.25,
    }


@pytest.mark.parametrize("path", ["/caf\xe9", "/\ud800", "/\x1b[31m\n{", "/\u202e"])
@pytest.mark.parametrize("readable", [False, True])
def test_hostile_paths_stay_on_their_line(path: str, readable: bool) -> None:
    stream = io.BytesIO()
    log = logs.LineLog(stream, readable=readable)

    async def run() -> None:
        log.write(logs.RequestLine("req_1", "GET", path, 404, 100.0, None, None, "::1"))
        log.flush()

    asyncio.run(run())
    written = stream.getvalue()
    assert written.count(b"\n") == 1
    assert b"\x1b" not in written
    if not readable:
        assert json.loads(written)["status"] == 404


def test_a_reader_that_is_gone_stops_nothing() -> None:
    stream = io.BytesIO()
    stream.close()
    log = logs.LineLog(stream)

    async def run() -> None:
        log.write(REQUEST)
        log.flush()

    asyncio.run(run())


def test_a_terminal_gets_lines_for_people() -> None:
    stream = Terminal()
    logs.configure("info", stream)
    logging.getLogger("a").info("started")

    async def run() -> None:
        logs.write(REQUEST)
        logs.write(ATTEMPT)

    asyncio.run(run())
    logs.flush()
    text = stream.getvalue()
    assert "started" in text
    assert "200 GET    /atlvs/v1/deals 1.2 ms key_1 req_1\n" in text
    assert "503 webhook deal.created attempt 2 20.2 ms ep_1 dlv_1\n" in text
    assert not text.startswith("{")
