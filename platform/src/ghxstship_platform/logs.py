"""Logs: one JSON object a line to stderr, or a readable form when stderr is a terminal.

Two ways in. Whatever the platform says goes through `logging` or structlog and is formatted by the latter. The lines
that come by the thousand, those of requests and of attempts at webhooks, are encoded at once into a buffer that the
event loop empties ten times a second.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import io
import logging
import sys
from collections.abc import MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, TextIO

import msgspec
import structlog

from .clock import Clock, SystemClock, to_text

if TYPE_CHECKING:
    from .api.request import Request

FLUSH_SECONDS = 0.1
HIDDEN = "[hidden]"

_SECRET_WORDS = ("authorization", "api_key", "apikey", "password", "secret", "token", "cookie")


@lru_cache(maxsize=1024)
def _is_secret(name: object) -> bool:
    return isinstance(name, str) and any(word in name.lower().replace("-", "_") for word in _SECRET_WORDS)


def redact(value: Any) -> Any:
    """A copy of `value` with every entry hidden whose key names a secret, however deep."""
    if isinstance(value, dict):
        return {key: HIDDEN if _is_secret(key) else redact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact(inner) for inner in value]
    return value


def _redact(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in entry:
        # Keys with an underscore in front are structlog's own.
        if not key.startswith("_"):
            entry[key] = HIDDEN if _is_secret(key) else redact(entry[key])
    return entry


def _json(entry: Any, **options: Any) -> str:
    """The encoder of structlog's renderer; what JSON has no form for is shown as text."""
    try:
        return msgspec.json.encode(entry, enc_hook=repr).decode()
    except (UnicodeEncodeError, TypeError):
        return msgspec.json.encode({str(key): ascii(value) for key, value in entry.items()}).decode()


class RequestLine(msgspec.Struct):
    """A request that is over.

    Attributes
    ----------
    path: without its query, which may hold what people search for.
    duration_ms: from its arrival to the last byte handed over.
    client: the address it came from.
    """

    request_id: str
    method: str
    path: str
    status: int
    duration_ms: float
    workspace_id: str | None
    key_id: str | None
    client: str
    EVENT: ClassVar[str] = "request"

    def for_people(self) -> str:
        """What a terminal shows of it."""
        # A path may hold control characters, which a terminal would obey.
        path = self.path if self.path.isprintable() else ascii(self.path)
        what = f"{self.status} {self.method:6} {path} {self.duration_ms:.1f} ms"
        return f"{what} {self.key_id or '-'} {self.request_id}"


class AttemptLine(msgspec.Struct):
    """An attempt at a webhook's delivery that is over; `error` is its class, as in the delivery's attempts."""

    workspace_id: str
    endpoint_id: str
    delivery_id: str
    event_id: str
    event_type: str
    attempt: int
    status: int | None
    error: str | None
    duration_ms: float
    EVENT: ClassVar[str] = "webhook attempt"

    def for_people(self) -> str:
        """What a terminal shows of it."""
        came = self.status or self.error
        what = f"{came} webhook {self.event_type} attempt {self.attempt} {self.duration_ms:.1f} ms"
        return f"{what} {self.endpoint_id} {self.delivery_id}"


class LineLog:
    """Writes lines that come by the thousand, in batches.

    Parameters
    ----------
    stream: where the lines go.
    readable: for a person at a terminal instead of JSON.
    clock: tells the time of a line.
    """

    def __init__(self, stream: BinaryIO, *, readable: bool = False, clock: Clock | None = None) -> None:
        self._stream = stream
        self._render = _readable if readable else _encode
        self._now = (clock or SystemClock()).now
        self._buffer = bytearray()
        self._timer: asyncio.TimerHandle | None = None

    def write(self, line: RequestLine | AttemptLine) -> None:
        """Note a line, whose time is now. To be called in the event loop's thread only."""
        self._buffer += self._render(to_text(self._now()), line)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Hand over what is buffered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._buffer = self._buffer, bytearray()
        # A log that nobody reads any more (a closed pipe, a full disk) must not end a request.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(lines)
            self._stream.flush()


_encoder = msgspec.json.Encoder()


def _encode(time: str, line: RequestLine | AttemptLine) -> bytes:
    try:
        fields = _encoder.encode(line)
    except UnicodeEncodeError:  # a lone surrogate
        fields = _encoder.encode(
            {name: _spelt(value) for name, value in msgspec.structs.asdict(line).items()}
        )
    return b'{"time":"%b","level":"info","event":"%b",%b\n' % (time.encode(), line.EVENT.encode(), fields[1:])


def _spelt(value: object) -> object:
    return ascii(value) if isinstance(value, str) and not value.isascii() else value


def _readable(time: str, line: RequestLine | AttemptLine) -> bytes:
    return f"{time[11:-1]} {line.for_people()}\n".encode(errors="backslashreplace")


_lines: LineLog | None = None


def configure(level: str, stream: TextIO | None = None) -> None:
    """Set up the process's logs; may be called again.

    Parameters
    ----------
    level: least level that is logged: debug, info, warning or error. Requests and attempts are logged at info.
    stream: where to; stderr if not given.
    """
    global _lines
    stream = stream or sys.stderr
    readable = stream.isatty()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper("iso", utc=True, key="time"),
        _redact,
    ]
    # Both ways of logging, Python's and structlog's own, end in the one handler.
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(timestamp_key="time")]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # It narrates every step of its own start.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flush()
    logged = logging.getLevelNamesMapping()[level.upper()] <= logging.INFO
    _lines = LineLog(_bytes_of(stream), readable=readable) if logged else None


def _bytes_of(stream: TextIO) -> BinaryIO:
    return stream.buffer if isinstance(stream, io.TextIOWrapper) else io.BufferedWriter(_Encoded(stream))


class _Encoded(io.RawIOBase):
    """Bytes into a stream of text that has no bytes below it (an `io.StringIO`)."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.write(bytes(data).decode())
        return len(data)


def write(line: RequestLine | AttemptLine) -> None:
    """Log a line, if the level asks for it. To be called in the event loop's thread only."""
    if _lines is not None:
        _lines.write(line)


def log_request(
    request: Request, status: int, seconds: float, workspace_id: str | None, who: str | None
) -> None:
    """Log a request that is over, as `write` does.

    Parameters
    ----------
    who: the credential or the person that it came from.
    """
    write(
        RequestLine(
            request.request_id,
            request.method,
            request.path,
            status,
            round(seconds * 1000, 3),
            workspace_id,
            who,
            request.address,
        )
    )


def flush() -> None:
    """Write what is buffered, at the end of the process."""
    if _lines is not None:
        _lines.flush()


atexit.register(flush)
