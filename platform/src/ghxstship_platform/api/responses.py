"""What goes back: JSON with the headers of every answer, the one error format, and streams (contract §2, §6)."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ..errors import CATALOGUE, PlatformError

Headers = list[tuple[bytes, bytes]]

JSON = b"application/json"
PROBLEM_JSON = b"application/problem+json"

EXPOSED = (
    "ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset, X-Request-Id"
)
_COMMON: Headers = [
    (b"cache-control", b"private, no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
]
GZIP_FROM = 1024


@dataclass(slots=True)
class Response:
    """A complete answer.

    `stored` replaces `body` where the answer is kept for an idempotent replay (it leaves out a secret).
    """

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    media_type: bytes = JSON
    stored: bytes | None = None


@dataclass(slots=True)
class Stream:
    """An answer whose body comes piece by piece."""

    chunks: AsyncGenerator[bytes, None]
    media_type: bytes
    headers: Headers = field(default_factory=list)
    status: int = 200


def etag(version: int) -> tuple[bytes, bytes]:
    """The ETag of a record."""
    return b"etag", b'"%d"' % version


def error_response(error: PlatformError, request_id: str, docs_url: str, accept: str) -> Response:
    """The playbook's envelope, or RFC 9457 where the client asked for it."""
    entry = CATALOGUE[error.code]
    url = f"{docs_url}/errors/{error.code}"
    headers = [(name.lower().encode(), value.encode()) for name, value in error.headers.items()]
    if "application/problem+json" in accept:
        problem: dict[str, Any] = {
            "type": url, "title": entry.title, "status": entry.status, "detail": error.message,
            "code": error.code, "errors": error.details, "request_id": request_id,
        }  # fmt: skip
        return Response(entry.status, encode(problem), headers, PROBLEM_JSON)
    envelope = {
        "error": {
            "code": error.code, "message": error.message, "details": error.details,
            "request_id": request_id, "documentation_url": url,
        }
    }  # fmt: skip
    return Response(entry.status, encode(envelope), headers)


_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """JSON bytes; text that cannot be UTF-8 is replaced rather than refused (it only occurs in echoes of input)."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return _encoder.encode(_printable(value))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_printable(key): _printable(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_printable(entry) for entry in value]
    return value


async def send_response(
    send: Any,
    response: Response,
    extra: Headers,
    accept_encoding: bytes,
    *,
    head: bool = False,
    common: Headers = _COMMON,
) -> None:
    """Send an answer with the headers that every answer has (`common`); a `head` is all of it but the body."""
    body = response.body
    headers = [*response.headers, *extra, *common]
    if body:
        headers.append((b"content-type", response.media_type))
        if len(body) >= GZIP_FROM:
            headers.append((b"vary", b"accept-encoding"))
            if b"gzip" in accept_encoding and b"gzip;q=0" not in accept_encoding.replace(b" ", b""):
                body = gzip.compress(body, compresslevel=1, mtime=0)
                headers.append((b"content-encoding", b"gzip"))
    if response.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


async def send_stream(
    send: Any, receive: Any, stream: Stream, extra: Headers, *, head: bool = False, common: Headers = _COMMON
) -> None:
    """Send a stream to its end, or until the client has gone; of a `head` only how it would begin."""
    headers = [*stream.headers, *extra, *common, (b"content-type", stream.media_type)]
    await send({"type": "http.response.start", "status": stream.status, "headers": headers})
    if not head:
        gone = asyncio.ensure_future(_client_gone(receive))
        try:
            while (chunk := await _next_chunk(stream.chunks, gone)) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            gone.cancel()
            await stream.chunks.aclose()
    await send({"type": "http.response.body", "body": b""})


async def _client_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _next_chunk(chunks: AsyncGenerator[bytes, None], gone: asyncio.Future[None]) -> bytes | None:
    """The next piece, or None at the end; also when the client goes, for whom a quiet stream would wait forever."""
    step: asyncio.Future[Any] = asyncio.ensure_future(anext(chunks, None))
    await asyncio.wait([step, gone], return_when=asyncio.FIRST_COMPLETED)
    if gone.done():
        step.cancel()
        await asyncio.wait({step})
        return None
    chunk: bytes | None = step.result()
    return chunk
