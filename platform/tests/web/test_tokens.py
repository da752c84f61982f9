"""Colours and sizes: written in one place, alike in both ways to the dark, readable wherever they stand together."""

from __future__ import annotations

import itertools
import re

import pytest

from ghxstship_platform.web.assets import FOLDER

SHEETS = {sheet.name: sheet.read_text() for sheet in sorted((FOLDER / "css").glob("*.css"))}
TOKENS = SHEETS.pop("1-tokens.css")
ENOUGH = 4.5


def _declared(block: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):([^;]+);", block)}


def _blocks() -> list[dict[str, str]]:
    """What each block declares: the light, the dark of the system, the dark that was chosen."""
    return [_declared(block) for block in re.findall(r"\{([^{}]*--n0:[^{}]*)\}", TOKENS)]


LIGHT, SYSTEM, CHOSEN = _blocks()


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_ways_to_the_dark_are_alike_and_tell_every_colour() -> None:
    assert SYSTEM == CHOSEN
    coloured = {name for name, value in LIGHT.items() if value.startswith("#")}
    assert coloured <= SYSTEM.keys()
    # And nothing else, which spares a look at the dark for all but colours.
    assert SYSTEM.keys() - coloured <= {"shadow"}
    assert [name for name, text in SHEETS.items() if "data-theme" in text or "color-scheme" in text] == []


_MEANINGS = ("ok", "warning", "failed", "info")
PAIRS = [
    *itertools.product(("n9", "n8", "n7", "n6"), ("n0", "n1", "n2")),
    *itertools.product(("accent", *_MEANINGS, "atlvs", "compvss", "gvteway"), ("n0", "n1")),
    *((meaning, f"{meaning}-bg") for meaning in (*_MEANINGS, "accent")),
    *(("n9", f"{meaning}-bg") for meaning in (*_MEANINGS, "accent")),
    ("on-accent", "accent"),
    ("n0", "n9"),
    ("n0", "n7"),
]


@pytest.mark.parametrize("theme", [LIGHT, SYSTEM], ids=["light", "dark"])
def test_what_is_written_can_be_read(theme: dict[str, str]) -> None:
    faint = {
        (text, ground): round(contrast, 2)
        for text, ground in PAIRS
        if (contrast := _contrast(theme[text], theme[ground])) < ENOUGH
    }
    assert faint == {}


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_else_defines_a_colour_or_the_size_of_letters(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|rgba?\(|hsla?\(", text) == []
    assert re.findall(r"font(?:-size)?:[^;}]*\d(?:px|rem)", text) == []
    assert re.findall(r"border-radius: [^;}]*px", text) == []
