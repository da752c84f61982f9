"""Reads the OpenAPI document into operations and types that both SDKs are written from.

What it does not understand it refuses: a keyword that is silently ignored becomes a client that is silently wrong.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Checked by the platform, not by the clients; or read below.
KNOWN = frozenset(
    [
        "type",
        "title",
        "description",
        "examples",
        "example",
        "default",
        "enum",
        "const",
        "format",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "readOnly",
        "writeOnly",
        "deprecated",
        "$ref",
        "oneOf",
        "anyOf",
        "allOf",
        "x-decimals",
        "x-resource",
    ]
)
FORMATS = {"date-time": "time", "date": "date"}
OPTION_NAMES = frozenset(
    {"timeout", "max_retries", "idempotency_key", "if_match", "correlation_id", "extra_headers"}
)
HEADERS_OF_OPTIONS = {
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Correlation-ID",
    "X-Workspace-ID",
    "Last-Event-ID",
}


class Unsupported(Exception):  # noqa: N818 - reads as what it says
    """The document says something that the emitter cannot express."""


@dataclass(frozen=True)
class Type:
    """`kind`: string, integer, number, money, boolean, time, date, any, null, enum, array, map, object or union."""

    kind: str
    nullable: bool = False
    values: tuple[Any, ...] = ()  # of an enum
    of: tuple[Type, ...] = ()  # of an array or a map: one; of a union: each
    name: str = ""  # of an object


@dataclass(frozen=True)
class Field:
    """A field of an object or a parameter of a query."""

    name: str
    type: Type
    required: bool
    description: str


@dataclass
class Object:
    """An object type by name."""

    name: str
    description: str
    fields: list[Field] = field(default_factory=list)


@dataclass(frozen=True)
class Operation:
    """One method of one resource. `result`: record, list, none, ndjson or sse."""

    product: str
    resource: str
    method: str
    verb: str
    path: str
    ids: tuple[str, ...]
    query: tuple[Field, ...]
    body: str | None
    result: str
    record: str | None
    summary: str
    description: str


def camel(text: str) -> str:
    """`ticket_types` as `TicketTypes`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\-.]", text))


