"""When a delivery is tried, and when it is given up: the playbook's fixed schedule (chapter Webhooks)."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from ..clock import DAY, HOUR, MINUTE, SECOND

DELAYS = (1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 24 * HOUR)
"""From the beginning of an attempt to the beginning of the next, in ms: six attempts in 26 h 36 min."""

FAILING_FOR = 5 * DAY
"""How long an endpoint may only fail before it is disabled."""

# A receiver can put an attempt off, but not for longer than the schedule's own longest pause.
LONGEST_WAIT = DELAYS[-1]
_MAY_ASK_TO_WAIT = (429, 503)


def next_attempt(
    tries: int, started_at: int, now: int, status: int | None, retry_after: str | None
) -> int | None:
    """When the delivery is due again after a failed attempt (epoch ms); None after the last one.

    Parameters
    ----------
    tries: attempts made on this schedule, the failed one included.
    started_at: when the failed attempt began.
    now: when it ended.
    status: of the response, if there was one.
    retry_after: the response's Retry-After; it counts on 429 and 503 and only ever delays.
    """
    if tries > len(DELAYS):
        return None
    due = started_at + DELAYS[tries - 1]
    if status in _MAY_ASK_TO_WAIT and retry_after is not None:
        due = max(due, now + min(wait_of(retry_after, now), LONGEST_WAIT))
    return due


def wait_of(retry_after: str, now: int) -> int:
    """The milliseconds that a Retry-After (RFC 9110, 10.2.3) asks for; 0 for nonsense and the past."""
    text = retry_after.strip()
    if re.fullmatch("[0-9]{1,15}", text, re.ASCII):
        return int(text) * SECOND
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, int(moment.timestamp() * 1000) - now)
