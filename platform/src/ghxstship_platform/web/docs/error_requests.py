"""A request for each error code that is answered with it; the tests make every one of them."""

from __future__ import annotations

# The clients repeat these; so may anybody.
RETRIED = frozenset({"IDEMPOTENCY_IN_PROGRESS", "RATE_LIMITED", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE"})

_KEY = '-H "Authorization: Bearer $GHXSTSHIP_API_KEY"'
_JSON = '-H "Content-Type: application/json"'
_BASE = "$GHXSTSHIP_BASE_URL"


def _get(path: str, *more: str) -> str:
    return _lines(f'curl "{_BASE}{path}"', _KEY, *more)


def _send(method: str, path: str, body: str, *more: str) -> str:
    return _lines(f'curl -X {method} "{_BASE}{path}"', _KEY, _JSON, *more, f"-d '{body}'")


def _lines(*parts: str) -> str:
    return " \\\n  ".join(parts)


_DEAL = "deal_01KAQ7R5M0000G4XWZ9YV8T2NB"

REQUESTS = {
    "BAD_REQUEST": _get("/atlvs/v1/deals?statsu=open"),
    "INVALID_CURSOR": _get("/atlvs/v1/deals?cursor=eyJsYXN0SWQiOiJkZWFsXz"),
    "UNAUTHORIZED": _lines(
        f'curl "{_BASE}/atlvs/v1/deals"', '-H "Authorization: Bearer ghx_test_notakeyofanybody"'
    ),
    "FORBIDDEN": _get("/atlvs/v1/deals", '-H "X-Workspace-ID: ws_01KAQ7R5M0000G4XWZ9YV8T2NB"'),
    "NOT_FOUND": _get(f"/atlvs/v1/deals/{_DEAL}"),
    "METHOD_NOT_ALLOWED": _send("PUT", "/atlvs/v1/deals", '{"name": "Spring run"}'),
    "ALREADY_EXISTS": "\n\n".join(
        [_send("POST", "/atlvs/v1/companies", '{"name": "Aurora Drift", "external_id": "crm-4711"}')] * 2
    ),
    "VERSION_CONFLICT": _send("PATCH", f"/atlvs/v1/deals/{_DEAL}", '{"name": "Autumn run", "version": 99}'),
    "INVALID_TRANSITION": _send(
        "PATCH", "/compvss/v1/projects/proj_01KAQ7R5M0000G4XWZ9YV8T2NB", '{"status": "wrap"}'
    ),
    "SOLD_OUT": _send(
        "POST", "/gvteway/v1/orders",
        '{"event_id": "evt_01KAQ7R5M0000G4XWZ9YV8T2NB", "customer": {"email": "marlo@example.org"},\n'
        '       "items": [{"ticket_type_id": "tt_01KAQ7R5M0000G4XWZ9YV8T2NB", "quantity": 3}]}',
    ),
    "CREW_DOUBLE_BOOKED": _send(
        "POST", "/compvss/v1/assignments",
        '{"project_id": "proj_01KAQ7R5M0000G4XWZ9YV8T2NB", "crew_member_id": "crew_01KAQ7R5M0000G4XWZ9YV8T2NB",\n'
        '       "role": "rigger", "start_at": "2026-12-01T08:00:00Z", "end_at": "2026-12-01T18:00:00Z"}',
    ),
    "RESOURCE_IN_USE": _lines(
        f'curl -X DELETE "{_BASE}/atlvs/v1/companies/company_01KAQ7R5M0000G4XWZ9YV8T2NB"', _KEY
    ),
    "PAYLOAD_TOO_LARGE": _lines(
        f"head -c 1100000 /dev/zero | tr '\\0' ' ' | curl -X POST \"{_BASE}/atlvs/v1/deals\"",
        _KEY, _JSON, "--data-binary @-",
    ),
    "UNSUPPORTED_MEDIA_TYPE": _lines(
        f'curl -X POST "{_BASE}/atlvs/v1/deals"', _KEY, '-H "Content-Type: text/plain"', "-d 'name=Spring run'"
    ),
    "VALIDATION_ERROR": _send(
        "POST", "/atlvs/v1/contacts", '{"first_name": "Marlo", "email": "marlo.example.org"}'
    ),
    "IDEMPOTENCY_KEY_REUSED": "\n\n".join(
        _send("POST", "/atlvs/v1/deals", body, '-H "Idempotency-Key: spring-run-2027"')
        for body in ('{"name": "Spring run", "value": 100}', '{"name": "Spring run", "value": 200}')
    ),
    "OVERPAYMENT": _send(
        "POST", "/atlvs/v1/invoices/inv_01KAQ7R5M0000G4XWZ9YV8T2NB/payments",
        '{"amount": 1000000, "method": "wire"}',
    ),
    # Two hundred at once, which is more than the burst of a tier.
    "RATE_LIMITED": _lines(
        f'curl --parallel "{_BASE}/atlvs/v1/deals?limit=[1-100]" "{_BASE}/atlvs/v1/contacts?limit=[1-100]"', _KEY
    ),
}  # fmt: skip

NEVER_SINGLE = {
    "IDEMPOTENCY_IN_PROGRESS": "It takes two requests with one key at the same moment; the second gets this.",
    "INTERNAL_ERROR": "There is no request that ought to cause it.",
    "SERVICE_UNAVAILABLE": "It depends on the state of the platform, not on the request.",
}
