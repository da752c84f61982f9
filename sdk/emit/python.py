"""The Python half: record views, parameter types, and the resources of `Client` and `AsyncClient`."""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterable

from .document import Document, Field, Operation, Type, Unsupported, camel

ROOT = "sdk/python/src/ghxstship/resources"
NOTE = "Written by sdk/emit from openapi/openapi.json; change those, not this."
# Names of `Record` itself.
TAKEN = frozenset({"to_dict"})
WIDTH = 110
PLAIN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "any": "Any",
    "null": "None",
}
READ = PLAIN | {"money": "Decimal", "time": "datetime", "date": "date"}
SENT = PLAIN | {"money": "Decimal | int | float", "time": "datetime | str", "date": "date | str"}
CONVERTERS = {"money": "money", "time": "moment", "date": "day"}


def _annotation(type_: Type, *, sent: bool) -> str:
    if type_.kind == "enum":
        # A value that a newer platform sends is no error, so what is read is a plain text.
        text = f"Literal[{', '.join(map(repr, type_.values))}]" if sent else type(type_.values[0]).__name__
    elif type_.kind == "array":
        item = _annotation(type_.of[0], sent=sent)
        text = f"Sequence[{item}]" if sent else f"list[{item}]"
    elif type_.kind == "map":
        text = f"Mapping[str, {_annotation(type_.of[0], sent=True)}]" if sent else "Record"
    elif type_.kind == "object":
        text = type_.name
    elif type_.kind == "union":
        text = " | ".join(dict.fromkeys(_annotation(one, sent=sent) for one in type_.of))
    else:
        text = (SENT if sent else READ)[type_.kind]
    return f"{text} | None" if type_.nullable and text != "Any" else text


def _converter(type_: Type) -> str | None:
    if type_.kind == "object":
        return f"view(lambda: {type_.name})"
    if type_.kind == "array" and type_.of[0].kind == "object":
        return f"views(lambda: {type_.of[0].name})"
    return CONVERTERS.get(type_.kind)


def _doc(text: str, indent: int) -> list[str]:
    pad = " " * indent
    text = " ".join(text.replace("\\", "\\\\").split())
    if text.endswith('"'):
        text += " "
    if len(text) + indent + 6 <= WIDTH:
        return [f'{pad}"""{text}"""']
    lines = textwrap.wrap(text, WIDTH - indent - 3)
    return [f'{pad}"""{lines[0]}', *(pad + line for line in lines[1:]), f'{pad}"""']


def _reachable(document: Document, roots: Iterable[str]) -> list[str]:
    seen: dict[str, None] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = None
            waiting += [child for one in document.objects[name].fields for child in _objects(one.type)]
    return sorted(seen)


def _objects(type_: Type) -> list[str]:
    return ([type_.name] if type_.kind == "object" else []) + [
        name for one in type_.of for name in _objects(one)
    ]


def _view(document: Document, name: str) -> list[str]:
    made = document.objects[name]
    lines = [
        "",
        "",
        f"class {name}(Record):",
        *_doc(made.description or f"A {name}.", 4),
        "",
        "    __slots__ = ()",
    ]
    converters = {one.name: text for one in made.fields if (text := _converter(one.type))}
    if converters:
        lines += [
            "    _converters = {",
            *(f'        "{key}": {text},' for key, text in converters.items()),
            "    }",
        ]
    for one in made.fields:
        if keyword.iskeyword(one.name):
            continue  # no attribute can have this name; it is read as record["from"]
        if one.name in TAKEN or one.name.startswith("_"):
            raise Unsupported(f"{name}: a record cannot have a field {one.name!r}")
        text = _annotation(one.type, sent=False)
        if not one.required and not one.type.nullable and text != "Any":
            text += " | None"
        lines += [f"    {one.name}: {text}", *_doc(one.description, 4)]
    return lines


