"""One attempt against receivers that do as they like: each becomes a result, none holds anything up."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import gzip
import re
import socket
import ssl
import zlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
import trustme
from structlog.testing import capture_logs

from ghxstship_platform.webhooks.connections import INTERIM_LIMIT
from ghxstship_platform.webhooks.sender import ERROR_CLASSES, KEPT, READ_LIMIT, Outgoing, Result, Sender

from .receivers import (
    OK,
    Behaviour,
    Call,
    Names,
    Receiver,
    answers,
    authorities,
    bomb,
    drips,
    forever,
    receiver,
    resets,
    says_nothing,
    status,
)

PATIENCE = 60
Outcome = TypeVar("Outcome")
SOON = 0.5
"""Seconds of an attempt that is meant to run out of time."""


def post(url: str, body: bytes = b'{"event":"deal.won"}', **headers: str) -> Outgoing:
    return Outgoing(url, {"Content-Type": "application/json", **headers}, body)


def run(scenario: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run a scenario that must not hang."""
    return asyncio.run(asyncio.wait_for(scenario, PATIENCE))


def attempt(behaviour: Behaviour, *, total: float = 15.0, body: bytes = b"{}") -> tuple[Result, Receiver]:
    """One attempt at a receiver of this behaviour."""

    async def scenario() -> tuple[Result, Receiver]:
        async with receiver(behaviour) as there:
            sender = Sender(allow_local=True, ssl=authorities(), total=total)
            result = await sender.send(post(f"http://127.0.0.1:{there.port}/hook", body))
            await sender.close()
            return result, there

    return run(scenario())


# --- what is sent


def test_body_and_headers_arrive_as_they_were_given() -> None:
    body = '{"name":"Nächtlicher Hafen"}\n'.encode()

    async def scenario() -> Call:
        async with receiver(answers(OK)) as there:
            sender = Sender(allow_local=True)
            url = f"http://localhost:{there.port}/hook/%2Fa%2C?sig=%2Fx%2By&b"
            result = await sender.send(post(url, body, **{"webhook-id": "msg_1", "User-Agent": "GHXSTSHIP"}))
            await sender.close()
            assert (result.status, result.error, result.body) == (200, None, b"ok")
            return there.calls[0]

    call = run(scenario())
    lines = call.head.decode().split("\r\n")
    assert lines[0] == "POST /hook/%2Fa%2C?sig=%2Fx%2By&b HTTP/1.1"
    assert {"webhook-id: msg_1", "User-Agent: GHXSTSHIP", "Content-Type: application/json"} <= set(lines)
    assert "Accept-Encoding: identity" in lines
    assert not any(line.lower().startswith(("cookie", "authorization", "expect")) for line in lines)
    assert call.body == body


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "https://"),
        ("example.com/hook", "https://"),
        ("/hook", "https://"),
        ("", "https://"),
        ("https://", "host"),
        ("https:///hook", "host"),
        ("https://example.com:0/", "host"),
        ("https://example.com:99999/", "read"),
        ("https://example.com:x/", "read"),
        ("https://[::1/", "read"),
        ("https://user@example.com/", "user"),
        ("https://user:password@example.com/", "user"),
        ("https://:password@example.com/", "user"),
        ("https://example.com\\@127.0.0.1/", "read"),
        ("https://exa%6dple.com/", "host"),
        ("https://exa\\mple.com/", "read"),
        ("https://2130706433/", "canonical"),
    ],
)
def test_a_url_that_cannot_be_requested(url: str, reason: str) -> None:
    result = run(send_to(url))
    assert (result.status, result.error) == (None, "invalid_request")
    assert reason in str(result.detail)


async def send_to(url: str, *, allow_local: bool = True, **headers: str) -> Result:
    sender = Sender(allow_local=allow_local, resolver=Names({}))
    result = await sender.send(post(url, **headers))
    await sender.close()
    return result


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/", "http://example.com/"])
def test_plain_http_is_refused_where_loopback_is_closed(url: str) -> None:
    result = run(send_to(url, allow_local=False))
    assert (result.error, result.detail) == ("invalid_request", "The URL must begin with https://.")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b"])
def test_a_header_cannot_smuggle_another(value: str) -> None:
    async def scenario() -> None:
        async with receiver(answers(OK)) as there:
            sender = Sender(allow_local=True)
            result = await sender.send(post(f"http://127.0.0.1:{there.port}/", **{"X-Custom": value}))
            await sender.close()
            assert result.error == "invalid_request"
            assert not there.calls

    run(scenario())


