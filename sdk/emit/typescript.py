"""The TypeScript half: the types of all records and parameters, and the resources of each product."""

from __future__ import annotations

import re
import textwrap

from .document import Document, Field, Operation, Type, Unsupported, camel

ROOT = "sdk/typescript/src/resources"
NOTE = "Written by sdk/emit from openapi/openapi.json; change those, not this."
WIDTH = 116
# An enum with more values has a name of its own.
LONGEST_ENUM = 12
PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "money": "number",
    "boolean": "boolean",
    "any": "unknown",
    "null": "null",
    "date": "string",
}
# What a client with `platform` has of its own.
TAKEN = frozenset(
    ["atlvs", "compvss", "gvteway", "workspace", "request", "call", "lines", "pause", "rateLimit"]
    + ["withOptions", "baseUrl", "timeoutMs", "maxRetries", "constructor"]
)
BASE = {"record": "_call", "none": "_call", "list": "_list", "ndjson": "_export", "sse": "_stream"}


def _lower(text: str) -> str:
    """`ticket_types` as `ticketTypes`."""
    return text[:1].lower() + camel(text)[1:]


def _doc(text: str, indent: int) -> list[str]:
    pad, text = " " * indent, " ".join(text.replace("*/", "* /").split())
    if not text:
        return []
    if len(text) + indent + 7 <= WIDTH:
        return [f"{pad}/** {text} */"]
    wrapped = textwrap.wrap(text, WIDTH - indent - 3)
    return [f"{pad}/**", *(f"{pad} * {line}" for line in wrapped), f"{pad} */"]


