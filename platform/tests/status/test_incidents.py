"""Incidents: told, gone on with, resolved; read by programs in the shape of Statuspage."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ghxstship_platform.clock import DAY, MINUTE, to_text
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.status.components import DEGRADED, IDS, MAJOR, OPERATIONAL
from ghxstship_platform.status.feed import documents, rss
from ghxstship_platform.status.incidents import open_incident, update_incident

from .conftest import Bench, Scenario

Run = Callable[[Scenario], None]
URL = "https://status.example.org"


def test_from_investigating_to_resolved(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        await monitor.measure()
        began = bench.clock.now()
        incident_id = await open_incident(
            bench.db, title=" Orders fail ", impact="critical", body="We look.", components=["gvteway"],
            author="person_1",
        )  # fmt: skip
        for status in ("identified", "monitoring"):
            bench.clock.advance(MINUTE)
            await update_incident(
                bench.db, incident_id, status=status, body=f"It is {status}.", impact="minor"
            )
        await monitor.refresh()
        view = monitor.view()
        assert [line.level for line in view.lines if line.component.id == "gvteway"] == [DEGRADED]
        assert [line.reason for line in view.lines if line.reason] == ["Orders fail"]
        bench.clock.advance(MINUTE)
        await update_incident(
            bench.db, incident_id, status="resolved", body="Over.", components=["gvteway", "atlvs"]
        )
        await monitor.refresh()
        (incident,) = monitor.view().incidents
        assert (incident.title, incident.impact, incident.status) == ("Orders fail", "minor", "resolved")
        assert incident.components == ("atlvs", "gvteway")
        assert (incident.created_at, incident.resolved_at) == (began, began + 3 * MINUTE)
        assert [(update.status, update.author) for update in incident.updates] == [
            ("investigating", "person_1"), ("identified", None), ("monitoring", None), ("resolved", None),
        ]  # fmt: skip
        assert {line.level for line in monitor.view().lines} == {OPERATIONAL}
        with pytest.raises(PlatformError) as refused:
            await update_incident(bench.db, incident_id, status="identified", body="Again.")
        assert refused.value.code == "INVALID_TRANSITION"

    on_bench(scenario)


def test_an_incident_never_makes_it_better_than_measured(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        for _ in range(5):
            monitor.count("atlvs", 500, 0.01)
        await open_incident(bench.db, title="x", impact="none", body="x", components=list(IDS))
        await monitor.measure()
        assert [line.level for line in monitor.view().lines] == [MAJOR, *[OPERATIONAL] * 5]

    on_bench(scenario)


def test_all_that_is_wrong_is_named_at_once(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        with pytest.raises(PlatformError) as wrong:
            await open_incident(
                bench.db, title="", impact="bad", body="x" * 5_001, components=["door"], status="over"
            )
        assert [entry["field"] for entry in wrong.value.details] == [
            "title", "body", "impact", "status", "components",
        ]  # fmt: skip
        with pytest.raises(PlatformError) as empty:
            await update_incident(bench.db, "sinc_1", status="over", body=" ")
        assert [entry["field"] for entry in empty.value.details] == ["body", "status"]
        with pytest.raises(PlatformError) as missing:
            await update_incident(bench.db, "sinc_1", status="resolved", body="x")
        assert missing.value.code == "NOT_FOUND"

    on_bench(scenario)


def test_old_ones_go_and_open_ones_stay(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        await open_incident(bench.db, title="open", impact="none", body="x")
        await open_incident(bench.db, title="old", impact="none", body="x", status="resolved")
        bench.clock.advance(91 * DAY)
        await open_incident(bench.db, title="new", impact="none", body="x")
        monitor = bench.monitor()
        await monitor.refresh()
        assert [incident.title for incident in monitor.view().incidents] == ["new", "open"]

    on_bench(scenario)


# What is published of Statuspage's API v2, by the OpenAPI document of a page that runs on it (MongoDB Atlas Status API,
# version 2) and by the types of its client on npm (statuspage.io 3.1.1); both, where one leaves a field out.
TEXT, TRUTH, NUMBER = {"type": "string", "minLength": 1}, {"type": "boolean"}, {"type": "integer"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
DAY_ONLY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
LEVEL = {
    "enum": ["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]
}
STEP = {"enum": ["investigating", "identified", "monitoring", "resolved", "postmortem"]}
IMPACT = {"enum": ["none", "minor", "major", "critical", "maintenance"]}


def exactly(**fields: dict[str, Any]) -> dict[str, Any]:
    """An object with these fields and no other."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def many(item: dict[str, Any]) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": item}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


