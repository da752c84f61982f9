"""Data: one table a resource, straight from its declaration, so that somebody can see what the API holds."""

from __future__ import annotations

import json
import shlex
from typing import Any

import sqlalchemy as sa

from ...api.responses import Response
from ...errors import PlatformError
from ...events import browse
from ...products.examples import example_input
from ...products.fields import Boolean, Choice, Field, Money, Reference, Timestamp
from ...products.registry import BY_KEY, RESOURCES
from ...products.resource import Resource
from ...storage.schema import COUNTS
from ...storage.statements import WORKSPACE, Statement
from ..docs.pages import api_origin
from ..routes import Route
from ..visit import Visit
from .filters import chosen, listed

FIRST_COLUMNS = 5
MOST_HISTORY = 50

_LIVE = Statement(
    sa.select(COUNTS.c.resource, COUNTS.c.live).where(
        COUNTS.c.workspace_id == WORKSPACE, COUNTS.c.facet == sa.literal_column("''")
    )
)


def readable(visit: Visit) -> list[Resource]:
    """The resources that the role may read, in the order of the registry."""
    return [resource for resource in RESOURCES if visit.may(resource.read_scope)]


async def data_index(visit: Visit) -> Response:
    """Every resource with the number of its records."""
    workspace_id = visit.workspace_id
    rows = await visit.db.read(lambda r: r.rows(_LIVE, workspace_id=workspace_id))
    counts: dict[str, int] = dict(rows)
    products: dict[str, list[tuple[Resource, int]]] = {}
    for resource in readable(visit):
        products.setdefault(resource.product, []).append((resource, counts.get(resource.key, 0)))
    return visit.page("portal/data.html", products=products)


async def table_page(visit: Visit) -> Response:
    """The records of a resource, in the columns that the reader has chosen."""
    resource = _resource(visit)
    fields = {field.name: field for field in resource.record_fields}
    filters = [field for field in resource.record_fields if field.filter]
    found = chosen(visit, *(field.name for field in filters), "q", "sort", "include_deleted")
    asked: dict[str, Any] = {name: found.get(name) for name in ("q", "sort", "include_deleted")}
    asked |= {field.name: found.get(field.name) for field in filters}
    columns = [name for name in dict.fromkeys(visit.query.all("columns")) if name in fields]
    page = await listed(visit, resource.path, found, asked)
    return visit.page(
        "portal/table.html", resource=resource, found=found, page=page, filters=filters, fields=fields,
        columns=[fields[name] for name in columns or first_columns(resource)], chosen_columns=columns,
        links={**found.values, "columns": columns}, kind_of=kind_of, target_of=target_of, choices_of=choices_of,
        first=_first_record(visit, resource),
    )  # fmt: skip


async def record_page(visit: Visit) -> Response:
    """A record as fields and as JSON, and what has become of it; a deleted one as its last event tells it."""
    resource, record_id = _resource(visit), visit.path["record_id"]
    workspace_id = visit.workspace_id
    answer = await visit.call("GET", f"{resource.path}/{record_id}")
    rows = await visit.db.read(lambda r: browse.history(r, workspace_id, record_id, MOST_HISTORY))
    events = [(entry, json.loads(envelope)["data"]) for entry, envelope in rows]
    deleted = answer.code == "NOT_FOUND" and bool(events) and record_id.startswith(resource.prefix)
    if not deleted:
        answer.require()
    record = events[0][1] if deleted else answer.data
    return visit.page(
        "portal/record.html", resource=resource, record=record, record_id=record_id, events=events, deleted=deleted,
        changes=[(entry, changes_of(data)) for entry, data in events], fields=resource.record_fields, kind_of=kind_of,
        target_of=target_of, more=len(events) == MOST_HISTORY,
    )  # fmt: skip


def _first_record(visit: Visit, resource: Resource) -> str:
    """A command that makes a record of what is required; empty where records come about in another way."""
    if "create" not in resource.operations or resource.write_scope not in ("write", "webhooks"):
        return ""
    needed = {field.name for field in resource.input_fields if field.required}
    body = {name: value for name, value in example_input(resource).items() if name in needed}
    return " \\\n  ".join([
        f'curl -X POST "{api_origin(visit)}{resource.path}"', '-H "Authorization: Bearer $GHXSTSHIP_API_KEY"',
        '-H "Content-Type: application/json"', f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}",
    ])  # fmt: skip


def first_columns(resource: Resource) -> list[str]:
    """What a table begins with: the first fields that a person would look for, and when it last changed."""
    plain = [
        f.name
        for f in resource.stored
        if kind_of(f) in ("text", "choice", "money", "moment", "truth", "number")
    ]
    named = sorted(plain, key=lambda name: name not in resource.searched)[:FIRST_COLUMNS]
    status = [name for name in ("status",) if name in plain and name not in named]
    return [*named, *status, "updated_at"]


def kind_of(field: Field) -> str:
    """How a value of a field is shown: money, moment, link, choice, truth, text, number or json."""
    match field.kind:
        case Money():
            return "money"
        case Timestamp():
            return "moment"
        case Reference():
            return "link"
        case Choice():
            return "choice"
        case Boolean():
            return "truth"
    kind = field.kind.schema().get("type")
    return {"string": "text", "integer": "number", "number": "number"}.get(str(kind), "json")


def target_of(field: Field) -> tuple[str, str]:
    """The product and the name of the resource that a reference points to."""
    assert isinstance(field.kind, Reference)
    target = BY_KEY[field.kind.target]
    return target.product, target.name


def choices_of(field: Field) -> list[tuple[str, str]]:
    """What a filter can be set to; empty where that is any text."""
    match field.kind:
        case Choice(values=values):
            return [("", "Any"), *((value, value) for value in values)]
        case Boolean():
            return [("", "Any"), ("true", "yes"), ("false", "no")]
    return []


def changes_of(data: dict[str, Any]) -> dict[str, Any]:
    """What an event says was changed, by field."""
    changes = data.get("changes")
    return changes if isinstance(changes, dict) else {}


def _resource(visit: Visit) -> Resource:
    """The resource of the path; raises `NOT_FOUND`, and `FORBIDDEN` where the role may not read it."""
    resource = BY_KEY.get(f"{visit.path['product']}.{visit.path['name']}")
    if resource is None:
        raise PlatformError("NOT_FOUND", "There is no such resource.")
    if not visit.may(resource.read_scope):
        raise PlatformError("FORBIDDEN", f"Your role does not allow {resource.read_scope}.")
    return resource


_AT = "/developers/{workspace_id}/data"

PAGES = (
    Route("GET", _AT, data_index),
    Route("GET", f"{_AT}/{{product}}/{{name}}", table_page),
    Route("GET", f"{_AT}/{{product}}/{{name}}/{{record_id}}", record_page),
)
