"""Static files: named by what is in them, so that a browser may keep them for ever.

The stylesheet is the files of `static/css` in the order of their names, as one; every other file is served as it is.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("static")
PREFIX = "/static/"
STYLESHEET = "ghxstship.css"

_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    body: bytes
    packed: bytes
    media_type: bytes


class Assets:
    """Every static file, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_path: dict[str, Asset] = {}
        self._urls: dict[str, str] = {}
        sheets = sorted((folder / "css").glob("*.css"))
        self.add(STYLESHEET, b"\n".join(sheet.read_bytes() for sheet in sheets))
        for file in _files(folder):
            self.add(file.name, file.read_bytes())

    def add(self, name: str, body: bytes) -> None:
        """Serve a file under its name."""
        stem, dot, ending = name.rpartition(".")
        url = f"{PREFIX}{stem}.{hashlib.blake2b(body, digest_size=6).hexdigest()}{dot}{ending}"
        self._urls[name] = url
        self._by_path[url] = Asset(body, gzip.compress(body, 9, mtime=0), _TYPES[dot + ending])

    def url(self, name: str) -> str:
        """The address of a file; raises KeyError for one that there is not."""
        return self._urls[name]

    def named(self, name: str) -> Asset:
        """A file by its name; raises KeyError for one that there is not."""
        return self._by_path[self.url(name)]

    def find(self, path: str) -> Asset | None:
        """The file at an address."""
        return self._by_path.get(path)


def _files(folder: Path) -> Iterable[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.suffix in _TYPES and file.parent.name != "css")
