"""Another side for samples: it writes down what it is asked, and answers as the operation would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ANSWERS = {
    "record": (200, b'{"id":"deal_1"}', "application/json"),
    "list": (200, b'{"data":[],"pagination":{"cursor":null,"hasMore":false}}', "application/json"),
    "none": (204, b"", ""),
    "ndjson": (200, b"", "application/x-ndjson"),
    # A stream goes on for ever: refused, it ends.
    "sse": (401, json.dumps({"error": {"code": "UNAUTHORIZED", "message": "no", "details": [],
                                       "request_id": "req_1", "documentation_url": "https://d"}}).encode(),
            "application/json"),
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


class Counterpart(ThreadingHTTPServer):
    """The server.

    Attributes
    ----------
    result: how it answers, a name of `ANSWERS`.
    asked: every request since it was emptied.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.result = "record"
        self.asked: list[Sent] = []

    @property
    def environment(self) -> dict[str, str]:
        """The three variables of a reader."""
        return {
            "GHXSTSHIP_BASE_URL": f"http://127.0.0.1:{self.server_port}",
            "GHXSTSHIP_WORKSPACE_ID": "ws_1",
            "GHXSTSHIP_API_KEY": "ghx_test_1",
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counterpart

    def _any(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(raw) if raw else None
        self.server.asked.append(Sent(self.command, parts.path, dict(parse_qsl(parts.query)), body, headers))
        status, answer, kind = ANSWERS[self.server.result]
        self.send_response(status)
        if kind:
            self.send_header("content-length", str(len(answer)))
            self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815 - as the base class has it

    def log_message(self, *_: object) -> None:
        """Nothing is told."""
