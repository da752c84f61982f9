"""The request log: thirty days of what programs asked, with what became of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...api.responses import Response
from ...api.router import OPERATIONS
from ...events import browse
from ...events.browse import Entry, Wanted
from ...request_log import listing
from ...storage.database import Reader
from ..inside import Answer
from ..routes import Route
from ..visit import Visit
from .audit import names
from .filters import chosen, listed

LOG = "/workspace/v1/request-log"
_SUMMARIES = {operation.id: operation.summary for operation in OPERATIONS}
_COUNTED = ("method", "status", "error", "operation", "credential_id")
MOST_EVENTS = 50


async def read(visit: Visit, path: str, query: Mapping[str, Any] | None = None) -> Answer:
    """A GET that keys and tokens need the scope `admin` for, as they are handed on; members see it in any role."""
    principal = replace(visit.principal, scopes=visit.principal.scopes | {"admin"})
    return await visit.site.inside.call(visit.request, principal, "GET", path, None, query, {})


async def key_names(visit: Visit) -> dict[str, str]:
    """The names of the newest hundred keys by id."""
    keys = (await read(visit, "/workspace/v1/keys", {"limit": 100, "total": "false"})).require()["data"]
    return {key["id"]: key["name"] for key in keys}


async def request_list(visit: Visit) -> Response:
    """Requests, newest first; or what went wrong, by error and operation."""
    found = chosen(visit, *_COUNTED, "path", "group")
    asked: dict[str, Any] = {name: found.get(name) for name in _COUNTED}
    groups: list[dict[str, Any]] | None = None
    if found.get("group") == "error" and not found.errors:
        answer = await read(visit, f"{LOG}/errors", {**asked, **found.bounds()})
        if answer.code == "BAD_REQUEST":
            found.errors.update(answer.errors)
        else:
            groups = answer.require()["data"]
    page = None
    if groups is None:
        page = await listed(visit, LOG, found, {**asked, "path": found.get("path"), "total": "false"}, read)
    shown = [entry["credential_id"] for entry in page.rows] if page else []
    called = await names(visit, [*shown, found.get("credential_id")])
    return visit.page(
        "portal/requests.html", found=found, page=page, groups=groups, keys=await key_names(visit), called=called,
        methods=listing.METHODS, classes=listing.CLASSES,
    )  # fmt: skip


async def request_page(visit: Visit) -> Response:
    """One request: what was sent, what came back, the events it caused, and how to make it again."""
    request = (await read(visit, f"{LOG}/{visit.path['request_id']}")).require()
    workspace_id, caused = visit.workspace_id, request["events"]
    events: list[Entry] = []
    if caused is not None:
        wanted = Wanted(first=caused["first"], last=caused["last"])

        def caused_by(reader: Reader) -> list[Entry]:
            return browse.newest(reader, workspace_id, wanted, MOST_EVENTS)[::-1]

        events = await visit.db.read(caused_by)
    return visit.page(
        "portal/request.html", request=request, events=events, called=await names(visit, [request["credential_id"]]),
        summary=_SUMMARIES.get(request["operation"], ""),
        curl=curl_of(request, visit.settings.local_url if visit.host == "" else visit.origin),
    )  # fmt: skip


def curl_of(request: dict[str, Any], base: str) -> str:
    """The same request as a command line; the key comes from the environment."""
    query = f"?{request['query']}" if request["query"] else ""
    lines = [
        f"curl -X {request['method']} {shlex.quote(base + request['path'] + query)}",
        '-H "Authorization: Bearer $GHXSTSHIP_API_KEY"',
    ]
    if request["idempotency_key"]:
        lines.append(f"-H {shlex.quote('Idempotency-Key: ' + request['idempotency_key'])}")
    if request["request_body"]:
        lines += [
            "-H 'Content-Type: application/json'",
            f"-d {shlex.quote(_laid_out(request['request_body']))}",
        ]
    return " \\\n  ".join(lines)


def _laid_out(body: str) -> str:
    """JSON for reading; what was cut to be kept is none, and stays as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


_AT = "/developers/{workspace_id}/requests"

PAGES = (
    Route("GET", _AT, request_list),
    Route("GET", f"{_AT}/{{request_id}}", request_page),
)
