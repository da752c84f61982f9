"""The command line's half: one table a product, which `ghxstship.cli` makes its commands from."""

from __future__ import annotations

import json
from typing import Any

from .document import Document, Field, Operation, Type

ROOT = "sdk/python/src/ghxstship/cli/tables"
PLAIN = {"string", "integer", "number", "money", "boolean", "time", "date"}


def _shape(type_: Type) -> dict[str, Any]:
    """How a value is typed on a command line; what is no plain value is given as JSON."""
    if type_.kind == "enum" and all(isinstance(value, str) for value in type_.values):
        return {"kind": "choice", "values": list(type_.values)}
    if type_.kind == "array" and type_.of[0].kind in {*PLAIN, "enum"}:
        return {**_shape(type_.of[0]), "many": True}
    if type_.kind == "map":
        return {"kind": "pairs"}
    if type_.kind == "union":
        # "One of these, or several of them" is a list that may have one entry.
        lists = [one for one in type_.of if one.kind == "array"]
        if len(lists) == 1 and len(type_.of) == 2:
            return _shape(lists[0])
    return {"kind": type_.kind if type_.kind in PLAIN else "json"}


def _option(field: Field) -> dict[str, Any]:
    option = {"name": field.name, **_shape(field.type), "help": " ".join(field.description.split())}
    if field.required:
        option["required"] = True
    if field.type.nullable:
        option["nullable"] = True
    return option


def _command(operation: Operation, document: Document) -> dict[str, Any]:
    body = document.objects[operation.body].fields if operation.body and operation.method != "batch" else ()
    return {
        "verb": operation.verb,
        "path": operation.path,
        "ids": list(operation.ids),
        "result": operation.result,
        "summary": operation.summary,
        "help": " ".join(operation.description.split()),
        "query": [_option(field) for field in operation.query],
        "body": [_option(field) for field in body],
    }


def files(document: Document) -> dict[str, str]:
    """The tables, one line a command, so that a change is readable in a diff."""
    products: dict[str, dict[str, dict[str, Any]]] = {}
    for operation in document.operations:
        resources = products.setdefault(operation.product, {})
        resources.setdefault(operation.resource, {})[operation.method] = _command(operation, document)
    return {f"{ROOT}/{product}.json": _text(resources) for product, resources in products.items()}


def _text(resources: dict[str, dict[str, Any]]) -> str:
    blocks = []
    for resource, methods in resources.items():
        lines = [f'  "{name}": {json.dumps(one, ensure_ascii=False)}' for name, one in methods.items()]
        blocks.append(f'"{resource}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"
