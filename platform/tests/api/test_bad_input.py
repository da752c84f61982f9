"""Bad input over every operation: the one error format, the right status, everything wrong named, nothing changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from ghxstship_platform.api.openapi import document
from ghxstship_platform.api.openapi.schemas import record_name
from ghxstship_platform.api.operations import Operation
from ghxstship_platform.api.request import MAX_BODY
from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.errors import CATALOGUE
from ghxstship_platform.products.examples import example_input

from .conftest import Scenario
from .service import Service, Tenant, error_of

Run = Callable[[Scenario], None]

ID_TAIL = "01KAQ7R5M0000G4XWZ9YV8T2NB"
CREATES = [operation for operation in OPERATIONS if operation.kind == "create"]
LISTS = [operation for operation in OPERATIONS if operation.kind == "list"]
DOCUMENT: dict[str, Any] = document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
WITH_BODY = [o for o in OPERATIONS if o.kind in ("create", "update", "batch", "action") or o.body]

# As JSON text, because Python's own encoder would not write some of it.
JUNK = (
    "null", "true", "0", "7", "-1", "1.5", "1e400", "1e-400", "1e30", "1" + "0" * 30, '""', '" "', '"x"', '"\\u0000"',
    '"\\ud800"', '"a\\udfffb"', '"2026-02-30"', '"2026-W47-1"', '"2026-02-30T00:00:00Z"', '"2026-11-23T07:21:00"',
    '"deal_x"', '"usd"', '"Test@"', "[]", "{}", "[null]", "[[]]", '["\\u0000"]', '{"a":{}}', '{"a":"\\u0000"}',
    '"' + "x" * 20_000 + '"', "[" + ",".join(["1"] * 500) + "]",
)  # fmt: skip

BROKEN = (
    b"", b"{", b"}", b"nul", b"{'a':1}", b'{"a":1,}', b"\xff\xfe", b'{"a":"\xc3"}', b'{"a":NaN}', b'{"a":Infinity}',
    b'{"name":"a","name":"b"}', b'{"metadata":{"a":"1","a":"2"}}', b'{"a":1}{"a":1}', b"[" * 100_000, b'{"a":' * 50_000,
    b'{"a":' + b"9" * 5_000 + b"}",
)  # fmt: skip


def path_of(operation: Operation) -> str:
    """The path, with an id of the right form if it has one."""
    prefix = operation.resource.prefix if operation.resource else "msg_"
    return operation.path.replace("{id}", prefix + ID_TAIL)


def refused(response: httpx.Response, *codes: str) -> dict[str, Any]:
    """The error of a refusal, which has one of these codes and its status."""
    error = error_of(response)
    assert error["code"] in codes, (response.request.method, response.request.url, error)
    assert response.status_code == CATALOGUE[error["code"]].status
    return error


def on_unchanged(run: Run, attempt: Callable[[Service, Tenant], Any]) -> None:
    """Run attempts in a workspace, whose log must not have grown by them."""

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        before = await tenant.sequence()
        await attempt(service, tenant)
        assert await tenant.sequence() == before

    run(scenario)


async def send(
    tenant: Tenant, operation: Operation, content: bytes | AsyncIterator[bytes], **headers: str
) -> httpx.Response:
    """A body as it is."""
    sent = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return await tenant.http.request(operation.method, path_of(operation), content=content, headers=sent)


def forbidden_values(schema: dict[str, Any]) -> Iterator[str]:
    """The junk that a field's schema, or the rules for all text, do not allow."""
    registry = {"$defs": {"Currency": SCHEMAS["Currency"]}}
    local = json.loads(json.dumps(schema).replace("#/components/schemas/", "#/$defs/"))
    check = Draft202012Validator({**registry, **local}, format_checker=FormatChecker(("date", "date-time")))
    for text in JUNK:
        surrogate = "\\ud" in text
        if surrogate or not check.is_valid(json.loads(text, parse_float=Decimal)):
            yield text


