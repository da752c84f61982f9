"""Waiting where signals arrive.

Pyreqwest blocks without an eye on signals: Ctrl-C, and what a handler of SIGTERM raises, would be heeded once there is
an answer. Only the main thread gets signals, and there are two ways for it:

- `aside`: it waits for a thread beside it, which makes the call. That heeds every signal, and costs two changes of
  thread.
- `giving_up`: it makes the call itself, and a thread that the interpreter tells of Ctrl-C gives the call up. That costs
  next to nothing, but is right only where Ctrl-C surely raises `KeyboardInterrupt` and nobody else is told of signals.
"""

from __future__ import annotations

import os
import signal
import socket
import threading

# Of the module behind `signal`, whose own takes microseconds to look for a name of the handler.
from _signal import getsignal  # type: ignore[import-not-found]
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_idle: list[_Helper] = []
_watch: _Watch | None = None


def _forget() -> None:
    """A forked child has none of its parent's other threads."""
    global _watch
    _watch = None
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class _Helper:
    """A thread that makes one call after the other."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self.results: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        threading.Thread(target=self._work, name="ghxstship-aside", daemon=True).start()

    def _work(self) -> None:
        while (call := self.calls.get()) is not None:
            try:
                self.results.put((call(), None))
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                self.results.put((None, error))
            del call


def aside(call: Callable[[], T]) -> T:
    """What the call returns or raises. A signal's exception ends the wait; the call then goes on by itself."""
    if threading.current_thread() is not threading.main_thread():
        return call()
    helper = _idle.pop() if _idle else _Helper()
    try:
        helper.calls.put(call)
        value, error = helper.results.get()
    except BaseException:
        helper.calls.put(None)
        raise
    _idle.append(helper)
    if error is not None:
        raise error
    result: T = value
    return result


class _Watch:
    """A thread that gives up the main thread's call when Ctrl-C is pressed."""

    def __init__(self) -> None:
        self.give_up: Callable[[], None] | None = None
        self._signals, self.told = socket.socketpair()
        self.told.setblocking(False)
        threading.Thread(target=self._work, name="ghxstship-signals", daemon=True).start()

    def _work(self) -> None:
        while True:
            pressed = signal.SIGINT in self._signals.recv(64)
            give_up = self.give_up
            if pressed and give_up is not None:
                give_up()


def giving_up(call: Callable[[], T], give_up: Callable[[], None]) -> T:
    """What the call returns or raises; Ctrl-C gives it up, so that `KeyboardInterrupt` is raised at once."""
    global _watch
    if threading.current_thread() is not threading.main_thread():
        return call()
    if (
        getsignal(signal.SIGINT) is not signal.default_int_handler
        or getsignal(signal.SIGTERM) != signal.SIG_DFL
    ):
        return aside(call)
    watch = _watch = _watch or _Watch()
    own = watch.told.fileno()
    before = signal.set_wakeup_fd(own, warn_on_full_buffer=False)
    if before not in (-1, own):
        signal.set_wakeup_fd(before)
        return aside(call)
    watch.give_up = give_up
    try:
        return call()
    finally:
        watch.give_up = None
        signal.set_wakeup_fd(-1)
