"""The examples of docs/webhooks/receiving.md, as they stand there."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from ghxstship_platform.webhooks.signatures import new_secret, sign

PAGE = Path(__file__).resolve().parents[3] / "docs" / "webhooks" / "receiving.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


def _run(example: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(example, str(PAGE), "exec"), names)
    return names


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("number", [0, 1])
def test_verifying(number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    secret = new_secret(2**255 + 1)
    monkeypatch.setenv("GHXSTSHIP_WEBHOOK_SECRET", secret)
    receive = _run(EXAMPLES[number])["receive"]
    body = json.dumps({"id": "msg_1", "event": "deal.won", "data": {"id": "deal_1"}}).encode()
    headers = {name.lower(): value for name, value in sign([secret], "msg_1", int(time.time()), body).items()}
    assert receive(body, headers) == 204
    assert capsys.readouterr().out == "deal.won deal_1\n"
    assert receive(body + b" ", headers) == 400


def test_deduplicating() -> None:
    names = _run(EXAMPLES[2])
    try:
        assert [names["is_new"](event_id) for event_id in ("msg_1", "msg_2", "msg_1")] == [True, True, False]
    finally:
        names["seen"].close()
