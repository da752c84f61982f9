"""Sites that are worth looking at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ...end_to_end.server import Server
from .loopback import Receiver
from .scene import Scene
from .site import WITH_ROOM, wait_until


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """A receiver that this module's site may send to."""
    with Receiver() as listening:
        yield listening


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A site in which every text means harm; nobody changes it."""
    folder = tmp_path_factory.mktemp("hostile")
    with Receiver() as receiver, Server(folder, "--demo", "--scale", "0", *WITH_ROOM) as server:
        scene = Scene(server)
        scene.play(receiver, hostile=True)
        wait_until(scene.attempted)
        scene.settle(receiver)
        yield scene
