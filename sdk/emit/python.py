"""The Python half: parameter types, record views, and the resources of `Client` and `AsyncClient`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from .document import TEMPLATES, Document, Field, Operation, camel, choice, comment, refuse, spelled

ROOT = "sdk/python/src/ghxstship/resources"
T = TEMPLATES["python"]
PREFIXES = ("", "Async")


def _doc(text: str, indent: int = 4) -> str:
    text = text.replace("\\", "\\\\")
    return comment(f"{text} " if text.endswith('"') else text, " " * indent, ('"""', "", '"""'), 110)


def _fields(fields: Iterable[Field], *, sent: bool) -> str:
    lines = []
    for one in fields:
        if one.name == "to_dict" or one.name.startswith("_"):
            refuse(one.name, "a record cannot have a field of this name")
        text = spelled(one.type, T, sent=sent)
        if sent:
            text = f"{'Required' if one.required else 'NotRequired'}[{text}]"
        elif not one.required and not text.endswith(("None", "Any")):
            text += " | None"
        lines.append(f"    {one.name}{'_' if iskeyword(one.name) else ''}: {text}\n{_doc(one.description)}")
    return "".join(lines)


def _params_name(one: Operation) -> str:
    if one.query:
        return f"{one.name}Params"
    return f"{one.body}Params" if one.body and one.kind != "batch" else "Options"


def _params(document: Document) -> str:
    enums = (f"\n{name} = {choice(values, T)}\n" for name, (_, values) in document.enums.items())
    parts = [T["params"], *enums]
    made = [(one.name, "TypedDict", one.description, one.fields) for one in document.sent]
    named = {_params_name(one): one for one in document.operations}
    for name, one in ((name, one) for name, one in named.items() if name != "Options"):
        base = "Options" if one.query else f"{one.body}, Options"
        made.append((name, base, f"{one.summary}.", [*one.query]))
    for name, base, text, fields in made:
        parts += [T["typed_dict"].format(name=name, base=base, doc=_doc(text)), _fields(fields, sent=True)]
    return "".join(parts)


def _method(one: Operation, prefix: str) -> str:
    words: dict[str, Any] = {
        "Async": prefix, "async": "async " if prefix else "", "await": "await " if prefix else "",
        "Page": "AsyncList" if prefix else "Page", "method": one.method, "params": _params_name(one),
        "ids": "".join(f"{name}: str, " for name in one.ids) + ("/, " if one.ids else ""),
        "values": "".join(f"{name}, " for name in one.ids), "path": re.sub(r"\{\w+\}", "{}", one.path),
        "verb": one.verb, "record": one.record, "body": one.body, "sends": bool(one.body),
        "whole": "" if one.query else ", paged=False",
    }  # fmt: skip
    text: str = T["methods"][one.kind].format(doc=_doc(one.description, 8), **words)
    return text + (T["sync"].format(**words) if one.syncs else "")


def _product(document: Document, product: str, resources: dict[str, list[Operation]]) -> str:
    operations = [one for several in resources.values() for one in several]
    params = {one.body if one.kind == "batch" else _params_name(one) for one in operations} - {"Options"}
    parts = [T["product"].format(title=product.upper(), params=", ".join(sorted(params)))]
    for name, text, fields in document.reachable({one.record for one in operations}):
        parts += [T["record"].format(name=name, doc=_doc(text)), _fields(fields, sent=False)]
    about = {name: f"{product.upper()}: {name.replace('_', ' ')}." for name in resources}
    for name, prefix in ((name, prefix) for name in resources for prefix in PREFIXES):
        parts.append(T["resource"].format(Async=prefix, name=camel(name), doc=_doc(about[name])))
        parts += [_method(one, prefix) for one in resources[name]]
    for prefix in PREFIXES:
        parts.append(T["of_product"].format(Async=prefix, name=camel(product), title=product.upper()))
        parts += [f"    {name}: {prefix}{camel(name)}Resource\n{_doc(about[name])}" for name in resources]
    return "".join(parts)


def files(document: Document) -> dict[str, str]:
    """Every file of the Python half by its path in the repository."""
    made = {f"{ROOT}/{name}.py": _product(document, name, found) for name, found in document.products.items()}
    return made | {f"{ROOT}/params.py": _params(document)}
