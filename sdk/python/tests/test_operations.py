"""Every emitted method, called once: it sends what the platform's document declares, and reads the answer."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fault_server import Act, Asked, FaultServer, answer, fault_server, raw
from ghxstship import AsyncClient, AsyncPage, Client, Page, Record
from ghxstship.resources.base import AsyncResource, Resource

DOCUMENT = json.loads((Path(__file__).parents[3] / "openapi" / "openapi.json").read_text())
PRODUCTS = ("atlvs", "compvss", "gvteway", "workspace")
LINE = b'{"id":"one_1"}\n'
MESSAGE = b'id: 7\nevent: deal.won\ndata: {"id":"one_1"}\n\n'
# A path's parameter that would change the path if it were not quoted.
ID, QUOTED = "a/b ?", "a%2Fb%20%3F"


class Operation(NamedTuple):
    """An operation as the document declares it."""

    method: str
    path: str
    declared: dict[str, Any]

    @property
    def name(self) -> str:
        return ".".join(self.declared["x-sdk"][part] for part in ("product", "resource", "method"))

    @property
    def kind(self) -> str:
        return str(self.declared["x-sdk"]["method"])

    @property
    def target(self) -> str:
        return re.sub(r"\{\w+\}", QUOTED, self.path)

    @property
    def example(self) -> Any:
        content = self.declared.get("requestBody", {}).get("content", {}).get("application/json", {})
        return next(iter(content.get("examples", {}).values()), {"value": None})["value"]

    @property
    def answer(self) -> tuple[int, str, dict[str, Any]]:
        """The status, the media type and the schema of its success."""
        status = min(self.declared["responses"])
        media, content = next(
            iter(resolved(self.declared["responses"][status]).get("content", {"": {}}).items())
        )
        return int(status), media, resolved(content.get("schema", {}))

    @property
    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        ids = [ID] * self.path.count("{")
        if self.kind == "batch":
            return [*ids, self.example["items"]], {"mode": self.example["mode"]}
        return ids, dict(self.example or {})

    @property
    def act(self) -> Act:
        status, media, schema = self.answer
        if media == "application/x-ndjson":
            return raw(status, LINE, content_type=media)
        if media == "text/event-stream":
            return raw(status, MESSAGE, content_type=media)
        if self.kind == "list":
            return answer({"data": [{"id": "one_1"}], "pagination": {"cursor": None, "hasMore": False}})
        return answer(dict.fromkeys(schema.get("properties", {}), None) | {"id": "one_1"}, status)


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to."""
    while "$ref" in part:
        found: Any = DOCUMENT
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


OPERATIONS = [
    Operation(method.upper(), path, declared)
    for path, methods in DOCUMENT["paths"].items()
    for method, declared in methods.items()
    if "x-sdk" in declared
]


@pytest.fixture(scope="module")
def recorder() -> Iterator[FaultServer]:
    with fault_server() as server:
        yield server


@pytest.fixture(scope="module")
def blocking(recorder: FaultServer) -> Iterator[Client]:
    with Client("ghx_test_secret", base_url=recorder.url, pacing=False) as client:
        yield client


def bound(client: Client | AsyncClient, operation: Operation) -> Callable[..., Any]:
    found: Any = client
    for part in operation.name.split("."):
        found = getattr(found, part)
    method: Callable[..., Any] = found
    return method


def methods(client: type[Client | AsyncClient], base: type) -> set[str]:
    """All operations that a client's class offers, by its products' fields."""
    names = set()
    for product in PRODUCTS:
        owner = getattr(client(api_key="ghx_test_secret", transport=object()), product)
        for resource in type(owner).__annotations__:
            emitted = type(getattr(owner, resource))
            assert getattr(owner, resource) is getattr(owner, resource)
            assert issubclass(emitted, base)
            own = [
                name for name, _ in inspect.getmembers(emitted, inspect.isfunction) if name in vars(emitted)
            ]
            names |= {f"{product}.{resource}.{name}" for name in own if not name.startswith("_")}
        with pytest.raises(AttributeError, match="has no resource 'dreams'"):
            owner.dreams  # noqa: B018
    return names


