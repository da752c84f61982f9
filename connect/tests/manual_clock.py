"""A clock that a test moves."""

from __future__ import annotations


class ManualClock:
    """Unix milliseconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1_764_000_000_000

    def __call__(self) -> int:
        return self.at

    def move(self, milliseconds: int) -> None:
        self.at += milliseconds
