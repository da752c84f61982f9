"""How records are shown: on a terminal, in a file, to a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from rich.cells import cell_len

from ghxstship.cli.output import show_many, show_one, tracked

Run = Callable[..., Any]
ID = "company_01M8HFA32E0KZZY3HSWHJBYG1S"
ROWS = [
    {"id": ID, "name": "日本語ツアー制作 Ünïcöde عربي株式会社 with a name of many words", "currency": "USD",
     "description": None, "value": 1.5, "updated_at": "2026-11-28T16:20:14.542Z", "metadata": {"a": [1, None]}},
    {"id": ID, "name": "two\nlines", "currency": None, "description": None, "value": None,
     "updated_at": "2026-11-28T16:20:14.542Z", "metadata": {}},
]  # fmt: skip


class Screen(io.StringIO):
    """A terminal, or a file where `tty` is false."""

    def __init__(self, *, tty: bool = True, letters: str = "utf-8") -> None:
        super().__init__()
        self._tty = tty
        self._letters = letters

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._letters

    def isatty(self) -> bool:
        return self._tty


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Makes stdout a terminal of that width, or a file."""

    def make(columns: int = 80, **how: Any) -> Screen:
        made = Screen(**how)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "stdout", made)
        return made

    return make


def plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()]


@pytest.mark.parametrize("columns", [60, 80, 100, 160])
def test_a_table_fits_its_terminal_and_keeps_ids_whole(screen: Callable[..., Screen], columns: int) -> None:
    shown = screen(columns)
    show_many(iter(ROWS), "table")
    lines = plain(shown.getvalue())
    assert all(cell_len(line) <= columns for line in lines)
    assert sum(line.startswith(ID) for line in lines) == 2
    assert lines[0].split()[:2] == ["id", "name"]
    # What says nothing takes no room, what does not fit is left out.
    assert "description" not in lines[0]
    assert ("updated_at" in lines[0]) == (columns >= 100)
    assert any("two" in line for line in lines)
    assert "株式会社" in "".join(lines)


def test_where_no_table_fits_records_stand_below_each_other(screen: Callable[..., Screen]) -> None:
    shown = screen(40)
    show_many(iter(ROWS), "table")
    lines = plain(shown.getvalue())
    assert lines[0] == f"id           {ID}"
    assert lines[5] == ""
    assert lines[7:9] == ["name         two", "             lines"]
    shown = screen(40)
    show_many(iter(ROWS), "table", "id,name,metadata")
    assert plain(shown.getvalue())[2] == 'metadata   {"a": [1, null]}'


def test_columns_that_were_asked_for_are_all_shown(screen: Callable[..., Screen]) -> None:
    shown = screen(80)
    show_many(iter(ROWS), "table", "description,value")
    assert plain(shown.getvalue())[0].split() == ["description", "value"]


def test_a_file_is_cut_to_no_width(screen: Callable[..., Screen]) -> None:
    shown = screen(20, tty=False)
    show_many(iter(ROWS), "table")
    assert ROWS[0]["name"] in shown.getvalue()


EVIL = "a\x1b[31mb\x9bc\rd\u202ee\x07"


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_terminal_obeys_nothing_that_a_record_holds(screen: Callable[..., Screen], form: str) -> None:
    shown = screen()
    show_many(iter([{"name": EVIL, "metadata": {"k": EVIL}, "title": "x"}]), form)
    show_one({"name": EVIL}, form)
    text = shown.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_a_file_gets_what_the_record_holds(screen: Callable[..., Screen]) -> None:
    for form, read in (
        ("csv", lambda text: next(csv.DictReader(io.StringIO(text, newline="")))),
        ("jsonl", json.loads),
    ):
        shown = screen(tty=False)
        show_many(iter([{"name": EVIL}]), form)
        assert read(shown.getvalue())["name"] == EVIL


