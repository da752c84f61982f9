"""The TypeScript half: the types of all records and parameters, and the resources of each product."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from .document import TEMPLATES, Document, Field, Operation, camel, choice, comment, refuse, spelled

ROOT = "sdk/typescript/src/resources"
T = TEMPLATES["typescript"]
WIDTH = 116


def _doc(text: str, indent: int = 0) -> str:
    return comment(text.replace("*/", "* /"), " " * indent, ("/** ", " * ", " */"), WIDTH)


def _interface(name: str, text: str, fields: Iterable[Field], *, sent: bool) -> str:
    lines = [T["interface"].format(doc=_doc(text), name=name)]
    for one in fields:
        kind = spelled(one.type, T, sent=sent) + ("" if one.required else " | undefined")
        lines.append(f"{_doc(one.description, 2)}  {one.name}{'' if one.required else '?'}: {kind};\n")
    return "".join([*lines, "}\n"])


def _types(document: Document) -> str:
    read = document.reachable({one.record for one in document.operations})
    parts = [T["types"].format()]
    for made in sorted({one.name: one for one in (*read, *document.sent)}.values(), key=lambda one: one.name):
        parts.append(_interface(made.name, made.description, made.fields, sent=made not in read))
    asked = [one for one in document.operations if one.query]
    parts += [_interface(f"{one.name}Query", f"{one.summary}.", one.query, sent=True) for one in asked]
    for name, (text, values) in document.enums.items():
        lines = textwrap.wrap(f"| {choice(values, T)};", WIDTH - 2)
        parts.append("\n  ".join([f"\n{_doc(text)}export type {name} =", *lines]) + "\n")
    return "".join(parts)


def _method(document: Document, one: Operation) -> str:
    # An action takes an object, also where nothing has to be said.
    fields = document.objects[one.body].fields if one.body else []
    end = "" if one.method == "update" or any(field.required for field in fields) else " = {}"
    given = [*one.ids, *(["query"] if one.query else []), *(["body"] if one.body else [])]
    words = {
        "method": camel(one.method, 1), "name": one.name, "record": one.record, "path": one.path, "verb": one.verb,
        "ids": "".join(f"{name}: string, " for name in one.ids), "given": ", ".join(given), "sends": one.body,
        "query": f"query?: t.{one.name}Query, " if one.query else "", "asked": "query" if one.query else "null",
        "body": f"body: t.{one.body}{end}, " if one.body else "",
    }  # fmt: skip
    text: str = T["methods"][one.kind].format(doc=_doc(one.description, 2), **words)
    return text + (T["sync"].format(**words) if one.syncs else "")


def _product(document: Document, product: str, resources: dict[str, list[Operation]]) -> str:
    parts = []
    own = {camel(name, 1): f"{camel(product)}{camel(name)}" for name in resources}
    if product != "workspace" and (taken := own.keys() & set(T["taken"].split())):
        refuse(product, f"a client has {sorted(taken)} of its own")
    for name, several in resources.items():
        about = f"{product.upper()}: {name.replace('_', ' ')}."
        parts.append(T["resource"].format(about=about, name=camel(product) + camel(name)))
        parts.append("".join(_method(document, one) for one in several).removeprefix("\n") + "}\n")
    fields = "".join(f"  readonly {name}: {kind};\n" for name, kind in own.items())
    made = "".join(f"    this.{name} = new {kind}(core);\n" for name, kind in own.items())
    words = {"title": product.upper(), "product": camel(product), "fields": fields, "made": made}
    body = "".join(parts) + T["of_product"].format(**words)
    surface = [f"type {name}" for name in T["surface"].split() if re.search(rf"\b{name}\b", body)]
    return f"{T['product'].format(surface=', '.join(surface))}{body}"


def files(document: Document) -> dict[str, str]:
    """Every file of the TypeScript half by its path in the repository."""
    made = {f"{ROOT}/{name}.ts": _product(document, name, found) for name, found in document.products.items()}
    return made | {f"{ROOT}/types.ts": _types(document)}