@pytest.mark.parametrize(("client", "base"), [(Client, Resource), (AsyncClient, AsyncResource)])
def test_the_clients_offer_what_the_document_declares(client: Any, base: type) -> None:
    offered = methods(client, base)
    walks = {name for name in offered if name.endswith(".sync")}
    assert offered - walks == {operation.name for operation in OPERATIONS}
    lists = {operation.name.removesuffix("list") for operation in OPERATIONS if operation.kind == "list"}
    assert {name.removesuffix("sync") for name in walks} < lists


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_who_asks_the_client_for_a_resource_is_told_where_it_is(kind: Any) -> None:
    client = kind(api_key="ghx_test_secret", transport=object())
    for name, place in {
        "deals": r"; it is client\.atlvs\.deals$",
        "events": r"; it is client\.gvteway\.events or client\.workspace\.events$",
        "dreams": " has no 'dreams'$",
    }.items():
        with pytest.raises(AttributeError, match=place):
            getattr(client, name)
    assert {"deals", "invoices"} <= set(dir(client.atlvs))


def check(operation: Operation, asked: list[Asked], result: Any) -> None:
    """What was sent is what is declared, and what came back has the declared fields."""
    (sent,) = asked
    assert (sent.method, sent.target) == (operation.method, operation.target)
    assert sent.headers["authorization"] == "Bearer ghx_test_secret"
    assert ("idempotency-key" in sent.headers) == (operation.method != "GET")
    assert (sent.json() if sent.body else {}) == (operation.example or {})
    _, media, schema = operation.answer
    if operation.kind == "delete":
        assert result is None
        return
    if media == "application/json":
        assert sent.headers["accept"] == "application/json"
    else:
        assert sent.headers["accept"] == media
        schema = {}
    if operation.kind == "list":
        schema = resolved(resolved(schema)["properties"]["data"]["items"])
    assert isinstance(result, Record)
    assert result.to_dict()["id"] == "one_1"
    declared = {f"{name}_" if iskeyword(name) else name for name in schema.get("properties", {})}
    assert declared <= set(type(result).__annotations__)


def first(result: Any) -> Any:
    if isinstance(result, Page):
        (record,) = result.data
        return record
    if isinstance(result, Iterator):
        record = next(result)
        result.close()  # type: ignore[attr-defined]
        return record
    return result


async def afirst(result: Any) -> Any:
    if isinstance(result, AsyncIterator):
        record = await anext(result)
        await result.aclose()  # type: ignore[attr-defined]
        return record
    result = await result
    if isinstance(result, AsyncPage):
        (record,) = result.data
        return record
    return result


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_blocking_call(operation: Operation, recorder: FaultServer, blocking: Client) -> None:
    recorder.script(operation.act)
    recorder.asked.clear()
    ids, named = operation.arguments
    check(operation, recorder.asked, first(bound(blocking, operation)(*ids, **named)))


async def each(recorder: FaultServer, operations: list[Operation]) -> None:
    async with AsyncClient("ghx_test_secret", base_url=recorder.url, pacing=False) as client:
        for operation in operations:
            recorder.script(operation.act)
            recorder.asked.clear()
            ids, named = operation.arguments
            check(operation, recorder.asked, await afirst(bound(client, operation)(*ids, **named)))


@pytest.mark.parametrize("product", PRODUCTS)
def test_asynchronous_calls(product: str, recorder: FaultServer) -> None:
    operations = [one for one in OPERATIONS if one.declared["x-sdk"]["product"] == product]
    assert operations
    asyncio.run(each(recorder, operations))


def test_a_filter_goes_into_the_query(recorder: FaultServer, blocking: Client) -> None:
    recorder.asked.clear()
    recorder.script(answer({"data": [], "pagination": {"cursor": None, "hasMore": False}}))
    blocking.atlvs.deals.list(status=["open", "won"], limit=2, include_deleted=True)
    assert recorder.asked[0].target == ("/atlvs/v1/deals?status=open&status=won&limit=2&include_deleted=true")


def test_a_parameter_whose_name_python_keeps_for_itself(recorder: FaultServer, blocking: Client) -> None:
    recorder.asked.clear()
    recorder.script(answer({"from": "2026-11-24T00:00:00.000Z", "id": "one_1"}))
    usage = blocking.workspace.usage.retrieve(from_="2026-11-24T00:00:00Z", timeout=5.0)
    assert recorder.asked[0].target == "/workspace/v1/usage?from=2026-11-24T00%3A00%3A00Z"
    assert usage.from_.year == 2026
