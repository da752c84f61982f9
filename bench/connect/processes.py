"""Programs that are measured as a whole: from their start to their end, with the memory of all their processes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """What a program took: seconds, MiB at its highest."""

    seconds: float
    peak: float
    output: str


def _resident(process: psutil.Process) -> float:
    total = 0.0
    with contextlib.suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            total += float(one.memory_info().rss)
    return total / 2**20


def measured(command: list[str], environment: dict[str, str], folder: Path) -> Measured:
    """Run a program to its end; RuntimeError when it fails."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watched, over, highest = psutil.Process(process.pid), threading.Event(), [0.0]

        def sample() -> None:
            while not over.wait(_EVERY):
                highest[0] = max(highest[0], _resident(watched))

        thread = threading.Thread(target=sample)
        thread.start()
        try:
            output, errors = process.communicate()
        finally:
            over.set()
            thread.join()
    took = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed:\n{errors[-2000:]}")
    return Measured(took, highest[0], output)


GHXSTSHIP = [sys.executable, "-c", "from ghxstship.cli import main; main()"]
"""The command line, whichever way the environment was made."""
