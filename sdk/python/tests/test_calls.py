"""What goes wrong between a client and the platform, over real sockets."""

from __future__ import annotations

import asyncio
import gc
import logging
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

import pytest

from fault_server import FaultServer, answer, drip, error, half, raw, reset
from ghxstship import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConflictError,
    Hooks,
    NotFoundError,
    PaginationLoopError,
    PermissionDeniedError,
    RateLimitError,
    ResponseParseError,
    ServerError,
    ValidationError,
)
from ghxstship.retry import backoff, retry_after

Make = Callable[..., Client]
DEAL = {"id": "deal_1", "name": "Spring run", "value": 75.5, "status": "open", "currency": "USD"}


def page(*ids: str, cursor: str | None = None) -> dict[str, Any]:
    return {
        "data": [{"id": one} for one in ids],
        "pagination": {"cursor": cursor, "hasMore": cursor is not None},
    }


def test_429_waits_as_long_as_it_is_told(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(error(429, "RATE_LIMITED", retry_after="2"), answer(DEAL))
    assert make().atlvs.deals.retrieve("deal_1").id == "deal_1"
    assert waits == [2.0]
    assert len(faults.asked) == 2


def test_retry_after_past_the_deadline_is_an_error_at_once(
    faults: FaultServer, make: Make, waits: list[float]
) -> None:
    faults.script(error(429, "RATE_LIMITED", retry_after="60"))
    with pytest.raises(RateLimitError) as caught:
        make(timeout=30).atlvs.deals.retrieve("deal_1")
    assert (caught.value.retry_after, caught.value.attempts, waits) == (60.0, 1, [])


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_write_is_repeated_with_the_same_key(
    faults: FaultServer, make: Make, waits: list[float], status: int
) -> None:
    faults.script(error(status, "SERVICE_UNAVAILABLE"), answer(DEAL, 201), answer(DEAL, 201))
    client = make()
    client.atlvs.deals.create(name="Spring run", value=Decimal("75.5"))
    first, second = faults.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body == b'{"name": "Spring run", "value": 75.5}'
    client.atlvs.deals.create(name="Another", value=1)
    assert faults.asked[2].headers["idempotency-key"] != first.headers["idempotency-key"]
    assert len(waits) == 1


def test_a_key_of_the_caller_is_sent(faults: FaultServer, make: Make) -> None:
    faults.script(answer(DEAL, 201))
    make().atlvs.deals.create(name="a", value=1, idempotency_key="crm-42", correlation_id="import-1")
    assert faults.asked[0].headers["idempotency-key"] == "crm-42"
    assert faults.asked[0].headers["x-correlation-id"] == "import-1"
    assert faults.asked[0].json() == {"name": "a", "value": 1}


def test_a_write_in_progress_is_waited_for(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(error(409, "IDEMPOTENCY_IN_PROGRESS", retry_after="1"), answer(DEAL, 201))
    make().atlvs.deals.create(name="a", value=1)
    assert waits == [1.0]


def test_another_conflict_is_an_error(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(error(409, "VERSION_CONFLICT"))
    with pytest.raises(ConflictError, match="VERSION_CONFLICT"):
        make().atlvs.deals.update("deal_1", name="b", if_match=3)
    assert faults.asked[0].headers["if-match"] == '"3"'
    assert len(faults.asked) == 1


def test_a_reset_on_a_reused_socket_is_retried_at_once(
    faults: FaultServer, make: Make, waits: list[float]
) -> None:
    faults.script(answer(DEAL), reset, answer(DEAL))
    client = make()
    client.atlvs.deals.retrieve("deal_1")
    assert client.atlvs.deals.retrieve("deal_1").name == "Spring run"
    assert sum(waits) == 0.0
    assert faults.asked[0].connection == faults.asked[1].connection


def test_resets_without_end_are_an_error(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(reset)
    with pytest.raises(APIConnectionError) as caught:
        make(max_retries=2).atlvs.deals.create(name="a", value=1)
    assert caught.value.attempts >= 3
    assert len({asked.headers["idempotency-key"] for asked in faults.asked}) == 1


def test_nobody_listens(make: Make, waits: list[float]) -> None:
    client = Client("ghx_test_secret", base_url="http://127.0.0.1:9", pacing=False, max_retries=1)
    with client, pytest.raises(APIConnectionError, match=r"127\.0\.0\.1:9"):
        client.atlvs.deals.list()


def test_half_an_answer_is_retried(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(half(DEAL), answer(DEAL))
    assert make().atlvs.deals.retrieve("deal_1").value == Decimal("75.5")


def test_a_dripping_body_ends_at_the_deadline(faults: FaultServer, make: Make) -> None:
    faults.script(drip)
    with pytest.raises(APITimeoutError) as caught:
        make(timeout=0.3).atlvs.deals.retrieve("deal_1")
    assert caught.value.attempts == 1


def test_a_page_of_a_proxy_is_no_success(faults: FaultServer, make: Make) -> None:
    faults.script(raw(200, b"<html>login</html>", content_type="text/html"))
    for call in (lambda c: c.atlvs.deals.retrieve("deal_1"), lambda c: c.atlvs.deals.list()):
        with pytest.raises(ResponseParseError, match="text/html") as caught:
            call(make())
        assert caught.value.request_id == "req_1"


def test_a_page_of_a_proxy_is_no_stream(faults: FaultServer, make: Make) -> None:
    faults.script(raw(200, b"<html>\nlogin\n</html>", content_type="text/html; charset=utf-8"))
    for begin in (lambda c: c.atlvs.deals.export(), lambda c: c.workspace.events.stream()):
        with pytest.raises(ResponseParseError, match="200 with text/html") as caught:
            next(begin(make()))
        assert (caught.value.request_id, caught.value.attempts) == ("req_1", 1)
    assert len(faults.asked) == 2


def test_a_page_of_a_proxy_is_no_asynchronous_stream(faults: FaultServer) -> None:
    async def scenario() -> None:
        async with AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False) as client:
            for begin in (client.atlvs.deals.export, client.workspace.events.stream):
                with pytest.raises(ResponseParseError, match="200 with text/html") as caught:
                    await anext(begin())
                assert caught.value.request_id == "req_1"
            with pytest.raises(ResponseParseError, match="text/html"):
                await client.atlvs.deals.delete("deal_1")

    faults.script(raw(200, b"<html>", content_type="text/html"))
    asyncio.run(scenario())
    assert len(faults.asked) == 3


def test_a_page_of_a_proxy_deletes_nothing(faults: FaultServer, make: Make) -> None:
    faults.script(raw(200, b"<html>login</html>", content_type="text/html"))
    with pytest.raises(ResponseParseError, match="text/html"):
        make().atlvs.deals.delete("deal_1")


@pytest.mark.parametrize("line", [b"<html>", b"3", b'{"name": "without an id"}'])
def test_a_line_that_is_no_record_ends_an_export(faults: FaultServer, make: Make, line: bytes) -> None:
    faults.script(raw(200, b'{"id":"1"}\n' + line + b"\n", content_type="application/x-ndjson"))
    records = make().atlvs.deals.export()
    assert next(records).id == "1"
    with pytest.raises(ResponseParseError, match="line of the export"):
        next(records)


def test_a_message_that_is_no_json_ends_a_stream(faults: FaultServer, make: Make) -> None:
    faults.script(raw(200, b"id: 1\ndata: hello\n\n", content_type="text/event-stream"))
    with pytest.raises(ResponseParseError, match="message of the stream"):
        next(make().workspace.events.stream())


@pytest.mark.parametrize(
    "document", [[], {"data": 3}, {}, "text", {"data": {"id": "deal_1"}}, {"data": "text"}]
)
def test_json_of_another_shape_is_no_list(faults: FaultServer, make: Make, document: object) -> None:
    faults.script(answer(document))
    with pytest.raises(ResponseParseError, match="base URL"):
        make().atlvs.deals.list()


@pytest.mark.parametrize("document", [[1], "text", None, {"ok": True}])
def test_json_of_another_shape_is_no_record(faults: FaultServer, make: Make, document: object) -> None:
    faults.script(answer(document))
    for call in (
        lambda c: c.atlvs.deals.retrieve("deal_1"),
        lambda c: c.atlvs.deals.create(name="Spring run", value=1),
        lambda c: c.atlvs.deals.batch([{"name": "Spring run", "value": 1}]),
        lambda c: c.atlvs.deals.delete("deal_1"),
    ):
        with pytest.raises(ResponseParseError, match="base URL") as caught:
            call(make())
        assert (caught.value.request_id, caught.value.attempts) == ("req_1", 1)


def test_an_error_that_is_no_json(faults: FaultServer, make: Make) -> None:
    faults.script(raw(500, b"oops"))
    with pytest.raises(ServerError, match="HTTP_500"):
        make(max_retries=0).atlvs.deals.list()
    faults.script(answer({"error": "text"}, 418))
    with pytest.raises(APIStatusError, match="HTTP_418"):
        make().atlvs.deals.list()


def test_empty_pages_are_walked_over(faults: FaultServer, make: Make) -> None:
    faults.script(
        answer(page(cursor="a")), answer(page("1", cursor="b")), answer(page(cursor="c")), answer(page("2"))
    )
    assert [one.id for one in make().atlvs.deals.list(status="open")] == ["1", "2"]
    assert [asked.target for asked in faults.asked][1] == "/atlvs/v1/deals?limit=100&status=open&cursor=a"


def test_a_walk_asks_for_a_hundred_records_a_page(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("1", cursor="a")), answer(page("2", cursor="b")), answer(page("3")))
    assert len(make().atlvs.deals.list().to_list()) == 3
    targets = [asked.target.partition("?")[2] for asked in faults.asked]
    # The first page is asked for by `list`, before anybody walks.
    assert targets == ["", "limit=100&cursor=a", "limit=100&cursor=b"]


def test_a_walk_keeps_to_the_caller_s_limit(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("1", cursor="a")), answer(page("2")))
    assert len(list(make().atlvs.deals.list(limit=7))) == 2
    assert [asked.target.partition("?")[2] for asked in faults.asked] == ["limit=7", "limit=7&cursor=a"]


def test_an_asynchronous_walk_asks_for_a_hundred_records_from_its_first_page(faults: FaultServer) -> None:
    async def scenario() -> None:
        async with AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False) as client:
            faults.script(
                answer(page("1", cursor="a")), answer(page("2")), answer(page("1")), answer(page("x"))
            )
            assert [one.id async for one in client.atlvs.deals.list()] == ["1", "2"]
            await client.atlvs.deals.list()
            assert [one.id async for one in client.workspace.event_types.list()] == ["x"]

    asyncio.run(scenario())
    targets = [asked.target.partition("?")[2] for asked in faults.asked]
    # A page that is awaited is as large as the API gives it; a list without pages has no such parameter.
    assert targets == ["limit=100", "limit=100&cursor=a", "", ""]


def test_a_repeated_cursor_ends_the_walk(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("1", cursor="a")), answer(page("2", cursor="b")), answer(page("3", cursor="a")))
    with pytest.raises(PaginationLoopError):
        list(make().atlvs.deals.list())


