"""Incidents: told, gone on with, resolved; read by programs in the shape of Statuspage."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

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


# What Statuspage documents for its API v2, and what readers such as status aggregators take from it.
PAGE = {"id", "name", "url", "time_zone", "updated_at"}
COMPONENT = {
    "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date",
    "group_id", "page_id", "group", "only_show_if_degraded",
}  # fmt: skip
INCIDENT = {
    "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink",
    "started_at", "page_id", "incident_updates", "components", "reminder_intervals",
}  # fmt: skip
UPDATE = {
    "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components",
    "deliver_notifications", "custom_tweet", "tweet_id",
}  # fmt: skip


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
        assert set(summary) == {"page", "components", "incidents", "scheduled_maintenances", "status"}
        assert set(summary["page"]) == PAGE
        assert summary["status"] == {
            "indicator": "critical",
            "description": "Webhooks do not work; everything else works.",
        }
        assert [component["name"] for component in summary["components"]] == [
            "ATLVS API", "COMPVSS API", "GVTEWAY API", "OAuth", "Webhooks", "Portal",
        ]  # fmt: skip
        assert {component["status"] for component in summary["components"]} == {"operational", "major_outage"}
        assert all(set(component) == COMPONENT for component in summary["components"])
        (unresolved,) = summary["incidents"]
        assert (unresolved["name"], unresolved["resolved_at"]) == ("now", None)
        assert found["incidents/unresolved.json"]["incidents"] == summary["incidents"]
        every = found["incidents.json"]["incidents"]
        assert [incident["name"] for incident in every] == ["now", "over"]
        assert every[1]["monitoring_at"] == to_text(monitored)
        assert [update["status"] for update in every[1]["incident_updates"]] == [
            "resolved", "monitoring", "investigating",
        ]  # fmt: skip
        assert all(set(incident) == INCIDENT for incident in every)
        assert {
            key for incident in every for update in incident["incident_updates"] for key in update
        } == UPDATE
        assert [component["id"] for component in every[1]["components"]] == ["oauth"]
        assert set(found) == {
            "summary.json", "status.json", "components.json", "incidents.json", "incidents/unresolved.json",
            "scheduled-maintenances.json", "scheduled-maintenances/active.json",
            "scheduled-maintenances/upcoming.json",
        }  # fmt: skip

    on_bench(scenario)


HOSTILE = "</title><script>alert(1)</script> & \x01 \ud800 “\u202e”"


def test_rss_holds_any_text(on_bench: Run) -> None:
    async def scenario(bench: Bench) -> None:
        hostile = HOSTILE.replace("\ud800", "")
        incident_id = await open_incident(bench.db, title=hostile, impact="minor", body=hostile)
        await update_incident(bench.db, incident_id, status="resolved", body="Over.")
        monitor = bench.monitor()
        await monitor.refresh()
        channel = ET.fromstring(rss(monitor.view(), URL))[0]
        (item,) = channel.findall("item")
        assert item.findtext("title") == hostile.replace("\x01", "\ufffd")
        assert item.findtext("link") == f"{URL}/incidents/{incident_id}"
        assert item.findtext("guid") == incident_id
        told = item.findtext("description") or ""
        assert told.startswith("<p><strong>Resolved</strong>")
        assert "<script>" not in told
        assert "&lt;script&gt;" in told

    on_bench(scenario)
