"""Pages: as fast at any depth, and `total` as fast over any number of rows."""

from __future__ import annotations

import contextlib
import http.client
import statistics
import sys
import time
from typing import Any

from ..data import Workspace
from ..report import Report
from ..servers import Running, platform
from ..setup import DEALS_PATH, Setup, fetch, get
from ..turns import Case, ratio, take_turns


def paging(setup: Setup) -> Report:
    """A page at depth and `total` over many rows, beside the first page of 1,000."""
    depth = f"{setup.depth:,}"
    report = Report("api-paging", f"Pages of 50 at depth {depth} and among {depth} deals")
    url, small, large = setup.large()
    with platform(setup.empty("paging"), url) as server:
        cursor, walk = _walk(server, large, setup.depth)
        page = f"{DEALS_PATH}?limit=50"
        cases = [
            Case("first page of 1,000, with total", server, get(server, small, page, 4, setup)),
            Case("first page, with total", server, get(server, large, page, 4, setup)),
            Case(f"page at depth {depth}", server, get(server, large, f"{page}&cursor={cursor}", 4, setup)),
            Case(
                "first page of a status, with total",
                server,
                get(server, large, f"{page}&status=open", 4, setup),
            ),
        ]
        take_turns(cases, setup.rounds)
        counted = f"{page}&owner_id=user_07"
        began = time.perf_counter()
        fetch(server, large, counted)
        counting = time.perf_counter() - began
    base = cases[0]
    report.add(base.name, f"{statistics.median(base.microseconds):.0f} µs")
    for case in cases[1:]:
        report.add(case.name, f"{statistics.median(case.microseconds):.0f} µs")
        report.at_most("  ÷ first page of 1,000", ratio(base, case), 1.3)
    for case in cases:
        report.data[case.name] = case.microseconds
    report.add(
        f"total that has to be counted (owner_id, {setup.depth // 40:,} rows)",
        f"{counting * 1000:.0f} ms, once a walk",
    )
    tenth = max(1, len(walk) // 10)
    ends = statistics.median(walk[:tenth]), statistics.median(walk[-tenth:])
    report.add(f"walk of {depth} deals by pages of 100", f"{sum(walk):.1f} s")
    report.add("  its first and its last tenth, a page", f"{ends[0] * 1000:.2f} and {ends[1] * 1000:.2f} ms")
    report.data["walk_seconds"] = walk
    report.notes.append(
        "µs: the server's time for a request, 1 ÷ throughput at 4 clients, in turn, median of rounds."
    )

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        step = max(1, len(walk) // 200)
        blocks = [walk[start : start + step] for start in range(0, len(walk), step)]
        at = [index * step * 100 for index in range(len(blocks))]
        axes.plot(at, [statistics.median(block) * 1000 for block in blocks], linewidth=1, label="median")
        axes.plot(at, [max(block) * 1000 for block in blocks], linewidth=0.5, alpha=0.5, label="slowest")
        axes.set(xlabel="records before the page", ylabel="ms a page of 100, at the client", yscale="log")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend()

    report.show()
    report.plot(draw)
    return report


def _walk(server: Running, workspace: Workspace, depth: int) -> tuple[str, list[float]]:
    """Walk by pages of 100 to a depth; the cursor there and each page's seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    took: list[float] = []
    cursor, query = "", "limit=100"
    with contextlib.closing(connection):
        for number in range(depth // 100):
            began = time.perf_counter()
            connection.request("GET", f"{DEALS_PATH}?{query}", headers=workspace.headers)
            body = connection.getresponse().read()
            took.append(time.perf_counter() - began)
            cursor = body[body.rindex(b'"cursor":"') + 10 :].partition(b'"')[0].decode()
            query = f"limit=100&cursor={cursor}"
            if number % 500 == 0:
                print(f"\r  walking: {number * 100:,} of {depth:,}", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    return cursor, took
