"""A request as the API reads it: headers, query and body, each strict about what it accepts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from ..auth.credentials import Principal
from ..errors import PlatformError, detail

MAX_BODY = 1024 * 1024

# Headers that change what a request means: twice the same is an ambiguity that nobody should resolve by guessing.
_SINGLE = frozenset(
    (b"authorization", b"content-type", b"content-length", b"idempotency-key", b"if-match", b"if-none-match",
     b"x-workspace-id", b"x-correlation-id", b"last-event-id")
)  # fmt: skip


def bad_request(field: str, message: str, **extra: Any) -> PlatformError:
    """400 for one part of the request."""
    return PlatformError("BAD_REQUEST", f"{field}: {message}", [detail(field, message, **extra)])


class Request:
    """One request of an ASGI connection.

    Attributes
    ----------
    started_at: when it arrived (epoch ms), as its id says too.
    raw: its body, once that has been read; empty before.
    events: the first and the last number of the events that it has caused, or None.
    """

    __slots__ = (
        "_receive",
        "events",
        "headers",
        "method",
        "path",
        "principal",
        "query_string",
        "raw",
        "request_id",
        "scope",
        "started_at",
    )

    principal: Principal

    def __init__(self, scope: dict[str, Any], receive: Any, request_id: str, started_at: int) -> None:
        self.scope = scope
        self._receive = receive
        self.request_id = request_id
        self.started_at = started_at
        self.raw = b""
        self.events: tuple[int, int] | None = None
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query_string: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])

    def require_single_headers(self) -> None:
        """Raise `BAD_REQUEST` when a header that changes the request's meaning stands twice."""
        if len(self.headers) != len(self.scope["headers"]):
            seen = set()
            for name, _ in self.scope["headers"]:
                if name in seen and name in _SINGLE:
                    raise bad_request(name.decode("latin-1"), "This header stands twice; send it once")
                seen.add(name)

    def header(self, name: bytes) -> str | None:
        """A header's value, or None."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def address(self) -> str:
        """Where the connection comes from."""
        client = self.scope.get("client")
        return client[0] if client else ""

    def query(self) -> list[tuple[str, str]]:
        """The query parameters in order; raises `BAD_REQUEST` for text that is not UTF-8."""
        if not self.query_string:
            return []
        try:
            text = self.query_string.decode("ascii")
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
        except ValueError as error:
            raise PlatformError(
                "BAD_REQUEST", "The query string is not valid percent-encoded UTF-8."
            ) from error
        for name, value in pairs:
            if "\x00" in name or "\x00" in value:
                raise bad_request(name.replace("\x00", "")[:100], "Must not contain the character NUL")
        return pairs

    async def body(self) -> bytes:
        """The whole body; raises `PAYLOAD_TOO_LARGE` beyond 1 MiB."""
        declared = self.headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > MAX_BODY:
            raise _too_large()
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise PlatformError("BAD_REQUEST", "The connection was closed before the body was complete.")
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > MAX_BODY:
                raise _too_large()
            chunks.append(chunk)
            if not message.get("more_body"):
                self.raw = b"".join(chunks)
                return self.raw

    async def json_object(self, *, optional: bool = False) -> tuple[dict[str, Any], bytes]:
        """The body as a JSON object with exact numbers, and its bytes.

        Parameters
        ----------
        optional: no body at all counts as an empty object.

        Raises `UNSUPPORTED_MEDIA_TYPE`, `BAD_REQUEST` (not JSON, a key twice) or `VALIDATION_ERROR` (not an object).
        """
        raw = await self.body()
        if optional and not raw:
            return {}, raw
        self._require_json()
        value = parse_json(raw)
        if not isinstance(value, dict):
            message = "Must be a JSON object"
            raise PlatformError("VALIDATION_ERROR", f"body: {message}", [detail("body", message)])
        return value, raw

    def _require_json(self) -> None:
        media, _, parameters = (self.header(b"content-type") or "").partition(";")
        encoding = (self.header(b"content-encoding") or "identity").strip().lower()
        charset = parameters.strip().lower().replace('"', "")
        if media.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
            raise PlatformError(
                "UNSUPPORTED_MEDIA_TYPE", "Send the body as Content-Type: application/json in UTF-8."
            )
        if encoding != "identity":
            raise PlatformError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.")


def _too_large() -> PlatformError:
    return PlatformError("PAYLOAD_TOO_LARGE", f"The body is larger than {MAX_BODY} bytes.")


class _DuplicateKeyError(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return result


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=Decimal, parse_constant=_no_constant)


def parse_json(raw: bytes) -> Any:
    """Strict JSON: UTF-8, no duplicate keys, no NaN, fractions as Decimal; raises `BAD_REQUEST`."""
    try:
        text = raw.decode()
        return _DECODER.decode(text)
    except RecursionError as error:
        raise bad_request("body", "Is nested too deep") from error
    except _DuplicateKeyError as error:
        key = str(error)[:100].encode(errors="replace").decode()
        raise bad_request("body", f"The key {key!r} stands twice in one object") from error
    except ValueError as error:
        raise PlatformError(
            "BAD_REQUEST", "The body is not valid JSON.", [detail("body", str(error)[:200])]
        ) from error
