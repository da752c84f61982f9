"""schemathesis over the whole document, with all of its checks, against the API in process.

A schema cannot say everything: that a reference must exist, how many decimals a currency has, that an end lies behind
its start. Two things bridge that, neither of which makes a check weaker:

- What accords with the schema is made meaningful before it is sent (`_Sense`): references become ids that exist,
  amounts whole numbers. It still is what the schema allows. What violates the schema is sent as it is.
- A 422 for a body that is in accordance with the schema is only accepted when the reader of bodies has nothing to say
  against it, so that it can only be a rule of the trade (`refused_by_a_rule_only`).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema
from schemathesis.generation import GenerationMode
from schemathesis.hooks import unregister

from ghxstship_platform.api.openapi import document
from ghxstship_platform.api.openapi.schemas import record_name, resources
from ghxstship_platform.api.operations import Operation
from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.clock import SystemClock, to_text
from ghxstship_platform.demo.seeder import seed
from ghxstship_platform.limits import CredentialThrottle, Throttle
from ghxstship_platform.limits.tiers import DEFAULT_TIERS
from ghxstship_platform.oauth.apps import BUILT_IN
from ghxstship_platform.oauth.grants import begin
from ghxstship_platform.people import accounts
from ghxstship_platform.products.catalogue import event_types
from ghxstship_platform.products.examples import example_input
from ghxstship_platform.products.fields import (
    Email,
    Field,
    Listing,
    Money,
    Number,
    Object,
    OneOf,
    Reference,
    decode_fields,
)
from ghxstship_platform.storage.database import open_database
from ghxstship_platform.webhooks.kinds import EventPattern, Filter, Headers, WebAddress

from .service import Service, Tenant

_OPERATIONS = {operation.id.replace(".", "_"): operation for operation in OPERATIONS}

# What makes the run bounded: examples of an operation and of a chain of operations.
_EXAMPLES = 6
_CHAINS = 20

_CONFIG = {
    "seed": 20_261_123,
    "generation": {"max-examples": _EXAMPLES, "deterministic": True, "database": "none"},
    "phases": {"stateful": {"generation": {"max-examples": _CHAINS}, "max-steps": 5}},
    "suppress-health-check": ["all"],
    # A batch of 1,000 on a machine that has something else to do.
    "request-timeout": 60,
    # 422 is judged by `refused_by_a_rule_only`, which is stricter.
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "422", "5xx"]
        }
    },
}

_FORMATS = {
    # The schemas narrow these formats by a pattern, which hardly any value of the format at large would meet.
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str),
    "date-time": st.integers(-2_208_988_800_000, 7_258_118_399_999).map(to_text),
    # What schemathesis sends in a header by itself are letters and digits.
    "version-tag": st.integers(1, 5).map('"{}"'.format),
    "workspace-id": st.just("ws_01KAQ7R5M0000G4XWZ9YV8T2NB"),
    "cidr": st.ip_addresses().map(lambda address: f"{address}/{address.max_prefixlen}"),
}
for _name, _strategy in _FORMATS.items():
    schemathesis.openapi.format(_name, _strategy)


class _Sense:
    """Makes what accords with the schema meaningful, out of what the workspace has.

    Also in a request that violates the schema elsewhere: else another refusal (a wrong workspace, a key used before)
    would hide whether that violation is noticed.
    """

    def __init__(self, stage: _Stage, workspace_id: str) -> None:
        self._stage = stage
        self._workspace_id = workspace_id
        self._numbers = itertools.count()
        self._cursors: set[str] = set()
        self._seen: set[str] = set()
        self._first = False
        self.succeeded: set[str] = set()

    def before_call(self, case: Any) -> None:
        """Change a case before it is sent."""
        operation = _operation_of(case)
        positive = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
        for name, value in (case.headers or {}).items():
            case.headers[name] = self._settle_header(name.lower(), str(value))
        if case.path_parameters and "id" in case.path_parameters:
            case.path_parameters["id"] = self._settle_id(
                operation, str(case.path_parameters["id"]), positive=positive
            )
        if (
            isinstance(case.body, dict)
            and operation.kind == "update"
            and isinstance(case.body.get("version"), int)
        ):
            case.body = {name: value for name, value in case.body.items() if name != "version"}
        if not positive:
            return
        if case.query:
            self._settle_query(operation, case.query)
        if isinstance(case.body, dict):
            case.body = self._settle_body(operation, case.body)

    def after_call(self, case: Any, response: Any) -> None:
        """Remember the cursors and ids that answers give, and which operations have succeeded."""
        text = response.content.decode(errors="replace")
        self._cursors.update(re.findall('"cursor":"([^"]+)"', text))
        self._seen.update(re.findall('"id":"([^"]+)"', text))
        if response.request.method == case.operation.method.upper() and response.status_code < 300:
            self.succeeded.add(_operation_of(case).id)

    def _settle_header(self, name: str, value: str) -> str:
        if name == "x-workspace-id" and re.fullmatch("ws_[0-9A-Z]{26}", value):
            return self._workspace_id
        if name == "if-match" and re.fullmatch('(W/)?"[0-9]{1,18}"', value):
            return "*"
        if name == "idempotency-key" and re.fullmatch("[!-~]([ -~]{0,253}[!-~])?", value):
            number = str(next(self._numbers))
            return f"{value[: 255 - len(number)]}{number}"
        return value

    def _settle_id(self, operation: Operation, value: str, *, positive: bool) -> str:
        if operation.method != "GET" and value in self._stage.kept:
            return value[:-26] + "0" * 26
        if positive and operation.id in self._stage.targets and operation.id not in self.succeeded:
            return self._stage.targets[operation.id]
        ids = self._stage.ids.get(operation.resource.key) if operation.resource else None
        # Ids of earlier answers are what chains of requests are made of; any other one only exists by chance.
        if ids and value not in self._seen and re.fullmatch("[a-z]+_[0-9A-Z]{26}", value):
            return ids[next(self._numbers) % len(ids)]
        return value

    def _settle_query(self, operation: Operation, query: dict[str, Any]) -> None:
        # A list's links lead to its next page; any other text is no cursor, however well it accords with the schema.
        if "cursor" in query and query["cursor"] not in self._cursors:
            del query["cursor"]
        if "after" in query and operation.kind == "export":
            assert operation.resource is not None
            ids = self._stage.ids.get(operation.resource.key)
            if ids and "cursor" not in query:
                query["after"] = ids[-1]
            else:
                del query["after"]
        if operation.id in ("workspace.webhook_endpoints.stats", "workspace.usage.retrieve"):
            # So many steps as there may be, from before to after.
            query.pop("from", None)
            query.pop("to", None)
        if str(query.get("after", "")).startswith("msg_"):
            query["after"] = "0"
        if "types" in query:
            query["types"] = ["deal.*", next(iter(event_types()))]

    def _settle_body(self, operation: Operation, body: dict[str, Any]) -> dict[str, Any]:
        if operation.resource is None:
            # A time ends behind its start.
            ended = {name: value for name, value in body.items() if name != "until"}
            return {**ended, "tier": "pro"} if "tier" in body else ended
        fields = operation.action.fields if operation.action else operation.resource.input_fields
        # An order's event and ticket types must belong together.
        self._first = operation.resource.key == "gvteway.orders"
        if operation.kind != "batch":
            return self._settle_fields(fields, body)
        if not isinstance(body.get("items"), list):
            return body
        items = [
            self._settle_fields(fields, item) if isinstance(item, dict) else item for item in body["items"]
        ]
        return {**body, "items": items}

    def _settle_fields(self, fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
        known = {field.name: field for field in fields}
        settled = dict(values)
        for name in settled.keys() & known.keys():
            settled[name] = self._settle(known[name].kind, values[name])
            if known[name].unique and isinstance(settled[name], str):
                number = next(self._numbers)
                unique = f"n{number}@example.org" if isinstance(known[name].kind, Email) else f"n{number}"
                settled[name] = settled[name] if isinstance(known[name].kind, Reference) else unique
        return settled

    def _settle(self, kind: Any, value: Any) -> Any:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        match kind:
            case Money() if number:
                return min(int(value), 10**6)
            case Number() if number:
                return round(value, kind.digits)
            case Reference() if isinstance(value, str):
                ids = self._stage.ids.get(kind.target) or [value]
                return ids[0 if self._first else next(self._numbers) % len(ids)]
            case Listing() if isinstance(value, list):
                return [self._settle(kind.item, entry) for entry in value]
            case Object() if isinstance(value, dict):
                return self._settle_fields(kind.fields, value)
            case EventPattern() if isinstance(value, str):
                return "deal.*"
            case WebAddress() if isinstance(value, str):
                return f"https://hooks.example.com/{next(self._numbers)}"
            case Filter() if isinstance(value, dict):
                return {"data.value": {"$gte": 1000}}
            case Headers() if isinstance(value, dict):
                # Some names are the platform's own.
                return {f"X-{index}": text for index, text in enumerate(value.values())}
            case OneOf():
                return self._settle(kind.text if isinstance(value, str) else kind.other, value)
        return value


def _operation_of(case: Any) -> Operation:
    return _OPERATIONS[case.operation.definition.raw["operationId"]]


@schemathesis.check
def refused_by_a_rule_only(context: Any, response: Any, case: Any) -> None:
    """A 422 for what accords with the schema comes from a rule, not from the reader of bodies."""
    positive = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if not positive or response.status_code != 422 or not isinstance(case.body, dict):
        return
    operation = _operation_of(case)
    resource = operation.resource
    if resource is None or operation.kind == "batch":
        raise AssertionError(f"refused although it accords with the schema: {response.text}")
    body = json.loads(json.dumps(case.body), parse_float=Decimal)
    fields = operation.action.fields if operation.action else resource.input_fields
    if operation.kind == "update":
        body.pop("version", None)
    errors: list[dict[str, Any]] = []
    decode_fields(
        fields, body, errors, resource.currency_of(body, "USD"), creating=operation.kind != "update"
    )
    # How much an amount may be depends on its currency, which a schema cannot say.
    amounts = {field.name for field in fields if isinstance(field.kind, Money)}
    errors = [one for one in errors if not (one["field"] in amounts and "at most" in one["message"])]
    assert not errors, f"the schema allows what the server cannot read: {errors}"


@schemathesis.check
def every_answer_tells_its_limits(context: Any, response: Any, case: Any) -> None:
    """Contract §5: the rate-limit headers are on every answer to a known workspace."""
    # A preflight is nobody's, and before the workspace is known there is no limit to tell of.
    if (
        response.request.method == "OPTIONS"
        or response.status_code in (401, 403)
        or (response.status_code == 400 and b"stands twice" in response.content)
    ):
        return
    names = (
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "ratelimit",
        "ratelimit-policy",
    )
    missing = [name for name in names if name not in response.headers]
    assert not missing, f"without {missing}: {response.status_code}"


def _closed_document() -> dict[str, Any]:
    """The document with closed records, so that a field which it does not tell of is noticed.

    Records are open for clients, who must bear new fields. The events, which extend them, are no part of the run.
    """
    found = document()
    del found["webhooks"]
    for resource in resources():
        if not resource.reveals:
            found["components"]["schemas"][record_name(resource)]["additionalProperties"] = False
    return found


@pytest.mark.slow(seconds=240)
@pytest.mark.no_cover
def test_schemathesis_finds_nothing(sqlite_url: str) -> None:
    database = open_database(sqlite_url, SystemClock())
    try:
        asyncio.run(database.open_secret(None))
        access = asyncio.run(seed(database, scale=0.01))
        service = Service(database, database.clock)
        # No limit, no throttle, and streams that end when there is nothing new.
        for tier in DEFAULT_TIERS:
            service.app._context.tiers[tier] = service.app._context.tiers["bench"]
        service.app._context.throttles.guesses = Throttle("guesses", CredentialThrottle(failures=10**9))
        service.tail.end()
        tenant = Tenant(service, access.workspace_id, access.api_key)
        sense = _Sense(asyncio.run(_set_stage(tenant)), tenant.workspace_id)
        problems = _run(service, tenant, sense)
    finally:
        database.close()
    assert not problems, "\n\n".join(problems)
    never = {operation.id for operation in OPERATIONS} - sense.succeeded
    assert not never, "an operation that never succeeds proves little"


@dataclass(frozen=True)
class _Stage:
    """What the requests are about.

    Parameters
    ----------
    ids: of every resource; a reference becomes one of them, an order's references the first.
    kept: ids that no request may change or delete, because the others need them.
    targets: by operation, a record that is in the right state for it; for as long as it has not succeeded.
    """

    ids: dict[str, list[str]]
    kept: set[str]
    targets: dict[str, str]


async def _set_stage(tenant: Tenant) -> _Stage:
    ids: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        if operation.kind == "list" and operation.resource is not None:
            page = (await tenant.get(operation.path, params={"limit": 20})).json()
            ids[operation.resource.key] = [record["id"] for record in page["data"]]
    kept = {ids["workspace.keys"].pop(0)}

    async def make(path: str, body: dict[str, Any]) -> str:
        response = await tenant.post(path, body)
        assert response.status_code in (200, 201, 202), response.text
        return str(response.json()["id"])

    show = {"name": "Aurora Drift", "starts_at": "2199-01-01T20:00:00Z", "status": "on_sale"}
    event = await make("/gvteway/v1/events", show)
    kind = await make(
        "/gvteway/v1/ticket-types", {"event_id": event, "name": "Floor", "price": 1, "quantity": 10**6}
    )
    order = {
        "event_id": event,
        "customer": {"email": "marlo@example.org"},
        "items": [{"ticket_type_id": kind, "quantity": 2}],
    }
    orders = [await make("/gvteway/v1/orders", {**order, "complete": number > 1}) for number in range(4)]
    tickets = (await tenant.get("/gvteway/v1/tickets", params={"order_id": orders[3]})).json()["data"]
    line = {"description": "Advance", "quantity": 1, "unit_price": 10**9}
    bill = {"company_id": ids["atlvs.companies"][0], "lines": [line]}
    invoices = [await make("/atlvs/v1/invoices", bill) for _ in range(4)]
    for invoice in invoices[:2]:
        await make(f"/atlvs/v1/invoices/{invoice}/send", {})
    assignments = []
    for day in range(1, 7):
        times = {"start_at": f"2199-01-0{day}T08:00:00Z", "end_at": f"2199-01-0{day}T20:00:00Z"}
        who = {
            "project_id": ids["compvss.projects"][0],
            "crew_member_id": ids["compvss.crew"][0],
            "role": "Rigger",
        }
        assignments.append(await make("/compvss/v1/assignments", {**who, **times}))
    for assignment in assignments[:2]:
        await make(f"/compvss/v1/assignments/{assignment}/confirm", {})
    await make(f"/compvss/v1/assignments/{assignments[0]}/check-in", {})
    incident = {
        "project_id": ids["compvss.projects"][0],
        "title": "Rain",
        "description": "A lot.",
        "severity": "low",
    }
    keys = [await make("/workspace/v1/keys", {"name": "spare", "scopes": ["read"]}) for _ in range(2)]
    targets = {
        "atlvs.invoices.payments": invoices[0],
        "atlvs.invoices.void": invoices[1],
        "atlvs.invoices.send": invoices[2],
        "atlvs.invoices.delete": invoices[3],
        "compvss.assignments.check_out": assignments[0],
        "compvss.assignments.check_in": assignments[1],
        "compvss.assignments.confirm": assignments[2],
        "compvss.assignments.decline": assignments[3],
        "compvss.assignments.cancel": assignments[4],
        "compvss.assignments.delete": assignments[5],
        "compvss.incidents.delete": await make("/compvss/v1/incidents", incident),
        "gvteway.orders.complete": orders[0],
        "gvteway.orders.cancel": orders[1],
        "gvteway.orders.refund": orders[2],
        "gvteway.tickets.check_in": tickets[0]["id"],
        "gvteway.tickets.transfer": tickets[1]["id"],
        "workspace.keys.roll": keys[0],
        "workspace.keys.revoke": keys[1],
    }
    targets |= await _webhook_targets(make, tenant)
    targets |= await _portal_targets(tenant)
    for operation in OPERATIONS:
        # A record that nothing points to yet.
        if operation.kind == "delete" and operation.resource is not None and operation.id not in targets:
            body = {
                name: value
                for name, value in example_input(operation.resource).items()
                if name not in ("email", "external_id")
            }
            for name, reference in operation.resource.references:
                body |= {name: ids[reference.target][0]} if name in body else {}
            if "email" in {field.name for field in operation.resource.fields if field.required}:
                body["email"] = "nobody@example.org"
            targets[operation.id] = await make(operation.resource.path, body)
    for key, record_id in (("gvteway.events", event), ("gvteway.ticket-types", kind)):
        ids[key].insert(0, record_id)
        kept.add(record_id)
    return _Stage(ids, kept, targets)


async def _portal_targets(tenant: Tenant) -> dict[str, str]:
    """What does not come about over the API: members, who join in the portal, and what they allow; a logged request."""
    db, workspace_id = tenant.service.db, tenant.workspace_id

    async def member(name: str) -> str:
        person = await accounts.create(db, f"{name}@example.org", name, "a long enough password")
        return str((await accounts.make_member(db, workspace_id, person, "viewer"))["id"])

    app = next(iter(BUILT_IN.values()))
    kept, ended = [
        await db.write(workspace_id, lambda tx: begin(tx, app, None, ["read"], "device_code"))
        for _ in range(2)
    ]
    answer = await tenant.get("/atlvs/v1/deals")
    await tenant.service.log()
    return {
        **{f"workspace.members.{name}": await member(name) for name in ("retrieve", "update", "delete")},
        "workspace.oauth_grants.retrieve": kept["id"],
        "workspace.oauth_grants.revoke": ended["id"],
        "workspace.request_log.retrieve": answer.headers["x-request-id"],
    }


async def _webhook_targets(
    make: Callable[[str, dict[str, Any]], Awaitable[str]], tenant: Tenant
) -> dict[str, str]:
    """An endpoint of its own for what is done to one, with a delivery, a job and an event."""
    path = "/workspace/v1/webhook-endpoints"
    endpoint = await make(path, {"url": "https://hooks.example.org/stage", "events": ["deal.*"]})
    delivery = await make(f"{path}/{endpoint}/test", {})
    job = await make(f"{path}/{endpoint}/replay", {"since": "2026-11-23T07:21:00Z"})
    event = (await tenant.get("/workspace/v1/events", params={"limit": 1})).json()["data"][0]["id"]
    return {
        **{
            f"workspace.webhook_endpoints.{name}": endpoint for name in ("test", "recover", "replay", "stats")
        },
        **{f"workspace.webhook_deliveries.{name}": delivery for name in ("retrieve", "retry")},
        **{f"workspace.webhook_jobs.{name}": job for name in ("retrieve", "cancel")},
        "workspace.events.erase": event,
    }


def _run(service: Service, tenant: Tenant, sense: _Sense) -> list[str]:
    config = SchemathesisConfig.from_dict(
        {**_CONFIG, "auth": {"openapi": {"bearer": {"bearer": tenant.key}}}}
    )
    schema = schemathesis.openapi.from_dict(_closed_document(), config=config)
    schema.app = service.app

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        sense.before_call(case)

    @schemathesis.hook
    def after_call(context: Any, case: Any, response: Any) -> None:
        sense.after_call(case, response)

    problems = []
    try:
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                problems += list(_failures(event.recorder))
            elif isinstance(event, (events.NonFatalError, events.FatalError)):
                problems.append(repr(event))
    finally:
        # They hold for every schema of this process.
        unregister(before_call)
        unregister(after_call)
    return problems


def _failures(recorder: Any) -> Iterator[str]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure: Failure = check.failure_info.failure
                yield f"{recorder.label}: {failure}\n{check.failure_info.code_sample}"
