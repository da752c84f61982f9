"""Home: how the workspace is, what needs attention, and for a new one the first three steps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ...api.responses import Response
from ...auth.keys import first_used
from ...clock import DAY, HOUR, MINUTE, SECOND, from_text, to_text
from ...request_log import listing
from ...webhooks import overview
from .. import cookies, first_key
from ..docs.pages import api_origin
from ..past import Load
from ..routes import Route
from ..templating import counted, duration, with_query
from ..visit import PORTAL, Visit
from .endpoints import some_endpoints
from .keys import KEYS

USAGE = "/workspace/v1/usage"
WEEK = 7 * DAY
# For how long a workspace that has not come far is shown the way, from its making or from its first key that is used.
NEW_FOR = 30 * DAY
ENDS_SOON = 14 * DAY
MANY_ERRORS = 0.05
_CLIENTS = "ghxstship-"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs attention: in words, with where to go."""

    kind: str
    text: str
    path: str


async def home(visit: Visit) -> Response:
    """The page."""
    visit.set_cookie(cookies.WORKSPACE, visit.workspace_id, seconds=cookies.YEAR)
    steps = await _steps(visit)
    if visit.is_fragment:
        # The steps ask for themselves; once all are done, the whole page is another one.
        if steps is None:
            return visit.reload()
        return visit.page("portal/home.html", fragment="steps", steps=steps, base=api_origin(visit))
    figures = matters = None
    if steps is None or steps["called"]:
        end = visit.now - visit.now % DAY + DAY
        usage, hooks = await asyncio.gather(_usage(visit, end), _deliveries(visit, end))
        figures = {**usage, **hooks}
        matters = [
            *await _hook_matters(visit),
            *_request_matters(visit, usage["today"]),
            *await _key_matters(visit),
        ]
    return visit.page(
        "portal/home.html",
        fragment="steps",
        steps=steps,
        figures=figures,
        matters=matters,
        base=api_origin(visit),
    )


# --- figures


async def _week(visit: Visit, kind: str, end: int, load: Load) -> list[Any]:
    return await visit.site.past.read(visit.workspace_id, kind, end - WEEK, end, visit.now, load)


async def _usage(visit: Visit, end: int) -> dict[str, Any]:
    """The requests of a week by day, and those of the last 24 hours."""

    async def load(start: int, stop: int) -> list[dict[str, Any]]:
        found = await visit.get(USAGE, **{"from": to_text(start), "to": to_text(stop), "step": "day"})
        data: list[dict[str, Any]] = found["data"]
        return data

    week = await _week(visit, "requests", end, load)
    day = await visit.get(
        USAGE, **{"from": to_text(visit.now - DAY), "to": to_text(visit.now), "step": "hour"}
    )
    today = day["totals"]
    return {
        "today": today,
        "requests": [point["requests"] for point in week],
        "errors": [_share(_errors(point), point["requests"]) or 0 for point in week],
        "error_rate": _share(_errors(today), today["requests"]),
    }


def _errors(point: dict[str, Any]) -> int:
    return int(point["client_errors"] + point["server_errors"] + point["rate_limited"])


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


async def _deliveries(visit: Visit, end: int) -> dict[str, Any]:
    """The attempts of a week by day and of the last 24 hours, and what waits."""
    workspace_id, now = visit.workspace_id, visit.now
    hour = now - now % HOUR + HOUR

    async def load(start: int, stop: int) -> list[tuple[int, int, int]]:
        return await visit.db.read_long(
            lambda reader: overview.attempts(reader, workspace_id, start, stop, DAY)
        )

    async def load_waits(start: int, stop: int) -> list[int]:
        return await visit.db.read_long(
            lambda reader: overview.longest_waits(reader, workspace_id, start, stop)
        )

    week = await _week(visit, "attempts", end, load)
    today = end - DAY
    waits = await visit.site.past.read(workspace_id, "waits", end - WEEK, today, now, load_waits)
    day, waiting = await visit.db.read_long(
        lambda reader: (
            overview.attempts(reader, workspace_id, hour - DAY, hour, HOUR),
            overview.waiting(reader, workspace_id),
        )
    )
    oldest = None if waiting.oldest_at is None else max(0, now - waiting.oldest_at)
    return {
        "delivered": sum(succeeded for _, succeeded, _ in day),
        "not_delivered": sum(failed for _, _, failed in day),
        "deliveries": [succeeded for _, succeeded, _ in week],
        "waiting": waiting.count,
        "waits": oldest,
        # Of the days that are over the longest wait, of today the present one.
        "longest": [each / MINUTE for each in (*waits, oldest or 0)],
    }


# --- what needs attention


