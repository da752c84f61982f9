"""How a minute is judged, how hosts are combined, and the sentence."""

from __future__ import annotations

import pytest

from ghxstship_platform.status.board import Line, sentence
from ghxstship_platform.status.components import (
    COMPONENTS,
    DEGRADED,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    Minute,
    combine,
    judge,
)

MINUTES = [
    (Minute(), OPERATIONAL),
    (Minute(1_000, 0, 5_000_000), OPERATIONAL),
    # Two failures are no outage, however quiet the minute.
    (Minute(2, 2), OPERATIONAL),
    (Minute(3, 3), MAJOR),
    (Minute(1_000, 9), OPERATIONAL),
    (Minute(1_000, 10), DEGRADED),
    (Minute(1_000, 50), PARTIAL),
    (Minute(1_000, 500), MAJOR),
    # Slow: on average, or the probe.
    (Minute(10, 0, 10_000_001), DEGRADED),
    (Minute(10, 0, 10_000_000), OPERATIONAL),
    (Minute(probe_seconds=1.5), DEGRADED),
    (Minute(probe_seconds=None, level=MAJOR, trouble="No answer."), MAJOR),
    # What the traffic shows counts where it is worse.
    (Minute(100, 60, level=DEGRADED, trouble="Late."), MAJOR),
    (Minute(100, 3, level=PARTIAL, trouble="Late."), PARTIAL),
]


@pytest.mark.parametrize(("minute", "level"), MINUTES)
def test_a_minute(minute: Minute, level: int) -> None:
    found, reason = judge(minute)
    assert found == level
    assert (reason is None) == (level == OPERATIONAL)


def test_the_reason_is_that_of_the_worst_finding() -> None:
    assert (
        judge(Minute(100, 60, level=DEGRADED, trouble="Late."))[1]
        == "60% of the requests of a minute failed."
    )
    assert judge(Minute(100, 3, level=PARTIAL, trouble="Late."))[1] == "Late."
    assert judge(Minute(probe_seconds=1.52))[1] == "Answers take 1.5 s."


@pytest.mark.parametrize(
    ("levels", "together"),
    [
        ([OPERATIONAL], OPERATIONAL),
        ([MAJOR], MAJOR),
        ([MAJOR, MAJOR], MAJOR),
        ([MAJOR, OPERATIONAL], PARTIAL),
        ([MAJOR, DEGRADED], PARTIAL),
        ([DEGRADED, OPERATIONAL], DEGRADED),
    ],
)
def test_what_only_some_hosts_see_is_no_major_outage(levels: list[int], together: int) -> None:
    assert combine(levels) == together


def lines(*levels: int) -> tuple[Line, ...]:
    """The components at these levels."""
    return tuple(
        Line(component, level, None, (), None, ())
        for component, level in zip(COMPONENTS, levels, strict=True)
    )


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((0, 0, 0, 0, 0, 0), "All systems work."),
        ((3, 3, 3, 3, 3, 3), "Nothing works right now."),
        ((0, 0, 0, 0, 1, 0), "Webhooks are slow or fail now and then; everything else works."),
        ((2, 0, 0, 2, 0, 2), "ATLVS API, OAuth and Portal partly fail; everything else works."),
        (
            (3, 1, 0, 0, 0, 0),
            "ATLVS API does not work; COMPVSS API is slow or fails now and then; everything else works.",
        ),
        (
            (1, 1, 1, 1, 1, 1),
            "ATLVS API, COMPVSS API, GVTEWAY API, OAuth, Webhooks and Portal are slow or fail now and then.",
        ),
    ],
)  # fmt: skip
def test_the_sentence(levels: tuple[int, ...], said: str) -> None:
    assert sentence(lines(*levels)) == said
