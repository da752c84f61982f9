"""schemathesis over the whole document, with all of its checks, against the API in process.

A schema cannot say everything: that a reference must exist, how many decimals a currency has, that an end lies behind
its start. Two things bridge that, neither of which makes a check weaker:

- What is sent in accordance with the schema is made meaningful before it is sent (`_Sense`): references become ids
  that exist, amounts whole numbers. It still is what the schema allows. What violates the schema is sent as it is.
- A 422 for a body that is in accordance with the schema is only accepted when the reader of bodies has nothing to say
  against it, so that it can only be a rule of the trade (`refused_by_a_rule_only`).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema
from schemathesis.generation import GenerationMode

from ghxstship_platform.api.openapi import document
from ghxstship_platform.api.operations import Operation
from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.clock import SystemClock
from ghxstship_platform.demo.seeder import seed
from ghxstship_platform.limits.throttle import CredentialThrottle
from ghxstship_platform.limits.tiers import DEFAULT_TIERS
from ghxstship_platform.products.catalogue import event_types
from ghxstship_platform.products.fields import (
    Field,
    Listing,
    Money,
    Number,
    Object,
    OneOf,
    Reference,
    decode_fields,
)
from ghxstship_platform.products.resource import Resource
from ghxstship_platform.storage.database import open_database

from .service import Service, Tenant

_OPERATIONS = {operation.id.replace(".", "_"): operation for operation in OPERATIONS}

# What makes the run bounded: examples of an operation and of a chain of operations.
_EXAMPLES = 12
_CHAINS = 20

_CONFIG = {
    "seed": 20_261_123,
    "generation": {"max-examples": _EXAMPLES, "deterministic": True, "database": "none"},
    "phases": {"stateful": {"generation": {"max-examples": _CHAINS}, "max-steps": 5}},
    "suppress-health-check": ["all"],
    # 422 is judged by `refused_by_a_rule_only`, which is stricter.
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "422"]}
    },
}


_FORMATS = {
    # The schemas narrow these formats by a pattern, which hardly any value of the format at large would meet.
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str),
    "date-time": st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(
        lambda t: t.isoformat("T", "milliseconds") + "Z"
    ),
    # What schemathesis sends in a header by itself are letters and digits.
    "version-tag": st.integers(1, 5).map('"{}"'.format),
    "workspace-id": st.just("ws_01KAQ7R5M0000G4XWZ9YV8T2NB"),
    "cidr": st.ip_addresses().map(lambda address: f"{address}/{address.max_prefixlen}"),
}
for _name, _strategy in _FORMATS.items():
    schemathesis.openapi.format(_name, _strategy)


class _Sense:
    """Makes what accords with the schema meaningful, out of what the workspace has."""

    def __init__(self, tenant: Tenant, ids: dict[str, list[str]], own_key: str) -> None:
        self._workspace_id = tenant.workspace_id
        self._ids = ids
        self._own_key = own_key
        self._numbers = itertools.count()
        self._cursors: set[str] = set()

    def before_call(self, case: Any) -> None:
        """Change a case before it is sent."""
        operation = _OPERATIONS[case.operation.definition.raw["operationId"]]
        # Nobody saws off the branch that the run sits on.
        if case.path_parameters and case.path_parameters.get("id") == self._own_key:
            case.path_parameters["id"] = "key_" + "0" * 26
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        for name in [name for name in case.headers or () if name.lower() == "x-workspace-id"]:
            case.headers[name] = self._workspace_id
        for name in [name for name in case.headers or () if name.lower() == "idempotency-key"]:
            case.headers[name] = f"{case.headers[name][:200]}{next(self._numbers)}"
        if case.query:
            self._settle_query(operation, case.query)
        if isinstance(case.body, dict):
            case.body = self._settle_body(operation, case.body)

    def after_call(self, response: Any) -> None:
        """Remember the cursors that lists give."""
        self._cursors.update(re.findall(r'"cursor":"([^"]+)"', response.content.decode(errors="replace")))

    def _settle_query(self, operation: Operation, query: dict[str, Any]) -> None:
        # A list's links lead to its next page; any other text is no cursor, however well it accords with the schema.
        if "cursor" in query and query["cursor"] not in self._cursors:
            del query["cursor"]
        if "after" in query and operation.kind == "export":
            assert operation.resource is not None
            ids = self._ids.get(operation.resource.key)
            if ids and "cursor" not in query:
                query["after"] = ids[0]
            else:
                del query["after"]
        if str(query.get("after", "")).startswith("msg_"):
            query["after"] = "0"
        if "types" in query:
            query["types"] = ["deal.*", next(iter(event_types()))]

    def _settle_body(self, operation: Operation, body: dict[str, Any]) -> dict[str, Any]:
        if operation.resource is None:
            return {**body, "tier": "pro"} if "tier" in body else body
        fields = operation.action.fields if operation.action else operation.resource.input_fields
        if operation.kind != "batch":
            return self._settle_fields(fields, body)
        if not isinstance(body.get("items"), list):
            return body
        items = [
            self._settle_fields(fields, item) if isinstance(item, dict) else item for item in body["items"]
        ]
        return {**body, "items": items}

    def _settle_fields(self, fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
        known = {field.name: field.kind for field in fields}
        return {
            name: self._settle(known[name], value) if name in known else value
            for name, value in values.items()
        }

    def _settle(self, kind: Any, value: Any) -> Any:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        match kind:
            case Money() if number:
                return min(int(value), 10**6)
            case Number() if number:
                return round(value, kind.digits)
            case Reference() if isinstance(value, str):
                ids = self._ids.get(kind.target) or [value]
                return ids[len(value) % len(ids)]
            case Listing() if isinstance(value, list):
                return [self._settle(kind.item, entry) for entry in value]
            case Object() if isinstance(value, dict):
                return self._settle_fields(kind.fields, value)
            case OneOf():
                return self._settle(kind.text if isinstance(value, str) else kind.other, value)
        return value


@schemathesis.check
def refused_by_a_rule_only(context: Any, response: Any, case: Any) -> None:
    """A 422 for what accords with the schema comes from a rule, not from the reader of bodies."""
    positive = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if not positive or response.status_code != 422 or not isinstance(case.body, dict):
        return
    operation = _OPERATIONS[case.operation.definition.raw["operationId"]]
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


def _closed(found: dict[str, Any]) -> dict[str, Any]:
    """The document with closed records, so that a field which it does not tell of is noticed."""
    shared = {
        resource_name(part)
        for part in found["components"]["schemas"].values()
        for part in part.get("allOf", ())
    }
    for name, schema in found["components"]["schemas"].items():
        if schema.get("type") == "object" and name not in shared:
            schema.setdefault("additionalProperties", False)
    return found


def resource_name(part: dict[str, Any]) -> str:
    """The component that a part of an `allOf` refers to."""
    return str(part.get("$ref", "")).rpartition("/")[2]


def test_schemathesis_finds_nothing(sqlite_url: str) -> None:
    logging.getLogger("ghxstship_platform").setLevel(logging.ERROR)
    database = open_database(sqlite_url, SystemClock())
    try:
        asyncio.run(database.open_secret(None))
        access = asyncio.run(seed(database, scale=0.01))
        service = Service(database, database.clock)
        # No limit, no throttle, and streams that end when there is nothing new.
        for tier in DEFAULT_TIERS:
            service.app._context.tiers[tier] = service.app._context.tiers["bench"]
        service.app._throttle = CredentialThrottle(failures=10**9)
        service.tail.end()
        tenant = Tenant(service, access.workspace_id, access.api_key)
        ids, own_key = asyncio.run(_known(tenant))
        problems = _run(service, tenant, _Sense(tenant, ids, own_key))
    finally:
        database.close()
    assert not problems, "\n\n".join(problems)


async def _known(tenant: Tenant) -> tuple[dict[str, list[str]], str]:
    """Some ids of every resource, and the id of the key that the run uses."""
    ids: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        if operation.kind == "list" and operation.resource is not None:
            page = (await tenant.get(operation.path, params={"limit": 5})).json()
            ids[operation.resource.key] = [record["id"] for record in page["data"]]
    return ids, ids["workspace.keys"][0]


def _run(service: Service, tenant: Tenant, sense: _Sense) -> list[str]:
    config = SchemathesisConfig.from_dict(
        {**_CONFIG, "auth": {"openapi": {"bearer": {"bearer": tenant.key}}}}
    )
    schema = schemathesis.openapi.from_dict(document(), config=config)
    schema.app = service.app

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        sense.before_call(case)

    @schemathesis.hook
    def after_call(context: Any, case: Any, response: Any) -> None:
        sense.after_call(response)

    problems = []
    import collections, os, time

    counts = collections.Counter()
    t0 = time.time()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            counts[event.phase.name] += len(event.recorder.interactions)
        if isinstance(event, events.PhaseFinished):
            print(event.phase.name, event.status, counts, time.time() - t0)
        if isinstance(event, events.ScenarioFinished):
            problems += list(_failures(event.recorder))
        elif isinstance(event, (events.NonFatalError, events.FatalError)):
            problems.append(str(getattr(event, "info", None) or event.exception))
    return problems


def _failures(recorder: Any) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure: Failure = check.failure_info.failure
                m = recorder.cases[case_id].value.meta
                yield f"{m and (m.phase, m.generation.mode, m.components)}{recorder.label}: {failure}\n{check.failure_info.code_sample}"
