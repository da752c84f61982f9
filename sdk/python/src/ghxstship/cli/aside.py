"""Calls that Ctrl-C ends at once.

The client's library blocks without an eye on signals, and aborts the process when one came meanwhile. So what the main
thread would wait for happens in a thread beside it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar, cast

from ..client import Client
from ..transport import PyreqwestTransport, Request, Response
from . import ASIDE

if TYPE_CHECKING:
    from ..transport import Stream

T = TypeVar("T")


class Aside:
    """A thread of its own for what blocks. Once a call of it was interrupted, it is not to be used again."""

    def __init__(self) -> None:
        self.busy = False
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._work, name=ASIDE, daemon=True).start()

    def __call__(self, function: Callable[[], T]) -> T:
        """Call it there; what it returns, or raises."""
        results: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

        def call() -> None:
            try:
                results.put((function(), None))
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                results.put((None, error))

        self.busy = True
        self._calls.put(call)
        value, error = results.get()
        self.busy = False
        if error is not None:
            raise error
        return cast("T", value)

    def end(self) -> None:
        """Let the thread go once it has nothing to do."""
        self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


class InterruptibleTransport(PyreqwestTransport):
    """The client's transport, beside the main thread; other threads get no signals and call it as it is."""

    def send(self, request: Request, timeout: float) -> Response:
        """The whole answer, within `timeout` seconds."""
        if threading.current_thread() is not threading.main_thread():
            return super().send(request, timeout)
        aside = Aside()
        try:
            return aside(lambda: super(InterruptibleTransport, self).send(request, timeout))
        finally:
            aside.end()

    def open(self, request: Request) -> Stream:
        """The answer's beginning."""
        if threading.current_thread() is not threading.main_thread():
            return super().open(request)
        aside = Aside()
        try:
            return _AsideStream(aside(lambda: super(InterruptibleTransport, self).open(request)), aside)
        except BaseException:
            aside.end()
            raise


class _AsideStream:
    """A stream that is read beside the main thread."""

    def __init__(self, stream: Stream, aside: Aside) -> None:
        self._stream = stream
        self._aside = aside
        self.status: int = stream.status
        self.headers: Mapping[str, str] = stream.headers

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        return self._aside(self._stream.read)

    def close(self) -> None:
        """Give the connection up; what is still read after Ctrl-C ends with the process."""
        if not self._aside.busy:
            self._stream.close()
        self._aside.end()


class InterruptibleClient(Client):
    """The client of the commands."""

    _transport_kind = InterruptibleTransport