# --- statuses


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (200, None), (201, None), (202, None), (204, None), (299, None),
        (300, "redirect"), (304, "redirect"), (399, "redirect"),
        (400, "client_error"), (401, "client_error"), (404, "client_error"), (408, "client_error"),
        (410, "gone"), (429, "rate_limited"), (499, "client_error"),
        (500, "server_error"), (502, "server_error"), (503, "server_error"), (599, "server_error"),
        (600, "invalid_http"), (999, "invalid_http"),
    ],
)  # fmt: skip
def test_class_of_a_status(code: int, error: str | None) -> None:
    result, _ = attempt(status(code))
    assert (result.status, result.error) == (code, error)
    assert (result.detail is None) == (error is None)
    assert error is None or error in ERROR_CLASSES


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_the_target_of_a_redirect_is_never_visited(code: int) -> None:
    async def scenario() -> None:
        async with receiver(answers(OK)) as target:
            location = f"Location: http://127.0.0.1:{target.port}/"
            async with receiver(status(code, location)) as there:
                sender = Sender(allow_local=True)
                result = await sender.send(post(f"http://127.0.0.1:{there.port}/"))
                await sender.close()
                assert (result.status, result.error) == (code, "redirect")
                assert (len(there.calls), target.connections) == (1, 0)

    run(scenario())


@pytest.mark.parametrize(
    "value", ["120", "Wed, 21 Oct 2026 07:28:00 GMT", "-5", "9" * 200, "soon", "0", "1.5", ""]
)
def test_retry_after_is_handed_on_as_it_came(value: str) -> None:
    result, _ = attempt(status(429, f"Retry-After: {value}"))
    assert (result.error, result.retry_after) == ("rate_limited", value)


def test_without_retry_after_there_is_none() -> None:
    assert attempt(status(503))[0].retry_after is None


# --- bodies


def test_the_beginning_of_a_body_is_kept() -> None:
    body = bytes(range(256)) * 200
    result, there = attempt(status(200, body=body))
    assert (result.error, result.body) == (None, body[:KEPT])
    assert there.connections == 1


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_compressed_body_is_kept_decompressed(pack: Callable[[bytes], bytes]) -> None:
    name = "gzip" if pack is gzip.compress else "deflate"
    result, _ = attempt(status(200, f"Content-Encoding: {name}", body=pack(b"thank you")))
    assert (result.error, result.body, result.detail) == (None, b"thank you", None)


@pytest.mark.parametrize(
    ("encoding", "body", "kept"),
    [("gzip", b"not gzip at all", b""), ("br", b"\x0b\x02\x80ok\x03", b""), ("gzip, gzip", b"x", b"")],
)
def test_a_body_that_cannot_be_decompressed_does_not_undo_a_success(
    encoding: str, body: bytes, kept: bytes
) -> None:
    result, _ = attempt(status(200, f"Content-Encoding: {encoding}", body=body))
    assert (result.status, result.error, result.body) == (200, None, kept)
    assert result.detail is not None


def test_a_gzip_bomb_is_not_blown_up() -> None:
    result, there = attempt(bomb(50_000_000))
    assert (result.status, result.error, result.body) == (200, None, bytes(KEPT))
    assert there.connections == 1


def test_an_endless_body_is_cut_off() -> None:
    sent = 0

    async def gigabyte(call: Call) -> None:
        nonlocal sent
        await call.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            await call.write(b"a" * READ_LIMIT)
            sent += READ_LIMIT

    result, _ = attempt(gigabyte)
    assert (result.status, result.error, result.body) == (200, None, b"a" * KEPT)
    # What it got rid of filled buffers of the operating system.
    assert sent < 20_000_000


def test_a_connection_with_an_unread_rest_is_not_used_again() -> None:
    async def scenario() -> None:
        async with receiver(status(200, body=b"a" * (READ_LIMIT * 50))) as there:
            sender = Sender(allow_local=True)
            for _ in range(2):
                result = await sender.send(post(f"http://127.0.0.1:{there.port}/"))
                assert result.error is None
            assert there.connections == 2
            await sender.close()

    run(scenario())


