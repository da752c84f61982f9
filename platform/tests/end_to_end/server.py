"""A real server in a process of its own, as somebody would start it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROGRAM = Path(sys.executable).with_name("ghxstship")
PATIENCE = 120.0


class Server:
    """`ghxstship serve --port 0 …` over a folder of data, from entering the context on.

    Parameters
    ----------
    folder: holds data, ready file and log; another server may have left its data there.
    options: further flags.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.data = folder
        self._ready_file = folder / "ready.json"
        self._log = folder / "server.log"
        self._command = [
            str(PROGRAM), "serve", "--port", "0", "--ready-file", str(self._ready_file), "--data", str(folder),
            "--log-level", "warning", *options,
        ]  # fmt: skip
        self.ready: dict[str, Any] = {}

    def __enter__(self) -> Self:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GHXSTSHIP_")}
        self._ready_file.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log, env=environment
            )
        assert self.process.stdout is not None
        # The banner follows the ready file; without a banner the server has ended.
        if not self.process.stdout.readline():
            raise AssertionError(f"the server did not start:\n{self.log()[-3000:]}")
        self.ready = json.loads(self._ready_file.read_text())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def url(self) -> str:
        """Its origin."""
        return str(self.ready["url"])

    def log(self) -> str:
        """What it has logged, warnings and worse."""
        return self._log.read_text()

    def kill(self) -> None:
        """End it as a power failure would: it gets no chance to do anything."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        """End it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode
