"""A server killed at every step of a delivery, and at any moment, loses nothing; in full as `make bench-crash`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ghxstship_platform.webhooks.steps import STEPS

from .crashing import Voyage

RANDOM_KILLS = 3


@pytest.mark.slow(seconds=60)
@pytest.mark.no_cover
def test_a_kill_at_any_step_loses_nothing(tmp_path: Path, engine_url: str) -> None:
    chance = random.Random(20261124)
    voyage = Voyage(tmp_path, engine_url)
    with voyage.under_way():
        for turn, step in enumerate(STEPS):
            voyage.die_at(step, chance.randrange(1, 6))
            if turn in (3, 7):
                voyage.restart()
                voyage.toggle("disabled" if turn == 3 else "enabled")
        voyage.restart()
        for _ in range(RANDOM_KILLS):
            voyage.choose(chance)
            voyage.die_after(chance.randrange(1, 120), chance)
            voyage.restart()
        found = voyage.audit()
    assert found["kills"] >= len(STEPS) + RANDOM_KILLS
