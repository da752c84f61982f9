"""The workspace's own settings: its name; and what the operator has set for it."""

from __future__ import annotations

from ...api.responses import Response
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


async def _page(visit: Visit, errors: dict[str, str]) -> Response:
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
        status=422 if errors else 200,
        workspace=workspace,
        name=name,
        errors=errors,
        kept=kept,
    )


_SETTINGS = f"{PORTAL}/{{workspace_id}}/settings"

PAGES = (
    Route("GET", _SETTINGS, settings),
    Route("POST", _SETTINGS, rename, scope="admin"),
)
