"""Measuring things in turn (A B A B), because a shared machine changes its speed."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from .load import Load, Result, generate
from .report import Report
from .servers import Running


@dataclass
class Case:
    """One of the things that are measured in turn."""

    name: str
    server: Running
    load: Load
    results: list[Result] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self) -> None:
        """One round."""
        before = self.server.cpu()
        result = generate(self.load).require(200)
        self.results.append(result)
        self.cpu.append((self.server.cpu() - before) / sum(result.statuses.values()) * 1e6)

    @property
    def per_second(self) -> list[float]:
        """Requests a second, by round."""
        return [result.per_second for result in self.results]

    @property
    def microseconds(self) -> list[float]:
        """The server's time for a request while it is saturated, by round."""
        return [1e6 / value for value in self.per_second]

    def describe(self, report: Report) -> None:
        """Add its row."""
        generator = max(result.cpu for result in self.results)
        rates = self.per_second
        text = f"{statistics.median(rates):,.0f}/s"
        report.add(f"{self.name}: median of {len(rates)} rounds", text)
        report.data[self.name] = {"per_second": rates, "server_cpu_us": self.cpu, "generator_cpu": generator}
        spread = f"{min(rates):,.0f} to {max(rates):,.0f}/s"
        cpu = f"{statistics.median(self.cpu):.0f} µs of the server's CPU a request"
        report.notes.append(
            f"{self.name.strip()}: {spread}, {cpu}, generator at most {generator:.0%} of a core"
        )


def take_turns(cases: list[Case], rounds: int) -> None:
    """Measure the cases in turn."""
    for number in range(rounds):
        for case in cases:
            print(f"\r  round {number + 1} of {rounds}: {case.name:<40}", end="", file=sys.stderr, flush=True)
            case.run()
    print("\r" + " " * 70 + "\r", end="", file=sys.stderr)


def ratio(one: Case, other: Case) -> float:
    """How much faster `one` is: the median over the rounds."""
    pairs = zip(one.per_second, other.per_second, strict=True)
    return statistics.median([mine / theirs for mine, theirs in pairs])


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which two of the values the median of endless rounds lies, 95 times in 100 (the sign test's interval).

    Of fewer than six values: the least and the greatest.
    """
    ordered = sorted(values)
    skipped, chance = 0, 1 / 2 ** len(ordered)
    while 2 * chance <= 0.05:
        skipped += 1
        chance += math.comb(len(ordered), skipped) / 2 ** len(ordered)
    outside = max(skipped - 1, 0)
    return ordered[outside], ordered[-1 - outside]