@pytest.mark.parametrize("letters", ["ascii", "latin-1", "cp1252"])
def test_letters_that_the_output_has_not(screen: Callable[..., Screen], letters: str) -> None:
    for form in ("table", "json", "jsonl"):
        shown = screen(letters=letters)
        show_many(iter(ROWS), form)
        shown.getvalue().encode(letters, "strict" if form != "table" else "backslashreplace")
    assert json.loads(shown.getvalue().splitlines()[0])["name"] == ROWS[0]["name"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\uff1dx", "'\uff1dx"),
        ("+1-555-0157", "+1-555-0157"),
        ("+44 (20) 7946.0018", "+44 (20) 7946.0018"),
        ("-5", "-5"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_spreadsheet_computes_nothing(screen: Callable[..., Screen], text: str, written: str) -> None:
    shown = screen(tty=False)
    show_many(iter([{"name": text, "value": -5}]), "csv")
    assert next(csv.DictReader(io.StringIO(shown.getvalue()))) == {"name": written, "value": "-5"}


def test_a_record_with_rows_of_its_own(run: Run, screen: Callable[..., Screen]) -> None:
    rows = [{"at": "10:00", "requests": 3}, {"at": "11:00", "requests": 4}]
    shown = screen()
    show_one({"step": "hour", "data": rows}, "table")
    assert plain(shown.getvalue())[:3] == ["step   hour", "", "at      requests"]
    shown = screen()
    show_one({"data": rows}, "csv")
    assert shown.getvalue() == "at,requests\n10:00,3\n11:00,4\n"
    shown = screen()
    show_one({"data": rows}, "jsonl")
    assert json.loads(shown.getvalue()) == {"data": rows}
    assert run("usage", "retrieve", "--csv").stdout.startswith("at,requests,")


def test_a_batch_on_a_terminal_is_a_line_for_each_item(run: Run) -> None:
    items = '[{"name": "Good", "value": 1}, {"name": "", "value": 1}]'
    lines = run("deals", "batch", "--items", items, "--table", code=1).stdout.splitlines()
    assert lines[0].split() == ["index", "id", "status", "error"]
    assert lines[2].split()[1].startswith("deal_")
    assert lines[3].split()[:3] == ["1", "422", "VALIDATION_ERROR:"]


@pytest.mark.parametrize(
    ("error_tty", "output_tty", "form", "count", "total", "shown"),
    [
        (True, False, "csv", 300, 300, True),
        (True, False, "jsonl", 300, None, True),
        (True, True, "table", 300, 300, True),
        (True, True, "csv", 300, 300, False),
        (False, False, "csv", 300, 300, False),
        (True, False, "csv", 100, 100, False),
        (True, False, "csv", 3, None, False),
    ],
)
def test_a_bar_is_shown_on_a_terminal_for_a_long_walk(
    screen: Callable[..., Screen],
    monkeypatch: pytest.MonkeyPatch,
    error_tty: bool,
    output_tty: bool,
    form: str,
    count: int,
    total: int | None,
    shown: bool,
) -> None:
    screen(tty=output_tty)
    errors = Screen(tty=error_tty)
    monkeypatch.setattr(sys, "stderr", errors)
    with closing(tracked(iter([{"id": "x"}] * count), form, "deals", total)) as rows:
        assert len(list(rows)) == count
    assert ("deals" in errors.getvalue()) == shown
    if shown:
        assert f"{count}/{total or '?'}" in errors.getvalue()
        # The bar is gone before anything is printed below it: the last thing is that its line is emptied.
        assert errors.getvalue().endswith("\x1b[1A\x1b[2K")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_file_gets_every_record_while_the_terminal_has_a_bar(
    screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    found = [{"id": f"deal_{number}"} for number in range(300)]
    written = screen(tty=False)
    show_many(iter(found), form)
    alone = written.getvalue()
    written, errors = screen(tty=False), Screen()
    monkeypatch.setattr(sys, "stderr", errors)
    with closing(tracked(iter(found), form, "deals", 300)) as rows:
        assert show_many(rows, form) == 300
    assert "300/300" in errors.getvalue()
    assert "deal_" not in errors.getvalue()
    assert written.getvalue() == alone
    assert alone.count("deal_") == 300


def test_a_walk_that_breaks_takes_its_bar_along(
    screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from [{"id": "x"}] * 200
        raise KeyboardInterrupt

    screen(tty=False)
    errors = Screen()
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(KeyboardInterrupt), closing(tracked(broken(), "csv", "deals", 300)) as rows:
        show_many(rows, "csv")
    assert errors.getvalue().endswith("\x1b[1A\x1b[2K")


def test_without_colours(screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = screen()
    errors = Screen()
    monkeypatch.setattr(sys, "stderr", errors)
    with closing(tracked(iter(ROWS * 100), "table", "deals", 200)) as rows:
        show_many(rows, "table")
    assert "\x1b[3" not in shown.getvalue() + errors.getvalue()
