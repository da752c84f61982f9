"""One run at a time for each destination on a disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .errors import DestinationError


class FileLock:
    """A file that is locked for as long as the process lives or until `release`; a crash leaves nothing behind."""

    def __init__(self, path: Path, what: str) -> None:
        import fcntl

        try:
            self._file = path.open("a+")
        except OSError as error:
            raise DestinationError(f"{what} cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "?"
            self._file.close()
            raise DestinationError(
                f"another `ghxstship sync` (process {holder}) is loading into {what};"
                " wait until it has ended, or end it"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let others in."""
        with suppress(OSError):
            self._file.truncate(0)
        self._file.close()
