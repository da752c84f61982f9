"""When a failed attempt comes again, and what a handler raises to say so."""

from __future__ import annotations

import random
from collections.abc import Callable

SECOND = 1_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

# Waits after the first and each further failure: a handler that still fails after 7 attempts, in about 7 hours, is a
# dead letter.
WAITS = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE, 360 * MINUTE)

# For how long a run may be put off by `RetryLater`, which uses up no attempt: what still wants to wait afterwards is a
# dead letter too.
LONGEST_PUT_OFF = 7 * DAY

# What is kept of a run whose process was killed, or took itself down with it.
ENDED = "the process ended while this was running"


class RetryLater(Exception):
    """Raised by a handler that wants its next attempt at a certain time, such as after a `Retry-After`.

    It does not count as an attempt. Who has only been put off for a week is a dead letter.

    Parameters
    ----------
    seconds: from now, at least one.
    reason: kept with the run.
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason or f"again in {seconds:g} s")
        self.seconds = seconds


class Reject(Exception):
    """Raised by a handler for an event that no further attempt will help: a dead letter at once."""


def next_attempt(attempt: int, at: int, chance: Callable[[], float] = random.random) -> int | None:
    """When a run whose attempt has failed comes again (Unix milliseconds); None when it is a dead letter.

    Parameters
    ----------
    attempt: which has failed, from 1.
    at: now, in Unix milliseconds.
    chance: 0 to 1; the wait is up to a tenth longer, so that what failed together does not return together.
    """
    if attempt > len(WAITS):
        return None
    wait = WAITS[attempt - 1]
    return at + wait + int(wait * chance() / 10)


def retry_at(
    error: BaseException,
    attempt: int,
    at: int,
    put_off_since: int | None = None,
    chance: Callable[[], float] = random.random,
) -> int | None:
    """As `next_attempt`, unless the error itself says when.

    Parameters
    ----------
    put_off_since: when the run was put off and has not been tried in earnest since; None if it was not.
    """
    if isinstance(error, Reject):
        return None
    if isinstance(error, RetryLater):
        over = put_off_since is not None and at - put_off_since >= LONGEST_PUT_OFF
        return None if over else at + max(SECOND, int(error.seconds * SECOND))
    return next_attempt(attempt, at, chance)


def retry_of_lost(attempt: int, at: int) -> int | None:
    """As `next_attempt`, for a run whose process has ended: the first time at once.

    A handler that takes its process down each time (out of memory, a crash in a C library) would otherwise keep it
    from everything else.
    """
    return at if attempt == 1 else next_attempt(attempt, at)


def reason_of(error: BaseException, longest: int = 2_000) -> str:
    """What is kept of a failure, without what PostgreSQL or UTF-8 cannot hold."""
    text = f"{type(error).__name__}: {error}" if not isinstance(error, (Reject, RetryLater)) else str(error)
    text = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    return text if len(text) <= longest else text[: longest - 1] + "…"
