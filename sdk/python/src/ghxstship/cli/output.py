"""How records are shown: JSON for programs, CSV for spreadsheets, a table for people."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from shutil import get_terminal_size
from typing import Any, TypeVar

import click

from .failures import USAGE, Failure

Command = TypeVar("Command", bound=Callable[..., Any])
Row = dict[str, Any]

# What a table shows when no columns are asked for: as many of these, in this order, as the records have and as
# the terminal has room for.
TELLING = (
    "index", "id", "sequence", "event", "event_type", "action", "method", "path", "number", "name", "title",
    "first_name", "last_name", "email", "url", "role", "status", "attempts", "response_status", "error", "value",
    "total", "price", "amount", "currency", "product", "target_name", "description", "timestamp", "at", "starts_at",
    "start_at", "updated_at", "actor",
)  # fmt: skip
WIDEST = 7
# A text that has to be narrower than this is read better below its name.
NARROW = 16
GAP = 3
# Above this many records a walk is a long one.
LONG_WALK = 100

# What a terminal would obey instead of showing it: control characters, and what turns the direction of a line.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What a spreadsheet takes for a formula; numbers and phone numbers are none that could do anything.
_FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[-+\d\s().]*")


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
    """A single record. What it has as `data` are rows of their own in a table or CSV."""
    within = row.get("data")
    rows = within if isinstance(within, list) and all(isinstance(one, dict) for one in within) else []
    if form == "json":
        click.echo(_dumped(row, indent=2))
    elif form == "table":
        _record(row, _named(columns) or [name for name in row if not rows or name != "data"])
        if len(row) > 1 and rows:
            click.echo()
        _rows(rows, [], [*rows[0]] if rows else [])
    else:
        show_many(rows if rows and form == "csv" else [row], form, columns)


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
        click.echo(before + _dumped(row), nl=False)
        before = ",\n"
    click.echo("\n]" if before != "[\n" else "[]")


def _jsonl(rows: Iterable[Row], columns: list[str]) -> None:
    for row in rows:
        click.echo(_dumped(row, separators=(",", ":")))


def _dumped(row: Row, **how: Any) -> str:
    """JSON in the letters that the output has, without any that a terminal would obey."""
    text = json.dumps(row, ensure_ascii=_encoding() != "utf-8", **how)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _encoding() -> str:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower()


def _csv(rows: Iterable[Row], columns: list[str]) -> None:
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    names = _known(columns, first) or [
        *first,
        *(("deleted_at",) if "id" in first and "deleted_at" not in first else ()),
    ]
    shown = _visible if sys.stdout.isatty() else str
    lines = ([_harmless(_cell(row.get(name))) for name in names] for row in chain([first], iterator))
    for line in chain([names], lines):
        buffer = io.StringIO()
        # Only with this end of a line does it quote both letters of it.
        csv.writer(buffer, lineterminator="\r\n").writerow(map(shown, line))
        # Not with click, which takes from a file's text what looks like a colour.
        sys.stdout.write(buffer.getvalue().removesuffix("\r\n") + "\n")
    sys.stdout.flush()


def _harmless(text: str) -> str:
    """What a spreadsheet would compute is marked as a text."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _many(rows: Iterable[Row], columns: list[str]) -> None:
    found = list(rows)
    if not found:
        click.echo("There are none.", err=True)
        return
    _rows(found, columns, _telling(found[0]))


def _rows(rows: list[Row], columns: list[str], telling: list[str]) -> None:
    """A table of the columns, or of those telling ones that say something and fit; else one record below the other."""
    if not rows:
        return
    # On a pipe nothing is cut to a width that nobody has.
    width = get_terminal_size().columns if sys.stdout.isatty() else 10_000
    names = _known(columns, rows[0]) or [
        name for name in telling if any(_cell(row.get(name)) for row in rows)
    ]
    made = [_Column(name, [_visible(_cell(row.get(name))) for row in rows]) for name in names]
    fitting: list[_Column] = []
    for column in made:
        if sum(one.least + GAP for one in fitting) + column.least <= width:
            fitting.append(column)
    if len(fitting) == len(made) or (not columns and len(fitting) > 1):
        _table(fitting, width)
        return
    for number, row in enumerate(rows):
        if number:
            click.echo()
        _record(row, names)


def _known(columns: list[str], row: Row) -> list[str]:
    unknown = [name for name in columns if name not in row and name != "deleted_at"]
    if unknown:
        raise Failure(f"--columns: there is no {', '.join(unknown)}. There are: {', '.join(row)}", USAGE)
    return columns


def _telling(row: Row) -> list[str]:
    telling = [name for name in TELLING if name in row]
    return (telling if len(telling) > 2 else list(row))[:WIDEST]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _visible(text: str) -> str:
    """A text as a terminal may show it."""
    text = _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    encoding = _encoding()
    return text if encoding == "utf-8" else text.encode(encoding, "backslashreplace").decode(encoding)


class _Column:
    """A column: its texts, how wide it is at least, and how wide it would be.

    What has no blanks is not broken, because it is there to be copied.
    """

    def __init__(self, name: str, texts: list[str]) -> None:
        from rich.cells import cell_len

        self.name = name
        self.texts = texts
        self.most = max(cell_len(name), *(cell_len(line) for text in texts for line in [*text.split("\n")]))
        word = max((cell_len(word) for text in texts for word in text.split()), default=0)
        self.least = min(self.most, max(NARROW, cell_len(name), word))


def _table(columns: list[_Column], width: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    spare = width - sum(one.least + GAP for one in columns) + GAP
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, highlight=False)
    for one in columns:
        more = min(one.most - one.least, spare)
        spare -= more
        table.add_column(one.name, overflow="fold", width=one.least + more)
    for texts in zip(*(one.texts for one in columns), strict=True):
        table.add_row(*map(Text, texts))
    console = Console(width=width)
    with console.capture() as written:
        console.print(table)
    click.echo(written.get(), nl=False)


def _record(row: Row, names: list[str]) -> None:
    """A line for each field. A long one is left to the terminal, so that what is copied from it is whole."""
    wide = max(map(len, names), default=0)
    for name in names:
        lines = _visible(_cell(row.get(name))).split("\n")
        text = f"\n{'':{wide + GAP}}".join(lines)
        click.echo(f"{click.style(f'{name:{wide}}', bold=True)}{'':{GAP}}{text}".rstrip())


def tracked(rows: Iterable[Row], form: str, what: str, total: int | None) -> Generator[Row]:
    """The rows, with a bar on a terminal's stderr once it is a long walk, unless they are shown there as they come."""
    watched = sys.stderr.isatty() and (form == "table" or not sys.stdout.isatty())
    with ExitStack() as stack:
        step: Callable[[], None] | None = None
        for number, row in enumerate(rows, 1):
            if watched and step is None and number > LONG_WALK:
                step = stack.enter_context(_bar(what, total, number - 1))
            yield row
            if step is not None:
                step()


@contextmanager
def _bar(what: str, total: int | None, done: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    # What is written to stdout meanwhile stays there: it goes to a file, and is no line above the bar.
    with Progress(*parts, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=total, completed=done)
        yield lambda: bar.advance(task)
