"""The status page at /status: what is known of the platform, also while its database does not answer.

Nobody is looked up for it: all that it shows is in the monitor's memory.
"""

from __future__ import annotations

from typing import Any

from ...api.responses import Headers, Response, encode
from ...clock import to_text
from ...errors import PlatformError
from ...status.board import Line, View
from ...status.components import COMPONENTS
from ...status.feed import documents, rss
from ...status.incidents import Incident
from ...status.tables import LEVELS
from ..charts import day_bars, sparkline
from ..routes import NOBODY, Route
from ..visit import Visit

ROOT = "/status"
# Other pages may read it too, from anywhere.
_OPEN: Headers = [(b"access-control-allow-origin", b"*")]
KINDS = ("ok", "warning", "warning", "failed")
"""The colour of a level, from good to bad."""
IMPACTS = {"none": "", "minor": "warning", "major": "warning", "critical": "failed"}
UPDATES = {"investigating": "failed", "identified": "warning", "monitoring": "info", "resolved": "ok"}


async def overview(visit: Visit) -> Response:
    """How the platform works: one sentence, the components, the incidents."""
    view = visit.site.monitor.view()
    return visit.page(
        "status/overview.html",
        view=view, since=_since(view), kinds=KINDS, words=_words, bars=_bars, latencies=_latencies, **colours(),
    )  # fmt: skip


async def incident(visit: Visit) -> Response:
    """One incident with all that was told of it."""
    return visit.page("status/incident.html", incident=find(visit), **colours())


async def document(visit: Visit) -> Response:
    """JSON in the shape of Statuspage's API v2."""
    found = documents(visit.site.monitor.view(), visit.settings.status_url).get(visit.path["name"])
    if found is None:
        raise PlatformError("NOT_FOUND", f"There is no document {visit.path['name'][:200]}.")
    return Response(200, encode(found), list(_OPEN))


async def history(visit: Visit) -> Response:
    """The incidents as RSS."""
    text = rss(visit.site.monitor.view(), visit.settings.status_url)
    return Response(200, text.encode(), list(_OPEN), b"application/rss+xml; charset=utf-8")


def colours() -> dict[str, Any]:
    """What the template of an incident needs."""
    return {"impacts": IMPACTS, "updates": UPDATES, "names": _names}


def find(visit: Visit) -> Incident:
    """The incident of the path; raises `NOT_FOUND`."""
    known = visit.site.monitor.view().incidents
    found = next((each for each in known if each.id == visit.path["incident_id"]), None)
    if found is None:
        raise PlatformError("NOT_FOUND", "There is no such incident, or it began more than 90 days ago.")
    return found


def _since(view: View) -> int | None:
    """The first day that anything is known of (epoch ms); None where that is as long ago as the page reaches."""
    days = [day for line in view.lines for day in line.days]
    first = min((day.start for day in days if day.level is not None), default=None)
    return None if first == days[0].start else first


def _names(incident: Incident) -> str:
    return ", ".join(each.name for each in COMPONENTS if each.id in incident.components)


def _words(level: int) -> str:
    return LEVELS[level].replace("_", " ")


def _bars(line: Line) -> object:
    days = [
        (
            to_text(day.start)[:10],
            "none" if day.level is None else KINDS[day.level],
            "not measured" if day.level is None else f"{_words(day.level)}, {day.uptime:.2%}",
        )
        for day in line.days
    ]
    return day_bars(f"{line.component.name}, {len(days)} days", days)


def _latencies(line: Line) -> object:
    return sparkline(
        f"{line.component.name}: latency of 24 hours in ms", [value for _, value in line.latencies]
    )


PAGES = (
    Route("GET", ROOT, overview, NOBODY),
    Route("GET", f"{ROOT}/incidents/{{incident_id}}", incident, NOBODY),
    Route("GET", f"{ROOT}/history.rss", history, NOBODY),
    Route("GET", f"{ROOT}/api/v2/{{name:path}}", document, NOBODY),
)
