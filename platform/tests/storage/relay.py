"""Between the platform and PostgreSQL, so that one test can lose a server that others go on with."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from pathlib import Path

from ..web.browser.threaded import Threaded

PASSES, HANGS, REFUSES = "passes", "hangs", "refuses"


class Relay(Threaded):
    """Hands on what comes, from entering the context on, until it is told to hang or to refuse.

    Parameters
    ----------
    url: of a database, by the folder of its server's socket.
    """

    def __init__(self, url: str) -> None:
        database, _, folder = url.partition("?host=")
        self._target = str(Path(folder) / ".s.PGSQL.5432")
        self._open = threading.Event()
        self._open.set()
        self._mode = PASSES
        self._sockets: set[socket.socket] = set()
        self._last = b""
        self.hung = threading.Event()
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    relay._serve(self.request)

        super().__init__(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))
        self.url = f"{database.replace('@/', f'@127.0.0.1:{self.port}/')}?sslmode=disable&gssencmode=disable"

    def set(self, mode: str) -> None:
        """Pass, hang (connections stay, nothing comes) or refuse (there are no connections, and no new ones)."""
        self._mode = mode
        if mode == HANGS:
            self._open.clear()
            self.hung.set()
        else:
            self._open.set()
            self.hung.clear()
        if mode == REFUSES:
            for each in tuple(self._sockets):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def hang_behind(self, text: bytes) -> None:
        """Hand on what holds this text, and hang: what it asks for is done, and nobody hears of it."""
        self._last = text

    def _serve(self, outside: socket.socket) -> None:
        self._open.wait()
        with socket.socket(socket.AF_UNIX) as inside:
            self._sockets.add(outside)
            if self._mode == REFUSES:
                return
            inside.connect(self._target)
            back = threading.Thread(target=self._hand_on, args=(inside, outside), daemon=True)
            back.start()
            self._hand_on(outside, inside)
            back.join()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self._open.wait()
                if self._last and self._last in data:
                    self._last = b""
                    self.set(HANGS)
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
