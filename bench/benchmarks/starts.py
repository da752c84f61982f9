"""The start: how long it takes, and what the platform has in memory then."""

from __future__ import annotations

import statistics
from contextlib import AbstractContextManager
from typing import Any

from ..report import Report
from ..servers import Running, platform
from ..setup import Setup


def start(setup: Setup) -> Report:
    """From the command to the ready file, on an empty disk, and what it has in memory then."""
    report = Report("api-start", "Start to ready, empty disk")
    times: dict[str, list[float]] = {}
    with _started(setup, "unmeasured", ()):
        pass  # the first one compiles the modules, as an installation does, and brings them into the disk's cache
    for name, options, goal in (("without demo", (), 2.0), ("with --demo", ("--demo",), 5.0)):
        took, resident, cpu = [], [], []
        for number in range(3 if setup.quick else 7):
            with _started(setup, f"{len(options)}-{number}", options) as server:
                took.append(server.started_in)
                cpu.append(server.cpu())
                resident.append(server.resident())
        times[name] = took
        report.at_most(f"{name}: median of {len(took)}", statistics.median(took), goal, " s")
        report.add(f"{name}: slowest", f"{max(took):.2f} s")
        report.add(f"{name}: CPU time", f"{statistics.median(cpu):.2f} s")
        report.at_most(f"{name}: resident", max(resident), 120, " MiB")
        report.data[name] = {"seconds": took, "cpu": cpu, "resident": resident}

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        axes.boxplot(list(times.values()), tick_labels=list(times), orientation="horizontal")
        axes.set(xlabel="s from the command to the ready file", xlim=(0, None))

    report.show()
    report.plot(draw)
    return report


def _started(setup: Setup, name: str, options: tuple[str, ...]) -> AbstractContextManager[Running]:
    """A platform on an empty disk."""
    folder = setup.empty(f"start-{name}")
    return platform(folder, f"sqlite:///{folder / 'platform.db'}", "--data", str(folder), *options)
