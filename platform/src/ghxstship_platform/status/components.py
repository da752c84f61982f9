"""What the status page tells of, and how one minute of it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OPERATIONAL, DEGRADED, PARTIAL, MAJOR = range(4)

SLOW_SECONDS = 1.0
"""What takes longer on average counts as degraded."""
# Of the requests of a minute: the share that failed, and how many at least, so that one bad request in a quiet minute
# is not an outage.
_MAJOR_SHARE, _PARTIAL_SHARE, _DEGRADED_SHARE = 0.5, 0.05, 0.01
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the platform that can fail by itself."""

    id: str
    name: str
    doc: str


COMPONENTS = (
    Component("atlvs", "ATLVS API", "Companies, contacts, deals and invoices."),
    Component("compvss", "COMPVSS API", "Projects, crew, assignments and incidents."),
    Component("gvteway", "GVTEWAY API", "Venues, events, tickets and orders."),
    Component("oauth", "OAuth", "Consent, tokens and sign-in of applications."),
    Component("webhooks", "Webhooks", "From an event to its deliveries."),
    Component("portal", "Portal", "The developer portal."),
)
IDS = tuple(component.id for component in COMPONENTS)


@dataclass(slots=True)
class Minute:
    """What was measured of a component in a minute.

    Parameters
    ----------
    requests, failures: of the real traffic; failed is what was answered with a 5xx.
    microseconds: of all its requests.
    probe_seconds: how long the probe took; None where it failed.
    trouble: what the probe found, in a sentence; it decides nothing when it is empty.
    level: the least level that the probe has found.
    """

    requests: int = 0
    failures: int = 0
    microseconds: int = 0
    probe_seconds: float | None = 0.0
    trouble: str = ""
    level: int = OPERATIONAL


def judge(minute: Minute) -> tuple[int, str | None]:
    """The level of a minute, and why it is not operational."""
    level, reason = minute.level, minute.trouble or None
    share = minute.failures / minute.requests if minute.requests else 0.0
    if minute.failures >= _FEWEST and share >= _DEGRADED_SHARE:
        found = MAJOR if share >= _MAJOR_SHARE else PARTIAL if share >= _PARTIAL_SHARE else DEGRADED
        if found > level:
            level, reason = found, f"{share:.0%} of the requests of a minute failed."
    seconds = max(
        minute.microseconds / minute.requests / 1e6 if minute.requests else 0.0, minute.probe_seconds or 0.0
    )
    if level == OPERATIONAL and seconds > SLOW_SECONDS:
        level, reason = DEGRADED, f"Answers take {seconds:.1f} s."
    return level, reason


def combine(levels: Iterable[int]) -> int:
    """The level of a component that several hosts measure: what only some of them see is no major outage."""
    found = sorted(levels)
    return min(found[-1], PARTIAL) if found[0] < MAJOR else MAJOR
