"""`ghxstship sync`: every resource into a warehouse, once or again and again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ghxstship.cli.failures import explained
from ghxstship.cli.output import form_of, output_options, show_many
from ghxstship.cli.session import connection_options, open_client
from ghxstship.errors import ConfigurationError, GhxstshipError

from ..spans import Span

if TYPE_CHECKING:
    from .loader import Loaded, Progress


@click.command()
@click.option(
    "--to", "url", required=True, envvar="GHXSTSHIP_SYNC_TO", metavar="URL",
    help="duckdb:///FILE, parquet:DIR or postgresql://USER@HOST/DATABASE. [GHXSTSHIP_SYNC_TO]",
)  # fmt: skip
@click.option("--resources", metavar="A,B,…", default="", help="Only these, such as deals,ticket-types.")
@click.option(
    "--deleted", type=click.Choice(["remove", "mark"]), default="remove", show_default=True,
    help="Remove what is deleted, or keep it with the time in _deleted_at.",
)  # fmt: skip
@click.option("--watch", type=Span(), metavar="SPAN", help="Again and again, with this pause: 30s, 5m, 1h.")
@click.option(
    "--batch", type=click.IntRange(1, 100_000), default=5_000, show_default=True,
    help="Records that are written together: what is in memory at once, and what a crash may cost.",
)  # fmt: skip
@output_options
@connection_options
def sync(
    url: str, resources: str, deleted: str, watch: float | None, batch: int,
    form: str | None, columns: str | None, **given: Any,
) -> None:  # fmt: skip
    """Load every resource into DuckDB, Parquet files or PostgreSQL, and keep it up to date.

    The first run loads everything, each later one what has changed since. A run that is interrupted goes on behind
    its last batch. At the end the records are counted and compared with the platform's own count.
    """
    chosen = [name for name in resources.split(",") if name.strip()]
    with explained():
        from .catalogue import choose
        from .destinations import open_destination

        with open_client(given) as client:
            choose(client, chosen)  # a wrong name is said before anything is opened
            if watch is not None:
                _watch(client, url, chosen, deleted == "mark", batch, watch)
                return
            with closing(open_destination(url)) as destination:
                _once(client, destination, chosen, deleted == "mark", batch, form_of(form), columns)


def _once(
    client: Any,
    destination: Any,
    chosen: Sequence[str],
    mark: bool,
    batch: int,
    form: str,
    columns: str | None,
) -> None:
    from .errors import CountMismatchError
    from .loader import load

    try:
        with bars() as progress:
            loaded = load(client, destination, chosen, mark=mark, batch=batch, progress=progress)
    except CountMismatchError as error:
        _tell(error.loaded, form, columns)
        raise
    _tell(loaded, form, columns)


def _tell(loaded: Sequence[Loaded], form: str, columns: str | None) -> None:
    show_many(({**asdict(one), "seconds": round(one.seconds, 2)} for one in loaded), form, columns)
    for one in loaded:
        if not one.exact:
            click.echo(
                f"{one.table} changed faster than it could be counted; the next run compares again.", err=True
            )


def _watch(client: Any, url: str, chosen: Sequence[str], mark: bool, batch: int, pause: float) -> None:
    """Load again and again. What fails is told and tried again; the first opening must succeed."""
    from .destinations import open_destination
    from .loader import load

    destination: Any = open_destination(url)
    try:
        while True:
            began = time.monotonic()
            try:
                destination = destination or open_destination(url)
                with bars() as progress:
                    loaded = load(client, destination, chosen, mark=mark, batch=batch, progress=progress)
                told = _line(loaded)
                destination.pause()
            except ConfigurationError:
                raise
            except GhxstshipError as error:
                told = f"failed: {error}"
                if destination is not None:
                    destination.close()
                    destination = None
            took = time.monotonic() - began
            click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {told}  ({took:.1f} s)", err=True)
            time.sleep(pause)
    except KeyboardInterrupt:
        return
    finally:
        if destination is not None:
            destination.close()


def _line(loaded: Sequence[Loaded]) -> str:
    counts = {name: sum(getattr(one, name) for one in loaded) for name in ("new", "changed", "deleted")}
    return ", ".join(f"{count} {name}" for name, count in counts.items())


@contextmanager
def bars() -> Iterator[Progress]:
    """A progress bar for each table on a terminal's stderr."""
    if not sys.stderr.isatty():
        yield lambda table, read, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*parts, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, Any] = {}

        def tell(table: str, read: int, total: int | None) -> None:
            if table not in tasks:
                tasks[table] = shown.add_task(table, total=total)
                return
            shown.update(tasks[table], advance=read)
            if (
                total is not None
            ):  # it is all here: of a run along the changes only now it is known how many they were
                shown.update(tasks[table], total=shown.tasks[tasks[table]].completed)

        yield tell