def test_pages_and_parts_of_a_walk(faults: FaultServer, make: Make) -> None:
    faults.script(answer(page("1", "2", cursor="a")), answer(page("3")))
    first = make().atlvs.deals.list(limit=2, total=False, status=["open", "won"])
    assert first.has_more
    assert first.pagination.hasMore
    assert (first.cursor, first.total, len(first.data)) == ("a", None, 2)
    assert "has_more=True" in repr(first)
    assert [len(one.data) for one in first.pages()] == [2, 1]
    faults.script(answer(page("3")))
    assert [one.id for one in first.to_list(max=3)] == ["1", "2", "3"]
    assert [one.id for one in first.to_list(max=1)] == ["1"]
    assert len(first.to_list()) == 3
    assert faults.asked[0].target == "/atlvs/v1/deals?limit=2&total=false&status=open&status=won"


def test_times_and_days_in_a_query(faults: FaultServer, make: Make) -> None:
    make().atlvs.deals.list(updated_after=datetime(2026, 11, 23, 7, 21, tzinfo=UTC))
    assert "updated_after=2026-11-23T07%3A21%3A00%2B00%3A00" in faults.asked[0].target
    with pytest.raises(ValueError, match="time zone"):
        make().atlvs.deals.list(updated_after=datetime(2026, 11, 23))  # noqa: DTZ001


