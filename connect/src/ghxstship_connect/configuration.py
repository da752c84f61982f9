"""Configuration files: JSON with `//` comments, in which every value knows its line.

What is wrong is reported all at once, each with file, line and remedy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ghxstship.errors import ConfigurationError

Place = tuple[str | int, ...]

# A comment, or a string, in which `//` is none.
_COMMENT_OR_STRING = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"')
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^\s,\]}]+")
_ENVIRONMENT = re.compile(r"\{\{\s*env\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}", re.ASCII)


@dataclass
class Document:
    """A file's value, and where each part of it stands.

    `problems` collects what is wrong with it; `raise_problems` ends the reading.
    """

    path: Path
    value: Any
    lines: Mapping[Place, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def complain(self, place: Place, message: str) -> None:
        """Note what is wrong at a place, or at the nearest one around it that the file has."""
        self.problems.append((self._line(place), message))

    def where(self, place: Place) -> str:
        """File and line of a place."""
        return f"{self.path}:{self._line(place)}"

    def _line(self, place: Place) -> int:
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def raise_problems(self) -> None:
        """Raise `ConfigurationError` if anything is wrong."""
        if self.problems:
            told = [f"{self.path}:{line}: {message}" for line, message in sorted(self.problems)]
            raise ConfigurationError("\n".join(told))

    def mapping(
        self, value: Any, place: Place, known: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Any]:
        """A JSON object without unknown keys; what is wrong is noted, and the known part returned."""
        if not isinstance(value, dict):
            self.complain(place, f"{named(place)} must be an object {{…}}, not {kind_of(value)}")
            return {}
        known = tuple(known)
        meant = set()
        for key in value:
            if key not in known:
                near = nearest(key, known)
                meant.add(near)
                self.complain(
                    (*place, key), f"unknown key {key!r}{near}; the keys here are {', '.join(known)}"
                )
        for key in required:
            if key not in value and hint(key) not in meant:
                self.complain(place, f"{named(place)} lacks {key!r}")
        return {key: value[key] for key in known if key in value}

    def text(self, value: Any, place: Place) -> str | None:
        """A string that is not empty; what is wrong is noted."""
        if isinstance(value, str) and value.strip():
            return value
        self.complain(place, f"{named(place)} must be a text, not {kind_of(value)}")
        return None

    def with_environment(self, value: Any, place: Place, environment: Mapping[str, str]) -> Any:
        """A value with each `{{env.NAME}}` in it filled in, once and for all; what is not set is noted."""
        if isinstance(value, str):

            def fill(match: re.Match[str]) -> str:
                name = match[1]
                if not environment.get(name):
                    self.complain(place, f"set {name} in the environment: {named(place)} needs it")
                return environment.get(name) or f"({name})"

            return _ENVIRONMENT.sub(fill, value)
        if isinstance(value, dict):
            return {k: self.with_environment(v, (*place, k), environment) for k, v in value.items()}
        if isinstance(value, list):
            return [self.with_environment(v, (*place, i), environment) for i, v in enumerate(value)]
        return value


def read(path: str | Path) -> Document:
    """Read a file; raises `ConfigurationError` when it is not there or no JSON."""
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(f"{path}:{line}: not a text in UTF-8; save it as one") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
    text = _COMMENT_OR_STRING.sub(lambda m: m[0] if m[0][0] == '"' else " " * len(m[0]), text)
    try:
        value = json.loads(text, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"{path}:{error.lineno}: not JSON: {error.msg} (column {error.colno})"
        ) from None
    except _TwinError as error:
        line = (
            text[: [m.start() for m in re.finditer(re.escape(json.dumps(str(error))), text)][-1]].count("\n")
            + 1
        )
        raise ConfigurationError(
            f"{path}:{line}: the key {str(error)!r} stands twice in one object"
        ) from None
    except RecursionError:
        raise ConfigurationError(f"{path}: nested too deep") from None
    return Document(path, value, _Lines(text).found)


class _TwinError(Exception):
    pass


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwinError(key)
            seen.add(key)
    return found


class _Lines:
    """The line of each value of a JSON text that is known to be right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._counted = 0
        self.found: dict[Place, int] = {}
        self._value(self._skip(0), ())

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def _line_at(self, at: int) -> int:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def _value(self, at: int, place: Place) -> int:
        self.found.setdefault(place, self._line_at(at))
        opening = self._text[at]
        if opening == '"':
            return self._string(at)[1]
        if opening not in "{[":
            match = _SCALAR.match(self._text, at)
            return match.end() if match else at
        return self._members(self._skip(at + 1), place, "}" if opening == "{" else "]")

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self._text, at)
        assert match is not None
        return json.loads(match[0]), match.end()

    def _members(self, at: int, place: Place, closing: str) -> int:
        index = 0
        while self._text[at] != closing:
            key: str | int = index
            if closing == "}":
                self._line_at(at)
                key, at = self._string(at)
                self.found[*place, key] = self._line
                at = self._skip(self._skip(at) + 1)  # the colon
            at = self._skip(self._value(at, (*place, key)))
            if self._text[at] == ",":
                at = self._skip(at + 1)
            index += 1
        return at + 1


def named(place: Place) -> str:
    """A place as people write it: `steps[0].config.text`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "the file"


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    words = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return "an empty text" if value == "" else words[type(value)]


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at what was probably meant; empty if nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return hint(near[0]) if near else ""


def hint(word: str) -> str:
    """A word as what was probably meant."""
    return f" (did you mean {word!r}?)"
