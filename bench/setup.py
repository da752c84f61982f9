"""What the benchmarks share: how thorough a run is, its folder, the large database, and single requests."""

from __future__ import annotations

import contextlib
import http.client
from dataclasses import dataclass, field
from pathlib import Path

from .data import Workspace, fill
from .load import Load, request
from .servers import Running

DEALS_PATH = "/atlvs/v1/deals"


@dataclass
class Setup:
    """How thorough a run is, and what its benchmarks share."""

    folder: Path
    quick: bool
    _large: tuple[str, Workspace, Workspace] | None = field(default=None)

    @property
    def rounds(self) -> int:
        """How often two measured things take turns."""
        return 3 if self.quick else 7

    @property
    def seconds(self) -> float:
        """How long a round lasts for each of them."""
        return 1.0 if self.quick else 3.0

    @property
    def depth(self) -> int:
        """How many records lie before the deepest page."""
        return 50_000 if self.quick else 1_000_000

    def empty(self, name: str) -> Path:
        """A new folder."""
        folder = self.folder / name
        folder.mkdir()
        return folder

    def large(self) -> tuple[str, Workspace, Workspace]:
        """A database with a workspace of 1,000 deals and one in which a page lies at `depth`; filled once a run."""
        if self._large is None:
            url = f"sqlite:///{self.folder / 'large.db'}"
            small, large = fill(url, 1_000, self.depth + 100)
            self._large = url, small, large
        return self._large


def fetch(server: Running, workspace: Workspace, target: str) -> bytes:
    """One answer; raises RuntimeError unless it is a 200."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", target, headers=workspace.headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"GET {target}: {answer.status} {body[:300]!r}")
        return body


def get(server: Running, workspace: Workspace | None, target: str, clients: int, setup: Setup) -> Load:
    """A load of one GET."""
    text = request("GET", target, workspace.headers if workspace else {})
    return Load("127.0.0.1", server.port, text, clients, setup.seconds)
