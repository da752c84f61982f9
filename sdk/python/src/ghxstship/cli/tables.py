"""The tables that `sdk/emit` writes from the OpenAPI document: which commands there are, and what they take."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

PRODUCTS = {
    "atlvs": "ATLVS: companies, contacts, deals, invoices, payments.",
    "compvss": "COMPVSS: projects, crew, assignments, incidents.",
    "gvteway": "GVTEWAY: venues, events, ticket types, customers, orders, tickets.",
    "workspace": "The workspace itself: its settings, events, keys and webhooks.",
}

# Names that mean something else at the top: the platform's own commands, and the workspace's feed of events.
NOT_AT_THE_TOP = frozenset({("gvteway", "events"), ("workspace", "keys"), ("workspace", "workspace")})

PLAIN = frozenset({"string", "integer", "number", "money", "boolean", "time", "date"})


@dataclass(frozen=True)
class Option:
    """One field or parameter. `kind`: string, integer, number, money, boolean, time, date, choice, pairs or json."""

    name: str
    kind: str
    help: str
    values: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    nullable: bool = False


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
    summary: str
    help: str
    query: tuple[Option, ...]
    body: tuple[Option, ...]


@cache
def resources(product: str) -> dict[str, dict[str, Operation]]:
    """The resources of a product, with their operations by the name of the method."""
    text = files(__package__).joinpath("tables", f"{product}.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Operation]] = {}
    for one in json.loads(text):
        found.setdefault(one["resource"], {})[one["method"]] = _operation(one)
    return found


def at_the_top() -> dict[str, str]:
    """The product of every resource that needs no product before its name."""
    return {
        resource: product
        for product in PRODUCTS
        for resource in resources(product)
        if (product, resource) not in NOT_AT_THE_TOP
    }


def _operation(one: dict[str, Any]) -> Operation:
    query, body = (tuple(map(_option, one.get(part, ()))) for part in ("query", "body"))
    names = one["product"], one["resource"], one["method"], one["kind"], one["verb"], one["path"]
    return Operation(*names, tuple(one.get("ids", ())), one["summary"], one["description"], query, body)


def _option(field: dict[str, Any]) -> Option:
    kind, values, many = _shape(field["type"])
    text = " ".join(field.get("description", "").split())
    flags = field.get("required", False), field["type"].get("nullable", False)
    return Option(field["name"], kind, text, values, many, *flags)


def _shape(of: dict[str, Any]) -> tuple[str, tuple[str, ...], bool]:
    """How a value is typed: kind, choices, whether it is repeated. What is no plain value is given as JSON."""
    kind = of["kind"]
    if kind == "enum" and isinstance(of["values"][0], str):
        return "choice", tuple(of["values"]), False
    if kind == "array" and of["of"][0]["kind"] in {*PLAIN, "enum"}:
        return (*_shape(of["of"][0])[:2], True)
    if kind == "union":
        # "One of these, or several of them" is a list that may have one entry.
        lists = [one for one in of["of"] if one["kind"] == "array"]
        if len(lists) == 1:
            return _shape(lists[0])
    return kind if kind in PLAIN else "pairs" if kind == "map" else "json", (), False