def _typed_dict(
    name: str, fields: Iterable[Field], description: str, *, base: str, optional: bool
) -> list[str]:
    lines = ["", "", f"class {name}({base}, total=False):", *_doc(description, 4), ""]
    for one in fields:
        if keyword.iskeyword(one.name):
            continue  # passed as **{"from": ...}; a TypedDict's body cannot declare it
        text = _annotation(one.type, sent=True)
        if optional and one.type.kind == "array":
            text = f"{_annotation(one.type.of[0], sent=True)} | {text}"
        lines += [f"    {one.name}: {'Required' if one.required else 'NotRequired'}[{text}]"]
        lines += _doc(one.description, 4) if one.description else []
    return lines


def _params_name(operation: Operation) -> str | None:
    if operation.query:
        return f"{camel(operation.product)}{camel(operation.resource)}{camel(operation.method)}Params"
    if operation.body and operation.method != "batch":
        return f"{operation.body}Params"
    return None


def params(document: Document) -> str:
    """The module of all parameter types."""
    lines = [f'"""What operations take. {NOTE}"""', "", "from __future__ import annotations", ""]
    lines += ["from collections.abc import Mapping, Sequence", "from datetime import date, datetime"]
    lines += [
        "from decimal import Decimal",
        "from typing import Any, Literal, NotRequired, Required, TypedDict",
        "",
    ]
    lines += ["from ..call import Options"]
    bodies = {one.body for one in document.operations if one.body}
    for name in _reachable(document, bodies):
        made = document.objects[name]
        lines += _typed_dict(
            name, made.fields, made.description or f"A {name}.", base="TypedDict", optional=False
        )
    done: set[str] = set()
    for one in document.operations:
        name = _params_name(one)
        if name and name not in done:
            done.add(name)
            if one.query:
                lines += _typed_dict(name, one.query, f"{one.summary}.", base="Options", optional=True)
            else:
                assert one.body is not None
                lines += [
                    "",
                    "",
                    f"class {name}({one.body}, Options, total=False):",
                    *_doc(f"{one.summary}.", 4),
                ]
    return "\n".join(lines) + "\n"


def _method(one: Operation, record: str, *, asynchronous: bool) -> list[str]:
    name, ids = one.method, ", ".join(f"{name}: str" for name in one.ids)
    params = _params_name(one)
    own = f"self, {ids}, /" if ids else "self"
    given = f"**params: Unpack[{params or 'Options'}]"
    path = one.path
    for part in one.ids:
        path = path.replace(f"{{{part}}}", "{}")
    tuple_ = f"({', '.join(one.ids)}{',' if len(one.ids) == 1 else ''})"
    prefix, wait = ("async def", "await ") if asynchronous else ("def", "")
    if one.result == "list":
        prefix, wait = "def", ""
        kind = "AsyncList" if asynchronous else "Page"
        result, call = f"{kind}[{record}]", f'self._list("{path}", {record}, params)'
    elif one.result in {"ndjson", "sse"}:
        prefix, wait = "def", ""
        base = "_export" if one.result == "ndjson" else "_stream"
        result = f"{'Async' if asynchronous else ''}Iterator[{record}]"
        call = f'self.{base}("{path}", {record}, params)'
    elif one.result == "none":
        result, call = "None", f'self._delete("{path}", {tuple_}, params)'
    elif one.verb == "GET":
        result, call = record, f'self._get("{path}", {tuple_}, {record}, params)'
    elif one.method == "batch":
        own = f'self, items: Sequence[{one.body}], *, mode: Literal["create", "upsert"] = "create"'
        result, call = record, f'self._batch("{path}", items, mode, {record}, params)'
    else:
        body = one.body is not None
        result, call = record, f'self._write("{one.verb}", "{path}", {tuple_}, {record}, params, body={body})'
    returned = f"{wait}{call}" if result == "None" else f"return {wait}{call}"
    signature = f"    {prefix} {name}({own}, {given}) -> {result}:"
    if len(signature) > WIDTH:
        signature = f"    {prefix} {name}(\n        {own}, {given}\n    ) -> {result}:"
    return ["", signature, *_doc(one.description or f"{one.summary}.", 8), f"        {returned}"]


