"""What is typed on a command line, as the values of an operation."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..call import OPTIONS
from .tables import Option

# Options of the command itself, which a field of the same name would shadow.
OWN = frozenset(
    {"json", "jsonl", "table", "csv", "columns", "profile", "base-url", "timeout", "data", "null", "all"}
)

# What the client's methods take besides fields.
_NO_FIELDS = OPTIONS | {"self"}

# A choice of more values is not spelled out.
FEW = 20

if TYPE_CHECKING:
    Kind = click.ParamType[Any]
else:
    Kind = click.ParamType


class Pairs(Kind):
    """`key=value`."""

    name = "KEY=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The two halves."""
        if isinstance(value, tuple):
            return value
        key, found, rest = str(value).partition("=")
        if not found or not key:
            self.fail(f"{value!r} is not KEY=VALUE", param, ctx)
        return key, rest


class Json(Kind):
    """JSON; what is none is taken as a text."""

    name = "JSON"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value."""
        if not isinstance(value, str):
            return value
        if value[:1] not in '{["':
            return value
        try:
            return parsed(value)
        except ValueError as error:
            self.fail(f"not JSON: {error}", param, ctx)


class Amount(Kind):
    """A number with the digits that were typed."""

    name = "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The number."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


class Whole(click.IntRange):
    """A whole number in a range; a refusal says in which."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            upwards = "on" if self.max is None else f"to {self.max}"
            self.fail(f"{value!r} is no whole number from {self.min} {upwards}", param, ctx)


class Seconds(click.FloatRange):
    """A span of time; a refusal says in what."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number of seconds."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no number of seconds above {self.min:g}", param, ctx)


_TYPES: dict[str, Callable[[Option], Kind]] = {
    "integer": lambda option: click.INT,
    "number": lambda option: Amount(),
    "money": lambda option: Amount(),
    # A list as long as that of the currencies would bury the help; the platform checks it.
    "choice": lambda option: click.Choice(option.values) if len(option.values) <= FEW else click.STRING,
    "pairs": lambda option: Pairs(),
    "json": lambda option: Json(),
}
_METAVARS = {"time": "TIME", "date": "DATE", "string": "TEXT"}


def flag(option: Option) -> str:
    """The option's name on a command line."""
    name = option.name.replace("_", "-")
    return f"--field-{name}" if name in OWN else f"--{name}"


def parameter(option: Option) -> click.Option:
    """The option of a command."""
    text = option.help + (" [required]" if option.required else "")
    if option.kind == "boolean":
        name = flag(option)
        return click.Option([f"{name}/--no-{name[2:]}", option.name], default=None, help=text)
    maker = _TYPES.get(option.kind)
    kind = maker(option) if maker is not None else click.STRING
    several = option.many or option.kind == "pairs"
    more = " Repeatable." if several and "repeat" not in text.lower() else ""
    return click.Option(
        [flag(option), option.name],
        type=kind,
        multiple=several,
        default=None,
        metavar=_METAVARS.get(option.kind),
        help=text + more,
    )


def chosen(options: Iterable[Option], given: dict[str, Any]) -> dict[str, Any]:
    """The values that were typed, without what was left out."""
    values: dict[str, Any] = {}
    for option in options:
        value = given.get(option.name)
        if value is None or value == ():
            continue
        if option.kind == "pairs":
            values[option.name] = dict(value)
        else:
            values[option.name] = list(value) if option.many else value
    return values


def body(options: tuple[Option, ...], given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a write: those of `--data`, over them the ones typed as options, over them `--null`."""
    values = read_object(given.get("data"))
    names = {option.name: option for option in options}
    unknown = sorted(values.keys() - names.keys())
    if _NO_FIELDS & {*unknown}:
        raise click.UsageError(_no_field(unknown, names))
    values |= chosen(options, given)
    for name in given.get("null") or ():
        option = names.get(name.replace("-", "_"))
        if option is None or not option.nullable:
            able = ", ".join(one.name for one in options if one.nullable) or "none"
            raise click.UsageError(f"--null {name}: no field that may be null. Those that may: {able}")
        values[option.name] = None
    missing = [flag(option) for option in options if option.required and option.name not in values]
    if missing:
        why = f"missing: {', '.join(missing)} (or the fields in --data)"
        raise click.UsageError(f"{why}\n{_no_field(unknown, names)}" if unknown else why)
    return values


def _no_field(unknown: Iterable[str], names: Iterable[str]) -> str:
    return f"--data: no field is called {' or '.join(map(repr, unknown))}. There are: {', '.join(names)}."


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises ValueError also for what JSON has no number for, and what is too deep."""
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number that can be sent")
    return number


def read_object(source: str | None) -> dict[str, Any]:
    """The object of `--data`: JSON, `@FILE` or `-`."""
    if source is None:
        return {}
    try:
        data = parsed(read_source(source))
    except ValueError as error:
        raise click.UsageError(f"--data: not JSON: {error}") from error
    if not isinstance(data, dict):
        raise click.UsageError("--data: must be a JSON object with the record's fields")
    return data


def read_source(source: str) -> str:
    """A text that is given as such, as `@FILE`, or as `-` for stdin."""
    if source == "-":
        return sys.stdin.read()
    if not source.startswith("@"):
        return source
    try:
        return Path(source[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{source[1:]}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error


def read_items(source: str) -> list[Any]:
    """The items of a batch: a JSON array, or one JSON object a line."""
    text = read_source(source).strip()
    try:
        whole = text.startswith("[")
        items = parsed(text) if whole else [parsed(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise click.UsageError(
            f"--items: neither a JSON array nor one JSON object a line: {error}"
        ) from error
    wrong = [one for one in items if not isinstance(one, dict)]
    if wrong:
        raise click.UsageError(f"--items: {json.dumps(wrong[0])} is no JSON object with a record's fields")
    return list(items)
