"""A proxy that ends TLS in front of a server, as an operator has one, so that a browser comes by a public name."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading

import trustme

from .threaded import Threaded


class TLSProxy(Threaded):
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

        super().__init__(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    """Everything that comes from the one, until it ends."""
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()
