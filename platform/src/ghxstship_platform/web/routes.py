"""Which page answers which path: the declarations, and the table that finds one.

A page is declared once, as a `Route` in its module's `PAGES`; `registry.py` gathers them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..api.responses import Response, Stream

if TYPE_CHECKING:
    from .visit import Visit

Handler = Callable[["Visit"], Awaitable[Response | Stream]]

ANYONE, PERSON, MEMBER, MACHINE, NOBODY = "anyone", "person", "member", "machine", "nobody"
"""Who may open a page: anyone, who has signed in, a member of the workspace in its path, a program, or nobody in
particular.

What is for a program has no person, no form token, and its errors are its own affair. What is for nobody in particular
is the same for all, so that nobody is looked up: it is answered without the database.
"""

_PARAMETER = re.compile(r"\{([a-z_]+)(:path)?\}")
_LONGEST = 2_000


@dataclass(frozen=True, eq=False, slots=True)
class Route:
    """One page.

    Parameters
    ----------
    method: GET (which answers HEAD too) or POST.
    path: such as ``/developers/{workspace_id}/keys/{key_id}``; ``{rest:path}`` takes everything to the end.
    handler: makes the answer of a visit.
    access: one of `ANYONE`, `PERSON`, `MEMBER`, `MACHINE`, `NOBODY`.
    scope: for a member: what the role must allow.
    """

    method: str
    path: str
    handler: Handler
    access: str = MEMBER
    scope: str = "read"

    @property
    def id(self) -> str:
        """Its name in the metrics."""
        return f"page {self.method} {self.path}"


Methods = dict[str, Route]


def allow(methods: Methods) -> str:
    """The value of an `Allow` header."""
    return ", ".join(sorted({*methods} | ({"HEAD"} if "GET" in methods else set())))


class Routes:
    """The pages by path: those without a parameter first, then those with the fewest."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = tuple(routes)
        self._exact: dict[str, Methods] = defaultdict(dict)
        patterns: dict[str, Methods] = defaultdict(dict)
        for route in self.all:
            methods = (patterns if "{" in route.path else self._exact)[route.path]
            if route.method in methods:
                raise ValueError(f"two pages answer {route.method} {route.path}")
            methods[route.method] = route
        ordered = sorted(patterns.items(), key=lambda entry: (":path}" in entry[0], entry[0].count("{")))
        self._patterns = [(_compile(path), methods) for path, methods in ordered]

    def find(self, path: str) -> tuple[Methods, dict[str, str]] | None:
        """What answers a path, by method, and what stands in its parameters; None where there is nothing."""
        methods = self._exact.get(path)
        if methods is not None:
            return methods, {}
        if len(path) > _LONGEST or "\x00" in path:
            return None
        for pattern, methods in self._patterns:
            match = pattern.fullmatch(path)
            if match is not None:
                return methods, match.groupdict()
        return None


def _compile(path: str) -> re.Pattern[str]:
    parts, end = [], 0
    for match in _PARAMETER.finditer(path):
        taken = ".+" if match[2] else "[^/]+"
        parts += [re.escape(path[end : match.start()]), f"(?P<{match[1]}>{taken})"]
        end = match.end()
    return re.compile("".join([*parts, re.escape(path[end:])]))
