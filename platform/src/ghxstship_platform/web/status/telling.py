"""Telling of incidents from the portal: for the owners of the platform's first workspace, who operate it.

The same can be done from the command line, `ghxstship status incident`.
"""

from __future__ import annotations

from typing import Any

from ...api.responses import Response
from ...auth import workspaces
from ...errors import PlatformError
from ...people.roles import OWNER
from ...status.components import COMPONENTS
from ...status.incidents import IMPACTS, STATUSES, Incident, open_incident, update_incident
from ..forms import Fields, by_field
from ..portal.entry import last_workspace
from ..routes import PERSON, Route
from ..visit import PORTAL, Visit
from .pages import colours, find

ROOT = f"{PORTAL}/status"

_IMPACTS = {
    "none": "None: nothing is felt",
    "minor": "Minor: slow, or fails now and then",
    "major": "Major: partly fails",
    "critical": "Critical: does not work",
}
assert tuple(_IMPACTS) == tuple(IMPACTS)


async def overview(visit: Visit) -> Response:
    """What is told of now, and the form for a new incident."""
    await _admit(visit)
    return _overview(visit, {}, Fields())


async def tell(visit: Visit) -> Response:
    """Tell of a new incident."""
    await _admit(visit)
    form = visit.form
    try:
        incident_id = await open_incident(
            visit.db, title=form.get("title"), impact=form.get("impact"), body=form.get("body"),
            components=form.all("components"), status=form.get("status"), author=visit.person.id,
        )  # fmt: skip
    except PlatformError as error:
        return _overview(visit, by_field(error.details, error.message), form, status=error.status)
    await visit.site.monitor.refresh()
    return visit.redirect(f"{ROOT}/incidents/{incident_id}", done="The incident is on the status page.")


async def show(visit: Visit) -> Response:
    """An incident, and the form that goes on with it."""
    await _admit(visit)
    return _incident(visit, {}, Fields())


async def go_on(visit: Visit) -> Response:
    """Tell more of an incident."""
    await _admit(visit)
    form, incident = visit.form, find(visit)
    try:
        await update_incident(
            visit.db, incident.id, status=form.get("status"), body=form.get("body"), impact=form.get("impact"),
            components=form.all("components"), author=visit.person.id,
        )  # fmt: skip
    except PlatformError as error:
        return _incident(visit, by_field(error.details, error.message), form, status=error.status)
    await visit.site.monitor.refresh()
    return visit.redirect(f"{ROOT}/incidents/{incident.id}", done="The status page tells it.")


async def _admit(visit: Visit) -> None:
    first = await workspaces.first(visit.db)
    membership = visit.person.in_workspace(first) if first else None
    if membership is None or membership.role != OWNER:
        message = (
            "Incidents are told of by the owners of the platform's first workspace, or from its command line."
        )
        raise PlatformError("FORBIDDEN", message)
    visit.membership = last_workspace(visit)  # its navigation stays
    # Another host may have been told of more.
    await visit.site.monitor.refresh()


def _overview(visit: Visit, errors: dict[str, str], form: Fields, status: int = 200) -> Response:
    view = visit.site.monitor.view()
    given = {name: form.get(name) for name in ("title", "body", "impact", "status")}
    return visit.page(
        "status/telling.html",
        status=status, errors=errors, form=given, chosen=form.all("components"), view=view, **_choices(),
    )  # fmt: skip


def _incident(visit: Visit, errors: dict[str, str], form: Fields, status: int = 200) -> Response:
    incident: Incident = find(visit)
    given = {
        "body": form.get("body"),
        "impact": form.get("impact", incident.impact),
        "status": form.get("status", incident.status),
    }
    chosen = form.all("components") if form else incident.components
    return visit.page(
        "status/telling_more.html",
        status=status, errors=errors, form=given, chosen=chosen, incident=incident, **_choices(),
    )  # fmt: skip


def _choices() -> dict[str, Any]:
    return {
        "impact_options": list(_IMPACTS.items()),
        "status_options": [(status, status.capitalize()) for status in STATUSES],
        "component_options": [(each.id, each.name, each.doc) for each in COMPONENTS],
        **colours(),
    }


PAGES = (
    Route("GET", ROOT, overview, PERSON),
    Route("POST", ROOT, tell, PERSON),
    Route("GET", f"{ROOT}/incidents/{{incident_id}}", show, PERSON),
    Route("POST", f"{ROOT}/incidents/{{incident_id}}", go_on, PERSON),
)
