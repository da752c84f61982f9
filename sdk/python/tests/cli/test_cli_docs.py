"""docs/cli.md tells what the commands do."""

from __future__ import annotations

import re
from pathlib import Path

from ghxstship.cli import failures
from ghxstship.cli.recipes import REFUSED
from ghxstship.cli.root import root

PAGE = (Path(__file__).parents[4] / "docs" / "cli.md").read_text()


def test_the_table_has_every_exit_code() -> None:
    codes = {
        value
        for name, value in vars(failures).items()
        if name.isupper() and name[0] != "_" and isinstance(value, int)
    }
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == codes | {0}
    told = " ".join((root.help or "").split()).partition("Exit codes: ")[2].partition(".")[0]
    assert {int(code) for code in re.findall(r"\d+", told)} == codes | {0}


def test_the_types_that_are_refused_are_those_of_the_code() -> None:
    told = PAGE.partition("Refused, with the reason,")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z_.]+)`", told)) == set(REFUSED)
