"""What the check of an OAuth token adds to a request, beside that of an API key: one process, turn by turn."""

from __future__ import annotations

import asyncio
import statistics
import sys
from pathlib import Path
from typing import Any

from ghxstship_platform.app import Platform
from ghxstship_platform.oauth import grants, tokens
from ghxstship_platform.oauth.apps import COMMAND_LINE
from ghxstship_platform.people import accounts
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.transaction import Transaction

from ..caller import Caller
from ..data import CHUNK, Workspace, fill
from ..report import Report
from ..servers import TIERS, postgres
from ..setup import DEALS_PATH, Setup
from ..turns import interval

MOST_US = 30.0
GRANTS = 5_000
REQUESTS = 200
ROUNDS = 25


async def _access_token(database: Database, workspace_id: str) -> str:
    """One of many tokens that an owner has let the command line have.

    The check joins the grant, the application and the membership of the person, which a key has none of.
    """
    person = await accounts.create(database, "bench@example.com", "Bench", "a password for nobody")
    await accounts.make_member(database, workspace_id, person, "owner")

    def give(tx: Transaction) -> str:
        made = [grants.begin(tx, COMMAND_LINE, person.id, ["read"], "device_code") for _ in range(CHUNK)]
        return str([tokens.issue(tx, grant) for grant in made][CHUNK // 2]["access_token"])

    given = [await database.write(workspace_id, give) for _ in range(GRANTS // CHUNK)]
    await database.refresh_statistics()  # as the platform does while tables grow
    return given[len(given) // 2]


async def _round(platform: Platform, pair: tuple[Caller, Caller], *, remembered: bool) -> list[float]:
    """The median request of each, who take turns request by request.

    Parameters
    ----------
    remembered: whether a credential that was looked up is believed for its second; else each request looks it up.
    """
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(REQUESTS):
        for index in (0, 1) if number % 2 else (1, 0):
            if not remembered:
                platform.credentials.forget()
            took[index].append(await pair[index].microseconds())
    return [statistics.median(each) for each in took]


async def _measure(report: Report, engine: str, url: str, workspace: Workspace, rounds: int) -> None:
    database = open_database(url)
    await database.open_secret(None)
    settings = Settings.read({"log_level": "error", "database": url, "tiers": TIERS}, {})
    platform = Platform(settings, database)
    try:
        path = f"{DEALS_PATH}/{workspace.last_id}"
        credentials = (workspace.key, await _access_token(database, workspace.id))
        pair = Caller(platform, credentials[0], path), Caller(platform, credentials[1], path)
        for remembered, name in ((True, "remembered"), (False, "looked up for every request")):
            await _round(platform, pair, remembered=remembered)
            found = [await _round(platform, pair, remembered=remembered) for _ in range(rounds)]
            _tell(report, f"{engine}, {name}", found)
    finally:
        await platform.close()


def _tell(report: Report, name: str, found: list[list[float]]) -> None:
    key = statistics.median(one for one, _ in found)
    added = [other - one for one, other in found]
    low, high = interval(added)
    ratio = statistics.median(other / one for one, other in found)
    report.at_most(f"{name}: a token adds", statistics.median(added), MOST_US, " µs")
    report.notes.append(
        f"{name}: {key:.0f} µs a request with a key, token ÷ key {ratio:.3f}, "
        f"{min(added):+.1f} to {max(added):+.1f} µs in {len(found)} rounds of {REQUESTS} each, "
        f"the median of endless ones {low:+.1f} to {high:+.1f}"
    )
    report.data[name] = found


def token(setup: Setup) -> Report:
    """Both engines, with the memory of a second that the platform has and without it."""
    report = Report(
        "web-token",
        f"The check of an OAuth token, one of {2 * GRANTS:,}, beside that of an API key, server time, in turns",
    )
    rounds = 5 if setup.quick else ROUNDS

    def on(engine: str, url: str) -> None:
        (workspace,) = fill(url, 1_000)
        asyncio.run(_measure(report, engine, url, workspace, rounds))

    on("SQLite", f"sqlite:///{setup.empty('token') / 'platform.db'}")
    with postgres() as url:
        on("PostgreSQL", url)
    report.show()
    report.plot(lambda canvas: _draw(canvas, report))
    return report


def _draw(canvas: Any, report: Report) -> None:
    axes = canvas.subplots()
    for name, found in report.data.items():
        axes.plot(
            range(1, len(found) + 1),
            [other - one for one, other in found],
            marker="o",
            markersize=3,
            label=name,
        )
    axes.axhline(MOST_US, color="grey", linestyle=":", linewidth=1)
    axes.set(xlabel="round", ylabel="µs that a token adds to a request")
    axes.legend(loc="upper left", fontsize=8)


def main() -> int:
    """Print the table; with `--quick` with fewer rounds."""
    import argparse
    import shutil
    import tempfile

    parser = argparse.ArgumentParser(prog="python -m bench.web.token", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    given, _ = parser.parse_known_args()
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    try:
        token(Setup(folder, given.quick))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
