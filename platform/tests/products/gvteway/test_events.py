"""Venues and events: their fields, the ways between statuses, and capacity."""

from __future__ import annotations

from functools import partial

import pytest

from ghxstship_platform.products.gvteway.events import EVENTS, LIFECYCLE
from ghxstship_platform.products.gvteway.ticket_types import TICKET_TYPES
from ghxstship_platform.products.gvteway.venues import VENUES

from ..bench import Bench
from .box_office import START, Show, refused

STATUSES = tuple(LIFECYCLE.ways)


def test_an_event_begins_as_a_draft_with_its_defaults(bench: Bench) -> None:
    venue = bench.create(VENUES, name="Northgate Arena", city="Portland", capacity=14000)
    event = bench.create(EVENTS, name="Opening night", starts_at=START, venue_id=venue["id"])
    assert event["status"] == "draft"
    assert event["tags"] == []
    assert event["capacity"] is None
    assert event["id"].startswith("evt_")
    assert venue["id"].startswith("ven_")
    assert [e["event"] for e in bench.events()] == ["venue.created", "event.created"]


def test_name_and_start_are_required(bench: Bench) -> None:
    error = refused("VALIDATION_ERROR", lambda: bench.create(EVENTS))
    assert {d["field"] for d in error.details} == {"name", "starts_at"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", START),
        ("capacity", 0),
        ("timezone", "not a zone"),
        ("venue_id", "ven_01NOWHERE"),
        ("status", "sold_out"),
    ],
)
def test_a_wrong_value_is_refused_by_name(bench: Bench, field: str, value: object) -> None:
    body = {"name": "Opening night", "starts_at": START, field: value}
    error = refused("VALIDATION_ERROR", lambda: bench.create(EVENTS, **body))
    assert [d["field"] for d in error.details] == [field]


@pytest.mark.parametrize("before", STATUSES)
def test_every_way_between_two_statuses(bench: Bench, before: str) -> None:
    allowed = {
        "draft": {"published", "on_sale", "cancelled"},
        "published": {"on_sale", "completed", "cancelled"},
        "on_sale": {"completed", "cancelled"},
        "sold_out": {"completed", "cancelled"},
    }.get(before, set())
    for after in STATUSES:
        if after == before:
            continue
        begin = before if before in LIFECYCLE.start else "on_sale"
        show = Show(bench, 1, event={"status": begin})
        if before == "sold_out":
            show.buy(1)
        elif before != begin:
            bench.update(EVENTS, show.id, status=before)
        if after in allowed:
            assert bench.update(EVENTS, show.id, status=after)["status"] == after
        else:
            error = refused("INVALID_TRANSITION", partial(bench.update, EVENTS, show.id, status=after))
            assert (error.details[0]["from"], error.details[0]["to"]) == (before, after)
            assert set(error.details[0]["allowed"]) == allowed


def test_published_is_announced_once(bench: Bench) -> None:
    venue = bench.create(VENUES, name="Northgate Arena")
    event = bench.create(EVENTS, name="Opening night", starts_at=START, venue_id=venue["id"])
    bench.update(EVENTS, event["id"], status="published")
    bench.update(EVENTS, event["id"], status="on_sale")
    straight = bench.create(EVENTS, name="Second night", starts_at=START)
    bench.update(EVENTS, straight["id"], status="on_sale")
    public = bench.create(EVENTS, name="Third night", starts_at=START, status="on_sale")
    announced = bench.events("event.published")
    assert [e["data"]["id"] for e in announced] == [event["id"], straight["id"], public["id"]]
    assert announced[0]["data"]["venue"]["name"] == "Northgate Arena"
    assert announced[0]["data"]["event"]["name"] == "Opening night"
    assert "venue" not in announced[1]["data"]


def test_cancelled_is_announced_once(bench: Bench) -> None:
    show = Show(bench, 1)
    bench.update(EVENTS, show.id, status="cancelled")
    bench.update(EVENTS, show.id, description="Rained off")
    assert len(bench.events("event.cancelled")) == 1


def test_capacity_stays_above_what_is_sold_and_held(bench: Bench) -> None:
    show = Show(bench, 10, event={"capacity": 8})
    show.buy(2)
    show.order(3)
    error = refused("VALIDATION_ERROR", lambda: bench.update(EVENTS, show.id, capacity=4))
    assert (error.details[0]["field"], error.details[0]["minimum"]) == ("capacity", 5)
    bench.update(EVENTS, show.id, capacity=5)
    assert show.counts == [(2, 3, 0)]
    bench.update(EVENTS, show.id, capacity=None)
    assert show.counts == [(2, 3, 5)]
    show.check()


def test_capacity_can_sell_an_event_out_and_end_that(bench: Bench) -> None:
    show = Show(bench, 10)
    show.buy(4)
    assert bench.update(EVENTS, show.id, capacity=4)["status"] == "sold_out"
    (sold_out,) = bench.events("event.sold_out")
    assert sold_out["data"]["total_sold"] == 4
    after = bench.update(EVENTS, show.id, capacity=6)
    assert after["status"] == "on_sale"
    # The answer is the last state: a change on top of it is not in conflict with the platform's own.
    assert after["version"] == show.event["version"]
    assert show.counts == [(4, 0, 2)]
    assert len(bench.events("event.sold_out")) == 1


def test_an_event_with_ticket_types_is_in_use(bench: Bench) -> None:
    show = Show(bench, 1)
    refused("RESOURCE_IN_USE", lambda: bench.delete(EVENTS, show.id))
    bench.delete(TICKET_TYPES, show.types[0])
    bench.delete(EVENTS, show.id)
    assert [e["event"] for e in bench.events()][-2:] == ["ticket_type.deleted", "event.deleted"]
