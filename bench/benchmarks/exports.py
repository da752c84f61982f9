"""The export of a whole workspace: speed, and memory over time."""

from __future__ import annotations

import contextlib
import http.client
import time
from collections.abc import Iterator
from typing import Any

from ..data import Workspace
from ..report import Report
from ..servers import Running, Watch, platform
from ..setup import DEALS_PATH, Setup, fetch


def export(setup: Setup) -> Report:
    """The export of a whole workspace: speed, and memory over time."""
    report = Report("api-export", f"Export of {setup.depth:,} deals as NDJSON")
    url, _, large = setup.large()
    with platform(setup.empty("export"), url) as server:
        fetch(server, large, f"{DEALS_PATH}?limit=50")
        before = server.resident()
        watch = Watch(server)
        progress: list[tuple[float, int]] = []
        with watch.running():
            began = time.perf_counter()
            progress.extend((time.perf_counter() - began, records) for records in _export(server, large))
            took = time.perf_counter() - began
    count = progress[-1][1]
    if count != large.rows:
        raise RuntimeError(f"{count} records came, {large.rows} are there")
    # The first twentieth brings the buffers that stay.
    level = [resident for moment, resident in watch.samples if took * 0.05 <= moment <= took]
    report.at_least("records", count / took, 50_000, "/s")
    report.add("in all", f"{took:.1f} s, {count:,} records")
    report.add("resident before", f"{before:.1f} MiB")
    report.add("resident during", f"{min(level):.1f} to {max(level):.1f} MiB")
    report.at_most("half of that range: flat within ±", (max(level) - min(level)) / 2, 20, " MiB")
    report.at_most("highest above before", max(level) - before, 40, " MiB")
    report.data = {"resident": watch.samples, "progress": progress[:: max(1, len(progress) // 500)]}

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        axes.plot(*zip(*watch.samples, strict=True), label="resident memory")
        axes.set(xlabel="s", ylabel="MiB", ylim=(0, max(level) * 1.25))
        other = axes.twinx()
        other.plot(
            [at for at, _ in progress], [n / 1e6 for _, n in progress], color="tab:orange", label="records"
        )
        other.set(ylabel="million records", ylim=(0, None))
        canvas.legend(loc="outside lower center", ncols=2)

    report.show()
    report.plot(draw)
    return report


def _export(server: Running, workspace: Workspace) -> Iterator[int]:
    """Read an export to its end; how many records have come so far."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    records = 0
    with contextlib.closing(connection):
        connection.request("GET", f"{DEALS_PATH}/export", headers=workspace.headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"export: {answer.status} {answer.read()[:300]!r}")
        while data := answer.read1(1 << 20):
            records += data.count(b"\n")
            yield records