class Document:
    """The document's operations, and the object types that they need (`objects`, filled while reading)."""

    def __init__(self, path: Path) -> None:
        self._root: dict[str, Any] = json.loads(path.read_text())
        self.objects: dict[str, Object] = {}
        self.operations = [
            self._operation(where, verb, operation)
            for where, item in self._root["paths"].items()
            for verb, operation in item.items()
        ]

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            target: Any = self._root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def _operation(self, path: str, verb: str, spec: dict[str, Any]) -> Operation:
        try:
            sdk = spec["x-sdk"]
        except KeyError:
            raise Unsupported(f"{verb.upper()} {path} has no x-sdk") from None
        query: list[Field] = []
        for parameter in map(self._resolve, spec.get("parameters", ())):
            where, name = parameter["in"], parameter["name"]
            if where == "query":
                query.append(self._field(name, parameter["schema"], camel(name), parameter))
            elif where == "header" and name not in HEADERS_OF_OPTIONS:
                raise Unsupported(f"{path}: the header {name} belongs to no option of the clients")
        body = self._body(path, sdk["method"], spec.get("requestBody"))
        self._no_clash(path, query, body)
        result, record = self._result(path, spec["responses"])
        ids = tuple(re.findall(r"\{(\w+)\}", path))
        texts = spec["summary"], spec.get("description", "")
        names = sdk["product"], sdk["resource"].replace("-", "_"), sdk["method"].replace("-", "_")
        return Operation(*names, verb.upper(), path, ids, tuple(query), body, result, record, *texts)

    def _no_clash(self, path: str, query: list[Field], body: str | None) -> None:
        names = {one.name for one in query} | {
            one.name for one in (self.objects[body].fields if body else ())
        }
        if names & OPTION_NAMES:
            raise Unsupported(f"{path}: {sorted(names & OPTION_NAMES)} are options of the clients")

    def _body(self, path: str, method: str, spec: dict[str, Any] | None) -> str | None:
        if spec is None:
            return None
        spec = self._resolve(spec)
        schema = spec["content"]["application/json"]["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        if method == "batch":
            # The items are checked one by one; the client takes a list of what `create` takes.
            name = name.removesuffix("Batch") + "Create"
            schema = {"$ref": f"#/components/schemas/{name}"}
        if not name:
            raise Unsupported(f"{path}: the body has no name of its own")
        found = self.type(schema, name)
        if found.kind != "object":
            return None if name == "Empty" else self._refuse(path, f"the body {name} is no object")
        return found.name

    def _refuse(self, path: str, why: str) -> Any:
        raise Unsupported(f"{path}: {why}")

    def _result(self, path: str, responses: dict[str, Any]) -> tuple[str, str | None]:
        for status, response in responses.items():
            if not status.startswith("2"):
                continue
            content = self._resolve(response).get("content", {})
            if "application/x-ndjson" in content:
                return "ndjson", None
            if "text/event-stream" in content:
                return "sse", None
            if not content:
                return "none", None
            schema = content["application/json"]["schema"]
            name = schema.get("$ref", "").rpartition("/")[2] or self._refuse(path, "the result has no name")
            properties = self._resolve(schema).get("properties", {})
            if name.endswith("List") and "data" in properties:
                item = properties["data"]["items"]
                return "list", self.type(item, name.removesuffix("List")).name
            return "record", self.type(schema, name).name
        return self._refuse(path, "no response of success")

    def _field(self, name: str, schema: dict[str, Any], hint: str, parent: dict[str, Any]) -> Field:
        required = parent.get("required") is True if "in" in parent else name in parent.get("required", ())
        text = self._resolve(schema).get("description") or parent.get("description", "")
        return Field(name, self.type(schema, hint), required, text)

    def type(self, schema: dict[str, Any] | bool, hint: str) -> Type:
        """The type of a schema; `hint` names an object that has no name of its own."""
        if isinstance(schema, bool):
            return Type("any")
        unknown = {key for key in schema if key not in KNOWN}
        if unknown:
            raise Unsupported(f"{hint}: the emitter does not know {sorted(unknown)}")
        if "$ref" in schema:
            hint = schema["$ref"].rpartition("/")[2]
            if hint in self.objects:
                return Type("object", name=hint)
            return self.type(self._resolve(schema), hint)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return self._union(
                    [self.type(one, hint) if "$ref" in one else one for one in schema[word]], hint, schema
                )
        if "allOf" in schema:
            return self._merged([self._resolve(one) for one in schema["allOf"]], hint, schema, every=True)
        return self._plain(schema, hint)

    def _plain(self, schema: dict[str, Any], hint: str) -> Type:
        kinds = schema.get("type", "any")
        names = [kinds] if isinstance(kinds, str) else list(kinds)
        nullable = "null" in names and len(names) > 1
        names = [name for name in names if name != "null"] or ["null"]
        if len(names) > 1:
            return Type(
                "union", nullable, of=tuple(self._plain({**schema, "type": name}, hint) for name in names)
            )
        kind = names[0]
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        if values and kind in {"string", "integer", "boolean", "any"}:
            return Type(
                "enum", nullable or None in values, tuple(value for value in values if value is not None)
            )
        if kind == "number":
            return Type("money" if schema.get("x-decimals") == "currency" else "number", nullable)
        if kind == "string":
            return Type(FORMATS.get(schema.get("format", ""), "string"), nullable)
        if kind == "array":
            singular = hint[:-1] if hint.endswith("s") else f"{hint}Item"
            return Type("array", nullable, of=(self.type(schema.get("items", True), singular),))
        if kind == "object":
            return self._object(schema, hint, nullable=nullable)
        if kind in {"integer", "boolean", "any", "null"}:
            return Type(kind, nullable)
        raise Unsupported(f"{hint}: the type {kind!r}")

    def _object(self, schema: dict[str, Any], hint: str, *, nullable: bool) -> Type:
        if "properties" not in schema:
            if schema.get("additionalProperties") is False:
                return Type("null", nullable)
            return Type(
                "map", nullable, of=(self.type(schema.get("additionalProperties", True), f"{hint}Value"),)
            )
        if hint not in self.objects:
            made = self.objects[hint] = Object(hint, schema.get("description", ""))
            for name, one in schema["properties"].items():
                made.fields.append(self._field(name, one, hint + camel(name), schema))
        return Type("object", nullable, name=hint)

    def _union(self, options: list[Any], hint: str, schema: dict[str, Any]) -> Type:
        plain = [one for one in options if isinstance(one, dict)]
        if len(plain) == len(options) > 1 and all("properties" in one for one in plain):
            return self._merged(plain, hint, schema, every=False)
        types = [self.type(one, hint) if isinstance(one, dict) else one for one in options]
        nullable = any(one.kind == "null" or one.nullable for one in types)
        types = [one for one in types if one.kind != "null"]
        if len(types) == 1:
            return Type(types[0].kind, True, types[0].values, types[0].of, types[0].name)
        return Type("union", nullable, of=tuple(types))

    def _merged(self, parts: list[dict[str, Any]], hint: str, schema: dict[str, Any], *, every: bool) -> Type:
        """One object of several: all of them at once, or one of them (then only what all require is required)."""
        if not all(part.get("type") == "object" and "properties" in part for part in parts):
            raise Unsupported(f"{hint}: only objects can be put together")
        properties: dict[str, Any] = {}
        for part in parts:
            for name, one in part["properties"].items():
                properties[name] = (
                    one
                    if name not in properties or properties[name] == one
                    else {**_common(properties[name], one)}
                )
        sets = [set(part.get("required", ())) for part in parts]
        required = set.union(*sets) if every else set.intersection(*sets)
        whole = {"type": "object", "properties": properties, "required": sorted(required)}
        return self._object({"description": schema.get("description", ""), **whole}, hint, nullable=False)


def _common(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What two variants of a field share: the type and the description."""
    if one.get("type") != other.get("type"):
        raise Unsupported(f"variants of different types: {one.get('type')} and {other.get('type')}")
    return {key: one[key] for key in ("type", "description", "format", "x-decimals") if key in one}
