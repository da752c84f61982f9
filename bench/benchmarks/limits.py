"""The limiter in process, as `bench.limiter` measures it."""

from __future__ import annotations

from typing import Any

from ghxstship_platform.limits import DEFAULT_TIERS

from .. import limiter
from ..report import Report
from ..setup import Setup


def limits(setup: Setup) -> Report:
    """What the limiter in process costs a request."""
    report = Report("api-limiter", "The limiter in process, take() and headers()")
    cases = (limiter.admitted, limiter.refused, limiter.crowd, limiter.given_back)
    found: dict[str, list[float]] = {}
    for case in cases:
        name = case.__name__.replace("_", " ")
        found[name] = [limiter.microseconds(case, tier)[1] for tier in DEFAULT_TIERS.values()]
        report.at_most(f"{name}, slowest tier", max(found[name]), 10, " µs")
    report.data = {"tiers": list(DEFAULT_TIERS), **found}

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        for offset, tier in enumerate(DEFAULT_TIERS):
            at = [index + 0.25 * offset for index in range(len(found))]
            axes.bar(at, [values[offset] for values in found.values()], 0.25, label=tier)
        axes.set_xticks([index + 0.25 for index in range(len(found))], list(found))
        axes.axhline(10, color="grey", linestyle=":")
        axes.set(ylabel="µs a request, median")
        axes.legend()

    report.show()
    report.plot(draw)
    return report