PAGE = exactly(
    id=TEXT, name=TEXT, url={"type": "string", "pattern": "^https://"}, time_zone=TEXT, updated_at=MOMENT
)
COMPONENT = exactly(
    id=TEXT, name=TEXT, status=LEVEL, created_at=MOMENT, updated_at=MOMENT, position=NUMBER, description=or_null(TEXT),
    showcase=TRUTH, start_date=or_null(DAY_ONLY), group_id=or_null(TEXT), page_id=TEXT, group=TRUTH,
    only_show_if_degraded=TRUTH,
)  # fmt: skip
UPDATE = exactly(
    id=TEXT, status=STEP, body=TEXT, incident_id=TEXT, created_at=MOMENT, updated_at=MOMENT, display_at=or_null(MOMENT),
    affected_components=or_null(many(exactly(code=TEXT, name=TEXT, old_status=LEVEL, new_status=LEVEL))),
    deliver_notifications=TRUTH, custom_tweet=or_null(TEXT), tweet_id=or_null(NUMBER),
)  # fmt: skip
INCIDENT = exactly(
    id=TEXT, name=TEXT, status=STEP, created_at=MOMENT, updated_at=MOMENT, monitoring_at=or_null(MOMENT),
    resolved_at=or_null(MOMENT), impact=IMPACT, shortlink={"type": "string", "pattern": "^https://"}, started_at=MOMENT,
    page_id=TEXT, incident_updates=many(UPDATE), components=many(COMPONENT), reminder_intervals=or_null(TEXT),
)  # fmt: skip
PART = {
    "page": PAGE,
    "status": exactly(indicator=IMPACT, description=TEXT),
    "components": many(COMPONENT),
    "incidents": many(INCIDENT),
    "scheduled_maintenances": {"type": "array", "maxItems": 0},
}
DOCUMENTS = {
    "summary.json": PART.keys(),
    "status.json": {"page", "status"},
    "components.json": {"page", "components"},
    "incidents.json": {"page", "incidents"},
    "incidents/unresolved.json": {"page", "incidents"},
    "scheduled-maintenances.json": {"page", "scheduled_maintenances"},
    "scheduled-maintenances/active.json": {"page", "scheduled_maintenances"},
    "scheduled-maintenances/upcoming.json": {"page", "scheduled_maintenances"},
}


def test_the_shape_of_statuspage(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        monitor = bench.monitor()
        over = await open_incident(bench.db, title="over", impact="minor", body="x", components=["oauth"])
        await update_incident(bench.db, over, status="monitoring", body="x")
        monitored = bench.clock.now()
        bench.clock.advance(MINUTE)
        await update_incident(bench.db, over, status="resolved", body="x")
        await open_incident(bench.db, title="now", impact="critical", body="x", components=["webhooks"])
        await monitor.measure()
        found: dict[str, Any] = json.loads(json.dumps(documents(monitor.view(), URL)))
        summary = found["summary.json"]
        assert set(found) == set(DOCUMENTS)
        for name, parts in DOCUMENTS.items():
            Draft202012Validator(exactly(**{part: PART[part] for part in parts})).validate(found[name])
        assert summary["status"] == {
            "indicator": "critical",
            "description": "Webhooks do not work; everything else works.",
        }
        assert [component["name"] for component in summary["components"]] == [
            "ATLVS API", "COMPVSS API", "GVTEWAY API", "OAuth", "Webhooks", "Portal",
        ]  # fmt: skip
        assert {component["status"] for component in summary["components"]} == {"operational", "major_outage"}
        (unresolved,) = summary["incidents"]
        assert (unresolved["name"], unresolved["resolved_at"]) == ("now", None)
        assert found["incidents/unresolved.json"]["incidents"] == summary["incidents"]
        every = found["incidents.json"]["incidents"]
        assert [incident["name"] for incident in every] == ["now", "over"]
        assert every[1]["monitoring_at"] == to_text(monitored)
        assert [update["status"] for update in every[1]["incident_updates"]] == [
            "resolved", "monitoring", "investigating",
        ]  # fmt: skip
        assert [component["id"] for component in every[1]["components"]] == ["oauth"]

    on_bench(scenario)


RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d GMT")
HOSTILE = "</title><script>alert(1)</script> & \x01 \ud800 “\u202e”"


def test_rss_holds_any_text(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        hostile = HOSTILE.replace("\ud800", "")
        incident_id = await open_incident(bench.db, title=hostile, impact="minor", body=hostile)
        await update_incident(bench.db, incident_id, status="resolved", body="Over.")
        monitor = bench.monitor()
        await monitor.refresh()
        channel = ET.fromstring(rss(monitor.view(), URL))[0]
        for name in ("title", "link", "description"):
            assert channel.findtext(name), f"RSS 2.0 requires a {name} of a channel"
        own = channel.find("{http://www.w3.org/2005/Atom}link")
        assert own is not None
        assert own.attrib == {"href": f"{URL}/history.rss", "rel": "self", "type": "application/rss+xml"}
        assert RFC_822.fullmatch(channel.findtext("lastBuildDate") or "")
        (item,) = channel.findall("item")
        assert RFC_822.fullmatch(item.findtext("pubDate") or "")
        assert item.find("guid[@isPermaLink='false']") is not None, "it is no address"
        assert item.findtext("title") == hostile.replace("\x01", "\ufffd")
        assert item.findtext("link") == f"{URL}/incidents/{incident_id}"
        assert item.findtext("guid") == incident_id
        told = item.findtext("description") or ""
        assert told.startswith("<p><strong>Resolved</strong>")
        assert "<script>" not in told
        assert "&lt;script&gt;" in told

    on_bench(scenario)
