"""The event log: what happened, newest first, as it happens, and each event with what caused it and where it went."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

from ...api.responses import Response, Stream
from ...api.workspace import EVENT_STREAM
from ...events import browse
from ...events.browse import Entry, Wanted
from ...events.stream import bounds
from ...products.catalogue import event_types, matching
from ...products.registry import RESOURCES
from ...storage.database import Reader
from ..routes import Route
from ..visit import Visit
from .endpoints import DELIVERIES, some_endpoints
from .filters import SIZE, Chosen, chosen

# A stream ends after a while and the browser comes again, so that one whose session is over learns of it.
LONGEST_STREAM = 5 * 60 * 1000


async def event_list(visit: Visit) -> Response:
    """Events, newest first; a script adds those that come."""
    found = chosen(visit, "types", "record", "before")
    types = _types(found)
    last = _number(found, "before")
    wanted = Wanted(types, found.values.get("record", ""), None, last, found.since, found.until)
    workspace_id = visit.workspace_id

    def read(reader: Reader) -> tuple[list[Entry], int]:
        entries = [] if found.errors else browse.newest(reader, workspace_id, wanted, SIZE + 1)
        return entries, bounds(reader, workspace_id)[1]

    entries, newest = await visit.db.read_long(read)
    more = entries[SIZE - 1].sequence - 1 if len(entries) > SIZE else None
    first_page = last is None and found.until is None and not wanted.record_id and not found.errors
    return visit.page(
        "portal/events.html", found=found, entries=entries[:SIZE], more=more, newest=newest, places=PLACES,
        live=first_page, types=list(event_types()), follow=types or tuple(event_types()),
    )  # fmt: skip


def _types(found: Chosen) -> tuple[str, ...]:
    """The types that the filter names; wrong ones go into its errors."""
    types: dict[str, None] = {}
    for pattern in found.values.get("types", "").replace(",", " ").split():
        names = matching(pattern)
        if not names:
            found.errors["types"] = f"No event type matches {pattern[:100]!r}"
        types.update(dict.fromkeys(names))
    return tuple(types)


def _number(found: Chosen, name: str) -> int | None:
    text = found.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        found.errors[name] = "Is no number of an event"
        return None
    return int(text)


async def event_stream(visit: Visit) -> Stream:
    """The events behind a number as they come, for the script of the list."""
    found = chosen(visit, "types", "after")
    reached = visit.request.header(b"last-event-id") or ""
    after = int(reached) if reached.isascii() and reached.isdigit() and len(reached) <= 18 else None
    if after is None:
        after = _number(found, "after")
    workspace_id = visit.workspace_id
    if after is None:
        after = (await visit.db.read(partial(bounds, workspace_id=workspace_id)))[1]
    following = visit.context.tail.follow(workspace_id, after, _types(found), program=False)
    return Stream(_for_a_while(visit, following), EVENT_STREAM)


async def _for_a_while(visit: Visit, following: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    end = visit.now + LONGEST_STREAM
    try:
        async for chunk in following:
            yield chunk
            if visit.now >= end:
                return
    finally:
        await following.aclose()


async def event_page(visit: Visit) -> Response:
    """An event: its payload, the request that caused it, and its deliveries."""
    event_id = visit.path["event_id"]
    event = await visit.get(f"/workspace/v1/events/{event_id}")
    deliveries: dict[str, Any] = {"data": [], "pagination": {"hasMore": False}}
    endpoints: dict[str, dict[str, Any]] = {}
    if visit.may("webhooks"):
        deliveries = await visit.get(DELIVERIES, event_id=event_id, limit=SIZE, total="false")
        endpoints = await some_endpoints(visit)
    about = event_types().get(event["event"])
    return visit.page(
        "portal/event.html", event=event, deliveries=deliveries["data"], more=deliveries["pagination"]["hasMore"],
        endpoints=endpoints, about=about, place=place_of(event["data"].get("id", "")),
    )  # fmt: skip


PLACES = {resource.prefix: resource for resource in RESOURCES}
"""The resources by the prefix of their ids."""


def place_of(record_id: object) -> tuple[str, str] | None:
    """The product and the name of the resource that an id is of; None for what is no id of a record."""
    head, _, tail = str(record_id).rpartition("_")
    resource = PLACES.get(f"{head}_") if tail else None
    return (resource.product, resource.name) if resource else None


_AT = "/developers/{workspace_id}/events"

PAGES = (
    Route("GET", _AT, event_list),
    Route("GET", f"{_AT}/stream", event_stream),
    Route("GET", f"{_AT}/{{event_id}}", event_page),
)
