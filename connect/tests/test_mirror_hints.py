"""Hints for the mirror: a platform that is away is asked again, and the end does not wait for it."""

from __future__ import annotations

import logging
import threading

import pytest

from ghxstship import AsyncClient
from ghxstship_connect.mirror import hints


class Heard(logging.Handler):
    """Tells of the second record: the first try was not the last."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.twice = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        if len(self.records) == 2:
            self.twice.set()


def test_a_platform_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "backoff", lambda failed: 0.0)
    heard, log = Heard(), logging.getLogger(hints.__name__)
    log.addHandler(heard)
    try:
        client = AsyncClient("ghx_test_key", base_url="http://127.0.0.1:9", max_retries=0)
        with hints.listening(client, ["deals"], 0, lambda: pytest.fail("there is no event")):
            assert heard.twice.wait(60)
    finally:
        log.removeHandler(heard)
    assert "no hints at this moment, the platform is asked again" in heard.records[0].getMessage()
