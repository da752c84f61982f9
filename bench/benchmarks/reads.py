"""Reads: a list and a single record, beside what hand-written handlers do."""

from __future__ import annotations

import statistics
from typing import Any

from ghxstship_platform.products.atlvs.deals import DEALS
from ghxstship_platform.products.listing import Query

from ..data import fill
from ..report import Report
from ..servers import peer, platform
from ..setup import DEALS_PATH, Setup, fetch, get
from ..turns import Case, ratio, take_turns

READ_ROWS = 10_000
READ_CLIENTS = 16


def read(setup: Setup) -> Report:
    """A list of 50 with `total` and the retrieve of one record, beside the peers."""
    report = Report("api-read", "Reads, one worker, SQLite")
    folder = setup.empty("read")
    file = folder / "platform.db"
    url = f"sqlite:///{file}"
    (workspace,) = fill(url, READ_ROWS)
    first, literals = Query(DEALS).page(None, 1, 0)[0].compiled("sqlite")
    following, _ = Query(DEALS).page(("",), 1, 0)[0].compiled("sqlite")
    with (
        platform(folder, url) as server,
        peer(
            folder, "listing", path=str(file), workspace_id=workspace.id,
            first=first, following=following, literals=literals,
        ) as listing,
        peer(folder, "memory", body=workspace.last) as memory,
    ):  # fmt: skip
        page, one = f"{DEALS_PATH}?limit=50", f"{DEALS_PATH}/{workspace.last_id}"
        _require_same_records(fetch(server, workspace, page), fetch(listing, workspace, page))
        _require_same(fetch(server, workspace, one), fetch(memory, workspace, one))
        lists = [
            Case("list of 50 with total", server, get(server, workspace, page, READ_CLIENTS, setup)),
            Case("  hand-written list", listing, get(listing, None, page, READ_CLIENTS, setup)),
        ]
        ones = [
            Case("retrieve", server, get(server, workspace, one, READ_CLIENTS, setup)),
            Case("  bare handler", memory, get(memory, None, one, READ_CLIENTS, setup)),
        ]
        take_turns([*lists, *ones], setup.rounds)
        resident = server.resident()
    for cases, goal in ((lists, 0.7), (ones, 0.4)):
        for case in cases:
            case.describe(report)
        report.at_least(f"{cases[0].name} ÷ {cases[1].name.strip()}", ratio(*cases), goal)
        spent = [statistics.median(case.cpu) for case in cases]
        report.add("  by CPU time of the server", f"{spent[1] / spent[0]:.2f}")
    report.at_most("resident memory after it", resident, 120, " MiB")
    report.notes.append(
        f"{READ_ROWS:,} deals, {READ_CLIENTS} clients. The peers check no key, count no limit, write no log."
    )

    def draw(canvas: Any) -> None:
        for axes, cases in zip(canvas.subplots(1, 2), (lists, ones), strict=True):
            for case in cases:
                axes.plot(
                    range(1, len(case.results) + 1), case.per_second, marker="o", label=case.name.strip()
                )
            axes.set(xlabel="round", ylabel="requests/s", ylim=(0, None))
            axes.legend(loc="lower left")

    report.show()
    report.plot(draw)
    return report


def _require_same_records(ours: bytes, theirs: bytes) -> None:
    _require_same(ours.partition(b'],"pagination"')[0], theirs.partition(b'],"pagination"')[0])


def _require_same(ours: bytes, theirs: bytes) -> None:
    if ours != theirs:
        raise RuntimeError(f"the peer answers something else: {ours[:200]!r} and {theirs[:200]!r}")
