"""A process that ends itself as a power failure would, at a step of a package's code.

A step is a call that the package makes or gets.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any


class Steps:
    """How many steps were made."""

    def __init__(self) -> None:
        self.passed = 0


@contextmanager
def dying_at(step: int, package: ModuleType) -> Iterator[Steps]:
    """Count the steps, and die at this one; 0 is never."""
    steps, folder = Steps(), os.path.dirname(str(package.__file__))  # noqa: PTH120 - compared with names in frames

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if frame.f_code.co_filename.startswith(folder):
            steps.passed += 1
            if steps.passed == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    try:
        yield steps
    finally:
        sys.setprofile(None)
