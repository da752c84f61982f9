"""Templates: `{{deal.name}}` is the value at a dotted path, and nothing is ever evaluated.

A path is looked up in the event's data and nowhere else, key by key in JSON objects and by number in lists. There are
no attributes, calls or operators, so an event cannot make a template do anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Escape = Callable[[str], str]

_TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(\.([A-Za-z_][A-Za-z0-9_-]*|[0-9]{1,4}))*", re.ASCII)
MISSING: Any = object()


class TemplateError(ValueError):
    """A template that is none, or a path that leads nowhere."""


def paths_of(value: Any) -> Iterator[str]:
    """Every path in the templates of a JSON value; raises `TemplateError` for what is no path."""
    if isinstance(value, str):
        for match in _TEMPLATE.finditer(value):
            yield _checked(match[1])
        if "{{" in _TEMPLATE.sub("", value):
            raise TemplateError(f"{value[:80]!r} opens {{{{ and does not close it")
    elif isinstance(value, dict):
        for one in value.values():
            yield from paths_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from paths_of(one)


def render(value: Any, context: dict[str, Any], escape: Escape | None = None) -> Any:
    """A JSON value with its templates filled in.

    Parameters
    ----------
    context: where paths begin.
    escape: applied to every text that comes out of the context, for what the receiver reads as markup.

    A text that is one template and nothing else becomes the value itself: a number stays a number, a list a list.
    Raises `TemplateError` for a path that leads nowhere. null is an empty text within a text.
    """
    if isinstance(value, str):
        return _render_text(value, context, escape)
    if isinstance(value, dict):
        return {key: render(one, context, escape) for key, one in value.items()}
    if isinstance(value, list):
        return [render(one, context, escape) for one in value]
    return value


def look_up(path: str, context: Any) -> Any:
    """The value at a dotted path; `MISSING` where there is none."""
    for key in path.split("."):
        if isinstance(context, dict):
            context = context.get(key, MISSING)
        elif isinstance(context, list) and key.isdigit():
            context = context[int(key)] if int(key) < len(context) else MISSING
        else:
            return MISSING
    return context


def _checked(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise TemplateError(
            f"{{{{{path[:80]}}}}} is no path; write names with dots between, such as {{{{deal.name}}}}"
        )
    return path


def _value(path: str, context: dict[str, Any]) -> Any:
    value = look_up(_checked(path), context)
    if value is MISSING:
        raise TemplateError(f"the event has nothing at {{{{{path}}}}}")
    return value


def _render_text(text: str, context: dict[str, Any], escape: Escape | None) -> Any:
    whole = _TEMPLATE.fullmatch(text)
    if whole is not None and "{{" not in whole[1]:
        return _escaped(_value(whole[1], context), escape)
    # One pass: what a value brings in is not looked at for templates again.
    return _TEMPLATE.sub(lambda match: _as_text(_escaped(_value(match[1], context), escape)), text)


def _escaped(value: Any, escape: Escape | None) -> Any:
    if escape is None:
        return value
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, dict):
        return {key: _escaped(one, escape) for key, one in value.items()}
    if isinstance(value, list):
        return [_escaped(one, escape) for one in value]
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
