"""The workspace's own settings: its name; and what the operator has set for it."""

from __future__ import annotations

from ...api.responses import Response
from ...errors import PlatformError
from ...people import members
from ..routes import Route
from ..visit import PORTAL, Visit

WORKSPACE = "/workspace/v1/workspace"


async def settings(visit: Visit) -> Response:
    """The page."""
    return await _page(visit, {})


async def rename(visit: Visit) -> Response:
    """Another name."""
    answer = await visit.call("PATCH", WORKSPACE, {"name": visit.form.get("name")})
    if answer.code == "VALIDATION_ERROR":
        return await _page(visit, answer.errors)
    answer.require()
    return visit.redirect(visit.at("settings"), done="The workspace is renamed.")


async def leave(visit: Visit) -> Response:
    """The end of the person's own membership; what it has let applications do here ends with it."""
    here, person = visit.workspace, visit.person
    if visit.form.get("confirm") != here.name:
        return await _page(visit, {}, "This is not the name.")
    try:
        await visit.db.write(here.id, lambda tx: members.leave(tx, person.id), visit.cause)
    except PlatformError as error:
        if error.code != "INVALID_TRANSITION":
            raise
        return await _page(visit, {}, error.message)
    visit.context.credentials.forget()
    return visit.redirect(PORTAL, done=f"You have left {here.name}.")


async def _page(visit: Visit, errors: dict[str, str], stays: str = "") -> Response:
    workspace = await visit.get(WORKSPACE)
    name = visit.form.get("name") if errors else workspace["name"]
    kept = [
        ("Events", visit.settings.events_retention_days),
        ("Finished webhook deliveries", visit.settings.webhook_retention_days),
        ("Request log", visit.settings.request_log_retention_days),
        ("Audit log", visit.settings.audit_retention_days),
    ]
    return visit.page(
        "portal/settings.html",
        status=422 if errors or stays else 200,
        workspace=workspace,
        name=name,
        errors=errors,
        stays=stays,
        kept=kept,
    )


_SETTINGS = f"{PORTAL}/{{workspace_id}}/settings"

PAGES = (
    Route("GET", _SETTINGS, settings),
    Route("POST", _SETTINGS, rename, scope="admin"),
    Route("POST", f"{_SETTINGS}/leave", leave),
)
