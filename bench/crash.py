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
from functools import partial
from pathlib import Path
from typing import Any

from ghxstship_platform.clock import SECOND
from ghxstship_platform.storage.migrate import upgrade
from ghxstship_platform.webhooks.steps import STEPS
from ghxstship_platform.webhooks.worker import LEASE

from .report import Report, machine
from .servers import postgres

_TIMES = (1, 2, 5)
_RANDOM_KILLS = 100
_MOST_ANSWERS = 300
_BAR = 30
_SEED = 20261124


def _voyage(folder: Path, url: str, **options: int) -> Any:
    """The harness of the tests, which are a package only from their own folder."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))
    return importlib.import_module("tests.webhooks.crashing").Voyage(folder, url, **options)


def _kills(voyage: Any, *, quick: bool) -> Iterator[Callable[[], None]]:
    """One after the other; each leaves a dead server behind."""
    chance = random.Random(_SEED)
    for step in STEPS:
        for number in _TIMES[:1] if quick else _TIMES:
            yield partial(voyage.die_at, step, number)
    for turn in range(5 if quick else _RANDOM_KILLS):
        answers = chance.randrange(1, _MOST_ANSWERS)
        toggle = ("disabled", "enabled")[turn // 2 % 2] if turn % 2 else None

        def at_random(answers: int = answers, toggle: str | None = toggle) -> None:
            voyage.restart()
            if toggle:
                voyage.toggle(toggle)
            voyage.choose(chance)
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
        voyage.toggle("enabled")
        found = voyage.audit()
    print(file=sys.stderr)
    return found, time.perf_counter() - began


def _tell(report: Report, name: str, found: dict[str, int], seconds: float) -> None:
    report.at_most(f"{name}: due and not arrived", found["due"] - found["arrived"], 0)
    for what, number in found.items():
        report.add(f"{name}: {what}", f"{number:,}")
    report.add(f"{name}: took", f"{seconds:,.0f} s")


def _run_with_production_lease(engine: str, folder: Path, url: str) -> tuple[dict[str, int], float]:
    """A few kills whose deliveries come back after the lease that production has."""
    upgrade(url)
    voyage, began = _voyage(folder, url, lease=LEASE), time.perf_counter()
    print(f"  {engine}: kills with a lease of {LEASE // SECOND} s", file=sys.stderr)
    with voyage.under_way():
        for step in ("claim.committed", "send.answered", "record.stored"):
            voyage.die_at(step, 3)
        voyage.restart()
        found = voyage.audit()
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
            _tell(report, engine, *_run(engine, folder, url, quick=quick))
            if not quick:
                long = folder / "long"
                long.mkdir()
                other = url if engine == "PostgreSQL" else f"sqlite:///{long}/platform.db"
                label = f"{engine}, lease {LEASE // SECOND} s"
                _tell(report, label, *_run_with_production_lease(engine, long, other))
    report.notes.append(
        "SQLite: one process; PostgreSQL: an api and two workers. A worker dies at the steps, any of them at random."
    )
    report.notes += [f"{what}: {value}" for what, value in machine().items()]
    report.notes.append(
        "Doubled are only deliveries that were in flight at a kill, or late (ended after their lease, on a machine that"
        " is too slow for it); what is lost, out of order or stuck ends the run."
    )
    report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