@pytest.mark.parametrize("operation", CREATES, ids=lambda operation: operation.id)
def test_every_field_refuses_what_its_schema_forbids(on_service: Run, operation: Operation) -> None:
    resource = operation.resource
    assert resource is not None
    fields = SCHEMAS[f"{record_name(resource)}Create"]["properties"]
    valid = json.dumps(example_input(resource), default=float)

    async def attempt(service: Service, tenant: Tenant) -> None:
        tried = 0
        for name, schema in fields.items():
            rest = {key: value for key, value in json.loads(valid).items() if key != name}
            for text in forbidden_values(schema):
                body = json.dumps(rest)[:-1] + (", " if rest else "") + f'"{name}": {text}}}'
                error = refused(await send(tenant, operation, body.encode()), "VALIDATION_ERROR")
                assert any(d["field"].split(".")[0] == name for d in error["details"]), (
                    name,
                    text[:50],
                    error,
                )
                tried += 1
        assert tried > 10 * len(fields)

    on_unchanged(on_service, attempt)


def test_unknown_and_missing_fields_are_named_all_at_once(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        for operation in CREATES:
            assert operation.resource is not None
            error = refused(await send(tenant, operation, b'{"nonsense": 1, "more": 2}'), "VALIDATION_ERROR")
            required = {
                field.name
                for field in operation.resource.fields
                if field.required and field.writable != "never"
            }
            assert {"nonsense", "more"} | required <= {d["field"] for d in error["details"]}

    on_unchanged(on_service, attempt)


def test_an_unknown_name_is_told_with_the_nearest_one(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        deals = "/atlvs/v1/deals"
        for method, path, options, told in (
            ("POST", deals, {"json": {"name": "Tour", "vallue": 1}}, "Unknown field; did you mean value?"),
            ("POST", deals, {"json": {"name": "Tour", "wholly else": 1}}, "Unknown field"),
            ("POST", f"{deals}/batch", {"json": {"itms": []}}, "Unknown field; did you mean items?"),
            ("GET", deals, {"params": {"statsu": "won"}}, "Unknown parameter; did you mean status?"),
            (
                "GET",
                "/workspace/v1/events",
                {"params": {"type": "*"}},
                "Unknown parameter; did you mean types?",
            ),
            (
                "GET",
                "/workspace/v1/webhook-deliveries",
                {"params": {"endpoint": "x"}},
                "Unknown parameter; did you mean endpoint_id?",
            ),
        ):
            answer = await tenant.http.request(method, path, **options)
            assert answer.json()["error"]["details"][0]["message"] == told
        many = {f"valu{number}": 1 for number in range(100)}
        answer = await tenant.http.post(deals, json={"name": "Tour", **many})
        hints = [d for d in answer.json()["error"]["details"] if "did you mean" in d["message"]]
        assert len(hints) == 3

    on_unchanged(on_service, attempt)


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
def test_bodies_that_are_none(on_service: Run, operation: Operation) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        told = DOCUMENT["paths"][operation.path][operation.method.lower()]
        optional = not told["requestBody"]["required"]
        for content in BROKEN:
            if content or not optional:
                refused(await send(tenant, operation, content), "BAD_REQUEST")
        for content in (b"[]", b"null", b'"text"', b"1", b"true"):
            refused(await send(tenant, operation, content), "VALIDATION_ERROR")
        for media in (
            "text/plain",
            "application/xml",
            "application/json; charset=latin-1",
            "application/x-www-form-urlencoded",
        ):
            refused(await send(tenant, operation, b"{}", content_type=media), "UNSUPPORTED_MEDIA_TYPE")
        refused(await send(tenant, operation, b"{}", content_encoding="gzip"), "UNSUPPORTED_MEDIA_TYPE")
        large = b'{"name": "' + b"x" * (2 * MAX_BODY) + b'"}'
        refused(await send(tenant, operation, large), "PAYLOAD_TOO_LARGE")

        async def piecemeal() -> AsyncIterator[bytes]:
            for start in range(0, len(large), 65_536):
                yield large[start : start + 65_536]

        refused(await send(tenant, operation, piecemeal()), "PAYLOAD_TOO_LARGE")

    on_unchanged(on_service, attempt)


def test_unknown_parameters_everywhere(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        for operation in OPERATIONS:
            response = await tenant.http.request(
                operation.method,
                path_of(operation),
                params={"nonsense": "1"},
                json={} if operation in WITH_BODY else None,
            )
            error = refused(response, "BAD_REQUEST")
            assert [d["field"] for d in error["details"]] == ["nonsense"]

    on_unchanged(on_service, attempt)


QUERIES = (
    "limit=0",
    "limit=-1",
    "limit=101",
    "limit=1e3",
    "limit=",
    "limit=1.0",
    "limit=+1",
    "limit=%D9%A1",
    "limit=1&limit=2",
    "limit=%00",
    "sort=name",
    "sort=",
    "sort=created_at&sort=created_at",
    "total=yes",
    "total=",
    "include_deleted=1",
    "q=",
    "q=" + "x" * 201,
    "q=%00",
    "q=%FF",
    "q=%ED%A0%80",
    "updated_after=yesterday",
    "updated_after=2026-02-30T00:00:00Z",
    "updated_after=2026-11-23",
    "updated_after=2026-11-23T07:21:00",
    "created_after=1795418460",
    "created_before=",
    "external_id=",
    "external_id=%00",
    "external_id=" + "x" * 256,
    "%00=1",
    "%FF=1",
    "&".join(["external_id=a"] * 101),
    "&".join(["external_id=a"] * 201),
)


def test_lists_refuse_parameters_that_are_none(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        for operation in LISTS:
            for query in QUERIES:
                refused(await tenant.get(f"{operation.path}?{query}"), "BAD_REQUEST")

    on_unchanged(on_service, attempt)


EVENT_QUERIES = ("after=", "after=x", "after=-1", "after=1.5", "after=" + "9" * 19, "after=msg_x", "after=%00",
                 "types=nothing", "types=", "types=deal.won,", "types=[a]", "types=?", "after=1&after=2")  # fmt: skip


def test_the_event_log_refuses_positions_and_types_that_are_none(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        service.tail.end()
        for path in ("/workspace/v1/events", "/workspace/v1/events/stream"):
            for query in EVENT_QUERIES:
                refused(await tenant.get(f"{path}?{query}", headers={"Last-Event-ID": "0"}), "BAD_REQUEST")
        for last in ("x", "-1", f"msg_{ID_TAIL}"):
            response = await tenant.get("/workspace/v1/events/stream", headers={"Last-Event-ID": last})
            refused(response, "BAD_REQUEST")

    on_unchanged(on_service, attempt)


def test_cursors_that_were_cut_edited_or_belong_elsewhere(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant, stranger = await service.workspace(), await service.workspace()
        for owner in (tenant, stranger):
            for _ in range(3):
                await owner.deal()
        deals = "/atlvs/v1/deals"
        cursor = (await tenant.get(deals, params={"limit": 1})).json()["pagination"]["cursor"]
        assert (await tenant.get(deals, params={"limit": 1, "cursor": cursor})).status_code == 200
        edited = [
            cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(len(cursor))
        ]
        cut = [cursor[:length] for length in range(len(cursor))]
        foreign = (await stranger.get(deals, params={"limit": 1})).json()["pagination"]["cursor"]
        for bad in (
            *edited,
            *cut,
            cursor + "=",
            cursor + "A",
            foreign,
            "é",
            "e30",
            "bnVsbA",
            "%",
            " ",
            "x" * 10_000,
        ):
            refused(await tenant.get(deals, params={"limit": 1, "cursor": bad}), "INVALID_CURSOR")
        for other in (
            {"status": "open"},
            {"sort": "updated_at"},
            {"include_deleted": "true"},
            {"q": "spring"},
        ):
            refused(await tenant.get(deals, params={"cursor": cursor, **other}), "INVALID_CURSOR")
        for operation in OPERATIONS:
            if operation.kind in ("list", "page") and operation.path != deals:
                refused(await tenant.get(operation.path, params={"cursor": cursor}), "INVALID_CURSOR")

    on_service(scenario)


def test_headers_that_stand_twice_or_say_nothing(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        deals = next(o for o in CREATES if o.id == "atlvs.deals.create")
        for name in (
            "Idempotency-Key",
            "If-Match",
            "X-Workspace-ID",
            "X-Correlation-ID",
            "Content-Type",
            "Authorization",
        ):
            twice = [(name, "a"), (name, "b")]
            request = tenant.http.build_request("POST", deals.path, content=b"{}")
            headers = [pair for pair in request.headers.multi_items() if pair[0] != name.lower()]
            response = await tenant.http.post(deals.path, content=b"{}", headers=[*headers, *twice])
            refused(response, "BAD_REQUEST")
        for key in ("", " ", "x" * 256, "é", "a\tb"):
            body = {"name": "Spring run", "value": 1}
            headers = {"Idempotency-Key": key.encode("latin-1")}
            refused(await tenant.post(deals.path, body, headers=headers), "BAD_REQUEST")
        for operation in OPERATIONS:
            if operation.kind in ("update", "delete", "action"):
                for tag in ("3", "abc", '"x"', '"1", "2"', "", '"-1"', '"' + "9" * 30 + '"'):
                    body = None if operation.kind == "delete" else {}
                    method, path, headers = operation.method, path_of(operation), {"If-Match": tag}
                    response = await tenant.http.request(method, path, json=body, headers=headers)
                    refused(response, "BAD_REQUEST")

    on_unchanged(on_service, attempt)


PATHS = (
    "/atlvs", "/atlvs/", "/atlvs/v1", "/atlvs/v2/deals", "/atlvs/v1/deals/", "/atlvs/v1//deals", "/atlvs/v1/Deals",
    "/atlvs/v1/deal", "/atlvs/v1/deals/%00", "/atlvs/v1/deals/%FF", "/atlvs/v1/deals/%ED%A0%80", "/atlvs/v1/deals/é",
    "/atlvs/v1/deals/" + "x" * 5_000, "/atlvs/v1/deals/deal_1/nonsense", "/atlvs/v1/deals/deal_1/export",
    "/atlvs/v1/deals/deal_1%2Fsend", "/atlvs/v1/invoices/%00/send", "/workspace/v1/nonsense",
    "/workspace/v1/events/%00", "/compvss/v1/deals", "/gvteway/v1/deals",
)  # fmt: skip


def test_paths_that_lead_nowhere(on_service: Run) -> None:
    async def attempt(service: Service, tenant: Tenant) -> None:
        for path in PATHS:
            for method in ("GET", "POST", "PATCH", "DELETE", "PUT"):
                response = await tenant.http.request(
                    method, path, json={} if method in ("POST", "PATCH") else None
                )
                refused(
                    response, "NOT_FOUND", "METHOD_NOT_ALLOWED" if "deals/deal_1" in path else "NOT_FOUND"
                )

    on_unchanged(on_service, attempt)


def test_methods_that_a_path_does_not_have(on_service: Run) -> None:
    methods_of: dict[str, set[str]] = {}
    for operation in OPERATIONS:
        methods_of.setdefault(path_of(operation), {"OPTIONS"}).add(operation.method)
        if operation.method == "GET":
            methods_of[path_of(operation)].add("HEAD")

    async def attempt(service: Service, tenant: Tenant) -> None:
        for path, methods in methods_of.items():
            for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - methods:
                response = await tenant.http.request(method, path)
                assert set(response.headers["allow"].split(", ")) == methods
                if method == "HEAD":
                    assert (response.status_code, response.content) == (405, b"")
                else:
                    refused(response, "METHOD_NOT_ALLOWED")
            response = await tenant.http.request("OPTIONS", path)
            assert (response.status_code, set(response.headers["allow"].split(", "))) == (204, methods)

    on_unchanged(on_service, attempt)


def test_head_is_get_without_a_body(on_service: Run) -> None:
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        deal = await tenant.deal()
        own = {"x-request-id", "x-ratelimit-remaining", "ratelimit", "x-ratelimit-reset"}
        for path in (
            "/atlvs/v1/deals",
            f"/atlvs/v1/deals/{deal['id']}",
            "/atlvs/v1/deals/export",
            "/atlvs/v1/deals/deal_0",
        ):
            head, get = await tenant.http.head(path), await tenant.get(path)
            assert (head.status_code, head.content) == (get.status_code, b"")
            assert {k: v for k, v in head.headers.items() if k not in own} == {
                k: v for k, v in get.headers.items() if k not in own
            }
        assert (await tenant.http.head("/workspace/v1/events/stream")).status_code == 200

    on_service(scenario)
