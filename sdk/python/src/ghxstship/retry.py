"""When to try again, and after how long (playbook "Handling Rate Limits")."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping

RETRIED = frozenset({408, 429, 500, 502, 503, 504})

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0


def worth_retrying(status: int, body: bytes) -> bool:
    """Whether the same request may succeed later."""
    return status in RETRIED or (status == 409 and b"IDEMPOTENCY_IN_PROGRESS" in body)


def backoff(retry: int, pick: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds before the retry of this number, from 0: doubling, with the upper half left to chance."""
    full = min(LONGEST_DELAY, FIRST_DELAY * 2.0**retry)
    return pick(full / 2, full)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, as a number or as a date; None if it does not ask."""
    value = headers.get("retry-after")
    if not value:
        return None
    try:
        seconds = float(value)
        return max(0.0, seconds) if math.isfinite(seconds) else None
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except ValueError:
            return None
