"""A server over real sockets that does to a client what networks and proxies do."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

REASONS = {200: "OK", 201: "Created", 204: "No Content"}


class Asked:
    """A request as it arrived."""

    def __init__(
        self, method: str, target: str, headers: dict[str, str], body: bytes, connection: int
    ) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.connection = connection

    def json(self) -> Any:
        return json.loads(self.body)


Act = Callable[["socket.socket", Asked, threading.Event], bool]


def answer(document: Any, status: int = 200, **headers: str) -> Act:
    """A JSON answer; underscores of a header's name are dashes."""
    body = b"" if status == 204 else json.dumps(document).encode()
    return raw(status, body, content_type="application/json", **headers)


def raw(status: int, body: bytes, **headers: str) -> Act:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'X')}", f"Content-Length: {len(body)}"]
    lines += [
        f"{name.replace('_', '-')}: {value}" for name, value in {"x_request_id": "req_1", **headers}.items()
    ]
    content = ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def act(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
        peer.sendall(content)
        return True

    return act


def error(status: int, code: str, **headers: str) -> Act:
    return answer(
        {"error": {"code": code, "message": "no", "details": [], "request_id": "req_1"}}, status, **headers
    )


def reset(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
    """The connection breaks without an answer."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def half(document: Any) -> Act:
    """The beginning of an answer, and then nothing more."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()

    def act(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
        peer.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) + 100}\r\n\r\n".encode() + body)
        return False

    return act


def drip(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
    """A byte now and then, for as long as somebody listens."""
    with suppress(OSError):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stopping.wait(0.02):
            peer.sendall(b" ")
    return False


class FaultServer:
    """Answers each request with the next act of its script; the last one is repeated."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._script: list[Act] = [answer({"data": [], "pagination": {"cursor": None, "hasMore": False}})]
        self.asked: list[Asked] = []
        self._connections = 0
        self._threads: list[threading.Thread] = []
        self._peers: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._spawn(self._accept)

    def script(self, *acts: Act) -> None:
        with self._lock:
            self._script = list(acts)

    def _spawn(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                self._connections += 1
                self._peers.append(peer)
                self._spawn(self._serve, peer, self._connections)

    def _serve(self, peer: socket.socket, connection: int) -> None:
        with peer, suppress(OSError):
            file = peer.makefile("rb")
            while line := file.readline():
                method, target, _ = line.decode().split(" ", 2)
                headers: dict[str, str] = {}
                while (header := file.readline().decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                asked = Asked(
                    method, target, headers, file.read(int(headers.get("content-length", 0))), connection
                )
                with self._lock:
                    self.asked.append(asked)
                    act = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                if not act(peer, asked, self._stopping):
                    file.close()
                    return

    def close(self) -> None:
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for peer in self._peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    server = FaultServer()
    try:
        yield server
    finally:
        server.close()