def test_omitted_null_and_set(faults: FaultServer, make: Make) -> None:
    faults.script(answer(DEAL))
    make().atlvs.deals.update("deal_1", notes=None, name="b")
    assert faults.asked[0].json() == {"notes": None, "name": "b"}


def test_an_id_is_one_segment(faults: FaultServer, make: Make) -> None:
    faults.script(answer(DEAL))
    make().atlvs.deals.retrieve("a/../b?c")
    assert faults.asked[0].target == "/atlvs/v1/deals/a%2F..%2Fb%3Fc"
    for wrong in ("", "..", None, 5):
        with pytest.raises(ConfigurationError, match="an id"):
            make().atlvs.deals.retrieve(wrong)  # type: ignore[arg-type]


def test_what_an_error_tells(faults: FaultServer, make: Make) -> None:
    details = [
        {"field": "email", "message": "Must be a valid email address"},
        {"field": "phone", "message": "Is required"},
    ]
    message = "email: Must be a valid email address (and 1 more)"
    body = {"code": "VALIDATION_ERROR", "message": message, "details": details, "request_id": "req_9"}
    faults.script(answer({"error": {**body, "documentation_url": "https://docs/x"}}, 422))
    with pytest.raises(ValidationError) as caught:
        make(workspace_id="ws_1").atlvs.contacts.create(email="x", first_name="a", last_name="it's")
    problem = caught.value
    assert str(problem) == f"VALIDATION_ERROR: {message}; phone: Is required"
    assert (problem.status, problem.code, problem.details) == (422, "VALIDATION_ERROR", details)
    assert (problem.request_id, problem.documentation_url, problem.attempts) == ("req_1", "https://docs/x", 1)
    assert problem.retry_after is None
    assert problem.elapsed > 0
    assert "ghx_test_secret" not in problem.curl()
    assert "$GHXSTSHIP_API_KEY" in problem.curl()
    assert "X-Workspace-ID: ws_1" in problem.curl()
    assert ConfigurationError("x").curl() == ""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError), (401, AuthenticationError), (403, PermissionDeniedError), (404, NotFoundError),
        (409, ConflictError), (422, ValidationError), (429, RateLimitError), (500, ServerError), (503, ServerError),
    ],
)  # fmt: skip
def test_each_status_has_its_class(
    faults: FaultServer, make: Make, status: int, kind: type[APIStatusError]
) -> None:
    faults.script(error(status, "SOME_CODE"))
    with pytest.raises(APIStatusError) as caught:
        make(max_retries=0).atlvs.deals.retrieve("deal_1")
    problem = caught.value
    assert (type(problem), problem.status, problem.code) == (kind, status, "SOME_CODE")
    assert (problem.details, problem.request_id) == ([], "req_1")


