"""SIGKILL at every step of a webhook delivery and at random moments, on both engines: what came of it.

    python -m bench.crash [--quick]

Slow on purpose: every kill is a real SIGKILL of a real process under load, and every loss would end the run.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ghxstship_platform.storage.migrate import upgrade
from ghxstship_platform.webhooks.steps import STEPS

from .report import Report
from .servers import postgres

_TIMES = (1, 2, 5)
_RANDOM_KILLS = 100
_MOST_ANSWERS = 300
_BAR = 30
_SEED = 20261124


def _voyage(folder: Path, url: str) -> Any:
    """The harness of the tests, which are a package only from their own folder."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))
    return importlib.import_module("tests.webhooks.crashing").Voyage(folder, url)


def _kills(voyage: Any, *, quick: bool) -> Iterator[Callable[[], None]]:
    """One after the other; each leaves a dead server behind."""
    chance = random.Random(_SEED)
    for step in STEPS:
        for number in _TIMES[:1] if quick else _TIMES:
            yield lambda step=step, number=number: voyage.die_at(step, number)
    for _ in range(5 if quick else _RANDOM_KILLS):
        answers = chance.randrange(1, _MOST_ANSWERS)

        def at_random(answers: int = answers) -> None:
            voyage.restart()
            voyage.die_after(answers, chance)

        yield at_random


def _run(engine: str, folder: Path, url: str, *, quick: bool) -> tuple[dict[str, int], float]:
    upgrade(url)
    voyage, began = _voyage(folder, url), time.perf_counter()
    with voyage.under_way():
        kills = list(_kills(voyage, quick=quick))
        for done, kill in enumerate(kills, 1):
            kill()
            filled = "#" * (_BAR * done // len(kills))
            print(
                f"\r  {engine}: [{filled:<{_BAR}}] {done}/{len(kills)} kills ",
                end="",
                file=sys.stderr,
                flush=True,
            )
        voyage.restart()
        found = voyage.audit()
    print(file=sys.stderr)
    return found, time.perf_counter() - began


def main() -> int:
    """Kill on both engines; an error names the first thing that was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="each step once and five random kills")
    quick = parser.parse_args().quick
    report = Report("webhooks-crash", "Webhooks: SIGKILL at every step and at random moments")
    with tempfile.TemporaryDirectory(prefix="ghx-crash-") as name, postgres() as postgres_url:
        for engine, url in (("SQLite", f"sqlite:///{name}/platform.db"), ("PostgreSQL", postgres_url)):
            folder = Path(name, engine)
            folder.mkdir()
            found, seconds = _run(engine, folder, url, quick=quick)
            for what, number in found.items():
                report.add(f"{engine}: {what}", f"{number:,}")
            report.add(f"{engine}: took", f"{seconds:,.0f} s")
    report.notes.append("SQLite: one process; PostgreSQL: an api and two workers, one of which is killed.")
    report.notes.append(
        "Doubled are only deliveries that were in flight at a kill; anything else ends the run."
    )
    report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