class _Types:
    """The module of all types; names of long enums are given out while writing."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.enums: dict[str, tuple[object, ...]] = {}
        self.sent = self._reachable({one.body for one in document.operations if one.body})
        self.read = self._reachable({one.record for one in document.operations if one.record})

    def _reachable(self, waiting: set[str]) -> set[str]:
        seen: set[str] = set()
        while waiting - seen:
            name = (waiting - seen).pop()
            seen.add(name)
            for one in self.document.objects[name].fields:
                waiting |= self._names(one.type)
        return seen

    def _names(self, type_: Type) -> set[str]:
        return ({type_.name} if type_.kind == "object" else set()).union(*map(self._names, type_.of))

    def of(self, type_: Type, hint: str, *, sent: bool) -> str:
        if type_.kind == "enum":
            text = self._enum(type_.values, hint)
            # A value that a newer platform sends is no error.
            text = text if sent or not isinstance(type_.values[0], str) else f"Open<{text}>"
        elif type_.kind == "time":
            text = "string | Date" if sent else "string"
        elif type_.kind == "array":
            item = self.of(type_.of[0], hint, sent=sent)
            text = (
                f"readonly ({item})[]"
                if sent and " " in item
                else f"({item})[]"
                if " " in item
                else f"{item}[]"
            )
            text = f"readonly {text}" if sent and not text.startswith("readonly") else text
        elif type_.kind == "map":
            text = f"Record<string, {self.of(type_.of[0], hint, sent=sent)}>"
        elif type_.kind == "object":
            text = type_.name
        elif type_.kind == "union":
            text = " | ".join(dict.fromkeys(self.of(one, hint, sent=sent) for one in type_.of))
        else:
            text = PLAIN[type_.kind]
        return f"{text} | null" if type_.nullable and text != "unknown" else text

    def _enum(self, values: tuple[object, ...], hint: str) -> str:
        if len(values) > LONGEST_ENUM:
            name = camel(hint) + ("Name" if camel(hint) in self.document.objects else "")
            if self.enums.setdefault(name, values) != values:
                raise Unsupported(f"{hint}: two long enums have this name")
            return name
        return " | ".join(f"'{value}'" if isinstance(value, str) else str(value).lower() for value in values)

    def interface(self, name: str, fields: list[Field], text: str, *, sent: bool, query: bool) -> list[str]:
        lines = ["", *_doc(text, 0), f"export interface {name} {{"]
        for one in fields:
            kind = self.of(one.type, one.name, sent=sent)
            if query and one.type.kind == "array":
                kind = f"{self.of(one.type.of[0], one.name, sent=True)} | {kind}"
            key = one.name if re.fullmatch(r"[A-Za-z_]\w*", one.name) else f"'{one.name}'"
            end = "" if one.required else " | undefined"
            lines += _doc(one.description, 2)
            lines += [f"  {key}{'' if one.required else '?'}: {kind}{end};"]
        return [*lines, "}"]

    def module(self) -> str:
        body: list[str] = []
        for name in sorted(self.sent | self.read):
            made = self.document.objects[name]
            text = made.description or f"A {name}."
            body += self.interface(name, made.fields, text, sent=name not in self.read, query=False)
        for one in self.document.operations:
            if one.query:
                body += self.interface(_query(one), list(one.query), f"{one.summary}.", sent=True, query=True)
        for name, values in self.enums.items():
            body += ["", f"export type {name} ="]
            body += textwrap.wrap(
                "| " + " | ".join(f"'{value}'" for value in values) + ";",
                WIDTH - 2, initial_indent="  ", subsequent_indent="  ",
            )  # fmt: skip
        head = [f"/** What operations take and return. {NOTE} */", ""]
        return "\n".join([*head, "import type { Open } from '../resource.js';", *body, ""])


def _query(one: Operation) -> str:
    return f"{camel(one.product)}{camel(one.resource)}{camel(one.method)}Query"


def _method(document: Document, one: Operation, record: str) -> list[str]:
    if one.ids not in {(), ("id",)}:
        raise Unsupported(f"{one.path}: parameters that the resources of TypeScript cannot take")
    name, options = _lower(one.method), "options?: RequestOptions"
    kind = "void" if one.result == "none" else record
    if one.method == "batch":
        given = f"items: readonly {one.body}[], options?: BatchOptions"
        result, call = f"ApiPromise<{kind}>", f"this._batch('{one.path}', items, options)"
    elif one.result in {"list", "ndjson", "sse"}:
        given = f"query?: {_query(one)}, {options}" if one.query else options
        result = f"List<{kind}>" if one.result == "list" else f"AsyncGenerator<{kind}, void, undefined>"
        call = f"this.{BASE[one.result]}('{one.path}', {'query' if one.query else '{}'}, options)"
        if one.result == "list" and "cursor" not in {field.name for field in one.query}:
            call = call.replace("_list", "_pages")
    elif one.query:
        given = f"{'id: string, ' if one.ids else ''}query?: {_query(one)}, {options}"
        result = f"ApiPromise<{kind}>"
        call = f"this._find('{one.path}', {'id' if one.ids else 'undefined'}, query, options)"
    else:
        need = any(field.required for field in document.objects[one.body].fields) if one.body else False
        body = f"body{'' if need or one.method == 'update' else '?'}: {one.body}, " if one.body else ""
        given = ("id: string, " if one.ids else "") + body + options
        result = f"ApiPromise<{kind}>"
        head = f"this.{'_on' if one.ids else '_call'}('{one.verb}', '{one.path}', {'id, ' if one.ids else ''}"
        # An action takes an object, also where nothing has to be said.
        content = (
            "body"
            if one.body and (need or one.method == "update")
            else "body ?? {}"
            if one.body
            else "undefined"
        )
        call = f"{head}{content}, options)"
    lines = ["", *_doc(one.description or f"{one.summary}.", 2), f"  {name}({given}): {result} {{"]
    return [*lines, f"    return {call};", "  }"]


def _sync(one: Operation, record: str) -> list[str]:
    if not {"sort", "updated_after", "include_deleted", "cursor"} <= {field.name for field in one.query}:
        return []
    head = (
        f"  sync(options?: SyncOptions<{_query(one)}>): AsyncGenerator<Batch<{record}>, void, undefined> {{"
    )
    lines = [
        "",
        *_doc("A bulk walk that can be resumed, in the order of the last change, with tombstones.", 2),
    ]
    return [*lines, head, f"    return this._sync('{one.path}', options);", "  }"]


def _product(document: Document, product: str) -> str:
    resources: dict[str, list[Operation]] = {}
    for one in document.operations:
        if one.product == product:
            resources.setdefault(one.resource, []).append(one)
    body: list[str] = []
    for name, several in resources.items():
        if product != "workspace" and _lower(name) in TAKEN:
            raise Unsupported(f"{product}: a client has a {_lower(name)!r} of its own")
        main = next((one.record for one in several if one.result == "list"), None) or several[0].record
        body += ["", *_doc(f"{product.upper()}: {name.replace('_', ' ')}.", 0)]
        body += [f"export class {camel(product)}{camel(name)} extends Resource {{"]
        methods: list[str] = []
        for one in several:
            methods += _method(document, one, one.record or main or "unknown")
            if one.method == "list":
                methods += _sync(one, one.record or main or "unknown")
        body += [*methods[1:], "}"]
    body += ["", *_doc(f"The resources of {product.upper()}.", 0), f"export class {camel(product)}Product {{"]
    body += [f"  readonly {_lower(name)}: {camel(product)}{camel(name)};" for name in resources]
    body += ["", "  constructor(core: Core) {"]
    body += [f"    this.{_lower(name)} = new {camel(product)}{camel(name)}(core);" for name in resources]
    text = "\n".join([*body, "  }", "}", ""])
    return _header(document, text) + text


def _header(document: Document, text: str) -> str:
    def used(*names: str) -> str:
        return ", ".join(sorted(name for name in set(names) if re.search(rf"\b{name}\b", text)))

    queries = [_query(one) for one in document.operations if one.query]
    parts = {
        "../call.js": used("RequestOptions"),
        "../pages.js": used("ApiPromise", "List"),
        "../sync.js": used("Batch", "SyncOptions"),
    }
    lines = [f"/** {NOTE} */", ""]
    lines += [f"import type {{ {names} }} from '{module}';" for module, names in parts.items() if names]
    base = ", ".join(f"type {name}" for name in used("BatchOptions", "Core").split(", "))
    code = re.sub(r"/\*\*.*?\*/|'[^']*'", "", text, flags=re.DOTALL)
    types = [name for name in sorted({*document.objects, *queries}) if re.search(rf"\b{name}\b", code)]
    lines += [f"import {{ Resource, {base} }} from '../resource.js';", "import type {"]
    return "\n".join([*lines, *(f"  {name}," for name in types), "} from './types.js';", ""])


def files(document: Document) -> dict[str, str]:
    """Every file of the TypeScript half by its path in the repository."""
    products = dict.fromkeys(one.product for one in document.operations)
    made = {f"{ROOT}/{product}.ts": _product(document, product) for product in products}
    return made | {f"{ROOT}/types.ts": _Types(document).module()}
