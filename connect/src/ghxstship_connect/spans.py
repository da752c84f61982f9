"""Durations as the commands take them."""

from __future__ import annotations

import re
from typing import Any

import click

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Span(click.ParamType[float]):
    """A duration such as 30s, 5m or 1h, as seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        if isinstance(value, float):
            return value
        # No more digits than what can be waited for has.
        found = re.fullmatch(r"(\d{1,5})([smhd])", str(value).strip())
        if found is None or int(found[1]) == 0:
            self.fail(f"{value!r} is no duration; write 30s, 5m, 1h or 1d", param, ctx)
        return float(int(found[1]) * _UNITS[found[2]])
