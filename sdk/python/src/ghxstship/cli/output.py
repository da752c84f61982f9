"""How records are shown: JSON for programs, CSV for spreadsheets, a table for people."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeVar

import click

from .failures import USAGE, Failure

Command = TypeVar("Command", bound=Callable[..., Any])
Row = dict[str, Any]

# What a table shows when no columns are asked for, as far as the records have it.
TELLING = (
    "id", "sequence", "event", "number", "name", "title", "first_name", "last_name", "email", "status", "value",
    "total", "price", "amount", "currency", "product", "description", "timestamp", "starts_at", "updated_at",
)  # fmt: skip
WIDEST = 7
# Below this many records no progress is shown.
LONG_WALK = 100


def output_options(command: Command) -> Command:
    """`--json`, `--jsonl`, `--table`, `--csv` and `--columns`."""
    command = click.option("--columns", metavar="A,B,…", help="What a table or CSV shows.")(command)
    helps = {
        "csv": "Comma-separated values with a header.",
        "table": "A table (the default on a terminal).",
        "jsonl": "One JSON object a line.",
        "json": "JSON (the default elsewhere).",
    }
    for name, text in helps.items():
        command = click.option(f"--{name}", "form", flag_value=name, help=text)(command)
    return command


def form_of(given: str | None) -> str:
    """The form that was asked for; else what suits where the output goes."""
    return given or ("table" if sys.stdout.isatty() else "json")


def show_one(row: Row, form: str, columns: str | None = None) -> None:
    """A single record."""
    if form == "json":
        click.echo(json.dumps(row, indent=2, ensure_ascii=False))
    elif form == "table":
        names = _named(columns) or list(row)
        _table(("field", "value"), [(name, _cell(row.get(name))) for name in names])
    else:
        show_many([row], form, columns)


def show_many(rows: Iterable[Row], form: str, columns: str | None = None) -> int:
    """Records as they arrive (a table waits for the last); how many there were."""
    counted = _Counted(rows)
    {"json": _json, "jsonl": _jsonl, "csv": _csv, "table": _many}[form](counted, _named(columns))
    return counted.count


class _Counted:
    """Counts what passes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _named(columns: str | None) -> list[str]:
    return [name.strip() for name in columns.split(",") if name.strip()] if columns else []


def _json(rows: Iterable[Row], columns: list[str]) -> None:
    before = "[\n"
    for row in rows:
        click.echo(before + json.dumps(row, ensure_ascii=False), nl=False)
        before = ",\n"
    click.echo("\n]" if before != "[\n" else "[]")


def _jsonl(rows: Iterable[Row], columns: list[str]) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def _csv(rows: Iterable[Row], columns: list[str]) -> None:
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    names = _known(columns, first) or [*first, *(() if "deleted_at" in first else ("deleted_at",))]
    for line in chain(
        [names], ([_cell(row.get(name)) for name in names] for row in chain([first], iterator))
    ):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow(line)
        click.echo(buffer.getvalue(), nl=False)


def _many(rows: Iterable[Row], columns: list[str]) -> None:
    found = list(rows)
    if not found:
        click.echo("There are none.", err=True)
        return
    names = _known(columns, found[0]) or _telling(found[0])
    _table(names, [[_cell(row.get(name)) for name in names] for row in found])


def _known(columns: list[str], row: Row) -> list[str]:
    unknown = [name for name in columns if name not in row and name != "deleted_at"]
    if unknown:
        raise Failure(f"--columns: there is no {', '.join(unknown)}. There are: {', '.join(row)}", USAGE)
    return columns


def _telling(row: Row) -> list[str]:
    return [name for name in TELLING if name in row][:WIDEST] or list(row)[:WIDEST]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, highlight=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    # On a pipe nothing is cut to a width that nobody has.
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal's stderr for a long walk; gives a function that is told of each step."""
    if not sys.stderr.isatty() or (total is not None and total <= LONG_WALK):
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)
