"""The event catalogue: a list of all types, and a page for each, from the declarations of the resources."""

from __future__ import annotations

import json
from typing import Any

from ...products.catalogue import EventType, event_types
from ...products.registry import RESOURCES
from .blocks import Block, Code, Fields, Heading, Page, Prose, Sample
from .schema_rows import Schemas

ROOT = "/docs/webhooks/events"
PRODUCTS = {"atlvs": "ATLVS", "compvss": "COMPVSS", "gvteway": "GVTEWAY", "workspace": "Workspace"}
# No call of the API leads to these (`ghxstship trigger` says the same).
NOT_TRIGGERED = frozenset({"payment.updated", "webhook_endpoint.disabled"})
_PLAIN = {"string", "number", "integer", "boolean"}


def pages(document: dict[str, Any]) -> tuple[Page, ...]:
    """The list first, then each type by name."""
    records = {each.prefix: (each.name, f"/docs/api/{each.product}/{each.name}#record") for each in RESOURCES}
    schemas = Schemas(document, {"Currency": "/docs/api#currencies"}, records)
    types = event_types().values()
    return (_index(schemas), *(_page(event, document, schemas) for event in types))


def _index(schemas: Schemas) -> Page:
    blocks: list[Block] = [
        Prose(
            "Everything that happens in a workspace is of one of these types. Each event is in the workspace's "
            "[event log](/docs/api/workspace/events), and an [endpoint](/docs/webhooks/endpoints) takes it by its "
            "name, by a glob such as `deal.*`, or by `*`. The same catalogue as JSON: "
            "[GET /workspace/v1/event-types](/docs/api/workspace/event-types#list)."
        ),
        Heading(2, "The envelope", "envelope"),
        Prose(
            "The same for all types. It is frozen when the change is committed; the "
            "[signature](/docs/webhooks/receiving#verify) is over its bytes."
        ),
        Fields(schemas.read({"$ref": "#/components/schemas/EventEnvelope"})),
    ]
    for product, title in PRODUCTS.items():
        rows = [
            f"| [`{event.name}`]({ROOT}/{event.name}) | {event.description} |"
            for event in event_types().values()
            if event.product == product
        ]
        table = "\n".join(["| Event | Description |", "|---|---|", *rows])
        blocks += [Heading(2, title, product), Prose(table)]
    return Page(
        ROOT, "Event catalogue", "Every type of event, with its payload, schema and example.", tuple(blocks)
    )


def _page(event: EventType, document: dict[str, Any], schemas: Schemas) -> Page:
    content = document["webhooks"][event.name]["post"]["requestBody"]["content"]["application/json"]
    envelope = content["examples"]["example"]["value"]
    names = _filterable(event)
    listed = ", ".join(f"`data.{name}`" for name in names)
    first = names[0]
    condition = json.dumps({f"data.{first}": _comparison(envelope["data"].get(first))}, ensure_ascii=False)
    blocks: list[Block] = [
        Prose(f"{event.description}. It is sent to every endpoint that takes `{event.name}`."),
        Heading(2, "Payload", "payload"),
        Prose(
            f"The fields of `data`. The rest of the [envelope]({ROOT}#envelope) is the same for all types."
        ),
        Fields(schemas.read(event.schema)),
        Code((Sample("json", json.dumps(envelope, indent=2, ensure_ascii=False)),), "Example"),
        Heading(2, "Filter", "filter"),
        Prose(
            "The [filter](/docs/webhooks/endpoints#filters) of an endpoint may use any field of the envelope. "
            f"Plain values of the payload are {listed}."
        ),
        Code((Sample("json", condition),), "A filter"),
        Heading(2, "Try it", "try"),
        Prose(
            "[Send this example](/docs/webhooks/deliveries#testing-an-endpoint) to an endpoint of yours"
            + (
                ". No call of the API leads to a real one."
                if event.name in NOT_TRIGGERED
                else ", or cause a real one in a sandbox workspace:"
            )
        ),
    ]
    if event.name not in NOT_TRIGGERED:
        blocks.append(Code((Sample("bash", f"ghxstship trigger {event.name}"),)))
    return Page(f"{ROOT}/{event.name}", event.name, f"{event.description}.", tuple(blocks))


def _filterable(event: EventType) -> list[str]:
    found = []
    for name, schema in event.schema["properties"].items():
        kinds = schema.get("type", ())
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        if kinds and kinds <= _PLAIN | {"null"}:
            found.append(name)
    preferred = ("value", "total", "amount", "status", "severity", "quantity")
    return sorted(found, key=lambda name: preferred.index(name) if name in preferred else len(preferred))


def _comparison(value: Any) -> Any:
    """A condition that the example meets: from this amount on, or this very value."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"$gte": value} if number else value
