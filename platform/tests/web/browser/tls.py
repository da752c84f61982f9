"""A proxy that ends TLS in front of a server, as an operator has one, so that a browser comes by a public name."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from types import TracebackType
from typing import Self

import trustme


class TLSProxy:
    """Hands on what comes, byte by byte, from entering the context on.

    Parameters
    ----------
    names: that its certificate is for; the browser need not trust who has signed it.
    port: of the server on loopback.
    """

    def __init__(self, port: int, *names: str) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(*names).configure_cert(context)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    with (
                        context.wrap_socket(self.request, server_side=True) as outside,
                        socket.create_connection(("127.0.0.1", port)) as inside,
                    ):
                        back = threading.Thread(target=_hand_on, args=(inside, outside), daemon=True)
                        back.start()
                        _hand_on(outside, inside)
                        back.join()
                except OSError:
                    return  # the browser has gone

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    """Everything that comes from the one, until it ends."""
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()
