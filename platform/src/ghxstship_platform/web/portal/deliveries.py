"""Deliveries: found, looked into with every attempt, sent again; dead letters; and the jobs that send many again."""

from __future__ import annotations

from typing import Any

from ...api.responses import Response
from ...clock import SECOND, from_text
from ...errors import PlatformError
from ...products.catalogue import event_types
from ...webhooks import deliveries, inspection
from ...webhooks.inspection import Sent
from ..routes import Route
from ..visit import Visit
from .endpoints import DELIVERIES, ENDPOINTS, JOBS, some_endpoints
from .filters import chosen, listed

MOST_RETRIED = 100
NEAR = 5 * SECOND


async def delivery_list(visit: Visit) -> Response:
    """Deliveries, newest first."""
    names = ("endpoint_id", "event_id", "event_type", "status", "origin")
    found = chosen(visit, *names)
    asked = {name: found.get(name) for name in names}
    page = await listed(visit, DELIVERIES, found, {**asked, "total": "false"})
    return visit.page(
        "portal/deliveries.html", found=found, page=page, endpoints=await some_endpoints(visit),
        types=list(event_types()), statuses=deliveries.STATUSES, origins=deliveries.ORIGINS,
    )  # fmt: skip


async def dead_letters(visit: Visit) -> Response:
    """Deliveries that are not tried again by themselves."""
    found = chosen(visit, "endpoint_id")
    asked = {"endpoint_id": found.get("endpoint_id"), "status": "failed"}
    page = await listed(visit, DELIVERIES, found, asked)
    return visit.page(
        "portal/dead_letters.html", found=found, page=page, endpoints=await some_endpoints(visit)
    )


async def retry_many(visit: Visit) -> Response:
    """Send the ticked dead letters again."""
    ids = list(dict.fromkeys(visit.form.all("id")))[:MOST_RETRIED]
    back = visit.at("webhooks", "dead-letters")
    if not ids:
        return visit.redirect(back, done="Tick the deliveries that are to be sent again.")
    refused: dict[str, str] = {}
    for each in ids:
        answer = await visit.call("POST", f"{DELIVERIES}/{each}/retry")
        if not answer.ok:
            refused[each] = answer.message
    told = [f"{len(ids) - len(refused)} sent again."] if len(refused) < len(ids) else []
    if refused:
        told.append(f"{len(refused)} not: {next(iter(refused.values()))}")
    return visit.redirect(back, done=" ".join(told))


async def delivery_page(visit: Visit) -> Response:
    """What was sent, what came back, and when it is tried next."""
    return await _page(visit)


async def _page(visit: Visit, *, status: int = 200, refused: str = "") -> Response:
    delivery_id, workspace_id = visit.path["delivery_id"], visit.workspace_id
    delivery = await visit.get(f"{DELIVERIES}/{delivery_id}")
    endpoint = await _endpoint(visit, delivery["endpoint_id"])
    shown = _shown(visit, delivery)
    now, secret = visit.now, visit.db.secret
    own = list(endpoint["headers"]) if endpoint else []
    coming = await visit.db.read(lambda r: inspection.coming(r, workspace_id, delivery_id, now))
    sent: Sent | None = None
    if shown is not None:
        sent = await visit.db.read(
            lambda r: inspection.sent_with(r, workspace_id, secret, delivery, shown, own)
        )
    return visit.page(
        "portal/delivery.html", status=status, fragment="state", delivery=delivery, endpoint=endpoint, shown=shown,
        sent=sent, coming=coming, schedule=inspection.ATTEMPTS, refused=refused,
        following=_is_near(delivery, now), about=event_types().get(delivery["event_type"]),
    )  # fmt: skip


def _is_near(delivery: dict[str, Any], now: int) -> bool:
    """Whether an attempt is under way or begins in a moment: then the page asks again by itself."""
    due = delivery["next_attempt_at"]
    return bool(delivery["in_flight"] or (due is not None and from_text(due) <= now + NEAR))


def _shown(visit: Visit, delivery: dict[str, Any]) -> dict[str, Any] | None:
    """The attempt that is looked at: the one of the address, or the last."""
    asked = visit.query.get("attempt")
    attempts: list[dict[str, Any]] = delivery["attempts"]
    return next(
        (each for each in attempts if str(each["number"]) == asked), attempts[-1] if attempts else None
    )


async def _endpoint(visit: Visit, endpoint_id: str) -> dict[str, Any] | None:
    """The endpoint of a delivery; None for one that was deleted."""
    answer = await visit.call("GET", f"{ENDPOINTS}/{endpoint_id}")
    return None if answer.code == "NOT_FOUND" else answer.require()


async def retry_delivery(visit: Visit) -> Response:
    """Begin the six attempts of a delivery anew."""
    delivery_id = visit.path["delivery_id"]
    answer = await visit.call("POST", f"{DELIVERIES}/{delivery_id}/retry")
    if answer.code == "NOT_FOUND":
        raise PlatformError("NOT_FOUND", answer.message)
    if not answer.ok:
        return await _page(visit, status=answer.status, refused=answer.message)
    return visit.redirect(visit.at("webhooks", "deliveries", delivery_id), done="It is being sent again.")


# --- jobs


async def job_list(visit: Visit) -> Response:
    """Recoveries and replays, newest first."""
    found = chosen(visit, "endpoint_id", "kind", "status")
    asked = {name: found.get(name) for name in ("endpoint_id", "kind", "status")}
    page = await listed(visit, JOBS, found, asked)
    return visit.page("portal/jobs.html", found=found, page=page, endpoints=await some_endpoints(visit))


async def job_page(visit: Visit) -> Response:
    """How far a job has come."""
    job = await visit.get(f"{JOBS}/{visit.path['job_id']}")
    if visit.is_fragment and job["status"] != "running":
        return visit.reload()
    return visit.page(
        "portal/job.html", fragment="progress", job=job, endpoint=await _endpoint(visit, job["endpoint_id"])
    )


async def cancel_job(visit: Visit) -> Response:
    """End a job where it is; one that is over stays as it is."""
    job_id = visit.path["job_id"]
    answer = await visit.call("POST", f"{JOBS}/{job_id}/cancel")
    if answer.code != "INVALID_TRANSITION":
        answer.require()
    done = "The job ends where it is." if answer.ok else "The job was over already."
    return visit.redirect(visit.at("webhooks", "jobs", job_id), done=done)


_AT = "/developers/{workspace_id}/webhooks"

PAGES = tuple(
    Route(method, f"{_AT}/{path}", handler, scope="webhooks")
    for method, path, handler in (
        ("GET", "deliveries", delivery_list),
        ("GET", "deliveries/{delivery_id}", delivery_page),
        ("POST", "deliveries/{delivery_id}/retry", retry_delivery),
        ("GET", "dead-letters", dead_letters),
        ("POST", "dead-letters/retry", retry_many),
        ("GET", "jobs", job_list),
        ("GET", "jobs/{job_id}", job_page),
        ("POST", "jobs/{job_id}/cancel", cancel_job),
    )
)
