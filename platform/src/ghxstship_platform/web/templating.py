"""Templates: Jinja with escaping on and undefined names refused, compiled once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .. import __version__
from ..clock import DAY, HOUR, MINUTE, SECOND, Clock, from_text, to_text
from . import charts
from .assets import Assets

FOLDER = Path(__file__).with_name("templates")

_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"))


class Templates:
    """The templates of all pages.

    Parameters
    ----------
    assets: gives the addresses of static files.
    clock: what relative times are relative to.
    """

    def __init__(self, assets: Assets, clock: Clock) -> None:
        self._clock = clock
        self.environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.environment.filters.update(
            time=self.time,
            counted=counted,
            number=number,
            duration=duration,
            size=size,
            pretty=pretty,
            compact=compact,
            date=date,
            amount=amount,
            browser=browser,
        )
        self.environment.globals.update(
            static=assets.url, charts=charts, version=__version__, query=with_query
        )
        # Known to every template and to every block of one, also when a block is rendered alone.
        self.environment.globals["parts"] = self.environment.get_template("parts.html").module

    def render(self, name: str, values: Mapping[str, Any], fragment: str = "") -> str:
        """A template, or only one block of it."""
        template = self.environment.get_template(name)
        if not fragment:
            return template.render(values)
        block = template.blocks[fragment]
        return "".join(block(template.new_context(dict(values))))

    def time(self, moment: int | str | None, empty: str = "–") -> Markup:
        """A moment as ``3 min ago``, with the exact time for who points at it.

        Parameters
        ----------
        moment: milliseconds, or RFC 3339 as on the wire.
        empty: what stands for None.
        """
        if moment is None or moment == "":
            return Markup('<span class="quiet">{}</span>').format(empty)
        at = from_text(moment) if isinstance(moment, str) else moment
        exact = f"{to_text(at)[:19].replace('T', ' ')} UTC"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            to_text(at), exact, relative(at - self._clock.now())
        )


def relative(milliseconds: int) -> str:
    """How far away a moment is, in its largest unit: ``3 min ago``, ``in 2 h``, ``now``."""
    for unit, name in _UNITS:
        count = abs(milliseconds) // unit
        if count:
            return f"{count} {name} ago" if milliseconds < 0 else f"in {count} {name}"
    return "now"


def number(value: float | None) -> str:
    """A number with thin spaces between its thousands: ``12 345``; a fraction keeps one digit."""
    if value is None:
        return "–"
    text = f"{value:,.1f}" if value % 1 else f"{value:,.0f}"
    return text.replace(",", "\u202f")


def amount(value: float) -> str:
    """An amount as it is, with thin spaces between its thousands: ``150 000``, ``1 234.56``."""
    return f"{value:,}".replace(",", "\u202f")


def counted(value: int, nouns: str) -> str:
    """A number with its noun, which is given in the plural: ``1 key``, ``12 entries``."""
    if value == 1:
        nouns = f"{nouns[:-3]}y" if nouns.endswith("ies") else nouns.removesuffix("s")
    return f"{number(value)} {nouns}"


def duration(milliseconds: float | None) -> str:
    """A duration in the unit that suits it: ``0.8 ms``, ``230 ms``, ``4.2 s``, ``42 s``, ``3 min``, ``5 d``."""
    if milliseconds is None:
        return "–"
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    if milliseconds < SECOND:
        return f"{milliseconds:.0f} ms"
    if milliseconds < MINUTE:
        return f"{milliseconds / SECOND:.{1 if milliseconds < 10 * SECOND else 0}f} s"
    for unit, name in _UNITS:
        if milliseconds >= unit:
            return f"{milliseconds // unit:.0f} {name}"
    raise AssertionError(milliseconds)


def size(count: int | None) -> str:
    """A number of bytes: ``812 B``, ``1.2 KiB``, ``3.0 MiB``."""
    if count is None:
        return "–"
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.1f} KiB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MiB"


def pretty(value: Any) -> str:
    """JSON for reading. A text that is JSON itself is laid out; any other text stays as it is."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def compact(value: Any) -> str:
    """JSON in one line, for a cell of a table."""
    return json.dumps(value, ensure_ascii=False, default=str)


_BROWSERS = ("Edg", "OPR", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
_CALLED = {"Edg": "Edge", "OPR": "Opera", "FxiOS": "Firefox", "CriOS": "Chrome"}
# Before what they name too.
_SYSTEMS = {
    "Android": "Android", "iPhone": "iOS", "iPad": "iPadOS", "Windows": "Windows", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def browser(agent: str | None) -> str:
    """What a browser calls itself, in short: ``Firefox on Linux``; any other program's name stays as it is."""
    agent = agent or ""
    name = next((each for each in _BROWSERS if f"{each}/" in agent), "")
    system = next((called for mark, called in _SYSTEMS.items() if mark in agent), "")
    if not name or not agent.startswith("Mozilla/"):
        return agent
    return f"{_CALLED.get(name, name)}{f' on {system}' if system else ''}"


@lru_cache(maxsize=4096)
def date(moment: int | str | None) -> str:
    """The day of a moment, ``2026-11-24``."""
    if moment is None:
        return "–"
    return (moment if isinstance(moment, str) else to_text(moment))[:10]


def with_query(path: str, /, **values: Any) -> str:
    """A path with a query of those values that are not empty; a list gives a name several times."""
    given = {name: value for name, value in values.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path
