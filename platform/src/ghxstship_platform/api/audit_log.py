"""The audit log, under /workspace/v1."""

from __future__ import annotations

from typing import Any

from ..audit import listing, log
from .context import Context
from .lists import CREATED, filter_parameter, list_page
from .operations import Operation
from .request import Request
from .responses import Response

_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
_TIME = "2026-11-23T07:21:00.000Z"


async def list_entries(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of the log."""
    return await list_page(listing.LIST, context, operation, request)


def _text(doc: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": doc}


_PROPERTIES: dict[str, dict[str, Any]] = {
    "id": {
        "type": "string", "pattern": f"^{log.PREFIX}", "description": "Identifier; sorts by time.",
        "examples": [log.PREFIX + _TAIL],
    },
    "at": {"type": "string", "format": "date-time", "description": "When it was done."},
    "action": {"type": "string", "description": "What was done: noun.verb, as events are called."},
    "actor": _text(
        f"Who did it: a person, a key, a token, an application, `{log.OPERATOR}` for the command line, null for "
        "the platform itself and for who failed to sign in."
    ),
    "target": _text("The id of what it was done to."),
    "target_name": _text("What that was called."),
    "address": _text("The address that the request came from."),
    "user_agent": _text("The client, as it called itself."),
    "request_id": _text("The request, as in the request log."),
    "changes": {
        "type": ["object", "null"],
        "description": "Each field that changed, with its value before and after.",
        "additionalProperties": {
            "type": "object", "properties": {"from": {}, "to": {}}, "required": ["from", "to"],
        },
    },
}  # fmt: skip
_EXAMPLE = {
    "id": log.PREFIX + _TAIL,
    "at": _TIME,
    "action": "member.updated",
    "actor": f"person_{_TAIL}",
    "target": f"member_{_TAIL}",
    "target_name": "Grace Okafor",
    "address": "203.0.113.7",
    "user_agent": "Mozilla/5.0",
    "request_id": f"req_{_TAIL}",
    "changes": {"role": {"from": "viewer", "to": "developer"}},
}
AUDIT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Something that was done to the workspace or by a member's account.",
    "required": list(_PROPERTIES),
    "properties": _PROPERTIES,
    "examples": [_EXAMPLE],
}

AUDIT_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET", "/workspace/v1/audit-log", "workspace.audit_log.list", "List the audit log, newest first", "page",
        "admin", list_entries, answer=AUDIT_SCHEMA,
        parameters=(
            filter_parameter("action", "Only this action.", "api_key.created"),
            filter_parameter("actor", "Only what this person, key or token did.", f"person_{_TAIL}"),
            filter_parameter("target", "Only what was done to this.", f"key_{_TAIL}"),
            *CREATED,
        ),
        description="Who did what, when, from where: sign-ins and those that failed, keys, members, invitations, "
        "webhook endpoints, secrets that were shown, the workspace's own settings. Kept for a year unless the operator "
        "says otherwise.",
    ),
)  # fmt: skip