def _resource(operations: list[Operation], *, asynchronous: bool) -> list[str]:
    first = operations[0]
    prefix = "Async" if asynchronous else ""
    main = next((one.record for one in operations if one.result == "list"), None) or first.record
    base = f"{prefix}Resource"
    title = f"{camel(first.resource)}Resource"
    lines = ["", "", f"class {prefix}{title}({base}):"]
    lines += _doc(f"{first.product.upper()}: {first.resource.replace('_', ' ')}.", 4) + [
        "",
        "    __slots__ = ()",
    ]
    for one in operations:
        record = one.record or main
        assert record is not None
        lines += _method(one, record, asynchronous=asynchronous)
        names = {parameter.name for parameter in one.query}
        if one.method == "list" and {"sort", "updated_after", "include_deleted", "cursor"} <= names:
            lines += ["", f"    def sync(self, **params: Unpack[SyncOptions]) -> {prefix}Sync[{record}]:"]
            lines += _doc("A bulk walk that can be resumed; see `ghxstship.sync`.", 8)
            lines += [f'        return self._sync("{one.path}", {record}, params)']
    return lines


def _product(document: Document, product: str) -> str:
    operations = [one for one in document.operations if one.product == product]
    resources: dict[str, list[Operation]] = {}
    for one in operations:
        resources.setdefault(one.resource, []).append(one)
    body: list[str] = []
    for name in _reachable(document, {one.record for one in operations if one.record}):
        body += _view(document, name)
    for several in resources.values():
        body += _resource(several, asynchronous=False) + _resource(several, asynchronous=True)
    for prefix in ("", "Async"):
        body += ["", "", f"class {prefix}{camel(product)}Product({prefix}Product):"]
        body += _doc(f"The resources of {product.upper()}.", 4)
        for name in resources:
            kind = f"{prefix}{camel(name)}Resource"
            body += ["", "    @cached_property", f"    def {name}(self) -> {kind}:"]
            body += _doc(f"{product.upper()}: {name.replace('_', ' ')}.", 8) + [
                f"        return {kind}(self._client)"
            ]
    return "\n".join(_header(product, operations, "\n".join(body)) + body) + "\n"


def _header(product: str, operations: list[Operation], text: str) -> list[str]:
    def used(names: Iterable[str]) -> list[str]:
        import re

        return [name for name in names if re.search(rf"\b{name}\b", text)]

    records = used(["Converter", "Record", "day", "moment", "money", "view", "views"])
    typed = sorted({name for one in operations if (name := _params_name(one))})
    typed += sorted({one.body for one in operations if one.body and one.method == "batch"})
    lines = [
        f'"""The resources of {product.upper()}. {NOTE}"""',
        "",
        "from __future__ import annotations",
        "",
    ]
    lines += ["from functools import cached_property", "from typing import TYPE_CHECKING", ""]
    lines += [f"from ..records import {', '.join(records)}"]
    lines += ["from .base import AsyncProduct, AsyncResource, Product, Resource", "", "if TYPE_CHECKING:"]
    for module, names in {
        "collections.abc": ["AsyncIterator", "Iterator", "Sequence"],
        "datetime": ["date", "datetime"],
        "decimal": ["Decimal"],
        "typing": ["Any", "Literal", "Unpack"],
    }.items():
        if found := used(names):
            lines += [f"    from {module} import {', '.join(found)}"]
    lines += ["", "    from ..call import Options"] if used(["Options"]) else [""]
    lines += [f"    from ..pages import {', '.join(used(['AsyncList', 'Page']))}"]
    if syncs := used(["AsyncSync", "Sync", "SyncOptions"]):
        lines += [f"    from ..sync import {', '.join(syncs)}"]
    return [
        *lines,
        "    from .params import (",
        *(f"        {name}," for name in sorted(set(typed))),
        "    )",
    ]


def files(document: Document) -> dict[str, str]:
    """Every file of the Python half by its path in the repository."""
    products = dict.fromkeys(one.product for one in document.operations)
    made = {f"{ROOT}/{product}.py": _product(document, product) for product in products}
    return made | {f"{ROOT}/params.py": params(document)}
