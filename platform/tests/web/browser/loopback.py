"""A receiver on loopback in a thread of its own, which answers as it is told."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .threaded import Threaded


class Receiver(Threaded):
    """Listens from entering the context on.

    Attributes
    ----------
    status, body: what it answers with.
    seen: the types of the events that it was sent, in order.
    """

    def __init__(self) -> None:
        self.status = 200
        self.body = "thank you"
        self.headers: dict[str, str] = {}
        self.seen: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                receiver.seen.append(self.headers["X-GHXSTSHIP-Event"])
                self.do_GET()

            def do_GET(self) -> None:
                body = receiver.body.encode()
                self.send_response(receiver.status)
                for name, value in {"Content-Type": "text/html", **receiver.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing: what was received is in `seen`."""

        super().__init__(ThreadingHTTPServer(("127.0.0.1", 0), Handler))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"
