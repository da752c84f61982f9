"""JSON schemas of the OpenAPI document as rows of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from .blocks import Row

Schema = dict[str, Any]

# What holds for every text is said once, on the page about the conventions.
_COMMON_PATTERNS = ("^[^\\u0000]*$", "^[^\\u0000]*[^\\u0000\\u0009-\\u000d")
_FORMATS = {"date-time": "time", "date": "date", "email": "e-mail address", "uri": "URL"}
# What holds for every amount is said beside the currencies.
_AMOUNT = re.compile(r"\s*Major units, with at most the decimals of the currency.*$")
_PREFIX = re.compile(r"([a-z]+_)\[")
# Deeper than this a record inside a record is named, not spelled out.
_DEEPEST = 3


class Schemas:
    """Reads schemas of one document.

    Parameters
    ----------
    document: the OpenAPI document.
    pages: by the name of a schema, the address of the place that describes it.
    records: by the prefix of ids, the name and that address of a record that stands in another one as a copy.
    """

    def __init__(
        self,
        document: dict[str, Any],
        pages: dict[str, str],
        records: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        self._root = document
        self._pages = pages
        self._records = records

    def resolve(self, node: Schema) -> Schema:
        """The schema, parameter or answer that a reference stands for; what stands beside it is kept."""
        while "$ref" in node:
            target: Any = self._root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def rows(self, schema: Schema, depth: int = 0) -> tuple[Row, ...]:
        """The fields of an object, of the objects of a list, or of what several schemas make together."""
        schema = self.resolve(schema)
        if "items" in schema and isinstance(schema["items"], dict):
            return self.rows(schema["items"], depth)
        rows: dict[str, Row] = {}
        for part in (*schema.get("allOf", ()), *_variants(schema)):
            rows |= {row.name: row for row in self.rows(part, depth)}
        required = schema.get("required", ())
        for name, value in schema.get("properties", {}).items():
            rows[name] = self.row(name, value, required=name in required, depth=depth)
        return tuple(rows.values())

    def read(self, schema: Schema) -> tuple[Row, ...]:
        """The fields of what is received, where "required" would say nothing to the reader."""
        return tuple(_unmarked(row) for row in self.rows(schema))

    def row(self, name: str, schema: Schema, *, required: bool, depth: int = 0, description: str = "") -> Row:
        """One field."""
        whole = self.resolve(schema)
        enum = whole.get("enum") or (whole.get("items") or {}).get("enum") or ()
        named = self._page_of(schema)
        inner = () if named or depth >= _DEEPEST else self.rows(whole, depth + 1)
        return Row(
            name,
            self.type_of(schema),
            required,
            _AMOUNT.sub("", whole.get("description", "")) or description,
            tuple(self._notes(whole, named)),
            tuple("null" if value is None else str(value) for value in enum),
            inner,
        )

    def _page_of(self, schema: Schema) -> tuple[str, str] | None:
        for node in (schema, schema.get("items"), *schema.get("anyOf", ())):
            name = (node or {}).get("$ref", "").rpartition("/")[2] if isinstance(node, dict) else ""
            if name in self._pages:
                return name, self._pages[name]
            own_id = (node or {}).get("properties", {}).get("id", {})
            prefix = _PREFIX.search(own_id.get("pattern", ""))
            if prefix is not None and prefix[1] in self._records:
                return self._records[prefix[1]]
        return None

    def type_of(self, schema: Schema) -> str:
        """The type in words: ``array of string or null``."""
        schema = self.resolve(schema)
        variants = _variants(schema)
        if variants:
            return " or ".join(dict.fromkeys(self.type_of(one) for one in variants))
        kinds = schema.get("type", "object" if "allOf" in schema or "properties" in schema else "any")
        names = [kinds] if isinstance(kinds, str) else list(kinds)
        return " or ".join(self._name(name, schema) for name in names)

    def _name(self, name: str, schema: Schema) -> str:
        if name == "string":
            return _FORMATS.get(schema.get("format", ""), "string")
        if name == "number" and schema.get("x-decimals") == "currency":
            return "amount"
        if name == "array":
            items = schema.get("items")
            return f"array of {self.type_of(items)}" if isinstance(items, dict) else "array"
        if name == "object" and isinstance(schema.get("additionalProperties"), dict):
            return f"map of {self.type_of(schema['additionalProperties'])}"
        return str(name)

    def _notes(self, schema: Schema, named: tuple[str, str] | None) -> list[str]:
        notes = []
        if named:
            notes.append(f"fields as in [{named[0]}]({named[1]})")
        if "x-resource" in schema:
            product, _, resource = schema["x-resource"].partition(".")
            notes.append(f"id of [{resource}](/docs/api/{product}/{resource})")
        if schema.get("readOnly"):
            notes.append("set by the platform")
        if schema.get("default") is not None:
            notes.append(f"default `{json.dumps(schema['default'], ensure_ascii=False)}`")
        if "const" in schema:
            notes.append(f"always `{json.dumps(schema['const'])}`")
        if schema.get("x-decimals") == "currency":
            notes += _span({"minimum": schema.get("minimum")}, "minimum", "maximum", "")
        else:
            notes += _span(schema, "minimum", "maximum", "")
        notes += [f"greater than {schema['exclusiveMinimum']}"] if "exclusiveMinimum" in schema else []
        notes += [f"less than {schema['exclusiveMaximum']}"] if "exclusiveMaximum" in schema else []
        if schema.get("format") not in {"date", "date-time"}:
            notes += _span(schema, "minLength", "maxLength", " characters")
        notes += _span(schema, "minItems", "maxItems", " entries")
        notes += _span(schema, "minProperties", "maxProperties", " entries")
        if isinstance(schema.get("x-decimals"), int):
            notes.append(f"at most {schema['x-decimals']} decimals")
        pattern = schema.get("pattern", "")
        if (
            pattern
            and not pattern.startswith(_COMMON_PATTERNS)
            and not {"format", "x-resource", "readOnly"} & schema.keys()
        ):
            notes.append(f"matches `{pattern}`")
        examples = [one for one in schema.get("examples", ()) if isinstance(one, (str, int, float, bool))]
        if examples and not schema.get("enum") and "pattern" not in schema:
            example = examples[0]
            notes.append(f"for example `{example if isinstance(example, str) else json.dumps(example)}`")
        return notes


def _variants(schema: Schema) -> tuple[Schema, ...]:
    return tuple(one for word in ("oneOf", "anyOf") for one in schema.get(word, ()))


def _span(schema: Schema, low: str, high: str, unit: str) -> list[str]:
    least, most = schema.get(low), schema.get(high)
    if least is not None and most is not None:
        return [f"{least:,} to {most:,}{unit}" if least != most else f"exactly {least:,}{unit}"]
    if most is not None:
        return [f"at most {most:,}{unit}"]
    return [f"at least {least:,}{unit}"] if least is not None else []


def _unmarked(row: Row) -> Row:
    return replace(row, required=False, rows=tuple(_unmarked(one) for one in row.rows))
