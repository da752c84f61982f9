"""Usage: how much is asked for, against what the tier allows, and by whom."""

from __future__ import annotations

from typing import Any

from ...api.responses import Response
from ...clock import DAY, HOUR, to_text
from ..charts import Series
from ..routes import Route
from ..visit import Visit
from .audit import names

# Name, how far back, the width of a step.
PERIODS = {"hour": (HOUR, "minute"), "days": (2 * DAY, "hour"), "month": (30 * DAY, "day")}
_TITLES = {
    "hour": "An hour, by the minute",
    "days": "Two days, by the hour",
    "month": "30 days, by the day",
}
MOST_KEYS = 12
# Of the busiest, who is looked up; the rest stand as their ids.
MOST_NAMED = 100


async def usage_page(visit: Visit) -> Response:
    """Requests over time, refusals, and who asked."""
    period = visit.query.get("period") if visit.query.get("period") in PERIODS else "hour"
    span, step = PERIODS[period]
    found = await visit.get("/workspace/v1/usage", **{"from": to_text(visit.now - span), "step": step})
    called = await names(visit, [each["credential_id"] for each in found["credentials"][:MOST_NAMED]])
    points = found["data"]
    at = {"minute": slice(11, 16), "hour": slice(5, 13), "day": slice(0, 10)}[step]
    return visit.page(
        "portal/usage.html", usage=found, period=period, titles=_TITLES, called=called, step=step,
        labels=[point["at"][at].replace("T", " ") + (":00" if step == "hour" else "") for point in points],
        busiest=[Series("In the busiest minute", [point["busiest_minute"] for point in points], "accent")],
        by_kind=_by_kind(points), refused=[Series("Refused with 429", [p["rate_limited"] for p in points], "warning")],
        by_key=_by_key(found["credentials"], called),
    )  # fmt: skip


def _by_kind(points: list[dict[str, Any]]) -> list[Series]:
    """Requests by what became of them, on top of each other."""
    well = [p["requests"] - p["rate_limited"] - p["client_errors"] - p["server_errors"] for p in points]
    return [
        Series("Well", well, "ok"),
        Series("4xx", [p["client_errors"] for p in points], "info"),
        Series("429", [p["rate_limited"] for p in points], "warning"),
        Series("5xx", [p["server_errors"] for p in points], "failed"),
    ]


def _by_key(
    credentials: list[dict[str, Any]], called: dict[str | None, str]
) -> tuple[list[str], list[Series]]:
    """The busiest keys: their labels, and their requests."""
    shown = credentials[:MOST_KEYS]
    labels = [called[each["credential_id"]][:24] for each in shown]
    refused = [each["rate_limited"] for each in shown]
    rest = [each["requests"] - each["rate_limited"] for each in shown]
    return labels, [Series("Answered", rest, "accent"), Series("Refused with 429", refused, "warning")]


PAGES = (Route("GET", "/developers/{workspace_id}/usage", usage_page),)
