"""How a process ends while pyreqwest is at work.

pyreqwest has one thread of its own. When an answer arrives it takes the interpreter's lock to wake the coroutine or
the thread that waits; if the interpreter is being taken down by then, the process aborts. So before that, at exit,
loops of daemon threads are stopped, calls of daemon threads are given up, and pyreqwest's thread is given something
that it never comes back from.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Never
from weakref import WeakSet

from .errors import ConfigurationError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

# Seconds that each of the three may take, which is far more than they need.
PATIENCE = 1.0

# Seconds for a daemon thread that reads a stream. It waits for pyreqwest's thread, which sleeps for ever by now, and is
# left there; only one that was given a piece at this very moment is on its way out.
LAST_BREATH = 0.05

# Calls that may be over before they are waited for, each with twice the time of the one before.
TRIES = 10

transports: WeakSet[Any] = WeakSet()
_loops: WeakSet[AbstractEventLoop] = WeakSet()
_inside: dict[int, bool] = {}
_ending = False
_awaited = False
_kept: list[Any] = []


def _forget() -> None:
    global _awaited
    _awaited = False
    _inside.clear()
    _loops.clear()


if hasattr(os, "register_at_fork"):
    # A forked child has none of its parent's other threads, not pyreqwest's either.
    os.register_at_fork(after_in_child=_forget)


def enter(*, reading: bool = False) -> None:
    """This thread goes into pyreqwest's code, where it must not be when the interpreter is taken down."""
    _inside[threading.get_ident()] = reading
    if _ending:
        leave()


def leave() -> None:
    """It came back."""
    _inside.pop(threading.get_ident(), None)
    if _ending:
        stay()


def awaited(loop: AbstractEventLoop) -> None:
    """Pyreqwest's thread may wake coroutines of this loop from now on."""
    global _awaited
    _awaited = True
    _loops.add(loop)


def stay() -> Never:
    """No call after the end: a daemon thread waits for it, as it would for the interpreter's lock."""
    if threading.current_thread() is not threading.main_thread():
        _sleep_for_ever()
    raise ConfigurationError("the interpreter is ending; make no calls in what atexit runs")


def over() -> bool:
    """Whether the process is ending."""
    return _ending


def _sleep_for_ever() -> Never:
    lock = threading.Lock()
    while True:
        lock.acquire()


@atexit.register
def _end() -> None:
    global _ending
    _ending = True
    for transport in list(transports):
        transport.give_up()
    for loop in list(_loops):
        _stop(loop)
    if _inside or _awaited:
        _halt()
    _wait(lambda: False in _inside.values(), PATIENCE)
    _wait(lambda: bool(_inside), LAST_BREATH)


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while condition() and time.monotonic() < deadline:
        time.sleep(0.001)


def _stop(loop: AbstractEventLoop) -> None:
    """A loop that still runs is one of a daemon thread."""
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        _sleep_for_ever()

    if loop.is_running():
        loop.call_soon_threadsafe(stop)
        stopped.wait(PATIENCE)


class _Halt:
    """Pyreqwest takes it for the event loop of a coroutine, and its thread calls it to wake that coroutine up."""

    def __init__(self) -> None:
        self.waited_for = False
        self.reached = threading.Event()

    def create_future(self) -> list[None]:
        self.waited_for = True
        return [None]

    def call_soon_threadsafe(self, *arguments: Any) -> Never:
        self.reached.set()
        _sleep_for_ever()


def _halt() -> None:
    """Pyreqwest's thread runs its tasks one after the other: the one that wakes us is the last."""
    import asyncio
    import socket
    from datetime import timedelta

    from pyreqwest.client import ClientBuilder
    from pyreqwest.exceptions import PyreqwestError

    client = ClientBuilder().danger_accept_invalid_certs(True).no_proxy().build()
    running = asyncio._get_running_loop()
    # Nobody answers there, so the call is ended by its time, and wakes whoever waits for it.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for tries in range(TRIES):
            halt = _Halt()
            call: Any = client.get(address).timeout(timedelta(milliseconds=2 << tries)).build().send()
            asyncio._set_running_loop(halt)  # type: ignore[arg-type]
            try:
                while not halt.waited_for:
                    call.send(None)
            except PyreqwestError:
                # It was over before anybody could wait for it.
                continue
            finally:
                asyncio._set_running_loop(running)
            _kept.append(call)
            halt.reached.wait(PATIENCE)
            return
