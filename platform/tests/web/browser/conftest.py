"""Sites that are worth looking at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ...end_to_end.server import PATIENCE, Server
from .loopback import Receiver
from .scene import Scene


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask again and again what a server does in its own time; fail after a while."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it never came to be"
        threading.Event().wait(0.05)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """A receiver that this module's site may send to."""
    with Receiver() as listening:
        yield listening


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Scene]:
    """A site in which every text means harm."""
    with Server(tmp_path_factory.mktemp("hostile"), "--demo", "--scale", "0") as server:
        scene = Scene(server)
        scene.play(receiver, hostile=True)
        wait_until(scene.attempted)
        scene.settle(receiver)
        yield scene
