"""The model that all printers share: the operations of the OpenAPI document and the types that they need.

What it does not understand it refuses: a keyword that is silently ignored becomes a client that is silently wrong.
"""

from __future__ import annotations

import re
import sys
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

TEMPLATES = tomllib.loads(Path(__file__).with_name("templates.toml").read_text())
KNOWN = {name: frozenset(words.split()) for name, words in TEMPLATES["known"].items()}


@dataclass(frozen=True)
class Type:
    """`kind`: string, integer, number, money, boolean, time, date, any, null, enum, array, map, object or union."""

    kind: str
    nullable: bool = False
    values: tuple[Any, ...] = ()  # of an enum
    of: tuple[Type, ...] = ()  # of an array or a map: one; of a union: each
    name: str = ""  # of an object; of an enum, if it has one


@dataclass(frozen=True)
class Field:
    """A field of an object, or a parameter of a query."""

    name: str
    type: Type
    required: bool
    description: str


class Object(NamedTuple):
    """Its fields follow its creation, because types may be circular."""

    name: str
    description: str
    fields: list[Field]


@dataclass(frozen=True)
class Operation:
    """One method of one resource. `kind`: list, get, write, delete, batch, export or stream."""

    product: str
    resource: str
    method: str
    kind: str
    verb: str
    path: str
    ids: tuple[str, ...]
    query: tuple[Field, ...]
    body: str
    record: str
    summary: str
    description: str

    @property
    def name(self) -> str:
        """Of the type of its parameters."""
        return camel(f"{self.product}.{self.resource}.{self.method}")

    @property
    def syncs(self) -> bool:
        """Whether it can be walked in the order of the last change."""
        return self.kind == "list" and KNOWN["walk"] <= {one.name for one in self.query}


