"""Every error the API can answer with, declared once (playbook "Error Codes", contract §6).

`CATALOGUE` drives the status codes, the OpenAPI document and the error pages.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

# So many unknown names of a body are looked at for what they may mean, and none that is longer.
_HINTS = 3
_LONGEST_HINT = 40


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code: its HTTP status and the three answers of its page."""

    code: str
    status: int
    title: str
    happened: str
    why: str
    remedy: str


def _catalogue(*codes: ErrorCode) -> dict[str, ErrorCode]:
    return {entry.code: entry for entry in codes}


CATALOGUE = _catalogue(
    ErrorCode(
        "BAD_REQUEST", 400, "Bad request",
        "The request could not be read.",
        "The body is not valid JSON, a key or header stands twice, or a query parameter is unknown or malformed.",
        "Read `details`: each entry names the part that is wrong. Correct it and send the request again.",
    ),
    ErrorCode(
        "INVALID_CURSOR", 400, "Invalid cursor",
        "The cursor does not belong to this list.",
        "It was cut or edited, comes from another list, or is used with other filters or another sort order.",
        "Pass `pagination.cursor` back unchanged with the same parameters, or begin again without a cursor.",
    ),
    ErrorCode(
        "UNAUTHORIZED", 401, "Unauthorized",
        "The request carries no valid credential.",
        "The Authorization header is missing or malformed, or the key or token is unknown, expired or revoked.",
        "Send `Authorization: Bearer <key>` with a live key of the workspace; refresh an expired token.",
    ),
    ErrorCode(
        "FORBIDDEN", 403, "Forbidden",
        "The credential is valid but may not do this.",
        "It lacks the scope named in `details`, belongs to another workspace, or is used from an address off its list.",
        "Use a key with that scope, or ask an administrator of the workspace for one.",
    ),
    ErrorCode(
        "NOT_FOUND", 404, "Not found",
        "There is nothing at this address in your workspace.",
        "The id is wrong, the record was deleted, it belongs to another workspace, or the path is misspelled.",
        "Check the path and the id; list the resource to see what exists.",
    ),
    ErrorCode(
        "METHOD_NOT_ALLOWED", 405, "Method not allowed",
        "The path exists but does not answer this method.",
        "The `Allow` header lists the methods that it does answer.",
        "Use one of the methods in `Allow`.",
    ),
    ErrorCode(
        "ALREADY_EXISTS", 409, "Already exists",
        "Another record of the workspace has this value, which must be unique.",
        "An e-mail address, an external_id or a deal's project is taken.",
        "Use the record named in `details`, update it, or choose another value.",
    ),
    ErrorCode(
        "VERSION_CONFLICT", 409, "Version conflict",
        "The record has changed since you read it.",
        "The version in `If-Match` or `version` is not the current one, which `details` gives.",
        "Read the record again, apply your change to the newer state, and send it with the newer version.",
    ),
    ErrorCode(
        "INVALID_TRANSITION", 409, "Invalid transition",
        "The record cannot go from its state to the one asked for.",
        "`details` gives `from`, `to` and the states `allowed` from here.",
        "Go by one of the allowed states.",
    ),
    ErrorCode(
        "SOLD_OUT", 409, "Sold out",
        "Fewer places are left than were asked for.",
        "Other orders or holds took them first; `details` gives what is available.",
        "Order fewer, choose another ticket type, or try again when holds expire.",
    ),
    ErrorCode(
        "CREW_DOUBLE_BOOKED", 409, "Crew double-booked",
        "The crew member already works at that time.",
        "An assignment that overlaps is invited, confirmed or checked in; `details` lists each.",
        "Choose another time or person, or cancel the assignment in the way.",
    ),
    ErrorCode(
        "IDEMPOTENCY_IN_PROGRESS", 409, "Idempotent request in progress",
        "A request with this Idempotency-Key is still being worked on.",
        "The first attempt has not finished yet.",
        "Wait for `Retry-After` seconds and send the same request with the same key.",
    ),
    ErrorCode(
        "RESOURCE_IN_USE", 409, "Resource in use",
        "Other records point to this one.",
        "Deleting it would leave them pointing to nothing; `details` names them.",
        "Delete or change those records first.",
    ),
    ErrorCode(
        "PAYLOAD_TOO_LARGE", 413, "Payload too large",
        "The body is over the limit of 1 MiB.",
        "Too many records in one request, or a value that is too long.",
        "Send less at once; use several batches.",
    ),
    ErrorCode(
        "UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported media type",
        "The body is not declared as JSON.",
        "The Content-Type header is missing or names another type, or the body is compressed.",
        "Send `Content-Type: application/json` and the body uncompressed.",
    ),
    ErrorCode(
        "VALIDATION_ERROR", 422, "Validation failed",
        "The body was read, but some of its fields are not acceptable.",
        "`details` names every field that is wrong, all at once, and says what it must be.",
        "Correct each field and send the request again; nothing was changed.",
    ),
    ErrorCode(
        "IDEMPOTENCY_KEY_REUSED", 422, "Idempotency key reused",
        "This Idempotency-Key was used with another request.",
        "The method, the path or the body differ from the first request with this key.",
        "Use a new key for a new request; repeat a request unchanged.",
    ),
    ErrorCode(
        "OVERPAYMENT", 422, "Overpayment",
        "The payment is more than what is owed.",
        "`details` gives the balance; another payment may have arrived first.",
        "Pay at most the balance due.",
    ),
    ErrorCode(
        "RATE_LIMITED", 429, "Rate limited",
        "The workspace has used up its requests for now.",
        "The burst or the minute of its tier is spent.",
        "Wait for `Retry-After` seconds; pace requests by the X-RateLimit headers.",
    ),
    ErrorCode(
        "INTERNAL_ERROR", 500, "Internal error",
        "Something failed on our side.",
        "A defect; nothing of the request was kept.",
        "Retry with exponential backoff and the same Idempotency-Key; quote the request id if it persists.",
    ),
    ErrorCode(
        "SERVICE_UNAVAILABLE", 503, "Service unavailable",
        "The platform cannot answer right now.",
        "It is starting, stopping or has lost its database.",
        "Check the status page and retry after `Retry-After` seconds with the same Idempotency-Key.",
    ),
)  # fmt: skip