def test_an_error_says_each_thing_once(faults: FaultServer, make: Make) -> None:
    details = [{"field": "cursor", "message": "The cursor is damaged."}]
    body = {"code": "INVALID_CURSOR", "message": "The cursor is damaged.", "details": details}
    faults.script(answer({"error": body}, 400))
    with pytest.raises(BadRequestError) as caught:
        make().atlvs.deals.list(cursor="x")
    assert str(caught.value) == "INVALID_CURSOR: The cursor is damaged."


def test_nothing_secret_is_logged(
    faults: FaultServer, make: Make, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faults.script(error(503, "SERVICE_UNAVAILABLE"), reset, answer(DEAL))
    client = make(max_retries=3)
    client.atlvs.deals.create(name="private name", value=1)
    text = caplog.text + repr(client)
    assert "503" in text
    assert "retry 1" in text
    assert "ghx_test" not in text
    assert "private" not in text


def test_hooks_are_told(faults: FaultServer, make: Make, waits: list[float]) -> None:
    told: list[str] = []
    hooks = Hooks(
        request=lambda request: told.append(request.method),
        response=lambda response, seconds: told.append(str(response.status)),
        retry=lambda number, seconds, cause: told.append(f"retry {number}"),
        wait=lambda seconds: told.append("wait"),
    )
    faults.script(error(503, "SERVICE_UNAVAILABLE"), answer(DEAL))
    make(hooks=hooks).atlvs.deals.retrieve("deal_1")
    assert told == ["GET", "503", "retry 1", "GET", "200"]


def test_options_of_a_call_and_of_a_copy(faults: FaultServer, make: Make, waits: list[float]) -> None:
    faults.script(error(503, "SERVICE_UNAVAILABLE"))
    client = make(headers={"X-One": "1"})
    with pytest.raises(ServerError) as caught:
        client.atlvs.deals.retrieve("deal_1", max_retries=0, timeout=3, extra_headers={"X-Two": "2"})
    assert caught.value.attempts == 1
    assert faults.asked[0].headers["x-one"] == "1"
    assert faults.asked[0].headers["x-two"] == "2"
    copy = client.with_options(max_retries=0, headers={"X-Three": "3"}, workspace_id="ws_2", timeout=4)
    with pytest.raises(ServerError):
        copy.atlvs.deals.list()
    assert faults.asked[1].headers["x-workspace-id"] == "ws_2"
    assert {"x-one", "x-three"} <= faults.asked[1].headers.keys()
    assert (copy.timeout, client.timeout, client.max_retries) == (4.0, 30.0, 2)
    copy.close()
    with pytest.raises(ServerError):
        client.with_options(max_retries=0).atlvs.deals.list()


def test_a_thousand_copies_share_one_connection(faults: FaultServer, make: Make) -> None:
    client = make()
    for number in range(1000):
        client.with_options(timeout=1 + number).atlvs.deals.list()
    assert {asked.connection for asked in faults.asked} == {1}


def test_thousands_of_copies_leave_nothing_behind(faults: FaultServer, make: Make) -> None:
    client = make(pacing=True)

    def copies(count: int) -> int:
        for number in range(count):
            copy = client.with_options(timeout=1.0 + number, headers={"X-Number": str(number)})
            assert copy.atlvs.deals is not None
        del copy
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    client.atlvs.deals.list()
    tracemalloc.start()
    try:
        before = copies(1000)
        assert copies(1000) - before < 20_000  # a copy alone has more than 500 bytes
    finally:
        tracemalloc.stop()


def test_what_cannot_be_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GHXSTSHIP_API_KEY", raising=False)
    with pytest.raises(ConfigurationError, match="GHXSTSHIP_API_KEY"):
        Client()
    with pytest.raises(ConfigurationError, match="copied whole"):
        Client("ghx test")
    with pytest.raises(ConfigurationError, match="base_url"):
        Client("k", base_url="api.ghxstship.com")
    for timeout in (0, None, "5", float("inf"), float("nan"), 1e10):
        with pytest.raises(
            ConfigurationError, match=rf"timeout must be seconds above 0 .*, not {timeout!r}$"
        ):
            Client("k", timeout=timeout)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="a path begins with '/'"):
        Client("k").request("GET", "atlvs/v1/deals")
    with pytest.raises(ConfigurationError, match="max_retries"):
        Client("k", max_retries=-1)
    with pytest.raises(ConfigurationError, match="timeout"):
        Client("k").atlvs.deals.list(timeout=-1)