class Document:
    """The operations, and the objects and named enums that they need, found while reading."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self.objects: dict[str, Object] = {}
        self.enums: dict[str, tuple[str, tuple[Any, ...]]] = {}  # description and values
        self.operations: list[Operation] = []
        self.products: dict[str, dict[str, list[Operation]]] = {}
        about: dict[tuple[str, str], str] = {}
        items = root["paths"].items()
        for path, verb, spec in ((path, *one) for path, item in items for one in item.items()):
            one = self._operation(path, verb, spec)
            # What an export, a stream or a deletion is about, operations before it have said.
            one = replace(one, record=one.record or about.get((one.product, one.resource), ""))
            about.setdefault((one.product, one.resource), one.record)
            self.operations.append(one)
            self.products.setdefault(one.product, {}).setdefault(one.resource, []).append(one)
        self.sent = self.reachable({one.body for one in self.operations if one.body})

    def reachable(self, roots: set[str]) -> list[Object]:
        """The objects with these names and all that they are made of, by name."""
        waiting, seen = list(roots), set()
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += [found for one in self.objects[name].fields for found in _objects(one.type)]
        return [self.objects[name] for name in sorted(seen)]

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            group, name = node["$ref"].removeprefix("#/components/").split("/")
            own = {key: value for key, value in node.items() if key != "$ref"}
            node = self._root["components"][group][name] | own
        return node

    def _operation(self, path: str, verb: str, spec: dict[str, Any]) -> Operation:
        where, query = f"{verb.upper()} {path}", []
        sdk = spec.get("x-sdk") or refuse(where, "needs an x-sdk")
        for parameter in map(self._resolve, spec.get("parameters", ())):
            name = parameter["name"]
            if parameter["in"] == "query":
                field = self._field(name, parameter["schema"], camel(name), parameter)
                # One of these, or several of them.
                both = Type("union", of=(*field.type.of, field.type))
                query.append(replace(field, type=both) if field.type.kind == "array" else field)
            elif parameter["in"] == "header" and name not in KNOWN["headers"]:
                refuse(where, f"the header {name} belongs to no option of the clients")
        kind, record = self._success(where, verb, sdk["method"], spec["responses"])
        body = self._body(where, kind, self._resolve(spec["requestBody"])) if "requestBody" in spec else ""
        names = {one.name for one in (*query, *(self.objects[body].fields if body else ()))}
        if names & KNOWN["options"] or (query and body):
            refuse(where, f"options of the clients as parameters, or query and body at once: {sorted(names)}")
        own = [sdk[word].replace("-", "_") for word in ("product", "resource", "method")]
        texts = spec["summary"], spec.get("description") or f"{spec['summary']}."
        ids = tuple(re.findall(r"\{(\w+)\}", path))
        return Operation(*own, kind, verb.upper(), path, ids, tuple(query), body, record, *texts)

    def _body(self, where: str, kind: str, spec: dict[str, Any]) -> str:
        name = _reference(spec["content"]["application/json"]["schema"], where)
        # The platform checks a batch item by item; the client takes a list of what `create` takes.
        found = self._named(name.removesuffix("Batch") + "Create" if kind == "batch" else name)
        return found.name if found.kind in {"object", "null"} else refuse(where, f"{name} is no object")

    def _success(self, where: str, verb: str, method: str, responses: dict[str, Any]) -> tuple[str, str]:
        answers = [self._resolve(one) for status, one in responses.items() if status.startswith("2")]
        content = answers[0].get("content", {}) if answers else refuse(where, "no response of success")
        media = next(iter(content), "")
        if media in TEMPLATES["media"] or not content:
            return TEMPLATES["media"].get(media, "delete"), ""
        schema = content[media]["schema"]
        name = _reference(schema, where)
        data = self._resolve(schema).get("properties", {}).get("data")
        if name.endswith("List") and data:
            return "list", self.type(data["items"], name.removesuffix("List")).name
        kind = "batch" if method == "batch" else "get" if verb == "get" else "write"
        return kind, self._named(name).name

    def _field(self, name: str, schema: Any, hint: str, parent: dict[str, Any]) -> Field:
        required = parent.get("required") is True if "in" in parent else name in parent.get("required", ())
        text = self._resolve(schema).get("description") or parent.get("description", "")
        return Field(name, self.type(schema, hint), required, text)

    def _named(self, name: str) -> Type:
        if name in self.objects:
            return Type("object", name=name)
        found = self.type(self._root["components"]["schemas"][name], name)
        if found.kind == "enum":
            self.enums[name] = self._root["components"]["schemas"][name].get("description", ""), found.values
        return replace(found, name=name) if found.kind == "enum" else found

    def type(self, schema: dict[str, Any] | bool, hint: str) -> Type:
        """The type of a schema; `hint` names an object that has no name of its own."""
        if isinstance(schema, bool):
            return Type("any")
        parts = [one for word in ("oneOf", "anyOf", "allOf") for one in schema.get(word, ())]
        whole = [self._resolve(one) for one in parts]
        for one in (schema, *whole):
            if unknown := one.keys() - KNOWN["keywords"]:
                refuse(hint, f"the emitter does not know {sorted(unknown)}")
        if "$ref" in schema:
            return self._named(_reference(schema, hint))
        if whole and ("allOf" in schema or all("properties" in one for one in whole)):
            return self._object(_merged(whole, hint, schema), hint)
        kind = schema.get("type", "any")
        if parts or isinstance(kind, list):
            several = parts or [{**schema, "type": one} for one in kind]
            return _either([self.type(one, hint) for one in several])
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        if values and kind not in {"null", "boolean"}:
            return Type("enum", None in values, tuple(value for value in values if value is not None))
        if kind == "array":
            singular = hint[:-1] if hint.endswith("s") else f"{hint}Item"
            return Type("array", of=(self.type(schema.get("items", True), singular),))
        if kind == "number" and schema.get("x-decimals") == "currency":
            return Type("money")
        if kind in {"string", "integer", "number", "boolean", "any", "null"}:
            return Type(TEMPLATES["formats"].get(schema.get("format"), kind) if kind == "string" else kind)
        return self._object(schema, hint) if kind == "object" else refuse(hint, f"the type {kind!r}")

    def _object(self, schema: dict[str, Any], hint: str) -> Type:
        values = schema.get("additionalProperties", True)
        if "properties" not in schema:
            return Type("null") if values is False else Type("map", of=(self.type(values, f"{hint}Value"),))
        if hint not in self.objects:
            made = self.objects[hint] = Object(hint, schema.get("description") or f"A {hint}.", [])
            for name, one in schema["properties"].items():
                made.fields.append(self._field(name, one, hint + camel(name), schema))
        return Type("object", name=hint)


def camel(text: str, start: int = 0) -> str:
    """`ticket_types` as `TicketTypes`, or with a `start` of 1 as `ticketTypes`."""
    parts = re.split(r"[_\-.]", text)
    return "".join([*parts[:start], *(part[:1].upper() + part[1:] for part in parts[start:])])


def comment(text: str, pad: str, marks: tuple[str, str, str], width: int) -> str:
    """A text between marks (opening, before each line, closing), on one line where it fits."""
    text = " ".join(text.split())
    opening, leader, closing = marks
    if not text or len(f"{pad}{opening}{text}{closing}") <= width:
        return f"{pad}{opening}{text}{closing}\n" if text else ""
    lines = textwrap.wrap(text, width - len(pad) - 3)
    first = pad + opening.rstrip() + ("" if leader else lines.pop(0))
    return "\n".join([first, *(f"{pad}{leader}{line}" for line in lines), f"{pad}{closing}\n"])


def choice(values: Iterable[object], words: dict[str, Any]) -> str:
    """One of these values."""
    return str(words["choice"].format(words["or"].join(map(repr, values))))


def spelled(type_: Type, words: dict[str, Any], *, sent: bool) -> str:
    """A type in the words of a language, for what is sent or for what is read."""
    of = [spelled(one, words, sent=sent) for one in type_.of]
    item = f"({of[0]})" if of and " " in of[0] and words["groups"] else "".join(of[:1])
    kind = "numbers" if type_.kind == "enum" and not isinstance(type_.values[0], str) else type_.kind
    pattern = words["sent"].get(kind, words["read"][kind]) if sent else words["read"][kind]
    name = type_.name or choice(type_.values, words)
    text: str = pattern.format(name=name, item=item, each=" | ".join(dict.fromkeys(of)))
    return f"{text} | {words['read']['null']}" if type_.nullable and kind != "any" else text


def refuse(where: str, why: str) -> NoReturn:
    """End here: nothing is better than something wrong."""
    sys.exit(f"sdk.emit: {where}: {why}")


def _reference(schema: dict[str, Any], where: str) -> str:
    name: str = schema.get("$ref", "").rpartition("/")[2]
    return name or refuse(where, "what is sent or answered needs a schema with a name")


def _objects(type_: Type) -> list[str]:
    return [type_.name] if type_.kind == "object" else [name for one in type_.of for name in _objects(one)]


def _either(types: list[Type]) -> Type:
    """One of several; null is not one of them but a property of the others."""
    nullable = any(one.kind == "null" or one.nullable for one in types)
    others = tuple(dict.fromkeys(one for one in types if one.kind != "null"))
    return replace(others[0], nullable=nullable) if len(others) == 1 else Type("union", nullable, of=others)


def _merged(parts: list[dict[str, Any]], hint: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One object of several: all of them at once, or one of them (then what all require is required)."""
    properties: dict[str, Any] = {}
    for name, one in (pair for part in parts for pair in part.get("properties", {"": {}}).items()):
        before = properties.setdefault(name, one)
        if not name or before.get("type") != one.get("type"):
            refuse(hint, f"only objects can be put together, whose fields have one type: {name}")
        if before != one:
            properties[name] = {key: before[key] for key in ("type", "description") if key in before}
    needed = [set(part.get("required", ())) for part in parts]
    required = set.union(*needed) if "allOf" in schema else set.intersection(*needed)
    return {"description": schema.get("description", ""), "properties": properties, "required": required}
