"""The status page for programs: JSON in the shape of Statuspage's API v2, and RSS."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any
from xml.sax.saxutils import escape

from ..clock import to_text
from .board import Line, View
from .incidents import Incident
from .tables import LEVELS

PAGE_ID = "ghxstship"
_INDICATORS = ("none", "minor", "major", "critical")


def _page(view: View, url: str) -> dict[str, Any]:
    return {
        "id": PAGE_ID,
        "name": "GHXSTSHIP",
        "url": url,
        "time_zone": "Etc/UTC",
        "updated_at": to_text(view.measured_at if view.measured_at is not None else view.at),
    }


def _status(view: View) -> dict[str, Any]:
    return {"indicator": _INDICATORS[view.level], "description": view.sentence}


def _component(position: int, line: Line, view: View) -> dict[str, Any]:
    since = to_text(line.days[0].start)
    return {
        "id": line.component.id,
        "name": line.component.name,
        "status": LEVELS[line.level],
        "created_at": since,
        "updated_at": to_text(view.measured_at if view.measured_at is not None else view.at),
        "position": position,
        "description": line.component.doc,
        "showcase": True,
        "start_date": since[:10],
        "group_id": None,
        "page_id": PAGE_ID,
        "group": False,
        "only_show_if_degraded": False,
    }


def _components(view: View) -> list[dict[str, Any]]:
    return [_component(position, line, view) for position, line in enumerate(view.lines, start=1)]


def _incident(incident: Incident, view: View, url: str) -> dict[str, Any]:
    monitored = [update.at for update in incident.updates if update.status == "monitoring"]
    return {
        "id": incident.id,
        "name": incident.title,
        "status": incident.status,
        "created_at": to_text(incident.created_at),
        "updated_at": to_text(incident.updated_at),
        "monitoring_at": to_text(monitored[-1]) if monitored else None,
        "resolved_at": None if incident.resolved_at is None else to_text(incident.resolved_at),
        "impact": incident.impact,
        "shortlink": f"{url}/incidents/{incident.id}",
        "started_at": to_text(incident.created_at),
        "page_id": PAGE_ID,
        "incident_updates": [
            {
                "id": update.id,
                "status": update.status,
                "body": update.body,
                "incident_id": incident.id,
                "created_at": to_text(update.at),
                "updated_at": to_text(update.at),
                "display_at": to_text(update.at),
                "affected_components": None,
                "deliver_notifications": False,
                "custom_tweet": None,
                "tweet_id": None,
            }
            for update in reversed(incident.updates)
        ],
        "components": [
            component for component in _components(view) if component["id"] in incident.components
        ],
        "reminder_intervals": None,
    }


def _unresolved(view: View) -> tuple[Incident, ...]:
    return tuple(incident for incident in view.incidents if incident.resolved_at is None)


def documents(view: View, url: str) -> dict[str, dict[str, Any]]:
    """The documents by their path below ``/status/api/v2/``.

    Parameters
    ----------
    url: of the status page.
    """
    page = {"page": _page(view, url)}
    status, components = {"status": _status(view)}, {"components": _components(view)}

    def told(incidents: tuple[Incident, ...]) -> dict[str, Any]:
        return {"incidents": [_incident(incident, view, url) for incident in incidents]}

    none: dict[str, Any] = {"scheduled_maintenances": []}
    return {
        "summary.json": {**page, **components, **told(_unresolved(view)), **none, **status},
        "status.json": {**page, **status},
        "components.json": {**page, **components},
        # As many as Statuspage gives.
        "incidents.json": {**page, **told(view.incidents[:50])},
        "incidents/unresolved.json": {**page, **told(_unresolved(view))},
        "scheduled-maintenances.json": {**page, **none},
        "scheduled-maintenances/active.json": {**page, **none},
        "scheduled-maintenances/upcoming.json": {**page, **none},
    }


def rss(view: View, url: str) -> str:
    """The incidents as RSS 2.0, newest first; an item is an incident with all that was told of it."""
    items = "".join(_item(incident, url) for incident in view.incidents[:50])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>GHXSTSHIP status</title><link>{escape(url)}</link>"
        f'<atom:link href="{escape(url)}/history.rss" rel="self" type="application/rss+xml"/>'
        f"<description>{escape(view.sentence)}</description><language>en</language>"
        f"<lastBuildDate>{formatdate(view.at // 1000, usegmt=True)}</lastBuildDate>{items}</channel></rss>\n"
    )


def _item(incident: Incident, url: str) -> str:
    link = f"{url}/incidents/{incident.id}"
    # Text within HTML within XML: escaped once for each.
    told = "".join(
        f"<p><strong>{update.status.capitalize()}</strong> {to_text(update.at)}<br>{escape(update.body)}</p>"
        for update in reversed(incident.updates)
    )
    return (
        f"<item><title>{escape(_plain(incident.title))}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{incident.id}</guid>'
        f"<pubDate>{formatdate(incident.created_at // 1000, usegmt=True)}</pubDate>"
        f"<description>{escape(_plain(told))}</description></item>"
    )


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(
        character if character >= " " or character in "\t\n" else "\ufffd"
        for character in text
        if not 0xD800 <= ord(character) <= 0xDFFF and ord(character) not in (0xFFFE, 0xFFFF)
    )