async def _hook_matters(visit: Visit) -> list[Matter]:
    """Endpoints that were disabled or only fail, and deliveries that nobody tries any more."""
    if not visit.may("webhooks"):
        return []
    workspace_id, since = visit.workspace_id, visit.now - WEEK
    endpoints, (dead, failing) = await asyncio.gather(
        some_endpoints(visit),
        visit.db.read_long(
            lambda reader: (
                overview.dead(reader, workspace_id, since),
                overview.failing(reader, workspace_id),
            )
        ),
    )
    found = []
    for endpoint in endpoints.values():
        name, path = _host(endpoint["url"]), visit.at("webhooks", endpoint["id"])
        if endpoint["disabled_reason"] in ("gone", "failing"):
            why = (
                "it answered 410 Gone"
                if endpoint["disabled_reason"] == "gone"
                else "it had only failed for days"
            )
            found.append(Matter("failed", f"{name} is disabled: {why}. Nothing is sent to it.", path))
        elif endpoint["id"] in failing and endpoint["status"] == "enabled":
            ago = duration(max(SECOND, visit.now - failing[endpoint["id"]]))
            found.append(Matter("warning", f"{name} has failed every time for {ago}.", path))
    for endpoint_id, count in dead:
        if endpoint_id in endpoints:
            number = (
                f"{count}+ deliveries" if count >= overview.MOST_COUNTED else counted(count, "deliveries")
            )
            path = with_query(visit.at("webhooks", "dead-letters"), endpoint_id=endpoint_id)
            to = _host(endpoints[endpoint_id]["url"])
            found.append(Matter("failed", f"{number} to {to} failed for the last time.", path))
    return found


def _host(url: str) -> str:
    return str(urlsplit(url).netloc)


def _request_matters(visit: Visit, today: dict[str, Any]) -> list[Matter]:
    """Requests of the last day that were refused or failed."""
    found = []
    requests, log = today["requests"], visit.at("requests")
    if today["server_errors"]:
        text = f"{counted(today['server_errors'], 'requests')} failed on our side in the last 24 hours."
        found.append(Matter("failed", text, with_query(log, status="5xx")))
    if today["rate_limited"]:
        text = f"{counted(today['rate_limited'], 'requests')} came too fast in the last 24 hours and were refused."
        found.append(Matter("warning", text, visit.at("usage")))
    if today["client_errors"] and today["client_errors"] >= MANY_ERRORS * requests:
        share = round(100 * today["client_errors"] / requests)
        text = f"{share} % of the requests in the last 24 hours were answered with an error."
        found.append(Matter("warning", text, with_query(log, group="error")))
    return found


async def _key_matters(visit: Visit) -> list[Matter]:
    """Keys that end soon and have been used lately."""
    if not visit.may("admin"):
        return []
    keys = (await visit.get(KEYS, status="active", limit=100, total="false"))["data"]
    replaced = {key["replaces"] for key in keys}
    found = []
    for key in keys:
        left = from_text(key["expires_at"]) - visit.now if key["expires_at"] else None
        if left is not None and 0 < left < ENDS_SOON and key["last_used_at"] and key["id"] not in replaced:
            within = counted(left // DAY, "days") if left >= DAY else "a day"
            text = f"The key “{_short(key['name'])}” ends within {within}."
            found.append(Matter("warning", text, visit.at("keys", key["id"])))
    return found


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


# --- the first steps


async def _steps(visit: Visit) -> dict[str, Any] | None:
    """What of the first steps is done; None once the workspace is new no more. One that nobody has used stays new."""
    workspace_id = visit.workspace_id
    workspace, used = await asyncio.gather(
        visit.get("/workspace/v1/workspace"), visit.db.read(lambda reader: first_used(reader, workspace_id))
    )
    is_old = visit.now - max(from_text(workspace["created_at"]), used or 0) > NEW_FOR
    if is_old and used is not None:
        return None
    log, received = await asyncio.gather(
        visit.context.request_log.read(
            lambda span: listing.page(span, workspace_id, listing.Filters(), None, 100)[0]
        ),
        visit.db.read(lambda reader: overview.has_delivered(reader, workspace_id)),
    )
    shown = [listing.show(entry) for entry in log]
    by_program = [entry for entry in shown if not entry["credential_id"].startswith("person_")]
    with_sdk = any((entry["user_agent"] or "").startswith(_CLIENTS) for entry in by_program)
    # `ghxstship listen` follows the stream; what is open is in no log yet.
    received |= visit.context.tail.has_told(workspace_id) or any(
        entry["operation"] == "workspace.events.stream" for entry in by_program
    )
    called = bool(by_program) or used is not None
    # An application's access is none of the keys.
    by_app = any(entry["credential_id"].startswith("grant_") for entry in by_program)
    if (called and received and with_sdk) or (is_old and by_app):
        return None
    return {
        "called": called,
        "received": received,
        "installed": with_sdk,
        "key": first_key.find(visit, workspace_id),
    }


async def make_first_key(visit: Visit) -> Response:
    """Make a key for the steps. It stays in this browser for an hour, sealed, so that a reload does not lose it."""
    body = {"name": "First steps", "scopes": ["read", "write", "webhooks"]}
    key = (await visit.call("POST", KEYS, body)).require()
    first_key.keep(visit, key["secret"])
    return visit.redirect(
        visit.at(), done="The key is made and filled in below. Keep it: it is not shown later."
    )


_HOME = f"{PORTAL}/{{workspace_id}}"

PAGES = (
    Route("GET", _HOME, home),
    Route("POST", f"{_HOME}/first-key", make_first_key, scope="admin"),
)
