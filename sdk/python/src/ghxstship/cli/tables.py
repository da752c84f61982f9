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
    """One method of one resource. `result`: record, list, none, ndjson or sse."""

    product: str
    resource: str
    method: str
    ids: tuple[str, ...]
    result: str
    summary: str
    help: str
    query: tuple[Option, ...]
    body: tuple[Option, ...]


@cache
def resources(product: str) -> dict[str, dict[str, Operation]]:
    """The resources of a product, with their operations by the name of the method."""
    text = files(__package__).joinpath("tables", f"{product}.json").read_text(encoding="utf-8")
    return {
        resource: {method: _operation(product, resource, method, one) for method, one in methods.items()}
        for resource, methods in json.loads(text).items()
    }


def at_the_top() -> dict[str, str]:
    """The product of every resource that needs no product before its name."""
    return {
        resource: product
        for product in PRODUCTS
        for resource in resources(product)
        if (product, resource) not in NOT_AT_THE_TOP
    }


def _operation(product: str, resource: str, method: str, one: dict[str, Any]) -> Operation:
    query, body = (tuple(map(_option, one[part])) for part in ("query", "body"))
    texts = one["result"], one["summary"], one["help"]
    return Operation(product, resource, method, tuple(one["ids"]), *texts, query, body)


def _option(one: dict[str, Any]) -> Option:
    return Option(**{**one, "values": tuple(one.get("values", ()))})
