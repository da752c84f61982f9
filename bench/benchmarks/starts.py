"""The start: how long it takes, and what the platform has in memory then."""

from __future__ import annotations

import statistics
from typing import Any

from ..report import Report
from ..servers import platform
from ..setup import Setup


def start(setup: Setup) -> Report:
    """From the command to the ready file, on an empty disk, and what it has in memory then."""
    report = Report("api-start", "Start to ready, empty disk")
    times: dict[str, list[float]] = {}
    for name, options, goal in (("without demo", (), 2.0), ("with --demo", ("--demo",), 5.0)):
        took, resident = [], []
        for number in range(2 if setup.quick else 5):
            folder = setup.empty(f"start-{len(options)}-{number}")
            with platform(
                folder, f"sqlite:///{folder / 'platform.db'}", "--data", str(folder), *options
            ) as server:
                took.append(server.started_in)
                resident.append(server.resident())
        times[name] = took
        report.at_most(f"{name}: median of {len(took)}", statistics.median(took), goal, " s")
        report.add(f"{name}: slowest", f"{max(took):.2f} s")
        report.at_most(f"{name}: resident", max(resident), 120, " MiB")
        report.data[name] = {"seconds": took, "resident": resident}

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        axes.boxplot(list(times.values()), tick_labels=list(times), orientation="horizontal")
        axes.set(xlabel="s from the command to the ready file", xlim=(0, None))

    report.show()
    report.plot(draw)
    return report