def test_the_environment_configures(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_env")
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", faults.url + "/")
    monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", "ws_env")
    with Client(pacing=False) as client:
        client.atlvs.deals.list()
        assert client.rate_limit is None
    assert faults.asked[0].headers["authorization"] == "Bearer ghx_test_env"
    assert faults.asked[0].headers["x-workspace-id"] == "ws_env"
    assert faults.asked[0].target == "/atlvs/v1/deals"


def test_a_closed_client_says_so(make: Make) -> None:
    client = make()
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.atlvs.deals.list()


FORK = """
import os, sys
from ghxstship import Client, ConfigurationError

client = Client("ghx_test_secret", base_url=sys.argv[1])
if sys.argv[2] == "used":
    client.atlvs.deals.list()
child = os.fork()
if child == 0:
    try:
        client.atlvs.deals.list(timeout=10)
    except ConfigurationError as problem:
        os._exit(7 if "spawn" in str(problem) else 1)
    os._exit(0)
client.atlvs.deals.list()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("before", "code"), [("unused", 0), ("used", 7)])
def test_a_forked_child_goes_on_or_says_why_not(faults: FaultServer, before: str, code: int) -> None:
    command = [sys.executable, "-c", FORK, faults.url, before]
    assert subprocess.run(command, timeout=60, check=False).returncode == code


def test_threads_share_a_client(faults: FaultServer, make: Make) -> None:
    client = make()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                client.atlvs.deals.list()
        except BaseException as problem:  # noqa: BLE001
            failures.append(problem)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(faults.asked) == 160


def test_any_request(faults: FaultServer, make: Make) -> None:
    faults.script(answer({"a": 1}, etag='"3"'))
    response = make().request("GET", "/atlvs/v2/new", query={"a": 1, "b": None})
    assert (response.status, response.json(), response.request_id) == (200, {"a": 1}, "req_1")
    assert response.headers["ETag"] == '"3"'
    assert faults.asked[0].target == "/atlvs/v2/new?a=1"


def test_a_broken_export_goes_on_behind_the_last_record(faults: FaultServer, make: Make) -> None:
    faults.script(half(b'{"id":"1"}\n{"id":"2"}\n{"id":'), raw(200, b'{"id":"3"}\n{"id":"4"}'))
    assert [one.id for one in make().atlvs.deals.export(status="open")] == ["1", "2", "3", "4"]
    assert faults.asked[1].target == "/atlvs/v1/deals/export?status=open&after=2"
    faults.script(half(b""))
    with pytest.raises(APIConnectionError):
        list(make().atlvs.deals.export())
    faults.script(error(404, "NOT_FOUND"))
    with pytest.raises(NotFoundError):
        list(make().atlvs.deals.export())


def test_a_stream_resumes_by_its_last_id(
    faults: FaultServer, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghxstship.sse.time.sleep", lambda seconds: None)
    first = (
        b': hello\nretry: 100\n\nid: 1\ndata: {"id":"msg_1",\ndata: "event":"a"}\r\n\r\n'
        b'id: 2\ndata: {"id":"lost"}\n'
    )
    faults.script(half(first), raw(200, b'id: 2\ndata: {"id":"msg_2"}\n\nid: 3\ndata: 7\n\n'))
    events = make().workspace.events.stream(types=["deal.*"])
    assert [next(events).id for _ in range(2)] == ["msg_1", "msg_2"]
    assert faults.asked[1].headers["last-event-id"] == "1"
    events.close()  # type: ignore[attr-defined]
    faults.script(reset)
    with pytest.raises(APIConnectionError):
        next(make(max_retries=1).workspace.events.stream())


async def _async_surface(faults: FaultServer) -> None:
    async with AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False) as client:
        faults.script(answer(page("1", cursor="a")), answer(page("2", cursor=None)))
        assert [one.id async for one in client.atlvs.deals.list()] == ["1", "2"]
        faults.script(answer(page("1", cursor="a")), answer(page("2", cursor=None)))
        assert [len(one.data) async for one in client.atlvs.deals.list().pages()] == [1, 1]
        faults.script(answer(page("1", cursor="a")), answer(page("2", cursor=None)))
        assert len(await client.atlvs.deals.list().to_list()) == 2
        faults.script(answer(page("1", "2", cursor="a")))
        first = await client.atlvs.deals.list()
        assert len(await first.to_list(max=1)) == 1
        faults.script(reset, answer(DEAL))
        assert (await client.atlvs.deals.retrieve("deal_1")).value == Decimal("75.5")
        faults.script(answer({"data": [], "summary": {"created": 1}}))
        assert (
            await client.atlvs.deals.batch([{"name": "a", "value": 1}], mode="upsert")
        ).summary.created == 1
        faults.script(answer(None, 204))
        await client.atlvs.deals.delete("deal_1")
        faults.script(half(b'{"id":"1"}\n'), raw(200, b'{"id":"2"}'))
        assert [one.id async for one in client.compvss.crew.export()] == ["1", "2"]
        faults.script(raw(200, b'id: 1\ndata: {"id":"msg_1"}\n\n'))
        async for event in client.workspace.events.stream(after=0):
            assert event.id == "msg_1"
            break
        faults.script(error(401, "UNAUTHORIZED"))
        with pytest.raises(AuthenticationError):
            await anext(client.gvteway.orders.export())
        faults.script(drip)
        with pytest.raises(APITimeoutError):
            await client.with_options(timeout=0.3).atlvs.deals.list()
    with pytest.raises(ConfigurationError, match="closed"):
        await client.atlvs.deals.list()


def test_the_asynchronous_client(faults: FaultServer) -> None:
    asyncio.run(_async_surface(faults))


def test_a_client_outlives_an_event_loop(faults: FaultServer) -> None:
    client = AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False)

    async def one() -> int:
        return len((await client.atlvs.deals.list()).data)

    assert [asyncio.run(one()), asyncio.run(one())] == [0, 0]
    asyncio.run(client.close())


def test_a_cancelled_call_lets_go(faults: FaultServer) -> None:
    faults.script(drip)

    async def scenario() -> None:
        async with AsyncClient("ghx_test_cancel", base_url=faults.url) as client:
            call = asyncio.ensure_future(client.request("GET", "/x"))
            while not faults.asked:  # noqa: ASYNC110 - the server runs in a thread of its own
                await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert client._pacer is not None
            assert client._pacer._flying == 0

    asyncio.run(scenario())


def test_backoff_doubles_with_the_upper_half_left_to_chance() -> None:
    assert [backoff(n, lambda low, high: low) for n in range(6)] == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0]
    assert [backoff(n, lambda low, high: high) for n in range(6)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]


def test_retry_after_in_its_two_forms() -> None:
    assert retry_after({"retry-after": "3"}) == 3.0
    later = datetime.fromtimestamp(time.time() + 100, UTC)
    assert 95 < (retry_after({"retry-after": format_datetime(later, usegmt=True)}) or 0) < 101
    assert retry_after({"retry-after": "-1"}) == 0.0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({"retry-after": "nan"}) is None
    assert retry_after({}) is None
