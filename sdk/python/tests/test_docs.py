"""The examples of docs/sdks/python.md, in order and in one program, against a real platform."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ghxstship.testing import Platform

PAGE = Path(__file__).parents[3] / "docs" / "sdks" / "python.md"
FENCE = re.compile(r"(<!-- not run: [^\n]* -->\n)?```python\n(.*?)```", re.DOTALL)


def test_the_examples_run(
    running: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    names: dict[str, Any] = {}
    examples = [text for skipped, text in FENCE.findall(PAGE.read_text()) if not skipped]
    assert len(examples) > 10
    for text in examples:
        exec(compile(text, str(PAGE), "exec"), names)
    names["client"].close()
    told = capsys.readouterr().out
    assert "VALIDATION_ERROR" in told
    assert "$GHXSTSHIP_API_KEY" in told
    assert running.api_key not in told
