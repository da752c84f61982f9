"""What listens on loopback in a thread of its own, from entering its context on."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType
from typing import Self


class Threaded:
    """A server in a thread.

    Parameters
    ----------
    server: bound already; its handlers get threads of their own.
    """

    def __init__(self, server: socketserver.ThreadingMixIn) -> None:
        assert isinstance(server, socketserver.TCPServer)
        server.daemon_threads = True
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, daemon=True)

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