def test_a_connection_with_an_unsent_rest_is_not_used_again() -> None:
    connections, over = 0, asyncio.Event()

    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await over.wait()
        writer.close()

    async def scenario() -> None:
        server = await asyncio.start_server(hasty, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        sender = Sender(allow_local=True)
        for _ in range(2):
            result = await sender.send(post(f"http://127.0.0.1:{port}/", bytes(30_000_000)))
            assert (result.status, result.error) == (200, None)
        assert connections == 2
        over.set()
        await sender.close()
        server.close()

    run(scenario())


# --- from hell

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HELL: dict[str, tuple[Behaviour, str | None, int | None]] = {
    "silent": (says_nothing, "timeout", None),
    "drips its head": (drips(b"X-A: b\r\n", after=b"HTTP/1.1 200 OK\r\n"), "timeout", None),
    "drips its status line": (drips(b"a", after=b"HTTP/1.1 200 "), "timeout", None),
    "drips its body": (drips(b"1\r\na\r\n", after=CHUNKED), "timeout", 200),
    "drips a failure": (drips(b"x", after=b"HTTP/1.1 500 E\r\n\r\n"), "timeout", 500),
    "resets at once": (resets(b""), "reset", None),
    "resets in the head": (resets(b"HTTP/1.1 200 OK\r\nX-"), "reset", None),
    "resets in the body": (resets(SHORT), "reset", 200),
    "closes at once": (answers(b"", close=True), "reset", None),
    "closes in the head": (answers(b"HTTP/1.1 200 OK\r\nX-A", close=True), "reset", None),
    "closes in the body": (answers(SHORT, close=True), "reset", 200),
    "closes in a chunk": (answers(CHUNKED + b"9\r\nab", close=True), "reset", 200),
    "speaks no HTTP": (answers(b"SSH-2.0-OpenSSH_9.9\r\n"), "invalid_http", None),
    "speaks HTTP 0.9": (answers(b"<h1>It works</h1>\r\n\r\n", close=True), "invalid_http", None),
    "bad status": (answers(b"HTTP/1.1 abc OK\r\n\r\n"), "invalid_http", None),
    "bad header": (answers(b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"), "invalid_http", None),
    "bad length": (answers(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "invalid_http", None),
    "two lengths": (
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "invalid_http", None,
    ),
    "bad chunk": (answers(CHUNKED + b"zz\r\n"), "invalid_http", None),
    "bad chunk after good ones": (
        forever(b"zz\r\n", after=CHUNKED + b"5000\r\n" + b"a" * 0x5000 + b"\r\n"), "invalid_http", 200,
    ),
    "huge header": (forever(b"a" * 4096, after=b"HTTP/1.1 200 OK\r\nX-A: "), "invalid_http", None),
    "endless headers": (forever(b"X-A: b\r\n" * 512, after=b"HTTP/1.1 200 OK\r\n"), "invalid_http", None),
    "endless status line": (forever(b"a" * 4096, after=b"HTTP/1.1 200 "), "invalid_http", None),
    "endless trailers": (forever(b"X-A: b\r\n" * 512, after=CHUNKED + b"0\r\n"), "invalid_http", None),
    "endless blank lines": (forever(b"\r\n" * 4096), "invalid_http", None),
    "endless continues": (forever(CONTINUE * 500), "invalid_http", None),
    "endless early hints": (forever(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 99), "invalid_http", None),
    "endless chunk extension": (forever(b"a" * 4096, after=CHUNKED + b"1;"), "invalid_http", 200),
    "chunks of a byte": (forever(b"1\r\na\r\n" * 512, after=CHUNKED), None, 200),
    "gzip of nothing": (
        forever(gzip.compress(b"") * 99, after=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), None, 200,
    ),
    "switches protocols": (
        answers(b"HTTP/1.1 101 Switch\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n"), "invalid_http", 101,
    ),
    "one continue": (answers(CONTINUE + OK), None, 200),
    "as many continues as may be": (answers(CONTINUE * INTERIM_LIMIT + OK), None, 200),
    "a continue too many": (answers(CONTINUE * (INTERIM_LIMIT + 1) + OK), "invalid_http", None),
    "answers twice": (answers(OK + OK), None, 200),
    "endless answers": (forever(OK * 100), None, 200),
    "a body without an end": (forever(b"a" * 4096, after=b"HTTP/1.1 200 OK\r\n\r\n"), None, 200),
}  # fmt: skip


@pytest.mark.parametrize("name", HELL)
def test_receiver_from_hell(name: str) -> None:
    behaviour, error, code = HELL[name]
    # Only who keeps us waiting may need the whole time; whoever is done sooner fails this test by hanging.
    result, there = attempt(behaviour, total=SOON if error == "timeout" else PATIENCE)
    assert (result.error, result.status) == (error, code), result
    assert (result.detail is None) == (error is None)
    assert result.detail is None or re.fullmatch(r"[A-Z][^\n]{5,400}", result.detail)
    assert len(there.calls) == 1


def test_a_receiver_that_takes_no_body_runs_out_of_time() -> None:
    async def scenario() -> Result:
        async with receiver(None) as there:
            sender = Sender(allow_local=True, total=SOON)
            result = await sender.send(post(f"http://127.0.0.1:{there.port}/", bytes(30_000_000)))
            await sender.close()
            return result

    assert run(scenario()).error == "timeout"


def test_hell_does_not_hold_up_a_healthy_receiver() -> None:
    async def scenario() -> None:
        sender = Sender(allow_local=True, total=PATIENCE)
        # It drips for longer than any machine needs for the healthy ones.
        endless = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
        async with receiver(drips(b"x", after=endless)) as slow, receiver(answers(OK)) as healthy:
            waiting = [
                asyncio.create_task(sender.send(post(f"http://127.0.0.1:{slow.port}/"))) for _ in range(50)
            ]
            for _ in range(100):
                assert (await sender.send(post(f"http://127.0.0.1:{healthy.port}/"))).error is None
            # A hundred after one another on one connection, while not one of the slow ones has come to an end.
            assert healthy.connections == 1
            assert not any(task.done() for task in waiting)
            for task in waiting:
                task.cancel()
            assert all(
                isinstance(end, asyncio.CancelledError)
                for end in await asyncio.gather(*waiting, return_exceptions=True)
            )
        await sender.close()

    run(scenario())


def test_names_that_hang_do_not_hold_up_an_address() -> None:
    class Hanging(Names):
        async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
            await asyncio.Event().wait()

    async def scenario() -> None:
        sender = Sender(allow_local=True, resolver=Hanging({}), connect=SOON)
        async with receiver(answers(OK)) as healthy:
            waiting = [asyncio.create_task(sender.send(post(f"https://hangs{n}.test/"))) for n in range(50)]
            assert (await sender.send(post(f"http://127.0.0.1:{healthy.port}/"))).error is None
            assert {result.error for result in await asyncio.gather(*waiting)} == {"connect_timeout"}
        await sender.close()

    run(scenario())


def test_what_is_kept_of_headers_is_bounded_and_storable() -> None:
    lines = [
        "X-Odd: caf\xe9 \x01\x02",
        "X-Twice: 1",
        "X-Twice: 2",
        *(f"X-{n}: {'a' * 1000}" for n in range(60)),
    ]
    result, _ = attempt(status(200, *lines))
    assert result.error is None
    assert result.headers["X-Twice"] == "1, 2"
    assert sum(len(name) + len(value) for name, value in result.headers.items()) < 20_000
    text = "".join(result.headers.values())
    assert text.encode().decode() == text
    assert text.isprintable()


# --- connections


def test_connections_are_kept() -> None:
    async def scenario() -> None:
        async with receiver(status(200, "Set-Cookie: a=b; Path=/", body=b"ok")) as there:
            sender = Sender(allow_local=True)
            for _ in range(5):
                assert (await sender.send(post(f"http://localhost:{there.port}/"))).error is None
            assert (there.connections, len(there.calls)) == (1, 5)
            assert not any(b"cookie" in call.head.lower() for call in there.calls)
            await sender.close()

    run(scenario())


@pytest.mark.parametrize("end", ["close", "reset"])
def test_a_kept_connection_that_has_ended_is_replaced_at_once(end: str) -> None:
    async def scenario() -> None:
        async def behave(call: Call) -> None:
            if len(there.calls) == 2:
                call.writer.close() if end == "close" else call.reset()
            else:
                await call.write(OK)

        async with receiver(behave) as there:
            sender = Sender(allow_local=True)
            for _ in range(2):
                result = await sender.send(post(f"http://127.0.0.1:{there.port}/"))
                assert (result.status, result.error) == (200, None)
            assert (there.connections, len(there.calls)) == (2, 3)
            await sender.close()

    run(scenario())


def test_a_cancelled_attempt_is_cancelled_and_closes_its_connection() -> None:
    async def scenario() -> None:
        async with receiver(says_nothing) as there:
            sender = Sender(allow_local=True)
            task = asyncio.create_task(sender.send(post(f"http://127.0.0.1:{there.port}/")))
            await there.called.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await there.gone.wait()
            await sender.close()

    run(scenario())


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert attempt(answers(OK))[0].error is None


def test_connection_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = run(send_to(f"http://127.0.0.1:{port}/"))
    assert (result.error, result.detail) == ("connect", "No connection: Connection refused.")


def test_a_name_without_an_address() -> None:
    result = run(send_to("https://nowhere.test/"))
    assert (result.error, result.detail) == ("dns", "The host's name has no address.")


def test_the_system_resolves_names() -> None:
    async def scenario() -> None:
        async with receiver(answers(OK)) as there:
            sender = Sender(allow_local=True)
            assert (await sender.send(post(f"http://localhost:{there.port}/"))).error is None
            assert (await sender.send(post("https://nowhere.invalid/"))).error == "dns"
            await sender.close()

    run(scenario())


def test_the_platforms_own_shortage_is_not_the_receivers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("ghxstship_platform.webhooks.connections._socket", none_left)
    result = run(send_to("https://1.1.1.1/"))
    assert result.error == "local"


def test_a_fault_of_the_platform_is_logged_and_told_apart() -> None:
    class Broken(Names):
        async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
            raise RuntimeError("a fault")

    async def scenario() -> Result:
        sender = Sender(allow_local=False, resolver=Broken({}))
        result = await sender.send(post("https://example.com/"))
        await sender.close()
        return result

    with capture_logs() as logs:
        assert run(scenario()).error == "local"
    assert [line["event"] for line in logs] == ["webhook.attempt_failed_here"]


# --- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def secured(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def attempt_with_tls(
    trusted: trustme.CA,
    tls: ssl.SSLContext | None,
    behaviour: Behaviour | None = None,
    connect: float = PATIENCE,
) -> tuple[Result, Receiver]:
    """One attempt at https://hooks.test, which is on this machine."""

    async def scenario() -> tuple[Result, Receiver]:
        context = ssl.create_default_context()
        trusted.configure_trust(context)
        async with receiver(behaviour or answers(OK), tls=tls) as there:
            names = Names({"hooks.test": [["127.0.0.1"]]})
            sender = Sender(allow_local=True, ssl=context, resolver=names, total=PATIENCE, connect=connect)
            result = await sender.send(post(f"https://hooks.test:{there.port}/"))
            await sender.close()
            return result, there

    return run(scenario())


def test_a_valid_certificate(authority: trustme.CA) -> None:
    result, there = attempt_with_tls(authority, secured(authority.issue_cert("hooks.test")))
    assert (result.status, result.error, len(there.calls)) == (200, None, 1)


def test_a_certificate_for_another_host(authority: trustme.CA) -> None:
    result, there = attempt_with_tls(authority, secured(authority.issue_cert("other.test")))
    assert (result.error, there.calls) == ("tls", [])


def test_a_certificate_that_has_expired(authority: trustme.CA) -> None:
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    result, there = attempt_with_tls(authority, secured(authority.issue_cert("hooks.test", not_after=past)))
    assert (result.error, there.calls) == ("tls", [])
    assert "expired" in str(result.detail)


def test_a_certificate_of_an_unknown_authority(authority: trustme.CA) -> None:
    result, there = attempt_with_tls(authority, secured(trustme.CA().issue_cert("hooks.test")))
    assert (result.error, there.calls) == ("tls", [])


def test_the_systems_authorities_are_asked_by_default(authority: trustme.CA) -> None:
    async def scenario() -> None:
        async with receiver(answers(OK), tls=secured(authority.issue_cert("127.0.0.1"))) as there:
            sender = Sender(allow_local=True)
            result = await sender.send(post(f"https://127.0.0.1:{there.port}/"))
            await sender.close()
            assert (result.error, there.calls) == ("tls", [])

    run(scenario())


def test_a_port_that_speaks_no_tls(authority: trustme.CA) -> None:
    async def scenario() -> Result:
        async def greets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail.test ESMTP\r\n")
            await reader.read()
            writer.close()

        server = await asyncio.start_server(greets, "127.0.0.1", 0)
        sender = Sender(allow_local=True, total=PATIENCE)
        result = await sender.send(post(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))
        await sender.close()
        server.close()
        return result

    assert run(scenario()).error == "tls"


def test_a_handshake_that_never_ends(authority: trustme.CA) -> None:
    async def silent(call: Call) -> None:
        raise AssertionError("no request without TLS")

    result, _ = attempt_with_tls(authority, None, silent, connect=SOON)
    assert result.error == "connect_timeout"
