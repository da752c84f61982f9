"""The named steps on an event's way to its endpoint: where a test lets the process die."""

from __future__ import annotations

STEPS = (
    "dispatch.read",
    "dispatch.stored",
    "dispatch.committed",
    "claim.stored",
    "claim.committed",
    "send.before",
    "send.answered",
    "record.before",
    "record.stored",
    "reschedule.stored",
    "record.committed",
)


def reached(step: str) -> None:
    """Does nothing; the crash tests put something deadly in its place."""