class PlatformError(Exception):
    """An answer of the API that is not a success.

    Parameters
    ----------
    code: a key of `CATALOGUE`.
    message: one sentence for the one who has to act.
    details: entries of at least ``field`` and ``message``; an entry may carry more (``available``, ``allowed`` …).
    headers: extra response headers, such as ``Retry-After``.
    """

    def __init__(
        self,
        code: str,
        message: str,
        details: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or []
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return CATALOGUE[self.code].status


def detail(field: str, message: str, **extra: Any) -> dict[str, Any]:
    """One entry of `details`."""
    return {"field": field, "message": message, **extra}


def add_unknown(
    errors: list[dict[str, Any]], what: str, name: str, known: Collection[str], prefix: str = ""
) -> None:
    """Add the entry for a field or parameter that there is not, with the nearest that there is."""
    hint = _nearest(name, known) if len(errors) < _HINTS and len(name) <= _LONGEST_HINT else ""
    errors.append(detail(prefix + name[:100], f"Unknown {what}{hint}"))


def _nearest(name: str, known: Collection[str]) -> str:
    alike = (one for one in known if one[:1] == name[:1])
    far, near = min(((_difference(name, one), one) for one in alike), default=(3, ""))
    return f"; did you mean {near}?" if far <= 2 else ""


def _difference(name: str, other: str) -> int:
    """How many characters stand between what two names begin and end with alike; 2 where one begins with the other.

    Not difflib: a batch may have thousands of names that are none, and this takes microseconds.
    """
    start = _in_common(name, other)
    if start == min(len(name), len(other)) > 3:
        return 2
    name, other = name[start:], other[start:]
    return max(len(name), len(other)) - _in_common(name[::-1], other[::-1])


def _in_common(name: str, other: str) -> int:
    """How many characters two names begin with alike."""
    length = 0
    for one, two in zip(name, other, strict=False):
        if one != two:
            break
        length += 1
    return length


def validation_error(*details: dict[str, Any]) -> PlatformError:
    """422 `VALIDATION_ERROR` for these fields; the message is the first one's."""
    first = details[0]
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return PlatformError("VALIDATION_ERROR", f"{first['field']}: {first['message']}{more}", list(details))


def not_found(noun: str, record_id: str) -> PlatformError:
    """404 for a record that this workspace does not have."""
    return PlatformError("NOT_FOUND", f"No {noun} with the id {record_id!r} in this workspace.")
